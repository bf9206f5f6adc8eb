//! `log monitor`: a published site against what this machine saw of it before. Anybody may run it; it needs no bureau's folder.
//! What is new is told since the last visit at which everything passed; a log must extend every sound head that was seen. A site
//! that cannot be reached leaves the memory as it was.

use super::memory::{self, Seen};
use crate::cli::{Cli, MonitorArgs};
use crate::cmd::language::words;
use crate::cmd::source::{self, Said};
use crate::cmd::{Exit, clock};
use crate::log::{Book, Entry, KeyKind, VerifierKey};
use crate::model::{Day, parse_day, write_time};
use crate::verify::{Options, Reader, Verdict, Word, read_log, verify_site};
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(cli: &Cli, args: &MonitorArgs) -> Exit {
    let words = words(cli);
    match watch(&Voice(&words), args) {
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

/// Sentences with their line ends.
struct Voice<'a>(&'a Words);

impl Voice<'_> {
    fn say(&self, key: &str, args: &[(&str, &str)]) -> String {
        self.0.fill(key, args.iter().copied()) + "\n"
    }

    fn word(&self, word: Word) -> String {
        self.0.get(&format!("verify.word.{}", word.key()))
    }
}

/// The arguments as values. Errors: the one that is none.
fn options(voice: &Voice<'_>, args: &MonitorArgs) -> Result<Options, Said> {
    let usage = |key: &str, value: &str| (voice.say(key, &[("value", value)]), Exit::Usage);
    let key = |text: &String, kind, code| {
        VerifierKey::parse(text.trim()).filter(|key| key.kind == kind).ok_or_else(|| usage(code, text))
    };
    let log_key = args.log_key.as_ref().map(|text| key(text, KeyKind::Log, "verify.bad-log-key")).transpose()?;
    let witness = |text| key(text, KeyKind::Witness, "verify.bad-witness");
    let witnesses: Vec<VerifierKey> = args.witnesses.iter().map(witness).collect::<Result<_, _>>()?;
    let as_of = match &args.as_of {
        Some(text) => parse_day(text).ok_or_else(|| usage("verify.bad-day", text))?,
        None => clock::today(),
    };
    Ok(Options { as_of: Some(as_of), log_key, witnesses, ..Options::default() })
}

fn watch(voice: &Voice<'_>, args: &MonitorArgs) -> Result<Said, Said> {
    let mut options = options(voice, args)?;
    let unreadable = |fault: std::io::Error| source::failed(voice.0, &fault);
    let busy = || (voice.say("memory.busy", &[("path", &args.memory.display().to_string())]), Exit::Environment);
    let _lock = memory::lock(&args.memory).map_err(unreadable)?.ok_or_else(busy)?;
    let before = memory::at(&args.memory, &args.site).map_err(unreadable)?;
    let site = match source::attempt(voice.0, &args.site, &args.source)? {
        Ok(site) => site,
        // The host answers, and nothing of the site is there any more.
        Err(fault) if fault.code == "no-manifest" && before.is_some() => {
            return Err(no_log(voice, args, before.as_ref()));
        }
        Err(fault) => return Err(source::said(voice.0, &fault)),
    };
    let paths = site.paths().map_err(unreadable)?;
    let book = match read_log(&site, &paths, &options).map_err(unreadable)? {
        None => return Err(no_log(voice, args, before.as_ref())),
        Some(Err(faults)) => {
            let faults = crate::cmd::verify::faults(&faults, voice.0);
            return Err((voice.say("cli.log.broken", &[("faults", &faults)]), Exit::Findings));
        }
        Some(Ok(book)) => book,
    };
    if let Some(before) = before.as_ref().filter(|before| before.key.name != book.key.name) {
        let size = before.head.size.to_string();
        let names = [("site", &*args.site), ("origin", &before.key.name), ("size", &size), ("now", &book.key.name)];
        return Err((voice.say("source.monitor.replaced", &names) + &proof(before), Exit::Findings));
    }
    let seen = memory::read(&args.memory, &book.key.name).map_err(unreadable)?;
    let newest = memory::newest(&args.memory, &book.key.name).map_err(unreadable)?;
    for known in newest.iter().chain(&seen) {
        follows(voice, known, &book)?;
    }
    let mut text = source::described(voice.0, &site, paths.len(), true);
    text.push_str(&news(voice, &book, seen.as_ref()));
    options.log_key = options.log_key.or(newest.as_ref().or(seen.as_ref()).map(|known| known.key.clone()));
    let verdicts = verify_site(&site, &options).map_err(unreadable)?;
    text.push_str(&states(voice, &book, seen.as_ref(), &verdicts, options.as_of));
    memory::write_newest(&args.memory, &args.site, &book).map_err(unreadable)?;
    if verdicts.iter().any(Verdict::is_failed) {
        // What a failing site has that is new, the next run tells again.
        return Ok((text, Exit::Findings));
    }
    memory::write(&args.memory, &book).map_err(unreadable)?;
    Ok((text, Exit::Good))
}

/// A site without a log: where one stood before, that is the loudest thing there is to say.
fn no_log(voice: &Voice<'_>, args: &MonitorArgs, before: Option<&Seen>) -> Said {
    let Some(before) = before else {
        let names = [("site", args.site.as_str()), ("fault", "log/entries.txt")];
        return (voice.say("cli.log.site", &names), Exit::Environment);
    };
    let size = before.head.size.to_string();
    let names = [("site", args.site.as_str()), ("origin", &before.key.name), ("size", &size)];
    (voice.say("source.monitor.vanished", &names) + &proof(before), Exit::Findings)
}

