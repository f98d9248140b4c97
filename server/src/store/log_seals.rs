//! What makes a line of the access log that was changed, added or taken away behind the program's back show: a keyed digest a line,
//! and a chain of days that are over. [`check`] reads it all and names what is wrong.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use hmac::{Hmac, Mac as _};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::access_log::Look;
use super::db::on;
use super::{StoreResult, Tx, keys};

/// Under which name the key is kept.
const KEY_NAME: &str = "access_log_key";
/// Lines read at one time.
const BATCH: i64 = 5_000;
/// Lines and days that are named; whoever finds so many needs no more.
const NAMED: usize = 20;

/// Seals lines and days.
#[derive(Clone)]
pub struct Sealer(Hmac<Sha256>);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    fn seal(&self, parts: &[&str]) -> String {
        let mut mac = self.0.clone();
        for part in parts {
            // The length before the part: no two lists of parts run together to the same bytes.
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        hex(&mac.finalize().into_bytes())
    }

    fn line(&self, federation: Uuid, look: &Look) -> String {
        let Look { id, at, user_id, person_id, what } = look;
        let at = at.timestamp_micros().to_string();
        let ids = [federation, *id, *user_id, *person_id].map(|id| id.simple().to_string());
        self.seal(&["line", &ids[0], &ids[1], &at, &ids[2], &ids[3], what])
    }

    fn day(&self, federation: Uuid, day: &Day) -> String {
        let (federation, looks) = (federation.simple().to_string(), day.looks.to_string());
        self.seal(&["day", &federation, &day.day, &looks, &day.digest, &day.previous])
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The installation's sealer; its key is made with the first line.
async fn sealer(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<Sealer> {
    let key = match keys::find(tx, KEY_NAME).await? {
        Some(key) => key,
        None => {
            let mut bytes = [0_u8; 32];
            rand::rngs::OsRng.try_fill_bytes(&mut bytes).map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
            keys::keep_first(tx, KEY_NAME, &hex(&bytes), now).await?
        }
    };
    let mac = Hmac::new_from_slice(key.as_bytes()).map_err(|error| sqlx::Error::Protocol(error.to_string()))?;
    Ok(Sealer(mac))
}

/// The seal of a line that is about to be written.
pub(super) async fn of_line(tx: &mut Tx, federation: Uuid, look: &Look) -> StoreResult<String> {
    Ok(sealer(tx, look.at).await?.line(federation, look))
}

/// A line with its seal.
#[derive(Debug, Clone, sqlx::FromRow)]
struct Sealed {
    #[sqlx(flatten)]
    look: Look,
    seal: Option<String>,
}

/// A day that is over.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
struct Day {
    day: String,
    looks: i64,
    digest: String,
    previous: String,
    seal: String,
}

/// Lines after a place, in their order.
async fn lines(tx: &mut Tx, federation: Uuid, after: (DateTime<Utc>, Uuid)) -> StoreResult<Vec<Sealed>> {
    const SQL: &str = "SELECT id, at, user_id, person_id, what, seal FROM access_log
        WHERE federation_id = $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(after.0).bind(after.1).bind(BATCH).fetch_all(c).await?))
}

async fn days(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Day>> {
    const SQL: &str =
        "SELECT day, looks, digest, previous, seal FROM access_log_days WHERE federation_id = $1 ORDER BY day";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Up to when lines were forgotten.
async fn forgotten_before(tx: &mut Tx, federation: Uuid) -> StoreResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT before FROM access_log_purges WHERE federation_id = $1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).fetch_optional(c).await?))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// Counts and digests the lines of days, one after the other.
#[derive(Default)]
struct Tally {
    day: Option<NaiveDate>,
    looks: i64,
    digest: Sha256,
}

impl Tally {
    /// Takes a line; gives the day before it when that is over.
    fn take(&mut self, line: &Sealed) -> Option<(NaiveDate, i64, String)> {
        let day = line.look.at.date_naive();
        let over = if self.day == Some(day) { None } else { self.end() };
        self.day = Some(day);
        self.looks += 1;
        self.digest.update(line.look.id.as_bytes());
        self.digest.update(line.seal.as_deref().unwrap_or("").as_bytes());
        over
    }

