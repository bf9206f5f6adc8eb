//! When something went wrong: a draw ended as void or as lost. In: a committed or sealed draw, answers. Out: the end, shown before it is
//! written. A new draw of the task is offered by the plan afterwards.

use super::clerk::{Clerk, Heard, Leave};
use super::open::Going;
use super::{minute, numbers, publish, record};
use crate::cli::{LostArgs, VoidArgs};
use crate::cmd::draw::end;

/// Reasons of the protocol, and whether one fits where the draw stands.
fn reasons(going: &Going<'_>) -> Vec<&'static str> {
    let has_others = going.commit.nonce_commits.len() > 1;
    let all = [
        ("roster-error", true),
        ("beacon-cancelled", !going.is_sealed()),
        ("party-withheld", has_others && !going.is_sealed()),
        ("nonce-lost", true),
        ("no-legal-basis", true),
        ("other", true),
    ];
    all.into_iter().filter(|(_, fits)| *fits).map(|(reason, _)| reason).collect()
}

/// Ends a draw in public without using it.
pub(super) fn void(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    clerk.tell("day.void.head", &[("draw", going.id())]);
    let reasons = reasons(going);
    let options: Vec<String> = reasons.iter().map(|reason| clerk.word(&format!("day.void.reason.{reason}"))).collect();
    let reason = reasons[clerk.choose("day.void.why", &options)?.ok_or(Leave::Back)?];
    let note = clerk.filled("day.void.words", &[])?;
    let mut notes = record::kept(clerk, &going.folder.id)?;
    let last = going.commit.beacons.iter().map(|beacon| beacon.time).max().unwrap_or(going.county.moment);
    let is_known = !going.is_sealed() && going.county.moment >= last && reason != "beacon-cancelled";
    let values = if is_known {
        clerk.tell("day.void.values", &[("time", &minute(last))]);
        numbers::all(clerk, &going.commit, &mut notes)?
    } else {
        numbers::Values::default()
    };
    let nonces = numbers::nonces(clerk, &going.folder, &going.commit, true)?;
    let mut args = VoidArgs {
        step: going.step(clerk),
        reason: reason.to_owned(),
        note,
        beacons: values.values,
        evidence: values.evidence,
        nonces: nonces.given,
        missing: nonces.missing,
        dry_run: true,
    };
    let would = end::void(clerk.desk, &args)?;
    clerk.show(&format!("\n{}", would.trim_end_matches(&clerk.desk.say("done.dry-run", &[]))));
    if !clerk.yes("day.void.sure", &[("draw", going.id())])? {
        clerk.tell("day.begin.not", &[]);
        return Err(Leave::Back);
    }
    record::keep(clerk, &going.folder.id, &notes)?;
    args.dry_run = false;
    clerk.show(&end::void(clerk.desk, &args)?);
    clerk.tell("day.void.then", &[]);
    publish::publish(clerk, None)
}

/// Publishes what is left of a sealed draw whose nonce is lost.
pub(super) fn lost(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    clerk.tell("day.lost.head", &[("draw", going.id())]);
    let kept = |party: &str| going.folder.secret.contains_key(&format!("nonce-{party}.txt"));
    let parties = going.commit.nonce_commits.iter().map(|(party, _)| party);
    let missing: Vec<String> = parties.filter(|party| !kept(party)).cloned().collect();
    if missing.is_empty() {
        clerk.tell("day.lost.nothing", &[("draw", going.id())]);
        return Err(Leave::Back);
    }
    let note = clerk.filled("day.void.words", &[])?;
    let names = missing.join(&clerk.word("cli.draw.comma"));
    if !clerk.yes("day.lost.sure", &[("draw", going.id()), ("parties", &names)])? {
        return Err(Leave::Back);
    }
    clerk.show(&end::lost(clerk.desk, &LostArgs { step: going.step(clerk), note, missing })?);
    publish::publish(clerk, None)
}
