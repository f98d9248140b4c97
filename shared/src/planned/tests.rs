use super::*;

const PARIS: Tz = chrono_tz::Europe::Paris;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// A fortnight with the night on which clocks go forward in it.
fn window() -> Window {
    Window { from: at("2026-03-22T23:00:00Z"), to: at("2026-04-05T22:00:00Z") }
}

fn calendar(events: &[&str]) -> String {
    let events: Vec<String> = events.iter().map(|body| format!("BEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\n")).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat())
}

fn planned(events: &[&str]) -> Vec<Planned> {
    let read = read(&calendar(events), PARIS, window()).expect("a calendar");
    assert!(read.mistakes.is_empty(), "{events:?}: {:?}", read.mistakes);
    read.planned
}

fn starts(events: &[&str]) -> Vec<String> {
    planned(events).iter().map(|one| one.starts_at.format("%m-%dT%H:%M").to_string()).collect()
}

#[test]
fn a_visit_says_for_whom_by_whom_and_when() {
    let found = planned(&["UID:a@x\r\nDTSTART:20260323T090000\r\nDTEND:20260323T100000\r\nX-VIGIE-PERSON:P-0042\r\n\
        SUMMARY:Visite [ref:P-9]\r\nATTENDEE;CN=\"Roux: L\":MAILTO:Lea@Example.org"]);
    let expected = Planned {
        line: 3,
        uid: "a@x".to_owned(),
        instance: None,
        starts_at: at("2026-03-23T08:00:00Z"),
        ends_at: at("2026-03-23T09:00:00Z"),
        person: Some("P-0042".to_owned()),
        addresses: vec!["lea@example.org".to_owned()],
    };
    assert_eq!(found, [expected]);
    for text in ["SUMMARY:Mme R. [ref:P-7]", "LOCATION:12 rue X [REF: P-7 ]", "DESCRIPTION:a\\nb [Ref:P-7]\\, c"] {
        let found = planned(&[&format!("UID:a\r\nDTSTART:20260323T090000\r\nDURATION:PT1H\r\n{text}")]);
        assert_eq!(found[0].person.as_deref(), Some("P-7"), "{text}");
    }
    let nobody = planned(&["UID:a\r\nDTSTART:20260323T090000\r\nDURATION:PT1H\r\nSUMMARY:Réunion [ref:]"]);
    assert_eq!(nobody[0].person, None);
}

#[test]
fn times_are_local_named_or_utc_and_stay_on_the_wall_when_clocks_change() {
    let daily =
        |start: &str| format!("UID:a\r\nDTSTART{start}\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;INTERVAL=7;COUNT=2");
    for (start, expected) in [
        (":20260323T080000", ["03-23T07:00", "03-30T06:00"]),
        (";TZID=Europe/Paris:20260323T080000", ["03-23T07:00", "03-30T06:00"]),
        (";TZID=Romance Standard Time:20260323T080000", ["03-23T07:00", "03-30T06:00"]),
        (":20260323T080000Z", ["03-23T08:00", "03-30T08:00"]),
        (";TZID=Indian/Reunion:20260323T080000", ["03-23T04:00", "03-30T04:00"]),
        (";TZID=America/Martinique:20260323T080000", ["03-23T12:00", "03-30T12:00"]),
        (";TZID=Pacific/Noumea:20260323T110000", ["03-23T00:00", "03-30T00:00"]),
    ] {
        assert_eq!(starts(&[&daily(start)]), expected, "{start}");
    }
    // 2:30 is left out on the 29th: an hour later.
    let night = planned(&["UID:a\r\nDTSTART:20260328T023000\r\nDTEND:20260328T033000\r\nRRULE:FREQ=DAILY;COUNT=2"]);
    assert_eq!(night[1].starts_at, at("2026-03-29T01:30:00Z"));
    assert!(night[1].ends_at > night[1].starts_at);
}

#[test]
fn repetitions_by_day_and_week_are_written_out_within_the_window() {
    let with = |rule: &str| starts(&[&format!("UID:a\r\nDTSTART:20260105T120000Z\r\nDURATION:PT1H\r\nRRULE:{rule}")]);
    assert_eq!(with("FREQ=WEEKLY"), ["03-23T12:00", "03-30T12:00"]);
    assert_eq!(with("FREQ=WEEKLY;INTERVAL=2"), ["03-30T12:00"]);
    assert_eq!(with("FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260331T120000Z"), ["03-24T12:00", "03-26T12:00", "03-31T12:00"]);
    assert_eq!(with("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260325"), ["03-23T12:00", "03-24T12:00", "03-25T12:00"]);
    // The eightieth day is the 25th of March.
    assert_eq!(with("FREQ=DAILY;COUNT=80"), ["03-23T12:00", "03-24T12:00", "03-25T12:00"]);
    assert_eq!(with("FREQ=DAILY;COUNT=9"), Vec::<String>::new());
    assert_eq!(with("FREQ=DAILY").len(), 14);
    // A week that begins on Sunday: the Sunday belongs to the week that follows.
    let sundays = |start| {
        starts(&[&format!(
            "UID:a\r\nDTSTART:20260323T120000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST={start}"
        )])
    };
    assert_eq!(sundays("MO"), ["03-23T12:00", "03-29T12:00"]);
    assert_eq!(sundays("SU"), ["03-23T12:00", "04-05T12:00"]);
}

