//! `objects/ID.html`: one page for everybody who ever stood on a list. In: the [`Book`]. Out: a page each, made when asked
//! for. The frame of words that is the same for all pages is filled once.

use super::history::{Book, History, Stand};
use super::lot;
use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Badge};
use crate::render::{Context, Fact, Frame, PageKind};
use crate::words::Words;
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

/// Sentences every page carries alike.
#[derive(Serialize)]
struct Foot {
    not_drawn: String,
    complain: String,
    reply: String,
}

#[derive(Serialize)]
struct ObjectView<'b> {
    name: &'b str,
    badge: Option<Badge>,
    summary: String,
    facts: Vec<Fact>,
    history: Vec<Fact>,
    lots: Vec<Cow<'b, str>>,
    exempt: Vec<ExemptView>,
    replies: Vec<Fact>,
    permalink: String,
    foot: &'b Foot,
}

#[derive(Serialize)]
struct ExemptView {
    visited: String,
    ground: String,
    reason: Option<String>,
    result: Option<Badge>,
    meaning: String,
    published: String,
}

pub(super) fn add<'a>(context: &'a Context<'a>, book: &Arc<Book<'a>>, tree: &mut OutputTree<'a>) {
    let foot = Arc::new(foot(context));
    let ids: Vec<&'a ObjectId> = book.histories.keys().copied().filter(|id| context.standings().owns(id)).collect();
    for id in ids {
        let (book, foot) = (Arc::clone(book), Arc::clone(&foot));
        let path = context.object_page(id);
        let file = path.clone();
        tree.add(&path, move || {
            let Some((id, history)) = book.histories.get_key_value(id) else {
                return Err(format!("no history of {id}"));
            };
            make(context, &book, &foot, id, history, &file)
        });
    }
}

fn foot(context: &Context<'_>) -> Foot {
    let bureau = &context.site.config.bureau;
    let phones = [
        ("complaints", bureau.complaint_phone.as_str()),
        ("phone", bureau.phone.as_str()),
        ("office", bureau.office.as_str()),
    ];
    Foot {
        not_drawn: context.words.get("object.not-drawn-is-not-clean"),
        complain: context.words.fill("object.complain", phones),
        reply: context.words.fill("object.reply", phones),
    }
}

fn make<'b>(
    context: &'b Context<'_>,
    book: &'b Book<'_>,
    foot: &'b Foot,
    id: &'b ObjectId,
    history: &'b History<'_>,
    path: &str,
) -> Result<Vec<u8>, String> {
    let words = context.words;
    let name = match (history.object, history.listed_as) {
        (Some(object), _) => object.name.as_str(),
        (None, Some(name)) => name,
        (None, None) => id.as_str(),
    };
    let summary = summary(context, history);
    let lots = history.stands.iter().filter_map(|(draw, stand)| lot::tell(context, book, id, (*draw, *stand), path));
    let lots = lots.collect::<Result<Vec<_>, _>>()?;
    let view = ObjectView {
        name,
        badge: status(words, history.object),
        facts: facts(context, book, id, history),
        history: past(context, book, history),
        lots,
        exempt: history.exempt.iter().map(|visit| exempt(context, visit)).collect(),
        replies: replies(words, &history.replies),
        permalink: path.to_owned(),
        foot,
        summary: summary.clone(),
    };
    let frame = Frame {
        title: name.to_owned(),
        kind: PageKind::List,
        column: "objects",
        description: summary,
        published_at: None,
        trail: vec![context.column_step("objects")],
    };
    context.page(path, "object.html", &frame, &view)
}

/// How often listed, drawn and visited, in one sentence. Counts only what is public.
fn summary(context: &Context<'_>, history: &History<'_>) -> String {
    let (drawn, known) = Book::times(history);
    let (random, exempt) = Book::visited(history);
    let numbers = [drawn, known, random, exempt].map(|number| number.to_string());
    let args = ["drawn", "known", "random", "exempt"].into_iter().zip(numbers.iter().map(String::as_str));
    context.words.fill("object.summary", args)
}

