//! What the revealed draws of a year say: who was visited how often, who went. In: the county. Out: counts. A sealed draw
//! says nothing here.

use crate::model::{DrawId, InspectorId};
use crate::site::{DrawRecord, DrawState, Site};
use std::collections::{BTreeMap, BTreeSet};

/// Draws of a year whose outcome is public.
fn revealed(site: &Site, year: i32) -> impl Iterator<Item = &DrawRecord> {
    site.draws
        .values()
        .filter(move |draw| draw.period.year == year && matches!(draw.state, DrawState::Revealed | DrawState::Lost))
}

/// Draws of the year in which each pollution source was drawn (R28), by source. An object drawn twice and visited once
/// (`merged-visit`) counts for the draw whose team went.
pub fn visits_of_year(site: &Site, year: i32) -> BTreeMap<String, Vec<DrawId>> {
    let mut visits: BTreeMap<String, Vec<DrawId>> = BTreeMap::new();
    for draw in revealed(site, year) {
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

/// Revealed assignments of the year, by inspector, after substitutions.
pub fn loads(site: &Site, year: i32) -> BTreeMap<InspectorId, u32> {
    let mut loads = BTreeMap::new();
    for drawn in revealed(site, year).flat_map(|draw| &draw.drawn) {
        for inspector in &drawn.final_team {
            *loads.entry(inspector.clone()).or_insert(0) += 1;
        }
    }
    loads
}
