//! Both rule sets over the federation's past.
//!
//! Persons are read a hundred at a time, so that memory does not grow with the federation; the rules run on a thread where they
//! hold nobody up. All of it sees the database as it was at the beginning.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::rules::{Engine, PersonEvent, RuleSet};

use super::read::{self, Past, WARM_UP};
use crate::app::App;
use crate::backtest::period::Period;
use crate::backtest::run::{Job, Outcome};
use crate::rulebook::Rules;
use crate::store::past::{self, PastPerson};
use crate::store::rule_trials;

/// Signs of life, and looks whether somebody cancelled it, are at least so far apart.
const BEAT: Duration = Duration::from_millis(500);
/// Persons read at a time: a year of them is a few megabytes.
const AT_A_TIME: usize = 100;

/// What to compare, over which days.
#[derive(Debug, Clone)]
pub struct Request {
    pub federation: Uuid,
    pub rules: Arc<Rules>,
    pub draft: RuleSet,
    pub period: Period,
    /// Now: the last day may not be over.
    pub until: DateTime<Utc>,
    pub lang: Lang,
}

/// What both rule sets said.
#[derive(Debug, Default)]
pub struct Replay {
    /// By id; the outcomes name them by their place.
    pub persons: Vec<PastPerson>,
    pub current: Outcome,
    pub draft: Outcome,
    pub coverage: Covered,
}

/// What there was to look at within the period.
#[derive(Debug, Clone, Default)]
pub struct Covered {
    pub ratings: u64,
    pub persons_rated: u64,
    pub visits_done: u64,
    pub visits_rated: u64,
    pub days: BTreeSet<NaiveDate>,
}

/// Who follows a replay.
#[derive(Debug)]
pub enum Watch {
    /// Nobody but the one who waits for it.
    Caller,
    /// A row in the database, which others look at and may cancel.
    Trial { id: Uuid, last: Option<Instant> },
}

impl Watch {
    /// Tells how far it is (0 to 1). False when it is to stop.
    async fn go_on(&mut self, app: &App, federation: Uuid, progress: f64) -> anyhow::Result<bool> {
        let Self::Trial { id, last } = self else { return Ok(true) };
        if last.is_some_and(|last| last.elapsed() < BEAT) {
            return Ok(true);
        }
        *last = Some(Instant::now());
        let mut tx = app.store.begin().await?;
        let running = rule_trials::beat(&mut tx, federation, *id, progress).await?;
        tx.commit().await?;
        Ok(running)
    }
}

/// Runs both. None when it was stopped.
pub async fn replay(app: &App, request: &Request, watch: &mut Watch) -> anyhow::Result<Option<Replay>> {
    let Request { federation, rules, period, .. } = request;
    let mut tx = app.store.read().await?;
    let absences = read::all_absences(&mut tx, *federation, period.zone).await?;
    let persons = past::persons(&mut tx, *federation).await?;
    let from = period.begins() - WARM_UP;
    let mut replay = Replay::default();
    let mut engines = Engines::new(rules.clone(), request.draft.clone());
    for (number, some) in persons.chunks(AT_A_TIME).enumerate() {
        let done = (number * AT_A_TIME) as f64 / persons.len() as f64;
        if app.stop.is_cancelled() || !watch.go_on(app, *federation, done).await? {
            return Ok(None);
        }
        let ids: Vec<Uuid> = some.iter().map(|person| person.id).collect();
        let pasts = read::pasts(&mut tx, *federation, &ids, from, &absences).await?;
        let first = number * AT_A_TIME;
        let piece: Vec<(u32, PastPerson, Past)> = some
            .iter()
            .zip(pasts)
            .enumerate()
            .map(|(place, (person, past))| (u32::try_from(first + place).unwrap_or(u32::MAX), person.clone(), past))
            .collect();
        let (period, until, lang) = (*period, request.until.min(period.ends()), request.lang);
        let (returned, part) = tokio::task::spawn_blocking(move || {
            let part = run(&mut engines, &piece, period, until, lang);
            (engines, part)
        })
        .await?;
        engines = returned;
        replay.add(part);
    }
    replay.persons = persons;
    replay.current.sort();
    replay.draft.sort();
    Ok(Some(replay))
}

fn run(
    engines: &mut Engines,
    piece: &[(u32, PastPerson, Past)],
    period: Period,
    until: DateTime<Utc>,
    lang: Lang,
) -> Replay {
    let mut part = Replay::default();
    for (number, person, past) in piece {
        part.coverage.count(past, period);
        let (current, draft) = engines.of(person);
        // An administrator sees figures and persons, not which aide said what.
        let job = |engine| Job { engine, period, until, lang, name_of: &|_| None };
        job(&current.engine).person(*number, &past.history, &mut part.current);
        job(&*draft).person(*number, &past.history, &mut part.draft);
    }
    part
}

impl Replay {
    fn add(&mut self, part: Self) {
        self.current.merge(part.current);
        self.draft.merge(part.draft);
        self.coverage.add(part.coverage);
    }
}

impl Covered {
    fn count(&mut self, past: &Past, period: Period) {
        let mut rated = false;
        for arrival in &past.history.arrivals {
            let PersonEvent::Rating(event) = &arrival.event else { continue };
            if period.contains(event.at) {
                rated = true;
                self.ratings += 1;
                self.days.insert(period.day(event.at));
            }
        }
        self.persons_rated += u64::from(rated);
        for visit in past.visits.iter().filter(|visit| period.contains(visit.starts_at)) {
            self.visits_rated += u64::from(visit.rated);
            self.visits_done += u64::from(visit.done);
        }
    }

    fn add(&mut self, other: Self) {
        self.ratings += other.ratings;
        self.persons_rated += other.persons_rated;
        self.visits_done += other.visits_done;
        self.visits_rated += other.visits_rated;
        self.days.extend(other.days);
    }
}

/// The engines of a person under both sets, with what sectors and persons change in them.
struct Engines {
    rules: Arc<Rules>,
    draft: RuleSet,
    /// By the fingerprint of the rules.
    drafted: HashMap<u64, Arc<Engine>>,
    plain: Arc<Engine>,
}

impl Engines {
    fn new(rules: Arc<Rules>, draft: RuleSet) -> Self {
        let plain = Arc::new(Engine::new(draft.clone(), rules.zone, rules.signs.clone()));
        Self { rules, draft, drafted: HashMap::new(), plain }
    }

    fn of(&mut self, person: &PastPerson) -> (Arc<Rules>, Arc<Engine>) {
        let current = self.rules.of_place(person.sector_id, person.id);
        if Arc::ptr_eq(&current, &self.rules) {
            return (current, self.plain.clone());
        }
        let set = self.rules.drafted(&self.draft, person.sector_id, person.id);
        let made = self.drafted.entry(set.fingerprint());
        let engine = made.or_insert_with(|| Arc::new(Engine::new(set, self.rules.zone, self.rules.signs.clone())));
        (current, engine.clone())
    }
}
