//! A selection as an engine returned it. In: bytes. Out: its rows, each with its line, and every fault of their form.
//!
//! Taken is UTF-8 with or without byte order mark, lines that end in LF or CR LF, the last one or not, and fields in quotes (`"`, doubled
//! within) or without. Everything else is as in `result.csv` (protocol sections 2 and 9).

use super::HEADER;
use crate::diag::{Diagnostic, Place};
use crate::draw::text::{integer, is_forbidden, is_hex64};
use crate::model::is_object_id;
use std::borrow::Cow;

/// Characters of a line that are told.
const TOLD: usize = 120;

/// One row.
pub(super) struct Row<'a> {
    /// From 1; the header is line 1.
    pub(super) line: u32,
    pub(super) id: Cow<'a, str>,
    pub(super) name: Cow<'a, str>,
    pub(super) stratum: Cow<'a, str>,
    /// None where it is no rank, which has been told.
    pub(super) rank: Option<u32>,
    pub(super) ticket: Cow<'a, str>,
}

/// What was read of a file.
pub(super) struct Returned<'a> {
    /// Every row with five fields, whatever they hold.
    pub(super) rows: Vec<Row<'a>>,
    /// Whether every line is such a row.
    pub(super) is_whole: bool,
    pub(super) faults: Vec<Diagnostic>,
}

/// Where a fault stands: a line, and a column of the header, from 1.
pub(super) fn place(file: &str, line: u32, column: u32) -> Place {
    let heading = HEADER.split(',').nth((column as usize).wrapping_sub(1)).unwrap_or_default();
    Place { row: line, column, heading: heading.to_owned(), ..Place::file(file) }
}

/// Reads all rows that can be told apart.
pub(super) fn read<'a>(file: &str, bytes: &'a [u8]) -> Returned<'a> {
    let mut out = Returned { rows: Vec::new(), is_whole: true, faults: Vec::new() };
    let text = match std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        Ok(text) => text,
        Err(error) => {
            let before = &bytes[..error.valid_up_to().min(bytes.len())];
            let line = u32::try_from(before.iter().filter(|b| **b == b'\n').count() + 1).unwrap_or(u32::MAX);
            out.faults.push(Diagnostic::error("MC1120", place(file, line, 0)));
            return out;
        }
    };
    let body = text.strip_suffix('\n').unwrap_or(text);
    for (line, number) in body.split('\n').zip(1..) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let Some(fields) = fields(line) else {
            out.is_whole = false;
            out.faults.push(Diagnostic::error("MC1122", place(file, number, 0)).value(&shown(line)));
            continue;
        };
        if number == 1 {
            if fields.join(",") != HEADER {
                out.faults
                    .push(Diagnostic::error("MC1121", place(file, 1, 0)).value(&shown(line)).arg("header", HEADER));
                return out;
            }
        } else {
            let row = row(file, number, fields, &mut out.faults);
            out.is_whole &= row.is_some();
            out.rows.extend(row);
        }
    }
    out
}

/// The fields of a line; none where quotes do not fit.
fn fields(line: &str) -> Option<Vec<Cow<'_, str>>> {
    if !line.contains('"') {
        return Some(line.split(',').map(Cow::Borrowed).collect());
    }
    let (mut out, mut rest) = (Vec::new(), line);
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let mut end = 0;
                loop {
                    end += quoted[end..].find('"')?;
                    if !quoted[end + 1..].starts_with('"') {
                        break;
                    }
                    end += 2;
                }
                (Cow::Owned(quoted[..end].replace("\"\"", "\"")), &quoted[end + 1..])
            }
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        if field.contains('"') && matches!(field, Cow::Borrowed(_)) {
            return None;
        }
        out.push(field);
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Some(out),
            None => return None,
        }
    }
}

/// A line as it is told: its beginning, with characters that are not seen by their numbers.
fn shown(line: &str) -> String {
    let seen = |c: char| {
        if is_forbidden(c) && !c.is_control() { c.escape_unicode().to_string() } else { c.to_string() }
    };
    let Some((end, _)) = line.char_indices().nth(TOLD) else { return line.chars().map(seen).collect() };
    // Half a number would not be known for one, and be shown.
    let told = line[..end].trim_end_matches(|c: char| c.is_alphanumeric());
    told.chars().map(seen).collect::<String>() + "…"
}

/// Whether a name may stand in a list of a draw.
pub(super) fn is_name(name: &str) -> bool {
    !name.chars().any(|c| is_forbidden(c) || matches!(c, ',' | '"'))
}

/// A row, and the faults of its fields; none where there are not five.
fn row<'a>(file: &str, line: u32, fields: Vec<Cow<'a, str>>, faults: &mut Vec<Diagnostic>) -> Option<Row<'a>> {
    let count = fields.len();
    let Ok([id, name, stratum, rank, ticket]) = <[Cow<'a, str>; 5]>::try_from(fields) else {
        faults.push(Diagnostic::error("MC1123", place(file, line, 0)).arg("count", count));
        return None;
    };
    let mut fault = |code, column, value: &str| {
        faults.push(Diagnostic::error(code, place(file, line, column)).value(value));
    };
    if !is_object_id(&id) {
        fault("MC1124", 1, &id);
    }
    if !is_name(&name) {
        fault("MC1125", 2, &name);
    }
    let number = integer(&rank).filter(|n| *n > 0);
    if number.is_none() {
        fault("MC1126", 4, &rank);
    }
    if !is_hex64(&ticket) {
        fault("MC1127", 5, &ticket);
    }
    Some(Row { line, id, name, stratum, rank: number, ticket })
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn quotes_are_taken_whole_or_refused() {
        let joined = |line: &str| fields(line).map(|fields| fields.join("|"));
        assert_eq!(joined("a,b,,c"), Some("a|b||c".into()));
        assert_eq!(joined("\"a\",\"b,\"\"c\"\"\",\"\",d"), Some("a|b,\"c\"||d".into()));
        for broken in ["\"a", "\"a\"b,c", "a\"b,c", "\"a\"\",b"] {
            assert_eq!(joined(broken), None, "{broken}");
        }
    }
}
