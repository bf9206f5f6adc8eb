//! A draw on its way: its next step first, then what else can be done with it. In: where it stands. Out: one step.

use super::begin::kind_name;
use super::clerk::{Clerk, Heard, Leave};
use super::{minute, next, numbers, publish, record, visits, wrong};
use crate::cli::{SealArgs, StepArgs};
use crate::cmd::desk::County;
use crate::cmd::draw::later;
use crate::draw::Commit;
use crate::steps::{DrawFolder, Next, Standing};

/// What can be done with a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Publish,
    Wait,
    Seal,
    Papers,
    Slip,
    Substitute,
    Reveal,
    Lost,
    Void,
}

impl Act {
    fn word(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Wait => "wait",
            Self::Seal => "seal",
            Self::Papers => "papers",
            Self::Slip => "slip",
            Self::Substitute => "substitute",
            Self::Reveal => "reveal",
            Self::Lost => "lost",
            Self::Void => "void",
        }
    }
}

/// The next step first.
fn acts(next: Next, sealed_lost: bool) -> Vec<Act> {
    match next {
        Next::Log => vec![Act::Publish, Act::Papers, Act::Void],
        Next::Wait => vec![Act::Wait, Act::Papers, Act::Void],
        Next::Seal => vec![Act::Seal, Act::Papers, Act::Void],
        Next::Late | Next::Void => vec![Act::Void],
        Next::Reveal if sealed_lost => vec![Act::Lost, Act::Void],
        Next::Reveal => vec![Act::Papers, Act::Slip, Act::Substitute, Act::Reveal, Act::Void],
        Next::Replace | Next::Nothing => Vec::new(),
    }
}

/// A committed or sealed draw with what the steps need.
pub(super) struct Going<'a> {
    pub(super) county: &'a County,
    pub(super) folder: DrawFolder,
    pub(super) commit: Commit,
}

impl Going<'_> {
    pub(super) fn step(&self, clerk: &Clerk<'_>) -> StepArgs {
        StepArgs { draw: self.folder.id.to_string(), at: clerk.at.map(str::to_owned) }
    }

    pub(super) fn id(&self) -> &str {
        self.folder.id.as_str()
    }

    pub(super) fn is_sealed(&self) -> bool {
        self.folder.files.contains_key("seal.txt")
    }
}

/// Asks what to do with a draw and does it.
pub(super) fn go_on(clerk: &Clerk<'_>, county: &County, line: &Standing) -> Heard<()> {
    let folder = clerk.desk.folder(county, line.draw.as_str())?;
    let Some(commit) = county.site.draws.get(&line.draw).and_then(|draw| draw.commit.clone()) else { return Ok(()) };
    let going = Going { county, folder, commit };
    clerk.tell("day.open.head", &[("draw", going.id()), ("next", &next(clerk, line))]);
    let is_lost = going.is_sealed() && !going.folder.secret.contains_key("seed.txt");
    if is_lost {
        clerk.tell("day.open.lost", &[("draw", going.id())]);
    }
    let acts = acts(line.next, is_lost);
    let options: Vec<String> = acts.iter().map(|act| clerk.word(&format!("day.act.{}", act.word()))).collect();
    let act = acts[clerk.choose("day.open.which", &options)?.ok_or(Leave::Back)?];
    match act {
        Act::Publish => publish::publish(clerk, line.due),
        Act::Wait => wait(clerk, &going),
        Act::Seal => seal(clerk, &going),
        Act::Papers => papers(clerk, &going),
        Act::Slip => visits::slip(clerk, &going),
        Act::Substitute => visits::substitute(clerk, &going),
        Act::Reveal => visits::reveal(clerk, &going),
        Act::Lost => wrong::lost(clerk, &going),
        Act::Void => wrong::void(clerk, &going),
    }
}

/// Until when there is nothing to do. The program does not sit and wait: it can be closed.
fn wait(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    let known = going.commit.beacons.iter().map(|beacon| beacon.time).max().unwrap_or(going.county.moment);
    clerk.tell("day.wait", &[("from", &minute(known)), ("due", &minute(going.commit.seal_by))]);
    Ok(())
}

/// Numbers, nonces, then the seal.
fn seal(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    let draw = &going.folder.id;
    let mut notes = record::kept(clerk, draw)?;
    let values = numbers::all(clerk, &going.commit, &mut notes)?;
    let nonces = numbers::nonces(clerk, &going.folder, &going.commit, false)?;
    clerk.tell("day.seal.head", &[("draw", draw.as_str())]);
    for (one, value) in going.commit.beacons.iter().zip(&values.values) {
        let value = value.split_once('=').map_or("", |(_, value)| value);
        let args = [("kind", &*kind_name(clerk, one.kind)), ("round", &one.round.to_string()), ("value", value)];
        clerk.tell("day.seal.value", &args);
    }
    if !clerk.yes("day.seal.sure", &[("draw", draw.as_str())])? {
        clerk.tell("day.begin.not", &[]);
        return Err(Leave::Back);
    }
    record::keep(clerk, draw, &notes)?;
    let args =
        SealArgs { step: going.step(clerk), beacons: values.values, evidence: values.evidence, nonces: nonces.given };
    clerk.show(&later::seal(clerk.desk, &args)?);
    clerk.tell("day.seal.backup", &[]);
    publish::publish(clerk, None)
}

/// The papers of the record, where this program prints them; else what it prints.
fn papers(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    let draw = going.id();
    let notes = record::ask(clerk, &going.folder.id, going.county.moment)?;
    record::keep(clerk, &going.folder.id, &notes)?;
    if clerk.has(&["draw", "papers"]) {
        clerk.command(&["draw", "papers", draw]);
    } else {
        clerk.tell("day.papers.handout", &[("draw", draw)]);
    }
    if going.is_sealed() {
        clerk.tell("day.papers.slips", &[("draw", draw)]);
    }
    Ok(())
}
