//! The kinds of files. Each says which columns it has, makes fields of a line, finds what is there already, and writes.
//!
//! Fields are texts with a name, in one form a meaning (ids, days as `YYYY-MM-DD`, times in UTC), so that comparing, showing, keeping and
//! taking back are the same for every kind. A column the file does not have makes no field, and what it is about stays as it is.

pub mod absences;
pub mod aides;
mod cells;
pub mod partners;
pub mod persons;
pub mod visits;

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vigie_shared::alert::Catalogue;
use vigie_shared::lang::Lang;
use vigie_shared::messages;

use super::table::{Columns, Line};
use super::{Kind, LineMistake, Place};
use crate::catalogue;
pub use crate::store::imports::Fields;
use crate::store::persons::folded;
use crate::store::{Tx, imported_aides, imported_persons};

/// What a line wants to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub line: u64,
    pub reference: String,
    pub fields: Fields,
}

/// What is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    pub id: Uuid,
    pub reference: String,
    pub fields: Fields,
    /// A visit that somebody has rated took place, whatever the planning says of it.
    pub rated: bool,
}

/// Why something cannot be written or taken away: a code of the message files, below `import.`.
pub type Refused = &'static str;

/// What is behind the keys and words that a file's lines name.
#[derive(Debug, Default)]
pub struct Named {
    pub persons: BTreeMap<String, Uuid>,
    pub aides: BTreeMap<String, Uuid>,
    /// What the federation calls its partners' kinds.
    pub catalogue: Catalogue,
}

