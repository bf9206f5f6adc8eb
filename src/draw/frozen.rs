//! The two long lists of a draw's folder, walked once for all that is asked of them later. In: the folder and its commitment. Out: what
//! the lists hold, and what is wrong with them.

use super::ends::{Void, check_nonces};
use super::examine::{Elsewhere, Files, Stage};
use super::reveal::check_seed;
use super::seal::{Slip, parse_leaves};
use super::select::Selected;
use super::survey::{self, Ask, Excluded, Roster};
use super::text::{sha, undo_host};
use super::{BeaconValue, Commit, Fault, Seal, Stream, lists, seed};
use std::collections::BTreeSet;
use std::io::Read;

/// A folder whose lists are in memory, or elsewhere.
pub(super) struct Inside<'a> {
    pub(super) files: &'a Files,
    pub(super) lists: Elsewhere<'a>,
    /// Rows are kept.
    pub(super) keeps: bool,
    /// Beacon values that the reader knows.
    pub(super) own: &'a [BeaconValue],
}

/// What the lists hold.
pub(super) struct Frozen {
    pub(super) roster: Roster,
    pub(super) excluded: Excluded,
    /// Neither list breaks a rule of its own.
    pub(super) is_good: bool,
    /// S, where it was known before.
    pub(super) seed: Option<String>,
}

impl Frozen {
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
        Self { files, lists, keeps: true, own: &[] }
    }

    /// The names of all files.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        let lists = [("roster.csv", self.lists.roster), ("excluded.csv", self.lists.excluded)];
        let lists = lists.into_iter().filter_map(|(name, stream)| stream.map(|_| name));
        self.files.keys().map(String::as_str).chain(lists).collect()
    }

    /// Walks the excluded; beside them the fault of the file. Errors: it cannot be read.
    pub(super) fn excluded(&self, hash: &str) -> Result<(Excluded, Option<Fault>), Fault> {
        let name = "excluded.csv";
        let stream = self.lists.excluded.ok_or_else(|| Fault::new(name, "file-missing", ""))?;
        let unreadable = |error: std::io::Error| Fault::new(name, "unreadable", error.to_string());
        let found = survey::excluded_with(stream, self.keeps).map_err(unreadable)?;
        let fault = fault(name, stream, hash, &found.sha256, found.fault.as_ref());
        Ok((found, fault))
    }

    /// Walks both lists. Out: what they hold, and the faults of the files, the roster's first.
    pub(super) fn frozen(&self, commit: &Commit, digest: &str, stage: Stage) -> (Frozen, Vec<Fault>) {
        let mut faults = Vec::new();
        let excluded = self.excluded(&commit.excluded.0).unwrap_or_else(|fault| (Excluded::default(), Some(fault)));
        let seed = self.seed(commit, digest, stage);
        let look = self.look(stage);
        let draw = seed.as_deref().map(|seed| (seed, commit.quotas.as_slice()));
        let ask = Ask { draw, look: Some(&look), keep: self.keeps };
        let name = "roster.csv";
        let walked = self.lists.roster.map(|stream| (stream, survey::roster(stream, &excluded.0, &ask)));
        let roster = match walked {
            Some((stream, Ok(found))) => {
                faults.extend(fault(name, stream, &commit.roster.0, &found.sha256, found.fault.as_ref()));
                found
            }
            Some((_, Err(error))) => {
                faults.push(Fault::new(name, "unreadable", error.to_string()));
                Roster::default()
            }
            None => Roster::default(),
        };
        faults.extend(excluded.1);
        (Frozen { roster, excluded: excluded.0, is_good: faults.is_empty(), seed }, faults)
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

/// What is wrong with a hashed list: what the host did is named, then the grammar, then the hash.
fn fault(name: &str, stream: &dyn Stream, hash: &str, sha256: &str, broken: Option<&Fault>) -> Option<Fault> {
    if sha256 == hash {
        return broken.cloned();
    }
    match undone(stream, hash) {
        Err(error) => Some(Fault::new(name, "unreadable", error.to_string())),
        Ok(Some(what)) => Some(Fault::new(name, "host-changed", what)),
        Ok(None) => Some(broken.cloned().unwrap_or_else(|| Fault::new(name, "hash-differs", ""))),
    }
}

fn undone(stream: &dyn Stream, hash: &str) -> std::io::Result<Option<String>> {
    let right = |repaired: &[u8]| sha(repaired) == hash;
    if let Some(bytes) = stream.whole() {
        return Ok(undo_host(bytes, right));
    }
    let mut bytes = Vec::new();
    stream.open()?.read_to_end(&mut bytes)?;
    Ok(undo_host(&bytes, right))
}
