//! `GET /api/impact` and its file: every figure against a naive recount, on a history drawn at random.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::federations::{self, Sector};
use vigie_tests::recount::Raw;
use vigie_tests::{Lots, TestApp, on_both, rows};

/// Writes a history straight into the tables.
struct Scribe<'a> {
    app: &'a TestApp,
    lots: Lots,
    seq: u64,
}

impl Scribe<'_> {
    /// A moment from December to the middle of March.
    fn moment(&mut self) -> DateTime<Utc> {
        let start: DateTime<Utc> = "2025-12-01T00:00:00Z".parse().expect("a time");
        start + TimeDelta::seconds(i64::try_from(self.lots.below(105 * 86_400)).expect("seconds"))
    }

    fn after(&mut self, at: DateTime<Utc>, hours: u64) -> DateTime<Utc> {
        at + TimeDelta::seconds(i64::try_from(self.lots.below(hours * 3_600)).expect("seconds"))
    }

    fn id(&self, id: Uuid) -> String {
        rows::literal(self.app.store(), id)
    }

    async fn write(&self, table: &str, columns: &str, values: String) {
        let federation = self.id(self.app.world.federation);
        let sql = format!("INSERT INTO {table} (federation_id, {columns}) VALUES ({federation}, {values})");
        assert_eq!(rows::change(self.app.store(), &sql).await, 1);
    }

    async fn visit(&mut self, person: Uuid) {
        let (id, start) = (ids::fresh(), self.moment());
        let aide = self.id(self.app.world.aide.id);
        let status = self.lots.pick(&["done", "done", "done", "planned", "cancelled"]);
        let values = format!(
            "{}, {}, {aide}, {}, {}, '{status}'",
            self.id(id),
            self.id(person),
            time(start),
            time(start + TimeDelta::hours(1))
        );
        self.write("visits", "id, person_id, aide_id, starts_at, ends_at, status", values).await;
        if self.lots.yes(6) {
            let first = ids::fresh();
            self.rating(first, person, Some(id), None, start).await;
            // A correction may forget which visit it was.
            if self.lots.yes(3) {
                let visit = self.lots.yes(5).then_some(id);
                self.rating(ids::fresh(), person, visit, Some(first), start).await;
            }
        }
    }

    async fn rating(&self, id: Uuid, person: Uuid, visit: Option<Uuid>, replaces: Option<Uuid>, at: DateTime<Utc>) {
        let aide = self.id(self.app.world.aide.id);
        let or_null = |id: Option<Uuid>| id.map_or_else(|| "NULL".to_owned(), |id| self.id(id));
        let values = format!(
            "{}, {}, {aide}, {}, {}, {}, {}, '[]', 'x', 'folded'",
            self.id(id),
            self.id(person),
            or_null(visit),
            or_null(replaces),
            time(at),
            time(at)
        );
        self.write(
            "ratings",
            "id, person_id, aide_id, visit_id, replaces, visited_at, received_at, signs, content_hash, timeliness",
            values,
        )
        .await;
    }

    async fn event(&mut self, alert: Uuid, kind: &str, at: DateTime<Utc>, by_hand: bool) {
        self.seq += 1;
        let actor = if by_hand { self.id(self.app.world.coordinator.id) } else { "NULL".to_owned() };
        let values = format!("{}, {}, '{kind}', {}, {actor}, '{{}}'", self.seq, self.id(alert), time(at));
        self.write("alert_events", "seq, alert_id, kind, at, actor_id, data", values).await;
    }

    async fn alert(&mut self, person: Uuid, sector: Uuid, may_stay_open: bool) {
        let (id, opened) = (ids::fresh(), self.moment());
        let closed = (!may_stay_open || self.lots.yes(7)).then(|| self.after(opened, 900));
        let by_hand = self.lots.yes(8);
        let outcome = self.lots.pick(&["acted", "nothing_needed", "declined", "noise", "duplicate", "one_off_advice"]);
        let user = self.id(self.app.world.coordinator.id);
        let end = closed.map_or_else(
            || "'taken', NULL, NULL, NULL".to_owned(),
            |at| format!("'closed', {}, {}, '{outcome}'", time(at), if by_hand { user } else { "NULL".to_owned() }),
        );
        let values = format!(
            "{}, 1, {}, {}, 2, 'coordination', {}, {}, {}, {end}",
            self.id(id),
            self.id(person),
            self.id(sector),
            time(opened),
            time(opened),
            time(opened)
        );
        let columns = "id, version, person_id, sector_id, severity, audience, opened_at, updated_at, due_at, state, closed_at, closed_by, outcome";
        self.write("alerts", columns, values).await;
        for kind in ["claimed", "assigned", "released", "claimed"] {
            if self.lots.yes(4) {
                let (at, by_hand) = (self.after(opened, 48), self.lots.yes(8));
                self.event(id, kind, at, by_hand).await;
            }
        }
        if let Some(at) = closed {
            self.event(id, "resolved", at, by_hand).await;
        }
        if self.lots.yes(4) {
            self.action(id, person, opened).await;
        }
        if self.lots.yes(4) {
            self.follow_up(person, Some(id), opened).await;
        }
    }

    async fn action(&mut self, alert: Uuid, person: Uuid, opened: DateTime<Utc>) {
        self.seq += 1;
        let at = self.after(opened, 72);
        let back = if self.lots.yes(3) { time(at + TimeDelta::minutes(1)) } else { "NULL".to_owned() };
        let values = format!(
            "{}, {}, {}, {}, {}, 'phone_call', 'phone', 'person', {back}",
            self.seq,
            self.id(alert),
            self.id(person),
            self.id(self.app.world.coordinator.id),
            time(at)
        );
        self.write("actions", "seq, alert_id, person_id, actor_id, at, kind, contact, agreement, retracted_at", values)
            .await;
    }

    async fn follow_up(&mut self, person: Uuid, alert: Option<Uuid>, from: DateTime<Utc>) {
        let due = self.after(from, 400);
        let state = self.lots.pick(&["open", "done", "done", "cancelled"]);
        let closed = if state == "open" { "NULL".to_owned() } else { time(self.after(from, 500)) };
        let alert = alert.map_or_else(|| "NULL".to_owned(), |id| self.id(id));
        let day = due.with_timezone(&chrono_tz::Europe::Paris).date_naive();
        let off = if matches!(self.app.database, vigie_tests::Database::Sqlite) { "0" } else { "false" };
        let values = format!(
            "{}, 1, {}, {alert}, 'call', '{day}', {}, {off}, '{state}', 0, {closed}, {}, {}, 0",
            self.id(ids::fresh()),
            self.id(person),
            time(due),
            time(self.after(from, 72)),
            self.id(self.app.world.coordinator.id)
        );
        let columns = "id, version, person_id, alert_id, kind, due_on, due_at, timed, state, postponed, closed_at, created_at, created_by, escalation";
        self.write("follow_ups", columns, values).await;
    }

    async fn standing(&mut self, person: Uuid) {
        let user = self.id(self.app.world.coordinator.id);
        for table in ["watches", "caseload"] {
            if self.lots.yes(4) {
                continue;
            }
            let since = self.moment();
            let ended = if self.lots.yes(5) { time(self.after(since, 1_500)) } else { "NULL".to_owned() };
            let (id, person) = (self.id(ids::fresh()), self.id(person));
            if table == "watches" {
                let values = format!("{id}, 1, {person}, 'weekly', 'x', {}, {user}, {ended}", time(since));
                self.write(table, "id, version, person_id, cadence, why, since, created_by, ended_at", values).await;
            } else {
                let state = if ended == "NULL" { self.lots.pick(&["active", "active", "requested"]) } else { "ended" };
                let begun = if state == "requested" { "NULL".to_owned() } else { time(since) };
                let values =
                    format!("{id}, 1, {person}, {user}, '{state}', {begun}, 'x', {user}, {}, {ended}", time(since));
                let columns =
                    "id, version, person_id, coordinator_id, state, since, why, requested_by, requested_at, ended_at";
                self.write(table, columns, values).await;
            }
        }
        for key in ["one", "two"] {
            let (family, at) = (self.lots.pick(&["need", "scores"]), self.moment());
            let values = format!(
                "{}, {}, '{key}', 'x', '{family}', 1, {}, '{{}}', {}",
                self.id(ids::fresh()),
                self.id(person),
                time(at),
                time(at)
            );
            self.write("findings", "id, person_id, key, rule, family, severity, at, body, found_at", values).await;
        }
    }
}

