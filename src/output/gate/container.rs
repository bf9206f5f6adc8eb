//! Archives and workbooks, opened. In: bytes of a zip. Out: finds in its members; in a workbook by sheet and cell. What
//! cannot be opened is refused: the gate vouches for what it has seen only.

use super::{Gate, place, scan};
use crate::diag::{Diagnostic, Place, Report};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// Checks every member of a zip or a workbook.
pub(super) fn check(gate: &Gate, path: &str, bytes: &[u8], report: &mut Report) {
    match members(bytes) {
        Ok(members) if path.ends_with(".xlsx") => workbook(gate, path, &members, report),
        Ok(members) => {
            for (name, bytes) in &members {
                report.append(renamed(gate.check(name, bytes), path));
            }
        }
        Err(fault) => report.push(Diagnostic::error("MC0930", Place::file(path)).arg("fault", fault)),
    }
}

/// Members by name.
fn members(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let mut members = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(|error| error.to_string())?;
        let mut content = Vec::with_capacity(usize::try_from(file.size()).unwrap_or(0));
        file.read_to_end(&mut content).map_err(|error| error.to_string())?;
        let name = file.name().map_err(|error| error.to_string())?.into_owned();
        members.insert(name, content);
    }
    Ok(members)
}

/// Places inside an archive are named `ARCHIVE!MEMBER`.
fn renamed(mut report: Report, archive: &str) -> Report {
    for diagnostic in &mut report.diagnostics {
        diagnostic.place.file = format!("{archive}!{}", diagnostic.place.file);
    }
    report
}

/// Every XML part of a workbook; finds in texts and sheets are told by sheet and cell. The colour and font tables of the
/// writer itself (`xl/theme/`, `xl/styles.xml`) hold no data.
fn workbook(gate: &Gate, path: &str, members: &BTreeMap<String, Vec<u8>>, report: &mut Report) {
    for (name, bytes) in members {
        if name.starts_with("xl/theme/") || name == "xl/styles.xml" {
            continue;
        }
        for hit in scan::scan(bytes) {
            if gate.lets_pass(bytes, &hit) {
                continue;
            }
            let place = cell_of(members, name, bytes, hit.span.start)
                .map(|(sheet, cell)| {
                    let (column, row) = place::of_cell(&cell);
                    Place { file: path.to_owned(), sheet: Some(sheet), row, column, ..Place::default() }
                })
                .unwrap_or_else(|| Place::file(&format!("{path}!{name}")));
            report.push(Diagnostic::error(hit.rule.code(), place));
        }
    }
}

/// Sheet and cell of a place in a part of the workbook.
fn cell_of(members: &BTreeMap<String, Vec<u8>>, name: &str, bytes: &[u8], at: usize) -> Option<(String, String)> {
    let before = std::str::from_utf8(&bytes[..at]).ok()?;
    if name == "xl/sharedStrings.xml" {
        let index = before.matches("<si>").count().checked_sub(1)?;
        let wanted = format!(" t=\"s\"><v>{index}</v>");
        return members.iter().filter(|(part, _)| part.starts_with("xl/worksheets/")).find_map(|(part, bytes)| {
            let text = std::str::from_utf8(bytes).ok()?;
            Some((sheet_name(members, part)?, last_cell(&text[..text.find(&wanted)?])?))
        });
    }
    if name.starts_with("xl/worksheets/") {
        return Some((sheet_name(members, name)?, last_cell(before)?));
    }
    None
}

/// The `r` of the last cell that begins in a piece of a sheet.
fn last_cell(text: &str) -> Option<String> {
    let start = text.rfind("<c r=\"")? + 6;
    let cell: String = text[start..].chars().take_while(char::is_ascii_alphanumeric).collect();
    Some(cell)
}

/// The name on the tab of `xl/worksheets/sheetN.xml`: the Nth of `xl/workbook.xml`.
fn sheet_name(members: &BTreeMap<String, Vec<u8>>, part: &str) -> Option<String> {
    let number: usize = part.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?.parse().ok()?;
    let text = std::str::from_utf8(members.get("xl/workbook.xml")?).ok()?;
    let tag = text.match_indices("<sheet name=\"").nth(number.checked_sub(1)?)?.0 + "<sheet name=\"".len();
    Some(text[tag..].split('"').next()?.to_owned())
}
