//! One event: what its lines say, and the visits it stands for.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::repeat::Rule;
use super::{LONGEST, Mistake, Planned, Window};
use crate::ics::{Content, duration, unescaped, zone_named};

/// Characters of a key in other software.
const LONGEST_KEY: usize = 200;
/// Those who take part in one visit.
const MOST_ADDRESSES: usize = 20;

/// A time on the wall of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub local: NaiveDateTime,
    pub zone: Tz,
}

impl Moment {
    fn read(content: &Content<'_>, zone: Tz) -> Result<Self, &'static str> {
        let value = content.value.trim();
        if NaiveDate::parse_from_str(value, "%Y%m%d").is_ok() {
            return Err("whole_day");
        }
        let (text, zone) = match value.strip_suffix('Z') {
            Some(text) => (text, Tz::UTC),
            None => (value, content.parameter("TZID").map_or(Some(zone), zone_named).ok_or("unknown_zone")?),
        };
        let local = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").map_err(|_| "invalid_time")?;
        Ok(Self { local, zone })
    }

    /// In the hour that the night of the change of clocks leaves out, an hour later; in the doubled one the first.
    pub fn utc(self) -> Option<DateTime<Utc>> {
        let at = |local: NaiveDateTime| self.zone.from_local_datetime(&local).earliest();
        let found = at(self.local).or_else(|| at(self.local.checked_add_signed(TimeDelta::hours(1))?));
        found.map(|found| found.to_utc())
    }

    pub fn at(self, local: NaiveDateTime) -> Self {
        Self { local, ..self }
    }
}

/// An event that can be used.
#[derive(Debug)]
pub(super) struct Event {
    pub line: usize,
    pub uid: String,
    pub instance: Option<DateTime<Utc>>,
    called_off: bool,
    starts: Moment,
    /// How long it takes on the wall.
    lasts: TimeDelta,
    rule: Option<Rule>,
    left_out: BTreeSet<DateTime<Utc>>,
    person: Option<String>,
    addresses: Vec<String>,
}

impl Event {
    /// The visits that begin in the window; `moved` are instances with an event of their own. `steps` is what may still be counted.
    pub fn visits(
        &self,
        window: Window,
        moved: &BTreeSet<DateTime<Utc>>,
        steps: &mut u32,
    ) -> Result<Vec<Planned>, &'static str> {
        if self.called_off {
            return Ok(Vec::new());
        }
        let Some(rule) = self.rule.as_ref().filter(|_| self.instance.is_none()) else {
            return Ok(self.visit(self.starts, self.instance, window).into_iter().collect());
        };
        let mut found = Vec::new();
        for day in rule.days(self.starts, window, steps)? {
            let starts = self.starts.at(day.and_time(self.starts.local.time()));
            let Some(at) = starts.utc() else { continue };
            if !self.left_out.contains(&at) && !moved.contains(&at) {
                found.extend(self.visit(starts, Some(at), window));
            }
        }
        Ok(found)
    }

    fn visit(&self, starts: Moment, instance: Option<DateTime<Utc>>, window: Window) -> Option<Planned> {
        let starts_at = starts.utc().filter(|at| window.holds(*at))?;
        let ends_at = starts.at(starts.local.checked_add_signed(self.lasts)?).utc()?;
        // A short visit in the hour that is left out would end before it begins.
        let ends_at = if ends_at > starts_at { ends_at } else { starts_at + self.lasts };
        Some(Planned {
            line: self.line,
            uid: self.uid.clone(),
            instance,
            starts_at,
            ends_at,
            person: self.person.clone(),
            addresses: self.addresses.clone(),
        })
    }
}

/// What is known of an event so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    line: usize,
    uid: Option<String>,
    /// Which one of a repetition, or why that cannot be read.
    instance: Option<Result<DateTime<Utc>, &'static str>>,
    starts: Option<Moment>,
    ends: Option<Moment>,
    lasts: Option<TimeDelta>,
    called_off: bool,
    rule: Option<Rule>,
    left_out: BTreeSet<DateTime<Utc>>,
    /// What `X-VIGIE-PERSON` says, then what stands in a text.
    person: [Option<String>; 2],
    addresses: Vec<String>,
    mistake: Option<&'static str>,
}

impl Draft {
    pub fn at(line: usize) -> Self {
        Self { line, ..Self::default() }
    }

