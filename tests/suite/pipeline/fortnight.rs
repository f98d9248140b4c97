//! A fortnight in one federation: aides rate, somebody is away, somebody refuses, three coordinators and two referents work, one of
//! them is covered, jobs tick. At the end nothing is left without owner, deadline or outcome, every figure equals a recount, and
//! nobody who refuses was named to a coordinator.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::scheduler::tick;
use vigie_server::store::covers::{self, CoverRow};
use vigie_server::store::persons::Person;
use vigie_tests::recount::Raw;
use vigie_tests::{Actor, Answer, Lots, TestApp, on_both, rows};

/// What `world.refusing` is called: refuses from the first day.
const REFUSES: &str = "Cerisier";
/// Withdraws on the second Thursday's eve, with an alert in a coordinator's hands.
const WITHDRAWS: &str = "Ducerf";

struct Fortnight<'a> {
    app: &'a TestApp,
    lots: Lots,
    start: DateTime<Utc>,
    /// Everybody with who visits them.
    persons: Vec<(Person, Actor)>,
    withdrawing: Person,
    away: Person,
    /// Every byte coordinators were sent, and how much of it before the withdrawal.
    heard: String,
    heard_before: Option<usize>,
}

impl<'a> Fortnight<'a> {
    async fn begin(app: &'a TestApp) -> Self {
        let world = &app.world;
        let mut persons = vec![
            (world.person.clone(), world.aide.clone()),
            (world.second_person.clone(), world.aide.clone()),
            (world.refusing.clone(), world.second_aide.clone()),
            (world.south_person.clone(), world.south_aide.clone()),
        ];
        for number in 0..7 {
            let person = world.another_person(app.app(), &format!("Mme Nord {number}"), world.north).await;
            persons.push((person, if number % 2 == 0 { world.aide.clone() } else { world.second_aide.clone() }));
        }
        for number in 0..6 {
            let person = world.another_person(app.app(), &format!("M. Sud {number}"), world.south).await;
            persons.push((person, world.south_aide.clone()));
        }
        let withdrawing = world.another_person(app.app(), &format!("Mme {WITHDRAWS}"), world.north).await;
        persons.push((withdrawing.clone(), world.aide.clone()));
        let away = persons[5].0.clone();
        tick::complete_rows(app.app()).await.expect("rows");
        let (heard, heard_before) = (String::new(), None);
        Self { app, lots: Lots::new(14), start: app.now(), persons, withdrawing, away, heard, heard_before }
    }

    /// Moves to an hour of a day and lets the jobs run until nothing is due.
    async fn at(&self, day: i64, hour: i64) {
        let moment = self.start - TimeDelta::hours(8) + TimeDelta::days(day) + TimeDelta::hours(hour);
        while self.app.now() < moment {
            self.app.clock.set((self.app.now() + TimeDelta::hours(1)).min(moment));
            let done = tick(self.app.app()).await.expect("a tick");
            assert_eq!(done.failed, 0, "{done:?}");
        }
    }

