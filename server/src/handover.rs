//! What became of handing something to somebody else's server: a mail server, a federation's webhook.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::services::breaker::Report;
use crate::services::{AFTER_A_STALL, LEFT_ALONE};

/// The end of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// The other side has it.
    Taken,
    /// The other side can take nothing now, or says nothing.
    Later {
        /// How long it asks us to wait.
        retry_after: Option<Duration>,
        why: String,
    },
    /// The other side is well and does not take this one; it may later.
    Deferred { why: String },
    /// It will not pass by itself.
    Refused { why: String },
    /// The other side is left alone just now: nothing was tried.
    Held { until: DateTime<Utc>, why: String },
}

impl Handover {
    /// The word for figures.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Later { .. } | Self::Deferred { .. } => "later",
            Self::Refused { .. } => "refused",
            Self::Held { .. } => "held",
        }
    }

    pub fn later(why: impl Into<String>) -> Self {
        Self::Later { retry_after: None, why: why.into() }
    }

    pub fn refused(why: impl Into<String>) -> Self {
        Self::Refused { why: why.into() }
    }

    /// The other side is left alone until then.
    pub fn left_alone(until: DateTime<Utc>) -> Self {
        Self::Held { until, why: LEFT_ALONE.to_owned() }
    }

    /// The other side hangs over what it was given before.
    pub fn stalled(now: DateTime<Utc>) -> Self {
        Self::Held { until: now + AFTER_A_STALL, why: "it hangs over what it was given before".to_owned() }
    }

    /// What it says of the other side.
    pub fn report(&self) -> Report {
        match self {
            Self::Later { retry_after, .. } => Report::Failed { retry_after: *retry_after },
            Self::Taken | Self::Deferred { .. } | Self::Refused { .. } => Report::Well,
            Self::Held { .. } => Report::Unused,
        }
    }

    /// What was wrong.
    pub fn why(&self) -> Option<&str> {
        match self {
            Self::Taken => None,
            Self::Later { why, .. } | Self::Deferred { why } | Self::Refused { why } | Self::Held { why, .. } => {
                Some(why)
            }
        }
    }
}
