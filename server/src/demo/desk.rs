//! The desk of the demo: its working hours, somebody who stands in now, and somebody who will.

use axum::extract::State;
use chrono::{Datelike as _, Days, NaiveDate};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::cover::CoverKind;
use vigie_shared::role::Role;

use super::cast::Cast;
use super::live::{at, caller, failed};
use crate::app::Ctx;
use crate::cover::endpoints::declare::declare;
use crate::cover::endpoints::plan::NewCover;
use crate::http::{As, Body};
use crate::settings::endpoint::{change, read};

/// How many days before today the running cover began.
pub const COVERED_SINCE: i64 = 2;

/// And in how many days it ends.
const TRAINING_ENDS_IN: u64 = 2;

/// The office closes early on Fridays.
pub async fn set_hours(app: &Ctx, cast: &Cast) -> anyhow::Result<()> {
    let by = caller(cast, cast.administrator, Role::Administrator);
    let axum::Json(mut settings) = read(State(app.clone()), As::new(by)).await.map_err(failed)?;
    settings.working_time.hours["fri"] = json!([["08:30", "12:30"], ["13:30", "16:30"]]);
    let changed = change(State(app.clone()), As::new(by), Body(settings)).await;
    changed.map(|_| ()).map_err(failed)
}

/// Nadia looks after Karim's coast while he is at a training course; some days later he takes everything of hers.
pub async fn plan_covers(app: &Ctx, cast: &Cast, today: NaiveDate) -> anyhow::Result<()> {
    let (nadia, karim) = (cast.coordinators[0], cast.coordinators[1]);
    let ahead = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(today);
    // A Monday by which the training course is over.
    let next = u64::from(7 - today.weekday().num_days_from_monday());
    let monday = ahead(if next > TRAINING_ENDS_IN { next } else { next + 7 });
    let saturday = monday.checked_add_days(Days::new(5)).unwrap_or(monday);
    let training = NewCover {
        kind: CoverKind::Replace,
        absent_id: Some(karim),
        cover_id: Some(nadia),
        sector_id: Some(cast.coast),
        person_id: None,
        from: app.clock.now(),
        to: at(ahead(TRAINING_ENDS_IN), 18),
        reason: Some("Formation".to_owned()),
    };
    let holiday = NewCover {
        absent_id: Some(nadia),
        cover_id: Some(karim),
        sector_id: None,
        from: at(monday, 8),
        to: at(saturday, 0),
        reason: Some("Congés".to_owned()),
        ..training.clone()
    };
    for (who, cover) in [(karim, training), (nadia, holiday)] {
        declared(app, cast, who, cover).await?;
    }
    Ok(())
}

async fn declared(app: &Ctx, cast: &Cast, who: Uuid, cover: NewCover) -> anyhow::Result<()> {
    let by = As::new(caller(cast, who, Role::Coordinator));
    let declared = declare(State(app.clone()), by, Body(cover)).await;
    declared.map(|_| ()).map_err(failed)
}
