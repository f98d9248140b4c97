//! The stable codes of problem documents (RFC 9457), each with its HTTP status and its words.

use crate::lang::Lang;
use crate::messages;
use crate::word::word_enum;

word_enum! {
    /// What went wrong, for a program to act on.
    pub enum ProblemCode {
        /// Login or secret do not match.
        BadCredentials = "bad_credentials",
        /// The password is right, and a second factor must follow.
        SecondFactorRequired = "second_factor_required",
        /// The code, the recovery code or the passkey is not right.
        BadSecondFactor = "bad_second_factor",
        /// The sign-in that waited for its second factor is over.
        ChallengeEnded = "challenge_ended",
        /// The federation requires a second factor, and this account has none yet.
        SecondFactorNeeded = "second_factor_needed",
        /// The account signs in without a password, so nothing can stand beside one.
        NoPassword = "no_password",
        /// No passkey can be bound to the address this server is opened at.
        PasskeyUnavailable = "passkey_unavailable",
        /// The page of another site asked for it.
        CrossSite = "cross_site",
        /// No valid access token.
        Unauthenticated = "unauthenticated",
        /// The refresh token is spent, revoked or expired.
        SessionEnded = "session_ended",
        /// Rate limit on sign-in.
        TooManyAttempts = "too_many_attempts",
        /// Does not exist, or not for this caller.
        NotFound = "not_found",
        /// The address does something else: `Allow` says what.
        MethodNotAllowed = "method_not_allowed",
        /// A parameter is wrong.
        InvalidRequest = "invalid_request",
        /// The body is not JSON.
        InvalidJson = "invalid_json",
        /// The body came too slowly.
        TooSlow = "too_slow",
        /// The body is too large.
        PayloadTooLarge = "payload_too_large",
        /// Fields are wrong; listed in `errors`.
        ValidationFailed = "validation_failed",
        /// The alert changed since it was read.
        StaleVersion = "stale_version",
        /// The state machine says no.
        WrongState = "wrong_state",
        /// An aide answers a signal once.
        AlreadyReplied = "already_replied",
        /// Nobody looks into the alert yet, so nobody would read the answer.
        NobodyToHear = "nobody_to_hear",
        /// Same rating id, other content.
        RatingConflict = "rating_conflict",
        /// The one-time link was used or is too old.
        EnrolmentSpent = "enrolment_spent",
        /// Login and one-time code do not match, or the code opens nothing any more.
        BadCode = "bad_code",
        /// The account is closed: its owner has left.
        AccountDisabled = "account_disabled",
        /// Nobody closes their own account.
        OwnAccount = "own_account",
        /// Without an administrator nobody could let one in again.
        LastAdministrator = "last_administrator",
        /// The sector is not empty.
        SectorInUse = "sector_in_use",
        /// The push endpoint belongs to another account.
        SubscriptionTaken = "subscription_taken",
        /// The push endpoint is not that of a push service.
        EndpointRefused = "endpoint_refused",
        /// The ingest queue is full.
        Overloaded = "overloaded",
        /// Our fault.
        Internal = "internal",
        /// A rating names a person this aide does not visit.
        UnknownPerson = "unknown_person",
        /// Fields of a rating are wrong.
        InvalidRating = "invalid_rating",
        /// A rating or its correction belongs to another aide.
        NotYourRating = "not_your_rating",
        /// A back-test is running already.
        BacktestRunning = "backtest_running",
        /// No rule set was in force before this one.
        NothingToRollBack = "nothing_to_roll_back",
        /// The import was taken back before.
        AlreadyUndone = "already_undone",
        /// What the import changed is no longer written down.
        TooLateToUndo = "too_late_to_undo",
        /// A version of the rules waits for its day.
        RulesWaiting = "rules_waiting",
        /// A rating names a visit that is not there.
        UnknownVisit = "unknown_visit",
        /// A correction names a rating that is not there.
        UnknownReplaced = "unknown_replaced",
    }
}

impl ProblemCode {
    /// The HTTP status of the problem when it is the whole answer. Refused items of a batch carry
    /// it too, inside a 200.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest | Self::InvalidJson => 400,
            Self::BadCredentials
            | Self::BadCode
            | Self::SecondFactorRequired
            | Self::BadSecondFactor
            | Self::ChallengeEnded
            | Self::Unauthenticated
            | Self::SessionEnded => 401,
            Self::SecondFactorNeeded | Self::CrossSite => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooSlow => 408,
            Self::StaleVersion
            | Self::WrongState
            | Self::NoPassword
            | Self::PasskeyUnavailable
            | Self::AlreadyReplied
            | Self::NobodyToHear
            | Self::RatingConflict
            | Self::SubscriptionTaken
            | Self::BacktestRunning
            | Self::NothingToRollBack
            | Self::AlreadyUndone
            | Self::TooLateToUndo
            | Self::RulesWaiting
            | Self::AccountDisabled
            | Self::OwnAccount
            | Self::LastAdministrator
            | Self::SectorInUse => 409,
            Self::EnrolmentSpent => 410,
            Self::PayloadTooLarge => 413,
            Self::ValidationFailed
            | Self::EndpointRefused
            | Self::UnknownPerson
            | Self::InvalidRating
            | Self::NotYourRating
            | Self::UnknownVisit
            | Self::UnknownReplaced => 422,
            Self::TooManyAttempts => 429,
            Self::Internal => 500,
            Self::Overloaded => 503,
        }
    }

    /// A few words naming the problem.
    #[must_use]
    pub fn title(self, lang: Lang) -> &'static str {
        static_text(lang, self, "title")
    }

    /// A sentence a person can act on.
    #[must_use]
    pub fn detail(self, lang: Lang) -> &'static str {
        static_text(lang, self, "detail")
    }
}

fn static_text(lang: Lang, code: ProblemCode, part: &str) -> &'static str {
    messages::known(lang, &format!("problem.{code}.{part}")).unwrap_or(code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_title_a_detail_and_a_status() {
        for &code in ProblemCode::ALL {
            for &lang in Lang::ALL {
                assert_ne!(code.title(lang), code.as_str(), "{code} in {lang}");
                assert_ne!(code.detail(lang), code.as_str(), "{code} in {lang}");
            }
            assert!((400..=503).contains(&code.status()));
        }
    }
}
