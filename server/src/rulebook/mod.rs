//! The rule sets of a federation: data, versioned, read by the engine of `vigie-shared`.
//!
//! * here: which engine judges a person now. The federation's set, with what their sector and they themselves change in it.
//! * [`endpoints`]: what an administrator does: publish, roll back, check, try out, override.
//! * [`lab`]: what a draft would have done, and would be doing now. [`source`]: rule sets on the command line.
//!
//! Nothing is rewritten when a version is published: a person's state is folded again under the new rules when their next rating
//! comes, and findings from before that rating stay as people saw them (see `crate::assess`).

pub mod endpoints;
pub mod lab;
pub mod source;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;
use vigie_shared::rules::rule_set::overrides::Scoped;
use vigie_shared::rules::{Engine, RuleSet};
use vigie_shared::sign::SignCatalogue;

use crate::store::federations::{self, Federation};
use crate::store::persons::Person;
use crate::store::rule_overrides::{self, RuleOverride};
use crate::store::rule_sets::{self, RuleSetRow};
use crate::store::{StoreResult, Tx};

/// The sector and the person who change something, as far as they do.
type Changed = (Option<Uuid>, Option<Uuid>);

/// The engine of a federation with what it was made from.
#[derive(Debug)]
pub struct Rules {
    pub engine: Engine,
    pub zone: Tz,
    pub signs: SignCatalogue,
    /// The published version, which findings quote.
    pub version: i32,
    /// States carry this number: those folded under other rules are folded again. The version, unless a sector or a person
    /// changes something in it.
    pub stamp: i32,
    /// What sectors and persons change; empty in the rules of one person.
    scoped: Scoped,
    /// The ids of these changes.
    changes: Vec<Uuid>,
    /// Rules of sectors and persons that were asked for before.
    of_person: Mutex<HashMap<Changed, Arc<Rules>>>,
}

/// Engines already made, by federation and version: making one reads the whole rule set, asking for the version reads one number.
#[derive(Debug, Default)]
pub struct RuleBook {
    made: Mutex<HashMap<Uuid, Arc<Rules>>>,
    /// Trial runs, replayed lately.
    pub shadows: lab::shadow::Replays,
}

impl RuleBook {
    /// The rules in force at `now`. For one person: [`Rules::of`].
    pub async fn in_force(&self, tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<Arc<Rules>> {
        let version = rule_sets::version_in_force(tx, federation, now).await?.unwrap_or(0);
        let changes = rule_overrides::ids_in_force(tx, federation).await?;
        self.of_version(tx, federation, version, &changes, now).await
    }

    /// The same for several federations, asked at once.
    pub async fn in_force_of(
        &self,
        tx: &mut Tx,
        federations: &[Uuid],
        now: DateTime<Utc>,
    ) -> StoreResult<BTreeMap<Uuid, Arc<Rules>>> {
        let versions: BTreeMap<Uuid, i32> =
            rule_sets::versions_in_force(tx, federations, now).await?.into_iter().collect();
        let changes = rule_overrides::ids_in_force_of(tx, federations).await?;
        let mut rules = BTreeMap::new();
        for federation in federations {
            let version = versions.get(federation).copied().unwrap_or(0);
            let own = changes.iter().filter(|(of, _)| of == federation).map(|(_, id)| *id);
            let made = self.of_version(tx, *federation, version, &own.collect::<Vec<_>>(), now).await?;
            rules.insert(*federation, made);
        }
        Ok(rules)
    }

    async fn of_version(
        &self,
        tx: &mut Tx,
        federation: Uuid,
        version: i32,
        changes: &[Uuid],
        now: DateTime<Utc>,
    ) -> StoreResult<Arc<Rules>> {
        let known = self.made.lock().ok().and_then(|made| made.get(&federation).cloned());
        if let Some(rules) = known.filter(|rules| rules.version == version && rules.changes == changes) {
            return Ok(rules);
        }
        let row = rule_sets::in_force(tx, federation, now).await?;
        let found = federations::find(tx, federation).await?;
        let overrides = rule_overrides::in_force(tx, federation).await?;
        let rules = Arc::new(make(version, row, found.as_ref(), &overrides));
        if let Ok(mut made) = self.made.lock() {
            made.insert(federation, rules.clone());
        }
        Ok(rules)
    }
}

impl Rules {
    /// The rules for one person: the federation's, with what their sector and they themselves change.
    pub fn of(self: &Arc<Self>, person: &Person) -> Arc<Self> {
        self.of_place(person.sector_id, person.id)
    }

    /// The same by ids.
    pub fn of_place(self: &Arc<Self>, sector: Uuid, person: Uuid) -> Arc<Self> {
        if !self.scoped.concerns(sector.into(), person.into()) {
            return self.clone();
        }
        // Persons of a sector without anything of their own share one engine.
        let sector = Some(sector).filter(|id| self.scoped.sectors.contains_key(&(*id).into()));
        let person = Some(person).filter(|id| self.scoped.persons.contains_key(&(*id).into()));
        let Ok(mut known) = self.of_person.lock() else { return self.clone() };
        known.entry((sector, person)).or_insert_with(|| Arc::new(self.changed_for(sector, person))).clone()
    }

