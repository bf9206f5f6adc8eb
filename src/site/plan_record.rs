//! The published table of a plan version, the record a commitment names (protocol section 10). In: a [`Plan`]. Out: its
//! bytes. Never holds anything that depends on the day of the build.

use super::csv_text::{BOM, push_row};
use crate::model::{Method, Plan, Task, TaskKind};

/// Headings; the first four are read by checkers, the others follow.
pub const HEADINGS: [&str; 20] = [
    "任务编号 task",
    "类别 class",
    "周期 cycle",
    "比例 rate",
    "任务名称 name",
    "抽查类型 kind",
    "抽查事项 items",
    "对象范围 scope",
    "对象组 group",
    "抽查基数 base",
    "抽取数量 count",
    "抽取时间 draw_time",
    "检查时间 visit_time",
    "检查方式 methods",
    "发起主体 initiator",
    "指导单位 guide",
    "配合部门 partner",
    "检查依据 basis",
    "信用风险要求 credit",
    "备注 note",
];

/// Words of the methods, joined by `;`.
fn methods(methods: &[Method]) -> String {
    let words = methods.iter().map(|method| match method {
        Method::Site => "现场检查",
        Method::Paper => "书面检查",
    });
    words.collect::<Vec<_>>().join(";")
}

/// The cells of one task, in the order of [`HEADINGS`].
pub fn task_cells(task: &Task) -> Vec<String> {
    let number = |value: Option<u32>| value.map(|n| n.to_string()).unwrap_or_default();
    let kind = match task.kind {
        TaskKind::Directed => "定向",
        TaskKind::Undirected => "不定向",
    };
    vec![
        task.id.to_string(),
        task.class.as_str().to_owned(),
        task.cycle.as_str().to_owned(),
        task.rate.to_string(),
        task.name.clone(),
        kind.to_owned(),
        task.items.iter().map(|item| item.as_str()).collect::<Vec<_>>().join(";"),
        task.scope.clone(),
        task.group.clone().unwrap_or_default(),
        number(task.base),
        number(task.count),
        task.draw_time.clone(),
        task.visit_time.clone(),
        methods(&task.methods),
        task.initiator.clone(),
        task.guide.clone(),
        task.partner.clone().unwrap_or_default(),
        task.basis.clone(),
        task.credit.clone(),
        task.note.clone().unwrap_or_default(),
    ]
}

/// The record: byte order mark, headings, one row a task in the order of the plan, LF line ends. `rate` is in basis
/// points, `class` and `cycle` are the words of the protocol.
pub fn plan_record(plan: &Plan) -> Vec<u8> {
    let mut out = String::from(BOM);
    push_row(&mut out, HEADINGS);
    for task in &plan.tasks {
        push_row(&mut out, task_cells(task));
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Class, Cycle, ItemId, SuperiorPolicy, TaskId, parse_day};

    #[test]
    fn the_first_columns_are_those_a_checker_reads() {
        let task = Task {
            id: TaskId::parse("key-2023").expect("an id"),
            name: "重点,监管".into(),
            kind: TaskKind::Undirected,
            items: vec![ItemId::parse("1").expect("an id"), ItemId::parse("5a").expect("an id")],
            class: Class::Key,
            scope: "全县".into(),
            group: None,
            base: Some(13),
            rate: 2500,
            count: None,
            cycle: Cycle::Quarter,
            draw_time: "每季度第一个月".into(),
            visit_time: "当季".into(),
            methods: vec![Method::Site, Method::Paper],
            initiator: "本局".into(),
            guide: "市局".into(),
            partner: None,
            basis: "=法".into(),
            credit: "未应用".into(),
            note: None,
        };
        let plan = Plan {
            year: 2023,
            version: 1,
            title: "计划".into(),
            document: "1号".into(),
            issued: parse_day("2023-02-01").expect("a day"),
            published_at: None,
            note: None,
            superior_checked: SuperiorPolicy::Exclude,
            removed_items: vec![],
            tasks: vec![task],
        };
        let text = String::from_utf8(plan_record(&plan)).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}任务编号 task,类别 class,周期 cycle,比例 rate,任务名称 name,抽查类型 kind,抽查事项 items,\
             对象范围 scope,对象组 group,抽查基数 base,抽取数量 count,抽取时间 draw_time,检查时间 visit_time,\
             检查方式 methods,发起主体 initiator,指导单位 guide,配合部门 partner,检查依据 basis,信用风险要求 credit,\
             备注 note\nkey-2023,key,quarter,2500,\"重点,监管\",不定向,1;5a,全县,,13,,每季度第一个月,当季,\
             现场检查;书面检查,本局,市局,,'=法,未应用,\n"
        );
        let vector = include_str!("../../tests/vectors/small-plan/2023-v1.csv");
        assert!(text.starts_with(vector.lines().next().expect("a first line")));
    }
}
