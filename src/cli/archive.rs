//! Arguments of `archive`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `archive`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ArchiveArgs {
    /// The round (2026q2) or year (2026).
    #[arg(required = true)]
    pub round: Option<String>,
    /// The zip to write; otherwise archives/archive-ROUND.zip in the bureau's folder.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// The day everything is told as of.
    #[arg(long)]
    pub as_of: Option<String>,
    /// What else.
    #[command(subcommand)]
    pub command: Option<ArchiveCommand>,
}

/// `archive restore`.
#[derive(Debug, Subcommand)]
pub enum ArchiveCommand {
    /// Make a bureau's folder again, at --root, from an archive; every checksum is compared first.
    Restore {
        /// The archive.
        zip: PathBuf,
    },
}
