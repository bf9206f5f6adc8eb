//! Arguments of `log`.

use super::{MonitorArgs, SourceArgs};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `log …`.
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// Make the log's signing key, or a witness's, encrypted with a passphrase.
    #[cfg(feature = "site")]
    Key(LogKeyArgs),
    /// Append an entry for every new or changed record and sign the new head.
    #[cfg(feature = "site")]
    Publish(PublishArgs),
    /// Take a version back; its entry stays, with the reason.
    #[cfg(feature = "site")]
    Withdraw(WithdrawArgs),
    /// Put the log and the draws back from the published site, after a backup was restored.
    #[cfg(feature = "site")]
    Restore(RestoreArgs),
    /// On a witness's machine: compare a log with what was seen before, and cosign its head.
    #[cfg(feature = "site")]
    Witness(WitnessArgs),
    /// Write the signed head with the proof that it extends what a witness saw: one small file for a stick or a message.
    #[cfg(feature = "site")]
    Proof(ProofArgs),
    /// Add a witness's line to the checkpoint it belongs to.
    #[cfg(feature = "site")]
    Cosign(CosignArgs),
    /// Compare a site with what was seen before: what is new, changed, withdrawn, overdue, or rewritten.
    Monitor(MonitorArgs),
}

/// Where a passphrase comes from.
#[derive(Debug, Args)]
pub struct PassphraseArgs {
    /// A file whose first line is the passphrase; otherwise the terminal asks.
    #[arg(long)]
    pub passphrase_file: Option<PathBuf>,
}

/// `log key`.
#[derive(Debug, Args)]
pub struct LogKeyArgs {
    /// Make a witness's key of this name instead.
    #[arg(long, requires = "to")]
    pub witness: Option<String>,
    /// The file to write; otherwise secrets/log/key.age of the bureau's folder.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// Passphrase.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
}

/// `log publish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// Simulate this moment (YYYY-MM-DDThh:mm:ss+08:00); only where site.toml says demo = true.
    #[arg(long)]
    pub at: Option<String>,
    /// The site as it is published now (folder, zip, address): needed on a machine that has not signed this log before.
    #[arg(long)]
    pub published: Option<String>,
    /// Where from.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Show what would be logged and write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Passphrase.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
}

/// `log withdraw`.
#[derive(Debug, Args)]
pub struct WithdrawArgs {
    /// Path of the record, e.g. data/results/2026.csv.
    pub path: String,
    /// SHA-256 of the version.
    #[arg(long)]
    pub sha256: String,
    /// personal-data, state-secret, trade-secret, court-order or error.
    #[arg(long)]
    pub reason: String,
    /// The rest is as for publish.
    #[command(flatten)]
    pub publish: PublishArgs,
}

/// `log restore`.
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The published site: a folder, a zip or an address.
    pub site: String,
    /// Where from.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The log's key, NAME+ID+BASE64, where content/log/ is gone and this machine does not remember it.
    #[arg(long)]
    pub log_key: Option<String>,
}

/// `log witness`.
#[derive(Debug, Args)]
pub struct WitnessArgs {
    /// A published site (folder, zip, address), a folder that holds its log/, or a file of `log proof`.
    pub site: String,
    /// Where from.
    #[command(flatten)]
    pub source: SourceArgs,
    /// The witness's key file.
    #[arg(long)]
    pub key: PathBuf,
    /// Folder in which this machine remembers what it has seen.
    #[arg(long)]
    pub memory: PathBuf,
    /// The log's key, NAME+ID+BASE64; needed when a log is seen for the first time.
    #[arg(long)]
    pub log_key: Option<String>,
    /// Passphrase.
    #[command(flatten)]
    pub passphrase: PassphraseArgs,
}

/// `log proof`.
#[derive(Debug, Args)]
pub struct ProofArgs {
    /// Entries the witness saw last; 0 for one that has seen nothing yet.
    #[arg(long)]
    pub old: usize,
    /// The file to write; otherwise the terminal.
    #[arg(long)]
    pub to: Option<PathBuf>,
}

/// `log cosign`.
#[derive(Debug, Args)]
pub struct CosignArgs {
    /// The file with the witness's line.
    pub line: PathBuf,
}
