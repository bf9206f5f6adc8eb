//! Rows of a table as text: read by column name, changed or taken out in place. In: a table's text and its declared columns. Out: cells as
//! they stand, or the text with every other byte as it was. Values are not looked at here: what comes out is checked before it is written.

use super::folder::decode_fault;
use super::headings::headings;
use super::{Column, decode};
use crate::diag::Report;
use crate::site::csv_text::push_row;
use crate::source::Source;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cells of a row by English column name; a column that the table lacks is not in it.
pub(crate) type Record = BTreeMap<&'static str, String>;

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// It stays to the byte.
    Keep,
    /// These cells of it change.
    Change(Record),
    /// It goes.
    Drop,
}

/// The text of a table, UTF-8 or GB18030. Errors: MC0103, MC0104 or MC0120.
pub(crate) fn table_text(path: &str, bytes: &[u8]) -> Result<String, Report> {
    decode::decode(bytes).map_err(|fault| {
        let mut report = Report::default();
        report.push(decode_fault(path, &fault));
        report
    })
}

/// The rows of a table. Errors: the faults of its heading row.
pub(crate) fn records(path: &str, columns: &[Column], text: &str) -> Result<Vec<Record>, Report> {
    let mut rows = Vec::new();
    edited(path, columns, text, |_, row| {
        rows.push(row.clone());
        Edit::Keep
    })?;
    Ok(rows)
}

/// The text with some rows changed or taken out; `edit` is told the row's number as a spreadsheet shows it. A changed column that the table lacks is added at its end, empty elsewhere.
/// Errors: the faults of its heading row.
pub(crate) fn edited(
    path: &str,
    columns: &[Column],
    text: &str,
    mut edit: impl FnMut(u32, &Record) -> Edit,
) -> Result<String, Report> {
    let mut report = Report::default();
    let source = Arc::new(Source::new(path, text.to_owned()));
    let Some((sheet, body)) = headings(&source, columns, &mut report) else { return Err(report) };
    let mut order: Vec<&'static str> = vec![""; sheet.width];
    sheet.columns.iter().for_each(|(name, at, _)| order[*at] = name);
    let mut rows = Vec::new();
    for (number, start) in source.records(body) {
        let mut ranges = Vec::new();
        let end = source.cells(start, &mut ranges);
        let cells: Vec<String> = ranges.iter().map(|cell| source.cell_text(cell).into_owned()).collect();
        let record: Record = order
            .iter()
            .zip(&cells)
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, cell)| (*name, cell.clone()))
            .collect();
        let edit = if cells.iter().all(|cell| cell.trim().is_empty()) { Edit::Keep } else { edit(number, &record) };
        rows.push((start..end, cells, edit));
    }
    let lacking: Vec<&Column> = columns
        .iter()
        .filter(|column| !order.contains(&column.en))
        .filter(|column| rows.iter().any(|(.., edit)| matches!(edit, Edit::Change(row) if row.contains_key(column.en))))
        .collect();
    let wide = !lacking.is_empty();
    let mut out = String::new();
    let mut last = 0;
    if wide {
        let mut ranges = Vec::new();
        let end = source.cells(0, &mut ranges);
        let own = ranges.iter().map(|cell| source.cell_text(cell).into_owned());
        push_cells(&mut out, own.chain(lacking.iter().map(|column| column.zh.to_owned())));
        last = end;
    }
    order.extend(lacking.iter().map(|column| column.en));
    for (range, mut cells, edit) in rows {
        out.push_str(&source.text[last..range.start]);
        last = range.end;
        match edit {
            Edit::Keep if !wide => out.push_str(&source.text[range]),
            Edit::Drop => {
                // The line end goes with the row.
                let rest = &source.text[last..];
                last += if rest.starts_with("\r\n") { 2 } else { usize::from(!rest.is_empty()) };
            }
            edit => {
                cells.resize(order.len(), String::new());
                if let Edit::Change(changes) = edit {
                    for (name, value) in changes {
                        if let Some(at) = order.iter().position(|column| *column == name) {
                            cells[at] = value;
                        }
                    }
                }
                push_cells(&mut out, cells);
            }
        }
    }
    out.push_str(&source.text[last..]);
    Ok(out)
}

/// A row without its line end.
fn push_cells(out: &mut String, cells: impl IntoIterator<Item = String>) {
    push_row(out, cells);
    out.pop();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::columns;

    const PATH: &str = "results/YYYY.csv";

    fn edit(text: &str, mut edit: impl FnMut(&Record) -> Edit) -> String {
        edited(PATH, columns(PATH).unwrap(), text, |_, row| edit(row)).unwrap()
    }

    #[test]
    fn what_is_not_changed_stays_to_the_byte() {
        let text = "检查机关,抽取编号,对象编号 object,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由\r\n\
                    \"甲,乙\",2026q1-key,K1,,,,,,\r\n\r\n丙,2026q1-key,K2,2026-02-03,,,,,";
        assert_eq!(edit(text, |_| Edit::Keep), text);
        let changed = edit(text, |row| match row["object"].as_str() {
            "K2" => Edit::Change(BTreeMap::from([("agency", "丁".to_owned())])),
            _ => Edit::Keep,
        });
        assert_eq!(changed, text.replace('丙', "丁"));
        let dropped = edit(text, |row| if row["object"] == "K1" { Edit::Drop } else { Edit::Keep });
        assert_eq!(dropped, text.replace("\"甲,乙\",2026q1-key,K1,,,,,,\r\n", ""));
        let wide = edit(text, |row| match row["object"].as_str() {
            "K1" => Edit::Change(BTreeMap::from([("fine", "5".to_owned())])),
            _ => Edit::Keep,
        });
        assert_eq!(wide, text.replace("不公开理由", "不公开理由,罚款额").replace("K1,,,,,,", "K1,,,,,,,5") + ",");
    }
}
