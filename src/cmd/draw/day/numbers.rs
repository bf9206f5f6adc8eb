//! Public numbers and the parties' nonces, typed. In: a commitment, answers. Out: what `draw seal` and `draw void` take. A lottery's number is
//! typed twice by two people who do not see each other's; a signature of drand proves itself; a nonce is held against its commitment at once.

use super::begin::kind_name;
use super::clerk::{Clerk, Heard, Leave};
use super::minute;
use crate::day::notes::{Entered, Notes};
use crate::day::typed::{self, TypedFault, hex64};
use crate::draw::commit::nonce_commit;
use crate::draw::{Beacon, Commit, beacon};
use crate::steps::{BUREAU, DrawFolder};
use std::path::Path;

/// What was typed for all public numbers of a commitment.
#[derive(Default)]
pub(super) struct Values {
    /// `KIND:ROUND=VALUE`.
    pub(super) values: Vec<String>,
    /// `KIND=TEXT`.
    pub(super) evidence: Vec<String>,
}

/// Asks for the value of every public number; who typed them goes into the notes.
pub(super) fn all(clerk: &Clerk<'_>, commit: &Commit, notes: &mut Notes) -> Heard<Values> {
    let mut found = Values::default();
    for one in &commit.beacons {
        let args =
            [("kind", &*kind_name(clerk, one.kind)), ("round", &one.round.to_string()), ("time", &minute(one.time))];
        clerk.tell("day.number.head", &args);
        let (value, evidence, entered) = if one.kind.is_lottery() { lottery(clerk, one)? } else { drand(clerk, one)? };
        found.values.push(format!("{}:{}={value}", one.kind.as_str(), one.round));
        found.evidence.push(format!("{}={evidence}", one.kind.as_str()));
        notes.entered.retain(|old| old.beacon != entered.beacon);
        notes.entered.push(entered);
    }
    Ok(found)
}

type Typed = (String, String, Entered);

fn name(beacon: &Beacon) -> String {
    format!("{} {}", beacon.kind.as_str(), beacon.round)
}

fn lottery(clerk: &Clerk<'_>, one: &Beacon) -> Heard<Typed> {
    let first = clerk.filled("day.number.first", &[])?;
    let second = loop {
        let second = clerk.filled("day.number.second", &[])?;
        if second != first {
            break second;
        }
        clerk.tell("day.number.same-person", &[("name", &first)]);
    };
    let value = loop {
        let mine = balls(clerk, one, &first)?;
        clerk.hide();
        clerk.tell("day.number.hidden", &[("first", &first), ("second", &second)]);
        let theirs = balls(clerk, one, &second)?;
        clerk.hide();
        if mine == theirs {
            break mine;
        }
        clerk.tell("day.number.differ", &[("first", &first), ("second", &second)]);
    };
    clerk.tell("day.number.agree", &[("value", &value)]);
    let source = source(clerk)?;
    let entered = Entered { beacon: name(one), first, second, source: source.clone() };
    Ok((value, source, entered))
}

/// The balls from one person, in the protocol's spelling once that person agreed to it.
fn balls(clerk: &Clerk<'_>, one: &Beacon, who: &str) -> Heard<String> {
    loop {
        let example = clerk.word(&format!("day.number.example.{}", one.kind.as_str()));
        let text = clerk.filled("day.number.balls", &[("name", who), ("example", &example)])?;
        match typed::lottery(one.kind, &text) {
            Err(fault) => clerk.tell("day.number.wrong", &[("fault", &said(clerk, fault))]),
            // Nothing is to be proposed where it was typed as it is written.
            Ok(value) if value == text => return Ok(value),
            Ok(value) => {
                if clerk.yes("day.number.so", &[("value", &value)])? {
                    return Ok(value);
                }
            }
        }
    }
}

fn said(clerk: &Clerk<'_>, fault: TypedFault) -> String {
    let n = |number: usize| number.to_string();
    match fault {
        TypedFault::Letters => clerk.word("day.number.fault.letters"),
        TypedFault::Count(found, wanted) => {
            clerk.fill("day.number.fault.count", &[("found", &n(found)), ("wanted", &n(wanted))])
        }
        TypedFault::Range(ball, most) => {
            clerk.fill("day.number.fault.range", &[("ball", &ball.to_string()), ("most", &most.to_string())])
        }
        TypedFault::Twice(ball) => clerk.fill("day.number.fault.twice", &[("ball", &ball.to_string())]),
        TypedFault::Signature => clerk.word("day.number.fault.signature"),
    }
}

