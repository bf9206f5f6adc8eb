//! Arguments that are more than one word. In: text. Out: values of the protocol, or wrong usage.

use crate::cmd::desk::{Desk, Stop};
use crate::draw::commit::is_party;
use crate::draw::text::{integer, is_hex64};
use crate::draw::{Beacon, BeaconKind, BeaconValue, Slot, beacon};
use crate::model::{EnvelopeHolder, LARGEST_ENVELOPE, parse_time};
use crate::steps::BUREAU;
use std::collections::BTreeMap;
use std::io::Read;

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

/// `PARTY=FILE`: another party's envelope. The bureau's own is made here.
pub(super) fn envelopes(desk: &Desk<'_>, texts: &[String]) -> Result<BTreeMap<String, Vec<u8>>, Stop> {
    let mut envelopes = BTreeMap::new();
    for text in texts {
        let (party, path) = text.split_once('=').ok_or_else(|| desk.usage("envelope", text))?;
        if party == BUREAU || envelopes.contains_key(party) {
            return Err(desk.usage("envelope", text));
        }
        // One byte more than the largest shows that there is more, without reading all of it.
        let mut bytes = Vec::new();
        let most = u64::try_from(LARGEST_ENVELOPE).unwrap_or(u64::MAX) + 1;
        let read = std::fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
        read.map_err(|_| desk.usage("envelope-file", path))?;
        envelopes.insert(party.to_owned(), bytes);
    }
    Ok(envelopes)
}

/// `PARTY=NAME`: who can open another party's envelope, as that party says.
pub(super) fn opens(desk: &Desk<'_>, texts: &[String]) -> Result<Vec<EnvelopeHolder>, Stop> {
    let one = |text: &String| {
        let (party, name) = text.split_once('=')?;
        let good = is_party(party) && party != BUREAU && !name.trim().is_empty() && !name.chars().any(char::is_control);
        good.then(|| EnvelopeHolder { party: party.to_owned(), name: name.to_owned(), key: None })
    };
    texts.iter().map(|text| one(text).ok_or_else(|| desk.usage("holder", text))).collect()
}

/// `any`, `object`, `tag:TAG`.
pub(super) fn slots(desk: &Desk<'_>, texts: &[String]) -> Result<Vec<Slot>, Stop> {
    texts.iter().map(|text| Slot::parse(text).ok_or_else(|| desk.usage("slot", text))).collect()
}
