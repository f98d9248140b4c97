//! What everybody was told, against what they were to be told.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vigie_server::store::Store;

use super::fates::Fates;
use super::hours::{Post, allowed, day};
use crate::faults::checker::check;
use crate::faults::history::{Fact, History, Seen};
use crate::faults::{Report, Site};
use crate::rows;

/// The tag of a digest.
const DIGEST: &str = "digest";

pub async fn judge(site: &Site, store: &Store, fates: &Fates, desk: &BTreeSet<Uuid>, report: &mut Report) {
    let seen = site.push.seen();
    let broken = site.push.broken();
    report.demand(broken.is_empty(), || format!("messages that cannot be opened: {broken:?}"));
    let (digests, own): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|message| message.fact.tag == DIGEST);
    let own_ids: BTreeSet<(&Fact, Uuid)> = own.iter().map(|message| (&message.fact, message.id)).collect();
    let merged = merged(store, &digests, report).await;
    report.count("merged", merged.len());
    report.count("told_by_themselves", own_ids.len());
    report.count("facts", fates.facts());
    report.count("never_told", fates.never_told());
    report.repeated += own.len() - own_ids.len();

    // Each told once: by itself, or in a digest that arrived.
    let told: Vec<Fact> = own_ids.into_iter().map(|(fact, _)| fact.clone()).chain(merged).collect();
    let mut history = History::default();
    fates.told().into_iter().for_each(|fact| history.certain(fact));
    report.add("facts", &check(&history, &told));

    in_hours(&seen, fates, desk, report);
    one_digest_a_day(&digests, fates, desk, report);
}

/// What a digest told of that its receiver has got.
async fn merged(store: &Store, digests: &[&Seen], report: &mut Report) -> Vec<Fact> {
    let arrived: BTreeSet<Uuid> = digests.iter().map(|message| message.id).collect();
    let rows = "SELECT user_id || ' ' || COALESCE(CAST(merged_into AS TEXT), '-') || ' ' || key FROM outbox
        WHERE state = 'merged'";
    let mut facts = Vec::new();
    for row in rows::texts(store, rows).await {
        let fields: Vec<&str> = row.split(' ').collect();
        let into = fields.get(1).and_then(|id| id.parse::<Uuid>().ok());
        report.demand(into.is_some_and(|id| arrived.contains(&id)), || format!("merged into nothing: {row}"));
        let receiver = fields[0].parse().expect("an id");
        let key: Vec<&str> = fields.get(2).map(|key| key.split(':').collect()).unwrap_or_default();
        let id = key.get(1).and_then(|id| id.parse::<Uuid>().ok()).expect("the key names its fact");
        let tag = if key[0] == "unrated" { format!("visit-{id}") } else { format!("alert-{id}") };
        facts.push(Fact { receiver, tag });
    }
    facts
}

/// None at an hour at which its receiver is to be left in peace, critical alerts excepted.
fn in_hours(seen: &[Seen], fates: &Fates, desk: &BTreeSet<Uuid>, report: &mut Report) {
    for message in seen {
        let post = if desk.contains(&message.fact.receiver) { Post::Desk } else { Post::Aide };
        let at_night = !allowed(post, message.at);
        report.count("told_at_night", usize::from(at_night));
        report.demand(!at_night || fates.is_critical(&message.fact), || {
            format!("{} was told to {post:?} at {}", message.fact.tag, message.at)
        });
    }
}

/// The desk gets one digest each working day on which something waits, nobody two on a day.
fn one_digest_a_day(digests: &[&Seen], fates: &Fates, desk: &BTreeSet<Uuid>, report: &mut Report) {
    let mut days: BTreeMap<(Uuid, chrono::NaiveDate), BTreeSet<Uuid>> = BTreeMap::new();
    for message in digests {
        days.entry((message.fact.receiver, day(message.at))).or_default().insert(message.id);
    }
    report.count("digests", days.values().map(BTreeSet::len).sum());
    for ((receiver, day), ids) in &days {
        report.demand(ids.len() == 1, || format!("{receiver} got {} digests on {day}", ids.len()));
    }
    for day in fates.digest_days() {
        for receiver in desk {
            report.demand(days.contains_key(&(*receiver, *day)), || format!("{receiver} got no digest on {day}"));
        }
    }
}
