//! `result correct`, `result withhold`, `result follow`: what becomes of a result once it stands. In: arguments. Out: changed rows, a row of
//! corrections or of follow-up. A correction shows no value that the public may not see.

use super::add::new_remarks;
use super::work::{Work, cell};
use crate::cli::{CorrectArgs, FollowArgs, WithholdArgs};
use crate::cmd::ask::Ask;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::diag::{Diagnostic, Place, Report};
use crate::load::{Column, Edit, Record, columns};
use crate::model::{Phrase, parse_day, write_minute};
use crate::results::draft::{Draft, Shelf};
use crate::results::said::{cell_fault, option};
use crate::results::target::Candidate;
use crate::steps::Step;
use std::collections::BTreeMap;

/// Columns of a visit that the public sees before the result is published.
const SEEN: [&str; 4] = ["visited", "method", "determined", "agency"];
/// Columns that a correction may change; what identifies the row, and the moment of publication, never.
const MAY_CHANGE: [&str; 10] = [
    "visited",
    "method",
    "determined",
    "result",
    "withheld",
    "agency",
    "penalty",
    "penalty_date",
    "fine",
    "transferred",
];
/// What stands before the number of an item where a correction names its answer.
const ITEM: &str = "事项";
const STATES: [&str; 3] = ["整改中", "已整改", "已结案"];

/// One cell that changes.
struct Change {
    /// 0 the visit, 1 an answer, 2 papers.
    part: usize,
    /// The item of an answer.
    item: Option<String>,
    column: &'static Column,
    /// How the correction names it.
    field: String,
    old: String,
    new: String,
}

/// A result that stands.
struct Standing<'w> {
    object: &'w Candidate,
    shelf: Shelf,
    row: Record,
}

impl Standing<'_> {
    fn has(&self, column: &str) -> bool {
        !cell(&self.row, column).is_empty()
    }

    /// Whether the public sees the present value of a cell.
    fn shows(&self, change: &Change) -> bool {
        let told = self.has("published_at") && !self.has("withheld");
        if self.shelf.waits || change.column.en == "transferred" {
            return false;
        }
        match change.column.en {
            "withheld" => self.has("published_at"),
            name if change.part == 0 && SEEN.contains(&name) => self.has("published_at") || !change.old.is_empty(),
            _ => told,
        }
    }
}

fn standing<'w>(work: &'w Work<'_, '_>, text: &str) -> Result<Standing<'w>, Stop> {
    let object = work.object(Some(text))?;
    let (draw, id) = (work.folder.id.as_str(), object.id.as_str());
    let Some(row) = work.visit(object) else {
        let fault = Diagnostic::error("MC1072", Place::file("OBJECT")).value(id);
        let fault = fault.arg("object", object.said()).arg("draw", draw).arg("id", id);
        return Err(work.desk.refused(crate::results::target::one(fault), &work.county));
    };
    let mut shelf = work.shelf(object);
    // A row stays with the secrets until it moves, even where its slip is open by now.
    let read = |path: &str| work.text(path);
    let there = Draft::new(&read).rows(&shelf.path(0)).iter().any(|row| is(row, draw, id));
    shelf.waits = shelf.waits || !there;
    Ok(Standing { object, shelf, row })
}

fn is(row: &Record, draw: &str, object: &str) -> bool {
    cell(row, "draw") == draw && cell(row, "object") == object
}

pub(super) fn correct(desk: &Desk<'_>, args: &CorrectArgs) -> Done {
    if !args.changes.len().is_multiple_of(2) {
        return Err(desk.wrong("result.pairs", &[("last", args.changes.last().map_or("", String::as_str))]));
    }
    if args.draw == super::publish::EXEMPT {
        return super::exempt::correct(desk, args);
    }
    let work = Work::open(desk, &args.draw, args.moment.at.as_deref())?;
    let standing = standing(&work, &args.object)?;
    let mut faults = Report::default();
    let mut changes = Vec::new();
    for pair in args.changes.chunks(2) {
        match change(&work, &standing, &pair[0], &pair[1]) {
            Ok(change) => changes.push(change),
            Err(fault) => faults.push(*fault),
        }
    }
    // A ground takes the place of the phrase.
    if changes.iter().any(|change| change.column.en == "withheld") && standing.has("result") {
        let column = column("result").expect("the table of results has its result");
        let old = cell(&standing.row, "result").to_owned();
        changes.push(Change { part: 0, item: None, column, field: String::new(), old, new: String::new() });
    }
    write(&work, &standing, &changes, args.reason.as_deref(), faults)
}

