//! From records to files. In: the rows as they would be and the clerk's answers. Out: the tables and dated changes, written all or none,
//! once the county as it would be has no fault that this import brings. Faults are told at the cells of the clerk's own file.

use super::{Work, show, waiting};
use crate::check::check;
use crate::cmd::ask::Ask;
use crate::cmd::desk::{Done, Stop};
use crate::diag::{Diagnostic, Report, Severity};
use crate::import::{
    Answers, Findings, Merged, PLAN_FILE, Question, Record, change_rows, is_registry, merge, plan_file,
};
use crate::load::{TextRow, columns, load, load_over, with_rows};
use crate::site::csv_text::BOM;
use crate::steps::Step;
use std::collections::{BTreeMap, BTreeSet};

const CHANGES: &str = "registry/changes.csv";

/// What would be written.
pub(super) struct Plan {
    tables: Vec<Merged>,
    changes: Vec<TextRow>,
    /// Files that are no tables, by path below `content/`.
    files: BTreeMap<String, Vec<u8>>,
}

/// Lays the records beside what stands there, and asks what that brings up.
pub(super) fn plan(
    work: &Work<'_>,
    records: &[Record],
    answers: &Answers,
    findings: &mut Findings,
) -> Result<Plan, Stop> {
    let mut plan = Plan { tables: Vec::new(), changes: Vec::new(), files: BTreeMap::new() };
    for record in records.iter().filter(|record| record.pattern == PLAN_FILE) {
        plan.files.insert(record.table.clone(), plan_file(record).into_bytes());
    }
    let records: Vec<&Record> = records.iter().filter(|record| record.pattern != PLAN_FILE).collect();
    let tables: BTreeSet<&str> = records.iter().map(|record| record.table.as_str()).collect();
    for table in tables {
        let own: Vec<&Record> = records.iter().copied().filter(|record| record.table == table).collect();
        let secret = if waiting::path(table).is_some() { waiting::text(work, table)? } else { None };
        let text = secret.as_deref().or_else(|| work.raw.texts.get(&format!("content/{table}")).map(AsRef::as_ref));
        let whole = work.is_whole(answers);
        let merged =
            merge(table, &own, text, whole, answers, findings).map_err(|report| work.desk.refused_alone(report))?;
        if is_registry(table) && merged.before > 0 && answers.get("list").is_none() {
            let count = merged.before.to_string();
            let question =
                Question::new("list".to_owned(), "list", &[("count", count), ("rows", own.len().to_string())]);
            findings.ask(question.or("whole", "whole", &[]).or("add", "add", &[]), answers);
        }
        if is_registry(table) {
            plan.changes.extend(change_rows(&merged, &work.reasons, work.moment.date(), answers, findings));
        }
        plan.tables.push(merged);
    }
    Ok(plan)
}

/// Shows what changes, checks it, asks once more, writes it.
pub(super) fn finish(work: &Work<'_>, plan: &Plan, findings: &Findings) -> Done {
    let (desk, words) = (work.desk, work.desk.words());
    print!("{}", show::accepted(words, findings));
    for merged in &plan.tables {
        print!("{}", show::changes(words, merged));
    }
    for path in plan.files.keys() {
        print!("{}", show::line(words, "new-file", &[("table", &format!("content/{path}"))]));
    }
    if plan.files.is_empty() && plan.tables.iter().all(|merged| !merged.is_changed()) {
        return Ok(show::line(words, "nothing", &[]));
    }
    let files = marked(work, files(work, plan)?);
    let secret = secret(plan);
    let mut report = brought(work, &files, plan);
    let waits = plan.tables.iter().filter(|merged| waiting::path(&merged.table).is_some());
    waits.for_each(|merged| report.append(waiting::faults(work, merged)));
    if report.has_errors() {
        return Err(desk.faults(report, &work.raw.texts));
    }
    if work.args.dry_run {
        return Ok(show::line(words, "dry", &[]));
    }
    if !work.args.no_questions && !Ask::new(desk).yes(&words.get("cli.import.write"))? {
        return Ok(show::line(words, "left", &[]));
    }
    let public = files.keys().map(|path| format!("content/{path}"));
    let names: Vec<String> = public.chain(secret.keys().map(|path| format!("secrets/{path}"))).collect();
    desk.apply(&Step { public: files, secret, ..Step::default() })?;
    let comma = words.get("cli.import.comma");
    let next = words.get(&format!("import.next.{}", work.target.word));
    Ok(show::line(words, "written", &[("files", &names.join(&comma))]) + &next + "\n")
}

