//! The bureau's own files → rows of the tables of `content/`. In: bytes of files, what the clerk has said so far, what stands in
//! `content/`. Out: what was understood of each sheet, what must be proposed, asked or refused, and the rows as they would be. Pure: it
//! opens nothing, writes nothing, and decides nothing that only the clerk can know.
//!
//! A file goes `read` → [`Book`] → `layout` → [`layout::Layout`] → `cells` → [`Row`] → [`Target::fit`] → [`Record`]. A new kind of file
//! is a new [`Target`].

mod cells;
mod changes;
mod days;
mod findings;
mod grid;
mod headings;
mod kinds;
mod layout;
mod merge;
mod personal;
mod read;
mod rows;
mod run;
mod say;
mod target;

pub(crate) use changes::{Reason, rows as change_rows};
pub(crate) use findings::{Answers, Choice, Findings, Proposal, Question, Repair};
pub(crate) use grid::{Book, Value, column_of, letters};
pub(crate) use kinds::ALL;
pub(crate) use kinds::drawn::{Drawn, DrawnObject};
pub(crate) use kinds::plan_file::{PATTERN as PLAN_FILE, plan_file};
pub(crate) use layout::{Layout, Seen, Taken};
pub(crate) use merge::{Merged, is_registry, merge};
pub(crate) use read::read;
pub(crate) use run::{Imported, Input, run};
pub(crate) use target::{Record, Target};
