//! How often each inspector was drawn into a team against an even share, and how often two met in one. In: revealed draws.
//! Out: tables by year. The even share divides every place among all who could hold it: speciality and recusals count, the
//! loads that the assignment evens out do not. So there are no verdicts.

use super::number::{tenths, write};
use super::pairs::Meetings;
use super::table::{Cell, Section, Table};
use crate::draw::assign::{Place, is_candidate, recused};
use crate::draw::{RecusalRow, Slot, lists};
use crate::model::{InspectorId, ObjectId, Tag};
use crate::render::Still;
use crate::render::pages::figure::Figure;
use crate::render::pages::inspectors;
use crate::render::parts::{Pager, parts_of};
use crate::render::svg::{Bar, Bars, Ink, Plot, Tick};
use crate::render::view::Link;
use crate::site::DrawRecord;
use std::collections::{BTreeMap, BTreeSet};

/// Pairs that are named, those that met most often.
const NAMED: usize = 10;
/// Inspectors in a picture; a longer one is no picture. The table holds all of them.
const PICTURED: usize = 40;
/// An even share below this leaves too much to accident.
const FEW: f64 = 5.0;

/// One inspector in a year.
#[derive(Default)]
struct Tally {
    drawn: u32,
    worked: u32,
    share: f64,
}

fn by_year<'a>(draws: &[&'a DrawRecord]) -> Vec<(i32, Vec<&'a DrawRecord>)> {
    let years: BTreeSet<i32> = draws.iter().map(|draw| draw.period.year).collect();
    let of = |year: i32| draws.iter().copied().filter(|draw| draw.period.year == year).collect();
    years.into_iter().rev().map(|year| (year, of(year))).collect()
}

/// A name as the lists of these draws have it, by the privacy policy.
fn cell(context: &Still<'_>, draws: &[&DrawRecord], id: &InspectorId) -> Link {
    let listed = draws.iter().flat_map(|draw| draw.inspectors.iter()).find(|row| row.id == *id);
    let has_row = context.site.inspectors.contains_key(id);
    Link {
        href: if has_row { inspectors::row_href(context, id) } else { String::new() },
        text: context.inspector(id, listed.map(|row| row.name.as_str())),
    }
}

/// The section on page `number`, from 1: rows of every year go on on further pages where they are many.
pub(super) fn loads(context: &Still<'_>, draws: &[&DrawRecord], number: usize) -> Section {
    let tables = by_year(draws).into_iter().filter_map(|(year, own)| loads_of(context, year, &own));
    let tables: Vec<Table> = tables.filter_map(|table| table.part(number)).collect();
    // A row an inspector: too long to stand between two shorter answers.
    let tables = tables.into_iter().map(|table| table.folded(number == 1)).collect();
    Section::new(context, "loads", &["about"], tables).paged(Pager::of(super::DIR, number, pages(draws)))
}

/// On how many pages the inspectors of the longest year stand.
pub(super) fn pages(draws: &[&DrawRecord]) -> usize {
    let listed = |draws: Vec<&DrawRecord>| {
        let ids: BTreeSet<&InspectorId> =
            draws.iter().flat_map(|draw| draw.inspectors.iter().map(|row| &row.id)).collect();
        ids.len()
    };
    by_year(draws).into_iter().map(|(_, own)| parts_of(listed(own))).max().unwrap_or(1)
}

/// Who could hold the places of a draw's objects.
pub(super) struct Candidates<'a> {
    draw: &'a DrawRecord,
    slots: &'a [Slot],
    tags: BTreeMap<&'a ObjectId, &'a Tag>,
    recusals: Vec<RecusalRow>,
}

/// Objects that the same inspectors may visit: those with one tag, or one object alone where it has recusals.
type Kind<'a> = (Option<&'a Tag>, Option<&'a ObjectId>);

impl<'a> Candidates<'a> {
    pub(super) fn new(draw: &'a DrawRecord) -> Self {
        let file = draw.files.get("recusals.csv");
        Self {
            draw,
            slots: draw.commit.as_ref().map_or(&[], |commit| commit.slots.as_slice()),
            tags: draw.roster.iter().filter_map(|row| Some((&row.id, row.tag.as_ref()?))).collect(),
            recusals: file.and_then(|file| lists::parse_recusals(&file.bytes()).ok()).unwrap_or_default(),
        }
    }

