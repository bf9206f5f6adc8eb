//! log/YYYY.html: every head of a year, newest first, with the entries it added and who saw it.

use super::{Seen, frame, seen, shown_at, tables};
use crate::log::{Action, Book, Entry};
use crate::model::write_minute;
use crate::output::Made;
use crate::render::Context;
use crate::render::pages::draws;
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeSet;

/// A head with what it added.
#[derive(Serialize)]
pub(super) struct Batch {
    pub(super) size: usize,
    pub(super) time: String,
    pub(super) added: usize,
    pub(super) seen: Vec<Seen>,
    pub(super) href: String,
    pub(super) page: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    kind: String,
    name: String,
    path: String,
    href: String,
    sha256: String,
}

/// Years in which something was logged.
pub(super) fn years(book: &Book) -> BTreeSet<i32> {
    book.entries.iter().map(|entry| entry.time.year()).collect()
}

/// Every head, newest first.
pub(super) fn batches(context: &Context<'_>, book: &Book, keep: impl Fn(&Entry) -> bool) -> Vec<Batch> {
    let mut batches = Vec::new();
    let mut from = 0;
    for size in book.notes.keys().copied() {
        let own = &book.entries[from..size];
        if let Some(last) = own.last().filter(|last| keep(last)) {
            let is_now = size == book.entries.len();
            batches.push(Batch {
                size,
                time: write_minute(last.time),
                added: own.len(),
                seen: seen(context, size),
                href: if is_now { "checkpoint.txt".into() } else { format!("checkpoints/{size}.txt") },
                page: format!("{}.html#s{size}", last.time.year()),
                rows: own.iter().enumerate().map(|(at, entry)| row(context, book, from + at, entry)).collect(),
            });
        }
        from = size;
    }
    batches.reverse();
    batches
}

fn row(context: &Context<'_>, book: &Book, at: usize, entry: &Entry) -> Row {
    let earlier = book.entries[..at].iter().any(|old| old.is_record() && old.path == entry.path);
    let kind = match (&entry.action, earlier) {
        (Action::Record { .. }, false) => context.words.get("log.kind.new"),
        (Action::Record { .. }, true) => context.words.get("log.kind.changed"),
        (Action::Withdraw { reason }, _) => {
            let reason = context.words.get(&format!("log.reason.{reason}"));
            context.say("log.kind.withdrawn", [("reason", reason.as_str())])
        }
    };
    let name = name(context, &entry.path);
    Row { kind, name, path: entry.path.clone(), href: shown_at(entry), sha256: entry.sha256.clone() }
}

/// What people call a record: the draw and its file, or the table.
fn name(context: &Context<'_>, path: &str) -> String {
    let split = path.strip_prefix("draws/").and_then(|rest| rest.split_once('/'));
    let draw = split.and_then(|(id, file)| {
        let record = context.site.draws.values().find(|record| record.id.as_str() == id)?;
        Some(format!("{} {file}", draws::title(context, record)))
    });
    draw.unwrap_or_else(|| tables::name(context, path))
}

#[derive(Serialize)]
struct View {
    batches: Vec<Batch>,
}

/// The page of a year.
pub(super) fn make(context: &Context<'_>, book: &Book, year: i32, path: &str) -> Result<Made, String> {
    let batches = batches(context, book, |last| last.time.year() == year);
    let count: usize = batches.iter().map(|batch| batch.added).sum();
    let (year, heads, count) = (year.to_string(), batches.len().to_string(), count.to_string());
    let title = context.say("log.year.title", [("year", year.as_str())]);
    let about =
        context.say("log.year.about", [("year", year.as_str()), ("heads", heads.as_str()), ("count", count.as_str())]);
    context.page(path, "log-year.html", &frame(context, title, about), &View { batches })
}
