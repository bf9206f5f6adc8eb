//! A selection as an engine returned it. In: bytes. Out: its rows, each with its line, and every fault of their form.
//!
//! Taken is UTF-8 with or without byte order mark, lines that end in LF or CR LF, the last one or not, and fields in quotes (`"`, doubled
//! within) or without. Everything else is as in `result.csv` (protocol sections 2 and 9).

use super::HEADER;
use crate::diag::{Diagnostic, Place};
use crate::draw::text::{integer, is_forbidden, is_hex64};
use crate::model::is_object_id;
use std::borrow::Cow;

/// One row.
pub(super) struct Row<'a> {
    /// From 1; the header is line 1.
    pub(super) line: u32,
    pub(super) id: Cow<'a, str>,
    pub(super) name: Cow<'a, str>,
    pub(super) stratum: Cow<'a, str>,
    pub(super) rank: u32,
    pub(super) ticket: Cow<'a, str>,
}

/// What was read of a file.
pub(super) struct Returned<'a> {
    pub(super) rows: Vec<Row<'a>>,
    pub(super) faults: Vec<Diagnostic>,
}

/// Where a fault stands: a line, and a column of the header, from 1.
pub(super) fn place(file: &str, line: u32, column: u32) -> Place {
    let heading = HEADER.split(',').nth((column as usize).wrapping_sub(1)).unwrap_or_default();
    Place { row: line, column, heading: heading.to_owned(), ..Place::file(file) }
}

/// Reads all rows that can be told apart.
pub(super) fn read<'a>(file: &str, bytes: &'a [u8]) -> Returned<'a> {
    let mut out = Returned { rows: Vec::new(), faults: Vec::new() };
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
            out.faults.push(Diagnostic::error("MC1122", place(file, number, 0)).value(line));
            continue;
        };
        if number == 1 {
            if fields.join(",") != HEADER {
                out.faults.push(Diagnostic::error("MC1121", place(file, 1, 0)).value(line).arg("header", HEADER));
                return out;
            }
        } else {
            match row(file, number, fields) {
                Ok(row) => out.rows.push(row),
                Err(faults) => out.faults.extend(faults),
            }
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

fn row<'a>(file: &str, line: u32, fields: Vec<Cow<'a, str>>) -> Result<Row<'a>, Vec<Diagnostic>> {
    let count = fields.len();
    let Ok([id, name, stratum, rank, ticket]) = <[Cow<'a, str>; 5]>::try_from(fields) else {
        return Err(vec![Diagnostic::error("MC1123", place(file, line, 0)).arg("count", count)]);
    };
    let fault = |code, column, value: &str| Diagnostic::error(code, place(file, line, column)).value(value);
    let mut faults = Vec::new();
    if !is_object_id(&id) {
        faults.push(fault("MC1124", 1, &id));
    }
    if name.chars().any(|c| is_forbidden(c) || matches!(c, ',' | '"')) {
        faults.push(fault("MC1125", 2, &name));
    }
    let number = integer(&rank).filter(|n| *n > 0);
    if number.is_none() {
        faults.push(fault("MC1126", 4, &rank));
    }
    if !is_hex64(&ticket) {
        faults.push(fault("MC1127", 5, &ticket));
    }
    match number {
        Some(rank) if faults.is_empty() => Ok(Row { line, id, name, stratum, rank, ticket }),
        _ => Err(faults),
    }
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
