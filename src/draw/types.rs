//! The messages of a draw as values.

use crate::model::{Class, Day, DrawId, InspectorId, ObjectId, Period, Tag, TaskId, Time};
use std::sync::Arc;

/// 64 lower-case hex digits of a SHA-256.
pub type Hex = String;

/// Opened nonces: party and 64 hex digits, in the order of the commitment.
pub type Nonces = Vec<(String, Hex)>;

/// A row of `roster.csv` (protocol section 3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// `id`.
    pub id: ObjectId,
    /// `name`, not empty. The lists of a year name the same objects again and again: they may share the text.
    pub name: Arc<str>,
    /// `stratum`.
    pub stratum: String,
    /// `tag`: the speciality an inspector needs.
    pub tag: Option<Tag>,
}

/// A row of `excluded.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedRow {
    /// `id`.
    pub id: ObjectId,
    /// `name`.
    pub name: String,
    /// `rule`: `superior-checked`, `yearly-cap`, `suspended`, `closed`, `other`.
    pub rule: String,
    /// `evidence`, not empty.
    pub evidence: String,
}

/// A row of `inspectors.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectorRow {
    /// `id`.
    pub id: InspectorId,
    /// `name`.
    pub name: String,
    /// `tags`, unique and sorted.
    pub tags: Vec<Tag>,
    /// `load`: revealed assignments so far this year.
    pub load: u32,
}

/// A row of `recusals.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecusalRow {
    /// `object`.
    pub object: ObjectId,
    /// `inspector`.
    pub inspector: InspectorId,
}

/// What a team member must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Anybody.
    Any,
    /// The object's tag; anybody if it has none.
    Object,
    /// This tag.
    Tag(Tag),
}

/// Which public value (protocol section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BeaconKind {
    /// `drand-quicknet`.
    DrandQuicknet,
    /// `kl8`.
    Kl8,
    /// `ssq`.
    Ssq,
    /// `dlt`.
    Dlt,
}

/// A beacon as committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beacon {
    /// KIND.
    pub kind: BeaconKind,
    /// ROUND.
    pub round: u32,
    /// TIME.
    pub time: Time,
}

/// `commit.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// ORIGIN.
    pub log: String,
    /// DRAW.
    pub draw: DrawId,
    /// TASK.
    pub task: TaskId,
    /// CLASS.
    pub class: Class,
    /// PERIOD.
    pub period: Period,
    /// The void draw it replaces.
    pub replaces: Option<DrawId>,
    /// Path and hash of the plan record.
    pub plan: (String, Hex),
    /// Basis points.
    pub rate: u32,
    /// Hash and rows of the roster.
    pub roster: (Hex, u32),
    /// Hash and rows of the excluded.
    pub excluded: (Hex, u32),
    /// Stratum and K, in order of service.
    pub quotas: Vec<(String, u32)>,
    /// Hash of the inspectors.
    pub inspectors: Hex,
    /// Hash of the recusals.
    pub recusals: Hex,
    /// Requirements of the team.
    pub slots: Vec<Slot>,
    /// 0 to 9.
    pub slack: u32,
    /// Party and commitment.
    pub nonce_commits: Vec<(String, Hex)>,
    /// Party and hash of its envelope.
    pub escrows: Vec<(String, Hex)>,
    /// 1 to 3.
    pub beacons: Vec<Beacon>,
    /// `seal-by`.
    pub seal_by: Time,
    /// `reveal-by`.
    pub reveal_by: Day,
}

/// A beacon's value as it became known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeaconValue {
    /// KIND.
    pub kind: BeaconKind,
    /// ROUND.
    pub round: u32,
    /// Canonical VALUE.
    pub value: String,
}

/// `seal.txt`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// DRAW.
    pub draw: DrawId,
    /// C.
    pub commit: Hex,
    /// Values in order.
    pub beacons: Vec<BeaconValue>,
    /// Evidence in order.
    pub evidence: Vec<(BeaconKind, String)>,
    /// K.
    pub drawn: u32,
    /// Root of the leaves.
    pub tree_root: Hex,
}

/// A row of `substitutions.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitution {
    /// From 0.
    pub seq: u32,
    /// The object.
    pub object: ObjectId,
    /// Slot, from 0.
    pub slot: u32,
    /// Replaced.
    pub from: InspectorId,
    /// Replacement; none if there is nobody.
    pub to: Option<InspectorId>,
    /// `recusal`, `leave`, `left`, `merged-visit`.
    pub ground: String,
    /// Not empty.
    pub evidence: String,
}
