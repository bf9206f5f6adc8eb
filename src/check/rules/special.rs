//! The special list and what a superior body has checked: R29, R29a, R30.

use super::{With, finding};
use crate::check::special::{SpecialGround, SpecialList, special_list};
use crate::model::{Class, Finding, ObjectId, Period, RuleState, SuperiorPolicy, Time, Verb};
use crate::site::{DrawRecord, DrawState, Site};
use chrono::Datelike;
use std::collections::BTreeSet;

/// The draw of a quarter's special list that stands.
fn draw(site: &Site, quarter: Period) -> Option<&DrawRecord> {
    let stands = |d: &&DrawRecord| !d.state.is_void();
    site.draws.values().filter(stands).find(|d| d.class == Class::Special && d.period == quarter)
}

fn end(quarter: Period) -> Time {
    quarter.last_day().and_hms_opt(23, 59, 59).expect("a second before midnight exists")
}

/// The list of a quarter as it was frozen, or as it stood at the quarter's end.
pub(super) fn list_at_end(site: &Site, quarter: Period) -> SpecialList {
    let moment = draw(site, quarter).and_then(|draw| draw.times.committed).unwrap_or_else(|| end(quarter));
    special_list(site, quarter, moment)
}

/// Quarters of the years with a plan that have begun.
fn quarters(site: &Site) -> Vec<Period> {
    let all = super::years(site).into_iter().flat_map(|year| (1..=4).map(move |n| Period::quarter(year, n)));
    all.filter(|quarter| quarter.first_day() <= site.as_of).collect()
}

/// R29, compute: who is special in a quarter follows from events alone.
pub(super) fn r29(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for quarter in quarters(site) {
        let list = list_at_end(site, quarter);
        let row = finding("R29", Verb::Compute, RuleState::Met, quarter, "R29.list");
        found.push(row.with("period", quarter).with("count", list.len()));
        for (object, grounds) in &list {
            for ground in grounds {
                if let SpecialGround::Event { late: true, document, decided, .. } = ground {
                    let row = finding("R29", Verb::Warn, RuleState::Remark, object, "R29.recorded-late");
                    found.push(row.with("document", document).with("day", decided).with("period", quarter));
                }
            }
        }
    }
    found
}

/// R29a, publish: how many left the list without having been inspected.
pub(super) fn r29a(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for quarter in quarters(site).into_iter().filter(|quarter| quarter.last_day() < site.as_of) {
        let list = list_at_end(site, quarter);
        if list.is_empty() {
            continue;
        }
        let next: BTreeSet<_> = special_list(site, quarter.next(), end(quarter.next())).into_keys().collect();
        let drawn: BTreeSet<_> = site
            .draws
            .values()
            .filter(|d| d.period == quarter && matches!(d.state, DrawState::Revealed | DrawState::Lost))
            .flat_map(|d| d.drawn.iter().map(|row| &row.object))
            .collect();
        let outside: BTreeSet<_> =
            site.exempt.iter().filter(|v| Period::quarter_of(v.visited) == quarter).map(|v| &v.object).collect();
        let seen = |id: &&ObjectId| drawn.contains(id) || outside.contains(id);
        let unseen = list.keys().filter(|id| !next.contains(*id) && !seen(id)).count();
        let row = finding("R29a", Verb::Publish, RuleState::Remark, quarter, "R29a.unseen");
        found.push(row.with("period", quarter).with("count", unseen).with("all", list.len()));
    }
    found
}

/// R30, refuse: only a clean check of the same year excludes; every exclusion is listed.
pub(super) fn r30(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for check in site.superior.iter().filter(|check| check.result != "未发现问题") {
        let row = finding("R30", Verb::Refuse, RuleState::Remark, &check.object, "R30.not-clean");
        found.push(row.with("body", &check.body).with("document", &check.document).with("result", &check.result));
    }
    for year in super::years(site) {
        let rows = site
            .draws
            .values()
            .filter(|draw| draw.period.year == year)
            .flat_map(|draw| draw.excluded.iter().filter(|row| row.rule == "superior-checked"));
        let objects: BTreeSet<_> = rows.map(|row| &row.id).collect();
        let clean = site.superior.iter().filter(|c| c.date.year() == year && c.result == "未发现问题").count();
        let policy = super::plans::newest(site, year).map(|plan| plan.superior_checked);
        let none = policy == Some(SuperiorPolicy::Include) && objects.is_empty();
        let text = if none { "R30.included" } else { "R30.excluded" };
        let row = finding("R30", Verb::Publish, RuleState::Remark, year, text);
        found.push(row.with("count", objects.len()).with("clean", clean));
    }
    found
}
