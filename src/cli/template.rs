//! Arguments of `template`.

use clap::Args;
use std::path::PathBuf;

/// `template`.
#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// objects, inspectors, items, tasks, results, events, recusals, followups, documents, corrections and more; a wrong word lists them.
    pub kind: String,
    /// For results: the draw whose visits are filled in already.
    pub draw: Option<String>,
    /// The workbook to write; otherwise KIND.xlsx here, for a sealed draw below secrets/office/.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// The day the item list is read as of.
    #[arg(long)]
    pub as_of: Option<String>,
}
