//! Results as they are entered: rows of tables as text. In: the checked county, what the clerk says, the texts of tables. Out: texts of tables
//! to be checked and written as one step, or every fault of what was said. No IO, no clock.

pub(crate) mod draft;
pub(crate) mod phrase;
pub(crate) mod said;
pub(crate) mod target;
pub mod waiting;

pub use waiting::{Moved, moved, revealed};
