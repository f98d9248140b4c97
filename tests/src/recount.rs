//! The figures of `GET /api/impact`, counted again the naive way: every row of every table is read, and looked at one by one. Nothing here
//! knows the product's statements, so an agreement means something.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use vigie_server::store::Store;

use crate::rows::{inside, literal};

type At = DateTime<Utc>;

/// What a masked row still shows.
const KEPT: [&str; 5] = ["visits_done", "visits_rated", "share_rated", "coordinators", "uncovered_days"];

/// The raw rows of one federation.
#[derive(Debug)]
pub struct Raw {
    pub zone: Tz,
    pub now: At,
    /// Id and name.
    pub sectors: Vec<(Uuid, String)>,
    /// Id and sector.
    persons: Vec<(Uuid, Uuid)>,
    /// Id, role, since, until.
    users: Vec<(Uuid, String, At, Option<At>)>,
    /// User and sector.
    works_in: Vec<(Uuid, Uuid)>,
    /// Id, person, end, status.
    visits: Vec<(Uuid, Uuid, At, String)>,
    /// Id, visit, what it replaces, person, aide.
    ratings: Vec<Rating>,
    /// Id, sector, person, state, opening, closing, who closed it, outcome.
    alerts: Vec<Alert>,
    /// Alert, kind, when, who.
    events: Vec<(Uuid, String, At, Option<Uuid>)>,
    /// Alert, when, when taken back.
    actions: Vec<(Uuid, At, Option<At>)>,
    /// Person, alert, due day, state, made, closed.
    follow_ups: Vec<FollowUp>,
    /// Person, from, to.
    watches: Vec<(Uuid, At, Option<At>)>,
    /// Person, state, from, to.
    caseload: Vec<(Uuid, String, Option<At>, Option<At>)>,
    /// Kind, absent, cover, sector, person, from, to, ended.
    covers: Vec<Cover>,
    /// Person, family, when.
    findings: Vec<(Uuid, String, At)>,
}

type Rating = (Uuid, Option<Uuid>, Option<Uuid>, Uuid, Uuid);
type FollowUp = (Uuid, Option<Uuid>, String, String, At, Option<At>);
type Cover = (String, Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<Uuid>, At, At, Option<At>);
type Alert = (Uuid, Uuid, Uuid, String, At, Option<At>, Option<Uuid>, Option<String>);

/// The rows of a statement, in either database.
macro_rules! all {
    ($store:expr, $federation:expr, $columns:literal, $table:literal) => {{
        let federation = literal($store, $federation);
        let sql = AssertSqlSafe(format!("SELECT {} FROM {} WHERE federation_id = {federation}", $columns, $table));
        match $store {
            Store::Sqlite { read, .. } => sqlx::query_as(sql).fetch_all(read).await,
            Store::Postgres(_) => sqlx::query_as(sql).fetch_all(&mut *inside($store).await).await,
        }
        .expect($table)
    }};
}

impl Raw {
    pub async fn read(store: &Store, federation: Uuid, zone: Tz, now: At) -> Self {
        Self {
            zone,
            now,
            sectors: all!(store, federation, "id, name", "sectors"),
            persons: all!(store, federation, "id, sector_id", "persons"),
            users: all!(store, federation, "id, role, created_at, disabled_at", "users"),
            works_in: all!(store, federation, "user_id, sector_id", "user_sectors"),
            visits: all!(store, federation, "id, person_id, ends_at, status", "visits"),
            ratings: all!(store, federation, "id, visit_id, replaces, person_id, aide_id", "ratings"),
            alerts: all!(
                store,
                federation,
                "id, sector_id, person_id, state, opened_at, closed_at, closed_by, outcome",
                "alerts"
            ),
            events: all!(store, federation, "alert_id, kind, at, actor_id", "alert_events"),
            actions: all!(store, federation, "alert_id, at, retracted_at", "actions"),
            follow_ups: all!(
                store,
                federation,
                "person_id, alert_id, due_on, state, created_at, closed_at",
                "follow_ups"
            ),
            watches: all!(store, federation, "person_id, since, ended_at", "watches"),
            caseload: all!(store, federation, "person_id, state, since, ended_at", "caseload"),
            covers: all!(
                store,
                federation,
                "kind, absent_id, cover_id, sector_id, person_id, starts_at, ends_at, ended_at",
                "covers"
            ),
            findings: all!(store, federation, "person_id, family, found_at", "findings"),
        }
    }

