//! What became of a file, or would become of it, in words for people.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;

use super::plan::{Counts, Plan, Step};
use super::{ImportError, Kind, Place};
use crate::store::{Tx, imported_aides, imported_persons};

/// Changes listed one by one; the counts are of all.
const MOST_LISTED: usize = 1_000;
/// Mistakes listed one by one: nobody mends more before trying again.
const MOST_ERRORS: usize = 1_000;

/// What a file changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportDiff {
    /// What it can be taken back by; none when nothing was written.
    #[schema(required = true)]
    pub id: Option<Uuid>,
    pub kind: Kind,
    pub dry_run: bool,
    pub counts: ImportCounts,
    /// Each list has at most 1,000 entries.
    pub added: Vec<ImportChange>,
    pub changed: Vec<ImportChange>,
    pub unchanged: u64,
    /// Archived, called off or taken back.
    pub ended: Vec<ImportChange>,
    /// If there is any, nothing was written.
    pub errors: Vec<ImportError>,
    /// Columns that mean nothing here.
    pub ignored: Vec<String>,
    /// One-time links of new aides, if they were asked for. Shown this once.
    pub links: Vec<EnrolmentLink>,
}

/// How many of each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportCounts {
    pub added: u64,
    pub changed: u64,
    pub ended: u64,
    pub unchanged: u64,
    pub errors: u64,
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportChange {
    #[serde(rename = "ref")]
    pub reference: String,
    pub fields: Vec<FieldChange>,
}

/// One field, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldChange {
    pub name: String,
    #[schema(required = true)]
    pub from: Option<String>,
    #[schema(required = true)]
    pub to: Option<String>,
}

/// How an aide gets onto a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnrolmentLink {
    pub login: String,
    pub url: String,
}

impl ImportDiff {
    /// What a plan changes, with the names behind the ids.
    pub async fn of(kind: Kind, tx: &mut Tx, place: &Place, plan: &Plan, lang: Lang) -> anyhow::Result<Self> {
        let is_good = plan.mistakes.is_empty();
        let Counts { added, changed, ended } = plan.counts();
        let counts =
            ImportCounts { added, changed, ended, unchanged: plan.unchanged, errors: plan.mistakes.len() as u64 };
        let listed = |wanted: &dyn Fn(&Step) -> bool| -> Vec<&Step> {
            plan.steps.iter().filter(|step| wanted(step)).take(MOST_LISTED).collect()
        };
        let (new, other, over) = (
            listed(&|step| step.before.is_none()),
            listed(&|step| step.before.is_some() && !step.ends),
            listed(&|step| step.before.is_some() && step.ends),
        );
        let names = Names::of(tx, place, [&new, &other, &over].into_iter().flatten().copied()).await?;
        let shown = |steps: Vec<&Step>| steps.into_iter().map(|step| names.change(place, step)).collect();
        Ok(Self {
            id: None,
            kind,
            dry_run: true,
            counts: if is_good { counts } else { ImportCounts { errors: counts.errors, ..ImportCounts::default() } },
            added: shown(new),
            changed: shown(other),
            unchanged: plan.unchanged,
            ended: shown(over),
            errors: plan.mistakes.iter().take(MOST_ERRORS).map(|mistake| mistake.in_words(lang)).collect(),
            ignored: plan.ignored.clone(),
            links: Vec::new(),
        })
    }
}

/// What stands for an id on the page: the key of the planning software.
struct Names(BTreeMap<String, String>);

impl Names {
    async fn of<'a>(tx: &mut Tx, place: &Place, steps: impl Iterator<Item = &'a Step>) -> anyhow::Result<Self> {
        let (mut persons, mut aides) = (BTreeSet::new(), BTreeSet::new());
        for step in steps {
            for fields in [step.before.as_ref(), Some(&step.after)].into_iter().flatten() {
                let id = |name: &str| fields.get(name).cloned().flatten().and_then(|id| id.parse::<Uuid>().ok());
                persons.extend(id("person"));
                aides.extend(id("aide"));
            }
        }
        let ids = |set: BTreeSet<Uuid>| set.into_iter().collect::<Vec<_>>();
        let persons = imported_persons::by_ids(tx, place.federation, &ids(persons)).await?;
        let aides = imported_aides::by_ids(tx, place.federation, &ids(aides)).await?;
        let mut names: BTreeMap<String, String> =
            persons.into_iter().filter_map(|row| Some((row.id.to_string(), row.reference?))).collect();
        names.extend(aides.into_iter().map(|row| (row.id.to_string(), row.reference.unwrap_or(row.login))));
        Ok(Self(names))
    }

    fn change(&self, place: &Place, step: &Step) -> ImportChange {
        let was = |name: &String| step.before.as_ref().and_then(|before| before.get(name).cloned().flatten());
        let fields = step.after.iter().filter_map(|(name, to)| {
            let (from, to) = (was(name), to.clone());
            (from.is_some() || to.is_some()).then(|| FieldChange {
                name: name.clone(),
                from: from.map(|value| self.shown(place, name, value)),
                to: to.map(|value| self.shown(place, name, value)),
            })
        });
        ImportChange { reference: step.reference.clone(), fields: fields.collect() }
    }

    /// A field's value as the file would write it.
    fn shown(&self, place: &Place, name: &str, value: String) -> String {
        let sector = |id: &str| {
            let found = place.sectors.iter().find(|sector| sector.id.to_string() == id);
            found.map(|sector| sector.name.clone())
        };
        let found = match name {
            "sector" => sector(&value),
            "sectors" => Some(value.split('|').filter_map(sector).collect::<Vec<_>>().join("|")),
            "person" | "aide" => self.0.get(&value).cloned(),
            "start" | "end" => local(place, &value, "%Y-%m-%d %H:%M"),
            "archived_on" => local(place, &value, "%Y-%m-%d"),
            _ => None,
        };
        found.unwrap_or(value)
    }
}

fn local(place: &Place, value: &str, form: &str) -> Option<String> {
    let at: DateTime<Utc> = value.parse().ok()?;
    Some(at.with_timezone(&place.zone).format(form).to_string())
}