    fn end(&mut self) -> Option<(NaiveDate, i64, String)> {
        let Self { day, looks, digest } = std::mem::take(self);
        day.map(|day| (day, looks, hex(&digest.finalize())))
    }
}

/// Puts every day that is over at the end of the chain. Says how many.
pub async fn close_days(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "INSERT INTO access_log_days (federation_id, day, looks, digest, previous, seal)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (federation_id, day) DO NOTHING";
    let sealer = sealer(tx, now).await?;
    let last = days(tx, federation).await?.pop();
    let known = last.as_ref().and_then(|day| day.day.parse::<NaiveDate>().ok());
    let (from, today) =
        (known.map_or(DateTime::UNIX_EPOCH, |day| midnight(day.succ_opt().unwrap_or(day))), now.date_naive());
    let mut previous = last.map_or_else(String::new, |day| day.seal);
    let mut over = Vec::new();
    let (mut tally, mut place) = (Tally::default(), (from, Uuid::nil()));
    loop {
        let found = lines(tx, federation, place).await?;
        for line in &found {
            over.extend(tally.take(line));
        }
        let Some(end) = found.last() else { break };
        place = (end.look.at, end.look.id);
    }
    over.extend(tally.end());
    over.retain(|(day, ..)| *day < today);
    for (day, looks, digest) in &over {
        let mut row =
            Day { day: day.to_string(), looks: *looks, digest: digest.clone(), previous, seal: String::new() };
        row.seal = sealer.day(federation, &row);
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(&row.day).bind(row.looks).bind(&row.digest).bind(&row.previous)
            .bind(&row.seal).execute(c).await?.rows_affected());
        previous = row.seal;
    }
    Ok(u64::try_from(over.len()).unwrap_or(u64::MAX))
}

/// What was found in a federation's log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub lines: u64,
    /// Lines from before there were seals.
    pub unsealed: u64,
    /// Lines that are not what was written, by id.
    pub changed: Vec<Uuid>,
    /// Days with another count or other lines than when they were over, or that break the chain.
    pub days: Vec<String>,
    /// Lines were forgotten that nobody may forget yet.
    pub forgotten_too_early: bool,
}

impl Checked {
    pub fn is_whole(&self) -> bool {
        self.changed.is_empty() && self.days.is_empty() && !self.forgotten_too_early
    }
}

/// Reads a federation's whole log. `youngest` is the earliest moment up to which the shortest period allows to forget.
pub async fn check(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>, youngest: DateTime<Utc>) -> StoreResult<Checked> {
    let sealer = sealer(tx, now).await?;
    let mut checked = Checked::default();
    let (mut tally, mut found_days, mut has_seals) = (Tally::default(), std::collections::BTreeMap::new(), false);
    let mut place = (DateTime::UNIX_EPOCH, Uuid::nil());
    loop {
        let found = lines(tx, federation, place).await?;
        for line in &found {
            checked.lines += 1;
            let good = match &line.seal {
                Some(seal) => *seal == sealer.line(federation, &line.look),
                None => {
                    checked.unsealed += 1;
                    // Once there were seals, a line without one was not written by this program.
                    !has_seals
                }
            };
            has_seals |= line.seal.is_some();
            if !good && checked.changed.len() < NAMED {
                checked.changed.push(line.look.id);
            }
            found_days.extend(tally.take(line).map(|(day, looks, digest)| (day.to_string(), (looks, digest))));
        }
        let Some(end) = found.last() else { break };
        place = (end.look.at, end.look.id);
    }
    found_days.extend(tally.end().map(|(day, looks, digest)| (day.to_string(), (looks, digest))));
    let before = forgotten_before(tx, federation).await?;
    checked.forgotten_too_early = before.is_some_and(|before| before > youngest);
    // The day in the middle of which lines were forgotten cannot be counted any more.
    let counted_from = before.map(|before| before.date_naive().to_string()).unwrap_or_default();
    let mut previous = String::new();
    for day in days(tx, federation).await? {
        let is_chained = day.previous == previous && day.seal == sealer.day(federation, &day);
        let same = found_days.get(&day.day).is_some_and(|(looks, digest)| (*looks, digest) == (day.looks, &day.digest));
        if !(is_chained && (same || day.day <= counted_from)) && checked.days.len() < NAMED {
            checked.days.push(day.day.clone());
        }
        previous = day.seal;
    }
    Ok(checked)
}
