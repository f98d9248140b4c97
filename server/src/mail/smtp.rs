//! The conversation with a mail server, step by step: what a refusal means depends on the step.
//!
//! A refused receiver is the receiver's address to mend and a refused text is the letter's end; whatever is refused before that
//! (greeting, TLS, sign-in, sender) is the set-up's fault, the same for every letter, and letters wait for it to be mended.

use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use vigie_shared::mail_address::MailAddress;

use super::relay::{Relay, Security};
use crate::handover::Handover;

/// How many characters of an answer are kept as an explanation.
const WORDS: usize = 200;

/// A step that failed, in words for the administrator.
struct Failed {
    step: &'static str,
    /// Whether the set-up or the network is at fault, rather than this letter.
    ours: bool,
    error: Error,
}

impl Failed {
    fn words(&self) -> String {
        format!("{}: {}", self.step, without_addresses(&self.error.to_string()))
    }

    fn handover(&self) -> Handover {
        // 421 may answer anything: the server is about to leave.
        let leaves = self.error.status().is_some_and(|code| u16::from(code) == 421);
        if self.ours || leaves {
            Handover::later(self.words())
        } else if self.error.is_permanent() {
            Handover::refused(self.words())
        } else if self.error.is_transient() {
            Handover::Deferred { why: self.words() }
        } else {
            Handover::later(self.words())
        }
    }
}

/// Hands one letter over.
pub async fn hand_over(
    relay: &Relay,
    patience: Duration,
    from: &MailAddress,
    to: &MailAddress,
    text: &[u8],
) -> Handover {
    match talk(relay, patience, from, to, text).await {
        Ok(()) => Handover::Taken,
        Err(failed) => {
            if failed.ours {
                tracing::warn!(why = failed.words(), "mail could not be handed over");
            }
            failed.handover()
        }
    }
}

/// Greets and takes leave.
pub async fn greet(relay: &Relay, patience: Duration) -> Result<(), String> {
    let mut connection = open(relay, patience).await.map_err(|failed| failed.words())?;
    // Whatever it answers to a good-bye.
    let _ = connection.quit().await;
    Ok(())
}

async fn talk(
    relay: &Relay,
    patience: Duration,
    from: &MailAddress,
    to: &MailAddress,
    text: &[u8],
) -> Result<(), Failed> {
    let mut connection = open(relay, patience).await?;
    let done = post(&mut connection, from, to, text).await;
    // The letter's fate is decided; a good-bye that fails changes nothing.
    let _ = connection.quit().await;
    done
}

async fn post(
    connection: &mut AsyncSmtpConnection,
    from: &MailAddress,
    to: &MailAddress,
    text: &[u8],
) -> Result<(), Failed> {
    let sender = connection.command(Mail::new(address(from), Vec::new())).await;
    sender.map_err(at("the mail server refuses VIGIE_MAIL_FROM", true))?;
    if let Some(to) = address(to) {
        let receiver = connection.command(Rcpt::new(to, Vec::new())).await;
        receiver.map_err(at("the mail server refuses the receiver's address", false))?;
    }
    connection.command(Data).await.map_err(at("the mail server takes no letter", false))?;
    connection.message(text).await.map_err(at("the mail server did not take the letter", false))?;
    Ok(())
}

async fn open(relay: &Relay, patience: Duration) -> Result<AsyncSmtpConnection, Failed> {
    let wrapped = relay.tls.clone().filter(|_| relay.security == Security::Tls);
    let there = (relay.host.as_str(), relay.port);
    let connecting = AsyncSmtpConnection::connect_tokio1(there, Some(patience), &relay.hello, wrapped, None);
    let mut connection = connecting.await.map_err(at("no connection to the mail server", true))?;
    if relay.security == Security::StartTls
        && let Some(tls) = relay.tls.clone()
    {
        connection.starttls(tls, &relay.hello).await.map_err(at("no TLS with the mail server", true))?;
    }
    if let Some(credentials) = &relay.credentials {
        let signed_in = connection.auth(DEFAULT_MECHANISMS, credentials).await;
        signed_in.map_err(at("the mail server does not accept the user name and password", true))?;
    }
    Ok(connection)
}

fn at(step: &'static str, ours: bool) -> impl FnOnce(Error) -> Failed {
    move |error| Failed { step, ours, error }
}

/// Both libraries agree on what an address is; if they did not, the receiver would be left out and the server say so.
fn address(address: &MailAddress) -> Option<Address> {
    address.as_str().parse().ok()
}

/// One line of a server's answer without the addresses that servers like to repeat.
fn without_addresses(text: &str) -> String {
    let word = |word: &str| if word.contains('@') { "…".to_owned() } else { word.replace(char::is_control, "") };
    let line = text.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    line.chars().take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::without_addresses;

    #[test]
    fn an_answer_is_kept_without_whom_it_names() {
        let said = "permanent error (550): 5.1.1 <camille@example.org>: unknown\r\n5.1.1 bye\u{7}";
        assert_eq!(without_addresses(said), "permanent error (550): 5.1.1 … unknown 5.1.1 bye");
        assert_eq!(without_addresses(&"é".repeat(999)).chars().count(), 200);
    }
}
