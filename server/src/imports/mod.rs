//! Files from other software: read as a whole, checked line by line, written in one transaction or not at all.
//!
//! [`text`] makes characters of bytes, [`table`] makes named cells of characters; a kind of file is a file here ([`partners`]) that
//! makes something of the cells and says what became of each line. A line is recognised by its `ref`, the other software's own key,
//! so that a file may be imported again and again. To add a kind (persons, aides, visits): a file here with its columns and an
//! `import`, and a variant in `cli/import.rs`.

pub mod partners;
pub mod table;
pub mod text;

use serde::Serialize;
use utoipa::ToSchema;
use vigie_shared::lang::Lang;
use vigie_shared::messages;

/// What became of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    pub mistakes: Vec<LineMistake>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMistake {
    /// From 1, the line of the header.
    pub line: u64,
    /// A code of the message files, below `field.` or `import.`.
    pub code: &'static str,
    /// The column, and what stands there if that helps.
    pub what: String,
}

/// What became of a file, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    pub added: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// If there is any, nothing was written.
    pub errors: Vec<ImportError>,
}

/// A line that cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportError {
    pub line: u64,
    pub code: String,
    /// What to mend, in the reader's language.
    pub detail: String,
}

impl Outcome {
    /// Whether it may be written.
    pub fn is_good(&self) -> bool {
        self.mistakes.is_empty()
    }

    /// The same in words. A file with a mistake adds and changes nothing.
    pub fn report(&self, lang: Lang) -> Report {
        let good = self.is_good();
        let count = |number: u64| if good { number } else { 0 };
        Report {
            added: count(self.added),
            changed: count(self.changed),
            unchanged: count(self.unchanged),
            errors: self.mistakes.iter().map(|mistake| mistake.in_words(lang)).collect(),
        }
    }
}

impl LineMistake {
    fn in_words(&self, lang: Lang) -> ImportError {
        let known = |part: &str| messages::known(lang, &format!("{part}.{}", self.code));
        let sentence = known("import").or_else(|| known("field")).unwrap_or(self.code);
        let detail = if self.what.is_empty() { sentence.to_owned() } else { format!("{} : {sentence}", self.what) };
        ImportError { line: self.line, code: self.code.to_owned(), detail }
    }
}
