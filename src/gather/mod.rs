//! A portal of portals: many counties' published sites, verified one by one, as one small website. In: the list of sites, a reader for
//! each, heads of logs that were seen before, the day. Out: an [`OutputTree`](crate::output::OutputTree) with pages in two languages and tables, and for each county
//! the head to keep. Pure: who opens sites, remembers heads and cosigns stands in `cmd/gather`.
//!
//! ```text
//! sites.csv ──list──► Listed ──read (verify, log)──► Facts ──sum──► State, exceptions ──pages, tables──► OutputTree
//! ```

mod clean;
mod facts;
mod list;
mod pages;
mod plans;
mod read;
mod results;
mod sum;
mod tables;
mod view;

pub use facts::{
    Before, Breach, County, Draw, Facts, Floor, Found, Head, Incident, Listed, Log, Missing, Plan, Results, Said, Trust,
};
pub use list::{list, ordered, typed, with_user};
pub use pages::{MARKER, overview, personal};
pub use read::{Broke, Brought, Known, Visit, read};
pub use sum::{Exception, Kind, State, exceptions, state};

use crate::model::Day;
use std::collections::BTreeMap;

/// What the overview is made of.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Its name; empty: the usual one.
    pub title: String,
    /// The day everything is told as of.
    pub as_of: Day,
    /// Counties, in their order.
    pub counties: Vec<County>,
    /// Lines of the witness by the name of the county's files.
    pub cosigned: BTreeMap<String, String>,
}
