//! What changed between the lists of a draw and those of the draw before, and what the registry says about it. In: the
//! county and a draw. Out: a [`Comparison`]: who came, who left, who changed stratum, who was excluded, who stands in the
//! registry and on no list, whose stratum or load no public draw explains. Looks only at lists, which are public from the
//! commitment on, at the registry, and at draws that were revealed before the commitment; never at a sealed outcome.
//!
//! A checker cannot miss a firm that stands on no list (docs/attacks.md): every hash fits. Only lists laid side by side
//! show it.

mod book;
mod people;

pub use people::{LoadRow, PersonRow};

use super::special::{SpecialGround, SpecialList, special_list};
use crate::model::{Change, Class, Day, DrawId, ObjectId, SuperiorCheck};
use crate::site::{DrawRecord, Ground, Site};
use book::Book;
pub use book::Changes;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Where an object stands in the lists of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// On neither list.
    Nowhere,
    /// On the roster, in this stratum.
    Stratum(&'a str),
    /// On `excluded.csv`: rule and evidence.
    Excluded(&'a str, &'a str),
}

/// What is on record for a change of the lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because<'a> {
    /// A dated change of the registry.
    Change(&'a Change),
    /// A check by a superior body.
    Superior(&'a SuperiorCheck),
    /// It was drawn in these draws of the year, revealed before the commitment.
    Drawn(Vec<DrawId>),
    /// It was drawn in these earlier draws of the year, of which one at least was revealed only after the commitment: the
    /// lists were made with what was not public yet.
    DrawnEarly(Vec<DrawId>),
    /// Another draw of the class and period lists it.
    Elsewhere(&'a DrawId),
    /// Strata and yearly exclusions begin anew with the year.
    NewYear,
    /// The special list of the quarter names it.
    Special(BTreeSet<SpecialGround>),
    /// The special list of the quarter does not name it any more.
    NotSpecial,
    /// An inspector's certificate ran out.
    Expired(Day),
}

/// One object whose place changed, or is not what the registry leads one to expect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// The object.
    pub id: &'a ObjectId,
    /// Its name on the list, or in the registry.
    pub name: &'a str,
    /// Where it stood.
    pub from: Place<'a>,
    /// Where it stands.
    pub to: Place<'a>,
    /// What is on record; none: nothing is.
    pub because: Option<Because<'a>>,
    /// Whether the registry had it in the class, open, on the day of the commitment.
    pub registered: bool,
}

/// All differences, each list sorted by id.
#[derive(Debug, Default)]
pub struct Comparison<'a> {
    /// The draw compared with; none for the first of its kind.
    pub previous: Option<&'a DrawRecord>,
    /// On a list now, on none before.
    pub added: Vec<Row<'a>>,
    /// On a list before, on none now.
    pub left: Vec<Row<'a>>,
    /// From one stratum to another.
    pub moved: Vec<Row<'a>>,
    /// Excluded now, and not before, or by another rule.
    pub excluded: Vec<Row<'a>>,
    /// Excluded before, on the roster now.
    pub returned: Vec<Row<'a>>,
    /// In the registry and in the class on the day of the commitment, on no list now or before.
    pub missing: Vec<Row<'a>>,
    /// In a stratum that the draws revealed before contradict; `because` names the draws that did draw it.
    pub misplaced: Vec<Row<'a>>,
    /// Inspectors who came.
    pub joined: Vec<PersonRow<'a>>,
    /// Inspectors who left.
    pub gone: Vec<PersonRow<'a>>,
    /// Inspectors whose load is not the number of their assignments revealed before.
    pub loads: Vec<LoadRow<'a>>,
}

impl Comparison<'_> {
    /// Whether the lists contradict the registry or the draws revealed before.
    pub fn contradicts(&self) -> bool {
        !self.missing.is_empty() || !self.misplaced.is_empty() || self.loads.iter().any(|row| !row.early)
    }

    /// Objects with a change for which nothing is on record.
    pub fn unexplained(&self) -> BTreeSet<&ObjectId> {
        let changed = [&self.added, &self.left, &self.moved, &self.excluded].into_iter().flatten();
        changed.filter(|row| row.because.is_none()).map(|row| row.id).collect()
    }

    /// How many objects and inspectors were listed by what was not public yet.
    pub fn early(&self) -> usize {
        let rows = [&self.moved, &self.excluded].into_iter().flatten();
        let objects = rows.filter(|row| matches!(row.because, Some(Because::DrawnEarly(_)))).count();
        objects + self.loads.iter().filter(|row| row.early).count()
    }
}

/// Whether a draw was not void.
fn stands(draw: &DrawRecord) -> bool {
    !draw.state.is_void()
}

fn replaced_by(draw: &DrawRecord) -> Option<&DrawId> {
    draw.commit.as_ref()?.replaces.as_ref()
}

