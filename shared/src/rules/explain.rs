//! One sentence for one finding: under 30 words, facts only, in the reader's language.
//!
//! The sentences themselves are in the message files; here their gaps are filled. The aide's name
//! comes from the caller, who knows what the reader may see; without one the sentence leaves it out.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use super::evidence::{Evidence, Noted, ScoreFact, SignFact};
use crate::ids::UserId;
use crate::lang::Lang;
use crate::messages::{fill, text};
use crate::rating::Axis;

/// The sentence of a finding.
pub fn explain(evidence: &Evidence, lang: Lang, tz: Tz, name_of: &dyn Fn(UserId) -> Option<String>) -> String {
    let words = Words { lang, tz, name_of };
    let sentence = match evidence {
        // What was written is shown as it was written.
        Evidence::Need { sentence, .. } => return sentence.clone(),
        Evidence::Lowest { fact, noted } => words.lowest(fact, noted),
        Evidence::Pair { first, second, noted } => words.pair(first, second, noted),
        Evidence::Drop { .. } => words.drop(evidence),
        Evidence::Lukewarm { .. } => words.lukewarm(evidence),
        Evidence::UnderUsual { .. } => words.under_usual(evidence),
        Evidence::Drift { .. } => words.drift(evidence),
        Evidence::NotDone { .. }
        | Evidence::NotRated { .. }
        | Evidence::NoMoreVisits { .. }
        | Evidence::FewHours { .. } => words.silence(evidence),
        Evidence::StrongSign { .. } | Evidence::WeakSign { .. } | Evidence::WeakSignLowScore { .. } => {
            words.sign(evidence)
        }
    };
    capitalised(&sentence)
}

struct Words<'a> {
    lang: Lang,
    tz: Tz,
    name_of: &'a dyn Fn(UserId) -> Option<String>,
}

