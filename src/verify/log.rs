//! The log of a published folder (protocol section 11, step 1, and what step 2 asks of it). In: a [`Reader`], the draws that were
//! examined. Out: the log, faults of the folder as a whole, and what each draw's entries prove.

use super::site::{Checked, Terms, terms};
use super::sums::{differs, there};
use super::{Options, Reader, Unchecked, Verdict};
use crate::draw::{Examined, Fault, Stage};
use crate::log::{Action, Book, Entry, LogFiles, Sightings, is_record};
use crate::model::{Class, Period, TaskId};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;

/// Where the entries stand; without this file there is no log.
const ENTRIES: &str = "log/entries.txt";

/// A log, or every broken rule, each with its file.
pub type Read = Result<Book, Vec<Fault>>;

/// Whether a file stands only where there is a log (section 10): without entries it is what is left of one.
fn is_of_log(path: &str) -> bool {
    path.starts_with("log/") && (path.ends_with(".txt") || path.ends_with(".csv"))
}

/// Reads the log alone. None where the folder has none. Errors: a file of it cannot be read, which says nothing about the log.
pub fn read_log(reader: &dyn Reader, paths: &[String], options: &Options) -> io::Result<Option<Read>> {
    if !paths.iter().any(|path| path == ENTRIES) {
        return Ok(None);
    }
    let own: Vec<String> =
        paths.iter().filter(|path| path.starts_with("log/") && path.ends_with(".txt")).cloned().collect();
    reader.expect(&own)?;
    let mut files = LogFiles::new();
    for path in &own {
        if let Some(bytes) = there(reader, path)? {
            files.insert(path["log/".len()..].to_owned(), bytes);
        }
    }
    let fault = |f: crate::log::LogFault| Fault::at(&format!("log/{}", f.file), f.line, f.code, f.detail);
    let book = Book::read(&files, options.log_key.as_ref());
    Ok(Some(book.map_err(|found| found.into_iter().map(fault).collect())))
}

/// Checks the log against the folder and the draws against the log. Out: faults of the folder as a whole. Errors: a file cannot
/// be read.
pub(super) fn log(
    reader: &dyn Reader,
    paths: &[String],
    options: &Options,
    draws: &mut BTreeMap<String, Checked>,
) -> io::Result<Vec<Fault>> {
    let book = match read_log(reader, paths, options)? {
        None if options.log_key.is_some() || !options.heads.is_empty() || paths.iter().any(|path| is_of_log(path)) => {
            return Ok(vec![Fault::new(ENTRIES, "file-missing", "")]);
        }
        None => return Ok(Vec::new()),
        Some(Err(faults)) => return Ok(faults),
        Some(Ok(book)) => book,
    };
    let mut whole = records(reader, paths, &book)?;
    for head in options.heads.iter().filter(|head| !book.extends(head)) {
        whole.push(Fault::new("log/checkpoint.txt", "log-head-differs", head.to_line()));
    }
    if let Some((_, Some(found))) = draws.values().next()
        && terms(found).log != book.key.name
    {
        whole.push(Fault::new("log/checkpoint.txt", "origin-differs", &book.key.name));
    }
    let standing = book.standing();
    let sightings = book.sightings(&options.witnesses);
    for (id, (verdict, found)) in draws.iter_mut() {
        let Some(found) = found else { continue };
        verdict.unchecked.retain(|unchecked| unchecked.code != "log");
        if options.log_key.is_none() {
            verdict.unchecked.push(Unchecked::new("log-key", &book.key.name));
        }
        let faults = dates(id, found, (&book, &standing, &sightings), options, verdict);
        verdict.fail(faults);
    }
    let faults: Vec<(String, Fault)> = order(draws, &standing).into_iter().chain(merged(draws, &standing)).collect();
    for (id, fault) in faults {
        draws.get_mut(&id).expect("a known draw").0.fail([fault]);
    }
    Ok(whole)
}

