//! `GET` and `PUT /api/notifications`: what one wants to be told, how and when.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use vigie_shared::calendar::{MinuteOfDay, Span};
use vigie_shared::delivery::MessageKind;
use vigie_shared::delivery::hours::{ClockHours, Day, leave_time, next_free};
use vigie_shared::delivery::wishes::Preferences;
use vigie_shared::mail_address::MailAddress;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::Listener;
use crate::app::Ctx;
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem};
use crate::settings::Work;
use crate::store::preferences::{self, PreferenceRow};
use crate::store::{StoreResult, Tx, users};

/// How far ahead one's next hour is looked for.
const AHEAD: TimeDelta = TimeDelta::days(31);

#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationsView {
    /// To be sent back with a change; 0 while nothing was changed.
    pub version: i32,
    pub push: bool,
    pub mail: bool,
    /// Where mail goes; null: nowhere.
    #[schema(required = true)]
    pub email: Option<String>,
    /// One's own quiet hours, `HH:MM`, on top of the federation's.
    #[schema(required = true)]
    pub quiet_from: Option<String>,
    #[schema(required = true)]
    pub quiet_to: Option<String>,
    /// The days one works; null: the federation's.
    #[schema(required = true)]
    pub days: Option<BTreeSet<Day>>,
    #[schema(required = true)]
    pub duty_from: Option<String>,
    #[schema(required = true)]
    pub duty_to: Option<String>,
    /// What one's role can be told, and whether one wants it.
    #[schema(value_type = std::collections::HashMap<String, bool>)]
    pub kinds: BTreeMap<MessageKind, bool>,
    /// What cannot be switched off in one's role. Critical alerts cannot either, by those who work them.
    pub locked: Vec<MessageKind>,
    pub effective: Effective,
}

/// What follows from both sides.
#[derive(Debug, Serialize, ToSchema)]
pub struct Effective {
    /// Together with the federation's when they touch; else the federation's.
    pub quiet_from: String,
    pub quiet_to: String,
    pub critical_breaks_quiet: bool,
    /// From when on ordinary messages come: the moment of the answer while one is on duty. Null: not within a month.
    #[schema(required = true)]
    pub next_duty_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationsChange {
    pub version: i32,
    pub push: bool,
    pub mail: bool,
    /// Where mail goes; null: nowhere. Left out, it stays.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
    pub quiet_from: Option<String>,
    pub quiet_to: Option<String>,
    pub days: Option<Vec<String>>,
    pub duty_from: Option<String>,
    pub duty_to: Option<String>,
    /// Those left out stay as they are.
    #[serde(default)]
    pub kinds: BTreeMap<String, bool>,
}

/// What was said, be it null.
fn said<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(input).map(Some)
}

/// One's wishes.
#[utoipa::path(get, path = "/api/notifications", tag = "push", responses((status = 200, body = NotificationsView)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<Json<NotificationsView>, Problem> {
    let mut tx = app.store.read().await?;
    Ok(Json(view(&mut tx, caller, app.clock.now()).await?))
}

/// Changes one's wishes. What waits is decided about again when its hour comes.
#[utoipa::path(put, path = "/api/notifications", tag = "push", request_body = NotificationsChange,
    responses((status = 200, body = NotificationsView), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Body(body): Body<NotificationsChange>,
) -> Result<Json<NotificationsView>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let work = Work::of(&mut tx, caller.federation).await?;
    let before = Listener::of(&mut tx, caller.federation, caller.user, caller.role, now).await?;
    let (version, push, mail) = (body.version, body.push, body.mail);
    let email = body.email.clone().map(address).transpose()?;
    let after = Listener { wishes: wishes(body, &before)?, ..before };
    if !has_time(&after, &work) {
        return Err(Problem::field("/quiet_to", "no_time_left"));
    }
    let json = serde_json::to_value(&after.wishes).map_err(|_| Problem::new(ProblemCode::Internal))?;
    let row = PreferenceRow { version, push, mail, body: json };
    let saved = version >= 0 && preferences::save(&mut tx, caller.federation, caller.user, &row, now).await?;
    if let Some(email) = email {
        users::set_email(&mut tx, caller.federation, caller.user, email.as_ref()).await?;
    }
    let shown = view(&mut tx, caller, now).await?;
    if !saved {
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("notifications", &shown));
    }
    tx.commit().await?;
    Ok(Json(shown))
}

