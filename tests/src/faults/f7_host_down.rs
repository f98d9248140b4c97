//! F7: many reminders are due in the same minute and one push service is down. Those for the others are handed over as if nothing were,
//! the one that is down is called no more often than its breaker and its `Retry-After` allow, and when it is back everything arrives.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_server::app::Ctx;
use vigie_server::ids;
use vigie_server::outbox::message::{Facts, UnratedVisit};
use vigie_server::push::client::PER_SERVICE;
use vigie_server::services::breaker::OPENS_AT;
use vigie_server::store::outbox::{NewMessage, enqueue};

use super::checker::check_messages;
use super::envelope::Browser;
use super::history::{Fact, History, Seen};
use super::nodes::{Launch, Vigie};
use super::service::{Manner, PushService};
use super::{Plan, Report, Site, outbox};
use crate::{Database, Lots, rows};

/// Reminders of all rounds.
const SHORT: usize = 400;
const LONG: usize = 20_000;
/// Receivers; every fourth has a browser at the service that is down.
const AIDES: usize = 24;
/// Written down in one transaction.
const AT_ONCE: usize = 1_000;
/// What the others may take, whatever the one does.
const HANDED_OVER: Duration = Duration::from_secs(60);
/// How long a service that is down is watched.
const A_LOOK: Duration = Duration::from_secs(2);
/// The longest the backlog may take once the service is back. A debug build's clock is moved along.
const BACKLOG: Duration = Duration::from_secs(300);
/// How exactly patience is looked at: nodes' clocks are moved in whole seconds, and look at them before they call.
const MARGIN: TimeDelta = TimeDelta::seconds(4);
/// Further than a breaker's first rest.
const A_STEP: TimeDelta = TimeDelta::seconds(35);

/// In which way it is down.
#[derive(Debug, Clone, Copy)]
enum Down {
    /// Answers 503.
    Fails,
    /// Asks for patience: seconds.
    Asks(u16),
}

/// What it asks for: on the machine's clock less, since nobody can move that.
const PATIENCE: u16 = if cfg!(debug_assertions) { 120 } else { 12 };
const WAYS: [Down; 2] = [Down::Fails, Down::Asks(PATIENCE)];

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F7", plan, Some(database));
        let site = Site::prepare(database).await;
        let rounds = plan.rounds(2, 2) as usize;
        let reminders = if plan.short { SHORT } else { LONG } / rounds.max(1);
        let mut rig = Rig::start(&site, plan.lots("F7")).await;
        for round in 0..rounds {
            rig.round(WAYS[round % WAYS.len()], reminders, &mut report).await;
        }
        rig.end(&mut report).await;
        reports.push(report.end());
    }
    reports
}

struct Rig<'a> {
    site: &'a Site,
    office: Ctx,
    down: PushService,
    node: Vigie,
    aides: Vec<Uuid>,
    /// Those of them whose push service is down.
    cut_off: BTreeSet<Uuid>,
    history: History<Fact>,
}

impl<'a> Rig<'a> {
    async fn start(site: &'a Site, mut lots: Lots) -> Self {
        let down = PushService::start(site.clock.clone()).await;
        let office = site.office_with(&[&down]).await;
        let (mut aides, mut cut_off) = (Vec::new(), BTreeSet::new());
        for number in 0..AIDES {
            let browser = Browser::drawn(&mut Lots::new(lots.below(u64::MAX)));
            let service = if number % 4 == 0 { &down } else { &site.push };
            let aide = site.aide_at(&office, service, browser).await;
            aides.push(aide);
            if number % 4 == 0 {
                cut_off.insert(aide);
            }
        }
        let mut launch = Launch { port: 0, ..site.launch() };
        launch.environment.push(("VIGIE_PUSH_ORIGINS".to_owned(), site.origins_with(&[&down])));
        let node = Vigie::launch(&launch).await;
        Self { site, office, down, node, aides, cut_off, history: History::default() }
    }

