//! For whom a transaction is begun: for one federation, or for the whole installation.
//!
//! The statements name their federation anyway; this is the second wall. [`Store::begin`](super::Store::begin) and
//! [`Store::read`](super::Store::read) tell PostgreSQL the scope of the task they are called from, and its row-level security
//! (`migrations/postgres/0035_walls.sql`) shows and takes no row of any other federation, whatever a statement says. A task inherits nothing
//! from the one that spawned it: who begins a transaction without a scope gets an error, on both databases.
//!
//! A request has the scope of its caller from the moment the caller is known; before that, only the routes in `doors` of `http/router.rs` reach
//! the database. The background loops say [`everywhere`] where they are spawned, and narrow to a federation for a job or a message.

use std::cell::Cell;

use uuid::Uuid;

use super::{StoreError, StoreResult, Tx};

/// Whose rows a transaction can touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those of this one.
    Federation(Uuid),
    /// Everybody's: commands of the operator, and what runs for all federations at once.
    All,
}

tokio::task_local! {
    /// None: a request whose caller is not known yet.
    static SCOPE: Cell<Option<Scope>>;
}

impl Scope {
    /// What tells PostgreSQL, for the transaction that is open and no longer: a pooler may hand the connection to anybody afterwards.
    pub(super) fn statement(self) -> String {
        match self {
            // An id has no character that could end the literal.
            Self::Federation(id) => format!("SET LOCAL vigie.federation = '{}'", id.hyphenated()),
            Self::All => "SET LOCAL vigie.federation = '*'".to_owned(),
        }
    }
}

/// Does something within a scope.
pub async fn within<F: Future>(scope: Scope, work: F) -> F::Output {
    SCOPE.scope(Cell::new(Some(scope)), work).await
}

/// Does something for the whole installation.
pub async fn everywhere<F: Future>(work: F) -> F::Output {
    within(Scope::All, work).await
}

/// Does something for a caller who is not known yet: nothing is reached until [`narrow`] says whose rows are.
pub async fn unknown<F: Future>(work: F) -> F::Output {
    SCOPE.scope(Cell::new(None), work).await
}

/// From here on the task works for this federation.
pub fn narrow(federation: Uuid) {
    // Outside every scope there is nothing to narrow, and no transaction will be begun.
    let _ = SCOPE.try_with(|scope| scope.set(Some(Scope::Federation(federation))));
}

/// The scope of the task that runs.
pub fn current() -> StoreResult<Scope> {
    SCOPE.try_with(Cell::get).ok().flatten().ok_or(StoreError::NoScope)
}

/// Lets an open transaction see every federation for a question about what is unique in the whole installation: a login, a browser. Gives
/// what is to be handed to [`back`] right after.
pub(super) async fn widen(tx: &mut Tx) -> StoreResult<Option<String>> {
    const SQL: &str = "SELECT current_setting('vigie.federation', true), set_config('vigie.federation', '*', true)";
    match tx {
        Tx::Sqlite(_) => Ok(None),
        Tx::Postgres(t) => {
            let (before, _): (Option<String>, String) = sqlx::query_as(SQL).fetch_one(&mut **t).await?;
            Ok(before)
        }
    }
}

/// Ends what [`widen`] began.
pub(super) async fn back(tx: &mut Tx, before: Option<String>) -> StoreResult<()> {
    const SQL: &str = "SELECT set_config('vigie.federation', $1, true)";
    if let Tx::Postgres(t) = tx {
        sqlx::query(SQL).bind(before.unwrap_or_default()).execute(&mut **t).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_has_the_scope_it_was_given_and_a_spawned_one_has_none() {
        let id = Uuid::from_u128(7);
        assert!(matches!(current(), Err(StoreError::NoScope)));
        everywhere(async {
            assert_eq!(current().ok(), Some(Scope::All));
            let spawned = tokio::spawn(async { current().ok() });
            assert_eq!(spawned.await.expect("no panic"), None);
            within(Scope::Federation(id), async { assert_eq!(current().ok(), Some(Scope::Federation(id))) }).await;
            assert_eq!(current().ok(), Some(Scope::All));
        })
        .await;
        unknown(async {
            assert!(current().is_err());
            narrow(id);
            assert_eq!(current().ok(), Some(Scope::Federation(id)));
        })
        .await;
        narrow(id);
        assert!(current().is_err());
    }
}
