//! Arguments of `report`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportKind {
    /// 《随机抽查情况统计表》 of a round or a year.
    Summary,
    /// The plan table of a year.
    Plan,
    /// The result table of a round or a year.
    Results,
    /// Everything the provincial platform wants, as one zip.
    Platform,
}

/// `report`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// What.
    #[arg(value_enum)]
    pub kind: ReportKind,
    /// A quarter (2026q2) or a year (2026); otherwise the present year.
    pub period: Option<String>,
    /// The file to write; otherwise KIND-PERIOD.xlsx (.zip) here.
    #[arg(long)]
    pub to: Option<PathBuf>,
    /// With platform: the day the export was handed over; recorded in pushes.csv, no file is written unless --to names one.
    #[arg(long, value_name = "DATE")]
    pub pushed: Option<String>,
    /// The day everything is told as of.
    #[arg(long)]
    pub as_of: Option<String>,
}
