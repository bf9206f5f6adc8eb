//! The inspectors of a draw against those of the draw before, and their loads against the assignments revealed before.

use super::book::Book;
use super::{Because, Comparison};
use crate::draw::InspectorRow;
use crate::model::{Change, InspectorId};
use crate::site::DrawRecord;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// An inspector who came or left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow<'a> {
    /// Number of the certificate.
    pub id: &'a InspectorId,
    /// Name on the list.
    pub name: &'a str,
    /// What is on record; none: nothing is.
    pub because: Option<Because<'a>>,
}

/// An inspector whose load does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadRow<'a> {
    /// Number of the certificate.
    pub id: &'a InspectorId,
    /// Name on the list.
    pub name: &'a str,
    /// The load of the draw before, within the year.
    pub before: Option<u32>,
    /// The load of this draw.
    pub load: u32,
    /// What the draws revealed before the commitment add up to.
    pub counted: u32,
    /// Whether it fits once earlier draws count that were revealed only after the commitment.
    pub early: bool,
}

pub(super) fn compare<'a>(book: &Book<'a, '_>, previous: &'a DrawRecord, found: &mut Comparison<'a>) {
    let others = |rows: &'a [InspectorRow], other: &'a [InspectorRow]| {
        let known: BTreeSet<&InspectorId> = other.iter().map(|row| &row.id).collect();
        rows.iter().filter(move |row| !known.contains(&row.id))
    };
    let row = |row: &'a InspectorRow, because| PersonRow { id: &row.id, name: &row.name, because };
    let change = |row: &InspectorRow, fields: &[&str]| -> Option<&'a Change> {
        book.changes(row.id.as_str()).rfind(|change| fields.contains(&change.field.as_str()))
    };
    for person in others(&book.record.inspectors, &previous.inspectors) {
        let because = change(person, &["added", "available", "valid_to"]).map(Because::Change);
        found.joined.push(row(person, because));
    }
    for person in others(&previous.inspectors, &book.record.inspectors) {
        let expired = || {
            let valid_to = book.site.inspectors.get(&person.id)?.valid_to;
            (valid_to < book.day?).then_some(Because::Expired(valid_to))
        };
        let because = change(person, &["removed", "available", "valid_to"]).map(Because::Change).or_else(expired);
        found.gone.push(row(person, because));
    }
}

/// Least and most assignments of each inspector. A later file of substitutions may be older or younger than the freeze;
/// then the team before and the team after it are both believed.
fn count<'a>(draws: impl IntoIterator<Item = &'a DrawRecord>) -> FxHashMap<&'a InspectorId, (u32, u32)> {
    let mut counted: FxHashMap<&InspectorId, (u32, u32)> = FxHashMap::default();
    for draw in draws {
        let later = draw.files.keys().any(|name| name.starts_with("substitutions-"));
        for drawn in &draw.drawn {
            let before = if later { &drawn.team } else { &drawn.final_team };
            let joined = drawn.final_team.iter().filter(|id| !before.contains(id));
            for id in before.iter().chain(joined) {
                let sure = drawn.final_team.contains(id) && before.contains(id);
                let count = counted.entry(id).or_default();
                *count = (count.0 + u32::from(sure), count.1 + 1);
            }
        }
    }
    counted
}

/// Loads that are not the revealed assignments of the year.
pub(super) fn loads<'a>(book: &Book<'a, '_>, previous: Option<&'a DrawRecord>) -> Vec<LoadRow<'a>> {
    let earlier = book.earlier();
    let public = count(earlier.iter().filter(|(_, public)| *public).map(|(draw, _)| *draw));
    // Counted only where a load does not fit.
    let all = OnceCell::new();
    let all = || all.get_or_init(|| count(earlier.iter().map(|(draw, _)| *draw)));
    let of = |counted: &FxHashMap<&InspectorId, (u32, u32)>, id| counted.get(id).copied().unwrap_or_default();
    let fits = |(least, most): (u32, u32), load: u32| (least..=most).contains(&load);
    let same_year = previous.filter(|draw| draw.period.year == book.record.period.year);
    let rows = book.record.inspectors.iter().filter(|row| !fits(of(&public, &row.id), row.load));
    rows.map(|row| LoadRow {
        id: &row.id,
        name: &row.name,
        before: same_year.and_then(|draw| draw.inspectors.iter().find(|other| other.id == row.id)).map(|row| row.load),
        load: row.load,
        counted: of(&public, &row.id).1,
        early: fits((of(&public, &row.id).0, of(all(), &row.id).1), row.load),
    })
    .collect()
}
