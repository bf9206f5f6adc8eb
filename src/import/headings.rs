//! Heading cells. In: the cells above a column and the fields wanted. Out: its heading, and whether it is a field's. Words are compared
//! without blanks, signs and whatever stands in brackets.

use super::grid::Sheet;
use super::target::Field;
use unicode_normalization::UnicodeNormalization;

/// Headings that hold a word of a field and are known to mean something else: the permit's own classes, the trade.
const OTHERS: [&str; 8] =
    ["管理类别", "排污许可管理类别", "管理级别", "行业类别", "行业分类", "行业名称", "国民经济行业类别", "企业规模"];

/// How a heading fits a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// It is a word for it.
    Same,
    /// It holds one.
    Near,
    /// Neither.
    Not,
}

/// The texts that may name a column: its lowest heading cell, and where there are several storeys all of them joined by `/`; the last is
/// the one to show. Empty where no heading stands above it.
pub(crate) fn heading_text(sheet: &Sheet, rows: (u32, u32), column: u32) -> Vec<String> {
    let mut storeys: Vec<String> = Vec::new();
    for row in rows.0..=rows.1 {
        let text = sheet.value(row, column).map(super::grid::Value::text).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join("");
        if !text.is_empty() && storeys.last() != Some(&text) {
            storeys.push(text);
        }
    }
    match storeys.as_slice() {
        [] | [_] => storeys,
        [.., last] => vec![last.clone(), storeys.join("/")],
    }
}

/// A heading as it is compared.
pub(crate) fn plain(heading: &str) -> String {
    let mut depth = 0u32;
    let mut out = String::new();
    for c in heading.nfkc() {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() => {}
            '*' | ':' | '"' | '\'' | '★' | '、' | '.' => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether a heading names a field.
pub(crate) fn match_heading(field: &Field, heading: &str) -> Match {
    let text = plain(heading);
    let words = || [field.zh, field.name].into_iter().chain(field.heads.iter().copied()).map(plain);
    let both = plain(&format!("{}{}", field.zh, field.name));
    match () {
        () if text.is_empty() => Match::Not,
        () if text == both || words().any(|word| word == text) => Match::Same,
        () if OTHERS.contains(&text.as_str()) => Match::Not,
        () if words().any(|word| word.chars().count() > 1 && text.contains(&word)) => Match::Near,
        () => Match::Not,
    }
}
