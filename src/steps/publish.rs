//! The log as a step (protocol section 10): what the site would hold against what is logged, and the entries that close the gap.
//! In: the log, the records of the site, a moment, the key. Out: files below `content/log/`, never a fork.

use super::Step;
use crate::diag::{Diagnostic, Place, Report};
use crate::log::{Action, Book, Entry, Record, SigningKey, entries_text, read_entries};
use crate::model::Time;
use std::collections::{BTreeMap, BTreeSet};

/// Records by their path in the site: every CSV below `data/`, every `.txt` and `.csv` of a draw.
pub type Records = BTreeMap<String, Record>;

/// How a record differs from the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Not logged yet.
    New,
    /// Logged with other bytes.
    Changed,
    /// Logged, and no longer there.
    Gone,
}

/// Every record the log does not have as it stands, by path.
pub fn gaps(book: Option<&Book>, records: &Records) -> BTreeMap<String, Gap> {
    let standing = book.map(Book::standing).unwrap_or_default();
    let mut gaps = BTreeMap::new();
    for (path, record) in records {
        match standing.get(path.as_str()) {
            Some((_, entry)) if entry.is_record() && entry.sha256 == record.sha256 => {}
            Some(_) => drop(gaps.insert(path.clone(), Gap::Changed)),
            None => drop(gaps.insert(path.clone(), Gap::New)),
        }
    }
    for (path, (_, entry)) in standing {
        if entry.is_record() && !records.contains_key(path) {
            gaps.insert(path.to_owned(), Gap::Gone);
        }
    }
    gaps
}

/// Which versions [`publish`] writes down: tables that do not stand in the log as they are. Asked of a path and a hash.
pub fn versions_wanted(book: Option<&Book>) -> impl Fn(&str, &str) -> bool + Sync + use<> {
    let standing = book.map(Book::standing).unwrap_or_default().into_values().map(|(_, entry)| entry);
    let logged: BTreeSet<(String, String)> =
        standing.filter(|entry| entry.is_record()).map(|entry| (entry.path.clone(), entry.sha256.clone())).collect();
    move |path, sha256| path.starts_with("data/") && !logged.contains(&(path.to_owned(), sha256.to_owned()))
}

/// A log that has grown, and the files that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Files to write.
    pub step: Step,
    /// The log afterwards.
    pub book: Book,
    /// Number of new entries.
    pub added: usize,
}

/// Logs every gap; the records hold the bytes of [`versions_wanted`]. None where there is none. Errors: a file of a draw was changed or is gone (MC0811), a table is gone
/// without a withdrawal (MC0812), a withdrawn version would come back (MC0813), the moment lies before the last entry (MC0814).
pub fn publish(book: &Book, records: &Records, time: Time, key: &SigningKey) -> Result<Option<Published>, Report> {
    let (entries, report) = wanted(Some(book), records, time);
    append(book, entries, time, key, report).map(|grown| {
        grown.map(|mut published| {
            for entry in published.book.entries.iter().skip(book.entries.len()) {
                if let Some(bytes) = records[&entry.path].kept.as_ref().filter(|_| entry.path.starts_with("data/")) {
                    published.step.public.insert(version_file(&entry.sha256), bytes.clone());
                }
            }
            published
        })
    })
}

/// Where a version of a table is kept, below `content/`.
pub fn version_file(sha256: &str) -> String {
    format!("log/records/{sha256}.csv")
}

/// What [`publish`] would refuse, found without the key. Out: the number of entries it would append. Errors: as there.
pub fn rehearse(book: Option<&Book>, records: &Records, time: Time) -> Result<usize, Report> {
    let (entries, mut report) = wanted(book, records, time);
    let old = book.map(|book| book.entries.as_slice()).unwrap_or_default();
    report.append(too_early(old, time));
    if !report.has_errors() {
        report.append(unreadable(&[old, &entries].concat()));
    }
    if report.has_errors() { Err(report.sorted()) } else { Ok(entries.len()) }
}

