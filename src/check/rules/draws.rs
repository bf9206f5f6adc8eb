//! Rates and the time line of draws: R22 to R26, R31, R49.

use super::{With, deadline, finding};
use crate::model::{Class, Finding, Period, RuleState, Verb};
use crate::site::{DrawRecord, DrawState, Site};
use chrono::Datelike;
use std::collections::BTreeSet;

/// What the floor asks of a class of this size, rounded up in integers.
pub fn least(class: Class, size: u32) -> u32 {
    let wanted = (u64::from(size) * u64::from(class.floor_rate())).div_ceil(10_000);
    u32::try_from(wanted).unwrap_or(u32::MAX)
}

fn stands(draw: &DrawRecord) -> bool {
    !draw.state.is_void()
}

/// Each draw of a class against its floor, and each period that has none.
fn floor(site: &Site, rule: &'static str, class: Class) -> Vec<Finding> {
    let mut found = Vec::new();
    for draw in site.draws.values().filter(|draw| draw.class == class && stands(draw)) {
        let (drawn, size) = (draw.quota_total(), draw.class_size());
        let wanted = least(class, size);
        let (state, text) = match draw.state {
            DrawState::Shortfall => (RuleState::Remark, "rate.shortfall"),
            _ if drawn >= wanted => (RuleState::Met, "rate.met"),
            _ if drawn as usize == draw.roster.len() => (RuleState::Remark, "rate.all"),
            _ => (RuleState::Broken, "rate.below"),
        };
        let row = finding(rule, Verb::Compute, state, &draw.id, text);
        found.push(row.with("drawn", drawn).with("size", size).with("wanted", wanted));
    }
    found.extend(missing(site, rule, class));
    found
}

/// Periods that are over and have no draw of a task of the plan. A special list without anybody needs none.
fn missing(site: &Site, rule: &'static str, class: Class) -> Vec<Finding> {
    let mut found = Vec::new();
    for year in super::years(site) {
        let Some(plan) = super::plans::newest(site, year) else { continue };
        for task in plan.tasks.iter().filter(|task| task.class == class) {
            let periods: Vec<Period> = match task.cycle {
                crate::model::Cycle::Quarter => (1..=4).map(|quarter| Period::quarter(year, quarter)).collect(),
                crate::model::Cycle::Year => vec![Period { year, quarter: None }],
            };
            for period in periods.into_iter().filter(|period| period.last_day() < site.as_of) {
                let has = site.draws.values().any(|d| d.class == class && d.period == period && stands(d));
                let nobody = class == Class::Special && super::special::list_at_end(site, period).is_empty();
                if !has && !nobody {
                    let row = finding(rule, Verb::Compute, RuleState::Overdue, period, "rate.missing");
                    found.push(row.with("period", period).due(Some(period.last_day())));
                }
            }
        }
    }
    found
}

/// R22, compute: general objects, at least 5 % a quarter.
pub(super) fn r22(site: &Site) -> Vec<Finding> {
    floor(site, "R22", Class::General)
}

/// R23, compute: key objects, at least 25 % a quarter, and every one once a year.
pub(super) fn r23(site: &Site) -> Vec<Finding> {
    let mut found = floor(site, "R23", Class::Key);
    for year in super::years(site) {
        let draws: Vec<&DrawRecord> =
            site.draws.values().filter(|d| d.class == Class::Key && d.period.year == year && stands(d)).collect();
        if draws.is_empty() {
            continue;
        }
        let open = |d: &&DrawRecord| matches!(d.state, DrawState::Revealed | DrawState::Lost);
        let all: BTreeSet<_> = draws.iter().flat_map(|d| d.roster.iter().map(|row| &row.id)).collect();
        // A visit on another draw of the year reaches the object as well.
        let drawn = site.draws.values().filter(|d| d.period.year == year && open(d)).flat_map(|d| &d.drawn);
        let seen: BTreeSet<_> = drawn.map(|row| &row.object).filter(|id| all.contains(id)).collect();
        let over = year < site.as_of.year()
            && draws.iter().all(|d| !matches!(d.state, DrawState::Sealed | DrawState::Committed));
        let state = match (seen.len() == all.len(), over) {
            (true, _) => RuleState::Met,
            (false, true) => RuleState::Broken,
            (false, false) => RuleState::Pending,
        };
        let row = finding("R23", Verb::Compute, state, year, "R23.year");
        found.push(row.with("seen", seen.len()).with("all", all.len()));
    }
    found
}

