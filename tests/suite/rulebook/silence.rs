//! Time passes for the back-test as it does live: visits that stay away are noticed, to the end of the history.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::made_up::{Files, Run, date, day, rating};

/// A visit every other day for a month, done and rated; then planned ones that nobody did.
fn stops(missed: i64) -> (Vec<Value>, Vec<Value>) {
    let (mut ratings, mut visits) = (Vec::new(), Vec::new());
    for n in 0..15 + missed {
        let done = n < 15;
        let at = day(2 * n);
        visits.push(json!({
            "id": format!("v{n}"), "person_id": "p", "aide_id": "a1", "starts_at": at, "ends_at": at + TimeDelta::hours(1),
            "status": if done { "done" } else { "planned" },
        }));
        if done {
            let mut line = rating(&format!("r{n}"), "p", at + TimeDelta::minutes(50), 4);
            line["visit_id"] = json!(format!("v{n}"));
            ratings.push(line);
        }
    }
    // Somebody else goes on being visited: the history does not end with the one who stops.
    ratings.push(rating("other", "q", day(60), 4));
    (ratings, visits)
}

fn rules(run: &Run) -> Vec<Value> {
    run.parsed().iter().map(|alert| alert["rules"].clone()).collect()
}

#[test]
fn visits_that_stay_away_are_found_without_any_rating() {
    let (ratings, visits) = stops(3);
    let run = Files::new(&ratings).with("visits.jsonl", &visits).run();
    assert_eq!(rules(&run).first(), Some(&json!(["silence"])), "{}", run.alerts);
    let opened: chrono::DateTime<chrono::Utc> =
        run.parsed()[0]["opened_at"].as_str().expect("a time").parse().expect("a time");
    // Two planned visits, the second on day 32, and a grace of a day and a half: the morning after.
    assert!(opened > day(33) && opened < day(35), "{opened}");
    assert!(Files::new(&ratings).run().parsed().is_empty(), "without visits there is no silence");
}

#[test]
fn a_declared_absence_excuses_it() {
    let (ratings, visits) = stops(3);
    let absence = json!({ "person_id": "p", "from_day": "2026-02-03", "to_day": null });
    let run = Files::new(&ratings).with("visits.jsonl", &visits).with("absences.jsonl", &[absence]).run();
    assert!(run.parsed().is_empty(), "{}", run.alerts);
}

#[test]
fn the_end_of_the_history_is_the_end_of_time() {
    let (ratings, visits) = stops(3);
    let files = Files::new(&ratings).with("visits.jsonl", &visits);
    let until = |day: &str| {
        Run::of(vigie_server::backtest::command::Request { to: Some(date(day)), ..files.request() }).parsed().len()
    };
    assert_eq!(until("2026-02-06"), 0, "day 32");
    assert_eq!(until("2026-02-09"), 1);
}

#[test]
fn the_plan_of_the_weeks_ahead_is_no_history() {
    let (mut ratings, mut visits) = stops(0);
    ratings.pop();
    for n in 15..40 {
        let mut ahead = visits[0].clone();
        ahead["id"] = json!(format!("ahead{n}"));
        ahead["starts_at"] = json!(day(2 * n));
        ahead["ends_at"] = json!(day(2 * n) + TimeDelta::hours(1));
        ahead["status"] = json!("planned");
        visits.push(ahead);
    }
    let run = Files::new(&ratings).with("visits.jsonl", &visits).run();
    assert!(run.parsed().is_empty(), "{}", run.alerts);
    assert_eq!(run.summary["to"], "2026-02-02");
}
