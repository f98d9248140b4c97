//! How fast the fold is: `cargo run --release -p vigie-shared --example fold_speed`.
//!
//! Folds made-up ratings on one core with every kind of rule that looks at ratings, first in the order
//! of the visits, then with 15 % of them late (which restores a weekly checkpoint and folds the tail
//! again), and beside it a naive engine that folds the person's last 90 days anew for each rating.

use std::error::Error;
use std::rc::Rc;
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::ids::{RatingId, UserId};
use vigie_shared::rating::{Axis, Score, Scores};
use vigie_shared::rules::{Engine, Finding, PersonState, RatingEvent, Rule, RuleSet, checkpoint_due, refold};
use vigie_shared::sign::SignCatalogue;

const PERSONS: usize = 500;
const RATINGS_EACH: usize = 300;
/// As the federations' phones do it: one rating in seven comes after a later one.
const LATE_PERCENT: u64 = 15;
const NAIVE_WINDOW: TimeDelta = TimeDelta::days(90);
/// The naive engine is so slow that a few persons are enough to time it.
const NAIVE_PERSONS: usize = 20;
/// How often each piece of work is timed; the best time counts.
const PASSES: usize = 9;

/// SplitMix64: the same ratings in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.roll() % limit
    }

    fn uuid(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.roll(), self.roll())
    }
}

/// The default set and what it leaves out.
fn engine() -> Result<Engine, Box<dyn Error>> {
    let mut set = RuleSet::default_set();
    let cusum = serde_json::json!({
        "id": "cusum", "kind": "cusum", "axes": ["health", "mood", "form"],
        "slack": 0.5, "limit": 5.0, "restart_after_days": 60, "again_after_days": 30
    });
    set.rules.push(serde_json::from_value::<Rule>(cusum)?);
    Ok(Engine::new(set, chrono_tz::Europe::Paris, SignCatalogue::default_set()))
}

/// About one rating a day and a half; mostly threes, fours and fives, few ones; a sign now and then.
fn history(dice: &mut Dice, aides: &[UserId], pain: vigie_shared::sign::SignId) -> Vec<RatingEvent> {
    let mut at = DateTime::<Utc>::from_timestamp(1_735_700_000, 0).unwrap_or_default();
    let team: Vec<UserId> = (0..3).map(|_| aides[dice.below(aides.len() as u64) as usize]).collect();
    (0..RATINGS_EACH)
        .map(|_| {
            at += TimeDelta::minutes(600 + dice.below(3_000) as i64);
            let mut scores = Scores::default();
            for &axis in Axis::ALL {
                let value = match dice.below(1_000) {
                    0..3 => 1,
                    3..53 => 2,
                    53..323 => 3,
                    323..780 => 4,
                    780..940 => 5,
                    _ => 0,
                };
                scores.set(axis, Score::new(value).ok());
            }
            let signs = if dice.below(100) == 0 { vec![pain] } else { vec![] };
            RatingEvent { id: RatingId::from(dice.uuid()), aide: team[dice.below(3) as usize], at, scores, signs }
        })
        .collect()
}

struct Timed {
    ratings: usize,
    folds: usize,
    found: usize,
    seconds: f64,
}

/// Runs chunks of work several times and adds up the best time of each chunk, so that other programs
/// on the machine disturb the figure little. A chunk says how much it did: ratings, folds, findings.
fn timed(chunks: usize, mut pass: impl FnMut() -> Box<dyn FnMut(usize) -> [usize; 3]>) -> Timed {
    let mut best = vec![f64::INFINITY; chunks];
    let mut done = [0; 3];
    for _ in 0..PASSES {
        let mut work = pass();
        done = [0; 3];
        for (chunk, best) in best.iter_mut().enumerate() {
            let start = Instant::now();
            let did = work(chunk);
            *best = best.min(start.elapsed().as_secs_f64());
            done.iter_mut().zip(did).for_each(|(sum, count)| *sum += count);
        }
    }
    let [ratings, folds, found] = done;
    Timed { ratings, folds, found, seconds: best.iter().sum() }
}

type Histories = Rc<Vec<Vec<RatingEvent>>>;

/// All persons side by side, as a server meets them.
fn side_by_side(engine: &Rc<Engine>, histories: &Histories) -> Timed {
    timed(RATINGS_EACH, || {
        let (engine, histories) = (engine.clone(), histories.clone());
        let mut states = vec![PersonState::new(); histories.len()];
        let mut found = Vec::new();
        Box::new(move |place| {
            for (state, events) in states.iter_mut().zip(histories.iter()) {
                engine.fold(state, &events[place], &mut found);
            }
            let count = found.len();
            found.clear();
            [states.len(), states.len(), count]
        })
    })
}

