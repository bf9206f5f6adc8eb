//! What `explain` takes. Plain clap types.

use clap::Args;

/// `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code (MC0217), a rule (R23), a word of a verdict, a fault of a checker, or a page of the site by path or address.
    #[arg(required = true)]
    pub what: String,
    /// A number of the page: what it is about and its heading, such as 2026q2 实查数; on compliance/ a rule.
    pub number: Vec<String>,
    /// The day everything is told as of; otherwise site.toml's as_of, otherwise this moment.
    #[arg(long)]
    pub as_of: Option<String>,
}
