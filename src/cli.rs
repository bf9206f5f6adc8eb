//! clap types only; ends at [`Command`].

mod escrow;

pub use escrow::{EscrowArgs, RecoverArgs};
mod read;

pub use read::{MonitorArgs, SourceArgs, VerifyArgs};
mod todo;

pub use todo::TodoArgs;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// 明抽: draws anybody can recompute.
#[derive(Debug, Parser)]
#[command(name = "mingchou", version, about, max_term_width = 100)]
pub struct Cli {
    /// Language of messages; otherwise from LC_ALL, LC_MESSAGES, LANG.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Lang>,
    /// The bureau's folder, which holds content/.
    #[arg(long, global = true, default_value = ".")]
    pub root: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read everything, say every fault and what the rules of the plan find.
    #[cfg(feature = "site")]
    Check(CheckArgs),
    /// Check, render, write and verify the site.
    #[cfg(feature = "site")]
    Build(BuildArgs),
    /// Build, then show the site on this machine and rebuild when a file changes.
    #[cfg(feature = "site")]
    Serve(ServeArgs),
    /// What is due, by date: plan, draws, results, the log. Ends with 1 where something is overdue.
    #[cfg(feature = "site")]
    Todo(TodoArgs),
    /// Draw: nonce, commit, seal, slip, reveal and how a draw ends otherwise.
    #[cfg(feature = "site")]
    #[command(subcommand)]
    Draw(DrawCommand),
    /// Write a fictional county of any size with eight quarters of draws.
    #[cfg(feature = "site")]
    Demo(DemoArgs),
    /// Put the built site into one zip with fixed bytes.
    #[cfg(feature = "site")]
    Pack(PackArgs),
    /// The public log: sign what was published, witness it, watch it.
    #[command(subcommand)]
    Log(LogCommand),
    /// Recompute every draw of a published folder, or one draw.
    Verify(VerifyArgs),
}

/// `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The day everything is told as of; otherwise site.toml's as_of, otherwise today.
    #[arg(long)]
    pub as_of: Option<String>,
    /// For a program.
    #[arg(long)]
    pub json: bool,
    /// Also what a release needs (government-site duties).
    #[arg(long)]
    pub release: bool,
}

/// `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// Write elsewhere than public/.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// The day everything is told as of.
    #[arg(long)]
    pub as_of: Option<String>,
    /// Refuse what a release must not lack.
    #[arg(long)]
    pub release: bool,
    /// Render and compare although no input changed.
    #[arg(long)]
    pub full: bool,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8326)]
    pub port: u16,
    /// The day everything is told as of.
    #[arg(long)]
    pub as_of: Option<String>,
}

/// `pack`.
#[derive(Debug, Args)]
pub struct PackArgs {
    /// The zip to write.
    #[arg(long, default_value = "site.zip")]
    pub to: PathBuf,
    /// The built folder, otherwise public/.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Number of general objects.
    #[arg(long, default_value_t = 230)]
    pub objects: u32,
    /// Everything that looks random comes from this.
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// An empty or missing folder.
    pub dir: PathBuf,
}

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
    /// Where every draw stands and what comes next.
    Status(StatusArgs),
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
