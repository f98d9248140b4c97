//! The rule set in force, per federation: data, versioned, read by the engine of `vigie-shared`.

pub mod endpoints;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;
use vigie_shared::rules::{Engine, RuleSet};
use vigie_shared::sign::SignCatalogue;

use crate::store::federations::{self, Federation};
use crate::store::rule_sets::{self, RuleSetRow};
use crate::store::{StoreResult, Tx};

/// The engine of a federation with what it was made from.
#[derive(Debug)]
pub struct Rules {
    pub engine: Engine,
    pub zone: Tz,
    pub signs: SignCatalogue,
    /// The rule set's version; states folded under another one are folded again.
    pub version: i32,
}

/// Engines already made, by federation and version: making one reads the whole rule set, asking for the version reads one number.
#[derive(Debug, Default)]
pub struct RuleBook {
    made: Mutex<HashMap<Uuid, Arc<Rules>>>,
}

impl RuleBook {
    /// The engine in force at `now`.
    pub async fn in_force(&self, tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<Arc<Rules>> {
        let version = rule_sets::version_in_force(tx, federation, now).await?.unwrap_or(0);
        let known = self.made.lock().ok().and_then(|made| made.get(&federation).cloned());
        if let Some(rules) = known.filter(|rules| rules.version == version) {
            return Ok(rules);
        }
        let row = rule_sets::in_force(tx, federation, now).await?;
        let found = federations::find(tx, federation).await?;
        let rules = Arc::new(make(version, row, found.as_ref()));
        if let Ok(mut made) = self.made.lock() {
            made.insert(federation, rules.clone());
        }
        Ok(rules)
    }
}

fn make(version: i32, row: Option<RuleSetRow>, federation: Option<&Federation>) -> Rules {
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
    Rules { engine: Engine::new(set, zone, signs.clone()), zone, signs, version }
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
