//! Files → tables → raw records, each value with its file, row and column heading. The only reader of `content/`. In: the
//! bureau's folder. Out: [`Raw`] with every fault of reading. Never repairs, completes or guesses, and never stops at the
//! first fault.

pub(crate) mod code;
mod config;
mod decode;
mod folder;
mod folders;
mod headings;
mod keys;
mod pages;
mod raw;
mod rows;
mod sheet;
mod spec;
mod tables;
mod toml_fault;
mod value;

pub(crate) use config::{answers, examine_key, is_age_key};
pub(crate) use decode::{DecodeFault, decode};
pub(crate) use folder::is_litter;
pub(crate) use headings::nearest;
pub(crate) use pages::DRAFT;
pub use raw::{Located, Raw, RawDraw, RawPlan};
pub(crate) use rows::{Edit, Record, edited, records, table_text};
pub(crate) use spec::{Column, Kind};
pub(crate) use value::CellFault;

use crate::diag::{Diagnostic, Place, Report};
use crate::model::{Archive, Object, Period};
use crate::site::csv_text::push_row;
use crate::source::Source;
use folder::Folder;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tables::{Table, events, plan, registry, results, words};

/// Files with a fixed name, to name the nearest one where a name is wrong.
const FILES: [&str; 17] = [
    "site.toml",
    "laws.csv",
    "items.csv",
    "replies.csv",
    "reasons.csv",
    "pushes.csv",
    "registry/objects.csv",
    "registry/inspectors.csv",
    "registry/auxiliary.csv",
    "registry/recusals.csv",
    "registry/changes.csv",
    "events/superior.csv",
    "events/special.csv",
    "events/exempt.csv",
    "calendar/YYYY.csv",
    "results/YYYY.csv",
    "plans/YYYY/v1/tasks.csv",
];

/// The list of archives. It stands beside `content/`: it tells where the bureau keeps them and is not published.
pub(crate) const ARCHIVES: &str = "archives.csv";

/// Whether a file of the bureau's folder tells what came of visits, or is the log's; all others tell of the ground ([`crate::site::Ground`]).
pub(crate) fn is_of_visits(path: &str) -> bool {
    let Some(path) = path.strip_prefix("content/") else { return path == ARCHIVES };
    let tables = ["replies.csv", "reasons.csv", "pushes.csv", "events/exempt.csv"];
    tables.contains(&path) || path.starts_with("results/") || path.starts_with("log/")
}

/// The declared columns of a table, in the order of docs/formats.md, by its path below `content/` with `YYYY` and `vN` as they are there;
/// none: no table of that name.
pub(crate) fn columns(path: &str) -> Option<&'static [Column]> {
    Some(match path {
        "laws.csv" => plan::LAWS.columns,
        "items.csv" => plan::ITEMS.columns,
        "replies.csv" => words::REPLIES.columns,
        "reasons.csv" => words::REASONS.columns,
        "pushes.csv" => words::PUSHES.columns,
        ARCHIVES => words::ARCHIVES.columns,
        "registry/objects.csv" => registry::OBJECTS.columns,
        "registry/inspectors.csv" => registry::INSPECTORS.columns,
        "registry/auxiliary.csv" => registry::AUXILIARY.columns,
        "registry/recusals.csv" => registry::RECUSALS.columns,
        "registry/changes.csv" => registry::CHANGES.columns,
        "events/superior.csv" => events::SUPERIOR.columns,
        "events/special.csv" => events::SPECIAL.columns,
        "events/exempt.csv" => events::EXEMPT.columns,
        "calendar/YYYY.csv" => words::CALENDAR.columns,
        "plans/YYYY/vN/tasks.csv" => plan::TASKS.columns,
        "results/YYYY.csv" => results::VISITS.columns,
        "results/YYYY-items.csv" => results::ANSWERS.columns,
        "results/YYYY-documents.csv" => results::DOCUMENTS.columns,
        "results/YYYY-followups.csv" => results::FOLLOWUPS.columns,
        "results/YYYY-corrections.csv" => results::CORRECTIONS.columns,
        _ => return None,
    })
}

