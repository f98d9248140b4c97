//! The symmetric signature of Standard Webhooks 1.0: HMAC-SHA256 over the id, the second and the body, joined by full stops.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use rand::TryRngCore as _;
use sha2::Sha256;

/// What every secret begins with, so that it is recognised where it should not be.
const PREFIX: &str = "whsec_";
/// Octets of a new secret; the specification asks for 24 to 64.
const LENGTH: usize = 32;

/// A secret as it is kept and shown: `whsec_` and base64.
pub fn fresh() -> anyhow::Result<String> {
    let mut bytes = [0_u8; LENGTH];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes)?;
    Ok(format!("{PREFIX}{}", STANDARD.encode(bytes)))
}

/// A secret, ready to sign.
#[derive(Clone)]
pub struct SigningSecret(Vec<u8>);

impl std::fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningSecret(…)")
    }
}

impl SigningSecret {
    pub fn read(text: &str) -> Option<Self> {
        STANDARD.decode(text.strip_prefix(PREFIX)?).ok().filter(|bytes| !bytes.is_empty()).map(Self)
    }

    /// `v1,` and the signature. No id of ours holds a full stop, so nothing can move from one part to the next.
    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_comes_out() {
        // From the test of the specification's own libraries (standard-webhooks/libraries).
        let secret = SigningSecret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let signed = secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_new_secret_can_sign_and_is_another_each_time() {
        let (one, other) = (fresh().expect("a secret"), fresh().expect("a secret"));
        assert_ne!(one, other);
        assert_eq!(SigningSecret::read(&one).expect("readable").0.len(), LENGTH);
        for text in ["", "whsec_", "whsec_%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
            assert!(SigningSecret::read(text).is_none(), "{text}");
        }
    }
}
