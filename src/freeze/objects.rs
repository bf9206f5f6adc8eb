//! The objects of a class, each in a stratum or excluded with its evidence (protocol section 3, R24 to R30). In: the county,
//! the task, the period, the moment. Out: roster and excluded rows; every object of the class stands in one of them.

use super::history::{by, visits_of_year};
use super::{field, refuse};
use crate::check::special::special_list;
use crate::diag::Report;
use crate::draw::{ExcludedRow, RosterRow};
use crate::model::{Change, Class, DrawId, Object, Period, Status, SuperiorCheck, SuperiorPolicy, Task, Time};
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
    let known = Known::new(site, task.class, period, moment);
    let (mut roster, mut excluded) = (Vec::new(), Vec::new());
    for object in of_class(site, task, period, moment) {
        let seen = visits.get(&object.source).map_or(&[][..], Vec::as_slice);
        match exclusion(&known, task.class, object, seen) {
            Exclusion::None => match stratum(task.class, object, seen.len()) {
                Some(stratum) => roster.push(RosterRow {
                    id: object.id.clone(),
                    name: field(&object.name).into(),
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

/// What is known at the moment about objects that cannot be drawn, by object: a registry of hundreds of thousands is gone through
/// once, not once an object.
struct Known<'a> {
    /// Objects that a draw of the class for an earlier period already showed as closed.
    closed: BTreeSet<&'a str>,
    /// The last change of the object's status that a document shows (R16).
    status: BTreeMap<&'a str, &'a Change>,
    /// The first superior check that keeps the object out (R30).
    superior: BTreeMap<&'a str, &'a SuperiorCheck>,
}

impl<'a> Known<'a> {
    fn new(site: &'a Site, class: Class, period: Period, moment: Time) -> Self {
        let mut status: BTreeMap<&str, &Change> = BTreeMap::new();
        let today = moment.date();
        let changes = site.changes.iter().filter(|change| change.field == "status" && change.date <= today);
        for change in changes.filter(|change| !change.evidence.trim().is_empty()) {
            let last = status.entry(&change.subject).or_insert(change);
            if (last.date, last.recorded) <= (change.date, change.recorded) {
                *last = change;
            }
        }
        Self { closed: closed_before(site, class, period, moment), status, superior: superior(site, period, moment) }
    }
}

fn exclusion(known: &Known<'_>, class: Class, object: &Object, seen: &[DrawId]) -> Exclusion {
    let id = object.id.as_str();
    if object.status != Status::Active {
        let rule = if object.status == Status::Closed { "closed" } else { "suspended" };
        if rule == "closed" && known.closed.contains(id) {
            return Exclusion::Gone;
        }
        return match known.status.get(id) {
            Some(change) => Exclusion::Because(rule, change.evidence.clone()),
            None => Exclusion::Unproven,
        };
    }
    if let Some(check) = known.superior.get(id) {
        let evidence = format!("{} {} {}", check.body, check.date, check.document);
        return Exclusion::Because("superior-checked", evidence);
    }
    let capped = matches!(class, Class::General | Class::Key) && seen.len() >= YEARLY_CAP;
    if capped {
        let draws: Vec<&str> = seen.iter().map(DrawId::as_str).collect();
        return Exclusion::Because("yearly-cap", draws.join(";"));
    }
    Exclusion::None
}

fn closed_before(site: &Site, class: Class, period: Period, moment: Time) -> BTreeSet<&str> {
    site.draws
        .values()
        .filter(|draw| draw.class == class && draw.period < period && by(draw.times.committed, moment))
        .filter(|draw| !draw.state.is_void())
        .flat_map(|draw| draw.excluded.iter())
        .filter(|row| row.rule == "closed")
        .map(|row| row.id.as_str())
        .collect()
}

/// R30: all five facts, in the year of the draw, clean, recorded before the moment, and the plan's one policy is to exclude.
fn superior(site: &Site, period: Period, moment: Time) -> BTreeMap<&str, &SuperiorCheck> {
    use chrono::Datelike;
    let mut first: BTreeMap<&str, &SuperiorCheck> = BTreeMap::new();
    let excludes = super::plan_in_force(site, period.year, moment)
        .is_some_and(|plan| plan.superior_checked == SuperiorPolicy::Exclude);
    let valid = site.superior.iter().filter(|check| {
        excludes
            && check.date.year() == period.year
            && check.date <= moment.date()
            && check.recorded <= moment
            && check.result == CLEAN
            && !check.body.is_empty()
            && !check.document.is_empty()
    });
    for check in valid {
        let known = first.entry(check.object.as_str()).or_insert(check);
        if check.date < known.date {
            *known = check;
        }
    }
    first
}
