//! The lines of a person's timeline, gathered from where each kind of thing is kept.
//!
//! To add a source: a function like [`consents`] that gives its lines at or before a moment, and its turn in [`gather`]. Its rank,
//! one more than the last, orders what happened at the very same moment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::rules::{Evidence, Finding};

use crate::alerts::log::severity_of;
use crate::alerts::view::{Writing, sentences};
use crate::store::case_events::{self, CaseEvent};
use crate::store::timeline::{self, AlertLine, Past};
use crate::store::{StoreResult, Tx, users};
use crate::visits::Named;

/// Something that happened around a person.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TimelineItem {
    pub at: DateTime<Utc>,
    /// `rating`, `alert_opened`, `alert_closed`, `action`, `note`, `absence`, `consent`, `dac`, `need`, `follow_up`, `watch`,
    /// `caseload`.
    pub kind: &'static str,
    /// Who did it; nobody for what the rules did.
    #[schema(required = true)]
    pub actor: Option<Named>,
    #[schema(required = true)]
    pub alert_id: Option<Uuid>,
    /// What was written, or the sentence of an alert.
    #[schema(required = true)]
    pub text: Option<String>,
    #[schema(value_type = Object)]
    pub data: Value,
}

/// The place of a line: later moments first, then the rank of its source, then the source's own order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub at: DateTime<Utc>,
    pub rank: u8,
    pub seq: i64,
    pub id: Uuid,
}

/// A line with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub place: Place,
    pub item: TimelineItem,
}

/// Lines that happened at one moment and in one source, at most: a batch of late ratings.
const AT_ONCE: i64 = 100;

/// The newest lines before a place, newest first; one more than `limit` tells that there are others.
pub async fn gather(tx: &mut Tx, past: Past<'_>, before: Option<Place>, writing: Writing) -> StoreResult<Vec<Line>> {
    let limit = usize::try_from(past.limit).unwrap_or(0) + 1;
    let past = Past { limit: past.limit + 1 + AT_ONCE, ..past };
    let mut lines = ratings(tx, past).await?;
    lines.extend(alerts(tx, past, writing).await?);
    lines.extend(absences(tx, past).await?);
    lines.extend(consents(tx, past).await?);
    lines.extend(needs(tx, past).await?);
    lines.extend(promises(tx, past).await?);
    lines.retain(|line| before.is_none_or(|before| line.place < before));
    lines.sort_by_key(|line| std::cmp::Reverse(line.place));
    lines.truncate(limit);
    Ok(lines)
}

fn named(id: Option<Uuid>, name: Option<String>) -> Option<Named> {
    id.map(|id| Named { id, name: name.unwrap_or_default() })
}

async fn ratings(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<Line>> {
    let rows = timeline::ratings_of(tx, past).await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            place: Place { at: row.at, rank: 0, seq: 0, id: row.id },
            item: TimelineItem {
                at: row.at,
                kind: "rating",
                actor: named(Some(row.actor_id), Some(row.actor_name)),
                alert_id: None,
                text: row.text,
                data: json!({
                    "rating_id": row.id,
                    "scores": { "intervention": row.intervention, "health": row.health, "mood": row.mood, "form": row.form },
                    "signs": row.signs,
                }),
            },
        })
        .collect())
}

async fn alerts(tx: &mut Tx, past: Past<'_>, writing: Writing) -> StoreResult<Vec<Line>> {
    let rows = timeline::alert_lines_of(tx, past).await?;
    let retracted = timeline::retractions_of(tx, past.federation, past.person).await?;
    let retracted: Vec<i64> = retracted.iter().filter_map(|data| data.get("seq")?.as_i64()).collect();
    let mut alerts: Vec<Uuid> = rows.iter().map(|row| row.alert_id).collect();
    alerts.sort_unstable();
    alerts.dedup();
    let sentences = sentences(tx, past.federation, &alerts, writing).await?;
    Ok(rows.into_iter().map(|row| alert_line(row, &retracted, &sentences)).collect())
}

