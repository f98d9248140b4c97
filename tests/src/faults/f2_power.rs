//! F2: the power goes, again and again, in the middle of intake: of the embedded database only what was synced comes back, and some of
//! what was not. Whatever a phone was told is stored is there.
//!
//! A library in front of the C library (`data/power_loss.c`) keeps beside the database the copy that a power cut would leave; the program
//! is killed, the copy takes the database's place, and the program starts on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::f1_intake::calms;
use super::nodes::{Launch, Vigie};
use super::storm::Storm;
use super::{Plan, Report, Site, outbox, whole};
use crate::Database;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/power_loss.c");
/// What an SQLite database is made of; the last one lives in memory.
const FILES: [&str; 3] = ["vigie.db", "vigie.db-wal", "vigie.db-shm"];
/// One write in so many reaches the disk before it is synced; 0: none does. One a round, in turn.
const LUCK: [u32; 3] = [3, 0, 2];

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(&[Database::Sqlite]) {
        let mut report = Report::begin("F2", plan, Some(database));
        for round in 0..plan.rounds(1, 20) {
            match Disk::build() {
                Ok(disk) => cut(disk, plan, round, &mut report).await,
                Err(why) => report.skip(format!("the library that stands for the disk cannot be built here: {why}")),
            }
        }
        reports.push(report.end());
    }
    reports
}

async fn cut(disk: Disk, plan: &Plan, round: u32, report: &mut Report) {
    let site = Site::prepare(Database::Sqlite).await;
    let luck = LUCK[round as usize % LUCK.len()];
    disk.holds_what_is_there(&site);
    let mut vigie = disk.serve(&site, plan.seed, luck).await;
    let storm = Storm::begin(&site, plan);
    for calm in calms(plan, round) {
        tokio::time::sleep(calm).await;
        vigie.kill();
        disk.comes_back(&site);
        report.count("power_cuts", 1);
        outbox::let_leases_run_out(&site).await;
        disk.holds_what_is_there(&site);
        vigie = disk.serve(&site, plan.seed, luck).await;
    }
    let history = storm.end(report).await;
    outbox::drained(&site, report).await;
    vigie.kill();
    disk.comes_back(&site);
    report.count("power_cuts", 1);
    whole::assess(&site, &history, report).await;
}

/// What lies on the disk below the files that the program sees.
struct Disk {
    folder: TempDir,
    library: PathBuf,
}

impl Disk {
    fn build() -> Result<Self, String> {
        let folder = TempDir::new().expect("a folder");
        let library = folder.path().join("power_loss.so");
        let built =
            Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(SOURCE).arg("-ldl").output();
        let built = built.map_err(|error| error.to_string())?;
        if !built.status.success() {
            return Err(String::from_utf8_lossy(&built.stderr).trim().to_owned());
        }
        std::fs::create_dir(folder.path().join("disk")).expect("a folder");
        Ok(Self { folder, library })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    /// Everything that was written until now is on the disk: nobody is at work on it.
    fn holds_what_is_there(&self, site: &Site) {
        copy(&site.file(""), &self.path());
    }

    /// The power is back: the program finds what the disk has.
    fn comes_back(&self, site: &Site) {
        copy(&self.path(), &site.file(""));
    }

    async fn serve(&self, site: &Site, seed: u64, luck: u32) -> Vigie {
        let launch = site.launch();
        // As the kernel names it: that is what the library compares.
        let of = site.file("").canonicalize().expect("a folder");
        let settings = [
            ("LD_PRELOAD", self.library.display().to_string()),
            ("POWER_LOSS_OF", of.display().to_string()),
            ("POWER_LOSS_TO", self.path().display().to_string()),
            ("POWER_LOSS_LUCK", luck.to_string()),
            ("POWER_LOSS_SEED", seed.to_string()),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value));
        let environment = launch.environment.iter().cloned().chain(settings).collect();
        Vigie::launch(&Launch { environment, ..launch }).await
    }
}

/// Puts the database's files of one folder in the place of those of another.
fn copy(from: &Path, to: &Path) {
    for name in FILES {
        let _ = std::fs::remove_file(to.join(name));
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).expect("copied");
        }
    }
}
