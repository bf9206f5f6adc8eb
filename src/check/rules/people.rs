//! The two registries: R15 to R18, R20, R21.

use super::{With, finding};
use crate::model::{Class, Finding, InspectorId, Object, RuleState, Status, Verb};
use crate::site::{DrawState, Site};
use chrono::Datelike;
use std::collections::{BTreeMap, BTreeSet};

/// R15, publish: how many objects each class has.
pub(super) fn r15(site: &Site) -> Vec<Finding> {
    let row = |class: Class| {
        let count = site.objects.values().filter(|object| object.classes.contains(&class)).count();
        finding("R15", Verb::Publish, RuleState::Remark, class.zh(), "R15.count").with("count", count)
    };
    [Class::General, Class::Key, Class::Project, Class::Joint].into_iter().map(row).collect()
}

/// R16, publish: what is suspended or closed stands with a dated change.
pub(super) fn r16(site: &Site) -> Vec<Finding> {
    let dated: BTreeSet<&str> =
        site.changes.iter().filter(|c| c.field == "status").map(|c| c.subject.as_str()).collect();
    let mut found: Vec<Finding> = site
        .objects
        .values()
        .filter(|object| object.status != Status::Active && !dated.contains(object.id.as_str()))
        .map(|object| finding("R16", Verb::Warn, RuleState::Broken, &object.id, "R16.undated"))
        .collect();
    let mut years: BTreeMap<i32, usize> = BTreeMap::new();
    for change in &site.changes {
        *years.entry(change.date.year()).or_default() += 1;
    }
    found.extend(years.into_iter().map(|(year, count)| {
        finding("R16", Verb::Publish, RuleState::Remark, year, "R16.changes").with("count", count)
    }));
    found
}

/// R17, refuse: registry data are whole. Wrong codes and doubled ids are refused when the table is read; what looks like one
/// firm under two names is told here.
pub(super) fn r17(site: &Site) -> Vec<Finding> {
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let mut names: BTreeMap<String, &Object> = BTreeMap::new();
    let mut found = Vec::new();
    for object in site.objects.values() {
        if object.code.is_none() && object.permit.is_none() {
            found.push(finding("R17", Verb::Warn, RuleState::Remark, &object.id, "R17.no-code"));
        }
        if let Some(first) = names.insert(plain(&object.name), object) {
            let row = finding("R17", Verb::Warn, RuleState::Remark, &object.id, "R17.same-name");
            found.push(row.with("other", &first.id));
        }
    }
    if found.is_empty() {
        let all = site.objects.len();
        found.push(finding("R17", Verb::Refuse, RuleState::Met, site.as_of.year(), "R17.whole").with("count", all));
    }
    found
}

/// R18, refuse: only inspectors with a valid certificate are sent.
pub(super) fn r18(site: &Site) -> Vec<Finding> {
    let expired = site.inspectors.values().filter(|inspector| inspector.valid_to < site.as_of);
    let mut found: Vec<Finding> = expired
        .map(|inspector| {
            let row = finding("R18", Verb::Refuse, RuleState::Remark, &inspector.id, "R18.expired");
            row.with("day", inspector.valid_to)
        })
        .collect();
    let valid = site.inspectors.values().filter(|inspector| inspector.valid_to >= site.as_of).count();
    found.push(finding("R18", Verb::Refuse, RuleState::Met, site.as_of.year(), "R18.valid").with("count", valid));
    found
}

/// Revealed assignments of a year by inspector, after substitutions.
fn loads(site: &Site, year: i32) -> BTreeMap<&InspectorId, u32> {
    let open = site.draws.values().filter(|d| matches!(d.state, DrawState::Revealed | DrawState::Lost));
    let mut loads = BTreeMap::new();
    for id in open.filter(|d| d.period.year == year).flat_map(|d| &d.drawn).flat_map(|drawn| &drawn.final_team) {
        *loads.entry(id).or_insert(0) += 1;
    }
    loads
}

/// R20, compute: visits per inspector and year, from revealed draws.
pub(super) fn r20(site: &Site) -> Vec<Finding> {
    let row = |year: i32| {
        let loads = loads(site, year);
        let mut counts: Vec<u32> = site.inspectors.keys().map(|id| loads.get(id).copied().unwrap_or(0)).collect();
        counts.sort_unstable();
        let (least, most) = (counts.first().copied().unwrap_or(0), counts.last().copied().unwrap_or(0));
        let middle = counts.get(counts.len() / 2).copied().unwrap_or(0);
        let row = finding("R20", Verb::Compute, RuleState::Remark, year, "R20.loads");
        row.with("least", least).with("middle", middle).with("most", most)
    };
    super::years(site).into_iter().map(row).collect()
}

/// R21, refuse: auxiliary persons never count towards the two.
pub(super) fn r21(site: &Site) -> Vec<Finding> {
    let auxiliary: BTreeSet<&str> = site.auxiliary.iter().map(|person| person.id.as_str()).collect();
    let draws = site.draws.values().filter(|d| matches!(d.state, DrawState::Revealed | DrawState::Lost));
    let mut found: Vec<Finding> = draws
        .filter(|draw| draw.drawn.iter().flat_map(|d| &d.final_team).any(|id| auxiliary.contains(id.as_str())))
        .map(|draw| finding("R21", Verb::Refuse, RuleState::Broken, &draw.id, "R21.counted"))
        .collect();
    if found.is_empty() {
        let count = site.auxiliary.len();
        found.push(finding("R21", Verb::Refuse, RuleState::Met, site.as_of.year(), "R21.apart").with("count", count));
    }
    found
}
