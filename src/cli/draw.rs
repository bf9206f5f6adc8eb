//! Arguments of `draw`.

use super::{AloneArgs, EscrowArgs, ImportSelectionArgs, PapersArgs, RecoverArgs, SqlArgs};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `draw`, with or without a step.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// Go through the day as if it were this moment (YYYY-MM-DDThh:mm:ss+08:00); only where site.toml says demo = true.
    #[arg(long)]
    pub at: Option<String>,
    /// One step; none: the day, step by step with questions.
    #[command(subcommand)]
    pub command: Option<DrawCommand>,
}

/// `draw …`.
#[derive(Debug, Subcommand)]
pub enum DrawCommand {
    /// Make a party's nonce (on the party's own machine) and print its commitment line.
    Nonce(NonceArgs),
    /// Freeze the lists and write the commitment.
    Commit(CommitArgs),
    /// Enter the beacon values and the other parties' nonces, compute, publish the seal.
    Seal(SealArgs),
    /// Write or open the slip of one drawn object.
    Slip(SlipArgs),
    /// Publish seed, result, assignment and leaves.
    Reveal(StepArgs),
    /// End a draw in public without using it.
    Void(VoidArgs),
    /// Publish a sealed draw whose nonce was lost after visits began.
    Lost(LostArgs),
    /// Record that nobody of a class can be drawn in a period.
    Shortfall(ShortfallArgs),
    /// Replace an inspector by the next in order.
    Substitute(SubstituteArgs),
    /// Open the published envelopes with a holder's key and put the draw's secrets back.
    Recover(RecoverArgs),
    /// Print: the record to sign, task lists, slips, on-site forms.
    Papers(PapersArgs),
    /// Write the job of a step for Spark, DuckDB, PostgreSQL or DataFusion.
    Sql(SqlArgs),
    /// Verify a selection that an engine returned and keep it for the next step.
    ImportSelection(ImportSelectionArgs),
    /// Where every draw stands and what comes next.
    Status(StatusArgs),
    /// A draw on its folder alone, whose roster no county's site holds. There is no log and no site here: both are yours to keep.
    Alone(AloneArgs),
}

/// Common to steps that write a time.
#[derive(Debug, Args)]
pub struct StepArgs {
    /// The draw, e.g. 2026q2-key.
    pub draw: String,
    /// Simulate this moment (YYYY-MM-DDThh:mm:ss+08:00); only where site.toml says demo = true.
    #[arg(long)]
    pub at: Option<String>,
}

/// `draw nonce`.
#[derive(Debug, Args)]
pub struct NonceArgs {
    /// The draw.
    pub draw: String,
    /// The party, e.g. discipline.
    #[arg(long)]
    pub party: String,
    /// ORIGIN of the log; otherwise from site.toml.
    #[arg(long)]
    pub origin: Option<String>,
    /// Folder for the nonce file (0600); otherwise secrets/draws/DRAW of the bureau's folder.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// NAME=age1…: somebody who can open an envelope with the nonce, written beside it for the bureau to publish.
    #[arg(long = "escrow", value_name = "NAME=KEY")]
    pub escrow: Vec<String>,
}

/// `draw commit`.
#[derive(Debug, Args)]
pub struct CommitArgs {
    /// Draw and moment.
    #[command(flatten)]
    pub step: StepArgs,
    /// Task of the published plan.
    #[arg(long)]
    pub task: String,
    /// YYYYqN or YYYY.
    #[arg(long)]
    pub period: String,
    /// The void draw this one replaces.
    #[arg(long)]
    pub replaces: Option<String>,
    /// KIND:ROUND:TIME, TIME may be left out for drand-quicknet.
    #[arg(long = "beacon", required = true)]
    pub beacons: Vec<String>,
    /// Another party's line `nonce-commit PARTY HEX` as `PARTY:HEX`; the bureau's own is made here.
    #[arg(long = "party")]
    pub parties: Vec<String>,
    /// any, object or tag:TAG, one per team member; otherwise from site.toml.
    #[arg(long = "slot")]
    pub slots: Vec<String>,
    /// Envelopes.
    #[command(flatten)]
    pub escrow: EscrowArgs,
    /// Show what would be committed and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `draw seal`.
#[derive(Debug, Args)]
pub struct SealArgs {
    /// Draw and moment.
    #[command(flatten)]
    pub step: StepArgs,
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

/// `draw slip`.
#[derive(Debug, Args)]
pub struct SlipArgs {
    /// The draw.
    pub draw: String,
    /// The object.
    #[arg(long)]
    pub object: String,
    /// Publish it below content/draws/DRAW/slips/ (early publication); otherwise it is printed for the object alone.
    #[arg(long)]
    pub open: bool,
    /// Write a printable notice with the slip as a QR code, for the object alone.
    #[arg(long, conflicts_with = "open")]
    pub html: Option<PathBuf>,
    /// Address of the site for the code; otherwise government.base_url of site.toml.
    #[arg(long, requires = "html")]
    pub base: Option<String>,
}

/// `draw void`.
#[derive(Debug, Args)]
pub struct VoidArgs {
    /// Draw and moment.
    #[command(flatten)]
    pub step: StepArgs,
    /// roster-error, party-withheld, nonce-lost, beacon-cancelled, no-legal-basis or other.
    #[arg(long)]
    pub reason: String,
    /// Words for the public.
    #[arg(long)]
    pub note: String,
    /// Beacon values, where they are known.
    #[arg(long = "beacon")]
    pub beacons: Vec<String>,
    /// Evidence as in `seal`.
    #[arg(long = "evidence")]
    pub evidence: Vec<String>,
    /// Other parties' nonces as in `seal`.
    #[arg(long = "nonce")]
    pub nonces: Vec<String>,
    /// A party whose nonce is missing.
    #[arg(long = "missing")]
    pub missing: Vec<String>,
    /// Show what the end would publish and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `draw lost`.
#[derive(Debug, Args)]
pub struct LostArgs {
    /// Draw and moment.
    #[command(flatten)]
    pub step: StepArgs,
    /// Words for the public.
    #[arg(long)]
    pub note: String,
    /// A party whose nonce is missing.
    #[arg(long = "missing", required = true)]
    pub missing: Vec<String>,
}

/// `draw shortfall`.
#[derive(Debug, Args)]
pub struct ShortfallArgs {
    /// Draw and moment.
    #[command(flatten)]
    pub step: StepArgs,
    /// Task of the published plan.
    #[arg(long)]
    pub task: String,
    /// YYYYqN or YYYY.
    #[arg(long)]
    pub period: String,
}

/// `draw substitute`.
#[derive(Debug, Args)]
pub struct SubstituteArgs {
    /// Draw and moment.
    #[command(flatten)]
    pub step: StepArgs,
    /// The object.
    #[arg(long)]
    pub object: String,
    /// Slot, from 0; not needed for merged-visit.
    #[arg(long)]
    pub slot: Option<u32>,
    /// recusal, leave, left or merged-visit.
    #[arg(long)]
    pub ground: String,
    /// Document that shows it; for merged-visit the draw sealed first.
    #[arg(long)]
    pub evidence: String,
}

/// `draw status`.
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// One draw, or all.
    pub draw: Option<String>,
    /// For a program.
    #[arg(long)]
    pub json: bool,
    /// The day overdue is told as of.
    #[arg(long)]
    pub as_of: Option<String>,
}
