//! A simulated day against the real server: phones with outboxes, some of them in a dead zone until noon or evening, and coordinators who
//! read and act meanwhile.
//!
//! `cargo run --release -p vigie-tests --example load -- --scale federation|twenty|nation [--seed 1] [--seconds S] [--database sqlite|postgres]`
//! starts a server of its own on an empty database; `--url http://127.0.0.1:8080 --database-url …` takes one that runs, which has to be
//! on this machine. Prints one line of JSON; ends with 1 when a rating was lost or doubled.

mod day;
mod desks;
mod figures;
mod phones;
mod process;
mod town;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;
use vigie_server::store::Store;
use vigie_tests::faults::nodes::{Launch, Vigie};
use vigie_tests::{Database, everywhere, fresh_database, rows};

use self::day::Scale;
use self::figures::Figures;
use self::town::Town;

const USAGE: &str = "load [--scale federation|twenty|nation] [--seed N] [--seconds S] [--in-flight N]
     [--database sqlite|postgres | --url http://127.0.0.1:PORT --database-url URL [--pid PID]]";

/// What is asked for.
#[derive(Debug, Clone)]
struct Wanted {
    scale: Scale,
    seed: u64,
    /// Real seconds that the day takes.
    seconds: u64,
    in_flight: usize,
    database: Database,
    server: Option<(String, String)>,
    pid: Option<u32>,
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted {
        scale: Scale::named("federation").expect("there"),
        seed: 1,
        seconds: 0,
        in_flight: 256,
        database: Database::Sqlite,
        server: None,
        pid: None,
    };
    let (mut url, mut database_url) = (None, None);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{argument} needs a number, not {value}"));
        match argument.as_str() {
            "--scale" => wanted.scale = Scale::named(&value).ok_or_else(|| format!("no scale {value}"))?,
            "--seed" => wanted.seed = number()?,
            "--seconds" => wanted.seconds = number()?,
            "--in-flight" => wanted.in_flight = usize::try_from(number()?.max(1)).map_err(|why| why.to_string())?,
            "--pid" => wanted.pid = Some(u32::try_from(number()?).map_err(|why| why.to_string())?),
            "--url" => url = Some(value),
            "--database-url" => database_url = Some(value),
            "--database" => {
                let known = Database::BOTH.iter().find(|database| database.name() == value);
                wanted.database = *known.ok_or_else(|| format!("no database {value}"))?;
            }
            _ => return Err(format!("what is {argument}?")),
        }
    }
    wanted.server = match (url, database_url) {
        (Some(url), Some(database)) if is_here(&url) => Some((url, database)),
        (Some(url), Some(_)) => return Err(format!("{url} is not on this machine")),
        (None, None) => None,
        _ => return Err("--url and --database-url belong together".to_owned()),
    };
    if wanted.seconds == 0 {
        wanted.seconds = wanted.scale.seconds;
    }
    Ok(wanted)
}

/// Nobody else's server is stormed by mistake.
fn is_here(url: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|here| url.starts_with(here))
}

#[tokio::main]
async fn main() -> ExitCode {
    match read(std::env::args().skip(1)) {
        Ok(wanted) => everywhere(run(wanted)).await,
        Err(problem) => {
            eprintln!("{problem}\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

async fn run(wanted: Wanted) -> ExitCode {
    let folder = TempDir::new().expect("a folder");
    let mut lease = None;
    let (url, database_url, own) = match &wanted.server {
        Some((url, database)) => (url.clone(), database.clone(), None),
        None => {
            let database_url = match wanted.database {
                Database::Sqlite => format!("sqlite://{}", folder.path().join("vigie.db").display()),
                Database::Postgres => {
                    let (url, held) = fresh_database().await;
                    lease = Some(held);
                    url
                }
            };
            let launch =
                Launch { database_url: database_url.clone(), data: folder.path().to_owned(), ..Launch::default() };
            let vigie = Vigie::launch(&launch).await;
            (vigie.base_url().to_owned(), database_url, Some(vigie))
        }
    };
    let town = Arc::new(Town::build(&database_url, folder.path(), wanted.scale, wanted.seed).await);
    eprintln!("{} phones, {} persons, {} visits", town.phones(), town.persons(), wanted.scale.visits());
    let pid = own.as_ref().map(Vigie::pid).or(wanted.pid);
    let before = process::look(pid);
    let figures = Arc::new(Figures::default());
    let begun = Instant::now();
    let desks = desks::open(&town, &url, &figures);
    let length = Duration::from_secs(wanted.seconds);
    let told = phones::live(&town, &url, day::plan(&town, wanted.seed, length), wanted.in_flight, &figures).await;
    let took = begun.elapsed().as_secs_f64();
    desks.close().await;
    let used = process::look(pid).since(&before);
    let store = Store::open(&database_url).await.expect("the database opens");
    let mark = format!("FROM ratings WHERE note LIKE 'load {}:%'", town.mark);
    let stored = rows::ids(&store, &format!("SELECT id {mark}")).await.into_iter().collect();
    let kept = rows::count(&store, &format!("SELECT COUNT(*) {mark}")).await;
    let distinct = rows::count(&store, &format!("SELECT COUNT(DISTINCT note) {mark}")).await;
    store.close().await;
    let (lost, doubled) = (told.acknowledged.difference(&stored).count(), kept - distinct);
    let line = json!({
        "scale": wanted.scale.name, "database": if database_url.starts_with("sqlite:") { "sqlite" } else { "postgres" },
        "seed": wanted.seed, "seconds": figures::round(took), "offered": told.offered, "stored": kept,
        "stored_a_second": figures::round(kept as f64 / took), "duplicates": told.duplicates, "refused": told.refused,
        "sent_again": told.sent_again, "held_back_ms": told.held_back.as_millis(), "lost": lost, "doubled": doubled,
        "on_phones": told.offered - told.acknowledged.len(), "answers": figures.answers(), "endpoints": figures.endpoints(),
        "rss_mib": used.memory_mib, "cpu_seconds": figures::round(used.cpu_seconds),
    });
    println!("{line}");
    drop((own, lease));
    if lost == 0 && doubled == 0 && told.offered == told.acknowledged.len() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
