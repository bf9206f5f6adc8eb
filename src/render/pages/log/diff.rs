//! What changed between two versions of a table. In: their bytes. Out: rows that came, went or changed, cell by cell, in the
//! order of the newer version. Rows are the same where their first cells are; a table whose first cells repeat is compared by
//! as many of its first columns as make its rows unique.

use csv::StringRecord;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use serde::Serialize;
use std::hash::{Hash, Hasher};

/// Changes of one kind shown at most; counts tell the rest.
pub(super) const SHOWN: usize = 60;

/// The differences.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(in crate::render::pages) struct Diff {
    /// Number of rows that came, went, changed.
    pub(in crate::render::pages) added: usize,
    pub(in crate::render::pages) removed: usize,
    pub(in crate::render::pages) changed: usize,
    /// The first of them.
    pub(super) lines: Vec<Line>,
    /// Whether some are not among them.
    pub(super) more: bool,
}

/// A row that differs.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// `added`, `removed`, `changed`.
    pub(super) kind: &'static str,
    /// What names the row: its first cells, and its name where the table has a column of names.
    pub(super) row: String,
    /// Of a changed row: heading, old and new cell.
    pub(super) cells: Vec<(String, String, String)>,
}

type Row = StringRecord;

/// The first cells of a row, as many as tell it from the others.
#[derive(Clone, Copy)]
struct Key<'r>(&'r Row, usize);

impl<'r> Key<'r> {
    fn cells(self) -> impl Iterator<Item = &'r str> {
        self.0.iter().take(self.1)
    }
}

impl PartialEq for Key<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cells().eq(other.cells())
    }
}

impl Eq for Key<'_> {}

impl Hash for Key<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.cells().for_each(|cell| cell.hash(state));
    }
}

/// Headings and rows; a version that is no table has none.
fn read(bytes: &[u8]) -> (Row, Vec<Row>) {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut rows = reader.records().filter_map(Result::ok);
    let head = rows.next().unwrap_or_default();
    (head, rows.collect())
}

/// The least number of first columns that tell all rows of both versions apart.
fn key_width(old: &[Row], new: &[Row], columns: usize) -> usize {
    let tells = |rows: &[Row], width: usize| {
        let mut keys = FxHashSet::with_capacity_and_hasher(rows.len(), FxBuildHasher);
        rows.iter().all(|row| keys.insert(Key(row, width)))
    };
    (1..=columns).find(|width| tells(old, *width) && tells(new, *width)).unwrap_or(columns)
}

fn by_key(rows: &[Row], width: usize) -> FxHashMap<Key<'_>, &Row> {
    rows.iter().map(|row| (Key(row, width), row)).collect()
}

/// Compares two versions.
pub(in crate::render::pages) fn diff(old: &[u8], new: &[u8]) -> Diff {
    let ((old_head, old_rows), (head, rows)) = (read(old), read(new));
    let width = key_width(&old_rows, &rows, head.len().min(old_head.len()).max(1));
    let (before, after) = (by_key(&old_rows, width), by_key(&rows, width));
    let same_head = old_head == head;
    let mut found = Diff::default();
    for row in &rows {
        match before.get(&Key(row, width)) {
            None => {
                found.added += 1;
                found.show(found.added, "added", || (title(&head, row, width), Vec::new()));
            }
            Some(old) if same_head && *old == row => {}
            Some(old) => {
                let cells = cells(&old_head, old, &head, row);
                if !cells.is_empty() {
                    found.changed += 1;
                    found.show(found.changed, "changed", || (title(&head, row, width), cells));
                }
            }
        }
    }
    for row in old_rows.iter().filter(|row| !after.contains_key(&Key(row, width))) {
        found.removed += 1;
        found.show(found.removed, "removed", || (title(&old_head, row, width), Vec::new()));
    }
    found
}

impl Diff {
    /// Keeps a row, the `count`th of its kind, if it is among the first.
    fn show(
        &mut self,
        count: usize,
        kind: &'static str,
        line: impl FnOnce() -> (String, Vec<(String, String, String)>),
    ) {
        if count > SHOWN {
            self.more = true;
            return;
        }
        let (row, cells) = line();
        self.lines.push(Line { kind, row, cells });
    }
}

/// What people know a row by. An id alone tells a reader nothing, so the name follows where there is one.
fn title(head: &Row, row: &Row, width: usize) -> String {
    let key: Vec<&str> = row.iter().take(width).filter(|cell| !cell.is_empty()).collect();
    let named = head.iter().position(|heading| heading.split(' ').next_back() == Some("name"));
    let name = named.filter(|at| *at >= width).and_then(|at| row.get(at)).unwrap_or_default();
    [key.join(" / ").as_str(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Cells that differ, by heading; a column that one version lacks counts as empty there.
fn cells(old_head: &Row, old: &Row, head: &Row, row: &Row) -> Vec<(String, String, String)> {
    let cell = |head: &Row, row: &Row, name: &str| {
        head.iter().position(|other| other == name).and_then(|at| row.get(at)).unwrap_or_default().to_owned()
    };
    let gone = old_head.iter().filter(|name| !head.iter().any(|other| other == *name));
    let names = head.iter().chain(gone);
    names
        .map(|name| (name.to_owned(), cell(old_head, old, name), cell(head, row, name)))
        .filter(|(_, old, new)| old != new)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_came_went_and_changed_are_told_apart() {
        let old = "\u{feff}编号 id,名称 name,状态 status\na,甲,正常\nb,乙,正常\nc,丙,正常\n";
        let new = "\u{feff}编号 id,名称 name,状态 status\na,甲,正常\nb,乙,停产\nd,丁,正常\n";
        let found = diff(old.as_bytes(), new.as_bytes());
        assert_eq!((found.added, found.removed, found.changed, found.more), (1, 1, 1, false));
        let changed = &found.lines[0];
        assert_eq!((changed.kind, changed.row.as_str()), ("changed", "b 乙"));
        let gone = found.lines.iter().find(|line| line.kind == "removed");
        assert_eq!(gone.map(|line| line.row.as_str()), Some("c 丙"));
        assert_eq!(changed.cells, [("状态 status".into(), "正常".into(), "停产".into())]);
        assert_eq!(diff(new.as_bytes(), new.as_bytes()), Diff::default());
    }

    #[test]
    fn rows_that_share_a_first_cell_are_compared_by_more_columns() {
        let (old, new) = ("d,o,r\nx,1,a\nx,2,b\n", "d,o,r\nx,1,a\nx,2,c\n");
        let found = diff(old.as_bytes(), new.as_bytes());
        assert_eq!((found.changed, found.lines[0].row.as_str()), (1, "x / 2"));
    }

    #[test]
    fn a_new_column_and_a_table_of_many_changes_are_told() {
        let found = diff(b"id\na\n", b"id,n\na,1\n");
        assert_eq!(found.lines[0].cells, [("n".into(), String::new(), "1".into())]);
        let many: String = std::iter::once("id".to_owned()).chain((0..100).map(|n| format!("\n{n}"))).collect();
        let found = diff(b"id\n", many.as_bytes());
        assert_eq!((found.added, found.lines.len(), found.more), (100, SHOWN, true));
    }
}
