//! Cover: who stands in for whom while somebody is away, and who is then on duty.
//!
//! * here: the words, and duty as a function of the desk, the covers and a moment.
//! * [`ics`], [`csv`]: absences as calendars and spreadsheets write them. To read another format: a file that gives [`Absence`]s.

pub mod csv;
pub mod ics;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::calendar::Calendar;
use crate::word::word_enum;

word_enum! {
    /// What a cover does.
    pub enum CoverKind {
        /// The absent one keeps sight and has no duty; the other gets both.
        Replace = "replace",
        /// Somebody more gets sight and duty.
        Add = "add",
        /// The absent one has no duty, and nobody stands in.
        Remove = "remove",
    }
}

word_enum! {
    /// How a cover came about.
    pub enum CoverOrigin {
        /// By those it concerns.
        Declared = "declared",
        /// Read from a calendar.
        Imported = "imported",
        /// A colleague took over at once.
        TakenOver = "taken_over",
        /// By an administrator.
        Imposed = "imposed",
    }
}

word_enum! {
    /// Where a cover stands in time.
    pub enum CoverState {
        /// Not begun.
        Future = "future",
        /// In force.
        Running = "running",
        /// Over, by itself or by hand.
        Ended = "ended",
    }
}

/// Where a cover stands at a moment.
#[must_use]
pub fn state_at(from: DateTime<Utc>, to: DateTime<Utc>, ended: bool, now: DateTime<Utc>) -> CoverState {
    if ended || to <= now {
        CoverState::Ended
    } else if from <= now {
        CoverState::Running
    } else {
        CoverState::Future
    }
}

/// Somebody of the desk and where they work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: Uuid,
    /// Their sectors.
    pub sectors: Vec<Uuid>,
}

/// A cover of a sector, or of everything of the absent one. Those of a single person change nobody's duty for a sector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectorCover {
    /// What it does.
    pub kind: CoverKind,
    /// Who is away.
    pub absent: Option<Uuid>,
    /// Who stands in.
    pub cover: Option<Uuid>,
    /// None: all sectors of the absent one.
    pub sector: Option<Uuid>,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it has ended.
    pub to: DateTime<Utc>,
}

/// Who is on duty for a sector at a moment, in the order of the desk.
#[must_use]
pub fn on_duty(desk: &[Member], covers: &[SectorCover], sector: Uuid, at: DateTime<Utc>) -> Vec<Uuid> {
    let running = || covers.iter().filter(|cover| cover.from <= at && at < cover.to);
    let works_in =
        |user: Option<Uuid>| desk.iter().any(|member| Some(member.user) == user && member.sectors.contains(&sector));
    let gives = |cover: &SectorCover| match cover.sector {
        Some(named) => named == sector,
        None => works_in(cover.absent),
    };
    let takes = |cover: &SectorCover| cover.sector.is_none_or(|named| named == sector);
    let has_duty = |member: &&Member| {
        let user = Some(member.user);
        let own = member.sectors.contains(&sector);
        let lent = running().any(|cover| cover.kind != CoverKind::Remove && cover.cover == user && gives(cover));
        let away = running().any(|cover| cover.kind != CoverKind::Add && cover.absent == user && takes(cover));
        (own || lent) && !away
    };
    desk.iter().filter(has_duty).map(|member| member.user).collect()
}

/// Who has duty for a sector during a day's working hours, and whether at any working moment nobody has. None on days off.
#[must_use]
pub fn duty_of_day(
    desk: &[Member],
    covers: &[SectorCover],
    sector: Uuid,
    calendar: &Calendar,
    day: NaiveDate,
) -> Option<(Vec<Uuid>, bool)> {
    let (opens, closes) = (calendar.opening(day)?, calendar.closing(day)?);
    // Duty changes only where a cover begins or ends, and where the office opens.
    let mut moments: Vec<DateTime<Utc>> = calendar.openings(day);
    let edges = covers.iter().flat_map(|cover| [cover.from, cover.to]);
    moments.extend(edges.filter(|at| opens < *at && *at < closes && calendar.is_open(*at)));
    let mut there: Vec<Uuid> = Vec::new();
    let mut gap = false;
    for at in moments {
        let now = on_duty(desk, covers, sector, at);
        gap |= now.is_empty();
        there.extend(now);
    }
    there.sort_unstable();
    there.dedup();
    Some((there, gap))
}

/// An absence as a file tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// What it is known by in the file, so that reading it twice makes one.
    pub source: String,
    /// Whose, where the file says so: a name, a login or a reference.
    pub who: Option<String>,
    /// When it begins.
    pub from: DateTime<Utc>,
    /// When it has ended.
    pub to: DateTime<Utc>,
    /// What is written beside it.
    pub summary: String,
    /// Where it stands in the file, from 1.
    pub line: usize,
}

