//! The days of one person, one after the other: state, dips, absences, episodes. Memory does not grow with their number.
//!
//! The draws of a day are the same whatever the volume of visits, so one seed has the same truth at the ordinary and
//! at the stress volume, and a longer simulation begins like a shorter one.

use vigie_shared::rating::Axis;

use super::episode::{Episode, Visiting, onset_chance};
use super::parameters::*;
use super::random::{Random, Stream};

/// One person's way through the days.
#[derive(Debug)]
pub struct Days {
    random: Random,
    onset_chance: f64,
    day: u32,
    /// Points around the usual level.
    state: f64,
    /// The first day after the present dip.
    dip_until: u32,
    /// First day and day after the last.
    absence: (u32, u32),
    episode: Option<Episode>,
}

/// One day of one person.
#[derive(Debug, Clone, Copy)]
pub struct Day<'a> {
    number: u32,
    state: f64,
    in_dip: bool,
    absent: bool,
    episode: Option<&'a Episode>,
}

impl Days {
    /// Stands before the first day.
    pub fn new(seed: u64, person: u32) -> Self {
        let mut random = Random::new(seed, Stream::Days, person);
        // The state's standard deviation in the long run, so that the first day is like any other.
        let sd = DAY_STATE_INNOVATION_SD / (1.0 - DAY_STATE_KEPT * DAY_STATE_KEPT).sqrt();
        let state = random.normal(sd);
        Self { random, onset_chance: onset_chance(), day: 0, state, dip_until: 0, absence: (0, 0), episode: None }
    }

    /// The next day.
    pub fn advance(&mut self) -> Day<'_> {
        let day = self.day;
        self.day += 1;
        if day > 0 {
            self.state = DAY_STATE_KEPT * self.state + self.random.normal(DAY_STATE_INNOVATION_SD);
        }
        if day.is_multiple_of(DAYS_PER_YEAR) {
            self.plan_absence(day);
        }
        if day >= self.dip_until && self.random.chance(dip_chance()) {
            self.dip_until = day + self.random.whole(DIP_DAYS);
        }
        if self.episode.as_ref().is_none_or(|episode| episode.is_over(day)) {
            let begins = self.random.chance(self.onset_chance);
            self.episode = begins.then(|| Episode::begin(day, &mut self.random));
        }
        Day {
            number: day,
            state: self.state,
            in_dip: day < self.dip_until,
            absent: (self.absence.0..self.absence.1).contains(&day),
            episode: self.episode.as_ref(),
        }
    }

    /// One absence in each year of the simulation, anywhere in it.
    fn plan_absence(&mut self, year_begins: u32) {
        let length = self.random.whole(ABSENCE_DAYS);
        let begin = year_begins + self.random.below(DAYS_PER_YEAR - length + 1);
        self.absence = (begin, begin + length);
    }
}

/// The chance of a day outside a dip to be the first of one: as for episodes, the days inside do not count.
fn dip_chance() -> f64 {
    let rate = DIPS_PER_YEAR / f64::from(DAYS_PER_YEAR);
    let mean_length = f64::from(DIP_DAYS.from + DIP_DAYS.to) / 2.0;
    rate / (1.0 - rate * (mean_length - 1.0))
}

impl<'a> Day<'a> {
    /// How far an axis is from its usual level, in points.
    pub fn shift(&self, axis: Axis) -> f64 {
        let mut shift = self.state;
        if self.in_dip && axis.is_person() {
            shift -= DIP_DEPTH;
        }
        if let Some(episode) = self.episode {
            shift -= episode.lowers_by(axis, self.number);
        }
        shift
    }

    /// The chance of a sign in a rating, and the signs to choose from.
    pub fn signs(&self) -> (f64, &'static [Share<&'static str>]) {
        match self.episode.and_then(|episode| episode.sign_chance(self.number)) {
            Some(chance) => (chance, EPISODE_SIGNS),
            None => (SIGN_BACKGROUND, BACKGROUND_SIGNS),
        }
    }

    /// What becomes of the day's visits.
    pub fn visiting(&self) -> Visiting {
        if self.absent {
            return Visiting::Absent;
        }
        self.episode.map_or(Visiting::AsPlanned, |episode| episode.visiting(self.number))
    }

    /// The episode that begins on this day.
    pub fn begins(&self) -> Option<&'a Episode> {
        self.episode.filter(|episode| episode.onset == self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSONS: u32 = 4_000;
    const PERSON_YEARS: f64 = PERSONS as f64;

    /// Counts days over many persons' years.
    fn count(mut of: impl FnMut(&Day<'_>) -> bool) -> f64 {
        let mut counted = 0_u32;
        for person in 0..PERSONS {
            let mut days = Days::new(11, person);
            for _ in 0..DAYS_PER_YEAR {
                counted += u32::from(of(&days.advance()));
            }
        }
        f64::from(counted)
    }

    #[test]
    fn episodes_begin_as_often_as_said() {
        let a_year = count(|day| day.begins().is_some()) / PERSON_YEARS;
        assert!((a_year - EPISODES_PER_YEAR).abs() < 0.03, "{a_year}");
    }

    #[test]
    fn everybody_is_absent_once_a_year_and_dips_four_times() {
        let absent = count(|day| day.absent) / PERSON_YEARS;
        assert!((13.8..14.2).contains(&absent), "{absent}");
        let mut before = false;
        let dips = count(|day| {
            let begins = day.in_dip && !before;
            before = day.in_dip;
            begins
        });
        // Two dips in a row count as one here.
        assert!((dips / PERSON_YEARS - DIPS_PER_YEAR).abs() < 0.15, "{}", dips / PERSON_YEARS);
    }

    #[test]
    fn the_state_of_the_day_keeps_its_spread_and_its_memory() {
        let (mut squares, mut products, mut before) = (0.0, 0.0, 0.0);
        let days = count(|day| {
            squares += day.state * day.state;
            products += if day.number > 0 { day.state * before } else { 0.0 };
            before = day.state;
            true
        });
        let variance = squares / days;
        assert!((variance - 0.04 / 0.36).abs() < 0.002, "{variance}");
        assert!((products / squares - 0.8).abs() < 0.01, "{}", products / squares);
    }
}
