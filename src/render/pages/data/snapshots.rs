//! data/snapshots.html: every state the tables were ever published in, newest first, and how to put one together again;
//! data/changes.xml: the same as a feed; log/snapshots.csv and log/changes.csv: the same for programs. In: the log. No copy of
//! any byte is made: older versions stand below `log/records/`.

use super::data_frame;
use super::history::{self, CHANGES, Change, Head, VERSIONS};
use crate::log::Book;
use crate::model::{write_minute, write_time};
use crate::output::{Made, OutputTree};
use crate::render::pages::log::{Past, table_name};
use crate::render::{Context, Still};
use chrono::Datelike;
use serde::Serialize;

/// Entries of the feed: the newest ones.
const ENTRIES: usize = 60;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let Some(past) = context.past() else { return };
    let files: [(&'static str, Maker); 4] =
        [(VERSIONS, versions), (CHANGES, changes), ("data/changes.xml", feed), ("data/snapshots.html", page)];
    for (path, make) in files {
        tree.add(path, move || context.still().file_of_log(past, path, &(), make));
    }
}

/// Makes a file of what the log says.
type Maker = for<'x> fn(&'x Still<'_>, &'x Past<'_>, &'x ()) -> Result<Made, String>;

fn versions(_: &Still<'_>, past: &Past<'_>, (): &()) -> Result<Made, String> {
    Ok(history::versions_table(past.book).into())
}

fn changes(_: &Still<'_>, past: &Past<'_>, (): &()) -> Result<Made, String> {
    Ok(history::changes_table(past.heads()).into())
}

/// A head as people read it.
#[derive(Serialize)]
struct HeadView {
    size: usize,
    time: String,
    updated: String,
    id: String,
    title: String,
    checkpoint: String,
    in_force: String,
    draw_files: String,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct ChangeView {
    name: String,
    href: String,
    said: String,
}

fn change(context: &Still<'_>, change: &Change) -> ChangeView {
    let number = |n: usize| n.to_string();
    let said = match (change.kind, change.rows) {
        ("new", Some((rows, _, _))) => context.say("snapshots.new", [("rows", number(rows).as_str())]),
        ("changed", Some(rows)) => counts(context, rows),
        ("withdrawn", _) => context.words.get("snapshots.withdrawn"),
        ("new", None) => context.words.get("snapshots.new-withdrawn"),
        _ => context.words.get("snapshots.not-compared"),
    };
    ChangeView { name: table_name(context, &change.path), href: change.page(), said }
}

/// Rows that came, went, changed; what is zero is left out.
fn counts(context: &Still<'_>, (added, removed, changed): (usize, usize, usize)) -> String {
    let parts = [("snapshots.added", added), ("snapshots.removed", removed), ("snapshots.changed", changed)];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(_, rows)| *rows > 0)
        .map(|(key, rows)| context.say(key, [("rows", rows.to_string().as_str())]))
        .collect();
    if said.is_empty() { context.words.get("snapshots.same-rows") } else { said.join(&context.words.get("show.comma")) }
}

/// `tag:HOST,YEAR:REST#SIZE`, after the name of the log, which stays when the site moves.
fn id(book: &Book, year: i32, part: &str) -> String {
    let (host, rest) = book.key.name.split_once('/').unwrap_or((book.key.name.as_str(), "log"));
    format!("tag:{host},{year}:{rest}#{part}")
}

fn view(context: &Still<'_>, book: &Book, head: &Head) -> HeadView {
    let count = head.changes.len().to_string();
    let files = head.draw_files.to_string();
    let time = write_minute(head.time);
    let key = if head.changes.is_empty() { "snapshots.head-none" } else { "snapshots.head" };
    HeadView {
        size: head.size,
        updated: write_time(head.time),
        id: id(book, head.time.year(), &head.size.to_string()),
        title: context.say(key, [("count", count.as_str()), ("time", time.as_str())]),
        time,
        checkpoint: match head.size == book.entries.len() {
            true => "log/checkpoint.txt".to_owned(),
            false => format!("log/checkpoints/{}.txt", head.size),
        },
        in_force: context.say("snapshots.in-force", [("count", head.in_force.to_string().as_str())]),
        draw_files: match head.draw_files {
            0 => String::new(),
            _ => context.say("snapshots.draw-files", [("count", files.as_str())]),
        },
        changes: head.changes.iter().map(|own| change(context, own)).collect(),
    }
}

#[derive(Serialize)]
struct Page {
    summary: String,
    heads: Vec<HeadView>,
    /// Heads that changed no table.
    others: usize,
    day: String,
    versions: &'static str,
    changes: &'static str,
}

fn page(context: &Still<'_>, past: &Past<'_>, (): &()) -> Result<Made, String> {
    let (book, heads) = (past.book, past.heads());
    let first = heads.first().map(|head| write_minute(head.time)).unwrap_or_default();
    let changing: Vec<&Head> = heads.iter().filter(|head| !head.changes.is_empty()).collect();
    // The example asks for a day between the first change and the last, so that its answer is worth looking at.
    let day = changing.get(changing.len() / 2).map(|head| head.time.date().to_string()).unwrap_or_default();
    let (count, tables) = (heads.len().to_string(), changing.len().to_string());
    let view = Page {
        summary: context.say(
            "snapshots.summary",
            [("count", count.as_str()), ("tables", tables.as_str()), ("first", first.as_str())],
        ),
        heads: heads.iter().rev().map(|head| view(context, book, head)).collect(),
        others: heads.iter().filter(|head| head.changes.is_empty()).count(),
        day,
        versions: VERSIONS,
        changes: CHANGES,
    };
    let frame = data_frame(context, "snapshots.title", "snapshots.about");
    context.page("data/snapshots.html", "data-snapshots.html", &frame, &view)
}

#[derive(Serialize)]
struct Feed {
    id: String,
    updated: String,
    entries: Vec<HeadView>,
}

fn feed(context: &Still<'_>, past: &Past<'_>, (): &()) -> Result<Made, String> {
    let (book, heads) = (past.book, past.heads());
    let entries: Vec<HeadView> = heads.iter().rev().take(ENTRIES).map(|head| view(context, book, head)).collect();
    let year = heads.first().map_or(2025, |head| head.time.year());
    let updated = entries.first().map(|entry| entry.updated.clone()).unwrap_or_default();
    let view = Feed { id: id(book, year, "changes"), updated, entries };
    context.plain("data/changes.xml", "data-changes.xml", &view)
}
