//! One text file as it was read. In: its path and decoded text. Out: lines by number and offset, cells of a CSV row by
//! position. Never changes a byte of the text.

use crate::diag::Place;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A decoded file of the bureau's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path relative to the bureau's folder, with `/`.
    pub path: String,
    /// Decoded text, without BOM.
    pub text: Arc<str>,
    /// Byte offset of each line's first character.
    starts: Vec<usize>,
}

impl Source {
    /// Takes a decoded text.
    pub fn new(path: &str, text: String) -> Self {
        let mut starts = vec![0];
        starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Self { path: path.to_owned(), text: text.into(), starts }
    }

    /// Number of the line that holds a byte offset, from 1.
    pub fn line_number(&self, offset: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    /// A line without its end; `number` from 1, empty beyond the last.
    pub fn line(&self, number: u32) -> &str {
        &self.text[self.line_range(number)]
    }

    /// Where a line stands in the text, its end left out.
    pub fn line_range(&self, number: u32) -> Range<usize> {
        let index = (number as usize).saturating_sub(1);
        let Some(start) = self.starts.get(index).copied() else { return self.text.len()..self.text.len() };
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let line = self.text[start..end].strip_suffix('\r').unwrap_or(&self.text[start..end]);
        start..start + line.len()
    }

    /// The place of a stretch of text: file, line and span.
    pub fn place(&self, span: Range<usize>) -> Place {
        Place {
            file: self.path.clone(),
            row: self.line_number(span.start),
            span: (span.start, span.len()),
            ..Place::default()
        }
    }

    /// Where the cell `index` (from 0) of the CSV record that begins at `start` stands, quotes left out. An index beyond
    /// the last cell gives the empty stretch at the record's end.
    pub fn cell_range(&self, start: usize, index: usize) -> Range<usize> {
        let mut cells = Vec::new();
        let end = self.cells(start, &mut cells);
        cells.get(index).cloned().unwrap_or(end..end)
    }

    /// Puts the cells of the CSV record that begins at `start` into `cells`, quotes left out. Out: the offset of the record's
    /// end (a line end or the end of the text). A quote within a quoted cell still stands there twice.
    pub fn cells(&self, start: usize, cells: &mut Vec<Range<usize>>) -> usize {
        cells.clear();
        let bytes = self.text.as_bytes();
        let mut at = start;
        loop {
            let (inside, end) = cell_end(bytes, at);
            cells.push(inside);
            if bytes.get(end) != Some(&b',') {
                return end;
            }
            at = end + 1;
        }
    }

    /// What a cell found by [`Source::cells`] says: a doubled quote within quotes is one quote.
    pub fn cell_text(&self, cell: &Range<usize>) -> Cow<'_, str> {
        let text = &self.text[cell.clone()];
        let quoted = cell.start > 0 && self.text.as_bytes()[cell.start - 1] == b'"';
        if quoted && text.contains('"') { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }

    /// The CSV records from an offset on, which is the begin or end of one: number of the row as a spreadsheet shows it and
    /// offset of the first byte. Empty lines are passed over and counted.
    pub fn records(&self, from: usize) -> Records<'_> {
        Records { bytes: self.text.as_bytes(), at: from, row: self.line_number(from) }
    }

    /// The first quote of CSV that is not closed, or is followed by anything but a comma or a line end.
    pub fn broken_quote(&self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if !bytes.contains(&b'"') {
            return None;
        }
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'"' {
                let (inside, end) = cell_end(bytes, at);
                if bytes.get(inside.end) != Some(&b'"') || end != inside.end + 1 {
                    return Some(at);
                }
                at = end + 1;
            } else {
                at = cell_end(bytes, at).1 + 1;
            }
        }
        None
    }
}

/// Iterator of [`Source::records`].
#[derive(Debug, Clone)]
pub struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    row: u32,
}

impl Iterator for Records<'_> {
    type Item = (u32, usize);

    fn next(&mut self) -> Option<(u32, usize)> {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'\n' => self.row = self.row.saturating_add(1),
                // An end of line of its own only where no LF follows.
                b'\r' if self.bytes.get(self.at + 1) == Some(&b'\n') => {}
                b'\r' => self.row = self.row.saturating_add(1),
                _ => break,
            }
            self.at += 1;
        }
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        let mut end = cell_end(self.bytes, start).1;
        while self.bytes.get(end) == Some(&b',') {
            end = cell_end(self.bytes, end + 1).1;
        }
        self.at = end;
        Some((self.row, start))
    }
}

/// The content of the cell that begins at `start`, and the offset of the comma or line end after it.
fn cell_end(bytes: &[u8], start: usize) -> (Range<usize>, usize) {
    let stop = |from: usize| {
        bytes[from..].iter().position(|b| matches!(b, b',' | b'\n' | b'\r')).map_or(bytes.len(), |length| from + length)
    };
    if bytes.get(start) != Some(&b'"') {
        let end = stop(start);
        return (start..end, end);
    }
    let mut at = start + 1;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
        } else if bytes.get(at + 1) == Some(&b'"') {
            at += 2;
        } else {
            return (start + 1..at, stop(at + 1));
        }
    }
    (start + 1..bytes.len(), bytes.len())
}
