//! A month in the life of two nodes on one PostgreSQL: alerts come up at all hours, entered by hand and by ratings, visits stay unrated,
//! promises fall due and are forgotten, somebody is away and covered, somebody has no phone and is written to; the clock jumps and is set
//! back, nodes are killed, a weekend and the night of a clock change pass, quiet hours hold. What each person was told must be what
//! [`fates`] works out
//! from the facts alone, none of it twice, and none of it at an hour at which they are to be left in peace, critical alerts excepted.

mod deeds;
mod fates;
mod hours;
mod outcome;
mod post;
mod promises;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::app::Ctx;
use vigie_server::ids;
use vigie_server::store::Store;
use vigie_shared::alert::WorkSettings;
use vigie_shared::calendar::{MinuteOfDay, WeekHours};
use vigie_shared::delivery::wishes::NotificationSettings;

use self::fates::{Fates, People};
use self::hours::ZONE;
use self::post::PostOffice;
use super::history::Fact;
use super::nodes::{Build, Launch, Vigie};
use super::{Plan, Report, Site, outbox};
use crate::{Actor, Database, Lots, rows};

/// Saturday before the night on which clocks go forward; and the month around it.
const SHORT: (&str, i64) = ("2026-03-28", 3);
const LONG: (&str, i64) = ("2026-03-09", 30);
/// The minutes of each day at which the clock stands still, give or take.
const STOPS: [i64; 6] = [2 * 60 + 10, 7 * 60 + 5, 8 * 60 + 10, 12 * 60, 17 * 60, 21 * 60];
/// The stop at which somebody leaves.
const NOON: usize = 3;
/// What is not about the facts of this month, and would bring others.
const RESTING: &str = "('silence', 'escalation', 'claim_expiry', 'cover_gaps', 'caseload', 'watch')";
const PATIENCE: Duration = Duration::from_secs(40);
/// The scheduler looks every two seconds.
const A_LOOK: Duration = Duration::from_millis(2_600);

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(&[Database::Postgres]) {
        let mut report = Report::begin("month", plan, Some(database));
        report.build = Build::Debug;
        for round in 0..plan.rounds(1, 1) {
            let mut lots = plan.lots(&format!("month {round}"));
            let (from, days) = if plan.short { SHORT } else { LONG };
            let site = Site::prepare(database).await;
            let mut month = Month::begin(&site, from, &mut report).await;
            for day in 0..days {
                month.live(day, plan, &mut lots, &mut report).await;
            }
            month.end(&mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

struct Month<'a> {
    site: &'a Site,
    store: Store,
    /// Behind the door: makes persons and sessions.
    office: Ctx,
    nodes: Vec<Vigie>,
    midnight: DateTime<Utc>,
    fates: Fates,
    /// Raised in the night, in nobody's hands yet: id, version.
    fresh: Vec<(Uuid, Value)>,
    stops: i64,
    /// Open promises that somebody will keep: id, version.
    promised: Vec<(Uuid, Value)>,
    post: PostOffice,
    /// A coordinator without a phone.
    written_to: Uuid,
}

impl<'a> Month<'a> {
    async fn begin(site: &'a Site, from: &str, report: &mut Report) -> Self {
        let day: chrono::NaiveDate = from.parse().expect("a day");
        let midnight = day.and_hms_opt(0, 0, 0).expect("midnight");
        let midnight = ZONE.from_local_datetime(&midnight).single().expect("once").to_utc();
        site.clock.stand_at(midnight);
        let office = site.office().await;
        site.save_settings(&office, 1, &settings()).await;
        let store = site.store().await;
        let world = &site.world;
        let written_to = post::somebody_without_a_phone(&office, world).await;
        let people = People {
            desk: vec![world.referent.id, world.coordinator.id, world.second_coordinator.id, written_to],
            holder: world.second_coordinator.id,
            referent: world.referent.id,
            administrator: world.administrator.id,
        };
        let mut month = Self {
            site,
            store,
            office,
            nodes: Vec::new(),
            midnight,
            fates: Fates::of(people),
            fresh: Vec::new(),
            stops: 0,
            promised: Vec::new(),
            post: PostOffice::open().await,
            written_to,
        };
        month.nodes = vec![month.node().await, month.node().await];
        let rest = format!("UPDATE jobs SET enabled = FALSE WHERE name IN {RESTING}");
        assert!(rows::change(&month.store, &rest).await > 0, "the jobs have their rows");
        // Taken by nobody, all month: every morning something waits.
        let first = month.raise(true, midnight).await;
        report.demand(first.is_some(), || "the first alert could not be raised".to_owned());
        month.forgotten_promises(day, midnight, report).await;
        month.settle(midnight, report).await;
        month
    }

    async fn node(&self) -> Vigie {
        let mut launch = Launch { port: 0, build: Build::Debug, ..self.site.launch() };
        launch.environment.extend(self.post.environment());
        Vigie::launch(&launch).await
    }

    async fn live(&mut self, day: i64, plan: &Plan, lots: &mut Lots, report: &mut Report) {
        let short = plan.short;
        // The wall clock decides: a day around a clock change is an hour shorter or longer.
        let date = self.midnight.with_timezone(&ZONE).date_naive() + TimeDelta::days(day);
        if !short && day > 0 && lots.below(10) == 0 {
            // Nobody saw this day.
            report.count("days_skipped", 1);
            return;
        }
        let mut more = plan.lots(&format!("people {day}"));
        for (number, stop) in STOPS.into_iter().enumerate() {
            let minute = stop + i64::try_from(lots.below(18)).expect("a few");
            let civil = date.and_hms_opt(0, 0, 0).expect("midnight") + TimeDelta::minutes(minute);
            let Some(now) = ZONE.from_local_datetime(&civil).earliest() else { continue };
            self.take_one(lots, report).await;
            if number == NOON && (day == 0 || (!short && more.below(6) == 0)) {
                self.goes_away(now.to_utc(), &mut more, report).await;
            }
            self.stop_at(now.to_utc(), lots, &mut more, report).await;
        }
        report.count("days", 1);
    }

    async fn stop_at(&mut self, now: DateTime<Utc>, lots: &mut Lots, more: &mut Lots, report: &mut Report) {
        self.site.clock.stand_at(now);
        self.office.clock.set(now);
        self.stops += 1;
        for _ in 0..lots.below(3) {
            if let Some(raised) = self.raise(lots.yes(4), now).await {
                self.fresh.push(raised);
            }
            report.count("alerts", 1);
        }
        if more.below(3) == 0 {
            self.rate(more, now, report).await;
        }
        for _ in 0..lots.below(3) {
            self.visit(now, lots, report).await;
        }
        if lots.below(4) == 0 {
            self.nodes.swap_remove(0).kill();
            outbox::let_leases_run_out(self.site).await;
            let node = self.node().await;
            self.nodes.push(node);
            report.count("kills", 1);
        }
        self.settle(now, report).await;
        // After the jobs of this moment: they see it at the next.
        self.promise(more, now, report).await;
        if lots.below(6) == 0 {
            let back = if lots.yes(5) { TimeDelta::hours(1) } else { TimeDelta::days(1) };
            self.site.clock.stand_at(now - back);
            tokio::time::sleep(A_LOOK).await;
            self.fates.sees(now - back);
            self.site.clock.stand_at(now);
            report.count("jumps_back", 1);
        }
    }

    /// Waits until nothing is left to do at this moment, and lets the model see it.
    async fn settle(&mut self, now: DateTime<Utc>, report: &mut Report) {
        let at = now.to_rfc3339();
        // In one statement: a job that has just run has its messages in the same picture.
        let busy = format!(
            "SELECT (SELECT COUNT(*) FROM jobs WHERE enabled AND next_at <= '{at}')
                  + (SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'retry', 'leased')
                     AND (state = 'leased' OR next_attempt_at <= '{at}'))"
        );
        let idle = outbox::until(PATIENCE, async || rows::count(&self.store, &busy).await == 0).await;
        report.demand(idle, || format!("at {at} the nodes do not come to rest"));
        self.post.collect(&self.store, self.written_to, now).await;
        self.fates.sees(now);
    }

    /// Somebody of the desk enters a need; its id and version.
    async fn raise(&mut self, critical: bool, now: DateTime<Utc>) -> Option<(Uuid, Value)> {
        let person = self.site.world.another_person(&self.office, "Personne du mois", self.site.world.north).await;
        let severity = if critical { "critical" } else { "high" };
        let need = json!({ "person_id": person.id, "sentence": "Un besoin", "severity": severity, "id": ids::fresh() });
        let answer = self.call(&self.site.world.referent, "/api/needs", &need).await?;
        let alert: Uuid = answer["id"].as_str()?.parse().ok()?;
        self.fates.alert(alert, critical, now);
        Some((alert, answer["version"].clone()))
    }

    /// Perhaps takes an alert while the clock still stands where everything has been told: what waits for the next stop must find it
    /// taken.
    async fn take_one(&mut self, lots: &mut Lots, report: &mut Report) {
        if lots.yes(5)
            && let Some((alert, version)) = self.fresh.pop()
        {
            self.take(alert, &version, report).await;
        }
    }

    /// The second coordinator takes an alert.
    async fn take(&mut self, alert: Uuid, version: &Value, report: &mut Report) {
        let owner = self.site.world.second_coordinator.clone();
        let body = json!({ "version": version });
        let taken = self.call(&owner, &format!("/api/alerts/{alert}/claim"), &body).await;
        report.demand(taken.is_some(), || format!("{alert} could not be taken"));
        report.count("taken", 1);
        self.fates.taken(&format!("alert-{alert}"), owner.id);
    }

    /// A visit that has just ended and will not be rated.
    async fn visit(&mut self, now: DateTime<Utc>, lots: &mut Lots, report: &mut Report) {
        let world = &self.site.world;
        let aide = if lots.yes(5) { &world.aide } else { &world.second_aide };
        let visit = world.visit(&self.office, &world.person, aide, now - TimeDelta::minutes(50), "done").await;
        self.fates.visit(Fact { receiver: aide.id, tag: format!("visit-{}", visit.id) }, visit.ends_at);
        report.count("visits", 1);
    }

    /// As a page would: again until there is an answer.
    async fn call(&self, who: &Actor, path: &str, body: &Value) -> Option<Value> {
        let token = self.site.token_from(&self.office, who).await;
        let http = reqwest::Client::new();
        for _ in 0..20 {
            let url = format!("{}{path}", self.nodes[0].base_url());
            let sent = http.post(url).bearer_auth(&token).json(body).timeout(PATIENCE).send().await;
            if let Ok(answer) = sent
                && answer.status().is_success()
            {
                return answer.json().await.ok();
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        None
    }

    async fn end(self, report: &mut Report) {
        report.count("stops", usize::try_from(self.stops).expect("some"));
        self.nodes.into_iter().for_each(Vigie::kill);
        let aides: BTreeSet<Uuid> = [self.site.world.aide.id, self.site.world.second_aide.id].into();
        outcome::judge(self.site, &self.store, &self.fates, &self.post.letters, &aides, report).await;
        self.office.store.close().await;
        self.store.close().await;
    }
}

/// The hours of [`hours`], and critical alerts at any.
fn settings() -> WorkSettings {
    let minute = |hour: u16| MinuteOfDay::new(hour * 60).expect("a minute");
    let office = vec![(minute(8), minute(18))];
    let week = [0, 1, 2, 3, 4, 5, 6].map(|day| if day < 5 { office.clone() } else { Vec::new() });
    let mut settings = WorkSettings::default();
    settings.working_time.hours = WeekHours::new(week).expect("hours");
    settings.notifications =
        NotificationSettings { critical_breaks_quiet: true, daily_cap: 200, ..NotificationSettings::default() };
    settings
}
