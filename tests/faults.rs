//! The long form of the fault tests: `make faults`, or
//! `cargo run --release -p vigie-tests --example faults -- [--seed N] [--only F1,F3] [--rounds R] [--short] [--database sqlite]`.
//!
//! Prints one line of JSON a run on stdout; ends with 1 when a verdict is bad. Without a seed it draws one and says so.

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use futures_util::FutureExt as _;
use serde_json::json;
use vigie_tests::faults::{FAULTS, Fault, Plan, fault, outbox};
use vigie_tests::{Database, everywhere};

fn main() -> ExitCode {
    match read(std::env::args().skip(1)) {
        Ok((plan, faults)) => {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(everywhere(run(plan, faults)))
        }
        Err(problem) => {
            eprintln!(
                "{problem}\nfaults [--seed N] [--only F1,F3] [--rounds R] [--short] [--database sqlite|postgres]"
            );
            FAULTS.iter().for_each(|fault| eprintln!("  {:5} {}", fault.name, fault.what));
            ExitCode::from(2)
        }
    }
}

fn read(mut arguments: impl Iterator<Item = String>) -> Result<(Plan, Vec<&'static Fault>), String> {
    let drawn = u64::from(outbox::machine_time().timestamp_subsec_micros());
    let mut plan = Plan { seed: drawn, rounds: None, short: false, database: None };
    let mut faults: Vec<&'static Fault> = FAULTS.iter().collect();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--short" => plan.short = true,
            "--seed" => plan.seed = value()?.parse().map_err(|_| "--seed needs a number".to_owned())?,
            "--rounds" => plan.rounds = Some(value()?.parse().map_err(|_| "--rounds needs a number".to_owned())?),
            "--database" => {
                let name = value()?;
                let known = Database::BOTH.iter().find(|database| database.name() == name);
                plan.database = Some(*known.ok_or_else(|| format!("no database {name}"))?);
            }
            "--only" => {
                let names = value()?;
                let found: Option<Vec<_>> = names.split(',').map(|name| fault(name.trim())).collect();
                faults = found.ok_or_else(|| format!("not all of {names} are known"))?;
            }
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok((plan, faults))
}

async fn run(plan: Plan, faults: Vec<&'static Fault>) -> ExitCode {
    let mut good = true;
    for fault in faults {
        eprintln!("{}: {} (seed {})", fault.name, fault.what, plan.seed);
        match AssertUnwindSafe((fault.run)(plan)).catch_unwind().await {
            Ok(reports) => {
                for report in reports {
                    println!("{}", report.line());
                    good &= report.is_good();
                }
            }
            Err(_) => {
                // The rig itself gave up, and stderr says where: as bad as a bad verdict.
                println!("{}", json!({ "fault": fault.name, "seed": plan.seed, "verdict": "broken" }));
                good = false;
            }
        }
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