#[test]
fn instances_are_left_out_moved_and_called_off_one_by_one() {
    let series = "UID:a\r\nDTSTART;TZID=Europe/Paris:20260323T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\n\
        EXDATE;TZID=Europe/Paris:20260324T080000,20260325T080000";
    let moved = "UID:a\r\nRECURRENCE-ID;TZID=Europe/Paris:20260326T080000\r\nDTSTART:20260326T160000Z\r\nDURATION:PT1H";
    // Which one it is, is enough.
    let off = "UID:a\r\nRECURRENCE-ID:20260327T070000Z\r\nSTATUS:CANCELLED";
    let found = planned(&[series, moved, off]);
    let seen: Vec<_> = found.iter().map(|one| (one.instance, one.starts_at)).collect();
    assert_eq!(
        seen,
        [
            (Some(at("2026-03-23T07:00:00Z")), at("2026-03-23T07:00:00Z")),
            (Some(at("2026-03-26T07:00:00Z")), at("2026-03-26T16:00:00Z")),
        ]
    );
    let all = "UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY\r\nSTATUS:CANCELLED";
    assert!(planned(&[all]).is_empty());
}

#[test]
fn what_cannot_be_used_is_named_and_the_others_are_read() {
    let good = "UID:good\r\nDTSTART:20260323T080000\r\nDURATION:PT1H";
    for (bad, code) in [
        ("DTSTART:20260323T080000\r\nDURATION:PT1H", "no_uid"),
        ("UID:a\r\nDURATION:PT1H", "no_start"),
        ("UID:a\r\nDTSTART;VALUE=DATE:20260323", "whole_day"),
        ("UID:a\r\nDTSTART:tomorrow\r\nDURATION:PT1H", "invalid_time"),
        ("UID:a\r\nDTSTART;TZID=Nowhere/Else:20260323T080000\r\nDURATION:PT1H", "unknown_zone"),
        ("UID:a\r\nDTSTART:20260323T080000", "invalid_visit_span"),
        ("UID:a\r\nDTSTART:20260323T080000\r\nDTEND:20260323T070000", "invalid_visit_span"),
        ("UID:a\r\nDTSTART:20260323T080000\r\nDTEND:20260325T080000", "invalid_visit_span"),
        ("UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=MONTHLY", "repeats_otherwise"),
        ("UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;BYDAY=2MO", "repeats_otherwise"),
        ("UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;BYHOUR=8", "repeats_otherwise"),
        ("UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H\r\nRDATE:20260325T080000", "repeats_otherwise"),
        ("UID:a\r\nRECURRENCE-ID:tomorrow\r\nSTATUS:CANCELLED", "invalid_time"),
        ("UID:a\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260323T080000\r\nSTATUS:CANCELLED", "repeats_otherwise"),
    ] {
        let read = read(&calendar(&[bad, good]), PARIS, window()).expect("a calendar");
        let uid = bad.starts_with("UID").then(|| "a".to_owned());
        assert_eq!(read.mistakes, [Mistake { line: 3, code, uid }], "{bad}");
        assert_eq!(read.planned.len(), 1, "{bad}");
    }
}

#[test]
fn what_is_no_calendar_or_was_cut_off_is_not_believed() {
    let whole = calendar(&["UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H"]);
    let read = |text: &str| read(text, PARIS, window());
    assert_eq!(read("<html>"), Err(NoCalendar::Other));
    assert_eq!(read(""), Err(NoCalendar::Other));
    assert!(read(&format!("\u{feff}{whole}\r\n")).is_ok());
    for (end, _) in whole.match_indices('\n').rev().skip(1) {
        assert_eq!(read(&whole[..end]), Err(NoCalendar::CutOff), "{end}");
    }
    let piece = "UID:a\r\nDTSTART:20260323T080000\r\nDURATION:PT1H\r\nBEGIN:VALARM";
    assert_eq!(read(&calendar(&[piece])), Err(NoCalendar::CutOff));
    assert_eq!(read(&calendar(&["BEGIN:VEVENT"])), Err(NoCalendar::CutOff));
}

#[test]
fn a_hostile_repetition_keeps_no_core_busy() {
    let old = "UID:a\r\nDTSTART:00010101T080000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=4000000000";
    let read = read(&calendar(&[old; 20]), PARIS, window()).expect("a calendar");
    assert!(read.mistakes.iter().any(|mistake| mistake.code == "repeats_too_long"), "{:?}", read.mistakes);
}
