//! The draws that the plans ask for and that were not committed yet, so that a missing draw is seen. In: plans and draws.
//! Out: one row for each task and period without a draw that stands.

use super::special::special_list;
use crate::model::{Class, Cycle, Day, Period, Plan, Task, TaskId};
use crate::site::Site;
use std::collections::BTreeMap;

/// A draw that is still to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The task that asks for it.
    pub task: TaskId,
    /// Its name.
    pub name: String,
    /// The class it draws from.
    pub class: Class,
    /// For which period.
    pub period: Period,
    /// The last day of the period.
    pub due: Day,
    /// Whether that day is over.
    pub late: bool,
    /// Whether one was committed and is void.
    pub again: bool,
    /// When, in the words of the plan.
    pub when: String,
}

/// All of them, by period and task.
pub fn planned(site: &Site) -> Vec<Planned> {
    let mut newest: BTreeMap<i32, &Plan> = BTreeMap::new();
    for plan in site.plans.iter().filter(|plan| plan.published_at.is_some()) {
        let known = newest.entry(plan.year).or_insert(plan);
        if known.version < plan.version {
            *known = plan;
        }
    }
    let mut rows = Vec::new();
    for (year, plan) in newest {
        for task in &plan.tasks {
            let open = periods(year, task.cycle).into_iter().filter(|period| !has_draw(site, plan, task, *period));
            rows.extend(open.filter(|period| is_needed(site, task, *period)).map(|period| row(site, task, period)));
        }
    }
    rows.sort_by(|a, b| (a.period, &a.task).cmp(&(b.period, &b.task)));
    rows
}

fn periods(year: i32, cycle: Cycle) -> Vec<Period> {
    match cycle {
        Cycle::Quarter => (1..=4).map(|quarter| Period::quarter(year, quarter)).collect(),
        Cycle::Year => vec![Period { year, quarter: None }],
    }
}

/// Whether a draw of the task and period stands; one of the class also counts whose task an earlier version of the plan
/// named otherwise.
fn has_draw(site: &Site, plan: &Plan, task: &Task, period: Period) -> bool {
    let renamed = |id: &TaskId| plan.tasks.iter().all(|task| task.id != *id);
    site.draws
        .values()
        .filter(|draw| draw.period == period && !draw.state.is_void())
        .any(|draw| draw.task == task.id || (draw.class == task.class && renamed(&draw.task)))
}

/// A special list without anybody needs no draw (R24): so as soon as its quarter has begun, and until somebody comes onto it.
fn is_needed(site: &Site, task: &Task, period: Period) -> bool {
    let known = period.last_day().min(site.as_of).and_hms_opt(23, 59, 59);
    let has_begun = period.first_day() <= site.as_of;
    task.class != Class::Special
        || !has_begun
        || known.is_none_or(|known| !special_list(site, period, known).is_empty())
}

fn row(site: &Site, task: &Task, period: Period) -> Planned {
    let due = period.last_day();
    Planned {
        task: task.id.clone(),
        name: task.name.clone(),
        class: task.class,
        period,
        due,
        late: due < site.as_of,
        again: site.draws.values().any(|draw| draw.task == task.id && draw.period == period && draw.state.is_void()),
        when: task.draw_time.clone(),
    }
}
