//! plans/index.html and plans/YYYY.html: every version of every plan with all its columns, its deadlines, and what a
//! version changed row by row. In: plans and findings. A plan that is not published yet stays off the site.

mod changes;
mod columns;

use crate::model::{Finding, Plan, RuleState, write_minute};
use crate::output::{Made, OutputTree};
use crate::render::{Context, Fact, Frame, PageKind};
use changes::{Change, changes};
use columns::columns;
use serde::Serialize;
use std::collections::BTreeMap;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("plans/index.html", move || list(context));
    for year in years(context).into_keys() {
        tree.add(&format!("plans/{year}.html"), move || page(context, year));
    }
}

/// Published versions of each year, by version.
fn years<'a>(context: &Context<'a>) -> BTreeMap<i32, Vec<&'a Plan>> {
    let mut years: BTreeMap<i32, Vec<&Plan>> = BTreeMap::new();
    for plan in context.site.plans.iter().filter(|plan| plan.published_at.is_some()) {
        years.entry(plan.year).or_default().push(plan);
    }
    for versions in years.values_mut() {
        versions.sort_by_key(|plan| plan.version);
    }
    years
}

#[derive(Serialize)]
struct Row {
    year: i32,
    href: String,
    title: String,
    versions: usize,
    issued: String,
    published_at: String,
    tasks: usize,
}

#[derive(Serialize)]
struct List {
    rows: Vec<Row>,
}

fn list(context: &Context<'_>) -> Result<Made, String> {
    let mut rows: Vec<Row> = Vec::new();
    for (year, versions) in years(context).into_iter().rev() {
        let Some(newest) = versions.last() else { continue };
        rows.push(Row {
            year,
            href: format!("plans/{year}.html"),
            title: newest.title.clone(),
            versions: versions.len(),
            issued: newest.issued.to_string(),
            published_at: newest.published_at.map(write_minute).unwrap_or_default(),
            tasks: newest.tasks.len(),
        });
    }
    let frame = Frame {
        title: context.column_name("plans"),
        kind: PageKind::List,
        column: "plans",
        description: context.words.get("columns.plans.about"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("plans/index.html", "plans.html", &frame, &List { rows })
}

/// A rule's word about a version: a deadline kept or missed.
#[derive(Serialize)]
struct Deadline {
    rule: &'static str,
    state: &'static str,
    state_word: String,
    text: String,
    due: Option<String>,
    done: Option<String>,
    reason: Option<String>,
}

#[derive(Serialize)]
struct Cell {
    heading: String,
    text: String,
}

#[derive(Serialize)]
struct TaskRow {
    id: String,
    name: String,
    cells: Vec<Cell>,
}

#[derive(Serialize)]
struct Version {
    id: String,
    title: String,
    facts: Vec<Fact>,
    note: Option<String>,
    deadlines: Vec<Deadline>,
    removed_items: Vec<Fact>,
    previous: u32,
    changes: Vec<Change>,
    headings: Vec<String>,
    rows: Vec<TaskRow>,
}

#[derive(Serialize)]
struct View {
    summary: String,
    versions: Vec<Version>,
}

fn page(context: &Context<'_>, year: i32) -> Result<Made, String> {
    let path = format!("plans/{year}.html");
    let versions = years(context).remove(&year).unwrap_or_default();
    let newest = versions.last().ok_or_else(|| format!("no plan of {year}"))?;
    let (count, tasks) = (versions.len().to_string(), newest.tasks.len().to_string());
    let year_word = year.to_string();
    let args = [("year", year_word.as_str()), ("versions", count.as_str()), ("tasks", tasks.as_str())];
    let summary = context.say("plans.summary", args);
    let frame = Frame {
        title: newest.title.clone(),
        kind: PageKind::Article,
        column: "plans",
        description: summary.clone(),
        published_at: newest.published_at,
        trail: vec![context.column_step("plans")],
    };
    let before = |index: usize| index.checked_sub(1).map(|index| versions[index]);
    let views = versions.iter().enumerate().rev().map(|(index, plan)| version(context, plan, before(index))).collect();
    context.page(&path, "plan.html", &frame, &View { summary, versions: views })
}

fn version(context: &Context<'_>, plan: &Plan, before: Option<&Plan>) -> Version {
    let word = |key: &str| context.words.get(&format!("plans.fact.{key}"));
    let subject = format!("{}-v{}", plan.year, plan.version);
    let (year, number) = (plan.year.to_string(), plan.version.to_string());
    let policy = match plan.superior_checked {
        crate::model::SuperiorPolicy::Exclude => word("superior-exclude"),
        crate::model::SuperiorPolicy::Include => word("superior-include"),
    };
    let record = plan.record_path();
    let headings = plan.tasks.first().map(|task| columns(context, task)).unwrap_or_default();
    Version {
        id: subject.clone(),
        title: context.say("plans.version", [("year", year.as_str()), ("version", number.as_str())]),
        facts: vec![
            Fact::new(word("document"), &plan.document),
            Fact::new(word("issued"), plan.issued.to_string()),
            Fact::new(word("published"), plan.published_at.map(write_minute).unwrap_or_default()),
            Fact::new(word("superior"), policy),
            Fact::new(word("record"), record.rsplit('/').next().unwrap_or_default()).to(&record),
        ],
        note: plan.note.clone(),
        deadlines: context
            .site
            .findings
            .iter()
            .filter(|one| one.subject == subject)
            .map(|one| deadline(context, one))
            .collect(),
        removed_items: plan.removed_items.iter().map(|(id, reason)| Fact::new(id.to_string(), reason)).collect(),
        previous: before.map_or(0, |plan| plan.version),
        changes: before.map(|before| changes(context, before, plan)).unwrap_or_default(),
        headings: headings.into_iter().map(|column| column.heading).collect(),
        rows: plan.tasks.iter().map(|task| task_row(context, task)).collect(),
    }
}

fn task_row(context: &Context<'_>, task: &crate::model::Task) -> TaskRow {
    let cells = columns(context, task).into_iter().map(|column| Cell { heading: column.heading, text: column.text });
    TaskRow { id: task.id.to_string(), name: task.name.clone(), cells: cells.collect() }
}

fn state_word(state: RuleState) -> &'static str {
    match state {
        RuleState::Met => "met",
        RuleState::Pending => "pending",
        RuleState::Late => "late",
        RuleState::Overdue => "overdue",
        RuleState::Broken => "broken",
        RuleState::Remark => "remark",
        RuleState::Unknown => "unknown",
    }
}

fn deadline(context: &Context<'_>, finding: &Finding) -> Deadline {
    let args = finding.args.iter().map(|(name, value)| (*name, value.as_str()));
    let state = state_word(finding.state);
    Deadline {
        rule: finding.rule,
        state,
        state_word: context.words.get(&format!("plans.state.{state}")),
        text: context.say(&format!("rules.{}", finding.text), args),
        due: finding.due.map(|day| day.to_string()),
        done: finding.done.map(|day| day.to_string()),
        reason: finding.reason.clone(),
    }
}
