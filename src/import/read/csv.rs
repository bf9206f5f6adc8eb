//! Text with separators → one sheet. In: bytes in UTF-8, GB18030 or UTF-16 with its mark. Out: cells as they stand, quotes undone. Another
//! separator than the comma is taken only where it is certain, and said.

use super::limits;
use crate::diag::{Diagnostic, Place};
use crate::import::grid::{Book, BookKind, Sheet, Value};
use crate::load::{DecodeFault, decode};
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::collections::BTreeMap;

/// A row of cells; its number is its place.
type Rows = Vec<Vec<String>>;

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Book, Box<Diagnostic>> {
    let (text, wide) = text(file, bytes)?;
    let (rows, separator) = table(file, &text)?;
    let mut cells = BTreeMap::new();
    for (row, number) in rows.into_iter().zip(1u32..) {
        for (cell, column) in row.into_iter().zip(1u32..).filter(|(cell, _)| !cell.trim().is_empty()) {
            limits::cell(number, cells.len()).map_err(|fault| fault.at(Place::file(file)))?;
            cells.insert((number, column), Value::Text(cell));
        }
    }
    let notes = wide.into_iter().chain(match separator {
        ';' => Some("semicolon"),
        '\t' => Some("tab"),
        _ => None,
    });
    let sheet = Sheet { cells, ..Sheet::default() };
    Ok(Book { file: file.to_owned(), kind: BookKind::Csv, sheets: vec![sheet], notes: notes.collect() })
}

/// The text and, where it was UTF-16, the note that says so.
fn text(file: &str, bytes: &[u8]) -> Result<(String, Option<&'static str>), Box<Diagnostic>> {
    let place = |row: u32| Place { row, ..Place::file(file) };
    match decode(bytes) {
        Ok(text) => Ok((text, None)),
        Err(DecodeFault::Byte { line, byte, value }) => Err(Box::new(
            Diagnostic::error("MC0918", place(line)).arg("byte", byte).arg("hex", format!("0x{value:02X}")),
        )),
        Err(DecodeFault::Utf16 | DecodeFault::Workbook) => {
            let wide = if bytes.starts_with(&[0xff, 0xfe]) { UTF_16LE } else { UTF_16BE };
            let (text, bad) = wide.decode_with_bom_removal(bytes);
            if bad {
                let fault = Diagnostic::error("MC0918", place(0));
                return Err(Box::new(fault.arg("byte", 1).arg("hex", format!("0x{:02X}", bytes[0]))));
            }
            Ok((text.into_owned(), Some("utf16")))
        }
    }
}

/// The rows and the separator between cells. Errors: MC0917 where two separators make sense, MC0918 for an open quote.
fn table(file: &str, text: &str) -> Result<(Rows, char), Box<Diagnostic>> {
    let mut read: Vec<(char, Result<Rows, u32>)> = [',', '\t', ';'].map(|mark| (mark, rows(text, mark))).into();
    let sizes: Vec<(usize, bool)> = read.iter().map(|(_, rows)| rows.as_ref().map_or((0, false), width)).collect();
    let even: Vec<usize> = (0..3).filter(|at| sizes[*at].0 > 1 && sizes[*at].1).collect();
    let some: Vec<usize> = (0..3).filter(|at| sizes[*at].0 > 1).collect();
    let chosen = match (even.as_slice(), some.as_slice()) {
        ([0, ..], _) | (_, [] | [0]) => 0,
        ([one], _) | ([], [one]) => *one,
        _ => return Err(Box::new(Diagnostic::error("MC0917", Place::file(file)))),
    };
    let (mark, rows) = read.swap_remove(chosen);
    match rows {
        Ok(rows) => Ok((rows, mark)),
        Err(row) => Err(Box::new(Diagnostic::error("MC0920", Place { row, ..Place::file(file) }))),
    }
}

/// The most cells of a row, and whether all filled rows have as many.
fn width(rows: &Rows) -> (usize, bool) {
    let filled = || rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).map(Vec::len);
    (filled().max().unwrap_or(0), filled().min() == filled().max())
}

/// Rows by one separator. Errors: the row of a quote that is not closed or is followed by more text.
fn rows(text: &str, separator: char) -> Result<Rows, u32> {
    let mut rows: Rows = Vec::new();
    let mut row = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let number = u32::try_from(rows.len() + 1).unwrap_or(u32::MAX);
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => unquote(quoted).map(|(cell, after)| (cell.replace("\"\"", "\""), after)).ok_or(number)?,
            None => {
                let (cell, after) = rest.split_at(rest.find([separator, '\n', '\r']).unwrap_or(rest.len()));
                (cell.to_owned(), after)
            }
        };
        row.push(cell);
        if let Some(next) = after.strip_prefix(separator) {
            if next.is_empty() {
                row.push(String::new());
            }
            rest = next;
            continue;
        }
        let ended = after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r']));
        rest = match ended {
            None if !after.is_empty() => return Err(number),
            ended => ended.unwrap_or_default(),
        };
        rows.push(std::mem::take(&mut row));
    }
    if !row.is_empty() {
        rows.push(row);
    }
    Ok(rows)
}

/// The inside of a quoted cell and what follows the closing quote.
fn unquote(text: &str) -> Option<(&str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('"')?;
        if !text[at + 1..].starts_with('"') {
            return Some((&text[..at], &text[at + 1..]));
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_as_a_spreadsheet_counts_them() {
        let found = rows("a,\"b\n\"\"c\"\"\"\r\n\r\n,d", ',').unwrap();
        assert_eq!(found, vec![vec!["a", "b\n\"c\""], vec![""], vec!["", "d"]]);
        assert_eq!(rows("a\n\"b", ','), Err(2));
        assert_eq!(rows("a\n\"b\"c", ','), Err(2));
        assert_eq!(rows("a,\n", ',').unwrap(), vec![vec!["a", ""]]);
    }

    #[test]
    fn another_separator_is_taken_only_where_it_is_certain() {
        let chosen = |text: &str| table("f.csv", text).map(|(_, mark)| mark).map_err(|fault| fault.code);
        assert_eq!(chosen("a,b\nc,d;e\n"), Ok(','));
        assert_eq!(chosen("a;b\nc;d\n"), Ok(';'));
        assert_eq!(chosen("a\tb\nc\td,e\n"), Ok('\t'));
        assert_eq!(chosen("a\tb;c\nd\te;f\n"), Err("MC0917"));
        assert_eq!(chosen("a\nb\n"), Ok(','));
    }
}
