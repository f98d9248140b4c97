//! Sealing what is most private before it is stored: notes, secrets of second factors, keys. Optional: with `VIGIE_DATA_KEY_FILE`.
//!
//! A sealed value is text: a mark, the key it was sealed with, nonce and ciphertext (AES-256-GCM-SIV, which forgives a nonce that
//! comes twice). Which column and row it stands in is bound to it, so that nobody moves a value elsewhere. Values in the clear
//! and sealed ones live side by side: what has no mark is read as it stands. To seal one more column: [`seal`] where it is
//! written, [`opened`] where it is read, and a line in `vault_rows`, which seals what is there already.
//!
//! The keys belong to the process: one installation a process, and the store's functions need no handle to them.

use std::sync::OnceLock;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};

use super::error::{StoreError, StoreResult};

/// In front of what is sealed. No text that somebody types has a control character.
pub const MARK: &str = "\u{1}vigie1:";
/// Octets of a key.
const KEY: usize = 32;
/// Characters of a key's name.
const NAME: usize = 8;

static VAULT: OnceLock<Vault> = OnceLock::new();

/// The keys, the first of which seals; the others still open.
pub struct Vault(Vec<(String, LessSafeKey)>);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// Why a key file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeys {
    #[error("line {0} is not a key: 32 octets in Base64 are expected; `vigie keys data` makes one")]
    Line(usize),
    #[error("there is no key in it; `vigie keys data` makes one")]
    Empty,
}

impl Vault {
    /// Reads a key file: a key a line, the one in use first; lines that begin with `#` say something to people.
    pub fn parse(text: &str) -> Result<Self, InvalidKeys> {
        let mut keys = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let octets = STANDARD.decode(line).ok().filter(|octets| octets.len() == KEY);
            let octets = octets.ok_or(InvalidKeys::Line(number))?;
            let key = UnboundKey::new(&AES_256_GCM_SIV, &octets).map_err(|_| InvalidKeys::Line(number))?;
            keys.push((name_of(&octets), LessSafeKey::new(key)));
        }
        if keys.is_empty() { Err(InvalidKeys::Empty) } else { Ok(Self(keys)) }
    }

    fn seal(&self, place: &str, row: &str, text: &str) -> StoreResult<String> {
        let (name, key) = self.0.first().ok_or(StoreError::Vault)?;
        let mut nonce = [0_u8; NONCE_LEN];
        rand::rngs::OsRng.try_fill_bytes(&mut nonce).map_err(|_| StoreError::Vault)?;
        let mut sealed = text.as_bytes().to_vec();
        let bound = Aad::from(bound_to(name, place, row));
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), bound, &mut sealed)
            .map_err(|_| StoreError::Vault)?;
        sealed.splice(0..0, nonce);
        Ok(format!("{MARK}{name}:{}", URL_SAFE_NO_PAD.encode(sealed)))
    }

    fn open(&self, place: &str, row: &str, rest: &str) -> Option<String> {
        let (name, sealed) = rest.split_once(':')?;
        let (_, key) = self.0.iter().find(|(known, _)| known == name)?;
        let mut sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let nonce = Nonce::try_assume_unique_for_key(sealed.get(..NONCE_LEN)?).ok()?;
        let bound = Aad::from(bound_to(name, place, row));
        let clear = key.open_within(nonce, bound, &mut sealed, NONCE_LEN..).ok()?;
        String::from_utf8(clear.to_vec()).ok()
    }
}

/// What a value cannot be taken away from.
fn bound_to(name: &str, place: &str, row: &str) -> Vec<u8> {
    format!("vigie {name} {place} {row}").into_bytes()
}

