//! The states of an alert and the steps between them.
//!
//! A step consumes the state and gives the next one, or gives it back inside [`WrongState`]. Undo:
//! claim and release, resolve and reopen. To add a step: a variant of [`Transition`], a method here,
//! and its line in the timeline ([`super::event`]).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::outcome::Outcome;
use crate::ids::UserId;
use crate::word::word_enum;

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum AlertState {
    /// In the queue, nobody's.
    New,
    /// Somebody deals with it.
    Taken {
        /// Who.
        owner: UserId,
        /// Since when.
        at: DateTime<Utc>,
    },
    /// Put off until a date, or until it gets worse.
    Snoozed {
        /// Whose it is when it wakes; nobody's if it was new.
        owner: Option<UserId>,
        /// The date.
        until: DateTime<Utc>,
    },
    /// Ended.
    Closed {
        /// Who closed it; nobody when it closed itself because late data lifted all it stood on.
        by: Option<UserId>,
        /// When.
        at: DateTime<Utc>,
        /// What came of it.
        outcome: Outcome,
    },
}

word_enum! {
    /// The name of a state, for the database and the API.
    pub enum StateKind {
        /// In the queue.
        New = "new",
        /// Somebody's.
        Taken = "taken",
        /// Put off.
        Snoozed = "snoozed",
        /// Ended.
        Closed = "closed",
    }
}

word_enum! {
    /// The name of a step.
    pub enum Transition {
        /// Take it for oneself.
        Claim = "claim",
        /// Give it back to the queue.
        Release = "release",
        /// Give it to somebody.
        Assign = "assign",
        /// Put it off.
        Snooze = "snooze",
        /// The date came, or it got worse.
        Wake = "wake",
        /// End it.
        Resolve = "resolve",
        /// Begin again.
        Reopen = "reopen",
    }
}

/// The state does not allow the step. Carries both; the state is unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an alert that is {} cannot be changed by {transition}", state.kind())]
pub struct WrongState {
    /// The state as it is.
    pub state: AlertState,
    /// What was tried.
    pub transition: Transition,
}

impl AlertState {
    /// The state's name.
    #[must_use]
    pub const fn kind(&self) -> StateKind {
        match self {
            Self::New => StateKind::New,
            Self::Taken { .. } => StateKind::Taken,
            Self::Snoozed { .. } => StateKind::Snoozed,
            Self::Closed { .. } => StateKind::Closed,
        }
    }

