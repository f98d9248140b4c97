use super::*;
use vigie_shared::rating::Score;

fn rating(json: &str) -> Result<RatingLine<'_>, String> {
    parse(json.as_bytes())
}

const GOOD: &str = r#"{"id":"r1","person_id":"p","aide_id":"a","visit_id":null,"visited_at":"2026-03-02T12:05:00+01:00",
    "scores":{"intervention":4,"health":3,"mood":null},"signs":["pain","fall","pain"],"note":"  vu \u00e9 "}"#;

#[test]
fn the_example_of_the_contract_is_read() {
    let line = rating(GOOD).expect("good");
    assert_eq!((&*line.id, &*line.person, &*line.aide, line.visit), ("r1", "p", "a", None));
    assert_eq!(line.visited_at.to_rfc3339(), "2026-03-02T11:05:00+00:00");
    assert_eq!(line.scores.health.map(Score::get), Some(3));
    assert_eq!((line.scores.mood, line.scores.form), (None, None));
    assert_eq!(line.signs.iter().map(SignId::as_str).collect::<Vec<_>>(), ["fall", "pain"]);
    assert_eq!(line.note.map(|note| note.as_str().to_owned()), Some("vu é".to_owned()));
    assert_eq!((line.received_at, line.unknown), (None, None));
}

#[test]
fn what_is_left_out_is_not_said() {
    let line =
        rating(r#"{"id":"1","person_id":"2","visited_at":"2026-03-02T12:05:00Z","signs":["fall"]}"#).expect("good");
    assert!(line.scores.is_empty() && line.aide.is_empty());
}

#[test]
fn an_unknown_field_is_named_and_left_out() {
    let text = GOOD.replace("\"note\"", "\"recieved_at\":{\"x\":[1]},\"note\"");
    assert_eq!(rating(&text).expect("good").unknown.as_deref(), Some("recieved_at"));
}

#[test]
fn each_mistake_is_named_by_its_place() {
    let wrong = |from: &str, to: &str| rating(&GOOD.replace(from, to)).expect_err("must be refused");
    assert!(
        wrong("\"health\":3", "\"health\":6").starts_with("/scores: /health:"),
        "{}",
        wrong("\"health\":3", "\"health\":6")
    );
    for bad in ["0", "3.5", "-1", "\"3\"", "true", "1e99"] {
        let reason = wrong("\"health\":3", &format!("\"health\":{bad}"));
        assert!(reason.contains("/health") && reason.contains("1 to 5"), "{bad}: {reason}");
    }
    assert!(wrong("\"mood\"", "\"moral\"").contains("/moral"));
    assert!(wrong("\"id\":\"r1\",", "").starts_with("/id:"));
    assert!(wrong("\"id\":\"r1\"", "\"id\":7").starts_with("/id:"));
    assert!(wrong("\"r1\"", "\"\"").starts_with("/id:"));
    assert!(wrong("2026-03-02T12:05:00+01:00", "2026-03-02").starts_with("/visited_at:"));
    assert!(wrong("2026-03-02T12:05:00+01:00", "2026-02-30T12:05:00+01:00").starts_with("/visited_at:"));
    assert!(wrong("\"fall\"", "\"Fall\"").starts_with("/signs:"));
    assert!(wrong("vu", "vu \\u0000").starts_with("/note:"));
    assert!(wrong("\"note\"", "\"replaces\":\"r1\",\"note\"").contains("itself"));
}

#[test]
fn nonsense_is_refused_without_a_panic() {
    for text in
        ["", "null", "[]", "7", "{", "{}", "{\"id\":\"a\"", "\"", "{\"id\":\"\\ud800\"}", "{\"scores\":[]}", "\u{0}"]
    {
        assert!(rating(text).is_err(), "{text}");
        assert!(parse::<VisitLine<'_>>(text.as_bytes()).is_err(), "{text}");
        assert!(parse::<TruthLine<'_>>(text.as_bytes()).is_err(), "{text}");
    }
    assert!(parse::<RatingLine<'_>>(b"{\"id\":\"\xff\"}").is_err());
    let deep = "[".repeat(100_000);
    assert!(rating(&deep).is_err());
    let cut: Vec<&[u8]> = (0..GOOD.len()).map(|end| &GOOD.as_bytes()[..end]).collect();
    assert!(cut.into_iter().all(|text| parse::<RatingLine<'_>>(text).is_err()));
}

#[test]
fn visits_and_known_declines_are_read() {
    let visit = r#"{"id":"v","person_id":"p","aide_id":"a","starts_at":"2026-03-02T12:00:00Z","ends_at":"2026-03-02T13:00:00Z","status":"done"}"#;
    let line: VisitLine<'_> = parse(visit.as_bytes()).expect("good");
    assert_eq!(line.status, VisitStatus::Done);
    let reason = parse::<VisitLine<'_>>(visit.replace("done", "maybe").as_bytes()).expect_err("refused");
    assert!(reason.starts_with("/status:"), "{reason}");
    assert!(parse::<VisitLine<'_>>(visit.replace("T13", "T11").as_bytes()).is_err());
    let truth = r#"{"person_id":"p","onset":"2026-03-01","end":"2026-04-10","kind":"drift"}"#;
    assert_eq!(parse::<TruthLine<'_>>(truth.as_bytes()).expect("good").kind, "drift");
    assert!(parse::<TruthLine<'_>>(truth.replace("2026-04", "2025-04").as_bytes()).is_err());
}
