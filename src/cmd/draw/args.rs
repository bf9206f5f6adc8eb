//! Arguments that are more than one word. In: text. Out: values of the protocol, or wrong usage.

use crate::cmd::desk::{Desk, Stop};
use crate::draw::text::{integer, is_hex64};
use crate::draw::{Beacon, BeaconKind, BeaconValue, Slot, beacon};
use crate::model::parse_time;
use std::collections::BTreeMap;

/// `KIND:ROUND:TIME`; the time of drand-quicknet follows from the round.
pub(super) fn beacons(desk: &Desk<'_>, texts: &[String]) -> Result<Vec<Beacon>, Stop> {
    let one = |text: &String| {
        let mut parts = text.splitn(3, ':');
        let kind = BeaconKind::parse(parts.next()?)?;
        let round = integer(parts.next()?)?;
        let time = match parts.next() {
            Some(time) => parse_time(time)?,
            None if !kind.is_lottery() && round > 0 => beacon::drand_time(round),
            None => return None,
        };
        Some(Beacon { kind, round, time })
    };
    texts.iter().map(|text| one(text).ok_or_else(|| desk.usage("beacon", text))).collect()
}

/// `KIND:ROUND=VALUE`, put into the order of the commitment; what it does not name stays at the end.
pub(super) fn values(desk: &Desk<'_>, texts: &[String], committed: &[Beacon]) -> Result<Vec<BeaconValue>, Stop> {
    let mut values = texts
        .iter()
        .map(|text| beacon::parse_typed(text).ok_or_else(|| desk.usage("value", text)))
        .collect::<Result<Vec<_>, _>>()?;
    let place = |v: &BeaconValue| committed.iter().position(|b| (b.kind, b.round) == (v.kind, v.round));
    values.sort_by_key(|value| place(value).unwrap_or(usize::MAX));
    Ok(values)
}

/// `KIND=TEXT`, put into the order of the commitment.
pub(super) fn evidence(
    desk: &Desk<'_>,
    texts: &[String],
    committed: &[Beacon],
) -> Result<Vec<(BeaconKind, String)>, Stop> {
    let one = |text: &String| {
        let (kind, rest) = text.split_once('=')?;
        // What the protocol takes: 1 to 200 printable ASCII characters. Said here, for a clerk types it.
        let good = (1..=200).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
        good.then_some((BeaconKind::parse(kind)?, rest.to_owned()))
    };
    let mut found = texts
        .iter()
        .map(|text| one(text).ok_or_else(|| desk.usage("evidence", text)))
        .collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|(kind, _)| committed.iter().position(|b| b.kind == *kind).unwrap_or(usize::MAX));
    Ok(found)
}

/// `PARTY:HEX`.
pub(super) fn parties(desk: &Desk<'_>, texts: &[String]) -> Result<Vec<(String, String)>, Stop> {
    let one = |text: &String| {
        let (party, hash) = text.split_once(':')?;
        is_hex64(hash).then(|| (party.to_owned(), hash.to_owned()))
    };
    texts.iter().map(|text| one(text).ok_or_else(|| desk.usage("party", text))).collect()
}

/// `PARTY=HEX` or `PARTY=@FILE`.
pub(super) fn nonces(desk: &Desk<'_>, texts: &[String]) -> Result<BTreeMap<String, String>, Stop> {
    let mut nonces = BTreeMap::new();
    for text in texts {
        // The value may be a secret: a wrong one is not said again.
        let party = text.split(['=', ':']).next().unwrap_or("");
        let wrong = || desk.usage("nonce", party);
        let (party, value) = text.split_once('=').ok_or_else(wrong)?;
        let nonce = match value.strip_prefix('@') {
            Some(path) => std::fs::read_to_string(path).map_err(|_| desk.usage("nonce-file", path))?,
            None => value.to_owned(),
        };
        let nonce = nonce.trim_end_matches(['\r', '\n']).to_owned();
        if !is_hex64(&nonce) {
            return Err(wrong());
        }
        nonces.insert(party.to_owned(), nonce);
    }
    Ok(nonces)
}

/// `any`, `object`, `tag:TAG`.
pub(super) fn slots(desk: &Desk<'_>, texts: &[String]) -> Result<Vec<Slot>, Stop> {
    texts.iter().map(|text| Slot::parse(text).ok_or_else(|| desk.usage("slot", text))).collect()
}
