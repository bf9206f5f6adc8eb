//! What a table would be after an import. In: the table as it stands, the rows of the file, what the clerk said of rows the file lacks. Out:
//! each difference by id, and the table's new text. A row that the file lacks is never dropped unless she says so.

use super::findings::{Answers, Findings, Question};
use super::target::Record;
use crate::diag::{Place, Report};
use crate::load::{Column, TextRow, columns, rows_of};
use crate::site::csv_text::push_row;
use std::collections::{BTreeMap, BTreeSet};

/// A table before and after.
#[derive(Debug, Clone)]
pub(crate) struct Merged {
    /// Path below `content/`.
    pub(crate) table: String,
    /// Rows there were.
    pub(crate) before: usize,
    /// Its rows, in the order they are written.
    pub(crate) lines: Vec<Line>,
    /// The columns that are written.
    pub(crate) columns: Vec<&'static Column>,
    /// Keys of rows that are new, with the name of each.
    pub(crate) added: Vec<Subject>,
    /// Cells that change.
    pub(crate) changed: Vec<Changed>,
    /// Rows that the file lacks, with what becomes of each: `keep`, `closed`, `suspended`, `off-duty`, `removed`.
    pub(crate) gone: Vec<(Subject, String)>,
}

/// A row's key and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subject {
    /// Its key, parts joined by `/`.
    pub(crate) id: String,
    /// Its name, empty where the table has none.
    pub(crate) name: String,
}

/// A cell that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    /// The row.
    pub(crate) subject: Subject,
    /// The column's English name.
    pub(crate) field: &'static str,
    /// Its Chinese heading.
    pub(crate) zh: &'static str,
    /// Value before.
    pub(crate) old: String,
    /// Value after.
    pub(crate) new: String,
}

/// A row to write, and where its values come from.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Cells by English column name.
    pub(crate) values: TextRow,
    /// The record that made or touched it.
    pub(crate) record: Option<Record>,
}

impl Merged {
    /// Whether anything is different.
    pub(crate) fn is_changed(&self) -> bool {
        !self.added.is_empty() || !self.changed.is_empty() || self.gone.iter().any(|(_, what)| what == "removed")
    }

    /// The table as text.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        push_row(&mut out, self.columns.iter().map(|column| column.zh));
        for line in &self.lines {
            push_row(&mut out, self.columns.iter().map(|column| line.values.get(column.en).map_or("", String::as_str)));
        }
        out
    }

    /// Where the value of a cell of the written table comes from; none where it stood there before. Rows count from 1, headings included.
    pub(crate) fn origin(&self, row: u32, column: u32) -> Option<&Place> {
        let line = self.lines.get((row as usize).checked_sub(2)?)?;
        let record = line.record.as_ref()?;
        let column = (column as usize).checked_sub(1).and_then(|at| self.columns.get(at));
        Some(column.map_or(&record.place, |column| record.at(column.en)))
    }
}

/// What becomes of rows that the file lacks, by kind of table.
pub(crate) fn fates(table: &str) -> &'static [&'static str] {
    match table {
        "registry/objects.csv" => &["keep", "closed", "suspended", "removed"],
        "registry/inspectors.csv" => &["keep", "off-duty", "removed"],
        _ => &["keep", "removed"],
    }
}

/// Whether changes of a table are dated events of `registry/changes.csv`.
pub(crate) fn is_registry(table: &str) -> bool {
    matches!(table, "registry/objects.csv" | "registry/inspectors.csv")
}

/// Lays the records of one table beside what stands there. `whole`: rows the file lacks are asked about. Errors: the faults of the table's
/// heading row.
pub(crate) fn merge(
    table: &str,
    records: &[&Record],
    text: Option<&str>,
    whole: bool,
    answers: &Answers,
    findings: &mut Findings,
) -> Result<Merged, Report> {
    let declared = records.first().and_then(|record| columns(record.pattern)).unwrap_or_default();
    let path = format!("content/{table}");
    let (rows, there) = match text {
        Some(text) => rows_of(&path, declared, text)?,
        None => (Vec::new(), Vec::new()),
    };
    let key = records.first().map_or(&[][..], |record| record.key);
    let mut new: BTreeMap<String, &Record> =
        records.iter().map(|record| (id_of(key, &record.values), *record)).collect();
    let mut merged = Merged {
        table: table.to_owned(),
        before: rows.len(),
        lines: Vec::new(),
        columns: Vec::new(),
        added: Vec::new(),
        changed: Vec::new(),
        gone: Vec::new(),
    };
    let mut lacking: Vec<(usize, Subject)> = Vec::new();
    for values in rows {
        let record = new.remove(&id_of(key, &values));
        let mut line = Line { values, record: record.cloned() };
        match record {
            Some(record) => overlay(&mut line.values, record, declared, key, &mut merged.changed),
            None if whole && is_registry(table) && !has_left(&line.values) => {
                lacking.push((merged.lines.len(), subject(key, &line.values)));
            }
            None => {}
        }
        merged.lines.push(line);
    }
    for record in records.iter().filter(|record| new.contains_key(&id_of(key, &record.values))) {
        merged.added.push(subject(key, &record.values));
        merged.lines.push(Line { values: record.values.clone(), record: Some((*record).clone()) });
    }
    leave(&mut merged, lacking, answers, findings);
    if is_registry(table) {
        merged.lines.sort_by(|a, b| a.values.get("id").cmp(&b.values.get("id")));
        merged.added.sort();
    }
    let filled: BTreeSet<&str> = merged
        .lines
        .iter()
        .flat_map(|line| line.values.iter())
        .filter(|(_, text)| !text.is_empty())
        .map(|(name, _)| *name)
        .collect();
    merged.columns = declared
        .iter()
        .filter(|column| !column.missing || there.contains(&column.en) || filled.contains(column.en))
        .collect();
    Ok(merged)
}

