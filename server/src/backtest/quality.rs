//! How good a rule set is where the truth is known: what it found, how late, and at what price.
//!
//! An alert speaks when it opens, and again when people are told that it became graver or that another family of signs joined.
//! An episode is found when an alert speaks within its horizon; an alert is true when it opens within an episode or the
//! fortnight after. **Luck** is the chance that any fortnight in which nothing happened contains such a word: a noisy rule finds
//! everything, and this number says so.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::period::Period;
use super::run::Alert;

/// Days within which an episode must be found: a crisis shows at once, a slide does not.
const HORIZON: [(&str, i64); 2] = [("drift", 90), ("lukewarm", 45)];
const OTHER_HORIZON: i64 = 14;
/// Days after an episode in which an alert still belongs to it.
const AFTERMATH: i64 = 14;
/// Days of a window in which luck is looked for.
const LUCK_DAYS: usize = 14;
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;

/// A known decline.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Episode {
    pub person: u32,
    pub onset: NaiveDate,
    pub end: NaiveDate,
    pub kind: String,
}

/// What the truth says about a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quality {
    pub episodes: u64,
    pub detected: u64,
    pub sensitivity: Option<f64>,
    pub median_delay_days: Option<f64>,
    pub false_alerts: u64,
    pub false_alerts_per_person_month: Option<f64>,
    /// Of all alerts, those that belong to an episode.
    pub share_true: Option<f64>,
    /// Chance that a fortnight without any decline has an alert all the same.
    pub luck: Option<f64>,
    pub by_kind: BTreeMap<String, OfKind>,
}

/// The same for one kind of decline.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfKind {
    pub horizon_days: i64,
    pub episodes: u64,
    pub detected: u64,
    pub sensitivity: Option<f64>,
    pub median_delay_days: Option<f64>,
}

/// What is known of the truth.
#[derive(Debug, Clone, Copy)]
pub struct Truth<'a> {
    pub episodes: &'a [Episode],
    /// Episodes of persons of whom the history knows nothing: missed by anybody.
    pub strangers: u64,
    /// The first day something was known of each person.
    pub first_days: &'a [(u32, NaiveDate)],
}

/// Compares alerts with the truth.
pub fn judge(alerts: &[Alert], truth: Truth<'_>, period: Period) -> Quality {
    let Truth { episodes, strangers, first_days } = truth;
    let mut told: BTreeMap<u32, Vec<NaiveDate>> = BTreeMap::new();
    for alert in alerts {
        told.entry(alert.person).or_default().extend(alert.told.iter().map(|at| period.day(*at)));
    }
    let mut of: BTreeMap<u32, Vec<&Episode>> = BTreeMap::new();
    for episode in episodes {
        of.entry(episode.person).or_default().push(episode);
    }
    let (by_kind, mut delays, found) = detection(episodes, &told, period);
    let false_alerts = alerts.iter().filter(|alert| {
        let opened = period.day(alert.opened_at);
        let theirs = of.get(&alert.person).map_or(&[][..], Vec::as_slice);
        !theirs.iter().any(|episode| (episode.onset..=last_day(episode)).contains(&opened))
    });
    let false_alerts = false_alerts.count() as u64;
    let quiet = quiet_days(first_days, &of, &told, period);
    let total = found.0 + strangers;
    Quality {
        episodes: total,
        detected: found.1,
        sensitivity: share(found.1, total),
        median_delay_days: median(&mut delays),
        false_alerts,
        false_alerts_per_person_month: (quiet.days > 0)
            .then(|| rounded(false_alerts as f64 / (quiet.days as f64 / DAYS_PER_MONTH), 10_000.0)),
        share_true: share(alerts.len() as u64 - false_alerts, alerts.len() as u64),
        luck: share(quiet.lucky, quiet.windows),
        by_kind,
    }
}

type Detection = (BTreeMap<String, OfKind>, Vec<i64>, (u64, u64));

fn detection(episodes: &[Episode], told: &BTreeMap<u32, Vec<NaiveDate>>, days: Period) -> Detection {
    let mut by_kind: BTreeMap<String, (OfKind, Vec<i64>)> = BTreeMap::new();
    let (mut all, mut found) = (0, 0);
    let mut delays = Vec::new();
    for episode in episodes.iter().filter(|episode| (days.from..=days.to).contains(&episode.onset)) {
        let horizon = horizon(&episode.kind);
        let until = (episode.onset + TimeDelta::days(horizon)).min(last_day(episode));
        let theirs = told.get(&episode.person).map_or(&[][..], Vec::as_slice);
        let first = theirs.iter().filter(|day| (episode.onset..=until).contains(day)).min();
        let (kind, kind_delays) = by_kind.entry(episode.kind.clone()).or_default();
        kind.horizon_days = horizon;
        kind.episodes += 1;
        all += 1;
        if let Some(first) = first {
            let delay = (*first - episode.onset).num_days();
            kind.detected += 1;
            kind_delays.push(delay);
            found += 1;
            delays.push(delay);
        }
    }
    let finish = |(kind, (mut of, mut delays)): (String, (OfKind, Vec<i64>))| {
        of.sensitivity = share(of.detected, of.episodes);
        of.median_delay_days = median(&mut delays);
        (kind, of)
    };
    (by_kind.into_iter().map(finish).collect(), delays, (all, found))
}

/// What happened on days on which nothing was the matter.
#[derive(Debug, Default)]
struct Quiet {
    days: u64,
    windows: u64,
    lucky: u64,
}

fn quiet_days(
    first_days: &[(u32, NaiveDate)],
    episodes: &BTreeMap<u32, Vec<&Episode>>,
    told: &BTreeMap<u32, Vec<NaiveDate>>,
    days: Period,
) -> Quiet {
    let mut quiet = Quiet::default();
    for (person, first) in first_days {
        let from = days.from.max(*first);
        let Ok(count) = usize::try_from((days.to - from).num_days() + 1) else { continue };
        let place = |day: NaiveDate| usize::try_from((day - from).num_days()).ok();
        let mut sick = vec![false; count];
        for episode in episodes.get(person).into_iter().flatten() {
            let until = place(last_day(episode)).map_or(0, |last| (last + 1).min(count));
            let begin = place(episode.onset).unwrap_or(0).min(until);
            sick[begin..until].fill(true);
        }
        let mut spoken = vec![false; count];
        for day in told.get(person).into_iter().flatten() {
            if let Some(slot) = place(*day).and_then(|day| spoken.get_mut(day)) {
                *slot = true;
            }
        }
        quiet.days += sick.iter().filter(|sick| !**sick).count() as u64;
        for (sick, spoken) in sick.windows(LUCK_DAYS).zip(spoken.windows(LUCK_DAYS)) {
            if !sick.contains(&true) {
                quiet.windows += 1;
                quiet.lucky += u64::from(spoken.contains(&true));
            }
        }
    }
    quiet
}

fn horizon(kind: &str) -> i64 {
    HORIZON.iter().find(|(name, _)| *name == kind).map_or(OTHER_HORIZON, |(_, days)| *days)
}

fn last_day(episode: &Episode) -> NaiveDate {
    episode.end.checked_add_signed(TimeDelta::days(AFTERMATH)).unwrap_or(episode.end)
}

pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| rounded(part as f64 / whole as f64, 10_000.0))
}

/// Rounded to a fraction, so that the number is short in JSON.
pub fn rounded(value: f64, fraction: f64) -> f64 {
    (value * fraction).round() / fraction
}

fn median(values: &mut [i64]) -> Option<f64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { *values.get(middle.checked_sub(1)?)? } else { upper };
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests;
