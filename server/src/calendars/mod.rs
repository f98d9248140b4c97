//! Planned visits from calendars of other software, read on a schedule.
//!
//! The job `calendar_import` asks, in its transaction; [`round`] does what was asked: [`fetch`] gets the feed with no transaction open,
//! `vigie_shared::planned` reads it, [`compare`] makes an import's plan of it, and the writing is that of any other import, so it can be
//! seen in the history and taken back. An event is known again by its `UID` (and `RECURRENCE-ID`): moved, the visit moves; called off or
//! gone, a visit that is to come and that nobody rated is called off. What cannot be matched is listed by its line.

pub mod compare;
pub mod endpoints;
pub mod fetch;
pub mod round;

use chrono::{DateTime, Days, Utc};
use vigie_shared::lang::Lang;
use vigie_shared::messages;
use vigie_shared::planned::{self, NoCalendar, Read, Window};

use self::fetch::{Client, Fetched, PATIENCE};
use crate::app::App;
use crate::imports::Place;
use crate::push::endpoint::Origins;
use crate::push::guard::GuardedResolver;
use crate::store::calendars::Calendar;
use crate::visits::start_of;

/// How far ahead visits are planned.
const AHEAD: Days = Days::new(14);

/// Why a calendar could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The address is not, or no longer, one that is called.
    Address,
    NoAnswer,
    /// An answer that is none: a redirect, an error.
    Status(u16),
    TooLarge,
    NoCalendar,
    CutOff,
    TooMany,
    /// On our side.
    Internal,
}

impl Failure {
    /// As it is kept: a code, for an answer with its number.
    pub fn code(&self) -> String {
        match self {
            Self::Address => "address".to_owned(),
            Self::NoAnswer => "no_answer".to_owned(),
            Self::Status(status) => format!("status_{status}"),
            Self::TooLarge => "too_large".to_owned(),
            Self::NoCalendar => "no_calendar".to_owned(),
            Self::CutOff => "cut_off".to_owned(),
            Self::TooMany => "too_many".to_owned(),
            Self::Internal => "internal".to_owned(),
        }
    }
}

/// A code in words.
pub fn in_words(code: &str, lang: Lang) -> String {
    let said = |code: &str| messages::known(lang, &format!("calendar.{code}"));
    match code.strip_prefix("status_") {
        Some(status) => format!("{} ({status})", said("status").unwrap_or(code)),
        None => said(code).unwrap_or(code).to_owned(),
    }
}

/// What an answer says of the fortnight; none: the same as before.
#[derive(Debug)]
pub struct Answer {
    pub read: Read,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// Gets and reads a calendar. Conditions are sent only where the same answer would mean the same visits.
pub async fn read(app: &App, calendar: &Calendar, place: &Place, anew: bool) -> Result<Option<Answer>, Failure> {
    let window = window(place).ok_or(Failure::Internal)?;
    let same_day = |at: &DateTime<Utc>| *at >= window.from;
    let is_known = !anew && calendar.problems.is_empty() && calendar.succeeded_at.as_ref().is_some_and(same_day);
    let known = if is_known { (calendar.etag.as_deref(), calendar.last_modified.as_deref()) } else { (None, None) };
    let Fetched::Body { text, etag, last_modified } =
        app.calendars.get(&calendar.url, app.webhooks.origins(), known).await?
    else {
        return Ok(None);
    };
    let zone = place.zone;
    // A large feed takes a core for a moment.
    let read = tokio::task::spawn_blocking(move || planned::read(&text, zone, window)).await;
    match read.map_err(|_| Failure::Internal)? {
        Ok(read) => Ok(Some(Answer { read, etag, last_modified })),
        Err(NoCalendar::Other) => Err(Failure::NoCalendar),
        Err(NoCalendar::CutOff) => Err(Failure::CutOff),
        Err(NoCalendar::TooMany) => Err(Failure::TooMany),
    }
}

/// From the beginning of the federation's day on.
fn window(place: &Place) -> Option<Window> {
    let today = place.now.with_timezone(&place.zone).date_naive();
    let from = start_of(today, place.zone)?;
    let to = start_of(today.checked_add_days(AHEAD)?, place.zone)?;
    Some(Window { from, to })
}

/// The clients, made once.
#[derive(Debug, Clone)]
pub struct Calendars(Client);

impl Calendars {
    pub fn open() -> Result<Self, reqwest::Error> {
        Ok(Self(Client::new(PATIENCE, GuardedResolver::system())?))
    }

    async fn get(&self, url: &str, origins: &Origins, known: (Option<&str>, Option<&str>)) -> Result<Fetched, Failure> {
        self.0.get(url, origins, known).await
    }
}
