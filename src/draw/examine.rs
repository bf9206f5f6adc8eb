//! A draw's folder examined as a whole (protocol sections 9 and 11, steps 2 to 5): everything that can be recomputed is.
//! In: the `.txt` and `.csv` files of one folder by name. Out: what they say, or every fault that was found.

use super::ends::{Lost, Shortfall, Void, check_nonces};
use super::frozen::{Frozen, Inside};
use super::reveal::{check_lost, check_reveal};
use super::seal::Slip;
use super::select::{Selected, select};
use super::text::{sha, undo_host};
use super::{BeaconValue, Commit, ExcludedRow, Fault, InspectorRow, RosterRow, Seal, Stream, Substitution};
use super::{beacon, lists, seed};
use crate::model::InspectorId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Files by name, `slips/0.txt` included.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How far the draw has come, by its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Committed.
    Committed,
    /// Sealed.
    Sealed,
    /// Revealed.
    Revealed,
    /// Void.
    Void,
    /// Lost.
    Lost,
    /// Shortfall.
    Shortfall,
}

/// What a folder says, checked.
#[derive(Debug, Clone)]
pub struct Examined {
    /// Stage.
    pub stage: Stage,
    /// The commitment; none for a shortfall.
    pub commit: Option<Commit>,
    /// C.
    pub commit_digest: Option<String>,
    /// The shortfall.
    pub shortfall: Option<Shortfall>,
    /// Roster; empty where it was not held in memory.
    pub roster: Arc<[RosterRow]>,
    /// Excluded; empty where it was not held in memory.
    pub excluded: Arc<[ExcludedRow]>,
    /// Inspectors.
    pub inspectors: Arc<[InspectorRow]>,
    /// The seal.
    pub seal: Option<Seal>,
    /// Slips by index.
    pub slips: Vec<Slip>,
    /// S, where all its parts are public.
    pub seed_digest: Option<String>,
    /// Revealed, lost: the drawn in draw order. Void and opened after the beacon: who would have been drawn.
    pub drawn: Vec<Selected>,
    /// Teams as drawn, same order; empty for a void draw (its recusals are not public).
    pub teams: Vec<Vec<InspectorId>>,
    /// Teams after substitutions, slot by slot; an empty slot is none.
    pub final_teams: Vec<Vec<Option<InspectorId>>>,
    /// Substitutions.
    pub substitutions: Vec<Substitution>,
    /// Void.
    pub void: Option<Void>,
    /// Lost.
    pub lost: Option<Lost>,
    /// Who is drawn with an S that was known before the lists were read.
    pub(super) by_seed: Option<(String, Vec<Selected>)>,
}

impl Examined {
    /// Who is drawn with S. Errors: none; empty where the roster is not in memory and S was not known when it was read.
    pub fn select(&self, commit: &Commit, seed_digest: &str) -> Vec<Selected> {
        match &self.by_seed {
            Some((of, drawn)) if of == seed_digest => drawn.clone(),
            _ => select(commit, &self.roster, seed_digest),
        }
    }
}

const ALWAYS: [&str; 4] = ["commit.txt", "roster.csv", "excluded.csv", "inspectors.csv"];
const REVEAL: [&str; 5] = ["seed.txt", "result.csv", "assign.csv", "leaves.txt", "recusals.csv"];
const LOST: [&str; 4] = ["leaves.txt", "assign.csv", "recusals.csv", "lost.txt"];

fn is_substitutions(name: &str) -> bool {
    name == "substitutions.csv"
        || name
            .strip_prefix("substitutions-")
            .and_then(|rest| rest.strip_suffix(".csv"))
            .and_then(super::text::integer)
            .is_some_and(|n| n >= 2)
}

/// The published substitutions, file by file in their order, each with its name. Nothing of a file is read before it is asked for.
pub fn substitutions(files: &Files) -> impl Iterator<Item = Result<(String, Vec<Substitution>), Fault>> {
    let count = files.keys().filter(|name| is_substitutions(name)).count();
    (1..=count).map(super::substitute::file_name).scan(0, |first, name| {
        let read = match files.contains_key(&name) {
            true => message(files, &name, |bytes| super::substitute::parse(&name, bytes, *first)),
            false => Err(Fault::new(&name, "file-missing", "")),
        };
        *first += read.as_ref().map_or(0, |rows| u32::try_from(rows.len()).unwrap_or(u32::MAX));
        Some(read.map(|rows| (name, rows)))
    })
}

