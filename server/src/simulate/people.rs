//! Who there is: sectors, aides with their habits, persons with their usual level, plan and team.

use vigie_shared::rating::Axis;

use super::Volume;
use super::parameters::*;
use super::random::{Random, Stream};

/// How the federation is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub persons: u32,
    pub sectors: u32,
    pub aides_per_sector: u32,
}

impl Layout {
    /// Enough sectors and aides for that many persons; at least a team and one substitute in each sector.
    pub fn new(persons: u32, volume: Volume) -> Self {
        let sectors = persons.div_ceil(PERSONS_PER_SECTOR).max(1);
        let visits_a_day = f64::from(persons) * volume.visits_per_person_day();
        let per_sector = (visits_a_day / VISITS_PER_AIDE_DAY / f64::from(sectors)).ceil() as u32;
        Self { persons, sectors, aides_per_sector: per_sector.max(TEAM as u32 + 1) }
    }

    /// All aides.
    pub fn aides(&self) -> u32 {
        self.sectors * self.aides_per_sector
    }

    /// The sector of the `person`-th person: neighbours share one.
    pub fn sector_of_person(&self, person: u32) -> u32 {
        (u64::from(person) * u64::from(self.sectors) / u64::from(self.persons)) as u32
    }

    /// The sector of the `aide`-th aide.
    pub fn sector_of_aide(&self, aide: u32) -> u32 {
        aide / self.aides_per_sector
    }
}

/// The name of a sector, as the files and people write it.
pub fn sector_name(sector: u32) -> String {
    format!("Secteur {:02}", sector + 1)
}

/// How an aide rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aide {
    /// Points that she gives more (or less) than others.
    pub leniency: f64,
    /// Whether most of her ratings are the same everywhere.
    pub flat: bool,
    /// Share of her visits that she rates.
    pub rates: f64,
}

impl Aide {
    /// The `index`-th aide under a seed.
    pub fn new(seed: u64, index: u32) -> Self {
        let mut random = Random::new(seed, Stream::Aide, index);
        let leniency = random.normal(LENIENCY_SD);
        let flat = random.chance(FLAT_AIDES);
        let rates = if random.chance(RARE_AIDES) { RATED_BY_RARE } else { RATED_BY_OTHERS };
        Self { leniency, flat, rates }
    }
}

/// What does not change about a person.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Usual score of each axis, in points, before rounding.
    pub usual: [f64; 4],
    /// Visits planned a day.
    pub visits_per_day: f64,
    /// Where in its rhythm the plan stands on the first day, 0 to 1.
    pub phase: f64,
    /// Position in `SLOTS` of a single visit's hour.
    pub slot: usize,
    /// Minutes behind the slot.
    pub behind: u32,
    /// Minutes a visit lasts.
    pub minutes: u32,
    /// The aides who come, and the first aide of the sector, from which substitutes come.
    pub team: [u32; TEAM],
    pub sector_begins: u32,
}

impl Person {
    /// The `index`-th person under a seed.
    pub fn new(seed: u64, index: u32, layout: &Layout, volume: Volume) -> Self {
        let mut random = Random::new(seed, Stream::Traits, index);
        let effect = random.normal(PERSON_EFFECT_SD);
        let usual = USUAL_LEVEL.map(|level| level + effect + random.normal(AXIS_EFFECT_SD));
        let relative = random.pick(&PLANS).unwrap_or(1.0);
        let mean: f64 = PLANS.iter().map(|(relative, share)| relative * share).sum();
        let phase = random.unit();
        let slot = random.below(SLOTS.len() as u32) as usize;
        let behind = 5 * random.below(SLOT_STEPS);
        let minutes = VISIT_MINUTES[random.below(VISIT_MINUTES.len() as u32) as usize];
        let sector_begins = layout.sector_of_person(index) * layout.aides_per_sector;
        let visits_per_day = volume.visits_per_person_day() * relative / mean;
        let team = draw_team(&mut random, sector_begins, layout.aides_per_sector);
        Self { usual, visits_per_day, phase, slot, behind, minutes, team, sector_begins }
    }

    /// The usual score of an axis.
    pub fn usual(&self, axis: Axis) -> f64 {
        self.usual[axis.index()]
    }

