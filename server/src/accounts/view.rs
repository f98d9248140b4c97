//! Accounts as they go over the wire.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;

use crate::store::accounts::AccountRow;

/// Whether somebody can use an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// No device is signed in and there is no password: a link is needed, or was handed out.
    Invited,
    /// There is a password or a device that is signed in.
    Active,
    /// Closed: its owner has left.
    Disabled,
}

/// How somebody shows who they are beside a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactor {
    None,
    Totp,
    Passkey,
}

/// An account, as those who keep it see it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Account)]
pub struct AccountView {
    pub id: Uuid,
    /// To be sent back with every change.
    pub version: i32,
    pub role: Role,
    pub login: String,
    pub name: String,
    /// `fr` or `en`.
    pub locale: String,
    /// The key of the planning software, for accounts that were imported.
    #[serde(rename = "ref")]
    #[schema(required = true)]
    pub reference: Option<String>,
    #[schema(required = true)]
    pub email: Option<String>,
    /// Where a link can be sent as a text message.
    #[schema(required = true)]
    pub phone: Option<String>,
    pub sector_ids: Vec<Uuid>,
    pub state: AccountState,
    pub has_password: bool,
    pub second_factor: SecondFactor,
    /// Since when an identity at the provider opens it.
    #[schema(required = true)]
    pub identity_linked_at: Option<DateTime<Utc>>,
    /// Sessions that can be used.
    pub sessions: i64,
    #[schema(required = true)]
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Until when a link that was handed out can be used; none: there is none, or it was used.
    #[schema(required = true)]
    pub invited_until: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub disabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Shows an account. None: the row holds a role this program does not know.
pub fn view(row: AccountRow) -> Option<AccountView> {
    let state = match row.disabled_at {
        Some(_) => AccountState::Disabled,
        None if row.has_password || row.sessions > 0 || row.identity_linked_at.is_some() => AccountState::Active,
        None => AccountState::Invited,
    };
    let second_factor = match row.factor.as_deref() {
        Some("passkey") => SecondFactor::Passkey,
        Some(_) => SecondFactor::Totp,
        None => SecondFactor::None,
    };
    Some(AccountView {
        id: row.id,
        version: row.version,
        role: row.role.parse().ok()?,
        login: row.login,
        name: row.name,
        locale: row.locale,
        reference: row.reference,
        email: row.email,
        phone: row.phone,
        sector_ids: row.sectors,
        state,
        has_password: row.has_password,
        second_factor,
        identity_linked_at: row.identity_linked_at,
        sessions: row.sessions,
        last_seen_at: row.last_seen_at,
        invited_until: row.invited_until,
        disabled_at: row.disabled_at,
        created_at: row.created_at,
    })
}
