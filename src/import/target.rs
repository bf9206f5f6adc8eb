//! What a kind of file is imported into. In: nothing. Out: the types with which each kind says its columns and makes its rows. A kind is
//! one value of [`Target`]; the core reads, understands, asks and writes for all of them.

use super::findings::{Answers, Findings};
use crate::diag::{Diagnostic, Place};
use crate::load::{Kind, Raw};
use crate::model::Day;
use std::collections::BTreeMap;

/// A kind of file: objects, inspectors, items, tasks, results, events.
pub(crate) struct Target {
    /// The word of the command, and of its sentences below `import.target`.
    pub(crate) word: &'static str,
    /// The columns it takes.
    pub(crate) fields: &'static [Field],
    /// Columns that must be told from the headings before a row passes for the heading row; otherwise any two.
    pub(crate) anchors: &'static [&'static str],
    /// Whether a file is taken for the whole list where nobody says otherwise.
    pub(crate) whole: bool,
    /// Whether all sheets that have the headings are read, as of one thing in several tables; otherwise one is chosen.
    pub(crate) every_sheet: bool,
    /// Rows of the sheet → rows of tables. What it cannot settle it refuses, proposes or asks.
    pub(crate) fit: fn(&[Row], &Context<'_>, &mut Findings) -> Vec<Record>,
}

/// A column of the clerk's file.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    /// English name: that of the table's column where it has one.
    pub(crate) name: &'static str,
    /// Chinese word, as messages name it; a heading of that text is the column.
    pub(crate) zh: &'static str,
    /// Other headings, compared without blanks, brackets and what stands in them.
    pub(crate) heads: &'static [&'static str],
    /// What its cells are read as.
    pub(crate) how: How,
    /// Whether it may be missing or empty.
    pub(crate) need: Need,
}

/// How a cell is read.
#[derive(Clone, Copy)]
pub(crate) enum How {
    /// As a kind of the tables, with the repairs that kind allows.
    As(Kind),
    /// As the table kind says, but every word of the list may stand for one of the kind's words.
    Words(Kind, &'static [(&'static str, &'static str)]),
    /// As the name of a firm or person.
    Name,
    /// By a function of the target.
    By(fn(&RawCell<'_>, &Context<'_>) -> Reading),
}

/// Duties of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// The column must be there and every cell filled.
    Filled,
    /// The column must be there.
    Column,
    /// Neither.
    Free,
}

/// A cell before it is read.
pub(crate) struct RawCell<'a> {
    /// What the file holds.
    pub(crate) value: &'a super::grid::Value,
    /// Whether serial days of its sheet count from 1904.
    pub(crate) since_1904: bool,
}

/// What comes of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Taken as it stands; the text that goes into the table.
    Taken(String),
    /// Would be taken with these repairs, if the clerk consents.
    Repaired(String, Vec<super::findings::Repair>),
    /// Cannot be taken: code and arguments of its sentences.
    Refused(&'static str, Vec<(&'static str, String)>),
    /// Holds a personal number where none belongs; nothing of it is kept.
    Personal,
}

/// A row of the body, its cells read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// The row.
    pub(crate) place: Place,
    /// The heading above it that divides the list (`一、重点排污单位`), if there is one.
    pub(crate) section: Option<String>,
    /// Its filled cells by field; a refused one is not among them.
    pub(crate) cells: BTreeMap<&'static str, Cell>,
    /// Fields whose cell was refused.
    pub(crate) lost: Vec<&'static str>,
    /// Fields whose cell held a personal number, which was left out.
    pub(crate) personal: Vec<&'static str>,
}

/// A cell that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cell {
    /// Where it stands; of a merged range, its first cell.
    pub(crate) place: Place,
    /// What goes into the table, proposals taken for granted.
    pub(crate) text: String,
}

/// A row of a table of `content/`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// The table, below `content/`: `registry/objects.csv`, `results/2026.csv`.
    pub(crate) table: String,
    /// The same with `YYYY` and `vN`, by which `load::columns` knows it.
    pub(crate) pattern: &'static str,
    /// Columns that name the row among those of its table.
    pub(crate) key: &'static [&'static str],
    /// Values by English name; a column that is not there stays as the table has it.
    pub(crate) values: BTreeMap<&'static str, String>,
    /// Where each value comes from, where that is not the whole row.
    pub(crate) places: BTreeMap<&'static str, Place>,
    /// The row it comes from.
    pub(crate) place: Place,
}

/// What a target may look at.
pub(crate) struct Context<'a> {
    /// The day of the import.
    pub(crate) today: Day,
    /// What `content/` holds now, unchecked; what could not be read of it is missing.
    pub(crate) known: &'a Raw,
    /// What the clerk has said so far.
    pub(crate) answers: &'a Answers,
    /// Whether the file is the whole list.
    pub(crate) whole: bool,
    /// What is drawn, and the moment.
    pub(crate) draws: &'a super::kinds::drawn::Drawn,
}

impl Row {
    /// The text of a field; empty where it has none.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.cells.get(field).map_or("", |cell| cell.text.as_str())
    }

    /// The place of a field's cell; the whole row where it is empty.
    pub(crate) fn at(&self, field: &str) -> Place {
        self.cells.get(field).map_or_else(|| self.place.clone(), |cell| cell.place.clone())
    }

    /// Whether a cell was there and was not taken: its absence is no second fault.
    pub(crate) fn is_lost(&self, field: &str) -> bool {
        self.lost.contains(&field) || self.personal.contains(&field)
    }

    /// A refusal at a field's cell.
    pub(crate) fn refuse(&self, field: &str, code: &'static str) -> Diagnostic {
        Diagnostic::error(code, self.at(field)).value(self.text(field))
    }
}

impl Record {
    /// Where a column's value comes from.
    pub(crate) fn at(&self, column: &str) -> &Place {
        self.places.get(column).unwrap_or(&self.place)
    }
}
