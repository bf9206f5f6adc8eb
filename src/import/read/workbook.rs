//! A workbook → sheets. In: bytes that are a workbook, and which kind. Out: filled cells with their types, merged ranges, what is hidden.
//! Cells come from calamine one by one; what it does not tell is read beside it.

use super::hidden_xls::password;
use super::{hidden_ods, hidden_xls, hidden_xlsx, limits};
use crate::diag::{Diagnostic, Place};
use crate::import::grid::{Area, Book, BookKind, Sheet, Value};
use crate::model::Time;
use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Ods, Range, Reader, SheetType, SheetVisible, Xls, XlsOptions, Xlsx,
};
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

/// Code page of UTF-16.
const UNICODE: u16 = 1200;

type Cells = BTreeMap<(u32, u32), Value>;
type Bytes<'a> = Cursor<&'a [u8]>;

/// What calamine does not tell of a sheet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Unseen {
    pub(super) rows: BTreeSet<u32>,
    pub(super) columns: BTreeSet<u32>,
    pub(super) merged: Vec<Area>,
}

pub(super) fn read(file: &str, kind: BookKind, bytes: &[u8]) -> Result<Book, Box<Diagnostic>> {
    let place = || Place::file(file);
    let damaged = |fault: String| Diagnostic::error("MC0915", place()).arg("fault", fault);
    if kind != BookKind::Xls {
        limits::unzipped(bytes).map_err(|fault| fault.at(place()))?;
    }
    let sheets = match kind {
        BookKind::Xlsx => xlsx(bytes),
        BookKind::Ods => ods(bytes),
        BookKind::Xls | BookKind::Csv => xls(bytes),
    };
    let sheets = sheets.map_err(|fault| match fault {
        Fault::Password => Box::new(Diagnostic::error("MC0913", place())),
        Fault::TooMuch(fault) => fault.at(place()),
        Fault::Damaged(fault) => Box::new(damaged(fault)),
    })?;
    Ok(Book { file: file.to_owned(), kind, sheets, notes: Vec::new() })
}

/// Why a workbook is not read.
enum Fault {
    Password,
    TooMuch(limits::TooMuch),
    Damaged(String),
}

impl From<limits::TooMuch> for Fault {
    fn from(fault: limits::TooMuch) -> Self {
        Self::TooMuch(fault)
    }
}

fn damaged(fault: impl ToString) -> Fault {
    Fault::Damaged(fault.to_string())
}

/// Names of the sheets with cells, and whether each is hidden.
fn names<'a, R: Reader<Bytes<'a>>>(book: &R) -> Vec<(String, bool)> {
    let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    tables.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

fn xlsx(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut unseen = hidden_xlsx::read(bytes).map_err(damaged)?;
    let since_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for (name, hidden) in names(&book) {
        let mut cells = Cells::new();
        let mut reader = book.worksheet_cells_reader(&name).map_err(damaged)?;
        while let Some(cell) = reader.next_cell().map_err(damaged)? {
            let (row, column) = cell.get_position();
            if let Some(value) = value_ref(cell.get_value()) {
                limits::cell(row + 1, cells.len())?;
                cells.insert((row + 1, column + 1), value);
            }
        }
        drop(reader);
        let mut beside = unseen.remove(&name).unwrap_or_default();
        beside.merged = book.merge_cells_by_sheet_name(&name).map_err(damaged)?.iter().map(area).collect();
        sheets.push(sheet(name, hidden, cells, beside, since_1904));
    }
    Ok(sheets)
}

fn xls(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let mut options = XlsOptions::default();
    options.force_codepage = hidden_xls::is_unicode(bytes).then_some(UNICODE);
    let mut book: Xls<_> = Xls::new_with_options(Cursor::new(bytes), options).map_err(|fault| match fault {
        calamine::XlsError::Password => Fault::Password,
        other => damaged(other),
    })?;
    if password(bytes) {
        return Err(Fault::Password);
    }
    let mut unseen = hidden_xls::read(bytes).map_err(damaged)?;
    let since_1904 = book.has_1904_epoch();
    let mut sheets = Vec::new();
    for (name, hidden) in names(&book) {
        let cells = dense(&book.worksheet_range(&name).map_err(damaged)?)?;
        let mut beside = unseen.remove(&name).unwrap_or_default();
        beside.merged = book.merge_cells_by_sheet_name(&name).map_err(damaged)?.iter().map(area).collect();
        sheets.push(sheet(name, hidden, cells, beside, since_1904));
    }
    Ok(sheets)
}

fn ods(bytes: &[u8]) -> Result<Vec<Sheet>, Fault> {
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|fault| match fault {
        calamine::OdsError::Password => Fault::Password,
        other => damaged(other),
    })?;
    let mut unseen = hidden_ods::read(bytes).map_err(damaged)?;
    let mut sheets = Vec::new();
    for (name, hidden) in names(&book) {
        let cells = dense(&book.worksheet_range(&name).map_err(damaged)?)?;
        let beside = unseen.remove(&name).unwrap_or_default();
        sheets.push(sheet(name, hidden, cells, beside, false));
    }
    Ok(sheets)
}

