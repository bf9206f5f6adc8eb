//! `log witness` on another office's machine, and `log cosign` at the bureau. The witness says one thing: at this time I saw this
//! head, and it extends every head I saw before.

use super::memory::Seen;
use super::{keys, memory};
use crate::cli::{CosignArgs, ProofArgs, WitnessArgs};
use crate::cmd::clock;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::log::{Book, Checkpoint, Growth, KeyKind, Note, Signature, VerifierKey, cosign as sign, cosigned_at};
use crate::model::write_time;
use crate::steps::Step;
use crate::verify::{Options, Reader, read_log};

/// What a witness is shown: the head, whose it is, and where it came from.
struct Shown {
    key: VerifierKey,
    /// Whether the key is known from elsewhere than the log itself.
    is_known: bool,
    note: Note,
    head: Checkpoint,
    evidence: Evidence,
}

/// The whole log, or the proof alone.
enum Evidence {
    Log(Box<Book>),
    Proof(Growth),
}

/// Compares a log with what was seen before, remembers it, prints the line.
pub(super) fn witness(desk: &Desk<'_>, args: &WitnessArgs) -> Done {
    let given = match &args.log_key {
        None => None,
        Some(text) => {
            let key = VerifierKey::parse(text.trim()).filter(|key| key.kind == KeyKind::Log);
            Some(key.ok_or_else(|| desk.wrong("verify.bad-log-key", &[("value", text)]))?)
        }
    };
    // Two at once would each sign what extends the old head, and so two histories.
    let lock = memory::lock(&args.memory).map_err(|fault| desk.io(&args.memory, &fault))?;
    let path = args.memory.display().to_string();
    let _lock = lock.ok_or_else(|| Stop {
        text: desk.tell("memory.busy", &[("path", &path)]),
        exit: crate::cmd::Exit::Environment,
    })?;
    let shown = match file(&args.site) {
        Some(bytes) => proof(desk, args, &bytes, given.as_ref())?,
        None => whole(desk, args, given.as_ref())?,
    };
    let seen = remembered(desk, args, &shown.head.origin)?;
    if let Some(seen) = &seen {
        compare(desk, seen, &shown)?;
    } else if !shown.is_known {
        return Err(desk.wrong("cli.log.first-time", &[("key", &shown.key.to_string())]));
    }
    let key = keys::open(desk, &args.key, &args.passphrase)?;
    let now = clock::now();
    let line = sign(&shown.note, &key, now).ok_or_else(|| desk.wrong("cli.log.no-witness-key", &[]))?;
    memory::write_head(&args.memory, &shown.key, &shown.note).map_err(|fault| desk.io(&args.memory, &fault))?;
    let (size, time) = (shown.head.size.to_string(), write_time(now));
    let said = match seen.map(|seen| seen.head.size.to_string()) {
        None => desk.tell("cli.log.witnessed-first", &[("size", &size), ("time", &time)]),
        Some(before) => desk.tell("cli.log.witnessed", &[("before", &before), ("size", &size), ("time", &time)]),
    };
    eprint!("{said}");
    Ok(line.to_line() + "\n")
}

fn unusable(desk: &Desk<'_>, args: &WitnessArgs, fault: &dyn ToString) -> Stop {
    desk.wrong("cli.log.site", &[("site", &args.site), ("fault", &fault.to_string())])
}

fn remembered(desk: &Desk<'_>, args: &WitnessArgs, origin: &str) -> Result<Option<Seen>, Stop> {
    memory::read(&args.memory, origin).map_err(|fault| desk.io(&args.memory, &fault))
}

/// The bytes of a file that `log proof` wrote.
fn file(location: &str) -> Option<Vec<u8>> {
    let mut head = [0; 4];
    std::io::Read::read_exact(&mut std::fs::File::open(location).ok()?, &mut head).ok()?;
    Growth::is_like(&head).then(|| std::fs::read(location).ok()).flatten()
}

