//! What became of handing something to somebody else's server: a mail server, a federation's webhook.

use std::time::Duration;

/// The end of one try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// The other side has it.
    Taken,
    /// It may pass.
    Later {
        /// How long the other side asks us to wait.
        retry_after: Option<Duration>,
        why: String,
    },
    /// It will not pass by itself.
    Refused { why: String },
}

impl Handover {
    /// The word for figures.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Later { .. } => "later",
            Self::Refused { .. } => "refused",
        }
    }

    pub fn later(why: impl Into<String>) -> Self {
        Self::Later { retry_after: None, why: why.into() }
    }

    pub fn refused(why: impl Into<String>) -> Self {
        Self::Refused { why: why.into() }
    }
}
