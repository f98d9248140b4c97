//! A fictional federation: people, eight weeks of visits and ratings, and alerts of every kind with what came of them.
//!
//! Nothing is faked: the weeks are lived through the real pipeline under a moved clock, so whatever the demo shows, the product
//! did. Names are words of nature and the like; nobody is meant.

mod around;
mod cast;
mod desk;
mod live;
mod promises;
mod story;

pub use cast::accounts;

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::app::{App, Ctx};
use crate::clock::Clock;
use crate::store::{Store, federations, keys, schema};

/// The password of everybody in the demo.
const SECRET: &str = "vigie-demo-2026";
/// Where the demo notes when it was made.
const MADE_AT: &str = "demo_made_at";
/// A history that ends yesterday shows an empty today: after this long it is made anew.
const STAYS_CURRENT: TimeDelta = TimeDelta::hours(18);

/// An account to look around with.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    pub role: &'static str,
    pub login: String,
    pub secret: &'static str,
    pub name: String,
    #[serde(skip)]
    pub who: String,
}

/// Whether there is a demo from today.
pub async fn is_current(file: &Path, now: DateTime<Utc>) -> bool {
    made_at(file).await.is_some_and(|made_at| now >= made_at && now - made_at < STAYS_CURRENT)
}

async fn made_at(file: &Path) -> Option<DateTime<Utc>> {
    if !file.exists() {
        return None;
    }
    let store = Store::open(&format!("sqlite://{}", file.display())).await.ok()?;
    let made_at = async {
        // A demo of another version is made anew rather than brought up to date.
        if schema::pending(&store).await.ok()? > 0 {
            return None;
        }
        let mut tx = store.read().await.ok()?;
        let noted = keys::find(&mut tx, MADE_AT).await.ok()??;
        DateTime::parse_from_rfc3339(&noted).ok().map(|time| time.with_timezone(&Utc))
    }
    .await;
    store.close().await;
    made_at
}

/// Removes a demo's database with its journals.
pub fn remove(file: &Path) -> std::io::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Fills an empty database and says who can sign in.
pub async fn seed_once(app: &Ctx) -> anyhow::Result<Vec<Account>> {
    let mut tx = app.store.read().await?;
    let is_there = !federations::all(&mut tx).await?.is_empty();
    drop(tx);
    if !is_there {
        let now = app.clock.now();
        let clock = Clock::standing_at(now);
        let past = App::with_store(app.config.clone(), clock, app.public_url.clone(), app.store.clone()).await?;
        live::eight_weeks(&past, now).await?;
        let mut tx = app.store.begin().await?;
        keys::keep_first(&mut tx, MADE_AT, &now.to_rfc3339(), now).await?;
        tx.commit().await?;
    }
    Ok(cast::accounts())
}
