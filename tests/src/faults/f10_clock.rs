//! F10: clocks that jump forwards and backwards, stand still, and are changed in the night, with nodes that die in between. Each job
//! has one run for each civil day of its zone; after days that nobody saw there is one run, not many.
//!
//! What must have run is computed here, from the civil days and the way the clock went.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::offset::LocalResult;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use vigie_server::store::{Store, job_runs};

use super::nodes::{Build, Launch, Vigie};
use super::{Plan, Report, Site, outbox};
use crate::{Database, Lots, rows};

/// Jobs that have nothing to do here, each in a zone.
const JOBS: [(&str, Tz); 4] = [
    ("silence", chrono_tz::Europe::Paris),
    ("cover_gaps", chrono_tz::Indian::Reunion),
    ("watch", chrono_tz::America::Martinique),
    ("caseload", chrono_tz::Pacific::Noumea),
];
/// 02:30 is missing in Paris on 2026-03-29 and comes twice on 2026-10-25.
const STARTS: [&str; 2] = ["2026-03-28T06:00:00Z", "2026-10-24T06:00:00Z"];
/// The scheduler looks every two seconds.
const A_LOOK: Duration = Duration::from_millis(2_600);
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F10", plan, Some(database));
        report.build = Build::Debug;
        for round in 0..plan.rounds(1, 20) {
            let site = Site::prepare(database).await;
            let mut lots = plan.lots(&format!("F10 {round}"));
            for start in STARTS {
                let start = start.parse().expect("a time");
                Walk::begin(&site, start, &mut lots).await.go(plan.short, &mut lots, &mut report).await;
            }
        }
        reports.push(report.end());
    }
    reports
}

/// A job's minute of the day, and what it must have run for.
struct Expected {
    zone: Tz,
    minute: u32,
    next: DateTime<Utc>,
    due: Vec<DateTime<Utc>>,
}

impl Expected {
    fn new(zone: Tz, minute: u32, start: DateTime<Utc>) -> Self {
        Self { zone, minute, next: next(zone, minute, start), due: Vec::new() }
    }

    /// The clock shows this now.
    fn sees(&mut self, now: DateTime<Utc>) {
        if self.next <= now {
            self.due.push(self.next);
            self.next = next(self.zone, self.minute, now);
        }
    }
}

/// The first moment after `after` that is this minute of a civil day; of a day on which the minute is missing, the first one after the
/// gap; of a day that has it twice, the first.
fn next(zone: Tz, minute: u32, after: DateTime<Utc>) -> DateTime<Utc> {
    let today = after.with_timezone(&zone).date_naive();
    let days = (0..4).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    days.map(|day| moment(zone, day, minute)).find(|at| *at > after).expect("one within four days")
}

fn moment(zone: Tz, day: NaiveDate, minute: u32) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).expect("a time");
    let mut civil = day.and_time(time);
    loop {
        match zone.from_local_datetime(&civil) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.to_utc(),
            LocalResult::None => civil += TimeDelta::minutes(1),
        }
    }
}

/// The way of a clock through some days.
struct Walk<'a> {
    site: &'a Site,
    store: Store,
    nodes: Vec<Vigie>,
    start: DateTime<Utc>,
    expected: BTreeMap<&'static str, Expected>,
}

impl<'a> Walk<'a> {
    async fn begin(site: &'a Site, start: DateTime<Utc>, lots: &mut Lots) -> Self {
        site.clock.stand_at(start);
        // The first node makes the rows.
        node(site).await.kill();
        let store = site.store().await;
        let mut expected = BTreeMap::new();
        for (job, zone) in JOBS {
            let minute = u32::try_from(lots.below(5 * 60)).expect("a minute of the night");
            let (cron, next) = (format!("0 {} {} * * *", minute % 60, minute / 60), next(zone, minute, start));
            let next = next.to_rfc3339();
            let sql = format!(
                "UPDATE jobs SET cron = '{cron}', time_zone = '{zone}', next_at = '{next}' WHERE name = '{job}'"
            );
            assert_eq!(rows::change(&store, &sql).await, 1, "the job has a row");
            expected.insert(job, Expected::new(zone, minute, start));
        }
        let mut nodes = vec![node(site).await];
        if site.database == Database::Postgres {
            nodes.push(node(site).await);
        }
        Self { site, store, nodes, start, expected }
    }

