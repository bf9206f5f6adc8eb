//! `demo`: write a fictional county into an empty folder.

use super::Exit;
use super::language::{style, words};
use crate::cli::{Cli, DemoArgs};
use crate::demo::{self, DemoFault, LEAST};
use crate::diag;
use std::collections::BTreeMap;

pub(super) fn run(cli: &Cli, args: &DemoArgs) -> Exit {
    let words = words(cli);
    let (dir, least) = (args.dir.display().to_string(), LEAST.to_string());
    match demo::write(&args.dir, args.objects, args.seed) {
        Ok(()) => {
            println!("{}", words.fill("cli.demo.done", [("dir", dir.as_str())]));
            Exit::Good
        }
        Err(DemoFault::NotEmpty(dir)) => {
            eprintln!("{}", words.fill("cli.demo.not-empty", [("dir", dir.as_str())]));
            Exit::Usage
        }
        Err(DemoFault::TooFew) => {
            eprintln!("{}", words.fill("cli.demo.too-few", [("least", least.as_str())]));
            Exit::Usage
        }
        Err(DemoFault::Refused(report)) => {
            eprint!("{}", diag::print(&report, &words, &BTreeMap::new(), style()));
            Exit::Findings
        }
        Err(fault) => {
            eprintln!("{}", words.fill("cli.build.io", [("fault", fault.to_string().as_str())]));
            Exit::Environment
        }
    }
}
