//! `result list`: what is entered, pending, due, withheld, published. In: the county, the moment. Out: a line an object, those with something
//! to do first. What is sealed is for the bureau alone.

use super::work::{Work, cell, due_words};
use crate::check::{Due, due};
use crate::cli::ListArgs;
use crate::cmd::desk::{Desk, Done};
use crate::load::Record;
use crate::model::{Phrase, parse_day};
use crate::results::target::Candidate;
use crate::site::DrawState;

/// Working days a result may take to be public (R37).
const TERM: u32 = 20;

pub(super) fn list(desk: &Desk<'_>, args: &ListArgs) -> Done {
    let at = args.moment.at.as_deref();
    if let Some(draw) = &args.draw {
        let work = Work::open(desk, draw, at)?;
        return Ok(of_draw(&work, true));
    }
    let county = desk.county(at)?;
    let listed = |state: DrawState| matches!(state, DrawState::Sealed | DrawState::Revealed | DrawState::Lost);
    let mut out = String::new();
    for draw in county.site.draws.values().filter(|draw| listed(draw.state)) {
        let work = Work::open(desk, draw.id.as_str(), at)?;
        out.push_str(&of_draw(&work, false));
    }
    Ok(if out.is_empty() { desk.tell("result.list.nothing", &[]) } else { out })
}

/// How the result of an object stands: what to do first, then what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Overdue,
    Ready,
    Undetermined,
    Missing,
    Follow,
    Waiting,
    Withheld,
    Published,
}

impl State {
    fn key(self) -> &'static str {
        match self {
            Self::Overdue => "list.overdue",
            Self::Ready => "list.ready",
            Self::Undetermined => "list.undetermined",
            Self::Missing => "list.missing",
            Self::Follow => "list.follow",
            Self::Waiting => "list.waiting",
            Self::Withheld => "list.withheld",
            Self::Published => "list.published",
        }
    }

    /// Whether nobody has to do anything about it now.
    fn is_done(self) -> bool {
        matches!(self, Self::Waiting | Self::Withheld | Self::Published)
    }
}

fn state(work: &Work<'_, '_>, object: &Candidate, row: Option<&Record>) -> State {
    let Some(row) = row else { return State::Missing };
    let filled = |column| !cell(row, column).is_empty();
    let outcome = filled("result") || filled("withheld");
    let Some(determined) = parse_day(cell(row, "determined")).filter(|_| outcome) else { return State::Undetermined };
    if !filled("published_at") {
        let late = matches!(due(&work.county.site.calendar, determined, TERM), Due::Known(day) if day < work.county.moment.date());
        return match (object.open, late) {
            (false, _) => State::Waiting,
            (true, true) => State::Overdue,
            (true, false) => State::Ready,
        };
    }
    let problem = Phrase::parse(cell(row, "result"), &[]).is_some_and(|phrase| phrase.is_problem());
    let key = (work.folder.id.clone(), object.id.clone());
    let last = work.county.site.followups.get(&key).and_then(|steps| steps.last());
    match (filled("withheld"), problem) {
        (true, _) => State::Withheld,
        (false, true) if last.is_none_or(|step| step.state == "整改中") => State::Follow,
        _ => State::Published,
    }
}

/// A draw's objects. `all`: also those that are done, and draws in which nothing is left.
fn of_draw(work: &Work<'_, '_>, all: bool) -> String {
    let mut rows: Vec<(State, &Candidate, Option<Record>)> = Vec::new();
    for object in &work.drawn {
        let row = work.visit(object);
        rows.push((state(work, object, row.as_ref()), object, row));
    }
    rows.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    let left = rows.iter().filter(|(state, ..)| !state.is_done()).count();
    if left == 0 && !all {
        return String::new();
    }
    let record = work.record();
    let (count, open) = (rows.len().to_string(), left.to_string());
    let args = [("draw", record.id.as_str()), ("count", &count), ("left", &open)];
    let mut out = work.tell("list.head", &args);
    if record.state == DrawState::Sealed {
        out.push_str(&work.tell("list.sealed", &[]));
    }
    for (state, object, row) in rows.iter().filter(|(state, ..)| all || !state.is_done()) {
        out.push_str(&line(work, *state, object, row.as_ref()));
    }
    out
}

fn line(work: &Work<'_, '_>, state: State, object: &Candidate, row: Option<&Record>) -> String {
    let value = |column: &str| row.map_or("", |row| cell(row, column));
    let due = parse_day(value("determined")).map(|day| due_words(work.desk, &work.county, day)).unwrap_or_default();
    let said = object.said();
    let args = [
        ("object", said.as_str()),
        ("day", value("visited")),
        ("determined", value("determined")),
        ("due", &due),
        ("published", value("published_at")),
        ("result", value("result")),
        ("ground", value("withheld")),
    ];
    work.tell(state.key(), &args)
}
