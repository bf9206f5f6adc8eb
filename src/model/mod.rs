//! Plain data: ids, days, items, plans, objects, inspectors, results, findings. No IO, no clock, no Tera. What each
//! type means is the requirement list of the county's plan (R1–R49) and protocol section 2.

mod config;
mod date;
mod envelope;
mod finding;
mod hash;
mod id;
mod plan;
mod registry;
pub mod report;
mod result;

pub use config::*;
pub use date::*;
pub use envelope::*;
pub use finding::*;
pub use hash::*;
pub use id::*;
pub use plan::*;
pub use registry::*;
pub use report::{ReportColumn, ReportConfig};
pub use result::*;
