//! Every row of `content/` with what it is about. In: what `load` read, the checked draws. Out: [`Index`], which finds rows by object,
//! draw, inspector, item, plan; and [`Rows`], rows by file. Places are those of the loader.

use crate::load::{Located, Raw};
use crate::site::Site;
use std::collections::{BTreeMap, BTreeSet};

/// Rows by file, as the clerk's program numbers them; a file without rows is meant as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows(pub BTreeMap<String, BTreeSet<u32>>);

impl Rows {
    /// Number of rows, whole files not counted.
    pub fn count(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    pub(super) fn add(&mut self, row: &Row) {
        let rows = self.0.entry(row.file.clone()).or_default();
        if row.number > 0 {
            rows.insert(row.number);
        }
    }

    /// A whole file.
    pub(super) fn file(&mut self, path: &str) {
        self.0.entry(path.to_owned()).or_default();
    }

    pub(super) fn extend<'a>(&mut self, rows: impl IntoIterator<Item = &'a Row>) {
        rows.into_iter().for_each(|row| self.add(row));
    }
}

/// A row and what it is about; empty where it is not about such a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) file: String,
    pub(super) number: u32,
    pub(super) object: String,
    pub(super) draw: String,
    pub(super) inspector: String,
    pub(super) item: String,
    /// `YYYY-vN`.
    pub(super) plan: String,
    /// Its own id, or what it names otherwise.
    pub(super) subject: String,
}

/// All rows.
pub(super) struct Index {
    pub(super) rows: Vec<Row>,
    /// Every file of `content/`.
    pub(super) files: BTreeSet<String>,
}

fn at<T>(located: &Located<T>) -> Row {
    let place = located.place();
    Row { file: place.file, number: place.row, ..Row::default() }
}

fn each<'a, T>(rows: &'a [Located<T>], about: impl Fn(&T, Row) -> Row + 'a) -> impl Iterator<Item = Row> + 'a {
    rows.iter().map(move |row| about(&row.value, at(row)))
}

impl Index {
    pub(super) fn new(raw: &Raw, site: &Site) -> Self {
        let mut rows = registry(raw);
        rows.extend(visits(raw));
        rows.extend(plans(raw));
        rows.extend(lists(site));
        let mut files: BTreeSet<String> = raw.texts.keys().cloned().collect();
        for draw in site.draws.values() {
            files.extend(draw.files.keys().map(|name| format!("content/draws/{}/{name}", draw.id)));
        }
        for plan in raw.plans.iter().filter(|plan| plan.record.is_some()) {
            let plan = &plan.plan.value;
            files.insert(format!("content/plans/{:04}/v{}/record.csv", plan.year, plan.version));
        }
        if let Some(log) = &site.log {
            files.extend(log.to_files().into_keys().map(|name| format!("content/log/{name}")));
            files.extend(site.versions.keys().map(|hash| format!("content/log/records/{hash}.csv")));
        }
        Self { rows, files }
    }

    pub(super) fn find<'a>(&'a self, wanted: impl Fn(&Row) -> bool + 'a) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| wanted(row))
    }

    /// Whole files whose path begins so.
    pub(super) fn below<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = &'a String> {
        self.files.iter().filter(move |file| file.starts_with(beginning))
    }
}

fn registry(raw: &Raw) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(each(&raw.laws, |law, row| Row { subject: law.name.clone(), ..row }));
    rows.extend(each(&raw.items, |item, row| Row { item: item.id.to_string(), ..row }));
    rows.extend(each(&raw.objects, |object, row| Row { object: object.id.to_string(), ..row }));
    rows.extend(each(&raw.inspectors, |person, row| Row { inspector: person.id.to_string(), ..row }));
    rows.extend(each(&raw.auxiliary, |person, row| Row { subject: person.id.clone(), ..row }));
    rows.extend(each(&raw.recusals, |one, row| Row {
        object: one.object.to_string(),
        inspector: one.inspector.to_string(),
        ..row
    }));
    rows.extend(each(&raw.changes, |change, row| Row {
        object: change.subject.clone(),
        inspector: change.subject.clone(),
        ..row
    }));
    rows.extend(each(&raw.superior, |event, row| Row { object: event.object.to_string(), ..row }));
    rows.extend(each(&raw.special_events, |event, row| Row { object: event.object.to_string(), ..row }));
    rows.extend(each(&raw.exempt, |visit, row| Row {
        object: visit.object.to_string(),
        subject: visit.id.clone(),
        ..row
    }));
    rows
}

fn visits(raw: &Raw) -> Vec<Row> {
    let about = |draw: String, object: String, row: Row| Row { draw, object, ..row };
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(each(&raw.visits, |v, row| about(v.draw.to_string(), v.object.to_string(), row)));
    rows.extend(each(&raw.answers, |v, row| Row {
        item: v.item.to_string(),
        ..about(v.draw.to_string(), v.object.to_string(), row)
    }));
    rows.extend(each(&raw.documents, |v, row| about(v.draw.to_string(), v.object.to_string(), row)));
    rows.extend(each(&raw.followups, |v, row| about(v.draw.to_string(), v.object.to_string(), row)));
    rows.extend(each(&raw.corrections, |v, row| about(v.draw.to_string(), v.object.to_string(), row)));
    rows.extend(each(&raw.replies, |v, row| {
        about(v.draw.as_ref().map(ToString::to_string).unwrap_or_default(), v.object.to_string(), row)
    }));
    rows.extend(each(&raw.reasons, |reason, row| {
        let (draw, object) = reason.subject.split_once('/').unwrap_or((&reason.subject, &reason.subject));
        Row { subject: reason.subject.clone(), ..about(draw.to_owned(), object.to_owned(), row) }
    }));
    rows.extend(each(&raw.pushes, |push, row| Row {
        subject: push.subject.clone(),
        ..about(push.subject.clone(), String::new(), row)
    }));
    rows
}

fn plans(raw: &Raw) -> Vec<Row> {
    let mut rows = Vec::new();
    for plan in &raw.plans {
        let name = format!("{}-v{}", plan.plan.value.year, plan.plan.value.version);
        rows.push(Row { plan: name.clone(), ..at(&plan.plan) });
        rows.extend(each(&plan.tasks, |task, row| Row { plan: name.clone(), subject: task.id.to_string(), ..row }));
    }
    rows
}

/// Rows of the lists of draws, which the program wrote in this order below one row of headings.
fn lists(site: &Site) -> Vec<Row> {
    let mut rows = Vec::new();
    for draw in site.draws.values() {
        let mut list = |name: &str, ids: Vec<String>, is_object: bool| {
            if !draw.files.contains_key(name) {
                return;
            }
            let file = format!("content/draws/{}/{name}", draw.id);
            rows.extend(ids.into_iter().zip(2..).map(|(id, number)| Row {
                file: file.clone(),
                number,
                draw: draw.id.to_string(),
                object: if is_object { id.clone() } else { String::new() },
                inspector: if is_object { String::new() } else { id },
                ..Row::default()
            }));
        };
        list("roster.csv", draw.roster.iter().map(|row| row.id.to_string()).collect(), true);
        list("excluded.csv", draw.excluded.iter().map(|row| row.id.to_string()).collect(), true);
        list("result.csv", draw.drawn.iter().map(|row| row.object.to_string()).collect(), true);
        list("inspectors.csv", draw.inspectors.iter().map(|row| row.id.to_string()).collect(), false);
    }
    rows
}
