//! The doors for strangers' bytes, briefly: the kept corpus, and changes of it that are the same each time. What was found once is kept in
//! `tests/fuzz/corpus` and stands here from then on.

use std::fs;
use std::path::Path;

use vigie_tests::Lots;

#[path = "../fuzz/targets.rs"]
mod targets;

/// Changes a target: about a second for all of them in a debug build.
const CHANGES: u64 = 150;
/// Bytes that mean something to one of the readers.
const TELLING: &[&str] = &[
    "{", "[", "\"", ":", ";", ",", "\r\n", " ", "\u{0}", "-", "9", "1e400", "\u{feff}", "\u{202e}", "é", "T", "\\u0000",
];

fn corpus(name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files.iter().map(|path| (path.display().to_string(), fs::read(path).expect("a file"))).collect()
}

/// Cuts, doubles, swaps and inserts.
fn changed(original: &[u8], lots: &mut Lots) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=lots.below(4) {
        let length = bytes.len() as u64;
        let mut place = || usize::try_from(lots.below(length + 1)).expect("a place");
        let (one, other) = (place(), place());
        let (from, to) = (one.min(other), one.max(other));
        match lots.below(5) {
            0 => drop(bytes.drain(from..to.min(from + 40))),
            1 => {
                let part = bytes[from..to.min(from + 200)].to_vec();
                bytes.splice(from..from, part);
            }
            2 => drop(bytes.splice(from..from, lots.pick(TELLING).bytes())),
            3 if from < bytes.len() => bytes[from] = u8::try_from(lots.below(256)).expect("a byte"),
            _ => bytes.truncate(to),
        }
    }
    bytes
}

fn holds(name: &str) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target of this name");
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name} has examples");
    let mut lots = Lots::new(19);
    for (file, bytes) in &corpus {
        let kept = std::panic::catch_unwind(|| target(bytes));
        assert!(kept.is_ok(), "{file}");
    }
    for number in 0..CHANGES {
        let place = usize::try_from(lots.below(corpus.len() as u64)).expect("a place");
        let bytes = changed(&corpus[place].1, &mut lots);
        let stood = std::panic::catch_unwind(|| target(&bytes));
        assert!(stood.is_ok(), "{name}, change {number}: {}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn any_batch_of_ratings_is_read_or_refused() {
    holds("batch");
}

#[test]
fn any_rule_set_is_read_or_refused_and_what_is_read_can_be_lived_with() {
    holds("rules");
}

#[test]
fn any_file_of_the_planning_is_read_or_refused_by_line() {
    holds("table");
}

#[test]
fn any_calendar_is_read_or_refused_by_line() {
    holds("calendar");
}

#[test]
fn any_feed_of_planned_visits_is_read_or_refused_by_line() {
    holds("planned");
}

#[test]
fn any_subscription_is_admitted_or_refused() {
    holds("subscription");
}
