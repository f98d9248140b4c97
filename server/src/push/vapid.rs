//! Who we are to a push service: the VAPID key (RFC 8292) and the tokens signed with it.
//!
//! Which keys there are is said in [`super::keyring`]: browsers bind their subscription to one, so losing it loses them. A token is
//! signed once a push origin and hour and used again: signing
//! costs three times what encrypting a message does.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand::RngCore;
use web_push::{PartialVapidSignatureBuilder, SubscriptionInfo, VapidSignature, VapidSignatureBuilder};

use crate::store::StoreError;

/// Where the first key lives among the shared ones; later ones have a number behind it.
pub const KEY_NAME: &str = "vapid_private_key";
/// A token is good for 12 hours (the crate's own end; RFC 8292 allows 24): one hour leaves clocks room to differ.
const TOKEN_AGE: Duration = Duration::from_secs(3_600);
/// Push origins are few; this only bounds what hosts made up under an admitted suffix could fill.
const MAX_TOKENS: usize = 256;

/// Octets of a P-256 private key.
const SCALAR: usize = 32;
const PEM_START: &str = "-----BEGIN";
/// The object identifier of P-256, as DER writes it.
const P256: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// Why there is no usable identity.
#[derive(Debug, thiserror::Error)]
pub enum VapidError {
    #[error("the VAPID private key is not a P-256 key (PEM, or 32 octets in base64url)")]
    Key,
    #[error(
        "the push contact must be mailto:somebody@somewhere or an https:// address, so that a push service can write to you"
    )]
    Contact,
    #[error("the VAPID token could not be signed")]
    Sign,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Our identity towards push services.
pub struct Vapid {
    key: PartialVapidSignatureBuilder,
    contact: String,
    tokens: Mutex<HashMap<String, (Instant, VapidSignature)>>,
}

impl std::fmt::Debug for Vapid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vapid").field("public_key", &self.public_key()).finish_non_exhaustive()
    }
}

impl Vapid {
    /// From a private key and the contact push services may write to.
    pub fn new(private_key: &str, contact: &str) -> Result<Self, VapidError> {
        let key = read_key(private_key.trim()).ok_or(VapidError::Key)?;
        let mail = contact.strip_prefix("mailto:").is_some_and(|address| address.contains('@'));
        let page = contact.strip_prefix("https://").is_some_and(|rest| !rest.is_empty());
        if !mail && !page {
            return Err(VapidError::Contact);
        }
        Ok(Self { key, contact: contact.to_owned(), tokens: Mutex::default() })
    }

    /// What a page hands to `pushManager.subscribe`: base64url without padding.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.get_public_key())
    }

    /// The token for a push origin, signed now or within the hour.
    pub fn token(&self, origin: &str) -> Result<VapidSignature, VapidError> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((signed_at, token)) = tokens.get(origin)
            && signed_at.elapsed() < TOKEN_AGE
        {
            return Ok(token.clone());
        }
        if tokens.len() >= MAX_TOKENS {
            tokens.clear();
        }
        let token = self.sign(origin)?;
        tokens.insert(origin.to_owned(), (Instant::now(), token.clone()));
        Ok(token)
    }

    fn sign(&self, origin: &str) -> Result<VapidSignature, VapidError> {
        // The builder wants a subscription only to guess the audience from it, without the port: we say it ourselves.
        let of_origin = SubscriptionInfo::new(origin, "", "");
        let mut builder = self.key.clone().add_sub_info(&of_origin);
        builder.add_claim("aud", origin);
        builder.add_claim("sub", self.contact.as_str());
        builder.build().map_err(|_| VapidError::Sign)
    }
}

/// Reads a key, looking first at what the crate below panics over: a key of another length or another curve.
fn read_key(text: &str) -> Option<PartialVapidSignatureBuilder> {
    if text.starts_with(PEM_START) {
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
        let der = STANDARD.decode(lines.collect::<String>()).ok()?;
        let of_p256 = der.windows(P256.len()).any(|window| window == P256);
        return if of_p256 { VapidSignatureBuilder::from_pem_no_sub(text.as_bytes()).ok() } else { None };
    }
    let text = text.trim_end_matches('=');
    let octets = URL_SAFE_NO_PAD.decode(text).ok()?;
    if octets.len() == SCALAR { VapidSignatureBuilder::from_base64_no_sub(text).ok() } else { None }
}