/// Files against entries, both ways; older versions at their place.
fn records(reader: &dyn Reader, paths: &[String], book: &Book) -> io::Result<Vec<Fault>> {
    let standing = book.standing();
    let is_there = |path: &str| paths.binary_search_by(|other| other.as_str().cmp(path)).is_ok();
    let same = |path: &str, entry: &Entry, code: &'static str| -> io::Result<Option<Fault>> {
        // What can be read but is not listed hides behind a link: no draw was examined there.
        let bytes = if is_there(path) { there(reader, path)? } else { None };
        let Some(bytes) = bytes else { return Ok(Some(Fault::new(path, "log-record-gone", ""))) };
        let lies = matches!(entry.action, Action::Record { bytes: said } if u64::try_from(bytes.len()) != Ok(said));
        Ok(differs(path, &bytes, &entry.sha256, code).or_else(|| lies.then(|| Fault::new(path, code, ""))))
    };
    let entries: Vec<(&&str, &(usize, &Entry))> = standing.iter().collect();
    let found: Vec<Option<Fault>> = entries
        .par_iter()
        .map(|(path, (_, entry))| match entry.is_record() {
            true => same(path, entry, "log-record-differs"),
            false if is_there(path) => Ok(Some(Fault::new(path, "log-record-withdrawn", ""))),
            false => Ok(None),
        })
        .collect::<io::Result<_>>()?;
    let mut faults: Vec<Fault> = found.into_iter().flatten().collect();
    let unlogged = paths.iter().filter(|path| is_record(path) && !standing.contains_key(path.as_str()));
    faults.extend(unlogged.map(|path| Fault::new(path, "log-unlogged", "")));
    let older = book.older();
    let version =
        |(hash, at): (&&str, &usize)| same(&format!("log/records/{hash}.csv"), &book.entries[*at], "log-older");
    let found: Vec<Option<Fault>> = older.par_iter().map(version).collect::<io::Result<_>>()?;
    faults.extend(found.into_iter().flatten());
    for path in paths.iter().filter(|path| path.starts_with("log/records/")) {
        let hash = path.trim_start_matches("log/records/").trim_end_matches(".csv");
        if !older.contains_key(hash) && path.ends_with(".csv") {
            faults.push(Fault::new(path, "log-withdrawn-there", ""));
        }
    }
    faults.sort();
    Ok(faults)
}

/// The file whose entry is the beginning of a draw.
fn begun_by(found: &Examined) -> &'static str {
    if found.shortfall.is_some() { "shortfall.txt" } else { "commit.txt" }
}

/// That the plan was logged first, when commitment and seal were logged, and whether a witness saw the commitment before its
/// beacon.
fn dates(
    id: &str,
    found: &Examined,
    (book, standing, sightings): (&Book, &BTreeMap<&str, (usize, &Entry)>, &Sightings),
    options: &Options,
    verdict: &mut Verdict,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let entry = |name: &str| standing.get(format!("draws/{id}/{name}").as_str()).copied();
    let is_before = |plan: &(String, String), at: usize| {
        book.entries[..at].iter().any(|old| old.is_record() && old.path == plan.0 && old.sha256 == plan.1)
    };
    if let (Some(shortfall), Some((at, _))) = (&found.shortfall, entry("shortfall.txt"))
        && !is_before(&shortfall.plan, at)
    {
        faults.push(Fault::new("shortfall.txt", "log-plan-later", shortfall.plan.0.as_str()));
    }
    let Some(commit) = &found.commit else { return faults };
    let times = || commit.beacons.iter().map(|beacon| beacon.time);
    let (first, last) = (times().min().expect("a commitment has a beacon"), times().max().expect("the same"));
    let Some((at, logged)) = entry("commit.txt") else { return faults };
    if logged.time >= first {
        faults.push(Fault::new("commit.txt", "log-commit-late", crate::model::write_time(logged.time)));
    }
    if let Some((_, seal)) = entry("seal.txt") {
        let code = match seal.time {
            time if time < last => Some("log-seal-early"),
            time if time > commit.seal_by => Some("log-seal-late"),
            _ => None,
        };
        faults.extend(code.map(|code| Fault::new("seal.txt", code, crate::model::write_time(seal.time))));
    }
    if found.void.as_ref().is_some_and(|void| !void.after_beacon)
        && let Some((_, void)) = entry("void.txt").filter(|(_, void)| void.time >= last)
    {
        verdict.unchecked.push(Unchecked::new("void-stage", crate::model::write_time(void.time)));
    }
    if !is_before(&commit.plan, at) {
        faults.push(Fault::new("commit.txt", "log-plan-later", commit.plan.0.as_str()));
    }
    let seen = sightings.of_entry(at).into_iter().filter(|sighting| sighting.time < first);
    verdict.witnessed = seen.map(|sighting| (sighting.witness.clone(), sighting.time)).collect();
    match options.witnesses.is_empty() {
        true => verdict.unchecked.push(Unchecked::new("date", "")),
        false if verdict.witnessed.is_empty() => verdict.unchecked.push(Unchecked::new("date-late", "")),
        false => {}
    }
    faults
}

