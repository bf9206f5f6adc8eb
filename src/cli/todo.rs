//! Arguments of the list of what is due.

use clap::Args;
use std::path::PathBuf;

/// `todo`.
#[derive(Debug, Args)]
pub struct TodoArgs {
    /// The day everything is told as of; otherwise site.toml's as_of, otherwise this moment.
    #[arg(long)]
    pub as_of: Option<String>,
    /// Write what has a date into this calendar file (.ics) as well.
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Write one sheet of A4 for the wall as well: a page without script that prints.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// For a program.
    #[arg(long)]
    pub json: bool,
}