/// A private key: 32 random octets in base64url. Practically every such number is a P-256 scalar; one that is not is drawn again.
pub fn fresh_key() -> String {
    loop {
        let mut octets = [0; SCALAR];
        rand::rng().fill_bytes(&mut octets);
        let key = URL_SAFE_NO_PAD.encode(octets);
        if VapidSignatureBuilder::from_base64_no_sub(&key).is_ok() {
            return key;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTACT: &str = "mailto:vigie@example.org";

    fn claims(token: &VapidSignature) -> serde_json::Value {
        let middle = token.auth_t.split('.').nth(1).expect("three parts");
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).expect("base64url")).expect("JSON")
    }

    #[test]
    fn a_token_names_the_origin_with_its_port_our_contact_and_an_end_within_a_day() {
        let vapid = Vapid::new(&fresh_key(), CONTACT).expect("a key");
        let token = vapid.token("http://127.0.0.1:9000").expect("signed");
        let claims = claims(&token);
        assert_eq!(claims["aud"], "http://127.0.0.1:9000");
        assert_eq!(claims["sub"], CONTACT);
        let lives = claims["exp"].as_i64().expect("exp") - claims["iat"].as_i64().expect("iat");
        assert!((3_600..=86_400).contains(&lives), "{lives}");
    }

    #[test]
    fn a_token_is_signed_once_an_origin() {
        let vapid = Vapid::new(&fresh_key(), CONTACT).expect("a key");
        let first = vapid.token("https://a.example").expect("signed");
        assert_eq!(vapid.token("https://a.example").expect("kept"), first);
        assert_ne!(vapid.token("https://b.example").expect("signed"), first);
        for n in 0..MAX_TOKENS + 5 {
            vapid.token(&format!("https://h{n}.example")).expect("signed");
        }
        assert!(vapid.tokens.lock().expect("not poisoned").len() <= MAX_TOKENS);
    }

    #[test]
    fn the_public_key_is_an_uncompressed_point_without_padding() {
        let vapid = Vapid::new(&fresh_key(), CONTACT).expect("a key");
        let public = vapid.public_key();
        assert_eq!(public.len(), 87);
        assert_eq!(URL_SAFE_NO_PAD.decode(&public).expect("base64url")[0], 4);
    }

    /// The PEM that `openssl pkcs8` writes around a P-256 key: only the two numbers differ from key to key.
    fn pkcs8(scalar: [u8; 32], public: &[u8]) -> String {
        const HEAD: &[u8] =
            b"\x30\x81\x87\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\
            \x3d\x03\x01\x07\x04\x6d\x30\x6b\x02\x01\x01\x04\x20";
        const MIDDLE: &[u8] = b"\xa1\x44\x03\x42\x00";
        let der = [HEAD, &scalar, MIDDLE, public].concat();
        let body = STANDARD.encode(der);
        let lines: Vec<String> =
            body.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
    }

    #[test]
    fn a_key_is_read_as_pem_or_base64url_and_nothing_else() {
        let scalar = URL_SAFE_NO_PAD.encode([1; 32]);
        let padded = format!("{scalar}=\n");
        let plain = Vapid::new(&scalar, CONTACT).expect("base64url").public_key();
        assert_eq!(Vapid::new(&padded, CONTACT).expect("padded").public_key(), plain);
        let pem = pkcs8([1; 32], &URL_SAFE_NO_PAD.decode(&plain).expect("base64url"));
        assert_eq!(Vapid::new(&pem, CONTACT).expect("PEM").public_key(), plain);
        let other_curve = pem.replace("AwEHBG0", "AwEIBG0");
        assert_ne!(other_curve, pem);
        let too_long = URL_SAFE_NO_PAD.encode([1; 48]);
        let zero = URL_SAFE_NO_PAD.encode([0; 32]);
        for bad in ["", "abc", "-----BEGIN PRIVATE KEY-----", &other_curve, &too_long, &zero] {
            assert!(matches!(Vapid::new(bad, CONTACT), Err(VapidError::Key)), "{bad}");
        }
    }

    #[test]
    fn a_contact_nobody_can_write_to_is_refused() {
        for contact in ["", "vigie@example.org", "mailto:", "http://example.org", "https://"] {
            assert!(matches!(Vapid::new(&fresh_key(), contact), Err(VapidError::Contact)), "{contact}");
        }
    }
}
