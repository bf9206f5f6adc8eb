//! What every column of every table is, in Chinese and in English: meaning, kind, unit, the words that may stand there, what an
//! empty cell means, where the value comes from, whom it names. Out: `data/dictionary.html`, `data/dictionary.xlsx`, and
//! `columns.csv` inside the archive. `data/dictionary.csv` is the short form that the log of older sites holds; its bytes stay.

use super::specs::{SPECS, Spec};
use super::{data_frame, package};
use crate::output::Made;
use crate::render::Context;
use crate::render::table::Kind::Text;
use crate::render::table::{Column, Cover, Sheet, csv, workbook};
use crate::words::Words;
use serde::Serialize;

const fn c(zh: &'static str, name: &'static str) -> Column {
    Column::new(zh, name, Text)
}

/// Columns of the long dictionary.
const COLUMNS: [Column; 18] = [
    c("表", "table"),
    c("字段", "column"),
    c("标题", "heading"),
    c("含义", "meaning_zh"),
    c("英文含义", "meaning_en"),
    c("种类", "type"),
    c("单位", "unit_zh").or_empty(),
    c("英文单位", "unit_en").or_empty(),
    c("允许的值", "values").or_empty(),
    c("格式", "form").or_empty(),
    c("主键", "key"),
    c("可否为空", "may_be_empty"),
    c("为空的意思", "empty_zh").or_empty(),
    c("英文为空的意思", "empty_en").or_empty(),
    c("对应", "refers").or_empty(),
    c("出处", "source"),
    c("个人信息", "person_zh"),
    c("英文个人信息", "person_en"),
];

/// A column as people read it, in one language.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) zh: &'static str,
    pub(super) name: &'static str,
    pub(super) heading: String,
    pub(super) meaning: String,
    /// Word of the kind: 日期.
    pub(super) kind: String,
    pub(super) unit: String,
    pub(super) values: &'static [&'static str],
    pub(super) form: &'static str,
    pub(super) key: bool,
    /// What an empty cell means; empty where there is none.
    pub(super) empty: String,
    /// `draws.draw`.
    pub(super) refers: String,
    pub(super) table_referred: &'static str,
    pub(super) source: &'static str,
    pub(super) person: String,
}

/// The sentence of the table's own column, else that of all columns of this name.
fn own_or_shared(words: &Words, part: &str, group: &str, column: &str) -> Option<String> {
    let keys = [format!("dictionary.{part}-of.{group}.{column}"), format!("dictionary.{part}.{column}")];
    keys.iter().find(|key| words.has(key)).map(|key| words.get(key))
}

/// What a column means: the long sentence where there is one, else that of the log's dictionary.
fn meaning(spec: &Spec, words: &Words, column: &Column) -> String {
    own_or_shared(words, "meaning", spec.group, column.name).unwrap_or_else(|| spec.meaning_in(words, column))
}

/// What an empty cell means.
fn empty(spec: &Spec, words: &Words, column: &Column) -> String {
    if !column.may_be_empty {
        return String::new();
    }
    own_or_shared(words, "empty", spec.group, column.name)
        .unwrap_or_else(|| words.get(&format!("dictionary.empty.{}", column.name)))
}

/// A column in the language of the words.
pub(super) fn entry(spec: &Spec, words: &Words, column: &Column) -> Entry {
    let person = column.person.map_or("none", |person| person.as_str());
    Entry {
        zh: column.zh,
        name: column.name,
        heading: column.heading(),
        meaning: meaning(spec, words, column),
        kind: words.get(&format!("dictionary.kind.{}", column.kind.as_str())),
        unit: column.unit.map(|unit| words.get(&format!("dictionary.unit.{}", unit.as_str()))).unwrap_or_default(),
        values: column.values,
        form: column.form.unwrap_or_default(),
        key: spec.key.contains(&column.name) || spec.unique == Some(column.name),
        empty: empty(spec, words, column),
        refers: column.refers.map(|(table, column)| format!("{table}.{column}")).unwrap_or_default(),
        table_referred: column.refers.map(|(table, _)| table).unwrap_or_default(),
        source: column.source.unwrap_or(spec.source),
        person: words.get(&format!("dictionary.person.{person}")),
    }
}

