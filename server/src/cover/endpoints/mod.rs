//! `/api/covers`: a file an endpoint. [`plan`] checks what is to become a cover.

pub mod declare;
pub mod end;
pub mod gaps;
pub mod handover;
pub mod history;
pub mod import;
pub mod list;
pub mod plan;
pub mod preview;
pub mod take_over;

use uuid::Uuid;

use super::view::Circle;
use crate::http::{Caller, Problem};
use crate::store::covers::{self, CoverRow};
use crate::store::{Tx, covers::Reach};

/// A cover this caller may read, or nothing that exists.
async fn readable(
    tx: &mut Tx,
    caller: Caller,
    id: Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(CoverRow, Circle), Problem> {
    let row = covers::find(tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let circle = Circle::of(tx, caller.viewer(now)).await?;
    if !circle.may_read(tx, &row).await? {
        return Err(Problem::not_found());
    }
    Ok((row, circle))
}

/// What a planned cover would be about.
fn reach_of(plan: &plan::Plan) -> Reach {
    Reach { absent: plan.absent, sector: plan.sector, person: plan.person }
}
