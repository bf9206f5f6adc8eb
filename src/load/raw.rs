//! What `load` hands to `check`: typed records that still know their place.

use crate::diag::{Place, Report};
use crate::model::*;
use crate::site::{Calendar, DrawTimes, Page};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A record and where it stands.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The record.
    pub value: T,
    /// The whole row.
    pub place: Place,
    /// Place of each cell by the English column name.
    pub cells: Arc<BTreeMap<&'static str, Place>>,
}

impl<T> Located<T> {
    /// The place of a column's cell, or of the row if the column is missing.
    pub fn at(&self, column: &str) -> Place {
        self.cells.get(column).unwrap_or(&self.place).clone()
    }
}

/// A plan with its tasks located; `plan.value.tasks` is filled too.
#[derive(Debug, Clone)]
pub struct RawPlan {
    /// The plan; its cells are the keys of `plan.toml`.
    pub plan: Located<Plan>,
    /// Its tasks, same order as `plan.value.tasks`.
    pub tasks: Vec<Located<Task>>,
    /// Bytes of `record.csv`, if a commitment froze it.
    pub record: Option<Vec<u8>>,
}

/// The folder of a draw, unparsed.
#[derive(Debug, Clone)]
pub struct RawDraw {
    /// The folder.
    pub place: Place,
    /// Protocol files by name, `slips/0.txt` included; `times.toml` is not among them.
    pub files: BTreeMap<String, Vec<u8>>,
    /// `times.toml`.
    pub times: DrawTimes,
}

/// Everything below `content/`, each record typed and located.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    /// `site.toml`; none if missing or faulty.
    pub config: Option<Located<Config>>,
    /// `laws.csv`.
    pub laws: Vec<Located<Law>>,
    /// `items.csv`.
    pub items: Vec<Located<Item>>,
    /// `calendar/*.csv`.
    pub calendar: Calendar,
    /// `plans/`.
    pub plans: Vec<RawPlan>,
    /// `registry/objects.csv`.
    pub objects: Vec<Located<Object>>,
    /// `registry/inspectors.csv`.
    pub inspectors: Vec<Located<Inspector>>,
    /// `registry/auxiliary.csv`.
    pub auxiliary: Vec<Located<Auxiliary>>,
    /// `registry/recusals.csv`.
    pub recusals: Vec<Located<Recusal>>,
    /// `registry/changes.csv`.
    pub changes: Vec<Located<Change>>,
    /// `events/superior.csv`.
    pub superior: Vec<Located<SuperiorCheck>>,
    /// `events/special.csv`.
    pub special_events: Vec<Located<SpecialEvent>>,
    /// `events/exempt.csv`.
    pub exempt: Vec<Located<ExemptVisit>>,
    /// `results/YYYY.csv`.
    pub visits: Vec<Located<Visit>>,
    /// `results/YYYY-items.csv`.
    pub answers: Vec<Located<ItemAnswer>>,
    /// `results/YYYY-documents.csv`.
    pub documents: Vec<Located<Documents>>,
    /// `results/YYYY-followups.csv`.
    pub followups: Vec<Located<FollowUp>>,
    /// `results/YYYY-corrections.csv`.
    pub corrections: Vec<Located<Correction>>,
    /// `replies.csv`.
    pub replies: Vec<Located<Reply>>,
    /// `reasons.csv`.
    pub reasons: Vec<Located<Reason>>,
    /// `pushes.csv`.
    pub pushes: Vec<Located<Push>>,
    /// `draws/DRAW/`, by folder name.
    pub draws: BTreeMap<String, RawDraw>,
    /// `pages/*.md`.
    pub pages: Vec<Page>,
    /// Decoded text of each table by path, for carets.
    pub texts: BTreeMap<String, String>,
    /// Faults of reading.
    pub report: Report,
}
