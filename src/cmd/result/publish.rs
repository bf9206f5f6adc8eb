//! `result publish`: what is determined becomes public now. In: a draw or `exempt`, perhaps objects. Out: 公开时间 in the rows, when each was
//! due and which are late.

use super::add::remarks;
use super::work::{Work, cell, due_words, named, without_mark};
use crate::cli::PublishResultsArgs;
use crate::cmd::desk::{Desk, Done};
use crate::diag::{Diagnostic, Place, Report};
use crate::load::{Edit, Record};
use crate::model::{Finding, RuleState, parse_day, write_minute};
use crate::results::draft::{Draft, Shelf};
use crate::results::target::{Candidate, only};
use crate::results::waiting::moved_of;
use crate::steps::Step;
use std::collections::{BTreeMap, BTreeSet};

/// The word that stands for visits outside the draws.
pub(super) const EXEMPT: &str = "exempt";
const EXEMPT_TABLE: &str = "events/exempt.csv";

pub(super) fn publish(desk: &Desk<'_>, args: &PublishResultsArgs) -> Done {
    if args.draw == EXEMPT {
        return outside(desk, args);
    }
    let work = Work::open(desk, &args.draw, args.moment.at.as_deref())?;
    let chosen = chosen(&work, &args.objects).map_err(|report| desk.refused(report, &work.county))?;
    if chosen.is_empty() {
        return Ok(work.tell("publish.nothing", &[("draw", work.folder.id.as_str())]) + &undetermined(&work, &chosen));
    }
    let step = step(&work, &chosen)?;
    let checked = work.checked(&step)?;
    desk.apply(&step)?;
    let draw = work.folder.id.as_str();
    let count = chosen.len().to_string();
    let at = write_minute(work.county.moment);
    let mut out = work.tell("publish.done", &[("draw", draw), ("count", &count), ("at", &at)]);
    for candidate in work.drawn.iter().filter(|candidate| chosen.contains(candidate.id.as_str())) {
        let Some(row) = work.visit(candidate) else { continue };
        let subject = format!("{draw}/{}", candidate.id);
        out.push_str(&line(desk, &checked, &candidate.said(), &subject, cell(&row, "determined")));
        out.push_str(&remarks(desk, &checked, &subject));
    }
    out.push_str(&undetermined(&work, &chosen));
    Ok(out + &work.tell("publish.next", &[]))
}

/// Objects whose result can be published, or those that were named; every reason why a named one cannot.
fn chosen(work: &Work<'_, '_>, named: &[String]) -> Result<BTreeSet<String>, Report> {
    let draw = work.folder.id.as_str();
    let mut faults = Report::default();
    let mut chosen = BTreeSet::new();
    let mut candidates: Vec<&Candidate> = Vec::new();
    for text in named {
        match only(&work.drawn, text, Some(draw)) {
            Ok(candidate) => candidates.push(candidate),
            Err(fault) => faults.push(*fault),
        }
    }
    if named.is_empty() {
        candidates = work.drawn.iter().collect();
    }
    for candidate in candidates {
        match hindrance(work, candidate) {
            None => drop(chosen.insert(candidate.id.to_string())),
            Some(code) if !named.is_empty() => {
                let fault = Diagnostic::error(code, Place::file("OBJECT")).value(candidate.id.as_str());
                faults.push(fault.arg("object", candidate.said()).arg("draw", draw).arg("id", &candidate.id));
            }
            Some(_) => {}
        }
    }
    if faults.has_errors() { Err(faults) } else { Ok(chosen) }
}

/// Why a result cannot be published now.
fn hindrance(work: &Work<'_, '_>, candidate: &Candidate) -> Option<&'static str> {
    let Some(row) = work.visit(candidate) else { return Some("MC1072") };
    if !candidate.open {
        return Some("MC1075");
    }
    let filled = |column| !cell(&row, column).is_empty();
    match (filled("published_at"), filled("determined"), filled("result") || filled("withheld")) {
        (true, ..) => Some("MC1074"),
        (_, true, true) => None,
        _ => Some("MC1073"),
    }
}

