//! Items and their legal bases: R1, R7, R14.

use super::{With, finding};
use crate::model::{Basis, Finding, ItemId, Law, RuleState, Verb};
use crate::site::Site;

/// R1, refuse: no legal basis, no item list, no plan: no inspection. The draw itself is refused when its lists are frozen.
pub(super) fn r1(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for item in site.items.iter().filter(|item| item.bases.is_empty()) {
        found.push(finding("R1", Verb::Refuse, RuleState::Broken, &item.id, "R1.no-basis").with("item", &item.name));
    }
    for plan in &site.plans {
        let subject = format!("{}-v{}", plan.year, plan.version);
        let good = plan.tasks.iter().filter(|task| {
            let sound = |id: &ItemId| site.items.iter().any(|item| item.id == *id && !item.bases.is_empty());
            !task.items.is_empty() && task.items.iter().all(sound)
        });
        let (good, all) = (good.count(), plan.tasks.len());
        let state = if good == all { RuleState::Met } else { RuleState::Broken };
        let text = if good == all { "R1.plan" } else { "R1.plan-broken" };
        found.push(finding("R1", Verb::Refuse, state, subject, text).with("good", good).with("all", all));
    }
    found
}

/// R7, warn: an item the upper list does not know.
pub(super) fn r7(site: &Site) -> Vec<Finding> {
    let without = site.items.iter().filter(|item| item.upstream.is_none());
    without
        .map(|item| {
            let text = if item.example { "R7.example" } else { "R7.none" };
            finding("R7", Verb::Warn, RuleState::Remark, &item.id, text).with("item", &item.name)
        })
        .collect()
}

/// The laws that a basis names and that are no longer in force.
fn repealed<'a>(site: &'a Site, basis: &Basis) -> Option<&'a Law> {
    let fits = |law: &&Law| law.name == basis.law && (law.article.is_empty() || law.article == basis.article);
    site.laws.iter().filter(fits).find(|law| law.valid_to.is_some_and(|last| last < site.as_of))
}

/// R14, warn: an item that rests on a repealed law.
pub(super) fn r14(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for item in site.items.iter().filter(|item| item.valid_to.is_none_or(|last| last >= site.as_of)) {
        for law in item.bases.iter().filter_map(|basis| repealed(site, basis)) {
            let day = law.valid_to.map(|day| day.to_string()).unwrap_or_default();
            let by = law.replaced_by.clone().unwrap_or_default();
            let text = if by.is_empty() { "R14.repealed" } else { "R14.replaced" };
            let row = finding("R14", Verb::Warn, RuleState::Broken, &item.id, text);
            found.push(row.with("law", &law.name).with("day", day).with("by", by));
        }
    }
    found
}
