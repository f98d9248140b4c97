//! The lagged baseline against a slow twin that reads the whole history each time.

use std::collections::BTreeMap;

use proptest::prelude::*;
use vigie_shared::rating::Axis;
use vigie_shared::rules::baseline::Baseline;
use vigie_shared::rules::{Engine, RatingEvent};

use crate::history::{cases, engines, fold, history};

/// Day means older than the lag, oldest first, as a plain reading of the rule says.
fn usual(engine: &Engine, events: &[RatingEvent], axis: Axis) -> Option<f64> {
    let params = engine.rule_set().baseline;
    let mut days: BTreeMap<i32, (u32, u32)> = BTreeMap::new();
    for event in events {
        if let Some(score) = event.scores.get(axis) {
            let day = days.entry(engine.day_number(event.at)).or_default();
            day.0 += u32::from(score.get());
            day.1 += 1;
        }
    }
    let today = engine.day_number(events.last()?.at);
    let mut baseline = Baseline::default();
    for (_, (sum, count)) in days.range(..today - i32::from(params.lag_days)) {
        baseline.add(f64::from(*sum) / f64::from(*count), params.cap_days);
    }
    if days.len() < 7 { None } else { baseline.own_mean() }
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn usual_is_the_mean_of_the_days_older_than_the_lag(engine in engines(), events in history(160)) {
        let (state, _) = fold(&engine, &events);
        for &axis in Axis::ALL {
            prop_assert_eq!(state.usual(axis).map(f64::to_bits), usual(&engine, &events, axis).map(f64::to_bits));
        }
    }
}
