//! F1: `kill -9` in the middle of intake, again and again, on both databases. Nothing acknowledged is lost, nothing is doubled, the
//! rules found what there is to find, everybody concerned heard of it once, and the backlog drains.

use std::time::{Duration, Instant};

use super::storm::Storm;
use super::{Plan, Report, Site, outbox, whole};
use crate::Database;

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F1", plan, Some(database));
        for round in 0..plan.rounds(1, 20) {
            survive(database, plan, round, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

/// How long the program works before each kill.
pub(super) fn calms(plan: &Plan, round: u32) -> Vec<Duration> {
    let mut lots = plan.lots(&format!("F1 {round}"));
    if plan.short {
        // Odd lengths, so that the kill falls into different moments of the work.
        return (0..5).map(|kill| Duration::from_millis(230 + kill * 97 + lots.below(90))).collect();
    }
    // A minute, with a kill every three to seven seconds.
    let (mut calms, mut left) = (Vec::new(), 60_000);
    while left > 0 {
        let length = (3_000 + lots.below(4_000)).min(left);
        calms.push(Duration::from_millis(length));
        left -= length;
    }
    calms
}

async fn survive(database: Database, plan: &Plan, round: u32, report: &mut Report) {
    let site = Site::prepare(database).await;
    let mut vigie = site.serve().await;
    let storm = Storm::begin(&site, plan);
    for calm in calms(plan, round) {
        tokio::time::sleep(calm).await;
        vigie.kill();
        report.count("kills", 1);
        outbox::let_leases_run_out(&site).await;
        let begun = Instant::now();
        vigie = site.serve().await;
        report.at_most("slowest_restart_ms", begun.elapsed().as_millis());
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let history = storm.end(report).await;
    outbox::drained(&site, report).await;
    vigie.kill();
    whole::assess(&site, &history, report).await;
}