/// What the loader says of one filled cell. `phrases`: those of site.toml beyond the five.
pub(crate) fn examine_cell(kind: Kind, text: &str, phrases: &[String]) -> Result<(), CellFault> {
    value::read(kind, text, Some(phrases)).map(drop)
}

/// Adds rows to a table as text, each a value by English column name, in the order of the columns that stand there; a table that is not
/// there yet begins with the declared headings. Columns that the text lacks and a row fills are added at its end, empty above.
/// Errors: the faults of its heading row.
pub(crate) fn with_rows(
    path: &str,
    columns: &[Column],
    text: Option<&str>,
    rows: &[BTreeMap<&str, String>],
) -> Result<String, Report> {
    let needed = |column: &&Column| !column.missing || rows.iter().any(|row| row.contains_key(column.en));
    let mut out = String::new();
    let Some(text) = text else {
        let used: Vec<&Column> = columns.iter().filter(needed).collect();
        push_row(&mut out, used.iter().map(|column| column.zh));
        let order: Vec<&str> = used.iter().map(|column| column.en).collect();
        rows.iter().for_each(|row| push_record(&mut out, &order, row));
        return Ok(out);
    };
    let mut report = Report::default();
    let source = Arc::new(Source::new(path, text.to_owned()));
    let Some((sheet, body)) = headings::headings(&source, columns, &mut report) else { return Err(report) };
    let mut order = vec![""; sheet.width];
    sheet.columns.iter().for_each(|(name, at, _)| order[*at] = name);
    let lacking: Vec<&Column> = columns
        .iter()
        .filter(|column| !order.contains(&column.en) && rows.iter().any(|row| row.contains_key(column.en)))
        .collect();
    if lacking.is_empty() {
        out.push_str(text);
        if !text.ends_with('\n') {
            out.push('\n');
        }
    } else {
        let mut cells = Vec::new();
        source.cells(0, &mut cells);
        let own = cells.iter().map(|cell| source.cell_text(cell).into_owned());
        push_row(&mut out, own.chain(lacking.iter().map(|column| column.zh.to_owned())));
        for (_, start) in source.records(body) {
            source.cells(start, &mut cells);
            let own = cells.iter().map(|cell| source.cell_text(cell).into_owned());
            push_row(&mut out, own.chain(lacking.iter().map(|_| String::new())));
        }
        order.extend(lacking.iter().map(|column| column.en));
    }
    rows.iter().for_each(|row| push_record(&mut out, &order, row));
    Ok(out)
}

/// The rows of a table as text by English column name, in the order of the table, and the columns that stand there. Errors: the faults of
/// its heading row.
pub(crate) fn rows_of(path: &str, columns: &[Column], text: &str) -> Result<(Vec<TextRow>, Vec<&'static str>), Report> {
    let mut report = Report::default();
    let source = Arc::new(Source::new(path, text.to_owned()));
    let Some((sheet, body)) = headings::headings(&source, columns, &mut report) else { return Err(report) };
    let mut cells = Vec::new();
    let mut rows = Vec::new();
    for (_, start) in source.records(body) {
        source.cells(start, &mut cells);
        let named = sheet.columns.iter().filter_map(|(name, at, _)| Some((*name, cells.get(*at)?)));
        rows.push(named.map(|(name, cell)| (name, source.cell_text(cell).into_owned())).collect());
    }
    Ok((rows, sheet.columns.iter().map(|(name, ..)| *name).collect()))
}

/// Cells by English column name.
pub(crate) type TextRow = BTreeMap<&'static str, String>;

fn push_record(out: &mut String, order: &[&str], row: &BTreeMap<&str, String>) {
    push_row(out, order.iter().map(|name| row.get(name).map_or("", String::as_str)));
}

/// Reads `ROOT/content/`. Faults stand in [`Raw::report`]; rows with a fault are not among the records.
pub fn load(root: &Path) -> Raw {
    load_over(root, &BTreeMap::new())
}

