//! The time line of a draw in everyday words. In: a draw, and of its visits only what is public. Out: the steps in order,
//! each with its moment, its deadline, whether that was kept, and who could know the outcome then. Nothing of a sealed draw
//! enters but what its commitment and its seal say.

use super::beacons;
use super::own::Own;
use crate::model::{Day, RuleState, Time, write_minute};
use crate::render::view::Badge;
use crate::render::{Still, draw_page};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;

/// A step of the time line.
#[derive(Serialize)]
pub(super) struct Step {
    /// Which of the drawings of `draw-picture.html`.
    picture: &'static str,
    word: String,
    /// The word of the protocol.
    term: String,
    done: bool,
    /// Whether it is the first that is still to be taken.
    next: bool,
    /// When it was taken, as the bureau says.
    at: Option<String>,
    /// When it has to be taken.
    due: Option<String>,
    /// Whether the deadline was kept.
    timing: Option<Badge>,
    about: String,
    /// The public number.
    value: Option<String>,
    /// Who could know the outcome at that moment; empty where everybody does.
    who: String,
    /// Where more of it stands, and the words of the link.
    more: Option<(String, String)>,
}

/// A step that is not placed in the line yet.
struct Draft<'a> {
    context: &'a Still<'a>,
    key: &'static str,
    picture: &'static str,
    at: Option<String>,
    due: Option<String>,
    done: bool,
}

impl Draft<'_> {
    fn make(self, args: &[(&str, &str)]) -> Step {
        let say = |part: &str| self.context.say(&format!("draw.step.{}.{part}", self.key), args.iter().copied());
        Step {
            picture: self.picture,
            word: say("word"),
            term: say("term"),
            done: self.done,
            next: false,
            at: self.at,
            due: self.due,
            timing: None,
            about: say("about"),
            value: None,
            who: if self.context.words.has(&format!("draw.step.{}.who", self.key)) {
                say("who")
            } else {
                String::new()
            },
            more: None,
        }
    }
}

/// Whether a deadline was kept, as shape and word. `passed`: it is over today.
fn timing(context: &Still<'_>, taken: Option<Day>, kept: bool, due: Day, passed: bool) -> Badge {
    let days = |from: Day, to: Day| (to - from).num_days().max(1).to_string();
    let say = |key: &str, days: String| context.say(&format!("draw.timing.{key}"), [("days", days.as_str())]);
    match taken {
        Some(_) if kept => Badge { kind: "met", text: context.words.get("draw.timing.met") },
        Some(day) => Badge { kind: "late", text: say("late", days(due, day)) },
        None if passed => Badge { kind: "overdue", text: say("overdue", days(due, context.site.as_of)) },
        None => Badge { kind: "pending", text: context.words.get("draw.timing.waiting") },
    }
}

/// The steps a draw has taken and those still to come; the first of these is marked.
pub(super) fn steps(context: &Still<'_>, record: &DrawRecord, own: &Own<'_>) -> Vec<Step> {
    let mut steps = match &record.commit {
        None => vec![draft(context, "shortfall", "box", record.times.committed, true).make(&[])],
        Some(_) => all(context, record, own),
    };
    if let Some(next) = steps.iter_mut().find(|step| !step.done) {
        next.next = true;
    }
    steps
}

fn draft<'a>(
    context: &'a Still<'a>,
    key: &'static str,
    picture: &'static str,
    at: Option<Time>,
    done: bool,
) -> Draft<'a> {
    Draft { context, key, picture, at: at.map(write_minute), due: None, done }
}

fn all(context: &Still<'_>, record: &DrawRecord, own: &Own<'_>) -> Vec<Step> {
    let ended = record.state.is_void();
    let valued = !beacons::known_values(record).is_empty();
    let mut steps = vec![commit(context, record)];
    if valued || !ended {
        steps.push(beacon(context, record, valued));
    }
    if record.seal.is_some() || !ended {
        steps.push(seal(context, record));
    }
    if ended {
        steps.push(void(context, record));
        return steps;
    }
    steps.push(visit(context, record, own));
    steps.push(reveal(context, record));
    steps.push(result(context, record, own));
    steps
}

fn commit(context: &Still<'_>, record: &DrawRecord) -> Step {
    let first = record.commit.iter().flat_map(|commit| &commit.beacons).map(|beacon| beacon.time).min();
    let mut draft = draft(context, "commit", "box", record.times.committed, true);
    draft.due = first.map(|time| context.say("draw.before", [("time", write_minute(time).as_str())]));
    let beacons = beacons::names(context, record);
    let mut step = draft.make(&[("beacons", beacons.as_str())]);
    if let (Some(at), Some(first)) = (record.times.committed, first) {
        step.timing = Some(timing(context, Some(at.date()), at < first, first.date(), true));
    }
    step
}

fn beacon(context: &Still<'_>, record: &DrawRecord, valued: bool) -> Step {
    let last = record.commit.iter().flat_map(|commit| &commit.beacons).map(|beacon| beacon.time).max();
    let parties = record.commit.as_ref().map_or(0, |commit| commit.nonce_commits.len());
    let mut draft = draft(context, "beacon", "balls", last.filter(|_| valued), valued);
    draft.due =
        last.filter(|_| !valued).map(|time| context.say("draw.planned-for", [("time", write_minute(time).as_str())]));
    let (beacons, number) = (beacons::names(context, record), parties.to_string());
    let mut step = draft.make(&[("beacons", beacons.as_str()), ("parties", number.as_str())]);
    let values = beacons::known_values(record).into_iter().take(record.commit.as_ref().map_or(0, |c| c.beacons.len()));
    let values: Vec<String> = values.map(|(_, value)| shortened(value)).collect();
    step.value = valued.then(|| values.join(" "));
    if parties < 2 {
        step.who = context.words.get("draw.step.beacon.who-alone");
    }
    step
}

