//! clap types only; ends at [`Command`].

mod alone;
mod archive;
mod draw;
mod engines;
mod escrow;
mod explain;
mod gather;
mod handout;
mod import;
mod init;
mod log;
mod pack;
mod papers;
mod read;
mod report;
mod result;
mod template;
mod todo;

pub use alone::{AloneArgs, AloneCommand, AloneCommitArgs, AloneSealArgs, AloneStepArgs};
pub use archive::{ArchiveArgs, ArchiveCommand};
pub use draw::{
    CommitArgs, DrawArgs, DrawCommand, LostArgs, NonceArgs, SealArgs, ShortfallArgs, SlipArgs, StatusArgs, StepArgs,
    SubstituteArgs, VoidArgs,
};
pub use engines::{EngineName, ImportSelectionArgs, JobStep, SeedArgs, SqlArgs};
pub use escrow::{EscrowArgs, RecoverArgs};
pub use explain::ExplainArgs;
pub use gather::GatherArgs;
pub use handout::HandoutArgs;
pub use import::{ImportArgs, ImportKind};
pub use init::InitArgs;
pub use log::{
    CosignArgs, LogCommand, LogKeyArgs, PassphraseArgs, ProofArgs, PublishArgs, RestoreArgs, WithdrawArgs, WitnessArgs,
};
pub use pack::PackArgs;
pub use papers::PapersArgs;
pub use read::{MonitorArgs, SourceArgs, VerifyArgs};
pub use report::{ReportArgs, ReportKind};
pub use result::{
    AbsentArgs, AddArgs, CorrectArgs, EventCommand, ExemptArgs, FollowArgs, ListArgs, MomentArgs, PublishResultsArgs,
    ResultCommand, SpecialEventArgs, SuperiorEventArgs, WhyArgs, WithholdArgs,
};
pub use template::TemplateArgs;
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
    /// What to do; nothing: the menu of what is due.
    #[command(subcommand)]
    pub command: Option<Command>,
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
    /// Make the folder of a new county: settings, empty tables, drafts of pages. Asks, or takes answers from a file.
    #[cfg(feature = "site")]
    Init(InitArgs),
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
    /// A workbook to fill in: headings, drop-downs, an example, what is known already. `import` reads it back.
    #[cfg(feature = "site")]
    Template(TemplateArgs),
    /// Tables to hand over: summary, plan, results, the export for the provincial platform.
    #[cfg(feature = "site")]
    Report(ReportArgs),
    /// What a code, a rule or a word means, or which rows a published page or number comes from.
    #[cfg(feature = "site")]
    Explain(ExplainArgs),
    /// Draw, step by step with questions; or one step by its name: nonce, commit, seal, slip, reveal and how a draw ends otherwise.
    #[cfg(feature = "site")]
    Draw(DrawArgs),
    /// The menu of what is due, as in a terminal without a command.
    #[cfg(feature = "site")]
    Menu,
    /// Results without a text editor: enter, publish, follow up, correct, withhold, and why things are as they are.
    #[cfg(feature = "site")]
    #[command(subcommand)]
    Result(ResultCommand),
    /// Write a fictional county of any size with eight quarters of draws.
    #[cfg(feature = "site")]
    Demo(DemoArgs),
    /// Take the bureau's own lists as they are (.xlsx, .xls, .et, .ods, .csv) into content/.
    #[cfg(feature = "site")]
    Import(ImportArgs),
    /// Put the built site into one zip with fixed bytes.
    #[cfg(feature = "site")]
    Pack(PackArgs),
    /// The archive of a round: one zip from which a successor goes on; `archive restore` makes a folder of it again.
    #[cfg(feature = "site")]
    Archive(ArchiveArgs),
    /// Single files, paste-in tables and notices for a host that takes no folder, and for paper.
    #[cfg(feature = "site")]
    Handout(HandoutArgs),
    /// A province's overview: many counties' published sites, verified and shown on one small website.
    #[cfg(feature = "site")]
    Gather(GatherArgs),
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
    /// End with 1 also where a rule of the plan is overdue, late or broken.
    #[arg(long)]
    pub strict: bool,
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

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Number of general objects.
    #[arg(long, default_value_t = 230)]
    pub objects: u32,
    /// Everything that looks random comes from this.
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// Another name for the county, such as 青石县.
    #[arg(long, value_name = "NAME")]
    pub county: Option<String>,
    /// Another code of the region, six digits, so that counties can stand beside each other.
    #[arg(long, value_name = "CODE")]
    pub region: Option<String>,
    /// An empty or missing folder.
    pub dir: PathBuf,
}
