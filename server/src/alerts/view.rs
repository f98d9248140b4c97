//! Alerts as they go over the wire.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::{Outcome, StateKind};
use vigie_shared::lang::Lang;
use vigie_shared::rating::Axis;
use vigie_shared::role::Role;
use vigie_shared::rules::{Audience, Evidence, Family, Finding, Severity, explain};

use super::case_file::CaseFile;
use super::log::{audience_of, severity_of};
use super::targets::is_overdue;
use crate::follow_ups::view::{FollowUp, NextStep, next_steps};
use crate::persons::history::{History, names};
use crate::store::alerts::{self, AlertRow};
use crate::store::findings::{self, FindingRow};
use crate::store::{StoreResult, Tx, follow_ups, ratings};
use crate::visits::Named;

/// Days of the small curve beside each alert.
pub const SPARK_DAYS: usize = 28;

/// A line of the queue.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AlertItem {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub state: StateKind,
    pub severity: Severity,
    pub person: PersonRef,
    pub opened_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// When somebody should have taken it.
    pub due_at: DateTime<Utc>,
    #[schema(required = true)]
    pub snoozed_until: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub closed_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub outcome: Option<Outcome>,
    #[schema(required = true)]
    pub owner: Option<Named>,
    /// When whoever took it should have acted; none while nobody has it and once something was done.
    #[schema(required = true)]
    pub act_due_at: Option<DateTime<Utc>>,
    /// Past the target to take it, or to act once taken.
    pub overdue: bool,
    /// Nobody took it in time and others were told.
    pub escalated: bool,
    /// Whom the escalation has reached: 0 nobody, 1 cover and coordinators, 2 referents, 3 administrators.
    pub escalation_step: i32,
    /// Why, in one sentence.
    pub sentence: String,
    /// What the findings that stand are about.
    pub axes: Vec<Axis>,
    /// Newest first.
    pub findings: Vec<FindingView>,
    /// The lowest of health, mood and form of each of the last 28 days, oldest first.
    pub spark: Vec<Option<i32>>,
    /// Its earliest open follow-up.
    #[schema(required = true)]
    pub next_step: Option<NextStep>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonRef {
    pub id: Uuid,
    pub name: String,
    pub sector_id: Uuid,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FindingView {
    pub id: Uuid,
    pub rule: String,
    pub family: Family,
    pub severity: Severity,
    pub at: DateTime<Utc>,
    pub sentence: String,
    /// What it is about; a sign or a silence is about none.
    pub axes: Vec<Axis>,
    /// A late rating contradicted it.
    pub lifted: bool,
    /// The numbers of the sentence.
    #[schema(value_type = Object)]
    pub evidence: Evidence,
}

/// An alert with everything that happened to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlertDetail {
    #[serde(flatten)]
    pub item: AlertItem,
    /// Oldest first.
    pub timeline: Vec<TimelineEntry>,
    pub history: History,
    /// Promises made on it, the earliest due first. Open ones stay when it is closed.
    pub follow_ups: Vec<FollowUp>,
    #[serde(flatten)]
    pub case: CaseFile,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelineEntry {
    pub seq: i64,
    pub at: DateTime<Utc>,
    /// `opened`, `claimed`, `note` ...
    pub kind: String,
    #[schema(required = true)]
    pub actor: Option<Actor>,
    #[schema(required = true)]
    pub text: Option<String>,
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Actor {
    pub id: Uuid,
    pub name: String,
    #[schema(required = true)]
    pub role: Option<Role>,
}

/// An alert in a person's file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AlertBrief {
    pub id: Uuid,
    pub state: StateKind,
    pub severity: Severity,
    pub opened_at: DateTime<Utc>,
    #[schema(required = true)]
    pub closed_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub outcome: Option<Outcome>,
    pub sentence: String,
}

/// In which language and time zone sentences are written.
#[derive(Debug, Clone, Copy)]
pub struct Writing {
    pub lang: Lang,
    pub zone: Tz,
    pub now: DateTime<Utc>,
    /// What is about the quality of the visits is not shown to coordinators.
    pub role: Role,
}

/// The lines of these alerts: four queries, however many there are.
pub async fn items(
    tx: &mut Tx,
    federation: Uuid,
    rows: Vec<AlertRow>,
    writing: Writing,
) -> StoreResult<Vec<AlertItem>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let persons: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let mut findings = finding_views(tx, federation, &ids, writing).await?;
    let mut sparks = sparks(tx, federation, &persons, writing).await?;
    let today = writing.now.with_timezone(&writing.zone).date_naive();
    let next_steps = next_steps(&follow_ups::of_alerts(tx, federation, &ids).await?, today);
    Ok(rows
        .into_iter()
        .map(|row| {
            let findings = findings.remove(&row.id).unwrap_or_default();
            let spark = sparks.remove(&row.person_id).unwrap_or_else(|| vec![None; SPARK_DAYS]);
            let next_step = next_steps.get(&row.id).copied();
            item(row, findings, spark, next_step, writing.now)
        })
        .collect())
}

