//! What changed between two versions of a table. In: their bytes. Out: rows that came, went or changed, cell by cell, in the
//! order of the newer version. Rows are the same where their first cells are; a table whose first cells repeat is compared by
//! as many of its first columns as make its rows unique.

use serde::Serialize;
use std::collections::BTreeMap;

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

type Row = Vec<String>;

/// Headings and rows; a version that is no table has none.
fn read(bytes: &[u8]) -> (Row, Vec<Row>) {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut rows = reader.records().filter_map(Result::ok).map(|row| row.iter().map(str::to_owned).collect());
    let head = rows.next().unwrap_or_default();
    (head, rows.collect())
}

/// The least number of first columns that tell all rows of both versions apart.
fn key_width(old: &[Row], new: &[Row], columns: usize) -> usize {
    let tells = |rows: &[Row], width: usize| {
        let mut keys: Vec<&[String]> = rows.iter().map(|row| &row[..width.min(row.len())]).collect();
        keys.sort_unstable();
        keys.windows(2).all(|pair| pair[0] != pair[1])
    };
    (1..=columns).find(|width| tells(old, *width) && tells(new, *width)).unwrap_or(columns)
}

/// Compares two versions.
pub(in crate::render::pages) fn diff(old: &[u8], new: &[u8]) -> Diff {
    let ((old_head, old_rows), (head, rows)) = (read(old), read(new));
    let width = key_width(&old_rows, &rows, head.len().min(old_head.len()).max(1));
    let key = |row: &Row| row[..width.min(row.len())].to_vec();
    let before: BTreeMap<Vec<String>, &Row> = old_rows.iter().map(|row| (key(row), row)).collect();
    let after: BTreeMap<Vec<String>, &Row> = rows.iter().map(|row| (key(row), row)).collect();
    let mut found = Diff::default();
    let name = |head: &Row, row: &Row| title(head, row, width);
    let mut lines = Vec::new();
    for row in &rows {
        let key = key(row);
        match before.get(&key) {
            None => {
                found.added += 1;
                lines.push(Line { kind: "added", row: name(&head, row), cells: Vec::new() });
            }
            Some(old) => {
                let cells = cells(&old_head, old, &head, row);
                if !cells.is_empty() {
                    found.changed += 1;
                    lines.push(Line { kind: "changed", row: name(&head, row), cells });
                }
            }
        }
    }
    for row in old_rows.iter().filter(|row| !after.contains_key(&key(row))) {
        found.removed += 1;
        lines.push(Line { kind: "removed", row: name(&old_head, row), cells: Vec::new() });
    }
    for kind in ["changed", "removed", "added"] {
        let own: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].kind == kind).collect();
        found.more |= own.len() > SHOWN;
    }
    let mut counts = BTreeMap::new();
    lines.retain(|line| {
        let count = counts.entry(line.kind).or_insert(0);
        *count += 1;
        *count <= SHOWN
    });
    found.lines = lines;
    found
}

/// What people know a row by. An id alone tells a reader nothing, so the name follows where there is one.
fn title(head: &Row, row: &Row, width: usize) -> String {
    let key: Vec<&str> = row.iter().take(width).map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let named = head.iter().position(|heading| heading.split(' ').next_back() == Some("name"));
    let name = named.filter(|at| *at >= width).and_then(|at| row.get(at)).map(String::as_str).unwrap_or_default();
    [key.join(" / ").as_str(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Cells that differ, by heading; a column that one version lacks counts as empty there.
fn cells(old_head: &Row, old: &Row, head: &Row, row: &Row) -> Vec<(String, String, String)> {
    let cell = |head: &Row, row: &Row, name: &str| {
        head.iter().position(|other| other == name).and_then(|at| row.get(at).cloned()).unwrap_or_default()
    };
    let gone = old_head.iter().filter(|name| !head.contains(name));
    let names = head.iter().chain(gone);
    names
        .map(|name| (name.clone(), cell(old_head, old, name), cell(head, row, name)))
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