/// Which files stand together (protocol section 9).
fn stage(names: &BTreeSet<&str>) -> Result<Stage, Fault> {
    let has = |name: &str| names.contains(name);
    let ends = [has("void.txt"), has("lost.txt"), has("shortfall.txt"), has("seed.txt") || has("result.csv")];
    if ends.iter().filter(|end| **end).count() > 1 {
        return Err(Fault::new("", "mixture", ""));
    }
    let reveal = REVEAL.iter().filter(|name| has(name)).count();
    let stage = match ends {
        [true, ..] => Stage::Void,
        [_, true, ..] => Stage::Lost,
        [_, _, true, _] => Stage::Shortfall,
        _ if reveal == REVEAL.len() => Stage::Revealed,
        _ if ends[3] || reveal > 1 => return Err(Fault::new("", "part-of-a-reveal", "")),
        _ if has("seal.txt") => Stage::Sealed,
        _ => Stage::Committed,
    };
    let mut wanted: Vec<&str> = match stage {
        Stage::Shortfall => vec!["shortfall.txt", "excluded.csv"],
        _ => ALWAYS.to_vec(),
    };
    match stage {
        Stage::Sealed => wanted.push("seal.txt"),
        Stage::Revealed => wanted.extend(REVEAL.iter().chain(&["seal.txt"])),
        Stage::Lost => wanted.extend(LOST.iter().chain(&["seal.txt"])),
        Stage::Void => wanted.push("void.txt"),
        Stage::Committed | Stage::Shortfall => {}
    }
    if let Some(name) = wanted.iter().find(|name| !has(name)) {
        return Err(Fault::new(name, "file-missing", ""));
    }
    let slips = has("seal.txt") && stage != Stage::Shortfall;
    let allowed = |name: &str| {
        wanted.contains(&name)
            || (stage != Stage::Shortfall && name.starts_with("escrow-") && name.ends_with(".txt"))
            || (stage == Stage::Void && name == "seal.txt")
            || (slips && name.starts_with("slips/") && name.ends_with(".txt"))
            || (stage == Stage::Revealed && is_substitutions(name))
    };
    match names.iter().find(|name| !allowed(name)) {
        Some(name) => Err(Fault::new(name, "unexpected-file", "")),
        None => Ok(stage),
    }
}

/// Reads a hashed list: the grammar first, then the hash; what the host did is named.
fn list<T>(files: &Files, name: &str, hash: &str, parse: impl Fn(&[u8]) -> Result<T, Fault>) -> Result<T, Fault> {
    let bytes = &files[name];
    if sha(bytes) != hash {
        if let Some(what) = undo_host(bytes, |repaired| sha(repaired) == hash) {
            return Err(Fault::new(name, "host-changed", what));
        }
        parse(bytes)?;
        return Err(Fault::new(name, "hash-differs", ""));
    }
    parse(bytes)
}

/// Reads `recusals.csv` against the commitment. Now that they are public, feasibility is checked with them: what was secret
/// when the commitment was checked could have made it one that had to be refused (section 4).
pub(super) fn recusals(
    files: &Files,
    commit: &Commit,
    found: &Examined,
    frozen: &Frozen,
) -> Result<Vec<super::RecusalRow>, Fault> {
    let recusals = list(files, "recusals.csv", &commit.recusals, lists::parse_recusals)?;
    commit.check_feasible(&frozen.roster.samples, &found.inspectors, &recusals)?;
    Ok(recusals)
}

/// A message whose parse fails only because of what a host does is said to be changed by the host.
pub(super) fn message<T>(files: &Files, name: &str, parse: impl Fn(&[u8]) -> Result<T, Fault>) -> Result<T, Fault> {
    let bytes = &files[name];
    parse(bytes).map_err(|fault| match undo_host(bytes, |repaired| parse(repaired).is_ok()) {
        Some(what) => Fault::new(name, "host-changed", what),
        None => fault,
    })
}

/// Examines a folder. `folder`: its name, where names are compared (below `draws/`).
pub fn examine(files: &Files, folder: Option<&str>) -> Result<Examined, Vec<Fault>> {
    inside(&Inside::whole(files), folder)
}

/// The two long lists of a folder, where they are not held in memory.
#[derive(Clone, Copy, Default)]
pub struct Elsewhere<'a> {
    /// `roster.csv`, where there is one.
    pub roster: Option<&'a dyn Stream>,
    /// `excluded.csv`, where there is one.
    pub excluded: Option<&'a dyn Stream>,
}

/// Examines a folder whose long lists stand elsewhere, and holds neither in memory. `own`: values that the reader knows, for a void
/// before the beacon.
pub fn examine_lists(files: &Files, lists: Elsewhere<'_>, own: &[BeaconValue]) -> Result<Examined, Vec<Fault>> {
    inside(&Inside { files, lists, ready: None, keeps: false, own }, None)
}

