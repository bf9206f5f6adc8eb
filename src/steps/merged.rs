//! A substitution where other draws take over this draw's team (protocol section 7, `merged-visit`): their rows name the inspector here
//! *after its own substitutions*. In: the draw's folder, what is to be replaced, the other draws of the period. Out: one step for all
//! of them, or the refusal of what no later row could mend.

use super::substitute::{SubstituteRequest, substitute};
use super::{DrawFolder, Step, one, protocol_fault};
use crate::diag::Report;
use crate::draw::substitute::{parse, write};
use crate::draw::{Fault, Substitution, substitutions};
use crate::model::{DrawId, ObjectId};

const NAME: &str = "substitutions.csv";

/// A substitution and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substituted {
    /// Files to write, those of other draws included.
    pub step: Step,
    /// The new rows.
    pub rows: Vec<Substitution>,
    /// Rows of other draws, not published yet, that now name somebody else.
    pub carried: Vec<(DrawId, Substitution)>,
}

/// Replaces an inspector, and in the sealed draws whose visit was merged into this one too. `others`: draws of the same period. Errors: as
/// [`substitute`]; a merged visit rests on the present team and cannot follow (MC0743): its rows are published, further rows
/// stand on them, or the visit here would itself become a merged one.
pub fn substitute_among(
    folder: &DrawFolder,
    request: &SubstituteRequest,
    others: &[DrawFolder],
) -> Result<Substituted, Report> {
    let is_merged = request.ground == "merged-visit";
    let first = others.iter().find(|other| is_merged && other.id.as_str() == request.evidence);
    let (mut step, rows) = substitute(folder, request, first)?;
    let mut carried = Vec::new();
    for other in others.iter().filter(|other| other.id != folder.id) {
        let published: Result<Vec<_>, Fault> = substitutions(&other.files).collect();
        let published = published.map_err(|fault| broken(other, &fault))?;
        if published.iter().flat_map(|(_, rows)| rows).any(|row| rests_on(row, folder, &request.object)) {
            return Err(stuck(folder, request, other));
        }
        let Some(bytes) = other.secret.get(NAME) else { continue };
        let mut kept = parse(NAME, bytes, 0).map_err(|fault| broken(other, &fault))?;
        let Some(at) = kept.iter().position(|row| rests_on(row, folder, &request.object)) else { continue };
        let own = kept[at..].iter().filter(|row| row.object == request.object && row.slot == 0).count() > 1
            || kept[at..].iter().any(|row| row.object == request.object && !rests_on(row, folder, &request.object));
        if is_merged || own {
            return Err(stuck(folder, request, other));
        }
        for row in &rows {
            let theirs = kept[at..].iter_mut().find(|theirs| theirs.object == row.object && theirs.slot == row.slot);
            let theirs = theirs.ok_or_else(|| stuck(folder, request, other))?;
            theirs.to.clone_from(&row.to);
            carried.push((other.id.clone(), theirs.clone()));
        }
        other.keep(&mut step, NAME, write(&kept));
    }
    Ok(Substituted { step, rows, carried })
}

/// Whether a row takes over the team of `first` for an object.
fn rests_on(row: &Substitution, first: &DrawFolder, object: &ObjectId) -> bool {
    row.ground == "merged-visit" && row.object == *object && row.evidence == first.id.as_str()
}

fn broken(folder: &DrawFolder, fault: &Fault) -> Report {
    one(protocol_fault(&folder.id, fault))
}

fn stuck(folder: &DrawFolder, request: &SubstituteRequest, later: &DrawFolder) -> Report {
    let slot = request.slot.map(|slot| format!("--slot {slot} ")).unwrap_or_default();
    let refusal = folder.refuse("MC0743").value(request.object.as_str());
    one(refusal
        .arg("object", &request.object)
        .arg("later", &later.id)
        .arg("slot", slot)
        .arg("ground", &request.ground)
        .arg("evidence", &request.evidence))
}