    async fn go(mut self, short: bool, lots: &mut Lots, report: &mut Report) {
        let end = self.start + TimeDelta::days(if short { 2 } else { 6 });
        let mut now = self.start;
        let mut stops = 0;
        while now < end {
            now += TimeDelta::minutes(i64::try_from(100 + lots.below(400)).expect("some"));
            stops += 1;
            let trick = stops % 5;
            if trick == 4 && !short {
                now += TimeDelta::days(1);
                report.count("jumps_ahead", 1);
            }
            self.stop_at(now, lots.below(4) == 0, report).await;
            if trick == 2 {
                // Set back, by an hour or a day, long enough for a look; then on as if nothing had been.
                let back = if lots.yes(5) { TimeDelta::hours(1) } else { TimeDelta::days(1) };
                self.site.clock.stand_at(now - back);
                tokio::time::sleep(A_LOOK).await;
                self.site.clock.stand_at(now);
                report.count("jumps_back", 1);
            }
            if trick == 3 {
                self.site.clock.set(now);
                tokio::time::sleep(A_LOOK).await;
                self.site.clock.stand_at(now);
            }
        }
        report.count("stops", stops);
        self.check(report).await;
        self.nodes.into_iter().for_each(Vigie::kill);
        self.store.close().await;
    }

    /// The clock shows a moment; a node may die just then. Waits until what is due has run.
    async fn stop_at(&mut self, now: DateTime<Utc>, kill: bool, report: &mut Report) {
        self.site.clock.stand_at(now);
        if kill {
            self.nodes.swap_remove(0).kill();
            self.nodes.push(node(self.site).await);
            report.count("kills", 1);
        }
        for (job, expected) in &mut self.expected {
            let before = expected.due.len();
            expected.sees(now);
            if expected.due.len() > before {
                let due = expected.due.len();
                let ran = outbox::until(PATIENCE, async || {
                    occurrences(self.site, &self.store, self.start, job).await.len() >= due
                });
                report.demand(ran.await, || format!("{job} has not run for {:?} at {now}", expected.due.last()));
            }
        }
    }

    /// What ran is what must have run, each civil day once, and never before its time.
    async fn check(&self, report: &mut Report) {
        for (job, expected) in &self.expected {
            let ran = occurrences(self.site, &self.store, self.start, job).await;
            let days: BTreeSet<NaiveDate> =
                ran.iter().map(|at| at.with_timezone(&expected.zone).date_naive()).collect();
            report.count("occurrences", ran.len());
            report.duplicated += ran.len() - days.len();
            let zone = expected.zone;
            report.demand(days.len() == ran.len(), || format!("{job} in {zone}: a day has two runs: {ran:?}"));
            report.demand(ran == expected.due, || {
                format!("{job} in {zone} at minute {}: ran for {ran:?}, not for {:?}", expected.minute, expected.due)
            });
        }
    }
}

async fn node(site: &Site) -> Vigie {
    Vigie::launch(&Launch { port: 0, build: Build::Debug, ..site.launch() }).await
}

/// What a job has run for since the walk began, in order. A run before its time, or one that failed, counts as none.
async fn occurrences(site: &Site, store: &Store, start: DateTime<Utc>, job: &str) -> Vec<DateTime<Utc>> {
    let mut tx = store.read().await.expect("a transaction");
    let runs = job_runs::of_job(&mut tx, site.world.federation, job).await.expect("runs");
    let good = runs.iter().filter(|run| run.error.is_none() && run.occurrence <= run.at && run.occurrence > start);
    let mut found: Vec<_> = good.map(|run| run.occurrence).collect();
    found.sort_unstable();
    found
}