/// What was signed before is the proof; it is shown so that it can be handed on.
fn proof(seen: &Seen) -> String {
    String::from_utf8_lossy(&seen.note.to_bytes()).into_owned()
}

/// Whether a log is what came after the head that was seen.
fn follows(voice: &Voice<'_>, seen: &Seen, book: &Book) -> Result<(), Said> {
    if seen.key != book.key {
        return Err((voice.say("cli.log.other-key", &[("key", &seen.key.to_string())]), Exit::Findings));
    }
    if book.extends(&seen.head) {
        return Ok(());
    }
    let (theirs, ours) = (book.entries.len().to_string(), seen.head.size.to_string());
    let is_smaller = book.entries.len() < seen.head.size;
    let key = if is_smaller { "source.monitor.smaller" } else { "cli.log.rewritten" };
    Err((voice.say(key, &[("ours", &ours), ("theirs", &theirs)]) + &proof(seen), Exit::Findings))
}

/// What came after the head that was seen before. At the first visit everything is new; what was taken back is told even then.
fn news(voice: &Voice<'_>, book: &Book, seen: Option<&Seen>) -> String {
    let before = seen.map_or(0, |seen| seen.head.size);
    let (old, size) = (before.to_string(), book.entries.len().to_string());
    let mut text = voice.say("cli.log.monitor.head", &[("origin", &book.key.name), ("before", &old), ("size", &size)]);
    if seen.is_none() {
        text.push_str(&voice.say("source.monitor.first", &[("key", &book.key.to_string())]));
    }
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (at, entry) in book.entries.iter().enumerate() {
        let is_new = !entry.is_record() || known.insert(&entry.path);
        let key = match (entry.is_record(), is_new) {
            (false, _) => "cli.log.monitor.withdrawn",
            (true, true) => "cli.log.monitor.new",
            (true, false) => "cli.log.monitor.changed",
        };
        if at >= before && (seen.is_some() || !entry.is_record()) {
            text.push_str(&voice.say(key, &[("path", &entry.path), ("time", &write_time(entry.time))]));
        }
    }
    text
}

/// How far each draw had come by these entries: the later file decides.
fn stages(entries: &[Entry]) -> BTreeMap<&str, Word> {
    const FILES: [(&str, Word); 6] = [
        ("commit.txt", Word::Committed),
        ("seal.txt", Word::Sealed),
        ("seed.txt", Word::Verified),
        ("lost.txt", Word::Fixed),
        ("void.txt", Word::Void),
        ("shortfall.txt", Word::Shortfall),
    ];
    let mut reached: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in entries {
        let Some((draw, name)) = entry.path.strip_prefix("draws/").and_then(|path| path.split_once('/')) else {
            continue;
        };
        if let Some(step) = FILES.iter().position(|(file, _)| *file == name) {
            let last = reached.entry(draw).or_default();
            *last = step.max(*last);
        }
    }
    reached.into_iter().map(|(draw, step)| (draw, FILES[step].1)).collect()
}

/// What became of each draw since the last visit, what is sealed and for how long, what is overdue or failed, and the counts.
fn states(voice: &Voice<'_>, book: &Book, seen: Option<&Seen>, verdicts: &[Verdict], as_of: Option<Day>) -> String {
    let before = stages(&book.entries[..seen.map_or(0, |seen| seen.head.size)]);
    let now = stages(&book.entries);
    let standing = book.standing();
    let mut text = String::new();
    for verdict in verdicts {
        let draw = verdict.draw.as_str();
        let word = voice.word(verdict.word);
        match (seen, before.get(draw), now.get(draw)) {
            (None, ..) | (_, _, None) => {}
            (_, None, _) => text.push_str(&voice.say("source.monitor.begun", &[("draw", draw), ("now", &word)])),
            (_, Some(old), Some(new)) if old != new => {
                let old = voice.word(*old);
                text.push_str(&voice.say("source.monitor.state", &[("draw", draw), ("before", &old), ("now", &word)]));
            }
            _ => {}
        }
        let seal = standing.get(format!("draws/{draw}/seal.txt").as_str());
        if let (Word::Sealed, Some((_, seal)), Some(today)) = (verdict.word, seal, as_of) {
            let days = (today - seal.time.date()).num_days().max(0).to_string();
            text.push_str(&voice.say("source.monitor.age", &[("draw", draw), ("days", &days)]));
        }
        if verdict.overdue {
            text.push_str(&voice.say("cli.log.monitor.overdue", &[("draw", draw)]));
        }
        if verdict.is_failed() {
            let faults = crate::cmd::verify::faults(&verdict.faults, voice.0);
            let name = if draw.is_empty() { voice.0.get("verify.whole") } else { draw.to_owned() };
            text.push_str(&voice.say("cli.log.monitor.failed", &[("draw", &name), ("faults", &faults)]));
        }
    }
    text + &counts(voice, verdicts)
}

fn counts(voice: &Voice<'_>, verdicts: &[Verdict]) -> String {
    // What concerns the site as a whole is told above and is no draw.
    let draws: Vec<&Verdict> = verdicts.iter().filter(|verdict| !verdict.draw.is_empty()).collect();
    let of = |word: Word| draws.iter().filter(|verdict| verdict.word == word).count().to_string();
    let overdue = draws.iter().filter(|verdict| verdict.overdue).count().to_string();
    let numbers = [
        ("all", draws.len().to_string()),
        ("void", of(Word::Void)),
        ("unopened", of(Word::VoidUnopened)),
        ("lost", of(Word::Fixed)),
        ("sealed", of(Word::Sealed)),
        ("overdue", overdue),
        ("failed", of(Word::Failed)),
    ];
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, number)| (*name, number.as_str())).collect();
    voice.say("source.monitor.counts", &numbers)
}
