//! What goes where and how long it stays: R4, R43, R44.

use super::{With, finding, years};
use crate::model::{Finding, RuleState, Verb};
use crate::site::{DrawState, Site};
use chrono::Datelike;

/// R4, publish: what went to the provincial platform, and when.
pub(super) fn r4(site: &Site) -> Vec<Finding> {
    let plans = site.plans.iter().filter(|plan| plan.published_at.is_some());
    let subjects = plans.map(|plan| format!("{}-v{}", plan.year, plan.version));
    let draws = site.draws.values().filter(|draw| draw.state == DrawState::Revealed).map(|draw| draw.id.to_string());
    let row = |subject: String| match site.pushes.iter().find(|push| push.subject == subject) {
        Some(push) => finding("R4", Verb::Publish, RuleState::Met, subject, "R4.pushed").done(Some(push.date)),
        None => finding("R4", Verb::Publish, RuleState::Pending, subject, "R4.not-yet"),
    };
    subjects.chain(draws).map(row).collect()
}

/// R43, compute: each revealed draw has its rows in the summary table.
pub(super) fn r43(site: &Site) -> Vec<Finding> {
    let row = |year: i32| {
        let revealed = |d: &&crate::site::DrawRecord| d.period.year == year && d.state == DrawState::Revealed;
        let count = site.draws.values().filter(revealed).count();
        finding("R43", Verb::Compute, RuleState::Met, year, "R43.table").with("count", count)
    };
    years(site).into_iter().map(row).collect()
}

/// R44, refuse: a year younger than three full years stays on the site. The present year is no gap: its plan has until March.
pub(super) fn r44(site: &Site) -> Vec<Finding> {
    let all = years(site);
    let Some(first) = all.first().copied() else { return Vec::new() };
    let gap = (first..site.as_of.year()).find(|year| *year > site.as_of.year() - 3 && !all.contains(year));
    match gap {
        Some(year) => vec![finding("R44", Verb::Refuse, RuleState::Broken, year, "R44.gap").with("year", year)],
        None => vec![finding("R44", Verb::Refuse, RuleState::Met, first, "R44.kept").with("year", first)],
    }
}
