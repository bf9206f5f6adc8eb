//! What changed between two versions of a table. In: their bytes. Out: rows that came, went or changed, cell by cell, in the
//! order of the newer version. Rows are the same where their first cells are; a table whose first cells repeat is compared by
//! as many of its first columns as make its rows unique.

use crate::site::Packed;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

/// Changes of one kind shown at most; counts tell the rest.
pub(super) const SHOWN: usize = 60;

/// The differences.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
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

/// Comparisons by the SHA-256 of both versions, each made when first asked for: a version is told of on the page of its table,
/// in the table of changes and in the feed.
#[derive(Default)]
pub(super) struct Diffs(Mutex<BTreeMap<[String; 2], Arc<OnceLock<Diff>>>>);

impl Diffs {
    /// Compares two versions, each with its SHA-256, and hands the differences to `tell`. The one before the first is empty.
    pub(super) fn between<T>(
        &self,
        old: Option<(&str, &Packed)>,
        new: (&str, &Packed),
        tell: impl FnOnce(&Diff) -> T,
    ) -> T {
        let key = [old.map(|(hash, _)| hash).unwrap_or_default().to_owned(), new.0.to_owned()];
        let made = Arc::clone(
            self.0.lock().expect("no thread panics while it looks for a comparison").entry(key).or_default(),
        );
        tell(made.get_or_init(|| diff(&old.map(|(_, bytes)| bytes.bytes()).unwrap_or_default(), &new.1.bytes())))
    }
}

/// A row that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    /// `added`, `removed`, `changed`.
    pub(super) kind: &'static str,
    /// What names the row: its first cells, and its name where the table has a column of names.
    pub(super) row: String,
    /// Of a changed row: heading, old and new cell.
    pub(super) cells: Vec<(String, String, String)>,
}

/// A table as one text: cells one after the other, where each ends, and where the cells of each row begin. Versions of a large
/// county have millions of cells.
#[derive(Default)]
struct Table {
    text: String,
    ends: Vec<usize>,
    rows: Vec<usize>,
}

/// A row of a table: its cells are `from..to` of the table's.
#[derive(Clone, Copy)]
struct Row<'a> {
    table: &'a Table,
    from: usize,
    to: usize,
}

impl<'a> Row<'a> {
    fn get(self, at: usize) -> Option<&'a str> {
        let cell = Some(self.from + at).filter(|cell| *cell < self.to)?;
        Some(&self.table.text[self.table.begin(cell)..self.table.ends[cell]])
    }

    fn cells(self) -> impl Iterator<Item = &'a str> {
        (0..self.to - self.from).filter_map(move |at| self.get(at))
    }

    /// By the first `width` cells.
    fn by_key(self, other: Row<'_>, width: usize) -> Ordering {
        match width {
            // Most tables are told by one column, and this is asked for every row several times.
            1 => self.get(0).cmp(&other.get(0)),
            _ => self.cells().take(width).cmp(other.cells().take(width)),
        }
    }

    /// Whether all cells are the same.
    fn is(self, other: Row<'_>) -> bool {
        let [own, its] = [self, other].map(|row| {
            let begin = row.table.begin(row.from);
            (&row.table.text[begin..row.table.begin(row.to)], begin, &row.table.ends[row.from..row.to])
        });
        own.0 == its.0 && own.2.iter().map(|end| end - own.1).eq(its.2.iter().map(|end| end - its.1))
    }
}

impl Table {
    /// Headings and rows; a version that is no table has none.
    fn read(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut table = Self { text: String::with_capacity(text.len()), ..Self::default() };
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => break,
                // A row that is no text is passed over.
                Err(_) if reader.is_done() => break,
                Err(_) => continue,
                Ok(true) => {}
            }
            table.rows.push(table.ends.len());
            for cell in &record {
                table.text.push_str(cell);
                table.ends.push(table.text.len());
            }
        }
        table
    }

    fn row(&self, number: usize) -> Row<'_> {
        let from = self.rows.get(number).copied().unwrap_or(self.ends.len());
        Row { table: self, from, to: self.rows.get(number + 1).copied().unwrap_or(self.ends.len()) }
    }

    fn head(&self) -> Row<'_> {
        self.row(0)
    }

    fn body(&self) -> std::ops::Range<usize> {
        1..self.rows.len().max(1)
    }

    /// Where a cell begins; that after the last begins at the end.
    fn begin(&self, cell: usize) -> usize {
        cell.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// The rows in the order of their first `width` cells, those alike in the order of the table, and whether none are alike.
    fn sorted(&self, width: usize) -> (Vec<usize>, bool) {
        let mut rows: Vec<usize> = self.body().collect();
        let order = |one: usize, other: usize| self.row(one).by_key(self.row(other), width);
        let rising = |rows: &[usize]| rows.windows(2).all(|pair| order(pair[0], pair[1]) == Ordering::Less);
        // What is published is sorted already.
        if rising(&rows) {
            return (rows, true);
        }
        rows.sort_by(|one, other| order(*one, *other));
        let apart = rising(&rows);
        (rows, apart)
    }
}

