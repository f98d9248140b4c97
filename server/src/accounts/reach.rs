//! Whose account somebody may keep: an administrator everybody's, a sector referent those of the aides who share a sector with her.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::view::{AccountView, view};
use crate::http::{Caller, Problem};
use crate::store::Tx;
use crate::store::accounts::{self, AccountRow};

/// Whose eyes narrow a look: a referent's, or nobody's.
pub fn keeper(caller: &Caller) -> Option<Uuid> {
    (caller.role != Role::Administrator).then_some(caller.user)
}

/// The account, if it is this caller's to keep; otherwise it does not exist.
pub async fn reach(tx: &mut Tx, caller: &Caller, id: Uuid, now: DateTime<Utc>) -> Result<AccountRow, Problem> {
    let found = accounts::find(tx, caller.federation, id, keeper(caller), now).await?;
    found.ok_or_else(Problem::not_found)
}

/// The same at the version its keeper saw; otherwise the answer is the account as it is now.
pub async fn reach_at(
    tx: &mut Tx,
    caller: &Caller,
    (id, version): (Uuid, i32),
    now: DateTime<Utc>,
) -> Result<AccountRow, Problem> {
    let row = reach(tx, caller, id, now).await?;
    if row.version == version { Ok(row) } else { Err(stale(row)) }
}

/// Somebody was faster.
pub fn stale(row: AccountRow) -> Problem {
    Problem::new(ProblemCode::StaleVersion).with_current("account", &view(row))
}

/// The account as it is after a change, for the answer. It is shown even if its keeper has just let go of it.
pub async fn shown(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<AccountView, Problem> {
    let row = accounts::find(tx, federation, id, None, now).await?;
    row.and_then(view).ok_or_else(Problem::not_found)
}
