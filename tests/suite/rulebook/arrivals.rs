//! When something is received matters for when people hear of it, never for what is found in the end.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::made_up::{Files, day, rating};

/// Somebody who is well for so many days.
fn well(days: i64) -> Vec<Value> {
    (0..days).map(|n| rating(&format!("r{n}"), "p", day(n), 4)).collect()
}

fn opened(alert: &Value) -> chrono::DateTime<chrono::Utc> {
    alert["opened_at"].as_str().expect("a time").parse().expect("a time")
}

#[test]
fn a_late_rating_opens_its_alert_when_it_is_received() {
    let mut lines = well(40);
    let mut late = rating("late", "p", day(20) + TimeDelta::hours(1), 1);
    late["received_at"] = json!(day(25));
    lines.push(late);
    let alerts = Files::new(&lines).run().parsed();
    assert_eq!(alerts.len(), 1);
    assert_eq!(opened(&alerts[0]), day(25));
    let finding = &alerts[0]["findings"][0];
    assert_eq!(finding["rule"], "threshold");
    let at: chrono::DateTime<chrono::Utc> = finding["at"].as_str().expect("a time").parse().expect("a time");
    assert_eq!(at, day(20) + TimeDelta::hours(1), "it is about the day of the visit");
}

#[test]
fn two_low_days_received_backwards_are_one_drop() {
    let mut lines = well(30);
    let (mut first, mut second) = (rating("x", "p", day(31), 2), rating("y", "p", day(32), 2));
    second["received_at"] = json!(day(33));
    first["received_at"] = json!(day(35));
    lines.extend([second, first]);
    let alerts = Files::new(&lines).run().parsed();
    let drops: Vec<&Value> = alerts.iter().filter(|alert| alert["rules"].to_string().contains("\"drop\"")).collect();
    assert_eq!(drops.len(), 1, "{alerts:?}");
    assert_eq!(opened(drops[0]), day(35), "known only now");
}

#[test]
fn a_correction_takes_its_finding_back_when_it_is_received() {
    let mut lines = well(30);
    lines.push(rating("slip", "p", day(31), 1));
    let mut right = rating("meant", "p", day(31), 4);
    right["replaces"] = json!("slip");
    right["received_at"] = json!(day(32));
    lines.push(right.clone());
    let alerts = Files::new(&lines).run().parsed();
    assert_eq!(alerts.len(), 1, "people had been told");
    assert_eq!(alerts[0]["findings"][0]["lifted"], true);
    // The same correction in time: nobody is told at all.
    lines.pop();
    right["received_at"] = json!(day(31));
    lines.push(right.clone());
    assert!(Files::new(&lines).run().parsed().is_empty());
    // Another aide's correction takes nothing back.
    lines.pop();
    right["aide_id"] = json!("somebody else");
    lines.push(right);
    let alerts = Files::new(&lines).run().parsed();
    assert_eq!((alerts.len(), &alerts[0]["findings"][0]["lifted"]), (1, &Value::Null));
}

#[test]
fn times_that_cannot_be_believed_are_kept_aside() {
    let mut lines = well(30);
    let mut future = rating("future", "p", day(40), 1);
    future["received_at"] = json!(day(29));
    let mut old = rating("old", "p", day(2), 1);
    old["received_at"] = json!(day(90));
    lines.extend([future, old]);
    let run = Files::new(&lines).run();
    assert!(run.parsed().is_empty());
    assert_eq!(run.summary["files"]["marked"], 2);
}

#[test]
fn an_alert_ends_when_nothing_new_is_found_for_an_episode() {
    let mut lines = well(62);
    for n in [20, 25, 60, 61] {
        lines.push(rating(&format!("low{n}"), "p", day(n) + TimeDelta::hours(1), 1));
    }
    let alerts = Files::new(&lines).run().parsed();
    let days: Vec<_> = alerts.iter().map(opened).collect();
    assert_eq!(days.first(), Some(&(day(20) + TimeDelta::hours(1))));
    assert_eq!(days.len(), 2, "the one of day 25 joins the first: {alerts:?}");
    assert_eq!(days[1], day(60) + TimeDelta::hours(1));
}
