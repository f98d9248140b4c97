//! From when to when a history goes.
//!
//! One phone with a wrong year must not stretch a year of history to a century: every week's figure would be next to nothing, and
//! everybody would fall silent at the end of it. What lies years from all the rest, and is next to nothing, is no part of the
//! history's time; it is said, and `--from` and `--to` overrule it.

use std::collections::BTreeMap;

/// Days without anything after which what lies beyond may be a wrong clock's.
const GAP: i64 = 730;
/// Of so many things, one may be a wrong clock's.
const FEW: u64 = 100;

const DAY: i64 = 86_400_000_000;

/// What happened on each day since 1970.
#[derive(Debug, Clone, Default)]
pub struct Happened(BTreeMap<i64, Stretch>);

/// Some things, the first and the last of them in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    first: i64,
    last: i64,
    count: u64,
}

/// The time of a history, and how much lies years away from it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// First and last moment, in microseconds since 1970; none of an empty history.
    pub moments: Option<(i64, i64)>,
    pub astray: u64,
}

impl Stretch {
    fn join(&mut self, other: Self) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.count += other.count;
    }
}

impl Happened {
    /// Something happened at a time, in microseconds since 1970.
    pub fn at(&mut self, micros: i64) {
        self.take(Stretch { first: micros, last: micros, count: 1 });
    }

    pub fn add(&mut self, other: Self) {
        other.0.into_values().for_each(|stretch| self.take(stretch));
    }

    fn take(&mut self, stretch: Stretch) {
        self.0.entry(stretch.first.div_euclid(DAY)).and_modify(|known| known.join(stretch)).or_insert(stretch);
    }

    pub fn span(&self) -> Span {
        // Days with no long gap between them.
        let mut groups: Vec<Stretch> = Vec::new();
        for stretch in self.0.values() {
            match groups.last_mut() {
                Some(group) if stretch.first - group.last <= GAP * DAY => group.join(*stretch),
                _ => groups.push(*stretch),
            }
        }
        let total: u64 = groups.iter().map(|group| group.count).sum();
        let is_history = |group: &&Stretch| group.count * FEW > total || total < FEW;
        let ends = groups.iter().find(is_history).zip(groups.iter().rev().find(is_history));
        let Some((first, last)) = ends else { return Span::default() };
        let within = groups.iter().filter(|group| first.first <= group.first && group.last <= last.last);
        let within: u64 = within.map(|group| group.count).sum();
        Span { moments: Some((first.first, last.last)), astray: total - within }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn happened(days: &[(i64, u64)]) -> Span {
        let mut happened = Happened::default();
        for (day, count) in days {
            (0..*count).for_each(|_| happened.at(day * DAY));
        }
        happened.span()
    }

    fn from_to(from: i64, to: i64) -> Option<(i64, i64)> {
        Some((from * DAY, to * DAY))
    }

    #[test]
    fn a_wrong_year_does_not_stretch_a_history() {
        let history = [(10, 1), (20_000, 500), (20_300, 500), (47_000, 2)];
        assert_eq!(happened(&history), Span { moments: from_to(20_000, 20_300), astray: 3 });
    }

    #[test]
    fn a_pause_of_months_is_part_of_a_history() {
        let history = [(20_000, 500), (20_300, 1)];
        assert_eq!(happened(&history), Span { moments: from_to(20_000, 20_300), astray: 0 });
        assert_eq!(
            happened(&[(1, 1), (5_000, 1)]),
            Span { moments: from_to(1, 5_000), astray: 0 },
            "too little to tell"
        );
        assert_eq!(happened(&[]), Span::default());
    }
}
