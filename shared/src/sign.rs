//! Signs an aide can tick after a visit: their names, their strength, and the catalogue of a
//! federation.
//!
//! The catalogue is data. [`SignCatalogue::default_set`] is what a new federation starts with; to
//! add a sign to it, add an entry to `sign/default_signs.json`. An id, once used, keeps its meaning
//! for ever, because old ratings name it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::lang::Lang;
use crate::word::word_enum;

/// Longest id of a sign, in bytes. Long enough for any word of the field, short enough to be kept
/// inside the bounded state of a person.
pub const MAX_SIGN_ID: usize = 40;

/// Most strong signs in one catalogue: the state of a person remembers the last time of each, and
/// must stay small.
pub const MAX_STRONG_SIGNS: usize = 8;

/// Most signs in one catalogue. A list that an aide has to scroll through is not read.
pub const MAX_SIGNS: usize = 40;

const DEFAULT_SIGNS: &str = include_str!("sign/default_signs.json");

/// The id of a sign: snake_case, 1 to 40 characters, starting with a letter.
///
/// Held in place (no allocation), because states and events are copied on the hot path.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignId {
    len: u8,
    bytes: [u8; MAX_SIGN_ID],
}

/// The text is not the id of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sign is named in snake_case: a-z, 0-9 and _, first a letter, at most 40 characters")]
pub struct InvalidSignId;

impl SignId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Only ASCII letters, digits and underscores ever get in.
        std::str::from_utf8(&self.bytes[..usize::from(self.len)]).unwrap_or("")
    }
}

impl FromStr for SignId {
    type Err = InvalidSignId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=MAX_SIGN_ID).contains(&text.len());
        let starts = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !(fits && starts && plain) {
            return Err(InvalidSignId);
        }
        let mut bytes = [0; MAX_SIGN_ID];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        let len = u8::try_from(text.len()).map_err(|_| InvalidSignId)?;
        Ok(Self { len, bytes })
    }
}

impl PartialOrd for SignId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SignId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Display for SignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SignId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignId({})", self.as_str())
    }
}

impl Serialize for SignId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for SignId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

word_enum! {
    /// How loudly a sign speaks.
    pub enum SignStrength {
        /// Heard at once.
        Strong = "strong",
        /// Heard when it comes twice, or together with a low score.
        Weak = "weak",
    }
}

/// The words of a sign (or of an emergency number), in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Label {
    /// The words in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// One sign of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Stable name.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: SignId,
    /// Strong or weak.
    pub strength: SignStrength,
    /// What people read.
    pub label: Label,
}

/// The signs a federation offers, in the order in which the phone shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SignCatalogue {
    signs: Vec<Sign>,
}

/// Why a list of signs is not a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCatalogue {
    /// Not JSON of the right shape.
    #[error("not a list of signs: {0}")]
    Shape(String),
    /// The same id twice.
    #[error("the sign `{0}` is there twice")]
    Twice(SignId),
    /// A sign nobody can read.
    #[error("the sign `{0}` has an empty label")]
    EmptyLabel(SignId),
    /// More signs than anyone would read.
    #[error("at most {MAX_SIGNS} signs")]
    TooMany,
    /// More strong signs than the state of a person can remember.
    #[error("at most {MAX_STRONG_SIGNS} strong signs")]
    TooManyStrong,
}

impl SignCatalogue {
    /// Checks a list of signs.
    pub fn new(signs: Vec<Sign>) -> Result<Self, InvalidCatalogue> {
        if signs.len() > MAX_SIGNS {
            return Err(InvalidCatalogue::TooMany);
        }
        let strong = signs.iter().filter(|s| s.strength == SignStrength::Strong).count();
        if strong > MAX_STRONG_SIGNS {
            return Err(InvalidCatalogue::TooManyStrong);
        }
        for (i, sign) in signs.iter().enumerate() {
            if signs[..i].iter().any(|before| before.id == sign.id) {
                return Err(InvalidCatalogue::Twice(sign.id));
            }
            if sign.label.fr.trim().is_empty() || sign.label.en.trim().is_empty() {
                return Err(InvalidCatalogue::EmptyLabel(sign.id));
            }
        }
        Ok(Self { signs })
    }

    /// Reads a catalogue from JSON: a list of `{id, strength, label:{fr,en}}`.
    pub fn parse(json: &str) -> Result<Self, InvalidCatalogue> {
        let signs = serde_json::from_str(json).map_err(|e| InvalidCatalogue::Shape(e.to_string()))?;
        Self::new(signs)
    }

    /// What a new federation starts with.
    #[must_use]
    pub fn default_set() -> Self {
        // The file is part of the crate and read by a test: it cannot fail to parse.
        Self::parse(DEFAULT_SIGNS).unwrap_or(Self { signs: Vec::new() })
    }

    /// Every sign, in the order of the screen.
    #[must_use]
    pub fn all(&self) -> &[Sign] {
        &self.signs
    }

    /// The sign of that id, if the federation offers it.
    #[must_use]
    pub fn get(&self, id: SignId) -> Option<&Sign> {
        self.signs.iter().find(|sign| sign.id == id)
    }
}

impl<'de> Deserialize<'de> for SignCatalogue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_short_snake_case_names_a_sign() {
        for good in ["fall", "eats_little", "a1", &"a".repeat(40)] {
            assert_eq!(good.parse::<SignId>().map(|id| id.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "Fall", "1fall", "_fall", "eats little", "repli\u{e9}", &"a".repeat(41)] {
            assert_eq!(bad.parse::<SignId>(), Err(InvalidSignId), "{bad}");
        }
    }

    #[test]
    fn the_default_catalogue_is_complete() {
        let catalogue = SignCatalogue::parse(DEFAULT_SIGNS).expect("the built-in signs are valid");
        assert!(catalogue.all().len() >= 14);
        let fall = catalogue.get("fall".parse().expect("an id")).expect("falls are there");
        assert_eq!(fall.strength, SignStrength::Strong);
        assert_eq!(fall.label.get(Lang::Fr), "Chute");
    }

    #[test]
    fn a_catalogue_with_a_doubled_sign_is_refused() {
        let mut signs = SignCatalogue::default_set().all().to_vec();
        signs.push(signs[0].clone());
        assert_eq!(SignCatalogue::new(signs.clone()), Err(InvalidCatalogue::Twice(signs[0].id)));
    }

    #[test]
    fn a_catalogue_reads_back_from_its_json() {
        let catalogue = SignCatalogue::default_set();
        let json = serde_json::to_string(&catalogue).expect("JSON");
        assert_eq!(SignCatalogue::parse(&json), Ok(catalogue));
    }
}