/// The same, as if the files `over` (bytes by path below `content/`) stood there already: what a command would write is read
/// and checked before it is written.
pub fn load_over(root: &Path, over: &BTreeMap<String, Vec<u8>>) -> Raw {
    let mut raw = Raw::default();
    if over.is_empty() && !root.join("content").is_dir() {
        raw.report.push(Diagnostic::error("MC0115", Place::file("content")));
        return raw;
    }
    let mut folder = Folder::open(root, over, &mut raw.report);
    let source = folder.source("content/site.toml", true, &mut raw.report);
    raw.config = source.and_then(|source| config::config(&source, &mut raw.report));
    let phrases = raw.config.as_ref().map(|config| config.value.rules.extra_phrases.clone());
    let phrases = phrases.as_deref();
    // The longest table by far is read beside all the others.
    let objects = folder.source("content/registry/objects.csv", true, &mut raw.report);
    let (objects, ()) = rayon::join(
        || objects.map(|source| registry_objects(&source, phrases)),
        || {
            tables(&mut folder, phrases, &mut raw);
            folders::calendar(&mut folder, &mut raw);
            folders::plans(&mut folder, &mut raw);
            folders::results(&mut folder, phrases, &mut raw);
            folders::draws(&mut folder, &mut raw);
            folders::log(&mut folder, &mut raw);
            pages::pages(&mut folder, &mut raw);
        },
    );
    if let Some((objects, report)) = objects {
        raw.objects = objects;
        raw.report.append(report);
    }
    folder.strangers(&mut raw.report);
    raw.texts = folder.texts;
    raw.prints = folder.prints;
    raw
}

/// Tables with a fixed name.
fn tables(folder: &mut Folder, phrases: Option<&[String]>, raw: &mut Raw) {
    let report = &mut raw.report;
    let mut reader = Reader { folder, phrases, report };
    raw.laws = reader.table("laws.csv", false, &plan::LAWS);
    raw.items = reader.table("items.csv", true, &plan::ITEMS);
    raw.inspectors = reader.table("registry/inspectors.csv", true, &registry::INSPECTORS);
    raw.auxiliary = reader.table("registry/auxiliary.csv", false, &registry::AUXILIARY);
    raw.recusals = reader.table("registry/recusals.csv", false, &registry::RECUSALS);
    raw.changes = reader.table("registry/changes.csv", false, &registry::CHANGES);
    raw.superior = reader.table("events/superior.csv", false, &events::SUPERIOR);
    raw.special_events = reader.table("events/special.csv", false, &events::SPECIAL);
    raw.exempt = reader.table("events/exempt.csv", false, &events::EXEMPT);
    raw.replies = reader.table("replies.csv", false, &words::REPLIES);
    raw.reasons = reader.table("reasons.csv", false, &words::REASONS);
    raw.pushes = reader.table("pushes.csv", false, &words::PUSHES);
    if let Some(source) = reader.folder.source(ARCHIVES, false, reader.report) {
        raw.archives = sheet::rows(&source, words::ARCHIVES.columns, None, reader.report, words::ARCHIVES.make);
        rounds(&raw.archives, reader.report);
    }
}

/// A row of the list of archives names a round and a digest (MC1040).
fn rounds(rows: &[Located<Archive>], report: &mut Report) {
    let is_digest = |text: &str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    for row in rows {
        let at = match () {
            () if Period::parse(&row.value.round).is_none() => ("round", &row.value.round),
            () if !is_digest(&row.value.sha256) => ("sha256", &row.value.sha256),
            () => continue,
        };
        let (column, value) = at;
        report.push(Diagnostic::error("MC1040", row.at(column)).value(value).arg("value", value));
    }
}

fn registry_objects(source: &Arc<Source>, phrases: Option<&[String]>) -> (Vec<Located<Object>>, Report) {
    let mut report = Report::default();
    let table = &registry::OBJECTS;
    let objects = sheet::rows(source, table.columns, phrases, &mut report, table.make);
    (objects, report)
}

struct Reader<'a> {
    folder: &'a mut Folder,
    phrases: Option<&'a [String]>,
    report: &'a mut crate::diag::Report,
}

impl Reader<'_> {
    fn table<T>(&mut self, path: &str, needed: bool, table: &Table<T>) -> Vec<Located<T>> {
        match self.folder.source(&format!("content/{path}"), needed, self.report) {
            Some(source) => sheet::rows(&source, table.columns, self.phrases, self.report, table.make),
            None => Vec::new(),
        }
    }
}
