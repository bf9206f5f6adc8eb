//! Parses arguments, calls `cmd::run`, turns the outcome into an exit code: 0 good, 1 findings or a failed verdict, 2 usage,
//! 3 environment.

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mingchou::cmd::run(&mingchou::cli::Cli::parse()))
}