/// Whether an object is closed or an inspector off duty already: that a list lacks it says nothing new.
fn has_left(values: &TextRow) -> bool {
    values.get("status").is_some_and(|status| status == "关闭")
        || values.get("available").is_some_and(|flag| flag == "否")
}

/// A key without regard to case, as ids are compared.
fn id_of(key: &[&str], values: &TextRow) -> String {
    key.iter()
        .map(|name| values.get(name).map_or("", String::as_str))
        .collect::<Vec<_>>()
        .join("/")
        .to_ascii_lowercase()
}

fn subject(key: &[&str], values: &TextRow) -> Subject {
    let text = |name: &str| values.get(name).map_or("", String::as_str);
    let id = key.iter().map(|name| text(name)).collect::<Vec<_>>().join("/");
    Subject { id, name: text("name").to_owned() }
}

/// Puts a record's values over those that stand there.
fn overlay(
    values: &mut TextRow,
    record: &Record,
    declared: &'static [Column],
    key: &[&str],
    changed: &mut Vec<Changed>,
) {
    let subject = subject(key, values);
    for column in declared.iter().filter(|column| !key.contains(&column.en)) {
        let Some(new) = record.values.get(column.en) else { continue };
        let old = values.get(column.en).cloned().unwrap_or_default();
        if !is_same(&old, new) {
            changed.push(Changed { subject: subject.clone(), field: column.en, zh: column.zh, old, new: new.clone() });
            values.insert(column.en, new.clone());
        }
    }
}

/// The same parts in another order or with other signs between them are no change.
fn is_same(old: &str, new: &str) -> bool {
    let parts = |text: &str| -> BTreeSet<String> { text.split([';', '；', '、']).map(str::to_owned).collect() };
    old == new || (!old.is_empty() && !new.is_empty() && parts(old) == parts(new))
}

/// Asks what becomes of rows that the file lacks, and does it.
fn leave(merged: &mut Merged, lacking: Vec<(usize, Subject)>, answers: &Answers, findings: &mut Findings) {
    if lacking.is_empty() {
        return;
    }
    let fates = fates(&merged.table);
    let names: Vec<String> = lacking.iter().map(|(_, subject)| format!("{} {}", subject.id, subject.name)).collect();
    let single = lacking.iter().all(|(_, subject)| answers.get(&format!("gone:{}", subject.id)).is_some());
    let all = if single {
        Some("each".to_owned())
    } else {
        let args = [("count", lacking.len().to_string()), ("names", names.join("；"))];
        let mut question = Question::new("gone".to_owned(), "gone", &args);
        for fate in fates {
            question = question.or(fate, fate_key(fate), &[]);
        }
        findings.ask(question.or("each", "each", &[]), answers)
    };
    let Some(all) = all else { return };
    let mut removed = BTreeSet::new();
    for (at, subject) in lacking {
        let own = if all == "each" || answers.get(&format!("gone:{}", subject.id)).is_some() {
            let args = [("id", subject.id.clone()), ("name", subject.name.clone())];
            let mut question = Question::new(format!("gone:{}", subject.id), "gone-one", &args);
            for fate in fates {
                question = question.or(fate, fate_key(fate), &[]);
            }
            findings.ask(question, answers)
        } else {
            Some(all.clone())
        };
        let Some(fate) = own else { continue };
        let (field, zh, new) = match fate.as_str() {
            "closed" => ("status", "状态", "关闭"),
            "suspended" => ("status", "状态", "停产"),
            "off-duty" => ("available", "在岗", "否"),
            "removed" => {
                removed.insert(at);
                merged.gone.push((subject, fate));
                continue;
            }
            _ => {
                merged.gone.push((subject, fate));
                continue;
            }
        };
        let values = &mut merged.lines[at].values;
        let old = values.insert(field, new.to_owned()).unwrap_or_default();
        if old != new {
            merged.changed.push(Changed { subject: subject.clone(), field, zh, old, new: new.to_owned() });
        }
        merged.gone.push((subject, fate));
    }
    let mut at = 0;
    merged.lines.retain(|_| {
        at += 1;
        !removed.contains(&(at - 1))
    });
}

/// Key of an answer's sentence.
fn fate_key(fate: &str) -> &'static str {
    match fate {
        "closed" => "closed",
        "suspended" => "suspended",
        "off-duty" => "off-duty",
        "removed" => "removed",
        _ => "keep",
    }
}
