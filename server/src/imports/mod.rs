//! Files from other software: read as a whole, checked line by line, written in one transaction or not at all.
//!
//! [`text`] makes characters of bytes, [`table`] makes named cells of characters. A [`Kind`] is a file in [`kinds`] that makes fields of the
//! cells; [`plan`] compares them with what is there, by the other software's own key (`ref`), so that a file may be imported again and
//! again; [`run`] writes what differs and what stood there before; [`undo`] takes that back. [`report`] says it in words.
//!
//! To add a kind: a variant of [`Kind`], a file in [`kinds`] with its columns and its five functions, and a line in `cli/import.rs`.

pub mod endpoints;
pub mod kinds;
pub mod plan;
pub mod report;
pub mod run;
pub mod table;
pub mod text;
pub mod undo;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::messages;

use crate::http::Problem;
use crate::store::federations::{self, Sector};
use crate::store::{StoreResult, Tx, sectors};

/// What a file is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Persons,
    Aides,
    Visits,
    Absences,
    Partners,
}

impl Kind {
    pub const ALL: &'static [Self] = &[Self::Persons, Self::Aides, Self::Visits, Self::Absences, Self::Partners];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Aides => "aides",
            Self::Visits => "visits",
            Self::Absences => "absences",
            Self::Partners => "partners",
        }
    }

    /// The kind of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|kind| kind.as_str() == word).copied()
    }
}

/// Where an import comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A file on the page.
    Page,
    /// A command in a shell.
    Command,
    /// A calendar that is read on a schedule.
    Feed,
}

impl Origin {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Command => "command",
            Self::Feed => "feed",
        }
    }
}

/// Where and for whom an import is made.
#[derive(Debug)]
pub struct Place {
    pub federation: Uuid,
    /// Nobody in a shell.
    pub by: Option<Uuid>,
    pub now: DateTime<Utc>,
    pub zone: Tz,
    pub sectors: Vec<Sector>,
}

impl Place {
    pub async fn of(tx: &mut Tx, federation: Uuid, by: Option<Uuid>, now: DateTime<Utc>) -> StoreResult<Self> {
        let row = federations::find(tx, federation).await?;
        let zone = row.and_then(|row| row.time_zone.parse().ok()).unwrap_or(chrono_tz::Europe::Paris);
        Ok(Self { federation, by, now, zone, sectors: sectors::in_use(tx, federation).await? })
    }
}

/// What went wrong inside, for a door: the log has it.
fn internal(error: anyhow::Error) -> Problem {
    Problem::internal("an import could not be written")(error)
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMistake {
    /// From 1, the line of the header.
    pub line: u64,
    /// A code of the message files, below `field.` or `import.`.
    pub code: &'static str,
    /// The column, and what stands there if that helps.
    pub what: String,
}

/// A line that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportError {
    pub line: u64,
    pub code: String,
    /// What to mend, in the reader's language.
    pub detail: String,
}

impl LineMistake {
    pub fn new(line: u64, code: &'static str, what: impl Into<String>) -> Self {
        Self { line, code, what: what.into() }
    }

    /// The same for people.
    pub fn in_words(&self, lang: Lang) -> ImportError {
        let known = |part: &str| messages::known(lang, &format!("{part}.{}", self.code));
        let sentence = known("import").or_else(|| known("field")).unwrap_or(self.code);
        let detail = if self.what.is_empty() { sentence.to_owned() } else { format!("{} : {sentence}", self.what) };
        ImportError { line: self.line, code: self.code.to_owned(), detail }
    }
}
