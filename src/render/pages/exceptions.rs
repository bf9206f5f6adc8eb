//! exceptions/: everything that did not go the usual way, on one page, each with why and when. In: the checked county. Out:
//! `exceptions/index.html`. A kind of exception that never happened says so. Nothing of a draw still sealed is told.

use super::exempt;
use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Draws, Link};
use crate::render::{Context, Frame, PageKind, object_page};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;

/// Rows shown of one kind; the count tells the rest.
const SHOWN: usize = 200;

#[derive(Serialize)]
struct View {
    as_of: String,
    /// Kinds that happened.
    sections: Vec<Section>,
    /// Kinds that never did.
    never: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    anchor: &'static str,
    title: String,
    about: String,
    count: usize,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    subject: Vec<Link>,
    text: String,
    /// Why; of what wants a reason and has none, the words that say so.
    why: Option<String>,
    /// When; empty where nothing was due on a day.
    day: String,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("exceptions/index.html", move || {
        let view = view(context);
        // What never happened adds nothing.
        let total: usize = view.sections.iter().map(|section| section.count).sum();
        let frame = Frame {
            title: context.words.get("exceptions.title"),
            kind: PageKind::List,
            column: "exceptions",
            description: context.say("exceptions.description", [("total", total.to_string().as_str())]),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("exceptions/index.html", "exceptions.html", &frame, &view)
    });
}

fn view(context: &Context<'_>) -> View {
    let draws = Draws::new(context.site);
    let section = |anchor: &'static str, mut rows: Vec<Row>| {
        let count = rows.len();
        rows.truncate(SHOWN);
        Section {
            anchor,
            title: context.words.get(&format!("exceptions.{anchor}.title")),
            about: context.words.get(&format!("exceptions.{anchor}.about")),
            count,
            rows,
        }
    };
    let all = vec![
        section("void", ended(context, DrawState::Void)),
        section("unopened", ended(context, DrawState::VoidUnopened)),
        section("lost", ended(context, DrawState::Lost)),
        section("shortfall", ended(context, DrawState::Shortfall)),
        section("late", late(context, &draws)),
        section("overridden", overridden(context, &draws)),
        section("substituted", substituted(context)),
        section("direct", direct(context, &draws)),
        section("ninth", ninth(context)),
        section("withheld", withheld(context, &draws)),
        section("corrected", corrections(context, &draws, false)),
        section("withdrawn", corrections(context, &draws, true)),
    ];
    let (sections, never) = all.into_iter().partition(|section| section.count > 0);
    View { as_of: view::day(Some(context.site.as_of), context.words), sections, never }
}

fn object(context: &Context<'_>, draw: &DrawRecord, id: &ObjectId) -> Vec<Link> {
    vec![view::object_link(context.site, id, view::listed_name(draw, id)), view::draw_link(context, draw)]
}

fn ended(context: &Context<'_>, state: DrawState) -> Vec<Row> {
    let draws = context.site.draws.values().filter(|draw| draw.state == state);
    let row = |draw: &DrawRecord| {
        let time = draw.times.ended.or(draw.times.committed);
        let (text, why) = match &draw.ended_because {
            Some((code, note)) => {
                let key = format!("show.ended.{code}");
                let known = if context.words.has(&key) { context.words.get(&key) } else { code.clone() };
                (known, Some(note.clone()).filter(|note| !note.is_empty()))
            }
            None => (view::draw_badge(state, context.words).text, None),
        };
        Row { subject: vec![view::draw_link(context, draw)], text, why, day: view::minute(time, context.words) }
    };
    draws.map(row).collect()
}

fn late(context: &Context<'_>, draws: &Draws<'_>) -> Vec<Row> {
    let late = |finding: &&Finding| matches!(finding.state, RuleState::Late | RuleState::Overdue | RuleState::Broken);
    let findings = context.site.findings.iter().filter(late).filter(|finding| draws.shows_subject(&finding.subject));
    let row = |finding: &Finding| Row {
        subject: exempt::subject(context, &finding.subject),
        text: view::finding_text(finding, context.words),
        why: Some(finding.reason.clone().unwrap_or_else(|| context.words.get("show.no-reason"))),
        day: finding.due.map(|due| view::day(Some(due), context.words)).unwrap_or_default(),
    };
    findings.map(row).collect()
}

