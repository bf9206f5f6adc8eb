//! The plan table of a year, from the version that is public. In: the site. Out: a workbook in the office's columns.

use super::summary::kind;
use super::{Block, column, head, is_blank, signatures, wanted};
use crate::model::report::PLAN;
use crate::model::{Method, Plan, Task};
use crate::office::{Book, Sheet, Table};
use crate::render::{Context, percent};

/// The newest version of the year's plan that is public; none where there is none.
pub(crate) fn current_plan<'a>(context: &Context<'a>, year: i32) -> Option<&'a Plan> {
    let of_year = context.site.plans.iter().filter(|plan| plan.year == year && plan.published_at.is_some());
    of_year.max_by_key(|plan| plan.version)
}

/// The workbook.
pub(crate) fn plan(context: &Context<'_>, plan: &Plan) -> Book {
    let columns = wanted(context, "plan", &PLAN, &context.site.config.report.plan);
    let row = |(number, task): (usize, &Task)| -> Vec<String> {
        columns.iter().map(|wish| cell(context, number, plan, task, &wish.key)).collect()
    };
    let rows = (1..).zip(&plan.tasks).map(row).collect();
    let args = [("title", plan.title.as_str()), ("document", &plan.document), ("version", &plan.version.to_string())];
    let scope = context.say("report.plan-head.scope", args);
    let mut blocks = head(context, context.say("report.plan.title", [("year", &*plan.year.to_string())]), &scope);
    let heads: Vec<_> = columns.iter().map(|wish| column(wish.heading.clone(), width(&wish.key))).collect();
    let count = heads.len();
    blocks.push(Block::Table(Table { columns: heads, rows, ..Table::default() }));
    blocks.extend(signatures(context, count));
    let name = context.words.get("report.plan.sheet");
    let sheet = Sheet { name, landscape: true, blocks, ..Sheet::default() };
    Book { title: plan.title.clone(), sheets: vec![sheet], ..Book::default() }
}

/// Narrow, so that the table can be read on A4.
fn width(key: &str) -> usize {
    match key {
        "item-names" => 24,
        "name" | "scope" | "basis" | "credit" => 16,
        "number" => 4,
        "base" | "rate" | "count" | "cycle" | "kind" => 7,
        "items" | "methods" | "note" => 8,
        _ => 11,
    }
}

pub(super) fn methods(context: &Context<'_>, methods: &[Method]) -> String {
    let word = |method: &Method| match method {
        Method::Site => context.words.get("method.site"),
        Method::Paper => context.words.get("method.paper"),
    };
    methods.iter().map(word).collect::<Vec<_>>().join("、")
}

fn cell(context: &Context<'_>, number: usize, plan: &Plan, task: &Task, key: &str) -> String {
    let count = |value: Option<u32>| value.map(|n| n.to_string()).unwrap_or_default();
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    match key {
        "number" => number.to_string(),
        "task" => task.id.to_string(),
        "name" => task.name.clone(),
        "kind" => kind(context, task),
        "items" => task.items.iter().map(|item| item.as_str()).collect::<Vec<_>>().join("、"),
        "item-names" => {
            let names = context.site.items.iter().filter(|item| task.items.contains(&item.id));
            names.map(|item| item.name.as_str()).collect::<Vec<_>>().join("；")
        }
        "class" => context.class(task.class),
        "scope" => task.scope.clone(),
        "group" => optional(&task.group),
        "base" => count(task.base),
        "rate" => percent(task.rate),
        "count" => count(task.count),
        "cycle" => context.words.get(&format!("report.cycle.{}", task.cycle.as_str())),
        "draw-time" => task.draw_time.clone(),
        "visit-time" => task.visit_time.clone(),
        "methods" => methods(context, &task.methods),
        "initiator" => task.initiator.clone(),
        "guide" => task.guide.clone(),
        "partner" => optional(&task.partner),
        "basis" => task.basis.clone(),
        "credit" => task.credit.clone(),
        "note" => optional(&task.note),
        "plan" => format!("{}-v{}", plan.year, plan.version),
        key => {
            debug_assert!(is_blank(key), "{key} is declared and not written");
            String::new()
        }
    }
}
