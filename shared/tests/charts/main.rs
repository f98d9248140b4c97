//! The engine's own chart arithmetic against the published average run lengths (Monte Carlo), and
//! against exact values on a lattice of scores (Markov chain).

use std::collections::BTreeMap;

use vigie_shared::rules::chart::{cusum_lower, ewma, ewma_limit};

/// So many runs leave an error of about 0.7 %.
const RUNS: u32 = 20_000;
const TOLERANCE: f64 = 0.03;

/// Normal values: SplitMix64, then Box–Muller.
struct Normal {
    state: u64,
    spare: Option<f64>,
}

impl Normal {
    fn uniform(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn next(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        let (sin, cos) = (std::f64::consts::TAU * self.uniform()).sin_cos();
        self.spare = Some(radius * sin);
        radius * cos
    }
}

/// Mean number of values until the chart signals, for a shift of so many standard deviations.
fn run_length(shift: f64, mut signals: impl FnMut(u64, f64) -> bool) -> f64 {
    let mut normal = Normal { state: 42, spare: None };
    let mut total = 0_u64;
    for _ in 0..RUNS {
        let mut place = 0;
        loop {
            let value = normal.next() + shift;
            if signals(place, value) {
                break;
            }
            place += 1;
        }
        total += place + 1;
    }
    total as f64 / f64::from(RUNS)
}

/// Two-sided, from 0, with the fixed limits of a chart that has run for ever.
fn ewma_run_length(lambda: f64, width: f64, shift: f64) -> f64 {
    let limit = ewma_limit(width, 1.0, lambda, 1.0);
    let mut z = 0.0;
    run_length(shift, |place, value| {
        z = ewma(if place == 0 { 0.0 } else { z }, value, lambda);
        z.abs() >= limit
    })
}

/// Two-sided: a lower sum of the values and one of their negatives.
fn cusum_run_length(slack: f64, limit: f64, shift: f64) -> f64 {
    let (mut lower, mut upper) = (0.0, 0.0);
    run_length(shift, |place, value| {
        if place == 0 {
            (lower, upper) = (0.0, 0.0);
        }
        lower = cusum_lower(lower, value, 0.0, slack);
        upper = cusum_lower(upper, -value, 0.0, slack);
        lower >= limit || upper >= limit
    })
}

const SHIFTS: [f64; 5] = [0.0, 0.5, 1.0, 2.0, 3.0];

fn check(name: &str, published: [f64; 5], run_length: impl Fn(f64) -> f64) {
    for (shift, published) in SHIFTS.into_iter().zip(published) {
        let ours = run_length(shift);
        assert!((ours / published - 1.0).abs() < TOLERANCE, "{name}, shift {shift}: {ours:.2}, published {published}");
    }
}

#[test]
fn the_weighted_mean_runs_as_lucas_and_saccucci_1990_table_3_say() {
    check("λ 0.5, L 3.071", [500.0, 88.8, 17.5, 3.63, 1.93], |shift| ewma_run_length(0.5, 3.071, shift));
    check("λ 0.03, L 2.437", [500.0, 29.3, 12.6, 5.99, 4.03], |shift| ewma_run_length(0.03, 2.437, shift));
}

#[test]
fn the_weighted_mean_runs_as_crowder_1987_table_1_says() {
    check("λ 0.05, L 2", [127.53, 18.97, 8.38, 4.04, 2.76], |shift| ewma_run_length(0.05, 2.0, shift));
}

#[test]
fn the_cumulative_sum_runs_as_lucas_and_crosier_1982_table_1_say() {
    check("k 0.5, h 4", [168.0, 26.6, 8.38, 3.34, 2.19], |shift| cusum_run_length(0.5, 4.0, shift));
}

/// Scores 1 to 5 in hundredths, and how often each comes.
const SCORES: [(f64, f64); 5] = [(100.0, 0.02), (200.0, 0.08), (300.0, 0.30), (400.0, 0.45), (500.0, 0.15)];
const TARGET: f64 = 363.0;

/// The exact average run length of the lower sum, everything in hundredths of a point so that the
/// engine's arithmetic is exact: the states it can be in, and the linear equations between them.
fn exact_run_length(slack: f64, limit: f64) -> f64 {
    let mut places = BTreeMap::from([(0_u64, 0_usize)]);
    let mut states = vec![0.0_f64];
    let mut equations: Vec<Vec<(usize, f64)>> = Vec::new();
    while equations.len() < states.len() {
        let from = states[equations.len()];
        let mut next = Vec::new();
        for (score, chance) in SCORES {
            let sum = cusum_lower(from, score, TARGET, slack);
            if sum < limit {
                let place = *places.entry(sum.to_bits()).or_insert_with(|| {
                    states.push(sum);
                    states.len() - 1
                });
                next.push((place, chance));
            }
        }
        equations.push(next);
    }
    // L = 1 + Q L, by Gaussian elimination.
    let size = equations.len();
    let mut rows: Vec<Vec<f64>> = vec![vec![0.0; size + 1]; size];
    for (i, next) in equations.iter().enumerate() {
        rows[i][i] += 1.0;
        rows[i][size] = 1.0;
        next.iter().for_each(|(j, chance)| rows[i][*j] -= chance);
    }
    for i in 0..size {
        let pivot = (i..size).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs())).expect("a row");
        rows.swap(i, pivot);
        let row = rows[i].clone();
        for (j, other) in rows.iter_mut().enumerate().filter(|(j, other)| *j != i && other[i] != 0.0) {
            assert_ne!(i, j);
            let factor = other[i] / row[i];
            other.iter_mut().zip(&row).skip(i).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    rows[0][size] / rows[0][0]
}

#[test]
fn the_cumulative_sum_of_scores_has_the_exact_run_lengths() {
    for (slack, limit, exact) in [
        (40.0, 300.0, 95.6218),
        (40.0, 400.0, 232.8694),
        (50.0, 300.0, 143.3765),
        (50.0, 400.0, 435.6073),
        (30.0, 500.0, 292.5945),
    ] {
        let ours = exact_run_length(slack, limit);
        assert!((ours - exact).abs() < 0.000_06, "k {slack}, h {limit}: {ours:.5}, exact {exact}");
    }
}
