//! What a message says: facts in no language while it waits, words in the receiver's language when it leaves.
//!
//! The text appears on a locked screen and passes through push services: it counts and names a sector, never a person, and says
//! nothing about health. The JSON is also a Declarative Web Push message, for browsers that show it without our service worker.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;
use vigie_shared::delivery::MessageKind;
use vigie_shared::lang::Lang;

use super::texts::{text, text_of};

/// Marks a Declarative Web Push message: the number of the RFC of Web Push.
const DECLARATIVE: u16 = 8030;

/// The facts of a message, as its row keeps them. One variant a kind of message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    AlertRaised(AboutAlert),
    Escalation(AboutAlert),
    CoverGap(Gap),
    CoverBegins(AboutCover),
    Feedback(Feedback),
    UnratedVisit(UnratedVisit),
    FollowUpDue(Counted),
    FollowUpOverdue(Counted),
    Caseload(CaseloadNews),
    AideReply(AboutReply),
    /// A case went to somebody else. Which one it was is no longer the receiver's to know.
    CaseMoved,
    /// A phone whose session was ended handed in ratings. Whose they are the page says.
    Quarantine,
    Digest(Summary),
    Security(SecurityNews),
    Test,
}

/// An alert that was raised or that nobody took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutAlert {
    pub alert_id: Uuid,
    /// `moderate`, `high` or `critical`.
    pub severity: String,
    pub sector_name: Option<String>,
    /// Whether the receiver may open the alert. Administrators may not.
    #[serde(default = "yes")]
    pub linked: bool,
}

/// What came of an aide's ratings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    pub alert_id: Uuid,
}

/// An aide answered what came of her signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutReply {
    pub alert_id: Uuid,
}

/// How many of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub count: usize,
    /// Whether the receiver may open them. Administrators may not.
    #[serde(default = "yes")]
    pub linked: bool,
}

/// News of reinforced follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseloadNews {
    /// `contact`, `warning`, `full` or `request`.
    pub what: String,
    pub count: usize,
    #[serde(default = "yes")]
    pub linked: bool,
}

/// What has changed about how an account is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityNews {
    /// `password`, `factor_added`, `factor_removed`, `factors_reset` or `recovery_renewed`.
    pub change: String,
}

/// A done visit without a rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnratedVisit {
    pub visit_id: Uuid,
}

/// A working day on which a sector has nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    pub sector_id: Uuid,
    pub sector_name: String,
    pub day: NaiveDate,
}

/// Somebody stands in. For whom, the page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutCover {
    pub cover_id: Uuid,
}

/// What waits for somebody, counted when it is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// To take, or one's own and late.
    pub alerts: usize,
    /// Due today or late.
    pub follow_ups: usize,
    /// To be rated.
    pub visits: usize,
    /// Anything else that was not told at its hour.
    pub news: usize,
    /// Whether the receiver may open the alerts and follow-ups. Administrators may not.
    pub linked: bool,
}

impl Summary {
    pub fn is_empty(self) -> bool {
        self.parts().is_empty()
    }

    /// What there is, each with the key of its words, in the order in which it is told.
    pub fn parts(self) -> Vec<(&'static str, usize)> {
        let all = [
            ("digest.alerts", self.alerts),
            ("digest.follow_ups", self.follow_ups),
            ("digest.visits", self.visits),
            ("digest.news", self.news),
        ];
        all.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    /// Where a part of it is found.
    pub fn place_of(self, part: &str) -> &'static str {
        match part {
            "digest.alerts" if self.linked => "/alertes",
            "digest.follow_ups" if self.linked => "/suivis",
            _ => "/",
        }
    }

    /// Such as "3 alertes et 2 suivis vous attendent".
    fn sentence(self, lang: Lang) -> String {
        let parts = self.parts();
        let all: usize = parts.iter().map(|(_, count)| count).sum();
        let mut words: Vec<String> = parts.into_iter().map(|(key, count)| text_of(lang, key, count)).collect();
        let last = words.pop().unwrap_or_default();
        let list =
            if words.is_empty() { last } else { format!("{}{}{last}", words.join(", "), text(lang, "digest.and", "")) };
        format!("{list} {}", text_of(lang, "digest.wait", all))
    }

    fn path(self) -> &'static str {
        match self {
            Self { linked: true, alerts: 1.., .. } => "/alertes",
            Self { linked: true, follow_ups: 1.., .. } => "/suivis",
            _ => "/",
        }
    }
}

