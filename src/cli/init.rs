//! What `init` takes. Plain clap types.

use clap::Args;
use std::path::PathBuf;

/// `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// An empty or missing folder; otherwise the one that --root names.
    pub dir: Option<PathBuf>,
    /// Answers from a file that is written like site.toml; nothing is asked then.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// One answer, such as bureau.region=140826, which is not asked then; several may be given.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
}