fn whole(desk: &Desk<'_>, args: &WitnessArgs, given: Option<&VerifierKey>) -> Result<Shown, Stop> {
    let reader = desk.source(&args.site, &args.source)?;
    let paths = reader.paths().map_err(|fault| desk.unreadable(&fault))?;
    let options = Options { log_key: given.cloned(), ..Options::default() };
    let book = match read_log(&reader, &paths, &options).map_err(|fault| desk.unreadable(&fault))? {
        None => return Err(unusable(desk, args, &"log/entries.txt")),
        Some(Err(faults)) => return Err(desk.finding("cli.log.broken", &[("faults", &desk.faults_of(&faults))])),
        Some(Ok(book)) => book,
    };
    let note = book.notes[&book.entries.len()].clone();
    let (key, head) = (book.key.clone(), book.head_now());
    Ok(Shown { key, is_known: given.is_some(), note, head, evidence: Evidence::Log(Box::new(book)) })
}

/// A head with its proof. Whose it is must be known from elsewhere.
fn proof(desk: &Desk<'_>, args: &WitnessArgs, bytes: &[u8], given: Option<&VerifierKey>) -> Result<Shown, Stop> {
    let broken = || desk.finding("cli.log.proof-form", &[("path", &args.site)]);
    let growth = Growth::parse(bytes).ok_or_else(broken)?;
    let head = Checkpoint::parse(&growth.note.text).ok_or_else(broken)?;
    let seen = remembered(desk, args, &head.origin)?.map(|seen| seen.key);
    let Some(key) = given.cloned().or(seen) else {
        return Err(desk.wrong("cli.log.first-time-proof", &[("name", &head.origin)]));
    };
    if key.name != head.origin || !growth.note.is_signed_by(&key) {
        return Err(desk.finding("cli.log.proof-signature", &[("path", &args.site), ("key", &key.to_string())]));
    }
    Ok(Shown { key, is_known: true, note: growth.note.clone(), head, evidence: Evidence::Proof(growth) })
}

/// Stops unless what is shown is what was seen, or came after it.
fn compare(desk: &Desk<'_>, seen: &Seen, shown: &Shown) -> Result<(), Stop> {
    if seen.key != shown.key {
        return Err(desk.finding("cli.log.other-key", &[("key", &seen.key.to_string())]));
    }
    let (theirs, ours) = (shown.head.size.to_string(), seen.head.size.to_string());
    let follows = match &shown.evidence {
        Evidence::Log(book) => book.extends(&seen.head),
        Evidence::Proof(growth) if growth.old != seen.head.size => {
            let old = growth.old.to_string();
            return Err(desk.wrong("cli.log.proof-other", &[("old", &old), ("ours", &ours)]));
        }
        Evidence::Proof(growth) => growth.extends(&seen.head, &shown.head),
    };
    if follows { Ok(()) } else { Err(desk.finding("cli.log.rewritten", &[("ours", &ours), ("theirs", &theirs)])) }
}

/// Writes the present head with the proof that it extends an older one.
pub(super) fn show(desk: &Desk<'_>, args: &ProofArgs) -> Done {
    let county = desk.county(None)?;
    let book = county.site.log.as_ref().ok_or_else(|| desk.wrong("cli.log.no-log", &[]))?;
    let size = book.entries.len().to_string();
    let growth = Growth::of(book, args.old);
    let growth =
        growth.ok_or_else(|| desk.wrong("cli.log.proof-old", &[("old", &args.old.to_string()), ("size", &size)]))?;
    let bytes = growth.to_bytes();
    let Some(path) = &args.to else { return Ok(String::from_utf8_lossy(&bytes).into_owned()) };
    let shown = path.display().to_string();
    std::fs::write(path, &bytes).map_err(|fault| desk.io(path, &fault))?;
    Ok(desk.tell("cli.log.proof-written", &[("path", &shown), ("old", &args.old.to_string()), ("size", &size)]))
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