/// R24, compute: special objects, at least 30 % a quarter.
pub(super) fn r24(site: &Site) -> Vec<Finding> {
    floor(site, "R24", Class::Special)
}

/// R25, compute: every project of the year, within its deadline.
pub(super) fn r25(site: &Site) -> Vec<Finding> {
    let mut found = floor(site, "R25", Class::Project);
    for draw in site.draws.values().filter(|d| d.class == Class::Project && d.state == DrawState::Revealed) {
        for drawn in &draw.drawn {
            let due = site.objects.get(&drawn.object).and_then(|object| object.deadline).map(Period::last_day);
            let visit = site.visits.get(&(draw.id.clone(), drawn.object.clone()));
            let done = visit.and_then(|visit| visit.visited);
            let state = deadline(due, done, site.as_of);
            if due.is_some() && matches!(state, RuleState::Late | RuleState::Overdue) {
                let subject = format!("{}/{}", draw.id, drawn.object);
                found.push(finding("R25", Verb::Compute, state, subject, "R25.deadline").due(due).done(done));
            }
        }
    }
    found
}

/// R26, compute: every joint object once a year.
pub(super) fn r26(site: &Site) -> Vec<Finding> {
    floor(site, "R26", Class::Joint)
}

/// R31, publish: a pool smaller than what the rate asks for is told, never filled silently.
pub(super) fn r31(site: &Site) -> Vec<Finding> {
    let short = site.draws.values().filter(|draw| stands(draw) && draw.commit.is_some());
    short
        .filter(|draw| {
            let wanted = (u64::from(draw.class_size()) * u64::from(draw.rate)).div_ceil(10_000);
            (draw.roster.len() as u64) < wanted
        })
        .map(|draw| {
            let row = finding("R31", Verb::Publish, RuleState::Remark, &draw.id, "R31.short");
            row.with("roster", draw.roster.len()).with("excluded", draw.excluded.len())
        })
        .collect()
}

/// R49, publish: the draw itself. Sealed by its day, revealed by its day; an embargo ends.
pub(super) fn r49(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for draw in site.draws.values() {
        let Some(commit) = &draw.commit else { continue };
        let (due, done, texts) = match draw.state {
            DrawState::Committed => (commit.seal_by.date(), None, ["R49.to-seal", "R49.not-sealed"]),
            DrawState::Sealed => (commit.reveal_by, None, ["R49.to-reveal", "R49.not-revealed"]),
            DrawState::Revealed => {
                let done = draw.times.ended.map(|time| time.date());
                (commit.reveal_by, done.or(Some(commit.reveal_by)), ["R49.revealed", "R49.revealed-late"])
            }
            DrawState::Void | DrawState::VoidUnopened => {
                found.push(finding("R49", Verb::Publish, RuleState::Remark, &draw.id, "R49.void"));
                continue;
            }
            DrawState::Lost => {
                found.push(finding("R49", Verb::Publish, RuleState::Broken, &draw.id, "R49.lost"));
                continue;
            }
            DrawState::Shortfall => continue,
        };
        let state = deadline(Some(due), done, site.as_of);
        let late = matches!(state, RuleState::Late | RuleState::Overdue);
        let row = finding("R49", Verb::Publish, state, &draw.id, texts[usize::from(late)]);
        found.push(row.due(Some(due)).done(done));
    }
    found
}
