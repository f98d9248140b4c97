//! Identifiers: one newtype over a UUID for each noun, so that a person's id cannot be passed where
//! a rating's is wanted.
//!
//! To add one more, add a line to `ids!` below. The crate cannot make an identifier: the phone or
//! the server does, and hands it in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = "uuid"))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The bare UUID, for the store.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// The tenant.
    FederationId,
    /// A piece of the territory.
    SectorId,
    /// Anyone who signs in: aide, coordinator, referent, administrator.
    UserId,
    /// The person helped at home.
    PersonId,
    /// One planned or done intervention.
    VisitId,
    /// One rating; made on the phone at the first tap and its idempotency key for ever.
    RatingId,
    /// The case in the queue.
    AlertId,
    /// One rule's verdict, as stored.
    FindingId,
    /// A browser's push subscription.
    SubscriptionId,
    /// A row of the outbox.
    MessageId,
    /// A signed-in device.
    SessionId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text_and_from_json() {
        let id = RatingId::from(Uuid::from_u128(7));
        assert_eq!(id.to_string().parse::<RatingId>(), Ok(id));
        let json = serde_json::to_string(&id).expect("an id is JSON");
        assert_eq!(json, format!("\"{id}\""));
        assert_eq!(serde_json::from_str::<RatingId>(&json).ok(), Some(id));
    }
}
