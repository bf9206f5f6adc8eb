//! `plan.toml` of a record. In: what was said of a plan. Out: its text. When it was made public is written once it is.

use crate::import::target::Record;
use serde::Serialize;

/// The record that stands for `plan.toml`.
pub(crate) const PATTERN: &str = "plans/YYYY/vN/plan.toml";

#[derive(Serialize)]
struct File<'a> {
    title: &'a str,
    document: &'a str,
    issued: &'a str,
    superior_checked: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    removed_items: Vec<Removed<'a>>,
}

#[derive(Serialize)]
struct Removed<'a> {
    id: &'a str,
    reason: &'a str,
}

/// The text of the file.
pub(crate) fn plan_file(record: &Record) -> String {
    let text = |name: &str| record.values.get(name).map(String::as_str);
    let removed = text("removed_items").unwrap_or_default().lines().filter_map(|line| line.split_once(' '));
    let file = File {
        title: text("title").unwrap_or_default(),
        document: text("document").unwrap_or_default(),
        issued: text("issued").unwrap_or_default(),
        superior_checked: text("superior_checked").unwrap_or_default(),
        note: text("note"),
        removed_items: removed.map(|(id, reason)| Removed { id, reason }).collect(),
    };
    toml::to_string(&file).expect("texts and a list of texts are a table")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;
    use std::collections::BTreeMap;

    #[test]
    fn every_text_is_quoted() {
        let values = [
            ("title", "2027年\"计划\""),
            ("document", "绛环发〔2027〕1号"),
            ("issued", "2027-01-15"),
            ("superior_checked", "exclude"),
            ("removed_items", "5a 并入\n5b 法律废止"),
        ];
        let record = Record {
            table: "plans/2027/v1/plan.toml".to_owned(),
            pattern: PATTERN,
            key: &[],
            values: values.map(|(name, text)| (name, text.to_owned())).into(),
            places: BTreeMap::new(),
            place: Place::default(),
        };
        let wanted = "title = '2027年\"计划\"'\ndocument = \"绛环发〔2027〕1号\"\nissued = \"2027-01-15\"\nsuperior_checked = \"exclude\"\n\n\
                      [[removed_items]]\nid = \"5a\"\nreason = \"并入\"\n\n[[removed_items]]\nid = \"5b\"\nreason = \"法律废止\"\n";
        assert_eq!(plan_file(&record), wanted);
    }
}
