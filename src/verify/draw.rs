//! One draw's folder (protocol section 11, steps 2 to 5). In: its files. Out: a verdict, and what was found for the checks between
//! draws.

use super::{Options, Unchecked, Verdict, Word};
use crate::draw::{
    Beacon, BeaconValue, Commit, Elsewhere, Examined, Fault, Files, Stage, examine, examine_lists, seed,
};
use crate::model::ObjectId;
use std::sync::Arc;

/// Checks one draw by its files alone.
pub fn verify_draw(files: &Files, options: &Options) -> Verdict {
    alone(check(files, None, options))
}

/// The same where its long lists stand elsewhere; neither is held in memory.
pub fn verify_draw_lists(files: &Files, lists: Elsewhere<'_>, options: &Options) -> Verdict {
    let examined = examine_lists(files, lists, &options.beacons);
    alone(examined.map_or_else(
        |faults| (Verdict::failed(&name_in(files), faults), None),
        |found| judge(Arc::new(found), options),
    ))
}

/// What a draw's files alone cannot tell.
fn alone((mut verdict, found): (Verdict, Option<Arc<Examined>>)) -> Verdict {
    if let Some(found) = found {
        let plan = found.commit.as_ref().map(|c| &c.plan).or(found.shortfall.as_ref().map(|s| &s.plan));
        if let Some((path, _)) = plan {
            verdict.unchecked.push(Unchecked::new("plan", path));
        }
        if let Some(replaced) = found.commit.as_ref().and_then(|commit| commit.replaces.as_ref()) {
            verdict.unchecked.push(Unchecked::new("replaced", replaced.as_str()));
        }
        for row in found.substitutions.iter().filter(|row| row.ground == "merged-visit" && row.slot == 0) {
            verdict.unchecked.push(Unchecked::new("merged", format!("{} {}", row.object, row.evidence)));
        }
        if matches!(found.stage, Stage::Revealed | Stage::Lost) {
            verdict.unchecked.push(Unchecked::new("results", ""));
        }
    }
    verdict
}

/// The verdict of a folder and what stands in it; nothing where it failed.
pub(super) fn check(files: &Files, folder: Option<&str>, options: &Options) -> (Verdict, Option<Arc<Examined>>) {
    match examine(files, folder) {
        Ok(found) => judge(Arc::new(found), options),
        Err(faults) => (Verdict::failed(folder.unwrap_or(&name_in(files)), faults), None),
    }
}

/// The verdict of a folder that was examined.
pub(super) fn judge(found: Arc<Examined>, options: &Options) -> (Verdict, Option<Arc<Examined>>) {
    let id = found.commit.as_ref().map(|c| c.draw.as_str()).or(found.shortfall.as_ref().map(|s| s.draw.as_str()));
    let mut verdict = Verdict::new(id.unwrap_or_default(), Word::Shortfall);
    verdict.drawn = found.drawn.iter().map(|row| row.id.clone()).collect();
    verdict.unchecked.push(Unchecked::new("log", ""));
    let open = match found.stage {
        Stage::Void => found.void.as_ref().map_or(&[][..], |void| &void.beacons),
        _ => found.seal.as_ref().map_or(&[][..], |seal| &seal.beacons),
    };
    let unconfirmed = confirm(open, found.commit.as_ref(), options, &mut verdict);
    if let Some(commit) = &found.commit {
        verdict.word = word(&found, unconfirmed);
        by_stage(&found, commit, options, &mut verdict);
    }
    if !verdict.faults.is_empty() {
        verdict.word = Word::Failed;
    }
    (verdict, Some(found))
}

/// The name a folder gives itself, for a verdict of one that cannot be read.
fn name_in(files: &Files) -> String {
    let named = ["commit.txt", "shortfall.txt"].iter().filter_map(|name| files.get(*name)).find_map(|bytes| {
        let text = std::str::from_utf8(bytes).ok()?;
        text.lines().find_map(|line| line.strip_prefix("draw ")).map(str::to_owned)
    });
    named.filter(|name| crate::model::DrawId::parse(name).is_ok()).unwrap_or_default()
}

