//! Episodes of decline: what the rules are there to find.
//!
//! To add a shape: a variant of [`Shape`] with its arms here, its share in `EPISODE_SHARES`, its row in the test of `mod.rs`.

use vigie_shared::rating::Axis;

use super::parameters::*;
use super::random::Random;

/// How a decline goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// From one day to the next, on health and form.
    Sudden,
    /// Lower every day, on health, mood and form.
    Drift,
    /// Middling for weeks, on health, mood and form.
    Lukewarm,
    /// No visits, so nobody knows.
    Interruption,
    /// Scores as usual, signs again and again.
    Signs,
}

impl Shape {
    /// All of them, in the order of `EPISODE_SHARES`.
    pub const ALL: [Shape; 5] = [Self::Sudden, Self::Drift, Self::Lukewarm, Self::Interruption, Self::Signs];

    /// Its own name, the field `shape` of `truth.jsonl`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sudden => "sudden",
            Self::Drift => "drift",
            Self::Lukewarm => "lukewarm",
            Self::Interruption => "interruption",
            Self::Signs => "signs",
        }
    }

    /// The nearest of the contract's four kinds, the field `kind` of `truth.jsonl`: a lukewarm spell is a slow decline like a drift,
    /// an episode of signs (falls, confusion …) a crisis that the scores do not show.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Sudden => "drop",
            Self::Drift | Self::Lukewarm => "drift",
            Self::Interruption => "interruption",
            Self::Signs => "crisis",
        }
    }

    const fn length(self) -> Span<u32> {
        match self {
            Self::Sudden => SUDDEN_DAYS,
            Self::Drift => DRIFT_DAYS,
            Self::Lukewarm => LUKEWARM_DAYS,
            Self::Interruption => INTERRUPTION_DAYS,
            Self::Signs => SIGNS_DAYS,
        }
    }

    const fn depth(self) -> Option<Span<f64>> {
        match self {
            Self::Sudden => Some(SUDDEN_DEPTH),
            Self::Drift => Some(DRIFT_DEPTH),
            Self::Lukewarm => Some(LUKEWARM_DEPTH),
            Self::Interruption | Self::Signs => None,
        }
    }

    const fn lowers(self, axis: Axis) -> bool {
        match (self, axis) {
            (_, Axis::Intervention) | (Self::Sudden, Axis::Mood) | (Self::Interruption | Self::Signs, _) => false,
            (Self::Sudden | Self::Drift | Self::Lukewarm, _) => true,
        }
    }
}

/// The chance of a day without an episode (and not too soon after one) to be the first of the next.
///
/// Episodes and the gaps after them leave fewer such days, so the chance is a little more than the rate by day: of all days a share
/// `1 - rate · (mean length + gap - 1)` is free to be an onset, and the chance on each of them times that share is the rate.
pub fn onset_chance() -> f64 {
    let rate = EPISODES_PER_YEAR / f64::from(DAYS_PER_YEAR);
    let mean_length: f64 = Shape::ALL
        .iter()
        .zip(EPISODE_SHARES)
        .map(|(shape, share)| share * f64::from(shape.length().from + shape.length().to) / 2.0)
        .sum();
    rate / (1.0 - rate * (mean_length + f64::from(EPISODE_GAP_DAYS - 1)))
}

/// One episode of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    pub shape: Shape,
    /// Day of the simulation, from 0.
    pub onset: u32,
    /// Days, at least one.
    pub length: u32,
    depth: f64,
    /// An interruption in which the plan is empty, too.
    unplanned: bool,
}

/// What becomes of the visits planned on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visiting {
    /// They take place, but for the odd one.
    AsPlanned,
    /// They stay planned; nobody comes.
    NobodyComes,
    /// There are none.
    NothingPlanned,
    /// They are called off: the absence was declared.
    Absent,
}

impl Episode {
    /// An episode that begins on a day.
    pub fn begin(onset: u32, random: &mut Random) -> Self {
        let shares: [_; 5] = std::array::from_fn(|i| (Shape::ALL[i], EPISODE_SHARES[i]));
        let shape = random.pick(&shares).unwrap_or(Shape::Sudden);
        let length = random.whole(shape.length());
        let depth = shape.depth().map_or(0.0, |depth| random.between(depth));
        let unplanned = shape == Shape::Interruption && random.chance(INTERRUPTED_UNPLANNED);
        Self { shape, onset, length, depth, unplanned }
    }