    async fn round(&mut self, way: Down, reminders: usize, report: &mut Report) {
        self.down.be(match way {
            Down::Fails => Manner::Refuse(503),
            Down::Asks(seconds) => Manner::AskForPatience(seconds),
        });
        let before = self.down.calls().len();
        let healthy = self.remind(reminders, report).await;
        let begun = Instant::now();
        let arrived = outbox::until(HANDED_OVER, async || self.lacks(&healthy) == 0).await;
        report.at_most("slowest_hand_over_ms", begun.elapsed().as_millis());
        report.demand(arrived, || format!("{} healthy ones were not handed over in a minute", self.lacks(&healthy)));
        tokio::time::sleep(A_LOOK).await;
        let calls = self.down.calls().split_off(before);
        report.count("calls_while_down", calls.len());
        report.demand(!calls.is_empty(), || "nobody called the service that is down".to_owned());
        // When the last failure that counts is told, as many calls may be under way as a service gets.
        let first_failures = match way {
            Down::Fails => OPENS_AT as usize,
            Down::Asks(_) => 1,
        };
        let most = first_failures - 1 + PER_SERVICE;
        report.demand(calls.len() <= most, || format!("{way:?}: called {} times, {most} may be", calls.len()));
        if let (Down::Asks(seconds), Some(first)) = (way, calls.first().copied()) {
            self.is_patient(first, seconds, before + calls.len(), report).await;
        }
        self.down.be(Manner::Take);
        self.drain(report).await;
    }

    /// Writes reminders down, due now; those that nothing stands in the way of.
    async fn remind(&mut self, count: usize, report: &mut Report) -> BTreeSet<Fact> {
        let now = self.site.now();
        let mut healthy = BTreeSet::new();
        for begin in (0..count).step_by(AT_ONCE) {
            let mut tx = self.office.store.begin().await.expect("a transaction");
            for number in begin..count.min(begin + AT_ONCE) {
                let (user, visit_id) = (self.aides[number % self.aides.len()], ids::fresh());
                let facts = Facts::UnratedVisit(UnratedVisit { visit_id });
                let message = NewMessage {
                    federation: self.site.world.federation,
                    key: &format!("unrated:{}", visit_id.simple()),
                    user,
                    kind: facts.kind(),
                    body: &facts.to_body(),
                    expires_at: now + TimeDelta::hours(12),
                };
                assert!(enqueue(&mut tx, &message, now).await.expect("written"));
                let fact = Fact { receiver: user, tag: facts.tag() };
                self.history.certain(fact.clone());
                if !self.cut_off.contains(&user) {
                    healthy.insert(fact);
                }
            }
            tx.commit().await.expect("committed");
        }
        report.count("reminders", count);
        report.count("healthy", healthy.len());
        healthy
    }

    /// How many of these have not arrived.
    fn lacks(&self, facts: &BTreeSet<Fact>) -> usize {
        let seen: BTreeSet<Fact> = self.site.push.seen().into_iter().map(|message| message.fact).collect();
        facts.difference(&seen).count()
    }

    /// Nobody calls before the time it asked for is over.
    async fn is_patient(&self, first: DateTime<Utc>, seconds: u16, calls: usize, report: &mut Report) {
        let nearly = first + TimeDelta::seconds(i64::from(seconds)) - MARGIN;
        if cfg!(debug_assertions) {
            self.site.clock.set(nearly);
            tokio::time::sleep(A_LOOK / 4).await;
        } else {
            let wait = (nearly - self.site.now()).to_std().unwrap_or_default();
            tokio::time::sleep(wait).await;
        }
        let since = self.down.calls().len() - calls;
        report.demand(since == 0, || format!("it asked for {seconds} s and was called {since} times before"));
        report.count("patient", 1);
    }

    /// Until nothing is on its way any more.
    async fn drain(&self, report: &mut Report) {
        const OPEN: &str = "SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'retry', 'leased')";
        let (begun, store) = (Instant::now(), &self.office.store);
        while rows::count(store, OPEN).await > 0 && begun.elapsed() < BACKLOG {
            if cfg!(debug_assertions) {
                self.site.clock.set(self.site.now() + A_STEP);
            }
            outbox::until(A_LOOK, async || rows::count(store, OPEN).await == 0).await;
        }
        report.at_most("slowest_drain_ms", begun.elapsed().as_millis());
        let left = rows::count(store, OPEN).await;
        report.demand(left == 0, || format!("{left} messages stay"));
    }

    async fn end(self, report: &mut Report) {
        let Self { site, office, down, node, history, .. } = self;
        node.kill();
        let seen: Vec<Seen> = site.push.seen().into_iter().chain(down.seen()).collect();
        let broken: Vec<String> = site.push.broken().into_iter().chain(down.broken()).collect();
        report.add("reminders", &check_messages(&history, &seen));
        report.demand(broken.is_empty(), || format!("messages that cannot be opened: {broken:?}"));
        report.demand(report.repeated == 0, || "somebody was called again after taking a message".to_owned());
        office.store.close().await;
    }
}
