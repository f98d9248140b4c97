//! A calendar of promises as iCalendar (RFC 5545), without a name or a word on anybody.
//!
//! Whoever reads this file is a calendar program somewhere: it learns that there is a call, and when.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use url::Url;
use vigie_shared::follow_up::FollowUpKind;
use vigie_shared::lang::Lang;
use vigie_shared::messages::text;

use super::view::day_of;
use crate::store::follow_ups::FollowUpRow;

/// How long a promise with an hour is shown.
const LENGTH: TimeDelta = TimeDelta::minutes(30);
/// Octets of a line before it is folded (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// The calendar of these promises.
pub fn calendar(rows: &[FollowUpRow], lang: Lang, public_url: &Url, now: DateTime<Utc>) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Vigie//Vigie//FR".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "X-WR-CALNAME:Vigie".to_owned(),
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H".to_owned(),
        "X-PUBLISHED-TTL:PT1H".to_owned(),
    ];
    for row in rows {
        lines.extend(event(row, lang, public_url, now));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line) + "\r\n").collect()
}

fn event(row: &FollowUpRow, lang: Lang, public_url: &Url, now: DateTime<Utc>) -> Vec<String> {
    let kind = row.kind.parse().unwrap_or(FollowUpKind::Other);
    let mut page = public_url.clone();
    page.set_path("/suivis");
    let (start, end) = if row.timed {
        (format!("DTSTART:{}", time(row.due_at)), format!("DTEND:{}", time(row.due_at + LENGTH)))
    } else {
        let on = day_of(row);
        (date("DTSTART", on), date("DTEND", on.succ_opt().unwrap_or(on)))
    };
    vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@vigie", row.id),
        format!("DTSTAMP:{}", time(now)),
        // A changed day is a newer edition of the same entry.
        format!("SEQUENCE:{}", row.version - 1),
        start,
        end,
        format!("SUMMARY:{}", escaped(text(lang, &format!("calendar.{kind}")))),
        format!("URL:{page}"),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

fn date(name: &str, on: NaiveDate) -> String {
    format!("{name};VALUE=DATE:{}", on.format("%Y%m%d"))
}

/// Text in which nothing is read as a separator.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line cut into pieces that calendar programs take, never within a character.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LONGEST_LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        let line = format!("SUMMARY:{}", "é".repeat(100));
        let cut = folded(&line);
        assert!(cut.split("\r\n").all(|piece| piece.len() <= LONGEST_LINE), "{cut}");
        assert_eq!(cut.replace("\r\n ", ""), line);
        assert_eq!(folded("SHORT:x"), "SHORT:x");
    }

    #[test]
    fn separators_are_escaped() {
        assert_eq!(escaped("a;b,c\\d\ne"), "a\\;b\\,c\\\\d\\ne");
    }

    #[test]
    fn every_kind_has_a_title_without_a_gap() {
        for lang in Lang::ALL {
            for kind in FollowUpKind::ALL {
                assert!(text(*lang, &format!("calendar.{kind}")).starts_with("Vigie"), "{kind} in {lang}");
            }
        }
    }
}
