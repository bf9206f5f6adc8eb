//! `demo`. (being built)

use super::Exit;
use crate::cli::{Cli, DemoArgs};

pub(super) fn run(_cli: &Cli, _args: &DemoArgs) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
