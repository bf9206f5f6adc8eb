//! `draw reveal`, `draw void`, `draw lost`: how a draw ends.

use super::args;
use crate::cli::{LostArgs, StepArgs, VoidArgs};
use crate::cmd::desk::{County, Desk, Done, Stop};
use crate::draw::Void;
use crate::draw::text::sha;
use crate::model::write_minute;
use crate::results::{self, Moved};
use crate::steps::{self, DrawFolder, LostRequest, Step, VoidRequest};

/// Publishes what was secret, and with it the results that waited for this.
pub(super) fn reveal(desk: &Desk<'_>, args: &StepArgs) -> Done {
    let county = desk.county(args.at.as_deref())?;
    let folder = desk.folder(&county, &args.draw)?;
    let mut step = steps::reveal(&folder, county.moment).map_err(|report| desk.refused(report, &county))?;
    let moved = waiting(desk, &county, &folder, &mut step)?;
    desk.apply(&step)?;
    let after = folder.after(&step);
    let seed = after.files.get("seed.txt").map(|bytes| sha(bytes)).unwrap_or_default();
    let mut out = desk.say("done.reveal", &[("draw", after.id.as_str()), ("seed", &seed)]);
    for (name, path, rows) in &moved.from {
        let args = [("name", *name), ("path", &format!("content/{path}")), ("n", &rows.to_string())];
        out.push_str(&desk.tell("day.reveal.moved", &args));
    }
    if !moved.stamped.is_empty() {
        let (n, time) = (moved.stamped.len().to_string(), write_minute(county.moment));
        out.push_str(&desk.tell("day.reveal.stamped", &[("n", &n), ("time", &time)]));
    }
    Ok(out)
}

/// Adds to the step the rows that waited below `secrets/`. The county is read as it would be with them: a fault of one row stops all.
fn waiting(desk: &Desk<'_>, county: &County, folder: &DrawFolder, step: &mut Step) -> Result<Moved, Stop> {
    let year = county.site.draws.get(&folder.id).map_or(0, |draw| draw.period.year);
    let moved = results::revealed(folder, year, &|path| county.text(path), county.moment);
    let moved = moved.map_err(|report| desk.refused(report, county))?;
    if moved.from.is_empty() {
        return Ok(moved);
    }
    step.public.extend(moved.step.public.clone());
    step.remove_secret.extend(moved.step.remove_secret.iter().cloned());
    desk.county_with(&step.public, county.moment).map_err(|stop| {
        let from = |(name, path, rows): &(&str, String, usize)| {
            let name = format!("secrets/draws/{}/{name}", folder.id);
            let args = [("name", name.as_str()), ("path", &format!("content/{path}")), ("n", &rows.to_string())];
            desk.tell("day.reveal.rows", &args)
        };
        Stop { text: stop.text + &moved.from.iter().map(from).collect::<String>(), exit: stop.exit }
    })?;
    Ok(moved)
}

/// Ends a draw in public without using it.
pub(super) fn void(desk: &Desk<'_>, args: &VoidArgs) -> Done {
    let county = desk.county(args.step.at.as_deref())?;
    let folder = desk.folder(&county, &args.step.draw)?;
    // A void leaves no result standing, and without this the county could not be read after it.
    let published = county.site.visits.keys().filter(|(draw, _)| *draw == folder.id).count();
    if published > 0 {
        return Err(desk.refused(steps::has_results(&folder, published), &county));
    }
    let committed = county.site.draws.get(&folder.id).and_then(|draw| draw.commit.as_ref());
    let committed = committed.map_or(&[][..], |commit| commit.beacons.as_slice());
    let request = VoidRequest {
        reason: args.reason.clone(),
        note: args.note.clone(),
        values: args::values(desk, &args.beacons, committed)?,
        evidence: args::evidence(desk, &args.evidence, committed)?,
        nonces: args::nonces(desk, &args.nonces)?,
        missing: args.missing.clone(),
    };
    let step = steps::void(&folder, &request, county.moment).map_err(|report| desk.refused(report, &county))?;
    if args.dry_run {
        desk.county_with(&step.public, county.moment)?;
        return Ok(would(desk, &folder, &step) + &desk.say("done.dry-run", &[]));
    }
    desk.apply(&step)?;
    let key = if args.missing.is_empty() { "done.void" } else { "done.void-unopened" };
    Ok(desk.say(key, &[("draw", folder.id.as_str())]) + &envelopes(desk, &folder, &args.missing, "void.txt"))
}

/// What a void would say in public, without a nonce: it is secret until then.
fn would(desk: &Desk<'_>, folder: &DrawFolder, step: &Step) -> String {
    let path = format!("draws/{}/void.txt", folder.id);
    let Some(void) = step.public.get(&path).and_then(|bytes| Void::parse(bytes).ok()) else { return String::new() };
    let opened: Vec<&str> = void.nonces.iter().map(|(party, _)| party.as_str()).collect();
    let listed = |names: Vec<&str>| {
        if names.is_empty() { desk.words().get("day.none") } else { names.join(&desk.word("comma")) }
    };
    let missing = listed(void.missing.iter().map(String::as_str).collect());
    let sealed = folder.files.contains_key("seal.txt");
    let stage = desk.tell(if void.after_beacon { "day.void.after" } else { "day.void.before" }, &[]);
    let args =
        [("draw", folder.id.as_str()), ("reason", &desk.words().get(&format!("day.void.reason.{}", void.reason)))];
    let mut out = desk.tell("day.void.would", &args) + &stage;
    out.push_str(&desk.tell("day.void.note", &[("note", &void.note)]));
    out.push_str(&desk.tell("day.void.opened", &[("opened", &listed(opened)), ("missing", &missing)]));
    if sealed {
        out.push_str(&desk.tell("day.void.sealed", &[]));
    }
    out
}

/// Where a nonce that was named as missing lies in a published envelope: its holder is asked before the end is published. `files`:
/// what was just written.
fn envelopes(desk: &Desk<'_>, folder: &DrawFolder, missing: &[String], files: &str) -> String {
    let has = |party: &&String| folder.files.contains_key(&format!("escrow-{party}.txt"));
    let parties: Vec<&str> = missing.iter().filter(has).map(String::as_str).collect();
    if parties.is_empty() {
        return String::new();
    }
    let parties = parties.join(&desk.word("comma"));
    desk.say("done.envelope", &[("draw", folder.id.as_str()), ("parties", &parties), ("files", files)])
}

/// Publishes what is left of a sealed draw.
pub(super) fn lost(desk: &Desk<'_>, args: &LostArgs) -> Done {
    let county = desk.county(args.step.at.as_deref())?;
    let folder = desk.folder(&county, &args.step.draw)?;
    let request = LostRequest { note: args.note.clone(), missing: args.missing.clone() };
    let step = steps::lost(&folder, &request, county.moment).map_err(|report| desk.refused(report, &county))?;
    desk.apply(&step)?;
    let files = ["lost.txt", "leaves.txt", "assign.csv", "recusals.csv"].join(&desk.word("comma"));
    Ok(desk.say("done.lost", &[("draw", folder.id.as_str())]) + &envelopes(desk, &folder, &args.missing, &files))
}
