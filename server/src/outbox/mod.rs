//! From a fact to a phone: messages wait in a table from the transaction of their fact, and leave through [`worker`].
//!
//! [`message`] words a fact in the receiver's language when it is sent, [`worker`] leases, sends and settles, [`lanes`] keep one channel
//! from holding up another, [`channels`] are the ways to send, a file each, `also` says when a push is not enough, and [`verdict`] decides
//! what the outcomes at the receiver's browsers mean for the message. Delivery is at least once: after a crash between sending and
//! settling the message goes out again with the same tag, and the device shows one.
//!
//! To tell people of one more thing: a variant of `MessageKind` in the shared crate, a variant of [`message::Facts`], and its
//! words in `messages/fr.json` and `messages/en.json`. To send it, call `store::outbox::enqueue` in the transaction of the fact
//! and ring `App::ring` after the commit.

mod also;
mod channels;
pub mod decide;
pub mod endpoints;
mod lanes;
mod letters;
pub mod message;
mod round;
mod texts;
mod verdict;
pub mod worker;

pub use worker::{StepOutcome, run, step};

use chrono::{DateTime, Utc};
use vigie_shared::delivery::MessageKind;

use crate::store::{StoreResult, Tx, outbox};

/// Reads the gauges of the outbox.
pub async fn observe(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<()> {
    let unsent: i64 = outbox::unsent(tx).await?.iter().map(|(_, count)| count).sum();
    let oldest = outbox::oldest_unsent(tx).await?;
    let age = oldest.map_or(0, |created_at| (now - created_at).num_seconds().max(0));
    #[expect(clippy::cast_precision_loss, reason = "figures for a chart")]
    let (unsent, age) = (unsent as f64, age as f64);
    metrics::gauge!("vigie_outbox_pending").set(unsent);
    metrics::gauge!("vigie_outbox_oldest_seconds").set(age);
    let due = outbox::due_since(tx, now).await?;
    // Every kind, so that a gauge falls back to zero when its kind has caught up.
    for kind in MessageKind::ALL {
        let since = due.iter().find(|(word, _)| word == kind.as_str()).map_or(now, |(_, since)| *since);
        #[expect(clippy::cast_precision_loss, reason = "a figure for a chart")]
        let lag = (now - since).num_seconds().max(0) as f64;
        metrics::gauge!("vigie_outbox_lag_seconds", "kind" => kind.as_str()).set(lag);
    }
    Ok(())
}
