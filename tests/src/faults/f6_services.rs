//! F6: every way in which a push service can answer, each a service of its own, beside one that is well. Whoever is well is served as
//! if the others were not there; each message ends in one recorded state; only 404 and 410 take a browser away; no service gets more
//! calls at one time than it may, no redirect is followed, and ten megabytes of answer are not kept.
//!
//! The suite plays the same answers round by round (`delivery::services`); here a process of its own meets them all at once.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::app::Ctx;
use vigie_server::ids;
use vigie_server::outbox::message::{Facts, UnratedVisit};
use vigie_server::push::client::PER_SERVICE;
use vigie_server::store::outbox::{NewMessage, enqueue};

use super::envelope::Browser;
use super::nodes::{Launch, Vigie};
use super::{Plan, Report, Site, outbox};
use crate::unruly::{PushService, Way};
use crate::{Database, Lots, rows};

/// Browsers at each service that misbehaves.
const SHORT: usize = 3;
const LONG: usize = 40;
/// Messages to the one that is well, alone and then beside the others.
const WELL: usize = 200;
/// What those may take.
const HANDED_OVER: Duration = Duration::from_secs(60);
/// How long the messages live: on the machine's clock not long, since nobody can move that.
const LIFE: TimeDelta = TimeDelta::seconds(if cfg!(debug_assertions) { 3_600 } else { 90 });
/// Until everything has ended: a message may wait for a breaker that rests for up to ten minutes. A debug build's clock is moved along.
const ENDED: Duration = Duration::from_secs(900);
const A_LOOK: Duration = Duration::from_secs(2);
const A_STEP: TimeDelta = TimeDelta::minutes(10);
/// What a process may have grown by for them all.
const GROWTH_KIB: u64 = 32 * 1024;

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F6", plan, Some(database));
        let site = Site::prepare(database).await;
        for round in 0..plan.rounds(1, 3) {
            meet_them(&site, plan.lots(&format!("F6 {round}")), plan.short, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

/// A way to answer, and whom it is met by.
struct Met {
    way: Way,
    aides: Vec<Uuid>,
}

async fn meet_them(site: &Site, mut lots: Lots, short: bool, report: &mut Report) {
    let unruly = PushService::start().await;
    let origins = [site.push.origin.clone()].into_iter().chain(unruly.origins()).collect::<Vec<_>>().join(",");
    let office = site.office_admitting(&origins).await;
    let well = site.aide_at(&office, &site.push, Browser::drawn(&mut lots)).await;
    let mut met = Vec::new();
    for (number, way) in unruly.ways().into_iter().enumerate() {
        let mut aides = Vec::new();
        for browser in 0..if short { SHORT } else { LONG } {
            let endpoint = unruly.endpoint_of(&way, &format!("way-{number}-{browser}"));
            aides.push(site.aide_called_at(&office, &endpoint, &Browser::drawn(&mut lots)).await);
        }
        met.push(Met { way, aides });
    }
    let mut launch = Launch { port: 0, ..site.launch() };
    launch.environment.push(("VIGIE_PUSH_ORIGINS".to_owned(), origins));
    let node = Vigie::launch(&launch).await;
    let alone = hand_over(site, &office, &[], well, report).await;
    let before = node.memory_kib();
    let beside = hand_over(site, &office, &met, well, report).await;
    for (what, delays) in [("p95_alone_ms", alone), ("p95_beside_ms", beside)] {
        report.at_most(what, p95(delays).as_millis());
    }
    wait_for_the_end(site, &office, report).await;
    let growth = node.memory_kib().saturating_sub(before);
    report.at_most("growth_kib", growth.into());
    report.demand(growth <= GROWTH_KIB, || format!("the process grew by {growth} KiB"));
    for one in &met {
        look_at(&office, &unruly, one, report).await;
    }
    report.demand(unruly.canary() == 0, || "a redirect was followed".to_owned());
    node.kill();
    office.store.close().await;
}

/// What nineteen of twenty stay below.
fn p95(mut delays: Vec<Duration>) -> Duration {
    delays.sort_unstable();
    delays.get(delays.len() * 95 / 100).copied().unwrap_or_default()
}

/// Writes messages down, to the one that is well and to all others, and waits until the first have arrived; how long each took.
async fn hand_over(site: &Site, office: &Ctx, others: &[Met], well: Uuid, report: &mut Report) -> Vec<Duration> {
    let to_the_well = || site.push.seen().into_iter().filter(|message| message.fact.receiver == well);
    let arrived = || to_the_well().count();
    let (now, before) = (site.now(), arrived());
    let mut tx = office.store.begin().await.expect("a transaction");
    let badly = others.iter().flat_map(|met| &met.aides).copied();
    for user in badly.chain(std::iter::repeat_n(well, WELL)) {
        let visit_id = ids::fresh();
        let facts = Facts::UnratedVisit(UnratedVisit { visit_id });
        let message = NewMessage {
            federation: site.world.federation,
            key: &format!("unrated:{}", visit_id.simple()),
            user,
            kind: facts.kind(),
            body: &facts.to_body(),
            expires_at: now + LIFE,
        };
        assert!(enqueue(&mut tx, &message, now).await.expect("written"));
        report.count("messages", 1);
    }
    tx.commit().await.expect("committed");
    let all = outbox::until(HANDED_OVER, async || arrived() - before == WELL).await;
    report.demand(all, || format!("{} of {WELL} healthy ones were handed over", arrived() - before));
    to_the_well().skip(before).map(|message| (message.at - now).to_std().unwrap_or_default()).collect()
}

async fn wait_for_the_end(site: &Site, office: &Ctx, report: &mut Report) {
    const OPEN: &str = "SELECT COUNT(*) FROM outbox WHERE settled_at IS NULL";
    let begun = Instant::now();
    while rows::count(&office.store, OPEN).await > 0 && begun.elapsed() < ENDED {
        if cfg!(debug_assertions) {
            site.clock.set(site.now() + A_STEP);
        }
        outbox::until(A_LOOK, async || rows::count(&office.store, OPEN).await == 0).await;
    }
    let left = rows::count(&office.store, OPEN).await;
    report.demand(left == 0, || format!("{left} messages have not ended"));
}

async fn look_at(office: &Ctx, unruly: &PushService, Met { way, aides }: &Met, report: &mut Report) {
    let store = &office.store;
    for aide in aides {
        let user = rows::literal(store, *aide);
        let ends = rows::texts(store, &format!("SELECT state FROM outbox WHERE user_id = {user}")).await;
        // Where a breaker opened first, a message that would have been refused has expired instead.
        let good = |end: &str| end == way.end || (way.end == "dead" && end == "expired");
        report
            .demand(ends.len() == 1 && ends.iter().all(|end| good(end)), || format!("{}: ended as {ends:?}", way.name));
        let browsers = format!("SELECT COUNT(*) FROM push_subscriptions WHERE user_id = {user}");
        let kept = rows::count(store, &browsers).await == 1;
        report.demand(kept != (way.end == "gone"), || format!("{}: the browser is there: {kept}", way.name));
    }
    let most = unruly.most_at_once(&way.origin);
    report.at_most("most_calls_at_once", most as u128);
    report.demand(most <= PER_SERVICE, || format!("{}: {most} calls at one time", way.name));
}
