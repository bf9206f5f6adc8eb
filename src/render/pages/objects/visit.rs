//! One visit on an object's page, or being drawn without one: what was found, what that means, what happened day by day, what
//! is open, and the object's own word beside it. In: a [`Seen`]. Out: [`VisitView`].

use super::answer::result_badges;
use super::history::{Book, stratum_words};
use super::own::{Own, Rows};
use super::seen::{Lot, Seen, Stage};
use crate::model::*;
use crate::render::view::{self, Badge, Link};
use crate::render::{Fact, Still, item_page};
use crate::site::DrawState;
use crate::words::Words;
use serde::Serialize;

/// A box of the page.
#[derive(Serialize)]
pub(super) struct VisitView<'b> {
    /// Anchor.
    id: String,
    title: String,
    mark: &'static str,
    /// Whether it is closed until asked for: an older visit with nothing open.
    folded: bool,
    badges: Vec<Badge>,
    /// What was found and what it means.
    meaning: String,
    /// The items with a problem, in words.
    found: Option<String>,
    /// What comes next, while it is open.
    next: Option<String>,
    /// Day by day.
    events: Vec<Event>,
    answers: Vec<Answer<'b>>,
    papers: Option<String>,
    remarks: Vec<Remark>,
    replies: Vec<Fact>,
    /// Whether a result is public that the object may answer.
    answerable: bool,
}

#[derive(Serialize)]
struct Event {
    day: String,
    text: String,
    link: Option<Link>,
    notes: Vec<String>,
    /// Whether it happened.
    done: bool,
    #[serde(skip)]
    at: Day,
}

#[derive(Serialize)]
struct Answer<'b> {
    item: &'b str,
    href: String,
    answer: &'b str,
}

/// What a rule says about this visit, and the bureau's reason or the place for it.
#[derive(Serialize)]
struct Remark {
    badge: Badge,
    text: String,
    reason: String,
}

impl VisitView<'_> {
    /// As a part of a page that many objects share: under an anchor of the object's own, closed until asked for, without the way to
    /// the part of a page of one's own that tells how to answer.
    pub(super) fn within(self, object: &str) -> Self {
        Self { id: format!("{object}-{}", self.id), folded: true, answerable: false, ..self }
    }
}

/// Anchor of the box of a draw.
pub(super) fn anchor(draw: &DrawId) -> String {
    format!("v-{draw}")
}

/// The box of one time. `number`: of an exempt visit, counted from the oldest. `latest`: whether it stands first.
pub(super) fn tell<'b>(
    context: &'b Still<'_>,
    book: &'b Book<'b>,
    own: &Own<'b>,
    seen: &Seen<'b>,
    (number, latest): (usize, bool),
) -> VisitView<'b> {
    let words = context.words;
    let (id, rows) = (own.id, own.rows);
    let draw = seen.lot.map(|lot| &lot.draw.id);
    let told = matches!(seen.stage(), Stage::Told(_));
    let subject = match (draw, seen.exempt) {
        (Some(draw), _) => format!("{draw}/{id}"),
        (None, visit) => visit.map(|visit| visit.id.clone()).unwrap_or_default(),
    };
    let findings = rows.findings.get(subject.as_str()).map(Vec::as_slice).unwrap_or_default();
    let answers: &[ItemAnswer] =
        draw.filter(|_| told).and_then(|draw| rows.answers.get(draw)).copied().unwrap_or_default();
    let papers = draw.filter(|_| told).and_then(|draw| rows.documents.get(draw)).copied();
    let (day, kind) = (
        seen.day().map(|day| day.to_string()),
        words.get(if seen.exempt.is_some() { "object-page.visit.exempt" } else { "object-page.visit.random" }),
    );
    VisitView {
        id: seen.lot.map_or_else(|| format!("e-{number}"), |lot| anchor(&lot.draw.id)),
        title: match day {
            Some(day) => words.fill("object-page.visit.title", [("day", day.as_str()), ("kind", kind.as_str())]),
            None => words.get("object-page.visit.no-visit"),
        },
        mark: mark(seen),
        folded: !latest && !seen.is_open(),
        badges: result_badges(context, seen),
        meaning: meaning(context, seen),
        found: found(book, answers, words),
        next: seen.is_open().then(|| next(context, seen)).flatten(),
        events: events(context, own, seen, findings),
        answers: answers.iter().map(|answer| answer_view(book, answer)).collect(),
        papers: papers.map(|papers| paper_words(words, papers)),
        remarks: remarks(context, own, &subject, seen.row, findings),
        replies: draw.map(|draw| replies(words, rows, draw)).unwrap_or_default(),
        answerable: matches!(seen.stage(), Stage::Told(_) | Stage::Withheld(_)),
    }
}

