//! `log monitor`: a published site against what this machine saw of it before. Anybody may run it; it needs no bureau's folder.

use super::memory;
use crate::cli::{Cli, MonitorArgs};
use crate::cmd::language::words;
use crate::cmd::{Exit, clock};
use crate::log::{Book, KeyKind, VerifierKey};
use crate::model::{parse_day, write_time};
use crate::verify::{FolderReader, Options, Reader, Verdict, read_log, verify_site};
use crate::words::Words;
use std::path::Path;

pub(super) fn run(cli: &Cli, args: &MonitorArgs) -> Exit {
    let words = words(cli);
    match watch(&words, args) {
        Ok((text, exit)) => {
            print!("{text}");
            exit
        }
        Err((text, exit)) => {
            eprint!("{text}");
            exit
        }
    }
}

type Said = (String, Exit);

fn watch(words: &Words, args: &MonitorArgs) -> Result<Said, Said> {
    let say = |key: &str, args: &[(&str, &str)]| words.fill(key, args.iter().copied()) + "\n";
    let usage = |key: &str, value: &str| (say(key, &[("value", value)]), Exit::Usage);
    let key = |text: &String, kind, code| {
        VerifierKey::parse(text.trim()).filter(|key| key.kind == kind).ok_or_else(|| usage(code, text))
    };
    let given = args.log_key.as_ref().map(|text| key(text, KeyKind::Log, "verify.bad-log-key")).transpose()?;
    let witnesses: Vec<VerifierKey> = args
        .witnesses
        .iter()
        .map(|text| key(text, KeyKind::Witness, "verify.bad-witness"))
        .collect::<Result<_, _>>()?;
    let as_of = match &args.as_of {
        Some(text) => parse_day(text).ok_or_else(|| usage("verify.bad-day", text))?,
        None => clock::today(),
    };
    let unreadable = |fault: &dyn ToString| {
        (say("cli.log.site", &[("site", &args.site), ("fault", &fault.to_string())]), Exit::Environment)
    };
    let reader = FolderReader::new(Path::new(&args.site));
    let paths = reader.paths().map_err(|fault| unreadable(&fault))?;
    let options = Options { as_of: Some(as_of), log_key: given.clone(), witnesses, ..Options::default() };
    let book = match read_log(&reader, &paths, &options) {
        None => return Err(unreadable(&"log/entries.txt")),
        Some(Err(faults)) => {
            let faults = crate::cmd::verify::faults(&faults, words);
            return Err((say("cli.log.broken", &[("faults", &faults)]), Exit::Findings));
        }
        Some(Ok(book)) => book,
    };
    let seen = memory::read(&args.memory, &book.key.name).map_err(|fault| unreadable(&fault))?;
    if let Some(seen) = &seen {
        if seen.key != book.key {
            return Err((say("cli.log.other-key", &[("key", &seen.key.to_string())]), Exit::Findings));
        }
        if !book.extends(&seen.head) {
            let (theirs, ours) = (book.entries.len().to_string(), seen.head.size.to_string());
            let text = say("cli.log.rewritten", &[("ours", &ours), ("theirs", &theirs)]);
            // What was signed before is the proof; it is shown so that it can be handed on.
            let proof = String::from_utf8_lossy(&seen.note.to_bytes()).into_owned();
            return Err((text + &proof, Exit::Findings));
        }
    }
    let before = seen.as_ref().map_or(0, |seen| seen.head.size);
    let mut text = news(&say, &book, before);
    let options = Options { log_key: given.or(seen.map(|seen| seen.key)), ..options };
    let verdicts = verify_site(&reader, &options).map_err(|fault| unreadable(&fault))?;
    text.push_str(&states(&say, words, &verdicts));
    if verdicts.iter().any(Verdict::is_failed) {
        // A site that fails is not remembered: the next run tells it again.
        return Ok((text, Exit::Findings));
    }
    memory::write(&args.memory, &book).map_err(|fault| unreadable(&fault))?;
    Ok((text, Exit::Good))
}

/// What came after the head that was seen before.
fn news(say: &dyn Fn(&str, &[(&str, &str)]) -> String, book: &Book, before: usize) -> String {
    let (old, size) = (before.to_string(), book.entries.len().to_string());
    let mut text = say("cli.log.monitor.head", &[("origin", &book.key.name), ("before", &old), ("size", &size)]);
    for (at, entry) in book.entries.iter().enumerate().skip(before) {
        let earlier = book.entries[..at].iter().any(|old| old.is_record() && old.path == entry.path);
        let key = match (entry.is_record(), earlier) {
            (true, false) => "cli.log.monitor.new",
            (true, true) => "cli.log.monitor.changed",
            (false, _) => "cli.log.monitor.withdrawn",
        };
        text.push_str(&say(key, &[("path", &entry.path), ("time", &write_time(entry.time))]));
    }
    text
}

fn states(say: &dyn Fn(&str, &[(&str, &str)]) -> String, words: &Words, verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        if verdict.overdue {
            text.push_str(&say("cli.log.monitor.overdue", &[("draw", &verdict.draw)]));
        }
        if verdict.is_failed() {
            let faults = crate::cmd::verify::faults(&verdict.faults, words);
            text.push_str(&say("cli.log.monitor.failed", &[("draw", &verdict.draw), ("faults", &faults)]));
        }
    }
    text
}