fn status(words: &Words, object: Option<&Object>) -> Option<Badge> {
    let (kind, key) = match object.map(|object| object.status) {
        Some(Status::Active) => return None,
        Some(Status::Suspended) => ("note", "suspended"),
        Some(Status::Closed) => ("note", "closed"),
        None => ("note", "removed"),
    };
    Some(Badge { kind, text: words.get(&format!("show.status.{key}")) })
}

fn facts(context: &Context<'_>, book: &Book<'_>, id: &ObjectId, history: &History<'_>) -> Vec<Fact> {
    let words = context.words;
    let fact = |label: &str, value: String| Fact::new(words.get(&format!("object.label.{label}")), value);
    let mut facts = vec![Fact::code(words.get("object.label.id"), id.to_string())];
    let Some(object) = history.object else { return facts };
    facts.extend(object.code.clone().filter(|code| code != id.as_str()).map(|code| fact("code", code)));
    facts.extend(object.permit.clone().filter(|permit| permit != id.as_str()).map(|permit| fact("permit", permit)));
    facts.push(fact("town", object.town.clone()));
    facts.push(fact("classes", classes(words, object, book.special_now.contains(&id))));
    facts.extend(object.deadline.map(|deadline| fact("deadline", context.period(deadline))));
    let shared = object.source != object.id.as_str();
    facts.extend(shared.then(|| fact("source", object.source.clone())));
    facts.push(fact("registered", view::day(Some(object.registered), words)));
    facts
}

/// The classes of an object in words, the special list of this quarter included.
pub(super) fn classes(words: &Words, object: &Object, special: bool) -> String {
    let mut all: Vec<Class> = object.classes.clone();
    if special {
        all.push(Class::Special);
    }
    if all.is_empty() {
        return words.get("show.none");
    }
    let names: Vec<String> = all.iter().map(|class| words.get(&format!("class.{}", class.as_str()))).collect();
    names.join(&words.get("show.comma"))
}

/// What changed over time: the registry, the events that lead to the special list, the lists of special objects, and
/// checks by superior bodies, the oldest first.
fn past(context: &Context<'_>, book: &Book<'_>, history: &History<'_>) -> Vec<Fact> {
    let words = context.words;
    let mut lines: Vec<(Day, String)> = Vec::new();
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
        let special =
            book.shared[*place].id.as_str().split_once('-').and_then(|(period, class)| {
                (class == Class::Special.as_str()).then(|| Period::parse(period)).flatten()
            });
        if let (Some(period), Stand::Roster(..) | Stand::Excluded(_)) = (special, stand) {
            let text = words.fill("object.special-list", [("period", context.period(period).as_str())]);
            lines.push((period.first_day(), text));
        }
    }
    lines.sort();
    lines.into_iter().map(|(day, value)| Fact::new(view::day(Some(day), words), value)).collect()
}

/// Word-file name of a special event.
pub(super) fn special_key(kind: SpecialKind) -> &'static str {
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

fn exempt(context: &Context<'_>, visit: &ExemptVisit) -> ExemptView {
    let words = context.words;
    let number = visit.ground.to_string();
    let text = words.get(&format!("show.exempt.{}", visit.ground));
    let (result, meaning) = match (&visit.result, visit.withheld, visit.published_at) {
        (_, Some(ground), _) => {
            let ground = context.withheld(ground);
            let badge = view::withheld_badge(words);
            (Some(badge), words.fill("object.result.withheld", [("ground", ground.as_str())]))
        }
        (Some(phrase), None, Some(_)) => (
            Some(view::phrase_badge(context, phrase)),
            words.get(&format!("phrase-meaning.{}", view::phrase_key(phrase))),
        ),
        _ => (None, words.get("object.result.pending")),
    };
    ExemptView {
        visited: view::day(Some(visit.visited), words),
        ground: words.fill("object.exempt-ground", [("n", number.as_str()), ("text", text.as_str())]),
        reason: visit.reason.clone(),
        result,
        meaning,
        published: view::minute(visit.published_at, words),
    }
}

fn replies(words: &Words, rows: &[&Reply]) -> Vec<Fact> {
    rows.iter().map(|row| Fact::new(view::minute(Some(row.published_at), words), row.text.clone())).collect()
}
