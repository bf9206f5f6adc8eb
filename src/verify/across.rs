//! What no two draws of a site may share or contradict (protocol section 4): a nonce commitment is never used twice, a beacon has
//! one moment and one value. In: the draws that were examined. Out: faults, each at the draw with the later id.

use crate::draw::{BeaconKind, Examined, Fault};
use crate::model::{Time, write_time};
use std::collections::BTreeMap;

/// Checks all draws against each other, in the order of their ids.
pub(super) fn across(known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let mut faults = nonces(known);
    faults.extend(moments(known));
    faults.extend(values(known));
    faults
}

/// Whoever commits to the same nonce twice gives away the second draw with the first, or copied another's commitment.
fn nonces(known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, found) in known {
        let Some(commit) = &found.commit else { continue };
        for (party, hash) in &commit.nonce_commits {
            let own = format!("{id} {party}");
            if let Some(other) = first.get(hash.as_str()) {
                let detail = format!("{party}, {other}");
                faults.push(((*id).clone(), Fault::new("commit.txt", "nonce-commit-reused", detail)));
            } else {
                first.insert(hash, own);
            }
        }
    }
    faults
}

/// An issue said to be drawn at two moments was known before the later one.
fn moments(known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let mut first: BTreeMap<(BeaconKind, u32), (Time, &String)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, found) in known {
        for beacon in found.commit.iter().flat_map(|commit| &commit.beacons) {
            let (time, other) = *first.entry((beacon.kind, beacon.round)).or_insert((beacon.time, *id));
            if time != beacon.time {
                let detail = format!("{}:{} {} {other}", beacon.kind.as_str(), beacon.round, write_time(time));
                faults.push(((*id).clone(), Fault::new("commit.txt", "beacon-contradicts", detail)));
            }
        }
    }
    faults
}

fn values(known: &[(&String, &Examined)]) -> Vec<(String, Fault)> {
    let mut first: BTreeMap<(BeaconKind, u32), (&str, &String)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (id, found) in known {
        let (file, open) = match (&found.void, &found.seal) {
            (Some(void), _) => ("void.txt", &void.beacons),
            (None, Some(seal)) => ("seal.txt", &seal.beacons),
            (None, None) => continue,
        };
        for own in open {
            let (value, other) = *first.entry((own.kind, own.round)).or_insert((&own.value, *id));
            if value != own.value {
                let detail = format!("{}:{} {value} {other}", own.kind.as_str(), own.round);
                faults.push(((*id).clone(), Fault::new(file, "beacon-contradicts", detail)));
            }
        }
    }
    faults
}
