//! `pack`: complete an interrupted build, compare the folder with its manifest, write the zip.

use super::Exit;
use super::language::words;
use super::site::{amount, interrupted};
use crate::cli::{Cli, PackArgs};
use crate::output::{self, Difference, PackFault};

pub(super) fn run(cli: &Cli, args: &PackArgs) -> Exit {
    let words = words(cli);
    let out = args.out.clone().unwrap_or_else(|| cli.root.join("public"));
    match interrupted(&out, &words) {
        Ok(said) => said.iter().for_each(|text| eprintln!("{text}")),
        Err(fault) => {
            eprintln!("{}", words.fill("cli.build.io", [("fault", fault.to_string().as_str())]));
            return Exit::Environment;
        }
    }
    match output::pack(&out, &args.to) {
        Ok(packed) => {
            let (files, size) = (packed.files.to_string(), amount(packed.bytes, &words));
            let to = args.to.display().to_string();
            let values = [("to", to.as_str()), ("files", &files), ("size", &size), ("hash", &packed.sha256)];
            println!("{}", words.fill("cli.pack.done", values));
            Exit::Good
        }
        Err(PackFault::Differs(differences)) => {
            for difference in &differences {
                eprintln!("{}", difference_text(difference, &words));
            }
            eprintln!("{}", words.fill("cli.pack.refused", [("out", out.display().to_string().as_str())]));
            Exit::Findings
        }
        Err(PackFault::Io(fault)) => {
            eprintln!("{}", words.fill("cli.build.io", [("fault", fault.to_string().as_str())]));
            Exit::Environment
        }
    }
}

/// One difference as a sentence.
fn difference_text(difference: &Difference, words: &crate::words::Words) -> String {
    match difference {
        Difference::NoManifest => words.get("cli.pack.no-manifest"),
        Difference::BadLine(line) => words.fill("cli.pack.bad-line", [("line", line.to_string().as_str())]),
        Difference::Missing(path) => words.fill("cli.pack.missing", [("path", path.as_str())]),
        Difference::Changed(path) => words.fill("cli.pack.changed", [("path", path.as_str())]),
    }
}
