//! Folders with a name that means something: `plans/YYYY/vN/`, `draws/DRAW/`, `calendar/YYYY.csv`, `results/YYYY*.csv`.
//! In: the folder. Out: plans, unparsed draws, the calendar, results. Never parses a protocol file.

use super::folder::Folder;
use super::keys::{Form, Key, keys, may, moment, need, text};
use super::raw::{Located, Raw, RawDraw, RawPlan, Spot};
use super::sheet::rows;
use super::tables::{Table, plan, results, words};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::text::sha;
use crate::model::*;
use crate::site::{DrawTimes, Packed};
use crate::source::Source;
use chrono::Datelike;
use std::collections::BTreeMap;
use std::sync::Arc;

const PLAN: &[Key] = &[
    need("title", Form::Filled),
    need("document", Form::Filled),
    need("issued", Form::Day),
    may("published_at", Form::Minute),
    may("note", Form::Text),
    need("superior_checked", Form::Word(&["exclude", "include"])),
    may("removed_items", Form::Sections(&[need("id", Form::Such(is_word, "id")), need("reason", Form::Filled)])),
];

const TIMES: &[Key] = &[may("committed", Form::Moment), may("sealed", Form::Moment), may("ended", Form::Moment)];

const HOLDERS: &[Key] = &[may(
    "holder",
    Form::Sections(&[
        need("party", Form::Such(is_word, "id")),
        need("name", Form::Filled),
        may("key", Form::Such(super::is_age_key, "age-key")),
    ]),
)];

/// A year of four digits.
pub(super) fn year(text: &str) -> Option<i32> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// `plans/YYYY/vN/`, by year and version.
pub(super) fn plans(folder: &mut Folder, raw: &mut Raw) {
    let mut found: BTreeMap<(i32, u32), String> = BTreeMap::new();
    for path in folder.below("content/plans/") {
        let mut parts = path.split('/');
        let year = parts.next().and_then(year);
        let version = parts.next().and_then(|name| name.strip_prefix('v')).filter(|n| !n.starts_with('0'));
        if let (Some(year), Some(version)) = (year, version.and_then(|n| n.parse().ok())) {
            found.insert((year, version), format!("content/plans/{year:04}/v{version}"));
        }
    }
    if found.is_empty() && !folder.is_linked("content/plans") {
        raw.report.push(Diagnostic::error("MC0116", Place::file("content/plans")));
    }
    for ((year, version), path) in found {
        raw.plans.extend(one_plan(folder, year, version, &path, &mut raw.report));
    }
}

fn one_plan(folder: &mut Folder, year: i32, version: u32, path: &str, report: &mut Report) -> Option<RawPlan> {
    let head = folder.source(&format!("{path}/plan.toml"), true, report);
    let head = head.and_then(|source| keys(&source, 0..source.text.len(), PLAN, report).map(|table| (source, table)));
    let tasks = folder.source(&format!("{path}/tasks.csv"), true, report);
    let tasks = tasks.map(|source| rows(&source, plan::TASKS.columns, None, report, plan::TASKS.make));
    let record_path = format!("{path}/record.csv");
    let record = if folder.has(&record_path) { folder.bytes(&record_path, report) } else { None };
    let ((source, table), tasks) = (head?, tasks?);
    let value = Plan {
        year,
        version,
        title: text(&table, "title")?,
        document: text(&table, "document")?,
        issued: parse_day(&text(&table, "issued")?)?,
        published_at: text(&table, "published_at").and_then(|text| parse_minute(&text)),
        note: text(&table, "note").filter(|note| !note.is_empty()),
        superior_checked: match text(&table, "superior_checked")?.as_str() {
            "include" => SuperiorPolicy::Include,
            _ => SuperiorPolicy::Exclude,
        },
        removed_items: removed(&table),
        tasks: tasks.iter().map(|task| task.value.clone()).collect(),
    };
    Some(RawPlan { plan: Located::with_spot(value, Spot::Keys(source)), tasks, record })
}

fn removed(table: &toml::Table) -> Vec<(ItemId, String)> {
    let list = table.get("removed_items").and_then(toml::Value::as_array);
    let entries = list.into_iter().flatten().filter_map(toml::Value::as_table);
    entries.filter_map(|entry| Some((ItemId::parse(&text(entry, "id")?).ok()?, text(entry, "reason")?))).collect()
}