/// Reasons published for something that no finding calls late or broken: a 原则上 rule was set aside.
fn overridden(context: &Context<'_>, draws: &Draws<'_>) -> Vec<Row> {
    let late = |reason: &Reason| {
        context.site.findings.iter().any(|finding| {
            finding.rule == reason.rule
                && finding.subject == reason.subject
                && matches!(finding.state, RuleState::Late | RuleState::Overdue | RuleState::Broken)
        })
    };
    let direct = |reason: &Reason| {
        reason.subject.split_once('/').is_some_and(|(draw, object)| {
            match (DrawId::parse(draw), ObjectId::parse(object)) {
                (Ok(draw), Ok(object)) => context.site.visits.get(&(draw, object)).is_some_and(|visit| visit.direct),
                _ => false,
            }
        })
    };
    let reasons = context.site.reasons.iter().filter(|reason| draws.shows_subject(&reason.subject));
    let row = |reason: &Reason| {
        let title = context.words.get(&format!("rules.{}.title", reason.rule));
        Row {
            subject: view::subject(context, &reason.subject),
            text: context.say("exceptions.rule", [("rule", reason.rule.as_str()), ("title", title.as_str())]),
            why: Some(reason.text.clone()),
            day: view::minute(Some(reason.published_at), context.words),
        }
    };
    reasons.filter(|reason| !late(reason) && !direct(reason)).map(row).collect()
}

fn substituted(context: &Context<'_>) -> Vec<Row> {
    let open = context.site.draws.values().filter(|draw| matches!(draw.state, DrawState::Revealed | DrawState::Lost));
    let mut rows = Vec::new();
    for draw in open {
        for change in &draw.substitutions {
            let from = context.inspector(&change.from, None);
            let to =
                change.to.as_ref().map_or_else(|| context.words.get("show.nobody"), |to| context.inspector(to, None));
            rows.push(Row {
                subject: object(context, draw, &change.object),
                text: context.say("exceptions.replaced", [("from", from.as_str()), ("to", to.as_str())]),
                why: Some(context.words.get(&format!("show.substitution.{}", change.ground))),
                day: view::minute(draw.times.ended, context.words),
            });
        }
    }
    rows
}

fn direct(context: &Context<'_>, draws: &Draws<'_>) -> Vec<Row> {
    let rows = draws.visits(context.site).filter(|visit| visit.direct).filter_map(|visit| {
        let draw = draws.get(&visit.draw)?.draw;
        let subject = format!("{}/{}", visit.draw, visit.object);
        let reason = context.site.reasons.iter().find(|reason| reason.subject == subject);
        Some(Row {
            subject: object(context, draw, &visit.object),
            text: context.words.get("object.direct"),
            why: Some(reason.map_or_else(|| context.words.get("show.no-reason"), |reason| reason.text.clone())),
            day: view::day(visit.visited, context.words),
        })
    });
    rows.collect()
}

fn ninth(context: &Context<'_>) -> Vec<Row> {
    let visits = context.site.exempt.iter().filter(|visit| visit.ground == 9);
    let row = |visit: &ExemptVisit| {
        let link = view::object_link(context.site, &visit.object, None);
        Row {
            subject: vec![Link { href: object_page(&visit.object), text: link.text }],
            text: context.words.get("show.exempt.9"),
            why: Some(visit.reason.clone().unwrap_or_else(|| context.words.get("show.no-reason"))),
            day: view::day(Some(visit.visited), context.words),
        }
    };
    visits.map(row).collect()
}

fn withheld(context: &Context<'_>, draws: &Draws<'_>) -> Vec<Row> {
    let rows = draws.visits(context.site).filter_map(|visit| {
        let ground = context.withheld(visit.withheld?);
        let draw = draws.get(&visit.draw)?.draw;
        Some(Row {
            subject: object(context, draw, &visit.object),
            text: context.words.get("show.withheld"),
            why: Some(ground),
            day: view::day(visit.determined, context.words),
        })
    });
    rows.collect()
}

/// A correction that leaves nothing in the place is a withdrawal.
fn corrections(context: &Context<'_>, draws: &Draws<'_>, withdrawn: bool) -> Vec<Row> {
    let shown = context.site.corrections.iter().filter(|row| row.new.is_empty() == withdrawn);
    let rows = shown.filter(|row| draws.shows(&row.draw, &row.object)).filter_map(|row| {
        let draw = draws.get(&row.draw)?.draw;
        let field = view::field_word(&row.field, context.words);
        let key = if withdrawn { "exceptions.withdrew" } else { "exceptions.changed" };
        let args = [("field", field.as_str()), ("old", row.old.as_str()), ("new", row.new.as_str())];
        Some(Row {
            subject: object(context, draw, &row.object),
            text: context.say(key, args),
            why: Some(row.reason.clone()),
            day: view::minute(Some(row.published_at), context.words),
        })
    });
    rows.collect()
}