/// A key's name says which it is and nothing about it.
fn name_of(octets: &[u8]) -> String {
    let digest = Sha256::digest([b"vigie data key ", octets].concat());
    digest.iter().take(NAME / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// A new key, as a line of the file.
pub fn fresh_key() -> StoreResult<String> {
    let mut octets = [0_u8; KEY];
    rand::rngs::OsRng.try_fill_bytes(&mut octets).map_err(|_| StoreError::Vault)?;
    Ok(STANDARD.encode(octets))
}

/// Gives the process its keys, once. The same again, or none, changes nothing.
pub fn install(vault: Vault) {
    let _ = VAULT.set(vault);
}

pub fn is_on() -> bool {
    VAULT.get().is_some()
}

/// What values that are sealed with the key in use begin with; none when nothing is sealed.
pub fn mark() -> Option<String> {
    VAULT.get().and_then(|vault| vault.0.first()).map(|(name, _)| format!("{MARK}{name}:"))
}

/// The value as it is stored: sealed, or as it stands when there is no key. `place` is `table.column`.
pub fn seal(place: &str, row: impl std::fmt::Display, text: &str) -> StoreResult<String> {
    match VAULT.get() {
        Some(vault) => vault.seal(place, &row.to_string(), text),
        None => Ok(text.to_owned()),
    }
}

/// The same for a value that may be missing.
pub fn seal_some(place: &str, row: impl std::fmt::Display, text: Option<&str>) -> StoreResult<Option<String>> {
    text.map(|text| seal(place, row, text)).transpose()
}

/// The value as it was written.
pub fn opened(place: &str, row: impl std::fmt::Display, stored: String) -> StoreResult<String> {
    let Some(rest) = stored.strip_prefix(MARK) else { return Ok(stored) };
    let opened = VAULT.get().and_then(|vault| vault.open(place, &row.to_string(), rest));
    opened.ok_or(StoreError::Vault)
}

/// Opens a value where it stands, if there is one.
pub fn open_in(place: &str, row: impl std::fmt::Display, stored: &mut Option<String>) -> StoreResult<()> {
    if let Some(text) = stored.take_if(|text| text.starts_with(MARK)) {
        *stored = Some(opened(place, row, text)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(keys: &[u8]) -> Vault {
        let lines: Vec<String> = keys.iter().map(|key| STANDARD.encode([*key; KEY])).collect();
        Vault::parse(&format!("# the first one seals\n\n{}\n", lines.join("\n"))).expect("keys")
    }

    fn rest(sealed: &str) -> &str {
        sealed.strip_prefix(MARK).expect("sealed")
    }

    #[test]
    fn what_is_sealed_opens_where_it_stands_and_nowhere_else() {
        let vault = vault(&[1]);
        let sealed = vault.seal("ratings.note", "7", "Mme Pommier a mal dormi").expect("sealed");
        assert!(!sealed.contains("Pommier"));
        assert_ne!(sealed, vault.seal("ratings.note", "7", "Mme Pommier a mal dormi").expect("sealed"), "a new nonce");
        let open = |place, row| vault.open(place, row, rest(&sealed));
        assert_eq!(open("ratings.note", "7").as_deref(), Some("Mme Pommier a mal dormi"));
        assert_eq!(open("ratings.note", "8"), None, "moved to another row");
        assert_eq!(open("contacts.note", "7"), None, "moved to another column");
        let mut changed = rest(&sealed).to_owned();
        let last = if changed.ends_with('A') { 'B' } else { 'A' };
        changed.pop();
        changed.push(last);
        assert_eq!(vault.open("ratings.note", "7", &changed), None);
    }

    #[test]
    fn an_earlier_key_still_opens_and_a_foreign_one_does_not() {
        let sealed = vault(&[1]).seal("a.b", "1", "x").expect("sealed");
        assert_eq!(vault(&[2, 1]).open("a.b", "1", rest(&sealed)).as_deref(), Some("x"));
        assert_eq!(vault(&[2]).open("a.b", "1", rest(&sealed)), None);
    }

    #[test]
    fn a_file_that_holds_no_key_is_refused_by_line() {
        assert_eq!(Vault::parse("# nothing\n").err(), Some(InvalidKeys::Empty));
        assert_eq!(Vault::parse("# one\nc2hvcnQ=\n").err(), Some(InvalidKeys::Line(2)));
    }
}
