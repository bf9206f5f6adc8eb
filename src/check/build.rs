//! Raw → Site: facts of one table against facts of another. In: what `load` read. Out: the county, or every fault. Never
//! repairs, and never says anything about an outcome that is still sealed.

use super::refer::Refer;
use crate::diag::{Checked, Diagnostic, Place, Report, Severity};
use crate::draw::Fault;
use crate::load::{Located, Raw, RawDraw};
use crate::model::*;
use crate::site::{DrawRecord, Ground, Site, plan_record};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Makes the county out of the raw records, with the findings of the rules. `value` is none where any fault stops the work.
pub fn check(mut raw: Raw, as_of: Day) -> Checked<Site> {
    let mut found = raw.report.clone();
    let draws = draws(std::mem::take(&mut raw.draws), &mut found);
    let Some(config) = raw.config.as_ref().map(|config| config.value.clone()) else {
        if !found.has_errors() {
            found.push(Diagnostic::error("MC0501", Place::file("content/site.toml")));
        }
        return Checked { value: None, report: found };
    };
    let (leaks, (own, references)) = rayon::join(
        || report_of(|found| super::leaks::nonces(&raw, &draws, found)),
        || {
            rayon::join(
                || {
                    report_of(|found| {
                        unique_ids(&raw, found);
                        plans(&raw, found);
                    })
                },
                || report_of(|found| Refer::new(&raw, &draws).all(found)),
            )
        },
    );
    [leaks, own, references].into_iter().for_each(|part| found.append(part));
    let (log, versions) =
        super::log::log(raw.log.take(), std::mem::take(&mut raw.versions), &config.log.origin, &mut found);
    without_echoes(&raw, &mut found);
    if found.has_errors() {
        return Checked { value: None, report: found };
    }
    let print = print(&raw, as_of);
    let mut site = site(raw, config, as_of, draws);
    (site.log, site.versions) = (log, versions);
    site.read_from(print);
    super::rules::refusals(&site).into_iter().for_each(|fault| found.push(fault));
    if found.has_errors() {
        return Checked { value: None, report: found };
    }
    site.findings = super::rules::all(&site);
    Checked { value: Some(site), report: found }
}

/// What a part of the work has found.
fn report_of(part: impl FnOnce(&mut Report)) -> Report {
    let mut found = Report::default();
    part(&mut found);
    found
}

fn draws(folders: BTreeMap<String, RawDraw>, found: &mut Report) -> BTreeMap<DrawId, DrawRecord> {
    // Each draw is recomputed as a whole; they do not depend on each other.
    let records: Vec<Result<DrawRecord, Vec<Diagnostic>>> = folders
        .into_par_iter()
        .map(|(name, folder)| {
            let Ok(id) = DrawId::parse(&name) else {
                return Err(vec![Diagnostic::error("MC0525", folder.place.clone()).value(&name)]);
            };
            let holders = folder.holders;
            let record = DrawRecord::from_files(&id, folder.files, folder.times);
            let record = record.map(|record| DrawRecord { holders, ..record });
            record.map_err(|faults| faults.iter().map(|fault| broken(&name, fault)).collect())
        })
        .collect();
    let mut draws = BTreeMap::new();
    for record in records {
        match record {
            Ok(record) => drop(draws.insert(record.id.clone(), record)),
            Err(faults) => faults.into_iter().for_each(|fault| found.push(fault)),
        }
    }
    draws
}

/// Drops faults that only echo another: a row that could not be read is unknown to the rows that rightly name it.
fn without_echoes(raw: &Raw, found: &mut Report) {
    let errors = raw.report.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    let broken: Vec<&str> = errors.map(|d| d.place.file.as_str()).collect();
    let visits = broken.iter().any(|file| file.starts_with("content/results/") && !file.contains('-'));
    let faulty_draw = found.diagnostics.iter().any(|d| d.code == "MC0535");
    found.diagnostics.retain(|d| match d.code {
        "MC0510" => !broken.contains(&"content/registry/objects.csv"),
        "MC0511" => !broken.contains(&"content/registry/inspectors.csv"),
        "MC0508" | "MC0512" => !broken.contains(&"content/items.csv"),
        "MC0513" => !faulty_draw,
        "MC0520" => !visits,
        _ => true,
    });
}

