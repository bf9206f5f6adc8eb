//! `result absent`: somebody of a team cannot go. In: who, by name; the ground and its document. Out: the order in which the others come, and
//! the substitution of `draw substitute`.

use super::work::Work;
use crate::cli::AbsentArgs;
use crate::cmd::ask::Ask;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::cmd::draw::later;
use crate::diag::{Diagnostic, Place};
use crate::draw::assign::assign_head;
use crate::draw::text::{hex, sha};
use crate::draw::ticket::Tickets;
use crate::model::InspectorId;
use crate::results::target::{Candidate, one, only};
use crate::steps::SubstituteRequest;

/// Grounds that a person may have, in the order of the question.
const GROUNDS: [&str; 3] = ["recusal", "leave", "left"];

pub(super) fn absent(desk: &Desk<'_>, args: &AbsentArgs) -> Done {
    let work = Work::open(desk, &args.draw, args.moment.at.as_deref())?;
    let who = who(&work, args.who.as_deref())?;
    let object = object(&work, args.object.as_deref(), &who)?;
    let holds = |held: &Option<InspectorId>| held.as_ref() == Some(&who);
    let Some(slot) = object.team.iter().position(holds) else {
        let args = [("who", name(&work, &who)), ("object", object.said())];
        let args: Vec<(&str, &str)> = args.iter().map(|(key, value)| (*key, value.as_str())).collect();
        return Err(desk.wrong("result.absent.not-in-team", &args));
    };
    let ground = ground(&work, args.ground.as_deref())?;
    let evidence = match &args.evidence {
        Some(evidence) => evidence.clone(),
        None => Ask::new(desk).filled(&desk.words().get("result.ask.absent-evidence"))?,
    };
    let slot = u32::try_from(slot).unwrap_or(u32::MAX);
    let request = SubstituteRequest { object: object.id.clone(), slot: Some(slot), ground, evidence };
    let made = later::substituted(desk, &work.county, &work.folder, &request)?;
    let to = made.rows.first().and_then(|row| row.to.clone());
    let next = to.as_ref().map_or_else(|| desk.word("nobody"), |to| name(&work, to));
    let from = name(&work, &who);
    print!("{}", order(&work, object, &who, to.as_ref()));
    let said = object.said();
    let pairs = [("object", said.as_str()), ("from", from.as_str()), ("to", next.as_str())];
    if !args.yes && !Ask::new(desk).yes(&desk.words().fill("result.ask.absent", pairs))? {
        return Err(desk.finding("result.not-written", &[]));
    }
    work.checked(&made.step)?;
    desk.apply(&made.step)?;
    let key = if made.step.public.is_empty() { "absent.done-sealed" } else { "absent.done" };
    Ok(work.tell(key, &pairs) + &later::carried(desk, &made))
}

/// An inspector by name or number, among those of the draw.
fn who(work: &Work<'_, '_>, given: Option<&str>) -> Result<InspectorId, Stop> {
    let inspectors = &work.record().inspectors;
    let ask = Ask::new(work.desk);
    let mut text = match given {
        Some(text) => text.to_owned(),
        None => ask.filled(&work.desk.words().get("result.ask.who"))?,
    };
    loop {
        let fits = |id: &str, name: &str| id == text || name == text;
        let mut found: Vec<_> = inspectors.iter().filter(|row| fits(row.id.as_str(), &row.name)).collect();
        if found.is_empty() {
            found =
                inspectors.iter().filter(|row| row.name.contains(&text) || row.id.as_str().contains(&text)).collect();
        }
        if let [one] = found.as_slice() {
            return Ok(one.id.clone());
        }
        let names: Vec<String> = inspectors.iter().map(|row| format!("{}（{}）", row.name, row.id)).collect();
        let fault = if found.is_empty() { "result.absent.nobody" } else { "result.absent.several" };
        let args = [("text", text.as_str()), ("names", &names.join("、"))];
        if given.is_some() {
            return Err(work.desk.wrong(fault, &args));
        }
        print!("{}", work.desk.tell(fault, &args));
        text = ask.filled(&work.desk.words().get("result.ask.who"))?;
    }
}

/// The object that is named, or the one that the person goes to, or asks which.
fn object<'w>(work: &'w Work<'_, '_>, given: Option<&str>, who: &InspectorId) -> Result<&'w Candidate, Stop> {
    if let Some(text) = given {
        return only(&work.drawn, text, Some(work.folder.id.as_str()))
            .map_err(|fault| work.desk.refused(one(*fault), &work.county));
    }
    let goes = |object: &&Candidate| object.team.iter().flatten().any(|id| id == who);
    let objects: Vec<&Candidate> = work.drawn.iter().filter(goes).collect();
    match objects.as_slice() {
        [] => {
            let fault = Diagnostic::error("MC1071", Place::file("--who")).value(&name(work, who));
            Err(work.desk.refused(one(fault), &work.county))
        }
        [one] => Ok(one),
        several => {
            let names: Vec<String> = several.iter().map(|object| object.said()).collect();
            loop {
                if let Some(at) =
                    Ask::new(work.desk).choose(&work.desk.words().get("result.ask.absent-object"), &names)?
                {
                    return Ok(several[at]);
                }
                print!("{}", work.desk.tell("ask.fill", &[]));
            }
        }
    }
}

fn ground(work: &Work<'_, '_>, given: Option<&str>) -> Result<String, Stop> {
    let words = work.desk.words();
    let options: Vec<String> = GROUNDS.iter().map(|ground| words.get(&format!("show.substitution.{ground}"))).collect();
    if let Some(text) = given {
        let found = GROUNDS.iter().zip(&options).find(|(word, said)| **word == text || said.as_str() == text);
        let Some((word, _)) = found else {
            return Err(work.desk.wrong("result.absent.ground", &[("text", text), ("known", &options.join("、"))]));
        };
        return Ok((*word).to_owned());
    }
    loop {
        if let Some(at) = Ask::new(work.desk).choose(&words.get("result.ask.absent-ground"), &options)? {
            return Ok(GROUNDS[at].to_owned());
        }
        print!("{}", work.desk.tell("ask.fill", &[]));
    }
}

fn name(work: &Work<'_, '_>, id: &InspectorId) -> String {
    let row = work.record().inspectors.iter().find(|row| row.id == *id);
    row.map_or_else(|| id.to_string(), |row| format!("{}（{id}）", row.name))
}

/// Everybody of the draw in the order of e(o,i) that the seed fixed, with what hinders each.
fn order(work: &Work<'_, '_>, object: &Candidate, who: &InspectorId, to: Option<&InspectorId>) -> String {
    let seed = work.folder.secret.get("seed.txt").or(work.folder.files.get("seed.txt"));
    let Some(seed) = seed else { return String::new() };
    let head = assign_head(&sha(seed));
    let tickets = Tickets::new(&head);
    let mut all: Vec<_> = work
        .record()
        .inspectors
        .iter()
        .map(|row| (tickets.of_pair(object.id.as_str(), row.id.as_str()), &row.id))
        .collect();
    all.sort();
    let mut out = work.tell("absent.order", &[("object", object.said().as_str())]);
    for (at, (ticket, id)) in all.iter().enumerate() {
        let key = match () {
            () if *id == who => "absent.this",
            () if Some(*id) == to => "absent.next",
            () if object.team.iter().flatten().any(|held| held == *id) => "absent.in-team",
            () => "absent.other",
        };
        let (place, value) = ((at + 1).to_string(), hex(ticket));
        let args = [("place", place.as_str()), ("value", &value[..8]), ("who", &name(work, id))];
        out.push_str(&work.tell(key, &args));
    }
    out
}