/// The entries that close every gap, and what may not be logged.
fn wanted(book: Option<&Book>, records: &Records, time: Time) -> (Vec<Entry>, Report) {
    let mut report = Report::default();
    let mut entries = Vec::new();
    for (path, gap) in gaps(book, records) {
        let refuse = |code| Diagnostic::error(code, Place::file(&path)).arg("path", &path);
        match gap {
            Gap::Changed | Gap::Gone if path.starts_with("draws/") => report.push(refuse("MC0811")),
            Gap::Gone => report.push(refuse("MC0812")),
            Gap::New | Gap::Changed => {
                let record = &records[&path];
                let action = Action::Record { bytes: record.bytes };
                let entry = Entry { path: path.clone(), sha256: record.sha256.clone(), action, time };
                if book.is_some_and(|book| book.is_withdrawn(&entry)) {
                    report.push(refuse("MC0813"));
                }
                entries.push(entry);
            }
        }
    }
    // A plan is logged before the draws that name it, and how a draw ended before the commitment that replaces it.
    let rank = |entry: &Entry| match entry.path.rsplit('/').next() {
        _ if entry.path.starts_with("data/") => 0,
        Some("commit.txt" | "shortfall.txt") => 2,
        _ => 1,
    };
    entries.sort_by_key(rank);
    (entries, report)
}

/// No entry is older than the one before it.
fn too_early(entries: &[Entry], time: Time) -> Report {
    let mut report = Report::default();
    if let Some(last) = entries.last().filter(|last| time < last.time) {
        let refusal = Diagnostic::error("MC0814", Place::file("content/log/entries.txt"));
        report.push(refusal.arg("last", last.time).arg("time", time));
    }
    report
}

/// Entries that no reader would take.
fn unreadable(entries: &[Entry]) -> Report {
    let mut report = Report::default();
    for fault in read_entries("entries.txt", entries_text(entries).as_bytes()).err().unwrap_or_default() {
        let place = Place { row: u32::try_from(fault.line).unwrap_or(0), ..Place::file("content/log/entries.txt") };
        let diagnostic = Diagnostic::error("MC0801", place).value(&fault.detail);
        report.push(diagnostic.arg("fault_key", format!("fault.{}", fault.code)));
    }
    report
}

/// Takes a version back: an older one, or the present one of a table that is gone. Errors: no such version, or it stands in the
/// site still (MC0815); the moment (MC0814).
pub fn withdraw(
    book: &Book,
    records: &Records,
    (path, sha256, reason): (&str, &str, &str),
    time: Time,
    key: &SigningKey,
) -> Result<Option<Published>, Report> {
    let mut report = Report::default();
    let action = Action::Withdraw { reason: reason.to_owned() };
    let entry = Entry { path: path.to_owned(), sha256: sha256.to_owned(), action, time };
    let known = book.entries.iter().any(|old| old.is_record() && old.path == path && old.sha256 == sha256);
    let stands = records.get(path).is_some_and(|record| record.sha256 == sha256);
    if !known || stands || book.is_withdrawn(&entry) || path.starts_with("draws/") {
        report.push(
            Diagnostic::error("MC0815", Place::file(path))
                .arg("path", path)
                .value(&format!("{}…", &sha256[..sha256.len().min(12)])),
        );
    }
    append(book, vec![entry], time, key, report)
}

fn append(
    book: &Book,
    entries: Vec<Entry>,
    time: Time,
    key: &SigningKey,
    mut report: Report,
) -> Result<Option<Published>, Report> {
    report.append(too_early(&book.entries, time));
    if report.has_errors() {
        return Err(report.sorted());
    }
    let added = entries.len();
    let Some(grown) = book.appended(entries, key) else { return Ok(None) };
    let old = book.to_files();
    let new = grown.to_files();
    report.append(unreadable(&grown.entries));
    if report.has_errors() {
        return Err(report);
    }
    let mut step = Step::default();
    // What the key signed last is remembered apart from content/, which may be restored from a backup.
    step.secret.insert("log/last.txt".to_owned(), new["checkpoint.txt"].clone());
    for (name, bytes) in new {
        if book.entries.is_empty() || old.get(&name) != Some(&bytes) {
            step.public.insert(format!("log/{name}"), bytes);
        }
    }
    Ok(Some(Published { step, book: grown, added }))
}
