//! The facts behind a chart: the mean of the last ratings that tell it best, against usual.

use super::super::evidence::{Evidence, hundredths};
use super::super::state::{RECENT_DAYS, RatedDay, date_of};
use super::Look;
use crate::rating::Axis;

/// The mean of the last ratings of an axis. Of the last two to eight rated days those are quoted
/// that lie furthest under usual for their number, so that two very bad days are not watered down by
/// the good ones before them, nor a long slide told by its last two days.
pub(super) fn under_usual_of_late(look: &Look<'_>, axis: Axis) -> Evidence {
    let usual = look.usual[axis.index()];
    let (mut sum, mut count) = (0_u32, 0_u32);
    let mut told = (f64::NEG_INFINITY, 0.0, 0, look.day);
    let latest: Vec<&RatedDay> = look.state.rated_lately(axis).iter().rev().take(RECENT_DAYS).collect();
    for (place, day) in latest.iter().enumerate() {
        sum += u32::from(day.cell.sum);
        count += u32::from(day.cell.count);
        let mean = f64::from(sum) / f64::from(count.max(1));
        let weight = (usual.unwrap_or(mean) - mean) * f64::from(count).sqrt();
        if weight > told.0 && (place > 0 || latest.len() == 1) {
            told = (weight, mean, count, day.day);
        }
    }
    let (_, mean, ratings, first) = told;
    Evidence::UnderUsual {
        axis,
        mean: hundredths(mean),
        ratings,
        from: date_of(first),
        to: date_of(look.day),
        usual: look.quoted_usual(axis),
    }
}
