//! `drift` (glissement): the last weeks against the weeks of two or three months ago.
//!
//! Weeks are calendar weeks, this one included; the weeks in between are left out, so that a slide of
//! six weeks does not pull down what it is compared with. It needs no baseline.

use serde::{Deserialize, Serialize};

use super::super::evidence::{Evidence, hundredths};
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::super::state::date_of;
use super::{Look, Relation, Teller, Verdict, at_least, broken};
use crate::rating::Axis;

/// Parameters of `drift`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// The axes it looks at.
    pub axes: Vec<Axis>,
    /// So many last weeks, this one included ...
    pub recent_weeks: u8,
    /// ... with at least so many ratings ...
    pub recent_ratings: u16,
    /// ... are compared with the weeks from so many weeks ago ...
    pub before_from_week: u8,
    /// ... to so many weeks ago ...
    pub before_to_week: u8,
    /// ... with at least so many ratings.
    pub before_ratings: u16,
    /// Said when their mean is at least this much lower ...
    pub under_before: f64,
    /// ... and as high when it is this much lower.
    pub high_under_before: f64,
    /// Said at most once in so many days, unless it became graver.
    pub again_after_days: u16,
    /// Whether two different aides must have seen it.
    #[serde(default, skip_serializing_if = "super::is_off")]
    pub confirm_by_two_aides: bool,
}

impl Drift {
    pub(super) fn broken_relations(&self) -> Vec<Relation> {
        broken([
            (self.before_from_week < self.recent_weeks, ("before_from_week", "≥ `recent_weeks`")),
            (self.before_to_week < self.before_from_week, ("before_to_week", "≥ `before_from_week`")),
            (self.high_under_before < self.under_before, ("high_under_before", "≥ `under_before`")),
        ])
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        for &axis in &self.axes {
            if look.event.scores.get(axis).is_none() {
                continue;
            }
            let Some((recent, before)) = self.means(look, axis).filter(|m| at_least(m.1 - m.0, self.under_before))
            else {
                teller.rests(axis.index());
                continue;
            };
            let high = at_least(before - recent, self.high_under_before);
            let severity = if high { Severity::High } else { Severity::Moderate };
            let verdict = Verdict { severity, about: axis.as_str(), axis: Some(axis) };
            teller.holds(axis.index(), &verdict, Repeat::OncePer(self.again_after_days), look, || {
                let monday = look.day - (look.day + 3).rem_euclid(7);
                let weeks_ago = |weeks: u8| date_of(monday - 7 * i32::from(weeks));
                let evidence = Evidence::Drift {
                    axis,
                    recent: hundredths(recent),
                    recent_weeks: u32::from(self.recent_weeks),
                    before: hundredths(before),
                    before_from: weeks_ago(self.before_to_week),
                    before_to: weeks_ago(self.before_from_week)
                        .checked_add_days(chrono::Days::new(6))
                        .unwrap_or_default(),
                };
                (evidence, None)
            });
        }
    }

    /// Mean of the recent weeks and of those before, once both have enough ratings.
    fn means(&self, look: &Look<'_>, axis: Axis) -> Option<(f64, f64)> {
        let (sum, count) = look.state.weeks_ago(axis, 0, self.recent_weeks - 1);
        if count < u32::from(self.recent_ratings) {
            return None;
        }
        let recent = f64::from(sum) / f64::from(count);
        let (sum, count) = look.state.weeks_ago(axis, self.before_from_week, self.before_to_week);
        (count >= u32::from(self.before_ratings)).then(|| (recent, f64::from(sum) / f64::from(count)))
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Diary, day, short_of};
    use crate::rules::{Evidence, Finding};

    fn of_drift(found: &[Finding]) -> Vec<String> {
        short_of("drift", found)
    }

    /// Two visits a week; nine weeks with 5 and 4, then 4 and 3.
    fn slide(diary: &mut Diary) -> Vec<(i64, Vec<Finding>)> {
        let mut found = Vec::new();
        for visit in 0..36_i64 {
            let mood = if visit < 18 { 5 - visit % 2 } else { 4 - visit % 2 };
            let mood = u8::try_from(mood).expect("a score");
            let number = visit / 2 * 7 + visit % 2 * 3;
            let said = diary.visit(number, [4, 4, mood, 4]);
            found.push((number, said));
        }
        found
    }

    #[test]
    fn a_slide_that_no_single_week_shows_is_said_and_again_after_three_weeks() {
        let mut diary = Diary::new();
        let found = slide(&mut diary);
        let said: Vec<(i64, Vec<String>)> =
            found.iter().map(|(n, f)| (*n, of_drift(f))).filter(|(_, texts)| !texts.is_empty()).collect();
        let days: Vec<i64> = said.iter().map(|(number, _)| *number).collect();
        assert_eq!(days, [77, 80, 101]);
        assert_eq!(said[0].1, ["drift/mood moderate"]);
        assert_eq!(said[1].1, ["drift/mood high"], "graver is said at once");
    }

    #[test]
    fn its_evidence_names_the_weeks() {
        let mut diary = Diary::new();
        for week in 0..14 {
            let mood = if week < 9 { 5 } else { 3 };
            for number in [week * 7, week * 7 + 2] {
                for finding in diary.visit(number, [4, 4, mood, 4]) {
                    let Evidence::Drift { recent, before, before_from, before_to, .. } = finding.evidence else {
                        continue;
                    };
                    assert_eq!(finding.severity, crate::rules::Severity::High);
                    assert!(before - recent >= 1.0);
                    // Monday of the thirteenth week before to the Sunday of the fifth.
                    let monday = day(number - number.rem_euclid(7)).date_naive();
                    assert_eq!((monday - before_from).num_days(), 13 * 7);
                    assert_eq!((monday - before_to).num_days(), 4 * 7 + 1);
                    return;
                }
            }
        }
        panic!("never said");
    }

    #[test]
    fn three_ratings_in_three_weeks_are_not_enough() {
        let mut diary = Diary::new();
        for week in 0..14 {
            let mood = if week < 11 { 5 } else { 2 };
            assert!(of_drift(&diary.visit(week * 7, [4, 4, mood, 4])).is_empty(), "week {week}");
        }
    }
}
