//! The arithmetic of the control charts, each formula once: the rules use it, and the tests hold it
//! against the published run lengths.
//!
//! Sources: exponentially weighted mean, Lucas & Saccucci, Technometrics 32 (1990); cumulative sum,
//! Lucas & Crosier, Technometrics 24 (1982).

/// One step of an exponentially weighted mean: `(1 − λ) z + λ x`.
#[must_use]
pub fn ewma(before: f64, value: f64, lambda: f64) -> f64 {
    (1.0 - lambda) * before + lambda * value
}

/// How far an exponentially weighted mean may stray: `L · sd · sqrt(variance)`.
///
/// `filled` is the sum of the weights given so far: 0 for a new chart, 1 for one that has run for
/// ever ([`ewma`] of ones). The variance `λ/(2 − λ) · (1 − (1 − λ)^2n)` of n independent values is
/// written with it, since `(1 − λ)^n = 1 − filled`.
#[must_use]
pub fn ewma_limit(width: f64, sd: f64, lambda: f64, filled: f64) -> f64 {
    let variance = lambda / (2.0 - lambda) * (filled * (2.0 - filled));
    width * sd * variance.sqrt()
}

/// One step of a lower cumulative sum: `max(0, S + target − x − k)`. It grows while values lie more
/// than the slack `k` under the target.
#[must_use]
pub fn cusum_lower(before: f64, value: f64, target: f64, slack: f64) -> f64 {
    let sum = before + (target - value) - slack;
    if sum > 0.0 { sum } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_grows_with_the_chart_as_the_variance_recursion_says() {
        let (lambda, mut filled, mut variance) = (0.2_f64, 0.0, 0.0);
        for _ in 0..60 {
            filled = ewma(filled, 1.0, lambda);
            variance = (1.0 - lambda) * (1.0 - lambda) * variance + lambda * lambda;
            assert!((ewma_limit(3.5, 0.6, lambda, filled) - 3.5 * 0.6 * variance.sqrt()).abs() < 1e-12);
        }
        assert!((variance - lambda / (2.0 - lambda)).abs() < 1e-9, "the fixed limit in the end");
    }

    #[test]
    fn the_sum_never_falls_under_nothing() {
        assert_eq!(cusum_lower(0.5, 5.0, 4.0, 0.5).to_bits(), 0.0_f64.to_bits());
        assert!((cusum_lower(0.5, 3.0, 4.0, 0.5) - 1.0).abs() < 1e-12);
    }
}
