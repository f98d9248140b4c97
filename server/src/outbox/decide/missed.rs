//! What came due while no server was up, overnight or longer: it waits for its moment like what a server held in time, so that the morning
//! after brings one message too.

use uuid::Uuid;

use super::{Known, Verdict, verdict};
use crate::store::{StoreResult, Tx, held};

/// Puts what was missed for somebody, who is locked, beside what is held for them. False: another node has some of it in its hands
/// just now and is about to give it back.
pub(super) async fn gather(tx: &mut Tx, known: &mut Known, receiver: (Uuid, Uuid)) -> StoreResult<bool> {
    if known.looked.contains(&receiver) {
        return Ok(true);
    }
    let (overdue, elsewhere) = held::overdue(tx, receiver.0, receiver.1, known.now).await?;
    for mut message in overdue {
        if let Verdict::Late(moment) = verdict(tx, known, &mut message).await? {
            held::hold_back(tx, &message, moment, known.now).await?;
        }
    }
    if !elsewhere {
        known.looked.insert(receiver);
    }
    Ok(!elsewhere)
}
