//! The group path of capture against the plain one: the same requests through both, one after the other and all at once, and every
//! table compared. What the plain path says is right.

mod queue;
mod tables;

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::capture::group::{self, Request};
use vigie_server::capture::submit::{Sorted, submit};
use vigie_server::http::Caller;
use vigie_server::store::persons::Person;
use vigie_shared::role::Role;
use vigie_tests::{Actor, TestApp, World, on_both, rows};

use super::permutations::Dice;
use tables::{Tables, wipe};

/// Requests of one moment: they make a group.
type Moment = Vec<(Caller, Vec<Value>)>;

fn caller(world: &World, aide: &Actor) -> Caller {
    Caller { federation: world.federation, user: aide.id, role: Role::Aide, session: Uuid::nil() }
}

/// Makes requests up, right and wrong ones.
struct Author<'a> {
    app: &'a TestApp,
    dice: Dice,
    persons: Vec<Person>,
    aides: Vec<Actor>,
    visits: Vec<(Uuid, Uuid)>,
    /// What was sent, by whom.
    sent: Vec<(Uuid, Value)>,
    /// Ids that corrections have named and nobody has used.
    promised: Vec<(Uuid, Uuid, Uuid)>,
}

impl<'a> Author<'a> {
    async fn new(app: &'a TestApp, seed: u64) -> Self {
        let world = &app.world;
        let mut persons = vec![world.person.clone(), world.second_person.clone(), world.refusing.clone()];
        persons.push(world.another_person(app.app(), "Mme Olivier", world.north).await);
        persons.push(world.south_person.clone());
        persons.push(app.elsewhere.person.clone());
        let mut visits = Vec::new();
        for person in &persons[..4] {
            for (hours, status) in [(0, "planned"), (24, "planned"), (48, "cancelled")] {
                let at = app.now() + TimeDelta::hours(hours);
                let visit = world.visit(app.app(), person, &world.aide, at, status).await;
                visits.push((visit.id, person.id));
            }
        }
        let aides = vec![world.aide.clone(), world.second_aide.clone(), world.south_aide.clone()];
        Self { app, dice: Dice(seed), persons, aides, visits, sent: Vec::new(), promised: Vec::new() }
    }

    fn chance(&mut self, of: usize) -> bool {
        self.dice.below(of) == 0
    }

    /// Some requests of one moment; now and then one of the other federation.
    fn moment(&mut self) -> Moment {
        (0..1 + self.dice.below(7)).map(|_| self.request()).collect()
    }

    fn request(&mut self) -> (Caller, Vec<Value>) {
        if self.chance(9) {
            let world = &self.app.elsewhere;
            let rating = world.rating(&world.person, self.app.now(), [Some(2), Some(4), None]);
            return (caller(world, &world.aide), vec![self.with_id(rating)]);
        }
        let aide = self.aides[self.dice.below(7).saturating_sub(4)].clone();
        let items = (0..1 + self.dice.below(4)).map(|_| self.item(&aide)).collect();
        (caller(&self.app.world, &aide), items)
    }

    fn with_id(&mut self, mut rating: Value) -> Value {
        rating["id"] = json!(self.dice.id());
        rating
    }

    fn item(&mut self, aide: &Actor) -> Value {
        match self.dice.below(20) {
            0 | 1 if !self.sent.is_empty() => self.sent[self.dice.below(self.sent.len())].1.clone(),
            2 if !self.sent.is_empty() => {
                // The same id with other content.
                let mut rating = self.sent[self.dice.below(self.sent.len())].1.clone();
                rating["note"] = json!("autre chose");
                rating
            }
            3..=5 if !self.sent.is_empty() => self.correction(aide),
            6 if !self.promised.is_empty() => self.overtaken(aide),
            7 => json!({ "id": self.dice.id(), "person_id": self.persons[0].id, "visited_at": "demain" }),
            _ => self.fresh(aide),
        }
    }

    fn fresh(&mut self, aide: &Actor) -> Value {
        let place = self.dice.below(14).saturating_sub(8);
        let person = self.persons[place].clone();
        let minutes = match self.dice.below(24) {
            0 => -(70 * 24 * 60),
            1 => 3 * 60,
            2..=5 => -i64::try_from(self.dice.below(15 * 24 * 60)).expect("small"),
            _ => -i64::try_from(self.dice.below(50)).expect("small"),
        };
        let bad = self.chance(6);
        let scores = [0; 3].map(|_| if bad { self.score(1, 2) } else { self.score(3, 3) });
        let at = self.app.now() + TimeDelta::minutes(minutes);
        let rating = self.app.world.rating(&person, at, scores);
        let mut rating = self.with_id(rating);
        if self.chance(9) {
            let sign = ["fall", "pain", "tired", "sadness"][self.dice.below(4)];
            rating["signs"] = json!([sign]);
        }
        if self.chance(3) {
            let visit = self.visits[self.dice.below(self.visits.len())].0;
            rating["visit_id"] = json!(if self.chance(5) { self.dice.id() } else { visit });
        }
        if self.chance(3) {
            rating["note"] = json!("« é » \\ \" \u{1f976} ' % {}");
        }
        if self.chance(12) {
            rating["aide_id"] = json!(self.aides[self.dice.below(3)].id);
        }
        self.sent.push((aide.id, rating.clone()));
        rating
    }