fn time(at: DateTime<Utc>) -> String {
    format!("'{}'", at.to_rfc3339())
}

/// Three sectors: one with many persons, one with a few, one with very few; three and a half months.
async fn random_history(app: &TestApp, seed: u64) {
    let world = &app.world;
    let east = Sector { id: ids::fresh(), name: "Est".to_owned() };
    let mut tx = app.store().begin().await.expect("a transaction");
    federations::insert_sector(&mut tx, world.federation, &east).await.expect("a sector");
    tx.commit().await.expect("committed");
    let mut scribe = Scribe { app, lots: Lots::new(seed), seq: 0 };
    for (sector, count) in [(world.north, 14), (world.south, 7), (east.id, 2)] {
        for number in 0..count {
            let person = world.another_person(app.app(), &format!("Mme {number}"), sector).await.id;
            for _ in 0..6 {
                scribe.visit(person).await;
            }
            for round in 0..scribe.lots.below(5) {
                scribe.alert(person, sector, round == 0).await;
            }
            let from = scribe.moment();
            scribe.follow_up(person, None, from).await;
            scribe.standing(person).await;
        }
    }
    for actor in [&world.coordinator, &world.second_coordinator, &world.south_coordinator] {
        let since = scribe.moment();
        let until = if scribe.lots.yes(3) { time(scribe.after(since, 1_000)) } else { "NULL".to_owned() };
        let id = scribe.id(actor.id);
        let sql = format!("UPDATE users SET created_at = {}, disabled_at = {until} WHERE id = {id}", time(since));
        assert_eq!(rows::change(app.store(), &sql).await, 1);
    }
    app.clock.set("2026-03-16T15:00:00Z".parse().expect("a time"));
}

