//! `vigie import`: files from other software. The same code as behind the web pages.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use vigie_shared::lang::Lang;

use super::serve::open_store;
use super::user::find_federation;
use crate::clock::Clock;
use crate::config::Config;
use crate::imports;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// The directory of partners: ref,name,kind,sectors,area,contact_name,phone,email,availability,note
    Partners(File),
}

#[derive(Debug, Args)]
pub struct File {
    /// A CSV file with `;` or `,` between cells, in UTF-8 or Windows-1252
    file: PathBuf,
    /// The federation by name or id; not needed when there is only one
    #[arg(long)]
    federation: Option<String>,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let Command::Partners(File { file, federation, dry_run }) = command;
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = imports::text::of_bytes(&bytes);
    let store = open_store(&config).await?;
    store.migrate().await?;
    let mut tx = store.begin().await?;
    let federation = find_federation(&mut tx, federation.as_deref()).await?;
    let outcome = imports::partners::import(&mut tx, federation, &text, Clock::system().now()).await?;
    let report = outcome.report(Lang::default());
    for error in &report.errors {
        eprintln!("{}:{}: {} ({})", file.display(), error.line, error.detail, error.code);
    }
    anyhow::ensure!(outcome.is_good(), "nothing was imported: {} mistakes", report.errors.len());
    if !dry_run {
        tx.commit().await?;
    }
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}
