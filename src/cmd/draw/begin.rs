//! `draw nonce`, `draw commit`, `draw shortfall`: how a draw begins.

use super::args;
use crate::cli::{CommitArgs, EscrowArgs, NonceArgs, ShortfallArgs};
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::envelope;
use crate::draw::commit::{is_party, nonce_commit};
use crate::draw::escrow::{Escrow, file_name};
use crate::draw::text::is_printable;
use crate::draw::{Commit, Slot};
use crate::freeze::Lists;
use crate::model::{DrawId, EnvelopeHolder, KeyHolder, Period, TaskId};
use crate::steps::{self, BUREAU, CommitRequest, Draft, Escrows, Step};
use crate::store;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    let name = format!("nonce-{party}.txt");
    let mut files = vec![(name.clone(), format!("{nonce}\n").into_bytes())];
    let holders = envelope::holders(desk, &[], &args.escrow)?;
    if !holders.is_empty() {
        let plain = Escrow::of_party(&draw, party, &files[0].1).expect("a nonce with its LF is a nonce's file");
        files.push((file_name(party), envelope::seal(desk, &plain.to_bytes(), &holders)?));
    }
    let folder = keep(desk, &draw, args.to.as_deref(), files)?;
    let hash = nonce_commit(&origin, draw.as_str(), party, &nonce);
    let shown = |name: &str| folder.join(name).display().to_string();
    let mut out = format!("nonce-commit {party} {hash}\n");
    out.push_str(&desk.say("done.nonce", &[("path", &shown(&name)), ("party", party), ("hash", &hash)]));
    if !holders.is_empty() {
        let names: Vec<&str> = holders.iter().map(|holder| holder.name.as_str()).collect();
        let (path, names) = (shown(&file_name(party)), names.join(&desk.word("comma")));
        out.push_str(&desk.say("done.nonce-escrow", &[("path", &path), ("party", party), ("names", &names)]));
    }
    Ok(out)
}

/// Writes a party's files: where it says, else on its own machine or in the bureau's folder. Out: their folder.
fn keep(desk: &Desk<'_>, draw: &DrawId, to: Option<&Path>, files: Vec<(String, Vec<u8>)>) -> Result<PathBuf, Stop> {
    let own = desk.root.join("secrets/draws").join(draw.as_str());
    if to.is_none() && desk.root.join("content").is_dir() {
        let kept = store::secrets_of(desk.root, draw.as_str()).map_err(|fault| desk.store_fault(&fault))?;
        if let Some((name, _)) = files.iter().find(|(name, _)| kept.contains_key(name)) {
            return Err(desk.usage("nonce-exists", name));
        }
        let files = files.into_iter().map(|(name, bytes)| (format!("draws/{draw}/{name}"), bytes));
        desk.apply(&Step { secret: files.collect(), ..Step::default() })?;
        return Ok(own);
    }
    // A party's own machine has no bureau's folder.
    let folder = to.map_or(own, Path::to_path_buf);
    if to.is_some() {
        store::refuse_published(desk.root, &folder).map_err(|fault| desk.store_fault(&fault))?;
    }
    if let Some((name, _)) = files.iter().find(|(name, _)| folder.join(name).exists()) {
        return Err(desk.usage("nonce-exists", name));
    }
    for (name, bytes) in files {
        store::write_private(&folder.join(name), &bytes).map_err(|fault| desk.store_fault(&fault))?;
    }
    Ok(folder)
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
    let draft = steps::draft(&county.site, &request, &nonce, county.moment);
    let draft = draft.map_err(|report| desk.refused(report, &county))?;
    let (escrows, names) = escrows(desk, &draft, &county.site.config.draw.escrow, &args.escrow)?;
    let (step, commit) = draft.finish(&escrows).map_err(|report| desk.refused(report, &county))?;
    let mut summary = summary(desk, &commit, &draft.lists);
    for (party, names) in names {
        summary.push_str(&desk.say("summary.escrow", &[("party", &party), ("names", &names)]));
    }
    if args.dry_run {
        return Ok(summary + &desk.say("done.dry-run", &[]));
    }
    desk.apply(&step)?;
    let first = commit.beacons.iter().map(|beacon| beacon.time).min().unwrap_or(county.moment);
    let args = [("draw", commit.draw.as_str()), ("digest", &commit.digest()), ("time", &shown(first))];
    let mut out = summary + &desk.say("done.commit", &args);
    if !commit.escrows.iter().any(|(party, _)| party == BUREAU) {
        out.push_str(&desk.say("done.no-escrow", &[("draw", commit.draw.as_str())]));
    }
    Ok(out)
}

