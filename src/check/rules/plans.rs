//! The annual plan: R9, R10, R12, R13, R27.

use super::{With, deadline, finding, term, years};
use crate::model::{Day, Finding, ItemId, Plan, RuleState, Verb};
use crate::site::Site;
use chrono::Datelike;
use std::collections::BTreeSet;

fn subject(plan: &Plan) -> String {
    format!("{}-v{}", plan.year, plan.version)
}

/// The newest version of a year's plan.
pub(super) fn newest(site: &Site, year: i32) -> Option<&Plan> {
    site.plans.iter().filter(|plan| plan.year == year).max_by_key(|plan| plan.version)
}

/// R9, refuse: the eight columns of every task. An empty one is refused when the table is read; here the good ones count.
pub(super) fn r9(site: &Site) -> Vec<Finding> {
    let full = |plan: &Plan| {
        plan.tasks.iter().all(|task| {
            ![&task.name, &task.scope, &task.draw_time, &task.initiator, &task.guide, &task.basis]
                .iter()
                .any(|text| text.trim().is_empty())
                && !task.items.is_empty()
                && task.rate > 0
        })
    };
    let row = |plan: &Plan| {
        let (state, text) = if full(plan) { (RuleState::Met, "R9.full") } else { (RuleState::Broken, "R9.empty") };
        finding("R9", Verb::Refuse, state, subject(plan), text).with("tasks", plan.tasks.len())
    };
    site.plans.iter().map(row).collect()
}

/// R10, warn: items only grow; one that is missing needs a published reason.
pub(super) fn r10(site: &Site) -> Vec<Finding> {
    let mut found = Vec::new();
    for plan in &site.plans {
        let Some(before) = newest(site, plan.year - 1) else { continue };
        let items = |plan: &Plan| -> BTreeSet<ItemId> { plan.tasks.iter().flat_map(|t| t.items.clone()).collect() };
        let (now, then) = (items(plan), items(before));
        for gone in then.difference(&now) {
            let reason = plan.removed_items.iter().find(|(id, _)| id == gone).map(|(_, reason)| reason);
            let (state, text) = match reason {
                Some(_) => (RuleState::Remark, "R10.removed"),
                None => (RuleState::Broken, "R10.missing"),
            };
            let row = finding("R10", Verb::Warn, state, subject(plan), text).with("item", gone);
            found.push(row.with("why", reason.cloned().unwrap_or_default()));
        }
        if then.is_subset(&now) {
            found.push(finding("R10", Verb::Warn, RuleState::Met, subject(plan), "R10.kept"));
        }
    }
    found
}

/// R12, compute: the plan is made by 31 March.
pub(super) fn r12(site: &Site) -> Vec<Finding> {
    let mut years = years(site);
    let present = site.as_of.year();
    if !years.contains(&present) {
        years.push(present);
    }
    let row = |year: i32| {
        let due = Day::from_ymd_opt(year, 3, 31);
        let first = site.plans.iter().find(|plan| plan.year == year && plan.version == 1);
        let done = first.map(|plan| plan.issued);
        let state = deadline(due, done, site.as_of);
        let text = match state {
            RuleState::Met => "R12.met",
            RuleState::Late => "R12.late",
            RuleState::Pending => "R12.pending",
            _ => "R12.overdue",
        };
        let named = first.map_or_else(|| year.to_string(), subject);
        finding("R12", Verb::Compute, state, named, text).with("year", year).due(due).done(done)
    };
    years.into_iter().map(row).collect()
}

/// R13, compute: every version is public within 20 working days of its issue.
pub(super) fn r13(site: &Site) -> Vec<Finding> {
    let row = |plan: &Plan| {
        let done = plan.published_at.map(|time| time.date());
        let (last, state) = term(site, plan.issued, done);
        let text = match state {
            RuleState::Met => "R13.met",
            RuleState::Late => "R13.late",
            RuleState::Pending => "R13.pending",
            RuleState::Overdue => "R13.overdue",
            _ => "R13.unknown",
        };
        finding("R13", Verb::Compute, state, subject(plan), text).with("issued", plan.issued).due(last).done(done)
    };
    site.plans.iter().map(row).collect()
}

/// R27, publish: credit-risk classes are applied, or the reason why not.
pub(super) fn r27(site: &Site) -> Vec<Finding> {
    let text = site.config.rules.credit_classes.as_str();
    let (state, key) = match text {
        "applied" => (RuleState::Met, "R27.applied"),
        "" => (RuleState::Broken, "R27.silent"),
        _ => (RuleState::Remark, "R27.not-applied"),
    };
    vec![finding("R27", Verb::Publish, state, site.as_of.year(), key).with("why", text)]
}
