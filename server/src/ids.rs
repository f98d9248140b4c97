//! The one place that makes identifiers.

use uuid::Uuid;

/// A fresh time-ordered identifier (UUID version 7).
#[expect(clippy::disallowed_methods, reason = "this is where identifiers are made")]
pub fn fresh() -> Uuid {
    Uuid::now_v7()
}
