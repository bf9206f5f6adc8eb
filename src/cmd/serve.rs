//! `serve`. (being built)

use super::Exit;
use crate::cli::{Cli, ServeArgs};

pub(super) fn run(_cli: &Cli, _args: &ServeArgs) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