fn mark(seen: &Seen<'_>) -> &'static str {
    match seen.stage() {
        _ if seen.is_open() => "open",
        Stage::Told(phrase) if phrase.is_problem() => "mended",
        Stage::Told(Phrase::Clean) => "clean",
        _ => "quiet",
    }
}

fn meaning(context: &Still<'_>, seen: &Seen<'_>) -> String {
    let words = context.words;
    match seen.stage() {
        Stage::Told(phrase) => words.get(&format!("phrase-meaning.{}", view::phrase_key(phrase))),
        Stage::Withheld(ground) => {
            words.fill("object.result.withheld", [("ground", context.withheld(ground).as_str())])
        }
        Stage::Pending => words.get("object.result.pending"),
        Stage::Unseen => words.get("object.result.no-record"),
        Stage::Merged => {
            let other = seen.lot.and_then(|lot| lot.merged).unwrap_or_default();
            let title = DrawId::parse(other).ok().and_then(|id| context.site.draws.get(&id));
            let title = title.map_or_else(|| other.to_owned(), |draw| view::draw_title(context, draw));
            words.fill("object-page.visit.merged", [("draw", title.as_str())])
        }
    }
}

fn next(context: &Still<'_>, seen: &Seen<'_>) -> Option<String> {
    let Stage::Told(phrase) = seen.stage() else { return None };
    Some(context.words.get(&format!("object-page.next.{}", view::phrase_key(phrase))))
}

/// `查了3项，发现问题的是：甲、乙。`
fn found(book: &Book<'_>, answers: &[ItemAnswer], words: &Words) -> Option<String> {
    let bad = answers.iter().filter(|answer| answer.answer == "发现问题");
    let names: Vec<&str> = bad.map(|answer| item_name(book, answer)).collect();
    let all = answers.iter().filter(|answer| answer.answer != "不涉及").count().to_string();
    let list = names.join(&words.get("show.comma"));
    let key = if names.is_empty() { "object-page.visit.found-none" } else { "object-page.visit.found" };
    (!answers.is_empty()).then(|| words.fill(key, [("all", all.as_str()), ("items", list.as_str())]))
}

fn item_name<'b>(book: &'b Book<'_>, answer: &'b ItemAnswer) -> &'b str {
    book.items.get(&answer.item).copied().unwrap_or(answer.item.as_str())
}

fn answer_view<'b>(book: &'b Book<'_>, answer: &'b ItemAnswer) -> Answer<'b> {
    Answer { item: item_name(book, answer), href: item_page(&answer.item), answer: &answer.answer }
}

fn event(at: Option<Day>, text: String) -> Option<Event> {
    let at = at?;
    Some(Event { day: at.to_string(), text, link: None, notes: Vec::new(), done: true, at })
}

/// What happened, the earliest first; at the end what is still to come.
fn events(context: &Still<'_>, own: &Own<'_>, seen: &Seen<'_>, findings: &[&Finding]) -> Vec<Event> {
    let (words, id) = (context.words, own.id);
    let told = matches!(seen.stage(), Stage::Told(_));
    let mut all: Vec<Event> = Vec::new();
    all.extend(seen.lot.and_then(|lot| lot_event(context, &lot)));
    all.extend(visit_event(context, id, seen));
    let determined = seen.exempt.map_or_else(|| seen.row.and_then(|row| row.determined), |visit| visit.determined);
    all.extend(event(determined, words.get("object-page.event.determined")));
    all.extend(publication(words, seen, findings));
    if let Some(row) = seen.row.filter(|_| told) {
        all.extend(penalty(words, row));
    }
    for step in seen.steps {
        let note = step.note.iter().cloned().collect();
        all.extend(event(Some(step.date), step.state.clone()).map(|one| Event { notes: note, ..one }));
    }
    let corrections = seen.lot.and_then(|lot| own.rows.corrections.get(&lot.draw.id));
    for row in corrections.into_iter().flatten() {
        all.extend(correction(words, row));
    }
    all.sort_by_key(|one| one.at);
    all.extend(to_come(words, seen, findings));
    all
}

