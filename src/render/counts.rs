//! What became of the objects of one draw, counted from rows that are public. In: the checked county. Out: [`Counts`] for
//! the ledger and the summary table. Of a sealed draw only what was committed to and what slips opened is counted.

use super::view::{Draws, is_open, is_published};
use crate::model::*;
use crate::site::{DrawRecord, DrawState, Site};
use std::collections::{BTreeMap, BTreeSet};

/// What the form must keep; also keys below `summary.identity`.
pub(crate) const IDENTITIES: [&str; 4] = ["phrases", "enough", "published", "ledger"];

/// One draw in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Size of the class, excluded included.
    pub(crate) class_size: u64,
    /// Least number the rate asks for: the integer ceiling (R22–R26).
    pub(crate) due: u64,
    /// Number drawn, as committed.
    pub(crate) drawn: u64,
    /// Excluded because a superior body checked them (R30).
    pub(crate) superior: u64,
    /// Still secret.
    pub(crate) sealed: u64,
    /// Visited.
    pub(crate) visited: u64,
    /// On site.
    pub(crate) on_site: u64,
    /// On paper.
    pub(crate) on_paper: u64,
    /// Results published.
    pub(crate) published: u64,
    /// Results withheld by law.
    pub(crate) withheld: u64,
    /// Drawn, known, and without a published result.
    pub(crate) pending: u64,
    /// Of the pending, those already visited.
    pub(crate) visited_pending: u64,
    /// Published results by phrase.
    pub(crate) phrases: BTreeMap<Phrase, u64>,
    /// Published results that named a problem.
    pub(crate) problems: u64,
    /// Problems whose follow-up is over.
    pub(crate) mended: u64,
    /// Handed over to other bodies.
    pub(crate) transferred: u64,
    /// Penalties.
    pub(crate) penalties: u64,
    /// Fines in yuan.
    pub(crate) fines: u64,
    /// Different inspectors on visits.
    pub(crate) inspectors: u64,
    /// Inspectors summed over visits.
    pub(crate) person_visits: u64,
    /// Results published in time, of those the rule R37 judges; none if it judges none.
    pub(crate) in_time: Option<(u64, u64)>,
}

/// A number of the counts of a draw that a drawn object counts towards by one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Visited.
    Visited,
    /// On site.
    OnSite,
    /// On paper.
    OnPaper,
    /// The result is published.
    Published,
    /// The result is withheld by law.
    Withheld,
    /// Known to be drawn, without a published result.
    Pending,
    /// Of these, visited.
    VisitedPending,
    /// Published with this phrase.
    Phrase(Phrase),
    /// Published with a problem.
    Problem,
    /// The problem is over.
    Mended,
    /// Handed over.
    Transferred,
    /// With a penalty.
    Penalty,
}

/// What one drawn object counts towards. `visit`: its row of results, if there is one; `steps`: its follow-ups.
fn marks(visit: Option<&Visit>, steps: &[FollowUp]) -> Vec<Mark> {
    let Some(visit) = visit else { return vec![Mark::Pending] };
    let mut marks = Vec::new();
    if visit.visited.is_some() {
        marks.push(Mark::Visited);
        marks.extend(visit.method.map(|method| match method {
            Method::Site => Mark::OnSite,
            Method::Paper => Mark::OnPaper,
        }));
    }
    if visit.withheld.is_some() {
        marks.push(Mark::Withheld);
    } else if is_published(visit) {
        marks.push(Mark::Published);
        if let Some(phrase) = &visit.result {
            marks.push(Mark::Phrase(phrase.clone()));
            if phrase.is_problem() {
                marks.push(Mark::Problem);
                marks.extend((!is_open(visit, steps)).then_some(Mark::Mended));
            }
        }
        marks.extend(visit.transferred.as_ref().map(|_| Mark::Transferred));
        marks.extend(visit.penalty.as_ref().map(|_| Mark::Penalty));
    } else {
        marks.push(Mark::Pending);
        marks.extend(visit.visited.map(|_| Mark::VisitedPending));
    }
    marks
}

/// Drawn objects that are public, with their teams: all of an open list, of a sealed one those whose slip is open.
fn known(draw: &DrawRecord) -> Vec<(&ObjectId, &[InspectorId])> {
    match draw.state {
        DrawState::Revealed | DrawState::Lost => {
            draw.drawn.iter().map(|drawn| (&drawn.object, drawn.final_team.as_slice())).collect()
        }
        DrawState::Sealed => draw.slips.iter().map(|slip| (&slip.object, slip.team.as_slice())).collect(),
        _ => Vec::new(),
    }
}

/// The objects that make the numbers of a draw, each with what it counts towards: the same that the ledger and the summary count.
pub fn members(site: &Site, draw: &DrawRecord) -> Vec<(ObjectId, Vec<Mark>)> {
    let draws = Draws::new(site);
    let shown = known(draw).into_iter().filter(|(object, _)| draws.shows(&draw.id, object));
    let marked = |(object, _): (&ObjectId, &[InspectorId])| {
        let key = (draw.id.clone(), object.clone());
        let steps = site.followups.get(&key).map(Vec::as_slice).unwrap_or_default();
        (object.clone(), marks(site.visits.get(&key), steps))
    };
    shown.map(marked).collect()
}

