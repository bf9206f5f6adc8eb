//! One firm twice, one id twice, one value for all. In: rows and what the clerk said. Out: the rows that stand for objects of their own, and
//! questions or refusals where only a person can tell.

use crate::diag::{Diagnostic, Place};
use crate::import::findings::{Findings, Question, Repair};
use crate::import::target::{Context, Row};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// A name as it is compared: no blanks, half-width signs, 有限责任公司 as 有限公司.
pub(crate) fn plain_name(name: &str) -> String {
    let text: String = name
        .nfkc()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '·' | '.' | ',' | '“' | '”' | '"'))
        .collect();
    text.replace("有限责任公司", "有限公司").to_uppercase()
}

/// A place in a key of `--answer`: file, sheet, cell or row.
pub(crate) fn spot(place: &Place) -> String {
    let name = file_name(place);
    let cell = if place.column == 0 { place.row.to_string() } else { place.cell() };
    match &place.sheet {
        Some(sheet) => format!("{name}!{sheet}!{cell}"),
        None => format!("{name}!{cell}"),
    }
}

/// A file's name without its folder.
pub(super) fn file_name(place: &Place) -> &str {
    place.file.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Rows but those that the clerk calls the same object as another.
pub(super) fn without_twins<'a>(rows: &'a [Row], context: &Context<'_>, findings: &mut Findings) -> Vec<&'a Row> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| !row.text("name").is_empty()) {
        groups.entry(plain_name(row.text("name"))).or_default().push(at);
    }
    let mut left: BTreeSet<usize> = BTreeSet::new();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for group in groups.values() {
        for (nth, second) in group.iter().enumerate() {
            pairs.extend(group[..nth].iter().map(|first| (*first, *second)));
        }
    }
    pairs.sort_unstable();
    for (first, second) in pairs {
        let out = left.contains(&first) || left.contains(&second);
        if out || are_sites(&rows[first], &rows[second]) {
            continue;
        }
        match twice(&rows[first], &rows[second], context, findings).as_deref() {
            Some("first") => left.insert(second),
            Some("second") => left.insert(first),
            _ => true,
        };
    }
    rows.iter().enumerate().filter(|(at, _)| !left.contains(at)).map(|(_, row)| row).collect()
}

/// Two sites of one firm: numbers or permits that differ, or one code at two addresses.
fn are_sites(first: &Row, second: &Row) -> bool {
    let differ = |field: &str| {
        let (one, other) = (first.text(field), second.text(field));
        !one.is_empty() && !other.is_empty() && one != other
    };
    let same_code = !first.text("code").is_empty() && first.text("code") == second.text("code");
    let places = plain_name(first.text("address")) != plain_name(second.text("address"));
    differ("id") || differ("permit") || (same_code && places)
}

fn twice(first: &Row, second: &Row, context: &Context<'_>, findings: &mut Findings) -> Option<String> {
    let (one, other) = (first.at("name"), second.at("name"));
    let key = format!("twice:{}:{}", spot(&one), spot(&other));
    let shown = |row: &Row| {
        let parts = ["name", "code", "permit", "address"].map(|field| row.text(field));
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
    };
    let args = [("first", spot(&one)), ("second", spot(&other)), ("one", shown(first)), ("other", shown(second))];
    let question = Question::new(key, "twice", &args);
    let question = question.or("both", "both", &[]).or("first", "keep-row", &[("row", spot(&one))]);
    findings.ask(question.or("second", "keep-row", &[("row", spot(&other))]), context.answers)
}

/// Refuses an id that stands before; ids that differ only in case are one.
pub(super) fn ids<'a>(named: impl Iterator<Item = (&'a Row, &'a str)>, findings: &mut Findings) {
    let mut seen: BTreeMap<String, &Row> = BTreeMap::new();
    for (row, id) in named {
        match seen.get(&id.to_ascii_lowercase()) {
            Some(first) => {
                let fault = Diagnostic::error("MC0942", row.place.clone()).value(id);
                findings.refuse(fault.arg("first", spot(&first.place)));
            }
            None => {
                seen.insert(id.to_ascii_lowercase(), row);
            }
        }
    }
}

/// Proposes once, for all rows of a sheet, what a column that is missing or empty is filled with.
pub(crate) fn fill_all(row: &Row, column: &str, text: &str, findings: &mut Findings) {
    let place = Place { row: 0, column: 0, heading: column.to_owned(), ..row.place.clone() };
    if !findings.proposals.iter().any(|known| known.place == place) {
        findings.propose(place, "", text, [Repair::Fill]);
    }
}