impl Words<'_> {
    fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.lang, key, values)
    }

    fn axis(&self, axis: Axis) -> &'static str {
        crate::messages::known(self.lang, &format!("axis.{axis}")).unwrap_or(axis.as_str())
    }

    /// The axis with its participle, which agrees with it in French.
    fn axis_noted(&self, axis: Axis) -> &'static str {
        crate::messages::known(self.lang, &format!("axis_noted.{axis}")).unwrap_or(axis.as_str())
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.tz).date_naive()
    }

    fn day(&self, at: DateTime<Utc>) -> String {
        self.date("date", self.local(at))
    }

    fn date(&self, key: &str, date: NaiveDate) -> String {
        let weekday = text(self.lang, WEEKDAYS[date.weekday().num_days_from_monday() as usize % 7]);
        let month = text(self.lang, MONTHS[date.month0() as usize % 12]);
        let day = match date.day() {
            1 => text(self.lang, "date.first_of_month").to_owned(),
            day => day.to_string(),
        };
        self.fill(key, &[("weekday", weekday), ("day", &day), ("month", month)])
    }

    fn same_day(&self, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
        self.local(one) == self.local(other)
    }

    fn by(&self, aide: UserId) -> String {
        match (self.name_of)(aide) {
            Some(name) => self.fill("by", &[("name", &name)]),
            None => String::new(),
        }
    }

    fn usual(&self, usual: Option<f64>) -> String {
        match usual {
            Some(usual) => self.fill("usual", &[("usual", &self.number(usual))]),
            None => String::new(),
        }
    }

    /// One decimal, with the language's decimal mark.
    fn number(&self, value: f64) -> String {
        format!("{value:.1}").replace('.', text(self.lang, "decimal_mark"))
    }

    /// Whole hours have no decimal.
    fn hours(&self, value: f64) -> String {
        let number = self.number(value);
        let whole = format!("{}0", text(self.lang, "decimal_mark"));
        number.strip_suffix(&whole).map_or_else(|| number.clone(), str::to_owned)
    }

    fn lowest(&self, fact: &ScoreFact, noted: &Noted) -> String {
        self.fill(
            "threshold.lowest",
            &[
                ("noted", self.axis_noted(fact.axis)),
                ("score", &fact.score.get().to_string()),
                ("day", &self.day(noted.at)),
                ("by", &self.by(noted.aide)),
                ("usual", &self.usual(fact.usual)),
            ],
        )
    }

    fn pair(&self, first: &ScoreFact, second: &ScoreFact, noted: &Noted) -> String {
        let usual = match (first.usual, second.usual) {
            (Some(one), Some(other)) => {
                self.fill("usual.two", &[("first", &self.number(one)), ("second", &self.number(other))])
            }
            _ => String::new(),
        };
        self.fill(
            "threshold.pair",
            &[
                ("first_noted", self.axis_noted(first.axis)),
                ("first", &first.score.get().to_string()),
                ("second_noted", self.axis_noted(second.axis)),
                ("second", &second.score.get().to_string()),
                ("day", &self.day(noted.at)),
                ("by", &self.by(noted.aide)),
                ("usual", &usual),
            ],
        )
    }

    fn drop(&self, evidence: &Evidence) -> String {
        let Evidence::Drop { fact, noted, before, noted_before } = evidence else {
            return String::new();
        };
        let same_day = self.same_day(noted.at, noted_before.at);
        self.fill(
            if same_day { "drop.same_day" } else { "drop" },
            &[
                ("noted", self.axis_noted(fact.axis)),
                ("before", &before.get().to_string()),
                ("day_before", &self.day(noted_before.at)),
                ("score", &fact.score.get().to_string()),
                ("day", &self.day(noted.at)),
                ("by", &self.by(noted.aide)),
                ("usual", &self.usual(fact.usual)),
            ],
        )
    }

    fn lukewarm(&self, evidence: &Evidence) -> String {
        let Evidence::Lukewarm { axis, count, of, level, from, usual, .. } = evidence else {
            return String::new();
        };
        self.fill(
            "lukewarm",
            &[
                ("noted", self.axis_noted(*axis)),
                ("level", &level.get().to_string()),
                ("count", &count.to_string()),
                ("of", &of.to_string()),
                ("since", &self.date("date.since", *from)),
                ("usual", &self.usual(*usual)),
            ],
        )
    }

    fn under_usual(&self, evidence: &Evidence) -> String {
        let Evidence::UnderUsual { axis, mean, ratings, from, usual, .. } = evidence else {
            return String::new();
        };
        self.fill(
            "under_usual",
            &[
                ("noted", self.axis_noted(*axis)),
                ("mean", &self.number(*mean)),
                ("ratings", &ratings.to_string()),
                ("since", &self.date("date.since", *from)),
                ("usual", &self.usual(*usual)),
            ],
        )
    }

    fn drift(&self, evidence: &Evidence) -> String {
        let Evidence::Drift { axis, recent, recent_weeks, before, before_from, before_to } = evidence else {
            return String::new();
        };
        // The difference of the numbers that stand in the sentence.
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        let (recent, before) = (tenths(*recent), tenths(*before));
        self.fill(
            "drift",
            &[
                ("noted", self.axis_noted(*axis)),
                ("recent", &self.number(recent)),
                ("weeks", &recent_weeks.to_string()),
                ("before", &self.number(before)),
                ("from", &self.date("date.short", *before_from)),
                ("to", &self.date("date.short", *before_to)),
                ("difference", &self.number(before - recent)),
            ],
        )
    }

    fn silence(&self, evidence: &Evidence) -> String {
        let running = |key: &str, count: u32, since: DateTime<Utc>| {
            let since = self.date("date.since", self.local(since));
            self.fill(key, &[("count", &count.to_string()), ("since", &since)])
        };
        match evidence {
            Evidence::NotDone { count, since } => running("silence.not_done", *count, *since),
            Evidence::NotRated { count, since } => running("silence.not_rated", *count, *since),
            Evidence::NoMoreVisits { last } => {
                self.fill("silence.no_more_visits", &[("since", &self.date("date.since", self.local(*last)))])
            }
            Evidence::FewHours { done, planned, from, to } => self.fill(
                "silence.few_hours",
                &[
                    ("done", &self.hours(*done)),
                    ("planned", &self.hours(*planned)),
                    ("from", &self.date("date.short", *from)),
                    ("to", &self.date("date.short", *to)),
                ],
            ),
            _ => String::new(),
        }
    }

    fn sign(&self, evidence: &Evidence) -> String {
        match evidence {
            Evidence::StrongSign { sign, noted, before } => self.sign_after(sign, noted, *before, None),
            Evidence::WeakSign { sign, noted, other, before } => {
                self.sign_after(sign, noted, Some(*before), Some(other).filter(|other| other.id != sign.id))
            }
            Evidence::WeakSignLowScore { sign, noted, fact } => self.fill(
                "sign.with_score",
                &[
                    ("sign", sign.label.get(self.lang)),
                    ("day", &self.day(noted.at)),
                    ("by", &self.by(noted.aide)),
                    ("axis", self.axis(fact.axis)),
                    ("score", &fact.score.get().to_string()),
                    ("usual", &self.usual(fact.usual)),
                ],
            ),
            _ => String::new(),
        }
    }

    /// A sign, and what was noted before it: nothing, the same, or another.
    fn sign_after(
        &self,
        sign: &SignFact,
        noted: &Noted,
        before: Option<DateTime<Utc>>,
        other: Option<&SignFact>,
    ) -> String {
        let same_day = before.is_some_and(|before| self.same_day(before, noted.at));
        let key = match (before, other, same_day) {
            (None, ..) => "sign.once",
            (Some(_), None, false) => "sign.again",
            (Some(_), None, true) => "sign.again.same_day",
            (Some(_), Some(_), false) => "sign.after",
            (Some(_), Some(_), true) => "sign.after.same_day",
        };
        self.fill(
            key,
            &[
                ("sign", sign.label.get(self.lang)),
                ("day", &self.day(noted.at)),
                ("by", &self.by(noted.aide)),
                ("day_before", &before.map_or_else(String::new, |before| self.day(before))),
                ("other", &other.map_or_else(String::new, |other| uncapitalised(other.label.get(self.lang)))),
            ],
        )
    }
}

const WEEKDAYS: [&str; 7] = ["weekday.0", "weekday.1", "weekday.2", "weekday.3", "weekday.4", "weekday.5", "weekday.6"];

const MONTHS: [&str; 12] = [
    "month.1", "month.2", "month.3", "month.4", "month.5", "month.6", "month.7", "month.8", "month.9", "month.10",
    "month.11", "month.12",
];

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// A label in the middle of a sentence. An abbreviation keeps its capitals.
fn uncapitalised(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}
