//! How often, by whom and how objects are visited: R2, R3, R5, R6, R11, R28.

use super::{With, finding, percent, years};
use crate::model::{Finding, ItemId, Method, RuleState, Verb, Visit};
use crate::site::{DrawRecord, DrawState, Site};
use chrono::Datelike;
use std::collections::BTreeMap;

/// Whether it is public that the object was drawn.
pub(super) fn is_open(site: &Site, visit: &Visit) -> bool {
    site.draws.get(&visit.draw).is_some_and(|draw| match draw.state {
        DrawState::Revealed | DrawState::Lost => true,
        _ => draw.slips.iter().any(|slip| slip.object == visit.object),
    })
}

/// Visits of draws of a year whose being drawn is public; a merged one counts once, for the draw whose team went.
fn visits(site: &Site, year: i32) -> impl Iterator<Item = &Visit> {
    site.visits
        .values()
        .filter(move |v| v.visited.is_some_and(|day| day.year() == year) && is_open(site, v) && !is_merged(site, v))
}

fn is_merged(site: &Site, visit: &Visit) -> bool {
    let rows = site.draws.get(&visit.draw).map_or(&[][..], |draw| &draw.substitutions);
    rows.iter().any(|row| row.object == visit.object && row.ground == "merged-visit")
}

/// R2, publish and warn: visits outside the draw by ground; ground 9 needs a written reason.
pub(super) fn r2(site: &Site) -> Vec<Finding> {
    let mut counts: BTreeMap<(i32, u8), usize> = BTreeMap::new();
    let mut found = Vec::new();
    for visit in &site.exempt {
        *counts.entry((visit.visited.year(), visit.ground)).or_default() += 1;
        if visit.ground == 9 && visit.reason.as_deref().unwrap_or("").trim().is_empty() {
            found.push(finding("R2", Verb::Warn, RuleState::Broken, &visit.id, "R2.no-reason").with("id", &visit.id));
        }
    }
    found.extend(counts.into_iter().map(|((year, ground), count)| {
        let row = finding("R2", Verb::Publish, RuleState::Remark, year, "R2.count");
        row.with("ground", ground).with("count", count)
    }));
    found
}

/// R3, compute: the share of visits that lots decided.
pub(super) fn r3(site: &Site) -> Vec<Finding> {
    let row = |year: i32| {
        let random = visits(site, year).count();
        let other = site.exempt.iter().filter(|visit| visit.visited.year() == year).count();
        let row = finding("R3", Verb::Compute, RuleState::Remark, year, "R3.share");
        row.with("random", random).with("other", other).with("share", percent(random, random + other))
    };
    years(site).into_iter().map(row).collect()
}

/// R5, warn: nobody is sent where paper would do, and no more people than needed.
pub(super) fn r5(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for plan in &site.plans {
        let subject = format!("{}-v{}", plan.year, plan.version);
        for task in plan.tasks.iter().filter(|task| !task.methods.contains(&Method::Paper)) {
            let on_paper = |id: &ItemId| site.items.iter().any(|i| i.id == *id && i.methods.contains(&Method::Paper));
            for item in task.items.iter().filter(|id| on_paper(id)) {
                let row = finding("R5", Verb::Warn, RuleState::Remark, &subject, "R5.paper");
                found.push(row.with("task", &task.name).with("item", item));
            }
        }
    }
    for draw in site.draws.values() {
        let people = draw.commit.as_ref().map_or(0, |commit| commit.slots.len());
        if people > site.config.rules.max_inspectors as usize {
            let row = finding("R5", Verb::Warn, RuleState::Remark, &draw.id, "R5.people");
            found.push(row.with("people", people).with("most", site.config.rules.max_inspectors));
        }
    }
    for year in years(site) {
        let on_site = visits(site, year).filter(|visit| visit.method == Some(Method::Site)).count();
        let row = finding("R5", Verb::Compute, RuleState::Remark, year, "R5.visits");
        found.push(row.with("count", on_site));
    }
    found
}

/// R6, compute: one visit answers all its items.
pub(super) fn r6(site: &Site) -> Vec<Finding> {
    let row = |year: i32| {
        let mine = site
            .answers
            .iter()
            .filter(|((draw, _), _)| site.draws.get(draw).is_some_and(|record| record.period.year == year));
        let open = mine.filter(|(key, _)| site.visits.get(*key).is_some_and(|visit| is_open(site, visit)));
        let (count, items) = open.fold((0, 0), |(n, sum), (_, answers)| (n + 1, sum + answers.len()));
        let tenths = (items * 10).checked_div(count).unwrap_or(0);
        let row = finding("R6", Verb::Compute, RuleState::Remark, year, "R6.items");
        row.with("visits", count).with("items", format!("{}.{}", tenths / 10, tenths % 10))
    };
    years(site).into_iter().map(row).collect()
}

/// R11, compute: an object drawn twice in a quarter is visited once.
pub(super) fn r11(site: &Site) -> Vec<Finding> {
    let open: Vec<&DrawRecord> =
        site.draws.values().filter(|d| matches!(d.state, DrawState::Revealed | DrawState::Lost)).collect();
    let mut places: BTreeMap<(crate::model::Period, &str), Vec<&DrawRecord>> = BTreeMap::new();
    for draw in &open {
        for drawn in &draw.drawn {
            places.entry((draw.period, drawn.object.as_str())).or_default().push(draw);
        }
    }
    let twice = places.into_iter().filter(|(_, draws)| draws.len() > 1);
    twice
        .map(|((_, object), draws)| {
            let merged = draws.iter().any(|draw| {
                draw.substitutions.iter().any(|row| row.object.as_str() == object && row.ground == "merged-visit")
            });
            let (state, text) = if merged { (RuleState::Met, "R11.merged") } else { (RuleState::Broken, "R11.twice") };
            let last = draws.last().expect("two draws are not none");
            finding("R11", Verb::Warn, state, format!("{}/{object}", last.id), text).with("first", &draws[0].id)
        })
        .collect()
}

/// R28, refuse: a source is visited at most twice a year, unless it was special.
pub(super) fn r28(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for year in years(site) {
        let mut counts: BTreeMap<&str, Vec<&Visit>> = BTreeMap::new();
        for visit in visits(site, year) {
            let source = site.objects.get(&visit.object).map_or(visit.object.as_str(), |o| o.source.as_str());
            counts.entry(source).or_default().push(visit);
        }
        let special =
            |visit: &&Visit| site.draws.get(&visit.draw).is_some_and(|draw| draw.class == crate::model::Class::Special);
        let most = counts.values().map(Vec::len).max().unwrap_or(0);
        let mut kept = RuleState::Met;
        for (source, visits) in &counts {
            let ordinary = visits.iter().copied().filter(|visit| !special(visit)).count();
            if ordinary > 2 {
                kept = RuleState::Remark;
                let row = finding("R28", Verb::Refuse, RuleState::Broken, source, "R28.often");
                found.push(row.with("count", ordinary).with("year", year));
            }
        }
        found.push(finding("R28", Verb::Refuse, kept, year, "R28.most").with("most", most));
    }
    found
}
