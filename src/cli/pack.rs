//! Arguments of `pack`.

use super::SourceArgs;
use clap::Args;
use std::path::PathBuf;

/// `pack`.
#[derive(Debug, Args)]
pub struct PackArgs {
    /// The zip to write; otherwise site.zip, or site-changes.zip with --since.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// The built folder, otherwise public/.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Only what is new or changed since this state, and a list of what to delete on the host: "last" (the last pack), an old zip, a
    /// folder, an address, or a SHA256SUMS.txt.
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Where from, if OLD is an address.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Cut into parts no larger than this (20MB, 500KB), to be sent in the order of their numbers.
    #[arg(long, value_name = "SIZE")]
    pub limit: Option<String>,
    /// Write no zip: only say, line by line, what is in order and what must be changed before the upload.
    #[arg(long, conflicts_with_all = ["text", "snippets"])]
    pub preflight: bool,
    /// The list of --preflight for a program.
    #[arg(long, requires = "preflight", conflicts_with = "html")]
    pub json: bool,
    /// The list of --preflight as a page to print.
    #[arg(long, requires = "preflight", value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// The day the list is told as of.
    #[arg(long)]
    pub as_of: Option<String>,
    /// Write no zip: write every visible text of every page (with --since: of the new and changed ones) into this file, for whoever
    /// reviews the wording.
    #[arg(long, value_name = "FILE", conflicts_with = "snippets")]
    pub text: Option<PathBuf>,
    /// The text in GB18030 instead of UTF-8.
    #[arg(long, requires = "text")]
    pub gb18030: bool,
    /// Write no zip: write ready settings for nginx, Apache and IIS into this folder.
    #[arg(long, value_name = "DIR")]
    pub snippets: Option<PathBuf>,
}
