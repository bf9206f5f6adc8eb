//! A substitution after the draw (protocol section 7): the next inspector in the same order, never a new draw. In: the
//! draw's folder, object, slot, ground, evidence; for a merged visit the folder of the draw that was sealed first. Out: a row
//! below `secrets/` while the draw is sealed, a further published file once it is revealed.

use super::{DrawFolder, Step, one, protocol_fault};
use crate::diag::Report;
use crate::draw::seal::parse_leaves;
use crate::draw::substitute::{GROUNDS, Teams, check_merged, file_name, parse, write};
use crate::draw::text::sha;
use crate::draw::{Examined, Fault, RecusalRow, Stage, Substitution, lists, seed};
use crate::freeze::field;
use crate::model::{DrawId, InspectorId, ObjectId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is to be replaced, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubstituteRequest {
    /// The object.
    pub object: ObjectId,
    /// The slot, from 0; none for a merged visit, which changes all.
    pub slot: Option<u32>,
    /// `recusal`, `leave`, `left` or `merged-visit`.
    pub ground: String,
    /// The document that shows it; for a merged visit the draw that was sealed first.
    pub evidence: String,
}

/// What is known of a draw's outcome, sealed or revealed.
pub(super) struct Outcome {
    found: Arc<Examined>,
    seed_digest: String,
    recusals: Vec<RecusalRow>,
    teams: Vec<(ObjectId, Option<crate::model::Tag>, Vec<InspectorId>)>,
    pub(super) rows: Vec<Substitution>,
}

/// Replaces an inspector. `first`: for a merged visit the draw that was sealed first. Out: the step and its rows.
pub fn substitute(
    folder: &DrawFolder,
    request: &SubstituteRequest,
    first: Option<&DrawFolder>,
) -> Result<(Step, Vec<Substitution>), Report> {
    let outcome = outcome(folder)?;
    if !GROUNDS.contains(&request.ground.as_str()) {
        return Err(fault(folder, "ground", &request.ground));
    }
    let rows = match request.ground.as_str() {
        "merged-visit" => merged(folder, &outcome, request, first)?,
        _ => vec![next(folder, &outcome, request)?],
    };
    let mut step = Step::default();
    if outcome.found.stage == Stage::Revealed {
        let files = folder.files.keys().filter(|name| name.starts_with("substitutions")).count();
        let name = file_name(files + 1);
        step.public.insert(format!("draws/{}/{name}", folder.id), write(&rows));
        return Ok((folder.checked(step, Stage::Revealed)?, rows));
    }
    keep(folder, &outcome, &rows, &mut step)?;
    Ok((step, rows))
}

/// The rows of a sealed draw with new ones at their end.
fn keep(folder: &DrawFolder, outcome: &Outcome, rows: &[Substitution], step: &mut Step) -> Result<(), Report> {
    let all: Vec<Substitution> = outcome.rows.iter().chain(rows).cloned().collect();
    let bytes = write(&all);
    let broken = |fault: Fault| one(protocol_fault(&folder.id, &fault));
    let again = parse("substitutions.csv", &bytes, 0).map_err(broken)?;
    let slots = outcome.found.commit.as_ref().map_or(0, |commit| commit.slots.len());
    check_merged("substitutions.csv", &again, slots).map_err(broken)?;
    folder.keep(step, "substitutions.csv", bytes);
    Ok(())
}

/// Replaces an inspector of a sealed draw for another ground than a merged visit. The folder comes with what examining it has found.
pub(super) fn replace(
    (folder, found): (&DrawFolder, &Arc<Examined>),
    request: &SubstituteRequest,
) -> Result<Step, Report> {
    folder.standing(found, &[Stage::Sealed])?;
    if request.ground == "merged-visit" || !GROUNDS.contains(&request.ground.as_str()) {
        return Err(fault(folder, "ground", &request.ground));
    }
    let outcome = outcome_of(folder, Arc::clone(found))?;
    let mut step = Step::default();
    keep(folder, &outcome, &[next(folder, &outcome, request)?], &mut step)?;
    Ok(step)
}

/// A sealed draw's visits of all these objects, each once, go to the team of the draw that was sealed first, as by one [`substitute`]
/// after the other. Each folder comes with what examining it has found.
pub(super) fn merge_all(
    (folder, found): (&DrawFolder, &Arc<Examined>),
    (first, theirs): (&DrawFolder, &Arc<Examined>),
    objects: &[ObjectId],
) -> Result<Step, Report> {
    folder.standing(found, &[Stage::Sealed])?;
    let (outcome, earlier) = (outcome_of(folder, Arc::clone(found))?, outcome_of(first, Arc::clone(theirs))?);
    let merging = Merging::new(folder, &outcome, first, &earlier)?;
    let mut rows = Vec::new();
    for object in objects {
        let seq = outcome.seq() + u32::try_from(rows.len()).unwrap_or(u32::MAX);
        rows.extend(merging.rows(object, seq)?);
    }
    let mut step = Step::default();
    keep(folder, &outcome, &rows, &mut step)?;
    Ok(step)
}

fn fault(folder: &DrawFolder, code: &'static str, detail: &str) -> Report {
    one(protocol_fault(&folder.id, &Fault::new("substitutions.csv", code, detail)))
}

pub(super) fn outcome(folder: &DrawFolder) -> Result<Outcome, Report> {
    outcome_of(folder, Arc::new(folder.examine()?))
}

/// The same of a folder that was examined before.
fn outcome_of(folder: &DrawFolder, found: Arc<Examined>) -> Result<Outcome, Report> {
    let (_, digest) = folder.standing(&found, &[Stage::Sealed, Stage::Revealed])?;
    let broken = |fault: Fault| one(protocol_fault(&folder.id, &fault));
    let revealed = found.stage == Stage::Revealed;
    let file = |name: &str| match folder.files.get(name) {
        Some(bytes) if revealed => Ok(bytes),
        _ => folder.secret_file(name),
    };
    let recusals = lists::parse_recusals(file("recusals.csv")?).map_err(broken)?;
    let (named, ..) = seed::parse(file("seed.txt")?).map_err(broken)?;
    if named != digest {
        return Err(fault(folder, "wrong-commit", folder.id.as_str()));
    }
    let leaves = parse_leaves(file("leaves.txt")?).map_err(broken)?;
    // The roster is sorted by id.
    let place = |id: &ObjectId| found.roster.binary_search_by(|row| row.id.cmp(id)).ok();
    let tag = |id: &ObjectId| place(id).and_then(|at| found.roster[at].tag.clone());
    let teams = leaves.into_iter().map(|leaf| (leaf.id.clone(), tag(&leaf.id), leaf.team)).collect();
    let rows = match folder.secret.get("substitutions.csv") {
        _ if revealed => found.substitutions.clone(),
        Some(bytes) => parse("substitutions.csv", bytes, 0).map_err(broken)?,
        None => Vec::new(),
    };
    let seed_digest = sha(file("seed.txt")?);
    Ok(Outcome { seed_digest, recusals, teams, rows, found })
}

impl Outcome {
    /// The teams after the substitutions so far.
    pub(super) fn replayed(&self, folder: &DrawFolder) -> Result<Teams<'_>, Report> {
        let commit = self.found.commit.as_ref().expect("a sealed draw has its commitment");
        let teams = self.teams.clone();
        let mut state = Teams::new(&self.found.inspectors, &self.recusals, &commit.slots, &self.seed_digest, teams);
        for row in &self.rows {
            let replayed = state.replay("substitutions.csv", row);
            replayed.map_err(|fault| one(protocol_fault(&folder.id, &fault)))?;
        }
        Ok(state)
    }

    fn seq(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }
}

