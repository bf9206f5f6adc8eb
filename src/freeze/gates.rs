//! What must be true before lists are frozen at all: no legal basis, no item list, no plan: no inspection (R1); rates not
//! below the floor (R22 to R26); draws one after the other (protocol section 3). In: the county and what is asked. Out:
//! the task with its plan, or every refusal.

use super::history::by;
use super::{refuse, shown};
use crate::diag::{Diagnostic, Report};
use crate::model::{Basis, Class, Cycle, Day, DrawId, Item, Period, Plan, Task, TaskId, Time};
use crate::site::{DrawRecord, DrawState, Site};

const ITEMS: &str = "content/items.csv";

/// File of a plan's tasks.
fn tasks_file(plan: &Plan) -> String {
    format!("content/plans/{}/v{}/tasks.csv", plan.year, plan.version)
}

/// The newest version of a year's plan that was public at a moment.
pub fn plan_in_force(site: &Site, year: i32, moment: Time) -> Option<&Plan> {
    site.plans
        .iter()
        .filter(|plan| plan.year == year && plan.published_at.is_some_and(|at| at <= moment))
        .max_by_key(|plan| plan.version)
}

/// The task that may be drawn, with its plan. Errors: MC0701 to MC0708.
pub fn task_in_force<'a>(
    site: &'a Site,
    task: &TaskId,
    period: Period,
    moment: Time,
) -> Result<(&'a Plan, &'a Task), Report> {
    let mut report = Report::default();
    let plans = format!("content/plans/{}", period.year);
    let Some(plan) = plan_in_force(site, period.year, moment) else {
        let fault = refuse("MC0701", &plans).arg("year", period.year).arg("moment", shown(moment));
        report.push(fault);
        return Err(report);
    };
    let file = tasks_file(plan);
    let Some(found) = plan.tasks.iter().find(|row| row.id == *task) else {
        report.push(refuse("MC0702", &file).value(task.as_str()).arg("task", task).arg("version", plan.version));
        return Err(report);
    };
    let fault = |code| refuse(code, &file).arg("task", task);
    if (found.cycle == Cycle::Quarter) != period.quarter.is_some() {
        report.push(fault("MC0703").value(&period.to_string()).arg("period", period));
    }
    if found.items.is_empty() {
        report.push(fault("MC0704"));
    }
    for id in &found.items {
        let item = site.items.iter().find(|item| item.id == *id && in_list(item, moment.date()));
        match item {
            None => report.push(fault("MC0705").value(id.as_str()).arg("item", id)),
            Some(item) if !has_basis(site, item, moment.date()) => {
                report.push(refuse("MC0706", ITEMS).value(id.as_str()).arg("task", task).arg("item", id));
            }
            Some(_) => {}
        }
    }
    if found.rate < found.class.floor_rate() {
        let rates = |fault: Diagnostic| fault.arg("rate", found.rate).arg("floor", found.class.floor_rate());
        report.push(rates(fault("MC0707").value(&found.rate.to_string())));
    }
    if report.has_errors() { Err(report) } else { Ok((plan, found)) }
}

fn in_list(item: &Item, today: Day) -> bool {
    item.valid_from <= today && item.valid_to.is_none_or(|last| today <= last)
}

/// Whether at least one basis is in force: its law is not listed, or listed and not all of its rows have expired.
fn has_basis(site: &Site, item: &Item, today: Day) -> bool {
    item.bases.iter().any(|basis| in_force(site, basis, today))
}

fn in_force(site: &Site, basis: &Basis, today: Day) -> bool {
    let fits = |article: &str| article.is_empty() || article == basis.article;
    let mut rows = site.laws.iter().filter(|law| law.name == basis.law && fits(&law.article)).peekable();
    rows.peek().is_none()
        || rows
            .any(|law| law.valid_from.is_none_or(|from| from <= today) && law.valid_to.is_none_or(|last| today <= last))
}

/// Place of a draw's commitment.
pub(crate) fn folder(draw: &DrawId) -> String {
    format!("content/draws/{draw}")
}

/// A live draw of the same task and period refuses (MC0709), so does the name of another draw (MC0712) and an earlier
/// period of the class that had not ended at the moment (MC0711).
pub(crate) fn order_of_draws(
    site: &Site,
    draw: &DrawId,
    task: &Task,
    period: Period,
    moment: Time,
    report: &mut Report,
) {
    if site.draws.contains_key(draw) {
        report.push(refuse("MC0712", &folder(draw)).value(draw.as_str()).arg("draw", draw));
    }
    let same: Vec<&DrawRecord> =
        site.draws.values().filter(|other| other.task == task.id && other.period == period).collect();
    for other in same.iter().filter(|other| !other.state.is_void()) {
        let fault = refuse("MC0709", &folder(&other.id)).value(other.id.as_str());
        report.push(fault.arg("draw", &other.id).arg("task", &task.id).arg("period", period));
    }
    for other in site.draws.values().filter(|other| is_earlier(other, task.class, period)) {
        let open = matches!(other.state, DrawState::Committed | DrawState::Sealed) || !by(other.times.ended, moment);
        if open {
            report.push(refuse("MC0711", &folder(&other.id)).value(other.id.as_str()).arg("draw", &other.id));
        }
    }
}

/// `replaces` names the last void draw of the task and period, and nothing where there is none (MC0710, MC0713).
pub(crate) fn check_replaces(
    site: &Site,
    draw: &DrawId,
    task: &Task,
    period: Period,
    replaces: Option<&DrawId>,
    report: &mut Report,
) {
    let last = last_ended(site, &task.id, period).map(|other| &other.id);
    let goes_on = |id: &DrawId| {
        site.draws
            .get(id)
            .is_some_and(|other| other.task == task.id && other.period == period && !other.state.is_void())
    };
    // MC0709 says that this draw goes on; to leave out --replaces would be the wrong way out.
    if replaces.is_some_and(goes_on) {
        return;
    }
    if last != replaces {
        let name = |id: Option<&DrawId>| id.map_or_else(String::new, ToString::to_string);
        let code = if last.is_some() { "MC0710" } else { "MC0713" };
        report.push(refuse(code, &folder(draw)).value(&name(replaces)).arg("last", name(last)).arg("task", &task.id));
    }
}

fn is_earlier(other: &DrawRecord, class: Class, period: Period) -> bool {
    other.class == class && other.period.year == period.year && other.period < period
}

/// The last void draw of a task and period: the one that no other one replaces.
pub fn last_ended<'a>(site: &'a Site, task: &TaskId, period: Period) -> Option<&'a DrawRecord> {
    let void: Vec<&DrawRecord> = site
        .draws
        .values()
        .filter(|draw| draw.task == *task && draw.period == period)
        .filter(|draw| draw.state.is_void())
        .collect();
    let replaced = |id: &DrawId| {
        void.iter().any(|draw| draw.commit.as_ref().is_some_and(|commit| commit.replaces.as_ref() == Some(id)))
    };
    void.iter().copied().find(|draw| !replaced(&draw.id))
}
