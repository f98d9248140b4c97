//! `vigie rules backtest`: files in, alerts and figures out.

use std::io::{self, Write};
use std::time::Instant;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use vigie_shared::lang::Lang;
use vigie_shared::rules::{Engine, RuleSet};
use vigie_shared::sign::SignCatalogue;

use super::files::{Histories, Inputs, read};
use super::period::{Period, midnight};
use super::quality::{self, Truth};
use super::run::{Alert, Job, Outcome, run_files};
use super::summary::{Summary, summarise};
use super::text;

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Request {
    pub rules: RuleSet,
    pub inputs: Inputs,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub lang: Lang,
    pub coordinators: Option<u64>,
    pub threads: usize,
}

/// A run with its figures.
#[derive(Debug)]
pub struct Answer {
    pub histories: Histories,
    pub outcome: Outcome,
    pub summary: Summary,
}

/// Reads the files and runs the rules over them.
pub fn run(request: Request) -> Result<Answer, String> {
    let started = Instant::now();
    let Request { rules, mut inputs, from, to, lang, coordinators, threads } = request;
    let zone = inputs.zone;
    inputs.until = to.and_then(|day| midnight(day.succ_opt()?, zone)).map(|at| at.timestamp_micros());
    let has_truth = inputs.truth.is_some();
    let mut histories = read(&inputs, threads)?;
    let period = period_of(&histories, from, to, zone)?;
    let engine = Engine::new(rules, zone, SignCatalogue::default_set());
    // The files name nobody: sentences leave the aide out.
    let job = Job { engine: &engine, period, until: period.ends(), lang, name_of: &|_| None };
    let mut outcome = run_files(&mut histories, &job, threads);
    outcome.report.merge(std::mem::take(&mut histories.report));
    let truth = has_truth.then(|| {
        let truth =
            Truth { episodes: &histories.episodes, strangers: histories.strangers, first_days: &outcome.first_days };
        quality::judge(&outcome.alerts, truth, period)
    });
    let mut summary = summarise(&outcome, outcome.first_days.len() as u64, period, coordinators, truth);
    summary.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Answer { histories, outcome, summary })
}

/// From the first to the last day of the history, or as asked. The end of a day is the end of what is known.
fn period_of(
    histories: &Histories,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    zone: Tz,
) -> Result<Period, String> {
    let day =
        |micros: i64| DateTime::from_timestamp_micros(micros).unwrap_or_default().with_timezone(&zone).date_naive();
    let (first, last) = match histories.span.moments {
        Some((first, last)) => (day(first), day(last)),
        // Nothing at all: the days asked for, or today's calendar would be as good as any.
        None => (DateTime::<Utc>::UNIX_EPOCH.date_naive(), DateTime::<Utc>::UNIX_EPOCH.date_naive()),
    };
    let (from, to) =
        (from.unwrap_or_else(|| first.min(to.unwrap_or(first))), to.unwrap_or_else(|| last.max(from.unwrap_or(last))));
    if from > to {
        return Err(format!("the period begins on {from} and ends on {to}: nothing lies between"));
    }
    Ok(Period { from, to, zone })
}

/// Writes the contract's JSON lines: one an alert, then the summary.
pub fn write_json(answer: &Answer, out: &mut impl Write) -> io::Result<()> {
    for alert in &answer.outcome.alerts {
        serde_json::to_writer(&mut *out, &json!({ "alert": alert_line(alert, &answer.histories) }))?;
        out.write_all(b"\n")?;
    }
    serde_json::to_writer(&mut *out, &json!({ "summary": answer.summary }))?;
    out.write_all(b"\n")?;
    out.flush()
}

fn alert_line(alert: &Alert, histories: &Histories) -> Value {
    let person = histories.persons.get(alert.person as usize).map(|name| &**name);
    // In UTC their texts sort as the times do.
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    let findings = alert.findings.iter().map(|finding| {
        let mut line = json!({
            "rule": finding.rule, "at": time(finding.at), "severity": finding.severity, "sentence": finding.sentence,
        });
        if finding.lifted {
            line["lifted"] = true.into();
        }
        line
    });
    json!({
        "person_id": person,
        "opened_at": time(alert.opened_at),
        "severity": alert.severity,
        "rules": alert.rules,
        "sentence": alert.sentence,
        "findings": findings.collect::<Vec<_>>(),
    })
}

/// Says on stderr what was wrong with the files.
pub fn complain(answer: &Answer, inputs: &Inputs, err: &mut impl Write) -> io::Result<()> {
    let report = &answer.outcome.report;
    let name = |file: u8| inputs.name(file);
    for complaint in &report.complaints {
        writeln!(err, "{}, line {}: {}", name(complaint.file), complaint.line, complaint.reason)?;
    }
    let counts = report.counts;
    let told = report.complaints.len() as u64;
    let wrong = counts.bad_lines + counts.conflicts;
    if wrong > told {
        writeln!(err, "… and {} more", wrong - told)?;
    }
    for ((file, field), lines) in &report.unknown_fields {
        writeln!(err, "{}: the field `{field}` is not known and was left out ({lines} lines)", name(*file))?;
    }
    if wrong > 0 {
        writeln!(err, "{} bad lines, {} conflicts: left out", counts.bad_lines, counts.conflicts)?;
    }
    if answer.histories.span.astray > 0 {
        let astray = answer.histories.span.astray;
        writeln!(err, "{astray} times lie years from all the rest and are not counted as part of the history's days")?;
    }
    if answer.histories.strangers > 0 {
        let strangers = answer.histories.strangers;
        writeln!(
            err,
            "{strangers} known declines are about persons of whom the history says nothing; they count as missed"
        )?;
    }
    Ok(())
}

/// Writes the report for people.
pub fn write_text(answer: &Answer, rules: &str, out: &mut impl Write) -> io::Result<()> {
    out.write_all(text::report(&answer.summary, rules).as_bytes())?;
    out.flush()
}
