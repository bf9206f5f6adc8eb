//! One draw on the page of one object: was it listed, with what chance, was it drawn, what came of it. In: a stand of the
//! [`Book`]. Out: [`LotView`]. While a draw is sealed the words are the same for the drawn and the others.

use super::history::{Book, Stand, stratum_words};
use crate::model::*;
use crate::render::view::{self, Badge, Fate, Link};
use crate::render::{Context, Fact, draw_page, item_page};
use crate::site::{DrawRecord, DrawState};
use crate::words::Words;
use serde::Serialize;
use std::borrow::Cow;

/// A draw, as one object's page tells it.
#[derive(Serialize)]
struct LotView<'b> {
    link: Link,
    badge: &'b Badge,
    /// Whether it could be drawn and whether it was.
    fate: String,
    /// Short word of the fate for lists: `drawn`, `not-drawn`, `sealed`, `waiting`, `excluded`, `absent`, `ended`.
    mark: &'static str,
    chance: Option<&'b str>,
    visit: Option<VisitView<'b>>,
}

/// What came of being drawn.
#[derive(Serialize)]
struct VisitView<'b> {
    facts: Vec<Fact>,
    result: Option<Badge>,
    /// What the phrase means, or why there is none.
    meaning: String,
    answers: Vec<Answer<'b>>,
    papers: Vec<String>,
    steps: Vec<String>,
    open: bool,
    remarks: Vec<Remark>,
    corrections: Vec<String>,
    replies: Vec<Fact>,
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

/// Tells one stand as the HTML of its section; none where the draw is not shown. Thousands of objects that were listed and not
/// drawn share one text for a stratum. Errors: the template engine's own words.
pub(super) fn tell<'b>(
    context: &'b Context<'_>,
    book: &'b Book<'b>,
    id: &'b ObjectId,
    stand: (usize, Stand<'b>),
    path: &str,
) -> Option<Result<Cow<'b, str>, String>> {
    let alike = match stand.1 {
        Stand::Roster(row, fate) if !fate.is_public() => Some(row.stratum.as_str()),
        Stand::Absent => Some(""),
        Stand::Roster(..) | Stand::Excluded(_) => None,
    };
    let make = || {
        let view = lot_view(context, book, id, stand).ok_or_else(|| format!("no draw {}", stand.0 + 1))?;
        let bytes = context.bare(path, "object-lot.html", &view)?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    };
    let own = alike.and_then(|stratum| book.shared.get(stand.0)?.alike.iter().find(|(name, _)| *name == stratum));
    Some(match own {
        Some((_, shared)) => shared.get_or_init(make).as_deref().map(Cow::Borrowed).map_err(Clone::clone),
        None => make().map(Cow::Owned),
    })
}

fn lot_view<'b>(
    context: &'b Context<'_>,
    book: &'b Book<'b>,
    id: &'b ObjectId,
    (place, stand): (usize, Stand<'b>),
) -> Option<LotView<'b>> {
    let words = context.words;
    let shared = book.shared.get(place)?;
    let facts = book.draws.get(shared.id)?;
    let link = Link { href: draw_page(shared.id.as_str()), text: shared.title.clone() };
    let (mark, fate, chance, fate_known) = match stand {
        Stand::Absent => ("absent", words.get("object.fate.absent"), None, None),
        Stand::Excluded(row) => {
            let rule = words.get(&format!("object.excluded.{}", row.rule));
            let text =
                words.fill("object.fate.excluded", [("rule", rule.as_str()), ("evidence", row.evidence.as_str())]);
            ("excluded", text, None, None)
        }
        Stand::Roster(row, fate) => {
            let (mark, text) = fate_words(facts.draw, fate, words);
            (mark, text, shared.chance.get(&row.stratum).map(String::as_str), Some(fate))
        }
    };
    let visit = match fate_known {
        Some(Fate::Drawn(drawn)) => {
            Some(visit(context, book, facts.draw, id, (&drawn.stratum, drawn.rank, &drawn.final_team)))
        }
        Some(Fate::Opened(slip)) => Some(visit(context, book, facts.draw, id, (&slip.stratum, slip.rank, &slip.team))),
        _ => None,
    };
    Some(LotView { link, badge: &shared.badge, fate, mark, chance, visit })
}

