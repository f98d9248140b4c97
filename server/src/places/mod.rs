//! The card at a person's home: its code, as an address on a QR code or a tag, leads whoever is signed in to where they work.
//!
//! The code is shown once, on the card, and kept as a hash: a lost card is replaced by a new one, and what is kept opens no door.

pub mod endpoints;

use chrono::{DateTime, Utc};
use rand::TryRngCore as _;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_shared::place::{LENGTH, PlaceCode};

use crate::store::place_codes;
use crate::visits::Named;

/// That there is a card.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceCodeView {
    pub made_at: DateTime<Utc>,
    #[schema(required = true)]
    pub made_by: Option<Named>,
}

impl From<place_codes::PlaceCode> for PlaceCodeView {
    fn from(row: place_codes::PlaceCode) -> Self {
        let id = row.made_by;
        Self { made_at: row.made_at, made_by: row.made_by_name.map(|name| Named { id, name }) }
    }
}

/// A code nobody can guess.
fn draw() -> anyhow::Result<PlaceCode> {
    let mut octets = [0_u8; LENGTH];
    rand::rngs::OsRng.try_fill_bytes(&mut octets)?;
    Ok(PlaceCode::of_random(octets))
}
