//! Published tables as rows by English heading (protocol section 10: `中文 name`). In: CSV bytes. Out: cells by name.

use crate::draw::Fault;
use crate::draw::text::is_web_page;
use std::ops::Index;
use std::sync::Arc;

/// A row whose cells are found by English name. Reading one that the table was not asked for panics.
pub(super) struct Row {
    names: Arc<[String]>,
    cells: csv::StringRecord,
}

impl Index<&str> for Row {
    type Output = str;

    fn index(&self, name: &str) -> &str {
        let place = self.names.iter().position(|column| column == name).expect("a column the table was asked for");
        &self.cells[place]
    }
}

/// Reads a table that must have the named columns. Errors: not CSV, or a column is missing.
pub(super) fn read(path: &str, bytes: &[u8], columns: &[&str]) -> Result<Vec<Row>, Fault> {
    if is_web_page(bytes) {
        return Err(Fault::new(path, "host-page", ""));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let fault = |line: usize, detail: String| Fault::at(path, line, "table", detail);
    let headings = reader.headers().map_err(|error| fault(1, error.to_string()))?;
    let names: Arc<[String]> = headings.iter().map(|h| h.rsplit(' ').next().unwrap_or(h).to_owned()).collect();
    if let Some(missing) = columns.iter().find(|column| !names.iter().any(|name| name == *column)) {
        return Err(Fault::new(path, "table-column", *missing));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            fault(usize::try_from(line).unwrap_or(0), error.to_string())
        })?;
        rows.push(Row { names: Arc::clone(&names), cells: record });
    }
    Ok(rows)
}
