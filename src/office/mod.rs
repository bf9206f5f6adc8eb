//! Workbooks that people fill in, print or hand on. In: what stands on each sheet, as values. Out: XLSX bytes, the same for the
//! same input (what holds for every workbook of the program: `render/table/book.rs`). Never reads a file, a clock or the county's folder.
//!
//! A [`Book`] has [`Sheet`]s; a sheet is a column of [`Block`]s from top to bottom: a title, notes, a form ([`Grid`]) or a table to fill in
//! ([`Table`]). Words to choose from hang on the columns of a table ([`Choices`]); where a list is long it goes to a hidden sheet.

pub(crate) mod report;
pub(crate) mod template;
mod write;

pub use write::workbook;

/// What begins the first cell of a row that shows how a row is filled in. Such rows are never read.
pub const EXAMPLE: &str = "示例";

/// A workbook.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// Its title among the properties of the document.
    pub title: String,
    /// The sheets, in order; the first is the one that opens.
    pub sheets: Vec<Sheet>,
    /// Name of the hidden sheet with long lists, such as 词表.
    pub lists: String,
}

/// A sheet for A4 paper, as wide as the paper.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Name on the tab: at most 31 characters, none of `[]:*?/\`.
    pub name: String,
    /// Across rather than upright.
    pub landscape: bool,
    /// Widths of the columns in half-width characters. A table's own widths win where it is wider.
    pub widths: Vec<usize>,
    /// From top to bottom.
    pub blocks: Vec<Block>,
    /// At the foot of every printed page, left; the page number stands right. Empty: the number alone.
    pub foot: String,
}

/// A part of a sheet.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading over all columns, large and centred.
    Title(String),
    /// A paragraph over all columns.
    Note(String),
    /// An empty line.
    Gap,
    /// What follows begins on a new page.
    Page,
    /// A form.
    Grid(Grid),
    /// A table. Where it is the only one of a sheet without page breaks its head is frozen and repeated on every printed page.
    Table(Table),
}

/// A form: rows of bordered cells.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Rows; a row narrower than the sheet ends early.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a form.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    /// What stands in it.
    pub text: String,
    /// Columns it takes, at least 1.
    pub span: u16,
    /// Lines it is high at least, to write into by hand.
    pub lines: u32,
    /// How it looks.
    pub look: Look,
    /// Words to choose from.
    pub choices: Option<Choices>,
}

/// How a cell of a form looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// A value, left.
    #[default]
    Value,
    /// A value in the middle.
    Centre,
    /// What the cell beside or below is called: bold on grey, in the middle.
    Label,
    /// Without a border.
    Bare,
}

impl Cell {
    /// A label.
    pub fn label(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: 1, look: Look::Label, ..Self::default() }
    }

    /// A value, or a place to write one.
    pub fn value(text: impl Into<String>) -> Self {
        Self { text: text.into(), span: 1, ..Self::default() }
    }

    /// Over so many columns.
    #[must_use]
    pub fn over(self, span: u16) -> Self {
        Self { span, ..self }
    }

    /// At least so many lines high.
    #[must_use]
    pub fn high(self, lines: u32) -> Self {
        Self { lines, ..self }
    }

    /// Looking otherwise.
    #[must_use]
    pub fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }

    /// With words to choose from.
    #[must_use]
    pub fn of(self, choices: Choices) -> Self {
        Self { choices: Some(choices), ..self }
    }
}

/// A table to fill in or to read.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Columns.
    pub columns: Vec<Head>,
    /// A row that shows how to fill in, grey; [`EXAMPLE`] comes into its first cell by itself.
    pub example: Option<Vec<String>>,
    /// Rows; a shorter one leaves cells empty.
    pub rows: Vec<Vec<String>>,
    /// Empty bordered rows below, to write into.
    pub blank: u32,
    /// Further rows without a border that still have text format and drop-downs. Only for the last block of a sheet.
    pub open: u32,
    /// Lines a row is high at least, to write into by hand; 0: as high as its text.
    pub lines: u32,
    /// Arrows to filter by.
    pub filter: bool,
}

/// A column of a table.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// Heading.
    pub heading: String,
    /// A few words above the heading: what to write. A table in which no column has any lacks that row.
    pub hint: String,
    /// Said when a cell is entered; at most 255 characters are kept.
    pub note: String,
    /// Width in half-width characters; 0: as wide as its texts, within bounds.
    pub width: usize,
    /// Must be filled: its heading is darker.
    pub required: bool,
    /// Words to choose from.
    pub choices: Option<Choices>,
}

/// Words to choose from in a cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Choices {
    /// The words.
    pub words: Vec<String>,
    /// Said when something else is typed; empty: anything else may be typed as well.
    pub refusal: String,
}
