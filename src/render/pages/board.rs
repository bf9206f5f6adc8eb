//! The board of a year on the home page: every draw the plan asks for, a task a row and a quarter a column, with its state.
//! In: the newest published plan of the year and the draws. Out: rows of cells; a cell without a draw says that none was made
//! yet, or that its time is over. Nothing but the state and the number of a draw is shown, and both are public at once.

use super::draws;
use crate::check::{Planned, planned};
use crate::model::{Cycle, Period, Plan, Task, TaskId};
use crate::render::{Context, draw_page};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A draw in its cell.
#[derive(Serialize)]
struct Lot {
    href: String,
    title: String,
    state: &'static str,
    word: String,
    late: bool,
    drawn: String,
}

/// The draws of a task in a period; without any, what stands there instead.
#[derive(Serialize)]
struct Cell {
    period: String,
    lots: Vec<Lot>,
    state: &'static str,
    word: String,
}

/// A task that draws each quarter.
#[derive(Serialize)]
struct Row {
    name: String,
    cells: Vec<Cell>,
}

/// A task that draws once a year.
#[derive(Serialize)]
struct Single {
    name: String,
    cell: Cell,
}

/// How many draws are in a state.
#[derive(Serialize)]
struct Count {
    state: &'static str,
    word: String,
    number: usize,
}

/// What the home page shows.
#[derive(Serialize)]
pub(super) struct Board {
    quarters: Vec<String>,
    rows: Vec<Row>,
    yearly: Vec<Single>,
    counts: Vec<Count>,
}

/// The newest published plan of a year.
pub(super) fn plan<'a>(context: &Context<'a>, year: i32) -> Option<&'a Plan> {
    let of_year = context.site.plans.iter().filter(|plan| plan.year == year && plan.published_at.is_some());
    of_year.max_by_key(|plan| plan.version)
}

/// The board of a year.
pub(super) fn make(context: &Context<'_>, year: i32) -> Board {
    let mut placed: BTreeMap<(&TaskId, Period), Vec<&DrawRecord>> = BTreeMap::new();
    for record in context.site.draws.values().filter(|record| record.period.year == year) {
        placed.entry((&record.task, record.period)).or_default().push(record);
    }
    let tasks: &[Task] = plan(context, year).map_or(&[], |plan| &plan.tasks);
    let whole = Period { year, quarter: None };
    let drawn_in = |quarterly: bool| placed.keys().filter(move |(_, period)| period.quarter.is_some() == quarterly);
    // The order of the plan; after it the tasks that only the draws know, because an older version asked for them.
    let ids = |cycle: Cycle| {
        let mut ids: Vec<&TaskId> = tasks.iter().filter(|task| task.cycle == cycle).map(|task| &task.id).collect();
        let more: BTreeSet<&TaskId> = drawn_in(cycle == Cycle::Quarter).map(|(id, _)| *id).collect();
        let more: Vec<&TaskId> = more.into_iter().filter(|id| !ids.contains(id)).collect();
        ids.extend(more);
        ids
    };
    let waiting = planned(context.site);
    let cell = |id: &TaskId, period: Period| {
        let records = placed.get(&(id, period)).map(Vec::as_slice).unwrap_or_default();
        let missing = waiting.iter().find(|draw| draw.task == *id && draw.period == period);
        Cell::of(context, period, records, missing)
    };
    let quarters = (1..=4).map(|quarter| Period::quarter(year, quarter));
    let row = |id: &TaskId| Row {
        name: name(context, tasks, &placed, id),
        cells: quarters.clone().map(|period| cell(id, period)).collect(),
    };
    let single = |id: &TaskId| Single { name: name(context, tasks, &placed, id), cell: cell(id, whole) };
    let rows: Vec<Row> = ids(Cycle::Quarter).into_iter().map(row).collect();
    let yearly: Vec<Single> = ids(Cycle::Year).into_iter().map(single).collect();
    let cells = rows.iter().flat_map(|row| &row.cells).chain(yearly.iter().map(|single| &single.cell));
    let counts = counts(context, cells);
    let quarters = (1..=4).map(|quarter| context.words.get(&format!("design.board.q{quarter}"))).collect();
    Board { quarters, rows, yearly, counts }
}

/// The class a task draws from; the task's own name where two tasks draw from the same class.
fn name(
    context: &Context<'_>,
    tasks: &[Task],
    placed: &BTreeMap<(&TaskId, Period), Vec<&DrawRecord>>,
    id: &TaskId,
) -> String {
    let Some(task) = tasks.iter().find(|task| &task.id == id) else {
        let record = placed.iter().find(|((task, _), _)| *task == id).and_then(|(_, records)| records.first());
        return record.map_or_else(|| id.to_string(), |record| context.class(record.class));
    };
    let alike = tasks.iter().filter(|other| other.class == task.class).count();
    if alike > 1 { task.name.clone() } else { context.class(task.class) }
}

impl Cell {
    fn of(context: &Context<'_>, period: Period, records: &[&DrawRecord], missing: Option<&Planned>) -> Self {
        let lots = records.iter().map(|record| Lot::of(context, record)).collect();
        let state = match missing.filter(|_| records.is_empty()) {
            None => "",
            Some(draw) if draw.late => "overdue",
            Some(_) => "planned",
        };
        let word = match state {
            "" => String::new(),
            state => context.words.get(&format!("design.board.{state}")),
        };
        Self { period: context.period(period), lots, state, word }
    }
}

impl Lot {
    fn of(context: &Context<'_>, record: &DrawRecord) -> Self {
        let word = context.draw_state(record.state);
        let count = record.drawn_count().to_string();
        let shown = matches!(record.state, DrawState::Sealed | DrawState::Revealed | DrawState::Lost);
        let drawn = if shown { context.say("design.board.drawn", [("n", count.as_str())]) } else { String::new() };
        let title = draws::title(context, record);
        let title = context.say("design.board.title", [("draw", title.as_str()), ("state", word.as_str())]);
        let late = draws::overdue(context, record);
        Self { href: draw_page(record.id.as_str()), title, state: record.state.as_str(), word, late, drawn }
    }
}

/// The states that occur, in the order of a draw's life.
fn counts<'c>(context: &Context<'_>, cells: impl Iterator<Item = &'c Cell>) -> Vec<Count> {
    const ORDER: [&str; 9] =
        ["planned", "overdue", "committed", "sealed", "revealed", "void", "void-unopened", "lost", "shortfall"];
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in cells {
        for state in cell.lots.iter().map(|lot| lot.state).chain([cell.state]).filter(|state| !state.is_empty()) {
            *numbers.entry(state).or_default() += 1;
        }
    }
    let word = |state: &str| match state {
        "planned" | "overdue" => context.words.get(&format!("design.board.{state}")),
        state => context.words.get(&format!("draw-state.{state}")),
    };
    let count =
        |state: &'static str| numbers.get(state).map(|number| Count { state, word: word(state), number: *number });
    ORDER.into_iter().filter_map(count).collect()
}
