//! A year's figures beside those of the specification.

use chrono::{DateTime, TimeDelta};
use vigie_shared::rating::{Axis, Rating, RatingInput};
use vigie_shared::sign::SignCatalogue;

use super::*;

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
