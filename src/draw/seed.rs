//! `seed.txt` (protocol section 5): always rebuilt from its parts, never believed. In: commitment digest, nonces, beacon values.
//! Out: its bytes and S.

use super::beacon::is_canonical;
use super::text::{Message, sha};
use super::{BeaconKind, BeaconValue, Fault, Nonces};

const FILE: &str = "seed.txt";
const FORMAT: &str = "mingchou/seed/1";

/// The bytes of `seed.txt`.
pub fn build(commit_digest: &str, nonces: &[(String, String)], beacons: &[BeaconValue]) -> Vec<u8> {
    let mut out = format!("{FORMAT}\ncommit {commit_digest}\n");
    for (party, nonce) in nonces {
        out.push_str(&format!("nonce {party} {nonce}\n"));
    }
    for b in beacons {
        out.push_str(&format!("beacon {} {} {}\n", b.kind.as_str(), b.round, b.value));
    }
    out.into_bytes()
}

/// S: 64 hex digits.
pub fn digest(seed: &[u8]) -> String {
    sha(seed)
}

/// Reads `beacon KIND ROUND VALUE` lines.
pub(super) fn values(m: &mut Message<'_>, lines: &[Vec<&str>]) -> Result<Vec<BeaconValue>, Fault> {
    lines
        .iter()
        .map(|f| {
            let kind = m.value(f[0], "beacon-kind", BeaconKind::parse)?;
            let round = m.integer(f[1])?;
            let value = m.value(f[2], "beacon-not-canonical", |t| is_canonical(kind, t).then(|| t.to_owned()))?;
            Ok(BeaconValue { kind, round, value })
        })
        .collect()
}

/// The nonces that a published `seed.txt` opens, in its order. Everything else in it is compared with the rebuilt bytes.
pub fn parse(bytes: &[u8]) -> Result<(String, Nonces, Vec<BeaconValue>), Fault> {
    let mut m = Message::open(FILE, bytes, FORMAT, &["commit", "nonce", "beacon"])?;
    let text = m.one("commit", 1)?[0];
    let commit = m.hex(text)?;
    let nonces =
        m.some("nonce", 2)?.iter().map(|f| Ok((m.word(f[0])?, m.hex(f[1])?))).collect::<Result<Vec<_>, Fault>>()?;
    let lines = m.some("beacon", 3)?;
    let beacons = values(&mut m, &lines)?;
    m.end()?;
    Ok((commit, nonces, beacons))
}
