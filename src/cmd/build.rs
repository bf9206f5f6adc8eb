//! `build`. (being built)

use super::Exit;
use crate::cli::{BuildArgs, Cli};

pub(super) fn run(_cli: &Cli, _args: &BuildArgs) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