/// A broken file of a draw: somebody changed it, for the program writes none.
fn broken(draw: &str, fault: &Fault) -> Diagnostic {
    let mut place = Place::file(&format!("content/draws/{draw}/{}", fault.file));
    place.row = u32::try_from(fault.line).unwrap_or(0);
    Diagnostic::error("MC0535", place)
        .value(&fault.detail)
        .arg("draw", draw)
        .arg("fault_key", format!("fault.{}", fault.code))
}

/// Pushes `code` for every record whose key stood before, with the row of the first.
pub(super) fn unique<T, K: Ord>(
    rows: &[Located<T>],
    code: &'static str,
    column: &str,
    key: impl Fn(&T) -> K,
    shown: impl Fn(&T) -> String,
    found: &mut Report,
) {
    let mut seen: BTreeMap<K, u32> = BTreeMap::new();
    for row in rows {
        match seen.get(&key(&row.value)) {
            Some(first) => found.push(
                Diagnostic::error(code, row.at(column))
                    .value(&shown(&row.value))
                    .arg("id", shown(&row.value))
                    .arg("row", first),
            ),
            None => {
                seen.insert(key(&row.value), row.place().row);
            }
        }
    }
}

fn unique_ids(raw: &Raw, found: &mut Report) {
    let lower = |text: &str| text.to_ascii_lowercase();
    unique(&raw.objects, "MC0502", "id", |o| lower(o.id.as_str()), |o| o.id.to_string(), found);
    unique(&raw.inspectors, "MC0504", "id", |i| lower(i.id.as_str()), |i| i.id.to_string(), found);
    unique(&raw.items, "MC0505", "id", |i| i.id.clone(), |i| i.id.to_string(), found);
    unique(&raw.exempt, "MC0521", "id", |e| e.id.clone(), |e| e.id.clone(), found);
    let pair = |v: &Visit| format!("{}/{}", v.draw, v.object);
    unique(&raw.visits, "MC0517", "object", pair, pair, found);
    let answer = |a: &ItemAnswer| format!("{}/{}/{}", a.draw, a.object, a.item);
    unique(&raw.answers, "MC0518", "item", answer, answer, found);
    let papers = |d: &Documents| format!("{}/{}", d.draw, d.object);
    unique(&raw.documents, "MC0519", "object", papers, papers, found);
    bare_codes(raw, found);
    for object in &raw.objects {
        if object.value.classes.contains(&Class::Special) {
            found.push(Diagnostic::error("MC0509", object.at("classes")).arg("object", &object.value.id));
        }
        if object.value.classes.contains(&Class::Project) && object.value.deadline.is_none() {
            found.push(Diagnostic::error("MC0531", object.at("deadline")).arg("object", &object.value.id));
        }
    }
    for visit in &raw.exempt {
        if !(1..=9).contains(&visit.value.ground) {
            found.push(Diagnostic::error("MC0522", visit.at("ground")).value(&visit.value.ground.to_string()));
        }
    }
}

/// A bare code of 18 characters may not begin another id (protocol section 2).
fn bare_codes(raw: &Raw, found: &mut Report) {
    let ids: BTreeMap<String, &Located<Object>> =
        raw.objects.iter().map(|o| (o.value.id.as_str().to_ascii_lowercase(), o)).collect();
    for (id, object) in &ids {
        if id.len() != 18 || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            continue;
        }
        let longer =
            ids.range(id.clone()..).map(|(other, _)| other).take_while(|o| o.starts_with(id)).find(|o| *o != id);
        if let Some(other) = longer {
            let other = &ids[other].value.id;
            found
                .push(Diagnostic::error("MC0503", object.at("id")).value(object.value.id.as_str()).arg("other", other));
        }
    }
}

