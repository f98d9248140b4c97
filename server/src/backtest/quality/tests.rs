use super::*;
use chrono::{DateTime, Utc};
use vigie_shared::rules::Severity;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn period() -> Period {
    Period { from: date("2026-01-01"), to: date("2026-06-30"), zone: chrono_tz::UTC }
}

fn alert(person: u32, opened: &str, told: &[&str]) -> Alert {
    let at = |day: &str| -> DateTime<Utc> { format!("{day}T10:00:00Z").parse().expect("a time") };
    Alert {
        person,
        opened_at: at(opened),
        severity: Severity::High,
        for_coordination: true,
        rules: vec![],
        sentence: String::new(),
        findings: vec![],
        told: std::iter::once(opened).chain(told.iter().copied()).map(at).collect(),
    }
}

fn episode(person: u32, onset: &str, end: &str, kind: &str) -> Episode {
    Episode { person, onset: date(onset), end: date(end), kind: kind.to_owned() }
}

#[test]
fn a_small_history_worked_out_by_hand() {
    let episodes = [
        episode(0, "2026-03-01", "2026-03-20", "drop"),
        episode(0, "2026-05-01", "2026-06-10", "drift"),
        episode(1, "2026-02-01", "2026-02-20", "drop"),
        episode(1, "2025-12-01", "2025-12-20", "drop"),
    ];
    let alerts = [
        // Four days after the onset.
        alert(0, "2026-03-05", &[]),
        // Opened before the drift, told again 30 days into it.
        alert(0, "2026-04-28", &["2026-05-31"]),
        // Sixteen days after the onset: too late for a drop, yet no false alert.
        alert(1, "2026-02-17", &[]),
        // Nothing was the matter.
        alert(1, "2026-06-01", &[]),
    ];
    let first_days = [(0, date("2026-01-01")), (1, date("2026-01-01"))];
    let truth = Truth { episodes: &episodes, strangers: 0, first_days: &first_days };
    let quality = judge(&alerts, truth, period());
    assert_eq!((quality.episodes, quality.detected), (3, 2), "an onset before the period is not counted");
    assert_eq!(quality.sensitivity, Some(0.6667));
    assert_eq!(quality.median_delay_days, Some(17.0), "4 and 30 days");
    assert_eq!(quality.false_alerts, 2);
    assert_eq!(quality.share_true, Some(0.5));
    let drop = &quality.by_kind["drop"];
    assert_eq!((drop.episodes, drop.detected, drop.horizon_days), (2, 1, 14));
    assert_eq!(quality.by_kind["drift"].median_delay_days, Some(30.0));
    // 181 days each, less 34 and 55 of the first person's, and 34 and 3 of the second's.
    let quiet = 2 * 181 - 34 - 55 - 34 - 3;
    let rate = 2.0 / (f64::from(quiet) / DAYS_PER_MONTH);
    assert_eq!(quality.false_alerts_per_person_month, Some(rounded(rate, 10_000.0)));
}

#[test]
fn luck_is_the_share_of_quiet_fortnights_with_an_alert() {
    let first_days = [(0, date("2026-01-01"))];
    let truth = Truth { episodes: &[], strangers: 0, first_days: &first_days };
    let quality = judge(&[alert(0, "2026-03-15", &[])], truth, period());
    // 181 days hold 168 fortnights, and 14 of them have the day.
    assert_eq!(quality.luck, share(14, 168));
    assert_eq!((quality.sensitivity, quality.median_delay_days, quality.share_true), (None, None, Some(0.0)));
}

#[test]
fn a_decline_of_somebody_unknown_is_missed() {
    let truth = Truth { episodes: &[], strangers: 2, first_days: &[] };
    let quality = judge(&[], truth, period());
    assert_eq!((quality.episodes, quality.detected, quality.sensitivity), (2, 0, Some(0.0)));
    assert_eq!((quality.luck, quality.share_true, quality.false_alerts_per_person_month), (None, None, None));
}
