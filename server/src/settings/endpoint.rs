//! `GET` and `PUT /api/settings`: working hours, holidays, targets, quiet hours.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vigie_shared::alert::{DueMinutes, IdleMinutes, SecuritySettings, WorkSettings};
use vigie_shared::calendar::{HolidayRegion, MinuteOfDay, WorkingTime};
use vigie_shared::delivery::hours::{Day, leave_time};
use vigie_shared::delivery::wishes::NotificationSettings;
use vigie_shared::wire::ProblemCode;

use super::Work;
use crate::app::Ctx;
use crate::http::extract::{Admin, Office};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::work_settings;

/// Days off beyond this are a mistake: ten years of bridges.
const MOST_DAYS_OFF: usize = 400;

/// The hours of each day: pairs of `HH:MM`, in order.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoursView {
    pub mon: Vec<Vec<String>>,
    pub tue: Vec<Vec<String>>,
    pub wed: Vec<Vec<String>>,
    pub thu: Vec<Vec<String>>,
    pub fri: Vec<Vec<String>>,
    pub sat: Vec<Vec<String>>,
    pub sun: Vec<Vec<String>>,
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkingTimeView {
    #[schema(value_type = HoursView)]
    pub hours: Value,
    pub holidays: HolidayRegion,
    /// Other days on which the federation is closed.
    #[schema(value_type = Vec<NaiveDate>)]
    pub days_off: Value,
    /// The time of critical alerts runs day and night.
    pub critical_always: bool,
}

/// When people are told. Times of the wall clock, `HH:MM`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FederationHours {
    pub quiet_from: String,
    pub quiet_to: String,
    /// Critical alerts are told at any hour, to whoever is not away.
    pub critical_breaks_quiet: bool,
    /// Messages a person and day; critical alerts are not counted.
    pub daily_cap: u32,
    /// The aides' hours, unless they set their own.
    pub aide_from: String,
    pub aide_to: String,
}

impl FederationHours {
    fn of(settings: &NotificationSettings) -> Self {
        Self {
            quiet_from: settings.quiet_from.to_string(),
            quiet_to: settings.quiet_to.to_string(),
            critical_breaks_quiet: settings.critical_breaks_quiet,
            daily_cap: settings.daily_cap,
            aide_from: settings.aide_from.to_string(),
            aide_to: settings.aide_to.to_string(),
        }
    }