impl Counts {
    /// Counts one draw.
    pub(crate) fn of(site: &Site, draws: &Draws<'_>, draw: &DrawRecord) -> Self {
        let class_size = u64::from(draw.class_size());
        let mut counts = Self {
            class_size,
            due: (class_size * u64::from(draw.rate)).div_ceil(10_000),
            drawn: u64::from(draw.drawn_count()),
            superior: draw.excluded.iter().filter(|row| row.rule == "superior-checked").count() as u64,
            ..Self::default()
        };
        let mut people = BTreeSet::new();
        let known = known(draw);
        if draw.state == DrawState::Sealed {
            counts.sealed = counts.drawn.saturating_sub(known.len() as u64);
        }
        for (object, team) in known {
            if draws.shows(&draw.id, object) {
                counts.add(site, draw, object, team, &mut people);
            }
        }
        counts.inspectors = people.len() as u64;
        counts.in_time = in_time(site, draws, draw);
        counts
    }

    fn add<'t>(
        &mut self,
        site: &Site,
        draw: &DrawRecord,
        object: &ObjectId,
        team: &'t [InspectorId],
        people: &mut BTreeSet<&'t InspectorId>,
    ) {
        let key = (draw.id.clone(), object.clone());
        let visit = site.visits.get(&key);
        let marks = marks(visit, site.followups.get(&key).map(Vec::as_slice).unwrap_or_default());
        if marks.contains(&Mark::Visited) {
            self.person_visits += team.len() as u64;
            people.extend(team);
        }
        if marks.contains(&Mark::Published) {
            self.fines += visit.and_then(|visit| visit.fine).map_or(0, u64::from);
        }
        marks.into_iter().for_each(|mark| self.mark(mark));
    }

    fn mark(&mut self, mark: Mark) {
        let number = match mark {
            Mark::Visited => &mut self.visited,
            Mark::OnSite => &mut self.on_site,
            Mark::OnPaper => &mut self.on_paper,
            Mark::Published => &mut self.published,
            Mark::Withheld => &mut self.withheld,
            Mark::Pending => &mut self.pending,
            Mark::VisitedPending => &mut self.visited_pending,
            Mark::Phrase(phrase) => self.phrases.entry(phrase).or_default(),
            Mark::Problem => &mut self.problems,
            Mark::Mended => &mut self.mended,
            Mark::Transferred => &mut self.transferred,
            Mark::Penalty => &mut self.penalties,
        };
        *number += 1;
    }

    /// Drawn = published + pending + withheld + sealed.
    pub(crate) fn adds_up(&self) -> bool {
        self.drawn == self.published + self.pending + self.withheld + self.sealed
    }

    /// Visited = every phrase + withheld + visited and not published yet (domain.md 3.6); a withheld row may lack its day.
    pub(crate) fn visits_add_up(&self) -> bool {
        let told: u64 = self.phrases.values().sum::<u64>() + self.visited_pending;
        self.visited >= told && self.visited <= told + self.withheld
    }

    /// Whether a draw keeps an identity of the form (domain.md 3.6): `phrases`, `enough`, `published` or `ledger`. What is not known before
    /// the reveal is not judged.
    pub(crate) fn keeps(&self, identity: &str, draw: &DrawRecord) -> bool {
        let open = matches!(draw.state, DrawState::Revealed | DrawState::Lost);
        match identity {
            "phrases" => !open || self.visits_add_up(),
            "published" => !open || self.published <= self.visited,
            "ledger" => self.adds_up(),
            // Where fewer can be drawn than the rate asks for, all of them are (R31).
            _ => match draw.state {
                DrawState::Committed | DrawState::Shortfall => true,
                _ => self.due.min(draw.roster.len() as u64) <= self.drawn,
            },
        }
    }

    /// Sums, for a line of totals. Rates are worked out from the sums, people are not summed.
    pub(crate) fn sum<'c>(all: impl IntoIterator<Item = &'c Self>) -> Self {
        let mut total = Self::default();
        for one in all {
            total.class_size += one.class_size;
            total.due += one.due;
            total.drawn += one.drawn;
            total.superior += one.superior;
            total.sealed += one.sealed;
            total.visited += one.visited;
            total.on_site += one.on_site;
            total.on_paper += one.on_paper;
            total.published += one.published;
            total.withheld += one.withheld;
            total.pending += one.pending;
            total.visited_pending += one.visited_pending;
            for (phrase, count) in &one.phrases {
                *total.phrases.entry(phrase.clone()).or_default() += count;
            }
            total.problems += one.problems;
            total.mended += one.mended;
            total.transferred += one.transferred;
            total.penalties += one.penalties;
            total.fines += one.fines;
            total.person_visits += one.person_visits;
        }
        total
    }
}

/// Results in time and all results that the 20 working days judge (R37). What was in time is one finding a draw with its
/// count, what was not is a finding each.
fn in_time(site: &Site, draws: &Draws<'_>, draw: &DrawRecord) -> Option<(u64, u64)> {
    let of_draw = |finding: &&Finding| {
        let subject = finding.subject.split('/').next();
        finding.rule == "R37" && subject == Some(draw.id.as_str()) && draws.shows_subject(&finding.subject)
    };
    let count = |finding: &Finding| {
        let count = finding.args.iter().find(|(name, _)| *name == "count");
        count.map_or(1, |(_, count)| count.parse().unwrap_or(1))
    };
    let (mut met, mut all) = (0, 0);
    for finding in site.findings.iter().filter(of_draw) {
        match finding.state {
            RuleState::Met => {
                met += count(finding);
                all += count(finding);
            }
            RuleState::Late | RuleState::Overdue => all += 1,
            _ => {}
        }
    }
    (all > 0).then_some((met, all))
}
