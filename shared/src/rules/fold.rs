//! The engine: folds ratings into the state of a person and says what the rules find.
//!
//! No clock, no randomness, plain arithmetic in a fixed order: the same events give the same bits
//! everywhere. Work and memory per rating do not grow with history, and nothing is allocated unless
//! something is found.

use chrono::{DateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::finding::{Family, Finding};
use super::kind::{Look, Teller};
use super::memory::{FNV_SEED, Memory, RuleMemory, fnv1a};
use super::rule_set::{Rule, RuleSet};
use super::state::PersonState;
use crate::ids::{RatingId, UserId};
use crate::rating::{Axis, Scores};
use crate::sign::{SignCatalogue, SignId};

const SECONDS_PER_DAY: i64 = 86_400;

/// A rating as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatingEvent {
    /// Second part of the fold order.
    pub id: RatingId,
    /// Who rated.
    pub aide: UserId,
    /// Time of the visit, to the microsecond; first part of the fold order.
    pub at: DateTime<Utc>,
    /// What was tapped.
    pub scores: Scores,
    /// What was ticked, each sign once, sorted.
    pub signs: Vec<SignId>,
}

/// Somebody closed an alert as 'new usual state': from that moment on, the person is compared with
/// how they have been lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebaseEvent {
    /// Second part of the fold order: an id of the closing, and no rating's.
    pub id: uuid::Uuid,
    /// When it was said, to the microsecond; first part of the fold order.
    pub at: DateTime<Utc>,
}

/// Whatever is folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEvent {
    /// A rating.
    Rating(RatingEvent),
    /// A new usual state.
    Rebase(RebaseEvent),
}

impl PersonEvent {
    /// Place in the fold order.
    #[must_use]
    pub fn position(&self) -> (DateTime<Utc>, RatingId) {
        match self {
            Self::Rating(event) => (event.at, event.id),
            Self::Rebase(event) => (event.at, event.id.into()),
        }
    }
}

impl From<RatingEvent> for PersonEvent {
    fn from(event: RatingEvent) -> Self {
        Self::Rating(event)
    }
}

/// What became of an event handed to [`Engine::fold`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folded {
    /// It is part of the state now.
    Done,
    /// It does not come after the state's position (a late event, or one folded before). Nothing
    /// changed: restore a checkpoint from before it and [`super::refold`].
    Behind,
}

/// A rule set at work for one federation.
#[derive(Debug, Clone)]
pub struct Engine {
    rule_set: RuleSet,
    tz: Tz,
    signs: SignCatalogue,
    /// The positions of the rules that are on and look at ratings, each with the key of its memory.
    active: Vec<(usize, u64)>,
    layout: u64,
}

impl Engine {
    /// An engine for one rule set, in the federation's time zone and with its signs.
    #[must_use]
    pub fn new(rule_set: RuleSet, tz: Tz, signs: SignCatalogue) -> Self {
        let judged = |rule: &Rule| rule.enabled && rule.kind.looks_at_ratings();
        let enabled = rule_set.rules.iter().enumerate().filter(|(_, rule)| judged(rule));
        let active: Vec<_> = enabled.map(|(i, rule)| (i, fnv1a(FNV_SEED, rule.id.as_bytes()))).collect();
        // Never the 0 of a state that no engine touched yet.
        let layout = active.iter().fold(FNV_SEED, |hash, (_, key)| fnv1a(hash, &key.to_le_bytes())) | 1;
        Self { rule_set, tz, signs, active, layout }
    }

    /// The rules in force.
    #[must_use]
    pub fn rule_set(&self) -> &RuleSet {
        &self.rule_set
    }

    /// The federation's signs.
    #[must_use]
    pub fn signs(&self) -> &SignCatalogue {
        &self.signs
    }

    /// The federation's time zone.
    #[must_use]
    pub fn time_zone(&self) -> Tz {
        self.tz
    }

