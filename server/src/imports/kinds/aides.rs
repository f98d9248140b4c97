//! Aides: `ref,login,name,sectors`. Whoever has no key is known by the login, whoever has no login gets the key as one.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::cells::{self, Cells, LONGEST_LINE};
use super::{Fields, Present, Refused, Wanted, sector_named};
use crate::imports::table::{Columns, Line, MOST_LINES};
use crate::imports::{LineMistake, Place};
use crate::store::Tx;
use crate::store::imported_aides::{self, Row};

pub const COLUMNS: Columns = Columns {
    known: &["ref", "login", "name", "sectors"],
    required: &["name", "sectors"],
    aliases: &[
        ("reference", "ref"),
        ("identifiant", "login"),
        ("nom", "name"),
        ("sector", "sectors"),
        ("secteur", "sectors"),
        ("secteurs", "sectors"),
    ],
    most_lines: MOST_LINES,
};
pub const EXAMPLE: &str = "A-0001;alice.exemple;Alice Exemple;Nord|Sud";

pub(super) fn read(line: &Line, place: &Place) -> Result<Wanted, Vec<LineMistake>> {
    let mut cells = Cells::of(line, place);
    let reference = cells.text("ref", LONGEST_LINE, false);
    let login = cells.text("login", LONGEST_LINE, false).map(|login| login.to_lowercase());
    if line.get("ref").is_empty() && line.get("login").is_empty() {
        cells.wrong("missing", "ref");
    }
    let reference = reference.or_else(|| login.clone());
    let login = login.or_else(|| reference.as_ref().map(|text| text.to_lowercase()));
    if login.as_ref().is_some_and(|login| login.contains(char::is_whitespace)) {
        cells.wrong("blank_in_login", if line.get("login").is_empty() { "ref" } else { "login" });
    }
    cells.set("ref", reference.clone());
    cells.set("login", login);
    let name = cells.required("name");
    cells.set("name", name);
    let mut sectors = BTreeSet::new();
    for name in line.get("sectors").split('|').map(str::trim).filter(|name| !name.is_empty()) {
        match sector_named(place, name) {
            Some(id) => {
                sectors.insert(id.to_string());
            }
            None => cells.wrong("unknown_sector", "sectors"),
        }
    }
    if line.get("sectors").is_empty() {
        cells.wrong("missing", "sectors");
    }
    cells.set("sectors", Some(sectors.into_iter().collect::<Vec<_>>().join("|")));
    cells.finish(reference)
}

fn present(row: Row, reference: String) -> Present {
    let mut sectors: Vec<String> = row.sectors.iter().map(Uuid::to_string).collect();
    sectors.sort_unstable();
    let fields = cells::fields([
        ("ref", row.reference),
        ("login", Some(row.login)),
        ("name", Some(row.name)),
        ("sectors", Some(sectors.join("|"))),
    ]);
    Present { id: row.id, reference, fields, rated: false }
}

/// By key; an account that was made by hand and has none, by its login.
pub(super) async fn by_refs(tx: &mut Tx, place: &Place, wanted: &[Wanted]) -> anyhow::Result<Vec<Present>> {
    let refs: Vec<String> = wanted.iter().map(|one| one.reference.clone()).collect();
    let logins: Vec<String> = wanted.iter().filter_map(|one| cells::optional(&one.fields, "login")).collect();
    let rows = imported_aides::by_refs(tx, place.federation, &refs, &logins).await?;
    let with_key: BTreeSet<String> = rows.iter().filter_map(|row| row.reference.clone()).collect();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let by_login = || {
            let same = |one: &&Wanted| cells::optional(&one.fields, "login").as_ref() == Some(&row.login);
            wanted.iter().find(same).map(|one| one.reference.clone()).filter(|key| !with_key.contains(key))
        };
        if let Some(reference) = row.reference.clone().or_else(by_login) {
            found.push(present(row, reference));
        }
    }
    Ok(found)
}

pub(super) async fn by_ids(tx: &mut Tx, place: &Place, ids: &[Uuid]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_aides::by_ids(tx, place.federation, ids).await?;
    let with_key = |row: Row| {
        let reference = row.reference.clone().unwrap_or_default();
        present(row, reference)
    };
    Ok(rows.into_iter().map(with_key).collect())
}

/// The logins among these that somebody else has already: a login is unique in the installation.
pub async fn taken(tx: &mut Tx, wanted: &[(String, Option<Uuid>)]) -> anyhow::Result<BTreeSet<String>> {
    let logins: Vec<String> = wanted.iter().map(|(login, _)| login.clone()).collect();
    let known = imported_aides::logins(tx, &logins).await?;
    let own: BTreeMap<&str, Option<Uuid>> = wanted.iter().map(|(login, id)| (login.as_str(), *id)).collect();
    let is_other = |(login, id): &(String, Uuid)| own.get(login.as_str()).is_some_and(|own| *own != Some(*id));
    Ok(known.into_iter().filter(is_other).map(|(login, _)| login).collect())
}

fn row(id: Uuid, fields: &Fields) -> anyhow::Result<Row> {
    let sectors = cells::optional(fields, "sectors").unwrap_or_default();
    let sectors: Result<Vec<Uuid>, _> = sectors.split('|').filter(|id| !id.is_empty()).map(str::parse).collect();
    Ok(Row {
        id,
        reference: cells::optional(fields, "ref"),
        login: cells::field(fields, "login")?.to_owned(),
        name: cells::field(fields, "name")?.to_owned(),
        sectors: sectors?,
    })
}

pub(super) async fn insert(tx: &mut Tx, place: &Place, id: Uuid, fields: &Fields) -> anyhow::Result<()> {
    Ok(imported_aides::insert(tx, place.federation, &row(id, fields)?, place.now).await?)
}

pub(super) async fn write(tx: &mut Tx, place: &Place, id: Uuid, fields: &Fields) -> anyhow::Result<()> {
    Ok(imported_aides::write(tx, place.federation, &row(id, fields)?).await?)
}

pub(super) async fn remove(tx: &mut Tx, place: &Place, id: Uuid) -> anyhow::Result<Result<(), Refused>> {
    let removed = imported_aides::remove(tx, place.federation, id).await?;
    Ok(if removed { Ok(()) } else { Err("left_in_use") })
}
