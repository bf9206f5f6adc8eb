//! Raw → Site, and what the plan's rules say about it. In: the typed records of `load`. Out: the county with its findings,
//! or every fault at once. Never reads a file, never asks the clock; today comes in as an argument.

mod applies;
mod build;
mod calendar;
mod leaks;
mod log;
mod planned;
mod refer;
mod release;
pub mod rosters;
mod rules;
pub mod special;
mod start;

pub use applies::applicable_items;
pub use build::check;
pub use calendar::{Due, due, is_working_day, working_days_between};
pub use planned::{Planned, planned};
pub use release::{drafts, empty_keys, release, shapes};
pub use rules::{RULES, Rule, all as findings, least};
pub use start::{Part, Step as Start, begun, start, without_missing};
