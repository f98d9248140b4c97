//! What strangers' bytes must not break: a function a door, from bytes to a verdict, as a fuzzer wants it. The ordinary tests call each
//! with the kept corpus and changes of it (`tests/suite/fuzz.rs`).
//!
//! A target reads the bytes as the door does and then asks for what must hold of whatever came out; a panic is a finding. To add one: a
//! function, a line in [`TARGETS`], a folder with an example or two in `corpus/`.

use std::str::FromStr as _;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use uuid::Uuid;
use vigie_server::capture::endpoint::Batch;
use vigie_server::imports::kinds::Named;
use vigie_server::imports::{Kind, LineMistake, Place, table, text};
use vigie_server::push::endpoint::{Endpoint, Origins};
use vigie_server::push::subscription::Keys;
use vigie_server::store::federations::Sector;
use vigie_shared::cover::{csv, ics};
use vigie_shared::lang::Lang;
use vigie_shared::planned::{self as planned_visits, Window};
use vigie_shared::rating::{RatingInput, Scores};
use vigie_shared::rules::{Engine, Format, InvalidRuleSet, PersonState, RatingEvent, RuleSet, explain};
use vigie_shared::sign::SignCatalogue;

/// A door and its name, which is also its corpus's folder.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[
    ("batch", batch),
    ("rules", rules),
    ("table", table_of),
    ("calendar", calendar),
    ("planned", planned),
    ("subscription", subscription),
];

/// A phone's batch of ratings.
pub fn batch(bytes: &[u8]) {
    let Ok(batch) = serde_json::from_slice::<Batch>(bytes) else { return };
    for item in &batch.ratings {
        match RatingInput::parse(item) {
            Ok(rating) => {
                assert_eq!(RatingInput::parse(item).as_ref(), Ok(&rating), "the same bytes, the same rating");
                let key = rating.content_key(Uuid::nil().into());
                assert_eq!(key, rating.content_key(Uuid::nil().into()));
                assert!(!rating.scores.is_empty() || !rating.signs.is_empty(), "something is said");
            }
            Err(problems) => {
                assert!(!problems.is_empty(), "a refusal says why");
                for problem in problems {
                    assert!(problem.pointer.is_empty() || problem.pointer.starts_with('/'), "{}", problem.pointer);
                    assert!(!problem.detail(Lang::Fr).is_empty() && !problem.detail(Lang::En).is_empty());
                }
            }
        }
    }
}

/// A rule set, as JSON or TOML; behind a zero byte the days on which it is tried.
pub fn rules(bytes: &[u8]) {
    let (written, days) = bytes.split_at(bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len()));
    let written = String::from_utf8_lossy(written);
    match RuleSet::read(&written, Format::guess(&written)) {
        Ok(set) => {
            set.check().expect("what was read is valid");
            let again = serde_json::to_string(&set).expect("a set can be written");
            assert_eq!(RuleSet::parse(&again).as_ref(), Ok(&set), "written and read again");
            live(set, days);
        }
        Err(InvalidRuleSet { mistakes, .. }) => {
            assert!(!mistakes.is_empty(), "a refusal says why");
            for mistake in mistakes {
                assert!(!mistake.message(Lang::Fr).is_empty() && !mistake.place(Lang::En).contains('\u{0}'));
            }
        }
    }
}

/// Lives through a rating a byte: its low bits are the scores, its high bits how much later it is.
fn live(set: RuleSet, days: &[u8]) {
    let engine = Engine::new(set, chrono_tz::Europe::Paris, SignCatalogue::default_set());
    let mut state = PersonState::new();
    let mut found = Vec::new();
    let mut at: DateTime<Utc> = DateTime::from_str("2026-01-05T08:00:00Z").expect("a moment");
    for (number, byte) in (1_u128..).zip(days.iter().take(400)) {
        at += TimeDelta::hours(i64::from(byte >> 3) * 7 + 1);
        let score = Value::from(byte % 5 + 1);
        let scores = Value::Object(
            ["intervention", "health", "mood", "form"]
                .into_iter()
                .map(|axis| (axis.to_owned(), score.clone()))
                .collect(),
        );
        let scores: Scores = serde_json::from_value(scores).expect("scores from one to five");
        let event =
            RatingEvent { id: Uuid::from_u128(number).into(), aide: Uuid::nil().into(), at, scores, signs: Vec::new() };
        engine.fold(&mut state, &event, &mut found);
    }
    for finding in &found {
        for lang in [Lang::Fr, Lang::En] {
            let sentence = explain(&finding.evidence, lang, engine.time_zone(), &|_| None);
            assert!(!sentence.is_empty() && !sentence.contains("NaN"), "{sentence}");
        }
    }
}