    /// Another set with the changes of a person's sector and the person's own, as far as they fit it.
    pub fn drafted(&self, draft: &RuleSet, sector: Uuid, person: Uuid) -> RuleSet {
        self.scoped.rules_for(draft, sector.into(), person.into()).unwrap_or_else(|_| draft.clone())
    }

    /// Whether anybody's rules are other than the federation's.
    pub fn has_changes(&self) -> bool {
        !self.scoped.is_empty()
    }

    /// Whether what sectors and persons change fits a set.
    pub fn changes_fit(&self, set: &RuleSet) -> Result<(), vigie_shared::rules::InvalidRuleSet> {
        self.scoped.check(set)
    }

    fn changed_for(&self, sector: Option<Uuid>, person: Option<Uuid>) -> Self {
        let nobody = Uuid::nil();
        let (sector_id, person_id) = (sector.unwrap_or(nobody), person.unwrap_or(nobody));
        let rules = self.scoped.rules_for(self.engine.rule_set(), sector_id.into(), person_id.into());
        let set = rules.unwrap_or_else(|error| {
            // They were checked against the set in force when either was stored.
            tracing::error!(%error, ?sector, ?person, "an override does not fit the rules; it is left out");
            self.engine.rule_set().clone()
        });
        let stamp = stamp_of(self.version, set.fingerprint());
        Self {
            engine: Engine::new(set, self.zone, self.signs.clone()),
            zone: self.zone,
            signs: self.signs.clone(),
            version: self.version,
            stamp,
            scoped: Scoped::default(),
            changes: Vec::new(),
            of_person: Mutex::default(),
        }
    }
}

/// A number for a version with changes: below zero, where no version is. Should two fall together, which they do once in two
/// thousand million times, a state is not folded again after a change: the next ratings are judged by the new rules all the same.
fn stamp_of(version: i32, fingerprint: u64) -> i32 {
    let mixed = (fingerprint ^ fingerprint >> 32) as u32 ^ version.unsigned_abs().rotate_left(16);
    i32::MIN | (mixed & 0x7fff_ffff).cast_signed()
}

fn make(version: i32, row: Option<RuleSetRow>, federation: Option<&Federation>, overrides: &[RuleOverride]) -> Rules {
    let stored = row.and_then(|row| {
        let parsed = RuleSet::parse(&row.body.to_string());
        // What is stored was checked on the way in; a newer server may have stored what we cannot read.
        parsed
            .inspect_err(
                |error| tracing::error!(%error, version, "the rule set cannot be read; the built-in one is used"),
            )
            .ok()
    });
    let number = u32::try_from(version).unwrap_or(0);
    let set = stored.unwrap_or_else(RuleSet::default_set).with_version(number);
    let zone = federation.and_then(|row| row.time_zone.parse().ok()).unwrap_or(chrono_tz::Europe::Paris);
    let signs = federation.map_or_else(SignCatalogue::default_set, catalogue);
    Rules {
        engine: Engine::new(set, zone, signs.clone()),
        zone,
        signs,
        version,
        stamp: version,
        scoped: scoped(overrides),
        changes: overrides.iter().map(|row| row.id).collect(),
        of_person: Mutex::default(),
    }
}

fn scoped(rows: &[RuleOverride]) -> Scoped {
    let mut scoped = Scoped::default();
    for row in rows {
        let overrides = match serde_json::from_value(row.body.clone()) {
            Ok(overrides) => overrides,
            Err(error) => {
                tracing::error!(%error, id = %row.id, "an override cannot be read; it is left out");
                continue;
            }
        };
        match (row.sector_id, row.person_id) {
            (Some(sector), _) => drop(scoped.sectors.insert(sector.into(), overrides)),
            (None, Some(person)) => drop(scoped.persons.insert(person.into(), overrides)),
            (None, None) => {}
        }
    }
    scoped
}

/// The federation's catalogue of signs, or Vigie's own.
pub fn catalogue(federation: &Federation) -> SignCatalogue {
    let own = federation.settings.signs.as_ref().and_then(|value| SignCatalogue::parse(&value.to_string()).ok());
    own.unwrap_or_else(SignCatalogue::default_set)
}

/// The first version of a new federation: the built-in set.
pub async fn install_default(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> anyhow::Result<()> {
    let body = serde_json::to_value(RuleSet::default_set().with_version(1))?;
    let reason = "Jeu de règles fourni avec Vigie".to_owned();
    let row = RuleSetRow { version: 1, body, effective_from: now, published_by: None, reason };
    Ok(rule_sets::insert(tx, federation, &row).await?)
}
