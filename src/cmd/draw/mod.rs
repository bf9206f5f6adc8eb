//! `draw`: the steps of a draw at the terminal. In: arguments, the bureau's folder, the clock, the system's random source.
//! Out: files through `store`, sentences, an exit code.

mod alone;
mod args;
mod begin;
mod day;
mod end;
mod engines;
pub(super) mod later;
mod notice;
mod papers;
mod recover;
mod selection;
mod status;

use super::Exit;
use crate::cli::{Cli, DrawArgs, DrawCommand};
use crate::cmd::desk::{Desk, said};

pub(super) fn run(cli: &Cli, args: &DrawArgs) -> Exit {
    let desk = Desk::new(cli);
    let Some(command) = &args.command else { return day::run(&desk, args.at.as_deref()) };
    if let Some(at) = &args.at {
        return said(Err(desk.wrong("day.at-before", &[("at", at)])));
    }
    let done = match command {
        DrawCommand::Nonce(args) => begin::nonce(&desk, args),
        DrawCommand::Commit(args) => begin::commit(&desk, args),
        DrawCommand::Shortfall(args) => begin::shortfall(&desk, args),
        DrawCommand::Seal(args) => later::seal(&desk, args),
        DrawCommand::Slip(args) => later::slip(&desk, args),
        DrawCommand::Substitute(args) => later::substitute(&desk, args),
        DrawCommand::Reveal(args) => end::reveal(&desk, args),
        DrawCommand::Void(args) => end::void(&desk, args),
        DrawCommand::Lost(args) => end::lost(&desk, args),
        DrawCommand::Recover(args) => recover::recover(&desk, args),
        DrawCommand::Papers(args) => papers::papers(&desk, args),
        DrawCommand::Sql(args) => engines::sql(&desk, args),
        DrawCommand::ImportSelection(args) => selection::import_selection(&desk, args),
        DrawCommand::Status(args) => status::status(&desk, args),
        DrawCommand::Alone(args) => alone::alone(&desk, args),
    };
    said(done)
}