fn files(work: &Work<'_>, plan: &Plan) -> Result<BTreeMap<String, Vec<u8>>, Stop> {
    let changed = plan.tables.iter().filter(|merged| merged.is_changed() && waiting::path(&merged.table).is_none());
    let mut files: BTreeMap<String, Vec<u8>> =
        changed.map(|merged| (merged.table.clone(), merged.text().into_bytes())).collect();
    files.extend(plan.files.clone());
    if !plan.changes.is_empty() {
        let text = work.raw.texts.get(&format!("content/{CHANGES}")).map(AsRef::as_ref);
        let declared = columns(CHANGES).unwrap_or_default();
        let text =
            with_rows(CHANGES, declared, text, &plan.changes).map_err(|report| work.desk.refused_alone(report))?;
        files.insert(CHANGES.to_owned(), text.into_bytes());
    }
    Ok(files)
}

/// Tables keep the mark that spreadsheet programs know UTF-8 by.
fn marked(work: &Work<'_>, mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    for (path, bytes) in &mut files {
        let old = std::fs::read(work.desk.root.join("content").join(path)).unwrap_or_default();
        if old.starts_with(BOM.as_bytes()) && !bytes.starts_with(BOM.as_bytes()) {
            bytes.splice(0..0, BOM.bytes());
        }
    }
    files
}

/// Tables below `secrets/`.
fn secret(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    let changed = plan.tables.iter().filter(|merged| merged.is_changed());
    changed.filter_map(|merged| Some((waiting::path(&merged.table)?.to_owned(), merged.text().into_bytes()))).collect()
}

/// The faults that the county would have and does not have now, and all faults of what is written: that a plan is not there yet, or that
/// another table is wrong, does not stop this one.
fn brought(work: &Work<'_>, files: &BTreeMap<String, Vec<u8>>, plan: &Plan) -> Report {
    let day = work.moment.date();
    let errors = |report: Report| report.diagnostics.into_iter().filter(|fault| fault.severity == Severity::Error);
    let mut before: BTreeMap<_, usize> = BTreeMap::new();
    for fault in errors(check(load(work.desk.root), day).report) {
        *before.entry(name(&fault)).or_default() += 1;
    }
    let mut report = Report::default();
    for fault in errors(check(load_over(work.desk.root, files), day).report) {
        let own = fault.place.file.strip_prefix("content/").is_some_and(|file| files.contains_key(file));
        let old = before.get_mut(&name(&fault)).filter(|count| **count > 0);
        match old {
            Some(count) if !own => *count -= 1,
            _ => report.push(at_origin(fault, plan)),
        }
    }
    report
}

/// What makes a fault the same before and after: not the row, which moves.
fn name(fault: &Diagnostic) -> (&'static str, String, String, Vec<(&'static str, String)>) {
    let args = fault.args.iter().filter(|(name, _)| !matches!(*name, "row" | "line" | "first")).cloned().collect();
    (fault.code, fault.place.file.clone(), fault.value.clone(), args)
}

/// The fault at the cell of the clerk's file that its value comes from.
fn at_origin(mut fault: Diagnostic, plan: &Plan) -> Diagnostic {
    let table = plan.tables.iter().find(|merged| format!("content/{}", merged.table) == fault.place.file);
    if let Some(place) = table.and_then(|merged| merged.origin(fault.place.row, fault.place.column)) {
        fault.place = place.clone();
    }
    fault
}
