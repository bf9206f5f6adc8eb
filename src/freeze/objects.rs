//! The objects of a class, each in a stratum or excluded with its evidence (protocol section 3, R24 to R30). In: the county,
//! the task, the period, the moment. Out: roster and excluded rows; every object of the class stands in one of them.

use super::history::{by, visits_of_year};
use super::{field, refuse};
use crate::check::special::special_list;
use crate::diag::Report;
use crate::draw::{ExcludedRow, RosterRow};
use crate::model::{Class, DrawId, Object, ObjectId, Period, Status, SuperiorPolicy, Task, Time};
use crate::site::Site;
use std::collections::{BTreeMap, BTreeSet};

const OBJECTS: &str = "content/registry/objects.csv";
/// What the plan calls a clean result of a superior check (R30).
const CLEAN: &str = "未发现问题";
/// Visits a year after which a source is not drawn again (R28).
const YEARLY_CAP: usize = 2;

/// Roster and excluded, sorted by id.
pub(super) fn objects(
    site: &Site,
    task: &Task,
    period: Period,
    moment: Time,
    report: &mut Report,
) -> (Vec<RosterRow>, Vec<ExcludedRow>) {
    let visits = visits_of_year(site, period.year, moment);
    let (mut roster, mut excluded) = (Vec::new(), Vec::new());
    for object in of_class(site, task, period, moment) {
        let seen = visits.get(&object.source).map_or(&[][..], Vec::as_slice);
        match exclusion(site, task, period, moment, object, seen) {
            Exclusion::None => match stratum(task.class, object, seen.len()) {
                Some(stratum) => roster.push(RosterRow {
                    id: object.id.clone(),
                    name: field(&object.name),
                    stratum,
                    tag: object.tag.clone(),
                }),
                None => report.push(refuse("MC0715", OBJECTS).value(object.id.as_str()).arg("object", &object.id)),
            },
            Exclusion::Gone => {}
            Exclusion::Unproven => {
                report.push(refuse("MC0716", OBJECTS).value(object.id.as_str()).arg("object", &object.id));
            }
            Exclusion::Because(rule, evidence) => excluded.push(ExcludedRow {
                id: object.id.clone(),
                name: field(&object.name),
                rule: rule.to_owned(),
                evidence: field(&evidence),
            }),
        }
    }
    (roster, excluded)
}

/// The objects a task is about: its group, or the class without the groups of the other tasks, less what another task's draw
/// of the same class and period already holds. A project belongs to the year of its deadline.
fn of_class<'a>(site: &'a Site, task: &Task, period: Period, moment: Time) -> Vec<&'a Object> {
    let special = match task.class {
        Class::Special => special_list(site, period, moment),
        _ => BTreeMap::new(),
    };
    let groups = other_groups(site, task, period, moment);
    let held = held_elsewhere(site, task, period, moment);
    site.objects
        .values()
        .filter(|object| match task.class {
            Class::Special => special.contains_key(&object.id),
            class => object.classes.contains(&class),
        })
        .filter(|object| object.registered <= moment.date())
        .filter(|object| match &task.group {
            Some(group) => object.elements.contains(group),
            None => !object.elements.iter().any(|element| groups.contains(element.as_str())),
        })
        .filter(|object| {
            task.class != Class::Project || object.deadline.is_none_or(|deadline| deadline.year == period.year)
        })
        .filter(|object| !held.contains(object.id.as_str()))
        .collect()
}

/// Groups that other tasks of the same class take out of the whole.
fn other_groups<'a>(site: &'a Site, task: &Task, period: Period, moment: Time) -> BTreeSet<&'a str> {
    let tasks = super::plan_in_force(site, period.year, moment).map_or(&[][..], |plan| plan.tasks.as_slice());
    tasks
        .iter()
        .filter(|other| other.id != task.id && other.class == task.class)
        .filter_map(|other| other.group.as_deref())
        .collect()
}