fn rows_of(impact: &Value) -> Vec<Value> {
    impact["rows"].as_array().expect("rows").clone()
}

on_both! {
    async fn every_figure_equals_a_recount_of_the_raw_tables(app: TestApp) {
        random_history(&app, 20_260_302).await;
        let raw = Raw::read(app.store(), app.world.federation, chrono_tz::Europe::Paris, app.now()).await;
        let administrator = app.client(&app.world.administrator).await;
        let impact = administrator.get("/api/impact?from=2025-11&to=2026-03").await.ok();
        let rows = rows_of(&impact);
        assert_eq!(rows.len(), 5 * 4, "five months, three sectors and all of them");
        let every: Vec<Uuid> = raw.sectors.iter().map(|sector| sector.0).collect();
        let (mut masked_rows, mut shown_rows) = (0, 0);
        for month in ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"] {
            let here: Vec<&Value> = rows.iter().filter(|row| row["month"] == month).collect();
            let persons: Vec<usize> = every.iter().map(|sector| raw.persons_with_alerts(month, &[*sector])).collect();
            let small: Vec<usize> = persons.iter().copied().filter(|count| (1..5).contains(count)).collect();
            let next = persons.iter().copied().filter(|count| *count >= 5).min();
            for row in here {
                let sector = row["sector"]["id"].as_str().map(|id| id.parse::<Uuid>().expect("an id"));
                let sectors = sector.map_or_else(|| every.clone(), |sector| vec![sector]);
                let count = raw.persons_with_alerts(month, &sectors);
                // The only small one would come back by a subtraction: the next smallest is hidden with it.
                let hidden = count < 5 || (sector.is_some() && small.len() == 1 && Some(count) == next);
                raw.assert_row(row, &sectors, hidden);
                if hidden { masked_rows += 1 } else { shown_rows += 1 }
            }
        }
        assert!(masked_rows > 3 && shown_rows > 5, "{masked_rows} {shown_rows}");
        let total = |key: &str| rows.iter().filter_map(|row| row["figures"][key].as_f64()).sum::<f64>();
        for key in impact["definitions"].as_array().expect("definitions").iter().map(|one| one["key"].as_str().expect("a key")) {
            assert!(key == "outcomes" || total(key) > 0.0, "{key} is never more than nothing");
        }
    }

    async fn a_referent_sees_her_sectors_and_nobody_else_anything(app: TestApp) {
        random_history(&app, 7).await;
        let raw = Raw::read(app.store(), app.world.federation, chrono_tz::Europe::Paris, app.now()).await;
        let referent = app.client(&app.world.referent).await;
        let rows = rows_of(&referent.get("/api/impact?from=2026-02&to=2026-02").await.ok());
        let names: Vec<Value> = rows.iter().map(|row| row["sector"]["name"].clone()).collect();
        assert_eq!(names, [Value::Null, json!("Nord")]);
        for row in &rows {
            raw.assert_row(row, &[app.world.north], false);
        }
        let south = format!("/api/impact?sector_id={}", app.world.south);
        assert_eq!(referent.get(&south).await.problem(404), "not_found");
        for stranger in [&app.world.coordinator, &app.world.aide] {
            let client = app.client(stranger).await;
            assert_eq!(client.get("/api/impact").await.problem(404), "not_found");
            assert_eq!(client.get("/api/impact.csv").await.problem(404), "not_found");
        }
    }

    async fn one_sector_alone_shows_no_more_than_beside_the_others(app: TestApp) {
        random_history(&app, 99).await;
        let administrator = app.client(&app.world.administrator).await;
        let all = rows_of(&administrator.get("/api/impact?from=2025-12&to=2026-03").await.ok());
        for sector in [app.world.north, app.world.south] {
            let own: Vec<Value> = all.iter().filter(|row| row["sector"]["id"] == sector.to_string()).cloned().collect();
            let alone = rows_of(&administrator.get(&format!("/api/impact?from=2025-12&to=2026-03&sector_id={sector}")).await.ok());
            assert_eq!(alone, own);
        }
        let elsewhere = format!("/api/impact?sector_id={}", app.elsewhere.north);
        assert_eq!(administrator.get(&elsewhere).await.problem(404), "not_found");
    }

    async fn the_file_holds_the_same_rows(app: TestApp) {
        random_history(&app, 3).await;
        let administrator = app.client(&app.world.administrator).await;
        let rows = rows_of(&administrator.get("/api/impact?from=2026-01&to=2026-03").await.ok());
        let answer = administrator.get("/api/impact.csv?from=2026-01&to=2026-03").await;
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"vigie-impact-2026-01-2026-03.csv\"");
        let lines: Vec<Vec<&str>> = answer.text.trim_start_matches('\u{feff}').lines().map(|line| line.split(';').collect()).collect();
        assert_eq!(lines.len(), rows.len() + 1);
        let widths: BTreeSet<usize> = lines.iter().map(Vec::len).collect();
        assert_eq!(widths.len(), 1, "as many cells in every line");
        let place = |label: &str| lines[0].iter().position(|cell| *cell == label).expect("a column");
        let (alerts, take) = (place("Alertes"), place("Délai médian de prise (min)"));
        for (line, row) in lines[1..].iter().zip(&rows) {
            assert_eq!(line[0], row["month"].as_str().expect("a month"));
            assert_eq!(line[1], row["sector"]["name"].as_str().unwrap_or("Tous les secteurs"));
            assert_eq!(line[2], if row["masked"] == true { "oui" } else { "non" });
            assert_eq!(line[alerts].parse::<u64>().ok(), row["figures"]["alerts"].as_u64());
            assert_eq!(line[take].replace(',', ".").parse::<f64>().ok(), row["figures"]["median_minutes_to_take"].as_f64());
        }
    }

    async fn months_that_make_no_span_are_refused(app: TestApp) {
        let administrator = app.client(&app.world.administrator).await;
        for query in ["from=2026-04&to=2026-03", "from=2026-13", "to=march", "from=2020-01&to=2026-03", "to=0001-01"] {
            assert_eq!(administrator.get(&format!("/api/impact?{query}")).await.problem(400), "invalid_request", "{query}");
        }
        let year = administrator.get("/api/impact").await.ok();
        assert_eq!((&year["from"], &year["to"]), (&json!("2025-04"), &json!("2026-03")));
        assert_eq!(year["definitions"].as_array().map(Vec::len), Some(22));
        assert!(year["definitions"].as_array().expect("definitions").iter().all(|one| one["text"]["fr"] != one["text"]["en"]));
    }
}
