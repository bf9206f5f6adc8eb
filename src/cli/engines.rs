//! Arguments of `draw sql` and `draw import-selection`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Engines that a job can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EngineName {
    /// Spark: a script for spark-submit.
    Spark,
    /// DuckDB: SQL for its shell.
    Duckdb,
    /// PostgreSQL: SQL for psql.
    Postgres,
    /// DataFusion: a script for Python.
    Datafusion,
}

/// Parts of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum JobStep {
    /// Before the beacon: check the lists, write and hash them, work out the quotas.
    Freeze,
    /// Once S is known: tickets and selection.
    Select,
    /// Everything again, compared with result.csv.
    Check,
}

/// What S is, where the draw has no `seed.txt` yet.
#[derive(Debug, Args)]
pub struct SeedArgs {
    /// S, the SHA-256 of seed.txt; otherwise from seed.txt or worked out from --beacon.
    #[arg(long, value_name = "HEX", conflicts_with_all = ["beacons", "nonces"])]
    pub seed: Option<String>,
    /// KIND:ROUND=VALUE, one per beacon of the commitment: S is worked out from these and the nonces.
    #[arg(long = "beacon", value_name = "KIND:ROUND=VALUE")]
    pub beacons: Vec<String>,
    /// PARTY=HEX or PARTY=@FILE: another party's nonce.
    #[arg(long = "nonce", requires = "beacons")]
    pub nonces: Vec<String>,
    /// With a folder: where the draw's secrets lie; otherwise the folder's name with -secrets behind it.
    #[arg(long, value_name = "DIR")]
    pub secrets: Option<PathBuf>,
}

/// `draw sql`.
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// The engine that the job is for.
    #[arg(long, value_enum)]
    pub engine: EngineName,
    /// Which part of the draw.
    #[arg(long, value_enum)]
    pub step: JobStep,
    /// The list to draw from: path of a Parquet file or folder, or name of a table.
    #[arg(long, value_name = "PATH|TABLE")]
    pub roster: String,
    /// The list of those who cannot be drawn; none: nobody is excluded.
    #[arg(long, value_name = "PATH|TABLE")]
    pub excluded: Option<String>,
    /// A draw of the bureau or a folder with commit.txt: rate, strata, quotas and, where it is there, seed.txt are taken from it.
    #[arg(long, value_name = "DRAW|DIR")]
    pub draw: Option<String>,
    /// S, for the parts that need it.
    #[command(flatten)]
    pub seed: SeedArgs,
    /// Basis points of the whole class, 1 to 10000.
    #[arg(long, value_name = "BP", required_unless_present = "draw", conflicts_with = "draw")]
    pub rate: Option<String>,
    /// The strata in order of service, separated by commas: fresh,seen or all or 2026q1,2026q2.
    #[arg(long, value_name = "STRATA", required_unless_present = "draw", conflicts_with = "draw")]
    pub order: Option<String>,
    /// Write to this new file instead of standard output.
    #[arg(long)]
    pub out: Option<PathBuf>,
}

/// `draw import-selection`.
#[derive(Debug, Args)]
pub struct ImportSelectionArgs {
    /// The draw, or a folder with commit.txt and roster.csv.
    #[arg(value_name = "DRAW|DIR")]
    pub draw: String,
    /// What the engine returned: id,name,stratum,rank,ticket.
    pub file: PathBuf,
    /// S, while the draw has no seed.txt.
    #[command(flatten)]
    pub seed: SeedArgs,
}
