//! `vigie export person`: what a person may ask to see, from a shell. The same code as behind the web pages.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use uuid::Uuid;
use vigie_shared::lang::Lang;

use super::serve::open_store;
use super::user::find_federation;
use crate::clock::Clock;
use crate::config::Config;
use crate::ids;
use crate::records::{self, Made, RecordFormat};
use crate::store::access_log::{self, Look};
use crate::store::persons::Person;
use crate::store::{Tx, imported_persons, persons};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Everything that is kept about one person, on stdout
    Person(Wanted),
}

#[derive(Debug, Args)]
pub struct Wanted {
    /// The person by id, or by the planning software's own key
    #[arg(long)]
    person: String,
    /// The federation by name or id; not needed when there is only one
    #[arg(long)]
    federation: Option<String>,
    #[arg(long, value_enum, default_value_t = RecordFormat::Json)]
    format: RecordFormat,
    /// The language of the page
    #[arg(long, value_enum, default_value_t = Language::Fr)]
    language: Language,
    /// Only who looked at the file
    #[arg(long)]
    access_log: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    Fr,
    En,
}

pub async fn run(command: Command, config: Config) -> anyhow::Result<()> {
    let Command::Person(wanted) = command;
    let store = open_store(&config).await?;
    store.migrate().await?;
    let now = Clock::system().now();
    let mut tx = store.begin().await?;
    let federation = find_federation(&mut tx, wanted.federation.as_deref()).await?;
    let person = find(&mut tx, federation, &wanted.person).await?;
    let text = text_of(&mut tx, &person, &wanted, now).await?;
    tx.commit().await?;
    println!("{text}");
    Ok(())
}

async fn find(tx: &mut Tx, federation: Uuid, wanted: &str) -> anyhow::Result<Person> {
    let id = match wanted.parse() {
        Ok(id) => Some(id),
        Err(_) => imported_persons::by_refs(tx, federation, &[wanted.to_owned()]).await?.first().map(|row| row.id),
    };
    let person = match id {
        Some(id) => persons::find(tx, federation, id).await?,
        None => None,
    };
    person.with_context(|| format!("there is no person `{wanted}` in this federation"))
}

async fn text_of(tx: &mut Tx, person: &Person, wanted: &Wanted, now: DateTime<Utc>) -> anyhow::Result<String> {
    let lang = match wanted.language {
        Language::Fr => Lang::Fr,
        Language::En => Lang::En,
    };
    let what = if wanted.access_log { "access_log" } else { "export" };
    // Nobody's account: the log says `vigie`.
    let look = Look { id: ids::fresh(), at: now, user_id: Uuid::nil(), person_id: person.id, what: what.to_owned() };
    access_log::append(tx, person.federation_id, &look).await?;
    let made = Made { by: None, at: now, lang };
    let record = if wanted.access_log {
        records::looks(tx, person, made).await?
    } else {
        records::gather(tx, person, made).await?
    };
    Ok(match wanted.format {
        RecordFormat::Json => serde_json::to_string_pretty(&record)?,
        RecordFormat::Html => records::page(&record, lang),
    })
}
