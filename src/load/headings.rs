//! The heading row. In: a source and the declared columns. Out: which column stands where, or every fault of the row.
//! Never takes a heading for a column it does not name.

use super::raw::Sheet;
use super::sheet::shown;
use super::spec::Column;
use crate::diag::{Diagnostic, Place, Report};
use crate::source::Source;
use std::ops::Range;
use std::sync::Arc;

/// Headings of columns that must not be kept at all, whatever stands in them.
const PERSONAL: [&str; 12] = [
    "身份证号",
    "身份证号码",
    "公民身份号码",
    "居民身份证号",
    "居民身份证号码",
    "身份证",
    "手机",
    "手机号",
    "手机号码",
    "联系电话",
    "联系方式",
    "电话",
];

/// Reads the heading row. Out: the sheet and the offset of the first byte after the row; none after a fault that makes the
/// rows unreadable.
pub(super) fn headings(source: &Arc<Source>, columns: &[Column], report: &mut Report) -> Option<(Sheet, usize)> {
    let before = report.diagnostics.len();
    if let Some(at) = source.broken_quote() {
        report.push(Diagnostic::error("MC0110", source.place(at..at + 1)));
        return None;
    }
    let Some((row, start)) = source.records(0).next() else {
        report.push(Diagnostic::error("MC0105", Place::file(&source.path)));
        return None;
    };
    let mut cells = Vec::new();
    let body = source.cells(start, &mut cells);
    let mut sheet = Sheet { source: Arc::clone(source), columns: Vec::new(), width: cells.len(), nameless: Vec::new() };
    let mut named = Vec::new();
    for (at, range) in cells.iter().enumerate() {
        let heading = &source.text[range.clone()];
        if heading.is_empty() {
            sheet.nameless.push(at);
            continue;
        }
        let place = place(source, row, at, range, heading);
        match columns.iter().find(|column| column.is(heading)) {
            Some(column) => match sheet.columns.iter().find(|(name, ..)| *name == column.en) {
                Some((_, first, _)) => report.push(
                    Diagnostic::error("MC0108", place)
                        .value(&shown(heading))
                        .arg("first", first + 1)
                        .arg("second", at + 1),
                ),
                None => sheet.columns.push((column.en, at, heading.to_owned())),
            },
            None => {
                let fault = unknown(place, heading, columns);
                named.extend(fault.args.iter().filter(|(name, _)| *name == "near").map(|(_, near)| near.clone()));
                report.push(fault);
            }
        }
    }
    for column in columns.iter().filter(|column| !column.missing) {
        // A column that a misspelt heading probably means is not missing on top of that.
        let misspelt = named.iter().any(|near| near == column.zh);
        if !misspelt && !sheet.columns.iter().any(|(name, ..)| *name == column.en) {
            let place = Place {
                row,
                span: (start, source.line_range(source.line_number(start)).end - start),
                ..Place::file(&source.path)
            };
            report.push(Diagnostic::error("MC0109", place).arg("heading", column.zh).arg("name", column.en));
        }
    }
    if report.diagnostics.len() == before { Some((sheet, body)) } else { None }
}

fn place(source: &Source, row: u32, at: usize, range: &Range<usize>, heading: &str) -> Place {
    Place {
        row,
        column: u32::try_from(at + 1).unwrap_or(u32::MAX),
        heading: heading.to_owned(),
        span: (range.start, range.len()),
        ..Place::file(&source.path)
    }
}

fn unknown(place: Place, heading: &str, columns: &[Column]) -> Diagnostic {
    if PERSONAL.contains(&heading.trim()) {
        return Diagnostic::error("MC0111", place).value(heading);
    }
    let known =
        columns.iter().flat_map(|c| [c.zh, c.en].into_iter().chain(c.aliases.iter().copied()).map(move |n| (n, c.zh)));
    match nearest(heading.trim(), known) {
        Some(near) => Diagnostic::error("MC0106", place).value(&shown(heading)).arg("near", near),
        None => {
            let all: Vec<&str> = columns.iter().map(|column| column.zh).collect();
            Diagnostic::error("MC0107", place).value(&shown(heading)).arg("known", all.join("、"))
        }
    }
}

/// The known word nearest to a text, by edits, if at most half of it differs; each is given as (spelling, word to name).
pub(crate) fn nearest<'a>(text: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    let text: Vec<char> = text.chars().take(64).collect();
    let best = known.map(|(spelling, word)| {
        let spelling: Vec<char> = spelling.chars().collect();
        (distance(&text, &spelling), spelling.len(), word)
    });
    let (edits, length, word) = best.min_by_key(|(edits, ..)| *edits)?;
    (edits * 2 <= length.max(text.len())).then_some(word)
}

/// Levenshtein distance.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, a) in left.iter().enumerate() {
        let mut diagonal = row;
        above[0] = row + 1;
        for (column, b) in right.iter().enumerate() {
            let replace = diagonal + usize::from(a != b);
            diagonal = above[column + 1];
            above[column + 1] = replace.min(diagonal + 1).min(above[column] + 1);
        }
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_or_none() {
        let known = || [("对象编号", "对象编号"), ("id", "对象编号"), ("主体名称", "主体名称")].into_iter();
        assert_eq!(nearest("对像编号", known()), Some("对象编号"));
        assert_eq!(nearest("主体名", known()), Some("主体名称"));
        assert_eq!(nearest("备注", known()), None);
    }
}
