//! `vigie verify access-log`: is the log of looks as it was written?

use chrono::{DateTime, TimeDelta, Utc};
use clap::Subcommand;
use vigie_shared::alert::work::RETENTION_DAYS;

use super::serve::open_store;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::log_seals::{self, Checked};
use crate::store::{Tx, federations};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Reads every line of the access log and names those that were changed, added or taken away behind Vigie's back
    AccessLog,
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let Command::AccessLog = command;
    let store = open_store(&config).await?;
    store.migrate().await?;
    let mut tx = store.begin().await?;
    let mut broken = 0;
    for (federation, checked) in of_all(&mut tx, Clock::system().now()).await? {
        println!("{federation}: {} lines, {} from before there were seals", checked.lines, checked.unsealed);
        for mistake in mistakes(&checked) {
            broken += 1;
            println!("BAD   {mistake}");
        }
    }
    tx.commit().await?;
    anyhow::ensure!(broken == 0, "the access log was tampered with; a backup says what stood there");
    Ok(())
}

/// Every federation's log, by the federation's name.
pub async fn of_all(tx: &mut Tx, now: DateTime<Utc>) -> anyhow::Result<Vec<(String, Checked)>> {
    let youngest = now - TimeDelta::days(i64::from(*RETENTION_DAYS.start()));
    let mut all = Vec::new();
    for federation in federations::all(tx).await? {
        let checked = log_seals::check(tx, federation.federation_id, now, youngest).await?;
        all.push((federation.name, checked));
    }
    Ok(all)
}

/// What is wrong, in words.
pub fn mistakes(checked: &Checked) -> Vec<String> {
    let mut said: Vec<String> = checked.changed.iter().map(|id| format!("line {id} is not what was written")).collect();
    said.extend(
        checked.days.iter().map(|day| format!("the lines of {day} are not those of that day, or its seal is not")),
    );
    if checked.forgotten_too_early {
        said.push("lines were marked as forgotten that no period allows to forget yet".to_owned());
    }
    said
}
