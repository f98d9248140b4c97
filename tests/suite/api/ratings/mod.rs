//! `POST /api/ratings`.

mod corrections;
mod findings;
mod hostile;
mod limits;
mod times;
mod verdicts;

use serde_json::Value;

/// The code of the problem a rating was refused with.
fn refusal(verdict: &Value) -> &str {
    assert_eq!(verdict["outcome"], "refused", "{verdict}");
    verdict["problem"]["code"].as_str().expect("a code")
}

/// The mistakes of a refused rating, as (place, code), sorted.
fn mistakes(verdict: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let errors = verdict["problem"]["errors"].as_array().expect("errors");
    let mut mistakes: Vec<_> = errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect();
    mistakes.sort();
    mistakes
}