    /// How many visits are planned on a day: as evenly as whole numbers allow, for a plan of help has a rhythm.
    pub fn visits_on(&self, day: u32) -> usize {
        let until = |day: u32| (f64::from(day) * self.visits_per_day + self.phase).floor();
        ((until(day + 1) - until(day)) as usize).min(SLOTS.len())
    }

    /// The slots of a day with that many visits.
    pub fn slots(&self, visits: usize) -> &[usize] {
        const ONE: [[usize; 1]; 4] = [[0], [1], [2], [3]];
        match visits {
            0 => &[],
            1 => &ONE[self.slot],
            2 => &[0, 3],
            3 => &[0, 1, 3],
            _ => &[0, 1, 2, 3],
        }
    }

    /// Who comes: one of the team or, with that chance, somebody else from the sector.
    pub fn who_comes(&self, random: &mut Random, substituted: f64, aides_per_sector: u32) -> u32 {
        if !random.chance(substituted) {
            return self.team[random.below(TEAM as u32) as usize];
        }
        let mut aide = self.sector_begins + random.below(aides_per_sector - TEAM as u32);
        // The team is sorted: stepping over each member below gives every other aide the same chance.
        for member in self.team {
            aide += u32::from(aide >= member);
        }
        aide
    }
}

/// Different aides of one sector, in their order.
fn draw_team(random: &mut Random, sector_begins: u32, aides_per_sector: u32) -> [u32; TEAM] {
    let mut team = [u32::MAX; TEAM];
    for place in 0..TEAM {
        let mut aide = sector_begins + random.below(aides_per_sector - place as u32);
        for &member in &team[..place] {
            aide += u32::from(aide >= member);
        }
        team[place] = aide;
        team[..=place].sort_unstable();
    }
    team
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_departement_has_twenty_sectors_and_aides_for_its_visits() {
        let layout = Layout::new(5_000, Volume::Ordinary);
        assert_eq!(layout, Layout { persons: 5_000, sectors: 20, aides_per_sector: 18 });
        assert_eq!((layout.sector_of_person(0), layout.sector_of_person(4_999)), (0, 19));
        assert_eq!(layout.sector_of_aide(layout.aides() - 1), 19);
        assert_eq!(Layout::new(1, Volume::Ordinary).aides(), 4);
    }

    #[test]
    fn a_team_is_three_aides_of_the_sector_and_a_substitute_is_none_of_them() {
        let layout = Layout::new(600, Volume::Ordinary);
        for index in 0..600 {
            let person = Person::new(3, index, &layout, Volume::Ordinary);
            let [a, b, c] = person.team;
            assert!(a < b && b < c);
            let sector = layout.sector_of_person(index);
            let mut random = Random::new(3, Stream::Visits, index);
            for _ in 0..20 {
                let substitute = person.who_comes(&mut random, 1.0, layout.aides_per_sector);
                assert!(!person.team.contains(&substitute));
                assert_eq!(layout.sector_of_aide(substitute), sector);
                assert!(person.team.contains(&person.who_comes(&mut random, 0.0, layout.aides_per_sector)));
            }
        }
    }

    #[test]
    fn plans_add_up_to_the_volume() {
        for volume in [Volume::Ordinary, Volume::Stress] {
            let layout = Layout::new(4_000, volume);
            let visits: usize = (0..4_000)
                .map(|index| Person::new(5, index, &layout, volume))
                .map(|person| (0..365).map(|day| person.visits_on(day)).sum::<usize>())
                .sum();
            let a_day = visits as f64 / 4_000.0 / 365.0;
            let wanted = volume.visits_per_person_day();
            assert!((a_day / wanted - 1.0).abs() < 0.03, "{a_day} for {wanted}");
        }
    }

    #[test]
    fn aides_have_their_habits_in_the_shares_said() {
        let aides: Vec<Aide> = (0..20_000).map(|index| Aide::new(9, index)).collect();
        let share = |of: fn(&Aide) -> bool| aides.iter().filter(|aide| of(aide)).count() as f64 / 20_000.0;
        assert!((share(|aide| aide.flat) - FLAT_AIDES).abs() < 0.01);
        assert!((share(|aide| aide.rates < 0.5) - RARE_AIDES).abs() < 0.01);
        assert!((share(|aide| aide.leniency.abs() > LENIENCY_SD) - 0.317).abs() < 0.02);
    }
}