/// `draws/DRAW/`: every file as it stands.
pub(super) fn draws(folder: &mut Folder, raw: &mut Raw) {
    for path in folder.below("content/draws/") {
        let whole = format!("content/draws/{path}");
        let Some((name, file)) = path.split_once('/') else { continue };
        if file.contains('/') && file.strip_prefix("slips/").is_none_or(|slip| slip.contains('/')) {
            continue;
        }
        let draw = raw.draws.entry(name.to_owned()).or_insert_with(|| RawDraw {
            place: Place::file(&format!("content/draws/{name}")),
            files: BTreeMap::new(),
            times: DrawTimes::default(),
            holders: Vec::new(),
        });
        if file == "times.toml" {
            let source = folder.source(&whole, true, &mut raw.report);
            draw.times = source.and_then(|source| times(&source, &mut raw.report)).unwrap_or_default();
        } else if file == "escrow.toml" {
            let source = folder.source(&whole, true, &mut raw.report);
            draw.holders = source.and_then(|source| holders(&source, &mut raw.report)).unwrap_or_default();
        } else if let Some(bytes) = folder.bytes(&whole, &mut raw.report) {
            draw.files.insert(file.to_owned(), bytes);
        }
    }
}

fn times(source: &Source, report: &mut Report) -> Option<DrawTimes> {
    let table = keys(source, 0..source.text.len(), TIMES, report)?;
    let time = |key| text(&table, key).and_then(|text| moment(&text));
    Some(DrawTimes { committed: time("committed"), sealed: time("sealed"), ended: time("ended") })
}

fn holders(source: &Source, report: &mut Report) -> Option<Vec<EnvelopeHolder>> {
    let table = keys(source, 0..source.text.len(), HOLDERS, report)?;
    let list = table.get("holder").and_then(toml::Value::as_array);
    let entries = list.into_iter().flatten().filter_map(toml::Value::as_table);
    let one = |entry: &toml::Table| {
        Some(EnvelopeHolder { party: text(entry, "party")?, name: text(entry, "name")?, key: text(entry, "key") })
    };
    Some(entries.filter_map(one).collect())
}

/// `log/`: the log's files and the versions kept, unread.
pub(super) fn log(folder: &mut Folder, raw: &mut Raw) {
    let known = |path: &str| match path.split_once('/') {
        None => matches!(path, "entries.txt" | "checkpoint.txt" | "key.txt"),
        Some((inside, name)) => {
            (inside == "checkpoints" && name.ends_with(".txt")) || (inside == "records" && name.ends_with(".csv"))
        }
    };
    for path in folder.below("content/log/").into_iter().filter(|path| known(path)) {
        if let Some(bytes) = folder.bytes(&format!("content/log/{path}"), &mut raw.report) {
            let log = raw.log.get_or_insert_default();
            if path.starts_with("records/") {
                raw.versions.insert(path, (sha(&bytes), Packed::new(bytes)));
            } else {
                log.insert(path, bytes);
            }
        }
    }
}

/// `calendar/YYYY.csv`.
pub(super) fn calendar(folder: &mut Folder, raw: &mut Raw) {
    for name in folder.below("content/calendar/") {
        let Some(year) = name.strip_suffix(".csv").and_then(year) else { continue };
        let Some(source) = folder.source(&format!("content/calendar/{name}"), true, &mut raw.report) else { continue };
        raw.calendar.years.push(year);
        for day in rows(&source, words::CALENDAR.columns, None, &mut raw.report, words::CALENDAR.make) {
            let value = &day.value;
            if value.date.year() != year {
                let fault = Diagnostic::error("MC0222", day.at("date")).value(&value.date.to_string());
                raw.report.push(fault.arg("year", year));
            }
            raw.calendar.days.insert(value.date, value.works);
            raw.calendar.names.insert(value.date, value.name.clone());
        }
    }
}

/// `results/YYYY*.csv`, year by year.
pub(super) fn results(folder: &mut Folder, phrases: Option<&[String]>, raw: &mut Raw) {
    for name in folder.below("content/results/") {
        let Some(stem) = name.strip_suffix(".csv") else { continue };
        let (number, part) = stem.split_once('-').map_or((stem, ""), |(number, part)| (number, part));
        if year(number).is_none() || !["", "items", "documents", "followups", "corrections"].contains(&part) {
            continue;
        }
        let Some(source) = folder.source(&format!("content/results/{name}"), true, &mut raw.report) else { continue };
        match part {
            "items" => add(&source, &results::ANSWERS, phrases, &mut raw.answers, &mut raw.report),
            "documents" => add(&source, &results::DOCUMENTS, phrases, &mut raw.documents, &mut raw.report),
            "followups" => add(&source, &results::FOLLOWUPS, phrases, &mut raw.followups, &mut raw.report),
            "corrections" => add(&source, &results::CORRECTIONS, phrases, &mut raw.corrections, &mut raw.report),
            _ => add(&source, &results::VISITS, phrases, &mut raw.visits, &mut raw.report),
        }
    }
}

fn add<T>(
    source: &Arc<Source>,
    table: &Table<T>,
    phrases: Option<&[String]>,
    to: &mut Vec<Located<T>>,
    report: &mut Report,
) {
    to.extend(rows(source, table.columns, phrases, report, table.make));
}
