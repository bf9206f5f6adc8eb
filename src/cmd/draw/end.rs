//! `draw reveal`, `draw void`, `draw lost`: how a draw ends.

use super::args;
use crate::cli::{LostArgs, StepArgs, VoidArgs};
use crate::cmd::desk::{Desk, Done};
use crate::draw::text::sha;
use crate::steps::{self, DrawFolder, LostRequest, VoidRequest};

/// Publishes what was secret.
pub(super) fn reveal(desk: &Desk<'_>, args: &StepArgs) -> Done {
    let county = desk.county(args.at.as_deref())?;
    let folder = desk.folder(&county, &args.draw)?;
    let step = steps::reveal(&folder, county.moment).map_err(|report| desk.refused(report, &county))?;
    desk.apply(&step)?;
    let visits = folder.secret.contains_key("visits.csv");
    let after = folder.after(&step);
    let seed = after.files.get("seed.txt").map(|bytes| sha(bytes)).unwrap_or_default();
    let mut out = desk.say("done.reveal", &[("draw", after.id.as_str()), ("seed", &seed)]);
    if visits {
        let path = format!("secrets/draws/{}/visits.csv", after.id);
        out.push_str(&desk.say("done.visits", &[("path", &path)]));
    }
    Ok(out)
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
    desk.apply(&step)?;
    let key = if args.missing.is_empty() { "done.void" } else { "done.void-unopened" };
    Ok(desk.say(key, &[("draw", folder.id.as_str())]) + &envelopes(desk, &folder, &args.missing, "void.txt"))
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
