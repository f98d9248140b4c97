//! Reads what is kept about a person, with names where rows hold keys.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::rules::{Finding, explain};

use super::words;
use crate::store::person_data::{self, Kind, SECTIONS, Section};
use crate::store::persons::Person;
use crate::store::{StoreError, StoreResult, Tx, federations};
use crate::visits::Named;

/// The version of the whole record.
const RECORD: &str = "vigie.person/1";
/// The version of the extract from the access log.
const LOOKS: &str = "vigie.person.access-log/1";
/// The section with the looks, which is also handed out alone.
const LOOKS_SECTION: &str = "access_log";

/// Who asks, when, in which language.
#[derive(Debug, Clone)]
pub struct Made {
    /// None: somebody in a shell.
    pub by: Option<Named>,
    pub at: DateTime<Utc>,
    pub lang: Lang,
}

/// What is kept about a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Record {
    /// `vigie.person/1`, or `vigie.person.access-log/1` for the looks alone.
    pub format: &'static str,
    pub made_at: DateTime<Utc>,
    /// None: made with the program's own command.
    #[schema(required = true)]
    pub made_by: Option<Named>,
    pub federation: Named,
    /// An IANA zone: days are days there.
    pub time_zone: String,
    pub person: Named,
    /// Rows by section, under the names of their columns. Accounts, sectors and partners are objects with `id` and `name`.
    #[schema(value_type = BTreeMap<String, Vec<BTreeMap<String, Value>>>)]
    pub sections: BTreeMap<&'static str, Vec<Map<String, Value>>>,
}

/// Everything.
pub async fn gather(tx: &mut Tx, person: &Person, made: Made) -> anyhow::Result<Record> {
    record(tx, person, made, RECORD, &|_| true).await
}

/// Who looked at the person's file, and no more.
pub async fn looks(tx: &mut Tx, person: &Person, made: Made) -> anyhow::Result<Record> {
    record(tx, person, made, LOOKS, &|section| section.name == LOOKS_SECTION).await
}

async fn record(
    tx: &mut Tx,
    person: &Person,
    made: Made,
    format: &'static str,
    wanted: &(dyn Fn(&Section) -> bool + Sync),
) -> anyhow::Result<Record> {
    let federation = federations::find(tx, person.federation_id).await?.ok_or(StoreError::Dangling)?;
    let names = Names::of(tx, person.federation_id).await?;
    let zone = federation.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris);
    let mut sections = BTreeMap::new();
    for section in SECTIONS.iter().filter(|section| wanted(section)) {
        let mut rows = person_data::rows(tx, person.federation_id, person.id, section).await?;
        for row in &mut rows {
            if section.table == "findings" {
                explain_in(row, &names, made.lang, zone);
            }
            names.put_into(row, section);
            if section.name == LOOKS_SECTION {
                let what = row.get("what").and_then(Value::as_str).unwrap_or_default();
                let said = words::word(made.lang, "what", what);
                row.insert("in_words".to_owned(), json!(said));
            }
        }
        sections.insert(section.name, rows);
    }
    Ok(Record {
        format,
        made_at: made.at,
        made_by: made.by,
        federation: Named { id: federation.federation_id, name: federation.name },
        time_zone: federation.time_zone,
        person: Named { id: person.id, name: person.name.clone() },
        sections,
    })
}

/// Who and what the rows name.
struct Names(BTreeMap<Uuid, (String, Option<String>)>);

impl Names {
    async fn of(tx: &mut Tx, federation: Uuid) -> StoreResult<Self> {
        let known = person_data::names(tx, federation).await?;
        Ok(Self(known.into_iter().map(|one| (one.id, (one.name, one.role))).collect()))
    }

    /// Puts names beside the keys of accounts, sectors and partners.
    fn put_into(&self, row: &mut Map<String, Value>, section: &Section) {
        let named = |kind: Kind| matches!(kind, Kind::User | Kind::Sector | Kind::Partner);
        for column in section.columns.iter().filter(|column| named(column.kind)) {
            let Some(value) = row.get_mut(column.name) else { continue };
            let Some(id) = value.as_str().and_then(|id| id.parse::<Uuid>().ok()) else { continue };
            let known = self.0.get(&id);
            *value = match known {
                Some((name, Some(role))) => json!({ "id": id, "name": name, "role": role }),
                Some((name, None)) => json!({ "id": id, "name": name }),
                // The program's own command, which has no account.
                None if id.is_nil() => json!({ "id": id, "name": "vigie", "role": null }),
                None => json!({ "id": id, "name": null }),
            };
        }
    }
}

/// Adds the sentence that people were shown for a finding.
fn explain_in(row: &mut Map<String, Value>, names: &Names, lang: Lang, zone: chrono_tz::Tz) {
    let finding: Option<Finding> = row.get("body").and_then(|body| serde_json::from_value(body.clone()).ok());
    if let Some(finding) = finding {
        let name_of = |aide: vigie_shared::ids::UserId| names.0.get(&aide.uuid()).map(|(name, _)| name.clone());
        row.insert("sentence".to_owned(), json!(explain(&finding.evidence, lang, zone, &name_of)));
    }
}
