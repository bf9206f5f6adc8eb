//! `draw`. (being built)

use super::Exit;
use crate::cli::{Cli, DrawCommand};

pub(super) fn run(_cli: &Cli, _args: &DrawCommand) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
