//! F3: `kill -9` of the node that has a message in its hands, at each step of its way. Each reminder has one effect on the phone: it
//! arrives, and further copies bear the same tag and id. Only a kill between sending and settling may bring a copy.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::store::Store;

use super::checker::check_messages;
use super::history::{Fact, History};
use super::nodes::Vigie;
use super::service::{Manner, Visit};
use super::{Plan, Report, Site, outbox};
use crate::{Database, rows};

/// Where a node dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The reminder is due and nobody has looked.
    BeforeClaim,
    /// A node has leased the message; the push service has not taken it.
    AfterClaim,
    /// The push service has taken it; the node does not know.
    AfterSend,
    /// The message is settled; the node dies with whatever else it holds.
    AfterSettle,
}

impl Step {
    const ALL: [Self; 4] = [Self::BeforeClaim, Self::AfterClaim, Self::AfterSend, Self::AfterSettle];

    const fn name(self) -> &'static str {
        match self {
            Self::BeforeClaim => "before_claim",
            Self::AfterClaim => "after_claim",
            Self::AfterSend => "after_send",
            Self::AfterSettle => "after_settle",
        }
    }
}

/// How long live nodes get to write down what they have just been told.
const A_MOMENT: Duration = Duration::from_millis(500);
/// Only keeps a broken rig from hanging a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// The nodes at work, and what they were given to do.
struct Crew<'a> {
    site: &'a Site,
    store: Store,
    nodes: Vec<Vigie>,
    history: History<Fact>,
    /// In which kind of round a fact came up.
    steps: BTreeMap<Fact, Step>,
    /// Settled before their node was killed.
    settled: BTreeSet<Uuid>,
}

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F3", plan, Some(database));
        let site = Site::prepare(database).await;
        let mut crew = Crew::start(&site, if plan.short { 2 } else { 3 }).await;
        let mut lots = plan.lots("F3");
        for round in 0..plan.rounds(4, 200) {
            let step = Step::ALL[round as usize % Step::ALL.len()];
            let reminders = 5 + usize::try_from(lots.below(5)).expect("a few");
            crew.round(step, reminders, &mut report).await;
        }
        crew.end(&mut report).await;
        reports.push(report.end());
    }
    reports
}

impl<'a> Crew<'a> {
    async fn start(site: &'a Site, nodes: usize) -> Self {
        // The embedded database has one process.
        let nodes = if site.database == Database::Sqlite { 1 } else { nodes };
        let mut crew = Self {
            site,
            store: site.store().await,
            nodes: Vec::new(),
            history: History::default(),
            steps: BTreeMap::new(),
            settled: BTreeSet::new(),
        };
        while crew.nodes.len() < nodes {
            crew.nodes.push(site.serve_beside().await);
        }
        assert!(outbox::hasten_jobs(&crew.store, &["unrated_visit"]).await, "the jobs have their rows");
        crew
    }

    async fn round(&mut self, step: Step, reminders: usize, report: &mut Report) {
        let push = &self.site.push;
        push.be(match step {
            Step::AfterClaim => Manner::Deaf,
            Step::AfterSend => Manner::TakeInSilence { answer: 201 },
            Step::BeforeClaim | Step::AfterSettle => Manner::Take,
        });
        // In a moment, so that all nodes stand still before anybody can have looked.
        let due_in = if step == Step::BeforeClaim { TimeDelta::milliseconds(400) } else { TimeDelta::zero() };
        let facts = outbox::forgotten_visits(self.site, &self.store, reminders, due_in).await;
        for fact in &facts {
            self.steps.insert(fact.clone(), step);
            self.history.certain(fact.clone());
        }
        report.count("reminders", reminders);
        let victim = if step == Step::BeforeClaim { Some(self.stand_still().await) } else { self.met(step).await };
        let Some(victim) = victim else {
            report.demand(false, || format!("{}: no node has come to it", step.name()));
            return;
        };
        self.nodes.swap_remove(victim).kill();
        report.count(step.name(), 1);
        self.go_on(step).await;
        self.nodes.push(self.site.serve_beside().await);
        // To its end, so that the next kill falls into no message of this round.
        outbox::written_down(&self.store, &facts, report).await;
        outbox::drained(self.site, report).await;
    }

    /// Everybody stands still; the victim is the node that has stood longest.
    async fn stand_still(&self) -> usize {
        self.nodes.iter().for_each(Vigie::pause);
        tokio::time::sleep(Duration::from_millis(600)).await;
        0
    }

    /// The node whose message the push service has in its hands, at the moment that is asked for.
    async fn met(&mut self, step: Step) -> Option<usize> {
        let Visit { peer, id } = self.site.push.visit().await?;
        let victim = self.nodes.iter().position(|node| node.holds(peer))?;
        if step == Step::AfterSettle {
            let id = rows::literal(&self.store, id);
            let settled = format!("SELECT COUNT(*) FROM outbox WHERE id = {id} AND state = 'delivered'");
            if !outbox::until(PATIENCE, async || rows::count(&self.store, &settled).await == 1).await {
                return None;
            }
            let settled = rows::ids(&self.store, "SELECT id FROM outbox WHERE state = 'delivered'").await;
            self.settled.extend(settled);
        }
        Some(victim)
    }

    /// The others go on. What the dead node held becomes free; what was refused may be tried at once.
    async fn go_on(&self, step: Step) {
        self.nodes.iter().for_each(Vigie::go_on);
        if step == Step::AfterClaim {
            // Nothing is taken until all that the living hold has been put back: only leases of the dead are left then.
            self.site.push.be(Manner::Refuse(503));
            tokio::time::sleep(A_MOMENT).await;
            outbox::let_leases_run_out(self.site).await;
            self.site.push.be(Manner::Take);
            outbox::let_waits_run_out(self.site).await;
        } else {
            self.site.push.be(Manner::Take);
            tokio::time::sleep(A_MOMENT).await;
            outbox::let_leases_run_out(self.site).await;
        }
    }

    async fn end(self, report: &mut Report) {
        let Self { site, store, nodes, history, steps, settled } = self;
        nodes.into_iter().for_each(Vigie::kill);
        let seen = site.push.seen();
        report.add("reminders", &check_messages(&history, &seen));
        let mut copies: BTreeMap<(&Fact, Uuid), usize> = BTreeMap::new();
        for message in &seen {
            *copies.entry((&message.fact, message.id)).or_default() += 1;
        }
        for ((fact, id), copies) in copies.iter().filter(|(_, copies)| **copies > 1) {
            let may = match steps.get(*fact) {
                Some(Step::AfterSend) => true,
                // Whatever else the node had in its hands was between sending and settling.
                Some(Step::AfterSettle) => !settled.contains(id),
                Some(Step::BeforeClaim | Step::AfterClaim) | None => false,
            };
            let step = steps.get(*fact).map_or("never", |step| step.name());
            report.demand(may, || format!("{} arrived {copies} times; a node was killed {step}", fact.tag));
        }
        let broken = site.push.broken();
        report.demand(broken.is_empty(), || format!("{} messages cannot be opened: {broken:?}", broken.len()));
        store.close().await;
    }
}
