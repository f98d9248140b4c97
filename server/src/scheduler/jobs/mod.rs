//! The jobs, one a file.
//!
//! To add one: a file with `run`, a variant of [`Job`] with its name, its schedule and its line in [`Job::run`]. Federations get
//! the row at the next start. A job looks at the state and may run twice: its effects carry keys that make them once.

mod calendar_import;
mod caseload;
mod claim_expiry;
mod cover_gaps;
mod escalation;
mod follow_up;
mod morning_digest;
mod purge;
mod retention;
mod silence;
mod unrated_visit;
mod wake;
mod watch;

use std::str::FromStr;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::schedule::{Schedule, ScheduleError};
use crate::app::App;
use crate::store::jobs::{self, JobRow};
use crate::store::{StoreError, Tx};

pub use unrated_visit::{UNRATED_FOR, UNRATED_UNTIL};

/// A job there is code for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Reminds aides of visits they have not rated.
    UnratedVisit,
    /// Tells others of an alert nobody took.
    Escalation,
    /// Wakes alerts whose rest is over.
    Wake,
    /// Gives back alerts that somebody took and forgot.
    ClaimExpiry,
    /// Looks ahead for sectors that will have nobody.
    CoverGaps,
    /// Asks whose visits or ratings stay away.
    Silence,
    /// Reminds of promises, and tells of those that are late.
    FollowUp,
    /// Makes sure that every watch waits for a look.
    Watch,
    /// Home contacts that are late, coordinators who have too much.
    Caseload,
    /// Tells the desk each working day what waits for them.
    MorningDigest,
    /// Asks for a reading of the calendars that plan visits.
    CalendarImport,
    /// Clears away what the installation needs no longer.
    Purge,
    /// Forgets looks at files, and who archived persons were.
    Retention,
}

/// Whose wall clock a schedule is read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Nobody's: for jobs that run every few minutes.
    Utc,
    /// The federation's: for jobs at an hour of the day.
    Federation,
}

/// Why an occurrence failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("this version of Vigie has no job `{0}`")]
    Unknown(String),
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
    #[error("it broke in the middle; the server's log says where")]
    Panicked,
    #[error("the schedule has no next time")]
    NoNext,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl Job {
    /// Every job.
    pub const ALL: &'static [Self] = &[
        Self::UnratedVisit,
        Self::Escalation,
        Self::Wake,
        Self::ClaimExpiry,
        Self::CoverGaps,
        Self::Silence,
        Self::FollowUp,
        Self::Watch,
        Self::Caseload,
        Self::MorningDigest,
        Self::CalendarImport,
        Self::Purge,
        Self::Retention,
    ];

    /// The row's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UnratedVisit => "unrated_visit",
            Self::Escalation => "escalation",
            Self::Wake => "wake",
            Self::ClaimExpiry => "claim_expiry",
            Self::CoverGaps => "cover_gaps",
            Self::Silence => "silence",
            Self::FollowUp => "follow_up",
            Self::Watch => "watch",
            Self::Caseload => "caseload",
            Self::MorningDigest => "morning_digest",
            Self::CalendarImport => "calendar_import",
            Self::Purge => "purge",
            Self::Retention => "retention",
        }
    }

    /// When it runs unless an administrator says otherwise.
    pub const fn default_cron(self) -> &'static str {
        match self {
            Self::UnratedVisit | Self::ClaimExpiry => "0 */5 * * * *",
            // Their promise is in minutes.
            Self::Escalation | Self::Wake => "0 * * * * *",
            // `vigie_shared::rules::silence::ASKED_AT_HOUR`: a back-test asks at the same moments.
            Self::Silence => "0 0 7 * * *",
            // Before the day begins, and not in the middle of the night: phones ring.
            Self::CoverGaps => "0 45 6 * * *",
            Self::FollowUp | Self::CalendarImport => "0 */15 * * * *",
            Self::Watch => "0 30 6 * * *",
            Self::Caseload => "0 30 8 * * *",
            // Written down before anybody works, sent when each begins.
            Self::MorningDigest => "0 0 7 * * *",
            // When the fewest work.
            Self::Purge => "0 20 3 * * *",
            Self::Retention => "0 40 3 * * *",
        }
    }

    pub const fn zone(self) -> Zone {
        match self {
            Self::UnratedVisit
            | Self::Escalation
            | Self::Wake
            | Self::ClaimExpiry
            | Self::FollowUp
            | Self::CalendarImport => Zone::Utc,
            Self::Silence
            | Self::CoverGaps
            | Self::Watch
            | Self::Caseload
            | Self::MorningDigest
            | Self::Purge
            | Self::Retention => Zone::Federation,
        }
    }

    /// Does the work of one occurrence and says in a few words what it did.
    pub(super) async fn run(
        self,
        app: &App,
        tx: &mut Tx,
        federation: Uuid,
        now: DateTime<Utc>,
    ) -> Result<String, JobError> {
        Ok(match self {
            Self::UnratedVisit => unrated_visit::run(tx, federation, now).await?,
            Self::Escalation => escalation::run(tx, federation, now).await?,
            Self::Wake => wake::run(app, tx, federation, now).await?,
            Self::ClaimExpiry => claim_expiry::run(tx, federation, now).await?,
            Self::CoverGaps => cover_gaps::run(tx, federation, now).await?,
            Self::Silence => silence::run(app, tx, federation, now).await?,
            Self::FollowUp => follow_up::run(tx, federation, now).await?,
            Self::Watch => watch::run(tx, federation, now).await?,
            Self::Caseload => caseload::run(tx, federation, now).await?,
            Self::MorningDigest => morning_digest::run(tx, federation, now).await?,
            Self::CalendarImport => calendar_import::run(tx, federation, now).await?,
            Self::Purge => purge::run(tx, federation, now).await?,
            Self::Retention => retention::run(tx, federation, now).await?,
        })
    }
}

impl FromStr for Job {
    type Err = JobError;

    fn from_str(name: &str) -> Result<Self, JobError> {
        let known = Self::ALL.iter().find(|job| job.name() == name);
        known.copied().ok_or_else(|| JobError::Unknown(name.to_owned()))
    }
}

/// Gives a federation the rows of jobs it does not have yet. Rows that are there keep their schedule.
pub async fn ensure_rows(tx: &mut Tx, federation: Uuid, time_zone: &str, now: DateTime<Utc>) -> Result<(), JobError> {
    for job in Job::ALL {
        let zone = match job.zone() {
            Zone::Utc => "UTC",
            Zone::Federation => time_zone,
        };
        let next_at = Schedule::parse(job.default_cron(), zone)?.next_after(now).ok_or(JobError::NoNext)?;
        let row = JobRow {
            federation_id: federation,
            name: job.name().to_owned(),
            cron: job.default_cron().to_owned(),
            time_zone: zone.to_owned(),
            enabled: true,
            next_at,
            ..JobRow::default()
        };
        jobs::ensure(tx, &row).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_has_a_name_of_its_own_and_a_schedule_that_comes() {
        let now: DateTime<Utc> = "2026-03-02T10:00:00Z".parse().expect("a time");
        for job in Job::ALL {
            assert_eq!(job.name().parse::<Job>().ok(), Some(*job));
            let schedule = Schedule::parse(job.default_cron(), "Europe/Paris").expect("a schedule");
            assert!(schedule.next_after(now).is_some());
        }
        assert!("gardening".parse::<Job>().is_err());
    }
}
