//! Errands of keeping (R44): a round that ended without an archive, an archive that is gone or was changed, until when none may be destroyed.
//! In: the list of archives and what was found in their places. Out: errands.

use super::{Errand, Kind, end_of};
use crate::model::{Day, Period, Time};
use crate::site::{DrawRecord, DrawState, Site};
use std::collections::BTreeSet;

/// What stands in the place of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// The archive as it was made.
    Same,
    /// Nothing that can be read.
    Missing,
    /// Something else.
    Changed,
}

/// `found`: one for each row of the list of archives, in its order.
pub(super) fn errands(site: &Site, moment: Time, found: &[Found]) -> Vec<Errand> {
    let today = moment.date();
    let mut all: Vec<Errand> = site
        .archives
        .iter()
        .zip(found)
        .filter(|(archive, _)| archive.keep_until >= today)
        .filter_map(|(archive, found)| {
            let kind = match found {
                Found::Same => return None,
                Found::Missing => Kind::ArchiveGone,
                Found::Changed => Kind::ArchiveChanged,
            };
            let errand = Errand::new(kind, &archive.round).with("file", &archive.file).with("keep", archive.keep_until);
            Some(Errand { rule: Some("R44"), ..errand })
        })
        .collect();
    let open: Vec<Period> = ended(site, today).into_iter().filter(|round| !is_archived(site, *round)).collect();
    if let Some(first) = open.first() {
        let errand = Errand { rule: Some("R44"), ..Errand::new(Kind::Archive, first) };
        all.push(if open.len() > 1 { errand.with("more", open.len() - 1) } else { errand });
    }
    let kept: Vec<_> = site.archives.iter().filter(|archive| archive.keep_until >= today).collect();
    if let Some(next) = kept.iter().min_by_key(|archive| archive.keep_until) {
        let errand = Errand::new(Kind::ArchiveKept, &next.round).with("n", kept.len()).with("keep", next.keep_until);
        all.push(Errand { rule: Some("R44"), ..errand });
    }
    all
}

/// Rounds that are over, young enough to be kept and with nothing left to do: every draw has ended and every object drawn in a revealed one
/// has a result that is public, or is withheld by law.
fn ended(site: &Site, today: Day) -> BTreeSet<Period> {
    let rounds: BTreeSet<Period> = site.draws.values().map(|draw| draw.period).collect();
    let is_done = |draw: &DrawRecord| match draw.state {
        DrawState::Committed | DrawState::Sealed => false,
        DrawState::Revealed => draw.drawn.iter().all(|drawn| {
            let visit = site.visits.get(&(draw.id.clone(), drawn.object.clone()));
            visit.is_some_and(|visit| {
                visit.withheld.is_some() || (visit.result.is_some() && visit.published_at.is_some())
            })
        }),
        _ => true,
    };
    let is_over = |round: &Period| {
        let kept = crate::archive::keep_until(round.year) >= today;
        kept && round.last_day() < today && site.draws.values().filter(|draw| draw.period == *round).all(is_done)
    };
    rounds.into_iter().filter(is_over).collect()
}

/// Whether an archive holds the round: its own, or one of the whole year that was made after the round was over.
fn is_archived(site: &Site, round: Period) -> bool {
    let (own, year) = (round.to_string(), round.year.to_string());
    let after = end_of(round.last_day()).map(|end| end.date());
    site.archives.iter().any(|archive| archive.round == own || (archive.round == year && Some(archive.made) > after))
}
