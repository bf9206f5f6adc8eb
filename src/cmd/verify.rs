//! `verify`. (being built)

use super::Exit;
use crate::cli::{Cli, VerifyArgs};

pub(super) fn run(_cli: &Cli, _args: &VerifyArgs) -> Exit {
    eprintln!("not built yet");
    Exit::Environment
}