/// The words of a language; those of the site where the theme does not speak it.
fn words<'a>(context: &'a Context<'_>, lang: &str) -> &'a Words {
    context.theme.words(lang).unwrap_or(context.words)
}

/// Rows of the long dictionary.
fn rows(context: &Context<'_>) -> Vec<Vec<String>> {
    let (chinese, english) = (words(context, "zh-CN"), words(context, "en"));
    let row = |spec: &Spec, column: &Column| {
        let (zh, en) = (entry(spec, chinese, column), entry(spec, english, column));
        vec![
            spec.group.to_owned(),
            zh.name.to_owned(),
            zh.heading,
            zh.meaning,
            en.meaning,
            column.kind.as_str().to_owned(),
            zh.unit,
            en.unit,
            zh.values.join(";"),
            zh.form.to_owned(),
            super::registry::yes(zh.key),
            super::registry::yes(column.may_be_empty),
            zh.empty,
            en.empty,
            zh.refers,
            zh.source.to_owned(),
            zh.person,
            en.person,
        ]
    };
    SPECS.iter().flat_map(|spec| spec.columns.iter().map(move |column| row(spec, column))).collect()
}

/// `columns.csv` of the archive.
pub(super) fn table(context: &Context<'_>) -> Vec<u8> {
    csv(&COLUMNS, &rows(context))
}

/// `data/dictionary.xlsx`.
pub(super) fn book(context: &Context<'_>) -> Result<Vec<u8>, String> {
    let rows = rows(context);
    let title = context.words.get("dictionary.title");
    let mut notes = package::common_notes(context);
    notes.insert(0, (context.words.get("data.cover.about"), context.words.get("dictionary.about")));
    for spec in &SPECS {
        let source = format!("{} ({})", spec.about(context), spec.source);
        notes.push((format!("{} {}", spec.group, spec.title(context)), source));
    }
    let name = context.words.get("data.cover.sheet");
    let cover = Cover { name: &name, title: &title, notes: &notes };
    workbook(&cover, &[Sheet { name: "columns", columns: &COLUMNS, rows: &rows }])
}

#[derive(Serialize)]
struct View {
    tables: Vec<TableView>,
    columns: usize,
}

/// A table of the page.
#[derive(Serialize)]
struct TableView {
    group: &'static str,
    title: String,
    title_en: String,
    about: String,
    about_en: String,
    source: &'static str,
    key: String,
    columns: Vec<Both>,
}

/// A column in the site's language, and its meaning in the other.
#[derive(Serialize)]
struct Both {
    own: Entry,
    other: String,
    may_be_empty: bool,
    names_somebody: bool,
}

/// `data/dictionary.html`.
pub(super) fn page(context: &Context<'_>) -> Result<Made, String> {
    let other = words(context, if context.words.lang == "en" { "zh-CN" } else { "en" });
    let column = |spec: &Spec, column: &Column| Both {
        own: entry(spec, context.words, column),
        other: meaning(spec, other, column),
        may_be_empty: column.may_be_empty,
        names_somebody: column.person.is_some(),
    };
    let table = |spec: &'static Spec| TableView {
        group: spec.group,
        title: spec.title(context),
        title_en: other.get(&format!("data.table.{}.title", spec.group)),
        about: spec.about(context),
        about_en: other.get(&format!("data.table.{}.about", spec.group)),
        source: spec.source,
        key: spec.headings(if spec.key.is_empty() { spec.unique.as_slice() } else { spec.key }).join(" + "),
        columns: spec.columns.iter().map(|own| column(spec, own)).collect(),
    };
    let tables: Vec<TableView> = SPECS.iter().map(table).collect();
    let view = View { columns: tables.iter().map(|table| table.columns.len()).sum(), tables };
    let frame = data_frame(context, "dictionary.title", "dictionary.about");
    context.page("data/dictionary.html", "data-dictionary.html", &frame, &view)
}
