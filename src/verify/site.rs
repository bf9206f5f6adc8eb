//! A published folder: every draw by itself, then what draws, plans and results say of each other (protocol section 11, steps 2, 4
//! and 6). In: a [`Reader`]. Out: verdicts in the order of the draws' ids.

use super::across::across;
use super::draw::{check, judge};
use super::results::{exempt, results};
use super::tables::read;
use super::{Options, Reader, Unchecked, Verdict, sums, upload};
use crate::draw::{Examined, Fault, Files, Stage};
use crate::model::{Class, Cycle, DrawId, InspectorId, ObjectId, Period, TaskId};
use rayon::prelude::*;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

/// A draw that was read, with its verdict.
pub(super) type Checked = (Verdict, Option<Arc<Examined>>);

/// What somebody has already found by examining exactly these files of a draw's folder; none: they are examined here.
pub type Known<'a> = dyn Fn(&str, &Files) -> Option<Arc<Examined>> + Sync + 'a;

/// Checks a published folder. Errors: it cannot be read.
pub fn verify_site(reader: &dyn Reader, options: &Options) -> io::Result<Vec<Verdict>> {
    verify_known(reader, options, &|_, _| None)
}

/// [`verify_site`] for whoever has examined some of the draws before, byte by byte the same: a build reads back what it wrote.
/// Errors: the folder cannot be read.
pub fn verify_known(reader: &dyn Reader, options: &Options, known: &Known<'_>) -> io::Result<Vec<Verdict>> {
    let paths = reader.paths()?;
    reader.expect(&paths)?;
    let mut whole = Vec::new();
    if !options.skip_sums {
        match sums::check(reader, &paths)? {
            Some(faults) => whole.extend(faults),
            None => whole.push(Fault::new(sums::SUMS, "file-missing", "")),
        }
    }
    let verdict = |id: &str, files: &Files| match known(id, files) {
        Some(found) => judge(found, options),
        None => check(files, Some(id), options),
    };
    // A folder's bytes are let go once it is examined: those of all draws of a large county are far more than any one.
    let folders: Vec<(&str, Vec<(&str, &str)>)> = folders(&paths).into_iter().collect();
    let draws: Vec<Option<(String, Checked)>> = folders
        .into_par_iter()
        .with_max_len(1)
        .map(|(id, named)| {
            let files = folder(reader, &named)?;
            Ok((!files.is_empty()).then(|| (id.to_owned(), verdict(id, &files))))
        })
        .collect::<io::Result<_>>()?;
    let mut draws: BTreeMap<String, Checked> = draws.into_iter().flatten().collect();
    plans(reader, &mut draws)?;
    between(&mut draws);
    merged(&mut draws);
    whole.extend(results(reader, &paths, &mut draws)?);
    whole.extend(exempt(reader, &paths)?);
    whole.extend(super::log::log(reader, &paths, options, &mut draws)?);
    let mut verdicts: Vec<Verdict> = draws.into_values().map(|(verdict, _)| verdict).collect();
    if !whole.is_empty() {
        let unfinished = if options.skip_sums { None } else { upload::unfinished(reader, &paths, &whole, options)? };
        let mut verdict = Verdict::failed("", whole);
        verdict.unchecked.extend(unfinished.map(|files| Unchecked::new("upload-incomplete", files.to_string())));
        verdicts.insert(0, verdict);
    }
    for verdict in &mut verdicts {
        verdict.unchecked.sort();
        verdict.unchecked.dedup();
    }
    Ok(verdicts)
}

/// The `.txt` and `.csv` files of each folder below `draws/`, by name and path.
fn folders(paths: &[String]) -> BTreeMap<&str, Vec<(&str, &str)>> {
    let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for path in paths.iter().filter(|path| path.ends_with(".txt") || path.ends_with(".csv")) {
        if let Some((folder, name)) = path.strip_prefix("draws/").and_then(|rest| rest.split_once('/')) {
            folders.entry(folder).or_default().push((name, path));
        }
    }
    folders
}

/// The files of one folder. One that a manifest or a log names and nobody finds is missing, and told there.
fn folder(reader: &dyn Reader, named: &[(&str, &str)]) -> io::Result<Files> {
    let bytes = |(name, path): &(&str, &str)| Ok(sums::there(reader, path)?.map(|bytes| ((*name).to_owned(), bytes)));
    let files: Vec<Option<(String, Vec<u8>)>> = named.iter().map(bytes).collect::<io::Result<_>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// What commitment and shortfall say of plan, task and log.
pub(super) struct Terms<'a> {
    pub(super) log: &'a str,
    pub(super) task: &'a TaskId,
    pub(super) class: Class,
    pub(super) period: Period,
    pub(super) plan: &'a (String, String),
    rate: u32,
}