    fn month_of(&self, at: At) -> String {
        at.with_timezone(&self.zone).format("%Y-%m").to_string()
    }

    fn day_of(&self, at: At) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    fn sector_of(&self, person: Uuid) -> Uuid {
        self.persons.iter().find(|(id, _)| *id == person).expect("a person").1
    }

    /// The persons with an alert of the month in these sectors.
    pub fn persons_with_alerts(&self, month: &str, sectors: &[Uuid]) -> usize {
        let touched = self.alerts.iter().filter(|alert| sectors.contains(&alert.1)).filter(|alert| {
            let closed = alert.3 == "closed" && alert.5.is_some_and(|at| self.month_of(at) == month);
            self.month_of(alert.4) == month || closed
        });
        touched.map(|alert| alert.2).collect::<BTreeSet<_>>().len()
    }

    /// Every figure.
    pub fn figures(&self, month: &str, sectors: &[Uuid]) -> Value {
        let opened: Vec<&Alert> =
            self.alerts.iter().filter(|a| sectors.contains(&a.1) && self.month_of(a.4) == month).collect();
        let taken: Vec<f64> = opened.iter().filter_map(|a| Some(minutes(a.4, self.taken(a.0)?))).collect();
        let acted: Vec<f64> = opened.iter().filter_map(|a| Some(minutes(a.4, self.acted(a.0)?))).collect();
        let (done, rated) = self.visits_of(month, sectors);
        let coordinators = self.coordinators(month, sectors);
        let mut figures = json!({
            "visits_done": done, "visits_rated": rated, "share_rated": share(rated, done, 4),
            "alerts": opened.len(), "alerts_per_100_visits": share(100 * opened.len(), done, 2),
            "coordinators": coordinators, "alerts_per_coordinator": share(opened.len(), coordinators, 2),
            "taken": taken.len(), "median_minutes_to_take": middle(taken),
            "acted": acted.len(), "median_minutes_to_act": middle(acted),
        });
        let more = [self.closings(month, sectors), self.promises(month, sectors), self.standing(month, sectors)];
        for part in more {
            for (key, value) in part.as_object().expect("an object") {
                figures[key] = value.clone();
            }
        }
        figures["uncovered_days"] = json!(sectors.iter().map(|sector| self.uncovered(month, *sector)).sum::<usize>());
        figures
    }

    /// Looks at every tenth minute of the built-in office hours, Monday to Friday, on days before today that are no holiday. The
    /// histories of the tests lie between November and March.
    fn uncovered(&self, month: &str, sector: Uuid) -> usize {
        let first: NaiveDate = format!("{month}-01").parse().expect("a day");
        let days = first.iter_days().take_while(|day| day.month() == first.month());
        let holidays = [(11, 11), (12, 25), (1, 1)];
        let working =
            days.filter(|day| day.weekday().number_from_monday() <= 5 && !holidays.contains(&(day.month(), day.day())));
        let past = working.filter(|day| *day < self.day_of(self.now));
        let moments = |day: NaiveDate| {
            let minutes = (510..750).chain(810..1_050).step_by(10);
            minutes.map(move |minute| day.and_hms_opt(minute / 60, minute % 60, 0).expect("a time"))
        };
        let utc =
            |local: chrono::NaiveDateTime| local.and_local_timezone(self.zone).earliest().expect("a time").to_utc();
        past.filter(|day| moments(*day).any(|local| !self.is_covered(sector, utc(local)))).count()
    }

