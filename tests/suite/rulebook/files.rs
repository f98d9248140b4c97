//! The same history, however it is written down, gives the same result; what cannot be read is named and left out.

use serde_json::{Value, json};

use super::made_up::{Dice, Files, Run, day, population, rating};

#[test]
fn any_order_any_repetition_and_any_number_of_threads_give_the_same_bytes() {
    let lines = population(1);
    let first = Files::new(&lines).run();
    assert!(first.alerts.lines().count() >= 6, "there is something to compare: {}", first.alerts);
    assert_eq!(first.summary["files"]["duplicates"], 0);
    for seed in 0..6 {
        let mut dice = Dice::new(seed);
        let mut other = lines.clone();
        for _ in 0..dice.below(300) {
            let doubled = usize::try_from(dice.below(lines.len() as u64)).expect("small");
            other.push(lines[doubled].clone());
        }
        dice.shuffle(&mut other);
        let files = Files::new(&other);
        let again = Run::of(vigie_server::backtest::command::Request {
            threads: 1 + usize::try_from(seed).expect("small"),
            ..files.request()
        });
        assert_eq!(again.alerts, first.alerts, "seed {seed}");
        assert_eq!(again.figures(), first.figures(), "seed {seed}");
        assert_eq!(again.summary["files"]["duplicates"], other.len() - lines.len());
        assert_eq!(again.complaints, "");
    }
}

#[test]
fn alerts_come_by_opening_then_by_person_with_the_ids_as_they_were_written() {
    let run = Files::new(&population(2)).run();
    let keys: Vec<(String, String)> = run
        .parsed()
        .iter()
        .map(|alert| {
            let time: chrono::DateTime<chrono::Utc> =
                alert["opened_at"].as_str().expect("a time").parse().expect("RFC 3339");
            (time.to_rfc3339(), alert["person_id"].as_str().expect("an id").to_owned())
        })
        .collect();
    let mut sorted = keys.clone();
    sorted.sort();
    assert_eq!(keys, sorted);
    assert!(keys.iter().any(|(_, person)| person == "Élise, rue des Écoles"), "{keys:?}");
}

#[test]
fn bad_lines_are_named_by_their_numbers_and_the_rest_goes_on() {
    let good: Vec<String> = (0..3).map(|n| rating(&format!("r{n}"), "p", day(n), 1).to_string()).collect();
    let mut wrong = rating("r9", "p", day(9), 1);
    wrong["scores"]["mood"] = json!(9);
    let text = format!("{}\nnot json\n\n{}\n{wrong}\r\n[1]\n{}\n{{\"id\":\"x\"", good[0], good[1], good[2]);
    let run = Files::of_text(text.as_bytes()).run();
    assert_eq!(run.summary["ratings"], 3);
    assert_eq!(run.summary["files"]["bad_lines"], 4);
    let named: Vec<&str> = run.complaints.lines().filter_map(|line| line.split("line ").nth(1)).collect();
    let numbers: Vec<&str> = named.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(numbers, ["2", "5", "6", "8"], "{}", run.complaints);
    assert!(run.complaints.contains("/mood") && run.complaints.contains("4 bad lines"), "{}", run.complaints);
    let clean = Files::of_text(good.join("\n").as_bytes()).run();
    assert_eq!(run.alerts, clean.alerts);
}

#[test]
fn a_field_nobody_knows_is_left_out_and_said_once() {
    let mut line = rating("r", "p", day(0), 1);
    line["recieved_at"] = json!("2026-02-01T00:00:00Z");
    let run = Files::new(&[line.clone(), rating("s", "p", day(1), 4)]).run();
    assert_eq!(run.summary["files"]["bad_lines"], 0);
    assert_eq!(run.complaints.matches("recieved_at").count(), 1, "{}", run.complaints);
}

#[test]
fn an_empty_history_has_no_alerts() {
    for text in ["", "\n\n", "nothing"] {
        let run = Files::of_text(text.as_bytes()).run();
        assert_eq!((run.alerts.as_str(), &run.summary["alerts"], &run.summary["ratings"]), ("", &json!(0), &json!(0)));
    }
}

#[test]
fn of_two_contents_under_one_id_the_one_received_first_stands() {
    let well = rating("r", "p", day(0), 4);
    let mut bad = rating("r", "p", day(0), 1);
    bad["received_at"] = json!(day(1));
    let orders = [[well.clone(), bad.clone()], [bad.clone(), well.clone()]];
    for lines in orders {
        let run = Files::new(&lines).run();
        assert_eq!((&run.summary["alerts"], &run.summary["files"]["conflicts"]), (&json!(0), &json!(1)));
        assert!(run.complaints.contains("\"r\""), "{}", run.complaints);
    }
}

