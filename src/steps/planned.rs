//! Who goes where: the drawn objects of a draw with their teams as they stand now. In: the draw's folder. Out: one row a
//! drawn object, in draw order. Secret while the draw is sealed.

use super::{DrawFolder, one, protocol_fault, substitute};
use crate::diag::Report;
use crate::draw::seal::{parse_leaves, tree_root};
use crate::draw::{Fault, Stage, Substitution};
use crate::model::{InspectorId, ObjectId};

/// A drawn object and the team that goes there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The object.
    pub object: ObjectId,
    /// Stratum.
    pub stratum: String,
    /// Rank within the stratum, from 1.
    pub rank: u32,
    /// The team as drawn, in slot order: what the seal's root stands for.
    pub drawn: Vec<InspectorId>,
    /// The team after all substitutions so far, slot by slot; an empty slot is none.
    pub team: Vec<Option<InspectorId>>,
    /// Substitutions that concern the object, in order.
    pub changes: Vec<Substitution>,
}

/// The drawn objects of a sealed draw from what is secret of it, of a revealed or lost one from what is public. Errors: another
/// stage (MC0730), a secret file that is missing (MC0732), one that does not fit the seal or the commitment (MC0717).
pub fn planned(folder: &DrawFolder) -> Result<Vec<Planned>, Report> {
    let (found, ..) = folder.at_stage(&[Stage::Sealed, Stage::Revealed, Stage::Lost])?;
    if found.stage != Stage::Sealed {
        let teams = found.final_teams.iter().cloned().chain(std::iter::repeat(Vec::new()));
        let drawn = found.teams.iter().cloned().chain(std::iter::repeat(Vec::new()));
        let rows = found.drawn.iter().zip(drawn.zip(teams));
        let of = |id: &ObjectId| changes(&found.substitutions, id);
        let row =
            |(drawn, (as_drawn, team)): (&crate::draw::Selected, (Vec<InspectorId>, Vec<Option<InspectorId>>))| {
                Planned {
                    object: drawn.id.clone(),
                    stratum: drawn.stratum.clone(),
                    rank: drawn.rank,
                    drawn: as_drawn,
                    team,
                    changes: of(&drawn.id),
                }
            };
        return Ok(rows.map(row).collect());
    }
    let broken = |fault: Fault| one(protocol_fault(&folder.id, &fault));
    let leaves = parse_leaves(folder.secret_file("leaves.txt")?).map_err(broken)?;
    if found.seal.as_ref().is_none_or(|seal| seal.tree_root != tree_root(&leaves)) {
        return Err(broken(Fault::new("leaves.txt", "root-differs", "")));
    }
    let outcome = substitute::outcome(folder)?;
    let teams = outcome.replayed(folder)?;
    let row = |leaf: crate::draw::Leaf| Planned {
        team: teams.team(&leaf.id),
        changes: changes(&outcome.rows, &leaf.id),
        drawn: leaf.team,
        object: leaf.id,
        stratum: leaf.stratum,
        rank: leaf.rank,
    };
    Ok(leaves.into_iter().map(row).collect())
}

fn changes(rows: &[Substitution], object: &ObjectId) -> Vec<Substitution> {
    rows.iter().filter(|row| row.object == *object).cloned().collect()
}
