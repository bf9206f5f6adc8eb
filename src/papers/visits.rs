//! Which visits a draw leads to. In: the county, the draw's rows, those of the other draws of the same period. Out: one visit
//! a drawn object, with the items it must answer, the draws it serves and how often the object was visited this year.

use crate::check::applicable_items;
use crate::model::{Class, InspectorId, Item, Object, ObjectId};
use crate::site::{DrawRecord, Site};
use crate::steps::Planned;
use std::collections::BTreeSet;

/// A draw whose outcome is known here.
pub struct Outcome<'a> {
    /// The draw.
    pub draw: &'a DrawRecord,
    /// Its drawn objects in draw order.
    pub planned: Vec<Planned>,
}

/// One visit.
pub struct Visit<'a> {
    /// Place in the draw's order, from 1.
    pub number: usize,
    /// What was drawn, and who goes.
    pub planned: &'a Planned,
    /// Name in the registry, else in the draw's list.
    pub name: String,
    /// The registry's row; none for an object that has left it.
    pub object: Option<&'a Object>,
    /// Items the visit must answer, those of all draws it serves, in the order of the list (R8).
    pub items: Vec<&'a Item>,
    /// Draws of the period that chose the object too and are served by this visit.
    pub guests: Vec<&'a DrawRecord>,
    /// The draw whose team makes this visit instead, sealed earlier.
    pub host: Option<&'a DrawRecord>,
    /// A merged visit that no `merged-visit` substitution has made known yet.
    pub is_unregistered: bool,
    /// Visits of the year by draws, and others, as far as results are entered.
    pub this_year: (usize, usize),
}

/// A team: its members, and its visits by their place.
pub struct Team {
    /// Members, sorted.
    pub members: Vec<InspectorId>,
    /// How many places nobody fills.
    pub vacant: usize,
    /// Places in the list of visits.
    pub visits: Vec<usize>,
}

/// The visits of a draw in its order.
pub fn arrange<'a>(site: &'a Site, this: &'a Outcome<'a>, others: &'a [Outcome<'a>]) -> Vec<Visit<'a>> {
    this.planned.iter().enumerate().map(|(at, planned)| visit(site, this, others, at, planned)).collect()
}

fn visit<'a>(
    site: &'a Site,
    this: &Outcome<'a>,
    others: &'a [Outcome<'a>],
    at: usize,
    planned: &'a Planned,
) -> Visit<'a> {
    let object = site.objects.get(&planned.object);
    let listed = this.draw.roster.iter().find(|row| row.id == planned.object).map(|row| &*row.name);
    let name = object.map(|object| object.name.as_str()).or(listed).unwrap_or(planned.object.as_str()).to_owned();
    let mut found = Visit {
        number: at + 1,
        planned,
        name,
        object,
        items: Vec::new(),
        guests: Vec::new(),
        host: None,
        is_unregistered: false,
        this_year: counted(site, this.draw, &planned.object),
    };
    for other in others {
        let Some(theirs) = other.planned.iter().find(|row| row.object == planned.object) else { continue };
        match meeting(site, this.draw, planned, other.draw, theirs) {
            None => {}
            Some((true, registered)) => {
                found.guests.push(other.draw);
                found.is_unregistered |= !registered;
            }
            Some((false, registered)) => {
                // Of several earlier draws the earliest goes.
                if found.host.is_none_or(|host| before(other.draw, host)) {
                    found.host = Some(other.draw);
                }
                found.is_unregistered |= !registered;
            }
        }
    }
    let classes: Vec<Class> =
        std::iter::once(this.draw.class).chain(found.guests.iter().map(|draw| draw.class)).collect();
    found.items = object.map(|object| items(site, object, &classes)).unwrap_or_default();
    found
}

/// Whether one draw was sealed before another.
fn before(one: &DrawRecord, other: &DrawRecord) -> bool {
    (one.times.sealed, &one.id) < (other.times.sealed, &other.id)
}

/// How two draws of a period that chose the same object share its visit: whether the first of the arguments goes, and whether
/// a substitution says so. None: they do not, because one has been there already.
fn meeting(
    site: &Site,
    this: &DrawRecord,
    mine: &Planned,
    other: &DrawRecord,
    theirs: &Planned,
) -> Option<(bool, bool)> {
    let says = |row: &Planned, first: &DrawRecord| {
        row.changes.iter().any(|change| change.ground == "merged-visit" && change.evidence == first.id.as_str())
    };
    if says(mine, other) {
        return Some((false, true));
    }
    if says(theirs, this) {
        return Some((true, true));
    }
    let is_visited = |draw: &DrawRecord| {
        let visit = site.visits.get(&(draw.id.clone(), mine.object.clone()));
        visit.is_some_and(|visit| visit.visited.is_some())
    };
    (!is_visited(this) && !is_visited(other)).then(|| (before(this, other), false))
}

/// Items of the list today that concern the object in one of these classes, each once.
fn items<'a>(site: &'a Site, object: &Object, classes: &[Class]) -> Vec<&'a Item> {
    let concerns = |item: &&Item| {
        let one = std::slice::from_ref(*item);
        classes.iter().any(|class| !applicable_items(one, object, *class, site.as_of).is_empty())
    };
    site.items.iter().filter(concerns).collect()
}

/// Visits of the draw's year at the object's pollution source (R28): by draws, a merged one once; and others.
fn counted(site: &Site, draw: &DrawRecord, object: &ObjectId) -> (usize, usize) {
    use chrono::Datelike;
    let source = |id: &ObjectId| site.objects.get(id).map_or_else(|| id.to_string(), |object| object.source.clone());
    let mine = source(object);
    let days = site.visits.values().filter(|visit| source(&visit.object) == mine);
    let days: BTreeSet<_> = days
        .filter_map(|visit| Some((&visit.object, visit.visited?)))
        .filter(|(_, day)| day.year() == draw.period.year)
        .collect();
    let exempt = site.exempt.iter().filter(|visit| source(&visit.object) == mine);
    (days.len(), exempt.filter(|visit| visit.visited.year() == draw.period.year).count())
}

/// Teams in the order of their first visit; a pair is the same whoever is named first. Visits another draw's team makes belong
/// to no team here.
pub(super) fn teams(visits: &[Visit<'_>]) -> Vec<Team> {
    let mut teams: Vec<Team> = Vec::new();
    for (at, visit) in visits.iter().enumerate().filter(|(_, visit)| visit.host.is_none()) {
        let mut members: Vec<InspectorId> = visit.planned.team.iter().flatten().cloned().collect();
        members.sort();
        let vacant = visit.planned.team.len() - members.len();
        match teams.iter_mut().find(|team| team.members == members && team.vacant == vacant) {
            Some(team) => team.visits.push(at),
            None => teams.push(Team { members, vacant, visits: vec![at] }),
        }
    }
    teams
}
