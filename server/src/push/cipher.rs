//! Sealing a message so that only the receiving browser reads it (RFC 8291), behind a seam.
//!
//! [`PushCipher`] is the seam. [`super::seal`] encrypts, with AWS-LC: the `web-push` crate does it with OpenSSL in several times the time. It
//! signs for us (see [`super::vapid`]), and it opens what we sealed in the tests. What comes out is a body and headers;
//! [`super::client`] carries
//! them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use vigie_shared::delivery::Urgency;

use super::endpoint::Endpoint;
use super::seal::{self, SealError};
use super::subscription::Keys;
use super::vapid::{Vapid, VapidError};

/// Every message is filled up to a multiple of this, so that its length says nothing. All of ours fit into one.
pub const SIZE_CLASS: usize = 1_024;

/// What a message is, before sealing.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// JSON; white space may be added behind it.
    pub text: &'a str,
    /// Seconds a push service may keep it.
    pub ttl: u32,
    pub urgency: Urgency,
    /// Replaces an undelivered message of the same topic: at most 32 characters of base64url.
    pub topic: &'a str,
}

/// A message ready to be carried.
#[derive(Debug, Clone)]
pub struct Sealed {
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// Why a message could not be sealed. None of these passes by itself.
#[derive(Debug, thiserror::Error)]
pub enum CipherError {
    #[error(transparent)]
    Vapid(#[from] VapidError),
    #[error("the message could not be sealed: {0}")]
    Seal(#[from] SealError),
    #[error("the topic is longer than 32 characters, or not base64url")]
    Topic,
}

/// Seals messages for browsers.
pub trait PushCipher: Send + Sync + std::fmt::Debug {
    fn seal(&self, endpoint: &Endpoint, keys: &Keys, letter: Letter<'_>) -> Result<Sealed, CipherError>;

    /// The key a page subscribes with.
    fn public_key(&self) -> String;
}

/// RFC 8030, section 5.4.
const LONGEST_TOPIC: usize = 32;

/// Signing with the `web-push` crate, sealing with AWS-LC.
#[derive(Debug)]
pub struct WebPushCipher(Vapid);

impl WebPushCipher {
    pub fn new(vapid: Vapid) -> Self {
        Self(vapid)
    }
}

impl PushCipher for WebPushCipher {
    fn seal(&self, endpoint: &Endpoint, keys: &Keys, letter: Letter<'_>) -> Result<Sealed, CipherError> {
        if !is_topic(letter.topic) {
            return Err(CipherError::Topic);
        }
        let token = self.0.token(endpoint.origin())?;
        let body = seal::seal(keys.point(), keys.secret(), filled_up(letter.text).as_bytes())?;
        let headers = vec![
            ("content-type", "application/octet-stream".to_owned()),
            ("content-encoding", "aes128gcm".to_owned()),
            ("ttl", letter.ttl.to_string()),
            ("urgency", letter.urgency.as_str().to_owned()),
            ("topic", letter.topic.to_owned()),
            ("authorization", format!("vapid t={}, k={}", token.auth_t, URL_SAFE_NO_PAD.encode(&token.auth_k))),
        ];
        Ok(Sealed { headers, body })
    }

    fn public_key(&self) -> String {
        self.0.public_key()
    }
}

fn is_topic(text: &str) -> bool {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    (1..=LONGEST_TOPIC).contains(&text.len()) && text.bytes().all(plain)
}

/// JSON may be followed by white space: the same length for every message of a class.
fn filled_up(text: &str) -> String {
    let length = text.len().max(1).div_ceil(SIZE_CLASS) * SIZE_CLASS;
    let mut filled = text.to_owned();
    filled.extend(std::iter::repeat_n(' ', length - text.len()));
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::endpoint::Origins;
    use crate::push::vapid::fresh_key;

    const POINT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn seal(text: &str, topic: &str) -> Result<Sealed, CipherError> {
        let cipher = WebPushCipher::new(Vapid::new(&fresh_key(), "mailto:vigie@example.org").expect("a key"));
        let endpoint = Endpoint::parse("https://fcm.googleapis.com/wp/a", &Origins::default()).expect("admitted");
        let keys = Keys::parse(POINT, AUTH).expect("good keys");
        cipher.seal(&endpoint, &keys, Letter { text, ttl: 60, urgency: Urgency::High, topic })
    }

    #[test]
    fn a_sealed_message_carries_every_header_a_service_asks_for() {
        let sealed = seal("{}", "topic-1").expect("sealed");
        let header = |name: &str| {
            let found = sealed.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str())
        };
        assert_eq!(header("TTL"), Some("60"));
        assert_eq!(header("Urgency"), Some("high"));
        assert_eq!(header("Topic"), Some("topic-1"));
        assert_eq!(header("Content-Encoding"), Some("aes128gcm"));
        assert!(header("Authorization").is_some_and(|value| value.starts_with("vapid t=")));
    }

    #[test]
    fn every_message_has_the_same_length_and_no_two_the_same_content() {
        let (short, long) = (seal("{}", "a").expect("sealed"), seal(&"x".repeat(SIZE_CLASS), "a").expect("sealed"));
        assert_eq!(short.body.len(), long.body.len());
        assert_ne!(seal("{}", "a").expect("sealed").body, seal("{}", "a").expect("sealed").body);
        assert!(seal(&"x".repeat(SIZE_CLASS + 1), "a").expect("sealed").body.len() > short.body.len());
    }

    #[test]
    fn what_cannot_be_sealed_is_an_error_and_no_panic() {
        assert!(seal(&"x".repeat(4_000), "a").is_err());
        assert!(seal("{}", &"t".repeat(33)).is_err());
        assert!(seal("{}", "not base64url!").is_err());
        assert!(seal("{}", "").is_err());
    }
}
