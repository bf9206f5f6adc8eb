//! What changed in the registry about one object, and why: its row, the events that lead to the special list, that list
//! itself, checks by superior bodies. In: a history. Out: dated sentences, the oldest first.

use super::history::{Book, History, Stand};
use crate::model::*;
use crate::render::view;
use crate::render::{Fact, Still};
use crate::words::Words;

/// The changes as dated facts.
pub(super) fn tell(context: &Still<'_>, book: &Book<'_>, history: &History<'_>) -> Vec<Fact> {
    let words = context.words;
    let mut lines: Vec<(Day, String)> = Vec::new();
    if let Some(object) = history.object
        && !history.changes.iter().any(|change| change.field == "added")
    {
        lines.push((object.registered, words.get("object-page.registered")));
    }
    for change in &history.changes {
        lines.push((change.date, change_text(words, change)));
    }
    for event in &history.events {
        let kind = words.get(&format!("show.special.{}", special_key(event.kind)));
        let args = [("kind", kind.as_str()), ("document", event.document.as_str())];
        lines.push((event.decided, words.fill("object.event", args)));
    }
    for check in &history.superior {
        let args = [("body", check.body.as_str()), ("document", &check.document), ("result", &check.result)];
        lines.push((check.date, words.fill("object.superior", args)));
    }
    for (place, stand) in &history.stands {
        let shared = &book.shared[*place];
        let special = book.draws.get(shared.id).is_some_and(|facts| facts.draw.class == Class::Special);
        if special && matches!(stand, Stand::Roster(..) | Stand::Excluded(_)) {
            let text = words.fill("object.special-list", [("period", context.period(shared.period).as_str())]);
            lines.push((shared.period.first_day(), text));
        }
    }
    lines.sort();
    lines.dedup();
    lines.into_iter().map(|(day, value)| Fact::new(view::day(Some(day), words), value)).collect()
}

/// Word-file name of a special event.
fn special_key(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Supervised => "supervised",
        SpecialKind::Exceedance => "exceedance",
        SpecialKind::Penalty => "penalty",
        SpecialKind::Complaint => "complaint",
    }
}

/// A change of the row. Addresses and representatives are named as changed, never quoted (domain.md 7.2).
fn change_text(words: &Words, change: &Change) -> String {
    let quiet = matches!(change.field.as_str(), "address" | "representative");
    let key = match change.field.as_str() {
        "added" => "object.change.added",
        "removed" => "object.change.removed",
        _ if quiet => "object.change.quiet",
        _ => "object.change.field",
    };
    let field = view::field_word(&change.field, words);
    let recorded = view::day(Some(change.recorded), words);
    let mut args = vec![
        ("field", field.as_str()),
        ("reason", change.reason.as_str()),
        ("evidence", change.evidence.as_str()),
        ("recorded", recorded.as_str()),
    ];
    let (old, new) = (value_word(words, change, &change.old), value_word(words, change, &change.new));
    if !quiet {
        args.push(("old", old.as_str()));
        args.push(("new", new.as_str()));
    }
    words.fill(key, args)
}

/// A value of a changed field in words where the table holds a code word.
fn value_word(words: &Words, change: &Change, value: &str) -> String {
    if value.is_empty() {
        return words.get("show.empty");
    }
    let one = |part: &str| {
        let key = match change.field.as_str() {
            "classes" => format!("class.{part}"),
            "status" => format!("show.status.{part}"),
            _ => return part.to_owned(),
        };
        if words.has(&key) { words.get(&key) } else { part.to_owned() }
    };
    value.split(';').map(one).collect::<Vec<_>>().join(&words.get("show.comma"))
}
