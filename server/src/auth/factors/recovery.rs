//! Codes on paper. Each is good once; a new set makes the old one worthless.

use chrono::{DateTime, Utc};
use rand::TryRngCore as _;
use uuid::Uuid;

use crate::auth::sha256_hex;
use crate::store::{Tx, recovery_codes};

/// Codes in a set.
pub const COUNT: usize = 10;
/// Without the letters and digits that look alike (Crockford's alphabet).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Sixty bits: nobody finds one by trying, not even with the table of their hashes at hand.
const CHARACTERS: usize = 12;

/// One code, as it is printed: `ABCD-EFGH-JKMN`.
fn fresh() -> anyhow::Result<String> {
    let mut bytes = [0_u8; CHARACTERS];
    rand::rngs::OsRng.try_fill_bytes(&mut bytes)?;
    let letters: Vec<char> =
        bytes.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// What is stored of a code, however it was typed.
fn hash(user: Uuid, code: &str) -> String {
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let code: String = code.chars().filter(|c| c.is_ascii_alphanumeric()).map(read).collect();
    sha256_hex(format!("{user}/{code}").as_bytes())
}

/// Makes a new set, to be shown once.
pub async fn renew(tx: &mut Tx, owner: (Uuid, Uuid), now: DateTime<Utc>) -> anyhow::Result<Vec<String>> {
    let codes: Vec<String> = (0..COUNT).map(|_| fresh()).collect::<anyhow::Result<_>>()?;
    let hashes: Vec<String> = codes.iter().map(|code| hash(owner.1, code)).collect();
    recovery_codes::replace(tx, owner, &hashes, now).await?;
    Ok(codes)
}

/// Uses a code. False if it is none, or no longer.
pub async fn spend(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    code: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<bool> {
    Ok(recovery_codes::spend(tx, federation, user, &hash(user, code), now).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let user = Uuid::from_u128(1);
        let stored = hash(user, "A0B1-CDEF-GHJK");
        for typed in ["a0b1cdefghjk", " AOBI CDEF GHJK ", "aobl-cdef-ghjk", "A0B1—CDEF—GHJK"] {
            assert_eq!(hash(user, typed), stored, "{typed}");
        }
        assert_ne!(hash(Uuid::from_u128(2), "A0B1-CDEF-GHJK"), stored, "a hash tells nothing about another account");
        assert_ne!(hash(user, "A0B1-CDEF-GHJM"), stored);
    }

    #[test]
    fn codes_are_of_one_form_and_never_the_same() {
        let codes: std::collections::BTreeSet<String> = (0..200).map(|_| fresh().expect("random")).collect();
        assert_eq!(codes.len(), 200);
        for code in codes {
            assert_eq!(code.len(), 14, "{code}");
            assert!(code.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)), "{code}");
        }
    }
}
