//! What a federation calls what can be done, and the kinds of its partners. The lists themselves: `vigie_shared::alert::catalogue`.

pub mod endpoints;

use uuid::Uuid;
use vigie_shared::alert::Catalogue;

use crate::store::federations::{self, Federation};
use crate::store::{StoreResult, Tx};

/// The federation's lists, completed with Vigie's own.
pub fn of(federation: &Federation) -> Catalogue {
    let own = federation.settings.catalogue.clone().and_then(|value| serde_json::from_value::<Catalogue>(value).ok());
    // What is stored was checked on the way in.
    own.and_then(|own| own.completed().ok()).unwrap_or_default()
}

/// The same by id.
pub async fn in_force(tx: &mut Tx, federation: Uuid) -> StoreResult<Catalogue> {
    Ok(federations::find(tx, federation).await?.as_ref().map_or_else(Catalogue::default, of))
}
