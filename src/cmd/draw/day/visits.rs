//! Between seal and reveal: a slip opened after a visit, somebody replaced, the reveal. In: a sealed draw, answers. Out: the steps. The list of
//! the drawn is not shown: a firm is asked for by its name or number, and others may look on.

use super::clerk::{Clerk, Heard, Leave};
use super::open::Going;
use super::{object_name, publish};
use crate::cli::{SlipArgs, SubstituteArgs};
use crate::cmd::draw::{end, later};
use crate::draw::Leaf;
use crate::draw::seal::parse_leaves;
use crate::draw::substitute::{GROUNDS, parse as parse_substitutions};
use crate::steps::{SubstituteRequest, WAITING};

/// Opens the slip of a visited firm, so that its result may be published before the reveal.
pub(super) fn slip(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    let leaf = leaf(clerk, going)?;
    let name = object_name(&going.county.site, leaf.id.as_str());
    if !clerk.yes("day.slip.sure", &[("object", &name)])? {
        return Err(Leave::Back);
    }
    let (draw, object) = (going.id().to_owned(), leaf.id.to_string());
    clerk.show(&later::slip(clerk.desk, &SlipArgs { draw, object, open: true, html: None, base: None })?);
    clerk.tell("day.slip.then", &[]);
    publish::publish(clerk, None)
}

fn leaves(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<Vec<Leaf>> {
    let path = format!("secrets/draws/{}/leaves.txt", going.id());
    let lost = || Leave::Refused(clerk.desk.wrong("day.slip.no-leaves", &[("path", &path)]));
    let bytes = going.folder.secret.get("leaves.txt").ok_or_else(lost)?;
    parse_leaves(bytes).map_err(|_| lost())
}

/// A drawn firm by its number or a part of its name.
fn leaf(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<Leaf> {
    let leaves = leaves(clerk, going)?;
    loop {
        let text = clerk.filled("day.slip.object", &[])?;
        let name = |leaf: &Leaf| object_name(&going.county.site, leaf.id.as_str());
        let exact = leaves.iter().find(|leaf| leaf.id.as_str().eq_ignore_ascii_case(&text));
        let found: Vec<&Leaf> = match exact {
            Some(leaf) => vec![leaf],
            None => leaves.iter().filter(|leaf| name(leaf).contains(&text)).collect(),
        };
        match found.as_slice() {
            [] => clerk.tell("day.slip.not-drawn", &[("value", &text)]),
            [leaf] => return Ok((*leaf).clone()),
            several => {
                let names: Vec<String> = several.iter().map(|leaf| name(leaf)).collect();
                if let Some(at) = clerk.choose("day.slip.several", &names)? {
                    return Ok(several[at].clone());
                }
            }
        }
    }
}

/// Replaces somebody by the next in order, or merges a visit.
pub(super) fn substitute(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    let leaf = leaf(clerk, going)?;
    let grounds: Vec<String> = GROUNDS.iter().map(|ground| clerk.word(&format!("day.ground.{ground}"))).collect();
    let ground = GROUNDS[clerk.choose("day.substitute.ground", &grounds)?.ok_or(Leave::Back)?];
    let merged = ground == "merged-visit";
    let slot = if merged { None } else { Some(slot(clerk, going, &leaf)?) };
    let evidence = clerk.filled(if merged { "day.substitute.first" } else { "day.substitute.evidence" }, &[])?;
    let request =
        SubstituteRequest { object: leaf.id.clone(), slot, ground: ground.to_owned(), evidence: evidence.clone() };
    let made = later::substituted(clerk.desk, going.county, &going.folder, &request)?;
    for row in &made.rows {
        let to = row.to.as_ref().map_or_else(|| clerk.word("cli.draw.nobody"), |to| person(going, to.as_str()));
        let place = (row.slot + 1).to_string();
        clerk.tell(
            "day.substitute.would",
            &[("place", &place), ("from", &person(going, row.from.as_str())), ("to", &to)],
        );
    }
    if !clerk.yes("day.substitute.sure", &[])? {
        return Err(Leave::Back);
    }
    let object = leaf.id.to_string();
    let args = SubstituteArgs { step: going.step(clerk), object, slot, ground: ground.to_owned(), evidence };
    clerk.show(&later::substitute(clerk.desk, &args)?);
    clerk.tell("day.substitute.then", &[("draw", going.id())]);
    Ok(())
}

fn person(going: &Going<'_>, id: &str) -> String {
    let one = going.county.site.inspectors.values().find(|one| one.id.as_str() == id);
    one.map_or_else(|| id.to_owned(), |one| format!("{} {id}", one.name))
}

/// The place in the team, with who holds it now.
fn slot(clerk: &Clerk<'_>, going: &Going<'_>, leaf: &Leaf) -> Heard<u32> {
    let rows = going.folder.secret.get("substitutions.csv");
    let rows = rows.and_then(|bytes| parse_substitutions("substitutions.csv", bytes, 0).ok()).unwrap_or_default();
    let holder = |slot: usize| {
        let last =
            rows.iter().rfind(|row| row.object == leaf.id && usize::try_from(row.slot).is_ok_and(|at| at == slot));
        match last {
            Some(row) => row.to.as_ref().map_or_else(|| clerk.word("cli.draw.nobody"), |to| person(going, to.as_str())),
            None => person(going, leaf.team[slot].as_str()),
        }
    };
    let names: Vec<String> = (0..leaf.team.len()).map(holder).collect();
    let at = clerk.choose("day.substitute.who", &names)?.ok_or(Leave::Back)?;
    Ok(u32::try_from(at).unwrap_or(u32::MAX))
}

/// Shows how many results there are, asks, reveals; what waited goes public in the same step.
pub(super) fn reveal(clerk: &Clerk<'_>, going: &Going<'_>) -> Heard<()> {
    let drawn = leaves(clerk, going)?.len();
    let public = going.county.site.visits.keys().filter(|(draw, _)| *draw == going.folder.id).count();
    let waiting: Vec<&str> =
        going.folder.secret.keys().map(String::as_str).filter(|name| WAITING.contains(name)).collect();
    let files = if waiting.is_empty() { clerk.word("day.none") } else { waiting.join(&clerk.word("cli.draw.comma")) };
    let args = [("drawn", &*drawn.to_string()), ("public", &public.to_string()), ("files", &files)];
    clerk.tell("day.reveal.head", &args);
    if going.county.moment.date() < going.commit.reveal_by {
        clerk.tell("day.reveal.early", &[("day", &going.commit.reveal_by.to_string())]);
    }
    if !clerk.yes("day.reveal.sure", &[("draw", going.id())])? {
        return Err(Leave::Back);
    }
    clerk.show(&end::reveal(clerk.desk, &going.step(clerk))?);
    publish::publish(clerk, None)
}