    /// Whether findings still join it.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        !matches!(self, Self::Closed { .. })
    }

    /// Whose it is.
    #[must_use]
    pub const fn owner(&self) -> Option<UserId> {
        match self {
            Self::Taken { owner, .. } => Some(*owner),
            Self::Snoozed { owner, .. } => *owner,
            Self::New | Self::Closed { .. } => None,
        }
    }

    /// Takes a new or snoozed alert, whoever snoozed it. One that is somebody's is assigned instead,
    /// so that nobody takes a case away by accident.
    pub fn claim(self, by: UserId, at: DateTime<Utc>) -> Result<Self, WrongState> {
        match self {
            Self::New | Self::Snoozed { .. } => Ok(Self::Taken { owner: by, at }),
            Self::Taken { .. } | Self::Closed { .. } => self.wrong(Transition::Claim),
        }
    }

    /// Back to the queue.
    pub fn release(self) -> Result<Self, WrongState> {
        match self {
            Self::Taken { .. } => Ok(Self::New),
            Self::New | Self::Snoozed { .. } | Self::Closed { .. } => self.wrong(Transition::Release),
        }
    }

    /// Gives an open alert to somebody; a snoozed one wakes.
    pub fn assign(self, owner: UserId, at: DateTime<Utc>) -> Result<Self, WrongState> {
        match self {
            Self::New | Self::Taken { .. } | Self::Snoozed { .. } => Ok(Self::Taken { owner, at }),
            Self::Closed { .. } => self.wrong(Transition::Assign),
        }
    }

    /// Puts an open alert off; a snoozed one gets the new date.
    pub fn snooze(self, until: DateTime<Utc>) -> Result<Self, WrongState> {
        match self {
            Self::New | Self::Taken { .. } | Self::Snoozed { .. } => Ok(Self::Snoozed { owner: self.owner(), until }),
            Self::Closed { .. } => self.wrong(Transition::Snooze),
        }
    }

    /// The date came, or it got worse: back to its owner, or to the queue.
    pub fn wake(self, at: DateTime<Utc>) -> Result<Self, WrongState> {
        match self {
            Self::Snoozed { owner: Some(owner), .. } => Ok(Self::Taken { owner, at }),
            Self::Snoozed { owner: None, .. } => Ok(Self::New),
            Self::New | Self::Taken { .. } | Self::Closed { .. } => self.wrong(Transition::Wake),
        }
    }

    /// Ends an open alert.
    pub fn resolve(self, by: Option<UserId>, at: DateTime<Utc>, outcome: Outcome) -> Result<Self, WrongState> {
        match self {
            Self::New | Self::Taken { .. } | Self::Snoozed { .. } => Ok(Self::Closed { by, at, outcome }),
            Self::Closed { .. } => self.wrong(Transition::Resolve),
        }
    }

    /// Begins again: for a person who undoes the closing, or back in the queue because it got worse.
    pub fn reopen(self, owner: Option<UserId>, at: DateTime<Utc>) -> Result<Self, WrongState> {
        match (self, owner) {
            (Self::Closed { .. }, Some(owner)) => Ok(Self::Taken { owner, at }),
            (Self::Closed { .. }, None) => Ok(Self::New),
            _ => self.wrong(Transition::Reopen),
        }
    }

    const fn wrong(self, transition: Transition) -> Result<Self, WrongState> {
        Err(WrongState { state: self, transition })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn user(n: u128) -> UserId {
        UserId::from(Uuid::from_u128(n))
    }

    fn states() -> [AlertState; 4] {
        [
            AlertState::New,
            AlertState::Taken { owner: user(1), at: AT },
            AlertState::Snoozed { owner: Some(user(1)), until: AT },
            AlertState::Closed { by: Some(user(1)), at: AT, outcome: Outcome::Acted },
        ]
    }

    fn step(state: AlertState, transition: Transition) -> Result<AlertState, WrongState> {
        match transition {
            Transition::Claim => state.claim(user(2), AT),
            Transition::Release => state.release(),
            Transition::Assign => state.assign(user(3), AT),
            Transition::Snooze => state.snooze(AT),
            Transition::Wake => state.wake(AT),
            Transition::Resolve => state.resolve(Some(user(2)), AT, Outcome::Noise),
            Transition::Reopen => state.reopen(Some(user(2)), AT),
        }
    }

    #[test]
    fn each_step_is_allowed_from_these_states_and_no_others() {
        use StateKind::{Closed, New, Snoozed, Taken};
        for (transition, allowed) in [
            (Transition::Claim, &[New, Snoozed][..]),
            (Transition::Release, &[Taken]),
            (Transition::Assign, &[New, Taken, Snoozed]),
            (Transition::Snooze, &[New, Taken, Snoozed]),
            (Transition::Wake, &[Snoozed]),
            (Transition::Resolve, &[New, Taken, Snoozed]),
            (Transition::Reopen, &[Closed]),
        ] {
            for state in states() {
                match step(state, transition) {
                    Ok(_) => assert!(allowed.contains(&state.kind()), "{transition} from {}", state.kind()),
                    Err(wrong) => {
                        assert!(!allowed.contains(&state.kind()), "{transition} from {}", state.kind());
                        assert_eq!(wrong, WrongState { state, transition });
                    }
                }
            }
        }
    }

    #[test]
    fn a_snoozed_alert_wakes_to_its_owner_or_to_the_queue() {
        let taken = AlertState::Taken { owner: user(1), at: AT };
        assert_eq!(taken.snooze(AT).and_then(|s| s.wake(AT)), Ok(taken));
        assert_eq!(AlertState::New.snooze(AT).and_then(|s| s.wake(AT)), Ok(AlertState::New));
    }

    #[test]
    fn claim_and_release_undo_each_other_and_so_do_resolve_and_reopen() {
        assert_eq!(AlertState::New.claim(user(1), AT).and_then(AlertState::release), Ok(AlertState::New));
        let taken = AlertState::Taken { owner: user(1), at: AT };
        let closed = taken.resolve(Some(user(1)), AT, Outcome::Acted).expect("open");
        assert!(!closed.is_open());
        assert_eq!(closed.reopen(Some(user(1)), AT), Ok(taken));
    }

    #[test]
    fn a_state_reads_back_from_json() {
        for state in states() {
            let json = serde_json::to_string(&state).expect("JSON");
            assert!(json.contains(&format!("\"state\":\"{}\"", state.kind())), "{json}");
            assert_eq!(serde_json::from_str::<AlertState>(&json).ok(), Some(state));
        }
    }
}