    fn score(&mut self, from: usize, steps: usize) -> Option<u8> {
        (!self.chance(7)).then(|| u8::try_from(from + self.dice.below(steps)).expect("small"))
    }

    /// Of one's own rating, mostly; or of one that is yet to come.
    fn correction(&mut self, aide: &Actor) -> Value {
        if self.chance(4) {
            let mut rating = self.fresh(aide);
            let id = self.dice.id();
            rating["replaces"] = json!(id);
            let person = rating["person_id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            self.promised.push((id, person, aide.id));
            return rating;
        }
        let own: Vec<Value> = self.sent.iter().filter(|(by, _)| *by == aide.id).map(|(_, sent)| sent.clone()).collect();
        let all: Vec<Value> = self.sent.iter().map(|(_, sent)| sent.clone()).collect();
        let from = if own.is_empty() || self.chance(8) { all } else { own };
        let mut rating = from[self.dice.below(from.len())].clone();
        rating["replaces"] = rating["id"].clone();
        rating["scores"]["mood"] = json!(self.score(1, 5));
        rating["scores"]["health"] = json!(4);
        if !self.chance(30) {
            rating = self.with_id(rating);
        }
        self.sent.push((aide.id, rating.clone()));
        rating
    }

    /// The rating that a correction has overtaken.
    fn overtaken(&mut self, aide: &Actor) -> Value {
        let (id, person, by) = self.promised.remove(self.dice.below(self.promised.len()));
        let mut rating = self.fresh(aide);
        rating["id"] = json!(id);
        if by == aide.id {
            rating["person_id"] = json!(person);
        }
        self.sent.push((aide.id, rating.clone()));
        rating
    }
}

/// A story told once, to be lived twice.
async fn story(app: &TestApp, seed: u64) -> Vec<(TimeDelta, Moment)> {
    let mut author = Author::new(app, seed).await;
    let mut story = Vec::new();
    for _ in 0..14 {
        let step = TimeDelta::minutes(i64::try_from(30 + author.dice.below(3 * 24 * 60)).expect("small"));
        app.advance(step);
        story.push((step, author.moment()));
    }
    story
}

async fn plainly(app: &TestApp, moment: &Moment) -> Vec<String> {
    let mut said = Vec::new();
    for (caller, items) in moment {
        said.push(format!("{:?}", submit(app.app(), *caller, items).await.expect("verdicts")));
    }
    said
}

async fn together(app: &TestApp, moment: &Moment) -> Vec<String> {
    let mut sorted: Vec<Sorted> = moment.iter().map(|(_, items)| Sorted::read(items)).collect();
    let requests = sorted.iter_mut().zip(moment);
    let requests: Vec<Request> = requests
        .map(|(sorted, (caller, _))| Request { caller: *caller, items: std::mem::take(&mut sorted.parsed) })
        .collect();
    let judged = group::store(app.app(), &requests).await.expect("verdicts");
    sorted.into_iter().zip(judged).map(|(sorted, judged)| format!("{:?}", sorted.with(judged))).collect()
}

/// Lives the story from the beginning, and says what was answered and what the tables held after each moment.
async fn lived(
    app: &TestApp,
    story: &[(TimeDelta, Moment)],
    way: impl AsyncFn(&TestApp, &Moment) -> Vec<String>,
) -> Vec<(Vec<String>, Tables)> {
    let mut told = Vec::new();
    for (step, moment) in story {
        app.advance(*step);
        told.push((way(app, moment).await, Tables::read(app).await));
    }
    told
}

/// How many stories. More of them: `GROUP_SEEDS=200 cargo test -p vigie-tests --test suite -- pipeline::group`.
fn seeds() -> u64 {
    std::env::var("GROUP_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

on_both! {
    async fn a_group_says_and_stores_what_its_requests_would_one_by_one(app: TestApp) {
        let (mut alerts, mut lifted) = (0, 0);
        for seed in 0..seeds() {
            let beginning = app.now();
            let story = story(&app, seed).await;
            app.clock.set(beginning);
            let plain = lived(&app, &story, plainly).await;
            alerts += rows::count(app.store(), "SELECT COUNT(*) FROM alerts").await;
            lifted += rows::count(app.store(), "SELECT COUNT(*) FROM findings WHERE lifted_at IS NOT NULL").await;
            wipe(&app).await;
            app.clock.set(beginning);
            let grouped = lived(&app, &story, together).await;
            for (place, (plain, grouped)) in plain.iter().zip(&grouped).enumerate() {
                assert_eq!(plain.0, grouped.0, "verdicts of moment {place}, seed {seed}");
                plain.1.assert_same(&grouped.1, &format!("moment {place}, seed {seed}"));
            }
            wipe(&app).await;
            app.advance(TimeDelta::days(1));
        }
        assert!(alerts >= 10 && lifted >= 3, "the stories are too tame: {alerts} alerts, {lifted} findings lifted");
    }
}
