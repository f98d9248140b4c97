//! The persons of a group, folded in memory; and what that writes, in sets.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::ensure;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::rating::Timeliness;
use vigie_shared::rules::{Finding, PersonEvent, PersonState};

use super::Fresh;
use super::picture::Picture;
use crate::alerts::log::Journal;
use crate::assess::{self, KEEP, Position};
use crate::rulebook::Rules;
use crate::store::findings::{self, FindingRow};
use crate::store::ratings::RatingRow;
use crate::store::set_writes::{self, Of, Stale};
use crate::store::sets::{self, HeadRow, Key};
use crate::store::states::StateRow;
use crate::store::{StoreResult, Tx};

/// A person as far as the group has come.
#[derive(Debug)]
struct Folded {
    /// The latest state, read or folded here. None with `has_past`: it has to be looked for.
    head: Option<StateRow>,
    has_past: bool,
    /// The findings from the group's first touched place on; none once somebody else may have written some.
    findings: Option<Vec<FindingRow>>,
}

/// One request's ratings of one person that only [`crate::assess`] can fold: late, corrected, or under new rules.
#[derive(Debug)]
struct Later<'a> {
    fresh: &'a Fresh,
    /// Not the person's first in this group, so that its ratings are written only when its turn has come.
    again: bool,
}

#[derive(Debug)]
pub struct Folding<'a> {
    rules: BTreeMap<Uuid, Arc<Rules>>,
    now: DateTime<Utc>,
    persons: BTreeMap<Key, Folded>,
    ratings: Vec<Of<&'a RatingRow>>,
    /// Whose heads are to be written.
    moved: BTreeSet<Key>,
    stale: Vec<Stale>,
    checkpoints: Vec<Of<StateRow>>,
    later: Vec<Later<'a>>,
    /// By request and person.
    journals: BTreeMap<(usize, Uuid), Journal>,
}

impl<'a> Folding<'a> {
    /// Reads the states and the findings that may change.
    pub async fn read(
        tx: &mut Tx,
        picture: &Picture,
        fresh: &[Fresh],
        rules: BTreeMap<Uuid, Arc<Rules>>,
        now: DateTime<Utc>,
    ) -> StoreResult<Self> {
        let mut touched: BTreeMap<Key, DateTime<Utc>> = BTreeMap::new();
        for fresh in fresh {
            if let Some((at, _)) = fresh.earliest(picture) {
                touched.entry(fresh.key()).and_modify(|first| *first = at.min(*first)).or_insert(at);
            }
        }
        let keys: Vec<Key> = touched.keys().copied().collect();
        let mut persons = BTreeMap::new();
        if !keys.is_empty() {
            for row in sets::heads(tx, &keys).await? {
                let key = (row.federation_id, row.person_id);
                let has_past = row.has_past != 0;
                persons.insert(key, Folded { head: head_of(row), has_past, findings: Some(Vec::new()) });
            }
            let from: Vec<(Key, DateTime<Utc>)> = touched.into_iter().collect();
            for row in sets::findings_since(tx, &from).await? {
                let person = persons.get_mut(&(row.federation_id, row.finding.person_id));
                if let Some(known) = person.and_then(|person| person.findings.as_mut()) {
                    known.push(row.finding);
                }
            }
        }
        let (ratings, stale, checkpoints, later) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (moved, journals) = (BTreeSet::new(), BTreeMap::new());
        Ok(Self { rules, now, persons, ratings, moved, stale, checkpoints, later, journals })
    }

    /// One request's ratings of one person, in the turn of the request.
    pub async fn take(&mut self, tx: &mut Tx, picture: &Picture, fresh: &'a Fresh) -> anyhow::Result<()> {
        let (federation, key) = (fresh.person.federation_id, fresh.key());
        if self.later.iter().any(|later| later.fresh.key() == key) {
            self.later.push(Later { fresh, again: true });
            return Ok(());
        }
        self.ratings.extend(fresh.rows.iter().map(|row| (federation, row)));
        let Some(earliest) = fresh.earliest(picture) else {
            // Kept and marked, but not for the rules.
            return Ok(());
        };
        let rules = self.rules.get(&federation).map(|rules| rules.of(&fresh.person));
        let (Some(rules), Some(person)) = (rules, self.persons.get(&key)) else {
            anyhow::bail!("a person of the group was not read");
        };
        let Some(base) = person.base(&rules, earliest) else {
            self.later.push(Later { fresh, again: false });
            return Ok(());
        };
        let found = self.fold(&rules, fresh, base?, &fresh.standing(picture), earliest)?;
        self.settle(tx, &rules, fresh, &found, earliest).await
    }

    /// As `assess::fold_and_keep`, without a word to the database.
    fn fold(
        &mut self,
        rules: &Rules,
        fresh: &Fresh,
        mut state: PersonState,
        events: &[PersonEvent],
        earliest: Position,
    ) -> anyhow::Result<Vec<Finding>> {
        let (federation, person) = fresh.key();
        let found =
            assess::fold_events(rules, person, &mut state, events, |row| self.checkpoints.push((federation, row)))?;
        self.stale.push(Stale { federation, person, from: earliest, keep_from: earliest.0 - KEEP });
        if let (Some(row), Some(folded)) =
            (assess::state_row(rules, person, &state)?, self.persons.get_mut(&fresh.key()))
        {
            folded.head = Some(row);
            folded.has_past = true;
            self.moved.insert(fresh.key());
        }
        metrics::counter!("vigie_folds_total", "order" => "in_order").increment(events.len() as u64);
        Ok(found)
    }

