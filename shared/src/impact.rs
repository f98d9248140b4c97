//! What was done, for whom and how soon: the figures of one sector in one month, from plain facts.
//!
//! [`Tally`] holds the facts, [`Figures`] what is shown of them, [`masked_cells`] which cells could point at somebody. What each
//! figure means is written in the message files under `impact.<key>.`, and [`KEYS`] is their order on the screen. To add a figure: a
//! fact in the tally, a field here, its key, its two texts, and its line in the naive recount of the tests.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::alert::Outcome;
use crate::ids::{PersonId, UserId};

/// Fewer persons with an alert than this in a cell, and a figure could point at one of them.
pub const FEWEST_PERSONS: usize = 5;

/// The figures in their order on the screen.
pub const KEYS: [&str; 22] = [
    "visits_done",
    "visits_rated",
    "share_rated",
    "alerts",
    "alerts_per_100_visits",
    "coordinators",
    "alerts_per_coordinator",
    "taken",
    "median_minutes_to_take",
    "acted",
    "median_minutes_to_act",
    "closed",
    "closed_with_outcome",
    "outcomes",
    "useful",
    "not_useful",
    "follow_ups_due",
    "follow_ups_kept",
    "in_watch",
    "in_reinforced",
    "needs",
    "uncovered_days",
];

/// An alert that was opened in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// About whom.
    pub person: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// When somebody first took it, was given it or closed it.
    pub taken_at: Option<DateTime<Utc>>,
    /// When something was first done: an action that stands, a follow-up, an outcome.
    pub acted_at: Option<DateTime<Utc>>,
}

/// An alert that was closed in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// About whom.
    pub person: PersonId,
    /// The outcome a person gave it; none when it closed itself because late data lifted all it stood on.
    pub outcome: Option<Outcome>,
}

/// The facts of a sector in a month, or of several sectors together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Visits that ended in the month and took place.
    pub visits_done: u64,
    /// Those of them with a rating.
    pub visits_rated: u64,
    /// Alerts opened.
    pub opened: Vec<Opened>,
    /// Alerts closed.
    pub closed: Vec<Closed>,
    /// Coordinators with an account in the month.
    pub coordinators: BTreeSet<UserId>,
    /// Follow-ups whose day was in the month and has come, or that are done already.
    pub follow_ups_due: u64,
    /// Those of them that were done by that day.
    pub follow_ups_kept: u64,
    /// Persons in a watch at the end of the month.
    pub in_watch: u64,
    /// Persons in reinforced follow-up at the end of the month.
    pub in_reinforced: u64,
    /// Needs that were written down.
    pub needs: u64,
    /// Working days on which nobody was on duty at some time.
    pub uncovered_days: u64,
}

impl Tally {
    /// Takes in the facts of another sector.
    pub fn add(&mut self, other: &Self) {
        self.visits_done += other.visits_done;
        self.visits_rated += other.visits_rated;
        self.opened.extend(&other.opened);
        self.closed.extend(&other.closed);
        self.coordinators.extend(&other.coordinators);
        self.follow_ups_due += other.follow_ups_due;
        self.follow_ups_kept += other.follow_ups_kept;
        self.in_watch += other.in_watch;
        self.in_reinforced += other.in_reinforced;
        self.needs += other.needs;
        self.uncovered_days += other.uncovered_days;
    }

    /// How many persons the alerts of the month were about.
    #[must_use]
    pub fn persons(&self) -> usize {
        let opened = self.opened.iter().map(|alert| alert.person);
        opened.chain(self.closed.iter().map(|alert| alert.person)).collect::<BTreeSet<_>>().len()
    }

