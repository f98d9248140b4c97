//! F8: the disk of the embedded database is full for a while, in the middle of intake. Phones are told to come back, nothing
//! acknowledged is lost, reading goes on, and once there is room everything does, without a restart.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::outbox::until;
use super::storm::Storm;
use super::{Plan, Report, Site, outbox, whole};
use crate::Database;

/// Room for the database and a few rounds of its log.
const SIZE: &str = "size=16m";
/// Refusals that prove that the disk is full.
const REFUSALS: usize = 25;
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(&[Database::Sqlite]) {
        let mut report = Report::begin("F8", plan, Some(database));
        for round in 0..plan.rounds(1, 5) {
            match SmallDisk::mount() {
                Ok(disk) => fill_and_free(&disk, plan, round, &mut report).await,
                Err(why) => report.skip(format!("no small disk can be mounted here ({why}): run this as root")),
            }
        }
        reports.push(report.end());
    }
    reports
}

async fn fill_and_free(disk: &SmallDisk, plan: &Plan, round: u32, report: &mut Report) {
    let folder = TempDir::new_in(disk.path()).expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("vigie.db").display());
    let site = Site::prepare_on(Database::Sqlite, url, None, folder).await;
    let mut vigie = site.serve().await;
    let reader = Reader::new(&site).await;
    report.demand(reader.reads().await, || "reading does not even work on an empty disk".to_owned());
    let storm = Storm::begin(&site, plan);
    let calm = 300 + plan.lots(&format!("F8 {round}")).below(400);
    tokio::time::sleep(Duration::from_millis(calm)).await;

    let ballast = disk.fill();
    let told = |status: u16| storm.answers().get(&status).copied().unwrap_or_default();
    let full = until(PATIENCE, async || told(503) + told(507) >= REFUSALS).await;
    report.demand(full, || format!("nobody was told that the disk is full: {:?}", storm.answers()));
    report.count("fillings", 1);
    report.demand(vigie.lives(), || "the program ended".to_owned());
    for _ in 0..5 {
        report.demand(reader.reads().await, || "reading stopped with the disk full".to_owned());
    }
    let before = told(200);
    std::fs::remove_file(ballast).expect("freed");
    let begun = Instant::now();
    let goes_on = until(PATIENCE, async || told(200) > before + 10).await;
    report.demand(goes_on, || format!("nothing was stored after there was room: {:?}", storm.answers()));
    report.at_most("slowest_recovery_ms", begun.elapsed().as_millis());

    let history = storm.end(report).await;
    outbox::drained(&site, report).await;
    report.demand(vigie.lives(), || "the program ended".to_owned());
    vigie.kill();
    whole::assess(&site, &history, report).await;
}

/// Somebody who only looks: an aide at her visits, a coordinator at the queue.
struct Reader {
    http: reqwest::Client,
    looks: Vec<(String, String)>,
}

impl Reader {
    async fn new(site: &Site) -> Self {
        let (from, to) = (site.now().date_naive(), site.now().date_naive().succ_opt().expect("a day"));
        let visits = format!("{}/api/visits?from={from}T00:00:00Z&to={to}T00:00:00Z", site.base_url());
        let queue = format!("{}/api/alerts", site.base_url());
        let coordinator = site.token_of(&site.world.coordinator).await;
        Self { http: reqwest::Client::new(), looks: vec![(visits, site.tokens[0].clone()), (queue, coordinator)] }
    }

    async fn reads(&self) -> bool {
        for (url, token) in &self.looks {
            let answer = self.http.get(url).bearer_auth(token).timeout(PATIENCE).send().await;
            if !answer.is_ok_and(|answer| answer.status() == 200) {
                return false;
            }
        }
        true
    }
}

/// A file system of a few megabytes, in memory. It goes when it is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount() -> Result<Self, String> {
        let folder = TempDir::new().expect("a folder").keep();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "vigie-small"]).arg(&folder).output();
        let mounted = mounted.map_err(|error| error.to_string())?;
        if !mounted.status.success() {
            let _ = std::fs::remove_dir(&folder);
            return Err(String::from_utf8_lossy(&mounted.stderr).trim().to_owned());
        }
        Ok(Self(folder))
    }

    fn path(&self) -> &Path {
        &self.0
    }

    /// Writes until nothing more goes in; the file that is in the way.
    fn fill(&self) -> PathBuf {
        let path = self.0.join("ballast");
        let mut file = std::fs::File::create(&path).expect("a file");
        for size in [1 << 16, 1 << 12] {
            let block = vec![7; size];
            while file.write_all(&block).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}
