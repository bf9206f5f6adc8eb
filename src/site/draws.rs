//! A draw as the site shows it: the parsed protocol files of `content/draws/DRAW/`, and their bytes.

use crate::draw::{Commit, ExcludedRow, InspectorRow, RosterRow, Seal, Substitution};
use crate::model::*;
use std::collections::BTreeMap;

/// How far a draw has come (protocol section 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DrawState {
    /// Committed, its beacon not used yet.
    Committed,
    /// Sealed: fixed and secret.
    Sealed,
    /// Revealed: everything recomputable.
    Revealed,
    /// Void; all nonces open.
    Void,
    /// Void; a nonce is missing.
    VoidUnopened,
    /// A nonce was lost after visits began: fixed, not recomputable.
    Lost,
    /// Nobody could be drawn.
    Shortfall,
}

impl DrawState {
    /// Word used in keys and style classes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Sealed => "sealed",
            Self::Revealed => "revealed",
            Self::Void => "void",
            Self::VoidUnopened => "void-unopened",
            Self::Lost => "lost",
            Self::Shortfall => "shortfall",
        }
    }
}

/// When the bureau says each step was taken (`times.toml`; unattested until the log of a later version says so).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawTimes {
    /// Commitment or shortfall.
    pub committed: Option<Time>,
    /// Seal.
    pub sealed: Option<Time>,
    /// Reveal, void or loss.
    pub ended: Option<Time>,
}

/// A drawn object with its team, in draw order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The object.
    pub object: ObjectId,
    /// Its name in the roster.
    pub name: String,
    /// Stratum.
    pub stratum: String,
    /// Rank within the stratum, from 1.
    pub rank: u32,
    /// 64 hex digits; empty for a lost draw.
    pub ticket: String,
    /// The team in slot order, before substitutions.
    pub team: Vec<InspectorId>,
    /// The team after substitutions (equal to `team` if there were none).
    pub final_team: Vec<InspectorId>,
}

/// A slip opened before the reveal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSlip {
    /// Index of the leaf, from 0.
    pub index: u32,
    /// The object.
    pub object: ObjectId,
    /// Stratum.
    pub stratum: String,
    /// Rank.
    pub rank: u32,
    /// Team.
    pub team: Vec<InspectorId>,
}

/// One draw.
#[derive(Debug, Clone)]
pub struct DrawRecord {
    /// Folder name.
    pub id: DrawId,
    /// Task.
    pub task: TaskId,
    /// Class.
    pub class: Class,
    /// Period.
    pub period: Period,
    /// Basis points.
    pub rate: u32,
    /// Record path and hash of the plan.
    pub plan: (String, String),
    /// State.
    pub state: DrawState,
    /// The commitment; none for a shortfall.
    pub commit: Option<Commit>,
    /// SHA-256 of `commit.txt`.
    pub commit_digest: Option<String>,
    /// Objects that could be drawn.
    pub roster: Vec<RosterRow>,
    /// Objects that could not.
    pub excluded: Vec<ExcludedRow>,
    /// Inspectors.
    pub inspectors: Vec<InspectorRow>,
    /// The seal.
    pub seal: Option<Seal>,
    /// SHA-256 of the seed; only once revealed (or void and opened after the beacon).
    pub seed_digest: Option<String>,
    /// Revealed or lost: the drawn, in draw order. Void and opened: who would have been drawn. Else empty.
    pub drawn: Vec<Drawn>,
    /// Sealed: slips opened early, by index.
    pub slips: Vec<OpenedSlip>,
    /// Substitutions in order.
    pub substitutions: Vec<Substitution>,
    /// Reason code and note of a void or lost draw.
    pub ended_because: Option<(String, String)>,
    /// Times as the bureau says.
    pub times: DrawTimes,
    /// Published files, verbatim, by name (`slips/0.txt` included).
    pub files: BTreeMap<String, Vec<u8>>,
}

impl DrawRecord {
    /// Number of objects drawn: the sum of the quotas; 0 for a shortfall or void.
    pub fn drawn_count(&self) -> u32 {
        match self.state {
            DrawState::Committed | DrawState::Void | DrawState::VoidUnopened | DrawState::Shortfall => 0,
            _ => self.quota_total(),
        }
    }

    /// Sum of the quotas.
    pub fn quota_total(&self) -> u32 {
        self.commit.as_ref().map_or(0, |commit| commit.quotas.iter().map(|(_, k)| *k).sum())
    }

    /// Size of the whole class: roster and excluded together.
    pub fn class_size(&self) -> u32 {
        u32::try_from(self.roster.len() + self.excluded.len()).unwrap_or(u32::MAX)
    }
}
