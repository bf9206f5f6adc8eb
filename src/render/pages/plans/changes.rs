//! What a version of a plan changed, task by task and column by column.

use super::columns::columns;
use crate::model::{Plan, Task};
use crate::render::Context;
use serde::Serialize;

/// One changed cell, or a task that came or went.
#[derive(Serialize)]
pub(super) struct Change {
    task: String,
    name: String,
    kind: &'static str,
    kind_word: String,
    column: String,
    old: String,
    new: String,
}

fn change(context: &Context<'_>, kind: &'static str, task: &Task, cell: (String, String, String)) -> Change {
    let kind_word = context.words.get(&format!("plans.change.{kind}"));
    let (column, old, new) = cell;
    Change { task: task.id.to_string(), name: task.name.clone(), kind, kind_word, column, old, new }
}

/// Differences in the order of the newer table; tasks that went come last.
pub(super) fn changes(context: &Context<'_>, before: &Plan, after: &Plan) -> Vec<Change> {
    let whole = || (context.words.get("plans.change.whole"), String::new(), String::new());
    let mut list = Vec::new();
    for task in &after.tasks {
        let Some(old) = before.tasks.iter().find(|old| old.id == task.id) else {
            list.push(change(context, "added", task, whole()));
            continue;
        };
        if old.name != task.name {
            let heading = context.words.get("plans.column.name");
            list.push(change(context, "changed", task, (heading, old.name.clone(), task.name.clone())));
        }
        for (was, is) in columns(context, old).into_iter().zip(columns(context, task)) {
            if was.text != is.text {
                list.push(change(context, "changed", task, (is.heading, was.text, is.text)));
            }
        }
    }
    for task in before.tasks.iter().filter(|old| after.tasks.iter().all(|task| task.id != old.id)) {
        list.push(change(context, "removed", task, whole()));
    }
    list
}
