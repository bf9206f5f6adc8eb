//! `build`: check, render, write, verify, and say what was done.

use super::Exit;
use super::language::{style, words};
use super::site::{Job, build};
use crate::cli::{BuildArgs, Cli};

pub(super) fn run(cli: &Cli, args: &BuildArgs) -> Exit {
    let words = words(cli);
    let job = Job {
        root: &cli.root,
        out: args.out.clone().unwrap_or_else(|| cli.root.join("public")),
        as_of: args.as_of.as_deref(),
        release: args.release,
        full: args.full,
        words: &words,
        style: style(),
    };
    match build(&job) {
        Ok(built) => {
            eprint!("{}", built.remarks);
            print!("{}", built.summary);
            Exit::Good
        }
        Err(stop) => {
            eprint!("{}", stop.text);
            stop.exit
        }
    }
}