/// A line of a file that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileError {
    /// From 1.
    pub line: usize,
    /// Stable; its words are in the message files under `absence_file.`.
    pub code: &'static str,
}

/// What a file held: what can be used and what cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// In the order of the file.
    pub absences: Vec<Absence>,
    /// In the order of the file.
    pub errors: Vec<FileError>,
}

/// Absences beyond this in one file are a mistake.
pub const MOST_ABSENCES: usize = 500;
/// Nobody is away for longer in one go.
pub const LONGEST: TimeDelta = TimeDelta::days(400);

/// The first moment of a day; where clocks go forward at midnight, the first there is.
fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let local = |hour| zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest();
    local(0).or_else(|| local(1)).map(|local| local.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::WorkingTime;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn desk() -> Vec<Member> {
        vec![
            Member { user: id(1), sectors: vec![id(10)] },
            Member { user: id(2), sectors: vec![id(10), id(11)] },
            Member { user: id(3), sectors: vec![id(12)] },
        ]
    }

    fn cover(kind: CoverKind, absent: u128, cover: Option<u128>, sector: Option<u128>) -> SectorCover {
        let (from, to) = (at("2026-03-02T11:00:00Z"), at("2026-03-03T11:00:00Z"));
        SectorCover { kind, absent: Some(id(absent)), cover: cover.map(id), sector: sector.map(id), from, to }
    }

    #[test]
    fn a_replacement_moves_duty_an_addition_adds_it_a_removal_takes_it() {
        let during = at("2026-03-02T12:00:00Z");
        for (one, sector, expected) in [
            (cover(CoverKind::Replace, 2, Some(3), None), 11, &[3][..]),
            (cover(CoverKind::Replace, 2, Some(3), Some(11)), 10, &[1, 2]),
            (cover(CoverKind::Replace, 1, Some(3), None), 11, &[2]),
            (cover(CoverKind::Add, 2, Some(3), None), 11, &[2, 3]),
            (cover(CoverKind::Remove, 2, None, None), 11, &[]),
            (cover(CoverKind::Remove, 2, None, None), 10, &[1]),
        ] {
            let found = on_duty(&desk(), &[one], id(sector), during);
            assert_eq!(found, expected.iter().map(|n| id(*n)).collect::<Vec<_>>(), "{one:?} {sector}");
            let before = on_duty(&desk(), &[one], id(sector), one.from - TimeDelta::seconds(1));
            assert_eq!(before, on_duty(&desk(), &[], id(sector), during));
            assert_eq!(on_duty(&desk(), &[one], id(sector), one.to), before);
        }
    }

    #[test]
    fn whoever_stands_in_and_is_away_does_not_stand_in() {
        let covers = [cover(CoverKind::Replace, 2, Some(3), None), cover(CoverKind::Remove, 3, None, None)];
        assert!(on_duty(&desk(), &covers, id(11), at("2026-03-02T12:00:00Z")).is_empty());
    }

    #[test]
    fn a_gap_of_an_hour_is_a_gap_of_the_day() {
        let calendar = Calendar::new(WorkingTime::default(), chrono_tz::Europe::Paris);
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let mut away = cover(CoverKind::Remove, 3, None, None);
        (away.from, away.to) = (at("2026-03-02T15:30:00Z"), at("2026-03-03T11:30:00Z"));
        let of = |text: &str| duty_of_day(&desk(), &[away], id(12), &calendar, day(text));
        assert_eq!(of("2026-03-02"), Some((vec![id(3)], true)));
        assert_eq!(of("2026-03-03"), Some((vec![id(3)], true)));
        assert_eq!(of("2026-03-04"), Some((vec![id(3)], false)));
        assert_eq!(of("2026-03-07"), None, "nobody works on a Saturday");
        // Lunch needs nobody.
        (away.from, away.to) = (at("2026-03-02T11:30:00Z"), at("2026-03-02T12:30:00Z"));
        assert_eq!(duty_of_day(&desk(), &[away], id(12), &calendar, day("2026-03-02")), Some((vec![id(3)], false)));
    }

    #[test]
    fn a_cover_is_ahead_then_in_force_then_over() {
        let (from, to) = (at("2026-03-02T11:00:00Z"), at("2026-03-03T11:00:00Z"));
        let second = TimeDelta::seconds(1);
        assert_eq!(state_at(from, to, false, from - second), CoverState::Future);
        assert_eq!(state_at(from, to, false, from), CoverState::Running);
        assert_eq!(state_at(from, to, false, to), CoverState::Ended);
        assert_eq!(state_at(from, to, true, from), CoverState::Ended);
    }
}
