//! Inspectors by random priority with look-ahead (protocol section 7). In: drawn objects, inspectors, recusals, slots, S. Out:
//! a team for each object. Selection never depends on it.

use super::matching::Matching;
use super::text::sha;
use super::ticket::Tickets;
use super::{InspectorRow, RecusalRow, RosterRow, Selected, Slot};
use crate::model::{InspectorId, ObjectId, Tag};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// `A = sha("mingchou/assign/1\n" ‖ S ‖ "\n")`.
pub fn assign_head(seed_digest: &str) -> String {
    sha(format!("mingchou/assign/1\n{seed_digest}\n").as_bytes())
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// T*.
    pub level: u32,
    /// The team of each object, in the order of the objects, each in slot order.
    pub teams: Vec<Vec<InspectorId>>,
}

/// What the search needs of an object.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The object.
    pub id: &'a ObjectId,
    /// Its tag.
    pub tag: Option<&'a Tag>,
}

/// Whether an inspector may hold a slot at an object.
pub fn is_candidate(
    inspector: &InspectorRow,
    object: Place<'_>,
    slot: &Slot,
    recused: &BTreeSet<(&str, &str)>,
) -> bool {
    slot.needs(object.tag).is_none_or(|tag| inspector.tags.contains(tag))
        && !recused.contains(&(object.id.as_str(), inspector.id.as_str()))
}

/// Recusals for look-up.
pub fn recused(recusals: &[RecusalRow]) -> BTreeSet<(&str, &str)> {
    recusals.iter().map(|row| (row.object.as_str(), row.inspector.as_str())).collect()
}

/// The first object of the roster that, taken alone, cannot fill its slots; with the slot and the tag that is short.
pub fn infeasible<'a>(
    roster: &'a [RosterRow],
    inspectors: &[InspectorRow],
    recusals: &[RecusalRow],
    slots: &'a [Slot],
) -> Option<(&'a ObjectId, usize, Option<&'a Tag>)> {
    let recused = recused(recusals);
    let mut concerned = Concerned::new(&recused);
    let mut known: Vec<(Option<&Tag>, Option<usize>)> = Vec::new();
    for row in roster {
        let place = Place { id: &row.id, tag: row.tag.as_ref() };
        let alone = !concerned.has(row.id.as_str());
        let short = match known.iter().find(|(tag, _)| alone && *tag == place.tag) {
            Some((_, short)) => *short,
            None => {
                let short = short_slot(place, inspectors, &recused, slots);
                if alone {
                    known.push((place.tag, short));
                }
                short
            }
        };
        if let Some(slot) = short {
            return Some((&row.id, slot, slots[slot].needs(place.tag)));
        }
    }
    None
}

/// Objects with recusals, asked for in the order of a list: rows come in the order of their ids, so the next one concerned is known, and
/// nearly every row is one comparison.
struct Concerned<'a> {
    ids: Vec<&'a str>,
    next: usize,
}

impl<'a> Concerned<'a> {
    fn new(recused: &BTreeSet<(&'a str, &'a str)>) -> Self {
        let mut ids: Vec<&str> = recused.iter().map(|(object, _)| *object).collect();
        ids.dedup();
        Self { ids, next: 0 }
    }

    fn has(&mut self, id: &str) -> bool {
        let lies_before = |at: usize| self.ids.get(at).is_some_and(|other| *other < id);
        // A list in another order is looked up anew.
        let is_here = self.next.checked_sub(1).is_none_or(lies_before) && !lies_before(self.next);
        if !is_here {
            self.next = self.ids.partition_point(|other| *other < id);
        }
        self.ids.get(self.next).is_some_and(|other| *other == id)
    }
}

fn short_slot(
    place: Place<'_>,
    inspectors: &[InspectorRow],
    recused: &BTreeSet<(&str, &str)>,
    slots: &[Slot],
) -> Option<usize> {
    let candidates: Vec<Vec<u32>> = slots
        .iter()
        .map(|slot| {
            (0u32..).zip(inspectors).filter(|(_, i)| is_candidate(i, place, slot, recused)).map(|(n, _)| n).collect()
        })
        .collect();
    let (object, list) = (vec![0; slots.len()], (0u32..).zip(slots).map(|(slot, _)| slot).collect::<Vec<_>>());
    let span = [(0, slots.len())];
    let mut matching = Matching::new(&candidates, &list, &object, &span, vec![1; inspectors.len()]);
    (0..slots.len()).find(|slot| !matching.augment(*slot, None))
}

