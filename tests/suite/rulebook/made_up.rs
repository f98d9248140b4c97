//! Made-up histories as lines of JSON, and the back-test over them.

use std::io::Write as _;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;
use vigie_server::backtest::command::{self, Request};
use vigie_server::backtest::files::Inputs;
use vigie_shared::lang::Lang;
use vigie_shared::rules::RuleSet;

/// Numbers that look random and are the same in every run (an LCG of Knuth's).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).expect("small");
            values.swap(last, other);
        }
    }
}

/// The first day of every made-up history.
pub fn day(number: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-01-05T10:00:00Z".parse().expect("a time");
    first + TimeDelta::days(number)
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A rating received as it was made.
pub fn rating(id: &str, person: &str, at: DateTime<Utc>, health: u64) -> Value {
    json!({
        "id": id, "person_id": person, "aide_id": "a1", "visit_id": null, "visited_at": at,
        "scores": { "intervention": 4, "health": health, "mood": 4, "form": 4 }, "signs": [], "note": null,
    })
}

/// A whole small population: declines, signs, late ratings, corrections, ids of every kind.
pub fn population(seed: u64) -> Vec<Value> {
    let mut dice = Dice::new(seed);
    let persons = [
        "p-1",
        "0190a3c4-0000-7000-8000-000000000001",
        "Élise, rue des Écoles",
        "2",
        "10",
        "a person with a rather long name",
    ];
    let mut lines: Vec<Value> = Vec::new();
    for (number, person) in persons.iter().enumerate() {
        for visit in 0..110 {
            let at = day(visit) + TimeDelta::minutes(i64::try_from(dice.below(300)).expect("small"));
            let low = visit > 60 && (visit + i64::try_from(number).expect("small")) % 40 < 12;
            let score = |dice: &mut Dice| if low { 1 + dice.below(3) } else { 3 + dice.below(3) };
            let mut line = rating(&format!("{person}/{visit}"), person, at, score(&mut dice));
            line["aide_id"] = json!(format!("aide {}", dice.below(3)));
            line["scores"]["mood"] = json!(score(&mut dice));
            if dice.below(30) == 0 {
                line["signs"] = json!(["fall", "pain"]);
            }
            if dice.below(10) == 0 {
                line["received_at"] = json!(at + TimeDelta::hours(i64::try_from(dice.below(120)).expect("small")));
            }
            if dice.below(40) == 0 {
                let mut correction = line.clone();
                correction["id"] = json!(format!("{person}/{visit}/bis"));
                correction["replaces"] = line["id"].clone();
                correction["scores"]["health"] = json!(5);
                correction["received_at"] = json!(at + TimeDelta::hours(130));
                lines.push(correction);
            }
            lines.push(line);
        }
    }
    lines
}

/// Files of a history in a folder of their own.
#[derive(Debug)]
pub struct Files {
    pub folder: TempDir,
    pub inputs: Inputs,
}

impl Files {
    pub fn new(ratings: &[Value]) -> Self {
        let text: String = ratings.iter().map(|line| format!("{line}\n")).collect();
        Self::of_text(text.as_bytes())
    }

    pub fn of_text(ratings: &[u8]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let path = write(&folder, "ratings.jsonl", ratings);
        let zone = chrono_tz::Europe::Paris;
        let inputs = Inputs { ratings: path, visits: None, absences: None, truth: None, until: None, zone };
        Self { folder, inputs }
    }

    pub fn with(mut self, name: &str, lines: &[Value]) -> Self {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let path = Some(write(&self.folder, name, text.as_bytes()));
        match name {
            "visits.jsonl" => self.inputs.visits = path,
            "absences.jsonl" => self.inputs.absences = path,
            _ => self.inputs.truth = path,
        }
        self
    }

    pub fn request(&self) -> Request {
        Request {
            rules: RuleSet::default_set(),
            inputs: self.inputs.clone(),
            from: None,
            to: None,
            lang: Lang::En,
            coordinators: None,
            threads: 2,
        }
    }

    pub fn run(&self) -> Run {
        Run::of(self.request())
    }
}

fn write(folder: &TempDir, name: &str, text: &[u8]) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::File::create(&path).and_then(|mut file| file.write_all(text)).expect("written");
    path
}

/// What the command said.
#[derive(Debug)]
pub struct Run {
    /// The lines of the alerts, byte for byte.
    pub alerts: String,
    pub summary: Value,
    /// What it said of the files.
    pub complaints: String,
}

impl Run {
    pub fn of(request: Request) -> Self {
        let inputs = request.inputs.clone();
        let answer = command::run(request).expect("it runs");
        let (mut out, mut err) = (Vec::new(), Vec::new());
        command::write_json(&answer, &mut out).expect("written");
        command::complain(&answer, &inputs, &mut err).expect("written");
        let out = String::from_utf8(out).expect("UTF-8");
        let (alerts, last) = out.trim_end().rsplit_once('\n').map_or(("", out.trim_end()), |parts| parts);
        let summary: Value = serde_json::from_str(last).expect("JSON");
        let complaints = String::from_utf8(err).expect("UTF-8");
        Self { alerts: alerts.to_owned(), summary: summary["summary"].clone(), complaints }
    }

    pub fn parsed(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["alert"].clone();
        self.alerts.lines().map(parse).collect()
    }

    /// The figures that do not depend on how the files were cut.
    pub fn figures(&self) -> Value {
        let mut figures = self.summary.clone();
        figures["elapsed_ms"] = Value::Null;
        figures["files"] = Value::Null;
        figures
    }
}
