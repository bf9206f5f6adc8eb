//! A published table: its columns, and how it becomes CSV and a workbook. In: rows of text. Out: bytes. Never formats a
//! value: what a row holds is what stands in the file.

pub(crate) mod book;
mod column;
mod xlsx;

pub use column::{Column, Holder, Unit};
pub use xlsx::{Cover, Sheet, workbook};

use crate::site::csv_text::{BOM, push_row};
use serde::Serialize;

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// `YYYY-MM-DD`.
    Day,
    /// `YYYY-MM-DD hh:mm`, Beijing time.
    Minute,
    /// Several words joined by `;`.
    List,
    /// 64 lower-case hex digits.
    Hash,
}

impl Kind {
    /// The word in the dictionary; also its key below `data.kind.`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Day => "day",
            Self::Minute => "minute",
            Self::List => "list",
            Self::Hash => "sha256",
        }
    }

    /// Type and format in `datapackage.json` (Frictionless Table Schema).
    pub fn schema(self) -> (&'static str, &'static str) {
        match self {
            Self::Integer => ("integer", "default"),
            Self::Day => ("date", "%Y-%m-%d"),
            Self::Minute => ("datetime", "%Y-%m-%d %H:%M"),
            Self::Text | Self::List | Self::Hash => ("string", "default"),
        }
    }
}

/// The rows of a table as CSV: byte order mark, headings, LF line ends.
pub fn csv(columns: &[Column], rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = String::with_capacity(64 + rows.len() * columns.len() * 12);
    out.push_str(BOM);
    push_row(&mut out, columns.iter().map(Column::heading));
    for row in rows {
        push_row(&mut out, row);
    }
    out.into_bytes()
}