/// The drawn objects of a selection as places.
pub fn places(drawn: &[Selected]) -> Vec<Place<'_>> {
    drawn.iter().map(|row| Place { id: &row.id, tag: row.tag.as_ref() }).collect()
}

/// Tables of the search: candidates in the order they are tried, which of these lists each slot has, object of each slot, span of each
/// object.
struct Tables {
    candidates: Vec<Vec<u32>>,
    list: Vec<u32>,
    object: Vec<u32>,
    span: Vec<(usize, usize)>,
}

/// Candidate lists of one object, and which of them each slot has.
type Row = (Vec<Vec<u32>>, Vec<usize>);

fn tables(
    objects: &[Place<'_>],
    inspectors: &[InspectorRow],
    recusals: &[RecusalRow],
    slots: &[Slot],
    head: Option<&str>,
) -> Tables {
    let recused = recused(recusals);
    let tickets = head.map(Tickets::new);
    let needed: BTreeSet<&Tag> =
        objects.iter().flat_map(|place| slots.iter().filter_map(|slot| slot.needs(place.tag))).collect();
    let fit = |tag: &Tag| inspectors.iter().map(|inspector| inspector.tags.contains(tag)).collect();
    let fit: BTreeMap<&Tag, Vec<bool>> = needed.into_iter().map(|tag| (tag, fit(tag))).collect();
    let row = |place: &Place<'_>| -> Row {
        let order = order(place, inspectors, &recused, tickets.as_ref());
        let (mut lists, mut of, mut known) = (Vec::new(), Vec::new(), Vec::new());
        for slot in slots {
            let tag = slot.needs(place.tag);
            // Slots that ask for the same share a list.
            let at = known.iter().position(|other| *other == tag).unwrap_or_else(|| {
                known.push(tag);
                lists.push(match tag {
                    None => order.clone(),
                    Some(tag) => order.iter().copied().filter(|n| fit[tag][*n as usize]).collect(),
                });
                lists.len() - 1
            });
            of.push(at);
        }
        (lists, of)
    };
    let rows: Vec<Row> = objects.par_iter().map(row).collect();
    let mut tables = Tables { candidates: Vec::new(), list: Vec::new(), object: Vec::new(), span: Vec::new() };
    for (number, (lists, of)) in (0u32..).zip(rows) {
        let (from, base) = (tables.object.len(), tables.candidates.len());
        tables.candidates.extend(lists);
        for at in of {
            tables.list.push(u32::try_from(base + at).unwrap_or(u32::MAX));
            tables.object.push(number);
        }
        tables.span.push((from, tables.object.len()));
    }
    tables
}

/// Inspectors who are not recused for an object, in the order of (e, i); without a head in the order of i.
fn order(
    place: &Place<'_>,
    inspectors: &[InspectorRow],
    recused: &BTreeSet<(&str, &str)>,
    tickets: Option<&Tickets>,
) -> Vec<u32> {
    // Few objects have recusals: the others are not looked up once more for each inspector.
    let id = place.id.as_str();
    let barred: BTreeSet<&str> =
        recused.range((id, "")..).take_while(|(object, _)| *object == id).map(|(_, inspector)| *inspector).collect();
    let mut order: Vec<u32> = (0u32..).zip(inspectors).map(|(n, _)| n).collect();
    if !barred.is_empty() {
        order.retain(|n| !barred.contains(inspectors[*n as usize].id.as_str()));
    }
    let Some(tickets) = tickets else { return order };
    let pairs = tickets.pairs(id);
    let e = |n: u32| pairs.with(inspectors[n as usize].id.as_str());
    let first = |ticket: [u8; 32]| u64::from_be_bytes(ticket.first_chunk().copied().unwrap_or_default());
    let mut keys: Vec<(u64, u32)> = order.into_iter().map(|n| (first(e(n)), n)).collect();
    keys.sort_unstable();
    // Eight bytes tell nearly all apart. Inspectors are sorted by id, so n decides between the same e as i does.
    for same in keys.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        same.sort_by_cached_key(|(_, n)| (e(*n), *n));
    }
    keys.into_iter().map(|(_, n)| n).collect()
}