fn column(name: &str) -> Option<&'static Column> {
    columns("results/YYYY.csv")?.iter().find(|column| column.zh == name || column.en == name)
}

/// The cell that a field names, and its new value. Errors: the field (MC1076), the value, no change (MC1077).
fn change(work: &Work<'_, '_>, standing: &Standing<'_>, field: &str, new: &str) -> Result<Change, Box<Diagnostic>> {
    let place = || Place::file("FIELD");
    let unknown = || {
        let all = columns("results/YYYY.csv").unwrap_or_default().iter();
        let mut known: Vec<&str> =
            all.filter(|column| MAY_CHANGE.contains(&column.en)).map(|column| column.zh).collect();
        known.extend(["现场检查表", "企业签字", "现场检查笔录", "询问笔录", "事项1"]);
        Box::new(Diagnostic::error("MC1076", place()).value(field).arg("known", known.join("、")))
    };
    let mine = |part: usize, item: Option<&str>| {
        let read = |path: &str| work.text(path);
        let rows = Draft::new(&read).rows(&standing.shelf.path(part));
        rows.into_iter().find(|row| {
            is(row, work.folder.id.as_str(), standing.object.id.as_str())
                && item.is_none_or(|item| cell(row, "item") == item)
        })
    };
    let (part, item, column, row) = if let Some(column) = column(field) {
        if !MAY_CHANGE.contains(&column.en) {
            return Err(unknown());
        }
        (0, None, column, Some(standing.row.clone()))
    } else if let Some(item) = field.strip_prefix(ITEM).or_else(|| field.strip_prefix("item:")) {
        let column = columns("results/YYYY-items.csv").unwrap_or_default().iter().find(|column| column.en == "answer");
        (1, Some(item.trim().to_owned()), column.ok_or_else(unknown)?, mine(1, Some(item.trim())))
    } else {
        let all = columns("results/YYYY-documents.csv").unwrap_or_default().iter().skip(2);
        let column = all.into_iter().find(|column| column.zh == field || column.en == field).ok_or_else(unknown)?;
        (2, None, column, mine(2, None))
    };
    let row = row.ok_or_else(unknown)?;
    let old = cell(&row, column.en).to_owned();
    if old == new {
        return Err(Box::new(Diagnostic::error("MC1077", place()).value(new).arg("field", field)));
    }
    if !new.is_empty() {
        let phrases = &work.county.site.config.rules.extra_phrases;
        if let Some(mut fault) = cell_fault(column, new, phrases) {
            fault.place.file = "NEW".to_owned();
            return Err(Box::new(fault));
        }
        let today = work.county.moment.date();
        if parse_day(new).is_some_and(|day| day > today) {
            let fault = Diagnostic::error("MC1059", Place::file("NEW")).value(new);
            return Err(Box::new(fault.arg("heading", column.zh).arg("today", today)));
        }
    }
    let field = item.as_ref().map_or_else(|| column.zh.to_owned(), |item| format!("{ITEM}{item}"));
    Ok(Change { part, item, column, field, old, new: new.to_owned() })
}

