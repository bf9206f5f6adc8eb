//! Results that waited below `secrets/` for the reveal, moved into the public tables. In: `visits*.csv` of a draw, the tables of
//! `content/results/` as they stand, the moment of the reveal. Out: those tables with the rows added, or every fault. What the tables may
//! hold is checked by those who read the county with them.

use crate::diag::{Diagnostic, Place, Report};
use crate::draw::Files;
use crate::load::{columns, plain_rows, text_of, with_rows};
use crate::model::{DrawId, Time, parse_minute, write_minute};
use std::collections::BTreeMap;

/// Parts of the tables of results; the first is the table of visits itself.
const PARTS: [&str; 5] = ["", "-items", "-documents", "-followups", "-corrections"];

/// Rows that change their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moved {
    /// The public tables, by path below `content/`.
    pub public: BTreeMap<String, Vec<u8>>,
    /// Where each came from: name below the draw's secrets, path below `content/`, how many rows.
    pub from: Vec<(String, String, usize)>,
    /// Objects whose empty 公开时间 was filled with the moment of the reveal.
    pub stamped: Vec<String>,
}

impl Moved {
    /// Names of the secret files that are public now.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.from.iter().map(|(name, ..)| name.as_str())
    }
}

/// Whether a secret file of a draw holds results.
pub fn is_visits(name: &str) -> bool {
    part_of(name).is_some()
}

fn part_of(name: &str) -> Option<&str> {
    let part = name.strip_prefix("visits")?.strip_suffix(".csv")?;
    PARTS.contains(&part).then_some(part)
}

/// Adds the waiting rows to the tables of a year. `tables`: bytes by path below `content/`, of those that stand there. Errors: a table that
/// cannot be read, a row of another draw (MC1002), a time of publication before the reveal (MC1001).
pub fn moved(
    draw: &DrawId,
    year: i32,
    secret: &Files,
    tables: &BTreeMap<String, Vec<u8>>,
    moment: Time,
) -> Result<Moved, Report> {
    let (mut found, mut report) = (Moved::default(), Report::default());
    for (name, bytes) in secret {
        let Some(part) = part_of(name) else { continue };
        let columns = columns(&format!("results/YYYY{part}.csv")).expect("every part is a declared table");
        let place = format!("secrets/draws/{draw}/{name}");
        let rows = match plain_rows(&place, columns, bytes) {
            Ok(rows) => rows,
            Err(more) => {
                report.append(more);
                continue;
            }
        };
        let mut plain = Vec::new();
        for (number, mut row) in rows {
            examine(draw, &place, number, &row, moment, &mut report);
            if part.is_empty() {
                stamp(&mut row, moment, &mut found.stamped);
            }
            plain.push(row);
        }
        let target = format!("results/{year}{part}.csv");
        let path = format!("content/{target}");
        let old = match tables.get(&target).map(|bytes| (plain_rows(&path, columns, bytes), text_of(bytes))) {
            Some((Err(more), _)) => {
                report.append(more);
                continue;
            }
            Some((Ok(_), text)) => text,
            None => None,
        };
        match with_rows(&path, columns, old.as_deref(), &plain) {
            Ok(text) => {
                found.from.push((name.clone(), target.clone(), plain.len()));
                // The mark tells a spreadsheet program the encoding.
                let text = text.trim_start_matches('\u{feff}');
                found.public.insert(target, [b"\xef\xbb\xbf", text.as_bytes()].concat());
            }
            Err(more) => report.append(more),
        }
    }
    if report.has_errors() { Err(report.sorted()) } else { Ok(found) }
}

fn examine(draw: &DrawId, file: &str, number: u32, row: &BTreeMap<&str, String>, moment: Time, report: &mut Report) {
    let cell = |name: &str| row.get(name).map_or("", String::as_str);
    let place = || Place { row: number, ..Place::file(file) };
    if cell("draw") != draw.as_str() {
        report.push(Diagnostic::error("MC1002", place()).value(cell("draw")).arg("draw", draw));
    }
    let until = moment - chrono::Duration::seconds(i64::from(chrono::Timelike::second(&moment)));
    if let Some(time) = parse_minute(cell("published_at")).filter(|time| *time < until) {
        let fault = Diagnostic::error("MC1001", place()).value(cell("published_at")).arg("object", cell("object"));
        report.push(fault.arg("time", write_minute(time)).arg("moment", write_minute(moment)));
    }
}

/// A result becomes public with the reveal: where nobody wrote another time, that is its time.
fn stamp(row: &mut BTreeMap<&'static str, String>, moment: Time, stamped: &mut Vec<String>) {
    let filled = |name: &str| row.get(name).is_some_and(|cell| !cell.is_empty());
    let is_told = (filled("result") || filled("withheld")) && filled("determined") && !filled("published_at");
    if is_told {
        stamped.push(row.get("object").cloned().unwrap_or_default());
        row.insert("published_at", write_minute(moment));
    }
}
