//! One county's site, read and judged. In: a [`Reader`], what is known of the log from elsewhere, the day. Out: [`Facts`], the head to
//! keep, breaches of the log. Everything in the site is input of a stranger: numbers and words come from the verdicts, texts are shown
//! only through `clean`.

use super::facts::{Breach, Draw, Facts, Head, Log, Trust};
use super::results::Tables;
use super::{plans, results};
use crate::draw::{Examined, Files, Stage, examine};
use crate::log::{Book, Checkpoint, Note, VerifierKey};
use crate::model::{Class, Day};
use crate::output::sha256_hex;
use crate::verify::{Options, Reader, Verdict, Word, read_log, verify_known};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

/// A head that was seen before.
#[derive(Debug, Clone)]
pub struct Known {
    /// Whose.
    pub key: VerifierKey,
    /// The head.
    pub head: Checkpoint,
    /// As it was signed.
    pub note: Note,
}

/// What the visitor knows from elsewhere than the site.
pub struct Brought<'a> {
    /// The key from the list.
    pub key: Option<&'a VerifierKey>,
    /// The origin from the list.
    pub origin: Option<&'a str>,
    /// The log that stood here at the last visit.
    pub before: Option<&'a Known>,
    /// Heads that were seen of a log, by its name.
    pub seen: &'a (dyn Fn(&str) -> io::Result<Vec<Known>> + Sync),
    /// Keys of the witnesses whose dates count.
    pub witnesses: &'a [VerifierKey],
    /// The day everything is told as of.
    pub as_of: Day,
}

/// A breach with the two heads that prove it.
#[derive(Debug, Clone)]
pub struct Broke {
    /// How.
    pub breach: Breach,
    /// The head that was kept.
    pub ours: String,
    /// The head that is shown; empty where there is none.
    pub theirs: String,
}

/// What a visit came to.
pub struct Visit {
    /// The county.
    pub facts: Facts,
    /// The key and head to keep; none where the log is none, broken or broke its promise.
    pub keep: Option<(VerifierKey, Note)>,
    /// Breaches.
    pub broke: Vec<Broke>,
}

/// Reads a site. Errors: it cannot be read, which says nothing about it; what is remembered cannot be read.
pub fn read(reader: &dyn Reader, brought: &Brought<'_>) -> io::Result<Visit> {
    let paths = reader.paths()?;
    let plain = Options { log_key: brought.key.cloned(), ..Options::default() };
    let book = read_log(reader, &paths, &plain)?;
    let mut broke = Vec::new();
    let mut known = brought.before.cloned().into_iter().collect::<Vec<_>>();
    if let Some(Ok(book)) = &book {
        known.extend((brought.seen)(&book.key.name)?);
        broke = breaches(brought, &known, book);
    } else if let (None, Some(before)) = (&book, brought.before) {
        broke.push(Broke { breach: Breach::Vanished, ours: text(&before.note), theirs: String::new() });
    }
    let key = brought.key.or(known.first().map(|known| &known.key));
    let options = Options {
        as_of: Some(brought.as_of),
        log_key: key.cloned(),
        witnesses: brought.witnesses.to_vec(),
        ..Options::default()
    };
    let (verdicts, draws) = judged(reader, &options)?;
    let trust = match (&book, brought.key, known.is_empty()) {
        (None, ..) => Trust::None,
        (_, Some(_), _) => Trust::Given,
        (_, None, false) => Trust::Remembered,
        (_, None, true) => Trust::First,
    };
    let sound = book.as_ref().and_then(|book| book.as_ref().ok());
    let facts = facts(reader, &paths, (&verdicts, &draws), (brought, trust, sound))?;
    let log = match &book {
        None => Log::None,
        Some(Err(faults)) => Log::Broken(faults.clone()),
        Some(Ok(book)) => Log::Sound(Box::new(head(book, brought.witnesses))),
    };
    let keep = sound.filter(|_| broke.is_empty()).and_then(|book| {
        let note = book.notes.get(&book.entries.len())?;
        Some((book.key.clone(), note.clone()))
    });
    Ok(Visit { facts: Facts { log, ..facts }, keep, broke })
}

fn text(note: &Note) -> String {
    String::from_utf8_lossy(&note.to_bytes()).into_owned()
}

/// How a log breaks what its older heads promised, each way once.
fn breaches(brought: &Brought<'_>, known: &[Known], book: &Book) -> Vec<Broke> {
    let theirs = book.notes.get(&book.entries.len()).map(text).unwrap_or_default();
    let mut broke: Vec<Broke> = Vec::new();
    for known in known {
        let breach = if known.key.name != book.key.name {
            Breach::Replaced
        } else if known.key != book.key {
            Breach::OtherKey
        } else if book.extends(&known.head) {
            continue;
        } else if book.entries.len() < known.head.size {
            Breach::Smaller
        } else {
            Breach::Rewritten
        };
        if !broke.iter().any(|old| old.breach == breach) {
            broke.push(Broke { breach, ours: text(&known.note), theirs: theirs.clone() });
        }
    }
    let wanted = brought.origin.or(brought.key.map(|key| key.name.as_str()));
    if wanted.is_some_and(|origin| origin != book.key.name) && broke.is_empty() {
        broke.push(Broke { breach: Breach::Replaced, ours: String::new(), theirs });
    }
    broke
}