/// Writes changes, each with its row of corrections where the public saw the old value.
fn write(
    work: &Work<'_, '_>,
    standing: &Standing<'_>,
    changes: &[Change],
    reason: Option<&str>,
    mut faults: Report,
) -> Done {
    let desk = work.desk;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let shown: Vec<&Change> = changes.iter().filter(|c| !c.field.is_empty() && standing.shows(c)).collect();
    if !shown.is_empty() && reason.is_none() {
        faults.push(Diagnostic::error("MC1078", Place::file("--reason")));
    }
    if faults.has_errors() {
        return Err(desk.refused(faults, &work.county));
    }
    let step = changed(work, standing, changes, &shown, reason.unwrap_or_default())?;
    let checked = work.checked(&step)?;
    desk.apply(&step)?;
    let said = standing.object.said();
    let mut out = String::new();
    for change in changes.iter().filter(|change| !change.field.is_empty()) {
        let empty = desk.words().get("result.empty");
        let value = |text: &str| if text.is_empty() { empty.clone() } else { text.to_owned() };
        let (old, new) = (value(&change.old), value(&change.new));
        let args = [("object", said.as_str()), ("field", change.field.as_str()), ("old", &old), ("new", &new)];
        out.push_str(&work.tell("correct.line", &args));
    }
    let path = format!("content/results/{}-corrections.csv", standing.shelf.year);
    out.push_str(&if shown.is_empty() {
        work.tell("correct.unseen", &[])
    } else {
        work.tell("correct.seen", &[("count", &shown.len().to_string()), ("path", &path)])
    });
    let hides = changes.iter().any(|change| change.column.en == "withheld" && !change.new.is_empty());
    if hides && standing.has("published_at") {
        out.push_str(&work.tell("withhold.older", &[]));
    }
    let subject = format!("{}/{}", work.folder.id, standing.object.id);
    Ok(out + &new_remarks(desk, &checked, Some(&work.county), &subject))
}

fn changed(
    work: &Work<'_, '_>,
    standing: &Standing<'_>,
    changes: &[Change],
    shown: &[&Change],
    reason: &str,
) -> Result<Step, Stop> {
    let (draw, object) = (work.folder.id.to_string(), standing.object.id.to_string());
    let at = write_minute(work.county.moment);
    work.step(|draft| {
        for change in changes {
            draft.edit(&standing.shelf.path(change.part), |row| {
                let mine = is(row, &draw, &object) && change.item.as_ref().is_none_or(|item| cell(row, "item") == item);
                match mine {
                    true => Edit::Change(Record::from([(change.column.en, change.new.clone())])),
                    false => Edit::Keep,
                }
            });
        }
        let rows: Vec<Record> = shown
            .iter()
            .map(|change| {
                Record::from([
                    ("draw", draw.clone()),
                    ("object", object.clone()),
                    ("field", change.field.clone()),
                    ("old", change.old.clone()),
                    ("new", change.new.clone()),
                    ("reason", reason.to_owned()),
                    ("published_at", at.clone()),
                ])
            })
            .collect();
        draft.add(&format!("results/{:04}-corrections.csv", standing.shelf.year), &rows);
    })
}

