//! What is wrong with a rule set, each mistake with its place and, where one comes to mind, what may
//! have been meant.

use std::fmt;

use super::tree::{Node, Spot};
use crate::lang::Lang;
use crate::messages::{fill, text};
use crate::word::word_enum;

word_enum! {
    /// The kinds of mistakes.
    pub enum MistakeCode {
        /// The text cannot be read from here on.
        Syntax = "syntax",
        /// Longer than any rule set.
        TooLong = "too_long",
        /// A value of another type.
        WrongType = "wrong_type",
        /// A number outside its range, or a name that is none.
        OutOfRange = "out_of_range",
        /// A field that must be there is not.
        Missing = "missing",
        /// A field nobody knows.
        UnknownField = "unknown_field",
        /// A word that is none of the list.
        UnknownWord = "unknown_word",
        /// The same key, id or axis twice.
        Doubled = "doubled",
    }
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Mistake {
    /// Place in the text, if it was one.
    pub at: Option<Spot>,
    /// JSON pointer.
    pub pointer: String,
    /// What kind of mistake.
    pub code: MistakeCode,
    /// What is there.
    pub found: String,
    /// What should be there.
    pub expected: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

/// Longest piece of somebody's text that a message repeats.
const MAX_QUOTE: usize = 60;

impl Mistake {
    pub(super) fn new(code: MistakeCode, at: Option<Spot>, pointer: &str) -> Self {
        let (found, expected) = (String::new(), String::new());
        Self { at, pointer: pointer.to_owned(), code, found, expected, suggestion: None }
    }

    pub(super) fn about(code: MistakeCode, node: &Node, pointer: &str) -> Self {
        let found: String = match &node.data {
            super::tree::Data::Table(_) | super::tree::Data::List(_) => node.type_name().to_owned(),
            super::tree::Data::Text(text) => text.clone(),
            super::tree::Data::Number(number) => number.to_string(),
            _ => node.to_value().to_string(),
        };
        Self::new(code, node.at, pointer).found(&found)
    }

    pub(super) fn found(self, found: &str) -> Self {
        let plain = found.chars().map(|c| if c.is_control() { ' ' } else { c });
        Self { found: plain.take(MAX_QUOTE).collect(), ..self }
    }

    pub(super) fn expecting(self, expected: &str) -> Self {
        Self { expected: expected.to_owned(), ..self }
    }

    /// Suggests the nearest of some words, if one is near.
    pub(super) fn near<'w>(self, words: impl IntoIterator<Item = &'w str>) -> Self {
        let suggestion = nearest(&self.found, words).map(str::to_owned);
        Self { suggestion, ..self }
    }

    /// What to tell the author, without the place.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let expected = match self.code {
            MistakeCode::WrongType => text(lang, &format!("rules.type.{}", self.expected)).to_owned(),
            _ => self.expected.clone(),
        };
        let key = format!("rules.mistake.{}", self.code);
        let mut message = fill(lang, &key, &[("found", &self.found), ("expected", &expected)]);
        if let Some(suggestion) = &self.suggestion {
            message.push(' ');
            message.push_str(&fill(lang, "rules.mistake.suggestion", &[("suggestion", suggestion)]));
        }
        message
    }

    /// The place: line and column where there was a text, and the pointer.
    #[must_use]
    pub fn place(&self, lang: Lang) -> String {
        let spot = self.at.map(|at| {
            let (line, column) = (at.line.to_string(), at.column.to_string());
            fill(lang, "rules.mistake.place", &[("line", &line), ("column", &column)])
        });
        let pointer = Some(self.pointer.clone()).filter(|pointer| !pointer.is_empty());
        let parts: Vec<String> = spot.into_iter().chain(pointer).collect();
        parts.join(", ")
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place(Lang::En);
        if !place.is_empty() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message(Lang::En))
    }
}

/// The text (or set) is not a rule set: everything that is wrong with it, in the order of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidRuleSet {
    /// At least one.
    pub mistakes: Vec<Mistake>,
}

impl InvalidRuleSet {
    pub(super) fn of(mut mistakes: Vec<Mistake>) -> Self {
        mistakes.sort_by(|a, b| (a.at, &a.pointer).cmp(&(b.at, &b.pointer)));
        Self { mistakes }
    }

    /// Nothing is wrong where there is no mistake.
    pub(super) fn unless_empty(mistakes: Vec<Mistake>) -> Result<(), Self> {
        if mistakes.is_empty() { Ok(()) } else { Err(Self::of(mistakes)) }
    }
}

impl fmt::Display for InvalidRuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, mistake) in self.mistakes.iter().enumerate() {
            let newline = if i > 0 { "\n" } else { "" };
            write!(f, "{newline}{mistake}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidRuleSet {}

/// The word that takes the fewest changes, if they are few for its length.
fn nearest<'w>(found: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let few = (found.chars().count() / 3).max(1);
    let near = words.into_iter().map(|word| (changes(found, word), word));
    near.filter(|(changes, _)| *changes <= few).min().map(|(_, word)| word)
}

/// Edit distance, a swap of neighbours counting as one change.
fn changes(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = vec![vec![0_usize; other.len() + 1]; one.len() + 1];
    for i in 0..=one.len() {
        for j in 0..=other.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let same = usize::from(one[i - 1] != other[j - 1]);
                let best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
                let swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
                if swapped { best.min(rows[i - 2][j - 2] + 1) } else { best }
            };
        }
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        let words = ["lambda", "limit", "axes", "again_after_days"];
        for (found, meant) in [
            ("lamda", Some("lambda")),
            ("limti", Some("limit")),
            ("axis", Some("axes")),
            ("agian_after_day", Some("again_after_days")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(found, words), meant, "{found}");
        }
    }

    #[test]
    fn a_message_repeats_no_control_characters_and_no_novel() {
        let mistake = Mistake::new(MistakeCode::UnknownField, None, "/x").found(&"a\u{1b}".repeat(500));
        let message = mistake.message(Lang::Fr);
        assert!(message.chars().count() < 200 && !message.contains('\u{1b}'), "{message}");
    }
}