    fn is_covered(&self, sector: Uuid, at: At) -> bool {
        let works = |user: Uuid| self.works_in.contains(&(user, sector));
        let of_role = |role: &str| -> Vec<Uuid> {
            self.users.iter().filter(|user| user.1 == role && user.3.is_none()).map(|user| user.0).collect()
        };
        let coordinators = of_role("coordinator");
        let has_some = coordinators.iter().any(|user| works(*user));
        let desk = if has_some { coordinators } else { of_role("sector_referent") };
        let running: Vec<&Cover> = self
            .covers
            .iter()
            .filter(|c| c.4.is_none() && c.5 <= at && at < c.6 && c.7.is_none_or(|ended| at < ended))
            .collect();
        desk.iter().any(|user| {
            let lent = running.iter().any(|c| {
                let here = c
                    .3
                    .map_or_else(|| c.1.is_some_and(|absent| desk.contains(&absent) && works(absent)), |s| s == sector);
                c.0 != "remove" && c.2 == Some(*user) && here
            });
            let away = running.iter().any(|c| c.0 != "add" && c.1 == Some(*user) && c.3.is_none_or(|s| s == sector));
            (works(*user) || lent) && !away
        })
    }

    /// Compares a row of the answer with what the tables say.
    pub fn assert_row(&self, row: &Value, sectors: &[Uuid], masked: bool) {
        let month = row["month"].as_str().expect("a month");
        let expected = self.figures(month, sectors);
        assert_eq!(row["masked"], masked, "{month} {}", row["sector"]);
        for (key, value) in row["figures"].as_object().expect("figures") {
            let shown = if masked && !KEPT.contains(&key.as_str()) { &Value::Null } else { &expected[key] };
            assert_eq!(value.as_f64(), shown.as_f64(), "{key} of {month} {}", row["sector"]);
            if value.is_object() || shown.is_object() {
                assert_eq!(value, shown, "{key} of {month} {}", row["sector"]);
            }
        }
    }

    fn taken(&self, alert: Uuid) -> Option<At> {
        let by_hand = |e: &&(Uuid, String, At, Option<Uuid>)| e.0 == alert && e.3.is_some();
        let kinds = ["claimed", "assigned", "resolved"];
        self.events.iter().filter(by_hand).filter(|e| kinds.contains(&e.1.as_str())).map(|e| e.2).min()
    }

    fn acted(&self, alert: Uuid) -> Option<At> {
        let actions = self.actions.iter().filter(|a| a.0 == alert && a.2.is_none()).map(|a| a.1);
        let promises = self.follow_ups.iter().filter(|f| f.1 == Some(alert)).map(|f| f.4);
        let ended = self.events.iter().filter(|e| e.0 == alert && e.3.is_some() && e.1 == "resolved").map(|e| e.2);
        actions.chain(promises).chain(ended).min()
    }

    fn visits_of(&self, month: &str, sectors: &[Uuid]) -> (usize, usize) {
        let is_replaced = |r: &(Uuid, Option<Uuid>, Option<Uuid>, Uuid, Uuid)| {
            self.ratings.iter().any(|c| c.2 == Some(r.0) && c.3 == r.3 && c.4 == r.4)
        };
        let standing: BTreeSet<Uuid> = self.ratings.iter().filter(|r| !is_replaced(r)).filter_map(|r| r.1).collect();
        let done: Vec<Uuid> = self
            .visits
            .iter()
            .filter(|v| v.3 == "done" && self.month_of(v.2) == month && sectors.contains(&self.sector_of(v.1)))
            .map(|v| v.0)
            .collect();
        (done.len(), done.iter().filter(|visit| standing.contains(visit)).count())
    }

