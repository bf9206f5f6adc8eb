//! `import tasks`: the plan table of a year in whichever layout. In: rows. Out: rows of `plans/YYYY/vN/tasks.csv` and what `plan.toml` says.
//! A cell with several rates makes a task for each class it names. A ratio is asked, never turned into a percentage; nothing is rounded.

use super::cells;
use super::draft::{Draft, asked, asked_day};
use super::tasks_fill::Filling;
use crate::diag::{Diagnostic, Place};
use crate::import::findings::{Findings, Question};
use crate::import::target::{Context, Field, How, Need, Record, Row, Target};
use crate::load::Kind;
use chrono::Datelike;
use std::collections::BTreeSet;

const CLASSES: Kind = Kind::Choice(&[
    ("一般排污单位", "general"),
    ("重点排污单位", "key"),
    ("特殊监管对象", "special"),
    ("在建工程建设项目", "project"),
    ("联合抽查对象", "joint"),
]);

const fn text(name: &'static str, zh: &'static str, heads: &'static [&'static str]) -> Field {
    Field { name, zh, heads, how: How::By(cells::later), need: Need::Free }
}

/// Plan tables.
pub(crate) static TASKS: Target = Target {
    word: "tasks",
    fields: &[
        Field {
            name: "task", zh: "任务编号", heads: &["抽查任务编号"], how: How::As(Kind::Word), need: Need::Free
        },
        text("name", "任务名称", &["抽查任务名称", "计划名称"]),
        Field {
            name: "kind",
            zh: "抽查类型",
            heads: &["任务类型"],
            how: How::As(Kind::Choice(&[("定向", "directed"), ("不定向", "undirected")])),
            need: Need::Free,
        },
        text("items", "抽查事项", &["抽查事项名称", "检查事项", "抽查事项编号"]),
        Field { name: "class", zh: "类别", heads: &["对象类别"], how: How::As(CLASSES), need: Need::Free },
        text("scope", "抽查对象范围", &["对象范围", "检查对象", "抽查对象", "检查对象类别与范围"]),
        text("group", "对象组", &[]),
        Field {
            name: "base", zh: "抽查基数", heads: &[], how: How::As(Kind::Number(0, 1_000_000)), need: Need::Free
        },
        Field {
            name: "rate",
            zh: "抽查比例",
            heads: &["抽查比例数量", "抽查比例及频次", "比例及频次", "抽查对象比例"],
            how: How::By(cells::rate),
            need: Need::Column,
        },
        Field {
            name: "count",
            zh: "抽取数量",
            heads: &["抽取对象数量", "抽查对象数量"],
            how: How::As(Kind::Number(0, 1_000_000)),
            need: Need::Free,
        },
        text("cycle", "频次", &["抽查频次", "周期"]),
        text("draw_time", "抽取时间", &["实施抽查时间段", "抽查时间"]),
        Field { name: "draw_from", zh: "抽取时间自", heads: &[], how: How::As(Kind::Day), need: Need::Free },
        Field { name: "draw_until", zh: "抽取时间至", heads: &[], how: How::As(Kind::Day), need: Need::Free },
        text("visit_time", "检查时间", &["抽查检查起止时间", "实施时间", "检查起止时间"]),
        Field { name: "methods", zh: "检查方式", heads: &[], how: How::By(cells::methods), need: Need::Free },
        text("initiator", "发起主体", &["发起部门", "抽查主体"]),
        text("both", "发起主体及指导单位", &[]),
        text("guide", "指导单位", &[]),
        text("partner", "配合部门", &[]),
        text("basis", "检查依据", &["抽查依据"]),
        text("credit", "信用风险要求", &["智慧监管要求", "信用风险分类要求", "智慧监管"]),
        text("note", "备注", &[]),
        text("random", "是否双随机一公开", &["是否双随机"]),
    ],
    anchors: &["rate"],
    whole: true,
    every_sheet: false,
    fit,
};

