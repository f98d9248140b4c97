//! Planned visits from an iCalendar feed (RFC 5545), such as planning software and shared agendas offer.
//!
//! Read is what a visit needs: `UID`, `RECURRENCE-ID`, `DTSTART`, `DTEND` or `DURATION`, `STATUS`, whose visit it is, and by whom. Who is
//! visited stands as the planning software's own key in the property `X-VIGIE-PERSON`, or as `[ref:P-0042]` anywhere in the title, the
//! place or the description. Times are local ones of the federation, of a named zone, or UTC. A repetition is written out within the
//! span that is asked for ([`repeat`] says which ones are understood); what cannot be used is named by its line.

mod event;
mod repeat;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use self::event::Event;
use crate::ics::{Content, unfolded};

/// Nobody stays longer in one go.
pub const LONGEST: TimeDelta = TimeDelta::hours(24);
/// Visits of a fortnight in one feed: more than a sector has.
pub const MOST: usize = 20_000;

/// A visit that a feed plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Where its event begins, from 1.
    pub line: usize,
    pub uid: String,
    /// Which one of a repetition, at most one a day: when it would begin if nobody had moved it.
    pub instance: Option<DateTime<Utc>>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// The planning software's key of whom it is for.
    pub person: Option<String>,
    /// The addresses of those who take part, in small letters.
    pub addresses: Vec<String>,
}

/// An event that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    pub line: usize,
    /// A code of the message files, below `calendar.`.
    pub code: &'static str,
    /// Whose visits are therefore left as they are.
    pub uid: Option<String>,
}

/// What a feed says.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// By line, then by time.
    pub planned: Vec<Planned>,
    pub mistakes: Vec<Mistake>,
}

/// A feed that is none, or was cut off: nothing of it may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoCalendar {
    /// It does not begin as one.
    Other,
    /// It does not end as one.
    CutOff,
    /// More visits than a feed has.
    TooMany,
}

/// A stretch of time: from, included, to, excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Window {
    fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }
}

/// Reads a feed: the visits that begin in the window. `zone` is that of times without one.
pub fn read(text: &str, zone: Tz, window: Window) -> Result<Read, NoCalendar> {
    let (events, mut mistakes) = events(text, zone)?;
    let (moved, none) = (moved(&events), BTreeSet::new());
    let mut planned = Vec::new();
    let mut steps = repeat::MOST_STEPS;
    for event in &events {
        match event.visits(window, moved.get(event.uid.as_str()).unwrap_or(&none), &mut steps) {
            Ok(visits) => planned.extend(visits),
            Err(code) => mistakes.push(Mistake { line: event.line, code, uid: Some(event.uid.clone()) }),
        }
        if planned.len() > MOST {
            return Err(NoCalendar::TooMany);
        }
    }
    mistakes.sort_by_key(|mistake| mistake.line);
    Ok(Read { planned, mistakes })
}

/// Of each repetition the instances that have an event of their own.
fn moved(events: &[Event]) -> BTreeMap<&str, BTreeSet<DateTime<Utc>>> {
    let mut moved: BTreeMap<&str, BTreeSet<DateTime<Utc>>> = BTreeMap::new();
    for event in events {
        if let Some(instance) = event.instance {
            moved.entry(event.uid.as_str()).or_default().insert(instance);
        }
    }
    moved
}

/// The events of a calendar that could be read, and what is wrong with the others.
fn events(text: &str, zone: Tz) -> Result<(Vec<Event>, Vec<Mistake>), NoCalendar> {
    let lines = unfolded(text);
    let mut said = lines.iter().map(|(_, line)| line.trim()).filter(|line| !line.is_empty());
    let (first, last) = (said.next().unwrap_or_default(), said.next_back().unwrap_or_default());
    if !first.eq_ignore_ascii_case("BEGIN:VCALENDAR") {
        return Err(NoCalendar::Other);
    }
    if !last.eq_ignore_ascii_case("END:VCALENDAR") {
        return Err(NoCalendar::CutOff);
    }
    let (mut events, mut mistakes) = (Vec::new(), Vec::new());
    let mut open: Option<event::Draft> = None;
    // Alarms and the like inside an event say nothing of it.
    let mut depth = 0_usize;
    for (number, line) in &lines {
        let Some(content) = Content::read(line) else { continue };
        match (content.name.as_str(), content.value.trim().to_ascii_uppercase().as_str()) {
            // An event in another one, or one that ends before its alarm does: pieces are missing.
            ("BEGIN", "VEVENT") if open.is_some() => return Err(NoCalendar::CutOff),
            ("END", "VEVENT") if depth > 0 => return Err(NoCalendar::CutOff),
            ("BEGIN", "VEVENT") => open = Some(event::Draft::at(*number)),
            ("BEGIN", _) if open.is_some() => depth += 1,
            ("END", "VEVENT") => match open.take().map(event::Draft::finish) {
                Some(Ok(event)) => events.extend(event),
                Some(Err(mistake)) => mistakes.push(mistake),
                None => {}
            },
            ("END", _) => depth = depth.saturating_sub(1),
            _ if depth == 0 => {
                if let Some(draft) = open.as_mut() {
                    draft.take(&content, zone);
                }
            }
            _ => {}
        }
    }
    if open.is_some() { Err(NoCalendar::CutOff) } else { Ok((events, mistakes)) }
}

#[cfg(test)]
mod tests;
