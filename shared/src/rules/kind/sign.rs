//! `sign` (signe): a strong sign is heard at once, and is critical when the same one comes again
//! soon; a weak one is heard the second time, or together with a score under usual.
//!
//! A sign that the federation's catalogue does not know is kept with the rating and not judged.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::evidence::{Evidence, SignFact};
use super::super::finding::Severity;
use super::super::state::SignSeen;
use super::{Look, Relation, Teller, Verdict};
use crate::rating::{Axis, Score};
use crate::sign::{Label, Sign as CatalogueSign, SignId, SignStrength};

/// The slot that remembers since when weak signs have kept coming.
const WEAK_SLOT: usize = 0;

/// Parameters of `sign`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The same strong sign again within so many days is critical.
    pub strong_again_days: u16,
    /// A weak sign within so many days of another rating with a weak sign is heard.
    pub weak_again_days: u16,
    /// A weak sign together with a score this much under usual is heard.
    pub weak_under_usual: f64,
}

impl Sign {
    pub(super) const fn broken_relations(&self) -> Vec<Relation> {
        Vec::new()
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        if look.event.signs.is_empty() {
            return;
        }
        let mut weak_since = None;
        for &id in &look.event.signs {
            match look.signs.get(id) {
                Some(sign) if sign.strength == SignStrength::Strong => self.strong(sign, look, teller),
                Some(sign) => {
                    let since = *weak_since.get_or_insert_with(|| self.weak_since(look, teller));
                    self.weak(sign, since, look, teller);
                }
                None => {}
            }
        }
    }

    fn strong(&self, sign: &CatalogueSign, look: &Look<'_>, teller: &mut Teller<'_>) {
        let before = look.state.strong_sign(sign.id).filter(|seen| within(look, seen, self.strong_again_days));
        let severity = if before.is_some() { Severity::Critical } else { Severity::High };
        let evidence = Evidence::StrongSign { sign: fact(sign), noted: look.noted(), before: before.map(SignSeen::at) };
        let verdict = Verdict { severity, about: "", axis: None };
        teller.tell(&verdict, sign.id.as_str(), look.event.at, look, evidence, before.map(|seen| seen.rating));
    }

    fn weak(&self, sign: &CatalogueSign, since: DateTime<Utc>, look: &Look<'_>, teller: &mut Teller<'_>) {
        let before = look.state.weak_sign().filter(|seen| within(look, seen, self.weak_again_days));
        let verdict = Verdict { severity: Severity::Moderate, about: "", axis: None };
        if let Some(before) = before {
            let other = SignFact { id: before.sign, label: label_of(before.sign, look) };
            let evidence = Evidence::WeakSign { sign: fact(sign), noted: look.noted(), other, before: before.at() };
            teller.tell(&verdict, sign.id.as_str(), since, look, evidence, Some(before.rating));
        } else if let Some((axis, score)) = self.lowest_under_usual(look) {
            let evidence =
                Evidence::WeakSignLowScore { sign: fact(sign), noted: look.noted(), fact: look.fact(axis, score) };
            teller.tell(&verdict, sign.id.as_str(), since, look, evidence, None);
        }
    }

    /// Since when weak signs have kept coming without a longer break than the window.
    fn weak_since(&self, look: &Look<'_>, teller: &mut Teller<'_>) -> DateTime<Utc> {
        let goes_on = look.state.weak_sign().is_some_and(|seen| within(look, seen, self.weak_again_days));
        let memory = &mut teller.memory[WEAK_SLOT];
        if !goes_on {
            memory.stop();
        }
        memory.start(look.event.at.timestamp_micros());
        DateTime::from_timestamp_micros(memory.since).unwrap_or(look.event.at)
    }

    /// The score of this rating that lies furthest under usual, if far enough.
    fn lowest_under_usual(&self, look: &Look<'_>) -> Option<(Axis, Score)> {
        let mut lowest: Option<(f64, Axis, Score)> = None;
        for axis in Axis::PERSON {
            let Some(score) = look.event.scores.get(axis) else {
                continue;
            };
            let Some(under) = look.habit(axis).map(|usual| usual - f64::from(score.get())) else { continue };
            let further = lowest.is_none_or(|(most, ..)| under > most);
            if under >= self.weak_under_usual && further {
                lowest = Some((under, axis, score));
            }
        }
        lowest.map(|(_, axis, score)| (axis, score))
    }
}

fn within(look: &Look<'_>, seen: &SignSeen, days: u16) -> bool {
    look.day - seen.day <= i32::from(days)
}

fn fact(sign: &CatalogueSign) -> SignFact {
    SignFact { id: sign.id, label: sign.label.clone() }
}

fn label_of(id: SignId, look: &Look<'_>) -> Label {
    match look.signs.get(id) {
        Some(sign) => sign.label.clone(),
        // The sign left the catalogue since: its id is still better than nothing.
        None => Label { fr: id.to_string(), en: id.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Evidence;
    use crate::rules::testing::{Diary, day, short};

    #[test]
    fn a_fall_is_heard_at_once_and_critical_the_second_time_in_two_weeks() {
        let mut diary = Diary::new();
        assert_eq!(short(&diary.signs(0, &["fall"])), ["sign/fall high"]);
        let found = diary.signs(14, &["fall"]);
        assert_eq!(short(&found), ["sign/fall critical"]);
        assert_eq!(found[0].ratings.len(), 2);
        assert_eq!(short(&diary.signs(29, &["fall"])), ["sign/fall high"], "fifteen days later");
    }

    #[test]
    fn another_strong_sign_is_no_repetition() {
        let mut diary = Diary::new();
        diary.signs(0, &["fall"]);
        assert_eq!(short(&diary.signs(1, &["confusion"])), ["sign/confusion high"]);
    }

    #[test]
    fn a_weak_sign_is_heard_the_second_time_in_seven_days() {
        let mut diary = Diary::new();
        assert!(diary.signs(0, &["pain", "sadness"]).is_empty(), "one look");
        let found = diary.signs(7, &["tired"]);
        assert_eq!(short(&found), ["sign/tired moderate"]);
        assert_eq!(found[0].since, day(0), "weak signs keep coming since then");
        assert!(diary.signs(15, &["pain"]).is_empty(), "eight days later");
    }

    #[test]
    fn a_weak_sign_with_a_score_under_usual_is_heard_at_once() {
        let mut diary = Diary::of_somebody_well();
        assert!(diary.note(day(35), 1, [4, 4, 4, 4], &["pain"]).is_empty());
        let mut diary = Diary::of_somebody_well();
        let found = diary.note(day(35), 1, [1, 4, 3, 4], &["pain"]);
        assert_eq!(short(&found), ["sign/pain moderate"]);
        let Evidence::WeakSignLowScore { fact, .. } = &found[0].evidence else { panic!("{found:?}") };
        assert_eq!(fact.axis, crate::rating::Axis::Mood);
    }

    #[test]
    fn a_sign_the_catalogue_does_not_know_is_not_judged() {
        let mut diary = Diary::new();
        assert!(diary.signs(0, &["long_gone"]).is_empty());
        assert!(diary.signs(1, &["long_gone", "pain"]).is_empty());
    }
}
