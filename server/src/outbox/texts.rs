//! The words of notifications, from `messages/fr.json` and `messages/en.json`.
//!
//! They show on a locked screen: no name of a person, no word about health. A test checks that both files have the same keys
//! with the same placeholders.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use vigie_shared::lang::Lang;

const FR: &str = include_str!("messages/fr.json");
const EN: &str = include_str!("messages/en.json");

type Texts = BTreeMap<String, String>;

fn texts(lang: Lang) -> &'static Texts {
    static FRENCH: OnceLock<Texts> = OnceLock::new();
    static ENGLISH: OnceLock<Texts> = OnceLock::new();
    let (cell, source) = match lang {
        Lang::Fr => (&FRENCH, FR),
        Lang::En => (&ENGLISH, EN),
    };
    // A test reads both files.
    cell.get_or_init(|| serde_json::from_str(source).unwrap_or_default())
}

/// Characters of a sector's name in a message: every message has the same length, so that its length tells nothing.
const LONGEST_NAME: usize = 60;

/// The text of a key with its `{sector}` filled in. An unknown key comes back as itself, so that a gap is seen and harms nobody.
pub fn text(lang: Lang, key: &str, sector: &str) -> String {
    texts(lang).get(key).map_or(key, String::as_str).replace("{sector}", &shortened(sector))
}

fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(LONGEST_NAME) {
        None => Cow::Borrowed(name),
        Some(_) => Cow::Owned(name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()),
    }
}

/// The text of a number of things: the key's `one`, or its `many` with `{count}` filled in.
pub fn text_of(lang: Lang, key: &str, count: usize) -> String {
    let form = if count == 1 { "one" } else { "many" };
    text(lang, &format!("{key}.{form}"), "").replace("{count}", &count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        let (french, english) = (texts(Lang::Fr), texts(Lang::En));
        assert!(!french.is_empty());
        assert_eq!(french.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
        for (key, text) in french {
            assert_eq!(text.contains("{sector}"), english[key].contains("{sector}"), "{key}");
            assert_eq!(text.contains("{count}"), english[key].contains("{count}"), "{key}");
            let known = usize::from(text.contains("{sector}")) + usize::from(text.contains("{count}"));
            assert_eq!(text.matches('{').count(), known, "{key}");
        }
    }

    #[test]
    fn a_long_name_is_shortened_and_a_short_one_stays() {
        let (short, long) = ("é".repeat(LONGEST_NAME), "é".repeat(LONGEST_NAME + 1));
        assert_eq!(shortened(&short), short);
        assert_eq!(shortened(&long), format!("{}…", "é".repeat(LONGEST_NAME - 1)));
    }

    #[test]
    fn no_word_tells_of_health() {
        let telling =
            ["santé", "malad", "chute", "moral", "forme", "douleur", "décès", "health", "ill", "fall", "pain", "death"];
        for (key, text) in texts(Lang::Fr).iter().chain(texts(Lang::En)) {
            let words = text.to_lowercase();
            let told =
                telling.iter().find(|word| words.split(|c: char| !c.is_alphabetic()).any(|w| w.starts_with(**word)));
            assert_eq!(told, None, "{key}: {text}");
        }
    }
}
