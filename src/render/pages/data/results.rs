//! Rows of results and of what follows a visit. A value that is withheld or not yet published never enters a row; the
//! row itself stays.

use super::is_public;
use super::plans::method_word;
use super::registry::{day, yes};
use super::specs::Part;
use crate::model::{DrawId, ObjectId, Phrase, RuleState, Time, Visit, Withheld, write_minute};
use crate::render::Context;
use crate::site::{DrawState, Site};
use chrono::Datelike;
use std::collections::BTreeSet;

fn minute(time: Option<Time>) -> String {
    time.map(write_minute).unwrap_or_default()
}

/// Pairs of draw and object whose drawing is public, in the order of their ids.
fn public_pairs(site: &Site) -> BTreeSet<(&DrawId, &ObjectId)> {
    let mut pairs = BTreeSet::new();
    for draw in site.draws.values() {
        match draw.state {
            DrawState::Revealed | DrawState::Lost => {
                pairs.extend(draw.drawn.iter().map(|drawn| (&draw.id, &drawn.object)));
            }
            DrawState::Sealed => pairs.extend(draw.slips.iter().map(|slip| (&draw.id, &slip.object))),
            _ => {}
        }
    }
    pairs
}

fn year_of(site: &Site, draw: &DrawId) -> Option<i32> {
    site.draws.get(draw).map(|record| record.period.year)
}

/// Whether what the visit found may be told.
fn is_open(site: &Site, draw: &DrawId, object: &ObjectId) -> bool {
    is_public(site, draw, object)
        && site
            .visits
            .get(&(draw.clone(), object.clone()))
            .is_some_and(|visit| visit.withheld.is_none() && visit.published_at.is_some())
}

fn years<'a>(site: &'a Site, draws: impl IntoIterator<Item = &'a DrawId>) -> Vec<Part> {
    let years: BTreeSet<i32> = draws.into_iter().filter_map(|draw| year_of(site, draw)).collect();
    years.into_iter().map(Part::Year).collect()
}

/// Years that have a draw whose outcome is public, in part at least.
pub(super) fn result_years(site: &Site) -> Vec<Part> {
    years(site, public_pairs(site).into_iter().map(|(draw, _)| draw))
}

pub(super) fn results(context: &Context<'_>, part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    public_pairs(site)
        .into_iter()
        .filter(|(draw, _)| year_of(site, draw).map(Part::Year) == Some(part))
        .map(|(draw, object)| result(context, draw, object, site.visits.get(&(draw.clone(), object.clone()))))
        .collect()
}

fn result(context: &Context<'_>, draw: &DrawId, object: &ObjectId, visit: Option<&Visit>) -> Vec<String> {
    let open = visit.filter(|visit| visit.withheld.is_none() && visit.published_at.is_some());
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    vec![
        draw.to_string(),
        object.to_string(),
        day(visit.and_then(|visit| visit.visited)),
        day(visit.and_then(|visit| visit.determined)),
        minute(visit.and_then(|visit| visit.published_at)),
        open.and_then(|visit| visit.result.as_ref()).map(Phrase::zh).unwrap_or_default().to_owned(),
        visit.and_then(|visit| visit.withheld).map(Withheld::zh).unwrap_or_default().to_owned(),
        context.object_name(object),
        visit.and_then(|visit| visit.method).map(method_word).unwrap_or_default().to_owned(),
        visit.map(|visit| visit.agency.clone()).unwrap_or_default(),
        text(open.and_then(|visit| visit.penalty.as_ref())),
        day(open.and_then(|visit| visit.penalty_date)),
        open.and_then(|visit| visit.fine).map(|fine| fine.to_string()).unwrap_or_default(),
        visit.map(|visit| yes(visit.direct)).unwrap_or_default(),
    ]
}

/// Years that have answers to items.
pub(super) fn answer_years(site: &Site) -> Vec<Part> {
    years(site, site.answers.keys().filter(|(draw, object)| is_open(site, draw, object)).map(|(draw, _)| draw))
}

