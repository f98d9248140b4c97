//! F4: a worker stops (a paused machine, a long pause of its scheduler) with a lease in its hands, another takes over, and the first
//! goes on as if nothing had been. Its old fence writes nothing, whatever its push service answered meanwhile.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::store::Store;

use super::checker::check_messages;
use super::history::{Fact, History};
use super::nodes::{Launch, Vigie};
use super::service::Manner;
use super::{Plan, Report, Site, outbox};
use crate::{Database, rows};

/// What the stopped worker is told when it wakes: each would be written down differently.
const ANSWERS: [u16; 3] = [410, 500, 201];
/// `outbox::worker` leases for 60 seconds; nobody may need more than twice that to take over.
const TAKE_OVER: Duration = Duration::from_secs(120);
const PATIENCE: Duration = Duration::from_secs(30);
/// What a worker says whose lease was gone.
const TOO_LATE: &str = "settled too late";

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(&[Database::Postgres]) {
        let mut report = Report::begin("F4", plan, Some(database));
        let site = Site::prepare(database).await;
        let store = site.store().await;
        let mut history = History::default();
        for round in 0..plan.rounds(2, 6) as usize {
            let answer = ANSWERS[round % ANSWERS.len()];
            stop_and_go(&site, &store, answer, plan.short, &mut history, &mut report).await;
        }
        report.add("reminders", &check_messages(&history, &site.push.seen()));
        store.close().await;
        reports.push(report.end());
    }
    reports
}

async fn stop_and_go(
    site: &Site,
    store: &Store,
    answer: u16,
    short: bool,
    history: &mut History<Fact>,
    report: &mut Report,
) {
    let log = site.file(&format!("log-{}", report.counts.get("pauses").copied().unwrap_or_default()));
    let first = Vigie::launch(&Launch { port: 0, log: Some(log.clone()), ..site.launch() }).await;
    assert!(outbox::hasten_jobs(store, &["unrated_visit"]).await, "the jobs have their rows");
    site.push.be(Manner::TakeInSilence { answer });
    tell_one(site, store, history, report).await;
    let Some(met) = site.push.visit().await else {
        report.demand(false, || "no message came".to_owned());
        return;
    };
    first.pause();
    report.count("pauses", 1);
    // The answer lies in the stopped process's socket now.
    site.push.be(Manner::Take);
    if short {
        outbox::let_leases_run_out(site).await;
    }
    let begun = Instant::now();
    let second = Vigie::launch(&Launch { port: 0, ..site.launch() }).await;
    let delivered =
        format!("SELECT COUNT(*) FROM outbox WHERE id = {} AND state = 'delivered'", rows::literal(store, met.id));
    let taken_over = outbox::until(TAKE_OVER, async || rows::count(store, &delivered).await == 1).await;
    if !taken_over {
        let stands = picture(store, met.id).await;
        report.demand(false, || format!("nobody took over within {TAKE_OVER:?}: {stands:?}"));
        return;
    }
    report.at_most("slowest_take_over_ms", begun.elapsed().as_millis());
    second.kill();

    let written = picture(store, met.id).await;
    first.go_on();
    let noticed = outbox::until(PATIENCE, async || says_too_late(&log) || picture(store, met.id).await != written);
    report.demand(noticed.await, || "the stopped worker never came back to its message".to_owned());
    report.count("too_late", usize::from(says_too_late(&log)));
    let now = picture(store, met.id).await;
    report.demand(now == written, || format!("answered {answer}, an old fence wrote {now:?} over {written:?}"));
    if !report.is_good() {
        return;
    }
    // Alive, and with everybody's browsers in place: another message goes through it.
    tell_one(site, store, history, report).await;
    outbox::drained(site, report).await;
    let now = picture(store, met.id).await;
    report.demand(now == written, || format!("answered {answer}, an old fence wrote {now:?} later on"));
    first.kill();
}

async fn tell_one(site: &Site, store: &Store, history: &mut History<Fact>, report: &mut Report) {
    let facts = outbox::forgotten_visits(site, store, 1, TimeDelta::zero()).await;
    outbox::written_down(store, &facts, report).await;
    facts.into_iter().for_each(|fact| history.certain(fact));
}

/// Everything a worker writes when it settles.
async fn picture(store: &Store, message: Uuid) -> Vec<String> {
    let id = rows::literal(store, message);
    let mut picture = rows::texts(
        store,
        &format!(
            "SELECT concat_ws('|', state, attempts, fence, next_attempt_at, last_error, settled_at, lease_until)
             FROM outbox WHERE id = {id}"
        ),
    )
    .await;
    let tried = format!("SELECT concat_ws('|', outcome, status, at) FROM deliveries WHERE message_id = {id}");
    picture.extend(rows::texts(store, &tried).await);
    let browsers = "SELECT CAST(COUNT(*) AS TEXT) FROM push_subscriptions";
    picture.extend(rows::texts(store, browsers).await);
    picture
}

fn says_too_late(log: &Path) -> bool {
    std::fs::read_to_string(log).is_ok_and(|text| text.contains(TOO_LATE))
}