    /// The last day that belongs to it.
    pub fn last_day(&self) -> u32 {
        self.onset + self.length - 1
    }

    /// Whether the day (from the onset on) is too late for anything of it to be left.
    pub fn is_over(&self, day: u32) -> bool {
        day > self.last_day() + EPISODE_GAP_DAYS
    }

    /// How far it lowers an axis on a day, in points, 0 or more.
    pub fn lowers_by(&self, axis: Axis, day: u32) -> f64 {
        if !self.shape.lowers(axis) {
            return 0.0;
        }
        let nth = f64::from(day - self.onset + 1);
        let length = f64::from(self.length);
        let share = if day > self.last_day() {
            // Fades evenly: nothing is left on the day after the last of recovery.
            (1.0 - (nth - length) / f64::from(RECOVERY_DAYS + 1)).max(0.0)
        } else if self.shape == Shape::Drift {
            nth / length
        } else {
            1.0
        };
        self.depth * share
    }

    /// The chance of a sign in a rating of that day; `None` when the episode does not say.
    pub fn sign_chance(&self, day: u32) -> Option<f64> {
        if day > self.last_day() {
            return None;
        }
        match self.shape {
            Shape::Sudden => Some(SIGN_IN_SUDDEN),
            Shape::Lukewarm => Some(SIGN_IN_LUKEWARM),
            Shape::Signs => Some(SIGN_IN_SIGNS),
            Shape::Interruption => None,
            Shape::Drift => {
                let gone = f64::from(day - self.onset) / f64::from(self.length - 1);
                Some(SIGN_IN_DRIFT.from + (SIGN_IN_DRIFT.to - SIGN_IN_DRIFT.from) * gone)
            }
        }
    }

    /// What it does to the visits of a day.
    pub fn visiting(&self, day: u32) -> Visiting {
        if self.shape != Shape::Interruption || day > self.last_day() {
            Visiting::AsPlanned
        } else if self.unplanned {
            Visiting::NothingPlanned
        } else {
            Visiting::NobodyComes
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn episode(shape: Shape, length: u32) -> Episode {
        Episode { shape, onset: 100, length, depth: 2.0, unplanned: false }
    }

    #[test]
    fn a_drift_slides_evenly_and_fades_within_a_week() {
        let drift = episode(Shape::Drift, 50);
        assert_eq!(drift.lowers_by(Axis::Mood, 124), 1.0);
        assert_eq!(drift.lowers_by(Axis::Mood, 149), 2.0);
        assert!(drift.lowers_by(Axis::Mood, 150) < 2.0);
        assert!(drift.lowers_by(Axis::Mood, 156) > 0.0);
        assert_eq!(drift.lowers_by(Axis::Mood, 157), 0.0);
        assert_eq!(drift.lowers_by(Axis::Intervention, 149), 0.0);
        assert_eq!(drift.sign_chance(100), Some(SIGN_IN_DRIFT.from));
        assert_eq!(drift.sign_chance(149), Some(SIGN_IN_DRIFT.to));
        assert_eq!(drift.sign_chance(150), None);
    }

    #[test]
    fn a_sudden_decline_is_whole_on_its_first_day_and_leaves_the_mood() {
        let sudden = episode(Shape::Sudden, 14);
        assert_eq!(sudden.lowers_by(Axis::Health, 100), 2.0);
        assert_eq!(sudden.lowers_by(Axis::Form, 113), 2.0);
        assert_eq!(sudden.lowers_by(Axis::Mood, 105), 0.0);
    }

    #[test]
    fn an_interruption_stops_the_visits_and_nothing_else() {
        let interruption = episode(Shape::Interruption, 10);
        assert_eq!(interruption.visiting(100), Visiting::NobodyComes);
        assert_eq!(interruption.visiting(109), Visiting::NobodyComes);
        assert_eq!(interruption.visiting(110), Visiting::AsPlanned);
        assert_eq!(interruption.lowers_by(Axis::Health, 105), 0.0);
        let unplanned = Episode { unplanned: true, ..interruption };
        assert_eq!(unplanned.visiting(105), Visiting::NothingPlanned);
    }
}
