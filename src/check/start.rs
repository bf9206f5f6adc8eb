//! How far a new county has come, in the order in which a clerk works: items, objects, inspectors, plan, pages. In: what `load` read.
//! Out: one [`Step`] each, or none where nothing is missing. A table with a fault is not missing; its faults are told as such.

use crate::diag::{Report, Severity};
use crate::load::{self, Raw};
use crate::model::Day;
use crate::site::{Calendar, Ground, Site};
use std::collections::BTreeMap;

/// What a county begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// 抽查事项.
    Items,
    /// 检查对象.
    Objects,
    /// 检查人员.
    Inspectors,
    /// 抽查计划.
    Plan,
}

impl Part {
    /// Word below `start.`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Objects => "objects",
            Self::Inspectors => "inspectors",
            Self::Plan => "plan",
        }
    }

    /// Path below `content/`: the table, or where the plan's table will stand.
    pub fn table(self) -> &'static str {
        match self {
            Self::Items => "items.csv",
            Self::Objects => "registry/objects.csv",
            Self::Inspectors => "registry/inspectors.csv",
            Self::Plan => "plans/YYYY/vN/tasks.csv",
        }
    }

    /// Headings of the columns that every row must fill, in the order of the table.
    pub fn needed(self) -> Vec<&'static str> {
        let columns = load::columns(self.table()).unwrap_or_default();
        columns.iter().filter(|column| column.required).map(|column| column.zh).collect()
    }
}

/// How far one part has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The part.
    pub part: Part,
    /// Rows that are there; of the plan, its versions. 0: it is missing.
    pub rows: usize,
}

/// The parts in the order of work; none where no part is missing.
pub fn start(raw: &Raw) -> Option<Vec<Step>> {
    let rows = [
        (Part::Items, raw.items.len()),
        (Part::Objects, raw.objects.len()),
        (Part::Inspectors, raw.inspectors.len()),
        (Part::Plan, raw.plans.len()),
    ];
    let faulty = |part: Part| {
        let folder = format!("content/{}", part.table().split("YYYY").next().unwrap_or_default());
        let errors = raw.report.diagnostics.iter().filter(|fault| fault.severity == Severity::Error);
        let mut own = errors.filter(|fault| fault.place.file.starts_with(&folder) && !is_missing(fault.code));
        own.next().is_some()
            || raw.report.diagnostics.iter().any(|fault| is_behind_link(&fault.place.file, &folder, fault.code))
    };
    let known = rows.into_iter().filter(|(part, rows)| *rows > 0 || !faulty(*part));
    let steps: Vec<Step> = known.map(|(part, rows)| Step { part, rows }).collect();
    steps.iter().any(|step| step.rows == 0).then_some(steps)
}

/// A refused link stands where the table or its folder would.
fn is_behind_link(link: &str, table: &str, code: &str) -> bool {
    code == "MC1100" && table.strip_prefix(link).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_missing(code: &str) -> bool {
    matches!(code, "MC0101" | "MC0116")
}

/// A county that has only begun, as far as its tables go: no plan, no draws. For what is offered to choose from while the tables are filled.
/// None where nothing is missing, or the settings cannot be read.
pub fn begun(raw: &Raw, as_of: Day) -> Option<Site> {
    start(raw)?;
    Some(Site::new(Ground {
        config: raw.config.as_ref()?.value.clone(),
        as_of,
        items: raw.items.iter().map(|row| row.value.clone()).collect(),
        objects: raw.objects.iter().map(|row| (row.value.id.clone(), row.value.clone())).collect(),
        inspectors: raw.inspectors.iter().map(|row| (row.value.id.clone(), row.value.clone())).collect(),
        laws: Vec::new(),
        calendar: Calendar::default(),
        plans: Vec::new(),
        plan_records: BTreeMap::new(),
        auxiliary: Vec::new(),
        recusals: Vec::new(),
        changes: Vec::new(),
        superior: Vec::new(),
        special_events: Vec::new(),
        draws: BTreeMap::new(),
        pages: Vec::new(),
    }))
}

/// Takes out of a report what [`start`] says better: tables and plans that are not there yet, and drafts of pages. Out: the files of
/// the drafts.
pub fn without_missing(report: &mut Report, steps: &[Step]) -> Vec<String> {
    let is_told = |file: &str| {
        let mut missing = steps.iter().filter(|step| step.rows == 0);
        file == "content/plans" || missing.any(|step| file == format!("content/{}", step.part.table()))
    };
    let drafts = report.diagnostics.iter().filter(|fault| fault.code == "MC1101").map(|fault| fault.place.file.clone());
    let drafts: Vec<String> = drafts.collect();
    report
        .diagnostics
        .retain(|fault| fault.code != "MC1101" && !(is_missing(fault.code) && is_told(&fault.place.file)));
    drafts
}
