//! Tables of `content/` as the clerk keeps them: Chinese headings, UTF-8, a row a line.

use crate::site::csv_text::push_row;

/// A table that grows row by row.
pub(super) struct Table {
    width: usize,
    text: String,
}

impl Table {
    pub(super) fn new(headings: &[&str]) -> Self {
        let mut text = String::new();
        push_row(&mut text, headings);
        Self { width: headings.len(), text }
    }

    /// Adds a row. A cell never begins as a formula: the demonstration makes no such values.
    pub(super) fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        assert_eq!(cells.len(), self.width, "a row has a cell for each heading");
        push_row(&mut self.text, cells);
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// 是 or 否.
pub(super) fn yes(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

/// A value or nothing.
pub(super) fn maybe<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
