//! `draw nonce`, `draw commit`, `draw shortfall`: how a draw begins.

use super::args;
use crate::cli::{CommitArgs, NonceArgs, ShortfallArgs};
use crate::cmd::desk::{Desk, Done, Stop};
use crate::draw::commit::{is_party, nonce_commit};
use crate::draw::text::is_printable;
use crate::draw::{Commit, Slot};
use crate::freeze::Lists;
use crate::model::{Period, TaskId};
use crate::steps::{self, BUREAU, CommitRequest, Step};
use crate::store;
use std::collections::BTreeMap;

/// Makes a party's nonce and prints its commitment line.
pub(super) fn nonce(desk: &Desk<'_>, args: &NonceArgs) -> Done {
    let draw = desk.draw_id(&args.draw)?;
    let party = args.party.as_str();
    if !is_party(party) || party == BUREAU {
        return Err(desk.usage("nonce-party", party));
    }
    let origin = match &args.origin {
        Some(origin) => origin.clone(),
        None => desk.config().map(|config| config.log.origin).ok_or_else(|| desk.usage("no-origin", ""))?,
    };
    if !is_printable(&origin) {
        return Err(desk.usage("origin", &origin));
    }
    let nonce = desk.random()?;
    let (name, bytes) = (format!("nonce-{party}.txt"), format!("{nonce}\n").into_bytes());
    let path = match &args.to {
        Some(folder) => {
            store::refuse_published(desk.root, folder).map_err(|fault| desk.store_fault(&fault))?;
            let path = folder.join(&name);
            store::write_private(&path, &bytes).map_err(|fault| desk.store_fault(&fault))?;
            path
        }
        // A party's own machine has no bureau's folder.
        None if !desk.root.join("content").is_dir() => {
            let path = desk.root.join("secrets/draws").join(draw.as_str()).join(&name);
            store::write_private(&path, &bytes).map_err(|fault| desk.store_fault(&fault))?;
            path
        }
        None => {
            let kept = store::secrets_of(desk.root, draw.as_str()).map_err(|fault| desk.store_fault(&fault))?;
            if kept.contains_key(&name) {
                return Err(desk.usage("nonce-exists", &name));
            }
            let inside = format!("draws/{draw}/{name}");
            let step = Step { secret: BTreeMap::from([(inside.clone(), bytes)]), ..Step::default() };
            desk.apply(&step)?;
            desk.root.join("secrets").join(inside)
        }
    };
    let hash = nonce_commit(&origin, draw.as_str(), party, &nonce);
    let line = format!("nonce-commit {party} {hash}\n");
    Ok(line + &desk.say("done.nonce", &[("path", &path.display().to_string()), ("party", party), ("hash", &hash)]))
}

fn task_and_period(desk: &Desk<'_>, task: &str, period: &str) -> Result<(TaskId, Period), Stop> {
    let task = TaskId::parse(task).map_err(|_| desk.usage("task", task))?;
    let period = Period::parse(period).ok_or_else(|| desk.usage("period", period))?;
    Ok((task, period))
}

/// Freezes the lists and writes the commitment.
pub(super) fn commit(desk: &Desk<'_>, args: &CommitArgs) -> Done {
    let (task, period) = task_and_period(desk, &args.task, &args.period)?;
    let request = CommitRequest {
        draw: desk.draw_id(&args.step.draw)?,
        task,
        period,
        replaces: args.replaces.as_deref().map(|draw| desk.draw_id(draw)).transpose()?,
        beacons: args::beacons(desk, &args.beacons)?,
        parties: args::parties(desk, &args.parties)?,
        slots: args::slots(desk, &args.slots)?,
    };
    let county = desk.county(args.step.at.as_deref())?;
    let nonce = desk.random()?;
    let made = steps::commit_with(&county.site, &request, &nonce, county.moment);
    let (step, commit, lists) = made.map_err(|report| desk.refused(report, &county))?;
    let summary = summary(desk, &commit, &lists);
    if args.dry_run {
        return Ok(summary + &desk.say("done.dry-run", &[]));
    }
    desk.apply(&step)?;
    let first = commit.beacons.iter().map(|beacon| beacon.time).min().unwrap_or(county.moment);
    let args = [("draw", commit.draw.as_str()), ("digest", &commit.digest()), ("time", &shown(first))];
    Ok(summary + &desk.say("done.commit", &args))
}

fn shown(time: crate::model::Time) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// What a commitment says, for the record of the draw.
fn summary(desk: &Desk<'_>, commit: &Commit, lists: &Lists) -> String {
    let count = |n: usize| n.to_string();
    let drawn: u32 = commit.quotas.iter().map(|(_, k)| k).sum();
    let mut out = desk.say(
        "summary.lists",
        &[
            ("draw", commit.draw.as_str()),
            ("task", commit.task.as_str()),
            ("period", &commit.period.to_string()),
            ("drawn", &drawn.to_string()),
            ("roster", &count(lists.roster.len())),
            ("excluded", &count(lists.excluded.len())),
            ("inspectors", &count(lists.inspectors.len())),
        ],
    );
    for (stratum, k) in &commit.quotas {
        let size = lists.roster.iter().filter(|row| row.stratum == *stratum).count();
        let args = [("stratum", stratum.as_str()), ("k", &k.to_string()), ("size", &count(size))];
        out.push_str(&desk.say("summary.quota", &args));
    }
    for row in &lists.excluded {
        let rule = desk.word(&format!("rule.{}", row.rule));
        let args = [("object", row.id.as_str()), ("name", &row.name), ("rule", &rule), ("evidence", &row.evidence)];
        out.push_str(&desk.say("summary.excluded", &args));
    }
    let slots: Vec<String> = commit.slots.iter().map(Slot::write).collect();
    out.push_str(&desk.say("summary.slots", &[("slots", &slots.join(" + "))]));
    for beacon in &commit.beacons {
        let args =
            [("kind", beacon.kind.as_str()), ("round", &beacon.round.to_string()), ("time", &shown(beacon.time))];
        out.push_str(&desk.say("summary.beacon", &args));
    }
    let args = [("seal", &*shown(commit.seal_by)), ("reveal", &commit.reveal_by.to_string())];
    out + &desk.say("summary.deadlines", &args)
}

/// Records that nobody of a class can be drawn.
pub(super) fn shortfall(desk: &Desk<'_>, args: &ShortfallArgs) -> Done {
    let (task, period) = task_and_period(desk, &args.task, &args.period)?;
    let draw = desk.draw_id(&args.step.draw)?;
    let county = desk.county(args.step.at.as_deref())?;
    let step = steps::shortfall(&county.site, &draw, &task, period, county.moment)
        .map_err(|report| desk.refused(report, &county))?;
    desk.apply(&step)?;
    Ok(desk.say("done.shortfall", &[("draw", draw.as_str())]))
}