fn item(
    row: AlertRow,
    findings: Vec<FindingView>,
    spark: Vec<Option<i32>>,
    next_step: Option<NextStep>,
    now: DateTime<Utc>,
) -> AlertItem {
    let overdue = is_overdue(&row, now);
    AlertItem {
        id: row.id,
        version: row.version,
        state: row.state.parse().unwrap_or(StateKind::New),
        severity: severity_of(row.severity),
        person: PersonRef { id: row.person_id, name: row.person_name, sector_id: row.sector_id },
        opened_at: row.opened_at,
        updated_at: row.updated_at,
        due_at: row.due_at,
        snoozed_until: row.snoozed_until,
        closed_at: row.closed_at,
        outcome: row.outcome.and_then(|word| word.parse().ok()),
        owner: row.owner_id.map(|id| Named { id, name: row.owner_name.unwrap_or_default() }),
        act_due_at: row.act_due_at,
        overdue,
        escalated: row.escalated_at.is_some(),
        escalation_step: row.escalation_step,
        sentence: leading_sentence(&findings),
        axes: standing_axes(&findings),
        findings,
        spark,
        next_step,
    }
}

/// The axes of what still stands, each once.
fn standing_axes(findings: &[FindingView]) -> Vec<Axis> {
    let standing = findings.iter().filter(|finding| !finding.lifted);
    let axes: BTreeSet<Axis> = standing.flat_map(|finding| finding.axes.iter().copied()).collect();
    axes.into_iter().collect()
}

/// The sentence that leads an alert: of the findings that stand the gravest, then the latest.
fn leading_sentence(findings: &[FindingView]) -> String {
    let leading = findings.iter().max_by_key(|finding| (!finding.lifted, finding.severity, finding.at));
    leading.map(|finding| finding.sentence.clone()).unwrap_or_default()
}

/// The findings of these alerts, by alert, as sentences.
async fn finding_views(
    tx: &mut Tx,
    federation: Uuid,
    ids: &[Uuid],
    writing: Writing,
) -> StoreResult<BTreeMap<Uuid, Vec<FindingView>>> {
    let rows = findings::of_alerts(tx, federation, ids).await?;
    let parsed: Vec<(FindingRow, Finding)> = rows
        .into_iter()
        .filter_map(|row| serde_json::from_value(row.body.clone()).ok().map(|finding| (row, finding)))
        .collect();
    let aides = names(tx, federation, &aides_in(&parsed)).await?;
    let mut views: BTreeMap<Uuid, Vec<FindingView>> = BTreeMap::new();
    for (row, finding) in parsed {
        let Some(alert) = row.alert_id else { continue };
        if writing.role == Role::Coordinator && finding.audience == Audience::Referent {
            continue;
        }
        let name_of = |aide: vigie_shared::ids::UserId| aides.get(&aide.uuid()).cloned();
        let sentence = explain(&finding.evidence, writing.lang, writing.zone, &name_of);
        views.entry(alert).or_default().push(FindingView {
            id: row.id,
            rule: row.rule,
            family: finding.family,
            severity: finding.severity,
            at: row.at,
            sentence,
            axes: finding.axes(),
            lifted: row.lifted_at.is_some(),
            evidence: finding.evidence,
        });
    }
    Ok(views)
}

/// The sentences of the findings in these alerts, by finding.
pub async fn sentences(
    tx: &mut Tx,
    federation: Uuid,
    alerts: &[Uuid],
    writing: Writing,
) -> StoreResult<BTreeMap<Uuid, String>> {
    let views = finding_views(tx, federation, alerts, writing).await?;
    Ok(views.into_values().flatten().map(|finding| (finding.id, finding.sentence)).collect())
}

/// Whom the sentences will name.
fn aides_in(findings: &[(FindingRow, Finding)]) -> Vec<Uuid> {
    let mut aides: Vec<Uuid> =
        findings.iter().flat_map(|(_, finding)| finding.evidence.aides()).map(|aide| aide.uuid()).collect();
    aides.sort_unstable();
    aides.dedup();
    aides
}

async fn sparks(
    tx: &mut Tx,
    federation: Uuid,
    persons: &[Uuid],
    writing: Writing,
) -> StoreResult<BTreeMap<Uuid, Vec<Option<i32>>>> {
    let today = writing.now.with_timezone(&writing.zone).date_naive();
    let reach = i64::try_from(SPARK_DAYS).unwrap_or(0);
    let points = ratings::low_points(tx, federation, persons, writing.now - TimeDelta::days(reach)).await?;
    let mut sparks: BTreeMap<Uuid, Vec<Option<i32>>> = BTreeMap::new();
    for point in points {
        let age = (today - point.visited_at.with_timezone(&writing.zone).date_naive()).num_days();
        let place = usize::try_from(reach - 1 - age).ok().filter(|place| *place < SPARK_DAYS);
        let low = [point.health, point.mood, point.form].into_iter().flatten().min();
        let days = sparks.entry(point.person_id).or_insert_with(|| vec![None; SPARK_DAYS]);
        if let Some(day) = place.and_then(|place| days.get_mut(place)) {
            *day = [*day, low].into_iter().flatten().min();
        }
    }
    Ok(sparks)
}

/// A person's alerts, each with its leading sentence.
pub async fn briefs(tx: &mut Tx, federation: Uuid, person: Uuid, writing: Writing) -> StoreResult<Vec<AlertBrief>> {
    let mut rows = alerts::of_person(tx, federation, person).await?;
    rows.retain(|row| writing.role != Role::Coordinator || audience_of(row) == Audience::Coordination);
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let findings = finding_views(tx, federation, &ids, writing).await?;
    let brief = |row: AlertRow| AlertBrief {
        id: row.id,
        state: row.state.parse().unwrap_or(StateKind::New),
        severity: severity_of(row.severity),
        opened_at: row.opened_at,
        closed_at: row.closed_at,
        outcome: row.outcome.and_then(|word| word.parse().ok()),
        sentence: findings.get(&row.id).map(|findings| leading_sentence(findings)).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(brief).collect())
}
