//! The two long lists of a draw's folder, walked once for all that is asked of them later. In: the folder and its commitment. Out: what
//! the lists hold, and what is wrong with them.

use super::ends::{Void, check_nonces};
use super::examine::{Elsewhere, Files, Stage};
use super::host::undo_stream;
use super::reveal::check_seed;
use super::seal::{Slip, parse_leaves};
use super::select::Selected;
use super::survey::{self, Ask, Excluded, Roster};
use super::{BeaconValue, Commit, Fault, Seal, Stream, lists, seed};
use std::collections::BTreeSet;
use std::io;

/// A folder whose lists are in memory, or elsewhere.
pub(super) struct Inside<'a> {
    pub(super) files: &'a Files,
    pub(super) lists: Elsewhere<'a>,
    /// The lists, where they were walked before.
    pub(super) ready: Option<&'a Frozen>,
    /// Rows are kept.
    pub(super) keeps: bool,
    /// Beacon values that the reader knows.
    pub(super) own: &'a [BeaconValue],
}

/// What the two long lists of a draw hold, for as many looks at its other files as are needed.
#[derive(Debug, Clone, Default)]
pub struct Frozen {
    /// `roster.csv`.
    pub roster: Roster,
    /// `excluded.csv`.
    pub excluded: Excluded,
    /// S, where it was known before they were walked.
    pub seed: Option<String>,
    /// What cannot be read.
    unreadable: Vec<Fault>,
}

impl Frozen {
    /// Walks the lists. `draw`: S and the quotas. `look`: ids whose rows will be asked for.
    pub fn walk(lists: Elsewhere<'_>, draw: Option<(&str, &[(String, u32)])>, look: &BTreeSet<String>) -> Self {
        Self::walked(lists, &Ask { draw, look: Some(look), keep: false })
    }

    fn walked(lists: Elsewhere<'_>, ask: &Ask<'_>) -> Self {
        let mut found = Self { seed: ask.draw.map(|(seed, _)| seed.to_owned()), ..Self::default() };
        let unreadable = |name: &str, error: io::Error| Fault::new(name, "unreadable", error.to_string());
        if let Some(stream) = lists.excluded {
            match survey::excluded_with(stream, ask.keep) {
                Ok(excluded) => found.excluded = excluded,
                Err(error) => found.unreadable.push(unreadable("excluded.csv", error)),
            }
        }
        if let Some(stream) = lists.roster {
            match survey::roster(stream, &found.excluded, ask) {
                Ok(roster) => found.roster = roster,
                Err(error) => found.unreadable.insert(0, unreadable("roster.csv", error)),
            }
        }
        found
    }

    /// What is wrong with the files themselves, the roster first. `hashes`: what they should have, of both.
    pub fn faults(&self, lists: Elsewhere<'_>, hashes: [Option<&str>; 2]) -> Vec<Fault> {
        if !self.unreadable.is_empty() {
            return self.unreadable.clone();
        }
        let roster = ("roster.csv", lists.roster, &self.roster.sha256, &self.roster.fault);
        let excluded = ("excluded.csv", lists.excluded, &self.excluded.sha256, &self.excluded.fault);
        let told = |((name, stream, sha256, broken), hash): ((_, Option<&dyn Stream>, &String, &Option<Fault>), _)| {
            fault(name, stream?, hash, sha256, broken.as_ref())
        };
        [roster, excluded].into_iter().zip(hashes).filter_map(told).collect()
    }

    /// Who is drawn with S.
    pub(super) fn drawn(&self, seed_digest: &str) -> Vec<Selected> {
        assert_eq!(self.seed.as_deref(), Some(seed_digest), "the lists were walked with another S");
        self.roster.drawn.clone()
    }
}

impl<'a> Inside<'a> {
    /// All files are in memory.
    pub(super) fn whole(files: &'a Files) -> Self {
        let list = |name: &str| files.get(name).map(|bytes| bytes as &dyn Stream);
        let lists = Elsewhere { roster: list("roster.csv"), excluded: list("excluded.csv") };
        Self { files, lists, ready: None, keeps: true, own: &[] }
    }