/// A merged visit takes the team of the draw that was sealed first (protocol section 7).
fn merged(draws: &BTreeMap<String, Checked>, standing: &BTreeMap<&str, (usize, &Entry)>) -> Vec<(String, Fault)> {
    let sealed = |id: &str| standing.get(format!("draws/{id}/seal.txt").as_str()).map(|(_, entry)| entry.time);
    let mut faults = Vec::new();
    for (id, (_, found)) in draws {
        for row in found.iter().flat_map(|found| &found.substitutions) {
            let later = sealed(&row.evidence).zip(sealed(id)).is_some_and(|(theirs, own)| theirs > own);
            if row.ground == "merged-visit" && row.slot == 0 && later {
                let detail = format!("{} {}", row.object, row.evidence);
                faults.push((id.clone(), Fault::new("substitutions.csv", "log-merged-later", detail)));
            }
        }
    }
    faults
}

/// What must have ended before a commitment or shortfall is logged: those of its task and period, by a void; those of its class
/// for an earlier period of the year, in any way.
fn order(draws: &BTreeMap<String, Checked>, standing: &BTreeMap<&str, (usize, &Entry)>) -> Vec<(String, Fault)> {
    struct Line<'a> {
        id: &'a str,
        file: &'static str,
        task: &'a TaskId,
        class: Class,
        period: Period,
        replaces: Option<&'a str>,
        begun: usize,
        void: Option<usize>,
        ended: Option<usize>,
    }
    let mut lines = Vec::new();
    for (id, (_, found)) in draws {
        let Some(found) = found.as_deref() else { continue };
        let at = |name: &str| standing.get(format!("draws/{id}/{name}").as_str()).map(|(at, _)| *at);
        let Terms { task, class, period, .. } = terms(found);
        let replaces = found.commit.as_ref().and_then(|commit| commit.replaces.as_ref()).map(|id| id.as_str());
        let Some(begun) = at(begun_by(found)) else { continue };
        let ended = match found.stage {
            Stage::Committed | Stage::Sealed => None,
            _ => ["seed.txt", "void.txt", "lost.txt", "shortfall.txt"].iter().find_map(|name| at(name)),
        };
        lines.push(Line {
            id,
            file: begun_by(found),
            task,
            class,
            period,
            replaces,
            begun,
            void: at("void.txt"),
            ended,
        });
    }
    let mut faults = Vec::new();
    for line in &lines {
        let mut fault = |code, detail: &str| faults.push((line.id.to_owned(), Fault::new(line.file, code, detail)));
        let before = |other: &&Line<'_>| other.id != line.id && other.begun < line.begun;
        let same: Vec<&Line<'_>> =
            lines.iter().filter(before).filter(|o| (o.task, o.period) == (line.task, line.period)).collect();
        for other in same.iter().filter(|other| other.void.is_none_or(|void| void > line.begun)) {
            fault("log-second-draw", other.id);
        }
        let last = same.iter().max_by_key(|other| other.begun).map(|other| other.id);
        // A shortfall has no line to name what it replaces.
        if line.file == "commit.txt" && line.replaces != last {
            fault("log-replaces", last.unwrap_or(""));
        }
        let earlier =
            |o: &&Line<'_>| o.class == line.class && o.period.year == line.period.year && o.period < line.period;
        for other in lines.iter().filter(before).filter(earlier) {
            if other.ended.is_none_or(|ended| ended > line.begun) {
                fault("log-earlier-open", other.id);
            }
        }
    }
    faults
}
