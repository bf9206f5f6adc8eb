//! The kinds of files, one [`Target`](super::target::Target) each. In: rows of a sheet. Out: rows of tables.

mod cells;
mod draft;
pub(crate) mod drawn;
mod events;
mod items;
mod named;
mod results;
mod tasks;
mod tasks_fill;
mod tasks_rates;
