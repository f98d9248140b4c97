//! A message as a letter. Mail is not sealed on its way as pushes are, so a letter says less than a push: it counts and leads to
//! Vigie, and names no sector either.

use url::Url;
use vigie_shared::lang::Lang;

use super::message::Facts;
use super::texts::{text, text_of};
use crate::mail::letter::{Letter, Line};

/// Where people choose what they are sent.
const CHOOSE: &str = "/notifications";

impl Facts {
    /// The letter to somebody who reads `lang`.
    pub fn letter(&self, lang: Lang, public_url: &Url) -> Letter {
        let at = |path: &str| {
            let mut url = public_url.clone();
            url.set_path(path);
            Some(url.to_string())
        };
        let (first, lines) = self.letter_lines(lang);
        let lines = lines.into_iter().map(|(text, path)| Line { text, link: at(&path) }).collect();
        Letter {
            lang,
            subject: format!("{}{first}", text(lang, "mail.subject", "")),
            greeting: text(lang, "mail.greeting", ""),
            lines,
            footer: vec![
                Line { text: text(lang, "mail.no_emergency", ""), link: None },
                Line { text: text(lang, "mail.choose", ""), link: at(CHOOSE) },
            ],
        }
    }

    /// What the subject says, and each thing there is with where it is found.
    fn letter_lines(&self, lang: Lang) -> (String, Vec<(String, String)>) {
        let sentence = match self {
            Self::Digest(digest) => {
                let line = |(key, count)| (text_of(lang, key, count), digest.place_of(key).to_owned());
                return (self.body_text(lang), digest.parts().into_iter().map(line).collect());
            }
            Self::AlertRaised(about) => text(lang, &format!("mail.alert_raised.{}", about.severity), ""),
            Self::Escalation(about) => text(lang, &format!("mail.escalation.{}", about.severity), ""),
            Self::CoverGap(_) => text(lang, "mail.cover_gap", ""),
            Self::Test => text(lang, "mail.test", ""),
            Self::Feedback(_)
            | Self::CoverBegins(_)
            | Self::UnratedVisit(_)
            | Self::FollowUpDue(_)
            | Self::FollowUpOverdue(_)
            | Self::Caseload(_)
            | Self::AideReply(_)
            | Self::Security(_)
            | Self::CaseMoved
            | Self::Quarantine => self.body_text(lang),
        };
        (sentence.clone(), vec![(sentence, self.path())])
    }
}
