//! log/index.html: whether each commitment was seen before its beacon, the present head, who witnesses, the latest heads,
//! tables with older versions. What is newest stands open; the rest is folded.

use super::entries::{Batch, batches, years};
use super::{Seen, frame, seen, tables};
use crate::log::{Book, Sighting};
use crate::model::{Time, write_minute};
use crate::output::Made;
use crate::render::parts::Fact;
use crate::render::{Context, draw_page};
use crate::site::DrawRecord;
use serde::Serialize;

/// Heads shown here; the years show all.
const SHOWN: usize = 5;

/// Latest commitments shown at once. An older one is folded, unless no witness saw it in time.
const COMMITMENTS: usize = 8;

#[derive(Serialize)]
struct View {
    facts: Vec<Fact>,
    seen: Vec<Seen>,
    line: String,
    witnesses: Vec<Witness>,
    proven: String,
    attested: Vec<Row>,
    /// The others, all witnessed in time.
    folded: Vec<Row>,
    batches: Vec<Batch>,
    more: bool,
    years: Vec<i32>,
    tables: Vec<Table>,
}

#[derive(Serialize)]
struct Witness {
    name: String,
    key: String,
    heads: usize,
    last: Option<String>,
}

#[derive(Serialize)]
struct Row {
    title: String,
    href: String,
    attested: Attested,
}

#[derive(Serialize)]
struct Table {
    name: String,
    path: String,
    href: String,
    versions: usize,
    withdrawn: usize,
}

/// When a commitment was logged and who saw it, against the moment its first beacon became known.
#[derive(Debug, Clone, Serialize)]
pub(in crate::render::pages) struct Attested {
    /// When the bureau logged it; none where it is not in the log.
    pub(in crate::render::pages) logged: Option<String>,
    /// When the first beacon became known.
    pub(in crate::render::pages) known: String,
    /// The earliest witness.
    pub(in crate::render::pages) witness: Option<String>,
    /// When it saw the commitment.
    pub(in crate::render::pages) time: Option<String>,
    /// `met`: seen before the beacon; `late`: seen after it; `unknown`: seen by nobody.
    pub(in crate::render::pages) state: &'static str,
    /// The state in words.
    pub(in crate::render::pages) word: String,
}

/// What the log and the witnesses prove of a draw's commitment; none for a shortfall, or where there is no log.
pub(in crate::render::pages) fn attested(context: &Context<'_>, record: &DrawRecord) -> Option<Attested> {
    let (book, commit) = (context.site.log.as_ref()?, record.commit.as_ref()?);
    let known = commit.beacons.iter().map(|beacon| beacon.time).min()?;
    let path = format!("draws/{}/commit.txt", record.id);
    let entry = book.entries.iter().position(|entry| entry.path == path);
    let seen = entry.map(|at| context.sightings().of_entry(at)).unwrap_or_default();
    let sighting = seen.into_iter().min_by_key(|sighting| sighting.time);
    let state = state(sighting, known);
    Some(Attested {
        logged: entry.map(|at| write_minute(book.entries[at].time)),
        known: write_minute(known),
        witness: sighting.map(|sighting| sighting.witness.clone()),
        time: sighting.map(|sighting| write_minute(sighting.time)),
        state,
        word: context.words.get(&format!("log.attested.{state}")),
    })
}

fn state(sighting: Option<&Sighting>, known: Time) -> &'static str {
    match sighting {
        Some(sighting) if sighting.time < known => "met",
        Some(_) => "late",
        None => "unknown",
    }
}

/// The page.
pub(super) fn make(context: &Context<'_>, book: &Book) -> Result<Made, String> {
    let head = book.head_now();
    let mut all = batches(context, book, |_| true);
    let more = all.len() > SHOWN;
    all.truncate(SHOWN);
    let mut records = crate::render::pages::draws::newest_first(context);
    records.retain(|record| record.commit.is_some());
    let row = |record: &&DrawRecord| {
        let title = crate::render::pages::draws::title(context, record);
        Some(Row { title, href: draw_page(record.id.as_str()), attested: attested(context, record)? })
    };
    let rows: Vec<Row> = records.iter().filter_map(row).collect();
    let proven = proven(context, &rows);
    let (mut attested, mut folded) = (Vec::new(), Vec::new());
    for (at, row) in rows.into_iter().enumerate() {
        let is_open = at < COMMITMENTS || row.attested.state != "met";
        if is_open { &mut attested } else { &mut folded }.push(row);
    }
    let view = View {
        facts: facts(context, book),
        seen: seen(context, head.size),
        line: head.to_line(),
        witnesses: witnesses(context),
        proven,
        attested,
        folded,
        batches: all,
        more,
        years: years(book).into_iter().rev().collect(),
        tables: changed_tables(context, book),
    };
    let (size, time) = (head.size.to_string(), last_time(book));
    let about = context.say("log.about", [("size", size.as_str()), ("time", time.as_str())]);
    let mut frame = frame(context, context.words.get("log.title"), about);
    frame.trail.clear();
    context.page("log/index.html", "log.html", &frame, &view)
}

/// How many commitments a witness saw in time, in a sentence.
fn proven(context: &Context<'_>, rows: &[Row]) -> String {
    let count = |state: &str| rows.iter().filter(|row| row.attested.state == state).count().to_string();
    let (total, met, late, unknown) = (rows.len().to_string(), count("met"), count("late"), count("unknown"));
    let key = if total == met { "log.proven-all" } else { "log.proven" };
    let args = [("total", total.as_str()), ("met", &met), ("late", &late), ("unknown", &unknown)];
    context.say(key, args)
}

fn last_time(book: &Book) -> String {
    book.entries.last().map(|entry| write_minute(entry.time)).unwrap_or_default()
}

fn facts(context: &Context<'_>, book: &Book) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("log.fact.{key}"));
    let head = book.head_now();
    let line = head.to_line();
    let root = line.rsplit(' ').next().unwrap_or_default();
    vec![
        Fact::code(word("origin"), head.origin.as_str()),
        Fact::new(word("size"), head.size.to_string()),
        Fact::new(word("time"), last_time(book)),
        Fact::code(word("root"), root),
        Fact::code(word("key"), book.key.to_string()).note(word("key-note")),
    ]
}

fn witnesses(context: &Context<'_>) -> Vec<Witness> {
    let witness = |key: crate::log::VerifierKey| {
        let all: Vec<&Sighting> = context.sightings().by(&key.name).collect();
        let last = all.iter().map(|sighting| sighting.time).max();
        Witness { key: key.to_string(), heads: all.len(), last: last.map(write_minute), name: key.name }
    };
    context.site.witnesses().into_iter().map(witness).collect()
}

/// Tables with more than one version.
fn changed_tables(context: &Context<'_>, book: &Book) -> Vec<Table> {
    let table = |path: &str| {
        let versions: Vec<_> = book.entries.iter().filter(|e| e.is_record() && e.path == path).collect();
        let withdrawn = versions.iter().filter(|entry| book.is_withdrawn(entry)).count();
        let name = tables::name(context, path);
        Table { name, path: path.to_owned(), href: tables::page(path), versions: versions.len(), withdrawn }
    };
    tables::paths(book).into_iter().map(table).filter(|table| table.versions > 1 || table.withdrawn > 0).collect()
}