/// A file from planning software, read as each kind.
pub fn table_of(bytes: &[u8]) {
    let written = text::of_bytes(bytes);
    let lines = u64::try_from(written.lines().count()).expect("a count") + 1;
    let told = |mistakes: &[LineMistake]| {
        assert!(!mistakes.is_empty(), "a refusal says why");
        for mistake in mistakes {
            assert!(mistake.line <= lines, "line {} of {lines}", mistake.line);
            assert!(!mistake.in_words(Lang::Fr).detail.is_empty());
        }
    };
    let place = Place {
        federation: Uuid::nil(),
        by: None,
        now: DateTime::from_str("2026-03-02T09:00:00Z").expect("a moment"),
        zone: Tz::Europe__Paris,
        sectors: vec![Sector { id: Uuid::nil(), name: "Nord".to_owned() }],
    };
    for kind in Kind::ALL {
        match table::read(&written, kind.columns()) {
            Err(mistakes) => told(&mistakes),
            Ok(table) => {
                for line in &table.lines {
                    match kind.read(line, &place, &Named::default()) {
                        Ok(wanted) => assert!(!wanted.reference.is_empty(), "what is imported has a key"),
                        Err(mistakes) => told(&mistakes),
                    }
                }
            }
        }
    }
}

/// Absences, from a calendar or a spreadsheet.
pub fn calendar(bytes: &[u8]) {
    let written = text::of_bytes(bytes);
    let lines = written.lines().count().max(1);
    for read in [ics::read(&written, Tz::Europe__Paris), csv::read(&written, Tz::Indian__Reunion)] {
        assert!(read.absences.iter().all(|absence| absence.from < absence.to && !absence.source.is_empty()));
        assert!(read.errors.iter().all(|error| (1..=lines).contains(&error.line)));
    }
}

/// Planned visits, from a feed.
pub fn planned(bytes: &[u8]) {
    let written = text::of_bytes(bytes);
    let lines = written.lines().count().max(1);
    let from: DateTime<Utc> = DateTime::from_str("2026-03-22T23:00:00Z").expect("a moment");
    let window = Window { from, to: from + TimeDelta::days(14) };
    let Ok(read) = planned_visits::read(&written, Tz::Europe__Paris, window) else { return };
    for visit in &read.planned {
        assert!(
            visit.starts_at < visit.ends_at
                && visit.ends_at - visit.starts_at <= planned_visits::LONGEST + TimeDelta::hours(1)
        );
        assert!(window.from <= visit.starts_at && visit.starts_at < window.to);
        assert!(!visit.uid.is_empty() && (1..=lines).contains(&visit.line));
    }
    assert!(read.mistakes.iter().all(|mistake| (1..=lines).contains(&mistake.line) && !mistake.code.is_empty()));
}

/// What a browser offers to be called by: endpoint, key and secret, a line each.
pub fn subscription(bytes: &[u8]) {
    let Ok(written) = std::str::from_utf8(bytes) else { return };
    let mut lines = written.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (endpoint, p256dh, auth) = (next(), next(), next());
    let origins = Origins::parse(&["http://127.0.0.1:9"]).expect("an origin");
    if let Ok(endpoint) = Endpoint::parse(endpoint, &origins) {
        let url = endpoint.url();
        let listed = url.as_str().starts_with("http://127.0.0.1:9/");
        assert!(listed || url.scheme() == "https" && url.port().is_none(), "{url}");
        assert!(url.username().is_empty() && url.password().is_none() && url.has_host(), "{url}");
        let host = url.host_str().unwrap_or_default();
        let known = ["googleapis.com", "mozilla.com", "push.apple.com", "notify.windows.com"];
        assert!(listed || known.iter().any(|name| host.ends_with(name)), "{url}");
        let again = Endpoint::parse(endpoint.as_str(), &origins).expect("what was admitted stays admitted");
        assert_eq!(again.as_str(), endpoint.as_str());
    }
    if let Ok(keys) = Keys::parse(p256dh, auth) {
        assert_eq!((keys.point().len(), keys.secret().len()), (65, 16));
        let again = Keys::parse(&keys.p256dh(), &keys.auth()).expect("written and read again");
        assert_eq!(again.point(), keys.point());
    }
}
