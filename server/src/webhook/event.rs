//! What the other side is told: that somebody is told something, and how grave it is. No name, no word about health.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_shared::delivery::MessageKind;

/// The facts of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<'a> {
    pub kind: MessageKind,
    /// When it happened; the call may come later.
    pub at: DateTime<Utc>,
    /// The same in every try, and in the header `webhook-id`.
    pub message: Uuid,
    /// Whom Vigie tells: the key of the planning software, or the account's id for those it does not know.
    pub user_ref: &'a str,
    /// `moderate`, `high` or `critical`, for what is about an alert.
    pub severity: Option<&'a str>,
    pub sector: Option<Uuid>,
}

impl Event<'_> {
    /// The body of the call.
    pub fn body(&self) -> String {
        let mut data = json!({ "kind": self.kind, "message_id": self.message, "user_ref": self.user_ref });
        if let Some(severity) = self.severity {
            data["severity"] = json!(severity);
        }
        if let Some(sector) = self.sector {
            data["sector_id"] = json!(sector);
        }
        let event: Value = json!({ "type": format!("message.{}", self.kind), "timestamp": self.at, "data": data });
        event.to_string()
    }
}