impl AboutAlert {
    /// The sector's name, or a dash for one that is no longer there.
    fn sector(&self) -> &str {
        self.sector_name.as_deref().unwrap_or("–")
    }
}

const fn yes() -> bool {
    true
}

/// Facts that cannot be read back from a row.
#[derive(Debug, thiserror::Error)]
#[error("the facts of a `{kind}` message cannot be read: {error}")]
pub struct Unreadable {
    kind: String,
    error: String,
}

impl Facts {
    pub fn kind(&self) -> MessageKind {
        match self {
            Self::AlertRaised(_) => MessageKind::AlertRaised,
            Self::Escalation(_) => MessageKind::Escalation,
            Self::CoverGap(_) => MessageKind::CoverGap,
            Self::CoverBegins(_) => MessageKind::CoverBegins,
            Self::Feedback(_) => MessageKind::Feedback,
            Self::UnratedVisit(_) => MessageKind::UnratedVisit,
            Self::AideReply(_) => MessageKind::AideReply,
            Self::CaseMoved => MessageKind::CaseMoved,
            Self::Quarantine => MessageKind::Quarantine,
            Self::FollowUpDue(_) => MessageKind::FollowUpDue,
            Self::FollowUpOverdue(_) => MessageKind::FollowUpOverdue,
            Self::Caseload(_) => MessageKind::Caseload,
            Self::Digest(_) => MessageKind::Digest,
            Self::Security(_) => MessageKind::Security,
            Self::Test => MessageKind::Test,
        }
    }

    /// The row's body.
    pub fn to_body(&self) -> Value {
        match self {
            Self::AlertRaised(about) | Self::Escalation(about) => json!(about),
            Self::Feedback(about) => json!(about),
            Self::UnratedVisit(about) => json!(about),
            Self::CoverGap(about) => json!(about),
            Self::CoverBegins(about) => json!(about),
            Self::AideReply(about) => json!(about),
            Self::FollowUpDue(counted) | Self::FollowUpOverdue(counted) => json!(counted),
            Self::Caseload(news) => json!(news),
            Self::Digest(digest) => json!(digest),
            Self::Security(news) => json!(news),
            Self::CaseMoved | Self::Quarantine | Self::Test => json!({}),
        }
    }

    /// Reads a row's kind and body.
    pub fn read(kind: &str, body: &Value) -> Result<Self, Unreadable> {
        fn about<T: for<'a> Deserialize<'a>>(body: &Value) -> Result<T, String> {
            T::deserialize(body).map_err(|error| error.to_string())
        }
        let read = kind.parse::<MessageKind>().map_err(|error| error.to_string()).and_then(|known| match known {
            MessageKind::AlertRaised => about(body).map(Self::AlertRaised),
            MessageKind::Escalation => about(body).map(Self::Escalation),
            MessageKind::CoverGap => about(body).map(Self::CoverGap),
            MessageKind::CoverBegins => about(body).map(Self::CoverBegins),
            MessageKind::Feedback => about(body).map(Self::Feedback),
            MessageKind::UnratedVisit => about(body).map(Self::UnratedVisit),
            MessageKind::AideReply => about(body).map(Self::AideReply),
            MessageKind::CaseMoved => Ok(Self::CaseMoved),
            MessageKind::Quarantine => Ok(Self::Quarantine),
            MessageKind::FollowUpDue => about(body).map(Self::FollowUpDue),
            MessageKind::FollowUpOverdue => about(body).map(Self::FollowUpOverdue),
            MessageKind::Caseload => about(body).map(Self::Caseload),
            MessageKind::Digest => about(body).map(Self::Digest),
            MessageKind::Security => about(body).map(Self::Security),
            MessageKind::Test => Ok(Self::Test),
        });
        read.map_err(|error| Unreadable { kind: kind.to_owned(), error })
    }

