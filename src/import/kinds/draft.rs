//! A row of a table under construction, and what only the clerk knows. In: rows, answers. Out: records, questions.

use crate::diag::Place;
use crate::import::findings::{Findings, Question, Repair};
use crate::import::target::{Context, Record, Row};
use crate::model::parse_day;
use std::collections::BTreeMap;

/// A row of a table under construction.
pub(super) struct Draft {
    pub(super) values: BTreeMap<&'static str, String>,
    pub(super) places: BTreeMap<&'static str, Place>,
}

impl Draft {
    pub(super) fn new() -> Self {
        Self { values: BTreeMap::new(), places: BTreeMap::new() }
    }

    /// The field of the same name, where it is filled.
    pub(super) fn take(&mut self, row: &Row, fields: &[&'static str]) {
        for field in fields {
            if !row.text(field).is_empty() {
                self.put(row, field, field, row.text(field).to_owned());
            }
        }
    }

    /// A value that comes from a field's cell.
    pub(super) fn put(&mut self, row: &Row, field: &str, column: &'static str, value: String) {
        self.values.insert(column, value);
        self.places.insert(column, row.at(field));
    }

    /// A value that no cell holds.
    pub(super) fn set(&mut self, column: &'static str, value: impl Into<String>) {
        self.values.insert(column, value.into());
    }

    pub(super) fn has(&self, column: &str) -> bool {
        self.values.contains_key(column)
    }

    pub(super) fn record(
        self,
        table: String,
        pattern: &'static str,
        key: &'static [&'static str],
        place: Place,
    ) -> Record {
        Record { table, pattern, key, values: self.values, places: self.places, place }
    }
}

/// A text that only the clerk knows.
pub(super) fn asked(
    key: &str,
    text: &'static str,
    args: &[(&'static str, String)],
    context: &Context<'_>,
    found: &mut Findings,
) -> Option<String> {
    let said = context.answers.get(key).map(str::trim).filter(|said| !said.is_empty());
    match said {
        Some(said) => Some(said.to_owned()),
        None => found.ask(Question::new(key.to_owned(), text, args), &crate::import::findings::Answers::default()),
    }
}

/// A day that only the clerk knows; asked again where the answer is none.
pub(super) fn asked_day(
    key: &str,
    text: &'static str,
    args: &[(&'static str, String)],
    context: &Context<'_>,
    found: &mut Findings,
) -> Option<String> {
    match context.answers.get(key) {
        Some(said) if parse_day(said).is_some() => Some(said.to_owned()),
        _ => found.ask(Question::new(key.to_owned(), text, args), &crate::import::findings::Answers::default()),
    }
}

/// Proposes what one cell comes to, once where a merged cell stands for several rows.
pub(super) fn once(found: &mut Findings, place: Place, old: &str, new: &str, kind: Repair) {
    if !found.proposals.iter().any(|known| known.place == place && known.new == new) {
        found.propose(place, old, new, [kind]);
    }
}
