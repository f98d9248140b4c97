//! Cover: whatever is planned, additions only add, removals only take, everything is as before when they are over; and whatever is in a
//! file, reading it ends well.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use vigie_shared::cover::{CoverKind, Member, SectorCover, csv, ics, on_duty};

use crate::history::cases;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn hour(n: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(n)
}

fn desk() -> impl Strategy<Value = Vec<Member>> {
    prop::collection::vec(prop::collection::btree_set(10..13_u128, 0..3), 1..5).prop_map(|sectors| {
        let member = |(user, sectors): (u128, std::collections::BTreeSet<u128>)| Member {
            user: id(user),
            sectors: sectors.into_iter().map(id).collect(),
        };
        (1..).zip(sectors).map(member).collect()
    })
}

fn cover() -> impl Strategy<Value = SectorCover> {
    let kind = prop::sample::select(CoverKind::ALL.to_vec());
    (kind, 1..6_u128, 1..6_u128, prop::option::of(10..13_u128), 0..40_i64, 1..20_i64).prop_map(
        |(kind, absent, cover, sector, from, length)| SectorCover {
            kind,
            absent: Some(id(absent)),
            cover: (kind != CoverKind::Remove).then(|| id(cover)),
            sector: sector.map(id),
            from: hour(from),
            to: hour(from + length),
        },
    )
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn one_more_cover_does_only_what_its_kind_says(
        desk in desk(), covers in prop::collection::vec(cover(), 0..5), more in cover(), at in 0..60_i64, sector in 10..13_u128,
    ) {
        let (at, sector) = (hour(at), id(sector));
        let before = on_duty(&desk, &covers, sector, at);
        let mut all = covers.clone();
        all.push(more);
        let after = on_duty(&desk, &all, sector, at);
        if at < more.from || more.to <= at {
            prop_assert_eq!(&after, &before, "it is not in force");
        }
        for user in before.iter().filter(|user| !after.contains(user)) {
            prop_assert!(more.kind != CoverKind::Add && more.absent == Some(*user));
        }
        for user in after.iter().filter(|user| !before.contains(user)) {
            prop_assert!(more.kind != CoverKind::Remove && more.cover == Some(*user));
        }
        let away = |user: &Uuid| all.iter().any(|cover| {
            let running = cover.from <= at && at < cover.to;
            let here = cover.sector.is_none_or(|named| named == sector);
            running && here && cover.kind != CoverKind::Add && cover.absent == Some(*user)
        });
        prop_assert!(!after.iter().any(away), "who is away has no duty");
    }

    #[test]
    fn any_text_is_read_to_an_end(
        text in "(BEGIN:VCALENDAR\n)?(BEGIN:VEVENT\n|END:VEVENT\n|UID:[a-c]\n|DTSTART[:;][=A-Z0-9:T]{0,18}\n|DURATION:P[0-9]{0,20}[WDT]\n|[ -~é\n\r]{0,12}){0,20}",
    ) {
        for read in [ics::read(&text, chrono_tz::Europe::Paris), csv::read(&text, chrono_tz::Europe::Paris)] {
            prop_assert!(read.absences.iter().all(|absence| absence.from < absence.to && !absence.source.is_empty()));
            let lines = text.lines().count().max(1);
            prop_assert!(read.errors.iter().all(|error| (1..=lines).contains(&error.line)));
        }
    }

    #[test]
    fn a_calendar_reads_back_as_it_was_written(spans in prop::collection::vec((0..100_000_i64, 1..2_000_i64), 0..8)) {
        let mut text = "BEGIN:VCALENDAR\r\n".to_owned();
        for (number, (from, length)) in spans.iter().enumerate() {
            let time = |hours: i64| hour(hours).format("%Y%m%dT%H%M%SZ").to_string();
            let (from, to) = (time(*from), time(from + length));
            text.push_str(&format!("BEGIN:VEVENT\r\nUID:{number}\r\nDTSTART:{from}\r\nDTEND:{to}\r\nEND:VEVENT\r\n"));
        }
        let read = ics::read(&text, chrono_tz::Europe::Paris);
        prop_assert!(read.errors.is_empty());
        let found: Vec<_> = read.absences.iter().map(|absence| (absence.from, absence.to)).collect();
        prop_assert_eq!(found, spans.iter().map(|(from, length)| (hour(*from), hour(from + length))).collect::<Vec<_>>());
    }
}
