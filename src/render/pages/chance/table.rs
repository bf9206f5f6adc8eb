//! Sections and tables of the page as its template sees them.

use crate::render::Still;
use crate::render::pages::figure::FigureView;
use crate::render::parts::{Pager, part_of};
use crate::render::view::Link;
use serde::Serialize;

/// So many columns of numbers fit a phone side by side.
const NARROW: usize = 3;
/// Characters a first cell holds at most beside numbers on a phone.
const LONG: usize = 16;

/// A heading with sentences, perhaps a chart, and tables.
#[derive(Serialize)]
pub(super) struct Section {
    pub(super) id: &'static str,
    title: String,
    about: Vec<String>,
    pub(super) chart: Option<FigureView>,
    pub(super) tables: Vec<Table>,
    /// Further pages of its tables.
    pager: Option<Pager>,
}

impl Section {
    /// Title and sentences stand below `chance.ID.` in the word files.
    pub(super) fn new(context: &Still<'_>, id: &'static str, about: &[&str], tables: Vec<Table>) -> Self {
        let word = |name: &str| context.words.get(&format!("chance.{id}.{name}"));
        Self {
            id,
            title: word("title"),
            about: about.iter().map(|name| word(name)).collect(),
            chart: None,
            tables,
            pager: None,
        }
    }

    /// With further pages.
    pub(super) fn paged(self, pager: Option<Pager>) -> Self {
        Self { pager, ..self }
    }
}

/// A table with its caption and the sentences below it.
#[derive(Serialize)]
pub(in crate::render::pages) struct Table {
    id: String,
    caption: String,
    head: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    notes: Vec<String>,
    /// Rows become cards on a phone: only wide tables need that.
    stack: bool,
    /// Opened on demand: earlier years, long lists.
    folded: bool,
}

#[derive(Serialize)]
struct Head {
    text: String,
    number: bool,
}

/// A cell; the first of a row is its heading.
#[derive(Serialize)]
pub(super) struct Cell {
    text: String,
    href: String,
    number: bool,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: String::new(), number: false }
    }

    pub(super) fn number(value: impl ToString) -> Self {
        Self { text: value.to_string(), href: String::new(), number: true }
    }
}

impl From<Link> for Cell {
    fn from(link: Link) -> Self {
        Self { text: link.text, href: link.href, number: false }
    }
}

impl Table {
    /// A heading is set like the cells below it.
    pub(super) fn new(id: String, caption: String, head: Vec<String>, rows: Vec<Vec<Cell>>) -> Self {
        let number = |at: usize| rows.first().and_then(|row| row.get(at)).is_some_and(|cell| cell.number);
        let head = head.into_iter().enumerate().map(|(at, text)| Head { text, number: number(at) }).collect();
        let wide = |row: &Vec<Cell>| {
            let long = row.first().is_some_and(|cell| cell.text.chars().count() > LONG);
            row.len() > NARROW || long || row.iter().skip(1).any(|cell| !cell.number)
        };
        let stack = rows.first().is_some_and(wide);
        Self { id, caption, head, rows, notes: Vec::new(), stack, folded: false }
    }

    /// Its rows on page `number`, from 1; none where it ends before.
    pub(super) fn part(mut self, number: usize) -> Option<Self> {
        let size = part_of(self.rows.len());
        let from = size * (number - 1);
        if from >= self.rows.len() {
            return None;
        }
        self.rows = self.rows.into_iter().skip(from).take(size).collect();
        Some(self)
    }

    /// Folded away if so.
    pub(super) fn folded(self, folded: bool) -> Self {
        Self { folded, ..self }
    }

    /// A sentence below the table.
    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}
