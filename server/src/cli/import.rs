//! `vigie import`: files from other software. The same code as behind the web pages.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use vigie_shared::lang::Lang;

use super::serve::open_store;
use super::user::{find_federation, public_url};
use crate::clock::Clock;
use crate::config::Config;
use crate::imports::endpoints::import::invited;
use crate::imports::plan::{self, Missing};
use crate::imports::report::ImportDiff;
use crate::imports::{self, ImportError, Kind, Origin, Place, run};
use crate::store::imports as store;

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Persons helped at home
    #[command(after_long_help = columns(Kind::Persons))]
    Persons {
        #[command(flatten)]
        file: File,
        /// Archive those who came from a file before and are not in this one
        #[arg(long)]
        archive_missing: bool,
    },
    /// Aides, who become accounts
    #[command(after_long_help = columns(Kind::Aides))]
    Aides {
        #[command(flatten)]
        file: File,
        /// Make a one-time link for each new aide, good for 24 hours
        #[arg(long)]
        invite: bool,
    },
    /// Planned, done and cancelled visits
    #[command(after_long_help = columns(Kind::Visits))]
    Visits(File),
    /// Absences of persons: days on which nobody expects a visit
    #[command(after_long_help = columns(Kind::Absences))]
    Absences(File),
    /// The directory of partners
    #[command(after_long_help = columns(Kind::Partners))]
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

impl File {
    fn text(&self) -> anyhow::Result<String> {
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        Ok(imports::text::of_bytes(&bytes))
    }

    fn name(&self) -> Option<&str> {
        self.file.file_name().and_then(|name| name.to_str())
    }
}

/// What `--help` says of a kind's columns.
fn columns(kind: Kind) -> String {
    let columns = kind.columns();
    let mut help = "Columns, in any order; what a file has no column for stays as it is:\n".to_owned();
    for name in columns.known {
        let must = if columns.required.contains(name) { "  (required)" } else { "" };
        help.push_str(&format!("  {name:<12} {}{must}\n", kind.about(name, Lang::En)));
    }
    help.push_str("\nFor example:\n  ");
    help.push_str(kind.template().trim_start_matches('\u{feff}').replace("\r\n", "\n  ").trim_end());
    help
}

/// What is asked for beside the file.
#[derive(Debug, Clone, Copy)]
struct Wish {
    missing: Missing,
    invite: bool,
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let plain = Wish { missing: Missing::LeftAlone, invite: false };
    match command {
        Command::Persons { file, archive_missing } => {
            let missing = if archive_missing { Missing::Archived } else { Missing::LeftAlone };
            import(Kind::Persons, &file, Wish { missing, ..plain }, &config).await
        }
        Command::Aides { file, invite } => import(Kind::Aides, &file, Wish { invite, ..plain }, &config).await,
        Command::Visits(file) => import(Kind::Visits, &file, plain, &config).await,
        Command::Absences(file) => import(Kind::Absences, &file, plain, &config).await,
        Command::Partners(file) => import(Kind::Partners, &file, plain, &config).await,
    }
}

async fn import(kind: Kind, file: &File, wish: Wish, config: &Config) -> anyhow::Result<()> {
    let text = file.text()?;
    let store = open_store(config).await?;
    store.migrate().await?;
    let mut tx = store.begin().await?;
    let federation = find_federation(&mut tx, file.federation.as_deref()).await?;
    store::alone(&mut tx, federation).await?;
    let place = Place::of(&mut tx, federation, None, Clock::system().now()).await?;
    let plan = plan::of_text(kind, &mut tx, &place, &text, wish.missing).await?;
    let mut diff = ImportDiff::of(kind, &mut tx, &place, &plan, Lang::default()).await?;
    refuse(&file.file, &diff.errors)?;
    diff.dry_run = file.dry_run;
    if !file.dry_run && !plan.steps.is_empty() {
        diff.id = Some(run::write(kind, &mut tx, &place, &plan, (Origin::Command, file.name())).await?.id);
        if wish.invite {
            diff.links = invited(&mut tx, &place, &plan, &public_url(config)?).await?;
        }
        tx.commit().await?;
    }
    println!("{}", serde_json::to_string(&diff)?);
    Ok(())
}

/// Tells every bad line, and ends if there is one.
fn refuse(file: &Path, errors: &[ImportError]) -> anyhow::Result<()> {
    for error in errors {
        eprintln!("{}:{}: {} ({})", file.display(), error.line, error.detail, error.code);
    }
    anyhow::ensure!(errors.is_empty(), "nothing was imported: {} mistakes", errors.len());
    Ok(())
}
