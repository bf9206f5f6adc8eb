//! `check`. (being built)

use super::Exit;
use crate::cli::{CheckArgs, Cli};

pub(super) fn run(_cli: &Cli, _args: &CheckArgs) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
