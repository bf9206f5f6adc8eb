//! How a draw ends (protocol section 9): revealed, void or lost. In: the draw's folder, what the clerk says, the moment.
//! Out: the files that end it; what was secret goes.

use super::seal::known;
use super::{DrawFolder, Step, ended, one};
use crate::diag::Report;
use crate::draw::{BeaconKind, BeaconValue, Examined, Lost, Stage, Void};
use crate::freeze::shown;
use crate::model::Time;
use std::collections::BTreeMap;

/// Secret files that a reveal publishes.
const REVEAL: [&str; 5] = ["seed.txt", "result.csv", "assign.csv", "leaves.txt", "recusals.csv"];

/// What a void says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoidRequest {
    /// Reason code.
    pub reason: String,
    /// Words for the public.
    pub note: String,
    /// All beacon values, where they are known; those of the seal need not be given again.
    pub values: Vec<BeaconValue>,
    /// Evidence as in a seal.
    pub evidence: Vec<(BeaconKind, String)>,
    /// Other parties' nonces, by party.
    pub nonces: BTreeMap<String, String>,
    /// Parties whose nonce is missing.
    pub missing: Vec<String>,
}

/// What a loss says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LostRequest {
    /// Words for the public.
    pub note: String,
    /// Parties whose nonce is missing.
    pub missing: Vec<String>,
}

/// Publishes seed, result, assignment, leaves, recusals and substitutions of a sealed draw.
pub fn reveal(folder: &DrawFolder, moment: Time) -> Result<Step, Report> {
    folder.checked(revealing(folder, &folder.examine()?, moment)?, Stage::Revealed)
}

/// The same of a folder that was examined before; what the step leads to is not examined yet.
pub(super) fn revealing(folder: &DrawFolder, found: &Examined, moment: Time) -> Result<Step, Report> {
    folder.standing(found, &[Stage::Sealed])?;
    revealed(folder, moment)
}

/// The step that publishes what is secret.
pub(super) fn revealed(folder: &DrawFolder, moment: Time) -> Result<Step, Report> {
    let mut files = BTreeMap::new();
    for name in REVEAL {
        files.insert(name.to_owned(), folder.secret_file(name)?.clone());
    }
    if let Some(rows) = folder.secret.get("substitutions.csv") {
        files.insert("substitutions.csv".to_owned(), rows.clone());
    }
    let mut step = folder.step(files, ended(folder.times, moment));
    folder.drop_secrets(&mut step);
    Ok(step)
}

/// Ends a draw in public without using it. The bureau's nonces open themselves; a party that is not opened must be named as
/// missing. Errors: the values are known by now and are not given (MC0736), a party is neither (MC0734), a rule of the protocol.
pub fn void(folder: &DrawFolder, request: &VoidRequest, moment: Time) -> Result<Step, Report> {
    let (found, commit, digest) = folder.at_stage(&[Stage::Committed, Stage::Sealed])?;
    let last = commit.beacons.iter().map(|beacon| beacon.time).max().unwrap_or(moment);
    let after_beacon = found.seal.is_some() || !request.values.is_empty();
    if after_beacon {
        known(folder, &commit, moment)?;
    } else if moment >= last && request.reason != "beacon-cancelled" {
        return Err(one(folder.refuse("MC0736").arg("time", shown(last))));
    }
    let (beacons, evidence) = match &found.seal {
        Some(seal) => (seal.beacons.clone(), seal.evidence.clone()),
        None => (request.values.clone(), request.evidence.clone()),
    };
    let mut nonces = folder.nonces(&commit, &request.nonces);
    nonces.retain(|(party, _)| !request.missing.contains(party));
    let spoken_for = |party: &String| request.missing.contains(party) || nonces.iter().any(|(p, _)| p == party);
    if let Some((party, _)) = commit.nonce_commits.iter().find(|(party, _)| !spoken_for(party)) {
        return Err(one(folder.refuse("MC0734").value(party).arg("party", party)));
    }
    let void = Void {
        draw: commit.draw.clone(),
        commit: digest,
        after_beacon,
        reason: request.reason.clone(),
        note: request.note.clone(),
        beacons,
        evidence,
        nonces,
        missing: in_order(&commit, &request.missing),
    };
    let mut step = folder.step([("void.txt".to_owned(), void.to_bytes())], ended(folder.times, moment));
    folder.drop_secrets(&mut step);
    folder.checked(step, Stage::Void)
}

/// Why a draw with published results is not ended by a void (MC0741).
pub fn has_results(folder: &DrawFolder, results: usize) -> Report {
    one(folder.refuse("MC0741").arg("results", results))
}

/// Publishes what is left of a sealed draw whose nonce was lost after visits began. Errors: nothing is lost, the seed is
/// still here (MC0737).
pub fn lost(folder: &DrawFolder, request: &LostRequest, moment: Time) -> Result<Step, Report> {
    let (_, commit, digest) = folder.at_stage(&[Stage::Sealed])?;
    if folder.secret.contains_key("seed.txt") {
        return Err(one(folder.refuse("MC0737")));
    }
    let mut nonces = folder.nonces(&commit, &BTreeMap::new());
    nonces.retain(|(party, _)| !request.missing.contains(party));
    let lost = Lost {
        draw: commit.draw.clone(),
        commit: digest,
        nonces,
        missing: in_order(&commit, &request.missing),
        note: request.note.clone(),
    };
    let mut files = BTreeMap::from([("lost.txt".to_owned(), lost.to_bytes())]);
    for name in ["leaves.txt", "assign.csv", "recusals.csv"] {
        files.insert(name.to_owned(), folder.secret_file(name)?.clone());
    }
    let mut step = folder.step(files, ended(folder.times, moment));
    folder.drop_secrets(&mut step);
    folder.checked(step, Stage::Lost)
}

/// Parties in the order of the commitment; unknown ones stay at the end, where the protocol refuses them.
fn in_order(commit: &crate::draw::Commit, parties: &[String]) -> Vec<String> {
    let known = commit.nonce_commits.iter().map(|(party, _)| party).filter(|party| parties.contains(party));
    let unknown = parties.iter().filter(|party| !commit.nonce_commits.iter().any(|(p, _)| p == *party));
    known.chain(unknown).cloned().collect()
}
