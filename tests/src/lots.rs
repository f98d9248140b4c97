//! A drawing of lots that comes out the same each time.

/// Knuth's MMIX generator: enough for a history that nobody wrote by hand.
#[derive(Debug)]
pub struct Lots(u64);

impl Lots {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 to one less than the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    pub fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).expect("a place")]
    }

    /// True so many times in ten.
    pub fn yes(&mut self, in_ten: u64) -> bool {
        self.below(10) < in_ten
    }
}
