//! What the log says of the tables: which versions there were, under which heads each was in force, where its bytes stand, and
//! what every head changed. In: the log and the versions kept. Out: values, and two machine tables. The tables stand below `log/`:
//! a table that names every head cannot be a record of the log itself (protocol section 10).

use crate::log::{Action, Book, Entry};
use crate::model::{Time, write_minute};
use crate::render::pages::log::{Past, table_page};
use crate::render::table::Kind::{Hash, Integer, Minute, Text};
use crate::render::table::{Column, csv};
use std::collections::BTreeMap;

/// Where the versions stand as a table.
pub(super) const VERSIONS: &str = "log/snapshots.csv";

/// Where the changes stand as a table.
pub(super) const CHANGES: &str = "log/changes.csv";

const fn c(zh: &'static str, name: &'static str, kind: crate::render::table::Kind) -> Column {
    Column::new(zh, name, kind)
}

/// Columns of the versions.
pub(super) const VERSION_COLUMNS: [Column; 9] = [
    c("表", "table", Text),
    c("自状态", "from_head", Integer),
    c("自时间", "from_time", Minute),
    c("至状态", "until_head", Integer).or_empty(),
    c("至时间", "until_time", Minute).or_empty(),
    c("字节", "bytes", Integer),
    c("摘要", "sha256", Hash),
    c("存放处", "place", Text).or_empty(),
    c("情况", "state", Text).of(&["current", "replaced", "withdrawn"]),
];

/// Columns of the changes.
pub(super) const CHANGE_COLUMNS: [Column; 9] = [
    c("状态", "head", Integer),
    c("时间", "time", Minute),
    c("表", "table", Text),
    c("变动", "kind", Text).of(&["new", "changed", "withdrawn"]),
    c("新增行", "added", Integer).or_empty(),
    c("减少行", "removed", Integer).or_empty(),
    c("改动行", "changed", Integer).or_empty(),
    c("原摘要", "before", Hash).or_empty(),
    c("摘要", "sha256", Hash),
];

/// A signed head.
#[derive(Debug, Clone)]
pub(in crate::render::pages) struct Head {
    /// Entries under it.
    pub(super) size: usize,
    /// Time of its last entry.
    pub(super) time: Time,
    /// What it changed, by path.
    pub(super) changes: Vec<Change>,
    /// Files of draws it added.
    pub(super) draw_files: usize,
    /// Tables in force under it.
    pub(super) in_force: usize,
}

/// What a head did to a table.
#[derive(Debug, Clone)]
pub(super) struct Change {
    /// `data/results/2026.csv`.
    pub(super) path: String,
    /// `new`, `changed`, `withdrawn`.
    pub(super) kind: &'static str,
    /// Rows that came, went, changed; none where a version is withdrawn.
    pub(super) rows: Option<(usize, usize, usize)>,
    before: String,
    sha256: String,
}

impl Change {
    /// Where the versions of the table are compared, from the root.
    pub(super) fn page(&self) -> String {
        table_page(&self.path)
    }
}

/// The head that covers an entry.
fn head_of(book: &Book, at: usize) -> (usize, Time) {
    let size = book.notes.range(at + 1..).next().map_or(book.entries.len(), |(size, _)| *size);
    (size, book.entries[size - 1].time)
}

/// Heads that changed a table, oldest first.
pub(super) fn updates(book: &Book) -> Vec<(usize, Time)> {
    let tables = book.entries.iter().enumerate().filter(|(_, entry)| entry.path.starts_with("data/"));
    let mut heads: Vec<(usize, Time)> = tables.map(|(at, _)| head_of(book, at)).collect();
    heads.dedup();
    heads
}

/// Every head, oldest first.
pub(in crate::render::pages) fn heads(past: &Past<'_>) -> Vec<Head> {
    let book = past.book;
    let mut current: BTreeMap<&str, &Entry> = BTreeMap::new();
    let mut heads = Vec::new();
    let mut from = 0;
    for size in book.notes.keys().copied() {
        let own = &book.entries[from..size];
        let Some(last) = own.last() else { continue };
        let mut changes = Vec::new();
        for entry in own.iter().filter(|entry| entry.path.starts_with("data/")) {
            let before = current.get(entry.path.as_str()).copied();
            changes.push(change(past, before, entry));
            match entry.action {
                Action::Record { .. } => drop(current.insert(&entry.path, entry)),
                Action::Withdraw { .. } if before.is_some_and(|old| old.sha256 == entry.sha256) => {
                    current.remove(entry.path.as_str());
                }
                Action::Withdraw { .. } => {}
            }
        }
        let draw_files = own.iter().filter(|entry| entry.path.starts_with("draws/")).count();
        heads.push(Head { size, time: last.time, changes, draw_files, in_force: current.len() });
        from = size;
    }
    heads
}