/// The draw whose lists those of `record` are compared with: the void one it replaces, else the last of the same task, else
/// the last of the class in an earlier year, and of several of that period the one that lists most of the same objects.
/// Projects are listed by the year of their deadline, so that two years have nothing in common.
pub fn previous<'a>(site: &'a Ground, record: &DrawRecord) -> Option<&'a DrawRecord> {
    if let Some(replaced) = replaced_by(record) {
        return site.draws.get(replaced);
    }
    let is_replaced = |draw: &DrawRecord| site.draws.values().any(|other| replaced_by(other) == Some(&draw.id));
    let earlier: Vec<&DrawRecord> = site
        .draws
        .values()
        .filter(|other| other.class == record.class && other.period < record.period && !is_replaced(other))
        .collect();
    let of_year = earlier.iter().filter(|other| other.period.year == record.period.year && other.task == record.task);
    if let Some(last) = of_year.max_by_key(|other| other.period) {
        return Some(last);
    }
    if record.class == Class::Project {
        return None;
    }
    let before: Vec<&DrawRecord> = earlier.into_iter().filter(|other| other.period.year < record.period.year).collect();
    let period = before.iter().map(|other| other.period).max()?;
    let of_period: Vec<&DrawRecord> = before.into_iter().filter(|other| other.period == period).collect();
    if let [only] = of_period[..] {
        return Some(only);
    }
    let own = Lists::of(record);
    let shared = |other: &DrawRecord| Lists::of(other).places.into_keys().filter(|id| own.has(id)).count();
    of_period.into_iter().min_by_key(|other| (usize::MAX - shared(other), &other.id))
}

/// Name and place of everybody on the lists of a draw, sorted by id.
#[derive(Default)]
struct Lists<'a> {
    rows: Vec<(&'a ObjectId, &'a str, Place<'a>)>,
    places: FxHashMap<&'a ObjectId, Place<'a>>,
}

impl<'a> Lists<'a> {
    fn of(draw: &'a DrawRecord) -> Self {
        let roster = draw.roster.iter().map(|row| (&row.id, row.name.as_str(), Place::Stratum(&row.stratum)));
        let excluded =
            draw.excluded.iter().map(|row| (&row.id, row.name.as_str(), Place::Excluded(&row.rule, &row.evidence)));
        let mut rows: Vec<_> = roster.chain(excluded).collect();
        rows.sort_by_key(|(id, ..)| *id);
        // Of an object on both lists, which no good draw has, the exclusion counts.
        rows.dedup_by(|later, first| {
            first.0 == later.0 && {
                *first = *later;
                true
            }
        });
        let places = rows.iter().map(|(id, _, place)| (*id, *place)).collect();
        Self { rows, places }
    }

    fn has(&self, id: &ObjectId) -> bool {
        self.places.contains_key(id)
    }

    fn place(&self, id: &ObjectId) -> Place<'a> {
        self.places.get(id).copied().unwrap_or(Place::Nowhere)
    }
}

/// The special list that a draw of the special class was held over; of any other draw none.
pub fn special_of(site: &Site, record: &DrawRecord) -> SpecialList {
    match (record.class, record.times.committed) {
        (Class::Special, Some(moment)) => special_list(site, record.period, moment),
        _ => SpecialList::new(),
    }
}

/// Compares the lists of a draw with those of the draw before, and with the registry.
pub fn compare<'a>(site: &'a Site, changes: &Changes<'a>, record: &'a DrawRecord) -> Comparison<'a> {
    compare_with(site, changes, record, &special_of(site, record))
}

/// As [`compare`], with what [`special_of`] says.
pub fn compare_with<'a>(
    site: &'a Ground,
    changes: &Changes<'a>,
    record: &'a DrawRecord,
    special: &SpecialList,
) -> Comparison<'a> {
    let book = Book::new(site, changes, record, special);
    let now = Lists::of(record);
    let mut found = Comparison { previous: previous(site, record), ..Comparison::default() };
    let before = found.previous.map(Lists::of).unwrap_or_default();
    if let Some(previous) = found.previous {
        for (id, name, from) in before.rows.iter().filter(|(id, ..)| !now.has(id)) {
            found.left.push(book.row(id, name, *from, Place::Nowhere, book.left(id)));
        }
        for (id, name, to) in &now.rows {
            let from = before.place(id);
            // Most stand where they stood, and what the registry says of them need not be asked.
            if from != *to {
                book.changed(previous, book.row(id, name, from, *to, None), &mut found);
            }
        }
        if previous.commit.is_some() && record.commit.is_some() {
            people::compare(&book, previous, &mut found);
        }
    }
    found.missing = book.missing(|id| now.has(id) || before.has(id));
    found.misplaced = book.misplaced();
    found.loads = people::loads(&book, found.previous);
    found
}
