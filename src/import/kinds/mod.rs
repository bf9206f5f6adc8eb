//! The kinds of files, one [`Target`](super::target::Target) each. In: rows of a sheet. Out: rows of tables.

mod inspectors;
mod objects;
pub(super) mod same;
mod town;

use super::target::Target;

/// Every kind, in the order of `mingchou import --help`.
pub(crate) static ALL: [&Target; 2] = [&objects::OBJECTS, &inspectors::INSPECTORS];
