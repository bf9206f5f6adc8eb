//! What `handout` takes. Plain clap types.

use clap::Args;
use std::path::PathBuf;

/// `handout`.
#[derive(Debug, Args)]
pub struct HandoutArgs {
    /// Write elsewhere than handout/.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Only the files of this draw; several may be given.
    #[arg(long = "draw", value_name = "ID")]
    pub draws: Vec<String>,
    /// The day everything is told as of.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}
