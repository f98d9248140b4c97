//! What a person has beside the password, made by other code than the server's.

use aws_lc_rs::hmac;
use chrono::{DateTime, Utc};

/// The code an authenticator app shows (RFC 6238): HMAC-SHA-1 over the count of thirty seconds.
pub fn totp(secret: &str, at: DateTime<Utc>) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &base32(secret));
    let count = u64::try_from(at.timestamp() / 30).expect("after 1970");
    let tag = hmac::sign(&key, &count.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes[19] & 15);
    let number = u32::from_be_bytes(bytes[offset..offset + 4].try_into().expect("four octets")) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// RFC 4648.
fn base32(text: &str) -> Vec<u8> {
    let (mut bits, mut held, mut bytes) = (0_u64, 0_u32, Vec::new());
    for letter in text.bytes().filter(|byte| *byte != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            other => panic!("{other} is no base32"),
        };
        bits = bits << 5 | u64::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    bytes
}
