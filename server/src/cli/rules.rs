//! `vigie rules`: check a rule set, and try one on a history.

use std::io;
use std::path::PathBuf;

use anyhow::Context as _;
use chrono::NaiveDate;
use clap::Subcommand;
use vigie_shared::lang::Lang;
use vigie_shared::rules::RuleSet;

use crate::backtest::command::{self, Request};
use crate::backtest::files::Inputs;
use crate::rulebook::source::{self, NoRules};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read a rule set and name each mistake with its place
    Check {
        /// A TOML or JSON file; `default` and `lean` are the built-in ones
        file: String,
    },
    /// Print the JSON Schema of rule sets, for editors
    Schema,
    /// Run a rule set over a history, exactly as the server would have
    Backtest(Backtest),
}

#[derive(Debug, clap::Args)]
pub struct Backtest {
    /// A TOML or JSON file; `default` and `lean` are the built-in ones
    #[arg(long, value_name = "FILE|default|lean")]
    rules: String,
    /// Ratings as JSON Lines, in any order; `-` reads them from stdin
    #[arg(long, value_name = "FILE.jsonl")]
    ratings: PathBuf,
    /// Planned and done visits: without them there is no silence
    #[arg(long, value_name = "FILE.jsonl")]
    visits: Option<PathBuf>,
    /// Declared absences: {"person_id","from_day","to_day"}
    #[arg(long, value_name = "FILE.jsonl")]
    absences: Option<PathBuf>,
    /// Known declines: how good the rules are
    #[arg(long, value_name = "FILE.jsonl")]
    truth: Option<PathBuf>,
    /// First day whose alerts are told; what came before is lived through all the same
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Last day; what was received later is not known
    #[arg(long)]
    to: Option<NaiveDate>,
    /// One JSON line an alert, then one with the figures
    #[arg(long)]
    json: bool,
    /// How many coordinators share the alerts; one for 250 persons if not given
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    coordinators: Option<u64>,
    /// Time zone of the history
    #[arg(long, default_value = "Europe/Paris", value_parser = super::federation::zone)]
    time_zone: chrono_tz::Tz,
    /// Language of the sentences: fr or en
    #[arg(long, default_value = "fr", value_parser = lang)]
    lang: Lang,
    /// Threads; as many as the machine has if not given
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=256))]
    threads: Option<u64>,
}

fn lang(text: &str) -> Result<Lang, String> {
    text.parse().map_err(|_| "fr or en".to_owned())
}

pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Check { file } => check(&file),
        Command::Schema => {
            print!("{}", vigie_shared::rules::rule_set::SCHEMA);
            Ok(())
        }
        Command::Backtest(args) => backtest(args),
    }
}

fn check(file: &str) -> anyhow::Result<()> {
    let set = load(file)?;
    let on = set.rules.iter().filter(|rule| rule.enabled).count();
    println!("{file}: {} rules, {on} of them on", set.rules.len());
    Ok(())
}

/// Reads a rule set; each mistake is said with its place.
fn load(file: &str) -> anyhow::Result<RuleSet> {
    source::load(file).map_err(|error| match &error {
        NoRules::Mistakes(_, invalid) => {
            for mistake in &invalid.mistakes {
                eprintln!("{file}: {mistake}");
            }
            anyhow::anyhow!("{error}: {} to mend", invalid.mistakes.len())
        }
        NoRules::Unreadable(..) => error.into(),
    })
}

fn backtest(args: Backtest) -> anyhow::Result<()> {
    let rules = load(&args.rules)?;
    let machine = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let inputs = Inputs {
        ratings: args.ratings,
        visits: args.visits,
        absences: args.absences,
        truth: args.truth,
        until: None,
        zone: args.time_zone,
    };
    let request = Request {
        rules,
        inputs: inputs.clone(),
        from: args.from,
        to: args.to,
        lang: args.lang,
        coordinators: args.coordinators,
        threads: args.threads.map_or(machine, |threads| usize::try_from(threads).unwrap_or(1)),
    };
    let answer = command::run(request).map_err(anyhow::Error::msg)?;
    let written = command::complain(&answer, &inputs, &mut io::stderr().lock()).and_then(|()| {
        let mut out = io::BufWriter::new(io::stdout().lock());
        if args.json {
            command::write_json(&answer, &mut out)
        } else {
            command::write_text(&answer, &args.rules, &mut out)
        }
    });
    match written {
        // Whoever reads us has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write the result"),
    }
}
