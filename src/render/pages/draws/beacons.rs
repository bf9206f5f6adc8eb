//! The public values a draw waits for or rests on. In: a draw. Out: each with its issue, its moment and, once known, its
//! value and where it was read.

use crate::draw::BeaconKind;
use crate::model::write_minute;
use crate::render::Still;
use crate::site::DrawRecord;
use serde::Serialize;

/// A public value as it is shown.
#[derive(Serialize)]
pub(super) struct Beacon {
    name: String,
    round: String,
    time: String,
    /// None until it is known.
    value: Option<String>,
    evidence: Option<String>,
    /// Whether it is only an example: in a demonstration no value is real.
    example: bool,
}

/// Word of a kind of public value below `beacon.`.
fn kind_word(kind: BeaconKind) -> &'static str {
    match kind {
        BeaconKind::DrandQuicknet => "drand-quicknet",
        BeaconKind::Kl8 => "kl8",
        BeaconKind::Ssq => "ssq",
        BeaconKind::Dlt => "dlt",
    }
}

/// Values as the seal says, else as the void says: lines `beacon KIND ROUND VALUE`.
pub(super) fn known_values(record: &DrawRecord) -> Vec<(String, String)> {
    let named = |keyword: &str| -> Vec<(String, String)> {
        let file = ["seal.txt", "void.txt"].iter().find_map(|name| record.files.get(*name));
        let text = file.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        text.split('\n')
            .filter_map(|line| line.strip_prefix(keyword))
            .filter_map(|rest| rest.rsplit_once(' '))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    };
    let mut values = named("beacon ");
    values.extend(named("evidence "));
    values
}

/// The public values a draw waits for or rests on.
pub(super) fn beacons(context: &Still<'_>, record: &DrawRecord) -> Vec<Beacon> {
    let known = known_values(record);
    let find = |key: &str| known.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let committed = record.commit.iter().flat_map(|commit| &commit.beacons);
    committed
        .map(|beacon| {
            let word = kind_word(beacon.kind);
            let round = beacon.round.to_string();
            Beacon {
                name: context.words.get(&format!("beacon.{word}")),
                round: context.say("beacon.round", [("round", round.as_str())]),
                time: write_minute(beacon.time),
                value: find(&format!("{word} {round}")),
                evidence: find(word),
                example: context.site.config.demo,
            }
        })
        .collect()
}

/// Name and issue of the values, joined: `双色球第2026043期`.
pub(super) fn names(context: &Still<'_>, record: &DrawRecord) -> String {
    let all: Vec<String> =
        beacons(context, record).into_iter().map(|one| format!("{}{}", one.name, one.round)).collect();
    all.join(&context.words.get("show.comma"))
}
