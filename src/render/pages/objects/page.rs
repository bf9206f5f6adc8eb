//! `objects/ID.html`: one page for everybody who ever stood on a list, and `badges/ID.svg` for those who were drawn in public.
//! In: the [`Book`] and the object's own rows. Out: a page each, made when asked for. What is the same on all pages is made once.

use super::Gathered;
use super::about::{self, About};
use super::answer::{self, Answer};
use super::badge;
use super::class::{self, ClassView};
use super::history::{Book, History};
use super::own::Own;
use super::past;
use super::rounds::{self, YearView};
use super::seen::{self, Seen};
use super::visit::{self, VisitView};
use crate::model::*;
use crate::output::{Made, OutputTree};
use crate::render::view;
use crate::render::{Context, Fact, Frame, PageKind, Still};
use crate::words::Words;
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// What every page carries alike, as HTML: the phrases of results, and what one can do.
pub(super) type Foot = OnceLock<Result<[String; 2], String>>;

#[derive(Serialize)]
struct ObjectView<'b> {
    who: String,
    standing: Answer,
    classes: Vec<ClassView>,
    facts: Vec<Fact>,
    visits: Vec<VisitView<'b>>,
    years: Vec<YearView>,
    past: Vec<Fact>,
    replies: Vec<Fact>,
    /// Number of the credit code and the permit, to look up elsewhere.
    elsewhere: Vec<Fact>,
    about: About,
    phrases: &'b str,
    foot: &'b str,
}

/// Sentences of the foot that name the bureau.
#[derive(Serialize)]
struct FootView {
    phrases: Vec<PhraseView>,
    complain: String,
    duty: Vec<Fact>,
    error: String,
    reply: String,
}

#[derive(Serialize)]
struct PhraseView {
    phrase: String,
    meaning: String,
    next: String,
}

pub(super) fn add<'a>(context: &'a Context<'a>, gathered: &Arc<Gathered<'a>>, tree: &mut OutputTree<'a>) {
    for id in context.standings().told_of() {
        let path = super::address(context, id);
        let (all, file) = (Arc::clone(gathered), path.clone());
        tree.add(&path, move || all.book.file(&file, &all.owns.own(id, &file), make));
        let path = badge::path(id);
        if badge::shown(context, &seen::of(&gathered.book, &gathered.owns.own(id, &path))).is_some() {
            let (all, file) = (Arc::clone(gathered), path.clone());
            tree.add(&path, move || all.book.file(&file, &all.owns.own(id, &file), picture));
        }
    }
}

/// `badges/ID.svg`.
fn picture(context: &Still<'_>, book: &Book<'_>, own: &Own<'_>) -> Result<Made, String> {
    let name = name(own.id, book.history(own.id));
    let mark = badge::of(context, name, &seen::of(book, own)).ok_or_else(|| format!("no badge of {}", own.id))?;
    Ok(mark.svg().into_bytes().into())
}

/// The name in the registry, else on the latest list, else the number.
fn name<'h>(id: &'h ObjectId, history: &'h History<'_>) -> &'h str {
    history.object.map(|object| object.name.as_str()).or(history.listed_as).unwrap_or(id.as_str())
}

fn make(context: &Still<'_>, book: &Book<'_>, own: &Own<'_>) -> Result<Made, String> {
    let (words, id, path, history) = (context.words, own.id, own.path, book.history(own.id));
    let name = name(id, history);
    let seen = seen::of(book, own);
    let mark = badge::of(context, name, &seen);
    let classes = history.object.map(|object| class::of(context, book, own, object)).unwrap_or_default();
    let page = about::Page { id, name, path, history, rows: own.rows, seen: &seen, mark: mark.as_ref() };
    let foot = book.foot.get_or_init(|| {
        let view = foot_view(context);
        let part = |template: &str| {
            let bytes = context.bare(path, template, &view)?;
            Ok::<String, String>(String::from_utf8_lossy(&bytes).trim().to_owned())
        };
        Ok([part("object-phrases.html")?, part("object-foot.html")?])
    });
    let [phrases, foot] = foot.as_ref().map_err(Clone::clone)?;
    let view = ObjectView {
        who: who(words, history.object, &classes),
        standing: answer::tell(context, book, history, &seen),
        facts: facts(context, id, history),
        visits: visits(context, book, own, &seen),
        years: rounds::tell(context, book, history, path)?,
        past: past::tell(context, book, history),
        replies: own.rows.words.iter().map(|row| reply(words, row)).collect(),
        elsewhere: elsewhere(context, history.object),
        about: about::tell(context, book, &page),
        phrases,
        foot,
        classes,
    };
    let frame = Frame {
        title: name.to_owned(),
        kind: PageKind::List,
        column: "objects",
        description: view.standing.says.first().cloned().unwrap_or_default(),
        published_at: None,
        trail: vec![context.column_step("objects")],
    };
    context.page(path, "object.html", &frame, &view)
}