    /// What the device replaces an older notification by: the thing it is about, so that a message sent twice shows once.
    pub fn tag(&self) -> String {
        match self {
            Self::AlertRaised(about) | Self::Escalation(about) => format!("alert-{}", about.alert_id),
            Self::CoverGap(about) => format!("gap-{}-{}", about.sector_id, about.day),
            Self::CoverBegins(about) => format!("cover-{}", about.cover_id),
            Self::Feedback(about) => format!("signal-{}", about.alert_id),
            Self::UnratedVisit(about) => format!("visit-{}", about.visit_id),
            Self::AideReply(about) => format!("reply-{}", about.alert_id),
            Self::CaseMoved => "case-moved".to_owned(),
            Self::Quarantine => "quarantine".to_owned(),
            Self::FollowUpDue(_) => "follow-ups-due".to_owned(),
            Self::FollowUpOverdue(_) => "follow-ups-overdue".to_owned(),
            Self::Caseload(news) => format!("caseload-{}", news.what),
            Self::Digest(_) => "digest".to_owned(),
            Self::Security(news) => format!("security-{}", news.change),
            Self::Test => "test".to_owned(),
        }
    }

    /// The same for the push service, which should learn nothing from it: a hash of what only we can guess.
    pub fn topic(&self, receiver: Uuid) -> String {
        let hash = Sha256::digest(format!("{}/{receiver}", self.tag()));
        // 24 octets make the 32 characters a topic may have.
        URL_SAFE_NO_PAD.encode(&hash[..24])
    }

    pub(super) fn body_text(&self, lang: Lang) -> String {
        match self {
            Self::AlertRaised(about) => text(lang, &format!("alert_raised.{}", about.severity), about.sector()),
            Self::Escalation(about) => text(lang, &format!("escalation.{}", about.severity), about.sector()),
            Self::CoverGap(about) => text(lang, "cover_gap", &about.sector_name),
            Self::CoverBegins(_) => text(lang, "cover_begins", ""),
            Self::Feedback(_) => text(lang, "feedback", ""),
            Self::UnratedVisit(_) => text(lang, "unrated_visit", ""),
            Self::AideReply(_) => text(lang, "aide_reply", ""),
            Self::CaseMoved => text(lang, "case_moved", ""),
            Self::Quarantine => text(lang, "quarantine", ""),
            Self::FollowUpDue(counted) => text_of(lang, "follow_up_due", counted.count),
            Self::FollowUpOverdue(counted) => text_of(lang, "follow_up_overdue", counted.count),
            Self::Caseload(news) => text_of(lang, &format!("caseload.{}", news.what), news.count),
            Self::Digest(digest) => digest.sentence(lang),
            Self::Security(news) => text(lang, &format!("security.{}", news.change), ""),
            Self::Test => text(lang, "test", ""),
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::AlertRaised(about) | Self::Escalation(about) if about.linked => {
                format!("/alertes/{}", about.alert_id)
            }
            Self::AideReply(about) => format!("/alertes/{}", about.alert_id),
            Self::Feedback(_) => "/signaux".to_owned(),
            Self::CoverGap(_) | Self::CoverBegins(_) => "/suppleance".to_owned(),
            Self::Quarantine => "/comptes".to_owned(),
            Self::FollowUpDue(counted) | Self::FollowUpOverdue(counted) if counted.linked => "/suivis".to_owned(),
            Self::Security(_) => "/securite".to_owned(),
            Self::Caseload(news) if news.linked => "/suivi-renforce".to_owned(),
            Self::Digest(digest) => digest.path().to_owned(),
            Self::AlertRaised(_)
            | Self::Escalation(_)
            | Self::UnratedVisit(_)
            | Self::FollowUpDue(_)
            | Self::FollowUpOverdue(_)
            | Self::Caseload(_)
            | Self::CaseMoved
            | Self::Test => "/".to_owned(),
        }
    }

    /// The text of the push: JSON for our service worker and for browsers that know Declarative Web Push. `receipt` is what the
    /// browser sends back when it is there.
    pub fn payload(&self, message: Uuid, receipt: &str, lang: Lang, public_url: &Url) -> String {
        let mut navigate = public_url.clone();
        navigate.set_path(&self.path());
        json!({
            "web_push": DECLARATIVE,
            "notification": {
                "title": text(lang, "title", ""),
                "body": self.body_text(lang),
                "navigate": navigate.as_str(),
                "tag": self.tag(),
                "lang": lang.as_str(),
                "silent": false,
            },
            // Our worker is asked first where there is one: it shows the same and sends the receipt.
            "mutable": true,
            "id": message,
            "receipt": receipt,
        })
        .to_string()
    }
}

#[cfg(test)]
#[path = "message_tests.rs"]
mod tests;