/// Parses an address; nothing typed is none.
fn address(text: Option<String>) -> Result<Option<MailAddress>, Problem> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| text.parse().map_err(|_| Problem::field("/email", "invalid_email"))).transpose()
}

async fn view(tx: &mut Tx, caller: Caller, now: DateTime<Utc>) -> StoreResult<NotificationsView> {
    let work = Work::of(tx, caller.federation).await?;
    let listener = Listener::of(tx, caller.federation, caller.user, caller.role, now).await?;
    let email = users::email_of(tx, caller.federation, caller.user).await?;
    let (quiet, duty) = (listener.quiet(&work), listener.duty(&work, None));
    let together = quiet.own.map_or(quiet.federation, |own| quiet.federation.joined(own));
    let Preferences { quiet: own, days, duty: hours, off } = &listener.wishes;
    Ok(NotificationsView {
        version: listener.version,
        push: listener.push,
        mail: listener.mail,
        email: email.map(|address| address.to_string()),
        quiet_from: own.map(|own| own.from.to_string()),
        quiet_to: own.map(|own| own.to.to_string()),
        days: days.clone(),
        duty_from: hours.map(|(from, _)| from.to_string()),
        duty_to: hours.map(|(_, to)| to.to_string()),
        kinds: MessageKind::of_role(caller.role).iter().map(|kind| (*kind, !off.contains(kind))).collect(),
        locked: MessageKind::locked_for(caller.role).to_vec(),
        effective: Effective {
            quiet_from: together.from.to_string(),
            quiet_to: together.to.to_string(),
            critical_breaks_quiet: quiet.critical_breaks,
            next_duty_at: next_free(&quiet, &duty, now, now + AHEAD),
        },
    })
}

/// Parses what was sent; mistakes are named by place.
fn wishes(body: NotificationsChange, before: &Listener) -> Result<Preferences, Problem> {
    let quiet = hours(body.quiet_from, body.quiet_to, "quiet")?.map(|(from, to)| ClockHours { from, to });
    let duty = hours(body.duty_from, body.duty_to, "duty")?;
    if duty.is_some_and(|(from, to)| from >= to) {
        return Err(Problem::field("/duty_to", "out_of_range"));
    }
    Ok(Preferences {
        quiet,
        days: body.days.map(days).transpose()?,
        duty,
        off: kinds(body.kinds, before.role, before.wishes.off.clone())?,
    })
}

/// Both ends, or none.
fn hours(from: Option<String>, to: Option<String>, name: &str) -> Result<Option<Span>, Problem> {
    let minute = |text: String, end: &str| {
        MinuteOfDay::try_from(text).map_err(|_| Problem::field(&format!("/{name}_{end}"), "invalid_clock"))
    };
    match (from, to) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) => Ok(Some((minute(from, "from")?, minute(to, "to")?))),
        (Some(_), None) => Err(Problem::field(&format!("/{name}_to"), "invalid_clock")),
        (None, Some(_)) => Err(Problem::field(&format!("/{name}_from"), "invalid_clock")),
    }
}

fn days(words: Vec<String>) -> Result<BTreeSet<Day>, Problem> {
    let read: Result<BTreeSet<Day>, _> = words.iter().map(|word| word.parse::<Day>()).collect();
    read.ok().filter(|days| !days.is_empty()).ok_or_else(|| Problem::field("/days", "out_of_range"))
}

fn kinds(
    sent: BTreeMap<String, bool>,
    role: Role,
    mut off: BTreeSet<MessageKind>,
) -> Result<BTreeSet<MessageKind>, Problem> {
    for (word, wanted) in sent {
        let at = |code: &str| Problem::field(&format!("/kinds/{word}"), code);
        let known = word.parse().ok().filter(|kind| MessageKind::of_role(role).contains(kind));
        let kind = known.ok_or_else(|| at("no_such_message"))?;
        if wanted {
            off.remove(&kind);
        } else if MessageKind::locked_for(role).contains(&kind) {
            return Err(at("locked"));
        } else {
            off.insert(kind);
        }
    }
    Ok(off)
}

/// Whether there is an hour of the week at which an ordinary message may come.
fn has_time(listener: &Listener, work: &Work) -> bool {
    let (quiet, duty) = (listener.quiet(work), listener.duty(work, None));
    let all: Vec<ClockHours> = [Some(quiet.federation), quiet.own].into_iter().flatten().collect();
    let mut hours = Day::ALL.iter().filter_map(|day| duty.hours_of(day.weekday()));
    hours.any(|hours| leave_time(hours, &all))
}
