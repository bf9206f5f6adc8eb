//! Long lists walked once (protocol sections 2 to 6): everything that is asked of them is answered on the way, in memory that does not
//! grow with the roster. In: [`Stream`]s. Out: sizes, hashes, the drawn, the first broken rule.
//!
//! ```
//! use mingchou::draw::survey::{Ask, excluded, roster};
//! let (objects, others) = (b"id,name,stratum,tag\nA1,x,fresh,\n".to_vec(), b"id,name,rule,evidence\n".to_vec());
//! let others = excluded(&others).unwrap();
//! let quotas = [("fresh".to_owned(), 1)];
//! let seed = "c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4";
//! let found = roster(&objects, &others, &Ask { draw: Some((seed, &quotas)), ..Ask::default() }).unwrap();
//! assert_eq!((found.rows, found.fault, found.drawn[0].id.as_str()), (1, None, "A1"));
//! ```

use super::lists::EXCLUSION_RULES;
use super::select::{Selected, quotas_of};
use super::stream::{Job, Piece, Stream, run};
use super::table::{Fields, Progress, Table, Trouble, each, trouble};
use super::unique::{Held, Walk};
use super::walk::walk;
use super::{ExcludedRow, Fault, RosterRow};
use crate::model::is_word_of;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What is asked of a roster besides its sizes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ask<'a> {
    /// S and the quotas: who is drawn.
    pub draw: Option<(&'a str, &'a [(String, u32)])>,
    /// Ids whose rows are wanted.
    pub look: Option<&'a BTreeSet<String>>,
    /// All rows are wanted.
    pub keep: bool,
}

/// What `excluded.csv` holds.
#[derive(Debug, Clone, Default)]
pub struct Excluded {
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// How many rows.
    pub rows: usize,
    /// The first broken rule of the file.
    pub fault: Option<Fault>,
    /// All rows, where they were wanted.
    pub kept: Vec<ExcludedRow>,
    pub(super) ids: Held,
}

/// What `roster.csv` holds.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// How many rows.
    pub rows: usize,
    /// The first broken rule of the file.
    pub fault: Option<Fault>,
    /// The first broken rule of ids over both lists. Only told where neither has a fault of its own.
    pub ids: Option<Fault>,
    /// Sizes of the strata.
    pub strata: BTreeMap<String, usize>,
    /// The drawn in draw order.
    pub drawn: Vec<Selected>,
    /// Rows that were looked for, and the first row of each tag, in the order of the file: who can be served is told by these.
    pub samples: Vec<RosterRow>,
    /// All rows, where they were wanted.
    pub kept: Vec<RosterRow>,
}

impl Excluded {
    /// The first broken rule of ids, where there is no roster.
    pub(super) fn alone(&self) -> Option<Fault> {
        Walk::after(&self.ids, b"").end().fault()
    }
}

impl Roster {
    /// The quotas that follow from a rate.
    pub fn quotas(&self, excluded: usize, rate: u32) -> Vec<(String, u32)> {
        let sizes = self.strata.iter().map(|(stratum, size)| (stratum.as_str(), *size));
        quotas_of(sizes, self.rows, excluded, rate)
    }

    /// The row of an id that was looked for.
    pub fn row(&self, id: &str) -> Option<&RosterRow> {
        self.samples.binary_search_by(|row| row.id.as_str().cmp(id)).ok().map(|at| &self.samples[at])
    }
}

/// Walks `excluded.csv`. Errors: it cannot be read.
pub fn excluded(stream: &(impl Stream + ?Sized)) -> io::Result<Excluded> {
    excluded_with(stream, false)
}

/// The same, and keeps all rows where it is told to.
pub fn excluded_with(stream: &(impl Stream + ?Sized), keep: bool) -> io::Result<Excluded> {
    let mut job = Rows::<ExcludedRow> { holds: true, keeps: keep, ..Rows::default() };
    let whole = run(stream, &mut job)?;
    let rows = job.progress.rows();
    let fault = job.progress.end();
    let mut ids = if fault.is_none() { job.held } else { Held::default() };
    ids.sort();
    Ok(Excluded { sha256: whole.sha256, rows, fault, kept: job.kept, ids })
}

/// Walks `roster.csv` beside an `excluded.csv` that was walked before. Errors: it cannot be read.
pub fn roster(stream: &(impl Stream + ?Sized), excluded: &Excluded, ask: &Ask<'_>) -> io::Result<Roster> {
    walk(stream, excluded, ask)
}

/// The rows of a list in memory.
pub(super) fn rows<T: Listed>(bytes: &[u8]) -> Result<Vec<T>, Fault> {
    let mut job = Rows::<T> { keeps: true, hashes: false, ..Rows::default() };
    let unreadable = |error: io::Error| Fault::new(T::FILE, "unreadable", error.to_string());
    run(bytes, &mut job).map_err(unreadable)?;
    job.progress.end().map_or(Ok(job.kept), Err)
}

/// A table that can be looked at quickly.
pub(super) trait Listed: Table + Sync {
    /// Whether the fields after the id break no rule.
    fn accepts(fields: &Fields<'_>) -> bool;
}

impl Listed for ExcludedRow {
    fn accepts(fields: &Fields<'_>) -> bool {
        let [name, rule, evidence] = fields.rest;
        !name.is_empty() && EXCLUSION_RULES.iter().any(|known| known.as_bytes() == rule) && !evidence.is_empty()
    }
}

impl Listed for RosterRow {
    fn accepts(fields: &Fields<'_>) -> bool {
        let [name, stratum, tag] = fields.rest;
        !name.is_empty() && is_word_of(stratum) && (tag.is_empty() || is_word_of(tag))
    }
}

/// Reads rows, keeps them or only their ids.
struct Rows<T> {
    holds: bool,
    keeps: bool,
    hashes: bool,
    progress: Progress,
    held: Held,
    kept: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        let (progress, held) = (Progress::default(), Held::default());
        Self { holds: false, keeps: false, hashes: true, progress, held, kept: Vec::new() }
    }
}

impl<T: Listed> Job for Rows<T> {
    type Part = (usize, Option<Trouble>, Held, Vec<T>);

    fn part(&self, piece: &Piece<'_>) -> Self::Part {
        let (mut held, mut kept) = (Held::default(), Vec::new());
        let lines = each::<T>(piece, |fields| {
            if !T::accepts(&fields) {
                return None;
            }
            if self.holds {
                held.push(fields.id, true);
            }
            if self.keeps {
                kept.push(fields.row()?);
            }
            Some(())
        });
        match lines {
            Ok(lines) => (lines, None, held, kept),
            Err(lines) => (lines, Some(trouble::<T>(piece)), Held::default(), Vec::new()),
        }
    }

    fn merge(&mut self, (lines, trouble, held, kept): Self::Part) {
        self.progress.add(lines, trouble);
        if self.progress.is_good() {
            self.held.append(&held);
            self.kept.extend(kept);
        }
    }

    fn hashes(&self) -> bool {
        self.hashes
    }
}
