//! F9: PostgreSQL goes away in every way it can, in the middle of intake, and comes back. Phones are told to come back, a load balancer
//! learns it soon, nothing is lost or doubled, and work goes on by itself.

use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::outbox::until;
use super::storm::Storm;
use super::{Plan, Report, Site, outbox, whole};
use crate::{Cluster, Database, Stop};

/// What happens to the database.
#[derive(Debug, Clone, Copy)]
enum Blow {
    Restart(Stop),
    /// It is away for a while.
    Away(Stop),
    /// Every connection is ended.
    Terminate,
    /// Every process of it stands still for a while.
    Pause,
}

const BLOWS: [Blow; 5] =
    [Blow::Restart(Stop::Fast), Blow::Restart(Stop::Immediate), Blow::Terminate, Blow::Away(Stop::Fast), Blow::Pause];
/// Work between two blows.
const CALM: Duration = Duration::from_millis(500);
/// `readyz` must say no within this time.
const NOTICED: Duration = Duration::from_secs(5);
/// And intake must go on within this time.
const BACK: Duration = Duration::from_secs(10);

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(&[Database::Postgres]) {
        let mut report = Report::begin("F9", plan, Some(database));
        for _ in 0..plan.rounds(1, 5) {
            survive(plan, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn survive(plan: &Plan, report: &mut Report) {
    let cluster = Cluster::start().await;
    let folder = TempDir::new().expect("a folder");
    let site = Site::prepare_on(Database::Postgres, cluster.url("vigie"), None, folder).await;
    let mut vigie = site.serve().await;
    let storm = Storm::begin(&site, plan);
    for blow in BLOWS {
        tokio::time::sleep(CALM).await;
        strike(&cluster, blow, &site, plan.short, report).await;
        let stored = || storm.answers().get(&200).copied().unwrap_or_default();
        let (before, begun) = (stored(), Instant::now());
        let back = until(BACK, async || stored() > before + 5).await;
        report.demand(back, || format!("{blow:?}: nothing is stored {BACK:?} after the database is back"));
        report.at_most("slowest_return_ms", begun.elapsed().as_millis());
        report.count("blows", 1);
    }
    let history = storm.end(report).await;
    outbox::drained(&site, report).await;
    report.demand(vigie.lives(), || "the program ended".to_owned());
    vigie.kill();
    whole::assess(&site, &history, report).await;
}

async fn strike(cluster: &Cluster, blow: Blow, site: &Site, short: bool, report: &mut Report) {
    match blow {
        Blow::Restart(how) => {
            cluster.stop(how);
            cluster.start_again();
        }
        Blow::Away(how) => {
            cluster.stop(how);
            let begun = Instant::now();
            let noticed = until(NOTICED, async || !is_ready(site).await).await;
            report.demand(noticed, || format!("readyz still says yes after {NOTICED:?}"));
            report.at_most("slowest_not_ready_ms", begun.elapsed().as_millis());
            tokio::time::sleep(Duration::from_secs(if short { 1 } else { 30 })).await;
            cluster.start_again();
            let ready = until(BACK, async || is_ready(site).await).await;
            report.demand(ready, || format!("readyz still says no after {BACK:?}"));
        }
        Blow::Terminate => cluster.terminate_all().await,
        Blow::Pause => {
            cluster.signal("-STOP");
            tokio::time::sleep(Duration::from_secs(if short { 2 } else { 20 })).await;
            cluster.signal("-CONT");
        }
    }
}

async fn is_ready(site: &Site) -> bool {
    // As a load balancer asks: who takes longer than this to say yes is not ready.
    let url = format!("{}/readyz", site.base_url());
    let answer = reqwest::Client::new().get(url).timeout(Duration::from_secs(1)).send().await;
    answer.is_ok_and(|answer| answer.status() == 200)
}