/// Objects that a draw of another task of the same class and period already lists (a task for late-comers has a roster of
/// its own).
fn held_elsewhere<'a>(site: &'a Site, task: &Task, period: Period, moment: Time) -> BTreeSet<&'a str> {
    let draws = site.draws.values().filter(|draw| {
        draw.task != task.id
            && (draw.class, draw.period) == (task.class, period)
            && by(draw.times.committed, moment)
            && !draw.state.is_void()
    });
    draws
        .flat_map(|draw| {
            let roster = draw.roster.iter().map(|row| row.id.as_str());
            roster.chain(draw.excluded.iter().map(|row| row.id.as_str()))
        })
        .collect()
}

fn stratum(class: Class, object: &Object, seen: usize) -> Option<String> {
    match class {
        Class::General | Class::Key => Some(if seen == 0 { "fresh" } else { "seen" }.to_owned()),
        Class::Special | Class::Joint => Some("all".to_owned()),
        Class::Project => object.deadline.filter(|deadline| deadline.quarter.is_some()).map(|d| d.to_string()),
    }
}

/// Whether an object can be drawn.
enum Exclusion {
    /// It can.
    None,
    /// It cannot: rule and evidence.
    Because(&'static str, String),
    /// It cannot, and no document shows it.
    Unproven,
    /// It left the class: it was listed as closed before.
    Gone,
}

fn exclusion(site: &Site, task: &Task, period: Period, moment: Time, object: &Object, seen: &[DrawId]) -> Exclusion {
    if object.status != Status::Active {
        let rule = if object.status == Status::Closed { "closed" } else { "suspended" };
        if rule == "closed" && listed_as_closed(site, task.class, period, moment, &object.id) {
            return Exclusion::Gone;
        }
        return match status_evidence(site, object, moment) {
            Some(evidence) => Exclusion::Because(rule, evidence),
            None => Exclusion::Unproven,
        };
    }
    if let Some(evidence) = superior_evidence(site, period, moment, object) {
        return Exclusion::Because("superior-checked", evidence);
    }
    let capped = matches!(task.class, Class::General | Class::Key) && seen.len() >= YEARLY_CAP;
    if capped {
        let draws: Vec<&str> = seen.iter().map(DrawId::as_str).collect();
        return Exclusion::Because("yearly-cap", draws.join(";"));
    }
    Exclusion::None
}

/// Whether a draw of the class for an earlier period already showed the object as closed.
fn listed_as_closed(site: &Site, class: Class, period: Period, moment: Time, object: &ObjectId) -> bool {
    site.draws
        .values()
        .filter(|draw| draw.class == class && draw.period < period && by(draw.times.committed, moment))
        .filter(|draw| !draw.state.is_void())
        .any(|draw| draw.excluded.iter().any(|row| row.id == *object && row.rule == "closed"))
}

/// The document of the last change of the object's status (R16).
fn status_evidence(site: &Site, object: &Object, moment: Time) -> Option<String> {
    let today = moment.date();
    let changes = site.changes.iter().filter(|change| {
        change.subject == object.id.as_str()
            && change.field == "status"
            && change.date <= today
            && !change.evidence.trim().is_empty()
    });
    changes.max_by_key(|change| (change.date, change.recorded)).map(|change| change.evidence.clone())
}

/// R30: all five facts, in the year of the draw, clean, recorded before the moment, and the plan's one policy is to exclude.
fn superior_evidence(site: &Site, period: Period, moment: Time, object: &Object) -> Option<String> {
    use chrono::Datelike;
    let plan = super::plan_in_force(site, period.year, moment)?;
    if plan.superior_checked != SuperiorPolicy::Exclude {
        return None;
    }
    let valid = site.superior.iter().filter(|check| {
        check.object == object.id
            && check.date.year() == period.year
            && check.date <= moment.date()
            && check.recorded <= moment
            && check.result == CLEAN
            && !check.body.is_empty()
            && !check.document.is_empty()
    });
    valid.min_by_key(|check| check.date).map(|check| format!("{} {} {}", check.body, check.date, check.document))
}
