//! Arguments of `draw alone`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `draw alone`.
#[derive(Debug, Args)]
pub struct AloneArgs {
    /// The step.
    #[command(subcommand)]
    pub command: AloneCommand,
}

/// `draw alone …`.
#[derive(Debug, Subcommand)]
pub enum AloneCommand {
    /// Commit to the lists that lie in the folder.
    Commit(AloneCommitArgs),
    /// Enter the beacon values and the other parties' nonces, compute, write the seal.
    Seal(AloneSealArgs),
    /// Write seed, result, assignment and leaves into the folder.
    Reveal(AloneStepArgs),
}

/// Where a draw lies.
#[derive(Debug, Args)]
pub struct AloneStepArgs {
    /// The draw's folder, which is published: roster.csv, excluded.csv, inspectors.csv and what the steps add.
    #[arg(long = "draw", value_name = "DIR")]
    pub folder: PathBuf,
    /// What is secret: recusals.csv, nonces, the outcome until the reveal (0600); otherwise the folder's name with -secrets behind it.
    #[arg(long, value_name = "DIR")]
    pub secrets: Option<PathBuf>,
    /// Simulate this moment (YYYY-MM-DDThh:mm:ss+08:00); only where the host of the log has a label `example`.
    #[arg(long)]
    pub at: Option<String>,
}

/// `draw alone commit`.
#[derive(Debug, Args)]
pub struct AloneCommitArgs {
    /// Folders and moment.
    #[command(flatten)]
    pub step: AloneStepArgs,
    /// The lines of commit.txt that do not follow from the lists, as docs/formats.md says.
    #[arg(long, value_name = "FILE")]
    pub terms: PathBuf,
    /// Another party's line `nonce-commit PARTY HEX` as `PARTY:HEX`; the bureau's own is made here.
    #[arg(long = "party")]
    pub parties: Vec<String>,
    /// NAME=age1…: somebody who can open the bureau's envelope.
    #[arg(long = "escrow", value_name = "NAME=KEY")]
    pub own: Vec<String>,
    /// PARTY=FILE: another party's envelope, as `draw nonce --escrow` or `age -a` made it.
    #[arg(long = "envelope", value_name = "PARTY=FILE")]
    pub envelopes: Vec<String>,
    /// Show what would be committed and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `draw alone seal`.
#[derive(Debug, Args)]
pub struct AloneSealArgs {
    /// Folders and moment.
    #[command(flatten)]
    pub step: AloneStepArgs,
    /// KIND:ROUND=VALUE, one per beacon of the commitment.
    #[arg(long = "beacon", required = true)]
    pub beacons: Vec<String>,
    /// KIND=TEXT: where a lottery value was read; the signature of drand.
    #[arg(long = "evidence")]
    pub evidence: Vec<String>,
    /// PARTY=HEX or PARTY=@FILE: another party's nonce.
    #[arg(long = "nonce")]
    pub nonces: Vec<String>,
}
