//! Rows below the heading. In: a sheet and a row. Out: whether the row belongs to the body, and otherwise what it is. A row is left out
//! only for what it says itself; every row left out is told to the clerk.

use super::grid::{Sheet, Value};
use super::headings::plain;
use super::target::Need;
use crate::office::EXAMPLE;
use std::collections::BTreeMap;

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A record.
    Body,
    /// Nothing stands in it.
    Blank,
    /// A heading that divides the list.
    Section(String),
    /// Something else: word key below `import.row`.
    Other(&'static str),
}

/// Words of totals.
const TOTALS: [&str; 7] = ["合计", "总计", "小计", "共计", "累计", "总数", "本页小计"];
/// Words that begin a note or the line of signatures below a list.
const NOTES: [&str; 22] = [
    "注:",
    "注1",
    "注2",
    "备注:",
    "说明:",
    "填表说明",
    "填报说明",
    "填报人",
    "填表人",
    "制表",
    "审核",
    "审批",
    "负责人",
    "单位负责人",
    "签字",
    "签章",
    "盖章",
    "填报单位",
    "填报日期",
    "填表日期",
    "联系人",
    "数据来源",
];

/// Sorts a row. `fields`: columns taken, with their duties.
pub(crate) fn sort(sheet: &Sheet, row: u32, heading: (u32, u32), fields: &[(u32, Need)]) -> Sort {
    let own: Vec<(u32, &Value)> = sheet.row(row).collect();
    let Some((first, value)) = own.first() else { return Sort::Blank };
    let text = value.text();
    let squeezed: String = text.split_whitespace().collect();
    let word = plain(&text);
    // With every duty filled it is a record, whatever it begins with.
    let mut duties = fields.iter().filter(|(_, need)| *need == Need::Filled).peekable();
    let whole = duties.peek().is_some() && duties.all(|(column, _)| sheet.value(row, *column).is_some());
    match () {
        () if is_example(&squeezed) => Sort::Other("example"),
        () if is_total(&word) => Sort::Other("total"),
        () if repeats(sheet, row, heading, &own) => Sort::Other("repeated"),
        () if is_numbering(&own) => Sort::Other("numbering"),
        () if !whole && is_note(&squeezed) => Sort::Other("note"),
        () if own.len() == 1 && is_section(sheet, row, *first, &squeezed, fields) => {
            Sort::Section(text.trim().to_owned())
        }
        () => Sort::Body,
    }
}

fn is_total(word: &str) -> bool {
    let digits = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || "家个户条项共".contains(c));
    TOTALS.iter().any(|total| word.strip_prefix(total).is_some_and(digits))
}

/// The row by which a workbook of `template` shows how to fill it in.
fn is_example(text: &str) -> bool {
    text == EXAMPLE || text.strip_prefix(EXAMPLE).is_some_and(|rest| rest.starts_with(['：', ':']))
}

fn is_note(text: &str) -> bool {
    let text = text.replace('：', ":");
    NOTES.iter().any(|note| text.starts_with(note))
}

/// The heading printed once more, as at the top of every page.
fn repeats(sheet: &Sheet, row: u32, heading: (u32, u32), own: &[(u32, &Value)]) -> bool {
    let same = |(column, value): &(u32, &Value)| {
        let text = plain(&value.text());
        (heading.0..=heading.1).any(|above| sheet.value(above, *column).is_some_and(|head| plain(&head.text()) == text))
    };
    own.len() > 1
        && own.iter().all(same)
        && own.iter().any(|(_, value)| matches!(value, Value::Text(_)))
        && row > heading.1
}

/// `1 2 3 …` or `甲 乙 1 2` below the heading.
fn is_numbering(own: &[(u32, &Value)]) -> bool {
    let texts: Vec<String> = own.iter().map(|(_, value)| plain(&value.text())).collect();
    let letters = texts.iter().take_while(|text| matches!(text.as_str(), "甲" | "乙" | "丙" | "丁")).count();
    let counted = texts[letters..].iter().zip(1..).all(|(text, number)| *text == number.to_string());
    own.len() > 2 && counted
}

fn is_section(sheet: &Sheet, row: u32, column: u32, text: &str, fields: &[(u32, Need)]) -> bool {
    let numbers = "一二三四五六七八九十";
    let bare = text.trim_start_matches(['(', '（']);
    let rest = bare.trim_start_matches(|c| numbers.contains(c));
    let numbered = rest.len() < bare.len() && rest.starts_with(['、', '.', '．', ')', '）']);
    let wide = sheet.merged_at(row, column).is_some_and(|area| {
        let covered: BTreeMap<u32, ()> =
            fields.iter().filter(|(c, _)| area.holds(row, *c)).map(|(c, _)| (*c, ())).collect();
        covered.len() * 2 > fields.len()
    });
    numbered || wide
}
