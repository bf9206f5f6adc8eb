//! Out of escrow (protocol sections 1, 4 and 9): what the holders of keys have decrypted is put back below `secrets/`. In: the draw's
//! public files, what is left of its secrets, plain texts by party. Out: the files that were lost, each held against the
//! commitment and, after the seal, against the sealed root; what is there already is never replaced by something else.

use super::seal::{outcome, right_nonces};
use super::{BUREAU, DrawFolder, Step, one};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::commit::nonce_commit;
use crate::draw::escrow::{self, Escrow};
use crate::draw::seal::{parse_leaves, tree_root};
use crate::draw::text::is_hex64;
use crate::draw::{Commit, Fault, Files, Stage, lists, seed};
use crate::model::{Envelope, LARGEST_ENVELOPE};
use std::collections::BTreeMap;

/// Salts made at the commitment, below `secrets/draws/DRAW/`.
pub(super) const SALTS: &str = "salts.txt";

/// What was put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Files to write.
    pub step: Step,
    /// Names of the secret files that were missing and are there again.
    pub names: Vec<String>,
    /// Parties whose nonce is not here.
    pub missing: Vec<String>,
    /// The draw is sealed, and its outcome is here again, with the sealed root.
    pub outcome: bool,
    /// The draw is sealed.
    pub sealed: bool,
}

/// Puts the secrets of a committed or sealed draw back. `opened`: plain texts by party; `given`: nonces handed over by hand;
/// `added`: public files that `folder` holds and `content/` does not yet. Errors: the draw is over (MC0730), a plain text that
/// does not belong to this commitment (MC0855), a different secret file is there (MC0856), another root than the seal's (MC0857).
pub fn recover(
    folder: &DrawFolder,
    opened: &BTreeMap<String, Vec<u8>>,
    given: &BTreeMap<String, String>,
    added: &Files,
) -> Result<Restored, Report> {
    let (found, commit, digest) = folder.at_stage(&[Stage::Committed, Stage::Sealed])?;
    let mut now = folder.clone();
    let mut put = Files::new();
    for (party, bytes) in opened {
        let plain = plain(folder, &commit, party, bytes)?;
        put.insert(nonce_file(party), format!("{}\n", plain.nonce).into_bytes());
        if party == BUREAU {
            put.insert("recusals.csv".into(), lists::write_recusals(&plain.recusals));
            put.insert(SALTS.into(), escrow::write_salts(&plain.salts));
        }
    }
    for (party, nonce) in given {
        let hash = nonce_commit(&commit.log, commit.draw.as_str(), party, nonce);
        if !commit.nonce_commits.iter().any(|(name, committed)| name == party && *committed == hash) {
            return Err(one(folder.refuse("MC0742").value(party).arg("party", party)));
        }
        put.insert(nonce_file(party), format!("{nonce}\n").into_bytes());
    }
    keep_all(folder, &mut now, put)?;
    let nonces = now.nonces(&commit, &BTreeMap::new());
    let missing = commit.nonce_commits.iter().map(|(party, _)| party);
    let missing: Vec<String> = missing.filter(|party| !nonces.iter().any(|(p, _)| p == *party)).cloned().collect();
    let mut is_whole = false;
    if let Some(seal) = found.seal.as_ref().filter(|_| missing.is_empty() && now.secret.contains_key("recusals.csv"))
        && let Some(salts) = salts(&now)
    {
        right_nonces(folder, &commit, &nonces)?;
        let seed = seed::build(&digest, &nonces, &seal.beacons);
        let outcome = outcome(&now, &found, &commit, &seed, &salts)?;
        if tree_root(&outcome.leaves) != seal.tree_root {
            return Err(one(folder.refuse("MC0857")));
        }
        let files = outcome.files(seed).map(|(name, bytes)| (name.to_owned(), bytes));
        keep_all(folder, &mut now, files)?;
        is_whole = true;
    }
    let mut step = Step::default();
    for (name, bytes) in added {
        step.public.insert(format!("draws/{}/{name}", folder.id), bytes.clone());
    }
    let lost = now.secret.iter().filter(|(name, _)| !folder.secret.contains_key(*name));
    let names: Vec<String> = lost.clone().map(|(name, _)| name.clone()).collect();
    for (name, bytes) in lost {
        folder.keep(&mut step, name, bytes.clone());
    }
    Ok(Restored { step, names, missing, outcome: is_whole, sealed: found.stage == Stage::Sealed })
}

