//! Workbooks to fill in, one for each kind of table the bureau keeps. In: the kind, the checked county (for what can be chosen from), rows
//! that are known already. Out: a [`Book`] whose headings are those that `load` declares, so that what was filled in is read again.
//!
//! Each sheet has a title, one line on what to do, hints above the headings, a grey example, the known rows and room for more. The last
//! visible sheet says of every column what it means and which clause asks for it.

mod tables;
mod visits;

pub(crate) use tables::{Form, KINDS, form};
pub(crate) use visits::visits;

use super::{Block, Book, Choices, Head, Sheet, Table};
use crate::load::{Column, Kind, columns};
use crate::model::Phrase;
use crate::site::Site;
use crate::words::Words;
use std::collections::{BTreeMap, BTreeSet};

/// Rows below the known ones that have text format and drop-downs.
const ROOM: u32 = 2000;

/// Rows that are filled in already, by key of the table.
pub(crate) type Known = BTreeMap<&'static str, Vec<BTreeMap<&'static str, String>>>;

/// What a prefilled row says beside a number, for people: name and the column it stands behind. They are no columns of the tables.
pub(crate) const BESIDE: [(&str, &str); 2] = [("name", "object"), ("item_name", "item")];

/// The workbook of a kind (a word of [`KINDS`]); none where there is no such kind.
pub(crate) fn template(kind: &str, site: &Site, words: &Words, known: &Known) -> Option<Book> {
    let (_, keys) = KINDS.iter().find(|(word, _)| *word == kind)?;
    // Where rows are known, a table in which none is left to fill in has no sheet.
    let open = |key: &&&str| known.is_empty() || known.contains_key(**key);
    let forms: Vec<&Form> = keys.iter().filter(open).filter_map(|key| form(key)).collect();
    let mut sheets: Vec<Sheet> = forms.iter().filter_map(|form| sheet(form, site, words, known)).collect();
    sheets.push(guide(&forms, words));
    let title = words.get(&format!("office.kind.{kind}"));
    Some(Book { title, sheets, lists: words.get("office.lists") })
}

/// Tables that `import` does not read: their rows are copied by hand.
const BY_HAND: [&str; 10] = [
    "auxiliary",
    "recusals",
    "changes",
    "laws",
    "followups",
    "corrections",
    "replies",
    "reasons",
    "pushes",
    "calendar",
];

/// What to do with the sheet.
fn how(form: &Form, is_empty: bool, words: &Words) -> String {
    if BY_HAND.contains(&form.key) {
        return words.fill("office.how-by-hand", [("path", form.path)]);
    }
    words.get(if is_empty { "office.how" } else { "office.how-known" })
}

/// Title of a table.
fn title(form: &Form, words: &Words) -> String {
    words.get(&format!("office.table.{}", form.key))
}

fn sheet(form: &Form, site: &Site, words: &Words, known: &Known) -> Option<Sheet> {
    let declared = columns(form.path)?;
    let rows = known.get(form.key).map(Vec::as_slice).unwrap_or_default();
    let mut heads: Vec<Head> = declared.iter().map(|column| head(form, column, site, words)).collect();
    let mut order: Vec<&str> = declared.iter().map(|column| column.en).collect();
    for (name, behind) in BESIDE {
        let at = order.iter().position(|column| *column == behind);
        if let Some(at) = at.filter(|_| rows.iter().any(|row| row.contains_key(name))) {
            let heading = words.get(&format!("office.beside.{name}"));
            heads.insert(at + 1, Head { heading, hint: words.get("office.beside.hint"), ..Head::default() });
            order.insert(at + 1, name);
        }
    }
    let cells =
        |row: &BTreeMap<&str, String>| order.iter().map(|name| row.get(name).cloned().unwrap_or_default()).collect();
    let example: BTreeMap<&str, String> =
        form.example.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let table = Table {
        columns: heads,
        example: Some(cells(&example)),
        rows: rows.iter().map(cells).collect(),
        blank: if rows.is_empty() { 20 } else { 0 },
        open: ROOM,
        ..Table::default()
    };
    Some(Sheet {
        name: title(form, words),
        landscape: true,
        blocks: vec![
            Block::Title(title(form, words)),
            Block::Note(how(form, rows.is_empty(), words)),
            Block::Table(table),
        ],
        foot: words.get("office.foot"),
        ..Sheet::default()
    })
}

/// What a column means, its own sentence in this table or the one that all tables share.
pub(crate) fn meaning(form: &Form, column: &Column, words: &Words) -> String {
    let own = format!("office.column-of.{}.{}", form.key, column.en);
    words.get(&if words.has(&own) { own } else { format!("office.column.{}", column.en) })
}

fn head(form: &Form, column: &Column, site: &Site, words: &Words) -> Head {
    let duty = words.get(if column.required { "office.must" } else { "office.may" });
    let how = hint(column.kind, words);
    let hint = if how.is_empty() { duty } else { words.fill("office.hint", [("duty", duty.as_str()), ("how", &how)]) };
    Head {
        heading: column.zh.to_owned(),
        hint,
        note: meaning(form, column, words),
        width: 0,
        required: column.required,
        choices: choices(form, column, site, words),
    }
}

/// How a cell of this kind is written.
fn hint(kind: Kind, words: &Words) -> String {
    let key = match kind {
        Kind::Text | Kind::Object | Kind::Inspector | Kind::Choice(_) | Kind::Phrase => return String::new(),
        Kind::Word => "word",
        Kind::Code => "code",
        Kind::Permit => "permit",
        Kind::Day => "day",
        Kind::Minute => "minute",
        Kind::Number(..) => "number",
        Kind::Rate => "rate",
        Kind::Quarter => "quarter",
        Kind::Flag => "flag",
        Kind::Choices(_) | Kind::Texts | Kind::Several => "several",
        Kind::Bases => "bases",
    };
    words.get(&format!("office.how-to.{key}"))
}

