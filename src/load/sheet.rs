//! One table: text → rows of values. In: a source and its columns. Out: rows whose every cell has its kind, each at its
//! place, and every fault of headings and cells. Never passes a row on that has a fault.

use super::headings::headings;
use super::raw::{Located, Sheet, Spot};
use super::spec::{Column, Kind};
use super::value::{CellFault, Value, read};
use crate::diag::{Diagnostic, Place, Report, blot, is_invisible};
use crate::model::*;
use crate::source::Source;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A row without faults.
pub(super) struct Row<'a> {
    columns: &'a [Column],
    cells: &'a [Range<usize>],
    values: &'a [Value],
    source: &'a Source,
}

const DECLARED: &str = "the table's columns declare this kind, and a row with a fault is not passed on";

impl<'a> Row<'a> {
    fn index(&self, column: &str) -> usize {
        self.columns.iter().position(|c| c.en == column).expect("a record asks for columns its table declares")
    }

    fn value(&self, column: &str) -> &'a Value {
        &self.values[self.index(column)]
    }

    /// The text as it stands; empty if the cell is empty or the column is missing.
    pub(super) fn text(&self, column: &str) -> String {
        self.source.cell_text(&self.cells[self.index(column)]).into_owned()
    }

    /// The text, none if empty.
    pub(super) fn opt_text(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    /// An id of a filled column.
    pub(super) fn id<T>(&self, column: &str, parse: fn(&str) -> Result<T, IdError>) -> T {
        parse(&self.source.cell_text(&self.cells[self.index(column)])).expect(DECLARED)
    }

    /// An id, none if empty.
    pub(super) fn opt_id<T>(&self, column: &str, parse: fn(&str) -> Result<T, IdError>) -> Option<T> {
        if *self.value(column) == Value::Empty { None } else { Some(self.id(column, parse)) }
    }

    pub(super) fn opt_day(&self, column: &str) -> Option<Day> {
        if let Value::Day(day) = self.value(column) { Some(*day) } else { None }
    }

    pub(super) fn day(&self, column: &str) -> Day {
        self.opt_day(column).expect(DECLARED)
    }

    pub(super) fn opt_minute(&self, column: &str) -> Option<Time> {
        if let Value::Minute(time) = self.value(column) { Some(*time) } else { None }
    }

    pub(super) fn minute(&self, column: &str) -> Time {
        self.opt_minute(column).expect(DECLARED)
    }

    pub(super) fn opt_number(&self, column: &str) -> Option<u32> {
        if let Value::Number(number) = self.value(column) { Some(*number) } else { None }
    }

    pub(super) fn number(&self, column: &str) -> u32 {
        self.opt_number(column).expect(DECLARED)
    }

    pub(super) fn quarter(&self, column: &str) -> Option<Period> {
        if let Value::Quarter(period) = self.value(column) { Some(*period) } else { None }
    }

    /// Yes or no; an empty cell is no.
    pub(super) fn flag(&self, column: &str) -> bool {
        matches!(self.value(column), Value::Flag(true))
    }

    pub(super) fn opt_choice(&self, column: &str) -> Option<&'static str> {
        if let Value::Choice(word) = self.value(column) { Some(word) } else { None }
    }

    pub(super) fn choice(&self, column: &str) -> &'static str {
        self.opt_choice(column).expect(DECLARED)
    }

    pub(super) fn choices(&self, column: &str) -> &'a [&'static str] {
        if let Value::Choices(words) = self.value(column) { words } else { &[] }
    }

    pub(super) fn texts(&self, column: &str) -> Vec<String> {
        if let Value::Texts(texts) = self.value(column) { texts.clone() } else { Vec::new() }
    }

    pub(super) fn ids<T>(&self, column: &str, parse: fn(&str) -> Result<T, IdError>) -> Vec<T> {
        if let Value::Texts(texts) = self.value(column) {
            texts.iter().map(|text| parse(text).expect(DECLARED)).collect()
        } else {
            Vec::new()
        }
    }

    pub(super) fn bases(&self, column: &str) -> Vec<Basis> {
        if let Value::Bases(bases) = self.value(column) { bases.clone() } else { Vec::new() }
    }

    pub(super) fn phrase(&self, column: &str) -> Option<Phrase> {
        if let Value::Phrase(phrase) = self.value(column) { Some(phrase.clone()) } else { None }
    }
}

/// Reads a table. `make` gets every row without faults; `phrases` are result phrases beyond the five.
pub(super) fn rows<T>(
    source: &Arc<Source>,
    columns: &[Column],
    phrases: Option<&[String]>,
    report: &mut Report,
    make: impl Fn(&Row<'_>) -> T,
) -> Vec<Located<T>> {
    let Some((sheet, body)) = headings(source, columns, report) else { return Vec::new() };
    let at: Vec<Option<usize>> = columns
        .iter()
        .map(|column| sheet.columns.iter().find(|(name, ..)| *name == column.en).map(|(_, at, _)| *at))
        .collect();
    let mut reader = Reader {
        sheet: Arc::new(sheet),
        columns,
        at,
        phrases,
        seen: columns.iter().map(|_| BTreeMap::new()).collect(),
        cells: Vec::new(),
        own: Vec::new(),
        values: Vec::new(),
    };
    let mut found = Vec::new();
    for (row, start) in source.records(body) {
        if reader.read(row, start, report) {
            let row_values = Row { columns, cells: &reader.own, values: &reader.values, source };
            let spot = Spot::Row { sheet: Arc::clone(&reader.sheet), row, start };
            found.push(Located::with_spot(make(&row_values), spot));
        }
    }
    found
}

/// State while a table is read.
struct Reader<'a> {
    sheet: Arc<Sheet>,
    columns: &'a [Column],
    /// Position of each column in the file, in the order of the declaration.
    at: Vec<Option<usize>>,
    phrases: Option<&'a [String]>,
    /// Values of unique columns and the row of each.
    seen: Vec<BTreeMap<String, u32>>,
    /// Cells of the row in the order of the file.
    cells: Vec<Range<usize>>,
    /// Cells in the order of the declaration.
    own: Vec<Range<usize>>,
    values: Vec<Value>,
}

