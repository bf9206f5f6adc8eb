//! Which objects a draw chose, whoever may know it. In: the draw's folder. Out: their ids in draw order. Secret while the draw is sealed.

use super::{DrawFolder, one, protocol_fault};
use crate::diag::Report;
use crate::draw::seal::{parse_leaves, tree_root};
use crate::draw::{Fault, Stage};
use crate::model::ObjectId;

/// The drawn objects: of a sealed draw from what is secret of it, of a revealed or lost one from what is public. The flag says whether
/// they are still secret. Errors: another stage (MC0730), the secret list is missing (MC0732) or is not the sealed one (MC0717).
pub fn drawn_objects(folder: &DrawFolder) -> Result<(Vec<ObjectId>, bool), Report> {
    let (found, ..) = folder.at_stage(&[Stage::Sealed, Stage::Revealed, Stage::Lost])?;
    if found.stage != Stage::Sealed {
        return Ok((found.drawn.into_iter().map(|drawn| drawn.id).collect(), false));
    }
    let broken = |fault: Fault| one(protocol_fault(&folder.id, &fault));
    let leaves = parse_leaves(folder.secret_file("leaves.txt")?).map_err(broken)?;
    if found.seal.as_ref().is_none_or(|seal| seal.tree_root != tree_root(&leaves)) {
        return Err(broken(Fault::new("leaves.txt", "root-differs", "")));
    }
    Ok((leaves.into_iter().map(|leaf| leaf.id).collect(), true))
}
