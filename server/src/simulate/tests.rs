//! The files as a whole, against the specification (`shared/rules.md`, "Synthetic population") and the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::NaiveDate;
use serde_json::Value;

use super::*;

mod year;

/// A directory that goes away with the test.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("vigie-simulate-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn request(place: &Place, persons: u32, days: u32, seed: u64) -> Request {
    Request {
        persons,
        days,
        seed,
        start: NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date"),
        volume: Volume::Ordinary,
        out: place.0.clone(),
        force: false,
    }
}

fn threads(count: usize) -> NonZero<usize> {
    NonZero::new(count).expect("not zero")
}

/// Simulates with two threads and gives the files by their names.
fn files(change: impl FnOnce(&mut Request)) -> BTreeMap<&'static str, String> {
    let place = Place::new();
    let mut request = request(&place, 40, 60, 1);
    change(&mut request);
    run(&request, threads(2)).expect("a simulation");
    read(&place.0)
}

fn read(dir: &Path) -> BTreeMap<&'static str, String> {
    FILES.iter().map(|&name| (name, fs::read_to_string(dir.join(name)).expect("the file"))).collect()
}

fn lines(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON"))
}

fn text<'a>(line: &'a Value, field: &str) -> &'a str {
    line[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {line}"))
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_cores_and_another_seed_others() {
    let first = files(|_| {});
    assert_eq!(first, files(|_| {}));
    for count in [1, 7] {
        let place = Place::new();
        run(&request(&place, 40, 60, 1), threads(count)).expect("a simulation");
        assert_eq!(first, read(&place.0), "{count} threads");
    }
    let other = files(|request| request.seed = 2);
    for name in FILES {
        assert_ne!(first[name], other[name], "{name}");
    }
}

#[test]
fn the_bytes_are_those_of_every_other_machine() {
    use sha2::{Digest, Sha256};
    // Changes when a parameter or a format does, and then on purpose. A difference between machines is a mistake.
    let digest = files(|request| request.days = 366).values().fold(Sha256::new(), |hash, text| hash.chain_update(text));
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "7cf373c8c8d1137f38d4ece556e103dcdbac131bdd5d387c9eedea8eba266ced");
}

#[test]
fn a_longer_simulation_begins_like_a_shorter_one() {
    let (short, long) = (files(|_| {}), files(|request| request.days = 200));
    let known: Vec<&str> = short["ratings.jsonl"].lines().collect();
    let cut = "2025-03-02";
    let begun: Vec<String> = lines(&long["ratings.jsonl"])
        .zip(long["ratings.jsonl"].lines())
        .filter(|(line, _)| text(line, "visited_at") < cut)
        .map(|(_, raw)| raw.to_owned())
        .collect();
    assert_eq!(begun, known);
}

#[test]
fn the_truth_is_the_same_at_both_volumes() {
    let ordinary = files(|request| request.days = 365);
    let stress = files(|request| (request.days, request.volume) = (365, Volume::Stress));
    assert!(ordinary["truth.jsonl"].lines().count() > 5);
    assert_eq!(ordinary["truth.jsonl"], stress["truth.jsonl"]);
    assert_eq!(ordinary["persons.csv"], stress["persons.csv"]);
    let ratio = stress["visits.jsonl"].len() as f64 / ordinary["visits.jsonl"].len() as f64;
    assert!((3.6..4.0).contains(&ratio), "{ratio}");
}

#[test]
fn persons_and_aides_are_tables_for_the_import() {
    let files = files(|request| request.persons = 251);
    let persons: Vec<&str> = files["persons.csv"].lines().collect();
    assert_eq!(persons.len(), 252);
    assert_eq!(persons[0], "ref,name,sector,person_id");
    assert!(persons[1].starts_with("P-000001,Personne 0001,Secteur 01,"));
    assert!(persons[251].starts_with("P-000251,Personne 0251,Secteur 02,"));
    let aides: Vec<&str> = files["aides.csv"].lines().collect();
    assert_eq!(aides[0], "ref,name,sector,aide_id");
    assert!(aides[1].starts_with("A-000001,Auxiliaire 0001,Secteur 01,"));
    let ids = |table: &[&str]| -> BTreeSet<String> {
        table[1..].iter().filter_map(|line| line.rsplit(',').next()).map(str::to_owned).collect()
    };
    let (persons, aides) = (ids(&persons), ids(&aides));
    for visit in lines(&files["visits.jsonl"]) {
        assert!(persons.contains(text(&visit, "person_id")) && aides.contains(text(&visit, "aide_id")));
    }
}

#[test]
fn a_directory_with_something_in_it_is_left_alone_unless_forced() {
    let place = Place::new();
    fs::create_dir_all(&place.0).expect("a directory");
    fs::write(place.0.join("mine.txt"), "mine").expect("a file");
    let mut request = request(&place, 3, 10, 1);
    assert!(matches!(run(&request, threads(1)), Err(SimulateError::NotEmpty(_))));
    assert_eq!(fs::read_dir(&place.0).expect("a directory").count(), 1);

    request.force = true;
    run(&request, threads(1)).expect("a simulation");
    let first = read(&place.0);
    request.seed = 2;
    run(&request, threads(1)).expect("a simulation");
    assert_ne!(first, read(&place.0));
    assert_eq!(fs::read_to_string(place.0.join("mine.txt")).expect("still there"), "mine");
    assert!(!place.0.join(".partial").exists());
}

#[test]
fn what_a_stopped_run_left_is_swept_and_a_failed_one_leaves_nothing() {
    let place = Place::new();
    fs::create_dir_all(place.0.join(".partial")).expect("a directory");
    fs::write(place.0.join(".partial/ratings.jsonl"), "half a li").expect("a file");
    run(&request(&place, 3, 10, 1), threads(1)).expect("a simulation");
    assert_eq!(fs::read_dir(&place.0).expect("a directory").count(), FILES.len());

    let new = Place::new();
    drop(Output::prepare(&new.0, false).expect("a directory"));
    assert!(!new.0.exists());

    let blocked = Place::new();
    fs::write(&blocked.0, "a file").expect("a file");
    let error = run(&request(&blocked, 3, 10, 1), threads(1)).expect_err("a file is no directory").to_string();
    assert!(error.contains("cannot create") && error.contains(&blocked.0.display().to_string()), "{error}");
    fs::remove_file(&blocked.0).expect("the file");
}

#[test]
fn a_full_disk_ends_the_run_with_a_reason() {
    let place = Place::new();
    let world = world(&request(&place, 200, 100, 1)).expect("a world");
    let full = || SimulateError::Io {
        doing: "write",
        path: place.0.clone(),
        source: io::Error::from(io::ErrorKind::StorageFull),
    };
    let mut batches = 0;
    let outcome = crew::live(&world, threads(3), |_| {
        batches += 1;
        if batches < 4 { Ok(()) } else { Err(full()) }
    });
    assert!(matches!(outcome, Err(SimulateError::Io { .. })));
    assert_eq!(batches, 4);
}
