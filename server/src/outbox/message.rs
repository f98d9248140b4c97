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
    Feedback(Feedback),
    UnratedVisit(UnratedVisit),
    FollowUpDue(Counted),
    FollowUpOverdue(Counted),
    Caseload(CaseloadNews),
    AideReply(AboutReply),
    /// A case went to somebody else. Which one it was is no longer the receiver's to know.
    CaseMoved,
    Digest(Summary),
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
            Self::Feedback(_) => MessageKind::Feedback,
            Self::UnratedVisit(_) => MessageKind::UnratedVisit,
            Self::AideReply(_) => MessageKind::AideReply,
            Self::CaseMoved => MessageKind::CaseMoved,
            Self::FollowUpDue(_) => MessageKind::FollowUpDue,
            Self::FollowUpOverdue(_) => MessageKind::FollowUpOverdue,
            Self::Caseload(_) => MessageKind::Caseload,
            Self::Digest(_) => MessageKind::Digest,
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
            Self::AideReply(about) => json!(about),
            Self::FollowUpDue(counted) | Self::FollowUpOverdue(counted) => json!(counted),
            Self::Caseload(news) => json!(news),
            Self::Digest(digest) => json!(digest),
            Self::CaseMoved | Self::Test => json!({}),
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
            MessageKind::Feedback => about(body).map(Self::Feedback),
            MessageKind::UnratedVisit => about(body).map(Self::UnratedVisit),
            MessageKind::AideReply => about(body).map(Self::AideReply),
            MessageKind::CaseMoved => Ok(Self::CaseMoved),
            MessageKind::FollowUpDue => about(body).map(Self::FollowUpDue),
            MessageKind::FollowUpOverdue => about(body).map(Self::FollowUpOverdue),
            MessageKind::Caseload => about(body).map(Self::Caseload),
            MessageKind::Digest => about(body).map(Self::Digest),
            MessageKind::Test => Ok(Self::Test),
        });
        read.map_err(|error| Unreadable { kind: kind.to_owned(), error })
    }

    /// What the device replaces an older notification by: the thing it is about, so that a message sent twice shows once.
    pub fn tag(&self) -> String {
        match self {
            Self::AlertRaised(about) | Self::Escalation(about) => format!("alert-{}", about.alert_id),
            Self::CoverGap(about) => format!("gap-{}-{}", about.sector_id, about.day),
            Self::Feedback(about) => format!("signal-{}", about.alert_id),
            Self::UnratedVisit(about) => format!("visit-{}", about.visit_id),
            Self::AideReply(about) => format!("reply-{}", about.alert_id),
            Self::CaseMoved => "case-moved".to_owned(),
            Self::FollowUpDue(_) => "follow-ups-due".to_owned(),
            Self::FollowUpOverdue(_) => "follow-ups-overdue".to_owned(),
            Self::Caseload(news) => format!("caseload-{}", news.what),
            Self::Digest(_) => "digest".to_owned(),
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
            Self::Feedback(_) => text(lang, "feedback", ""),
            Self::UnratedVisit(_) => text(lang, "unrated_visit", ""),
            Self::AideReply(_) => text(lang, "aide_reply", ""),
            Self::CaseMoved => text(lang, "case_moved", ""),
            Self::FollowUpDue(counted) => text_of(lang, "follow_up_due", counted.count),
            Self::FollowUpOverdue(counted) => text_of(lang, "follow_up_overdue", counted.count),
            Self::Caseload(news) => text_of(lang, &format!("caseload.{}", news.what), news.count),
            Self::Digest(digest) => digest.sentence(lang),
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
            Self::CoverGap(_) => "/suppleance".to_owned(),
            Self::FollowUpDue(counted) | Self::FollowUpOverdue(counted) if counted.linked => "/suivis".to_owned(),
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
mod tests {
    use super::*;

    fn every() -> Vec<Facts> {
        let about = |severity: &str, linked| AboutAlert {
            alert_id: Uuid::from_u128(7),
            severity: severity.to_owned(),
            sector_name: Some("Nord".to_owned()),
            linked,
        };
        vec![
            Facts::AlertRaised(about("moderate", true)),
            Facts::AlertRaised(about("high", true)),
            Facts::AlertRaised(about("critical", true)),
            Facts::Escalation(about("critical", true)),
            Facts::Escalation(about("critical", false)),
            Facts::Feedback(Feedback { alert_id: Uuid::from_u128(8) }),
            Facts::UnratedVisit(UnratedVisit { visit_id: Uuid::from_u128(9) }),
            Facts::AideReply(AboutReply { alert_id: Uuid::from_u128(10) }),
            Facts::CaseMoved,
            Facts::FollowUpDue(Counted { count: 1, linked: true }),
            Facts::FollowUpDue(Counted { count: 3, linked: true }),
            Facts::FollowUpOverdue(Counted { count: 2, linked: false }),
            Facts::Caseload(CaseloadNews { what: "contact".to_owned(), count: 2, linked: true }),
            Facts::Caseload(CaseloadNews { what: "warning".to_owned(), count: 1, linked: true }),
            Facts::Caseload(CaseloadNews { what: "full".to_owned(), count: 1, linked: true }),
            Facts::Caseload(CaseloadNews { what: "request".to_owned(), count: 1, linked: false }),
            Facts::Digest(Summary { alerts: 1, ..Summary::default() }),
            Facts::Digest(Summary { alerts: 3, follow_ups: 2, visits: 1, news: 12, linked: true }),
            Facts::Test,
        ]
    }

    fn notification(facts: &Facts, lang: Lang) -> Value {
        let public = Url::parse("https://vigie.example.org").expect("a URL");
        let payload = facts.payload(Uuid::from_u128(1), "receipt", lang, &public);
        let read: Value = serde_json::from_str(&payload).expect("JSON");
        assert_eq!((&read["web_push"], &read["id"]), (&json!(8030), &json!(Uuid::from_u128(1))));
        assert_eq!((&read["mutable"], &read["receipt"]), (&json!(true), &json!("receipt")));
        read["notification"].clone()
    }

    #[test]
    fn facts_read_back_from_their_row() {
        for facts in every() {
            assert_eq!(Facts::read(facts.kind().as_str(), &facts.to_body()).expect("readable"), facts);
        }
        assert!(Facts::read("alert_raised", &json!({})).is_err());
        assert!(Facts::read("gossip", &json!({})).is_err());
    }

    #[test]
    fn every_kind_has_words_in_both_languages_and_a_place_to_go() {
        for facts in every() {
            for lang in [Lang::Fr, Lang::En] {
                let shown = notification(&facts, lang);
                let body = shown["body"].as_str().expect("a text");
                // A key without words would come back as itself.
                assert!(body.contains(' ') && !body.contains('{'), "{body}");
                assert_eq!(
                    (&shown["title"], &shown["lang"], &shown["silent"]),
                    (&json!("Vigie"), &json!(lang.as_str()), &json!(false))
                );
                assert!(shown["navigate"].as_str().is_some_and(|url| url.starts_with("https://vigie.example.org/")));
            }
        }
    }

    #[test]
    fn an_alert_is_told_in_words_that_count_and_lead_to_it() {
        let shown = notification(&every()[1], Lang::Fr);
        assert_eq!(shown["body"], "1 alerte élevée, secteur Nord");
        assert_eq!(shown["navigate"], format!("https://vigie.example.org/alertes/{}", Uuid::from_u128(7)));
        assert_eq!(notification(&every()[5], Lang::Fr)["body"], "Du nouveau sur un de vos signalements");
        assert_eq!(notification(&every()[6], Lang::Fr)["body"], "1 visite à noter");
    }

    #[test]
    fn a_digest_counts_what_there_is_and_leads_to_it() {
        let told = |digest: Summary, lang| {
            let shown = notification(&Facts::Digest(digest), lang);
            let path = shown["navigate"].as_str().expect("a URL").replace("https://vigie.example.org", "");
            (shown["body"].as_str().expect("a text").to_owned(), path)
        };
        let desk = Summary { alerts: 3, follow_ups: 2, linked: true, ..Summary::default() };
        let pair = |text: &str, path: &str| (text.to_owned(), path.to_owned());
        assert_eq!(told(desk, Lang::Fr), pair("3 alertes et 2 suivis vous attendent", "/alertes"));
        assert_eq!(told(Summary { alerts: 0, ..desk }, Lang::En), pair("2 follow-ups await you", "/suivis"));
        assert_eq!(told(Summary { linked: false, ..desk }, Lang::Fr).1, "/");
        let aide = Summary { visits: 1, news: 1, ..Summary::default() };
        assert_eq!(told(aide, Lang::Fr), pair("1 visite à noter et 1 autre nouvelle vous attendent", "/"));
        assert_eq!(told(Summary { news: 0, ..aide }, Lang::Fr), pair("1 visite à noter vous attend", "/"));
        let all = Summary { news: 2, visits: 1, ..desk };
        assert_eq!(
            told(all, Lang::En).0,
            "3 alerts, 2 follow-ups, 1 visit to rate and 2 other pieces of news await you"
        );
        assert!(Summary { linked: true, ..Summary::default() }.is_empty());
    }

    #[test]
    fn an_administrator_gets_no_link_to_a_file() {
        assert_eq!(notification(&every()[4], Lang::Fr)["navigate"], "https://vigie.example.org/");
    }

    #[test]
    fn a_topic_fits_the_standard_and_shows_no_id() {
        let user = Uuid::from_u128(3);
        for facts in every() {
            let topic = facts.topic(user);
            assert!(
                topic.len() <= 32 && topic.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
                "{topic}"
            );
            assert!(!topic.contains("0000"), "{topic}");
            assert_eq!(topic, facts.topic(user));
            assert_ne!(topic, facts.topic(Uuid::from_u128(4)));
        }
    }
}
