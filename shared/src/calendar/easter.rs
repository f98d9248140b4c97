//! Easter Sunday, on which a third of the French holidays hang.

use chrono::NaiveDate;

/// Easter Sunday of a year in the Gregorian calendar.
///
/// The "anonymous Gregorian" computus, printed in *Nature*, 20 April 1876, and in Meeus, *Astronomical Algorithms*, chapter 8:
/// valid for every Gregorian year. None outside chrono's years.
#[must_use]
pub fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, of_century) = (year.div_euclid(100), year.rem_euclid(100));
    // Leap years left out at the turns of centuries, and the moon's own correction.
    let (skipped, of_skipped) = (century.div_euclid(4), century.rem_euclid(4));
    let moon = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let full_moon = (19 * golden + century - skipped - moon + 15).rem_euclid(30);
    let (leaps, of_leap) = (of_century.div_euclid(4), of_century.rem_euclid(4));
    let to_sunday = (32 + 2 * of_skipped + 2 * leaps - full_moon - of_leap).rem_euclid(7);
    // A full moon late in April is brought a week back.
    let back = (golden + 11 * full_moon + 22 * to_sunday).div_euclid(451);
    let days = full_moon + to_sunday - 7 * back + 114;
    NaiveDate::from_ymd_opt(
        year,
        u32::try_from(days.div_euclid(31)).ok()?,
        u32::try_from(days.rem_euclid(31) + 1).ok()?,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Datelike as _, Weekday};

    #[test]
    fn known_easters_come_out() {
        for (year, month, day) in [
            (1954, 4, 18),
            (1981, 4, 19),
            (2000, 4, 23),
            (2008, 3, 23),
            (2011, 4, 24),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2038, 4, 25),
            (2285, 3, 22),
        ] {
            assert_eq!(easter_sunday(year), NaiveDate::from_ymd_opt(year, month, day), "{year}");
        }
    }

    #[test]
    fn easter_is_a_sunday_between_22_march_and_25_april() {
        for year in 1583..4000 {
            let easter = easter_sunday(year).expect("a date");
            assert_eq!(easter.weekday(), Weekday::Sun, "{year}");
            assert!(((3, 22)..=(4, 25)).contains(&(easter.month(), easter.day())), "{easter}");
        }
    }
}
