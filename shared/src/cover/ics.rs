//! Absences from an iCalendar file (RFC 5545), such as the leave planner of a federation exports.
//!
//! Read is what an absence needs: `UID`, `DTSTART`, `DTEND` or `DURATION`, `SUMMARY`, whose it is (`ATTENDEE`'s or `ORGANIZER`'s
//! address), and
//! that it was called off. Times are days, UTC, local times of the federation, or of a zone that is named. A repetition (`RRULE`)
//! is refused by
//! name rather than half understood.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{Absence, FileError, LONGEST, MOST_ABSENCES, Read, midnight};
use crate::ics::{Content, duration, unescaped, unfolded, zone_named};

/// A day or a moment; a day is its first moment.
fn moment(content: &Content<'_>, zone: Tz) -> Option<(DateTime<Utc>, bool)> {
    if let Ok(day) = NaiveDate::parse_from_str(content.value, "%Y%m%d") {
        return Some((midnight(day, zone)?, true));
    }
    if let Some(utc) = content.value.strip_suffix('Z') {
        return Some((NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S").ok()?.and_utc(), false));
    }
    let local = NaiveDateTime::parse_from_str(content.value, "%Y%m%dT%H%M%S").ok()?;
    let zone = match content.parameter("TZID") {
        Some(name) => zone_named(name)?,
        None => zone,
    };
    Some((zone.from_local_datetime(&local).earliest()?.to_utc(), false))
}

/// What is known of an event so far.
#[derive(Default)]
struct Event {
    line: usize,
    uid: Option<String>,
    starts: Option<(DateTime<Utc>, bool)>,
    ends: Option<DateTime<Utc>>,
    lasts: Option<TimeDelta>,
    summary: String,
    who: Option<String>,
    cancelled: bool,
    error: Option<&'static str>,
}

impl Event {
    fn take(&mut self, content: &Content<'_>, zone: Tz) {
        match content.name.as_str() {
            "UID" => self.uid = Some(content.value.trim().to_owned()),
            "SUMMARY" => self.summary = unescaped(content.value),
            "STATUS" => self.cancelled = content.value.eq_ignore_ascii_case("CANCELLED"),
            "DTSTART" => match moment(content, zone) {
                Some(starts) => self.starts = Some(starts),
                None => self.error = Some("invalid_time"),
            },
            "DTEND" => match moment(content, zone) {
                Some((ends, _)) => self.ends = Some(ends),
                None => self.error = Some("invalid_time"),
            },
            "DURATION" => match duration(content.value, LONGEST) {
                Some(lasts) => self.lasts = Some(lasts),
                None => self.error = Some("invalid_time"),
            },
            "RRULE" | "RDATE" => self.error = Some("repeats"),
            "ATTENDEE" | "ORGANIZER" if self.who.is_none() => {
                self.who = Some(content.address().to_owned());
            }
            _ => {}
        }
    }

    fn finish(self) -> Result<Option<Absence>, FileError> {
        let wrong = |code| FileError { line: self.line, code };
        if self.cancelled {
            return Ok(None);
        }
        if let Some(code) = self.error {
            return Err(wrong(code));
        }
        let source = self.uid.filter(|uid| !uid.is_empty()).ok_or(wrong("no_uid"))?;
        let (from, whole_day) = self.starts.ok_or(wrong("no_start"))?;
        // Without an end, a day is that day (RFC 5545, 3.6.1).
        let short = if whole_day { TimeDelta::days(1) } else { TimeDelta::zero() };
        let to = self.ends.unwrap_or(from + self.lasts.unwrap_or(short));
        if to <= from || to - from > LONGEST {
            return Err(wrong("invalid_span"));
        }
        Ok(Some(Absence { source, who: self.who, from, to, summary: self.summary, line: self.line }))
    }
}

/// Reads a calendar.
#[must_use]
pub fn read(text: &str, zone: Tz) -> Read {
    let mut read = Read::default();
    let mut event: Option<Event> = None;
    // Alarms and the like inside an event say nothing of it.
    let mut depth = 0_usize;
    let lines = unfolded(text);
    if !lines.iter().any(|(_, line)| line.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        read.errors.push(FileError { line: 1, code: "no_calendar" });
        return read;
    }
    for (number, line) in &lines {
        let Some(content) = Content::read(line) else { continue };
        match (content.name.as_str(), content.value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VEVENT") => event = Some(Event { line: *number, ..Event::default() }),
            ("BEGIN", _) if event.is_some() => depth += 1,
            ("END", "VEVENT") => match event.take().map(Event::finish) {
                Some(Ok(Some(absence))) => read.absences.push(absence),
                Some(Err(error)) => read.errors.push(error),
                Some(Ok(None)) | None => {}
            },
            ("END", _) => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                if let Some(event) = event.as_mut() {
                    event.take(&content, zone);
                }
            }
            _ => {}
        }
        if read.absences.len() > MOST_ABSENCES {
            read.errors.push(FileError { line: *number, code: "too_many" });
            break;
        }
    }
    if let Some(event) = event {
        read.errors.push(FileError { line: event.line, code: "not_closed" });
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    fn event(body: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    }

    fn only(body: &str) -> Absence {
        let read = read(&event(body), PARIS);
        assert_eq!(read.errors, [], "{body}");
        read.absences.into_iter().next().expect("an absence")
    }

    #[test]
    fn days_utc_local_and_named_zones_are_read() {
        for (body, from, to) in [
            (
                "DTSTART;VALUE=DATE:20260706\r\nDTEND;VALUE=DATE:20260711",
                "2026-07-05T22:00:00Z",
                "2026-07-10T22:00:00Z",
            ),
            ("DTSTART;VALUE=DATE:20260706", "2026-07-05T22:00:00Z", "2026-07-06T22:00:00Z"),
            ("DTSTART:20260302T080000Z\r\nDTEND:20260302T100000Z", "2026-03-02T08:00:00Z", "2026-03-02T10:00:00Z"),
            ("DTSTART:20260302T080000\r\nDURATION:P1DT2H", "2026-03-02T07:00:00Z", "2026-03-03T09:00:00Z"),
            (
                "DTSTART;TZID=\"Indian/Reunion\":20260302T080000\r\nDURATION:PT90M",
                "2026-03-02T04:00:00Z",
                "2026-03-02T05:30:00Z",
            ),
        ] {
            let absence = only(&format!("UID:1@x\r\n{body}"));
            assert_eq!(
                (absence.from, absence.to),
                (from.parse().expect("a time"), to.parse().expect("a time")),
                "{body}"
            );
        }
    }

    #[test]
    fn folded_lines_escapes_people_and_alarms_are_understood() {
        let absence = only(
            "UID:abc\r\nDTSTART;VALUE=DATE:20260706\r\nSUMMARY:Cong\u{e9}s\\, d\u{2019}\r\n \u{e9}t\u{e9}\r\nATTENDEE;CN=\"Dana: Essai\":mailto:dana@x\r\n\
             BEGIN:VALARM\r\nSUMMARY:rappel\r\nDTSTART:nonsense\r\nEND:VALARM",
        );
        assert_eq!(
            (absence.summary.as_str(), absence.who.as_deref()),
            ("Cong\u{e9}s, d\u{2019}\u{e9}t\u{e9}", Some("dana@x"))
        );
        assert_eq!(absence.line, 3);
    }

    #[test]
    fn what_cannot_be_used_is_named_by_line_and_what_was_called_off_is_left_out() {
        for (body, code) in [
            ("DTSTART;VALUE=DATE:20260706", "no_uid"),
            ("UID:1", "no_start"),
            ("UID:1\r\nDTSTART:demain", "invalid_time"),
            ("UID:1\r\nDTSTART;TZID=Nowhere/Else:20260302T080000", "invalid_time"),
            ("UID:1\r\nDTSTART:20260302T080000Z\r\nDTEND:20260302T070000Z", "invalid_span"),
            ("UID:1\r\nDTSTART:20260302T080000Z", "invalid_span"),
            ("UID:1\r\nDTSTART;VALUE=DATE:20260706\r\nRRULE:FREQ=WEEKLY", "repeats"),
        ] {
            let read = read(&event(body), PARIS);
            assert_eq!(read.errors, [FileError { line: 3, code }], "{body}");
            assert!(read.absences.is_empty());
        }
        let cancelled = read(&event("UID:1\r\nDTSTART;VALUE=DATE:20260706\r\nSTATUS:CANCELLED"), PARIS);
        assert_eq!(cancelled, Read::default());
        assert_eq!(read("name;from;to", PARIS).errors[0].code, "no_calendar");
        assert_eq!(read("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1", PARIS).errors[0].code, "not_closed");
    }
}
