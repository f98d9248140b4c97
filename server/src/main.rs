//! The binary `vigie`.

use std::process::ExitCode;

fn main() -> ExitCode {
    vigie_server::cli::run()
}
