//! The freeze of a draw (protocol section 3): who can be drawn, who cannot and why, who may be sent. In: the county, a task,
//! a period, a moment. Out: the four lists, or every fault. Only facts that are public at the moment shape them; nothing
//! below `secrets/` is read.

mod gates;
mod history;
mod objects;

pub(crate) use gates::{check_replaces, folder, order_of_draws};
pub use gates::{last_ended, plan_in_force, task_in_force};
pub use history::{loads, visits_of_year};

use crate::diag::{Diagnostic, Place, Report};
use crate::draw::{ExcludedRow, InspectorRow, RecusalRow, RosterRow};
use crate::model::{Period, Task, Time};
use crate::site::Site;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// The lists of a draw, each sorted by its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// `roster.csv`.
    pub roster: Vec<RosterRow>,
    /// `excluded.csv`.
    pub excluded: Vec<ExcludedRow>,
    /// `inspectors.csv`.
    pub inspectors: Vec<InspectorRow>,
    /// `recusals.csv`; secret until the reveal.
    pub recusals: Vec<RecusalRow>,
}

/// The lists of a task in a period as they stand at a moment. Errors: a project without a deadline, an exclusion that
/// nothing shows.
pub fn lists(site: &Site, task: &Task, period: Period, moment: Time) -> Result<Lists, Report> {
    let mut report = Report::default();
    let (roster, excluded) = objects::objects(site, task, period, moment, &mut report);
    let inspectors = inspectors(site, period, moment);
    let recusals = recusals(site, moment, &roster, &inspectors);
    if report.has_errors() { Err(report) } else { Ok(Lists { roster, excluded, inspectors, recusals }) }
}

/// Text of a list's field: NFC, without the two characters a field of the protocol cannot hold.
pub(crate) fn field(text: &str) -> String {
    text.nfc()
        .map(|c| match c {
            ',' => '，',
            '"' => '”',
            other => other,
        })
        .collect()
}

/// Inspectors on duty with a certificate that is valid on the day (R18), with their load of the year.
fn inspectors(site: &Site, period: Period, moment: Time) -> Vec<InspectorRow> {
    let today = moment.date();
    let loads = loads(site, period.year, moment);
    site.inspectors
        .values()
        .filter(|i| i.available && i.registered <= today && today <= i.valid_to)
        .map(|i| {
            let tags: BTreeSet<_> = i.tags.iter().cloned().collect();
            InspectorRow {
                id: i.id.clone(),
                name: field(&i.name),
                tags: tags.into_iter().collect(),
                load: loads.get(&i.id).copied().unwrap_or(0),
            }
        })
        .collect()
}

/// Recusals in force between listed objects and listed inspectors; others have no effect and tell more than needed.
fn recusals(site: &Site, moment: Time, roster: &[RosterRow], inspectors: &[InspectorRow]) -> Vec<RecusalRow> {
    let objects: BTreeSet<&str> = roster.iter().map(|row| row.id.as_str()).collect();
    let people: BTreeSet<&str> = inspectors.iter().map(|row| row.id.as_str()).collect();
    let rows: BTreeSet<RecusalRow> = site
        .recusals
        .iter()
        .filter(|r| r.from <= moment.date())
        .filter(|r| objects.contains(r.object.as_str()) && people.contains(r.inspector.as_str()))
        .map(|r| RecusalRow { object: r.object.clone(), inspector: r.inspector.clone() })
        .collect();
    rows.into_iter().collect()
}

/// A refusal that concerns one file of the bureau.
pub(crate) fn refuse(code: &'static str, file: &str) -> Diagnostic {
    Diagnostic::error(code, Place::file(file))
}

/// A moment as people read it.
pub(crate) fn shown(time: Time) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}