    /// Folds one rating. Events come in the order of (`at`, `id`); one that does not is left out
    /// and reported as [`Folded::Behind`]. Findings are appended to `out`.
    pub fn fold(&self, state: &mut PersonState, event: &RatingEvent, out: &mut Vec<Finding>) -> Folded {
        if !state.is_before(event) {
            return Folded::Behind;
        }
        if state.layout != self.layout {
            self.align(state);
        }
        let day = state.advance(self.day_number(event.at), &self.rule_set.baseline);
        state.count(event, day);
        // The rules read the state while they write their own memory: lift it out for the while.
        let mut memory = std::mem::take(&mut state.memory);
        let usual = self.usual(state, event);
        let look = Look { state, event, day, usual, signs: &self.signs, baseline: &self.rule_set.baseline };
        for (rule, memory) in self.rules().zip(&mut memory) {
            let rule_set_version = self.rule_set.version;
            let mut teller = Teller { rule, rule_set_version, memory: &mut memory.slots, out: &mut *out };
            rule.kind.judge(&look, &mut teller);
        }
        state.memory = memory;
        state.settle(event, day, &self.signs);
        Folded::Done
    }

    /// Folds whatever comes next.
    pub fn fold_event(&self, state: &mut PersonState, event: &PersonEvent, out: &mut Vec<Finding>) -> Folded {
        match event {
            PersonEvent::Rating(event) => self.fold(state, event, out),
            PersonEvent::Rebase(event) => self.rebase(state, event),
        }
    }

    /// Folds a new usual state: the baseline is taken from the last rated days, charts and runs of the
    /// rules on scores begin anew. Signs are no matter of habit and stay.
    pub fn rebase(&self, state: &mut PersonState, event: &RebaseEvent) -> Folded {
        let place = (event.at.timestamp_micros(), RatingId::from(event.id));
        if state.position.is_some_and(|position| position >= place) {
            return Folded::Behind;
        }
        if state.layout != self.layout {
            self.align(state);
        }
        state.advance(self.day_number(event.at), &self.rule_set.baseline);
        state.rebase(&self.rule_set.baseline);
        let mut memory = std::mem::take(&mut state.memory);
        for (rule, memory) in self.rules().zip(&mut memory) {
            if rule.kind.family() == Family::Scores {
                memory.slots.iter_mut().for_each(Memory::restart);
            }
        }
        state.memory = memory;
        state.position = Some(place);
        Folded::Done
    }

    /// Every condition that holds once `event` is folded, said lately or not. Changes nothing.
    #[must_use]
    pub fn conditions(&self, state: &PersonState, event: &RatingEvent) -> Vec<Finding> {
        let mut state = state.clone();
        state.forget_said();
        let mut out = Vec::new();
        self.fold(&mut state, event, &mut out);
        out
    }

    /// Local calendar day of a time, as a number.
    #[must_use]
    pub fn day_number(&self, at: DateTime<Utc>) -> i32 {
        let offset = self.tz.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
        let day = (at.timestamp() + i64::from(offset)).div_euclid(SECONDS_PER_DAY);
        // chrono's years end long before the numbers do.
        i32::try_from(day).unwrap_or(i32::MAX / 2)
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.active.iter().map(|&(i, _)| &self.rule_set.rules[i])
    }

    /// What rules compare with, on the scored axes where enough days are known.
    fn usual(&self, state: &PersonState, event: &RatingEvent) -> [Option<f64>; 4] {
        let params = &self.rule_set.baseline;
        let mut usual = [None; 4];
        for &axis in Axis::ALL {
            let of_axis = &state.axes[axis.index()];
            if event.scores.get(axis).is_some() && of_axis.rated_days >= params.min_rated_days {
                usual[axis.index()] = Some(of_axis.baseline.mean(params));
            }
        }
        usual
    }