/// What was put right, from what to what, and why.
fn correction(words: &Words, row: &Correction) -> Option<Event> {
    let key = if row.new.is_empty() { "withdrawn" } else { "corrected" };
    let field = view::field_word(&row.field, words);
    let args = [("field", field.as_str()), ("old", &row.old), ("new", &row.new), ("reason", &row.reason)];
    let note = words.fill(&format!("object-page.event.{key}-what"), args);
    let text = words.get(&format!("object-page.event.{key}"));
    event(Some(row.published_at.date()), text).map(|one| Event { notes: vec![note], ..one })
}

fn lot_event(context: &Still<'_>, lot: &Lot<'_>) -> Option<Event> {
    let words = context.words;
    let times = lot.draw.times;
    let drawn =
        times.sealed.or(times.committed).or(times.ended).map_or(lot.draw.period.first_day(), |time| time.date());
    let (stratum, rank) = (stratum_words(lot.stratum, context), lot.rank.to_string());
    let place = words.fill("object.rank", [("rank", rank.as_str()), ("stratum", stratum.as_str())]);
    let mut one = event(Some(drawn), words.get("object-page.event.drawn"))?;
    one.link = Some(view::draw_link(context, lot.draw));
    one.notes = vec![place];
    // Without its time the draw is told by its period alone.
    if times.sealed.or(times.committed).or(times.ended).is_none() {
        one.day = context.period(lot.draw.period);
    }
    Some(one)
}

fn visit_event(context: &Still<'_>, id: &ObjectId, seen: &Seen<'_>) -> Option<Event> {
    let words = context.words;
    let method = seen.exempt.map(|visit| visit.method).or_else(|| seen.row.and_then(|row| row.method));
    let key = match method {
        Some(Method::Paper) => "method.paper",
        Some(Method::Site) => "method.site",
        None => "object-page.event.visited",
    };
    let mut notes = Vec::new();
    if let Some(visit) = seen.exempt {
        let (number, text) = (visit.ground.to_string(), words.get(&format!("show.exempt.{}", visit.ground)));
        notes.push(words.fill("object.exempt-ground", [("n", number.as_str()), ("text", text.as_str())]));
        notes.extend(visit.reason.as_ref().map(|reason| labelled(words, &words.get("show.reason"), reason)));
    }
    if let Some(lot) = seen.lot {
        let team = view::team(context, lot.team);
        notes.push(labelled(words, &words.get("object.label.team"), &team));
        notes.extend(substitutions(context, &lot, id));
    }
    if let Some(row) = seen.row.filter(|row| !row.agency.is_empty()) {
        notes.push(labelled(words, &words.get("object.label.agency"), &row.agency));
    }
    match seen.day() {
        Some(day) => event(Some(day), words.get(key)).map(|one| Event { notes, ..one }),
        None if seen.stage() == Stage::Unseen => Some(Event {
            day: words.get("object-page.event.not-yet"),
            text: words.get("object-page.event.visit-due"),
            link: None,
            notes,
            done: false,
            at: Day::MAX,
        }),
        None => None,
    }
}

fn labelled(words: &Words, label: &str, value: &str) -> String {
    format!("{label}{}{value}", words.get("frame.colon"))
}

/// The day the result came out, beside the last day allowed where a rule speaks of it (R37).
fn publication(words: &Words, seen: &Seen<'_>, findings: &[&Finding]) -> Option<Event> {
    if !matches!(seen.stage(), Stage::Told(_) | Stage::Withheld(_)) {
        return None;
    }
    let at = seen.published()?;
    let due = due(findings).map(|day| words.fill("object-page.event.due", [("day", day.to_string().as_str())]));
    let (key, minute) =
        (if matches!(seen.stage(), Stage::Told(_)) { "published" } else { "withheld" }, view::minute(Some(at), words));
    let text = words.get(&format!("object-page.event.{key}"));
    event(Some(at.date()), text).map(|one| Event { day: minute, notes: due.into_iter().collect(), ..one })
}

