//! The receipt a push carries: which message at which browser, and a proof that it is ours.
//!
//! It travels sealed, so only the browser it is for knows it; a service worker sends it back without a token. The proof is an HMAC
//! under a key derived from the token key, which all nodes share; a new token key makes receipts on their way worthless, no more.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::Key;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// What the key is for: another purpose has another key.
const PURPOSE: &[u8] = b"vigie push receipt 1";
/// Octets of the proof: 2^96 guesses for the right to say that one message arrived.
const PROOF: usize = 12;
const ID: usize = 16;
const OCTETS: usize = 3 * ID + PROOF;
/// Characters of a receipt: whole groups of three octets, so that no character is left half used.
pub const LENGTH: usize = OCTETS / 3 * 4;

/// What a receipt is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    pub federation: Uuid,
    pub message: Uuid,
    pub subscription: Uuid,
}

/// What was found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    Ours(Receipt),
    /// It has the form of a receipt and was not made here.
    Forged,
    Malformed,
}

/// Makes and reads receipts.
#[derive(Clone)]
pub struct Receipts(Hmac<Sha256>);

impl std::fmt::Debug for Receipts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipts(…)")
    }
}

impl Receipts {
    /// With a key derived from the installation's token key.
    pub fn new(token_key: &str) -> Self {
        let derived = Sha256::new_with_prefix(PURPOSE).chain_update(token_key).finalize();
        // The key HMAC starts with is a whole block, filled up with zeros (RFC 2104).
        let mut block = Key::<Hmac<Sha256>>::default();
        block[..derived.len()].copy_from_slice(&derived);
        Self(Hmac::new(&block))
    }

    pub fn make(&self, receipt: Receipt) -> String {
        let ids = [receipt.federation, receipt.message, receipt.subscription].map(Uuid::into_bytes).concat();
        let proof = self.0.clone().chain_update(&ids).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([&ids, &proof[..PROOF]].concat())
    }

    pub fn read(&self, text: &str) -> Reading {
        if text.len() != LENGTH {
            return Reading::Malformed;
        }
        let Ok(octets) = URL_SAFE_NO_PAD.decode(text) else { return Reading::Malformed };
        let Some((ids, proof)) = octets.split_at_checked(3 * ID) else { return Reading::Malformed };
        // In constant time.
        if self.0.clone().chain_update(ids).verify_truncated_left(proof).is_err() {
            return Reading::Forged;
        }
        let mut ids = ids.chunks_exact(ID).filter_map(|id| Uuid::from_slice(id).ok());
        match (ids.next(), ids.next(), ids.next()) {
            (Some(federation), Some(message), Some(subscription)) => {
                Reading::Ours(Receipt { federation, message, subscription })
            }
            _ => Reading::Malformed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt { federation: Uuid::from_u128(1), message: Uuid::from_u128(2), subscription: Uuid::from_u128(3) }
    }

    #[test]
    fn a_receipt_reads_back_and_is_short() {
        let receipts = Receipts::new("key");
        let text = receipts.make(receipt());
        assert_eq!((text.len(), receipts.read(&text)), (LENGTH, Reading::Ours(receipt())));
        assert_eq!(LENGTH, 80);
    }

    #[test]
    fn another_message_browser_federation_or_key_has_another_proof() {
        let receipts = Receipts::new("key");
        let text = receipts.make(receipt());
        assert_eq!(Receipts::new("other").read(&text), Reading::Forged);
        for place in 0..LENGTH {
            let mut forged = text.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("letters");
            assert_eq!(receipts.read(&forged), Reading::Forged, "{place}");
        }
    }

    #[test]
    fn what_is_no_receipt_is_told_apart() {
        let receipts = Receipts::new("key");
        let long = "A".repeat(LENGTH + 1);
        for text in ["", "x", &"=".repeat(LENGTH), &"é".repeat(LENGTH / 2), &long] {
            assert_eq!(receipts.read(text), Reading::Malformed, "{text}");
        }
    }
}
