//! A selection that an engine returned, beside the program's own (protocol section 6). In: the draw's folder, S, the verified bytes.
//! Out: a step that keeps it below `secrets/` until the draw has ended.

use super::seal::right_nonces;
use super::{DrawFolder, Step, one, protocol_fault};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::beacon::is_canonical;
use crate::draw::select::{select, write_result};
use crate::draw::text::sha;
use crate::draw::{BeaconValue, Commit, Fault, Stage, seed};
use std::collections::BTreeMap;

/// Where an imported selection waits, below the draw's secrets.
pub const SELECTION: &str = "selection.csv";

/// S, out of the values that became known and the nonces: those below the draw's secrets, else `given` ones. Errors: a nonce that is
/// missing or is not the one that was committed to, a value in another form than the protocol's.
pub fn seed(
    folder: &DrawFolder,
    commit: &Commit,
    values: &[BeaconValue],
    given: &BTreeMap<String, String>,
) -> Result<String, Report> {
    if let Some(value) = values.iter().find(|value| !is_canonical(value.kind, &value.value)) {
        return Err(one(protocol_fault(&folder.id, &Fault::new("seed.txt", "beacon-not-canonical", &value.value))));
    }
    let named = values.iter().map(|value| (value.kind, value.round));
    if !named.eq(commit.beacons.iter().map(|beacon| (beacon.kind, beacon.round))) {
        return Err(one(protocol_fault(&folder.id, &Fault::new("seed.txt", "beacon-not-committed", ""))));
    }
    let nonces = folder.nonces(commit, given);
    right_nonces(folder, commit, &nonces)?;
    let digest = sha(folder.files.get("commit.txt").map_or(&[], Vec::as_slice));
    Ok(seed::digest(&seed::build(&digest, &nonces, values)))
}

/// Keeps what was imported. `digest`: S. Errors: it is not what this program selects (MC1133), the draw has ended (MC0730), the seed is
/// not the one that the draw has by now (MC1133).
pub fn import_selection(folder: &DrawFolder, digest: &str, bytes: Vec<u8>) -> Result<Step, Report> {
    let (found, commit, _) = folder.at_stage(&[Stage::Committed, Stage::Sealed])?;
    let known = folder.secret.get("seed.txt").map(|bytes| seed::digest(bytes));
    let own = write_result(&select(&commit, &found.roster, digest));
    if own != bytes || known.is_some_and(|known| known != digest) {
        return Err(one(differs(folder)));
    }
    let mut step = Step::default();
    folder.keep(&mut step, SELECTION, bytes);
    Ok(step)
}

/// Where a selection was imported, it must be the one that is sealed (MC1133).
pub(super) fn is_imported(folder: &DrawFolder, result: &[u8]) -> Result<(), Report> {
    match folder.secret.get(SELECTION) {
        Some(imported) if imported != result => Err(one(differs(folder))),
        _ => Ok(()),
    }
}

fn differs(folder: &DrawFolder) -> Diagnostic {
    let path = format!("secrets/draws/{}/{SELECTION}", folder.id);
    Diagnostic::error("MC1133", Place::file(&path)).arg("draw", &folder.id).arg("path", &path)
}
