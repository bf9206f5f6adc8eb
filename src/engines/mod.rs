//! A draw on engines that already exist (protocol sections 2 to 6): the job of a step as a text for Spark, DuckDB, PostgreSQL or
//! DataFusion, the expressions that these jobs share with the SQL the site publishes, and the check of what an engine returned.
//! In: where the lists stand, what the commitment says, S. Out: texts; for a returned selection, its canonical bytes or every fault.
//! Pure.

mod dialect;
pub mod pieces;
mod python;
mod returned;
mod shell;
mod source;
mod verified;

pub use dialect::{DataFusion, Dialect, Duck, Postgres, Shell, Spark};
pub use source::{Source, SourceFault};
pub use verified::{HEADER, Selection, verify};

use crate::draw::Commit;

/// Which engine a job is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PySpark.
    Spark,
    /// The shell of DuckDB.
    Duck,
    /// `psql`.
    Postgres,
    /// The Python package of DataFusion.
    DataFusion,
}

/// Which half of a draw, or the check of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Before the beacon: checks of the lists, their files, hashes, quotas.
    Freeze,
    /// After it: tickets and selection.
    Select,
    /// Everything again, compared with a result.
    Check,
}

impl Part {
    /// As in `--step`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Freeze => "freeze",
            Self::Select => "select",
            Self::Check => "check",
        }
    }
}

/// What a job is made from.
#[derive(Debug, Clone)]
pub struct Job {
    /// For whom.
    pub engine: Engine,
    /// What it does.
    pub part: Part,
    /// Where the objects stand that can be drawn: columns `id`, `name`, `stratum`, `tag`.
    pub roster: Source,
    /// Where those stand that cannot: columns `id`, `name`, `rule`, `evidence`. None: nobody is excluded.
    pub excluded: Option<Source>,
    /// Basis points.
    pub rate: u32,
    /// Strata in order of service.
    pub order: Vec<String>,
    /// The commitment, where there is one.
    pub commit: Option<Commit>,
    /// S, for the parts that need it.
    pub seed: Option<String>,
    /// Sentences for the codes of faults, in the language of the reader.
    pub sentences: Vec<(&'static str, String)>,
    /// The first lines of the job: what it is, in the language of the reader.
    pub about: String,
}

impl Job {
    /// The text of the job. Errors: the engine cannot read one of the lists where it stands.
    pub fn text(&self) -> Result<String, SourceFault> {
        for source in std::iter::once(&self.roster).chain(&self.excluded) {
            source.readable_by(self.engine)?;
        }
        Ok(match self.engine {
            Engine::Spark => python::text(self, &Spark),
            Engine::DataFusion => python::text(self, &DataFusion),
            Engine::Duck => shell::text(self, &Duck),
            Engine::Postgres => shell::text(self, &Postgres),
        })
    }
}

/// The codes of [`crate::draw::SENTENCES`] that a job can tell of a list.
pub const CODES: [&str; 11] = [
    "object-id",
    "empty-name",
    "forbidden-character",
    "strata-class",
    "word",
    "rule-code",
    "empty-evidence",
    "duplicate-id",
    "case-twin",
    "code-prefix",
    "rows-range",
];

/// Whether these are strata of one family in their order of service (protocol section 3).
pub fn is_order(strata: &[String]) -> bool {
    let places: Option<Vec<_>> = strata.iter().map(|name| crate::draw::commit::stratum_order(name)).collect();
    places.is_some_and(|places| {
        !places.is_empty() && places.windows(2).all(|two| two[0].0 == two[1].0 && two[0] < two[1])
    })
}
