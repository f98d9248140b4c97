//! A record as one page that can be read, kept and printed: no script, nothing from anywhere else.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::messages::{fill, text};

use super::Record;
use super::words::{label, title, word};
use crate::store::person_data::{Column, Kind, SECTIONS, Section};

const STYLE: &str = include_str!("page.css");

/// How a page is written.
#[derive(Clone, Copy)]
struct Pen {
    lang: Lang,
    zone: Tz,
}

/// The page.
pub fn page(record: &Record, lang: Lang) -> String {
    let pen = Pen { lang, zone: record.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris) };
    let heading = fill(lang, &format!("record.title.{}", record.format), &[("name", &record.person.name)]);
    let (made, by) = (pen.time(&record.made_at), record.made_by.as_ref().map_or("vigie", |by| by.name.as_str()));
    let lead = fill(lang, "record.lead", &[("federation", &record.federation.name), ("at", &made), ("by", by)]);
    let mut out = String::with_capacity(32 * 1024);
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\">\
         <title>{}</title><style>{STYLE}</style></head><body><main><h1>{}</h1><p>{}</p><p class=\"quiet\">{}</p>\n",
        lang.as_str(),
        escaped(&heading),
        escaped(&heading),
        escaped(&lead),
        escaped(text(lang, "record.duty")),
    );
    for section in SECTIONS {
        if let Some(rows) = record.sections.get(section.name) {
            pen.section(&mut out, section, rows);
        }
    }
    out.push_str("</main></body></html>\n");
    out
}

impl Pen {
    fn section(self, out: &mut String, section: &Section, rows: &[Map<String, Value>]) {
        // Which rating a finding stands on is for programs: the page says it in the finding's sentence.
        if section.columns.iter().all(|column| column.kind == Kind::Id) {
            return;
        }
        let _ =
            write!(out, "<section><h2>{} <small>{}</small></h2>", escaped(title(self.lang, section.name)), rows.len());
        let shown: Vec<&Column> = section.columns.iter().filter(|column| is_shown(column, rows)).collect();
        match rows {
            [] => {
                let _ = write!(out, "<p class=\"quiet\">{}</p>", escaped(text(self.lang, "record.nothing")));
            }
            [only] => self.list(out, &shown, only),
            many => self.table(out, &shown, many),
        }
        out.push_str("</section>\n");
    }

    fn list(self, out: &mut String, shown: &[&Column], row: &Map<String, Value>) {
        out.push_str("<dl>");
        for column in shown {
            let (label, value) = (self.heading(column), self.cell(column, row));
            let _ = write!(out, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(&label), escaped(&value));
        }
        out.push_str("</dl>");
    }

    fn table(self, out: &mut String, shown: &[&Column], rows: &[Map<String, Value>]) {
        out.push_str("<table><thead><tr>");
        for column in shown {
            let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(&self.heading(column)));
        }
        out.push_str("</tr></thead><tbody>");
        for row in rows {
            out.push_str("<tr>");
            for column in shown {
                let _ = write!(out, "<td>{}</td>", escaped(&self.cell(column, row)));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table>");
    }

    fn heading(self, column: &Column) -> String {
        label(self.lang, column.name)
    }

    fn cell(self, column: &Column, row: &Map<String, Value>) -> String {
        let value = row.get(column.name).unwrap_or(&Value::Null);
        match (column.kind, value) {
            (_, Value::Null) => String::new(),
            (Kind::User | Kind::Sector | Kind::Partner, Value::Object(one)) => self.named(one),
            (Kind::Word, Value::String(said)) => word(self.lang, column.name, said),
            (Kind::Day, Value::String(day)) => day.parse().map_or_else(|_| day.clone(), |day| self.day(day)),
            (Kind::Time, Value::String(at)) => at.parse().map_or_else(|_| at.clone(), |at| self.time(&at)),
            (Kind::Number, Value::Number(number)) if column.name == "severity" => {
                word(self.lang, "severity", &number.to_string())
            }
            // The sentence that was shown says what the numbers mean.
            (Kind::Document, _) if row.contains_key("sentence") => {
                row.get("sentence").and_then(Value::as_str).unwrap_or_default().to_owned()
            }
            (_, value) => self.document(value),
        }
    }

    fn named(self, one: &Map<String, Value>) -> String {
        let name = one.get("name").and_then(Value::as_str).unwrap_or("?");
        match one.get("role").and_then(Value::as_str) {
            Some(role) => format!("{name} ({})", word(self.lang, "role", role)),
            None => name.to_owned(),
        }
    }

    /// Whatever a document holds, as words; keys of other rows say nothing to a reader.
    fn document(self, value: &Value) -> String {
        let said = |value: &Value| Some(self.document(value)).filter(|said| !said.is_empty());
        match value {
            Value::Null => String::new(),
            Value::Bool(flag) => text(self.lang, if *flag { "impact.yes" } else { "impact.no" }).to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(id) if id.parse::<Uuid>().is_ok() => String::new(),
            Value::String(said) => match said.parse::<DateTime<Utc>>() {
                Ok(at) => self.time(&at),
                Err(_) => word(self.lang, "word", said),
            },
            Value::Array(list) => list.iter().filter_map(said).collect::<Vec<_>>().join(", "),
            Value::Object(object) => {
                let part =
                    |(key, value): (&String, &Value)| Some(format!("{} : {}", label(self.lang, key), said(value)?));
                object.iter().filter_map(part).collect::<Vec<_>>().join(" ; ")
            }
        }
    }

    fn time(self, at: &DateTime<Utc>) -> String {
        let at = at.with_timezone(&self.zone);
        format!("{} {}", self.day(at.date_naive()), at.format("%H:%M"))
    }

    fn day(self, day: NaiveDate) -> String {
        match self.lang {
            Lang::Fr => day.format("%d/%m/%Y").to_string(),
            Lang::En => day.format("%Y-%m-%d").to_string(),
        }
    }
}

/// Columns that say something to a reader, and do so in at least one row.
fn is_shown(column: &Column, rows: &[Map<String, Value>]) -> bool {
    // Numbers that only programs compare.
    let inner = ["version", "seq", "place"].contains(&column.name);
    let said = |row: &Map<String, Value>| row.get(column.name).is_some_and(|value| !value.is_null());
    column.kind != Kind::Id && !inner && rows.iter().any(said)
}

/// Text that stays text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("<b a='1'>&\""), "&lt;b a=&#39;1&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn every_section_and_column_has_its_words_in_both_languages() {
        for lang in [Lang::Fr, Lang::En] {
            for section in SECTIONS {
                assert!(!title(lang, section.name).is_empty(), "record.section.{}", section.name);
                for column in section.columns.iter().filter(|column| column.kind != Kind::Id) {
                    let key = format!("record.column.{}", column.name);
                    assert!(vigie_shared::messages::known(lang, &key).is_some(), "{key}");
                }
            }
        }
    }
}
