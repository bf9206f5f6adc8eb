//! The kinds of files, one [`Target`](super::target::Target) each. In: rows of a sheet. Out: rows of tables.

mod cells;
mod draft;
pub(crate) mod drawn;
mod events;
mod inspectors;
mod items;
mod named;
mod objects;
pub(crate) mod plan_file;
mod results;
pub(super) mod same;
mod tasks;
mod tasks_fill;
mod tasks_rates;
mod town;

use super::target::Target;

/// Every kind, in the order of `mingchou import --help`.
pub(crate) static ALL: [&Target; 6] =
    [&objects::OBJECTS, &inspectors::INSPECTORS, &items::ITEMS, &tasks::TASKS, &results::RESULTS, &events::EVENTS];
