//! The fields of an object as they come, each mistake named by its place.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, SubsecRound as _, Utc};
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de::Error as _};

/// Longest id of a file. Far longer than any, short enough that nonsense shows.
const MOST_ID: usize = 200;

/// A text, borrowed where it has no escapes.
pub(super) struct Text<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Cow<'de, str>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Reader).map(Self)
    }
}

/// The fields of an object as they come.
pub(super) struct Fields<'de, A> {
    map: A,
    /// The name of the field whose value comes next.
    pub field: Cow<'de, str>,
    /// The first name that nobody knows.
    pub unknown: Option<String>,
}

impl<'de, A: MapAccess<'de>> Fields<'de, A> {
    pub fn new(map: A) -> Self {
        Self { map, field: Cow::Borrowed(""), unknown: None }
    }

    pub fn next(&mut self) -> Result<bool, A::Error> {
        match self.map.next_key::<Text<'de>>()? {
            Some(Text(field)) => {
                self.field = field;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    pub fn within(&self, error: impl fmt::Display) -> A::Error {
        // The inner position would be said twice.
        let text = error.to_string();
        let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
        A::Error::custom(format!("/{}: {reason}", self.field))
    }

    pub fn value<T: Deserialize<'de>>(&mut self) -> Result<T, A::Error> {
        let read = self.map.next_value::<T>();
        read.map_err(|error| self.within(error))
    }

    pub fn id(&mut self) -> Result<Cow<'de, str>, A::Error> {
        let Text(text) = self.value()?;
        self.checked_id(text)
    }

    pub fn optional_id(&mut self) -> Result<Option<Cow<'de, str>>, A::Error> {
        match self.value::<Option<Text<'de>>>()? {
            Some(Text(text)) => self.checked_id(text).map(Some),
            None => Ok(None),
        }
    }

    fn checked_id(&self, text: Cow<'de, str>) -> Result<Cow<'de, str>, A::Error> {
        if text.is_empty() || text.len() > MOST_ID {
            return Err(self.within(format_args!("an id has 1 to {MOST_ID} bytes")));
        }
        Ok(text)
    }

    pub fn time(&mut self) -> Result<DateTime<Utc>, A::Error> {
        let Text(text) = self.value()?;
        self.checked_time(&text)
    }

    pub fn optional_time(&mut self) -> Result<Option<DateTime<Utc>>, A::Error> {
        match self.value::<Option<Text<'de>>>()? {
            Some(Text(text)) => self.checked_time(&text).map(Some),
            None => Ok(None),
        }
    }

    fn checked_time(&self, text: &str) -> Result<DateTime<Utc>, A::Error> {
        let time = DateTime::parse_from_rfc3339(text)
            .map_err(|_| self.within("not a time with offset, such as 2026-03-02T12:05:00+01:00"))?;
        Ok(time.with_timezone(&Utc).trunc_subsecs(6))
    }

    pub fn date(&mut self) -> Result<NaiveDate, A::Error> {
        let Text(text) = self.value()?;
        self.checked_date(&text)
    }

    pub fn checked_date(&self, text: &str) -> Result<NaiveDate, A::Error> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| self.within("not a date, such as 2026-03-01"))
    }

    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>()?;
        if self.unknown.is_none() {
            self.unknown = Some(self.field.clone().into_owned());
        }
        Ok(())
    }
}

pub(super) fn present<T, E: de::Error>(value: Option<T>, name: &str) -> Result<T, E> {
    value.ok_or_else(|| E::custom(format!("/{name}: must be there")))
}
