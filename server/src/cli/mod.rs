//! The command line: results on stdout, messages for people on stderr; 0 done, 1 failed, 2 wrong usage.
//!
//! To add a command: a file here with its arguments and a `run`, a variant of [`Command`].

mod backup;
mod demo;
mod doctor;
mod export;
mod federation;
mod import;
mod keys;
mod rules;
pub mod serve;
mod simulate;
mod user;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, LogFormat};
use crate::store::scope::everywhere;

/// Vigie: after every visit an aide taps how the person is doing; whoever is needed hears of it.
#[derive(Debug, Parser)]
#[command(name = "vigie", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve a fictional federation with weeks of history, to look around in
    Demo(demo::Args),
    /// Serve
    Serve(serve::Args),
    /// Bring the database's schema up to date
    Migrate,
    /// Check configuration, keys, database, clock and push, and say what to mend
    Doctor,
    /// Set up federations
    #[command(subcommand)]
    Federation(federation::Command),
    /// Set up accounts
    #[command(subcommand)]
    User(user::Command),
    /// Read files from other software
    #[command(subcommand)]
    Import(import::Command),
    /// Hand out what is kept about somebody
    #[command(subcommand)]
    Export(export::Command),
    /// Check a rule set, or try one on a history
    #[command(subcommand)]
    Rules(rules::Command),
    /// Make keys
    #[command(subcommand)]
    Keys(keys::Command),
    /// Make a synthetic population, the same for the same seed
    Simulate(simulate::Args),
    /// Copy the embedded database while it is in use, and check the copy
    Backup(backup::Args),
    /// Look for traces of tampering
    #[command(subcommand)]
    Verify(verify::Command),
    /// Print the OpenAPI document
    Openapi,
}

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::load() {
        Ok(config) => config,
        Err(error) => {
            eprintln!("vigie: {error}");
            return ExitCode::from(2);
        }
    };
    let quiet = matches!(cli.command, Command::Demo(_)) && std::env::var_os("VIGIE_LOG").is_none();
    start_logging(&config, quiet);
    crate::metrics::install();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("vigie: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    // Whoever types a command acts for the whole installation.
    match runtime.block_on(everywhere(dispatch(cli.command, config))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("vigie: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(command: Command, config: Config) -> anyhow::Result<()> {
    match command {
        Command::Demo(args) => demo::run(args, config).await,
        Command::Serve(args) => serve::run(args, config).await,
        Command::Migrate => {
            let store = serve::open_store(&config).await?;
            store.migrate().await?;
            eprintln!("The schema is up to date.");
            Ok(())
        }
        Command::Doctor => doctor::run(config).await,
        Command::Federation(command) => federation::run(command, config).await,
        Command::User(command) => user::run(command, config).await,
        Command::Import(command) => import::run(command, config).await,
        Command::Export(command) => export::run(command, config).await,
        Command::Keys(command) => keys::run(&command, &config).await,
        Command::Rules(command) => rules::run(command),
        Command::Simulate(args) => simulate::run(args),
        Command::Verify(command) => verify::run(command, config).await,
        Command::Backup(args) => backup::run(args, config).await,
        Command::Openapi => {
            println!("{}", crate::http::router::openapi().to_pretty_json()?);
            Ok(())
        }
    }
}

/// Logs go to stderr: stdout belongs to results. A visitor of the demo hears only of what goes wrong.
fn start_logging(config: &Config, quiet: bool) {
    use tracing_subscriber::{EnvFilter, fmt};
    let wanted = if quiet { "warn" } else { &config.log };
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Json => builder.json().try_init(),
        LogFormat::Text => builder.with_target(false).compact().try_init(),
    };
    if let Err(error) = started {
        eprintln!("vigie: logging could not be started: {error}");
    }
}
