//! What is usual for one person on one axis.
//!
//! The unit is the rated day: its mean enters the baseline once it is older than the lag, so that a
//! slide cannot hide itself by moving what it is compared with. The state keeps the person's own
//! running mean and variance; the prior is mixed in on reading, so that what we quote as usual is
//! what was really noted. The baseline is never frozen: it keeps moving while an alert is open.

use serde::{Deserialize, Serialize};

/// Parameters of the baseline; part of the rule set.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineParams {
    /// A rated day enters when it is more than this many days old.
    pub lag_days: u8,
    /// Mean of people in general.
    pub prior_mean: f64,
    /// Standard deviation of people in general.
    pub prior_sd: f64,
    /// How many rated days people in general weigh.
    pub prior_weight: f64,
    /// The person's own days weigh at most this much: older ones fade.
    pub cap_days: u16,
    /// Relative rules wait for this many rated days on the axis.
    pub min_rated_days: u16,
    /// People repeat the same score on two thirds of the days; a smaller spread is an accident.
    pub sd_floor: f64,
}

impl Default for BaselineParams {
    fn default() -> Self {
        Self {
            lag_days: 14,
            prior_mean: 3.9,
            prior_sd: 0.45,
            prior_weight: 6.0,
            cap_days: 60,
            min_rated_days: 7,
            sd_floor: 0.6,
        }
    }
}

/// Longest lag the state's ring of days can hold.
pub const MAX_LAG_DAYS: u8 = 15;

/// Running mean and variance of the day means, with a capped weight.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Baseline {
    pub(super) mean: f64,
    pub(super) variance: f64,
    pub(super) weight: u16,
}

impl Baseline {
    /// Adds the mean of one rated day. Plain arithmetic in a fixed order: the same bits everywhere.
    pub fn add(&mut self, day_mean: f64, cap_days: u16) {
        self.weight = self.weight.saturating_add(1).min(cap_days.max(1));
        let weight = f64::from(self.weight);
        let before = day_mean - self.mean;
        self.mean += before / weight;
        let after = day_mean - self.mean;
        self.variance += (before * after - self.variance) / weight;
    }

    /// Begins anew with some days. Somebody who knows the person said that this is usual now, so few
    /// days weigh as much as many.
    pub(super) fn settle_on(&mut self, days: impl Iterator<Item = f64>, params: &BaselineParams) {
        let mut anew = Self::default();
        days.for_each(|mean| anew.add(mean, params.cap_days));
        if anew.weight > 0 {
            *self = Self { weight: params.cap_days, ..anew };
        }
    }

    /// The mean of the person's own rated days, once there is one.
    #[must_use]
    pub fn own_mean(&self) -> Option<f64> {
        (self.weight > 0).then_some(self.mean)
    }

    /// What rules compare with: the own mean, drawn towards people in general while little is known.
    #[must_use]
    pub fn mean(&self, params: &BaselineParams) -> f64 {
        let own = f64::from(self.weight);
        (params.prior_weight * params.prior_mean + own * self.mean) / (params.prior_weight + own)
    }

    /// The spread of this person's days, with the same mixing and the floor.
    #[must_use]
    pub fn sd(&self, params: &BaselineParams) -> f64 {
        let own = f64::from(self.weight);
        let prior = params.prior_sd * params.prior_sd;
        let variance = (params.prior_weight * prior + own * self.variance) / (params.prior_weight + own);
        variance.sqrt().max(params.sd_floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    fn params() -> BaselineParams {
        RuleSet::default_set().baseline
    }

    #[test]
    fn nothing_known_reads_as_people_in_general() {
        let empty = Baseline::default();
        assert_eq!(empty.own_mean(), None);
        assert!((empty.mean(&params()) - 3.9).abs() < 1e-12);
        assert!((empty.sd(&params()) - 0.6).abs() < 1e-12, "the floor");
    }

    #[test]
    fn the_own_mean_is_the_plain_mean_until_the_cap() {
        let mut baseline = Baseline::default();
        for day in 0..60 {
            baseline.add(f64::from(day % 5) + 1.0, 60);
        }
        assert!((baseline.mean - 3.0).abs() < 1e-12);
        assert!((baseline.variance - 2.0).abs() < 1e-9);
    }

    #[test]
    fn beyond_the_cap_old_days_fade_and_it_never_freezes() {
        let mut baseline = Baseline::default();
        for _ in 0..400 {
            baseline.add(4.0, 60);
        }
        for _ in 0..60 {
            baseline.add(2.0, 60);
        }
        assert!(baseline.mean < 2.8, "{}", baseline.mean);
        assert_eq!(baseline.weight, 60);
    }
}
