//! What is due in a county that has only begun. In: how far its parts have come, its drafts, the years of its calendar, a moment. Out: an
//! errand for each part that is missing, in the order of work, the plan with its last day (R12).

use super::{Errand, Kind, end_of};
use crate::check::{Part, Start};
use crate::model::{Day, Time};
use chrono::Datelike;

/// The errands. `drafts`: files of pages that are not finished; `years`: those whose holidays are known.
pub fn beginning(steps: &[Start], drafts: &[String], years: &[i32], moment: Time) -> Vec<Errand> {
    let mut all: Vec<Errand> = steps.iter().filter(|step| step.rows == 0).map(|step| part(step.part, moment)).collect();
    all.extend(drafts.iter().map(|file| Errand::new(Kind::Draft, file)));
    if !years.contains(&moment.year()) {
        all.push(Errand::new(Kind::Calendar, moment.year()));
    }
    all.sort_by_key(|errand| (!errand.overdue, errand.due.is_none(), errand.due, errand.kind, errand.subject.clone()));
    all
}

fn part(part: Part, moment: Time) -> Errand {
    let table = format!("content/{}", part.table());
    match part {
        Part::Items => Errand { rule: Some("R1"), ..Errand::new(Kind::Items, table) },
        Part::Objects => Errand::new(Kind::Objects, table),
        Part::Inspectors => Errand::new(Kind::Inspectors, table),
        Part::Plan => {
            let due = Day::from_ymd_opt(moment.year(), 3, 31).and_then(end_of);
            Errand { rule: Some("R12"), ..Errand::new(Kind::Plan, moment.year()).until(due, moment) }
        }
    }
}
