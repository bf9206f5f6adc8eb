//! Rows of draws, of the drawn, and of the ledger: drawn = published + pending + withheld + sealed.

use super::specs::Part;
use crate::model::{Time, write_minute};
use crate::render::{Context, Still};
use crate::site::{DrawRecord, DrawState};

fn minute(time: Option<Time>) -> String {
    time.map(write_minute).unwrap_or_default()
}

pub(super) fn draws(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    context.site.draws.values().map(draw).collect()
}

fn draw(draw: &DrawRecord) -> Vec<String> {
    let commit = draw.commit.as_ref();
    let beacons = draw.seal.as_ref().map(|seal| seal.beacons.iter().map(|beacon| beacon.value.as_str()));
    vec![
        draw.id.to_string(),
        draw.task.to_string(),
        draw.class.as_str().to_owned(),
        draw.period.to_string(),
        draw.rate.to_string(),
        draw.state.as_str().to_owned(),
        draw.plan.0.clone(),
        draw.roster.len().to_string(),
        draw.excluded.len().to_string(),
        draw.quota_total().to_string(),
        draw.drawn_count().to_string(),
        minute(draw.times.committed),
        minute(draw.times.sealed),
        minute(draw.times.ended),
        commit.map(|commit| commit.reveal_by.to_string()).unwrap_or_default(),
        draw.commit_digest.clone().unwrap_or_default(),
        draw.seed_digest.clone().unwrap_or_default(),
        draw.seal.as_ref().map(|seal| seal.tree_root.clone()).unwrap_or_default(),
        beacons.map(super::registry::list).unwrap_or_default(),
        commit.and_then(|commit| commit.replaces.as_ref()).map(ToString::to_string).unwrap_or_default(),
        draw.ended_because.as_ref().map(|(code, _)| code.clone()).unwrap_or_default(),
    ]
}

pub(super) fn drawn(context: &Still<'_>, _part: Part) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for draw in context.site.draws.values() {
        match draw.state {
            DrawState::Revealed | DrawState::Lost => drawn_of(draw, &mut rows),
            DrawState::Sealed => opened_of(context, draw, &mut rows),
            _ => {}
        }
    }
    rows
}

fn inspectors<'a>(team: impl IntoIterator<Item = &'a crate::model::InspectorId>) -> String {
    super::registry::list(team.into_iter().map(crate::model::InspectorId::as_str))
}

/// Everything a revealed or lost draw drew.
fn drawn_of(draw: &DrawRecord, rows: &mut Vec<Vec<String>>) {
    for drawn in &draw.drawn {
        rows.push(vec![
            draw.id.to_string(),
            drawn.object.to_string(),
            drawn.name.clone(),
            draw.class.as_str().to_owned(),
            draw.period.to_string(),
            drawn.stratum.clone(),
            drawn.rank.to_string(),
            drawn.ticket.clone(),
            inspectors(&drawn.team),
            inspectors(&drawn.final_team),
        ]);
    }
}

/// The opened slips of a sealed draw; the rest stays secret.
fn opened_of(context: &Still<'_>, draw: &DrawRecord, rows: &mut Vec<Vec<String>>) {
    for slip in &draw.slips {
        rows.push(vec![
            draw.id.to_string(),
            slip.object.to_string(),
            context.object_name(&slip.object),
            draw.class.as_str().to_owned(),
            draw.period.to_string(),
            slip.stratum.clone(),
            slip.rank.to_string(),
            String::new(),
            inspectors(&slip.team),
            String::new(),
        ]);
    }
}

pub(super) fn ledger(context: &Context<'_>, _part: Part) -> Vec<Vec<String>> {
    let site = context.site;
    let counted = site.draws.values().filter(|draw| draw.drawn_count() > 0);
    counted
        .map(|draw| {
            let (mut published, mut withheld, mut open) = (0, 0, 0);
            let mut count = |object| {
                open += 1;
                match site.visits.get(&(draw.id.clone(), object)) {
                    Some(visit) if visit.withheld.is_some() => withheld += 1,
                    Some(visit) if visit.published_at.is_some() && visit.result.is_some() => published += 1,
                    _ => {}
                }
            };
            match draw.state {
                DrawState::Sealed => draw.slips.iter().for_each(|slip| count(slip.object.clone())),
                _ => draw.drawn.iter().for_each(|drawn| count(drawn.object.clone())),
            }
            let drawn = draw.drawn_count();
            let numbers = [drawn, published, open - published - withheld, withheld, drawn.saturating_sub(open)];
            let mut row = vec![draw.id.to_string()];
            row.extend(numbers.map(|number| number.to_string()));
            row
        })
        .collect()
}