/// Where the value was read: visible ASCII, as the seal holds it.
fn source(clerk: &Clerk<'_>) -> Heard<String> {
    loop {
        let text = clerk.filled("day.number.source", &[])?;
        if text.len() <= 200 && text.bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(text);
        }
        clerk.tell("day.number.bad-source", &[("value", &text)]);
    }
}

fn drand(clerk: &Clerk<'_>, one: &Beacon) -> Heard<Typed> {
    loop {
        let text = clerk.filled("day.number.signature", &[("round", &one.round.to_string())])?;
        let (signature, value) = match typed::signature(&text) {
            Ok(found) => found,
            Err(fault) => {
                clerk.tell("day.number.wrong", &[("fault", &said(clerk, fault))]);
                continue;
            }
        };
        if let Err(fault) = beacon::check_drand("seal.txt", one.round, &value, &signature) {
            let sentence = clerk.word(&format!("fault.{}", fault.code));
            clerk.tell("day.number.wrong", &[("fault", &sentence)]);
            continue;
        }
        clerk.tell("day.number.proved", &[("value", &value)]);
        let entered = Entered { beacon: name(one), source: "drand".to_owned(), ..Entered::default() };
        return Ok((value, signature, entered));
    }
}

/// The nonces of the other parties.
#[derive(Default)]
pub(super) struct Nonces {
    /// `PARTY=HEX`.
    pub(super) given: Vec<String>,
    /// Parties whose nonce is not there, said so by the clerk.
    pub(super) missing: Vec<String>,
}

/// Asks for every nonce that is not kept here. `may_miss`: one that does not come may be named as missing; otherwise that goes back.
pub(super) fn nonces(clerk: &Clerk<'_>, folder: &DrawFolder, commit: &Commit, may_miss: bool) -> Heard<Nonces> {
    let mut found = Nonces::default();
    for (party, hash) in &commit.nonce_commits {
        if folder.secret.contains_key(&format!("nonce-{party}.txt")) {
            continue;
        }
        if party == BUREAU {
            clerk.tell("day.nonce.own-lost", &[("draw", folder.id.as_str())]);
            if !may_miss || !clerk.yes("day.nonce.own-missing", &[])? {
                return Err(Leave::Back);
            }
            found.missing.push(party.clone());
            continue;
        }
        match nonce(clerk, commit, party, hash, may_miss)? {
            Some(nonce) => found.given.push(format!("{party}={nonce}")),
            None => found.missing.push(party.clone()),
        }
    }
    Ok(found)
}

fn nonce(clerk: &Clerk<'_>, commit: &Commit, party: &str, hash: &str, may_miss: bool) -> Heard<Option<String>> {
    loop {
        let line = clerk.line(if may_miss { "day.nonce.or-missing" } else { "day.nonce.ask" }, &[("party", party)])?;
        if line.is_empty() {
            if !may_miss {
                clerk.tell("day.nonce.none", &[("party", party)]);
                return Err(Leave::Back);
            }
            if clerk.yes("day.nonce.missing", &[("party", party)])? {
                return Ok(None);
            }
            continue;
        }
        let is_file = Path::new(&line).is_file();
        let text = if is_file { std::fs::read_to_string(&line).unwrap_or_default() } else { line };
        // A secret: a wrong one is not said again.
        match hex64(&text) {
            None => clerk.tell(if is_file { "day.nonce.no-hex-file" } else { "day.nonce.no-hex" }, &[("party", party)]),
            Some(nonce) if nonce_commit(&commit.log, commit.draw.as_str(), party, &nonce) == *hash => {
                return Ok(Some(nonce));
            }
            Some(_) => clerk.tell("day.nonce.other", &[("party", party)]),
        }
    }
}

/// Kinds are asked in the order of the commitment; used where only one is shown.
#[cfg(test)]
mod tests {
    use crate::draw::BeaconKind;

    #[test]
    fn every_lottery_has_a_sample_of_its_spelling() {
        let words = crate::cmd::language::of("zh-CN");
        for kind in BeaconKind::ALL.into_iter().filter(|kind| kind.is_lottery()) {
            let sample = words.get(&format!("day.number.example.{}", kind.as_str()));
            assert!(super::typed::lottery(kind, &sample).is_ok(), "{sample}");
        }
    }
}
