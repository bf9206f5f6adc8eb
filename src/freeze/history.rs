//! What the revealed draws of a year say at a moment: who was visited how often, who went. In: the county, the moment. Out:
//! counts. A draw that is sealed, or was revealed only after the moment, says nothing here.

use crate::model::{DrawId, InspectorId, Time};
use crate::site::{DrawRecord, DrawState, Site};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a step had been taken at a moment. One whose time nobody kept was: its files are there.
pub(super) fn by(step: Option<Time>, moment: Time) -> bool {
    step.is_none_or(|step| step <= moment)
}

/// Draws of a year whose outcome was public at a moment.
fn revealed(site: &Site, year: i32, moment: Time) -> impl Iterator<Item = &DrawRecord> {
    let of_year = site.draws.values().filter(move |draw| draw.period.year == year);
    of_year
        .filter(move |draw| matches!(draw.state, DrawState::Revealed | DrawState::Lost) && by(draw.times.ended, moment))
}

/// Draws of the year, public at the moment, in which each pollution source was drawn (R28), by source. An object drawn twice and visited once
/// (`merged-visit`) counts for the draw whose team went.
pub fn visits_of_year(site: &Site, year: i32, moment: Time) -> BTreeMap<String, Vec<DrawId>> {
    let mut visits: BTreeMap<String, Vec<DrawId>> = BTreeMap::new();
    for draw in revealed(site, year, moment) {
        let merged: BTreeSet<&str> = draw
            .substitutions
            .iter()
            .filter(|row| row.ground == "merged-visit")
            .map(|row| row.object.as_str())
            .collect();
        for drawn in draw.drawn.iter().filter(|drawn| !merged.contains(drawn.object.as_str())) {
            let object = drawn.object.as_str();
            let source = site.objects.get(object).map_or(object, |object| object.source.as_str());
            visits.entry(source.to_owned()).or_default().push(draw.id.clone());
        }
    }
    visits
}

/// Assignments of the year that were revealed at the moment, by inspector, after substitutions.
pub fn loads(site: &Site, year: i32, moment: Time) -> BTreeMap<InspectorId, u32> {
    let mut loads = BTreeMap::new();
    for drawn in revealed(site, year, moment).flat_map(|draw| &draw.drawn) {
        for inspector in &drawn.final_team {
            *loads.entry(inspector.clone()).or_insert(0) += 1;
        }
    }
    loads
}