    async fn call(&mut self, who: &Actor, method: Method, path: &str, body: Option<Value>) -> Answer {
        let answer = self.app.client(who).await.send(method, path, body.as_ref()).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text);
        if who.role == "coordinator" {
            self.heard.push_str(&answer.text);
        }
        answer
    }

    async fn post(&mut self, who: &Actor, path: &str, body: Value) -> Answer {
        self.call(who, Method::POST, path, Some(body)).await
    }

    async fn get(&mut self, who: &Actor, path: &str) -> Value {
        self.call(who, Method::GET, path, None).await.ok()
    }

    /// Plans and does the visits of a day, and rates most of them.
    async fn visits(&mut self, day: i64) {
        let now = self.app.now();
        for (person, aide) in self.persons.clone() {
            if person.id == self.away.id && (3..9).contains(&day) {
                continue;
            }
            let unrated = self.lots.yes(2);
            let status = if unrated { "done" } else { "planned" };
            let start = now - TimeDelta::hours(1);
            let visit = self.app.world.visit(self.app.app(), &person, &aide, start, status).await;
            if unrated {
                continue;
            }
            let mut score = || Some(if self.lots.below(18) == 0 { 1 } else { 4 });
            let mut scores = [score(), score(), score()];
            let must_be_low = (day == 1 && person.id == self.withdrawing.id)
                || (day == 2 && person.id == self.app.world.refusing.id)
                || (day == 8 && person.id == self.app.world.south_person.id);
            if must_be_low {
                scores[0] = Some(1);
            }
            let mut rating = self.app.world.rating(&person, now - TimeDelta::minutes(20), scores);
            rating["visit_id"] = json!(visit.id);
            assert_eq!(self.app.client(&aide).await.rate(&[rating]).await, ["stored"]);
        }
    }

    /// Somebody goes through their queue and their promises.
    async fn work(&mut self, who: &Actor) {
        let queue = self.get(who, "/api/alerts?scope=all&limit=100").await;
        for alert in queue["items"].as_array().expect("items").clone() {
            self.case(who, &alert).await;
        }
        let today = self.app.now().date_naive().succ_opt().expect("a day");
        let due = self.get(who, &format!("/api/follow-ups?owner=me&due_before={today}")).await;
        for promise in due["items"].as_array().expect("items").clone() {
            if self.lots.yes(8) {
                let path = format!("/api/follow-ups/{}/done", promise["id"].as_str().expect("an id"));
                let done =
                    json!({ "version": promise["version"], "result": self.lots.pick(&["reached", "better", "same"]) });
                self.post(who, &path, done).await.ok();
            }
        }
    }

    /// One step with one alert.
    async fn case(&mut self, who: &Actor, alert: &Value) {
        let path = format!("/api/alerts/{}", alert["id"].as_str().expect("an id"));
        let version = alert["version"].clone();
        let mine = alert["owner"]["id"] == who.id.to_string();
        match alert["state"].as_str().expect("a state") {
            "new" if self.lots.yes(7) => {
                self.post(who, &format!("{path}/claim"), json!({ "version": version })).await.ok();
            }
            "taken" if mine => match self.lots.below(8) {
                0..3 => self.act_and_close(who, &path, &version).await,
                3 => {
                    let promise = json!({ "preset": "tomorrow", "kind": "call" });
                    assert_eq!(self.post(who, &format!("{path}/follow-ups"), promise).await.status.as_u16(), 201);
                }
                4 => {
                    let outcome = self.lots.pick(&["nothing_needed", "noise", "declined", "one_off_advice"]);
                    self.post(who, &format!("{path}/resolve"), json!({ "version": version, "outcome": outcome }))
                        .await
                        .ok();
                }
                5 => {
                    let until = self.app.now() + TimeDelta::days(2);
                    self.post(who, &format!("{path}/snooze"), json!({ "version": version, "until": until })).await.ok();
                }
                6 => {
                    let sector = alert["person"]["sector_id"].as_str().expect("a sector").to_owned();
                    let other = self.colleague(who, &sector);
                    if let Some(other) = other {
                        self.post(who, &format!("{path}/assign"), json!({ "version": version, "owner_id": other }))
                            .await
                            .ok();
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Somebody of the sector to give it to.
    fn colleague(&self, who: &Actor, sector: &str) -> Option<Uuid> {
        let world = &self.app.world;
        let north = who.role == "coordinator" && sector == world.north.to_string();
        let pair = [&world.coordinator, &world.second_coordinator];
        north.then(|| pair.into_iter().find(|one| one.id != who.id).map(|one| one.id)).flatten()
    }

    async fn act_and_close(&mut self, who: &Actor, path: &str, version: &Value) {
        let action = json!({ "version": version, "kind": "phone_call", "contact": "phone", "agreement": "person" });
        let done = self.post(who, &format!("{path}/action"), action).await.ok();
        let end = json!({ "version": done["version"], "outcome": "acted", "for_aide": "Merci, nous avons appelé." });
        self.post(who, &format!("{path}/resolve"), end).await.ok();
    }

    /// What happens once.
    async fn events(&mut self, day: i64) {
        let world = self.app.world.clone();
        match day {
            1 => {
                let need = json!({ "person_id": world.person.id, "sentence": "Demande une aide au lever", "severity": "moderate" });
                let answer = self.post(&world.coordinator, "/api/needs", need).await;
                assert!([200, 201].contains(&answer.status.as_u16()), "{}", answer.text);
                let queue = self.get(&world.coordinator, &format!("/api/alerts?q={WITHDRAWS}")).await;
                let alert = queue["items"][0].clone();
                assert_eq!(alert["person"]["id"], self.withdrawing.id.to_string(), "it is low on this day");
                if alert["state"] == "new" {
                    let path = format!("/api/alerts/{}/claim", alert["id"].as_str().expect("an id"));
                    self.post(&world.coordinator, &path, json!({ "version": alert["version"] })).await.ok();
                }
            }
            2 => {
                let absence = json!({ "from_day": "2026-03-05", "to_day": "2026-03-10", "kind": "hospital" });
                self.post(&world.referent, &format!("/api/persons/{}/absences", self.away.id), absence).await.ok();
                let word = json!({ "coordination": "withdrawn", "given_by": "elle-même" });
                let path = format!("/api/persons/{}/consent", self.withdrawing.id);
                let answer = self.call(&world.referent, Method::PUT, &path, Some(word)).await;
                assert_eq!(answer.status.as_u16(), 204);
                self.heard_before = Some(self.heard.len());
            }
            7 => {
                let to = self.app.now() + TimeDelta::days(3);
                self.cover("replace", Some(world.coordinator.id), self.app.now(), to).await;
            }
            11 => {
                let from = self.app.now() + TimeDelta::hours(1);
                self.cover("remove", None, from, from + TimeDelta::hours(2)).await;
            }
            9 => {
                let watch = json!({ "cadence": "weekly", "why": "fragile depuis une semaine" });
                let path = format!("/api/persons/{}/watch", world.second_person.id);
                assert_eq!(self.post(&world.second_coordinator, &path, watch).await.status.as_u16(), 201);
            }
            _ => {}
        }
    }

    /// The south's coordinator is away.
    async fn cover(&self, kind: &str, cover_id: Option<Uuid>, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) {
        let world = &self.app.world;
        let row = CoverRow {
            id: ids::fresh(),
            version: 1,
            kind: kind.to_owned(),
            absent_id: Some(world.south_coordinator.id),
            absent_name: None,
            cover_id,
            cover_name: None,
            sector_id: None,
            sector_name: None,
            person_id: None,
            person_name: None,
            starts_at,
            ends_at,
            reason: None,
            origin: "imposed".to_owned(),
            source: None,
            created_by: world.administrator.id,
            created_by_name: String::new(),
            created_at: self.app.now(),
            ended_at: None,
        };
        let mut tx = self.app.store().begin().await.expect("a transaction");
        covers::insert(&mut tx, world.federation, &row).await.expect("a cover");
        tx.commit().await.expect("committed");
    }

    async fn live(&mut self) {
        let world = self.app.world.clone();
        for day in 0..14 {
            self.at(day, 9).await;
            self.visits(day).await;
            let monday_to_friday = (self.start + TimeDelta::days(day)).weekday().number_from_monday() <= 5;
            if !monday_to_friday {
                continue;
            }
            self.at(day, 10).await;
            self.events(day).await;
            for hour in [11, 13, 15] {
                self.at(day, hour).await;
                for who in [&world.coordinator, &world.second_coordinator, &world.south_coordinator, &world.referent] {
                    // The one who is covered is away.
                    if who.id != world.south_coordinator.id || !(7..10).contains(&day) {
                        self.work(who).await;
                    }
                }
            }
        }
        self.at(14, 8).await;
    }

    /// Everything a coordinator can still ask for.
    async fn look_everywhere(&mut self) {
        let world = self.app.world.clone();
        let mut paths: Vec<String> =
            ["new", "taken", "snoozed", "closed"].map(|state| format!("/api/alerts?state={state}&limit=100")).into();
        for path in [
            "/api/alerts/counts",
            "/api/persons?q=",
            "/api/follow-ups",
            "/api/follow-ups?state=done",
            "/api/watches",
            "/api/sector-now",
            "/api/team",
            "/api/partners",
            "/api/me",
            "/api/views",
        ] {
            paths.push(path.to_owned());
        }
        for name in [REFUSES, WITHDRAWS] {
            paths.push(format!("/api/persons?q={name}"));
            paths.push(format!("/api/alerts?q={name}"));
        }
        for who in [&world.coordinator, &world.second_coordinator, &world.south_coordinator] {
            for path in &paths {
                self.get(who, path).await;
            }
        }
    }

    /// Nothing is forgotten: an outcome, or an owner, or a date that is still to come or was told to others.
    async fn assert_nothing_is_left(&self) {
        let store = self.app.store();
        let count =
            async |condition: &str| rows::count(store, &format!("SELECT COUNT(*) FROM alerts WHERE {condition}")).await;
        assert!(count("state = 'closed'").await > 5, "there was work");
        assert_eq!(count("state = 'closed' AND (outcome IS NULL OR closed_at IS NULL)").await, 0);
        assert_eq!(count("state = 'taken' AND (owner_id IS NULL OR taken_at IS NULL)").await, 0);
        let now = self.app.now().to_rfc3339();
        assert_eq!(
            count(&format!("state = 'snoozed' AND (snoozed_until IS NULL OR snoozed_until <= '{now}')")).await,
            0
        );
        let yesterday = (self.app.now() - TimeDelta::days(1)).to_rfc3339();
        let untold = format!("state = 'new' AND due_at < '{yesterday}' AND escalation_step = 0");
        assert_eq!(count(&untold).await, 0, "what nobody took in time was told to others");
    }

    /// Each figure of each row against the raw tables.
    async fn assert_figures(&mut self) {
        let world = self.app.world.clone();
        let raw = Raw::read(self.app.store(), world.federation, chrono_tz::Europe::Paris, self.app.now()).await;
        let impact = self.get(&world.administrator, "/api/impact?from=2026-03&to=2026-03").await;
        let every: Vec<Uuid> = raw.sectors.iter().map(|sector| sector.0).collect();
        let found = impact["rows"].as_array().expect("rows");
        assert_eq!(found.len(), 3);
        for row in found {
            let sector = row["sector"]["id"].as_str().map(|id| id.parse().expect("an id"));
            let sectors = sector.map_or_else(|| every.clone(), |sector| vec![sector]);
            assert!(raw.persons_with_alerts("2026-03", &sectors) >= 5, "the story is long enough to show figures");
            raw.assert_row(row, &sectors, false);
        }
        let all = &found[0]["figures"];
        for key in
            ["alerts", "taken", "acted", "closed", "useful", "follow_ups_due", "in_watch", "needs", "uncovered_days"]
        {
            assert!(all[key].as_u64().is_some_and(|count| count > 0), "{key} is never more than nothing: {all}");
        }
    }

    /// Nobody who refuses was named to a coordinator, on a screen or in a message.
    async fn assert_silence(&self) {
        assert!(self.heard.contains("Pommier"), "coordinators do hear of others");
        assert!(!self.heard.contains(REFUSES));
        let before = self.heard_before.expect("the withdrawal");
        assert!(self.heard[..before].contains(WITHDRAWS), "until then she was like any other");
        assert!(!self.heard[before..].contains(WITHDRAWS));
        let store = self.app.store();
        let bodies = match store {
            vigie_server::store::Store::Sqlite { .. } => "SELECT body FROM outbox",
            vigie_server::store::Store::Postgres(_) => "SELECT body::text FROM outbox",
        };
        let bodies = rows::texts(store, bodies).await;
        assert!(bodies.len() > 10);
        assert!(bodies.iter().all(|body| !body.contains(REFUSES) && !body.contains(WITHDRAWS)));
    }
}

on_both! {
    async fn a_fortnight_leaves_nothing_without_owner_deadline_or_outcome(app: TestApp) {
        let mut fortnight = Fortnight::begin(&app).await;
        fortnight.live().await;
        fortnight.look_everywhere().await;
        fortnight.assert_nothing_is_left().await;
        fortnight.assert_figures().await;
        fortnight.assert_silence().await;
    }
}