fn fate_words(draw: &DrawRecord, fate: Fate<'_>, words: &Words) -> (&'static str, String) {
    let (mark, key) = match fate {
        Fate::Waiting => ("waiting", "object.fate.waiting"),
        Fate::Embargoed => ("sealed", "object.fate.sealed"),
        Fate::Opened(_) => ("drawn", "object.fate.opened"),
        Fate::Drawn(_) => ("drawn", "object.fate.drawn"),
        Fate::NotDrawn => ("not-drawn", "object.fate.not-drawn"),
        Fate::Ended if draw.state == DrawState::Shortfall => ("ended", "object.fate.shortfall"),
        Fate::Ended => ("ended", "object.fate.void"),
    };
    (mark, words.get(key))
}

fn visit<'b>(
    context: &'b Context<'_>,
    book: &'b Book<'b>,
    draw: &'b DrawRecord,
    id: &'b ObjectId,
    (stratum, rank, team): (&str, u32, &[InspectorId]),
) -> VisitView<'b> {
    let (site, words) = (context.site, context.words);
    let key = (draw.id.clone(), id.clone());
    let row = site.visits.get(&key);
    let told = row.is_some_and(view::is_published);
    let subject = format!("{}/{}", draw.id, id);
    let findings = book.findings.get(subject.as_str()).map(Vec::as_slice).unwrap_or_default();
    let mut facts = vec![fact(words, "rank", {
        let stratum = stratum_words(stratum, context);
        words.fill("object.rank", [("rank", rank.to_string().as_str()), ("stratum", stratum.as_str())])
    })];
    facts.push(fact(words, "team", view::team(context, team)));
    facts.extend(substitutions(context, draw, id));
    if let Some(row) = row {
        facts.extend(days(words, row, findings));
        if told {
            facts.extend(penalty(words, row));
        }
    }
    let (result, meaning) = outcome(context, row);
    let answers = site.answers.get(&key).filter(|_| told).map(Vec::as_slice).unwrap_or_default();
    let steps = site.followups.get(&key).filter(|_| told).map(Vec::as_slice).unwrap_or_default();
    VisitView {
        facts,
        result,
        meaning,
        answers: answers.iter().map(|answer| answer_view(book, answer)).collect(),
        papers: site.documents.get(&key).filter(|_| told).map(|papers| paper_words(words, papers)).unwrap_or_default(),
        steps: steps.iter().map(|step| step_words(words, step)).collect(),
        open: told && row.is_some_and(|row| view::is_open(row, steps)),
        remarks: remarks(context, &subject, row, findings),
        corrections: corrections(words, book, &draw.id, id),
        replies: replies(words, book, &draw.id, id),
    }
}

fn fact(words: &Words, label: &str, value: String) -> Fact {
    Fact::new(words.get(&format!("object.label.{label}")), value)
}

fn days(words: &Words, row: &Visit, findings: &[&Finding]) -> Vec<Fact> {
    let mut facts = vec![fact(words, "visited", view::day(row.visited, words))];
    if let Some(method) = row.method {
        let key = if method == Method::Site { "method.site" } else { "method.paper" };
        facts.push(fact(words, "method", words.get(key)));
    }
    facts.push(fact(words, "determined", view::day(row.determined, words)));
    if let Some(due) = findings.iter().find(|finding| finding.rule == "R37").and_then(|finding| finding.due) {
        facts.push(fact(words, "due", view::day(Some(due), words)));
    }
    facts.push(fact(words, "published", view::minute(row.published_at, words)));
    facts.push(fact(words, "agency", row.agency.clone()));
    facts
}

fn penalty(words: &Words, row: &Visit) -> Option<Fact> {
    let number = row.penalty.as_deref()?;
    let day = view::day(row.penalty_date, words);
    let text = match row.fine {
        Some(fine) => words.fill(
            "object.penalty-fine",
            [("number", number), ("day", day.as_str()), ("fine", fine.to_string().as_str())],
        ),
        None => words.fill("object.penalty", [("number", number), ("day", day.as_str())]),
    };
    Some(fact(words, "penalty", text))
}