/// Two versions, sorted by the least number of first columns that tell all rows of both apart, by all columns if none does.
struct Pair<'a> {
    tables: [&'a Table; 2],
    orders: [Vec<usize>; 2],
    width: usize,
}

impl<'a> Pair<'a> {
    fn new(old: &'a Table, new: &'a Table, columns: usize) -> Self {
        let mut width = 1;
        loop {
            let (before, apart) = old.sorted(width);
            let is_last = width >= columns;
            if apart || is_last {
                let (after, apart) = new.sorted(width);
                if apart || is_last {
                    return Self { tables: [old, new], orders: [before, after], width };
                }
            }
            width += 1;
        }
    }

    /// For every row of one version the last row of the other that has its key. `own`: 0 the old one, 1 the new.
    fn partners(&self, own: usize) -> Vec<Option<Row<'a>>> {
        let (table, other) = (self.tables[own], self.tables[1 - own]);
        let theirs = &self.orders[1 - own];
        let mut found = vec![None; table.rows.len()];
        let mut next = 0;
        for at in &self.orders[own] {
            let row = table.row(*at);
            let mut last = Ordering::Less;
            let by_key = |place: usize| theirs.get(place).map(|at| other.row(*at).by_key(row, self.width));
            while let Some(order) = by_key(next).filter(|order| *order != Ordering::Greater) {
                (next, last) = (next + 1, order);
            }
            // A row before had the same key, and took the place beyond it.
            if last == Ordering::Less && next > 0 {
                last = by_key(next - 1).unwrap_or(Ordering::Less);
            }
            found[*at] = (last == Ordering::Equal).then(|| other.row(theirs[next - 1]));
        }
        found
    }
}

/// Lines of one kind: the first of them, and how many there are.
#[derive(Default)]
struct Lines {
    lines: Vec<Line>,
    count: usize,
}

impl Lines {
    fn push(&mut self, line: impl FnOnce() -> Line) {
        self.count += 1;
        if self.count <= SHOWN {
            self.lines.push(line());
        }
    }
}

/// Compares two versions.
fn diff(old: &[u8], new: &[u8]) -> Diff {
    let (old, new) = (Table::read(old), Table::read(new));
    let (old_head, head) = (old.head(), new.head());
    let columns = |row: Row<'_>| row.to - row.from;
    let pair = Pair::new(&old, &new, columns(head).min(columns(old_head)));
    let line = |kind, head, row| Line { kind, row: title(head, row, pair.width), cells: Vec::new() };
    let same_head = old_head.is(head);
    let mut lines = Vec::new();
    let [mut added, mut removed, mut changed] = [Lines::default(), Lines::default(), Lines::default()];
    let before = pair.partners(1);
    for number in new.body() {
        let row = new.row(number);
        match before[number] {
            None => added.push(|| line("added", head, row)),
            Some(was) if same_head && was.is(row) => {}
            Some(was) => {
                let cells = cells(old_head, was, head, row);
                if !cells.is_empty() {
                    changed.push(|| Line { cells, ..line("changed", head, row) });
                }
            }
        }
        lines.extend(added.lines.drain(..).chain(changed.lines.drain(..)));
    }
    let after = pair.partners(0);
    for number in old.body().filter(|number| after[*number].is_none()) {
        removed.push(|| line("removed", old_head, old.row(number)));
    }
    lines.append(&mut removed.lines);
    let more = [&added, &removed, &changed].iter().any(|lines| lines.count > SHOWN);
    Diff { added: added.count, removed: removed.count, changed: changed.count, lines, more }
}

/// What people know a row by. An id alone tells a reader nothing, so the name follows where there is one.
fn title(head: Row<'_>, row: Row<'_>, width: usize) -> String {
    let key: Vec<&str> = row.cells().take(width).filter(|cell| !cell.is_empty()).collect();
    let named = head.cells().position(|heading| heading.split(' ').next_back() == Some("name"));
    let name = named.filter(|at| *at >= width).and_then(|at| row.get(at)).unwrap_or_default();
    [key.join(" / ").as_str(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Cells that differ, by heading; a column that one version lacks counts as empty there.
fn cells(old_head: Row<'_>, old: Row<'_>, head: Row<'_>, row: Row<'_>) -> Vec<(String, String, String)> {
    let cell = |head: Row<'_>, row: Row<'_>, name: &str| {
        head.cells().position(|other| other == name).and_then(|at| row.get(at)).unwrap_or_default().to_owned()
    };
    let gone = old_head.cells().filter(|name| head.cells().all(|other| other != *name));
    let names = head.cells().chain(gone);
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