    /// What is found is compared with what is stored; only where they differ the database is asked for the alerts.
    async fn settle(
        &mut self,
        tx: &mut Tx,
        rules: &Rules,
        fresh: &Fresh,
        found: &[Finding],
        earliest: Position,
    ) -> anyhow::Result<()> {
        let (federation, person) = fresh.key();
        let Some(folded) = self.persons.get_mut(&fresh.key()) else { return Ok(()) };
        let stored = match &folded.findings {
            Some(known) => known.iter().filter(|row| row.at >= earliest.0).cloned().collect(),
            None => findings::since(tx, federation, person, earliest.0).await?,
        };
        let (after, change) = assess::compared(&stored, found, earliest)?;
        if change.is_empty() {
            return Ok(());
        }
        folded.findings = None;
        let journal = Journal::new(federation, self.now);
        let journal = self.journals.entry((fresh.turn, person)).or_insert(journal);
        journal.record(tx, rules, &fresh.person, &stored, &after, &change).await
    }

    /// Writes everything, and has the rest assessed.
    pub async fn write(&mut self, tx: &mut Tx, visits: &[Key]) -> anyhow::Result<()> {
        append(tx, &std::mem::take(&mut self.ratings)).await?;
        set_writes::mark_done(tx, visits).await?;
        set_writes::drop_checkpoints(tx, &self.stale).await?;
        set_writes::add_checkpoints(tx, &self.checkpoints).await?;
        let heads = self.moved.iter().filter_map(|key| Some((key.0, self.persons.get(key)?.head.clone()?)));
        set_writes::save_heads(tx, &heads.collect::<Vec<_>>()).await?;
        for Later { fresh, again } in std::mem::take(&mut self.later) {
            let federation = fresh.person.federation_id;
            if again {
                append(tx, &fresh.rows.iter().map(|row| (federation, row)).collect::<Vec<_>>()).await?;
            }
            let Some(rules) = self.rules.get(&federation) else { continue };
            let journal = Journal::new(federation, self.now);
            let journal = self.journals.entry((fresh.turn, fresh.person.id)).or_insert(journal);
            assess::assess(tx, rules, &fresh.person, &fresh.rows, journal).await?;
        }
        Ok(())
    }

    /// What happened to alerts, in the order of the requests and, within one, of the persons.
    pub fn journals(self) -> Vec<Journal> {
        self.journals.into_values().collect()
    }
}

async fn append(tx: &mut Tx, rows: &[Of<&RatingRow>]) -> anyhow::Result<()> {
    let new = set_writes::append(tx, rows).await?;
    // Another server stored one of these ids between our look and our write. One by one they will find it.
    ensure!(
        new.len() == rows.len(),
        "{} of {} ratings of a group were there already",
        rows.len() - new.len(),
        rows.len()
    );
    Ok(())
}

impl Folded {
    /// The state on which ratings from `earliest` on are folded; none when they do not come after everything else.
    fn base(&self, rules: &Rules, earliest: Position) -> Option<anyhow::Result<PersonState>> {
        match &self.head {
            None if self.has_past => None,
            None => Some(Ok(PersonState::new())),
            Some(row) => {
                let position = (row.position_at, row.position_id);
                // After so long a silence checkpoints go that a later rating of the group could not see here.
                let lately = row.position_at >= earliest.0 - KEEP;
                let in_order = row.rule_set_version == rules.stamp && position < earliest && lately;
                in_order.then(|| Ok(serde_json::from_value(row.state.clone())?))
            }
        }
    }
}

impl Fresh {
    fn key(&self) -> Key {
        (self.person.federation_id, self.person.id)
    }

    /// As `assess::earliest_change`.
    fn earliest(&self, picture: &Picture) -> Option<Position> {
        let own = self.rows.iter().filter(|row| is_folded(row)).map(|row| (row.visited_at, row.id));
        let federation = self.person.federation_id;
        let replaced = self.rows.iter().filter_map(|row| picture.place_of_replaced(self.turn, federation, row));
        own.chain(replaced).min()
    }

    /// As `assess::standing`.
    fn standing(&self, picture: &Picture) -> Vec<PersonEvent> {
        let federation = self.person.federation_id;
        let standing =
            self.rows.iter().filter(|row| is_folded(row) && !picture.is_replaced(self.turn, federation, row));
        let mut events: Vec<PersonEvent> = standing.map(assess::event_of).collect();
        events.sort_by_key(PersonEvent::position);
        events
    }
}

fn is_folded(row: &RatingRow) -> bool {
    row.timeliness == Timeliness::Folded.as_str()
}

fn head_of(row: HeadRow) -> Option<StateRow> {
    Some(StateRow {
        person_id: row.person_id,
        rule_set_version: row.head.rule_set_version?,
        position_at: row.head.position_at?,
        position_id: row.head.position_id?,
        state: row.head.state?.0,
    })
}
