//! What `gather` takes. Plain clap types.

use super::{PassphraseArgs, SourceArgs};
use clap::Args;
use std::path::PathBuf;

/// `gather`.
#[derive(Debug, Args)]
pub struct GatherArgs {
    /// A county's published site: a folder, a zip, or an address that begins with http:// or https://; several may be given.
    pub sites: Vec<String>,
    /// The list of sites: a table with 地址, 名称, 行政区划代码, and if known 日志公钥, 日志名称, 网址.
    #[arg(long, value_name = "FILE")]
    pub list: Option<PathBuf>,
    /// Where the overview goes.
    #[arg(long, value_name = "DIR", default_value = "overview")]
    pub out: PathBuf,
    /// Where heads of logs and breaches are remembered; it must not stand in the overview.
    #[arg(long, value_name = "DIR", default_value = "overview-state")]
    pub state: PathBuf,
    /// The name of the overview.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// The day everything is told as of; otherwise today.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Key of a witness whose dates count, NAME+ID+BASE64; several may be given.
    #[arg(long = "trust", value_name = "KEY")]
    pub trusted: Vec<String>,
    /// Be a witness: a key file of `log key --witness`. Heads that extend all that was seen are cosigned.
    #[arg(long, value_name = "FILE")]
    pub witness: Option<PathBuf>,
    /// Passphrase.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
    /// Sites read at a time; otherwise one a core, at most four.
    #[arg(long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Where from.
    #[command(flatten)]
    pub source: SourceArgs,
}