    fn coordinators(&self, month: &str, sectors: &[Uuid]) -> usize {
        let there = |user: &&(Uuid, String, At, Option<At>)| {
            let begun = self.month_of(user.2).as_str() <= month;
            begun && user.3.is_none_or(|until| self.month_of(until).as_str() >= month)
        };
        let works = |user: Uuid| self.works_in.iter().any(|(id, sector)| *id == user && sectors.contains(sector));
        self.users.iter().filter(|user| user.1 == "coordinator").filter(there).filter(|user| works(user.0)).count()
    }

    fn closings(&self, month: &str, sectors: &[Uuid]) -> Value {
        let closed: Vec<&Alert> = self
            .alerts
            .iter()
            .filter(|a| sectors.contains(&a.1) && a.3 == "closed")
            .filter(|a| self.month_of(a.5.expect("a closing")) == month)
            .collect();
        let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
        for alert in closed.iter().filter(|a| a.6.is_some()) {
            *outcomes.entry(alert.7.as_deref().expect("an outcome")).or_default() += 1;
        }
        let given: usize = outcomes.values().sum();
        let wasted = ["noise", "duplicate"].iter().filter_map(|word| outcomes.get(word)).sum::<usize>();
        json!({
            "closed": closed.len(), "closed_with_outcome": given, "outcomes": outcomes,
            "useful": given - wasted, "not_useful": wasted,
        })
    }

    fn promises(&self, month: &str, sectors: &[Uuid]) -> Value {
        let today = self.day_of(self.now);
        let (mut due, mut kept) = (0, 0);
        for (person, _, day, state, _, closed_at) in &self.follow_ups {
            let day: NaiveDate = day.parse().expect("a day");
            if day.format("%Y-%m").to_string() != month || !sectors.contains(&self.sector_of(*person)) {
                continue;
            }
            match state.as_str() {
                "done" => {
                    due += 1;
                    kept += usize::from(self.day_of(closed_at.expect("an end")) <= day);
                }
                "open" => due += usize::from(day < today),
                _ => {}
            }
        }
        json!({ "follow_ups_due": due, "follow_ups_kept": kept })
    }

    fn standing(&self, month: &str, sectors: &[Uuid]) -> Value {
        // The last microsecond of the month, or now.
        let mut at = self.now;
        while self.month_of(at).as_str() > month {
            let first = self.day_of(at).with_day(1).expect("a first").and_hms_opt(0, 0, 0).expect("midnight");
            let local = first.and_local_timezone(self.zone).earliest().expect("a time");
            at = local.to_utc() - TimeDelta::microseconds(1);
        }
        let here = |person: &Uuid| sectors.contains(&self.sector_of(*person));
        let holds = |from: At, to: Option<At>| from <= at && to.is_none_or(|to| to > at);
        let watched: BTreeSet<Uuid> =
            self.watches.iter().filter(|w| here(&w.0) && holds(w.1, w.2)).map(|w| w.0).collect();
        let followed: BTreeSet<Uuid> = self
            .caseload
            .iter()
            .filter(|c| here(&c.0) && ["active", "ended"].contains(&c.1.as_str()))
            .filter(|c| c.2.is_some_and(|since| holds(since, c.3)))
            .map(|c| c.0)
            .collect();
        let needs = self.findings.iter().filter(|f| f.1 == "need" && here(&f.0) && self.month_of(f.2) == month).count();
        json!({ "in_watch": watched.len(), "in_reinforced": followed.len(), "needs": needs })
    }
}

fn minutes(from: At, to: At) -> f64 {
    (to - from).num_milliseconds() as f64 / 60_000.0
}

fn share(part: usize, whole: usize, digits: i32) -> Value {
    let steps = 10_f64.powi(digits);
    if whole == 0 { Value::Null } else { json!((part as f64 / whole as f64 * steps).round() / steps) }
}

fn middle(mut values: Vec<f64>) -> Value {
    values.sort_by(f64::total_cmp);
    let value = match values.len() {
        0 => return Value::Null,
        count if count % 2 == 1 => values[count / 2],
        count => (values[count / 2 - 1] + values[count / 2]) / 2.0,
    };
    json!((value * 10.0).round() / 10.0)
}
