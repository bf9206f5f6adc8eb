//! `result add`: one visit. In: arguments or answers. Out: rows of the tables of results, or of those that wait for the reveal.

use super::questions;
use super::work::{Work, cell, due_words, method_word};
use crate::cli::AddArgs;
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::diag::{Diagnostic, Place, Report};
use crate::load::{Edit, Record};
use crate::model::{Finding, Phrase, RuleState, Status, parse_day};
use crate::results::draft::{Draft, Shelf};
use crate::results::said::{Entry, Frame, Said, cells_faults, option};
use crate::results::target::{Candidate, items, one};
use std::collections::BTreeMap;
use std::io::IsTerminal;

/// 正常, 停产, 关闭.
const STATUS: [&str; 3] = ["正常", "停产", "关闭"];

/// What the registry is told of an object that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Closure {
    /// 停产 or 关闭.
    pub(super) status: String,
    /// The document.
    pub(super) evidence: String,
}

pub(super) fn add(desk: &Desk<'_>, args: &AddArgs) -> Done {
    let work = Work::open(desk, &args.draw, args.moment.at.as_deref())?;
    let object = work.object(args.object.as_deref())?;
    let shelf = work.shelf(object);
    let refused = |report| desk.refused(report, &work.county);
    standing(&work, object, args.replace).map_err(refused)?;
    let mut said = given(&work, args);
    let mut closure = closure(args);
    let nothing = [&args.visited, &args.phrase, &args.withheld, &args.papers].iter().all(|given| given.is_none());
    let asks = (nothing && args.answers.is_empty() && !args.rest) || std::io::stdin().is_terminal();
    let phrases = &work.county.site.config.rules.extra_phrases;
    if asks {
        let faults = cells_faults("results/YYYY.csv", &said.cells, phrases, work.county.moment.date());
        if faults.has_errors() {
            return Err(refused(faults));
        }
        questions::visit(&work, object, &mut said, &mut closure)?;
    }
    let day = said.cells.get("visited").and_then(|text| parse_day(text)).unwrap_or(work.county.moment.date());
    let applying = items(&work.county.site, work.record(), &object.id, day);
    let frame = Frame {
        draw: &work.folder.id,
        sealed: work.record().times.sealed,
        object: &object.id,
        moment: work.county.moment,
        phrases,
        items: &applying,
    };
    let mut faults = closure_faults(&work, object, closure.as_ref(), said.phrase(phrases).as_ref());
    let entry = match said.entry(&frame) {
        Ok(entry) if !faults.has_errors() => entry,
        Ok(_) => return Err(refused(faults)),
        Err(report) => {
            faults.append(report);
            return Err(refused(faults));
        }
    };
    let put = |draft: &mut Draft<'_>, entry: &Entry| {
        enter(draft, &shelf, entry, object);
        if let Some(closure) = &closure {
            close(draft, &work.county, object, closure, &day.to_string());
        }
    };
    let step = work.step(|draft| put(draft, &entry))?;
    let as_published = work.step(|draft| put(draft, &entry.as_published(work.county.moment)))?;
    let checked = work.checked(&as_published)?;
    if asks && !questions::confirm(&work, object, &entry)? {
        return Err(desk.finding("result.not-written", &[]));
    }
    desk.apply(&step)?;
    Ok(told(&work, object, &shelf, &entry, &checked, closure.as_ref()))
}

/// Whether a visit may be entered: none stands there yet, or one that is not published and is replaced on purpose.
fn standing(work: &Work<'_, '_>, object: &Candidate, replace: bool) -> Result<(), Report> {
    let Some(row) = work.visit(object) else { return Ok(()) };
    let code = match (cell(&row, "published_at").is_empty(), replace) {
        (true, true) => return Ok(()),
        (true, false) => "MC1065",
        (false, _) => "MC1066",
    };
    let fault = Diagnostic::error(code, Place::file(&work.shelf(object).path(0))).value(object.id.as_str());
    Err(one(fault.arg("draw", &work.folder.id).arg("object", &object.id).arg("name", &object.name)))
}