    /// What is shown of them.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let count = |number: usize| Some(number as u64);
        let (alerts, coordinators) = (self.opened.len(), self.coordinators.len());
        let waits = |moment: fn(&Opened) -> Option<DateTime<Utc>>| -> Vec<f64> {
            self.opened.iter().filter_map(|alert| Some(minutes(alert.at, moment(alert)?))).collect()
        };
        let (to_take, to_act) = (waits(|alert| alert.taken_at), waits(|alert| alert.acted_at));
        let given: Vec<Outcome> = self.closed.iter().filter_map(|alert| alert.outcome).collect();
        let mut outcomes = BTreeMap::new();
        for outcome in &given {
            *outcomes.entry(outcome.as_str().to_owned()).or_insert(0) += 1;
        }
        let useful = given.iter().filter(|outcome| outcome.was_useful()).count();
        Figures {
            visits_done: Some(self.visits_done),
            visits_rated: Some(self.visits_rated),
            share_rated: ratio(self.visits_rated as f64, self.visits_done as f64, 10_000.0),
            alerts: count(alerts),
            alerts_per_100_visits: ratio(100.0 * alerts as f64, self.visits_done as f64, 100.0),
            coordinators: count(coordinators),
            alerts_per_coordinator: ratio(alerts as f64, coordinators as f64, 100.0),
            taken: count(to_take.len()),
            median_minutes_to_take: median(to_take),
            acted: count(to_act.len()),
            median_minutes_to_act: median(to_act),
            closed: count(self.closed.len()),
            closed_with_outcome: count(given.len()),
            outcomes: Some(outcomes),
            useful: count(useful),
            not_useful: count(given.len() - useful),
            follow_ups_due: Some(self.follow_ups_due),
            follow_ups_kept: Some(self.follow_ups_kept),
            in_watch: Some(self.in_watch),
            in_reinforced: Some(self.in_reinforced),
            needs: Some(self.needs),
            uncovered_days: Some(self.uncovered_days),
        }
    }
}

/// What is shown of a sector and a month. A figure is absent when there is nothing to divide by, or when it is masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[expect(missing_docs, reason = "what each figure means is in the message files, for everybody to read")]
pub struct Figures {
    pub visits_done: Option<u64>,
    pub visits_rated: Option<u64>,
    pub share_rated: Option<f64>,
    pub alerts: Option<u64>,
    pub alerts_per_100_visits: Option<f64>,
    pub coordinators: Option<u64>,
    pub alerts_per_coordinator: Option<f64>,
    pub taken: Option<u64>,
    pub median_minutes_to_take: Option<f64>,
    pub acted: Option<u64>,
    pub median_minutes_to_act: Option<f64>,
    pub closed: Option<u64>,
    pub closed_with_outcome: Option<u64>,
    /// By outcome; one that nobody gave is not named.
    pub outcomes: Option<BTreeMap<String, u64>>,
    pub useful: Option<u64>,
    pub not_useful: Option<u64>,
    pub follow_ups_due: Option<u64>,
    pub follow_ups_kept: Option<u64>,
    pub in_watch: Option<u64>,
    pub in_reinforced: Option<u64>,
    pub needs: Option<u64>,
    pub uncovered_days: Option<u64>,
}

impl Figures {
    /// Without everything that counts persons or what was done about them. The work of the house stays: its visits, its
    /// coordinators, its holes.
    #[must_use]
    pub fn masked(self) -> Self {
        Self {
            visits_done: self.visits_done,
            visits_rated: self.visits_rated,
            share_rated: self.share_rated,
            coordinators: self.coordinators,
            uncovered_days: self.uncovered_days,
            ..Self::nothing()
        }
    }

    const fn nothing() -> Self {
        Self {
            visits_done: None,
            visits_rated: None,
            share_rated: None,
            alerts: None,
            alerts_per_100_visits: None,
            coordinators: None,
            alerts_per_coordinator: None,
            taken: None,
            median_minutes_to_take: None,
            acted: None,
            median_minutes_to_act: None,
            closed: None,
            closed_with_outcome: None,
            outcomes: None,
            useful: None,
            not_useful: None,
            follow_ups_due: None,
            follow_ups_kept: None,
            in_watch: None,
            in_reinforced: None,
            needs: None,
            uncovered_days: None,
        }
    }
}

/// Which of the sectors of one month are masked, given the persons with an alert in each.
///
/// A sector with fewer than [`FEWEST_PERSONS`] is. When that hides one sector alone below a total that is shown, a subtraction would
/// bring it back: then the next smallest is hidden with it.
#[must_use]
pub fn masked_cells(persons: &[usize]) -> Vec<bool> {
    let mut masked: Vec<bool> = persons.iter().map(|count| *count < FEWEST_PERSONS).collect();
    // A sector without any is no secret.
    let hidden = persons.iter().filter(|count| (1..FEWEST_PERSONS).contains(*count)).count();
    let total: usize = persons.iter().sum();
    if hidden == 1 && total >= FEWEST_PERSONS {
        let shown = persons.iter().enumerate().filter(|(place, _)| !masked[*place]);
        if let Some(place) = shown.min_by_key(|(_, count)| **count).map(|(place, _)| place) {
            masked[place] = true;
        }
    }
    masked
}

/// Minutes between two moments; none are negative, for clocks of several servers may differ.
fn minutes(from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    (to - from).num_milliseconds().max(0) as f64 / 60_000.0
}

/// A division to so many steps a unit; none by nothing.
fn ratio(part: f64, whole: f64, steps: f64) -> Option<f64> {
    (whole > 0.0).then(|| (part / whole * steps).round() / steps)
}