fn change(past: &Past<'_>, before: Option<&Entry>, entry: &Entry) -> Change {
    let rows = |before| past.between(before, entry, |found| (found.added, found.removed, found.changed));
    let (kind, rows) = match (&entry.action, before) {
        (Action::Withdraw { .. }, _) => ("withdrawn", None),
        (Action::Record { .. }, None) => ("new", rows(None)),
        (Action::Record { .. }, Some(_)) => ("changed", rows(before)),
    };
    Change {
        path: entry.path.clone(),
        kind,
        rows,
        before: before.filter(|_| kind == "changed").map(|old| old.sha256.clone()).unwrap_or_default(),
        sha256: entry.sha256.clone(),
    }
}

/// `log/changes.csv`.
pub(super) fn changes_table(heads: &[Head]) -> Vec<u8> {
    let mut rows = Vec::new();
    for head in heads {
        for change in &head.changes {
            let number = |pick: fn((usize, usize, usize)) -> usize| {
                change.rows.map(|rows| pick(rows).to_string()).unwrap_or_default()
            };
            rows.push(vec![
                head.size.to_string(),
                write_minute(head.time),
                change.path.clone(),
                change.kind.to_owned(),
                number(|rows| rows.0),
                number(|rows| rows.1),
                number(|rows| rows.2),
                change.before.clone(),
                change.sha256.clone(),
            ]);
        }
    }
    csv(&CHANGE_COLUMNS, &rows)
}

/// `log/snapshots.csv`: every version of every table, a row each, in the order of paths and of the log.
pub(super) fn versions_table(book: &Book) -> Vec<u8> {
    let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, entry) in book.entries.iter().enumerate().filter(|(_, entry)| entry.path.starts_with("data/")) {
        by_path.entry(&entry.path).or_default().push(at);
    }
    let standing = book.standing();
    let mut rows = Vec::new();
    for (path, entries) in &by_path {
        let now = standing.get(path).filter(|(_, entry)| entry.is_record()).copied();
        for (order, at) in entries.iter().enumerate() {
            let entry = &book.entries[*at];
            let Action::Record { bytes } = entry.action else { continue };
            let ended = entries[order + 1..].iter().copied().find(|later| {
                let later = &book.entries[*later];
                later.is_record() || later.sha256 == entry.sha256
            });
            let (place, state) = match now {
                _ if book.is_withdrawn(entry) => (String::new(), "withdrawn"),
                Some((index, _)) if index == *at => ((*path).to_owned(), "current"),
                // Bytes that came back stand where the table stands.
                Some((_, last)) if last.sha256 == entry.sha256 => ((*path).to_owned(), "replaced"),
                _ => (format!("log/records/{}.csv", entry.sha256), "replaced"),
            };
            let (from, since) = head_of(book, *at);
            let until = ended.map(|later| head_of(book, later));
            rows.push(vec![
                (*path).to_owned(),
                from.to_string(),
                write_minute(since),
                until.map(|(size, _)| size.to_string()).unwrap_or_default(),
                until.map(|(_, time)| write_minute(time)).unwrap_or_default(),
                bytes.to_string(),
                entry.sha256.clone(),
                place,
                state.to_owned(),
            ]);
        }
    }
    csv(&VERSION_COLUMNS, &rows)
}

/// When these bytes of a table became public, and under which head; none where the log does not have them.
pub(super) fn since(book: Option<&Book>, path: &str, sha256: &str) -> Option<(usize, String)> {
    let book = book?;
    let (at, entry) = book.standing().get(path).copied()?;
    let (size, time) = head_of(book, at);
    (entry.is_record() && entry.sha256 == sha256).then(|| (size, write_minute(time)))
}
