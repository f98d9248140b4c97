use super::*;
use crate::ids::UserId;
use serde_json::json;

const ID: &str = "01900000-0000-7000-8000-000000000001";
const PERSON: &str = "01900000-0000-7000-8000-000000000002";

fn good() -> Value {
    json!({"id": ID, "person_id": PERSON, "visit_id": null, "visited_at": "2026-03-02T12:05:00.1234567+01:00",
           "scores": {"intervention": 4, "health": 3, "mood": 2, "form": null},
           "signs": ["pain", "eats_little", "pain"], "note": " "})
}

fn with(name: &str, value: Value) -> Value {
    let mut rating = good();
    rating[name] = value;
    rating
}

fn problems(value: &Value) -> Vec<(String, FieldCode)> {
    let problems = RatingInput::parse(value).expect_err("must be refused");
    problems.into_iter().map(|p| (p.pointer, p.code)).collect()
}

#[test]
fn the_contract_s_object_is_read() {
    let rating = RatingInput::parse(&good()).expect("valid");
    assert_eq!(rating.visited_at.to_rfc3339(), "2026-03-02T11:05:00.123456+00:00");
    let signs: Vec<_> = rating.signs.iter().map(SignId::as_str).collect();
    assert_eq!(signs, ["eats_little", "pain"]);
    assert_eq!(rating.note, None);
    assert_eq!(rating.aide_id, None);
}

#[test]
fn every_mistake_is_named_by_its_place() {
    let mut bad = with("scores", json!({"health": 6, "mood": "2", "form": 2.5, "anger": 1}));
    bad["signs"] = json!(["Fall", 3]);
    bad["visited_at"] = json!("2026-03-02 12:05");
    bad["a/b~c"] = json!(1);
    let mut found = problems(&bad);
    found.sort();
    let mut expected = [
        ("/a~1b~0c", FieldCode::UnknownField),
        ("/scores/anger", FieldCode::UnknownField),
        ("/scores/form", FieldCode::InvalidScore),
        ("/scores/health", FieldCode::InvalidScore),
        ("/scores/mood", FieldCode::WrongType),
        ("/signs/0", FieldCode::InvalidSign),
        ("/signs/1", FieldCode::WrongType),
        ("/visited_at", FieldCode::InvalidTime),
    ]
    .map(|(pointer, code)| (pointer.to_owned(), code));
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn wrong_shapes_are_problems_and_never_panics() {
    assert_eq!(problems(&json!([])), [(String::new(), FieldCode::NotAnObject)]);
    assert_eq!(problems(&json!({})).len(), 3);
    assert_eq!(problems(&with("id", json!(12))), [("/id".to_owned(), FieldCode::WrongType)]);
    assert_eq!(problems(&with("id", json!("x"))), [("/id".to_owned(), FieldCode::InvalidId)]);
    assert_eq!(problems(&with("note", json!({}))), [("/note".to_owned(), FieldCode::WrongType)]);
    assert_eq!(problems(&with("note", json!("\u{7}"))), [("/note".to_owned(), FieldCode::ControlCharacter)]);
    assert_eq!(problems(&with("scores", json!(3))), [("/scores".to_owned(), FieldCode::WrongType)]);
    let many: Vec<_> = (0..=MAX_SIGNS_PER_RATING).map(|i| format!("s{i}")).collect();
    assert_eq!(problems(&with("signs", json!(many))), [("/signs".to_owned(), FieldCode::TooManySigns)]);
}

#[test]
fn a_rating_that_says_nothing_is_refused() {
    let mut empty = with("scores", json!({"health": null}));
    empty["signs"] = json!([]);
    assert_eq!(problems(&empty), [("/scores".to_owned(), FieldCode::NothingSaid)]);
    empty["signs"] = json!(["fall"]);
    assert!(RatingInput::parse(&empty).is_ok());
}

#[test]
fn received_at_is_taken_and_ignored() {
    let plain = RatingInput::parse(&good()).expect("valid");
    let dated = RatingInput::parse(&with("received_at", json!("2026-03-09T08:00:00Z"))).expect("valid");
    assert_eq!(plain, dated);
}

#[test]
fn the_content_ignores_the_id_the_order_of_signs_and_the_offset() {
    let aide = UserId::from(Uuid::from_u128(9));
    let one = RatingInput::parse(&good()).expect("valid");
    let mut same = with("id", json!(PERSON));
    same["visited_at"] = json!("2026-03-02T11:05:00.123456Z");
    same["signs"] = json!(["eats_little", "pain"]);
    same["aide_id"] = json!(aide.to_string());
    let same = RatingInput::parse(&same).expect("valid");
    assert_eq!(one.content_key(aide), same.content_key(aide));
    for (name, value) in [
        ("note", json!("x")),
        ("signs", json!([])),
        ("person_id", json!(ID)),
        ("replaces", json!(ID)),
        ("visit_id", json!(ID)),
        ("scores", json!({"mood": 2})),
        ("visited_at", json!("2026-03-02T11:05:00Z")),
    ] {
        let other = RatingInput::parse(&with(name, value)).expect("valid");
        assert_ne!(one.content_key(aide), other.content_key(aide), "{name}");
    }
}

#[test]
fn every_field_problem_has_a_text_in_both_languages() {
    for &code in FieldCode::ALL {
        let problem = FieldProblem::new("/x", code);
        for &lang in Lang::ALL {
            assert!(!problem.detail(lang).starts_with("field."), "{code} in {lang}");
        }
    }
}
