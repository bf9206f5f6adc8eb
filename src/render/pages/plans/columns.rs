//! A task of a plan as the columns of the published table.

use crate::model::{Task, TaskKind};
use crate::render::{Context, percent};

/// A column of one task.
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) text: String,
}

/// All columns of a task except its number and name, in the order of the table (domain.md 3.5).
pub(super) fn columns(context: &Context<'_>, task: &Task) -> Vec<Column> {
    let word = |key: &str| context.words.get(&format!("plans.column.{key}"));
    let kind = match task.kind {
        TaskKind::Directed => word("directed"),
        TaskKind::Undirected => word("undirected"),
    };
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let items = task.items.iter().map(ToString::to_string).collect::<Vec<_>>().join(&context.words.get("show.comma"));
    let cells = [
        ("kind", kind),
        ("items", items),
        ("class", context.class(task.class)),
        ("scope", task.scope.clone()),
        ("group", text(&task.group)),
        ("base", number(task.base)),
        ("rate", percent(task.rate)),
        ("count", number(task.count)),
        ("cycle", context.words.get(&format!("cycle.{}", task.cycle.as_str()))),
        ("draw-time", task.draw_time.clone()),
        ("visit-time", task.visit_time.clone()),
        ("methods", super::super::items::methods(context, &task.methods)),
        ("initiator", task.initiator.clone()),
        ("guide", task.guide.clone()),
        ("partner", text(&task.partner)),
        ("basis", task.basis.clone()),
        ("credit", task.credit.clone()),
        ("note", text(&task.note)),
    ];
    cells.into_iter().map(|(key, text)| Column { heading: word(key), text }).collect()
}