/// The same with lists that were walked before, which are not read again.
pub fn examine_frozen(files: &Files, lists: Elsewhere<'_>, frozen: &Frozen) -> Result<Examined, Vec<Fault>> {
    inside(&Inside { files, lists, ready: Some(frozen), keeps: false, own: &[] }, None)
}

fn inside(inside: &Inside<'_>, folder: Option<&str>) -> Result<Examined, Vec<Fault>> {
    let stage = stage(&inside.names()).map_err(|fault| vec![fault])?;
    if stage == Stage::Shortfall {
        return shortfall(inside, folder).map_err(|fault| vec![fault]);
    }
    let (mut found, frozen) = committed(inside, folder, stage)?;
    later(inside.files, &mut found, &frozen).map_err(|fault| vec![fault])?;
    found.by_seed = frozen.seed.map(|seed| (seed, frozen.roster.drawn));
    Ok(found)
}

fn name_of(folder: Option<&str>, draw: &str) -> Result<(), Fault> {
    match folder {
        Some(name) if name != draw => Err(Fault::new("", "folder-name", format!("{name} {draw}"))),
        _ => Ok(()),
    }
}

fn shortfall(inside: &Inside<'_>, folder: Option<&str>) -> Result<Examined, Fault> {
    let shortfall = message(inside.files, "shortfall.txt", Shortfall::parse)?;
    name_of(folder, shortfall.draw.as_str())?;
    let excluded = inside.excluded(&shortfall.excluded.0)?;
    if u32::try_from(excluded.rows) != Ok(shortfall.excluded.1) {
        return Err(Fault::new("excluded.csv", "rows-differ", shortfall.excluded.1.to_string()));
    }
    excluded.alone().map_or(Ok(()), Err)?;
    let mut empty = Examined::empty(Stage::Shortfall);
    (empty.shortfall, empty.excluded) = (Some(shortfall), excluded.kept.into());
    Ok(empty)
}

impl Examined {
    fn empty(stage: Stage) -> Self {
        Self {
            stage,
            commit: None,
            commit_digest: None,
            shortfall: None,
            roster: Arc::default(),
            excluded: Arc::default(),
            inspectors: Arc::default(),
            seal: None,
            slips: Vec::new(),
            seed_digest: None,
            drawn: Vec::new(),
            teams: Vec::new(),
            final_teams: Vec::new(),
            substitutions: Vec::new(),
            void: None,
            lost: None,
            by_seed: None,
        }
    }
}

