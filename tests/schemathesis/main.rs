//! Schemathesis (a Python program) reads the OpenAPI document and calls every operation of a real `vigie serve` with data that the document
//! allows and data that it forbids, once as each role: `make schemathesis`, or
//! `cargo run -p vigie-tests --example schemathesis -- [--short] [--database sqlite|postgres] [--role aide] [--cases N] [--seed N]`.
//!
//! Passes when there is no 5xx, no answer that the document does not name, none of another shape, nothing forbidden that is accepted and
//! nothing allowed that is called unreadable; and when the server still stands and has logged no error. Which checks bend where, and why,
//! is in `schemathesis.toml`. The program itself is in `tests/.venv`; `make` puts it there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;
use vigie_server::app::App;
use vigie_server::clock::Clock;
use vigie_server::config::Config;
use vigie_server::demo::{self, Account};
use vigie_tests::faults::nodes::Launch;
use vigie_tests::{Database, Vigie, everywhere, fresh_database};

/// As much as a session of each role is worth at length: well over ten thousand cases a database.
const LONG: Depth = Depth { phases: "coverage,fuzzing", cases: "25" };
/// What every submission waits for: a thousand and some.
const SHORT: Depth = Depth { phases: "fuzzing", cases: "1" };
/// The short form tries the same cases each time, so that it fails because of a change and not because of the day.
const SEED: &str = "1";

/// The database, on SQLite.
const FILE: &str = "vigie.db";

/// How much is tried.
struct Depth {
    phases: &'static str,
    /// At most so many an operation, in the fuzzing phase.
    cases: &'static str,
}

/// What the command line asks for.
struct Plan {
    depth: Depth,
    cases: Option<String>,
    seed: String,
    databases: Vec<Database>,
    role: Option<String>,
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    match runtime.block_on(everywhere(run(&plan()))) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn plan() -> Plan {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|one| one == name).and_then(|at| arguments.get(at + 1)).cloned();
    let short = arguments.iter().any(|one| one == "--short");
    let wanted = value("--database");
    let by_name = |database: &&Database| wanted.as_deref().map_or(!short, |name| name == database.name());
    let mut databases: Vec<Database> = Database::BOTH.iter().filter(by_name).copied().collect();
    if databases.is_empty() {
        databases.push(Database::Sqlite);
    }
    let seed = value("--seed").unwrap_or_else(|| if short { SEED.to_owned() } else { std::process::id().to_string() });
    Plan { depth: if short { SHORT } else { LONG }, cases: value("--cases"), seed, databases, role: value("--role") }
}

/// One line of JSON a database and role on stdout; whether all of them passed.
async fn run(plan: &Plan) -> anyhow::Result<bool> {
    let mut all = true;
    // PostgreSQL is filled anew for each role; a file can be copied.
    let template = TempDir::new()?;
    fill(&file_in(template.path()), template.path()).await?;
    for database in &plan.databases {
        // What one role's cases did to the federation must not be in the way of the next one's.
        for role in ["aide", "coordinator", "sector_referent", "administrator"] {
            if plan.role.as_deref().is_none_or(|wanted| wanted == role) {
                let verdict = try_as(plan, (*database, template.path()), role).await?;
                println!("{verdict}");
                all &= verdict["good"] == true;
            }
        }
    }
    Ok(all)
}

fn file_in(folder: &Path) -> String {
    format!("sqlite://{}", folder.join(FILE).display())
}

async fn try_as(plan: &Plan, (database, template): (Database, &Path), role: &str) -> anyhow::Result<Value> {
    let folder = TempDir::new()?;
    let (url, _lease) = match database {
        Database::Sqlite => {
            fs::copy(template.join(FILE), folder.path().join(FILE))?;
            (file_in(folder.path()), None)
        }
        Database::Postgres => {
            let (url, lease) = fresh_database().await;
            fill(&url, folder.path()).await?;
            (url, Some(lease))
        }
    };
    let accounts = demo::accounts();
    let account = accounts.iter().find(|account| account.role == role).context("an account of each role")?;
    let log = folder.path().join("server.log");
    let launch = Launch {
        database_url: url,
        data: folder.path().to_owned(),
        environment: vec![("VIGIE_TRUSTED_PROXIES".to_owned(), "127.0.0.1".to_owned())],
        log: Some(log.clone()),
        ..Launch::default()
    };
    let mut server = Vigie::launch(&launch).await;
    let report = folder.path().join("report.json");
    let told = call(plan, &server, account, &report)?;
    let standing = server.lives();
    let errors = errors_in(&fs::read_to_string(&log)?);
    let good = told && standing && errors.is_empty();
    let report: Value = serde_json::from_str(&fs::read_to_string(&report)?)?;
    Ok(json!({
        "good": good, "database": database.name(), "role": role, "seed": plan.seed,
        "operations": report["operations"]["tested"], "cases": report["test_cases"]["generated"],
        "failures": report["test_cases"]["unique_failures"], "seconds": report["running_time"],
        "server_stands": standing, "errors_logged": errors,
    }))
}

/// The demo's federation: eight weeks of everything, so that the cases have something to find.
async fn fill(url: &str, folder: &Path) -> anyhow::Result<()> {
    let settings = BTreeMap::from([
        ("VIGIE_DATABASE_URL".to_owned(), url.to_owned()),
        ("VIGIE_DATA_DIR".to_owned(), folder.display().to_string()),
    ]);
    let config = Config::from_parts("none", "", &settings)?;
    let app = App::open(config, Clock::system(), Url::parse("http://127.0.0.1/")?, true).await?;
    demo::seed_once(&app).await?;
    app.store.close().await;
    Ok(())
}

/// Runs Schemathesis; its own report goes to stdout when it found something.
fn call(plan: &Plan, server: &Vigie, account: &Account, report: &Path) -> anyhow::Result<bool> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = here.join(".venv/bin/schemathesis");
    ensure!(program.exists(), "{} is not there: `make tests/.venv/.installed` puts it there", program.display());
    let cases = plan.cases.as_deref().unwrap_or(plan.depth.cases);
    let document = format!("{}/api/openapi.json", server.base_url());
    let output = Command::new(program)
        .current_dir(here.join("schemathesis"))
        .args(["run", &document, "--phases", plan.depth.phases, "--max-examples", cases, "--seed", &plan.seed])
        .args(["--no-color", "--warnings", "off", "--report", "json", "--report-json-path"])
        .arg(report)
        .env("VIGIE_URL", server.base_url())
        .env("VIGIE_LOGIN", &account.login)
        .env("VIGIE_SECRET", account.secret)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .context("schemathesis runs")?;
    if !output.status.success() {
        println!("{}", String::from_utf8_lossy(&output.stdout));
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.status.success())
}

/// Lines of the log that say something of ours went wrong.
fn errors_in(log: &str) -> Vec<String> {
    let wrong = |line: &&str| line.contains("ERROR") || line.contains("panicked");
    log.lines().filter(wrong).take(20).map(str::to_owned).collect()
}