    /// For each kind of drawn object how many there are, and for each slot the inspectors, as numbers in the draw's list.
    /// Objects without recusals differ by their tag alone, so there are few kinds.
    pub(super) fn of_objects(&self) -> Vec<(f64, Vec<Vec<usize>>)> {
        let recused = recused(&self.recusals);
        let concerned: BTreeSet<&str> = recused.iter().map(|(object, _)| *object).collect();
        let mut kinds: BTreeMap<Kind<'_>, (&ObjectId, u32)> = BTreeMap::new();
        for drawn in &self.draw.drawn {
            let alone = concerned.contains(drawn.object.as_str()).then_some(&drawn.object);
            let tag = self.tags.get(&drawn.object).copied();
            kinds.entry((tag, alone)).or_insert((&drawn.object, 0)).1 += 1;
        }
        let of_slot = |place: Place<'_>, slot: &Slot| {
            let may = |(_, row): &(usize, &_)| is_candidate(row, place, slot, &recused);
            self.draw.inspectors.iter().enumerate().filter(may).map(|(n, _)| n).collect()
        };
        let of_kind = |((tag, _), (id, count)): (Kind<'_>, (&ObjectId, u32))| {
            let place = Place { id, tag };
            (f64::from(count), self.slots.iter().map(|slot| of_slot(place, slot)).collect())
        };
        kinds.into_iter().map(of_kind).collect()
    }
}

/// Even share of each inspector of a draw's list.
fn shares(draw: &DrawRecord) -> Vec<f64> {
    let mut shares = vec![0.0; draw.inspectors.len()];
    for (objects, slots) in Candidates::new(draw).of_objects() {
        for slot in slots {
            slot.iter().for_each(|n| shares[*n] += objects / slot.len() as f64);
        }
    }
    shares
}

fn tallies<'a>(draws: &[&'a DrawRecord]) -> BTreeMap<&'a InspectorId, Tally> {
    let mut tallies: BTreeMap<&InspectorId, Tally> = BTreeMap::new();
    for draw in draws {
        for (row, share) in draw.inspectors.iter().zip(shares(draw)) {
            tallies.entry(&row.id).or_default().share += share;
        }
        for drawn in &draw.drawn {
            drawn.team.iter().for_each(|id| tallies.entry(id).or_default().drawn += 1);
            drawn.final_team.iter().for_each(|id| tallies.entry(id).or_default().worked += 1);
        }
    }
    tallies
}

/// The chart of a year: how often each was drawn into a team, and the even share. Those drawn most often come first.
pub(in crate::render::pages) fn chart(context: &Still<'_>, year: i32) -> Figure {
    let draws: Vec<&DrawRecord> =
        super::revealed(context).into_iter().filter(|draw| draw.period.year == year).collect();
    let tallies = tallies(&draws);
    if tallies.values().all(|tally| tally.drawn == 0) {
        return Figure::empty(context, "loads", &year.to_string());
    }
    let word = |key: &str| context.words.get(&format!("charts.loads.{key}"));
    let mut order: Vec<(&&InspectorId, &Tally)> = tallies.iter().collect();
    order.sort_by(|a, b| b.1.drawn.cmp(&a.1.drawn).then(a.0.cmp(b.0)));
    let bar = |(id, tally): &(&&InspectorId, &Tally)| Bar {
        label: cell(context, &draws, id).text,
        value: u64::from(tally.drawn),
        ink: Ink::Solid,
        expected: Some(Tick { tenths: tenths(tally.share), text: write(tally.share) }),
    };
    let bars: Vec<Bar> = order.iter().map(bar).collect();
    let row = |bar: &Bar| {
        let share = bar.expected.as_ref().map(|tick| tick.text.clone()).unwrap_or_default();
        vec![bar.label.clone(), bar.value.to_string(), share]
    };
    let numbers = [
        bars.len().to_string(),
        bars.first().map_or(0, |bar| bar.value).to_string(),
        bars.last().map_or(0, |bar| bar.value).to_string(),
        PICTURED.to_string(),
    ];
    let args = ["n", "most", "least", "shown"].into_iter().zip(numbers.iter().map(String::as_str));
    let mut notes = vec![word("note")];
    notes.extend((bars.len() > PICTURED).then(|| match parts_of(bars.len()) {
        1 => context.say("charts.loads.cut", args.clone()),
        _ => context.say("long.loads-cut", args.clone()),
    }));
    let told = if parts_of(bars.len()) > 1 { PICTURED } else { bars.len() };
    Figure {
        key: "loads",
        title: context.say("charts.loads.title", [("year", year.to_string().as_str())]),
        about: context.say("charts.loads.about", args),
        notes,
        head: vec![word("inspector"), word("drawn"), word("share")],
        rows: bars.iter().take(told).map(row).collect(),
        plot: Some(Plot::Bars(Bars {
            rows: bars.into_iter().take(PICTURED).collect(),
            legend: Some((word("drawn"), word("share"))),
        })),
    }
}