/// The words a cell can be chosen from. Where several values may stand in a cell, others than the words may be typed.
fn choices(form: &Form, column: &Column, site: &Site, words: &Words) -> Option<Choices> {
    let several = matches!(column.kind, Kind::Choices(_) | Kind::Texts | Kind::Several);
    let list: Vec<String> = match column.kind {
        Kind::Flag => vec!["是".to_owned(), "否".to_owned()],
        Kind::Choice(pairs) | Kind::Choices(pairs) => {
            // A special object follows from events and is never typed.
            let typed = pairs.iter().filter(|(_, word)| form.key != "objects" || *word != "special");
            typed.map(|(zh, _)| (*zh).to_owned()).collect()
        }
        Kind::Phrase => phrases(site),
        Kind::Number(low, high) if high <= 20 => (low..=high).map(|number| number.to_string()).collect(),
        _ => known_words(form.key, column.en, site),
    };
    if list.is_empty() {
        return None;
    }
    let open = several || matches!(column.kind, Kind::Text | Kind::Word);
    let refusal = if open { String::new() } else { words.fill("office.refusal", [("column", column.zh)]) };
    Some(Choices { words: list, refusal })
}

/// The five phrases and those of `site.toml` (R39).
fn phrases(site: &Site) -> Vec<String> {
    let five = Phrase::FIVE.iter().map(|phrase| phrase.zh().to_owned());
    five.chain(site.config.rules.extra_phrases.iter().cloned()).collect()
}

/// What the county holds already and a cell may repeat.
fn known_words(table: &str, column: &str, site: &Site) -> Vec<String> {
    let sorted = |words: BTreeSet<String>| words.into_iter().collect();
    match (table, column) {
        ("objects", "town") if !site.config.bureau.towns.is_empty() => site.config.bureau.towns.clone(),
        ("objects", "town") => sorted(site.objects.values().map(|object| object.town.clone()).collect()),
        ("objects", "elements") => sorted(site.objects.values().flat_map(|object| object.elements.clone()).collect()),
        ("objects", "tag") | ("inspectors", "tags") => {
            sorted(site.inspectors.values().flat_map(|one| &one.tags).map(ToString::to_string).collect())
        }
        ("inspectors", "department") => sorted(site.inspectors.values().map(|one| one.department.clone()).collect()),
        ("tasks", "items") | ("answers", "item") => site.items.iter().map(|item| item.id.to_string()).collect(),
        ("recusals", "inspector") => site.inspectors.keys().map(ToString::to_string).collect(),
        (_, "draw") => site.draws.keys().map(ToString::to_string).collect(),
        (_, "agency") => vec![site.config.bureau.name.clone()],
        ("corrections", "field") => fields("results/YYYY.csv"),
        ("changes", "field") => fields("registry/objects.csv"),
        _ => Vec::new(),
    }
}

/// English names of the columns of a table, as corrections and changes name them.
fn fields(path: &str) -> Vec<String> {
    columns(path).unwrap_or_default().iter().map(|column| column.en.to_owned()).collect()
}

/// The sheet that explains every column.
fn guide(forms: &[&Form], words: &Words) -> Sheet {
    let mut blocks = vec![Block::Title(words.get("office.guide.title"))];
    blocks.extend((1..=6).map(|line| Block::Note(words.get(&format!("office.guide.line{line}")))));
    for form in forms {
        let row = |column: &Column| {
            let how = hint(column.kind, words);
            let duty = words.get(if column.required { "office.must" } else { "office.may" });
            // Not the heading alone: a reader of tables must not take a row of this sheet for headings.
            let named = words.fill("office.guide.row", [("column", column.zh)]);
            vec![named, duty, how, meaning(form, column, words)]
        };
        let column = |key: &str, width: usize| Head {
            heading: words.get(&format!("office.guide.{key}")),
            width,
            ..Head::default()
        };
        blocks.push(Block::Gap);
        blocks.push(Block::Note(words.fill("office.guide.table", [("table", title(form, words).as_str())])));
        blocks.push(Block::Table(Table {
            columns: vec![column("column", 20), column("duty", 8), column("how", 30), column("meaning", 64)],
            rows: columns(form.path).unwrap_or_default().iter().map(row).collect(),
            ..Table::default()
        }));
    }
    Sheet {
        name: words.get("office.guide.title"),
        landscape: true,
        blocks,
        foot: words.get("office.foot"),
        ..Sheet::default()
    }
}

#[cfg(test)]
mod tests {
    use super::tables::FORMS;
    use super::*;
    use crate::load::examine_cell;

    #[test]
    fn every_table_has_a_declaration_and_every_example_would_be_read() {
        for form in &FORMS {
            let declared = columns(form.path).unwrap_or_else(|| panic!("{}", form.path));
            for (name, value) in form.example {
                let column = declared.iter().find(|column| column.en == *name);
                let column = column.unwrap_or_else(|| panic!("{} has no column {name}", form.key));
                assert_eq!(examine_cell(column.kind, value, &[]), Ok(()), "{} {name}", form.key);
            }
            for column in declared.iter().filter(|column| column.required) {
                assert!(form.example.iter().any(|(name, _)| *name == column.en), "{} {}", form.key, column.en);
            }
        }
    }

    #[test]
    fn every_kind_names_tables_there_are_and_every_table_has_a_kind() {
        let named: BTreeSet<&str> = KINDS.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
        assert_eq!(named, FORMS.iter().map(|form| form.key).collect());
    }
}
