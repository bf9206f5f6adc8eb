//! 特殊监管对象: the special list of a quarter, derived from events and published results, never typed (R29, R29a).
//! In: the county, a quarter, a moment. Out: who is on the list and why. Never uses a fact that was recorded or published
//! after the moment, nor a result that is withheld.

use crate::model::{Class, Day, ObjectId, Period, Phrase, SpecialExit, SpecialKind, Time};
use crate::site::Site;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Why an object is on the list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum SpecialGround {
    /// An event of the quarter before, or of an earlier one that was recorded late.
    Event {
        /// Which of the four.
        kind: &'static str,
        /// 文号.
        document: String,
        /// 决定日期.
        decided: Day,
        /// Whether it was recorded too late for the list that it belonged to.
        late: bool,
    },
    /// It was on the list and a violation was found on a visit of that quarter.
    Violation {
        /// The draw, or the number of the exempt visit.
        visit: String,
        /// 检查日期.
        visited: Day,
    },
    /// It was on the list and nobody came (only where `special_exit` is `only-if-inspected`).
    NotInspected,
}

/// The list of a quarter: objects and their grounds.
pub type SpecialList = BTreeMap<ObjectId, BTreeSet<SpecialGround>>;

/// A fact that puts an object on the list of the first quarter after `quarter` whose freeze it was known at.
struct Entry {
    object: ObjectId,
    quarter: Period,
    known: Time,
    ground: SpecialGround,
}

/// Word of a kind of event.
pub fn kind_word(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Supervised => "supervised",
        SpecialKind::Exceedance => "exceedance",
        SpecialKind::Penalty => "penalty",
        SpecialKind::Complaint => "complaint",
    }
}

/// The special list of a quarter as it is known at a moment. An event counts for the quarter after the one it was decided
/// in; recorded after that quarter's freeze, it counts for the next list. A period that is a whole year has no list.
pub fn special_list(site: &Site, quarter: Period, moment: Time) -> SpecialList {
    let events = events(site);
    let violations = violations(site);
    let Some(first) = events.iter().map(|entry| entry.quarter).min() else { return SpecialList::new() };
    if quarter.quarter.is_none() {
        return SpecialList::new();
    }
    let quarters = || std::iter::successors(Some(first.next()), |at| Some(at.next())).take_while(|at| *at < quarter);
    let known: BTreeMap<Period, Time> = quarters().map(|at| (at, freeze_of(site, at).min(moment))).collect();
    let freeze = |at: Period| match known.get(&at) {
        Some(frozen) => *frozen,
        None if at == quarter => moment,
        None => freeze_of(site, at).min(moment),
    };
    let mut lists: BTreeMap<Period, SpecialList> = BTreeMap::new();
    let mut at = first.next();
    while at <= quarter {
        let list = one(site, at, &freeze, (&events, &violations), &lists);
        lists.insert(at, list);
        at = at.next();
    }
    lists.remove(&quarter).unwrap_or_default()
}

fn one(
    site: &Site,
    at: Period,
    freeze: &dyn Fn(Period) -> Time,
    (events, violations): (&[Entry], &[Entry]),
    earlier: &BTreeMap<Period, SpecialList>,
) -> SpecialList {
    // The quarter whose list an entry belongs to, as far as it is not later than `at`.
    let counts = |entry: &Entry| {
        let mut list = entry.quarter.next();
        while list < at && entry.known > freeze(list) {
            list = list.next();
        }
        list == at && entry.known <= freeze(at)
    };
    let on_list = |quarter: Period, object: &ObjectId| earlier.get(&quarter).is_some_and(|l| l.contains_key(object));
    let mut found = SpecialList::new();
    for entry in events.iter().filter(|entry| counts(entry)) {
        let mut ground = entry.ground.clone();
        if let SpecialGround::Event { late, .. } = &mut ground {
            *late = entry.quarter.next() != at;
        }
        found.entry(entry.object.clone()).or_default().insert(ground);
    }
    for entry in violations.iter().filter(|entry| counts(entry) && on_list(entry.quarter, &entry.object)) {
        found.entry(entry.object.clone()).or_default().insert(entry.ground.clone());
    }
    if site.config.rules.special_exit == SpecialExit::OnlyIfInspected {
        let before = at.previous();
        for object in earlier.get(&before).into_iter().flat_map(BTreeMap::keys) {
            if !inspected(site, object, before, freeze(at)) {
                found.entry(object.clone()).or_default().insert(SpecialGround::NotInspected);
            }
        }
    }
    found
}

/// The list of a quarter as its draw froze it, or as it is known now where that is still to come.
pub fn as_frozen(site: &Site, quarter: Period, now: Time) -> SpecialList {
    special_list(site, quarter, freeze_of(site, quarter).min(now))
}

/// When the list of a quarter was frozen: the last special draw of it that is not void, else the end of the quarter.
fn freeze_of(site: &Site, quarter: Period) -> Time {
    let draws = site.draws.values().filter(|draw| draw.class == Class::Special && draw.period == quarter);
    draws
        .filter(|draw| !draw.state.is_void())
        .filter_map(|draw| draw.times.committed)
        .max()
        .unwrap_or_else(|| quarter.last_day().and_hms_opt(23, 59, 59).expect("a second before midnight exists"))
}

fn events(site: &Site) -> Vec<Entry> {
    let entry = |event: &crate::model::SpecialEvent| Entry {
        object: event.object.clone(),
        quarter: Period::quarter_of(event.decided),
        known: event.recorded,
        ground: SpecialGround::Event {
            kind: kind_word(event.kind),
            document: event.document.clone(),
            decided: event.decided,
            late: false,
        },
    };
    site.special_events.iter().map(entry).collect()
}

/// A published visit: object, number, day, moment of publication, result.
type Published<'a> = (&'a ObjectId, &'a str, Day, Time, &'a Phrase);

fn published(site: &Site) -> impl Iterator<Item = Published<'_>> {
    let drawn = site.visits.values().filter(|visit| visit.withheld.is_none()).filter_map(|visit| {
        Some((&visit.object, visit.draw.as_str(), visit.visited?, visit.published_at?, visit.result.as_ref()?))
    });
    let exempt = site.exempt.iter().filter(|visit| visit.withheld.is_none()).filter_map(|visit| {
        Some((&visit.object, visit.id.as_str(), visit.visited, visit.published_at?, visit.result.as_ref()?))
    });
    drawn.chain(exempt)
}

fn violations(site: &Site) -> Vec<Entry> {
    published(site)
        .filter(|(.., result)| result.is_problem())
        .map(|(object, visit, visited, known, _)| Entry {
            object: object.clone(),
            quarter: Period::quarter_of(visited),
            known,
            ground: SpecialGround::Violation { visit: visit.to_owned(), visited },
        })
        .collect()
}

fn inspected(site: &Site, object: &ObjectId, quarter: Period, moment: Time) -> bool {
    published(site).any(|(visited_object, _, visited, known, _)| {
        visited_object == object && Period::quarter_of(visited) == quarter && known <= moment
    })
}
