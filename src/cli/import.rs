//! Arguments of the import of the bureau's own files.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What files hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    /// 检查对象名录库: firms and other places to inspect
    Objects,
    /// 检查人员名录库: staff with a certificate
    Inspectors,
    /// 随机抽查事项清单: what may be inspected, on which basis
    Items,
    /// 年度抽查工作计划: the plan table of a year
    Tasks,
    /// 抽查结果: what visits found
    Results,
    /// 上级检查、特殊监管情形、不适用双随机的检查: checks by superior bodies, events, visits that were not random
    Events,
}

impl ImportKind {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Objects => "objects",
            Self::Inspectors => "inspectors",
            Self::Items => "items",
            Self::Tasks => "tasks",
            Self::Results => "results",
            Self::Events => "events",
        }
    }
}

/// `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the files hold.
    #[arg(value_enum)]
    pub what: ImportKind,
    /// The files as they are: .xlsx, .xls, .et, .ods, .csv.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The sheet to read, where more than one fits; * for all that fit.
    #[arg(long)]
    pub sheet: Option<String>,
    /// The heading rows, where they are not found: 3 or 3-4.
    #[arg(long, value_name = "ROWS")]
    pub heading: Option<String>,
    /// Which column something stands in: 乡镇=D; - for none.
    #[arg(long = "column", value_name = "HEADING=LETTERS")]
    pub columns: Vec<String>,
    /// Whether rows that the file hides are meant.
    #[arg(long, value_parser = ["take", "leave"])]
    pub hidden: Option<String>,
    /// Repairs to accept without being asked: kinds with commas between, or all.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub accept: Vec<String>,
    /// The answer to a question, by the key that --dry-run shows.
    #[arg(long = "answer", value_name = "KEY=WORD")]
    pub answers: Vec<String>,
    /// The files are the whole list: what they lack is asked about.
    #[arg(long, conflicts_with = "add")]
    pub whole: bool,
    /// The files only add to the list and correct it.
    #[arg(long)]
    pub add: bool,
    /// Why, for all changes of a registry.
    #[arg(long)]
    pub reason: Option<String>,
    /// The document that shows it, for all changes.
    #[arg(long)]
    pub evidence: Option<String>,
    /// The day of effect of all changes; otherwise today.
    #[arg(long)]
    pub date: Option<String>,
    /// A CSV of reasons: 编号,字段,日期,理由,依据; an empty 编号 or 字段 stands for all.
    #[arg(long, value_name = "FILE")]
    pub reasons: Option<PathBuf>,
    /// Show everything, ask nothing, write nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Ask nothing; end with 1 where something is open.
    #[arg(long)]
    pub no_questions: bool,
    /// Simulate this moment (only in a demonstration).
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}