fn alert_line(row: AlertLine, retracted: &[i64], sentences: &BTreeMap<Uuid, String>) -> Line {
    let (kind, mut data) = match row.kind.as_str() {
        "opened" => ("alert_opened", json!({ "severity": severity_of(row.severity) })),
        "reopened" => ("alert_opened", json!({ "severity": severity_of(row.severity), "reopened": true })),
        "resolved" => ("alert_closed", row.data.clone()),
        "action" => ("action", row.data.clone()),
        "dac" => ("dac", row.data.clone()),
        _ => ("note", json!({})),
    };
    let taken_back = retracted.contains(&row.seq);
    if taken_back && let Some(object) = data.as_object_mut() {
        object.insert("retracted".to_owned(), true.into());
        object.remove("agreed_by");
    }
    data["seq"] = row.seq.into();
    let finding = row.data.get("finding_id").and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
    let sentence = finding.filter(|_| kind == "alert_opened").and_then(|id| sentences.get(&id).cloned());
    Line {
        place: Place { at: row.at, rank: 1, seq: row.seq, id: row.alert_id },
        item: TimelineItem {
            at: row.at,
            kind,
            actor: named(row.actor_id, row.actor_name),
            alert_id: Some(row.alert_id),
            text: row.text.filter(|_| !taken_back).or(sentence),
            data,
        },
    }
}

/// Follow-ups, watches and the caseload.
async fn promises(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<Line>> {
    let line = |row: CaseEvent| {
        let kind = match row.subject.as_str() {
            "watch" => "watch",
            "caseload" => "caseload",
            _ => "follow_up",
        };
        let mut data = row.data;
        data["what"] = row.what.into();
        data["id"] = json!(row.subject_id);
        Line {
            place: Place { at: row.at, rank: 5, seq: 0, id: row.id },
            item: TimelineItem {
                at: row.at,
                kind,
                actor: named(row.actor_id, row.actor_name),
                alert_id: row.alert_id,
                text: row.text,
                data,
            },
        }
    };
    Ok(case_events::of_person(tx, past).await?.into_iter().map(line).collect())
}

async fn absences(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<Line>> {
    let rows = timeline::absences_of(tx, past).await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            place: Place { at: row.at, rank: 2, seq: 0, id: row.id },
            item: TimelineItem {
                at: row.at,
                kind: "absence",
                actor: named(row.actor_id, row.actor_name),
                alert_id: None,
                text: None,
                data: json!({ "absence_id": row.id, "from_day": row.from_day, "to_day": row.to_day, "kind": row.kind }),
            },
        })
        .collect())
}

async fn consents(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<Line>> {
    let rows = timeline::consents_of(tx, past).await?;
    Ok(rows
        .into_iter()
        .map(|row| Line {
            place: Place { at: row.at, rank: 3, seq: 0, id: row.id },
            item: TimelineItem {
                at: row.at,
                kind: "consent",
                actor: named(row.actor_id, row.actor_name),
                alert_id: None,
                text: None,
                data: json!({ "coordination": row.coordination, "given_by": row.given_by, "given_as": row.given_as }),
            },
        })
        .collect())
}

async fn needs(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<Line>> {
    let rows = timeline::needs_of(tx, past).await?;
    let found: Vec<_> = rows
        .into_iter()
        .filter_map(|row| {
            let finding: Finding = serde_json::from_value(row.body.clone()).ok()?;
            let Evidence::Need { sentence, asked_by, by } = finding.evidence else { return None };
            Some((row, finding.severity, sentence, asked_by, by.uuid()))
        })
        .collect();
    let mut writers: Vec<Uuid> = found.iter().map(|(_, _, _, _, by)| *by).collect();
    writers.sort_unstable();
    writers.dedup();
    let names: BTreeMap<Uuid, String> =
        users::named(tx, past.federation, &writers).await?.into_iter().map(|user| (user.id, user.name)).collect();
    Ok(found
        .into_iter()
        .map(|(row, severity, sentence, asked_by, by)| Line {
            place: Place { at: row.at, rank: 4, seq: 0, id: row.id },
            item: TimelineItem {
                at: row.at,
                kind: "need",
                actor: named(Some(by), names.get(&by).cloned()),
                alert_id: row.alert_id,
                text: Some(sentence),
                data: json!({ "finding_id": row.id, "severity": severity, "asked_by": asked_by }),
            },
        })
        .collect())
}