fn substitutions(context: &Context<'_>, draw: &DrawRecord, id: &ObjectId) -> Vec<Fact> {
    if !matches!(draw.state, DrawState::Revealed | DrawState::Lost) {
        return Vec::new();
    }
    let words = context.words;
    let rows = draw.substitutions.iter().filter(|row| &row.object == id);
    rows.map(|row| {
        let from = view::team(context, std::slice::from_ref(&row.from));
        let to = row
            .to
            .as_ref()
            .map_or_else(|| words.get("show.nobody"), |to| view::team(context, std::slice::from_ref(to)));
        let ground = words.get(&format!("show.substitution.{}", row.ground));
        let args = [("from", from.as_str()), ("to", to.as_str()), ("ground", ground.as_str())];
        fact(words, "substitution", words.fill("object.substitution", args))
    })
    .collect()
}

/// The result as badge and what it means; without one, why there is none.
fn outcome(context: &Context<'_>, row: Option<&Visit>) -> (Option<Badge>, String) {
    let words = context.words;
    let Some(row) = row else { return (None, words.get("object.result.no-record")) };
    if let Some(ground) = row.withheld {
        let badge = view::withheld_badge(words);
        let ground = context.withheld(ground);
        return (Some(badge), words.fill("object.result.withheld", [("ground", ground.as_str())]));
    }
    match (&row.result, row.published_at, row.visited) {
        (Some(phrase), Some(_), _) => (
            Some(view::phrase_badge(context, phrase)),
            words.get(&format!("phrase-meaning.{}", view::phrase_key(phrase))),
        ),
        (_, _, Some(_)) => (None, words.get("object.result.pending")),
        (_, _, None) => (None, words.get("object.result.not-visited")),
    }
}

fn answer_view<'b>(book: &'b Book<'b>, answer: &'b ItemAnswer) -> Answer<'b> {
    let item = book.items.get(&answer.item).copied().unwrap_or(answer.item.as_str());
    Answer { item, href: item_page(&answer.item), answer: &answer.answer }
}

fn paper_words(words: &Words, papers: &Documents) -> Vec<String> {
    let all =
        [(papers.form, "form"), (papers.signed, "signed"), (papers.record, "record"), (papers.inquiry, "inquiry")];
    all.iter().filter(|(there, _)| *there).map(|(_, name)| words.get(&format!("show.paper.{name}"))).collect()
}

fn step_words(words: &Words, step: &FollowUp) -> String {
    let date = view::day(Some(step.date), words);
    match &step.note {
        Some(note) => words.fill(
            "object.step-note",
            [("date", date.as_str()), ("state", step.state.as_str()), ("note", note.as_str())],
        ),
        None => words.fill("object.step", [("date", date.as_str()), ("state", step.state.as_str())]),
    }
}

fn remarks(context: &Context<'_>, subject: &str, row: Option<&Visit>, findings: &[&Finding]) -> Vec<Remark> {
    let (site, words) = (context.site, context.words);
    let shown = findings.iter().filter(|finding| !matches!(finding.state, RuleState::Met | RuleState::Pending));
    let mut remarks: Vec<Remark> = shown
        .map(|finding| Remark {
            badge: view::rule_badge(finding.state, words),
            text: view::finding_text(finding, words),
            reason: finding.reason.clone().unwrap_or_else(|| words.get("show.no-reason")),
        })
        .collect();
    if row.is_some_and(|row| row.direct) {
        let reason = site.reasons.iter().find(|reason| reason.subject == subject).map(|reason| reason.text.clone());
        remarks.push(Remark {
            badge: Badge { kind: "note", text: words.get("show.direct") },
            text: words.get("object.direct"),
            reason: reason.unwrap_or_else(|| words.get("show.no-reason")),
        });
    }
    remarks
}

fn corrections<'b>(words: &Words, book: &'b Book<'b>, draw: &'b DrawId, id: &'b ObjectId) -> Vec<String> {
    let rows = book.corrections.get(&(draw, id)).map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(|row| view::correction_text(row, words)).collect()
}

fn replies<'b>(words: &Words, book: &'b Book<'b>, draw: &'b DrawId, id: &'b ObjectId) -> Vec<Fact> {
    let rows = book.replies.get(&(draw, id)).map(Vec::as_slice).unwrap_or_default();
    rows.iter().map(|row| Fact::new(view::minute(Some(row.published_at), words), row.text.clone())).collect()
}