fn next(folder: &DrawFolder, outcome: &Outcome, request: &SubstituteRequest) -> Result<Substitution, Report> {
    let teams = outcome.replayed(folder)?;
    let Some(slot) = request.slot else { return Err(fault(folder, "substitution-slot", "")) };
    if !outcome.teams.iter().any(|(id, ..)| *id == request.object) {
        return Err(fault(folder, "substitution-object", request.object.as_str()));
    }
    let Some(from) = teams.holder(&request.object, slot) else {
        return Err(fault(folder, "substitution-slot", &slot.to_string()));
    };
    Ok(Substitution {
        seq: outcome.seq(),
        object: request.object.clone(),
        slot,
        from: from.clone(),
        to: teams.next(&request.object, slot),
        ground: request.ground.clone(),
        evidence: field(&request.evidence),
    })
}

/// All slots of the object go to the team of the draw that was sealed first (MC0740 where that is not so).
fn merged(
    folder: &DrawFolder,
    outcome: &Outcome,
    request: &SubstituteRequest,
    first: Option<&DrawFolder>,
) -> Result<Vec<Substitution>, Report> {
    let refused = || one(folder.refuse("MC0740").value(&request.evidence).arg("first", &request.evidence));
    let first = first.filter(|first| DrawId::parse(&request.evidence).is_ok_and(|id| id == first.id));
    let first = first.ok_or_else(refused)?;
    let earlier = super::substitute::outcome(first)?;
    Merging::new(folder, outcome, first, &earlier)?.rows(&request.object, outcome.seq())
}

