//! `result`: results without a text editor. In: arguments, answers on standard input, the bureau's folder, the clock. Out: tables through
//! `store`, sentences, an exit code. Everything is asked and checked before anything is written.

mod absent;
mod add;
mod change;
mod event;
mod exempt;
mod list;
mod publish;
mod questions;
mod why;
mod work;

use super::Exit;
use crate::cli::{Cli, EventCommand, ResultCommand};
use crate::cmd::desk::{Desk, said};

pub(super) fn run(cli: &Cli, command: &ResultCommand) -> Exit {
    let desk = Desk::new(cli);
    let done = match command {
        ResultCommand::Add(args) => add::add(&desk, args),
        ResultCommand::Publish(args) => publish::publish(&desk, args),
        ResultCommand::Follow(args) => change::follow(&desk, args),
        ResultCommand::Correct(args) => change::correct(&desk, args),
        ResultCommand::Withhold(args) => change::withhold(&desk, args),
        ResultCommand::Exempt(args) => exempt::exempt(&desk, args),
        ResultCommand::Event(EventCommand::Special(args)) => event::special(&desk, args),
        ResultCommand::Event(EventCommand::Superior(args)) => event::superior(&desk, args),
        ResultCommand::Absent(args) => absent::absent(&desk, args),
        ResultCommand::List(args) => list::list(&desk, args),
        ResultCommand::Why(args) => why::why(&desk, args),
    };
    said(done)
}