pub(super) fn visits<'b>(
    context: &'b Still<'_>,
    book: &'b Book<'b>,
    own: &Own<'b>,
    seen: &[Seen<'b>],
) -> Vec<VisitView<'b>> {
    let mut number = seen.iter().filter(|seen| seen.exempt.is_some()).count();
    let mut views = Vec::with_capacity(seen.len());
    for one in seen {
        views.push(visit::tell(context, book, own, one, (number, views.is_empty())));
        number -= usize::from(one.exempt.is_some());
    }
    views
}

/// `大交镇的一般排污单位。2026年计划：每季度至少抽查5%。`
fn who(words: &Words, object: Option<&Object>, classes: &[ClassView]) -> String {
    let Some(object) = object else { return words.get("object-page.who-gone") };
    let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
    let names = names.join(&words.get("show.comma"));
    let key = if classes.is_empty() { "object-page.who-bare" } else { "object-page.who" };
    let mut text = words.fill(key, [("town", object.town.as_str()), ("classes", &names)]);
    if let [only] = classes {
        text.push_str(&only.rate);
    }
    text
}

/// Words of the object that belong to no draw.
pub(super) fn reply(words: &Words, row: &Reply) -> Fact {
    Fact::new(view::minute(Some(row.published_at), words), row.text.clone())
}

fn foot_view(context: &Still<'_>) -> FootView {
    let (words, bureau) = (context.words, &context.site.config.bureau);
    let phones = [
        ("complaints", bureau.complaint_phone.as_str()),
        ("phone", bureau.phone.as_str()),
        ("office", bureau.office.as_str()),
    ];
    let phrase = |phrase: &Phrase| {
        let key = view::phrase_key(phrase);
        PhraseView {
            phrase: context.phrase(phrase),
            meaning: words.get(&format!("phrase-meaning.{key}")),
            next: words.get(&format!("object-page.next.{key}")),
        }
    };
    let duty = [("bureau", &bureau.name), ("office", &bureau.office), ("phone", &bureau.phone)];
    let duty = duty.into_iter().filter(|(_, value)| !value.is_empty());
    FootView {
        phrases: Phrase::FIVE.iter().map(phrase).collect(),
        complain: words.fill("object.complain", phones),
        duty: duty
            .map(|(key, value)| Fact::new(words.get(&format!("object-page.duty.{key}")), value.clone()))
            .collect(),
        error: words.fill("object-page.error", phones),
        reply: words.fill("object.reply", phones),
    }
}

fn facts(context: &Still<'_>, id: &ObjectId, history: &History<'_>) -> Vec<Fact> {
    let words = context.words;
    let fact = |label: &str, value: String| Fact::new(words.get(&format!("object.label.{label}")), value);
    let mut facts = vec![Fact::code(words.get("object.label.id"), id.to_string())];
    let Some(object) = history.object else { return facts };
    facts.push(fact("town", object.town.clone()));
    if !object.elements.is_empty() {
        facts.push(fact("elements", object.elements.join(&words.get("show.comma"))));
    }
    facts.extend(object.deadline.map(|deadline| fact("deadline", context.period(deadline))));
    if object.source != object.id.as_str() {
        facts.push(source(context, object));
    }
    let status = format!("show.status.{}", status_key(object.status));
    facts.push(fact("status", words.get(&status)));
    facts.push(fact("registered", view::day(Some(object.registered), words)));
    facts
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Suspended => "suspended",
        Status::Closed => "closed",
    }
}

/// The pollution source several objects share: the object that bears its number if there is one.
fn source(context: &Still<'_>, object: &Object) -> Fact {
    let label = context.words.get("object.label.source");
    let note = context.words.get("object-page.source-note");
    match context.site.objects.get(object.source.as_str()) {
        Some(other) => Fact::new(label, other.name.clone()).to(context.object_page(&other.id)).note(note),
        None => Fact::code(label, object.source.clone()).note(note),
    }
}

/// Numbers under which other public systems tell of the object.
fn elsewhere(context: &Still<'_>, object: Option<&Object>) -> Vec<Fact> {
    let words = context.words;
    let code = object.and_then(|object| object.code.clone());
    let permit = object.and_then(|object| object.permit.clone());
    let fact = |key: &str, value: Option<String>| {
        let label = words.get(&format!("object.label.{key}"));
        Some(Fact::code(label, value?).note(words.get(&format!("object-page.elsewhere.{key}"))))
    };
    [fact("code", code), fact("permit", permit)].into_iter().flatten().collect()
}
