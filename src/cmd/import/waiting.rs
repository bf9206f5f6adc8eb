//! Tables that wait in `secrets/` until a draw is revealed. In: their path as records name it. Out: their text, and the faults their rows would
//! have: no check of the county reads them.

use super::Work;
use crate::cmd::desk::Stop;
use crate::diag::{Diagnostic, Report};
use crate::import::{Merged, Record};
use crate::load::{columns, decode, examine_cell};
use crate::store;
use std::io;
use std::path::Path;

/// Whether a table waits; its path below `secrets/`.
pub(super) fn path(table: &str) -> Option<&str> {
    table.strip_prefix("secrets/")
}

/// The present text of a waiting table.
pub(super) fn text(work: &Work<'_>, table: &str) -> Result<Option<String>, Stop> {
    let mut parts = table.split('/').skip(2);
    let (Some(draw), Some(name)) = (parts.next(), parts.next()) else { return Ok(None) };
    let files = store::secrets_of(work.desk.root, draw).map_err(|fault| work.desk.store_fault(&fault))?;
    let text = |bytes: &Vec<u8>| {
        decode(bytes).map_err(|_| work.desk.io(Path::new(table), &io::Error::from(io::ErrorKind::InvalidData)))
    };
    files.get(name).map(text).transpose()
}

/// Cells that the loader would refuse once the rows move to `content/`.
pub(super) fn faults(work: &Work<'_>, merged: &Merged) -> Report {
    let phrases = work.raw.config.as_ref().map(|config| config.value.rules.extra_phrases.clone()).unwrap_or_default();
    let mut report = Report::default();
    let records = merged.lines.iter().filter_map(|line| Some((line, line.record.as_ref()?)));
    for (line, record) in records {
        for column in columns(record.pattern).unwrap_or_default() {
            match line.values.get(column.en).map(String::as_str).unwrap_or_default() {
                "" if column.required => report.push(empty(record, column.en, column.zh)),
                "" => {}
                text => {
                    if let Err(fault) = examine_cell(column.kind, text, &phrases) {
                        let args = fault.args;
                        let place = record.at(column.en).clone();
                        report.push(Diagnostic { args, ..Diagnostic::error(fault.code, place).value(text) });
                    }
                }
            }
        }
    }
    report
}

fn empty(record: &Record, column: &str, zh: &str) -> Diagnostic {
    Diagnostic::error("MC0939", record.at(column).clone()).arg("column", zh)
}