impl Reader<'_> {
    /// Reads one row into `own` and `values`. False if it is empty or has a fault.
    fn read(&mut self, row: u32, start: usize, report: &mut Report) -> bool {
        let source = Arc::clone(&self.sheet.source);
        source.cells(start, &mut self.cells);
        let text = |range: &Range<usize>| &source.text[range.clone()];
        if self.cells.iter().all(|cell| text(cell).chars().all(char::is_whitespace)) {
            return false;
        }
        let place = |this: &Self| this.sheet.row_place(row, start);
        let first = self.cells.iter().take(3).map(text).find(|cell| is_total(cell));
        if let Some(word) = first {
            report.push(Diagnostic::error("MC0114", place(self)).value(word));
            return false;
        }
        if self.cells.len() != self.sheet.width {
            let fault = Diagnostic::error("MC0112", place(self));
            report.push(fault.arg("found", self.cells.len()).arg("wanted", self.sheet.width));
            return false;
        }
        let mut good = self.nameless(row, report);
        self.own.clear();
        self.values.clear();
        for (number, column) in self.columns.iter().enumerate() {
            let range = self.at[number].map_or(start..start, |at| self.cells[at].clone());
            let cell = source.cell_text(&range);
            let value = match self.cell(number, column, &cell, row) {
                Ok(value) => value,
                Err(fault) => {
                    let warns = fault.code == "MC0226";
                    good &= warns;
                    report.push(self.diagnostic(fault, warns, row, &range, self.at[number], &cell));
                    Value::Text
                }
            };
            self.own.push(range);
            self.values.push(value);
        }
        good
    }

    fn cell(&mut self, number: usize, column: &Column, cell: &str, row: u32) -> Result<Value, CellFault> {
        if cell.is_empty() {
            let needed = column.required && self.at[number].is_some();
            return if needed { Err(CellFault { code: "MC0201", args: Vec::new() }) } else { Ok(Value::Empty) };
        }
        let value = read(column.kind, cell, self.phrases)?;
        if column.unique {
            // Ids that differ only in case would be one file name on the clerk's machine.
            let key = if matches!(column.kind, Kind::Object | Kind::Inspector) {
                cell.to_ascii_lowercase()
            } else {
                cell.to_owned()
            };
            if let Some(first) = self.seen[number].get(&key) {
                return Err(CellFault { code: "MC0218", args: vec![("first", first.to_string())] });
            }
            self.seen[number].insert(key, row);
        }
        Ok(value)
    }

    fn place(&self, row: u32, range: &Range<usize>, at: Option<usize>) -> Place {
        let heading = self.sheet.columns.iter().find(|(_, position, _)| Some(*position) == at);
        Place {
            row,
            column: at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0),
            heading: heading.map(|(.., heading)| heading.clone()).unwrap_or_default(),
            span: (range.start, range.len()),
            ..Place::file(&self.sheet.source.path)
        }
    }

    fn diagnostic(
        &self,
        fault: CellFault,
        warns: bool,
        row: u32,
        range: &Range<usize>,
        at: Option<usize>,
        cell: &str,
    ) -> Diagnostic {
        let place = self.place(row, range, at);
        let made = if warns { Diagnostic::warning(fault.code, place) } else { Diagnostic::error(fault.code, place) };
        Diagnostic { args: fault.args, ..made.value(&shown(cell)) }
    }

    /// Values below an empty heading. True if there are none.
    fn nameless(&self, row: u32, report: &mut Report) -> bool {
        let mut good = true;
        for at in &self.sheet.nameless {
            let range = self.cells[*at].clone();
            let cell = &self.sheet.source.text[range.clone()];
            if !cell.is_empty() {
                good = false;
                report.push(Diagnostic::error("MC0113", self.place(row, &range, Some(*at))).value(&shown(cell)));
            }
        }
        good
    }
}

fn is_total(cell: &str) -> bool {
    // Nearly no cell is as short as this, so nearly none is looked at closely.
    if cell.len() > 24 || !cell.contains('计') {
        return false;
    }
    let word: String = cell.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(word.trim_end_matches(['：', ':']), "合计" | "总计" | "小计" | "共计")
}

/// A value as a message shows it: one line, at most 60 characters, personal numbers blotted out.
pub(super) fn shown(cell: &str) -> String {
    let visible: String = blot(cell).chars().map(|c| if is_invisible(c) { '␣' } else { c }).collect();
    if visible.chars().count() <= 60 {
        return visible;
    }
    visible.chars().take(59).chain(['…']).collect()
}
