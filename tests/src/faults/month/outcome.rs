//! What everybody was told, against what they were to be told.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use vigie_server::store::Store;

use super::fates::Fates;
use super::hours::{Post, allowed, day, is_away};
use crate::faults::checker::check;
use crate::faults::history::{Fact, History, Seen};
use crate::faults::{Report, Site};
use crate::rows;

/// The tag of a digest.
const DIGEST: &str = "digest";

/// `letters` are what the mail server got; `aides` are those who work every day.
pub async fn judge(
    site: &Site,
    store: &Store,
    fates: &Fates,
    letters: &[Seen],
    aides: &BTreeSet<Uuid>,
    report: &mut Report,
) {
    let mut seen: Vec<Seen> = site.push.seen().into_iter().chain(letters.iter().cloned()).collect();
    for message in &mut seen {
        // These have one tag for every day, and replace each other on the device.
        if message.fact.tag.starts_with("follow-ups-") {
            message.fact.tag = format!("{} {}", message.fact.tag, day(message.at));
        }
    }
    let broken = site.push.broken();
    report.demand(broken.is_empty(), || format!("messages that cannot be opened: {broken:?}"));
    let (digests, own): (Vec<&Seen>, Vec<&Seen>) = seen.iter().partition(|message| message.fact.tag == DIGEST);
    let own_ids: BTreeSet<(&Fact, Uuid)> = own.iter().map(|message| (&message.fact, message.id)).collect();
    let merged = merged(store, &digests, report).await;
    report.count("merged", merged.len());
    report.count("told_by_themselves", own_ids.len());
    report.count("facts", fates.facts());
    report.count("never_told", fates.never_told());
    report.count("letters", letters.len());
    let of_promises = |fact: &&Fact| fact.tag.starts_with("follow-ups-");
    report.count("promises_told", fates.told().iter().filter(of_promises).count());
    report.repeated += own.len() - own_ids.len();

    // Each told once: by itself, or in a digest that arrived.
    let told: Vec<Fact> = own_ids.into_iter().map(|(fact, _)| fact.clone()).chain(merged).collect();
    let mut history = History::default();
    fates.told().into_iter().for_each(|fact| history.certain(fact));
    report.add("facts", &check(&history, &told));

    in_hours(&seen, fates, aides, report);
    one_digest_a_day(&digests, fates, report);
}

/// What a digest told of that its receiver has got.
async fn merged(store: &Store, digests: &[&Seen], report: &mut Report) -> Vec<Fact> {
    let arrived: BTreeSet<Uuid> = digests.iter().map(|message| message.id).collect();
    let rows = "SELECT user_id || ' ' || COALESCE(CAST(merged_into AS TEXT), '-') || ' ' || key FROM outbox
        WHERE state = 'merged' AND handed_on_at IS NULL";
    let mut facts = Vec::new();
    for row in rows::texts(store, rows).await {
        let fields: Vec<&str> = row.split(' ').collect();
        let into = fields.get(1).and_then(|id| id.parse::<Uuid>().ok());
        report.demand(into.is_some_and(|id| arrived.contains(&id)), || format!("merged into nothing: {row}"));
        let receiver = fields[0].parse().expect("an id");
        let key: Vec<&str> = fields.get(2).map(|key| key.split(':').collect()).unwrap_or_default();
        let tag = tag_of(&key);
        facts.push(Fact { receiver, tag });
    }
    facts
}

/// The tag of a fact, by the key of its message.
pub fn tag_of(key: &[&str]) -> String {
    let id = || key[1].parse::<Uuid>().expect("the key names its fact");
    match key[0] {
        "unrated" => format!("visit-{}", id()),
        "digest" => DIGEST.to_owned(),
        "follow_up_due" => format!("follow-ups-due {}", key[2]),
        "follow_up_overdue" => format!("follow-ups-overdue {}", key[3]),
        "cover_begins" => format!("cover-{}", id()),
        _ => format!("alert-{}", id()),
    }
}

/// None at an hour at which its receiver is to be left in peace, critical alerts excepted.
fn in_hours(seen: &[Seen], fates: &Fates, aides: &BTreeSet<Uuid>, report: &mut Report) {
    for message in seen {
        let post = if aides.contains(&message.fact.receiver) { Post::Aide } else { Post::Desk };
        let away = fates.away(message.fact.receiver);
        let at_night = !allowed(post, &away, message.at);
        report.count("told_at_night", usize::from(at_night));
        let may = !at_night || (fates.is_critical(&message.fact) && !is_away(&away, message.at));
        report.demand(may, || format!("{} was told to {post:?} at {}", message.fact.tag, message.at));
    }
}

/// The desk gets one digest each working day on which something waits, nobody two on a day.
fn one_digest_a_day(digests: &[&Seen], fates: &Fates, report: &mut Report) {
    let mut days: BTreeMap<(Uuid, chrono::NaiveDate), BTreeSet<Uuid>> = BTreeMap::new();
    for message in digests {
        days.entry((message.fact.receiver, day(message.at))).or_default().insert(message.id);
    }
    report.count("digests", days.values().map(BTreeSet::len).sum());
    for ((receiver, day), ids) in &days {
        report.demand(ids.len() == 1, || format!("{receiver} got {} digests on {day}", ids.len()));
    }
    for expected in fates.digest_days() {
        let (receiver, day) = expected;
        report.demand(days.contains_key(expected), || format!("{receiver} got no digest on {day}"));
    }
}