/// Moves what waited and is public now, and writes the moment into the rows.
fn step(work: &Work<'_, '_>, chosen: &BTreeSet<String>) -> Result<Step, crate::cmd::desk::Stop> {
    let year = work.record().period.year;
    let refused = |report| work.desk.refused(report, &work.county);
    let moved = moved_of(&work.folder, year, &|path| work.text(path), &|id| chosen.contains(id)).map_err(refused)?;
    let text = |path: &str| match moved.step.public.get(path) {
        Some(bytes) => without_mark(bytes),
        None => work.text(path),
    };
    let mut draft = Draft::new(&text);
    let shelf = Shelf { draw: work.folder.id.clone(), year, waits: false };
    let at = write_minute(work.county.moment);
    draft.edit(&shelf.path(0), |row| {
        let mine = cell(row, "draw") == work.folder.id.as_str() && chosen.contains(cell(row, "object"));
        if mine { Edit::Change(Record::from([("published_at", at.clone())])) } else { Edit::Keep }
    });
    let last = draft.step().map_err(refused)?;
    let mut step = moved.step.clone();
    step.public.extend(last.public);
    Ok(step)
}

/// When a result was due, and whether it is in time, as the rule R37 finds.
fn line(desk: &Desk<'_>, county: &crate::cmd::desk::County, said: &str, subject: &str, determined: &str) -> String {
    let late =
        |finding: &&Finding| finding.rule == "R37" && finding.subject == subject && finding.state == RuleState::Late;
    let late = county.site.findings.iter().any(|finding| late(&finding));
    let due = parse_day(determined).map(|day| due_words(desk, county, day)).unwrap_or_default();
    let key = if late { "result.publish.late" } else { "result.publish.line" };
    desk.tell(key, &[("object", said), ("determined", determined), ("due", &due), ("subject", subject)])
}

/// What is left of the draw: entered and not determined, not entered.
fn undetermined(work: &Work<'_, '_>, chosen: &BTreeSet<String>) -> String {
    let mut left: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for candidate in work.drawn.iter().filter(|candidate| !chosen.contains(candidate.id.as_str())) {
        match hindrance(work, candidate) {
            Some("MC1073") => left.entry("publish.undetermined").or_default().push(candidate.said()),
            Some("MC1072") if candidate.open => left.entry("publish.missing").or_default().push(candidate.said()),
            _ => {}
        }
    }
    let mut out = String::new();
    for (key, objects) in left {
        let (count, names) = (objects.len().to_string(), objects.join("、"));
        out.push_str(&work.tell(key, &[("count", &count), ("objects", &names), ("draw", work.folder.id.as_str())]));
    }
    out
}

/// Visits outside the draws.
fn outside(desk: &Desk<'_>, args: &PublishResultsArgs) -> Done {
    let county = desk.county(args.moment.at.as_deref())?;
    let mut faults = Report::default();
    let ready = |visit: &crate::model::ExemptVisit| {
        visit.published_at.is_none()
            && visit.determined.is_some()
            && (visit.result.is_some() || visit.withheld.is_some())
    };
    let mut chosen: BTreeSet<&str> = BTreeSet::new();
    for id in &args.objects {
        let found = county.site.exempt.iter().find(|visit| visit.id == *id);
        let code = match found {
            None => "MC1072",
            Some(visit) if ready(visit) => {
                chosen.insert(&visit.id);
                continue;
            }
            Some(visit) if visit.published_at.is_some() => "MC1074",
            Some(_) => "MC1073",
        };
        let fault = Diagnostic::error(code, Place::file("OBJECT")).value(id);
        faults.push(fault.arg("object", id).arg("draw", EXEMPT).arg("id", id));
    }
    if faults.has_errors() {
        return Err(desk.refused(faults, &county));
    }
    if args.objects.is_empty() {
        chosen = county.site.exempt.iter().filter(|visit| ready(visit)).map(|visit| visit.id.as_str()).collect();
    }
    if chosen.is_empty() {
        return Ok(desk.tell("result.publish.nothing-outside", &[]));
    }
    let text = |path: &str| county.text(path).map(|text| text.to_string());
    let mut draft = Draft::new(&text);
    let at = write_minute(county.moment);
    draft.edit(EXEMPT_TABLE, |row| match chosen.contains(cell(row, "id")) {
        true => Edit::Change(Record::from([("published_at", at.clone())])),
        false => Edit::Keep,
    });
    let step = draft.step().map_err(|report| desk.refused(report, &county))?;
    let checked = desk.county_with(&step.public, county.moment)?;
    desk.apply(&step)?;
    let count = chosen.len().to_string();
    let mut out = desk.tell("result.publish.done-outside", &[("count", &count), ("at", &at)]);
    for visit in county.site.exempt.iter().filter(|visit| chosen.contains(visit.id.as_str())) {
        let said = format!("{} {}", visit.id, named(&county, &visit.object));
        let determined = visit.determined.map(|day| day.to_string()).unwrap_or_default();
        out.push_str(&line(desk, &checked, &said, &visit.id, &determined));
    }
    Ok(out + &desk.tell("result.publish.next", &[]))
}