/// What the arguments say.
fn given(work: &Work<'_, '_>, args: &AddArgs) -> Said {
    let mut cells = BTreeMap::new();
    for (column, value) in [
        ("visited", &args.visited),
        ("method", &args.method),
        ("result", &args.phrase),
        ("withheld", &args.withheld),
        ("determined", &args.determined),
        ("agency", &args.agency),
        ("penalty", &args.penalty),
        ("penalty_date", &args.penalty_date),
        ("fine", &args.fine),
        ("transferred", &args.transferred),
    ] {
        if let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) {
            cells.insert(column, value.to_owned());
        }
    }
    let task = task(work);
    if let (None, Some([only])) = (cells.get("method"), task.map(|task| task.methods.as_slice())) {
        cells.insert("method", method_word(*only).to_owned());
    }
    cells.entry("agency").or_insert_with(|| agency(work));
    Said { cells, answers: args.answers.clone(), rest: args.rest, papers: args.papers.clone() }
}

/// The task of the draw in the plan it was drawn under.
pub(super) fn task<'w>(work: &'w Work<'_, '_>) -> Option<&'w crate::model::Task> {
    let (record, site) = (work.record(), &work.county.site);
    let plan = site.plans.iter().find(|plan| plan.record_path() == record.plan.0)?;
    plan.tasks.iter().find(|task| task.id == record.task)
}

/// The bureau, in a joint task with its partner.
fn agency(work: &Work<'_, '_>) -> String {
    let bureau = &work.county.site.config.bureau.name;
    match task(work).and_then(|task| task.partner.as_deref()).filter(|partner| !partner.is_empty()) {
        Some(partner) => format!("{bureau}、{partner}"),
        None => bureau.clone(),
    }
}

fn closure(args: &AddArgs) -> Option<Closure> {
    let status = args.status.clone()?;
    Some(Closure { status, evidence: args.evidence.clone().unwrap_or_default() })
}

/// A registry's change is public: it may follow a visit only where that is public, and only from the phrase that says so.
fn closure_faults(
    work: &Work<'_, '_>,
    object: &Candidate,
    closure: Option<&Closure>,
    phrase: Option<&Phrase>,
) -> Report {
    let mut faults = Report::default();
    let Some(closure) = closure else { return faults };
    if !STATUS[1..].contains(&closure.status.as_str()) {
        faults.push(Diagnostic::error("MC1068", option("status")).value(&closure.status));
    }
    if !object.open {
        faults.push(Diagnostic::error("MC1067", option("status")).arg("draw", &work.folder.id));
    }
    if phrase.is_some_and(|phrase| *phrase != Phrase::Inactive) {
        faults.push(Diagnostic::error("MC1069", option("status")).value(&closure.status));
    }
    faults
}

/// Puts the rows of a visit into its tables, in place of those that stood there.
fn enter(draft: &mut Draft<'_>, shelf: &Shelf, entry: &Entry, object: &Candidate) {
    let papers: Vec<Record> = entry.papers.iter().cloned().collect();
    for (part, rows) in [std::slice::from_ref(&entry.visit), &entry.items, &papers].into_iter().enumerate() {
        let shelves = [shelf.path(part), Shelf { waits: true, ..shelf.clone() }.path(part)];
        for path in shelves {
            draft.edit(&path, |row| {
                let mine = cell(row, "draw") == shelf.draw.as_str() && cell(row, "object") == object.id.as_str();
                if mine { Edit::Drop } else { Edit::Keep }
            });
        }
        draft.add(&shelf.path(part), rows);
    }
}

/// Puts a closure into the registry, with its dated change.
fn close(draft: &mut Draft<'_>, county: &County, object: &Candidate, closure: &Closure, day: &str) {
    let old = county.site.objects.get(&object.id).map_or(STATUS[0], |known| match known.status {
        Status::Active => STATUS[0],
        Status::Suspended => STATUS[1],
        Status::Closed => STATUS[2],
    });
    draft.edit("registry/objects.csv", |row| match cell(row, "id") == object.id.as_str() {
        true => Edit::Change(Record::from([("status", closure.status.clone())])),
        false => Edit::Keep,
    });
    let row = Record::from([
        ("date", day.to_owned()),
        ("recorded", county.moment.date().to_string()),
        ("subject", object.id.to_string()),
        ("field", "status".to_owned()),
        ("old", old.to_owned()),
        ("new", closure.status.clone()),
        ("reason", Phrase::Inactive.zh().to_owned()),
        ("evidence", closure.evidence.clone()),
    ]);
    draft.add("registry/changes.csv", &[row]);
}

