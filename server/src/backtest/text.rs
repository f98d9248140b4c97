//! The report of a back-test for people who sit before a terminal.

use std::fmt::Write as _;

use super::quality::Quality;
use super::summary::Summary;

/// The report as text.
pub fn report(summary: &Summary, rules: &str) -> String {
    let mut out = String::new();
    // Writing into a String cannot fail.
    let _ = write_all(summary, rules, &mut out);
    out
}

fn write_all(summary: &Summary, rules: &str, out: &mut String) -> std::fmt::Result {
    let s = summary;
    writeln!(out, "Rules         {rules}")?;
    writeln!(out, "Period        {} to {}", s.from, s.to)?;
    writeln!(out, "History       {} persons, {} ratings, {} visits", s.persons, s.ratings, s.files.visits)?;
    let aside = [
        (s.files.duplicates, "repeated"),
        (s.files.conflicts, "in conflict"),
        (s.files.bad_lines, "bad lines"),
        (s.files.marked, "kept aside (time of the visit not believable)"),
        (s.files.too_late, "received after the period"),
    ];
    for (count, what) in aside.into_iter().filter(|(count, _)| *count > 0) {
        writeln!(out, "              {count} {what}")?;
    }
    writeln!(out)?;
    writeln!(out, "Alerts        {} ({} a week)", s.alerts, s.alerts_per_week)?;
    writeln!(
        out,
        "              {} a coordinator and working day ({} coordinators), {} for the sector referents alone",
        s.alerts_per_coordinator_and_working_day, s.coordinators, s.for_referents
    )?;
    let severities: Vec<String> =
        s.by_severity.iter().rev().map(|(severity, count)| format!("{count} {severity}")).collect();
    writeln!(out, "By severity   {}", severities.join(", "))?;
    writeln!(out, "By rule       an alert counts under each of its rules")?;
    for (rule, count) in &s.by_rule {
        writeln!(out, "  {rule:<28} {count:>8}")?;
    }
    if let Some(truth) = &s.truth {
        writeln!(out)?;
        write_truth(truth, out)?;
    }
    writeln!(out)?;
    writeln!(out, "{} ratings folded ({} findings) in {} ms", s.folds, s.findings, s.elapsed_ms)
}

fn write_truth(truth: &Quality, out: &mut String) -> std::fmt::Result {
    writeln!(out, "Known declines found within their horizon")?;
    writeln!(
        out,
        "  {:<16} {:>8} {:>8} {:>8} {:>12} {:>13}",
        "kind", "horizon", "known", "found", "sensitivity", "median delay"
    )?;
    for (kind, of) in &truth.by_kind {
        let (found, delay) = (share(of.sensitivity), days(of.median_delay_days));
        let horizon = format!("{} d", of.horizon_days);
        writeln!(out, "  {kind:<16} {horizon:>8} {:>8} {:>8} {found:>12} {delay:>13}", of.episodes, of.detected)?;
    }
    let (found, delay) = (share(truth.sensitivity), days(truth.median_delay_days));
    writeln!(out, "  {:<16} {:>8} {:>8} {:>8} {found:>12} {delay:>13}", "all", "", truth.episodes, truth.detected)?;
    let rate = truth.false_alerts_per_person_month.map_or_else(|| "-".to_owned(), |rate| rate.to_string());
    writeln!(out, "False alerts  {} ({rate} a person-month outside known declines)", truth.false_alerts)?;
    writeln!(out, "True alerts   {} of all", share(truth.share_true))?;
    writeln!(out, "Luck          {} of the quiet fortnights have an alert all the same", share(truth.luck))
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{:.1} %", value * 100.0))
}

fn days(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value} d"))
}