/// Salts, the bureau's envelope where somebody can open it, and the other parties'. Beside them, by party, who can open it.
fn escrows(
    desk: &Desk<'_>,
    draft: &Draft,
    known: &[KeyHolder],
    args: &EscrowArgs,
) -> Result<(Escrows, BTreeMap<String, String>), Stop> {
    let own = envelope::holders(desk, known, &args.own)?;
    let salts = (0..draft.salts_needed()).map(|_| desk.random()).collect::<Result<Vec<_>, _>>()?;
    let mut envelopes = args::envelopes(desk, &args.envelopes)?;
    let theirs = args::opens(desk, &args.holders)?;
    if let Some(holder) = theirs.iter().find(|holder| !envelopes.contains_key(&holder.party)) {
        return Err(desk.usage("holder", &format!("{}={}", holder.party, holder.name)));
    }
    let mut holders = Vec::new();
    if !own.is_empty() {
        envelopes.insert(BUREAU.to_owned(), envelope::seal(desk, &draft.plain(&salts).to_bytes(), &own)?);
        let key = |holder: KeyHolder| (BUREAU.to_owned(), holder.name, Some(holder.key));
        holders.extend(own.into_iter().map(key).map(|(party, name, key)| EnvelopeHolder { party, name, key }));
    }
    holders.extend(theirs);
    let of = |party: &String| {
        let names: Vec<&str> = holders.iter().filter(|h| h.party == *party).map(|h| h.name.as_str()).collect();
        if names.is_empty() { desk.word("summary.escrow-unnamed") } else { names.join(&desk.word("comma")) }
    };
    let names = envelopes.keys().map(|party| (party.clone(), of(party))).collect();
    Ok((Escrows { salts, envelopes, holders }, names))
}

fn shown(time: crate::model::Time) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Lists and quotas of a commitment, for the record of the draw. `inspectors`: how many; `size`: of a stratum.
pub(super) fn lists_and_quotas<N: ToString>(
    desk: &Desk<'_>,
    commit: &Commit,
    inspectors: usize,
    size: impl Fn(&str) -> N,
) -> String {
    let drawn: u32 = commit.quotas.iter().map(|(_, k)| k).sum();
    let mut out = desk.say(
        "summary.lists",
        &[
            ("draw", commit.draw.as_str()),
            ("task", commit.task.as_str()),
            ("period", &commit.period.to_string()),
            ("drawn", &drawn.to_string()),
            ("roster", &commit.roster.1.to_string()),
            ("excluded", &commit.excluded.1.to_string()),
            ("inspectors", &inspectors.to_string()),
        ],
    );
    for (stratum, k) in &commit.quotas {
        let size = size(stratum.as_str()).to_string();
        let args = [("stratum", stratum.as_str()), ("k", &k.to_string()), ("size", &size)];
        out.push_str(&desk.say("summary.quota", &args));
    }
    out
}

/// What a commitment says, for the record of the draw.
fn summary(desk: &Desk<'_>, commit: &Commit, lists: &Lists) -> String {
    let size = |stratum: &str| lists.roster.iter().filter(|row| row.stratum == stratum).count();
    let mut out = lists_and_quotas(desk, commit, lists.inspectors.len(), size);
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
