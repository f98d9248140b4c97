//! The sentences people read, word for word. One file a language beside this one; a changed sentence
//! changes a file that somebody reads in review. `VIGIE_WRITE_SENTENCES=1` writes the files anew.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vigie_shared::ids::UserId;
use vigie_shared::lang::Lang;
use vigie_shared::rating::{Axis, Score};
use vigie_shared::rules::evidence::{Evidence, Noted, ScoreFact, SignFact};
use vigie_shared::rules::explain;
use vigie_shared::sign::SignCatalogue;

/// Longest sentence of an alert, in words.
const MOST_WORDS: usize = 29;

fn aide(number: u128) -> UserId {
    Uuid::from_u128(number).into()
}

fn name_of(aide: UserId) -> Option<String> {
    match aide.uuid().as_u128() {
        1 => Some("Léa Martin".to_owned()),
        2 => Some("Marie-Françoise de La Tour".to_owned()),
        _ => None,
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

fn noted(time: &str, by: u128) -> Noted {
    Noted { at: at(time), aide: aide(by) }
}

fn score(value: u8) -> Score {
    Score::new(value).expect("a score")
}

fn fact(axis: Axis, value: u8, usual: Option<f64>) -> ScoreFact {
    ScoreFact { axis, score: score(value), usual }
}

fn sign(id: &str) -> SignFact {
    let id = id.parse().expect("an id");
    let label = SignCatalogue::default_set().get(id).expect("in the catalogue").label.clone();
    SignFact { id, label }
}

const MONDAY: &str = "2026-03-02T11:05:00Z";
const SUNDAY: &str = "2026-03-01T09:30:00Z";

fn scores() -> Vec<Evidence> {
    let pair = |usual, by| Evidence::Pair {
        first: fact(Axis::Health, 2, usual),
        second: fact(Axis::Mood, 1, usual.map(|usual: f64| usual - 0.3)),
        noted: noted(MONDAY, by),
    };
    let drop = |axis, before: &str, by, usual| Evidence::Drop {
        fact: fact(axis, 2, usual),
        noted: noted(MONDAY, by),
        before: score(1),
        noted_before: noted(before, 3),
    };
    vec![
        Evidence::Lowest { fact: fact(Axis::Health, 1, Some(3.94)), noted: noted(MONDAY, 1) },
        Evidence::Lowest { fact: fact(Axis::Mood, 1, None), noted: noted(SUNDAY, 3) },
        // Half past eleven in the evening in Paris is another day than in London.
        Evidence::Lowest { fact: fact(Axis::Form, 1, Some(4.0)), noted: noted("2026-07-14T22:30:00Z", 2) },
        pair(Some(4.1), 2),
        pair(None, 3),
        drop(Axis::Mood, SUNDAY, 1, Some(4.06)),
        drop(Axis::Form, "2026-03-02T07:00:00Z", 2, Some(3.8)),
        drop(Axis::Intervention, SUNDAY, 3, None),
        Evidence::Lukewarm {
            axis: Axis::Form,
            count: 5,
            of: 6,
            level: score(3),
            from: NaiveDate::from_ymd_opt(2026, 2, 12).expect("a date"),
            to: NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date"),
            usual: Some(4.02),
        },
    ]
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

fn charts() -> Vec<Evidence> {
    let under = |axis, mean, ratings, usual| Evidence::UnderUsual {
        axis,
        mean,
        ratings,
        from: day(2026, 2, 12),
        to: day(2026, 3, 2),
        usual,
    };
    let drift = |axis, recent, before, before_from| Evidence::Drift {
        axis,
        recent,
        recent_weeks: 3,
        before,
        before_from,
        before_to: day(2026, 2, 1),
    };
    vec![
        under(Axis::Mood, 3.06, 6, Some(4.21)),
        under(Axis::Intervention, 2.5, 12, None),
        drift(Axis::Form, 3.13, 4.26, day(2025, 12, 1)),
        drift(Axis::Health, 2.55, 3.95, day(2025, 11, 24)),
    ]
}

fn silences() -> Vec<Evidence> {
    vec![
        Evidence::NotDone { count: 2, since: at(SUNDAY) },
        Evidence::NotRated { count: 6, since: at("2026-02-12T08:00:00Z") },
        Evidence::NoMoreVisits { last: at(MONDAY) },
        Evidence::FewHours { done: 11.5, planned: 30.0, from: day(2026, 2, 2), to: day(2026, 3, 1) },
    ]
}

fn signs() -> Vec<Evidence> {
    let strong = |before| Evidence::StrongSign { sign: sign("fall"), noted: noted(MONDAY, 1), before };
    let weak = |id, other, before| Evidence::WeakSign {
        sign: sign(id),
        noted: noted(MONDAY, 2),
        other: sign(other),
        before: at(before),
    };
    vec![
        strong(None),
        strong(Some(at("2026-02-21T10:00:00Z"))),
        strong(Some(at("2026-03-02T08:00:00Z"))),
        Evidence::StrongSign { sign: sign("eats_nothing"), noted: noted(SUNDAY, 3), before: None },
        weak("pain", "pain", "2026-02-26T10:00:00Z"),
        weak("pain", "sadness", "2026-02-26T10:00:00Z"),
        weak("carer_exhausted", "medicines", "2026-03-02T07:00:00Z"),
        Evidence::WeakSignLowScore {
            sign: sign("sadness"),
            noted: noted(MONDAY, 1),
            fact: fact(Axis::Mood, 2, Some(3.9)),
        },
        Evidence::WeakSignLowScore { sign: sign("tired"), noted: noted(MONDAY, 3), fact: fact(Axis::Form, 2, None) },
    ]
}

fn sentences(lang: Lang) -> Vec<String> {
    let of = |evidence: &Evidence| explain(evidence, lang, chrono_tz::Europe::Paris, &name_of);
    [scores(), signs(), charts(), silences()].iter().flatten().map(of).collect()
}

fn golden(lang: Lang) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/sentences/{lang}.txt"))
}

#[test]
fn the_sentences_are_the_ones_somebody_read() {
    for &lang in Lang::ALL {
        let mut text = String::new();
        for sentence in sentences(lang) {
            let _ = writeln!(text, "{sentence}");
        }
        if std::env::var_os("VIGIE_WRITE_SENTENCES").is_some() {
            std::fs::write(golden(lang), &text).expect("can write");
        }
        let expected = std::fs::read_to_string(golden(lang)).expect("the file is there");
        assert_eq!(text, expected, "{lang}");
    }
}

#[test]
fn every_sentence_is_one_short_sentence_without_gaps() {
    for &lang in Lang::ALL {
        for sentence in sentences(lang) {
            let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
            assert!(words <= MOST_WORDS, "{words} words: {sentence}");
            assert!(!sentence.contains(['{', '}']) && !sentence.contains("  "), "{sentence}");
            assert!(sentence.ends_with('.') && sentence.matches(". ").count() == 0, "{sentence}");
            for term in ["ewma", "cusum", "écart", "deviation", "variance", "limite", "limit", "λ", "baseline"] {
                assert!(!sentence.to_lowercase().contains(term), "{sentence}");
            }
            assert!(sentence.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()), "{sentence}");
        }
    }
}