pub(super) fn terms(found: &Examined) -> Terms<'_> {
    match (&found.commit, &found.shortfall) {
        (Some(c), _) => {
            Terms { log: &c.log, task: &c.task, class: c.class, period: c.period, plan: &c.plan, rate: c.rate }
        }
        (None, Some(s)) => {
            Terms { log: &s.log, task: &s.task, class: s.class, period: s.period, plan: &s.plan, rate: s.rate }
        }
        (None, None) => unreachable!("an examined folder holds a commitment or a shortfall"),
    }
}

/// Plan record, task, class, cycle and rate of every draw; one origin for all.
fn plans(reader: &dyn Reader, draws: &mut BTreeMap<String, Checked>) -> io::Result<()> {
    let mut records: BTreeMap<String, Option<Vec<u8>>> = BTreeMap::new();
    let mut origin: Option<String> = None;
    for (verdict, found) in draws.values_mut() {
        let Some(found) = found else { continue };
        let terms = terms(found);
        let record = match records.entry(terms.plan.0.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(sums::there(reader, &terms.plan.0)?),
        };
        let first = origin.get_or_insert_with(|| terms.log.to_owned());
        let mut faults = Vec::new();
        if first != terms.log {
            faults.push(Fault::new("commit.txt", "origin-differs", terms.log));
        }
        faults.extend(plan(&terms, record.as_deref()).err());
        verdict.fail(faults);
    }
    Ok(())
}

fn plan(terms: &Terms<'_>, record: Option<&[u8]>) -> Result<(), Fault> {
    let (path, hash) = terms.plan;
    let bytes = record.ok_or_else(|| Fault::new(path, "file-missing", ""))?;
    if crate::draw::text::sha(bytes) != *hash {
        return Err(Fault::new(path, "hash-differs", ""));
    }
    let rows = read(path, bytes, &["task", "class", "cycle", "rate"])?;
    let fault = |code, detail: &str| Fault::new(path, code, detail);
    let task = rows.iter().find(|row| &row["task"] == terms.task.as_str());
    let task = task.ok_or_else(|| fault("plan-task", terms.task.as_str()))?;
    if &task["class"] != terms.class.as_str() {
        return Err(fault("plan-class", &task["class"]));
    }
    let cycle = if terms.period.quarter.is_some() { Cycle::Quarter } else { Cycle::Year };
    if &task["cycle"] != cycle.as_str() {
        return Err(fault("plan-cycle", &task["cycle"]));
    }
    match task["rate"].parse::<u32>() {
        Ok(rate) if rate <= terms.rate => Ok(()),
        _ => Err(fault("plan-rate", &task["rate"])),
    }
}

/// One draw a task and period, replacements that name a void one, disjoint rosters, earlier periods ended.
fn between(draws: &mut BTreeMap<String, Checked>) {
    let mut faults: Vec<(String, Fault)> = Vec::new();
    let mut unopened: Vec<(String, String)> = Vec::new();
    {
        let known: Vec<(&String, &Examined)> =
            draws.iter().filter_map(|(id, (_, found))| found.as_deref().map(|found| (id, found))).collect();
        for (id, found) in &known {
            let own = terms(found);
            let same = known.iter().filter(|(other, them)| {
                other != id && (terms(them).task, terms(them).period) == (own.task, own.period)
            });
            let voids: BTreeSet<&str> =
                same.clone().filter(|(_, them)| them.stage == Stage::Void).map(|(other, _)| other.as_str()).collect();
            if found.stage != Stage::Void {
                faults.extend(
                    same.filter(|(_, them)| them.stage != Stage::Void)
                        .map(|(other, _)| ((*id).clone(), Fault::new("", "task-period-twice", other.as_str()))),
                );
                faults.extend(disjoint(id, found, &known));
            }
            faults.extend(ended(id, &own, &known));
            let Some(commit) = &found.commit else { continue };
            match &commit.replaces {
                Some(replaced) if !voids.contains(replaced.as_str()) => {
                    faults.push(((*id).clone(), Fault::new("commit.txt", "replaces", replaced.as_str())));
                }
                Some(replaced) => {
                    unopened.extend(unopened_before(replaced, &known).map(|name| ((*id).clone(), name.to_string())));
                }
                None => {}
            }
        }
        faults.extend(chain(&known));
        faults.extend(across(&known));
    }
    for (id, name) in unopened {
        draws.get_mut(&id).expect("a known draw").0.unchecked.push(Unchecked::new("replaces-unopened", name));
    }
    for (id, fault) in faults {
        draws.get_mut(&id).expect("a known draw").0.fail([fault]);
    }
}

/// The void draws that a draw replaces, directly or through others, and that were never opened. A draw voided in between does not
/// wash it off.
fn unopened_before<'a>(
    replaced: &'a DrawId,
    known: &'a [(&String, &Examined)],
) -> impl Iterator<Item = &'a DrawId> + use<'a> {
    let find = |id: &DrawId| known.iter().find(|(other, _)| other.as_str() == id.as_str()).map(|(_, found)| *found);
    let before = move |id: &&'a DrawId| find(id)?.commit.as_ref()?.replaces.as_ref();
    let is_unopened =
        move |id: &&DrawId| find(id).and_then(|found| found.void.as_ref()).is_some_and(|void| !void.missing.is_empty());
    // A circle of replacements fails elsewhere; here it only must end.
    std::iter::successors(Some(replaced), before).take(known.len()).filter(is_unopened)
}

