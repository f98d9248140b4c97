//! What an administrator sees of a back-test.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_shared::rules::Severity;

use crate::alerts::view::PersonRef;
use crate::store::federations::Sector;
use crate::visits::Named;

/// Both rule sets side by side. Data coverage comes first: without data the rest says nothing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LabResult {
    pub coverage: Coverage,
    pub current: LabSummary,
    pub draft: LabSummary,
    /// Alerts of the draft that the rules in force do not raise, newest first; the first hundreds.
    pub gained: Vec<LabCase>,
    /// Alerts of the rules in force that the draft does not raise.
    pub lost: Vec<LabCase>,
    pub gained_count: u64,
    pub lost_count: u64,
    pub warnings: Vec<LabWarning>,
    pub elapsed_ms: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Coverage {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub ratings: u64,
    pub persons: u64,
    pub persons_rated: u64,
    pub visits_done: u64,
    pub visits_rated: u64,
    /// Of the days of the period, those with a rating.
    pub days_with_data: u64,
    /// Every week of the period: a week without data is not one without alerts.
    pub weeks: Vec<WeekCovered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WeekCovered {
    /// Its Monday.
    pub week: NaiveDate,
    /// Days of it with a rating, 0 to 7.
    pub days_with_data: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct LabSummary {
    pub alerts: u64,
    pub alerts_per_week: f64,
    /// Alerts in which a rule spoke; one may count under several.
    pub by_rule: BTreeMap<String, u64>,
    pub by_severity: BTreeMap<String, u64>,
    pub per_week: Vec<WeekAlerts>,
    pub per_sector: Vec<SectorAlerts>,
    pub per_coordinator: Vec<CoordinatorAlerts>,
    pub judged: Judged,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct WeekAlerts {
    /// Its Monday.
    pub week: NaiveDate,
    pub alerts: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct SectorAlerts {
    pub sector: Sector,
    pub alerts: u64,
    pub alerts_per_week: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct CoordinatorAlerts {
    pub coordinator: Named,
    /// Their share of the alerts of their sectors.
    pub alerts_per_working_day: f64,
    /// More than two.
    pub over_budget: bool,
}

/// Of these alerts, those that match a real one of the same person within a week, by how people closed that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Judged {
    pub useful: u64,
    pub noise: u64,
    /// Without such an alert, or with one that is still open.
    pub unjudged: u64,
}

/// An alert that one rule set raises and the other does not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LabCase {
    pub person: PersonRef,
    pub opened_at: DateTime<Utc>,
    pub severity: Severity,
    pub sentence: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LabWarning {
    /// The rule it is about; none for the whole set.
    #[schema(required = true)]
    pub rule: Option<String>,
    pub code: WarningCode,
    /// In the language of the one who started the back-test.
    pub detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// The rule said nothing in the whole period.
    MatchesNothing,
    /// More than two alerts a coordinator and working day.
    TooMany,
    /// Publishing would fill the queue at once.
    OpensNow,
    /// Too little was rated to say anything.
    NoData,
}
