//! What the commands take that read a published site. Plain clap types.

use clap::Args;
use std::path::PathBuf;

/// How an address is asked.
#[derive(Debug, Args)]
pub struct SourceArgs {
    /// Certificates (PEM) to trust for https in place of the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// A published site: a folder, a zip, or an address that begins with http:// or https://.
    #[arg(required_unless_present = "draw", conflicts_with = "draw")]
    pub path: Option<String>,
    /// The folder of one draw, in the same three ways.
    #[arg(long)]
    pub draw: Option<String>,
    /// Where from.
    #[command(flatten)]
    pub source: SourceArgs,
    /// A beacon value from your own newspaper, KIND:ROUND=VALUE, or with its day KIND:ROUND@YYYY-MM-DD=VALUE.
    #[arg(long = "beacon")]
    pub beacons: Vec<String>,
    /// The log's key, NAME+ID+BASE64, from a notice or a newspaper; otherwise the site's own is taken, and said so.
    #[arg(long)]
    pub log_key: Option<String>,
    /// Key of a witness whose dates count, NAME+ID+BASE64; several may be given.
    #[arg(long = "witness")]
    pub witnesses: Vec<String>,
    /// A state of the log from a printed notice, "NAME SIZE ROOT": the log must still begin with it.
    #[arg(long = "head")]
    pub heads: Vec<String>,
    /// The day overdue is told as of; otherwise today.
    #[arg(long)]
    pub as_of: Option<String>,
    /// For a program.
    #[arg(long)]
    pub json: bool,
    /// After an upload: compare every file with what was packed ("last", the zip, or the folder), and prove that what was taken away is
    /// gone.
    #[cfg(feature = "site")]
    #[arg(long, value_name = "WHAT", conflicts_with = "draw")]
    pub packed: Option<String>,
}

/// `log monitor`.
#[derive(Debug, Args)]
pub struct MonitorArgs {
    /// A published site: a folder, a zip or an address.
    pub site: String,
    /// Where from.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Folder in which this machine remembers what it has seen.
    #[arg(long)]
    pub memory: PathBuf,
    /// The log's key, NAME+ID+BASE64; otherwise the one remembered, at first the site's own.
    #[arg(long)]
    pub log_key: Option<String>,
    /// Key of a witness whose dates count, NAME+ID+BASE64.
    #[arg(long = "witness")]
    pub witnesses: Vec<String>,
    /// The day overdue is told as of; otherwise today.
    #[arg(long)]
    pub as_of: Option<String>,
}