/// The middle value, or the mean of the two in the middle, to tenths; none of nothing.
#[must_use]
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let value = if values.len() % 2 == 1 { upper } else { f64::midpoint(*values.get(middle - 1)?, upper) };
    Some((value * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use uuid::Uuid;

    fn opened(person: u128, taken: Option<i64>, acted: Option<i64>) -> Opened {
        let at = DateTime::UNIX_EPOCH;
        let after = |minutes: i64| at + TimeDelta::minutes(minutes);
        Opened { person: Uuid::from_u128(person).into(), at, taken_at: taken.map(after), acted_at: acted.map(after) }
    }

    #[test]
    fn figures_follow_from_the_facts() {
        let closed = |outcome| Closed { person: Uuid::from_u128(1).into(), outcome };
        let tally = Tally {
            visits_done: 300,
            visits_rated: 200,
            opened: vec![opened(1, Some(10), Some(30)), opened(1, Some(20), None), opened(2, None, None)],
            closed: vec![closed(Some(Outcome::Acted)), closed(Some(Outcome::Noise)), closed(None)],
            coordinators: [UserId::from(Uuid::from_u128(9)), UserId::from(Uuid::from_u128(8))].into(),
            ..Tally::default()
        };
        let figures = tally.figures();
        assert_eq!((figures.share_rated, figures.alerts_per_100_visits), (Some(0.6667), Some(1.0)));
        assert_eq!((figures.taken, figures.median_minutes_to_take), (Some(2), Some(15.0)));
        assert_eq!((figures.acted, figures.median_minutes_to_act), (Some(1), Some(30.0)));
        assert_eq!(figures.alerts_per_coordinator, Some(1.5));
        assert_eq!((figures.closed, figures.closed_with_outcome), (Some(3), Some(2)));
        assert_eq!((figures.useful, figures.not_useful), (Some(1), Some(1)));
        assert_eq!(figures.outcomes, Some([("acted".to_owned(), 1), ("noise".to_owned(), 1)].into()));
        assert_eq!(tally.persons(), 2);
    }

    #[test]
    fn nothing_divided_is_no_figure() {
        let figures = Tally::default().figures();
        assert_eq!((figures.share_rated, figures.median_minutes_to_take, figures.alerts), (None, None, Some(0)));
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
    }

    #[test]
    fn sums_are_the_figures_of_all_sectors_together() {
        let mut one = Tally { opened: vec![opened(1, Some(10), None)], needs: 1, ..Tally::default() };
        let two = Tally { opened: vec![opened(1, Some(30), None)], needs: 2, ..Tally::default() };
        one.add(&two);
        assert_eq!(
            (one.persons(), one.figures().needs, one.figures().median_minutes_to_take),
            (1, Some(3), Some(20.0))
        );
    }

    #[test]
    fn a_small_cell_is_masked_and_cannot_be_found_by_subtraction() {
        assert_eq!(masked_cells(&[7, 4, 9]), [true, true, false]);
        assert_eq!(masked_cells(&[4, 9]), [true, true]);
        assert_eq!(masked_cells(&[4, 3, 9]), [true, true, false]);
        assert_eq!(masked_cells(&[5, 9]), [false, false]);
        assert_eq!(masked_cells(&[0, 9]), [true, false]);
        assert_eq!(masked_cells(&[0, 4, 9]), [true, true, true]);
        assert_eq!(masked_cells(&[4]), [true], "there is no other, and the total is as small");
        assert_eq!(masked_cells(&[]), Vec::<bool>::new());
    }

    #[test]
    fn a_masked_cell_keeps_what_points_at_nobody() {
        let tally = Tally { visits_done: 10, uncovered_days: 2, needs: 1, ..Tally::default() };
        let masked = tally.figures().masked();
        assert_eq!((masked.visits_done, masked.uncovered_days), (Some(10), Some(2)));
        assert_eq!((masked.needs, masked.alerts, masked.outcomes), (None, None, None));
    }

    #[test]
    fn every_figure_has_a_key_and_every_key_its_words() {
        let shown = serde_json::to_value(Tally::default().figures()).expect("figures are JSON");
        let fields: BTreeSet<&str> = shown.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(fields, KEYS.into_iter().collect());
        for key in KEYS {
            for lang in [crate::lang::Lang::Fr, crate::lang::Lang::En] {
                for part in ["label", "text"] {
                    let key = format!("impact.{key}.{part}");
                    assert!(crate::messages::known(lang, &key).is_some(), "{key}");
                }
            }
        }
    }
}
