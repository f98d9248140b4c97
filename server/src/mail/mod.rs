//! Mail: for who cannot be pushed to, and for whom a push does not arrive in time.
//!
//! [`relay`] is the operator's mail server as it is configured, [`letter`] makes the MIME text, [`smtp`] talks to the server. Mail is
//! not sealed on its way as pushes are: a letter counts and links, and names neither a person nor a sector. What a message says
//! is `outbox::message`'s business.
//!
//! One letter is one connection: they are few, and a connection that is kept goes stale unseen.

pub mod letter;
pub mod relay;
mod smtp;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::timeout;
use url::Url;
use vigie_shared::mail_address::MailAddress;

use self::letter::{Envelope, Letter};
use self::relay::{Relay, RelayProblem};
use crate::config::{Config, Secret};
use crate::handover::Handover;
use crate::services::Services;
use crate::services::turns::Turns;

/// Connections at one time: a mail server takes many for an attack.
const CONNECTIONS: usize = 4;

/// Bounds of one letter. Tests make them short.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long a letter waits for its turn while no conversation ends, before it goes back to the outbox.
    pub turn: Duration,
    /// The whole conversation. Mail servers greet slowly on purpose, to be rid of those who do not wait.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        // Well within a lease of the outbox.
        Self { turn: Duration::from_millis(500), total: Duration::from_secs(20) }
    }
}

/// Why mail cannot work with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("smtp_url: {0}")]
    Relay(#[from] RelayProblem),
    #[error("mail_from is not set; write whom mail comes from, such as vigie@example.org")]
    NoSender,
    #[error("mail_from is `{0}`; write an address alone, such as vigie@example.org")]
    Sender(String),
}

/// Sends letters through the operator's mail server.
#[derive(Debug, Clone)]
pub struct Mailer {
    relay: Arc<Relay>,
    from: MailAddress,
    limits: Limits,
    turns: Turns,
    services: Arc<Services>,
    /// What the mail server goes by among the services.
    service: Arc<str>,
}

impl Mailer {
    /// With the configured mail server; none when there is none.
    pub fn open(config: &Config, public_url: &Url) -> Result<Option<Self>, MailError> {
        Self::open_within(Limits::default(), config, public_url)
    }

    /// The same with other bounds.
    pub fn open_within(limits: Limits, config: &Config, public_url: &Url) -> Result<Option<Self>, MailError> {
        let Some(url) = &config.smtp_url else { return Ok(None) };
        let from = config.mail_from.as_deref().ok_or(MailError::NoSender)?;
        let from = from.parse().map_err(|_| MailError::Sender(from.to_owned()))?;
        let relay = Relay::parse(url.expose(), config.smtp_ca.as_ref().map(Secret::expose), public_url)?;
        let service = format!("mail:{}:{}", relay.host, relay.port).into();
        let turns = Turns::new(CONNECTIONS, limits.turn);
        Ok(Some(Self { relay: Arc::new(relay), from, limits, turns, services: Arc::default(), service }))
    }

    /// Whom letters come from.
    pub fn from(&self) -> &MailAddress {
        &self.from
    }

    pub fn relay(&self) -> &Relay {
        &self.relay
    }

    /// What the mail server goes by among the services.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The mail server as this one sees it.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Hands a letter to the mail server. The same envelope makes the same message: who has it twice sees it once.
    pub async fn send(&self, envelope: &Envelope<'_>, letter: &Letter, now: DateTime<Utc>) -> Handover {
        let handover = self.hand_over(envelope, letter, now).await;
        metrics::counter!("vigie_mail_total", "outcome" => handover.word()).increment(1);
        handover
    }

    async fn hand_over(&self, envelope: &Envelope<'_>, letter: &Letter, now: DateTime<Utc>) -> Handover {
        let text = match letter::mime(&self.from, envelope, letter) {
            Ok(text) => text,
            Err(why) => return Handover::refused(why.to_string()),
        };
        let pass = match self.services.ask(&self.service, now) {
            Ok(pass) => pass,
            Err(until) => return Handover::left_alone(until),
        };
        let Some(_turn) = self.turns.take(&self.service).await else { return Handover::stalled(now) };
        let talk = smtp::hand_over(&self.relay, self.limits.total, &self.from, envelope.to, &text);
        let ended = timeout(self.limits.total, talk).await;
        let handover = ended.unwrap_or_else(|_| Handover::later("the mail server did not answer in time"));
        pass.report(handover.report(), handover.why());
        handover
    }

    /// Greets the mail server, with TLS and sign-in as for a letter, and takes leave; says what is wrong.
    pub async fn greet(&self) -> Result<(), String> {
        let greeting = smtp::greet(&self.relay, self.limits.total);
        timeout(self.limits.total, greeting).await.unwrap_or_else(|_| Err("it does not answer in time".to_owned()))
    }
}