    /// Parses what was sent. Hours that nobody could ever be told in are a slip of the pen.
    fn read(self, work: &WorkingTime) -> Result<NotificationSettings, Problem> {
        let minute = |text: String, field: &str| {
            MinuteOfDay::try_from(text).map_err(|_| Problem::field(&format!("/notifications/{field}"), "invalid_clock"))
        };
        let settings = NotificationSettings {
            quiet_from: minute(self.quiet_from, "quiet_from")?,
            quiet_to: minute(self.quiet_to, "quiet_to")?,
            critical_breaks_quiet: self.critical_breaks_quiet,
            daily_cap: self.daily_cap,
            aide_from: minute(self.aide_from, "aide_from")?,
            aide_to: minute(self.aide_to, "aide_to")?,
        };
        let quiet = [settings.quiet()];
        let mut desk = Day::ALL.iter().filter_map(|day| work.hours.frame(day.weekday()));
        if settings.mistakes().is_empty()
            && (!leave_time(settings.aides(), &quiet) || !desk.any(|hours| leave_time(hours, &quiet)))
        {
            return Err(Problem::field("/notifications/quiet_to", "no_time_left"));
        }
        Ok(settings)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsView {
    /// To be sent back with a change; 0 while the built-in settings hold.
    pub version: i32,
    pub working_time: WorkingTimeView,
    /// How soon whoever took an alert should have acted.
    pub act_minutes: DueMinutes,
    /// After how long a claim on which nothing follows goes back.
    pub claim_idle_minutes: IdleMinutes,
    /// How long each step of the escalation waits for the next.
    pub escalation_minutes: DueMinutes,
    /// After how many days looks at files are forgotten. Left out of a change, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// After how many days since the end of the help it is forgotten who a person was. Left out of a change, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_days: Option<u32>,
    /// When people are told, and when they are left in peace. Left out of a change, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notifications: Option<FederationHours>,
    /// How accounts are opened. Left out of a change, it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<SecuritySettings>,
}

impl SettingsView {
    fn of(work: &Work) -> Self {
        let WorkSettings {
            working_time,
            act_minutes,
            claim_idle_minutes,
            escalation_minutes,
            retention_days,
            file_days,
            notifications,
            security,
        } = work.settings.clone();
        let WorkingTime { hours, holidays, days_off, critical_always } = working_time;
        let json = |value: serde_json::Result<Value>| value.unwrap_or(Value::Null);
        Self {
            version: work.version,
            working_time: WorkingTimeView {
                hours: json(serde_json::to_value(hours)),
                holidays,
                days_off: json(serde_json::to_value(days_off)),
                critical_always,
            },
            act_minutes,
            claim_idle_minutes,
            escalation_minutes,
            retention_days: Some(retention_days),
            file_days: Some(file_days),
            notifications: Some(FederationHours::of(&notifications)),
            security: Some(security),
        }
    }

    /// Parses what was sent; mistakes are named by place. `before` has what was left out.
    fn read(self, before: &WorkSettings) -> Result<WorkSettings, Problem> {
        fn at<T: DeserializeOwned>(value: Value, pointer: &str, code: &str) -> Result<T, Problem> {
            serde_json::from_value(value).map_err(|_| Problem::field(pointer, code))
        }
        let days_off: std::collections::BTreeSet<NaiveDate> =
            at(self.working_time.days_off, "/working_time/days_off", "invalid_days")?;
        if days_off.len() > MOST_DAYS_OFF {
            return Err(Problem::field("/working_time/days_off", "out_of_range"));
        }
        let working_time = WorkingTime {
            hours: at(self.working_time.hours, "/working_time/hours", "invalid_hours")?,
            holidays: self.working_time.holidays,
            days_off,
            critical_always: self.working_time.critical_always,
        };
        let notifications = match self.notifications {
            Some(sent) => sent.read(&working_time)?,
            None => before.notifications.clone(),
        };
        let settings = WorkSettings {
            working_time,
            act_minutes: self.act_minutes,
            claim_idle_minutes: self.claim_idle_minutes,
            escalation_minutes: self.escalation_minutes,
            retention_days: self.retention_days.unwrap_or(before.retention_days),
            file_days: self.file_days.unwrap_or(before.file_days),
            notifications,
            security: self.security.unwrap_or(before.security),
        };
        let mistakes = settings.mistakes();
        if mistakes.is_empty() {
            return Ok(settings);
        }
        let problem = Problem::new(ProblemCode::ValidationFailed);
        Err(mistakes.into_iter().fold(problem, |problem, place| problem.and_field(place, "out_of_range")))
    }
}

/// The settings in force.
#[utoipa::path(get, path = "/api/settings", tag = "administration", responses((status = 200, body = SettingsView)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Office>) -> Result<Json<SettingsView>, Problem> {
    let mut tx = app.store.read().await?;
    Ok(Json(SettingsView::of(&Work::of(&mut tx, caller.federation).await?)))
}

/// Changes the settings. Targets that were set keep their moment; the next ones are counted anew.
#[utoipa::path(put, path = "/api/settings", tag = "administration", request_body = SettingsView,
    responses((status = 200, body = SettingsView), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Body(body): Body<SettingsView>,
) -> Result<Json<SettingsView>, Problem> {
    let version = body.version;
    let mut tx = app.store.begin().await?;
    let settings = body.read(&Work::of(&mut tx, caller.federation).await?.settings)?;
    let json = serde_json::to_value(&settings).map_err(|_| Problem::new(ProblemCode::Internal))?;
    let saved = version >= 0
        && work_settings::save(&mut tx, caller.federation, version, &json, caller.user, app.clock.now()).await?;
    let now = SettingsView::of(&Work::of(&mut tx, caller.federation).await?);
    if !saved {
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("settings", &now));
    }
    tx.commit().await?;
    Ok(Json(now))
}
