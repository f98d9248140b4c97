//! The files as a whole, against the specification (`shared/rules.md`, "Synthetic population") and the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::Value;
use vigie_shared::rating::{Axis, Rating, RatingInput};
use vigie_shared::sign::SignCatalogue;

use super::*;

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

/// A year of every fifth person of a département, parsed once: all its aides, whose leniency sways the scores, in a fifth of the time.
struct Year {
    ratings: Vec<(Rating, TimeDelta)>,
    visits: Vec<Value>,
    truth: Vec<Value>,
    persons: BTreeSet<String>,
    aides: BTreeSet<String>,
}

const PERSONS: u32 = 1_000;

fn year() -> Year {
    let world = world(&request(&Place::new(), 5 * PERSONS, 365, 1)).expect("a world");
    let sample = || (0..PERSONS).map(|nth| 5 * nth);
    let mut made = Lines::default();
    for person in sample() {
        world.live(person, &mut made, |_| true);
    }
    let utf8 = |bytes: &[u8]| std::str::from_utf8(bytes).expect("UTF-8").to_owned();
    let raw = utf8(&made.ratings);
    let ratings = lines(&raw).map(|line| {
        let rating = RatingInput::parse(&line).unwrap_or_else(|problems| panic!("{problems:?} in {line}"));
        let received = DateTime::parse_from_rfc3339(text(&line, "received_at")).expect("a time");
        let late = received.signed_duration_since(rating.visited_at);
        (rating, late)
    });
    let year = Year {
        ratings: ratings.collect(),
        visits: lines(&utf8(&made.visits)).collect(),
        truth: lines(&utf8(&made.truth)).collect(),
        persons: sample().map(|person| utf8(&world.person_id(person).0)).collect(),
        aides: world.aides.iter().map(|(_, id)| utf8(id)).collect(),
    };
    let lengths = [year.visits.len(), year.ratings.len(), year.truth.len()];
    let counts = [made.counts.visits, made.counts.ratings, made.counts.episodes];
    assert_eq!(lengths.map(|length| length as u64), counts);
    year
}

fn near(what: &str, is: f64, wanted: f64, tolerance: f64) {
    assert!((is - wanted).abs() <= tolerance, "{what}: {is:.4}, wanted {wanted} ± {tolerance}");
}

/// One simulation for all figures: making and parsing it is most of the work.
#[test]
fn a_year_of_a_federation_is_as_the_specification_says() {
    let year = year();
    scores_are_spread_as_said(&year);
    volumes_are_as_planned(&year);
    ratings_arrive_as_late_as_said(&year);
    episodes_come_as_said(&year);
    signs_are_seen_as_said(&year);
    lines_name_each_other(&year);
}

fn scores_are_spread_as_said(year: &Year) {
    let mut counts = [0_u32; 6];
    for (rating, _) in &year.ratings {
        for axis in Axis::PERSON {
            counts[rating.scores.get(axis).map_or(0, |score| usize::from(score.get()))] += 1;
        }
    }
    let all: u32 = counts.iter().sum();
    let said = f64::from(all - counts[0]);
    near("left out", f64::from(counts[0]) / f64::from(all), 0.06, 0.002);
    let spread = [(1, 0.004, 0.002), (2, 0.05, 0.012), (3, 0.27, 0.025), (4, 0.51, 0.025), (5, 0.17, 0.025)];
    for (score, wanted, tolerance) in spread {
        near(&format!("score {score}"), f64::from(counts[score]) / said, wanted, tolerance);
    }
}

fn volumes_are_as_planned(year: &Year) {
    let person_days = f64::from(PERSONS) * 365.0;
    // An emptied plan (3 in 10 interruptions) takes a few away.
    near("visits a person-day", year.visits.len() as f64 / person_days, 0.42, 0.02);
    let of = |status: &str| year.visits.iter().filter(|visit| text(visit, "status") == status).count() as f64;
    let all = year.visits.len() as f64;
    near("cancelled for an absence", of("cancelled") / all, 14.0 / 365.0, 0.006);
    // 1 % of all, and 7 in 10 interruptions of 20 days at 0.039 a year.
    near("not done", of("planned") / all, 0.01 + 0.039 * 0.7 * 20.0 / 365.0, 0.003);
    let rated = year.ratings.len() as f64 / of("done");
    near("done visits that are rated", rated, 0.9 * 0.86 + 0.1 * 0.35, 0.04);
    near("ratings a person-day", year.ratings.len() as f64 / person_days, 0.42 * 0.945 * 0.81, 0.02);
}