/// A value as long as a fingerprint is told by its beginning; the whole stands among the public numbers.
fn shortened(value: String) -> String {
    if value.len() == 64 && !value.contains('-') { format!("{}…", super::rows::beginning(&value)) } else { value }
}

fn seal(context: &Still<'_>, record: &DrawRecord) -> Step {
    let sealed = record.seal.is_some();
    let mut draft = draft(context, "seal", "envelope", record.times.sealed.filter(|_| sealed), sealed);
    let due = record.commit.as_ref().map(|commit| commit.seal_by);
    draft.due = due.map(|due| context.say("draw.due", [("due", write_minute(due).as_str())]));
    let mut step = draft.make(&[]);
    if let Some(due) = due {
        let at = record.times.sealed;
        if !sealed || at.is_some() {
            let kept = at.is_some_and(|at| at <= due);
            let taken = at.filter(|_| sealed).map(|at| at.date());
            step.timing = Some(timing(context, taken, kept, due.date(), context.site.as_of > due.date()));
        }
    }
    step
}

fn void(context: &Still<'_>, record: &DrawRecord) -> Step {
    let key = if record.state == DrawState::Void { "void" } else { "void-unopened" };
    draft(context, key, "crossed", record.times.ended, true).make(&[])
}

/// The visits: their days only where the whole draw is open.
fn visit(context: &Still<'_>, record: &DrawRecord, own: &Own<'_>) -> Step {
    let open = matches!(record.state, DrawState::Revealed | DrawState::Lost);
    let mut draft = draft(context, "visit", "visit", None, open);
    if open {
        let days: Vec<Day> = own.visits.values().filter_map(|visit| visit.visited).collect();
        draft.at = days.iter().min().zip(days.iter().max()).map(|(first, last)| {
            let (first, last) = (first.to_string(), last.to_string());
            if first == last {
                first
            } else {
                context.say("draw.days", [("first", first.as_str()), ("last", last.as_str())])
            }
        });
    }
    let mut step = draft.make(&[]);
    if record.state == DrawState::Sealed {
        step.more = Some(("check/slip.html".to_owned(), context.words.get("draw.step.visit.more")));
    }
    step
}

fn reveal(context: &Still<'_>, record: &DrawRecord) -> Step {
    let lost = record.state == DrawState::Lost;
    let done = lost || record.state == DrawState::Revealed;
    let key = if lost { "lost" } else { "reveal" };
    let mut draft = draft(context, key, "letter", record.times.ended.filter(|_| done), done);
    let due = record.commit.as_ref().map(|commit| commit.reveal_by);
    draft.due = due.map(|due| context.say("draw.due", [("due", due.to_string().as_str())]));
    let mut step = draft.make(&[]);
    if let Some(due) = due {
        let day = record.times.ended.map(|time| time.date()).filter(|_| done);
        if !done || day.is_some() {
            let kept = day.is_some_and(|day| day <= due);
            step.timing = Some(timing(context, day, kept, due, context.site.as_of > due));
        }
    }
    step
}

/// The results: how many are out, of those that are public at all.
fn result(context: &Still<'_>, record: &DrawRecord, own: &Own<'_>) -> Step {
    let open = matches!(record.state, DrawState::Revealed | DrawState::Lost);
    let [_, _, pending, _] = own.counts;
    let done = open && pending == 0;
    let mut step = draft(context, "result", "board", None, done).make(&[]);
    if open {
        let numbers = own.counts.map(|number| number.to_string());
        let [drawn, published, pending, withheld] = numbers.each_ref().map(String::as_str);
        let args = [("drawn", drawn), ("published", published), ("pending", pending), ("withheld", withheld)];
        step.at = Some(context.say("draw.step.result.count", args));
        step.timing = results_timing(context, own.timing, done);
        step.more =
            Some((format!("{}#drawn", draw_page(record.id.as_str())), context.words.get("draw.step.result.more")));
    }
    step
}

/// Whether the 20 working days of the results were kept, as the rule R37 says.
fn results_timing(context: &Still<'_>, states: &[RuleState], done: bool) -> Option<Badge> {
    let count = |wanted: RuleState| states.iter().filter(|state| **state == wanted).count();
    let say = |key: &str, number: usize| {
        context.say(&format!("draw.timing.{key}"), [("number", number.to_string().as_str())])
    };
    match (count(RuleState::Overdue), count(RuleState::Late)) {
        (0, 0) if states.is_empty() => None,
        (0, 0) if done => Some(Badge { kind: "met", text: context.words.get("draw.timing.all-met") }),
        (0, 0) => Some(Badge { kind: "pending", text: context.words.get("draw.timing.waiting") }),
        (0, late) => Some(Badge { kind: "late", text: say("results-late", late) }),
        (overdue, _) => Some(Badge { kind: "overdue", text: say("results-overdue", overdue) }),
    }
}