/// Compares with the reader's own values; out: whether any lottery value stays unconfirmed.
fn confirm(values: &[BeaconValue], commit: Option<&Commit>, options: &Options, verdict: &mut Verdict) -> bool {
    let mut unconfirmed = false;
    for value in values {
        let name = format!("{}:{}", value.kind.as_str(), value.round);
        let known = options.beacons.iter().find(|own| (own.kind, own.round) == (value.kind, value.round));
        match known {
            Some(own) if own.value != value.value => {
                verdict.faults.push(Fault::new("", "beacon-other-than-yours", format!("{name} {}", value.value)));
            }
            Some(_) if value.kind.is_lottery() => day(value, commit, options, verdict),
            None if value.kind.is_lottery() => {
                unconfirmed = true;
                verdict.unchecked.push(Unchecked::new("beacon", name));
            }
            _ => {}
        }
    }
    unconfirmed
}

/// Who would have been drawn, of a draw that was void before the beacon with all nonces open: the values are the reader's own
/// (protocol section 9). None where one of either is missing.
fn would_have_been(found: &Examined, commit: &Commit, options: &Options) -> Option<Vec<ObjectId>> {
    let void = found.void.as_ref().filter(|void| void.missing.is_empty() && !void.after_beacon)?;
    let own = |kind, round| options.beacons.iter().find(|own| (own.kind, own.round) == (kind, round)).cloned();
    let values: Vec<BeaconValue> = commit.beacons.iter().map(|b| own(b.kind, b.round)).collect::<Option<_>>()?;
    let seed = seed::build(found.commit_digest.as_ref()?, &void.nonces, &values);
    Some(found.select(commit, &seed::digest(&seed)).into_iter().map(|row| row.id).collect())
}

/// A value confirms nothing if the issue was drawn on an earlier day than the commitment says: it was known when it was committed to.
fn day(value: &BeaconValue, commit: Option<&Commit>, options: &Options, verdict: &mut Verdict) {
    let of = |beacon: &&Beacon| (beacon.kind, beacon.round) == (value.kind, value.round);
    let Some(beacon) = commit.and_then(|commit| commit.beacons.iter().find(of)) else { return };
    let name = format!("{}:{} {}", value.kind.as_str(), value.round, beacon.time.date());
    let known = options.beacon_days.iter().find(|(kind, round, _)| (*kind, *round) == (value.kind, value.round));
    match known {
        None => verdict.unchecked.push(Unchecked::new("beacon-day", name)),
        Some((.., own)) if *own != beacon.time.date() => {
            verdict.faults.push(Fault::new("commit.txt", "beacon-other-day", name));
        }
        Some(_) => {}
    }
}

fn word(found: &Examined, unconfirmed: bool) -> Word {
    match found.stage {
        Stage::Committed => Word::Committed,
        Stage::Sealed => Word::Sealed,
        Stage::Revealed if unconfirmed => Word::Recomputed,
        Stage::Revealed => Word::Verified,
        Stage::Void if found.void.as_ref().is_some_and(|void| !void.missing.is_empty()) => Word::VoidUnopened,
        Stage::Void => Word::Void,
        Stage::Lost => Word::Fixed,
        Stage::Shortfall => Word::Shortfall,
    }
}

fn by_stage(found: &Examined, commit: &Commit, options: &Options, verdict: &mut Verdict) {
    let past = |day| options.as_of.is_some_and(|today| today > day);
    match found.stage {
        Stage::Committed => {
            verdict.overdue = past(commit.seal_by.date());
            verdict.unchecked.push(Unchecked::new("recusals", ""));
        }
        Stage::Sealed => {
            verdict.overdue = past(commit.reveal_by);
            verdict.unchecked.extend([Unchecked::new("recusals", ""), Unchecked::new("outcome", "")]);
        }
        Stage::Lost => verdict.unchecked.push(Unchecked::new("lost", "")),
        Stage::Void if found.seed_digest.is_none() => {
            let missing = found.void.as_ref().is_some_and(|void| !void.missing.is_empty());
            match would_have_been(found, commit, options) {
                Some(drawn) => verdict.drawn = drawn,
                None => verdict.unchecked.push(Unchecked::new(if missing { "void-missing" } else { "void-early" }, "")),
            }
        }
        _ => {}
    }
    verdict.ended_because = match (&found.void, &found.lost) {
        (Some(void), _) => Some((void.reason.clone(), void.note.clone())),
        (_, Some(lost)) => Some(("nonce-lost".to_owned(), lost.note.clone())),
        _ => None,
    };
}