fn nonce_file(party: &str) -> String {
    format!("nonce-{party}.txt")
}

/// The plain text of a party's envelope, as the commitment fixed it (MC0855).
fn plain(folder: &DrawFolder, commit: &Commit, party: &str, bytes: &[u8]) -> Result<Escrow, Report> {
    let is_bureau = party == BUREAU;
    let read = if is_bureau { Escrow::parse(bytes) } else { Escrow::of_party(&commit.draw, party, bytes) };
    let checked = read.and_then(|plain| plain.check(commit, party, is_bureau).map(|()| plain));
    checked.map_err(|fault: Fault| {
        let refusal = folder.refuse("MC0855").arg("party", party);
        one(refusal.arg("fault_key", format!("fault.{}", fault.code)))
    })
}

/// Adds files below `secrets/`; the same bytes may be there already, others are not replaced (MC0856).
fn keep_all(
    folder: &DrawFolder,
    now: &mut DrawFolder,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Result<(), Report> {
    let mut report = Report::default();
    for (name, bytes) in files {
        match now.secret.get(&name) {
            Some(there) if *there != bytes => {
                let path = format!("secrets/draws/{}/{name}", folder.id);
                report.push(Diagnostic::error("MC0856", Place::file(&path)).arg("path", &path));
            }
            Some(_) => {}
            None => drop(now.secret.insert(name, bytes)),
        }
    }
    if report.has_errors() { Err(report) } else { Ok(()) }
}

/// The salts of a sealed draw: those of the commitment, else those its leaves were made with.
fn salts(now: &DrawFolder) -> Option<Vec<String>> {
    if let Some(bytes) = now.secret.get(SALTS) {
        return escrow::parse_salts(bytes).ok();
    }
    let leaves = parse_leaves(now.secret.get("leaves.txt")?).ok()?;
    Some(leaves.into_iter().map(|leaf| leaf.salt).collect())
}

/// Envelopes are encrypted to keys, whole and not too long (MC0852), and belong to parties of the commitment (MC0853). What is in
/// them cannot be seen.
pub(super) fn check_envelopes(commit: &Commit, envelopes: &BTreeMap<String, Vec<u8>>) -> Result<(), Report> {
    let at = || Place::file(&crate::freeze::folder(&commit.draw));
    let mut report = Report::default();
    for (party, bytes) in envelopes {
        if !commit.nonce_commits.iter().any(|(other, _)| other == party) {
            report.push(Diagnostic::error("MC0853", at()).value(party).arg("party", party));
        } else if let Some(reason) = not_sealed(bytes) {
            let fault = Diagnostic::error("MC0852", at()).value(party).arg("party", party);
            report.push(fault.arg("reason", format!("@escrow.reason.{reason}")));
        }
    }
    if report.has_errors() { Err(report) } else { Ok(()) }
}

/// Why a file cannot stand as an envelope; below `escrow.reason` in the word files.
fn not_sealed(bytes: &[u8]) -> Option<&'static str> {
    if bytes.len() > LARGEST_ENVELOPE {
        return Some("long");
    }
    match Envelope::parse(bytes) {
        Some(envelope) if envelope.is_passphrase() => Some("passphrase"),
        Some(_) => None,
        None if bytes.starts_with(b"age-encryption.org/v1") => Some("binary"),
        None if String::from_utf8_lossy(bytes).split(|c: char| !c.is_ascii_hexdigit()).any(is_hex64) => Some("clear"),
        None => Some("other"),
    }
}