fn fit(rows: &[Row], context: &Context<'_>, found: &mut Findings) -> Vec<Record> {
    let this = context.today.year();
    let year = Question::new("year".to_owned(), "tasks.year", &[])
        .or(&this.to_string(), "tasks.this-year", &[("year", this.to_string())])
        .or(&(this + 1).to_string(), "tasks.next-year", &[("year", (this + 1).to_string())]);
    let Some(year) = found.ask(year, context.answers).and_then(|year| year.parse::<i32>().ok()) else {
        return Vec::new();
    };
    let plans = || context.known.plans.iter().map(|plan| &plan.plan.value).filter(|plan| plan.year == year);
    let last = plans().max_by_key(|plan| plan.version);
    if let Some(open) = last.filter(|plan| plan.published_at.is_none()) {
        let folder = format!("content/plans/{year}/v{}", open.version);
        found.refuse(Diagnostic::error("MC0971", Place::file(&folder)).arg("year", year).arg("version", open.version));
        return Vec::new();
    }
    let version = last.map_or(1, |plan| plan.version + 1);
    let folder = format!("plans/{year}/v{version}");
    let mut filling = Filling::new(context, found, year, last);
    let drafts: Vec<(Draft, Place)> = rows.iter().flat_map(|row| filling.tasks(row)).collect();
    let items: BTreeSet<String> = drafts
        .iter()
        .flat_map(|(draft, _)| draft.values.get("items").into_iter().flat_map(|ids| ids.split(';')).map(str::to_owned))
        .collect();
    let mut records: Vec<Record> = drafts
        .into_iter()
        .map(|(draft, place)| draft.record(format!("{folder}/tasks.csv"), "plans/YYYY/vN/tasks.csv", &["task"], place))
        .collect();
    if let Some(first) = rows.first() {
        let plan = plan(version, year, &items, context, found);
        records.push(plan.record(format!("{folder}/plan.toml"), "plans/YYYY/vN/plan.toml", &[], first.place.clone()));
    }
    records
}

/// What stands in `plan.toml`; when it was made public is written when it is.
fn plan(version: u32, year: i32, items: &BTreeSet<String>, context: &Context<'_>, found: &mut Findings) -> Draft {
    let mut plan = Draft::new();
    let args = [("year", year.to_string()), ("version", version.to_string())];
    for (key, sentence) in [("title", "tasks.title"), ("document", "tasks.document")] {
        if let Some(said) = asked(key, sentence, &args, context, found) {
            plan.set(key, said);
        }
    }
    if let Some(day) = asked_day("issued", "tasks.issued", &args, context, found) {
        plan.set("issued", day);
    }
    let policy = Question::new("superior".to_owned(), "tasks.superior", &[]).or("exclude", "tasks.exclude", &[]).or(
        "include",
        "tasks.include",
        &[],
    );
    if let Some(said) = found.ask(policy, context.answers) {
        plan.set("superior_checked", said);
    }
    if version > 1
        && let Some(note) = asked("plan-note", "tasks.note", &args, context, found)
    {
        plan.set("note", note);
    }
    // Which items are missing is known once every task has its own.
    if found.refused.has_errors() || !found.questions.is_empty() {
        return plan;
    }
    let reasons = dropped(year, version, items, context, found);
    if !reasons.is_empty() {
        plan.set("removed_items", reasons.join("\n"));
    }
    plan
}

/// Items that the plan before had and this one lacks, each with the reason that is published (R10): `ID reason`, a line each.
fn dropped(
    year: i32,
    version: u32,
    items: &BTreeSet<String>,
    context: &Context<'_>,
    found: &mut Findings,
) -> Vec<String> {
    let plans = || context.known.plans.iter().map(|plan| &plan.plan.value);
    let before =
        plans().filter(|plan| plan.year < year || plan.version < version).max_by_key(|plan| (plan.year, plan.version));
    let Some(before) = before else { return Vec::new() };
    let had: BTreeSet<&str> = before.tasks.iter().flat_map(|task| task.items.iter().map(|id| id.as_str())).collect();
    let mut out: Vec<String> = Vec::new();
    for id in had.into_iter().filter(|id| !items.contains(*id)) {
        let name =
            context.known.items.iter().find(|item| item.value.id.as_str() == id).map_or("", |item| &item.value.name);
        let args = [("id", id.to_owned()), ("name", name.to_owned())];
        if let Some(reason) =
            asked(&format!("dropped-{id}"), "tasks.dropped", &args, context, found).filter(|said| said != "-")
        {
            out.push(format!("{id} {reason}"));
        }
    }
    out
}