fn committed(inside: &Inside<'_>, folder: Option<&str>, stage: Stage) -> Result<(Examined, Frozen), Vec<Fault>> {
    let files = inside.files;
    let one = |fault: Fault| vec![fault];
    let commit = message(files, "commit.txt", Commit::parse).map_err(one)?;
    name_of(folder, commit.draw.as_str()).map_err(one)?;
    let digest = sha(&files["commit.txt"]);
    let (mut frozen, mut faults) = inside.frozen(&commit, &digest, stage);
    let is_good = faults.is_empty();
    let mut keep = |fault: Fault| faults.push(fault);
    let inspectors = list(files, "inspectors.csv", &commit.inspectors, lists::parse_inspectors).map_err(&mut keep).ok();
    for (party, hash) in &commit.escrows {
        let name = format!("escrow-{party}.txt");
        match files.get(&name) {
            None => keep(Fault::new("commit.txt", "escrow-missing", party.as_str())),
            Some(bytes) if sha(bytes) != *hash => keep(Fault::new(&name, "hash-differs", "")),
            Some(_) => {}
        }
    }
    let envelopes = files.keys().filter(|name| name.starts_with("escrow-"));
    for name in envelopes {
        if !commit.escrows.iter().any(|(party, _)| *name == format!("escrow-{party}.txt")) {
            keep(Fault::new(name, "unexpected-file", ""));
        }
    }
    let (true, Some(inspectors)) = (is_good, inspectors) else { return Err(faults) };
    if let Err(fault) = commit.check_lists(&frozen.roster, frozen.excluded.rows, &inspectors) {
        faults.push(fault);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut found = Examined::empty(stage);
    (found.commit_digest, found.commit) = (Some(digest), Some(commit));
    found.roster = std::mem::take(&mut frozen.roster.kept).into();
    found.excluded = std::mem::take(&mut frozen.excluded.kept).into();
    found.inspectors = inspectors.into();
    Ok((found, frozen))
}

fn later(files: &Files, found: &mut Examined, frozen: &Frozen) -> Result<(), Fault> {
    let commit = found.commit.clone().expect("a folder that is no shortfall has a commitment");
    let digest = found.commit_digest.clone().expect("a commitment has a digest");
    if files.contains_key("seal.txt") {
        let seal = message(files, "seal.txt", Seal::parse)?;
        check_seal(&commit, &digest, &seal)?;
        for name in files.keys().filter(|name| name.starts_with("slips/")) {
            found.slips.push(slip(files, name, &seal, frozen)?);
        }
        found.slips.sort_by_key(|slip| slip.index);
        found.seal = Some(seal);
    }
    match found.stage {
        Stage::Revealed => check_reveal(files, &commit, &digest, found, frozen),
        Stage::Lost => check_lost(files, &commit, &digest, found, frozen),
        Stage::Void => check_void(files, &commit, &digest, found, frozen),
        _ => Ok(()),
    }
}

fn slip(files: &Files, name: &str, seal: &Seal, frozen: &Frozen) -> Result<Slip, Fault> {
    let slip = message(files, name, |bytes| Slip::parse(name, bytes))?;
    if *name != format!("slips/{}.txt", slip.index) {
        return Err(Fault::new(name, "slip-name", slip.index.to_string()));
    }
    slip.check(name, seal)?;
    let row = frozen.roster.row(slip.leaf.id.as_str());
    if row.is_some_and(|row| row.stratum == slip.leaf.stratum) {
        Ok(slip)
    } else {
        Err(Fault::new(name, "slip-object", slip.leaf.id.as_str()))
    }
}

/// Beacon values and evidence as committed, in order; drand checked by signature.
fn check_beacons(
    file: &str,
    commit: &Commit,
    values: &[super::BeaconValue],
    evidence: &[(super::BeaconKind, String)],
) -> Result<(), Fault> {
    let same = values.len() == commit.beacons.len()
        && values.iter().zip(&commit.beacons).all(|(v, b)| (v.kind, v.round) == (b.kind, b.round));
    if !same {
        return Err(Fault::new(file, "beacon-not-committed", ""));
    }
    if evidence.len() != values.len() || evidence.iter().zip(values).any(|((kind, _), v)| *kind != v.kind) {
        return Err(Fault::new(file, "evidence-missing", ""));
    }
    for (v, (_, text)) in values.iter().zip(evidence) {
        if !v.kind.is_lottery() {
            beacon::check_drand(file, v.round, &v.value, text)?;
        }
    }
    Ok(())
}

/// Checks a seal against its commitment (protocol section 11, step 3).
pub fn check_seal(commit: &Commit, digest: &str, seal: &Seal) -> Result<(), Fault> {
    let file = "seal.txt";
    if seal.draw != commit.draw {
        return Err(Fault::new(file, "wrong-draw", seal.draw.as_str()));
    }
    if seal.commit != digest {
        return Err(Fault::new(file, "wrong-commit", ""));
    }
    check_beacons(file, commit, &seal.beacons, &seal.evidence)?;
    let sum: u32 = commit.quotas.iter().map(|(_, k)| k).sum();
    if seal.drawn == sum { Ok(()) } else { Err(Fault::new(file, "drawn-differs", format!("{} {sum}", seal.drawn))) }
}

fn check_void(
    files: &Files,
    commit: &Commit,
    digest: &str,
    found: &mut Examined,
    frozen: &Frozen,
) -> Result<(), Fault> {
    let file = "void.txt";
    let void = message(files, file, Void::parse)?;
    if void.draw != commit.draw {
        return Err(Fault::new(file, "wrong-draw", void.draw.as_str()));
    }
    if void.commit != digest {
        return Err(Fault::new(file, "wrong-commit", ""));
    }
    if void.after_beacon {
        check_beacons(file, commit, &void.beacons, &void.evidence)?;
        if let Some(seal) = &found.seal
            && (seal.beacons != void.beacons || seal.evidence != void.evidence)
        {
            return Err(Fault::new(file, "beacon-not-sealed", ""));
        }
    } else if !void.beacons.is_empty() || !void.evidence.is_empty() {
        return Err(Fault::new(file, "void-beacon-early", ""));
    } else if found.seal.is_some() {
        return Err(Fault::new(file, "stage", "before-beacon"));
    }
    check_nonces(file, commit, &void.nonces, &void.missing)?;
    if void.after_beacon && void.missing.is_empty() {
        let seed_digest = seed::digest(&seed::build(digest, &void.nonces, &void.beacons));
        found.drawn = frozen.drawn(&seed_digest);
        found.seed_digest = Some(seed_digest);
    }
    found.void = Some(void);
    Ok(())
}
