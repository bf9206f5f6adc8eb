//! Beacons: public values that nobody could know at the commitment (protocol section 4). In: kind, round, time, value,
//! evidence. Out: whether they are canonical and, for drand, true.

use super::text::{integer, sha, unhex};
use super::{Beacon, BeaconKind, BeaconValue, Fault};
use crate::model::Time;
use chrono::{DateTime, Datelike, Duration, Timelike, Weekday};

/// Public key of drand's quicknet (96 bytes, hex).
pub const QUICKNET_KEY: &str = "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
const QUICKNET_GENESIS: i64 = 1_692_803_367;
const QUICKNET_PERIOD: i64 = 3;

impl BeaconKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::DrandQuicknet, Self::Kl8, Self::Ssq, Self::Dlt];

    /// KIND.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DrandQuicknet => "drand-quicknet",
            Self::Kl8 => "kl8",
            Self::Ssq => "ssq",
            Self::Dlt => "dlt",
        }
    }

    /// From KIND.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether the value is a lottery's, which only its reader can confirm.
    pub fn is_lottery(self) -> bool {
        self != Self::DrandQuicknet
    }
}

/// The moment a quicknet round becomes known, in Beijing time.
pub fn drand_time(round: u32) -> Time {
    let seconds = QUICKNET_GENESIS + QUICKNET_PERIOD * (i64::from(round) - 1);
    let utc = DateTime::from_timestamp(seconds, 0).expect("rounds of nine digits lie in this age");
    utc.naive_utc() + Duration::hours(8)
}

/// Checks that TIME is the moment of that round (protocol section 4).
pub fn check_time(file: &str, line: usize, beacon: &Beacon) -> Result<(), Fault> {
    let fault = |code| Err(Fault::at(file, line, code, format!("{} {}", beacon.kind.as_str(), beacon.round)));
    let (clock, days): ((u32, u32), &[Weekday]) = match beacon.kind {
        BeaconKind::DrandQuicknet => {
            return if beacon.round >= 1 && drand_time(beacon.round) == beacon.time {
                Ok(())
            } else {
                fault("drand-time")
            };
        }
        BeaconKind::Kl8 => ((21, 30), &[]),
        BeaconKind::Ssq => ((21, 15), &[Weekday::Tue, Weekday::Thu, Weekday::Sun]),
        BeaconKind::Dlt => ((21, 25), &[Weekday::Mon, Weekday::Wed, Weekday::Sat]),
    };
    let year = i64::from(beacon.round / 1000);
    if !(1_000_000..=9_999_999).contains(&beacon.round) || beacon.round.is_multiple_of(1000) {
        fault("issue")
    } else if year != i64::from(beacon.time.year()) {
        fault("issue-year")
    } else if (beacon.time.hour(), beacon.time.minute()) != clock || beacon.time.second() != 0 {
        fault("lottery-time")
    } else if !days.is_empty() && !days.contains(&beacon.time.weekday()) {
        fault("lottery-day")
    } else {
        Ok(())
    }
}

/// Ascending different two-digit numbers from 01 to `max`, joined by `-`.
fn balls(text: &str, count: usize, max: u32) -> bool {
    let numbers: Vec<&str> = text.split('-').collect();
    let two_digits = |n: &&str| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit());
    numbers.len() == count
        && numbers.iter().all(|n| two_digits(n) && n.parse::<u32>().is_ok_and(|v| (1..=max).contains(&v)))
        && numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// Whether a value is in the canonical form of its kind.
pub fn is_canonical(kind: BeaconKind, value: &str) -> bool {
    match kind {
        BeaconKind::DrandQuicknet => super::text::is_hex64(value),
        BeaconKind::Kl8 => balls(value, 20, 80),
        BeaconKind::Ssq => value.split_once('+').is_some_and(|(red, blue)| balls(red, 6, 33) && balls(blue, 1, 16)),
        BeaconKind::Dlt => value.split_once('+').is_some_and(|(front, back)| balls(front, 5, 35) && balls(back, 2, 12)),
    }
}

/// Checks a drand value against its signature, offline: BLS over SHA-256 of the round, then SHA-256 of the signature.
pub fn check_drand(file: &str, round: u32, value: &str, signature: &str) -> Result<(), Fault> {
    use drand_verify::{G2PubkeyRfc, Pubkey};
    let shown = || format!("round {round}");
    let Some(signature) = unhex(signature).filter(|bytes| bytes.len() == 48) else {
        return Err(Fault::new(file, "drand-signature", shown()));
    };
    let key: [u8; 96] = unhex(QUICKNET_KEY).and_then(|k| k.try_into().ok()).expect("the key is 96 bytes of hex");
    let key = G2PubkeyRfc::from_fixed(key).expect("the key of quicknet is a point of its curve");
    if !key.verify(u64::from(round), b"", &signature).unwrap_or(false) {
        return Err(Fault::new(file, "drand-signature", shown()));
    }
    if sha(&signature) == value { Ok(()) } else { Err(Fault::new(file, "drand-value", shown())) }
}

/// Reads `KIND:ROUND=VALUE`, as a reader types it.
pub fn parse_typed(text: &str) -> Option<BeaconValue> {
    let (head, value) = text.split_once('=')?;
    let (kind, round) = head.split_once(':')?;
    let kind = BeaconKind::parse(kind)?;
    is_canonical(kind, value).then_some(BeaconValue { kind, round: integer(round)?, value: value.to_owned() })
}

/// The value that belongs to a signature.
pub fn drand_value(signature: &str) -> Option<String> {
    unhex(signature).map(|bytes| sha(&bytes))
}
