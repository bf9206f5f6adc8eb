//! What each kind of file is imported into: items, tasks, results, events. In: rows whose cells are read. Out: rows of tables, proposals,
//! questions. What a layout lacks is asked; nothing is invented.

mod cells;
mod events;
mod items;
mod named;
mod results;
mod rewrite;
mod tasks;
mod tasks_fill;
mod tasks_rates;

pub(crate) use events::EVENTS;
pub(crate) use items::ITEMS;
pub(crate) use results::RESULTS;
pub(crate) use tasks::TASKS;

use super::findings::{Findings, Question};
use super::target::{Context, Record, Row};
use crate::diag::Place;
use crate::model::parse_day;
use std::collections::BTreeMap;

/// A row of a table under construction.
struct Draft {
    values: BTreeMap<&'static str, String>,
    places: BTreeMap<&'static str, Place>,
}

impl Draft {
    fn new() -> Self {
        Self { values: BTreeMap::new(), places: BTreeMap::new() }
    }

    /// The field of the same name, where it is filled.
    fn take(&mut self, row: &Row, fields: &[&'static str]) {
        for field in fields {
            if !row.text(field).is_empty() {
                self.put(row, field, field, row.text(field).to_owned());
            }
        }
    }

    /// A value that comes from a field's cell.
    fn put(&mut self, row: &Row, field: &str, column: &'static str, value: String) {
        self.values.insert(column, value);
        self.places.insert(column, row.at(field));
    }

    /// A value that no cell holds.
    fn set(&mut self, column: &'static str, value: impl Into<String>) {
        self.values.insert(column, value.into());
    }

    fn has(&self, column: &str) -> bool {
        self.values.contains_key(column)
    }

    fn record(self, table: String, pattern: &'static str, key: &'static [&'static str], place: Place) -> Record {
        Record { table, pattern, key, values: self.values, places: self.places, place }
    }
}

/// A text that only the clerk knows.
fn asked(key: &str, text: &'static str, args: &[(&'static str, String)], context: &Context<'_>, found: &mut Findings) -> Option<String> {
    let said = context.answers.get(key).map(str::trim).filter(|said| !said.is_empty());
    match said {
        Some(said) => Some(said.to_owned()),
        None => found.ask(Question::new(key.to_owned(), text, args), &super::findings::Answers::default()),
    }
}

/// A day that only the clerk knows; asked again where the answer is none.
fn asked_day(key: &str, text: &'static str, args: &[(&'static str, String)], context: &Context<'_>, found: &mut Findings) -> Option<String> {
    match context.answers.get(key) {
        Some(said) if parse_day(said).is_some() => Some(said.to_owned()),
        _ => found.ask(Question::new(key.to_owned(), text, args), &super::findings::Answers::default()),
    }
}
