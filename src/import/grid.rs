//! A spreadsheet as it was written, whatever program wrote it. In: nothing. Out: the types that readers fill and everything after them
//! looks at. Never interprets a cell.

use crate::diag::Place;
use crate::model::Time;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of file the bytes are; the ending of the name says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BookKind {
    /// Text with separators.
    Csv,
    /// Office Open XML, also a newer `.et`.
    Xlsx,
    /// BIFF in a compound file: `.xls`, `.et`.
    Xls,
    /// OpenDocument.
    Ods,
}

/// A file with its sheets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Book {
    /// Name of the file as it was given.
    pub(crate) file: String,
    /// What it is.
    pub(crate) kind: BookKind,
    /// Its sheets in order.
    pub(crate) sheets: Vec<Sheet>,
    /// What a reader decided and says: word keys below `import.read`.
    pub(crate) notes: Vec<&'static str>,
}

/// One sheet. Rows and columns count from 1, as a spreadsheet shows them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sheet {
    /// Its name; empty for CSV.
    pub(crate) name: String,
    /// Whether the person at the keyboard does not see it.
    pub(crate) hidden: bool,
    /// Filled cells by row and column; empty ones are not there.
    pub(crate) cells: BTreeMap<(u32, u32), Value>,
    /// Merged ranges; only the first cell of one holds a value.
    pub(crate) merged: Vec<Area>,
    /// Rows that are not shown.
    pub(crate) hidden_rows: BTreeSet<u32>,
    /// Columns that are not shown.
    pub(crate) hidden_columns: BTreeSet<u32>,
    /// Whether serial days count from 1904.
    pub(crate) since_1904: bool,
}

/// A range of cells, bounds included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Area {
    /// First row.
    pub(crate) top: u32,
    /// First column.
    pub(crate) left: u32,
    /// Last row.
    pub(crate) bottom: u32,
    /// Last column.
    pub(crate) right: u32,
}

/// What a cell holds, typed as the file types it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Text, never empty.
    Text(String),
    /// A number without the format of a day.
    Number(f64),
    /// A number with the format of a day or time.
    Moment(Time),
    /// True or false.
    Bool(bool),
    /// The result of a formula that failed, such as `#N/A`.
    Error(String),
}

impl Area {
    /// Whether a cell lies in it.
    pub(crate) fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

impl Value {
    /// The text as the clerk sees it, as far as the file tells: whole numbers without a point, days as `YYYY-MM-DD`.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Moment(time) if time.format("%H:%M:%S").to_string() == "00:00:00" => {
                time.format("%Y-%m-%d").to_string()
            }
            Self::Moment(time) => time.format("%Y-%m-%d %H:%M").to_string(),
            Self::Bool(true) => "是".to_owned(),
            Self::Bool(false) => "否".to_owned(),
        }
    }
}

impl Sheet {
    /// The value of a cell; inside a merged range the value of its first cell.
    pub(crate) fn value(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&(row, column)).or_else(|| {
            let area = self.merged_at(row, column)?;
            self.cells.get(&(area.top, area.left))
        })
    }

    /// The merged range that covers a cell.
    pub(crate) fn merged_at(&self, row: u32, column: u32) -> Option<&Area> {
        self.merged.iter().find(|area| area.holds(row, column))
    }

    /// The last row and column with a value; zeros where there is none.
    pub(crate) fn size(&self) -> (u32, u32) {
        let columns = self.cells.keys().map(|(_, column)| *column).max().unwrap_or(0);
        (self.cells.keys().next_back().map_or(0, |(row, _)| *row), columns)
    }

    /// Columns with a value in a row, and the values.
    pub(crate) fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), value)| (*column, value))
    }

    /// The place of a cell; the whole row for column 0.
    pub(crate) fn place(&self, file: &str, row: u32, column: u32, heading: &str) -> Place {
        let sheet = Some(self.name.clone()).filter(|name| !name.is_empty());
        Place { sheet, row, column, heading: heading.to_owned(), ..Place::file(file) }
    }
}

/// A column's letters: 1 is `A`.
pub(crate) fn letters(column: u32) -> String {
    let place = Place { row: 1, column, ..Place::default() };
    place.cell().trim_end_matches('1').to_owned()
}

/// The column that letters name, in either case; none if they name none.
pub(crate) fn column_of(letters: &str) -> Option<u32> {
    let known = (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphabetic());
    known.then(|| letters.bytes().fold(0, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1))
}
