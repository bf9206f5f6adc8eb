//! Published tables as rows by English heading (protocol section 10: `中文 name`). In: CSV bytes. Out: cells by name.

use crate::draw::Fault;
use std::collections::BTreeMap;

/// A row's cells by English name.
pub(super) type Row = BTreeMap<String, String>;

/// Reads a table that must have the named columns. Errors: not CSV, or a column is missing.
pub(super) fn read(path: &str, bytes: &[u8], columns: &[&str]) -> Result<Vec<Row>, Fault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::Reader::from_reader(bytes);
    let fault = |line: usize, detail: String| Fault::at(path, line, "table", detail);
    let headings = reader.headers().map_err(|error| fault(1, error.to_string()))?;
    let names: Vec<String> = headings.iter().map(|h| h.rsplit(' ').next().unwrap_or(h).to_owned()).collect();
    if let Some(missing) = columns.iter().find(|column| !names.iter().any(|name| name == *column)) {
        return Err(Fault::new(path, "table-column", *missing));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            fault(usize::try_from(line).unwrap_or(0), error.to_string())
        })?;
        rows.push(names.iter().cloned().zip(record.iter().map(str::to_owned)).collect());
    }
    Ok(rows)
}
