//! One file a command, each a short recipe; nobody uses `cmd`. Here and only here are the clock, the random source and
//! the terminal.

use crate::cli::{Cli, Command};

#[cfg(feature = "site")]
mod archive;
#[cfg(feature = "site")]
mod ask;
#[cfg(feature = "site")]
mod build;
#[cfg(feature = "site")]
mod check;
mod clock;
#[cfg(feature = "site")]
mod demo;
#[cfg(feature = "site")]
mod desk;
#[cfg(feature = "site")]
mod draw;
#[cfg(feature = "site")]
mod envelope;
#[cfg(feature = "site")]
mod explain;
#[cfg(feature = "site")]
mod gather;
#[cfg(feature = "site")]
mod handout;
mod help;
#[cfg(feature = "site")]
mod import;
#[cfg(feature = "site")]
mod init;
mod language;
#[cfg(feature = "site")]
mod live;
mod log;
#[cfg(feature = "site")]
mod menu;
#[cfg(feature = "site")]
mod pack;
#[cfg(feature = "site")]
mod passphrase;
mod reason;
#[cfg(feature = "site")]
mod report;
#[cfg(feature = "site")]
mod result;
#[cfg(feature = "site")]
mod serve;
#[cfg(feature = "site")]
mod site;
mod source;
#[cfg(feature = "site")]
mod start;
#[cfg(feature = "site")]
mod template;
#[cfg(feature = "site")]
mod themes;
#[cfg(feature = "site")]
mod todo;
mod verify;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Good.
    Good,
    /// Findings, or a failed verdict.
    Findings,
    /// Wrong usage.
    Usage,
    /// The environment: no permission, disk full, not a bureau's folder.
    Environment,
}

/// Reads the arguments of this process and runs them. Out: the exit code.
pub fn main() -> u8 {
    match help::parse(std::env::args_os()) {
        Ok(cli) => run(&cli),
        Err(code) => code,
    }
}

/// The commands with their help in a language (`zh-CN` or `en`), from the word files.
pub fn command_in(lang: &str) -> clap::Command {
    help::command(&language::of(lang))
}

/// Runs a command. Out: the exit code.
pub fn run(cli: &Cli) -> u8 {
    let exit = match &cli.command {
        Some(command) => one(cli, command),
        #[cfg(feature = "site")]
        None => menu::bare(cli),
        #[cfg(not(feature = "site"))]
        None => help::shown(cli),
    };
    match exit {
        Exit::Good => 0,
        Exit::Findings => 1,
        Exit::Usage => 2,
        Exit::Environment => 3,
    }
}

/// Runs one command.
fn one(cli: &Cli, command: &Command) -> Exit {
    match command {
        #[cfg(feature = "site")]
        Command::Init(args) => init::run(cli, args),
        #[cfg(feature = "site")]
        Command::Check(args) => check::run(cli, args),
        #[cfg(feature = "site")]
        Command::Build(args) => build::run(cli, args),
        #[cfg(feature = "site")]
        Command::Serve(args) => serve::run(cli, args),
        #[cfg(feature = "site")]
        Command::Todo(args) => todo::run(cli, args),
        #[cfg(feature = "site")]
        Command::Template(args) => template::run(cli, args),
        #[cfg(feature = "site")]
        Command::Report(args) => report::run(cli, args),
        #[cfg(feature = "site")]
        Command::Explain(args) => explain::run(cli, args),
        #[cfg(feature = "site")]
        Command::Draw(args) => draw::run(cli, args),
        #[cfg(feature = "site")]
        Command::Menu => menu::run(cli),
        #[cfg(feature = "site")]
        Command::Result(command) => result::run(cli, command),
        #[cfg(feature = "site")]
        Command::Demo(args) => demo::run(cli, args),
        #[cfg(feature = "site")]
        Command::Import(args) => import::run(cli, args),
        #[cfg(feature = "site")]
        Command::Pack(args) => pack::run(cli, args),
        #[cfg(feature = "site")]
        Command::Archive(args) => archive::run(cli, args),
        #[cfg(feature = "site")]
        Command::Gather(args) => gather::run(cli, args),
        #[cfg(feature = "site")]
        Command::Handout(args) => handout::run(cli, args),
        Command::Log(command) => log::run(cli, command),
        Command::Verify(args) => verify::run(cli, args),
    }
}
