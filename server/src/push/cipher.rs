//! Sealing a message so that only the receiving browser reads it (RFC 8291), behind a seam.
//!
//! [`PushCipher`] is the seam: today the `web-push` crate builds and encrypts, and a pure Rust crate could take its place. What
//! comes out is a body and headers; [`super::client`] carries them. The crate's own clients, its default contact and its
//! audience without a port are not used (see [`super::vapid`]).

use vigie_shared::delivery::Urgency;
use web_push::{ContentEncoding, SubscriptionInfo, WebPushError, WebPushMessageBuilder};

use super::endpoint::Endpoint;
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
    Seal(#[from] WebPushError),
    #[error("the message has no content")]
    Empty,
}

/// Seals messages for browsers.
pub trait PushCipher: Send + Sync + std::fmt::Debug {
    fn seal(&self, endpoint: &Endpoint, keys: &Keys, letter: Letter<'_>) -> Result<Sealed, CipherError>;

    /// The key a page subscribes with.
    fn public_key(&self) -> String;
}

/// Sealing with the `web-push` crate.
#[derive(Debug)]
pub struct WebPushCipher(Vapid);

impl WebPushCipher {
    pub fn new(vapid: Vapid) -> Self {
        Self(vapid)
    }
}

impl PushCipher for WebPushCipher {
    fn seal(&self, endpoint: &Endpoint, keys: &Keys, letter: Letter<'_>) -> Result<Sealed, CipherError> {
        let token = self.0.token(endpoint.origin())?;
        let text = filled_up(letter.text);
        let to = SubscriptionInfo::new(endpoint.as_str().to_owned(), keys.p256dh(), keys.auth());
        let mut message = WebPushMessageBuilder::new(&to);
        message.set_ttl(letter.ttl);
        message.set_topic(letter.topic.to_owned());
        message.set_vapid_signature(token);
        // Without a payload the crate leaves the Authorization header out.
        message.set_payload(ContentEncoding::Aes128Gcm, text.as_bytes());
        let message = message.build()?;
        let payload = message.payload.ok_or(CipherError::Empty)?;
        let mut headers = vec![
            ("content-type", "application/octet-stream".to_owned()),
            ("content-encoding", payload.content_encoding.to_str().to_owned()),
            ("ttl", message.ttl.to_string()),
            ("urgency", letter.urgency.as_str().to_owned()),
        ];
        headers.extend(message.topic.map(|topic| ("topic", topic)));
        headers.extend(payload.crypto_headers);
        Ok(Sealed { headers, body: payload.content })
    }

    fn public_key(&self) -> String {
        self.0.public_key()
    }
}

/// Whether a message can be sealed for these keys: asked once, when a browser subscribes, of the code that will seal.
pub fn accepts(point: &[u8], auth: &[u8]) -> bool {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
    let to = SubscriptionInfo::new("https://localhost/".to_owned(), BASE64URL.encode(point), BASE64URL.encode(auth));
    let mut message = WebPushMessageBuilder::new(&to);
    message.set_payload(ContentEncoding::Aes128Gcm, b"?");
    message.build().is_ok()
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
    }
}
