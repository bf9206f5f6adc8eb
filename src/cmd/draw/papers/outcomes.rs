//! Who was drawn in this draw and in the others of its period. In: the county, the secrets. Out: outcomes; none before the seal.

use crate::cmd::desk::{County, Desk, Stop};
use crate::papers::Outcome;
use crate::site::{DrawRecord, DrawState};
use crate::steps::{self, DrawFolder};

/// What is known here.
pub(super) struct Known<'a> {
    /// The draw itself.
    pub(super) this: Outcome<'a>,
    /// Other draws of its period.
    pub(super) others: Vec<Outcome<'a>>,
}

/// The outcomes, of draws that have one. Errors: a secret file of this or of another draw is missing or spoilt: without it a visit
/// that both share could not be told.
pub(super) fn known<'a>(desk: &Desk<'_>, county: &'a County, folder: &DrawFolder) -> Result<Option<Known<'a>>, Stop> {
    let of = |draw: &'a DrawRecord, folder: &DrawFolder| {
        let planned = steps::planned(folder).map_err(|report| desk.refused(report, county))?;
        Ok::<_, Stop>(Outcome { draw, planned })
    };
    let Some(this) = county.site.draws.get(&folder.id).filter(|draw| has_outcome(draw)) else { return Ok(None) };
    let mut others = Vec::new();
    for draw in county.site.draws.values().filter(|draw| draw.period == this.period && draw.id != this.id) {
        if has_outcome(draw) {
            others.push(of(draw, &desk.folder(county, draw.id.as_str())?)?);
        }
    }
    Ok(Some(Known { this: of(this, folder)?, others }))
}

fn has_outcome(draw: &DrawRecord) -> bool {
    matches!(draw.state, DrawState::Sealed | DrawState::Revealed | DrawState::Lost)
}