    /// The names of all files.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        let lists = [("roster.csv", self.lists.roster), ("excluded.csv", self.lists.excluded)];
        let lists = lists.into_iter().filter_map(|(name, stream)| stream.map(|_| name));
        self.files.keys().map(String::as_str).chain(lists).collect()
    }

    /// Walks the excluded of a shortfall, which has no roster.
    pub(super) fn excluded(&self, hash: &str) -> Result<Excluded, Fault> {
        let found = Frozen::walked(self.lists, &Ask { keep: self.keeps, ..Ask::default() });
        match found.faults(self.lists, [None, Some(hash)]).pop() {
            Some(fault) => Err(fault),
            None => Ok(found.excluded),
        }
    }

    /// Walks both lists. Out: what they hold, and the faults of the files, the roster's first.
    pub(super) fn frozen(&self, commit: &Commit, digest: &str, stage: Stage) -> (Frozen, Vec<Fault>) {
        let found = self.ready.cloned().unwrap_or_else(|| {
            let (seed, look) = (self.seed(commit, digest, stage), self.look(stage));
            let draw = seed.as_deref().map(|seed| (seed, commit.quotas.as_slice()));
            Frozen::walked(self.lists, &Ask { draw, look: Some(&look), keep: self.keeps })
        });
        let faults = found.faults(self.lists, [Some(&commit.roster.0), Some(&commit.excluded.0)]);
        (found, faults)
    }

    /// S, where all its parts are there and right; what is wrong with them is told later.
    fn seed(&self, commit: &Commit, digest: &str, stage: Stage) -> Option<String> {
        let file = |name: &str| self.files.get(name);
        match stage {
            Stage::Revealed => {
                let seal = Seal::parse(file("seal.txt")?).ok()?;
                check_seed(self.files, commit, digest, &seal).ok()
            }
            Stage::Void => {
                let void = Void::parse(file("void.txt")?).ok().filter(|void| void.missing.is_empty())?;
                check_nonces("void.txt", commit, &void.nonces, &[]).ok()?;
                let own = |kind, round| self.own.iter().find(|own| (own.kind, own.round) == (kind, round)).cloned();
                let values = match void.after_beacon {
                    true => void.beacons,
                    false => commit.beacons.iter().map(|b| own(b.kind, b.round)).collect::<Option<_>>()?,
                };
                Some(seed::digest(&seed::build(digest, &void.nonces, &values)))
            }
            _ => None,
        }
    }

    /// Ids whose rows will be asked for.
    fn look(&self, stage: Stage) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for (name, bytes) in self.files.iter().filter(|(name, _)| name.starts_with("slips/")) {
            ids.extend(Slip::parse(name, bytes).ok().map(|slip| slip.leaf.id.into()));
        }
        if let Some(rows) = self.files.get("recusals.csv").and_then(|bytes| lists::parse_recusals(bytes).ok()) {
            ids.extend(rows.into_iter().map(|row| String::from(row.object)));
        }
        if stage == Stage::Lost
            && let Some(leaves) = self.files.get("leaves.txt").and_then(|bytes| parse_leaves(bytes).ok())
        {
            ids.extend(leaves.into_iter().map(|leaf| String::from(leaf.id)));
        }
        ids
    }
}

/// What is wrong with a list: where it has not the hash, what the host did is named, then the grammar, then the hash.
fn fault(name: &str, stream: &dyn Stream, hash: Option<&str>, sha256: &str, broken: Option<&Fault>) -> Option<Fault> {
    let Some(hash) = hash.filter(|hash| *hash != sha256) else { return broken.cloned() };
    match undo_stream(stream, hash) {
        Err(error) => Some(Fault::new(name, "unreadable", error.to_string())),
        Ok(Some(what)) => Some(Fault::new(name, "host-changed", what)),
        Ok(None) => Some(broken.cloned().unwrap_or_else(|| Fault::new(name, "hash-differs", ""))),
    }
}
