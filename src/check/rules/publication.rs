//! What goes where and how long it stays: R4, R43, R44.

use super::{With, finding, years};
use crate::diag::{Diagnostic, Place};
use crate::model::{Finding, Period, RuleState, Verb};
use crate::site::{DrawState, Site};
use chrono::Datelike;
use std::collections::BTreeMap;

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

/// Full years after its end during which a year is kept (R44).
const KEPT: i32 = 3;

/// R44: years that must still be here and are not, as the log or the list of archives shows (MC1041). A version that was withdrawn from the
/// log proves nothing.
pub(super) fn lost_years(site: &Site) -> Vec<Diagnostic> {
    let mut lost: BTreeMap<(i32, &str), String> = BTreeMap::new();
    let mut note = |year: Option<i32>, kind: &'static str, proof: &str, here: &dyn Fn(i32) -> bool| {
        if let Some(year) = year.filter(|year| *year >= site.as_of.year() - KEPT && !here(*year)) {
            lost.entry((year, kind)).or_insert_with(|| proof.to_owned());
        }
    };
    let planned = |year: i32| site.plans.iter().any(|plan| plan.year == year);
    let visited = |year: i32| site.draws.values().any(|draw| draw.period.year == year);
    let exempt = |year: i32| site.exempt.iter().any(|visit| visit.visited.year() == year);
    let logged = site.log.iter().flat_map(|book| book.standing()).filter(|(_, (_, entry))| entry.is_record());
    for (path, _) in logged {
        let year = |rest: &str| rest.get(..4).and_then(|year| year.parse().ok());
        if let Some(rest) = path.strip_prefix("data/plans/") {
            note(year(rest), "plans", path, &planned);
        } else if let Some(rest) = path.strip_prefix("data/results/") {
            note(year(rest), "results", path, &visited);
        } else if let Some(rest) = path.strip_prefix("data/exempt/") {
            note(year(rest), "events", path, &exempt);
        }
    }
    for archive in &site.archives {
        let year = Period::parse(&archive.round).map(|round| round.year);
        note(year, "plans", &format!("archives.csv: {}", archive.file), &planned);
    }
    let fault = |((year, kind), proof): ((i32, &str), String)| {
        let place = Place::file(&format!("content/{kind}"));
        Diagnostic::error("MC1041", place)
            .arg("year", year)
            .arg("proof", proof)
            .arg("until", format!("{}-12-31", year + KEPT))
    };
    lost.into_iter().map(fault).collect()
}

/// R44, refuse: a year younger than three full years stays on the site. The present year is no gap: its plan has until March.
pub(super) fn r44(site: &Site) -> Vec<Finding> {
    let all = years(site);
    let Some(first) = all.first().copied() else { return Vec::new() };
    let gap = (first..site.as_of.year()).find(|year| *year >= site.as_of.year() - KEPT && !all.contains(year));
    match gap {
        Some(year) => vec![finding("R44", Verb::Refuse, RuleState::Broken, year, "R44.gap").with("year", year)],
        None => vec![finding("R44", Verb::Refuse, RuleState::Met, first, "R44.kept").with("year", first)],
    }
}