/// What is said when it is written: the row, what is due, what the rules remark, what comes next.
fn told(
    work: &Work<'_, '_>,
    object: &Candidate,
    shelf: &Shelf,
    entry: &Entry,
    checked: &County,
    closure: Option<&Closure>,
) -> String {
    let said = object.said();
    let (draw, id) = (work.folder.id.as_str(), object.id.as_str());
    let visit = |column| cell(&entry.visit, column);
    let outcome = if visit("result").is_empty() {
        work.desk.words().fill("result.withheld", [("ground", visit("withheld"))])
    } else {
        visit("result").to_owned()
    };
    let place = if shelf.waits { shelf.path(0) } else { format!("content/{}", shelf.path(0)) };
    let count = entry.items.len().to_string();
    let args = [
        ("object", said.as_str()),
        ("day", visit("visited")),
        ("method", visit("method")),
        ("outcome", &outcome),
        ("items", &count),
        ("path", &place),
        ("draw", draw),
        ("id", id),
    ];
    let mut out = work.tell("add.done", &args);
    if let Some(closure) = closure {
        out.push_str(&work.tell("add.closed", &[("object", &said), ("status", &closure.status)]));
    }
    out.push_str(&remarks(work.desk, checked, &format!("{draw}/{id}")));
    let determined = parse_day(visit("determined"));
    let due = determined.map(|day| due_words(work.desk, &work.county, day)).unwrap_or_default();
    let args = [("draw", draw), ("id", id), ("day", visit("determined")), ("due", &due)];
    out.push_str(&match (shelf.waits, determined) {
        (true, _) => work.tell("add.waits", &args),
        (false, None) => work.tell("add.undetermined", &args),
        (false, Some(_)) => work.tell("add.publish", &args),
    });
    if !shelf.waits && !visit("penalty").is_empty() {
        let args = [("id", id), ("day", visit("penalty_date")), ("document", visit("penalty"))];
        out.push_str(&work.tell("add.penalty", &args));
    }
    if visit("result") == Phrase::Inactive.zh() && closure.is_none() {
        let key = if shelf.waits { "add.inactive-waits" } else { "add.inactive" };
        out.push_str(&work.tell(key, &[("draw", draw), ("id", id)]));
    }
    out
}

/// What the rules remark on a visit, as the public will read it. Steps of follow-up and grounds of withholding are no remarks of its entry.
pub(super) fn remarks(desk: &Desk<'_>, county: &County, subject: &str) -> String {
    new_remarks(desk, county, None, subject)
}

/// The same without what was remarked `before` already.
pub(super) fn new_remarks(desk: &Desk<'_>, county: &County, before: Option<&County>, subject: &str) -> String {
    let loud = |finding: &&Finding| {
        finding.subject == subject
            && !before.is_some_and(|before| before.site.findings.iter().any(|known| same(known, finding)))
            && !matches!(finding.rule, "R38" | "R41")
            && matches!(finding.state, RuleState::Broken | RuleState::Remark | RuleState::Late | RuleState::Overdue)
    };
    let mut out = String::new();
    for finding in county.site.findings.iter().filter(loud) {
        let args = finding.args.iter().map(|(name, value)| (*name, value.as_str()));
        let text = desk.words().fill(&format!("rules.{}", finding.text), args);
        out.push_str(&desk.tell("result.remark", &[("rule", finding.rule), ("text", &text)]));
    }
    if !out.is_empty() {
        out.push_str(&desk.tell("result.remark-reason", &[("subject", subject)]));
    }
    out
}

/// Whether two findings say the same of the same visit, whatever the values in their sentences.
fn same(one: &Finding, other: &Finding) -> bool {
    (one.rule, one.text, &one.subject) == (other.rule, other.text, &other.subject)
}

/// A stop where a required answer is missing.
pub(super) type Asked<T> = Result<T, Stop>;
