//! Where a list stands: the path of a Parquet file or folder, or the name of a table. In: what an argument says. Out: a name that is
//! quoted for an engine, or why it is refused.

use super::pieces::RELATIONS;
use super::{Dialect, Engine};

/// Where a list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A Parquet file, a folder of them, or an address such as `hdfs://…`.
    Path(String),
    /// Up to three parts: catalogue, schema, table.
    Table(Vec<String>),
}

/// Why a list cannot be read from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceFault {
    /// A control character or another that is not seen.
    Invisible,
    /// Neither a path nor the name of a table.
    Name,
    /// The name of a relation that the job makes.
    Hidden,
    /// PostgreSQL reads tables only.
    NeedsTable,
    /// DataFusion reads Parquet only.
    NeedsPath,
}

impl Source {
    /// A path holds a slash or ends in `.parquet`; anything else must be the name of a table: one to three parts joined by `.`, of letters,
    /// digits and `_`, not beginning with a digit, at most 63 bytes each.
    pub fn parse(text: &str) -> Result<Self, SourceFault> {
        if text.chars().any(crate::draw::text::is_forbidden) || text.chars().any(char::is_control) {
            return Err(SourceFault::Invisible);
        }
        if text.contains(['/', '\\']) || text.ends_with(".parquet") {
            return Ok(Self::Path(text.to_owned()));
        }
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let is_name = |part: &String| {
            part.len() <= 63
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
                && part.chars().next().is_some_and(|c| !c.is_numeric())
        };
        let hidden = parts.len() == 1 && RELATIONS.iter().any(|name| name.eq_ignore_ascii_case(text));
        match parts.len() <= 3 && parts.iter().all(is_name) {
            true if hidden => Err(SourceFault::Hidden),
            true => Ok(Self::Table(parts)),
            false => Err(SourceFault::Name),
        }
    }

    /// Whether this engine can read it.
    pub(super) fn readable_by(&self, engine: Engine) -> Result<(), SourceFault> {
        match (self, engine) {
            (Self::Path(_), Engine::Postgres) => Err(SourceFault::NeedsTable),
            (Self::Table(_), Engine::DataFusion) => Err(SourceFault::NeedsPath),
            _ => Ok(()),
        }
    }

    /// What stands behind FROM; `registered` is the name under which a Python job has registered a path.
    pub(super) fn from(&self, dialect: &dyn Dialect, registered: Option<&str>) -> String {
        match (self, registered) {
            (Self::Path(_), Some(name)) => name.to_owned(),
            (Self::Path(path), None) => format!("read_parquet({})", dialect.quoted(path)),
            (Self::Table(parts), _) => parts.iter().map(|part| dialect.named(part)).collect::<Vec<_>>().join("."),
        }
    }
}
