//! A draw as the site shows it: the parsed protocol files of `content/draws/DRAW/`, and their bytes.

use crate::draw::text::hex;
use crate::draw::{Commit, Examined, ExcludedRow, Files, InspectorRow, RosterRow, Seal, Stage, Substitution, examine};
use crate::model::*;
use crate::site::Packed;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// Ended without counting, with all nonces public or without.
    pub fn is_void(self) -> bool {
        matches!(self, Self::Void | Self::VoidUnopened)
    }

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
    pub roster: Arc<[RosterRow]>,
    /// Objects that could not.
    pub excluded: Arc<[ExcludedRow]>,
    /// Inspectors.
    pub inspectors: Arc<[InspectorRow]>,
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
    /// Who can open its envelopes, as the bureau wrote it down.
    pub holders: Vec<EnvelopeHolder>,
    /// Published files, verbatim, by name (`slips/0.txt` included); long lists are held compressed.
    pub files: Arc<BTreeMap<String, Packed>>,
    /// What examining the files has found; none for a record that was not read from files.
    pub examined: Option<Arc<Examined>>,
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

    /// The bytes of its files, for those who go through all of them.
    pub fn unpacked(&self) -> Files {
        self.files.iter().map(|(name, file)| (name.clone(), file.bytes().into_owned())).collect()
    }

    /// Size of the whole class: roster and excluded together.
    pub fn class_size(&self) -> u32 {
        u32::try_from(self.roster.len() + self.excluded.len()).unwrap_or(u32::MAX)
    }
}

impl DrawRecord {
    /// Reads a draw's folder. `id`: the folder's name. Errors: every broken rule of the protocol.
    pub fn from_files(id: &DrawId, files: Files, times: DrawTimes) -> Result<Self, Vec<crate::draw::Fault>> {
        let found = Arc::new(examine(&files, Some(id.as_str()))?);
        Ok(Self::of_examined(id, files, times, found))
    }

    /// The same of files that were examined before: `found` is what was found.
    pub fn of_examined(id: &DrawId, files: Files, times: DrawTimes, found: Arc<Examined>) -> Self {
        let state = state(&found);
        let frame = Terms::of(&found);
        let ended_because = match (&found.void, &found.lost) {
            (Some(void), _) => Some((void.reason.clone(), void.note.clone())),
            (_, Some(lost)) => Some(("nonce-lost".to_owned(), lost.note.clone())),
            _ => None,
        };
        let hidden = matches!(state, DrawState::Lost);
        let drawn = found.drawn.iter().enumerate().map(|(at, row)| Drawn {
            object: row.id.clone(),
            name: row.name.clone(),
            stratum: row.stratum.clone(),
            rank: row.rank,
            ticket: if hidden { String::new() } else { hex(&row.ticket) },
            team: found.teams.get(at).cloned().unwrap_or_default(),
            final_team: found.final_teams.get(at).into_iter().flatten().flatten().cloned().collect(),
        });
        let slips = found.slips.iter().map(|slip| OpenedSlip {
            index: slip.index,
            object: slip.leaf.id.clone(),
            stratum: slip.leaf.stratum.clone(),
            rank: slip.leaf.rank,
            team: slip.leaf.team.clone(),
        });
        Self {
            id: id.clone(),
            task: frame.task,
            class: frame.class,
            period: frame.period,
            rate: frame.rate,
            plan: frame.plan,
            state,
            commit_digest: found.commit_digest.clone(),
            roster: Arc::clone(&found.roster),
            excluded: Arc::clone(&found.excluded),
            inspectors: Arc::clone(&found.inspectors),
            seed_digest: found.seed_digest.clone(),
            drawn: drawn.collect(),
            slips: slips.collect(),
            substitutions: found.substitutions.clone(),
            ended_because,
            times,
            holders: Vec::new(),
            files: Arc::new(files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect()),
            seal: found.seal.clone(),
            commit: found.commit.clone(),
            examined: Some(found),
        }
    }
}

/// Lets the rosters of draws share the names that they have in common: a large county lists the same objects every quarter.
pub fn share_names<'a>(draws: impl Iterator<Item = &'a mut DrawRecord>) {
    let mut known: Vec<(ObjectId, Arc<str>)> = Vec::new();
    for draw in draws {
        // Both hold the same rows; nobody else does yet.
        let Some(found) = draw.examined.as_mut().and_then(Arc::get_mut) else { continue };
        draw.roster = Arc::new([]);
        if let Some(rows) = Arc::get_mut(&mut found.roster) {
            known = merged(known, rows);
        }
        draw.roster = Arc::clone(&found.roster);
    }
}

/// Rows take over the names that are known; the others are known afterwards. Both are in the order of ids.
fn merged(known: Vec<(ObjectId, Arc<str>)>, rows: &mut [RosterRow]) -> Vec<(ObjectId, Arc<str>)> {
    let mut all = Vec::with_capacity(known.len().max(rows.len()));
    let mut known = known.into_iter().peekable();
    for row in rows {
        while let Some(before) = known.next_if(|(id, _)| *id < row.id) {
            all.push(before);
        }
        match known.next_if(|(id, _)| *id == row.id) {
            Some((_, name)) if name == row.name => row.name = name,
            _ => {}
        }
        all.push((row.id.clone(), Arc::clone(&row.name)));
    }
    all.extend(known);
    all
}

fn state(found: &Examined) -> DrawState {
    match found.stage {
        Stage::Committed => DrawState::Committed,
        Stage::Sealed => DrawState::Sealed,
        Stage::Revealed => DrawState::Revealed,
        Stage::Void if found.void.as_ref().is_some_and(|void| !void.missing.is_empty()) => DrawState::VoidUnopened,
        Stage::Void => DrawState::Void,
        Stage::Lost => DrawState::Lost,
        Stage::Shortfall => DrawState::Shortfall,
    }
}

/// What commitment and shortfall both say.
struct Terms {
    task: TaskId,
    class: Class,
    period: Period,
    rate: u32,
    plan: (String, String),
}

impl Terms {
    fn of(found: &Examined) -> Self {
        if let Some(short) = &found.shortfall {
            return Self {
                task: short.task.clone(),
                class: short.class,
                period: short.period,
                rate: short.rate,
                plan: short.plan.clone(),
            };
        }
        let commit = found.commit.as_ref().expect("a folder without a shortfall holds a commitment");
        Self {
            task: commit.task.clone(),
            class: commit.class,
            period: commit.period,
            rate: commit.rate,
            plan: commit.plan.clone(),
        }
    }
}