fn due(findings: &[&Finding]) -> Option<Day> {
    findings.iter().find(|finding| finding.rule == "R37").and_then(|finding| finding.due)
}

/// What has to come next.
fn to_come(words: &Words, seen: &Seen<'_>, findings: &[&Finding]) -> Option<Event> {
    let (key, notes) = match seen.stage() {
        Stage::Pending => {
            let due = due(findings).map(|day| words.fill("object-page.event.due", [("day", day.to_string().as_str())]));
            ("result-due", vec![due.unwrap_or_else(|| words.get("object-page.event.after-determined"))])
        }
        Stage::Told(_) if seen.is_open() => {
            let since = seen.published().map_or_else(|| words.get("show.none"), |at| at.date().to_string());
            ("mending-due", vec![words.fill("object-page.event.open-since", [("day", since.as_str())])])
        }
        _ => return None,
    };
    let text = words.get(&format!("object-page.event.{key}"));
    Some(Event { day: words.get("object-page.event.not-yet"), text, link: None, notes, done: false, at: Day::MAX })
}

fn penalty(words: &Words, row: &Visit) -> Option<Event> {
    let number = row.penalty.as_deref()?;
    let mut notes = vec![number.to_owned()];
    if let Some(fine) = row.fine {
        notes.push(words.fill("object-page.event.fine", [("fine", fine.to_string().as_str())]));
    }
    event(row.penalty_date, words.get("object-page.event.penalty")).map(|one| Event { notes, ..one })
}

fn substitutions(context: &Still<'_>, lot: &Lot<'_>, id: &ObjectId) -> Vec<String> {
    if !matches!(lot.draw.state, DrawState::Revealed | DrawState::Lost) {
        return Vec::new();
    }
    let words = context.words;
    let one = |id: &InspectorId| view::team(context, std::slice::from_ref(id));
    let rows = lot.draw.substitutions.iter().filter(|row| &row.object == id);
    rows.map(|row| {
        let to = row.to.as_ref().map_or_else(|| words.get("show.nobody"), one);
        let (from, ground) = (one(&row.from), words.get(&format!("show.substitution.{}", row.ground)));
        let args = [("from", from.as_str()), ("to", to.as_str()), ("ground", ground.as_str())];
        labelled(words, &words.get("object.label.substitution"), &words.fill("object.substitution", args))
    })
    .collect()
}

fn paper_words(words: &Words, papers: &Documents) -> String {
    let all =
        [(papers.form, "form"), (papers.signed, "signed"), (papers.record, "record"), (papers.inquiry, "inquiry")];
    let there = all.iter().filter(|(there, _)| *there).map(|(_, name)| words.get(&format!("show.paper.{name}")));
    let list = there.collect::<Vec<_>>().join(&words.get("show.comma"));
    if list.is_empty() { words.get("show.none") } else { list }
}

fn remarks(
    context: &Still<'_>,
    own: &Own<'_>,
    subject: &str,
    row: Option<&Visit>,
    findings: &[&Finding],
) -> Vec<Remark> {
    let words = context.words;
    // The box says itself what is withheld and why (R38).
    let silent =
        |finding: &Finding| finding.rule == "R38" || matches!(finding.state, RuleState::Met | RuleState::Pending);
    let shown = findings.iter().filter(|finding| !silent(finding));
    let mut remarks: Vec<Remark> = shown
        .map(|finding| Remark {
            badge: view::rule_badge(finding.state, words),
            text: view::finding_text(finding, words),
            reason: finding.reason.clone().unwrap_or_else(|| words.get("show.no-reason")),
        })
        .collect();
    if row.is_some_and(|row| row.direct) {
        let reason = own.rows.reasons.get(subject).map(|text| (*text).to_owned());
        remarks.push(Remark {
            badge: Badge { kind: "note", text: words.get("show.direct") },
            text: words.get("object.direct"),
            reason: reason.unwrap_or_else(|| words.get("show.no-reason")),
        });
    }
    remarks
}

fn replies(words: &Words, rows: &Rows<'_>, draw: &DrawId) -> Vec<Fact> {
    let rows = rows.replies.get(draw).map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(|row| Fact::new(view::minute(Some(row.published_at), words), row.text.clone())).collect()
}