fn plans(raw: &Raw, found: &mut Report) {
    let mut versions: BTreeMap<(i32, u32), Place> = BTreeMap::new();
    for plan in &raw.plans {
        let value = &plan.plan.value;
        if versions.insert((value.year, value.version), plan.plan.place()).is_some() {
            let fault = Diagnostic::error("MC0507", plan.plan.place());
            found.push(fault.arg("year", value.year).arg("version", value.version));
        }
        if value.version > 1 && value.note.as_deref().unwrap_or("").is_empty() {
            found.push(Diagnostic::error("MC0532", plan.plan.at("note")).arg("version", value.version));
        }
        // A commitment names the frozen record: what the plan says now must be what it said then.
        if plan.record.as_ref().is_some_and(|record| *record != plan_record(value)) {
            let place = Place::file(&format!("content/plans/{}/v{}/tasks.csv", value.year, value.version));
            found.push(Diagnostic::error("MC0537", place).arg("version", value.version).arg("next", value.version + 1));
        }
        unique(&plan.tasks, "MC0506", "task", |t| t.id.clone(), |t| t.id.to_string(), found);
        let known: Vec<&ItemId> = raw.items.iter().map(|item| &item.value.id).collect();
        for task in &plan.tasks {
            for item in task.value.items.iter().filter(|item| !known.contains(item)) {
                let fault = Diagnostic::error("MC0508", task.at("items")).value(item.as_str());
                found.push(fault.arg("task", &task.value.id).arg("item", item));
            }
        }
    }
    for (year, version) in versions.keys() {
        if *version > 1 && !versions.contains_key(&(*year, version - 1)) {
            let place = versions[&(*year, *version)].clone();
            found.push(Diagnostic::error("MC0533", place).arg("year", year).arg("version", version - 1));
        }
    }
}

fn values<T>(rows: Vec<Located<T>>) -> Vec<T> {
    rows.into_iter().map(|row| row.value).collect()
}

fn site(raw: Raw, config: Config, as_of: Day, draws: BTreeMap<DrawId, DrawRecord>) -> Site {
    let mut plans = Vec::new();
    let mut plan_records = BTreeMap::new();
    for plan in raw.plans {
        let bytes = plan.record.unwrap_or_else(|| plan_record(&plan.plan.value));
        plan_records.insert(plan.plan.value.record_path(), bytes);
        plans.push(plan.plan.value);
    }
    plans.sort_by_key(|plan| (plan.year, plan.version));
    let mut changes = values(raw.changes);
    changes.sort_by(|a, b| (a.date, a.recorded, &a.subject).cmp(&(b.date, b.recorded, &b.subject)));
    let mut answers: BTreeMap<(DrawId, ObjectId), Vec<ItemAnswer>> = BTreeMap::new();
    for answer in values(raw.answers) {
        answers.entry((answer.draw.clone(), answer.object.clone())).or_default().push(answer);
    }
    let mut followups: BTreeMap<(DrawId, ObjectId), Vec<FollowUp>> = BTreeMap::new();
    for step in values(raw.followups) {
        followups.entry((step.draw.clone(), step.object.clone())).or_default().push(step);
    }
    followups.values_mut().for_each(|steps| steps.sort_by_key(|step| (step.date, step.published_at)));
    let mut pages = raw.pages;
    pages.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
    let mut site = Site::new(Ground {
        config,
        as_of,
        laws: values(raw.laws),
        items: values(raw.items),
        calendar: raw.calendar,
        plans,
        plan_records,
        objects: values(raw.objects).into_iter().map(|o| (o.id.clone(), o)).collect(),
        inspectors: values(raw.inspectors).into_iter().map(|i| (i.id.clone(), i)).collect(),
        auxiliary: values(raw.auxiliary),
        recusals: values(raw.recusals),
        changes,
        superior: values(raw.superior),
        special_events: values(raw.special_events),
        draws,
        pages,
    });
    site.exempt = values(raw.exempt);
    site.visits = values(raw.visits).into_iter().map(|v| ((v.draw.clone(), v.object.clone()), v)).collect();
    site.answers = answers;
    site.documents = values(raw.documents).into_iter().map(|d| ((d.draw.clone(), d.object.clone()), d)).collect();
    site.followups = followups;
    site.corrections = values(raw.corrections);
    site.replies = values(raw.replies);
    site.reasons = values(raw.reasons);
    site.pushes = values(raw.pushes);
    site.archives = values(raw.archives);
    site
}

/// What the ground is made from, as one number: every file that was read, those of visits and of the log left out, and the day.
fn print(raw: &Raw, as_of: Day) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(as_of.to_string());
    for (path, print) in &raw.prints {
        hash.update(format!("\n{path} "));
        hash.update(print);
    }
    hash.finalize().into()
}