    /// Puts the state's memories in this engine's order; a rule that is new starts without one, a
    /// rule that is gone or off is forgotten.
    fn align(&self, state: &mut PersonState) {
        let of_key = |key: u64| state.memory.iter().find(|memory| memory.key == key).copied();
        let memory = self.active.iter().map(|&(_, key)| of_key(key).unwrap_or(RuleMemory::new(key)));
        state.memory = memory.collect();
        state.layout = self.layout;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::state::{date_of, day_of};
    use crate::rules::testing::Diary;
    use chrono::NaiveDate;

    fn day_in(tz: Tz, at: &str) -> NaiveDate {
        let engine = Engine::new(RuleSet::default_set(), tz, SignCatalogue::default_set());
        let number = engine.day_number(at.parse().expect("a time"));
        assert_eq!(day_of(date_of(number)), number);
        date_of(number)
    }

    #[test]
    fn a_day_is_the_federation_s_calendar_day_through_summer_and_winter() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a date");
        let paris = chrono_tz::Europe::Paris;
        assert_eq!(day_in(paris, "2026-03-28T22:59:59Z"), date(2026, 3, 28));
        assert_eq!(day_in(paris, "2026-03-28T23:00:00Z"), date(2026, 3, 29));
        assert_eq!(day_in(paris, "2026-03-29T22:00:00Z"), date(2026, 3, 30), "summer time began");
        assert_eq!(day_in(chrono_tz::Indian::Reunion, "2026-03-29T20:00:00Z"), date(2026, 3, 30));
        assert_eq!(day_in(chrono_tz::America::Martinique, "2026-03-29T03:59:59Z"), date(2026, 3, 28));
        assert_eq!(day_in(paris, "1969-12-31T22:30:00Z"), date(1969, 12, 31));
    }

    #[test]
    fn a_rule_keeps_its_memory_when_other_rules_come_and_go() {
        let mut diary = Diary::of_somebody_well();
        diary.visit(35, [4, 2, 4, 4]);
        diary.visit(36, [4, 2, 4, 4]);
        assert_eq!(diary.visit(37, [4, 2, 4, 4]).len(), 1, "after the drop the chart speaks");
        let mut rules = RuleSet::default_set().with_version(2);
        rules.rules.rotate_left(1);
        rules.rules.retain(|rule| rule.id != "sign");
        diary.engine = Engine::new(rules, diary.engine.time_zone(), SignCatalogue::default_set());
        assert!(diary.visit(38, [4, 2, 4, 4]).is_empty(), "and neither is said again under the new set");
    }

    #[test]
    fn a_rule_that_is_off_finds_nothing() {
        let mut rules = RuleSet::default_set();
        rules.rules.iter_mut().for_each(|rule| rule.enabled = false);
        assert!(Diary::with(rules).note(crate::rules::testing::day(0), 1, [1, 1, 1, 1], &["fall"]).is_empty());
    }

    #[test]
    fn a_new_usual_state_ends_the_story_and_worse_is_news() {
        let mut diary = Diary::of_somebody_well();
        let first: Vec<_> = (35..49).flat_map(|number| diary.visit(number, [4, 2, 4, 4])).collect();
        assert!(!first.is_empty());
        let at = crate::rules::testing::day(49);
        let event = RebaseEvent { id: uuid::Uuid::from_u128(9), at };
        assert_eq!(diary.engine.rebase(&mut diary.state, &event), Folded::Done);
        assert_eq!(diary.engine.rebase(&mut diary.state, &event), Folded::Behind, "once");
        assert_eq!(diary.state.usual(Axis::Health), Some(2.0));
        for number in 50..120 {
            assert!(diary.visit(number, [4, 2, 4, 4]).is_empty(), "day {number}");
        }
        assert_eq!(diary.state.usual(Axis::Mood), Some(4.0), "the other axes are as they were");
        assert_eq!(crate::rules::testing::short(&diary.visit(120, [4, 1, 4, 4])), ["threshold/health critical"]);
    }

    #[test]
    fn conditions_say_what_holds_even_if_it_was_said() {
        let mut diary = Diary::of_somebody_well();
        diary.visit(35, [4, 2, 4, 4]);
        diary.visit(36, [4, 2, 4, 4]);
        let before = diary.state.clone();
        let event = RatingEvent {
            id: uuid::Uuid::from_u128(u128::MAX).into(),
            aide: uuid::Uuid::from_u128(1).into(),
            at: crate::rules::testing::day(37),
            scores: Scores { health: crate::rating::Score::new(2).ok(), ..Scores::default() },
            signs: vec![],
        };
        let conditions = diary.engine.conditions(&diary.state, &event);
        assert_eq!(conditions.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>(), ["drop", "ewma"]);
        assert_eq!(diary.state, before, "nothing is changed by asking");
    }
}