pub(super) fn withhold(desk: &Desk<'_>, args: &WithholdArgs) -> Done {
    let work = Work::open(desk, &args.draw, args.moment.at.as_deref())?;
    let standing = standing(&work, &args.object)?;
    let mut faults = Report::default();
    let phrases = &work.county.site.config.rules.extra_phrases;
    let new = |name: &str| match (name, args.lift) {
        ("result", true) => args.phrase.clone().unwrap_or_default(),
        ("withheld", false) => args.ground.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let mut changes = Vec::new();
    for name in ["result", "withheld"] {
        let column = column(name).expect("the table of results has both columns");
        let (old, new) = (cell(&standing.row, name).to_owned(), new(name));
        if let Some(fault) = cell_fault(column, &new, phrases).filter(|_| !new.is_empty()) {
            faults.push(Diagnostic { place: Place { heading: column.zh.to_owned(), ..ground_option(name) }, ..fault });
        }
        changes.push(Change { part: 0, item: None, column, field: column.zh.to_owned(), old, new });
    }
    if changes[1].old == changes[1].new {
        let fault = Diagnostic::error("MC1077", ground_option("withheld")).value(&changes[1].new);
        faults.push(fault.arg("field", &changes[1].field));
    }
    // The public sees one thing in this place: a phrase, or that it is withheld. The phrase that is withheld is not repeated.
    if args.lift {
        let ground = desk.words().fill("result.withheld", [("ground", changes[1].old.as_str())]);
        changes[0].old = ground;
        changes[1].field.clear();
    } else {
        changes[0].field.clear();
    }
    let standing = if args.lift && standing.has("published_at") { lifted(standing) } else { standing };
    write(&work, &standing, &changes, args.reason.as_deref(), faults)
}

fn ground_option(column: &str) -> Place {
    if column == "withheld" { Place::file("--ground") } else { option(column) }
}

/// A row whose result the public is about to see: its correction is shown.
fn lifted(mut standing: Standing<'_>) -> Standing<'_> {
    standing.row.insert("withheld", String::new());
    standing
}

pub(super) fn follow(desk: &Desk<'_>, args: &FollowArgs) -> Done {
    let work = Work::open(desk, &args.draw, args.moment.at.as_deref())?;
    let standing = standing(&work, &args.object)?;
    let object = standing.object;
    let state = match &args.state {
        Some(state) => state.clone(),
        None => asked_state(&work)?,
    };
    let date = args.date.clone().unwrap_or_else(|| work.county.moment.date().to_string());
    let at = write_minute(work.county.moment);
    let row = Record::from([
        ("draw", work.folder.id.to_string()),
        ("object", object.id.to_string()),
        ("date", date.clone()),
        ("state", state.clone()),
        ("note", args.note.clone().unwrap_or_default()),
        ("published_at", at),
    ]);
    let faults = follow_faults(&work, &standing, &row);
    if faults.has_errors() {
        return Err(desk.refused(faults, &work.county));
    }
    let path = format!("results/{:04}-followups.csv", standing.shelf.year);
    let step = work.step(|draft| draft.add(&path, &[row]))?;
    work.checked(&step)?;
    desk.apply(&step)?;
    let args = [("object", object.said()), ("date", date), ("state", state.clone())];
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let next = if state == STATES[0] {
        work.tell("follow.next", &[("draw", work.folder.id.as_str()), ("id", object.id.as_str())])
    } else {
        String::new()
    };
    Ok(work.tell("follow.done", &args) + &next)
}

fn asked_state(work: &Work<'_, '_>) -> Result<String, Stop> {
    let options: Vec<String> = STATES.iter().map(|state| (*state).to_owned()).collect();
    let ask = Ask::new(work.desk);
    loop {
        if let Some(at) = ask.choose(&work.desk.words().get("result.ask.state"), &options)? {
            return Ok(options[at].clone());
        }
        print!("{}", work.desk.tell("ask.fill", &[]));
    }
}

/// A step follows a published problem, in the order of days; nothing follows 已结案.
fn follow_faults(work: &Work<'_, '_>, standing: &Standing<'_>, row: &Record) -> Report {
    let mut faults = Report::default();
    let cells: BTreeMap<&'static str, String> = row.iter().map(|(name, value)| (*name, value.clone())).collect();
    let today = work.county.moment.date();
    faults.append(crate::results::said::cells_faults("results/YYYY-followups.csv", &cells, &[], today));
    let key = (work.folder.id.clone(), standing.object.id.clone());
    let steps = work.county.site.followups.get(&key).map_or(&[][..], Vec::as_slice);
    let last = steps.last();
    let date = parse_day(cell(row, "date"));
    let determined = parse_day(cell(&standing.row, "determined"));
    let problem = Phrase::parse(cell(&standing.row, "result"), &[]).is_some_and(|phrase| phrase.is_problem());
    let published = !standing.shelf.waits && standing.has("published_at");
    let problem = match (published, problem) {
        (false, _) => Some("unpublished"),
        (true, false) => Some("no-problem"),
        _ if last.is_some_and(|step| step.state == STATES[2]) => Some("closed"),
        _ if date.zip(last.map(|step| step.date)).is_some_and(|(date, last)| date < last) => Some("before-last"),
        _ if date.zip(determined).is_some_and(|(date, day)| date < day) => Some("before-result"),
        _ => None,
    };
    if let Some(problem) = problem {
        let fault = Diagnostic::error("MC1079", Place::file("OBJECT")).value(standing.object.id.as_str());
        let last = last.map(|step| format!("{} {}", step.date, step.state)).unwrap_or_default();
        let day = determined.map(|day| day.to_string()).unwrap_or_default();
        let fault = fault.arg("object", standing.object.said()).arg("last", last).arg("day", day);
        faults.push(fault.arg("fault_key", format!("result.follow.{problem}")));
    }
    faults
}
