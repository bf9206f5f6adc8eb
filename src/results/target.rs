//! Which object is meant. In: what the clerk typed, the objects it may be. Out: the one that fits, or why none does. Never takes the first of
//! several.

use crate::check::applicable_items;
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::seal::parse_leaves;
use crate::draw::substitute::parse as parse_substitutions;
use crate::model::{Day, InspectorId, Item, Object, ObjectId};
use crate::site::{DrawRecord, DrawState, Site};
use crate::steps::{DrawFolder, protocol_fault};

/// At most so many names in one message.
const NAMED: usize = 8;

/// An object that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Its id.
    pub(crate) id: ObjectId,
    /// Its name.
    pub(crate) name: String,
    /// Its team as it is now, slot by slot; empty where it was not drawn.
    pub(crate) team: Vec<Option<InspectorId>>,
    /// Whether it is public that it was drawn.
    pub(crate) open: bool,
}

impl Candidate {
    /// Name and id, as messages say an object.
    pub(crate) fn said(&self) -> String {
        format!("{}（{}）", self.name, self.id)
    }
}

/// Objects of the registry.
pub(crate) fn registered(site: &Site) -> Vec<Candidate> {
    let candidate =
        |object: &Object| Candidate { id: object.id.clone(), name: object.name.clone(), team: Vec::new(), open: true };
    site.objects.values().map(candidate).collect()
}

/// The objects a draw has drawn; of a sealed one as its secret leaves say. Errors: nobody is drawn (MC1050), the leaves are missing (MC0732)
/// or broken (MC0717).
pub(crate) fn drawn(record: &DrawRecord, folder: &DrawFolder) -> Result<Vec<Candidate>, Report> {
    match record.state {
        DrawState::Revealed | DrawState::Lost => Ok(record
            .drawn
            .iter()
            .enumerate()
            .map(|(at, drawn)| Candidate {
                id: drawn.object.clone(),
                name: drawn.name.clone(),
                team: match record.examined.as_ref().and_then(|found| found.final_teams.get(at)) {
                    Some(team) => team.clone(),
                    None => drawn.final_team.iter().cloned().map(Some).collect(),
                },
                open: true,
            })
            .collect()),
        DrawState::Sealed => sealed(record, folder),
        _ => {
            let place = Place::file(&format!("content/draws/{}", record.id));
            let fault = Diagnostic::error("MC1050", place).arg("draw", &record.id);
            Err(one(fault.arg("stage", record.state.as_str().replace("-unopened", ""))))
        }
    }
}

fn sealed(record: &DrawRecord, folder: &DrawFolder) -> Result<Vec<Candidate>, Report> {
    let Some(bytes) = folder.secret.get("leaves.txt") else {
        let path = format!("secrets/draws/{}/leaves.txt", folder.id);
        return Err(one(Diagnostic::error("MC0732", Place::file(&path)).arg("draw", &folder.id).arg("path", &path)));
    };
    let leaves = parse_leaves(bytes).map_err(|fault| one(protocol_fault(&folder.id, &fault)))?;
    let rows = match folder.secret.get("substitutions.csv") {
        Some(bytes) => parse_substitutions("substitutions.csv", bytes, 0)
            .map_err(|fault| one(protocol_fault(&folder.id, &fault)))?,
        None => Vec::new(),
    };
    let name = |id: &ObjectId| record.roster.iter().find(|row| row.id == *id).map(|row| row.name.to_string());
    let candidate = |leaf: crate::draw::Leaf| {
        let mut team: Vec<Option<InspectorId>> = leaf.team.into_iter().map(Some).collect();
        for row in rows.iter().filter(|row| row.object == leaf.id) {
            if let Some(slot) = usize::try_from(row.slot).ok().and_then(|slot| team.get_mut(slot)) {
                slot.clone_from(&row.to);
            }
        }
        let open = record.slips.iter().any(|slip| slip.object == leaf.id);
        let name = name(&leaf.id).unwrap_or_else(|| leaf.id.to_string());
        Candidate { id: leaf.id, name, team, open }
    };
    Ok(leaves.into_iter().map(candidate).collect())
}

/// The places of the object that a text names: its id, its whole name, or a part of either. An exact one wins.
pub(crate) fn matching(candidates: &[Candidate], text: &str) -> Vec<usize> {
    let exact = |candidate: &Candidate| candidate.id.as_str().eq_ignore_ascii_case(text) || candidate.name == text;
    let lower = text.to_ascii_lowercase();
    let part = |candidate: &Candidate| {
        candidate.name.contains(text) || candidate.id.as_str().to_ascii_lowercase().contains(&lower)
    };
    let find = |fits: &dyn Fn(&Candidate) -> bool| -> Vec<usize> {
        candidates.iter().enumerate().filter(|(_, candidate)| fits(candidate)).map(|(at, _)| at).collect()
    };
    let exactly = find(&exact);
    match exactly.is_empty() {
        _ if text.is_empty() => Vec::new(),
        true => find(&part),
        false => exactly,
    }
}

/// The one object that a text names. `scope`: the draw, or none for the registry. Errors: none fits (MC1051, MC1071), several do (MC1052).
pub(crate) fn only<'a>(
    candidates: &'a [Candidate],
    text: &str,
    scope: Option<&str>,
) -> Result<&'a Candidate, Box<Diagnostic>> {
    let found = matching(candidates, text);
    let place = Place::file("OBJECT");
    match (found.as_slice(), scope) {
        ([one], _) => Ok(&candidates[*one]),
        ([], Some(draw)) => Err(Box::new(Diagnostic::error("MC1051", place).value(text).arg("draw", draw))),
        ([], None) => Err(Box::new(Diagnostic::error("MC1071", place).value(text))),
        (several, _) => {
            let mut names: Vec<String> = several.iter().take(NAMED).map(|at| candidates[*at].said()).collect();
            if several.len() > NAMED {
                names.push("…".to_owned());
            }
            let fault = Diagnostic::error("MC1052", place).value(text);
            Err(Box::new(fault.arg("count", several.len()).arg("names", names.join("、"))))
        }
    }
}

/// The items that a visit of an object must answer.
pub(crate) fn items<'a>(site: &'a Site, record: &DrawRecord, object: &ObjectId, day: Day) -> Vec<&'a Item> {
    let object = site.objects.get(object);
    object.map(|object| applicable_items(&site.items, object, record.class, day)).unwrap_or_default()
}

pub(crate) fn one(fault: Diagnostic) -> Report {
    let mut report = Report::default();
    report.push(fault);
    report
}
