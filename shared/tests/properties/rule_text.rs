//! Texts of rule sets, damaged in every way: either a valid set, or mistakes with places that lie in
//! the text; never a panic.

use proptest::prelude::*;
use vigie_shared::lang::Lang;
use vigie_shared::rules::{Format, Overrides, RuleSet};

use crate::history::cases;

fn texts() -> impl Strategy<Value = (String, Format)> {
    let json = serde_json::to_string_pretty(&RuleSet::default_set()).expect("JSON");
    let toml = RuleSet::lean_set().to_toml().expect("TOML");
    prop_oneof![Just((json, Format::Json)), Just((toml, Format::Toml))]
}

/// Cuts a piece out and puts something else there, some times.
fn damaged() -> impl Strategy<Value = (String, Format)> {
    let hit = (any::<prop::sample::Index>(), 0..12_usize, "[\\PC\n\t]{0,6}|-|9{1,30}|\\{|\\[|\"|=|null|nan|e999");
    (texts(), prop::collection::vec(hit, 1..5)).prop_map(|((text, format), hits)| {
        let mut letters: Vec<char> = text.chars().collect();
        for (at, length, put) in hits {
            let from = at.index(letters.len());
            let to = (from + length).min(letters.len());
            letters.splice(from..to, put.chars());
            if letters.is_empty() {
                letters.push(' ');
            }
        }
        (letters.into_iter().collect(), format)
    })
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn a_damaged_text_is_a_valid_set_or_a_list_of_mistakes_with_places((text, format) in damaged()) {
        match RuleSet::read(&text, format) {
            Ok(set) => prop_assert_eq!(set.check(), Ok(())),
            Err(invalid) => {
                prop_assert!(!invalid.mistakes.is_empty());
                let lines = u32::try_from(text.split('\n').count()).expect("few");
                for mistake in &invalid.mistakes {
                    let at = mistake.at.expect("a text has places");
                    prop_assert!(at.line >= 1 && at.line <= lines && at.column >= 1, "{mistake}");
                    for &lang in Lang::ALL {
                        let message = mistake.message(lang);
                        prop_assert!(!message.contains('{') || mistake.found.contains('{') || mistake.expected.contains('{'), "{message}");
                    }
                }
                let mut sorted = invalid.mistakes.clone();
                sorted.sort_by_key(|mistake| mistake.at);
                prop_assert_eq!(sorted, invalid.mistakes);
            }
        }
        // The same text as an override is refused or laid over, and never makes an invalid set.
        if let Ok(overrides) = Overrides::read(&text, format)
            && let Ok(set) = RuleSet::default_set().overridden(&overrides)
        {
            prop_assert_eq!(set.check(), Ok(()));
        }
    }

    #[test]
    fn json_that_serde_refuses_is_refused(text in "[\\[\\]{}:,\"0-9a-z. \\\\-]{0,24}") {
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            prop_assert!(RuleSet::read(&text, Format::Json).is_err());
        }
    }
}