pub(super) fn answers(context: &Context<'_>, part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let open = site
        .answers
        .iter()
        .filter(|((draw, object), _)| year_of(site, draw).map(Part::Year) == Some(part) && is_open(site, draw, object));
    open.flat_map(|((draw, object), answers)| {
        let row = |answer: &crate::model::ItemAnswer| {
            vec![draw.to_string(), object.to_string(), answer.item.to_string(), answer.answer.clone()]
        };
        answers.iter().map(row)
    })
    .collect()
}

pub(super) fn documents(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let open = site.documents.iter().filter(|((draw, object), _)| is_open(site, draw, object));
    open.map(|((draw, object), papers)| {
        let mut row = vec![draw.to_string(), object.to_string()];
        row.extend([papers.form, papers.signed, papers.record, papers.inquiry].map(yes));
        row
    })
    .collect()
}

pub(super) fn followups(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let open = site.followups.iter().filter(|((draw, object), _)| is_open(site, draw, object));
    open.flat_map(|((draw, object), steps)| {
        let row = |step: &crate::model::FollowUp| {
            vec![
                draw.to_string(),
                object.to_string(),
                step.date.to_string(),
                step.state.clone(),
                step.note.clone().unwrap_or_default(),
                write_minute(step.published_at),
            ]
        };
        steps.iter().map(row)
    })
    .collect()
}

pub(super) fn corrections(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let open = site.corrections.iter().filter(|correction| is_open(site, &correction.draw, &correction.object));
    open.map(|correction| {
        vec![
            correction.draw.to_string(),
            correction.object.to_string(),
            correction.field.clone(),
            correction.old.clone(),
            correction.new.clone(),
            correction.reason.clone(),
            write_minute(correction.published_at),
        ]
    })
    .collect()
}

/// Years that have exempt visits.
pub(super) fn exempt_years(site: &Site) -> Vec<Part> {
    let years: BTreeSet<i32> = site.exempt.iter().map(|visit| visit.visited.year()).collect();
    years.into_iter().map(Part::Year).collect()
}

pub(super) fn exempt(context: &Context<'_>, part: Part) -> Vec<Vec<String>> {
    let of_year = context.site.exempt.iter().filter(|visit| Part::Year(visit.visited.year()) == part);
    let row = |visit: &crate::model::ExemptVisit| {
        let open = visit.withheld.is_none() && visit.published_at.is_some();
        vec![
            visit.object.to_string(),
            visit.visited.to_string(),
            visit.ground.to_string(),
            visit.id.clone(),
            context.object_name(&visit.object),
            visit.reason.clone().unwrap_or_default(),
            method_word(visit.method).to_owned(),
            day(visit.determined),
            minute(visit.published_at),
            visit.result.as_ref().filter(|_| open).map(Phrase::zh).unwrap_or_default().to_owned(),
            visit.withheld.map(Withheld::zh).unwrap_or_default().to_owned(),
        ]
    };
    of_year.map(row).collect()
}

/// Findings about something that is done, in time or late. What is pending or overdue depends on the day somebody looks
/// and stands on the compliance page only.
pub(super) fn findings(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let done = context
        .site
        .findings
        .iter()
        .filter(|finding| matches!(finding.state, RuleState::Met | RuleState::Late) && finding.done.is_some());
    done.map(|finding| {
        vec![
            finding.rule.to_owned(),
            finding.subject.clone(),
            if finding.state == RuleState::Late { "late" } else { "met" }.to_owned(),
            day(finding.due),
            day(finding.done),
            finding.reason.clone().unwrap_or_default(),
        ]
    })
    .collect()
}

pub(super) fn reasons(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let row = |reason: &crate::model::Reason| {
        vec![reason.rule.clone(), reason.subject.clone(), reason.text.clone(), write_minute(reason.published_at)]
    };
    context.site.reasons.iter().map(row).collect()
}

pub(super) fn replies(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let shown =
        site.replies.iter().filter(|reply| reply.draw.as_ref().is_none_or(|draw| is_public(site, draw, &reply.object)));
    let row = |reply: &crate::model::Reply| {
        let draw = reply.draw.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![reply.object.to_string(), draw, reply.text.clone(), write_minute(reply.published_at)]
    };
    shown.map(row).collect()
}

pub(super) fn pushes(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let row = |push: &crate::model::Push| vec![push.kind.clone(), push.subject.clone(), push.date.to_string()];
    context.site.pushes.iter().map(row).collect()
}
