//! log/tables/…: a page for every table that was ever published: its versions, when each was logged, what changed from one to
//! the next, and which were withdrawn and why.

use super::diff::Diff;
use super::{Past, frame};
use crate::log::{Action, Book, Entry};
use crate::model::write_minute;
use crate::output::Made;
use crate::render::Still;
use serde::Serialize;
use std::collections::BTreeSet;

/// Tables that the log names.
pub(super) fn paths(book: &Book) -> BTreeSet<&str> {
    book.entries.iter().map(|entry| entry.path.as_str()).filter(|path| path.starts_with("data/")).collect()
}

/// Where the page of `data/results/2026.csv` stands.
pub(in crate::render::pages) fn page(path: &str) -> String {
    let name = path.trim_start_matches("data/").trim_end_matches(".csv");
    format!("log/tables/{name}.html")
}

/// What people call a table: its title of the data page, and its year or quarter where it has several files.
pub(in crate::render::pages) fn name(context: &Still<'_>, path: &str) -> String {
    let bare = path.trim_start_matches("data/").trim_end_matches(".csv");
    let (group, part) = bare.split_once('/').unwrap_or((bare, ""));
    let keys = [format!("data.table.{group}.title"), format!("data.page.{group}")];
    let title = keys.into_iter().find(|key| context.words.has(key));
    let title = title.map_or_else(|| path.to_owned(), |key| context.words.get(&key));
    if part.is_empty() { title } else { format!("{title} {part}") }
}

#[derive(Serialize)]
struct View {
    path: String,
    /// Newest first.
    versions: Vec<Version>,
}

#[derive(Serialize)]
struct Version {
    number: usize,
    time: String,
    sha256: String,
    bytes: u64,
    /// Whether it is the table that stands in the site.
    is_now: bool,
    /// Where its bytes can be read; none once withdrawn.
    href: Option<String>,
    /// When and why it was withdrawn.
    withdrawn: Option<String>,
    /// Against the version before; none for the first, or where one of the two is withdrawn.
    diff: Option<Diff>,
    /// The sentence with its numbers.
    summary: Option<String>,
}

fn withdrawal(context: &Still<'_>, book: &Book, version: &Entry) -> Option<String> {
    book.entries.iter().find_map(|entry| match &entry.action {
        Action::Withdraw { reason } if entry.path == version.path && entry.sha256 == version.sha256 => {
            let (time, reason) = (write_minute(entry.time), context.words.get(&format!("log.reason.{reason}")));
            Some(context.say("log.table.withdrawn", [("time", time.as_str()), ("reason", reason.as_str())]))
        }
        _ => None,
    })
}

fn summary(context: &Still<'_>, found: &Diff) -> String {
    let (added, removed, changed) = (found.added.to_string(), found.removed.to_string(), found.changed.to_string());
    let args = [("added", added.as_str()), ("removed", removed.as_str()), ("changed", changed.as_str())];
    context.say("log.table.diff", args)
}

/// The page of a table.
pub(super) fn make(context: &Still<'_>, past: &Past<'_>, path: &&str) -> Result<Made, String> {
    let (book, path) = (past.book, *path);
    let standing = book.standing().get(path).filter(|(_, entry)| entry.is_record()).map(|(at, _)| *at);
    let all: Vec<(usize, &Entry)> =
        book.entries.iter().enumerate().filter(|(_, entry)| entry.is_record() && entry.path == path).collect();
    let mut versions = Vec::new();
    for (number, (at, entry)) in all.iter().enumerate() {
        let before = number.checked_sub(1).map(|before| all[before].1);
        let found = before.and_then(|before| past.between(Some(before), entry, Diff::clone));
        let is_now = standing == Some(*at);
        let is_kept = past.keeps(entry);
        versions.push(Version {
            number: number + 1,
            time: write_minute(entry.time),
            sha256: entry.sha256.clone(),
            bytes: if let Action::Record { bytes } = entry.action { bytes } else { 0 },
            is_now,
            href: match is_now {
                true => Some(path.to_owned()),
                false => is_kept.then(|| format!("log/records/{}.csv", entry.sha256)),
            },
            withdrawn: withdrawal(context, book, entry),
            summary: found.as_ref().map(|found| summary(context, found)),
            diff: found,
        });
    }
    versions.reverse();
    let count = versions.len().to_string();
    let name = name(context, path);
    let title = context.say("log.table.title", [("name", name.as_str())]);
    let about = context.say("log.table.about", [("name", name.as_str()), ("path", path), ("count", count.as_str())]);
    let view = View { path: path.to_owned(), versions };
    context.page(&page(path), "log-table.html", &frame(context, title, about), &view)
}
