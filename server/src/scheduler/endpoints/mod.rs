//! The administrator's view of the jobs: [`list`] shows them, [`run`] runs one now, [`change`] gives it another schedule or a rest,
//! [`preview`] says when a schedule would come.

pub mod change;
pub mod list;
pub mod preview;
pub mod run;

use uuid::Uuid;

use super::schedule::{Schedule, ScheduleError};
use crate::http::Problem;
use crate::store::Tx;
use crate::store::jobs::{self, JobRow};

/// Longer is no schedule.
const LONGEST_CRON: usize = 100;

/// The job a path names.
async fn named(tx: &mut Tx, federation: Uuid, name: &str) -> Result<JobRow, Problem> {
    // What no job can be called is not asked for: PostgreSQL would not take every text.
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
        return Err(Problem::not_found());
    }
    jobs::find(tx, federation, name).await?.ok_or_else(Problem::not_found)
}

/// Reads a schedule as somebody typed it, for the time zone of a job.
fn schedule(cron: &str, zone: &str) -> Result<(String, Schedule), Problem> {
    let wrong = |code: &str| Problem::field("/cron", code);
    if cron.len() > LONGEST_CRON {
        return Err(wrong("cron_invalid"));
    }
    let cron = cron.split_whitespace().collect::<Vec<_>>().join(" ");
    let read = Schedule::parse(&cron, zone).map_err(|error| match error {
        ScheduleError::Fields(_) => wrong("cron_fields"),
        ScheduleError::NumberedWeekday(_) => wrong("cron_weekday"),
        ScheduleError::Never(_) => wrong("cron_never"),
        ScheduleError::Cron(..) | ScheduleError::Zone(_) => wrong("cron_invalid"),
    })?;
    if !read.is_at_most_minutely() {
        return Err(wrong("cron_too_often"));
    }
    Ok((cron, read))
}
