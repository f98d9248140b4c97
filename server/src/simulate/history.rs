//! One person's days as lines: visits, who came, what was tapped, when it arrived.

use vigie_shared::rating::Axis;
use vigie_shared::visit::VisitStatus;

use super::calendar::Date;
use super::days::{Day, Days};
use super::episode::Visiting;
use super::lines::{self, IdText, Moment, RatingLine, VisitLine, id_at};
use super::parameters::*;
use super::people::{Aide, Layout, Person};
use super::random::{Random, Stream};
use super::{Counts, Volume};

/// What all persons share.
#[derive(Debug)]
pub struct World {
    pub seed: u64,
    pub volume: Volume,
    pub layout: Layout,
    pub calendar: Vec<Date>,
    pub aides: Vec<(Aide, IdText)>,
}

/// Lines on their way to the files.
#[derive(Debug, Default)]
pub struct Lines {
    pub visits: Vec<u8>,
    pub ratings: Vec<u8>,
    pub truth: Vec<u8>,
    pub counts: Counts,
}

impl Lines {
    /// Bytes in all.
    pub fn bytes(&self) -> usize {
        self.visits.len() + self.ratings.len() + self.truth.len()
    }
}

impl World {
    /// The first moment of the simulation, in which the persons and aides were entered.
    fn dawn(&self) -> Option<Moment> {
        self.calendar.first().map(|&date| Moment { date, seconds: 0 })
    }

    /// The identifier of a person, and the stream from which those of her visits and ratings follow.
    pub fn person_id(&self, person: u32) -> (IdText, Random) {
        let mut ids = Random::new(self.seed, Stream::Ids, person);
        let id = self.dawn().map_or([b'0'; 36], |dawn| id_at(dawn, &mut ids));
        (id, ids)
    }

    /// An aide's habits and identifier.
    pub fn aide(&self, aide: u32) -> (Aide, IdText) {
        let mut ids = Random::new(self.seed, Stream::AideId, aide);
        let id = self.dawn().map_or([b'0'; 36], |dawn| id_at(dawn, &mut ids));
        (Aide::new(self.seed, aide), id)
    }

    /// Lives one person's days. `flush` may take the lines after each of them, so that memory does not grow with the days;
    /// it says whether to go on.
    pub fn live(&self, index: u32, lines: &mut Lines, mut flush: impl FnMut(&mut Lines) -> bool) {
        let (id, ids) = self.person_id(index);
        let person = Person::new(self.seed, index, &self.layout, self.volume);
        let random = Random::new(self.seed, Stream::Visits, index);
        let mut life = Life { world: self, person, id, ids, random };
        let mut days = Days::new(self.seed, index);
        for (number, &date) in (0_u32..).zip(&self.calendar) {
            let day = days.advance();
            if let Some(episode) = day.begins()
                && let Some(end) = self.calendar.get(episode.last_day() as usize).or(self.calendar.last())
            {
                // An episode that outlives the history ends with it: nobody could see more.
                lines::truth(&mut lines.truth, &id, episode, date.date, end.date);
                lines.counts.episodes += 1;
            }
            life.visits(number, date, &day, lines);
            if !flush(lines) {
                return;
            }
        }
    }
}

/// A person on the way through her days.
#[derive(Debug)]
struct Life<'a> {
    world: &'a World,
    person: Person,
    id: IdText,
    ids: Random,
    random: Random,
}

impl Life<'_> {
    fn visits(&mut self, number: u32, date: Date, day: &Day<'_>, lines: &mut Lines) {
        let visiting = day.visiting();
        if visiting == Visiting::NothingPlanned {
            return;
        }
        let person = self.person;
        for &slot in person.slots(person.visits_on(number)) {
            let substituted = if date.in_summer { SUBSTITUTED_IN_SUMMER } else { SUBSTITUTED };
            let aide = person.who_comes(&mut self.random, substituted, self.world.layout.aides_per_sector);
            let not_done = self.random.chance(NOT_DONE);
            let status = match visiting {
                Visiting::Absent => VisitStatus::Cancelled,
                Visiting::AsPlanned if !not_done => VisitStatus::Done,
                _ => VisitStatus::Planned,
            };
            self.visit(date, day, slot, aide, status, lines);
        }
    }

    fn visit(&mut self, date: Date, day: &Day<'_>, slot: usize, aide: u32, status: VisitStatus, lines: &mut Lines) {
        let world = self.world;
        let Some((aide, aide_id)) = world.aides.get(aide as usize) else { return };
        let begins = (SLOTS[slot] + self.person.behind) * 60;
        let starts_at = Moment { date, seconds: begins };
        let ends_at = Moment { date, seconds: begins + self.person.minutes * 60 };
        let id = id_at(starts_at, &mut self.ids);
        VisitLine { id, person: &self.id, aide: aide_id, starts_at, ends_at, status }.write(&mut lines.visits);
        lines.counts.visits += 1;
        if status != VisitStatus::Done || !self.random.chance(aide.rates) {
            return;
        }
        let around = RATED_AROUND_END * 60;
        let visited = ends_at.seconds - around + self.random.below(2 * around);
        let late = self.random.pick(&LATENESS).map_or(0, |span| self.random.whole(span));
        let signs = self.signs(day);
        let scores = self.scores(day, aide, signs[0].is_some());
        let visited_at = Moment { date, seconds: visited };
        let rating = RatingLine {
            id: id_at(visited_at, &mut self.ids),
            person: &self.id,
            aide: aide_id,
            visit: &id,
            visited_at,
            received_at: Moment { date, seconds: visited + late },
            scores,
            signs,
        };
        rating.write(&mut lines.ratings);
        lines.counts.ratings += 1;
    }

    /// What is ticked: mostly nothing.
    fn signs(&mut self, day: &Day<'_>) -> [Option<&'static str>; 2] {
        let (chance, table) = day.signs();
        if !self.random.chance(chance) {
            return [None, None];
        }
        let first = self.random.pick(table);
        let second = if self.random.chance(SECOND_SIGN) { self.random.pick(table) } else { None };
        [first, second.filter(|_| second != first)]
    }

    /// What is tapped. Something is always said: without a sign, and with every score left out, health is said all the same.
    fn scores(&mut self, day: &Day<'_>, aide: &Aide, signs_said: bool) -> [Option<u8>; 4] {
        let flat = aide.flat && self.random.chance(FLAT_RATINGS);
        let visit = self.random.normal(VISIT_NOISE_SD) + aide.leniency;
        let felt: [u8; 4] = std::array::from_fn(|index| {
            let axis = Axis::ALL[index];
            let rater = self.random.normal(RATER_NOISE_SD);
            if flat { FLAT_SCORE } else { rounded(self.person.usual(axis) + day.shift(axis) + visit + rater) }
        });
        let mut said = felt.map(|score| (!self.random.chance(LEFT_OUT)).then_some(score));
        if !signs_said && said.iter().all(Option::is_none) {
            let health = Axis::Health.index();
            said[health] = Some(felt[health]);
        }
        said
    }
}

/// The nearest score.
fn rounded(points: f64) -> u8 {
    // `floor` and not `round`, whose way with halves would be one more thing to agree on.
    (points + 0.5).floor().clamp(1.0, 5.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_become_the_nearest_score_within_the_scale() {
        let given = [-3.0, 1.49, 1.5, 2.49, 3.5, 4.2, 4.5, 9.0];
        assert_eq!(given.map(rounded), [1, 1, 2, 2, 4, 4, 5, 5]);
    }
}
