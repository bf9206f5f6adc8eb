//! `serve`: build, show the site on this machine, build again when a file changes. A build that fails keeps the last good
//! site and shows its diagnostics above each page.

use super::Exit;
use super::language::words;
use super::site::{Job, build};
use crate::cli::{Cli, ServeArgs};
use crate::diag::Style;
use crate::serve::{Preview, Texts, Watch};
use std::sync::Arc;
use std::time::Duration;

/// Pause between two looks at the files.
const PAUSE: Duration = Duration::from_millis(400);

pub(super) fn run(cli: &Cli, args: &ServeArgs) -> Exit {
    let words = words(cli);
    let out = cli.root.join("public");
    let texts = Texts { fault: words.get("cli.serve.fault"), missing: words.get("cli.serve.missing") };
    let preview = match Preview::bind(args.port, &out, texts) {
        Ok(preview) => Arc::new(preview),
        Err(fault) => {
            let (port, fault) = (args.port.to_string(), super::reason::of(&words, &fault));
            eprintln!("{}", words.fill("cli.serve.busy", [("port", port.as_str()), ("fault", &fault)]));
            return Exit::Environment;
        }
    };
    let job = Job {
        root: &cli.root,
        out,
        as_of: args.as_of.as_deref(),
        release: false,
        full: false,
        words: &words,
        style: Style::Plain,
    };
    let (content, themes) = (cli.root.join("content"), cli.root.join("themes"));
    let mut watch = Watch::new(&[&content, &themes]);
    let first = once(&job, &preview);
    // Nothing to show yet and nothing to wait for: the command was given in a wrong folder or with a wrong argument.
    if first != Exit::Good && first != Exit::Findings {
        return first;
    }
    if let Ok(address) = preview.address() {
        println!("{}", words.fill("cli.serve.at", [("address", format!("http://{address}/").as_str())]));
    }
    let answering = Arc::clone(&preview);
    std::thread::spawn(move || answering.run());
    loop {
        std::thread::sleep(PAUSE);
        if watch.changed() {
            println!("{}", words.get("cli.serve.changed"));
            once(&job, &preview);
        }
    }
}

fn once(job: &Job<'_>, preview: &Preview) -> Exit {
    match build(job) {
        Ok(built) => {
            eprint!("{}", built.remarks);
            print!("{}", built.summary);
            preview.built(None);
            Exit::Good
        }
        Err(stop) => {
            eprint!("{}", stop.text);
            preview.built(Some(stop.text));
            stop.exit
        }
    }
}
