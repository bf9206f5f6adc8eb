//! `laws.csv`, `items.csv`, `plans/YYYY/vN/tasks.csv`.

use super::{Table, class, methods};
use crate::load::sheet::Row;
use crate::load::spec::{CLASSES, Kind, METHODS, column};
use crate::model::*;

/// `laws.csv`.
pub(in crate::load) const LAWS: Table<Law> = Table {
    columns: &[
        column("法律名称", "name", Kind::Text).must(),
        column("条款", "article", Kind::Text),
        column("施行日期", "valid_from", Kind::Day),
        column("失效日期", "valid_to", Kind::Day),
        column("被何替代", "replaced_by", Kind::Text),
        column("来源", "source", Kind::Text).must(),
    ],
    make: |row| Law {
        name: row.text("name"),
        article: row.text("article"),
        valid_from: row.opt_day("valid_from"),
        valid_to: row.opt_day("valid_to"),
        replaced_by: row.opt_text("replaced_by"),
        source: row.text("source"),
    },
};

/// `items.csv`.
pub(in crate::load) const ITEMS: Table<Item> = Table {
    columns: &[
        column("事项编号", "id", Kind::Word).key().or(&["抽查事项编号", "编号"]),
        column("抽查类别", "category", Kind::Text).must(),
        column("抽查事项", "name", Kind::Text).must().or(&["抽查事项名称", "事项名称"]),
        column("检查对象", "scope", Kind::Text).must().or(&["抽查对象"]),
        column("事项类别", "kind", Kind::Choice(&[("重点检查事项", "major"), ("一般检查事项", "minor")])).must(),
        column("检查方式", "methods", Kind::Choices(METHODS)).must(),
        column("检查主体", "body", Kind::Text).must(),
        column("检查依据", "bases", Kind::Bases),
        column("适用", "applies", Kind::Texts).must(),
        column("上级清单编号", "upstream", Kind::Text),
        column("示例", "example", Kind::Flag).may_lack(),
        column("列入日期", "valid_from", Kind::Day).must(),
        column("移出日期", "valid_to", Kind::Day).may_lack(),
        column("移出理由", "removal_reason", Kind::Text).may_lack(),
    ],
    make: |row| Item {
        id: row.id("id", ItemId::parse),
        category: row.text("category"),
        name: row.text("name"),
        scope: row.text("scope"),
        kind: if row.choice("kind") == "major" { ItemKind::Major } else { ItemKind::Minor },
        methods: methods(row.choices("methods")),
        body: row.text("body"),
        bases: row.bases("bases"),
        applies: row.texts("applies"),
        upstream: row.opt_text("upstream"),
        example: row.flag("example"),
        valid_from: row.day("valid_from"),
        valid_to: row.opt_day("valid_to"),
        removal_reason: row.opt_text("removal_reason"),
    },
};

/// `plans/YYYY/vN/tasks.csv`.
pub(in crate::load) const TASKS: Table<Task> = Table {
    columns: &[
        column("任务编号", "task", Kind::Word).key().or(&["抽查任务编号"]),
        column("任务名称", "name", Kind::Text).must().or(&["抽查任务名称"]),
        column("抽查类型", "kind", Kind::Choice(&[("定向", "directed"), ("不定向", "undirected")])).must(),
        column("抽查事项", "items", Kind::Several).must().or(&["抽查事项编号"]),
        column("类别", "class", Kind::Choice(CLASSES)).must(),
        column("抽查对象范围", "scope", Kind::Text).must().or(&["对象范围"]),
        column("对象组", "group", Kind::Text).may_lack(),
        column("抽查基数", "base", Kind::Number(0, 1_000_000)).may_lack(),
        column("抽查比例", "rate", Kind::Rate).must(),
        column("抽取数量", "count", Kind::Number(0, 1_000_000)).may_lack(),
        column("频次", "cycle", Kind::Choice(&[("每季度", "quarter"), ("每年", "year")])).must().or(&["周期"]),
        column("抽取时间", "draw_time", Kind::Text).must(),
        column("检查时间", "visit_time", Kind::Text).must(),
        column("检查方式", "methods", Kind::Choices(METHODS)).must(),
        column("发起主体", "initiator", Kind::Text).must(),
        column("指导单位", "guide", Kind::Text).must(),
        column("配合部门", "partner", Kind::Text),
        column("检查依据", "basis", Kind::Text).must(),
        column("信用风险要求", "credit", Kind::Text).must(),
        column("备注", "note", Kind::Text).may_lack(),
    ],
    make: task,
};

fn task(row: &Row<'_>) -> Task {
    Task {
        id: row.id("task", TaskId::parse),
        name: row.text("name"),
        kind: if row.choice("kind") == "directed" { TaskKind::Directed } else { TaskKind::Undirected },
        items: row.ids("items", ItemId::parse),
        class: class(row.choice("class")),
        scope: row.text("scope"),
        group: row.opt_text("group"),
        base: row.opt_number("base"),
        rate: row.number("rate"),
        count: row.opt_number("count"),
        cycle: if row.choice("cycle") == "year" { Cycle::Year } else { Cycle::Quarter },
        draw_time: row.text("draw_time"),
        visit_time: row.text("visit_time"),
        methods: methods(row.choices("methods")),
        initiator: row.text("initiator"),
        guide: row.text("guide"),
        partner: row.opt_text("partner"),
        basis: row.text("basis"),
        credit: row.text("credit"),
        note: row.opt_text("note"),
    }
}
