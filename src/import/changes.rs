//! Changes of a registry as dated rows of `registry/changes.csv` (R16). In: the differences, and reasons: from a file, from the command
//! line, from answers. Out: a row for each difference; where a reason is missing, a question for all changes of its kind at once.

use super::findings::{Answers, Findings, Question};
use super::merge::{Changed, Merged, Subject};
use crate::load::TextRow;
use crate::model::{Day, parse_day};

/// A reason for some changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reason {
    /// Id of the object or inspector; empty: any.
    pub(crate) subject: String,
    /// English or Chinese name of the column, `added` or `removed`; empty: any.
    pub(crate) field: String,
    /// Day of effect, empty: the day of the import.
    pub(crate) date: String,
    /// Why.
    pub(crate) reason: String,
    /// Document.
    pub(crate) evidence: String,
}

/// One change to be written.
struct Event<'a> {
    subject: &'a Subject,
    field: &'a str,
    zh: &'a str,
    old: &'a str,
    new: &'a str,
    /// Changes that share a question.
    group: String,
}

/// The rows to add, in the order of id and column. A first list into an empty registry is no change.
pub(crate) fn rows(
    merged: &Merged,
    reasons: &[Reason],
    today: Day,
    answers: &Answers,
    findings: &mut Findings,
) -> Vec<TextRow> {
    if merged.before == 0 {
        return Vec::new();
    }
    let mut events = events(merged);
    events.sort_by(|a, b| (&a.subject.id, a.field).cmp(&(&b.subject.id, b.field)));
    let mut rows = Vec::new();
    for event in &events {
        let count = events.iter().filter(|other| other.group == event.group).count();
        if let Some((date, reason, evidence)) = told(event, count, reasons, today, answers, findings) {
            rows.push(TextRow::from([
                ("date", date),
                ("recorded", today.to_string()),
                ("subject", event.subject.id.clone()),
                ("field", event.field.to_owned()),
                ("old", event.old.to_owned()),
                ("new", event.new.to_owned()),
                ("reason", reason),
                ("evidence", evidence),
            ]));
        }
    }
    rows
}

fn events(merged: &Merged) -> Vec<Event<'_>> {
    let left = |subject: &Subject| merged.gone.iter().any(|(gone, _)| gone == subject);
    let added = merged.added.iter().map(|subject| Event {
        subject,
        field: "added",
        zh: "新增",
        old: "",
        new: "新增",
        group: "added".to_owned(),
    });
    let changed = merged.changed.iter().map(|changed: &Changed| Event {
        subject: &changed.subject,
        field: changed.field,
        zh: changed.zh,
        old: &changed.old,
        new: &changed.new,
        group: if left(&changed.subject) { "gone".to_owned() } else { changed.field.to_owned() },
    });
    let removed = merged.gone.iter().filter(|(_, fate)| fate == "removed").map(|(subject, _)| Event {
        subject,
        field: "removed",
        zh: "移出",
        old: "",
        new: "移出",
        group: "gone".to_owned(),
    });
    added.chain(changed).chain(removed).collect()
}

/// Day, reason and document of a change; none where one of them is still to be said.
fn told(
    event: &Event<'_>,
    count: usize,
    reasons: &[Reason],
    today: Day,
    answers: &Answers,
    findings: &mut Findings,
) -> Option<(String, String, String)> {
    let fits = |reason: &&Reason| {
        (reason.subject.is_empty() || reason.subject == event.subject.id)
            && (reason.field.is_empty() || reason.field == event.field || reason.field == event.zh)
    };
    // The more a line of the file says, the more it counts.
    let weight = |reason: &&Reason| (!reason.subject.is_empty(), !reason.field.is_empty());
    if let Some(found) = reasons.iter().filter(fits).max_by_key(weight) {
        let date = if found.date.is_empty() { today.to_string() } else { found.date.clone() };
        return Some((date, found.reason.clone(), found.evidence.clone()));
    }
    let mut say = |what: &'static str, test: fn(&str) -> bool| {
        if let Some(all) = answers.get(what).filter(|all| test(all)) {
            return Some(all.to_owned());
        }
        let args = [
            ("change", event.zh.to_owned()),
            ("count", count.to_string()),
            ("id", event.subject.id.clone()),
            ("name", event.subject.name.clone()),
            ("old", event.old.to_owned()),
            ("new", event.new.to_owned()),
        ];
        // What comes or goes as a whole has no value before.
        let text = if what == "reason" && event.old.is_empty() { "reason-whole" } else { what };
        findings.ask_such(Question::new(format!("{what}:{}", event.group), text, &args), answers, test)
    };
    let filled: fn(&str) -> bool = |text| !text.trim().is_empty();
    let reason = say("reason", filled);
    let evidence = say("evidence", filled);
    // Who gives one reason for all on the command line and no day means today.
    let date = match (answers.get("reason"), answers.get("date")) {
        (Some(_), None) if answers.get(&format!("date:{}", event.group)).is_none() => Some(String::new()),
        _ => say("date", |text| text.is_empty() || parse_day(text).is_some()),
    };
    let date = date.map(|text| if text.is_empty() { today.to_string() } else { text });
    Some((date?, reason?, evidence?))
}