/// Two draws of a period, whose common objects are visited once, by the team of the first.
struct Merging<'a> {
    folder: &'a DrawFolder,
    first: &'a DrawFolder,
    /// Objects whose own visit went to a draw that was sealed earlier still: then that one is to be named.
    elsewhere: BTreeSet<&'a ObjectId>,
    theirs: Teams<'a>,
    teams: Teams<'a>,
    slots: usize,
}

impl<'a> Merging<'a> {
    fn new(
        folder: &'a DrawFolder,
        outcome: &'a Outcome,
        first: &'a DrawFolder,
        earlier: &'a Outcome,
    ) -> Result<Self, Report> {
        let same_period =
            earlier.found.commit.as_ref().map(|c| c.period) == outcome.found.commit.as_ref().map(|c| c.period);
        if !same_period || first.times.sealed > folder.times.sealed || first.id == folder.id {
            return Err(Self::refused(folder, first));
        }
        let elsewhere = earlier.rows.iter().filter(|row| row.ground == "merged-visit").map(|row| &row.object);
        Ok(Self {
            folder,
            first,
            elsewhere: elsewhere.collect(),
            theirs: earlier.replayed(first)?,
            teams: outcome.replayed(folder)?,
            slots: outcome.found.commit.as_ref().map_or(0, |commit| commit.slots.len()),
        })
    }

    fn refused(folder: &DrawFolder, first: &DrawFolder) -> Report {
        one(folder.refuse("MC0740").value(first.id.as_str()).arg("first", &first.id))
    }

    /// The rows of one object, the first numbered `seq`.
    fn rows(&self, object: &ObjectId, seq: u32) -> Result<Vec<Substitution>, Report> {
        if self.elsewhere.contains(object) {
            return Err(Self::refused(self.folder, self.first));
        }
        let theirs = self.theirs.team(object);
        if theirs.len() != self.slots {
            return Err(fault(self.folder, "merged-draw", self.first.id.as_str()));
        }
        (0u32..)
            .zip(theirs)
            .map(|(slot, to)| {
                let from = self.teams.holder(object, slot);
                let from = from.ok_or_else(|| fault(self.folder, "substitution-object", object.as_str()))?;
                Ok(Substitution {
                    seq: seq + slot,
                    object: object.clone(),
                    slot,
                    from: from.clone(),
                    to,
                    ground: "merged-visit".to_owned(),
                    evidence: self.first.id.to_string(),
                })
            })
            .collect()
    }
}
