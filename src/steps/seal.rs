//! The seal and the slips (protocol sections 5 to 8). In: the draw's folder, the values that became known, the other parties'
//! nonces, salts, the moment. Out: `seal.txt`, and the outcome below `secrets/`; a slip for one drawn object.

use super::recover::SALTS;
use super::{BUREAU, DrawFolder, Step, one, protocol_fault};
use crate::diag::Report;
use crate::draw::ends::check_nonces;
use crate::draw::seal::{parse_leaves, tree_root, write_leaves};
use crate::draw::select::write_result;
use crate::draw::text::sha;
use crate::draw::{
    BeaconKind, BeaconValue, Commit, Examined, Fault, Nonces, Seal, Slip, Stage, assign, check_seal, escrow, lists,
    reveal, seed,
};
use crate::freeze::shown;
use crate::model::{ObjectId, Time};
use crate::site::DrawTimes;
use std::collections::BTreeMap;

/// What a seal is made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealRequest {
    /// One value per beacon of the commitment, in its order.
    pub values: Vec<BeaconValue>,
    /// One piece of evidence per beacon, in its order.
    pub evidence: Vec<(BeaconKind, String)>,
    /// Other parties' nonces, by party.
    pub nonces: BTreeMap<String, String>,
}

/// How many salts [`seal`] needs: one per drawn object, none where they were made at the commitment.
pub fn salts_needed(folder: &DrawFolder) -> Result<usize, Report> {
    salts_of(folder, &folder.examine()?)
}

pub(super) fn salts_of(folder: &DrawFolder, found: &Examined) -> Result<usize, Report> {
    let (commit, _) = folder.standing(found, &[Stage::Committed])?;
    Ok(if folder.secret.contains_key(SALTS) { 0 } else { escrow::drawn(&commit) })
}

/// The salts made at the commitment; `given` ones for draws committed without. Salts that lie in the bureau's envelope cannot be
/// replaced: whoever opens it later would reach another root (MC0732).
pub(super) fn salts(folder: &DrawFolder, commit: &Commit, given: &[String]) -> Result<Vec<String>, Report> {
    let is_escrowed = commit.escrows.iter().any(|(party, _)| party == BUREAU);
    match folder.secret.get(SALTS) {
        None if is_escrowed => folder.secret_file(SALTS).map(|_| Vec::new()),
        None => Ok(given.to_vec()),
        Some(bytes) => escrow::parse_salts(bytes).map_err(|fault| one(protocol_fault(&folder.id, &fault))),
    }
}

/// Computes the draw and seals it. `salts`: 64 hex digits each, all different; not used where they were made at the commitment.
/// Errors: a beacon that is not known yet (MC0731), a seal that comes too late (MC0733), a nonce that is missing or wrong, a
/// value the protocol refuses.
pub fn seal(folder: &DrawFolder, request: &SealRequest, salts: &[String], moment: Time) -> Result<Step, Report> {
    folder.checked(sealing(folder, &folder.examine()?, request, salts, moment)?, Stage::Sealed)
}

/// The same of a folder that was examined before; what the step leads to is not examined yet.
pub(super) fn sealing(
    folder: &DrawFolder,
    found: &Examined,
    request: &SealRequest,
    salts: &[String],
    moment: Time,
) -> Result<Step, Report> {
    let (commit, digest) = folder.standing(found, &[Stage::Committed])?;
    in_time(folder, &commit, moment)?;
    let nonces = folder.nonces(&commit, &request.nonces);
    right_nonces(folder, &commit, &nonces)?;
    let seed = seed::build(&digest, &nonces, &request.values);
    let salts = self::salts(folder, &commit, salts)?;
    let outcome = outcome(folder, found, &commit, &seed, &salts)?;
    sealed(folder, &commit, &digest, request, &nonces, (outcome, seed), moment)
}

/// The step that seals an outcome. `outcome`: with the seed it came of.
pub(super) fn sealed(
    folder: &DrawFolder,
    commit: &Commit,
    digest: &str,
    request: &SealRequest,
    nonces: &Nonces,
    (outcome, seed): (Outcome, Vec<u8>),
    moment: Time,
) -> Result<Step, Report> {
    super::selection::is_imported(folder, &outcome.result)?;
    let seal = Seal {
        draw: commit.draw.clone(),
        commit: digest.to_owned(),
        beacons: request.values.clone(),
        evidence: request.evidence.clone(),
        drawn: u32::try_from(outcome.leaves.len()).unwrap_or(u32::MAX),
        tree_root: tree_root(&outcome.leaves),
    };
    check_seal(commit, digest, &seal).map_err(|fault| one(protocol_fault(&folder.id, &fault)))?;
    let times = DrawTimes { sealed: Some(moment), ..folder.times };
    let mut step = folder.step([("seal.txt".to_owned(), seal.to_bytes())], times);
    for (party, nonce) in nonces {
        folder.keep(&mut step, &format!("nonce-{party}.txt"), format!("{nonce}\n").into_bytes());
    }
    for (name, bytes) in outcome.files(seed) {
        folder.keep(&mut step, name, bytes);
    }
    Ok(step)
}

/// There is a nonce of every party (MC0734), the one that was committed to.
pub(super) fn right_nonces(folder: &DrawFolder, commit: &Commit, nonces: &Nonces) -> Result<(), Report> {
    if let Some((party, _)) = commit.nonce_commits.iter().find(|(party, _)| !nonces.iter().any(|(p, _)| p == party)) {
        return Err(one(folder.refuse("MC0734").value(party).arg("party", party)));
    }
    check_nonces("seed.txt", commit, nonces, &[]).map_err(|broken| match broken.code {
        // The clerk can mend this one: a wrong number was handed over.
        "nonce-commitment" => one(folder.refuse("MC0742").value(&broken.detail).arg("party", &broken.detail)),
        _ => one(protocol_fault(&folder.id, &broken)),
    })
}

