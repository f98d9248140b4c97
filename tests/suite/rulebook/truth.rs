//! The figures beside a known truth, on a history worked out by hand.

use chrono::TimeDelta;
use serde_json::json;

use super::made_up::{Files, day, rating};

#[test]
fn found_missed_and_false_are_counted_as_the_contract_says() {
    let mut lines = Vec::new();
    for person in ["found", "missed", "false"] {
        lines.extend((0..120).map(|n| rating(&format!("{person}{n}"), person, day(n), 4)));
    }
    // Three days into the decline.
    lines.push(rating("low", "found", day(63) + TimeDelta::hours(1), 1));
    // No decline at all.
    lines.push(rating("slip", "false", day(80) + TimeDelta::hours(1), 1));
    let day_of = |n: i64| day(n).date_naive().to_string();
    let truth = |person: &str, onset: i64, end: i64, kind: &str| json!({ "person_id": person, "onset": day_of(onset), "end": day_of(end), "kind": kind });
    let truth = [truth("found", 60, 80, "drop"), truth("missed", 60, 80, "crisis"), truth("nobody", 60, 80, "drift")];
    let run = Files::new(&lines).with("truth.jsonl", &truth).run();
    let quality = &run.summary["truth"];
    assert_eq!((&quality["episodes"], &quality["detected"]), (&json!(3), &json!(1)));
    assert_eq!(quality["sensitivity"], json!(0.3333));
    assert_eq!(quality["median_delay_days"], json!(3.0));
    assert_eq!(quality["false_alerts"], 1);
    assert_eq!(quality["share_true"], json!(0.5));
    // 120 days for each of three, less 35 of an episode with its fortnight for two of them.
    let months = f64::from(3 * 120 - 2 * 35) / (365.25 / 12.0);
    assert_eq!(quality["false_alerts_per_person_month"], json!((10_000.0 / months).round() / 10_000.0));
    // 107 fortnights of the third person, 14 with the alert; of the two others those before day 60 and after day 94.
    let quiet = 107 + 2 * (60 - 13) + 2 * (25 - 13);
    assert_eq!(quality["luck"], json!((10_000.0 * 14.0 / f64::from(quiet)).round() / 10_000.0));
    assert_eq!(quality["by_kind"]["drop"]["detected"], 1);
    assert!(run.complaints.contains("1 known declines are about persons"), "{}", run.complaints);
    assert_eq!(Files::new(&lines).run().summary["truth"], json!(null), "without a truth there is none");
}