fn sheet(name: String, hidden: bool, cells: Cells, beside: Unseen, since_1904: bool) -> Sheet {
    let Unseen { rows, columns, merged } = beside;
    Sheet { name, hidden, cells, merged, hidden_rows: rows, hidden_columns: columns, since_1904 }
}

fn dense(range: &Range<Data>) -> Result<Cells, Fault> {
    let (top, left) = range.start().unwrap_or_default();
    let mut cells = Cells::new();
    for (row, column, data) in range.used_cells() {
        let row = top + u32::try_from(row).map_err(damaged)? + 1;
        let column = left + u32::try_from(column).map_err(damaged)? + 1;
        if let Some(value) = value(data) {
            limits::cell(row, cells.len())?;
            cells.insert((row, column), value);
        }
    }
    Ok(cells)
}

fn area(range: &Dimensions) -> Area {
    let (top, left) = range.start;
    let (bottom, right) = range.end;
    Area { top: top + 1, left: left + 1, bottom: bottom + 1, right: right + 1 }
}

fn value_ref(data: &DataRef<'_>) -> Option<Value> {
    match data {
        DataRef::Int(number) => number_of(*number),
        DataRef::Float(number) => Some(Value::Number(*number)),
        DataRef::String(text) => text_of(text),
        DataRef::SharedString(text) => text_of(text),
        DataRef::Bool(flag) => Some(Value::Bool(*flag)),
        DataRef::DateTime(time) => Some(moment(*time)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Some(iso(text)),
        DataRef::Error(fault) => Some(Value::Error(fault.to_string())),
        DataRef::Empty => None,
    }
}

fn value(data: &Data) -> Option<Value> {
    match data {
        Data::Int(number) => number_of(*number),
        Data::Float(number) => Some(Value::Number(*number)),
        Data::String(text) => text_of(text),
        Data::Bool(flag) => Some(Value::Bool(*flag)),
        Data::DateTime(time) => Some(moment(*time)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(iso(text)),
        Data::Error(fault) => Some(Value::Error(fault.to_string())),
        Data::Empty => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a spreadsheet holds no whole number that a float does not")]
fn number_of(number: i64) -> Option<Value> {
    Some(Value::Number(number as f64))
}

/// Blanks alone are an empty cell: nobody sees them.
fn text_of(text: &str) -> Option<Value> {
    if text.trim().is_empty() { None } else { Some(Value::Text(text.to_owned())) }
}

/// A day by its serial number; a length of time, or a number that is no day, stays a number.
fn moment(time: ExcelDateTime) -> Value {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
    let found = day.and_then(|day| day.and_hms_opt(hour.into(), minute.into(), second.into()));
    match found.filter(|_| time.is_datetime()) {
        Some(found) => Value::Moment(found),
        None => Value::Number(time.as_f64()),
    }
}

/// A day of an OpenDocument sheet.
fn iso(text: &str) -> Value {
    let whole = text.split('.').next().unwrap_or(text);
    let time: Option<Time> = NaiveDateTime::parse_from_str(whole, "%Y-%m-%dT%H:%M:%S").ok();
    let day = || NaiveDate::parse_from_str(whole, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    time.or_else(day).map_or_else(|| Value::Text(text.to_owned()), Value::Moment)
}
