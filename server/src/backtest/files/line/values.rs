//! What a rating says: scores and signs.

use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::Error as _};
use vigie_shared::rating::{Axis, MAX_SIGNS_PER_RATING, Score, Scores};
use vigie_shared::sign::SignId;

use super::fields::{Fields, Text};

/// Scores by axis.
#[derive(Default)]
pub(super) struct AnyScores(pub Scores);

impl<'de> Deserialize<'de> for AnyScores {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = AnyScores;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("scores by axis")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnyScores, A::Error> {
                let mut fields = Fields::new(map);
                let mut scores = Scores::default();
                while fields.next()? {
                    let axis: Axis = fields.field.parse().map_err(|_| fields.within("not an axis"))?;
                    let said = fields.value::<Option<Number>>()?;
                    scores.set(axis, said.map(|Number(score)| score));
                }
                Ok(AnyScores(scores))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// A score.
struct Number(Score);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Number;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 1 to 5, or null")
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Number, E> {
                let score = u8::try_from(number).ok().and_then(|number| Score::new(number).ok());
                score.map(Number).ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(number), &self))
            }
        }
        deserializer.deserialize_u64(Reader)
    }
}

/// Signs, sorted, each once.
#[derive(Default)]
pub(super) struct Signs(pub Vec<SignId>);

impl<'de> Deserialize<'de> for Signs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Signs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of signs")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Signs, A::Error> {
                let mut signs = Vec::new();
                while let Some(Text(name)) = list.next_element::<Text<'de>>()? {
                    signs.push(name.parse::<SignId>().map_err(A::Error::custom)?);
                    if signs.len() > MAX_SIGNS_PER_RATING {
                        return Err(A::Error::custom(format!("at most {MAX_SIGNS_PER_RATING} signs")));
                    }
                }
                // The order of the taps says nothing, and a sign is ticked or not.
                signs.sort_unstable();
                signs.dedup();
                Ok(Signs(signs))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}
