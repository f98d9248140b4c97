//! `POST /api/accounts` and `PUT /api/accounts/{id}`: writing an account.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;

use crate::accounts::draft::Draft;
use crate::accounts::reach::{reach, reach_at, shown, stale};
use crate::accounts::view::AccountView;
use crate::accounts::{What, login, note};
use crate::app::Ctx;
use crate::http::extract::Keeper;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem};
use crate::ids;
use crate::store::accounts::{self, AccountRow, AccountWords};
use crate::store::users::{self, User};
use crate::store::{StoreError, StoreResult, Tx, sectors};

/// An account as it is typed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    /// A referent makes accounts for aides.
    pub role: Role,
    pub name: String,
    /// None: made from the name.
    pub login: Option<String>,
    /// Where they work; a referent gives sectors of her own.
    pub sector_ids: Vec<Uuid>,
    /// `fr` or `en`; none: `fr`.
    pub locale: Option<String>,
    pub email: Option<String>,
    /// Where a link can be sent as a text message.
    pub phone: Option<String>,
}

/// An account as it is changed. The role stays: whoever changes their work gets a new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// `version` of the account as it was seen.
    pub version: i32,
    pub name: String,
    /// None: as before.
    pub login: Option<String>,
    pub sector_ids: Vec<Uuid>,
    /// None: as before.
    pub locale: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

/// Makes an account.
#[utoipa::path(post, path = "/api/accounts", tag = "administration", request_body = NewAccount,
    responses((status = 201, body = AccountView), (status = 422, body = ProblemDocument)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Body(body): Body<NewAccount>,
) -> Result<(StatusCode, Json<AccountView>), Problem> {
    let now = app.clock.now();
    let role = body.role;
    if caller.role != Role::Administrator && role != Role::Aide {
        return Err(Problem::field("/role", "only_aides_here"));
    }
    let mut tx = app.store.begin().await?;
    let NewAccount { name, login, sector_ids: sectors, locale, email, phone, .. } = body;
    let draft = Draft { name, login, sectors, locale, email, phone };
    let draft = draft.checked(role, &given(&mut tx, &caller).await?)?;
    let login = match draft.login {
        Some(login) => login,
        None => login::free(&mut tx, &draft.name).await?,
    };
    let locale = draft.locale.unwrap_or_else(|| Lang::default().as_str().to_owned());
    let user = User {
        federation_id: caller.federation,
        id: ids::fresh(),
        role: role.as_str().to_owned(),
        login,
        name: draft.name,
        locale,
        reference: None,
        password_hash: None,
        disabled_at: None,
    };
    users::insert(&mut tx, &user, now).await.map_err(taken)?;
    accounts::set_sectors(&mut tx, caller.federation, user.id, &draft.sectors).await?;
    users::set_contact(&mut tx, caller.federation, user.id, draft.email.as_deref(), draft.phone.as_deref()).await?;
    note(&mut tx, caller.federation, (user.id, Some(caller.user)), (What::Created, None), now).await?;
    let view = shown(&mut tx, caller.federation, user.id, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Changes an account.
#[utoipa::path(put, path = "/api/accounts/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body = AccountChange,
    responses((status = 200, body = AccountView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Keeper>,
    Id(id): Id,
    Body(body): Body<AccountChange>,
) -> Result<Json<AccountView>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let before = reach_at(&mut tx, &caller, (id, body.version), now).await?;
    let version = body.version;
    let AccountChange { name, login, sector_ids: sectors, locale, email, phone, .. } = body;
    let draft = Draft { name, login, sectors, locale, email, phone };
    let draft = checked_on(&mut tx, &caller, &before, draft).await?;
    let words = AccountWords {
        login: draft.login.as_deref().unwrap_or(&before.login),
        name: &draft.name,
        locale: draft.locale.as_deref().unwrap_or(&before.locale),
        email: draft.email.as_deref(),
        phone: draft.phone.as_deref(),
    };
    let fields = changed_fields(&before, &words, &draft.sectors);
    if !accounts::update(&mut tx, caller.federation, (id, version), &words).await.map_err(taken)? {
        // Somebody was faster between our read and our write.
        drop(tx);
        let mut tx = app.store.read().await?;
        return Err(stale(reach(&mut tx, &caller, id, now).await?));
    }
    accounts::set_sectors(&mut tx, caller.federation, id, &draft.sectors).await?;
    if !fields.is_empty() {
        let detail = fields.join(",");
        note(&mut tx, caller.federation, (id, Some(caller.user)), (What::Changed, Some(&detail)), now).await?;
    }
    let view = shown(&mut tx, caller.federation, id, now).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Checks a change. The account's other sectors are not a referent's to give or to take: she sends them back as they were.
async fn checked_on(tx: &mut Tx, caller: &Caller, before: &AccountRow, draft: Draft) -> Result<Draft, Problem> {
    let role: Role = before.role.parse().map_err(|_| Problem::not_found())?;
    let own = given(tx, caller).await?;
    let others: Vec<Uuid> = before.sectors.iter().filter(|sector| !own.contains(sector)).copied().collect();
    let known: Vec<Uuid> = own.iter().chain(&others).copied().collect();
    let draft = draft.checked(role, &known)?;
    let kept = others.iter().all(|sector| draft.sectors.contains(sector));
    if kept { Ok(draft) } else { Err(Problem::field("/sector_ids", "not_your_sector")) }
}

/// The sectors this caller may give: a referent's own, an administrator's all that are not archived.
async fn given(tx: &mut Tx, caller: &Caller) -> StoreResult<Vec<Uuid>> {
    let sectors = if caller.role == Role::Administrator {
        sectors::in_use(tx, caller.federation).await?
    } else {
        users::sectors_of(tx, caller.federation, caller.user).await?
    };
    Ok(sectors.into_iter().map(|sector| sector.id).collect())
}

/// The names of what differs, for the account's history.
fn changed_fields(before: &AccountRow, words: &AccountWords<'_>, sectors: &[Uuid]) -> Vec<&'static str> {
    let mut had = before.sectors.clone();
    had.sort_unstable();
    let fields = [
        ("name", before.name != words.name),
        ("login", before.login != words.login),
        ("sector_ids", had != sectors),
        ("locale", before.locale != words.locale),
        ("email", before.email.as_deref() != words.email),
        ("phone", before.phone.as_deref() != words.phone),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}

/// The login is somebody else's.
fn taken(error: StoreError) -> Problem {
    match error {
        StoreError::Taken => Problem::field("/login", "login_taken"),
        error => error.into(),
    }
}
