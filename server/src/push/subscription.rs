//! The keys of a browser's subscription, parsed. A value that exists can be encrypted to.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

use super::seal;

/// Browsers give base64url; some libraries pad it.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// An uncompressed point of P-256: 4, x, y (RFC 8291, section 2.1).
const POINT_LENGTH: usize = 65;
const UNCOMPRESSED: u8 = 4;
/// RFC 8291, section 3.2.
const AUTH_LENGTH: usize = 16;

/// Which key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeysRefused {
    #[error("p256dh is not an uncompressed point of the curve P-256 in base64url")]
    P256dh,
    #[error("auth is not 16 octets in base64url")]
    Auth,
}

/// What only this browser can open: its public key and its secret salt.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    p256dh: Vec<u8>,
    auth: Vec<u8>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Reads both keys and checks that the point lies on the curve.
    pub fn parse(p256dh: &str, auth: &str) -> Result<Self, KeysRefused> {
        let point = decode(p256dh, POINT_LENGTH).ok_or(KeysRefused::P256dh)?;
        let auth = decode(auth, AUTH_LENGTH).ok_or(KeysRefused::Auth)?;
        if point.first() != Some(&UNCOMPRESSED) || !seal::is_point(&point) {
            return Err(KeysRefused::P256dh);
        }
        Ok(Self { p256dh: point, auth })
    }

    /// The public key's point.
    pub fn point(&self) -> &[u8] {
        &self.p256dh
    }

    /// The secret's octets.
    pub fn secret(&self) -> &[u8] {
        &self.auth
    }

    /// The public key, base64url without padding.
    pub fn p256dh(&self) -> String {
        general_purpose::URL_SAFE_NO_PAD.encode(&self.p256dh)
    }

    /// The secret, base64url without padding.
    pub fn auth(&self) -> String {
        general_purpose::URL_SAFE_NO_PAD.encode(&self.auth)
    }
}

fn decode(text: &str, length: usize) -> Option<Vec<u8>> {
    // Looked at first, so that a long text is not decoded only to be thrown away.
    if text.len() > length * 2 {
        return None;
    }
    BASE64URL.decode(text).ok().filter(|octets| octets.len() == length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A browser's keys (RFC 8291, section 5).
    const POINT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    #[test]
    fn keys_are_read_with_and_without_padding_and_kept_without() {
        for (point, auth) in [(POINT.to_owned(), AUTH.to_owned()), (format!("{POINT}="), format!("{AUTH}=="))] {
            let keys = Keys::parse(&point, &auth).expect("good keys");
            assert_eq!((keys.p256dh().as_str(), keys.auth().as_str()), (POINT, AUTH));
        }
    }

    #[test]
    fn a_key_that_cannot_be_encrypted_to_is_refused() {
        let bytes = BASE64URL.decode(POINT).expect("base64url");
        let with = |at: usize, value: u8| {
            let mut changed = bytes.clone();
            changed[at] = value;
            general_purpose::URL_SAFE_NO_PAD.encode(changed)
        };
        let refused = [
            String::new(),
            "A".repeat(10_000),
            POINT.replace('_', "/").replace('-', "+"),
            POINT[..86].to_owned(),
            format!("{POINT}AAAA"),
            format!(" {POINT}"),
            general_purpose::URL_SAFE_NO_PAD.encode([4; 65]),
            general_purpose::URL_SAFE_NO_PAD.encode([0; 65]),
            general_purpose::URL_SAFE_NO_PAD.encode(&bytes[..33]),
            with(0, 0),
            with(0, 2),
            with(0, 6),
            with(64, bytes[64] ^ 1),
        ];
        for point in refused {
            assert_eq!(Keys::parse(&point, AUTH).err(), Some(KeysRefused::P256dh), "{point}");
        }
    }

    #[test]
    fn a_secret_of_another_length_is_refused() {
        for auth in ["", "BTBZMqHH6r4Tts7J_aSI", "BTBZMqHH6r4Tts7J_aSIggAA", "BTBZMqHH6r4Tts7J/aSIgg", "?"] {
            assert_eq!(Keys::parse(POINT, auth).err(), Some(KeysRefused::Auth), "{auth}");
        }
    }

    #[test]
    fn keys_do_not_show_in_debug_output() {
        let keys = Keys::parse(POINT, AUTH).expect("good keys");
        assert_eq!(format!("{keys:?}"), "Keys(…)");
    }
}
