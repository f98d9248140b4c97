//! What somebody asks for, checked: whether it is a cover at all, and whether they may ask for it.
//!
//! Whoever stands in gains sight, so nobody gives it beyond what is theirs to give: people of the desk plan for themselves and for
//! colleagues of their sectors, an administrator for everybody.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::cover::{CoverKind, CoverOrigin, LONGEST};
use vigie_shared::role::Role;

use crate::alerts::verbs::words;
use crate::cover::view::Circle;
use crate::http::{Caller, Problem};
use crate::ids;
use crate::store::covers::CoverRow;
use crate::store::users::User;
use crate::store::{Tx, persons, sectors, users};

/// Characters of a reason.
const LONGEST_REASON: usize = 200;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCover {
    pub kind: CoverKind,
    /// Who is away; needed unless somebody is only added.
    pub absent_id: Option<Uuid>,
    /// Who stands in; nobody for `remove`.
    pub cover_id: Option<Uuid>,
    /// One sector of the absent one; all of them without it.
    pub sector_id: Option<Uuid>,
    /// One person alone.
    pub person_id: Option<Uuid>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// At most 200 characters.
    pub reason: Option<String>,
}

/// A cover that may be made.
#[derive(Debug, Clone)]
pub struct Plan {
    pub kind: CoverKind,
    pub absent: Option<Uuid>,
    pub cover: Option<Uuid>,
    /// The role of whoever stands in, or is away.
    pub role: Role,
    pub sector: Option<Uuid>,
    pub person: Option<Uuid>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub reason: Option<String>,
}

impl Plan {
    pub fn row(&self, origin: CoverOrigin, source: Option<String>, by: Uuid, now: DateTime<Utc>) -> CoverRow {
        CoverRow {
            id: ids::fresh(),
            version: 1,
            kind: self.kind.as_str().to_owned(),
            absent_id: self.absent,
            absent_name: None,
            cover_id: self.cover,
            cover_name: None,
            sector_id: self.sector,
            sector_name: None,
            person_id: self.person,
            person_name: None,
            starts_at: self.from,
            ends_at: self.to,
            reason: self.reason.clone(),
            origin: origin.as_str().to_owned(),
            source,
            created_by: by,
            created_by_name: String::new(),
            created_at: now,
            ended_at: None,
        }
    }
}

/// Checks what was asked for.
pub async fn plan(tx: &mut Tx, caller: Caller, asked: &NewCover, now: DateTime<Utc>) -> Result<Plan, Problem> {
    let reason = words(asked.reason.as_deref().unwrap_or(""), "/reason", LONGEST_REASON)?;
    let (from, to) = span(asked, now)?;
    shape(asked)?;
    let absent = member(tx, caller, asked.absent_id, "/absent_id").await?;
    let cover = member(tx, caller, asked.cover_id, "/cover_id").await?;
    if let (Some(absent), Some(cover)) = (&absent, &cover)
        && absent.role != cover.role
    {
        return Err(Problem::field("/cover_id", "other_role"));
    }
    let circle = Circle::of(tx, caller.viewer(now)).await?;
    allowed(&circle, caller, asked)?;
    place(tx, &circle, caller, asked, now).await?;
    let role = cover.or(absent).and_then(|user| user.role.parse().ok()).unwrap_or(Role::Coordinator);
    Ok(Plan {
        kind: asked.kind,
        absent: asked.absent_id,
        cover: asked.cover_id,
        role,
        sector: asked.sector_id,
        person: asked.person_id,
        from,
        to,
        reason,
    })
}

/// A cover that began already begins now: nobody had sight before it was asked for.
fn span(asked: &NewCover, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), Problem> {
    let from = asked.from.max(now);
    if asked.to <= from || asked.to - from > LONGEST {
        return Err(Problem::field("/to", "invalid_time"));
    }
    if from > now + TimeDelta::days(2 * 366) {
        return Err(Problem::field("/from", "invalid_time"));
    }
    Ok((from, asked.to))
}

/// Each kind needs its people, and no others.
fn shape(asked: &NewCover) -> Result<(), Problem> {
    let missing = |pointer| Err(Problem::field(pointer, "missing"));
    let NewCover { kind, absent_id, cover_id, sector_id, person_id, .. } = asked;
    if *kind != CoverKind::Add && absent_id.is_none() {
        return missing("/absent_id");
    }
    if *kind != CoverKind::Remove && cover_id.is_none() {
        return missing("/cover_id");
    }
    if *kind == CoverKind::Remove && cover_id.is_some() {
        return Err(Problem::field("/cover_id", "nobody_stands_in"));
    }
    if absent_id.is_some() && absent_id == cover_id {
        return Err(Problem::field("/cover_id", "same_person"));
    }
    if absent_id.is_none() && sector_id.is_none() && person_id.is_none() {
        return missing("/sector_id");
    }
    if sector_id.is_some() && person_id.is_some() {
        return Err(Problem::field("/person_id", "sector_or_person"));
    }
    Ok(())
}

/// Somebody of this federation's desk.
async fn member(tx: &mut Tx, caller: Caller, id: Option<Uuid>, pointer: &str) -> Result<Option<User>, Problem> {
    let Some(id) = id else { return Ok(None) };
    let user = users::find(tx, caller.federation, id).await?;
    let of_desk = |user: &User| {
        let role = user.role.parse::<Role>();
        user.disabled_at.is_none() && matches!(role, Ok(Role::Coordinator | Role::SectorReferent))
    };
    user.filter(of_desk).map(Some).ok_or_else(|| Problem::field(pointer, "unknown_colleague"))
}

/// People of the desk plan for themselves and for colleagues of their sectors.
fn allowed(circle: &Circle, caller: Caller, asked: &NewCover) -> Result<(), Problem> {
    if circle.is_administrator() {
        return Ok(());
    }
    match asked.absent_id {
        Some(absent) if circle.is_colleague(absent) => Ok(()),
        Some(_) => Err(Problem::field("/absent_id", "not_a_colleague")),
        None if asked.cover_id == Some(caller.user) => Ok(()),
        None if asked.cover_id.is_some_and(|cover| circle.is_colleague(cover)) => Ok(()),
        None => Err(Problem::field("/cover_id", "not_a_colleague")),
    }
}

/// The sector or person is the absent one's; where nobody is away, the caller's own.
async fn place(
    tx: &mut Tx,
    circle: &Circle,
    caller: Caller,
    asked: &NewCover,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let theirs = |sector: Uuid| match asked.absent_id {
        Some(absent) => circle.posts.iter().any(|post| post.id == absent && post.sector_id == sector),
        None => circle.is_administrator() || circle.sectors.contains(&sector),
    };
    if let Some(sector) = asked.sector_id {
        let known = sectors::in_use(tx, caller.federation).await?;
        if !known.iter().any(|one| one.id == sector) || !theirs(sector) {
            return Err(Problem::field("/sector_id", "unknown_sector"));
        }
    }
    if let Some(person) = asked.person_id {
        let unknown = || Problem::field("/person_id", "unknown_person");
        let found = if circle.is_administrator() {
            persons::find(tx, caller.federation, person).await?
        } else {
            persons::in_scope(tx, caller.viewer(now), person).await?
        };
        if !theirs(found.ok_or_else(unknown)?.sector_id) {
            return Err(unknown());
        }
    }
    Ok(())
}
