//! Tables while a step is put together. In: the present text of each table by its path. Out: a [`Step`] of every table that changed, or the
//! faults of tables that cannot be changed. A path beginning with `secrets/` is a table that waits for a reveal.

use super::waiting::{PARTS, table};
use crate::diag::Report;
use crate::load::{Column, Edit, Record, columns, edited, records, with_rows};
use crate::model::DrawId;
use crate::site::csv_text::BOM;
use crate::steps::{Step, WAITING};
use std::collections::BTreeMap;

/// Reads the present text of a table; none where it is not there.
pub(crate) type Read<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Tables that change together.
pub(crate) struct Draft<'a> {
    read: Read<'a>,
    texts: BTreeMap<String, String>,
    faults: Report,
}

/// Where the results of a draw stand: in the tables of its year, or with its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shelf {
    /// The draw.
    pub(crate) draw: DrawId,
    /// The year of its period.
    pub(crate) year: i32,
    /// Whether its outcome is not public for the object concerned.
    pub(crate) waits: bool,
}

impl Shelf {
    /// The path of a part: 0 visits, 1 answers, 2 papers.
    pub(crate) fn path(&self, part: usize) -> String {
        if self.waits {
            format!("secrets/draws/{}/{}", self.draw, WAITING[part])
        } else {
            table(self.year, PARTS[part])
        }
    }
}

/// The declared columns of a table by its path below `content/`, or of one that waits.
pub(crate) fn columns_at(path: &str) -> &'static [Column] {
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(at) = WAITING.iter().position(|waiting| *waiting == name) {
        return columns(&format!("results/YYYY{}.csv", PARTS[at])).unwrap_or_default();
    }
    if let Some(rest) = path.strip_prefix("results/") {
        return columns(&format!("results/YYYY{}", rest.get(4..).unwrap_or_default())).unwrap_or_default();
    }
    columns(path).unwrap_or_default()
}

/// UTF-8 with the mark by which a spreadsheet program knows it.
pub(crate) fn bytes(text: &str) -> Vec<u8> {
    format!("{BOM}{}", text.trim_start_matches(BOM)).into_bytes()
}

impl<'a> Draft<'a> {
    pub(crate) fn new(read: Read<'a>) -> Self {
        Self { read, texts: BTreeMap::new(), faults: Report::default() }
    }

    /// The text as it stands in this draft.
    fn text(&self, path: &str) -> Option<String> {
        self.texts.get(path).cloned().or_else(|| (self.read)(path))
    }

    /// The rows of a table.
    pub(crate) fn rows(&mut self, path: &str) -> Vec<Record> {
        let Some(text) = self.text(path) else { return Vec::new() };
        match records(path, columns_at(path), &text) {
            Ok(rows) => rows,
            Err(report) => {
                self.faults.append(report);
                Vec::new()
            }
        }
    }

    /// Adds rows at the end of a table.
    pub(crate) fn add(&mut self, path: &str, rows: &[Record]) {
        if rows.is_empty() {
            return;
        }
        match with_rows(path, columns_at(path), self.text(path).as_deref(), rows) {
            Ok(text) => drop(self.texts.insert(path.to_owned(), text)),
            Err(report) => self.faults.append(report),
        }
    }

    /// Changes rows of a table.
    pub(crate) fn edit(&mut self, path: &str, mut edit: impl FnMut(&Record) -> Edit) {
        let Some(text) = self.text(path) else { return };
        match edited(path, columns_at(path), &text, |_, row| edit(row)) {
            Ok(next) if next != text => drop(self.texts.insert(path.to_owned(), next)),
            Ok(_) => {}
            Err(report) => self.faults.append(report),
        }
    }

    /// The tables that changed.
    pub(crate) fn step(self) -> Result<Step, Report> {
        if self.faults.has_errors() {
            return Err(self.faults);
        }
        let mut step = Step::default();
        for (path, text) in self.texts {
            match path.strip_prefix("secrets/") {
                Some(secret) => step.secret.insert(secret.to_owned(), bytes(&text)),
                None => step.public.insert(path, bytes(&text)),
            };
        }
        Ok(step)
    }
}
