//! `log witness` on another office's machine, and `log cosign` at the bureau. The witness says one thing: at this time I saw this
//! head, and it extends every head I saw before.

use super::{keys, memory};
use crate::cli::{CosignArgs, WitnessArgs};
use crate::cmd::clock;
use crate::cmd::desk::{Desk, Done};
use crate::log::{KeyKind, Signature, VerifierKey, cosign as sign, cosigned_at};
use crate::model::write_time;
use crate::steps::Step;
use crate::verify::{Options, Reader, read_log};

/// Compares a log with what was seen before, remembers it, prints the line.
pub(super) fn witness(desk: &Desk<'_>, args: &WitnessArgs) -> Done {
    let unreadable =
        |fault: &dyn ToString| desk.wrong("cli.log.site", &[("site", &args.site), ("fault", &fault.to_string())]);
    let given = match &args.log_key {
        None => None,
        Some(text) => {
            let key = VerifierKey::parse(text.trim()).filter(|key| key.kind == KeyKind::Log);
            Some(key.ok_or_else(|| desk.wrong("verify.bad-log-key", &[("value", text)]))?)
        }
    };
    let reader = desk.source(&args.site, &args.source)?;
    let paths = reader.paths().map_err(|fault| desk.unreadable(&fault))?;
    let options = Options { log_key: given.clone(), ..Options::default() };
    let book = match read_log(&reader, &paths, &options).map_err(|fault| desk.unreadable(&fault))? {
        None => return Err(unreadable(&"log/entries.txt")),
        Some(Err(faults)) => return Err(desk.finding("cli.log.broken", &[("faults", &desk.faults_of(&faults))])),
        Some(Ok(book)) => book,
    };
    let seen = memory::read(&args.memory, &book.key.name).map_err(|fault| desk.io(&args.memory, &fault))?;
    match &seen {
        None if given.is_none() => {
            return Err(desk.wrong("cli.log.first-time", &[("key", &book.key.to_string())]));
        }
        None => {}
        Some(seen) if seen.key != book.key => {
            return Err(desk.finding("cli.log.other-key", &[("key", &seen.key.to_string())]));
        }
        Some(seen) if !book.extends(&seen.head) => {
            let (theirs, ours) = (book.entries.len().to_string(), seen.head.size.to_string());
            return Err(desk.finding("cli.log.rewritten", &[("ours", &ours), ("theirs", &theirs)]));
        }
        Some(_) => {}
    }
    let key = keys::open(desk, &args.key, &args.passphrase)?;
    let note = &book.notes[&book.entries.len()];
    let now = clock::now();
    let line = sign(note, &key, now).ok_or_else(|| desk.wrong("cli.log.no-witness-key", &[]))?;
    memory::write(&args.memory, &book).map_err(|fault| desk.io(&args.memory, &fault))?;
    let (size, time) = (book.entries.len().to_string(), write_time(now));
    let said = match seen.map(|seen| seen.head.size.to_string()) {
        None => desk.tell("cli.log.witnessed-first", &[("size", &size), ("time", &time)]),
        Some(before) => desk.tell("cli.log.witnessed", &[("before", &before), ("size", &size), ("time", &time)]),
    };
    eprint!("{said}");
    Ok(line.to_line() + "\n")
}

/// Adds a witness's line to the note it signs.
pub(super) fn cosign(desk: &Desk<'_>, args: &CosignArgs) -> Done {
    let path = args.line.display().to_string();
    let text = std::fs::read_to_string(&args.line).map_err(|fault| desk.io(&args.line, &fault))?;
    let county = desk.county(None)?;
    let book = county.site.log.clone().ok_or_else(|| desk.wrong("cli.log.no-log", &[]))?;
    let lines: Vec<Signature> = text.lines().filter_map(Signature::parse).collect();
    let witnesses = county.site.witnesses();
    let (mut grown, mut said) = (book.clone(), String::new());
    for line in &lines {
        let Some(key) = witnesses.iter().find(|key| line.is_by(key)) else {
            return Err(desk.finding("cli.log.unknown-witness", &[("name", &line.name)]));
        };
        let of = |note: &&crate::log::Note| cosigned_at(note, line, key).is_some();
        let Some((size, note)) = book.notes.iter().find(|(_, note)| of(note)) else {
            return Err(desk.finding("cli.log.no-head", &[("name", &line.name)]));
        };
        let time = cosigned_at(note, line, key).map(write_time).unwrap_or_default();
        let own = grown.notes.get_mut(size).expect("the same sizes");
        if !own.signatures.contains(line) {
            own.signatures.push(line.clone());
        }
        said.push_str(
            &desk.tell("cli.log.cosigned", &[("name", &line.name), ("size", &size.to_string()), ("time", &time)]),
        );
    }
    if lines.is_empty() {
        return Err(desk.wrong("cli.log.no-line", &[("path", &path)]));
    }
    let old = book.to_files();
    let changed = grown.to_files().into_iter().filter(|(name, bytes)| old.get(name) != Some(bytes));
    let public = changed.map(|(name, bytes)| (format!("log/{name}"), bytes)).collect();
    desk.apply(&Step { public, ..Step::default() })?;
    Ok(said)
}
