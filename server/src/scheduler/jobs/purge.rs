//! Clears away what the installation remembers for itself and needs no longer. Leases need no purge: they run out by themselves,
//! and whoever takes the work next overwrites them.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::imports::undo::KEPT;
use crate::store::{StoreResult, Tx, imports, purge, quarantine};

/// A heartbeat is worthless after a minute.
const PRESENCE: TimeDelta = TimeDelta::days(1);
/// Wrong codes of a quarter of an hour are counted in them; a day is enough for all.
const CEREMONIES: TimeDelta = TimeDelta::days(1);
/// A token past its end opens nothing; a month is left for questions.
const TOKENS: TimeDelta = TimeDelta::days(30);
/// Longer than any fact still makes messages: a purged row no longer keeps its fact from making the same one again.
const MESSAGES: TimeDelta = TimeDelta::days(90);
const RUNS: TimeDelta = TimeDelta::days(90);
/// Messages cleared in one run: the first night after years must not hold the database's writer for long.
const BATCH: i64 = 20_000;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let mut cleared = purge::presence(tx, federation, now - PRESENCE).await?;
    cleared += purge::refresh_tokens(tx, federation, now - TOKENS).await?;
    cleared += purge::sessions(tx, federation, now - TOKENS).await?;
    cleared += purge::enrolments(tx, federation, now - TOKENS).await?;
    cleared += purge::ceremonies(tx, federation, now - CEREMONIES).await?;
    cleared += purge::arrivals(tx, federation, now - CEREMONIES).await?;
    cleared += purge::messages(tx, federation, now - MESSAGES, BATCH).await?;
    cleared += purge::runs(tx, federation, now - RUNS).await?;
    cleared += imports::forget_lines(tx, federation, now - KEPT).await?;
    cleared += quarantine::purge(tx, federation, now).await?;
    Ok(format!("purged: {cleared}"))
}
