//! A population that never lived: persons, aides, visits, ratings, and the declines that rules should find.
//!
//! For judging rule sets (`vigie rules backtest --truth`), for load, for looking around. The same request gives the same bytes on
//! every machine. What the population is like stands in [`parameters`], each number with its source; [`people`] and [`days`]
//! draw from it, [`episode`] knows the shapes of decline, [`history`] turns a person's days into lines, [`lines`] writes them,
//! [`crew`] does it on all cores, and [`output`] makes the directory appear whole or not at all.
//!
//! To add something that happens to persons: its numbers in [`parameters`], its draw in [`days`] (from [`random`] alone), and a test
//! that counts it. To add a file: its name in [`output::FILES`] and its lines in [`history::Lines`].
//!
//! # The files
//! `visits.jsonl`, `ratings.jsonl` (with `received_at`) and `truth.jsonl` are the contract's; `truth.jsonl` has `shape` beside `kind`
//! (see [`episode::Shape`]), its days are the first and the last one affected, and an episode that outlives the history ends with it.
//! A visit in the past that is still `planned` was not done; visits in a declared absence are `cancelled`.
//! `persons.csv`: `ref` (the planning software's own key), `name`, `sector` (its name), `person_id` (as in the other files).
//! `aides.csv`: `ref`, `name`, `sector`, `aide_id`.

pub mod calendar;
pub mod crew;
pub mod days;
pub mod episode;
pub mod history;
pub mod lines;
pub mod output;
pub mod parameters;
pub mod people;
pub mod random;

#[cfg(test)]
mod tests;

use std::io;
use std::num::NonZero;
use std::path::PathBuf;

use chrono::NaiveDate;

use history::{Lines, World};
use output::{FILES, Output};
use people::{Layout, sector_name};

/// How much the persons are visited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Volume {
    /// 0.42 visits a person and day: what a federation sees
    Ordinary,
    /// 1.6 visits a person and day: four times as much
    Stress,
}

impl Volume {
    /// Visits planned a person and day, on average over the plans.
    pub fn visits_per_person_day(self) -> f64 {
        match self {
            Self::Ordinary => parameters::ORDINARY_VISITS,
            Self::Stress => parameters::STRESS_VISITS,
        }
    }
}

/// What to simulate, and where to.
#[derive(Debug, Clone)]
pub struct Request {
    pub persons: u32,
    pub days: u32,
    pub seed: u64,
    pub start: NaiveDate,
    pub volume: Volume,
    pub out: PathBuf,
    /// Replace an earlier simulation.
    pub force: bool,
}

/// How much came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub visits: u64,
    pub ratings: u64,
    pub episodes: u64,
}

impl Counts {
    fn add(&mut self, more: Counts) {
        self.visits += more.visits;
        self.ratings += more.ratings;
        self.episodes += more.episodes;
    }
}

/// Why there is no simulation.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// Something is there that a simulation would mix with.
    #[error("{} is not empty: choose another directory, or --force to replace the simulation in it", .0.display())]
    NotEmpty(PathBuf),
    /// The last day has no date.
    #[error("the days asked for run past the end of the calendar")]
    BeyondCalendar,
    /// The disk said no; why, says the source.
    #[error("cannot {doing} {}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    /// A thread ended before its work did.
    #[error("a worker stopped before its work was done")]
    WorkerLost,
}

/// Simulates on that many threads. The files do not depend on the number.
pub fn run(request: &Request, threads: NonZero<usize>) -> Result<Counts, SimulateError> {
    let world = world(request)?;
    let output = Output::prepare(&request.out, request.force)?;
    let [persons, aides, visits, ratings, truth] = FILES;
    write_persons(&world, &output, persons)?;
    write_aides(&world, &output, aides)?;
    let mut visits = output.create(visits)?;
    let mut ratings = output.create(ratings)?;
    let mut truth = output.create(truth)?;
    let counts = crew::live(&world, threads, |lines: &Lines| {
        visits.write(&lines.visits)?;
        ratings.write(&lines.ratings)?;
        truth.write(&lines.truth)
    })?;
    for sink in [visits, ratings, truth] {
        sink.close()?;
    }
    output.finish()?;
    Ok(counts)
}

fn world(request: &Request) -> Result<World, SimulateError> {
    let layout = Layout::new(request.persons, request.volume);
    let calendar = calendar::days(request.start, request.days)?;
    let mut world = World { seed: request.seed, volume: request.volume, layout, calendar, aides: Vec::new() };
    world.aides = (0..layout.aides()).map(|aide| world.aide(aide)).collect();
    Ok(world)
}

fn write_persons(world: &World, output: &Output, name: &str) -> Result<(), SimulateError> {
    let mut file = output.create(name)?;
    file.write(b"ref,name,sector,person_id\n")?;
    for person in 0..world.layout.persons {
        let (number, sector) = (person + 1, sector_name(world.layout.sector_of_person(person)));
        file.write(format!("P-{number:06},Personne {number:04},{sector},").as_bytes())?;
        file.write(&world.person_id(person).0)?;
        file.write(b"\n")?;
    }
    file.close()
}

fn write_aides(world: &World, output: &Output, name: &str) -> Result<(), SimulateError> {
    let mut file = output.create(name)?;
    file.write(b"ref,name,sector,aide_id\n")?;
    for (aide, (_, id)) in (0..).zip(&world.aides) {
        let (number, sector) = (aide + 1, sector_name(world.layout.sector_of_aide(aide)));
        file.write(format!("A-{number:06},Auxiliaire {number:04},{sector},").as_bytes())?;
        file.write(id)?;
        file.write(b"\n")?;
    }
    file.close()
}
