//! Absences from a spreadsheet: a header and a line an absence, separated by `;` or `,`.
//!
//! Columns, in any order: `who` (also `login`, `ref`, `nom`, `qui`), `from` (`du`, `debut`), `to` (`au`, `fin`), `summary`
//! (`motif`, optional) and `id`
//! (optional). Days are `YYYY-MM-DD` or `DD/MM/YYYY`, both included; a time may follow (`2026-07-06 14:00`).

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::{Absence, FileError, LONGEST, MOST_ABSENCES, Read, midnight};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Who,
    From,
    To,
    Summary,
    Id,
}

impl Column {
    fn named(name: &str) -> Option<Self> {
        Some(match name.trim().to_lowercase().as_str() {
            "who" | "login" | "ref" | "nom" | "qui" | "user" => Self::Who,
            "from" | "du" | "debut" | "début" | "start" => Self::From,
            "to" | "au" | "fin" | "end" => Self::To,
            "summary" | "motif" | "reason" => Self::Summary,
            "id" | "uid" => Self::Id,
            _ => return None,
        })
    }
}

/// Reads a spreadsheet's lines.
#[must_use]
pub fn read(text: &str, zone: Tz) -> Read {
    let mut read = Read::default();
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let Some((_, header)) = lines.next() else {
        read.errors.push(FileError { line: 1, code: "no_columns" });
        return read;
    };
    let separator = if header.contains(';') { ';' } else { ',' };
    let columns: Vec<Option<Column>> = cells(header, separator).iter().map(|name| Column::named(name)).collect();
    if ![Column::From, Column::To].iter().all(|wanted| columns.contains(&Some(*wanted))) {
        read.errors.push(FileError { line: 1, code: "no_columns" });
        return read;
    }
    for (place, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match absence(&cells(line, separator), &columns, place + 1, zone) {
            Ok(absence) => read.absences.push(absence),
            Err(code) => read.errors.push(FileError { line: place + 1, code }),
        }
        if read.absences.len() > MOST_ABSENCES {
            read.errors.push(FileError { line: place + 1, code: "too_many" });
            break;
        }
    }
    read
}

fn absence(cells: &[String], columns: &[Option<Column>], line: usize, zone: Tz) -> Result<Absence, &'static str> {
    let cell = |wanted: Column| {
        let place = columns.iter().position(|column| *column == Some(wanted))?;
        cells.get(place).map(|text| text.trim()).filter(|text| !text.is_empty())
    };
    let from = cell(Column::From).and_then(|text| moment(text, zone, false)).ok_or("invalid_time")?;
    let to = cell(Column::To).and_then(|text| moment(text, zone, true)).ok_or("invalid_time")?;
    if to <= from || to - from > LONGEST {
        return Err("invalid_span");
    }
    let who = cell(Column::Who).map(str::to_owned);
    // Without a name of its own, an absence is known by what it says.
    let source = cell(Column::Id).map_or_else(|| format!("csv:{}:{}", from.timestamp(), to.timestamp()), str::to_owned);
    Ok(Absence { source, who, from, to, summary: cell(Column::Summary).unwrap_or_default().to_owned(), line })
}

/// A day (its first moment, or its end) or a time.
fn moment(text: &str, zone: Tz, end: bool) -> Option<DateTime<Utc>> {
    let day = ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|format| NaiveDate::parse_from_str(text, format).ok());
    if let Some(day) = day {
        return midnight(if end { day.succ_opt()? } else { day }, zone);
    }
    let formats = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"];
    let time = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    Some(zone.from_local_datetime(&time).earliest()?.to_utc())
}

/// The cells of a line; quotes around one may hold the separator, a doubled quote is a quote.
fn cells(line: &str, separator: char) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = line.trim_end_matches('\r').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    #[test]
    fn french_and_english_headers_days_and_times_are_read() {
        for text in [
            "\u{feff}qui;du;au;motif\r\nnadia;06/07/2026;10/07/2026;\"congé; été\"\r\n",
            "to,from,who,reason\n2026-07-10,2026-07-06,nadia,congé; été\n\n",
        ] {
            let read = read(text, PARIS);
            assert_eq!(read.errors, [], "{text}");
            let absence = &read.absences[0];
            let (from, to) =
                ("2026-07-05T22:00:00Z".parse().expect("a time"), "2026-07-10T22:00:00Z".parse().expect("a time"));
            assert_eq!((absence.from, absence.to, absence.line), (from, to, 2), "both days are included");
            assert_eq!((absence.who.as_deref(), absence.summary.as_str()), (Some("nadia"), "congé; été"));
        }
        let read = read("id;du;au\na-1;2026-03-02 14:00;2026-03-02 17:30\n", PARIS);
        assert_eq!(read.absences[0].source, "a-1");
        assert_eq!(read.absences[0].to - read.absences[0].from, chrono::TimeDelta::minutes(210));
    }

    #[test]
    fn every_bad_line_is_named() {
        let text = "qui;du;au\na;2026-07-06;2026-07-05\nb;hier;2026-07-05\nc;2026-07-06\nd;2026-07-06;2026-07-06\n";
        let read = read(text, PARIS);
        let codes: Vec<_> = read.errors.iter().map(|error| (error.line, error.code)).collect();
        assert_eq!(codes, [(2, "invalid_span"), (3, "invalid_time"), (4, "invalid_time")]);
        assert_eq!(read.absences.len(), 1);
        for text in ["", "qui;quand\n"] {
            assert_eq!(super::read(text, PARIS).errors[0].code, "no_columns");
        }
    }
}