impl Tables {
    fn matching(&self, capacity: Vec<u32>) -> Matching<'_> {
        Matching::new(&self.candidates, &self.list, &self.object, &self.span, capacity)
    }

    fn slots(&self) -> usize {
        self.object.len()
    }
}

/// A matching that is complete at the least level T; none where no level is enough.
fn complete<'a>(tables: &'a Tables, inspectors: &[InspectorRow]) -> Option<(u32, Matching<'a>)> {
    let slots = tables.slots() as u64;
    let room = |level: u32| inspectors.iter().map(|i| u64::from(level.saturating_sub(i.load))).sum::<u64>();
    let top = inspectors.iter().map(|i| i.load).max().unwrap_or(0).saturating_add(u32::try_from(slots).ok()?);
    if room(top) < slots {
        return None;
    }
    let at = |level: u32| {
        let capacity = inspectors.iter().map(|i| level.saturating_sub(i.load)).collect();
        let mut matching = tables.matching(capacity);
        (0..tables.slots()).all(|slot| matching.augment(slot, None)).then_some(matching)
    };
    let mut low = least(0, top, |level| room(level) >= slots);
    if let Some(matching) = at(low) {
        return Some((low, matching));
    }
    // Nearly always the next level or the one after it will do. A needed inspector with a huge load is reached by leaps.
    let mut leap = 1;
    let mut high = loop {
        let next = low.saturating_add(leap).min(top);
        if at(next).is_some() {
            break next;
        }
        if next == top {
            return None;
        }
        (low, leap) = (next, leap.saturating_mul(2));
    };
    high = least(low + 1, high, |level| at(level).is_some());
    at(high).map(|matching| (high, matching))
}

/// The least number from `low` to `high` that is enough, where `high` is and every number above one that is.
fn least(mut low: u32, mut high: u32, is_enough: impl Fn(u32) -> bool) -> u32 {
    while low < high {
        let middle = low + (high - low) / 2;
        if is_enough(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// T*: the least T for which a complete assignment exists. It does not depend on the seed. None: there is no assignment.
pub fn level(
    objects: &[Place<'_>],
    inspectors: &[InspectorRow],
    recusals: &[RecusalRow],
    slots: &[Slot],
) -> Option<u32> {
    complete(&tables(objects, inspectors, recusals, slots, None), inspectors).map(|(level, _)| level)
}

/// The assignment. None only where an object alone is infeasible, which a commitment refuses.
pub fn assign(
    objects: &[Place<'_>],
    inspectors: &[InspectorRow],
    recusals: &[RecusalRow],
    slots: &[Slot],
    slack: u32,
    seed_digest: &str,
) -> Option<Assignment> {
    let tables = tables(objects, inspectors, recusals, slots, Some(&assign_head(seed_digest)));
    let (level, mut matching) = complete(&tables, inspectors)?;
    matching.capacity = inspectors.iter().map(|i| (level + slack).saturating_sub(i.load)).collect();
    let mut chosen = Vec::with_capacity(tables.slots());
    for slot in 0..tables.slots() {
        let candidates = &tables.candidates[tables.list[slot] as usize];
        chosen.push(candidates.iter().copied().find(|i| matching.fix(slot, *i))?);
    }
    let teams = tables
        .span
        .iter()
        .map(|(from, to)| chosen[*from..*to].iter().map(|n| inspectors[*n as usize].id.clone()).collect())
        .collect();
    Some(Assignment { level, teams })
}

/// The bytes of `assign.csv` for objects and their teams.
pub fn write_assign<'a>(teams: impl IntoIterator<Item = (&'a ObjectId, &'a Vec<InspectorId>)>) -> Vec<u8> {
    let mut rows: Vec<(&ObjectId, &Vec<InspectorId>)> = teams.into_iter().collect();
    rows.sort();
    let mut out = String::from("id,slot,inspector\n");
    for (object, team) in rows {
        for (slot, inspector) in team.iter().enumerate() {
            out.push_str(&format!("{object},{slot},{inspector}\n"));
        }
    }
    out.into_bytes()
}
