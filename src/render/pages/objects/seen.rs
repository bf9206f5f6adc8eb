//! The times an object was drawn, or visited without a draw, as far as they are public. In: the [`Book`] and one history.
//! Out: [`Seen`], the latest first. What the standing, the boxes of visits and the badge say comes from here alone, so that
//! none of them can know more than the others.

use super::history::{Book, Stand};
use super::own::Own;
use crate::model::*;
use crate::render::view::{self, Fate};
use crate::site::DrawRecord;
use chrono::Datelike;

/// Being drawn: the draw, the place in it, the team.
#[derive(Clone, Copy)]
pub(super) struct Lot<'b> {
    /// The draw.
    pub(super) draw: &'b DrawRecord,
    /// Stratum.
    pub(super) stratum: &'b str,
    /// Rank within the stratum, from 1.
    pub(super) rank: u32,
    /// Who went, after substitutions.
    pub(super) team: &'b [InspectorId],
    /// The other draw whose team went for both, if the two visits became one.
    pub(super) merged: Option<&'b str>,
}

/// One time: a lot with or without its row, or an exempt visit.
#[derive(Clone, Copy)]
pub(super) struct Seen<'b> {
    /// None for an exempt visit.
    pub(super) lot: Option<Lot<'b>>,
    /// The row of the results.
    pub(super) row: Option<&'b Visit>,
    /// The exempt visit.
    pub(super) exempt: Option<&'b ExemptVisit>,
    /// Steps of follow-up, the oldest first; only of a published result.
    pub(super) steps: &'b [FollowUp],
}

/// How far it came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage<'b> {
    /// Drawn; one visit serves two draws, and its row stands with the other.
    Merged,
    /// Drawn, and no row says when the visit was.
    Unseen,
    /// Visited, the result not public.
    Pending,
    /// Withheld by law.
    Withheld(Withheld),
    /// Published.
    Told(&'b Phrase),
}

impl<'b> Seen<'b> {
    /// Day of the visit.
    pub(super) fn day(&self) -> Option<Day> {
        self.exempt.map(|visit| visit.visited).or_else(|| self.row.and_then(|row| row.visited))
    }

    /// Whether a visit is known to have taken place.
    pub(super) fn took_place(&self) -> bool {
        self.day().is_some() || matches!(self.stage(), Stage::Withheld(_) | Stage::Told(_))
    }

    /// How far it came.
    pub(super) fn stage(&self) -> Stage<'b> {
        let told = |withheld: Option<Withheld>, result: &'b Option<Phrase>, published: Option<Time>| match (
            withheld, result, published,
        ) {
            (Some(ground), ..) => Stage::Withheld(ground),
            (None, Some(phrase), Some(_)) => Stage::Told(phrase),
            _ => Stage::Pending,
        };
        match (self.exempt, self.row) {
            (Some(visit), _) => told(visit.withheld, &visit.result, visit.published_at),
            (None, Some(row)) => match told(row.withheld, &row.result, row.published_at) {
                Stage::Pending if row.visited.is_none() => self.without_row(),
                stage => stage,
            },
            (None, None) => self.without_row(),
        }
    }

    fn without_row(&self) -> Stage<'b> {
        if self.lot.is_some_and(|lot| lot.merged.is_some()) { Stage::Merged } else { Stage::Unseen }
    }

    /// Whether a problem is public whose mending or closing is not (R41). Of exempt visits no steps are kept.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.stage(), Stage::Told(_)) && self.row.is_some_and(|row| view::is_open(row, self.steps))
    }

    /// The step that mended or closed it.
    pub(super) fn ended(&self) -> Option<&'b FollowUp> {
        let problem = matches!(self.stage(), Stage::Told(phrase) if phrase.is_problem());
        self.steps.last().filter(|_| problem && !self.is_open())
    }

    /// Time of publication, of a result or of its being withheld.
    pub(super) fn published(&self) -> Option<Time> {
        self.exempt.map_or_else(|| self.row.and_then(|row| row.published_at), |visit| visit.published_at)
    }

    /// The year it counts for: that of the draw, or of the exempt visit.
    pub(super) fn year(&self) -> i32 {
        match (self.lot, self.exempt) {
            (Some(lot), _) => lot.draw.period.year,
            (None, visit) => visit.map_or(0, |visit| visit.visited.year()),
        }
    }

    /// What it is sorted by: the day of the visit; without one, when the lot became public.
    pub(super) fn moment(&self) -> Day {
        let lot = self.lot.map(|lot| {
            let times = lot.draw.times;
            times.ended.or(times.sealed).or(times.committed).map_or(lot.draw.period.first_day(), |time| time.date())
        });
        self.day().or(lot).unwrap_or(Day::MIN)
    }
}

/// All times of one object, the latest first.
pub(super) fn of<'b>(book: &'b Book<'b>, own: &Own<'b>) -> Vec<Seen<'b>> {
    let (id, rows) = (own.id, own.rows);
    let history = book.history(id);
    let mut all: Vec<Seen<'b>> = Vec::new();
    for (place, stand) in &history.stands {
        let Stand::Roster(_, fate) = stand else { continue };
        let (stratum, rank, team): (&str, u32, &[InspectorId]) = match fate {
            Fate::Drawn(drawn) => (&drawn.stratum, drawn.rank, &drawn.final_team),
            Fate::Opened(slip) => (&slip.stratum, slip.rank, &slip.team),
            _ => continue,
        };
        let Some(facts) = book.draws.get(book.shared[*place].id) else { continue };
        let draw = facts.draw;
        // Substitutions are public with the reveal only; an opened slip names the drawn team.
        let swapped = draw.substitutions.iter().filter(|row| matches!(fate, Fate::Drawn(_)) && &row.object == id);
        let merged = swapped.filter(|row| row.ground == "merged-visit").map(|row| row.evidence.as_str()).next();
        let row = rows.visits.get(&draw.id).copied();
        let steps = rows.followups.get(&draw.id).copied().filter(|_| row.is_some_and(view::is_published));
        all.push(Seen {
            lot: Some(Lot { draw, stratum, rank, team, merged }),
            row,
            exempt: None,
            steps: steps.unwrap_or_default(),
        });
    }
    let exempt = rows.exempt.iter().map(|visit| Seen { lot: None, row: None, exempt: Some(*visit), steps: &[] });
    all.extend(exempt);
    all.sort_by_key(|seen| std::cmp::Reverse(seen.moment()));
    all
}
