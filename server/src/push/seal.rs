//! Message encryption for Web Push: RFC 8291 over the coding `aes128gcm` of RFC 8188, one record.
//!
//! The arithmetic is AWS-LC's; what is here is the order in which the two documents ask for it. It is checked against the example of RFC 8291
//! below, and every message of the delivery tests is opened by other people's code.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use aws_lc_rs::rand;

/// An uncompressed point of P-256.
const POINT: usize = 65;
const SALT: usize = 16;
/// The record size that is announced: everything we send is one record and shorter (RFC 8188, section 2.1).
const RECORD: u32 = 4_096;
/// Octets of a record that are no text: the delimiter and the tag.
const OVERHEAD: usize = 1 + 16;
/// Octets of text in the one record. A push service need not take more than 4,096 octets in all.
pub const LONGEST: usize = RECORD as usize - OVERHEAD - (SALT + 4 + 1 + POINT);
/// Behind the text of the last record (RFC 8188, section 2).
const LAST_RECORD: u8 = 2;

/// Why a text could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the message is longer than push services take")]
    TooLong,
    #[error("the browser's key is no point of the curve, or the machine has no randomness")]
    Key,
}

impl From<Unspecified> for SealError {
    fn from(_: Unspecified) -> Self {
        Self::Key
    }
}

/// Whether this is a point that can be sealed for.
pub fn is_point(point: &[u8]) -> bool {
    point.len() == POINT && ParsedPublicKey::try_from(UnparsedPublicKey::new(&ECDH_P256, point)).is_ok()
}

/// Seals a text for the browser with this public key and secret, with a fresh key and salt.
pub fn seal(point: &[u8], auth: &[u8], text: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut salt = [0; SALT];
    rand::fill(&mut salt)?;
    seal_with(&PrivateKey::generate(&ECDH_P256)?, salt, point, auth, text)
}

fn seal_with(
    ours: &PrivateKey,
    salt: [u8; SALT],
    point: &[u8],
    auth: &[u8],
    text: &[u8],
) -> Result<Vec<u8>, SealError> {
    if text.len() > LONGEST {
        return Err(SealError::TooLong);
    }
    // The arithmetic would take a compressed point too; no browser could read what is sealed with it.
    if point.len() != POINT {
        return Err(SealError::Key);
    }
    let our_point = ours.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, point);
    // RFC 8291, section 3.3: the shared secret, bound to the browser's secret and to both keys.
    let key_of_keys = agree(ours, theirs, SealError::Key, |shared| Ok(Salt::new(HKDF_SHA256, auth).extract(shared)))?;
    let ikm: [u8; 32] = expand(&key_of_keys, &[b"WebPush: info\0", point, our_point.as_ref()])?;
    // RFC 8188, sections 2.2 and 2.3.
    let prk = Salt::new(HKDF_SHA256, &salt).extract(&ikm);
    let key: [u8; 16] = expand(&prk, &[b"Content-Encoding: aes128gcm\0"])?;
    let nonce: [u8; NONCE_LEN] = expand(&prk, &[b"Content-Encoding: nonce\0"])?;

    let mut body = Vec::with_capacity(RECORD as usize);
    body.extend_from_slice(&salt);
    body.extend_from_slice(&RECORD.to_be_bytes());
    body.push(POINT as u8);
    body.extend_from_slice(our_point.as_ref());
    let head = body.len();
    body.extend_from_slice(text);
    body.push(LAST_RECORD);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    // The first record's number is zero, so the nonce is used as it is, and once: the salt is fresh.
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut body[head..])?;
    body.extend_from_slice(tag.as_ref());
    Ok(body)
}

/// So many octets.
struct Octets(usize);

impl KeyType for Octets {
    fn len(&self) -> usize {
        self.0
    }
}

fn expand<const N: usize>(prk: &Prk, info: &[&[u8]]) -> Result<[u8; N], Unspecified> {
    let mut octets = [0; N];
    prk.expand(info, Octets(N))?.fill(&mut octets)?;
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    fn octets(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    const POINT_TEXT: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const AUTH_TEXT: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    /// RFC 8291, section 5 and appendix A.
    #[test]
    fn the_example_of_the_standard_comes_out_octet_by_octet() {
        let ours = octets("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw");
        let ours = PrivateKey::from_private_key(&ECDH_P256, &ours).expect("a key");
        let salt = octets("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 octets");
        let text = b"When I grow up, I want to be a watermelon";
        let sealed = seal_with(&ours, salt, &octets(POINT_TEXT), &octets(AUTH_TEXT), text).expect("sealed");
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_\
            yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed), expected);
    }

    #[test]
    fn keys_and_salts_are_fresh_and_lengths_say_nothing() {
        let (point, auth) = (octets(POINT_TEXT), octets(AUTH_TEXT));
        let [one, two] = [(); 2].map(|()| seal(&point, &auth, b"the same").expect("sealed"));
        assert_eq!(one.len(), two.len());
        assert_ne!(one[..SALT], two[..SALT]);
        assert_ne!(one[21..86], two[21..86]);
        assert_eq!(one.len(), 86 + "the same".len() + OVERHEAD);
    }

    #[test]
    fn what_is_too_long_or_no_key_is_an_error_and_no_panic() {
        let (point, auth) = (octets(POINT_TEXT), octets(AUTH_TEXT));
        assert_eq!(seal(&point, &auth, &[b'x'; LONGEST]).expect("sealed").len(), 4_096);
        assert_eq!(seal(&point, &auth, &[b'x'; LONGEST + 1]), Err(SealError::TooLong));
        let mut off_the_curve = point.clone();
        off_the_curve[64] ^= 1;
        let mut compressed = point[..33].to_vec();
        compressed[0] = 2;
        for bad in [&off_the_curve[..], &compressed, &point[1..], &[], &[0; 65]] {
            assert!(!is_point(bad));
            assert_eq!(seal(bad, &auth, b"x"), Err(SealError::Key));
        }
        assert!(is_point(&point));
    }
}
