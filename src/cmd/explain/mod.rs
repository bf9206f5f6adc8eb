//! `explain`: what a code, a rule or a word means, or where a published page or number comes from. In: a word, or the bureau's folder and
//! a path. Out: sentences, files and rows. Nothing is written.

mod code;
mod place;

use super::Exit;
use super::desk::{Desk, Done, said};
use crate::cli::{Cli, ExplainArgs};

pub(super) fn run(cli: &Cli, args: &ExplainArgs) -> Exit {
    let desk = Desk::new(cli);
    said(explain(&desk, args))
}

fn explain(desk: &Desk<'_>, args: &ExplainArgs) -> Done {
    match code::explain(desk.words(), &args.what) {
        Some(text) if args.number.is_empty() => Ok(text),
        _ => place::explain(desk, args),
    }
}