/// Of the draws of one task and period, all but one replace another, and no two the same.
fn chain(known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let mut first: BTreeMap<(&TaskId, Period, Option<&DrawId>), &String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, found) in known {
        let own = terms(found);
        let replaces = found.commit.as_ref().and_then(|commit| commit.replaces.as_ref());
        let key = (own.task, own.period, replaces);
        match first.get(&key) {
            // A shortfall has no line to name what it replaces.
            Some(_) if found.shortfall.is_some() => {}
            Some(other) => faults.push(((*id).clone(), Fault::new("commit.txt", "replaces-not", other.as_str()))),
            None => {
                first.insert(key, id);
            }
        }
    }
    faults
}

/// Rosters of other tasks of the same class and period share no object.
fn disjoint(id: &str, found: &Examined, known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let own = terms(found);
    let others = known.iter().filter(|(_, them)| {
        let theirs = terms(them);
        them.stage != Stage::Void && theirs.task != own.task && (theirs.class, theirs.period) == (own.class, own.period)
    });
    others
        .filter_map(|(other, them)| {
            let ids: BTreeSet<&ObjectId> = them.roster.iter().map(|row| &row.id).collect();
            let shared = found.roster.iter().find(|row| ids.contains(&row.id))?;
            Some((id.to_owned(), Fault::new("roster.csv", "rosters-overlap", format!("{} {other}", shared.id))))
        })
        .collect()
}

/// A draw of the class for an earlier period of the year that has not ended yet had not ended at this commitment.
fn ended(id: &str, own: &Terms<'_>, known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let earlier = known.iter().filter(|(_, them)| {
        let theirs = terms(them);
        theirs.class == own.class
            && theirs.period.year == own.period.year
            && theirs.period.first_day() < own.period.first_day()
            && matches!(them.stage, Stage::Committed | Stage::Sealed)
    });
    earlier.map(|(other, _)| (id.to_owned(), Fault::new("", "earlier-open", other.as_str()))).collect()
}

/// Merged visits take the team of the draw they name.
fn merged(draws: &mut BTreeMap<String, Checked>) {
    let mut faults: Vec<(String, Fault)> = Vec::new();
    let mut open: Vec<(String, String)> = Vec::new();
    for (id, (_, found)) in draws.iter() {
        let Some(found) = found else { continue };
        for row in found.substitutions.iter().filter(|row| row.ground == "merged-visit") {
            let other = draws.get(&row.evidence).and_then(|(_, other)| other.as_ref());
            let name = format!("{} {}", row.object, row.evidence);
            if other.is_some_and(|other| is_merged(other, &row.object)) {
                faults.push((id.clone(), Fault::new("substitutions.csv", "merged-round", name)));
                continue;
            }
            match other.map(|other| team_of(other, &row.object, terms(found).period)) {
                Some(Team::Known(team)) => {
                    let slot = usize::try_from(row.slot).unwrap_or(usize::MAX);
                    if team.get(slot).and_then(Option::as_ref) != row.to.as_ref() {
                        faults.push((id.clone(), Fault::new("substitutions.csv", "substitution-not-next", name)));
                    }
                }
                Some(Team::Secret) => open.push((id.clone(), name)),
                Some(Team::None) | None => {
                    faults.push((id.clone(), Fault::new("substitutions.csv", "merged-draw", name)));
                }
            }
        }
    }
    for (id, name) in open {
        draws.get_mut(&id).expect("a known draw").0.unchecked.push(Unchecked::new("merged", name));
    }
    for (id, fault) in faults {
        draws.get_mut(&id).expect("a known draw").0.fail([fault]);
    }
}

/// Whether the visit of an object is itself merged into another draw's. Merged visits that name each other, or a draw that names
/// itself, would let any team pass.
fn is_merged(found: &Examined, object: &ObjectId) -> bool {
    found.substitutions.iter().any(|row| row.ground == "merged-visit" && row.object == *object)
}

enum Team<'a> {
    Known(&'a [Option<InspectorId>]),
    Secret,
    None,
}

fn team_of<'a>(found: &'a Examined, object: &ObjectId, period: Period) -> Team<'a> {
    let at = found.drawn.iter().position(|row| row.id == *object);
    match (found.stage, at.and_then(|at| found.final_teams.get(at))) {
        _ if terms(found).period != period => Team::None,
        (Stage::Sealed, _) => Team::Secret,
        (Stage::Revealed | Stage::Lost, Some(team)) => Team::Known(team),
        _ => Team::None,
    }
}