impl Named {
    /// Looks up what the lines of a kind refer to.
    pub async fn by(kind: Kind, tx: &mut Tx, place: &Place, lines: &[Line]) -> anyhow::Result<Self> {
        let refs = |column: &str| -> Vec<String> {
            lines.iter().filter_map(|line| line.filled(column)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        let mut named = Self::default();
        if matches!(kind, Kind::Visits | Kind::Absences) {
            let rows = imported_persons::by_refs(tx, place.federation, &refs("person")).await?;
            named.persons = rows.into_iter().filter_map(|row| Some((row.reference?, row.id))).collect();
        }
        if kind == Kind::Visits {
            let refs = refs("aide");
            let logins: Vec<String> = refs.iter().map(|text| text.to_lowercase()).collect();
            for row in imported_aides::named(tx, place.federation, &refs, &logins).await? {
                named.aides.entry(row.login).or_insert(row.id);
                if let Some(reference) = row.reference {
                    named.aides.insert(reference, row.id);
                }
            }
        }
        if kind == Kind::Partners {
            named.catalogue = catalogue::in_force(tx, place.federation).await?;
        }
        Ok(named)
    }

    fn aide(&self, written: &str) -> Option<Uuid> {
        self.aides.get(written).or_else(|| self.aides.get(&written.to_lowercase())).copied()
    }
}

impl Kind {
    pub const fn columns(self) -> Columns {
        match self {
            Self::Persons => persons::COLUMNS,
            Self::Aides => aides::COLUMNS,
            Self::Visits => visits::COLUMNS,
            Self::Absences => absences::COLUMNS,
            Self::Partners => partners::COLUMNS,
        }
    }

    /// A file to begin with: the header and a line that shows what is meant.
    pub fn template(self) -> String {
        let example = match self {
            Self::Persons => persons::EXAMPLE,
            Self::Aides => aides::EXAMPLE,
            Self::Visits => visits::EXAMPLE,
            Self::Absences => absences::EXAMPLE,
            Self::Partners => partners::EXAMPLE,
        };
        format!("\u{feff}{}\r\n{example}\r\n", self.columns().known.join(";"))
    }

    /// What a column means.
    pub fn about(self, column: &str, lang: Lang) -> &'static str {
        messages::known(lang, &format!("import.column.{}.{column}", self.as_str())).unwrap_or("")
    }

    /// A line's fields, or everything that is wrong with it.
    pub fn read(self, line: &Line, place: &Place, named: &Named) -> Result<Wanted, Vec<LineMistake>> {
        match self {
            Self::Persons => persons::read(line, place),
            Self::Aides => aides::read(line, place),
            Self::Visits => visits::read(line, place, named),
            Self::Absences => absences::read(line, place, named),
            Self::Partners => partners::read(line, place, named),
        }
    }

    /// What is there of what is wanted, by key.
    pub async fn present(
        self,
        tx: &mut Tx,
        place: &Place,
        wanted: &[Wanted],
    ) -> anyhow::Result<BTreeMap<String, Present>> {
        let refs: Vec<String> = wanted.iter().map(|one| one.reference.clone()).collect();
        let found = match self {
            Self::Persons => persons::by_refs(tx, place, &refs).await?,
            Self::Aides => aides::by_refs(tx, place, wanted).await?,
            Self::Visits => visits::by_refs(tx, place, &refs).await?,
            Self::Absences => absences::by_refs(tx, place, &refs).await?,
            Self::Partners => partners::by_refs(tx, place, &refs).await?,
        };
        Ok(found.into_iter().map(|one| (one.reference.clone(), one)).collect())
    }

    /// The same by id.
    pub async fn present_by_ids(
        self,
        tx: &mut Tx,
        place: &Place,
        ids: &[Uuid],
    ) -> anyhow::Result<BTreeMap<Uuid, Present>> {
        let found = match self {
            Self::Persons => persons::by_ids(tx, place, ids).await?,
            Self::Aides => aides::by_ids(tx, place, ids).await?,
            Self::Visits => visits::by_ids(tx, place, ids).await?,
            Self::Absences => absences::by_ids(tx, place, ids).await?,
            Self::Partners => partners::by_ids(tx, place, ids).await?,
        };
        Ok(found.into_iter().map(|one| (one.id, one)).collect())
    }

    /// What a line cannot mean for what is there: a time that has passed for the planning but not for us, a day that is the same.
    pub fn settle(self, wanted: &mut Fields, present: &Present, place: &Place) {
        match self {
            Self::Persons => persons::settle(wanted, present, place),
            Self::Visits => visits::settle(wanted, present),
            Self::Aides | Self::Absences | Self::Partners => {}
        }
    }

    /// Whether a change ends something: an archived person, a visit called off, an absence taken back.
    pub fn ends(self, before: &Fields, after: &Fields) -> bool {
        let became = |field: &str, ended: &dyn Fn(Option<&str>) -> bool| {
            let of = |fields: &Fields| fields.get(field).cloned().flatten();
            after.contains_key(field) && ended(of(after).as_deref()) && !ended(of(before).as_deref())
        };
        match self {
            Self::Persons => became("archived_on", &|value| value.is_some()),
            Self::Visits | Self::Absences => became("status", &|value| value == Some("cancelled")),
            Self::Aides | Self::Partners => false,
        }
    }

    pub async fn insert(
        self,
        tx: &mut Tx,
        place: &Place,
        (id, reference): (Uuid, &str),
        fields: &Fields,
    ) -> anyhow::Result<()> {
        match self {
            Self::Persons => persons::insert(tx, place, id, reference, fields).await,
            Self::Aides => aides::insert(tx, place, id, fields).await,
            Self::Visits => visits::insert(tx, place, id, reference, fields).await,
            Self::Absences => absences::insert(tx, place, id, reference, fields).await,
            Self::Partners => partners::insert(tx, place, id, fields).await,
        }
    }

    /// Writes all the fields of something that is there.
    pub async fn write(
        self,
        tx: &mut Tx,
        place: &Place,
        (id, reference): (Uuid, &str),
        fields: &Fields,
    ) -> anyhow::Result<()> {
        match self {
            Self::Persons => persons::write(tx, place, id, reference, fields).await,
            Self::Aides => aides::write(tx, place, id, fields).await,
            Self::Visits => visits::write(tx, place, id, fields).await,
            Self::Absences => absences::write(tx, place, id, fields).await,
            Self::Partners => partners::write(tx, place, id, fields).await,
        }
    }

    /// Takes away what an import added, unless something hangs on it.
    pub async fn remove(self, tx: &mut Tx, place: &Place, present: &Present) -> anyhow::Result<Result<(), Refused>> {
        match self {
            Self::Persons => persons::remove(tx, place, present.id).await,
            Self::Aides => aides::remove(tx, place, present.id).await,
            Self::Visits => visits::remove(tx, place, present.id).await,
            Self::Absences => absences::remove(tx, place, present.id).await,
            Self::Partners => partners::remove(tx, place, present.id).await,
        }
    }
}

/// A sector by its name, accents and case ignored.
fn sector_named(place: &Place, name: &str) -> Option<Uuid> {
    place.sectors.iter().find(|sector| folded(&sector.name) == folded(name)).map(|sector| sector.id)
}
