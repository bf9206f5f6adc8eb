//! The export for the provincial platform (R4): the plan, both registries as far as they are public, the tasks and the results in the
//! columns of the national system (domain.md 3.7). In: the site as a build would publish it. Out: files by name, each table as XLSX and as
//! CSV, and what `pushes.csv` says once they were handed over.

use super::results::shown;
use super::summary::{kind, task_of};
use super::{column, current_plan, standing};
use crate::model::{Period, Phrase, Plan};
use crate::office::{Block, Book, Sheet, Table, workbook};
use crate::output::sha256_hex;
use crate::render::Context;
use crate::render::pages::data::published;
use crate::site::csv_text::{BOM, push_row};
use crate::site::{DrawRecord, DrawState};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A table to hand over.
struct Handed {
    /// Name of its files, without the ending; also its key below `report.platform`.
    name: &'static str,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Every file by its name. Errors: the writer's own words.
pub(crate) fn files(context: &Context<'_>, scope: Period) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let tables = [plans(context, scope), tasks(context, scope), results(context, scope)];
    let registries = ["objects", "inspectors"].into_iter().filter_map(|name| registry(context, name));
    let mut files = BTreeMap::new();
    for table in tables.into_iter().chain(registries) {
        files.insert(format!("{}.csv", table.name), csv(&table));
        files.insert(format!("{}.xlsx", table.name), workbook(&book(context, &table))?);
    }
    let mut text = context.say(
        "report.platform.readme",
        [("period", context.period(scope).as_str()), ("day", &context.site.as_of.to_string())],
    );
    text.push_str("\r\n\r\n");
    for (name, bytes) in &files {
        writeln!(text, "{}  {name}\r", sha256_hex(bytes)).expect("writing to a string cannot fail");
    }
    // The Notepad of older Windows knows UTF-8 by its mark only.
    files.insert("readme.txt".to_owned(), format!("{BOM}{text}").into_bytes());
    Ok(files)
}

/// Rows of `pushes.csv`: kind and subject of everything the export holds.
pub(crate) fn pushed(context: &Context<'_>, scope: Period) -> Vec<(&'static str, String)> {
    let plan = current_plan(context, scope.year).map(|plan| ("计划", version(plan)));
    let registry = [("两库", scope.to_string())];
    let revealed = standing(context, scope).into_iter().filter(|draw| draw.state == DrawState::Revealed);
    plan.into_iter().chain(registry).chain(revealed.map(|draw| ("结果", draw.id.to_string()))).collect()
}

fn version(plan: &Plan) -> String {
    format!("{}-v{}", plan.year, plan.version)
}

fn headings(context: &Context<'_>, table: &str, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| context.words.get(&format!("report.platform.{table}-column.{key}"))).collect()
}

fn plans(context: &Context<'_>, scope: Period) -> Handed {
    let keys = [
        "plan",
        "plan-name",
        "task",
        "name",
        "kind",
        "items",
        "scope",
        "rate",
        "draw-time",
        "visit-time",
        "initiator",
        "basis",
    ];
    let row = |plan: &Plan| -> Vec<Vec<String>> {
        let of = |task: &crate::model::Task| {
            vec![
                version(plan),
                plan.title.clone(),
                task.id.to_string(),
                task.name.clone(),
                kind(context, task),
                task.items.iter().map(|item| item.as_str()).collect::<Vec<_>>().join(";"),
                task.scope.clone(),
                crate::render::percent(task.rate),
                task.draw_time.clone(),
                task.visit_time.clone(),
                task.initiator.clone(),
                task.basis.clone(),
            ]
        };
        plan.tasks.iter().map(of).collect()
    };
    let rows = current_plan(context, scope.year).map(row).unwrap_or_default();
    Handed { name: "plan", headings: headings(context, "plan", &keys), rows }
}

/// What the national system shows of a task, from its list view.
fn of_task(context: &Context<'_>, draw: &DrawRecord) -> Vec<String> {
    let plan = context.site.plans.iter().find(|plan| plan.record_path() == draw.plan.0);
    let task = task_of(context, draw);
    let visits = context.site.visits.values().filter(|visit| visit.draw == draw.id);
    // The last visit ends a task; before the reveal nobody can tell which that is.
    let last = visits.filter_map(|visit| visit.visited).max().filter(|_| draw.state == DrawState::Revealed);
    vec![
        plan.map(version).unwrap_or_default(),
        plan.map(|plan| plan.title.clone()).unwrap_or_default(),
        draw.id.to_string(),
        task.map(|task| task.name.clone()).unwrap_or_default(),
        task.map(|task| kind(context, task)).unwrap_or_default(),
        context.site.config.bureau.name.clone(),
        last.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

const TASK: [&str; 7] = ["plan", "plan-name", "task", "name", "kind", "agency", "finished"];

fn tasks(context: &Context<'_>, scope: Period) -> Handed {
    let rows = standing(context, scope).into_iter().map(|draw| of_task(context, draw)).collect();
    Handed { name: "tasks", headings: headings(context, "tasks", &TASK), rows }
}

/// A row an item of a published result; a result withheld by law has one row without items.
fn results(context: &Context<'_>, scope: Period) -> Handed {
    let mut rows = Vec::new();
    for (draw, visit) in shown(context, scope) {
        let object = context.site.objects.get(&visit.object);
        let code = object.and_then(|object| object.code.clone()).unwrap_or_default();
        let open = visit.withheld.is_none();
        let answers = context.site.answers.get(&(visit.draw.clone(), visit.object.clone())).filter(|_| open);
        let item = |id: &str| {
            let found = context.site.items.iter().find(|item| item.id.as_str() == id);
            found.map_or_else(|| id.to_owned(), |item| item.name.clone())
        };
        let answers: Vec<(String, String)> = match answers {
            Some(all) if !all.is_empty() => {
                all.iter().map(|one| (item(one.item.as_str()), one.answer.clone())).collect()
            }
            _ => vec![(String::new(), String::new())],
        };
        let result = match (visit.withheld, &visit.result) {
            (Some(ground), _) => context.say("report.platform.withheld", [("ground", ground.zh())]),
            (None, result) => result.as_ref().map(Phrase::zh).unwrap_or_default().to_owned(),
        };
        for (name, answer) in answers {
            let mut row = vec![(rows.len() + 1).to_string()];
            row.extend(of_task(context, draw));
            row.extend([code.clone(), visit.object.to_string(), context.object_name(&visit.object)]);
            row.extend([visit.visited.map(|day| day.to_string()).unwrap_or_default(), name, answer, result.clone()]);
            rows.push(row);
        }
    }
    let keys: Vec<&str> = ["number"]
        .into_iter()
        .chain(TASK)
        .chain(["code", "object", "object-name", "visited", "item", "answer", "result"])
        .collect();
    Handed { name: "results", headings: headings(context, "results", &keys), rows }
}

/// A registry as it is published: what must not be public is in no row of it.
fn registry(context: &Context<'_>, name: &'static str) -> Option<Handed> {
    let (columns, rows) = published(context, name)?;
    Some(Handed { name, headings: columns.iter().map(|column| column.zh.to_owned()).collect(), rows })
}

fn csv(table: &Handed) -> Vec<u8> {
    let mut out = String::from(BOM);
    push_row(&mut out, &table.headings);
    table.rows.iter().for_each(|row| push_row(&mut out, row));
    out.into_bytes()
}

fn book(context: &Context<'_>, table: &Handed) -> Book {
    let title = context.words.get(&format!("report.platform.{}", table.name));
    let columns = table.headings.iter().map(|heading| column(heading.clone(), 0)).collect();
    let blocks = vec![Block::Table(Table { columns, rows: table.rows.clone(), filter: true, ..Table::default() })];
    let sheet = Sheet { name: title.clone(), landscape: true, blocks, ..Sheet::default() };
    Book { title, sheets: vec![sheet], ..Book::default() }
}