    pub fn take(&mut self, content: &Content<'_>, zone: Tz) {
        let taken = match content.name.as_str() {
            "DTSTART" => Moment::read(content, zone).map(|at| self.starts = Some(at)),
            "DTEND" => Moment::read(content, zone).map(|at| self.ends = Some(at)),
            "DURATION" => {
                duration(content.value, LONGEST).map(|lasts| self.lasts = Some(lasts)).ok_or("invalid_visit_span")
            }
            "RECURRENCE-ID" => {
                self.instance = Some(instance(content, zone));
                Ok(())
            }
            "RRULE" => Rule::read(content.value).map(|rule| self.rule = Some(rule)),
            "RDATE" | "EXRULE" => Err("repeats_otherwise"),
            "EXDATE" => self.leave_out(content, zone),
            _ => {
                self.take_text(content);
                Ok(())
            }
        };
        if let Err(code) = taken {
            self.mistake.get_or_insert(code);
        }
    }

    fn take_text(&mut self, content: &Content<'_>) {
        match content.name.as_str() {
            "UID" => self.uid = Some(content.value.trim().to_owned()),
            "STATUS" => self.called_off = content.value.trim().eq_ignore_ascii_case("CANCELLED"),
            "X-VIGIE-PERSON" => self.person[0] = key(&unescaped(content.value)),
            "SUMMARY" | "LOCATION" | "DESCRIPTION" if self.person[1].is_none() => {
                self.person[1] = marked(&unescaped(content.value));
            }
            "ATTENDEE" if self.addresses.len() < MOST_ADDRESSES => {
                self.addresses.push(content.address().to_lowercase())
            }
            _ => {}
        }
    }

    fn leave_out(&mut self, content: &Content<'_>, zone: Tz) -> Result<(), &'static str> {
        for value in content.value.split(',') {
            let at = Moment::read(&content.with(value), zone)?.utc().ok_or("invalid_time")?;
            self.left_out.insert(at);
        }
        Ok(())
    }

    /// None: the whole repetition, or the visit, was called off and says nothing more.
    pub fn finish(mut self) -> Result<Option<Event>, Mistake> {
        let line = self.line;
        let uid = self.uid.take().filter(|uid| !uid.is_empty()).ok_or(Mistake { line, code: "no_uid", uid: None })?;
        match self.event(uid.clone()) {
            Ok(event) => Ok(event),
            Err(code) => Err(Mistake { line, code, uid: Some(uid) }),
        }
    }

    fn event(self, uid: String) -> Result<Option<Event>, &'static str> {
        let instance = self.instance.transpose()?;
        let (starts, lasts) = match (self.called_off, instance) {
            (true, None) => return Ok(None),
            // Nothing counts but which one it is.
            (true, Some(instance)) => (Moment { local: instance.naive_utc(), zone: Tz::UTC }, LONGEST),
            (false, _) => {
                self.mistake.map_or(Ok(()), Err)?;
                let starts = self.starts.ok_or("no_start")?;
                (starts, self.lasting(starts).ok_or("invalid_visit_span")?)
            }
        };
        let [said, found] = self.person;
        Ok(Some(Event {
            line: self.line,
            uid,
            instance,
            called_off: self.called_off,
            starts,
            lasts,
            rule: self.rule,
            left_out: self.left_out,
            person: said.or(found),
            addresses: self.addresses,
        }))
    }

    fn lasting(&self, starts: Moment) -> Option<TimeDelta> {
        let lasts = match (self.ends, self.lasts) {
            (Some(ends), _) if ends.zone == starts.zone => Some(ends.local - starts.local),
            (Some(ends), _) => ends.utc().zip(starts.utc()).map(|(ends, starts)| ends - starts),
            (None, lasts) => lasts,
        };
        lasts.filter(|lasts| *lasts > TimeDelta::zero() && *lasts <= LONGEST)
    }
}

/// Which one of a repetition an event is about.
fn instance(content: &Content<'_>, zone: Tz) -> Result<DateTime<Utc>, &'static str> {
    // It would move all that follow, too.
    if content.parameter("RANGE").is_some() {
        return Err("repeats_otherwise");
    }
    Moment::read(content, zone)?.utc().ok_or("invalid_time")
}

/// `[ref:P-0042]` anywhere in a text.
fn marked(text: &str) -> Option<String> {
    let start = text.to_ascii_lowercase().find("[ref:")? + "[ref:".len();
    key(text.get(start..)?.split_once(']')?.0)
}

fn key(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_KEY && !text.contains(char::is_control);
    fits.then(|| text.to_owned())
}