/// What was drawn, as it is kept until the reveal.
pub(super) struct Outcome {
    pub(super) leaves: Vec<crate::draw::Leaf>,
    assign: Vec<u8>,
    pub(super) result: Vec<u8>,
}

impl Outcome {
    /// The files below `secrets/`, by name.
    pub(super) fn files(self, seed: Vec<u8>) -> [(&'static str, Vec<u8>); 4] {
        let leaves = write_leaves(&self.leaves);
        [("seed.txt", seed), ("leaves.txt", leaves), ("assign.csv", self.assign), ("result.csv", self.result)]
    }
}

/// Draws and assigns. Needs `recusals.csv` below `secrets/`.
pub(super) fn outcome(
    folder: &DrawFolder,
    found: &Examined,
    commit: &Commit,
    seed: &[u8],
    salts: &[String],
) -> Result<Outcome, Report> {
    let fault = |code, detail: String| one(protocol_fault(&folder.id, &Fault::new("recusals.csv", code, detail)));
    let recusals = folder.secret_file("recusals.csv")?;
    if sha(recusals) != commit.recusals {
        return Err(fault("hash-differs", String::new()));
    }
    let recusals = lists::parse_recusals(recusals).map_err(|broken| one(protocol_fault(&folder.id, &broken)))?;
    let digest = seed::digest(seed);
    let drawn = found.select(commit, &digest);
    let places = assign::places(&drawn);
    let assigned = assign::assign(&places, &found.inspectors, &recusals, &commit.slots, commit.slack, &digest);
    let Some(assigned) = assigned else { return Err(fault("infeasible", String::new())) };
    if salts.len() < drawn.len() {
        return Err(fault("leaf", format!("{} {}", salts.len(), drawn.len())));
    }
    let leaves = reveal::leaves(commit, &drawn, &assigned.teams, salts);
    parse_leaves(&write_leaves(&leaves)).map_err(|broken| one(protocol_fault(&folder.id, &broken)))?;
    let assign = assign::write_assign(drawn.iter().map(|row| &row.id).zip(&assigned.teams));
    Ok(Outcome { assign, result: write_result(&drawn), leaves })
}

/// Every beacon's value can be known at the moment (MC0731).
pub(super) fn known(folder: &DrawFolder, commit: &Commit, moment: Time) -> Result<(), Report> {
    if let Some(beacon) = commit.beacons.iter().find(|beacon| moment < beacon.time) {
        let name = format!("{} {}", beacon.kind.as_str(), beacon.round);
        let fault = folder.refuse("MC0731").value(&name).arg("beacon", &name);
        return Err(one(fault.arg("time", shown(beacon.time))));
    }
    Ok(())
}

pub(super) fn in_time(folder: &DrawFolder, commit: &Commit, moment: Time) -> Result<(), Report> {
    known(folder, commit, moment)?;
    if moment > commit.seal_by {
        return Err(one(folder.refuse("MC0733").arg("time", shown(commit.seal_by))));
    }
    Ok(())
}

/// The slip of one drawn object of a sealed draw. Errors: the object was not drawn (MC0735).
pub fn slip(folder: &DrawFolder, object: &ObjectId) -> Result<Slip, Report> {
    slip_of(folder, &folder.examine()?, object)
}

fn slip_of(folder: &DrawFolder, found: &Examined, object: &ObjectId) -> Result<Slip, Report> {
    folder.standing(found, &[Stage::Sealed])?;
    let leaves =
        parse_leaves(folder.secret_file("leaves.txt")?).map_err(|fault| one(protocol_fault(&folder.id, &fault)))?;
    let at = leaves.iter().position(|leaf| leaf.id == *object);
    let slip = at.and_then(|at| Slip::of(&leaves, u32::try_from(at).ok()?));
    slip.ok_or_else(|| one(folder.refuse("MC0735").value(object.as_str()).arg("object", object)))
}

/// The slips of all drawn objects in draw order: of a sealed draw from what is secret, of a revealed or lost one from what is public.
pub fn slips(folder: &DrawFolder) -> Result<Vec<Slip>, Report> {
    let (found, ..) = folder.at_stage(&[Stage::Sealed, Stage::Revealed, Stage::Lost])?;
    let bytes = match folder.files.get("leaves.txt") {
        Some(bytes) if found.stage != Stage::Sealed => bytes,
        _ => folder.secret_file("leaves.txt")?,
    };
    let leaves = parse_leaves(bytes).map_err(|fault| one(protocol_fault(&folder.id, &fault)))?;
    Ok((0..).map_while(|at| Slip::of(&leaves, at)).collect())
}

/// Publishes a slip before the reveal, because the result of that object is published early.
pub fn open_slip(folder: &DrawFolder, object: &ObjectId) -> Result<Step, Report> {
    folder.checked(opening(folder, &folder.examine()?, object)?, Stage::Sealed)
}

/// The same of a folder that was examined before; what the step leads to is not examined yet.
pub(super) fn opening(folder: &DrawFolder, found: &Examined, object: &ObjectId) -> Result<Step, Report> {
    let slip = slip_of(folder, found, object)?;
    let mut step = Step::default();
    step.public.insert(format!("draws/{}/slips/{}.txt", folder.id, slip.index), slip.to_bytes());
    Ok(step)
}