#[test]
fn an_id_used_for_two_persons_stands_for_the_first() {
    let mine = rating("r", "p", day(0), 1);
    let theirs = rating("r", "q", day(1), 1);
    for lines in [[mine.clone(), theirs.clone()], [theirs.clone(), mine.clone()]] {
        let run = Files::new(&lines).run();
        let persons: Vec<Value> = run.parsed().iter().map(|alert| alert["person_id"].clone()).collect();
        assert_eq!(persons, [json!("p")]);
        assert_eq!(run.summary["files"]["conflicts"], 1);
    }
}

#[test]
fn nonsense_never_panics() {
    let lines: String = population(3).iter().take(40).map(|line| format!("{line}\n")).collect();
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        let mut bytes = lines.clone().into_bytes();
        for _ in 0..=dice.below(40) {
            let place = usize::try_from(dice.below(bytes.len() as u64)).expect("small");
            match dice.below(4) {
                0 => bytes[place] = u8::try_from(dice.below(256)).expect("a byte"),
                1 if bytes.len() > 1 => drop(bytes.remove(place)),
                2 => bytes.insert(place, b"{}[]\",:0-9eE\\\n"[usize::try_from(dice.below(14)).expect("small")]),
                _ => bytes.truncate(place.max(1) + 1),
            }
        }
        let run = Files::of_text(&bytes).run();
        let said = run.summary["ratings"].as_u64().expect("a number");
        assert!(said <= 80, "seed {seed}");
    }
}

#[test]
fn the_period_tells_its_own_alerts_and_knows_nothing_that_came_later() {
    let lines = population(4);
    let files = Files::new(&lines);
    let whole = files.run();
    let (from, to) = ("2026-03-15", "2026-04-10");
    let request =
        || vigie_server::backtest::command::Request { from: from.parse().ok(), to: to.parse().ok(), ..files.request() };
    let part = Run::of(request());
    let within = |alert: &Value| {
        let at: chrono::DateTime<chrono::Utc> = alert["opened_at"].as_str().expect("a time").parse().expect("a time");
        let day = at.with_timezone(&chrono_tz::Europe::Paris).date_naive().to_string();
        from <= day.as_str() && day.as_str() <= to
    };
    let opened = |alerts: Vec<Value>| -> Vec<(Value, Value)> {
        let those = alerts.into_iter().filter(within);
        those.map(|alert| (alert["opened_at"].clone(), alert["person_id"].clone())).collect()
    };
    assert!(!part.parsed().is_empty() && part.parsed().iter().all(within));
    assert_eq!(opened(part.parsed()), opened(whole.parsed()), "what came before is lived through all the same");
    // As of: the file cut at the end of the last day gives the very same bytes.
    let end: chrono::DateTime<chrono::Utc> = "2026-04-10T22:00:00Z".parse().expect("midnight in Paris");
    let received = |line: &Value| {
        let text = line.get("received_at").unwrap_or(&line["visited_at"]).as_str().expect("a time").to_owned();
        text.parse::<chrono::DateTime<chrono::Utc>>().expect("a time")
    };
    let cut: Vec<Value> = lines.iter().filter(|line| received(line) < end).cloned().collect();
    assert!(cut.len() < lines.len());
    let cut = Files::new(&cut);
    let known = Run::of(vigie_server::backtest::command::Request { inputs: cut.inputs.clone(), ..request() });
    assert_eq!(known.alerts, part.alerts);
}

#[test]
fn a_wrong_year_does_not_stretch_the_history() {
    let mut lines = population(6);
    let before = Files::new(&lines).run();
    lines.push(rating("wrong clock", "p-1", day(40_000), 1));
    let after = Files::new(&lines).run();
    assert_eq!((&after.summary["from"], &after.summary["to"]), (&before.summary["from"], &before.summary["to"]));
    assert_eq!(after.alerts, before.alerts);
    assert!(after.complaints.contains("years from all the rest"), "{}", after.complaints);
}

#[test]
fn a_period_that_ends_before_it_begins_is_an_error() {
    let files = Files::new(&population(5));
    let request = vigie_server::backtest::command::Request {
        from: "2026-03-02".parse().ok(),
        to: "2026-03-01".parse().ok(),
        ..files.request()
    };
    let error = vigie_server::backtest::command::run(request).expect_err("nothing to do");
    assert!(error.contains("2026-03-02"), "{error}");
}
