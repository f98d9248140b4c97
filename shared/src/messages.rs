//! Every text the domain gives people to read, from `messages/fr.json` and `messages/en.json`; those of a person's
//! record, which are many, from `messages/record.{fr,en}.json`.
//!
//! To add a text, add its key to both languages; a test checks that both have the same keys with the
//! same `{placeholders}`. The files are part of the crate and read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::lang::Lang;

const FR: [&str; 2] = [include_str!("../messages/fr.json"), include_str!("../messages/record.fr.json")];
const EN: [&str; 2] = [include_str!("../messages/en.json"), include_str!("../messages/record.en.json")];

type Texts = BTreeMap<String, String>;

fn texts(lang: Lang) -> &'static Texts {
    static FRENCH: OnceLock<Texts> = OnceLock::new();
    static ENGLISH: OnceLock<Texts> = OnceLock::new();
    let (cell, sources) = match lang {
        Lang::Fr => (&FRENCH, FR),
        Lang::En => (&ENGLISH, EN),
    };
    // A test reads both files: a broken one never leaves the workshop.
    cell.get_or_init(|| {
        sources.iter().flat_map(|source| serde_json::from_str::<Texts>(source).unwrap_or_default()).collect()
    })
}

/// The text of a key. An unknown key comes back as itself, so that a gap is seen and harms nobody.
#[must_use]
pub fn text(lang: Lang, key: &str) -> &str {
    known(lang, key).unwrap_or(key)
}

/// The text of a key, if there is one.
#[must_use]
pub fn known(lang: Lang, key: &str) -> Option<&'static str> {
    texts(lang).get(key).map(String::as_str)
}

/// The text of a key with its `{placeholders}` filled in.
#[must_use]
pub fn fill(lang: Lang, key: &str, values: &[(&str, &str)]) -> String {
    fill_text(text(lang, key), values)
}

/// Fills in `{placeholders}`; a value is never searched for placeholders itself.
fn fill_text(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        out.push_str(&rest[..start]);
        let name = &rest[start + 1..start + length];
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placeholders(template: &str) -> Vec<&str> {
        let mut names: Vec<_> =
            template.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_have_the_same_keys_and_placeholders() {
        let read = |sources: [&str; 2]| {
            let files = sources.map(|source| serde_json::from_str::<Texts>(source).expect("a flat object of texts"));
            let count: usize = files.iter().map(Texts::len).sum();
            let all: Texts = files.into_iter().flatten().collect();
            assert_eq!(all.len(), count, "a key stands in two files");
            all
        };
        let (french, english) = (read(FR), read(EN));
        assert!(french.keys().eq(english.keys()), "keys differ");
        for (key, text) in &french {
            assert_eq!(placeholders(text), placeholders(&english[key]), "{key}");
            assert!(!text.trim().is_empty() && !english[key].trim().is_empty(), "{key}");
        }
    }

    #[test]
    fn values_are_filled_in_and_never_read_as_templates() {
        assert_eq!(fill_text("{a} et {b}.", &[("a", "{b}"), ("b", "2")]), "{b} et 2.");
        assert_eq!(fill_text("{missing} {", &[]), "{missing} {");
    }
}
