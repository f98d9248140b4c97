//! The public holidays of France, computed.
//!
//! Sources: Code du travail, L3133-1 (the eleven national ones), L3134-13 (Alsace and Moselle: Good Friday and 26 December),
//! L3422-2 and the decree 83-1003 (commemoration of the abolition of slavery overseas); for New Caledonia the feast of citizenship
//! (24 September), for French Polynesia its own Code du travail: 5 March, Good Friday, and since the law voted in May 2025 Matari'i
//! (20 November) in the place of 29 June. Days that are kept by custom only (Mardi gras, Mi-Carême, 2 November, 21 July ...) are not in
//! here: a federation lists those as days off.
//!
//! To add a region: a variant, and what it has besides the national holidays in [`HolidayRegion::own`].

use chrono::{Datelike as _, Days, NaiveDate};

use super::easter::easter_sunday;
use crate::word::word_enum;

word_enum! {
    /// Whose public holidays a federation keeps.
    #[derive(Default)]
    pub enum HolidayRegion {
        /// Mainland France.
        #[default]
        Metropole = "metropole",
        /// Bas-Rhin, Haut-Rhin, Moselle.
        AlsaceMoselle = "alsace_moselle",
        /// Guadeloupe.
        Guadeloupe = "guadeloupe",
        /// Martinique.
        Martinique = "martinique",
        /// French Guiana.
        Guyane = "guyane",
        /// Réunion.
        Reunion = "reunion",
        /// Mayotte.
        Mayotte = "mayotte",
        /// Saint-Pierre-et-Miquelon.
        SaintPierreEtMiquelon = "saint_pierre_et_miquelon",
        /// New Caledonia.
        NouvelleCaledonie = "nouvelle_caledonie",
        /// French Polynesia.
        Polynesie = "polynesie",
    }
}

/// Holidays with a date of their own, as month and day.
const NATIONAL: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
/// Days after Easter Sunday: Easter Monday, Ascension, Whit Monday.
const AFTER_EASTER: [u64; 3] = [1, 39, 50];
/// From this year on French Polynesia keeps Matari'i instead of 29 June.
const MATARII_FROM: i32 = 2025;

impl HolidayRegion {
    /// Whether a day is a public holiday here.
    #[must_use]
    pub fn is_holiday(self, day: NaiveDate) -> bool {
        let date = (day.month(), day.day());
        if NATIONAL.contains(&date) || self.own(day.year()).contains(&date) {
            return true;
        }
        let Some(easter) = easter_sunday(day.year()) else { return false };
        let after = AFTER_EASTER.iter().any(|days| easter.checked_add_days(Days::new(*days)) == Some(day));
        after || (self.keeps_good_friday() && easter.checked_sub_days(Days::new(2)) == Some(day))
    }

    /// The holidays of a year, in order.
    #[must_use]
    pub fn of_year(self, year: i32) -> Vec<NaiveDate> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        first.iter_days().take_while(|day| day.year() == year).filter(|day| self.is_holiday(*day)).collect()
    }

    /// What is kept here and not in the whole country, with a date of its own.
    const fn own(self, year: i32) -> &'static [(u32, u32)] {
        match self {
            Self::Metropole | Self::SaintPierreEtMiquelon => &[],
            Self::AlsaceMoselle => &[(12, 26)],
            Self::Guadeloupe => &[(5, 27)],
            Self::Martinique => &[(5, 22)],
            Self::Guyane => &[(6, 10)],
            Self::Reunion => &[(12, 20)],
            Self::Mayotte => &[(4, 27)],
            Self::NouvelleCaledonie => &[(9, 24)],
            Self::Polynesie if year < MATARII_FROM => &[(3, 5), (6, 29)],
            Self::Polynesie => &[(3, 5), (11, 20)],
        }
    }

    const fn keeps_good_friday(self) -> bool {
        matches!(self, Self::AlsaceMoselle | Self::Polynesie)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(region: HolidayRegion, year: i32) -> Vec<String> {
        region.of_year(year).iter().map(|day| day.format("%m-%d").to_string()).collect()
    }

    #[test]
    fn mainland_france_has_eleven_holidays() {
        let of_2026 =
            ["01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"];
        assert_eq!(days(HolidayRegion::Metropole, 2026), of_2026);
        assert_eq!(days(HolidayRegion::SaintPierreEtMiquelon, 2026), of_2026);
        // In 2008 Ascension fell on the first of May, so there were ten.
        assert_eq!(days(HolidayRegion::Metropole, 2008).len(), 10);
    }

    #[test]
    fn each_other_region_has_its_own_besides() {
        for (region, own) in [
            (HolidayRegion::AlsaceMoselle, &["04-03", "12-26"][..]),
            (HolidayRegion::Guadeloupe, &["05-27"]),
            (HolidayRegion::Martinique, &["05-22"]),
            (HolidayRegion::Guyane, &["06-10"]),
            (HolidayRegion::Reunion, &["12-20"]),
            (HolidayRegion::Mayotte, &["04-27"]),
            (HolidayRegion::NouvelleCaledonie, &["09-24"]),
            (HolidayRegion::Polynesie, &["03-05", "04-03", "11-20"]),
        ] {
            let national = days(HolidayRegion::Metropole, 2026);
            let mut more = days(region, 2026);
            more.retain(|day| !national.contains(day));
            assert_eq!(more, own, "{region}");
        }
        assert!(days(HolidayRegion::Polynesie, 2024).contains(&"06-29".to_owned()));
    }
}
