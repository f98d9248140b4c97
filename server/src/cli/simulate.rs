//! `vigie simulate`: a synthetic population, the same for the same seed.

use std::path::PathBuf;
use std::time::Instant;

use chrono::{Datelike, NaiveDate};
use clap::Args as ClapArgs;

use crate::simulate::{self, Request, Volume, crew};

/// The most persons: ten nations. Beyond it, somebody mistyped.
const MAX_PERSONS: i64 = 10_000_000;
/// The most days: a hundred years.
const MAX_DAYS: i64 = 36_525;
/// Years a simulation may begin in: identifiers count from 1970, and dates are written with four digits.
const FIRST_YEAR: i32 = 1970;
const LAST_YEAR: i32 = 2200;
/// Where the days begin when nobody says: fixed, so that the same command makes the same files tomorrow.
const START: &str = "2025-01-01";

#[derive(Debug, ClapArgs)]
pub struct Args {
    /// How many persons
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MAX_PERSONS))]
    persons: u32,
    /// How many days
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u32).range(1..=MAX_DAYS))]
    days: u32,
    /// The same seed gives the same files, on every machine
    #[arg(long, value_name = "S")]
    seed: u64,
    /// The directory to write to; must be empty
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The first day
    #[arg(long, value_name = "DATE", default_value = START, value_parser = start)]
    start: NaiveDate,
    /// How much the persons are visited
    #[arg(long, value_enum, default_value_t = Volume::Ordinary)]
    plan: Volume,
    /// Replace an earlier simulation in DIR
    #[arg(long)]
    force: bool,
}

fn start(text: &str) -> Result<NaiveDate, String> {
    let date: NaiveDate = text.parse().map_err(|_| String::from("a date looks like 2025-01-31"))?;
    if (FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        Ok(date)
    } else {
        Err(format!("the year must be from {FIRST_YEAR} to {LAST_YEAR}"))
    }
}

pub fn run(args: Args) -> anyhow::Result<()> {
    let Args { persons, days, seed, out, start, plan, force } = args;
    let began = Instant::now();
    let request = Request { persons, days, seed, start, volume: plan, out, force };
    let counts = simulate::run(&request, crew::all_cores())?;
    eprintln!(
        "{} persons, {} days: {} visits, {} ratings, {} episodes in {} ({:.1} s)",
        persons,
        days,
        counts.visits,
        counts.ratings,
        counts.episodes,
        request.out.display(),
        began.elapsed().as_secs_f64()
    );
    Ok(())
}
