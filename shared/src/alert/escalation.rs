//! The ladder an alert climbs while nobody takes it: cover and coordinators, then referents, then administrators.
//!
//! An empty step is not waited on: the next one is told at once, and that it was skipped is written down.

/// Cover and the sector's coordinators.
pub const COORDINATORS: i32 = 1;
/// The sector's referents.
pub const REFERENTS: i32 = 2;
/// The administrators; the last.
pub const ADMINISTRATORS: i32 = 3;

/// What one move up the ladder does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Climb {
    /// The step that was reached.
    pub reached: i32,
    /// Steps on the way on which nobody is.
    pub skipped: Vec<i32>,
}

/// The next move from `step` (0: nobody told yet), given how many people stand on each of the three steps. `for_coordinators` is
/// false for what coordinators may not see: their step is then no step at all. None at the top.
#[must_use]
pub fn climb(step: i32, there: [usize; 3], for_coordinators: bool) -> Option<Climb> {
    let first = if for_coordinators { COORDINATORS } else { REFERENTS };
    let from = (step + 1).max(first);
    if from > ADMINISTRATORS {
        return None;
    }
    let people = |step: i32| usize::try_from(step - 1).ok().and_then(|place| there.get(place)).copied().unwrap_or(0);
    let reached = (from..=ADMINISTRATORS).find(|step| people(*step) > 0).unwrap_or(ADMINISTRATORS);
    let skipped = (from..=reached).filter(|step| people(*step) == 0).collect();
    Some(Climb { reached, skipped })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_goes_to_the_next_step_where_somebody_is_and_names_those_it_passed() {
        for (step, there, open, expected) in [
            (0, [2, 1, 1], true, Some((1, vec![]))),
            (1, [2, 1, 1], true, Some((2, vec![]))),
            (2, [2, 1, 1], true, Some((3, vec![]))),
            (3, [2, 1, 1], true, None),
            (0, [0, 1, 1], true, Some((2, vec![1]))),
            (0, [0, 0, 1], true, Some((3, vec![1, 2]))),
            (0, [0, 0, 0], true, Some((3, vec![1, 2, 3]))),
            (0, [2, 1, 1], false, Some((2, vec![]))),
            (0, [2, 0, 1], false, Some((3, vec![2]))),
            (1, [0, 0, 1], false, Some((3, vec![2]))),
        ] {
            let found = climb(step, there, open).map(|climb| (climb.reached, climb.skipped));
            assert_eq!(found, expected, "{step} {there:?} {open}");
        }
    }

    #[test]
    fn whatever_is_there_the_ladder_ends_after_three_moves_and_misses_nobody() {
        for bits in 0..16_usize {
            let there = [bits & 1, bits >> 1 & 1, bits >> 2 & 1];
            let open = bits >> 3 == 0;
            let (mut step, mut told, mut moves) = (0, Vec::new(), 0);
            while let Some(next) = climb(step, there, open) {
                assert!(next.reached > step);
                told.push(next.reached);
                (step, moves) = (next.reached, moves + 1);
            }
            assert!(moves <= 3 && step == ADMINISTRATORS);
            for (place, people) in there.iter().enumerate() {
                let place = i32::try_from(place).unwrap_or(0) + 1;
                if *people > 0 && (open || place > COORDINATORS) {
                    assert!(told.contains(&place), "{there:?}");
                }
            }
        }
    }
}