/// Verdicts, and what was examined for them.
type Judged = (Vec<Verdict>, BTreeMap<String, Arc<Examined>>);

fn judged(reader: &dyn Reader, options: &Options) -> io::Result<Judged> {
    let kept: Mutex<BTreeMap<String, Arc<Examined>>> = Mutex::default();
    let examined = |id: &str, files: &Files| {
        let found = Arc::new(examine(files, Some(id)).ok()?);
        kept.lock().expect("no holder of the draws panics").insert(id.to_owned(), Arc::clone(&found));
        Some(found)
    };
    let verdicts = verify_known(reader, options, &examined)?;
    Ok((verdicts, kept.into_inner().expect("no holder of the draws panics")))
}

fn head(book: &Book, witnesses: &[VerifierKey]) -> Head {
    let size = book.entries.len();
    let sightings = book.sightings(witnesses);
    let witnessed: Vec<_> = sightings.of_head(size).into_iter().map(|seen| (seen.witness.clone(), seen.time)).collect();
    // The first line of a note is the log's own.
    let lines =
        book.notes.get(&size).map_or(0, |note| note.signatures.iter().filter(|line| !line.is_by(&book.key)).count());
    Head {
        key: book.key.clone(),
        size,
        line: book.head_now().to_line(),
        time: book.entries.last().map(|entry| entry.time),
        unknown: lines.saturating_sub(witnessed.len()),
        witnessed,
    }
}

/// Everything but the log itself.
fn facts(
    reader: &dyn Reader,
    paths: &[String],
    (verdicts, examined): (&[Verdict], &BTreeMap<String, Arc<Examined>>),
    (brought, trust, book): (&Brought<'_>, Trust, Option<&Book>),
) -> io::Result<Facts> {
    let tables = Tables::read(reader, paths)?;
    let records = plans::records(reader, paths)?;
    let whole = verdicts.iter().find(|verdict| verdict.draw.is_empty());
    let judge = |verdict: &Verdict| draw(verdict, examined.get(&verdict.draw).map(Arc::as_ref), &tables, brought.as_of);
    let draws: Vec<Draw> = verdicts.iter().filter(|verdict| !verdict.draw.is_empty()).map(judge).collect();
    let manifest = match reader.read("SHA256SUMS.txt") {
        Ok(bytes) => sha256_hex(&bytes),
        Err(_) => String::new(),
    };
    Ok(Facts {
        files: paths.len(),
        manifest,
        trust,
        log: Log::None,
        whole: whole.map(|verdict| verdict.faults.clone()).unwrap_or_default(),
        uploading: whole.is_some_and(|verdict| verdict.unchecked.iter().any(|name| name.code == "upload-incomplete")),
        missing: plans::missing(&records, &draws, &tables, brought.as_of),
        plans: plans::plans(&records, book, &tables.calendar),
        draws,
    })
}

/// One draw with its numbers. Of a draw that failed, only what was recomputed is told.
fn draw(verdict: &Verdict, found: Option<&Examined>, tables: &Tables, as_of: Day) -> Draw {
    let mut draw = Draw {
        id: verdict.draw.clone(),
        class: None,
        period: None,
        word: verdict.word,
        overdue: verdict.overdue,
        due: None,
        faults: verdict.faults.clone(),
        because: verdict.ended_because.clone(),
        replaces_unopened: verdict.unchecked.iter().any(|name| name.code == "replaces-unopened"),
        class_size: 0,
        drawn: 0,
        floor: super::Floor::None,
        results: super::Results::default(),
    };
    let Some(found) = found else { return draw };
    let rows = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
    draw.class_size = rows(found.roster.len().saturating_add(found.excluded.len()));
    match (&found.commit, &found.shortfall) {
        (Some(commit), _) => {
            (draw.class, draw.period) = (Some(commit.class), Some(commit.period));
            draw.drawn = commit.quotas.iter().fold(0, |sum, (_, quota)| sum.saturating_add(*quota));
            draw.floor = floor(found, commit.class, &draw);
            draw.due = match found.stage {
                Stage::Committed => Some(commit.seal_by.date()),
                Stage::Sealed => Some(commit.reveal_by),
                _ => None,
            };
        }
        (None, Some(shortfall)) => {
            (draw.class, draw.period) = (Some(shortfall.class), Some(shortfall.period));
            draw.floor = super::Floor::Shortfall;
        }
        (None, None) => {}
    }
    draw.results = results::of(found, &draw, tables, as_of);
    if matches!(draw.word, Word::Void | Word::VoidUnopened) || matches!(found.stage, Stage::Void) {
        draw.drawn = 0;
    }
    draw
}

fn floor(found: &Examined, class: Class, draw: &Draw) -> super::Floor {
    let wanted = crate::check::least(class, draw.class_size);
    match found.stage {
        Stage::Void => super::Floor::None,
        _ if draw.drawn >= wanted => super::Floor::Met,
        _ if draw.drawn as usize == found.roster.len() => super::Floor::All,
        _ => super::Floor::Below,
    }
}
