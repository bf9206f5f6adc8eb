//! Diagnostics: a fault with code, severity, place, what is wrong, what to do. Collected, never first-wins. In: facts.
//! Out: a [`Report`]. Rendering to a terminal and to JSON is in `terminal`. Texts come from the word files.

mod blot;
mod report;
#[cfg(feature = "site")]
mod terminal;

#[cfg(feature = "site")]
pub(crate) use blot::is_identity;
pub use blot::{blot, is_invisible};
pub use report::{Checked, Report};
#[cfg(feature = "site")]
pub use terminal::{Entry, Style, entries, print, to_json};

use crate::words::Words;
use serde::Serialize;

/// How bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is drawn, built or written.
    Error,
    /// Goes on, and says so.
    Warning,
}

/// Where a fact stands in the bureau's own file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
pub struct Place {
    /// Path relative to the bureau's folder, with `/`.
    pub file: String,
    /// Sheet of a workbook; none for CSV.
    pub sheet: Option<String>,
    /// Line or row as the clerk's program shows it, from 1; 0 where the whole file is meant.
    pub row: u32,
    /// Column number from 1; 0 where the whole row is meant.
    pub column: u32,
    /// Heading of the column as it stands in the file.
    pub heading: String,
    /// Byte offset and length in the decoded text of the file, for the caret; 0,0 where unknown.
    pub span: (usize, usize),
}

impl Place {
    /// A whole file.
    pub fn file(path: &str) -> Self {
        Self { file: path.to_owned(), ..Self::default() }
    }

    /// Cell name such as `C17`, empty where there is no cell.
    pub fn cell(&self) -> String {
        if self.row == 0 || self.column == 0 {
            return String::new();
        }
        let mut column = self.column;
        let mut letters = Vec::new();
        while column > 0 {
            letters.push(b'A' + u8::try_from((column - 1) % 26).expect("a remainder of 26 fits"));
            column = (column - 1) / 26;
        }
        letters.reverse();
        format!("{}{}", String::from_utf8(letters).expect("letters are ASCII"), self.row)
    }
}

/// A fault or remark. The sentences stand in `words/LANG/errors*.toml` below `[CODE]` as `what` and `do`, with `{name}`
/// where an argument goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// `MC0101` … with a page in `docs/errors.md`.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// The value as it came, shortened and with personal numbers blotted out; empty where none.
    pub value: String,
    /// Arguments of the sentences.
    pub args: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(code: &'static str, place: Place) -> Self {
        Self { code, severity: Severity::Error, place, value: String::new(), args: Vec::new() }
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, place: Place) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, place) }
    }

    /// A sentence of its code, `what` or `do`, personal numbers blotted out. Besides the arguments it may name `{value}`,
    /// `{file}`, `{row}`, `{cell}` and `{column-heading}`. An argument that begins with `@` is the key of another sentence,
    /// and so is `fault_key`, whose sentence fills `{fault}`.
    pub fn say(&self, words: &Words, part: &str) -> String {
        let place = [
            ("value", blot(&self.value)),
            ("file", self.place.file.clone()),
            ("row", self.place.row.to_string()),
            ("cell", self.place.cell()),
            ("column-heading", blot(&self.place.heading)),
        ];
        let own = self.args.iter().map(|(name, value)| match *name {
            "fault_key" => ("fault", format!("@{value}")),
            name => (name, blot(value)),
        });
        let plain: Vec<(&str, String)> = place.into_iter().chain(own).collect();
        let fill = |key: &str, args: &[(&'static str, String)]| {
            words.fill(key, args.iter().map(|(name, value)| (*name, value.as_str())))
        };
        let full: Vec<(&str, String)> = plain
            .iter()
            .map(|(name, value)| match value.strip_prefix('@').filter(|key| words.has(key)) {
                Some(key) => (*name, fill(key, &plain)),
                None => (*name, value.clone()),
            })
            .collect();
        fill(&format!("{}.{part}", self.code), &full)
    }

    /// With the offending value.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// With an argument of the sentences.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