fn ratings_arrive_as_late_as_said(year: &Year) {
    let share = |from: TimeDelta, to: TimeDelta| {
        let counted = year.ratings.iter().filter(|(_, late)| *late > from && *late <= to).count();
        counted as f64 / year.ratings.len() as f64
    };
    near("minutes", share(TimeDelta::zero(), TimeDelta::minutes(10)), 0.85, 0.006);
    near("up to 8 h", share(TimeDelta::minutes(10), TimeDelta::hours(8)), 0.10, 0.006);
    near("up to 36 h", share(TimeDelta::hours(8), TimeDelta::hours(36)), 0.04, 0.004);
    near("2 to 7 days", share(TimeDelta::hours(48) - TimeDelta::seconds(1), TimeDelta::days(7)), 0.01, 0.002);
}

fn episodes_come_as_said(year: &Year) {
    let a_year = year.truth.len() as f64 / f64::from(PERSONS);
    near("episodes a person-year", a_year, 0.39, 0.05);
    let mut kinds = BTreeMap::new();
    for episode in &year.truth {
        assert!(year.persons.contains(text(episode, "person_id")));
        let day = |field| text(episode, field).parse::<NaiveDate>().expect("a date");
        assert!(day("onset") <= day("end") && day("end") <= NaiveDate::from_ymd_opt(2025, 12, 31).expect("a date"));
        *kinds.entry((text(episode, "kind"), text(episode, "shape"))).or_insert(0.0) += 1.0 / year.truth.len() as f64;
    }
    let wanted = [
        (("drop", "sudden"), 0.35),
        (("drift", "drift"), 0.30),
        (("drift", "lukewarm"), 0.15),
        (("interruption", "interruption"), 0.10),
        (("crisis", "signs"), 0.10),
    ];
    assert_eq!(kinds.len(), wanted.len());
    for (kind, share) in wanted {
        near(kind.1, kinds[&kind], share, 0.06);
    }
}

fn signs_are_seen_as_said(year: &Year) {
    let catalogue = SignCatalogue::default_set();
    let crises: Vec<_> = year.truth.iter().filter(|episode| text(episode, "kind") == "crisis").collect();
    let within = |rating: &Rating, episode: &Value| {
        let day = rating.visited_at.with_timezone(&calendar::ZONE).date_naive().to_string();
        text(episode, "person_id") == rating.person_id.to_string()
            && (text(episode, "onset")..=text(episode, "end")).contains(&day.as_str())
    };
    let (mut quiet, mut quiet_signs, mut crisis, mut crisis_signs) = (0.0, 0.0, 0.0, 0.0);
    let ill: BTreeSet<&str> = year.truth.iter().map(|episode| text(episode, "person_id")).collect();
    for (rating, _) in &year.ratings {
        assert!(rating.signs.iter().all(|&sign| catalogue.get(sign).is_some()));
        let ticked = f64::from(u8::from(!rating.signs.is_empty()));
        if !ill.contains(rating.person_id.to_string().as_str()) {
            quiet += 1.0;
            quiet_signs += ticked;
        } else if crises.iter().any(|episode| within(rating, episode)) {
            crisis += 1.0;
            crisis_signs += ticked;
        }
    }
    near("signs in the background", quiet_signs / quiet, 0.01, 0.002);
    near("signs in a crisis", crisis_signs / crisis, 0.35, 0.08);
}

fn lines_name_each_other(year: &Year) {
    let visits: BTreeMap<&str, &Value> = year.visits.iter().map(|visit| (text(visit, "id"), visit)).collect();
    assert_eq!(visits.len(), year.visits.len(), "each visit has its own id");
    let mut ids: Vec<_> = year.ratings.iter().map(|(rating, _)| rating.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), year.ratings.len(), "each rating has its own id");
    for visit in &year.visits {
        assert!(year.persons.contains(text(visit, "person_id")));
        assert!(year.aides.contains(text(visit, "aide_id")));
        assert!(text(visit, "starts_at") < text(visit, "ends_at"));
    }
    for (rating, _) in &year.ratings {
        let visit = visits[rating.visit_id.expect("a visit").to_string().as_str()];
        assert_eq!(text(visit, "person_id"), rating.person_id.to_string());
        assert_eq!(text(visit, "aide_id"), rating.aide_id.expect("an aide").to_string());
        assert_eq!(text(visit, "status"), "done");
    }
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
