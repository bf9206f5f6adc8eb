//! `pack`. (being built)

use super::Exit;
use crate::cli::{Cli, PackArgs};

pub(super) fn run(_cli: &Cli, _args: &PackArgs) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
