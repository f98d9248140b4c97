//! Randomness that is the same on every machine and for ever: a seed gives the same files wherever it is drawn.
//!
//! The generator is xoshiro256++ (Blackman and Vigna 2018, "Scrambled linear pseudorandom number generators"), its state filled by
//! SplitMix64 as its authors advise. Both are a few lines of integer arithmetic, so no crate's next version can change
//! the population. Each person and aide has streams of their own (see [`Stream`]): whom a thread works on first changes nothing.

use super::parameters::{Share, Span};

/// What a stream of random numbers is for. To add one, give it the next number: the others keep theirs, and so their draws.
#[derive(Debug, Clone, Copy)]
pub enum Stream {
    /// An aide's habits.
    Aide = 1,
    /// A person's usual level, plan and team.
    Traits = 2,
    /// A person's days: state, dips, absences, episodes. Apart from the visits, so that the truth does not depend on their volume.
    Days = 3,
    /// A person's visits and ratings.
    Visits = 4,
    /// Identifiers of a person, of her visits and ratings. Apart, so that another way of making them moves no score.
    Ids = 5,
    /// An aide's identifier.
    AideId = 6,
}

/// One stream of random numbers.
#[derive(Debug, Clone)]
pub struct Random {
    state: [u64; 4],
}

/// One step of SplitMix64: moves `state` on and gives the next number.
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Random {
    /// The stream of the `index`-th person or aide under a seed.
    pub fn new(seed: u64, stream: Stream, index: u32) -> Self {
        // Each part goes through the mixer before the next one joins, so that neighbours share nothing.
        let mut mixer = seed;
        let mut mixed = split_mix(&mut mixer) ^ (stream as u64);
        mixed = split_mix(&mut mixed) ^ u64::from(index);
        Self { state: std::array::from_fn(|_| split_mix(&mut mixed)) }
    }

    /// 64 random bits: one step of xoshiro256++.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let c2 = c ^ a;
        let d2 = d ^ b;
        self.state = [a ^ d2, b ^ c2, c2 ^ (b << 17), d2.rotate_left(45)];
        result
    }

    /// A number in 0..1, in steps of 2⁻⁵³ (so every one is exact).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something of that probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number under `n` (0 when `n` is 0). Multiply and shift; its bias is under 2⁻³² for any `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u32
    }

    /// A whole number of a span, each as likely.
    pub fn whole(&mut self, span: Span<u32>) -> u32 {
        span.from + self.below(span.to - span.from + 1)
    }

    /// A number of a span, each as likely.
    pub fn between(&mut self, span: Span<f64>) -> f64 {
        span.from + (span.to - span.from) * self.unit()
    }

    /// A number of mean 0 and that standard deviation, as good as normal.
    ///
    /// The sum of twelve uniform numbers less six (Irwin–Hall): its variance is 1 and its distribution function within 0.0025 of the
    /// normal one everywhere, with tails that end at ±6. Other methods need a logarithm or a sine, whose last bit differs
    /// between machines; here the twelve are 16 bits each of three draws, and the arithmetic is exact.
    pub fn normal(&mut self, sd: f64) -> f64 {
        let mut sum = 0_u64;
        for _ in 0..3 {
            let bits = self.bits();
            sum += (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48);
        }
        // Each of the twelve stands for the middle of its step of 2⁻¹⁶, hence + 6.
        sd * ((sum + 6) as f64 / 65_536.0 - 6.0)
    }

    /// One entry of a table of shares.
    pub fn pick<T: Copy>(&mut self, shares: &[Share<T>]) -> Option<T> {
        let mut rest = self.unit();
        for &(what, share) in shares {
            if rest < share {
                return Some(what);
            }
            rest -= share;
        }
        // Shares add up to 1 but for the last bit of their sum.
        shares.last().map(|&(what, _)| what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_its_authors_numbers() {
        // First outputs of the reference implementations: xoshiro256++ from state 1, 2, 3, 4, SplitMix64 from 1234567.
        let mut random = Random { state: [1, 2, 3, 4] };
        assert_eq!([random.bits(), random.bits(), random.bits()], [41_943_041, 58_720_359, 3_588_806_011_781_223]);
        let mut state = 1_234_567;
        assert_eq!(split_mix(&mut state), 6_457_827_717_110_365_317);
        assert_eq!(split_mix(&mut state), 3_203_168_211_198_807_973);
    }

    #[test]
    fn streams_differ_by_seed_by_use_and_by_index() {
        let first = |seed, stream, index| Random::new(seed, stream, index).bits();
        let mut seen = vec![
            first(1, Stream::Days, 0),
            first(2, Stream::Days, 0),
            first(1, Stream::Visits, 0),
            first(1, Stream::Days, 1),
        ];
        assert_eq!(seen[0], first(1, Stream::Days, 0));
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 4);
    }

    #[test]
    fn the_normal_sampler_is_normal_enough() {
        let mut random = Random::new(7, Stream::Days, 0);
        let draws: Vec<f64> = (0..200_000).map(|_| random.normal(1.0)).collect();
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        let beyond = |limit: f64| draws.iter().filter(|x| x.abs() > limit).count() as f64 / n;
        assert!(mean.abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.01, "{variance}");
        // Irwin–Hall's own shares; the normal distribution has 31.7 %, 4.55 % and 0.27 %.
        assert!((beyond(1.0) - 0.3215).abs() < 0.003, "{}", beyond(1.0));
        assert!((beyond(2.0) - 0.0446).abs() < 0.0015, "{}", beyond(2.0));
        assert!((beyond(3.0) - 0.0020).abs() < 0.0004, "{}", beyond(3.0));
    }

    #[test]
    fn whole_numbers_reach_both_ends_and_nothing_beyond() {
        let mut random = Random::new(7, Stream::Days, 0);
        let mut seen = [0_u32; 4];
        for _ in 0..4_000 {
            let drawn = random.whole(Span { from: 2, to: 5 });
            seen[drawn as usize - 2] += 1;
        }
        assert!(seen.iter().all(|&count| (900..1_100).contains(&count)), "{seen:?}");
    }
}