fn loads_of(context: &Still<'_>, year: i32, draws: &[&DrawRecord]) -> Option<Table> {
    let tallies = tallies(draws);
    let few = tallies.values().any(|tally| tally.share < FEW);
    let word = |name: &str| context.words.get(&format!("chance.loads.{name}"));
    let row = |(id, tally): (&&InspectorId, &Tally)| {
        vec![
            cell(context, draws, id).into(),
            Cell::number(write(tally.share)),
            Cell::number(tally.drawn),
            Cell::number(tally.worked),
        ]
    };
    let rows: Vec<Vec<Cell>> = tallies.iter().map(row).collect();
    if rows.is_empty() {
        return None;
    }
    let head = vec![word("inspector"), word("share"), word("drawn"), word("worked")];
    let caption = context.say("chance.loads.caption", [("year", year.to_string().as_str())]);
    let table = Table::new(format!("loads-{year}"), caption, head, rows);
    Some(if few { table.note(word("few")) } else { table })
}

pub(super) fn pairs(context: &Still<'_>, draws: &[&DrawRecord]) -> Section {
    let years = by_year(draws).into_iter().enumerate();
    let of_year = |(at, (year, own)): (usize, (i32, Vec<&DrawRecord>))| {
        let tables = pairs_of(context, year, &own).into_iter().enumerate();
        tables.map(move |(kind, table)| table.folded(at > 0 || kind > 0))
    };
    Section::new(context, "pairs", &["about"], years.flat_map(of_year).collect())
}

/// The tables of pairs of a year.
pub(in crate::render::pages) fn pairs_in(context: &Still<'_>, year: i32) -> Vec<Table> {
    let draws: Vec<&DrawRecord> =
        super::revealed(context).into_iter().filter(|draw| draw.period.year == year).collect();
    // Names come second, and only on demand: the first question is whether anybody met often at all.
    pairs_of(context, year, &draws).into_iter().enumerate().map(|(at, table)| table.folded(at > 0)).collect()
}

fn pairs_of(context: &Still<'_>, year: i32, draws: &[&DrawRecord]) -> Vec<Table> {
    let meetings = Meetings::of(draws);
    let by_times = meetings.by_times();
    if by_times.keys().all(|times| *times == 0) {
        return Vec::new();
    }
    let word = |name: &str| context.words.get(&format!("chance.pairs.{name}"));
    let year = year.to_string();
    let caption = |name: &str| context.say(&format!("chance.pairs.{name}"), [("year", year.as_str())]);
    let rows = by_times.iter().map(|(times, count)| vec![Cell::text(times.to_string()), Cell::number(count)]).collect();
    let head = vec![word("met"), word("pairs")];
    let spread = Table::new(format!("met-{year}"), caption("caption"), head, rows);
    let most = meetings.repeated();
    if most.is_empty() {
        return vec![spread];
    }
    let few = most.iter().any(|(pair, _)| meetings.share(*pair) < FEW);
    let rows = most.iter().take(NAMED).map(|((one, other), times)| {
        let names = [cell(context, draws, one).text, cell(context, draws, other).text];
        vec![
            Cell::text(names.join(&context.words.get("show.comma"))),
            Cell::number(write(meetings.share((*one, *other)))),
            Cell::number(times),
        ]
    });
    let head = vec![word("pair"), word("share"), word("met")];
    let named = Table::new(format!("pairs-{year}"), caption("most"), head, rows.collect());
    vec![spread, if few { named.note(word("few")) } else { named }]
}