/// One person at a time, as a back-test does it.
fn one_by_one(engine: &Rc<Engine>, histories: &Histories) -> Timed {
    timed(histories.len(), || {
        let (engine, histories) = (engine.clone(), histories.clone());
        let mut found = Vec::new();
        Box::new(move |person| {
            let mut state = PersonState::new();
            for event in &histories[person] {
                engine.fold(&mut state, event, &mut found);
            }
            let count = found.len();
            found.clear();
            [RATINGS_EACH, RATINGS_EACH, count]
        })
    })
}

/// Late ratings come one to six ratings after their turn.
fn arrival_order(count: usize, dice: &mut Dice) -> Vec<usize> {
    let delay = |place: usize, dice: &mut Dice| {
        let is_late = dice.below(100) < LATE_PERCENT;
        place * 2 + if is_late { 3 + 2 * dice.below(6) as usize } else { 0 }
    };
    let mut keyed: Vec<(usize, usize)> = (0..count).map(|i| (delay(i, dice), i)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, i)| i).collect()
}

fn late(engine: &Rc<Engine>, histories: &Histories, dice: &mut Dice) -> Timed {
    let orders: Rc<Vec<Vec<usize>>> =
        Rc::new(histories.iter().map(|events| arrival_order(events.len(), dice)).collect());
    timed(histories.len(), || {
        let (engine, histories, orders) = (engine.clone(), histories.clone(), orders.clone());
        Box::new(move |person| {
            let (folds, found) = late_person(&engine, &histories[person], &orders[person]);
            [RATINGS_EACH, folds, found]
        })
    })
}

fn late_person(engine: &Engine, events: &[RatingEvent], order: &[usize]) -> (usize, usize) {
    let (mut state, mut found, mut folds) = (PersonState::new(), Vec::new(), 0);
    let mut checkpoints: Vec<PersonState> = Vec::new();
    let mut known: Vec<&RatingEvent> = Vec::with_capacity(events.len());
    for &place in order {
        let event = &events[place];
        let turn = known.partition_point(|other| (other.at, other.id) < (event.at, event.id));
        known.insert(turn, event);
        if state.is_before(event) {
            let week = state.week();
            if week.is_some() && week != Some(vigie_shared::rules::state::week_of(engine.day_number(event.at))) {
                checkpoints.push(state.clone());
            }
            engine.fold(&mut state, event, &mut found);
            folds += 1;
            continue;
        }
        checkpoints.retain(|checkpoint| checkpoint.position() < Some((event.at, event.id)));
        let base = checkpoints.last().cloned().unwrap_or_default();
        let from = known.partition_point(|other| Some((other.at, other.id)) <= base.position());
        let tail: Vec<RatingEvent> = known[from..].iter().map(|event| (*event).clone()).collect();
        folds += tail.len();
        let before = base.clone();
        let (after, again) = refold(engine, base, &tail);
        if checkpoint_due(&before, &after) && before.position().is_some() {
            checkpoints.push(before);
        }
        state = after;
        found.extend(again);
    }
    (folds, found.len())
}

/// What one would write first: read the last 90 days and fold them anew, for each rating.
fn naive(engine: &Rc<Engine>, histories: &Histories) -> Timed {
    timed(NAIVE_PERSONS, || {
        let (engine, histories) = (engine.clone(), histories.clone());
        Box::new(move |person| {
            let (events, mut folds, mut count) = (&histories[person], 0, 0);
            for (place, event) in events.iter().enumerate() {
                let from = events.partition_point(|other| other.at < event.at - NAIVE_WINDOW);
                let (_, found) = refold(&engine, PersonState::new(), &events[from..=place]);
                let own = |finding: &&Finding| finding.ratings.last() == Some(&event.id);
                count += found.iter().filter(own).count();
                folds += place + 1 - from;
            }
            [events.len(), folds, count]
        })
    })
}

#[expect(clippy::print_stdout, reason = "a program for people to run")]
fn print(name: &str, timed: &Timed) {
    let Timed { ratings, folds, found, seconds } = timed;
    let rate = *ratings as f64 / seconds;
    println!(
        "{name:<34} {rate:>12.0} ratings/s  {ratings:>9} ratings  {folds:>9} folds  {found:>7} findings  {seconds:>7.3} s"
    );
}

fn main() -> Result<(), Box<dyn Error>> {
    let engine = Rc::new(engine()?);
    let mut dice = Dice(7);
    let aides: Vec<UserId> = (0..60).map(|_| UserId::from(dice.uuid())).collect();
    let pain = "pain".parse()?;
    let histories: Histories = Rc::new((0..PERSONS).map(|_| history(&mut dice, &aides, pain)).collect());
    print("in order, person by person", &one_by_one(&engine, &histories));
    print("in order, all persons side by side", &side_by_side(&engine, &histories));
    print("15 % late, weekly checkpoints", &late(&engine, &histories, &mut dice));
    print("naive, last 90 days each time", &naive(&engine, &histories));
    Ok(())
}
