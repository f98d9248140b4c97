//! The text of a letter: the same in plain words and in HTML, as one MIME message.
//!
//! Nothing in it comes from a person's hand but the receiver's address, which is parsed ([`MailAddress`]). No picture, no counter, no style
//! sheet: nothing is fetched when it is read.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{MultiPart, SinglePart};
use lettre::{Address, Message};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::mail_address::MailAddress;

/// What people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub lang: Lang,
    pub subject: String,
    pub greeting: String,
    /// What there is, each with where it is found.
    pub lines: Vec<Line>,
    /// Below everything: what Vigie is not, and how to be written to less.
    pub footer: Vec<Line>,
}

/// A sentence, and where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub link: Option<String>,
}

/// Whom it is for, and which message it is.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    pub to: &'a MailAddress,
    /// The message of the outbox: sent again after a crash, it is still the same letter.
    pub id: Uuid,
    pub at: DateTime<Utc>,
}

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the letter could not be written: {0}")]
pub struct Unwritable(String);

impl From<lettre::error::Error> for Unwritable {
    fn from(error: lettre::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// The message as it goes over the wire.
pub fn mime(from: &MailAddress, envelope: &Envelope<'_>, letter: &Letter) -> Result<Vec<u8>, Unwritable> {
    let address =
        |address: &MailAddress| address.as_str().parse::<Address>().map_err(|error| Unwritable(error.to_string()));
    let header =
        |name: &'static str, value: &str| HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned());
    let part = |content: ContentType, text: String| SinglePart::builder().header(content).body(text);
    let body = MultiPart::alternative()
        .boundary(format!("vigie-{}", envelope.id.simple()))
        .singlepart(part(ContentType::TEXT_PLAIN, plain(letter)))
        .singlepart(part(ContentType::TEXT_HTML, html(letter)));
    let message = Message::builder()
        .from(lettre::message::Mailbox::new(Some("Vigie".to_owned()), address(from)?))
        .to(address(envelope.to)?.into())
        .subject(&letter.subject)
        .date(SystemTime::from(envelope.at))
        .message_id(Some(format!("<{}@{}>", envelope.id, from.domain())))
        // RFC 3834: nobody's absence note answers this.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"))
        .raw_header(header("Content-Language", letter.lang.as_str()))
        .multipart(body)?;
    Ok(message.formatted())
}

/// The plain part.
fn plain(letter: &Letter) -> String {
    let mut text = format!("{}\n\n", letter.greeting);
    for line in &letter.lines {
        text.push_str(&sentence(line));
        text.push_str("\n\n");
    }
    // What mail programs know as the beginning of the signature.
    text.push_str("-- \n");
    for line in &letter.footer {
        text.push_str(&sentence(line));
        text.push('\n');
    }
    text
}

fn sentence(line: &Line) -> String {
    match &line.link {
        Some(link) => format!("{}\n{link}", line.text),
        None => line.text.clone(),
    }
}

/// The HTML part. Its first words are what a list of mails shows beside the subject: the greeting and the sentence.
fn html(letter: &Letter) -> String {
    let item = |line: &Line, style: &str| match &line.link {
        Some(link) => format!("<p style=\"{style}\"><a href=\"{}\">{}</a></p>\n", escape(link), escape(&line.text)),
        None => format!("<p style=\"{style}\">{}</p>\n", escape(&line.text)),
    };
    let lines: String = letter.lines.iter().map(|line| item(line, "font-size:18px")).collect();
    let footer: String = letter.footer.iter().map(|line| item(line, "font-size:14px;opacity:.8")).collect();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head>\n\
         <body style=\"font-family:sans-serif;line-height:1.5;max-width:36em;margin:0 auto;padding:16px\">\n<p>{greeting}</p>\n{lines}<hr>\n{footer}</body>\n</html>\n",
        lang = letter.lang.as_str(),
        title = escape(&letter.subject),
        greeting = escape(&letter.greeting),
    )
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(subject: &str) -> Letter {
        Letter {
            lang: Lang::Fr,
            subject: subject.to_owned(),
            greeting: "Bonjour,".to_owned(),
            lines: vec![Line { text: "3 alertes <b>".to_owned(), link: Some("https://v.example/?a=1&b=2".to_owned()) }],
            footer: vec![Line { text: "Pied".to_owned(), link: None }],
        }
    }

    fn written(letter: &Letter) -> String {
        let (from, to): (MailAddress, MailAddress) =
            ("vigie@example.org".parse().expect("ok"), "a@b.org".parse().expect("ok"));
        let at = "2026-03-02T10:00:00Z".parse().expect("a time");
        let envelope = Envelope { to: &to, id: Uuid::from_u128(7), at };
        String::from_utf8(mime(&from, &envelope, letter).expect("written")).expect("ASCII")
    }

    #[test]
    fn the_same_message_is_the_same_letter_octet_by_octet() {
        assert_eq!(written(&letter("Vigie")), written(&letter("Vigie")));
        assert!(written(&letter("Vigie")).contains(&format!("Message-ID: <{}@example.org>\r\n", Uuid::from_u128(7))));
    }

    #[test]
    fn a_line_break_in_the_subject_makes_no_header() {
        let text = written(&letter("Vigie\r\nBcc: x@y.org\nX: y"));
        let head = text.split("\r\n\r\n").next().expect("a head");
        assert!(!head.lines().any(|line| line.starts_with("Bcc") || line.starts_with("X: ")), "{head}");
    }

    #[test]
    fn what_is_text_stays_text_in_html() {
        assert!(html(&letter("V")).contains("3 alertes &lt;b&gt;</a>"));
        assert!(html(&letter("V")).contains("href=\"https://v.example/?a=1&amp;b=2\""));
    }
}
