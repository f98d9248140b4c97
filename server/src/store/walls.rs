//! Whether PostgreSQL's walls between federations stand: what `vigie doctor` looks at.

use super::{StoreResult, Tx};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walls {
    /// The role we connect with passes every wall: it is a superuser, or has BYPASSRLS.
    pub passed: bool,
    /// Tables with a federation and without a wall.
    pub lacking: Vec<String>,
    /// Whether the connection is encrypted: to a pooler, as far as that one.
    pub encrypted: bool,
}

/// Looks at the walls; none where there can be none, in the embedded database.
pub async fn look(tx: &mut Tx) -> StoreResult<Option<Walls>> {
    const ROLE: &str = "SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user";
    const LACKING: &str = "SELECT t.relname::text FROM pg_catalog.pg_class t
        JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attname = 'federation_id' AND NOT a.attisdropped
        WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
          AND NOT (t.relrowsecurity AND t.relforcerowsecurity
            AND EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'federation'))
        ORDER BY 1";
    const ENCRYPTED: &str =
        "SELECT COALESCE((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()), false)";
    let Tx::Postgres(t) = tx else { return Ok(None) };
    Ok(Some(Walls {
        passed: sqlx::query_scalar(ROLE).fetch_one(&mut **t).await?,
        lacking: sqlx::query_scalar(LACKING).fetch_all(&mut **t).await?,
        encrypted: sqlx::query_scalar(ENCRYPTED).fetch_one(&mut **t).await?,
    }))
}
