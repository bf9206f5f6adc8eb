//! The time line of a draw in words, and its public values. In: a draw. Out: steps in order, each done or still to come.

use crate::draw::BeaconKind;
use crate::model::{Time, write_minute};
use crate::render::Context;
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;

/// A step of the time line.
#[derive(Serialize)]
pub(super) struct Step {
    word: String,
    /// When it was taken, as the bureau says; none if it was not.
    at: Option<String>,
    /// When it has to be taken.
    due: Option<String>,
    about: String,
    done: bool,
}

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
fn known_values(record: &DrawRecord) -> Vec<(String, String)> {
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
pub(super) fn beacons(context: &Context<'_>, record: &DrawRecord) -> Vec<Beacon> {
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

fn step(context: &Context<'_>, key: &str, at: Option<Time>, due: Option<String>, done: bool) -> Step {
    Step {
        word: context.words.get(&format!("draw.step.{key}.word")),
        at: at.map(write_minute),
        due,
        about: context.words.get(&format!("draw.step.{key}.about")),
        done,
    }
}

/// The steps a draw has taken and those still to come.
pub(super) fn steps(context: &Context<'_>, record: &DrawRecord) -> Vec<Step> {
    let times = record.times;
    let Some(commit) = &record.commit else {
        return vec![step(context, "shortfall", times.committed, None, true)];
    };
    let mut steps = vec![step(context, "commit", times.committed, None, true)];
    let last = commit.beacons.iter().map(|beacon| beacon.time).max();
    let valued = !known_values(record).is_empty();
    if valued || matches!(record.state, DrawState::Committed) {
        let due = if valued { None } else { last.map(write_minute) };
        steps.push(step(context, "beacon", last.filter(|_| valued), due, valued));
    }
    let sealed = record.seal.is_some();
    if sealed || record.state == DrawState::Committed {
        steps.push(step(context, "seal", times.sealed, Some(write_minute(commit.seal_by)), sealed));
    }
    let reveal_by = Some(commit.reveal_by.to_string());
    steps.push(match record.state {
        DrawState::Void | DrawState::VoidUnopened => step(context, "void", times.ended, None, true),
        DrawState::Lost => step(context, "lost", times.ended, reveal_by, true),
        state => step(context, "reveal", times.ended, reveal_by, state == DrawState::Revealed),
    });
    steps
}
