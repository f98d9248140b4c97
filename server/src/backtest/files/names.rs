//! Ids of a file, which may be any string, in a few bytes.
//!
//! [`Id`] holds an id whole: a UUID or a short text in place, a long one by its number in a table. [`Names`] numbers the
//! persons, aides and sets of signs, of which there are few, as they are met.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Mutex;

use uuid::Uuid;

/// The form of an [`Id`] that is a UUID in its usual writing; a smaller number is the length of a text.
const UUID: u8 = u8::MAX;
/// The form of one that lies in the table.
const LONG: u8 = u8::MAX - 1;
const IN_PLACE: usize = 16;

/// An id. Two are equal when their texts are; the derived order is any order, for sorting what is equal side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    bytes: [u8; IN_PLACE],
    form: u8,
}

/// Ids too long to lie in place, each once. They are rare.
#[derive(Debug, Default)]
pub struct LongIds {
    known: Mutex<Table>,
}

/// Texts by number, and back.
#[derive(Debug, Default)]
struct Table {
    numbers: HashMap<Box<str>, u64>,
    texts: Vec<Box<str>>,
}

impl LongIds {
    fn number(&self, text: &str) -> u64 {
        // A poisoned lock means that a reader failed, which ends the whole reading: the number is never used.
        let Ok(mut known) = self.known.lock() else { return 0 };
        if let Some(number) = known.numbers.get(text) {
            return *number;
        }
        let number = known.texts.len() as u64;
        known.numbers.insert(text.into(), number);
        known.texts.push(text.into());
        number
    }

    fn text(&self, number: u64) -> String {
        let known = self.known.lock().ok();
        let text = known.as_ref().and_then(|known| known.texts.get(usize::try_from(number).ok()?));
        text.map(ToString::to_string).unwrap_or_default()
    }
}

impl Id {
    pub fn of(text: &str, long: &LongIds) -> Self {
        let mut bytes = [0; IN_PLACE];
        if let Some(place) = bytes.get_mut(..text.len()) {
            place.copy_from_slice(text.as_bytes());
            return Self { bytes, form: text.len() as u8 };
        }
        if let Some(uuid) = usual_uuid(text) {
            return Self { bytes: uuid.into_bytes(), form: UUID };
        }
        bytes[..8].copy_from_slice(&long.number(text).to_be_bytes());
        Self { bytes, form: LONG }
    }

    /// As it was written.
    pub fn text(&self, long: &LongIds) -> String {
        match self.form {
            UUID => Uuid::from_bytes(self.bytes).to_string(),
            LONG => {
                let mut number = [0; 8];
                number.copy_from_slice(&self.bytes[..8]);
                long.text(u64::from_be_bytes(number))
            }
            length => String::from_utf8_lossy(&self.bytes[..usize::from(length)]).into_owned(),
        }
    }

    /// The order of the texts.
    pub fn compare(&self, other: &Self, long: &LongIds) -> Ordering {
        if self.form == UUID && other.form == UUID {
            return self.bytes.cmp(&other.bytes);
        }
        self.text(long).cmp(&other.text(long))
    }

    /// The same number for the same id within one run.
    pub fn hash64(&self) -> u64 {
        hash64(self)
    }
}

/// A UUID as Vigie writes it: hyphens and small letters. Any other writing is a text of its own.
fn usual_uuid(text: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(text).ok().filter(|_| text.len() == 36)?;
    let mut buffer = Uuid::encode_buffer();
    (uuid.hyphenated().encode_lower(&mut buffer) == text).then_some(uuid)
}

/// A hash that is the same in every run and on every machine.
pub fn hash64(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Numbers for values as they are met.
#[derive(Debug)]
pub struct Names<T: ?Sized + Hash + Eq> {
    numbers: HashMap<Box<T>, u32>,
}

impl<T: ?Sized + Hash + Eq> Default for Names<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new() }
    }
}

impl<T: ?Sized + Hash + Eq + Ord> Names<T> {
    pub fn number<'v>(&mut self, value: &'v T) -> u32
    where
        Box<T>: From<&'v T>,
    {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let number = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        self.numbers.insert(value.into(), number);
        number
    }
}

/// Brings the numberings of several readers to one: all values in order, and for each reader its numbers' new ones.
pub fn merge<T: ?Sized + Hash + Eq + Ord>(readers: &[&Names<T>]) -> (Vec<Box<T>>, Vec<Vec<u32>>)
where
    Box<T>: Clone,
{
    let mut all: Vec<Box<T>> = readers.iter().flat_map(|reader| reader.numbers.keys().cloned()).collect();
    all.sort_unstable();
    all.dedup();
    let renumber = |reader: &&Names<T>| {
        let mut new = vec![0; reader.numbers.len()];
        for (name, old) in &reader.numbers {
            let place = all.binary_search(name).unwrap_or_default();
            if let Some(slot) = new.get_mut(*old as usize) {
                *slot = u32::try_from(place).unwrap_or(u32::MAX);
            }
        }
        new
    };
    let numbers = readers.iter().map(renumber).collect();
    (all, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_it_was_written_and_sorts_like_its_text() {
        let long = LongIds::default();
        let texts = [
            "1",
            "10",
            "9",
            "p-0001",
            "sixteen-letters!",
            "seventeen-letters",
            "0190a3c4-0000-7000-8000-000000000001",
            "0190A3C4-0000-7000-8000-000000000001",
            "0190a3c4000070008000000000000001",
            "né à Tours, rue des Écoles",
        ];
        for one in texts {
            let id = Id::of(one, &long);
            assert_eq!(id.text(&long), one);
            for other in texts {
                let second = Id::of(other, &long);
                assert_eq!(id == second, one == other);
                assert_eq!(id.compare(&second, &long), one.cmp(other), "{one} {other}");
            }
        }
    }

    #[test]
    fn several_readers_agree_on_one_numbering() {
        let (mut one, mut other) = (Names::<str>::default(), Names::<str>::default());
        assert_eq!((one.number("b"), one.number("c"), one.number("b")), (0, 1, 0));
        assert_eq!((other.number("c"), other.number("a")), (0, 1));
        let (all, numbers) = merge(&[&one, &other]);
        assert_eq!(all.iter().map(|name| &**name).collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(numbers, [vec![1, 2], vec![2, 0]]);
    }
}
