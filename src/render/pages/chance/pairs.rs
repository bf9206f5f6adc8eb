//! Who met whom in the teams of a year, against an even share. In: revealed draws. Out: how many pairs met how often, and those that
//! met more than once. Pairs that never met are counted, not listed: they are as many as the square of the inspectors.

use super::people::Candidates;
use crate::model::InspectorId;
use crate::site::DrawRecord;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// Two inspectors, the smaller id first.
pub(super) type Pair<'a> = (&'a InspectorId, &'a InspectorId);

/// The meetings of a year.
pub(super) struct Meetings<'a> {
    /// How often each pair met that met at all.
    met: BTreeMap<Pair<'a>, u32>,
    /// Pairs that stood on a list together and never met.
    apart: u32,
    draws: Vec<(&'a DrawRecord, OnceCell<Vec<Share>>)>,
}

/// A kind of object, two slots of it: who may hold each, as numbers in the draw's list, and what a pair has of its visits.
struct Share {
    one: Vec<usize>,
    other: Vec<usize>,
    each: f64,
}

impl<'a> Meetings<'a> {
    pub(super) fn of(draws: &[&'a DrawRecord]) -> Self {
        let mut met: BTreeMap<Pair<'_>, u32> = BTreeMap::new();
        for drawn in draws.iter().flat_map(|draw| &draw.drawn) {
            for (at, one) in drawn.team.iter().enumerate() {
                for other in &drawn.team[at + 1..] {
                    *met.entry((one.min(other), one.max(other))).or_default() += 1;
                }
            }
        }
        let apart = together(draws, &met).saturating_sub(met.len());
        let draws = draws.iter().map(|draw| (*draw, OnceCell::new())).collect();
        Self { met, apart: u32::try_from(apart).unwrap_or(u32::MAX), draws }
    }

    /// How many pairs met how often, none at all included.
    pub(super) fn by_times(&self) -> BTreeMap<u32, u32> {
        let mut by_times: BTreeMap<u32, u32> = BTreeMap::new();
        by_times.extend((self.apart > 0).then_some((0, self.apart)));
        self.met.values().for_each(|times| *by_times.entry(*times).or_default() += 1);
        by_times
    }

    /// Pairs that met more than once, most often first.
    pub(super) fn repeated(&self) -> Vec<(Pair<'a>, u32)> {
        let mut most: Vec<(Pair<'a>, u32)> =
            self.met.iter().filter(|(_, times)| **times > 1).map(|(pair, times)| (*pair, *times)).collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        most
    }

    /// The even share of a pair: every two slots of an object are shared among all ways to fill them with two different people.
    pub(super) fn share(&self, (one, other): Pair<'a>) -> f64 {
        let number = |draw: &DrawRecord, id: &InspectorId| draw.inspectors.binary_search_by(|row| row.id.cmp(id)).ok();
        let of_draw = |(draw, shares): &(&'a DrawRecord, OnceCell<Vec<Share>>)| {
            let (a, b) = (number(draw, one)?, number(draw, other)?);
            let has = |list: &[usize], n: usize| list.binary_search(&n).is_ok();
            let mut sum = 0.0;
            for share in shares.get_or_init(|| shares_of(draw)) {
                for (first, second) in [(a, b), (b, a)] {
                    if has(&share.one, first) && has(&share.other, second) {
                        sum += share.each;
                    }
                }
            }
            Some(sum)
        };
        self.draws.iter().filter_map(of_draw).fold(0.0, |all, own| all + own)
    }
}

fn shares_of(draw: &DrawRecord) -> Vec<Share> {
    let mut shares = Vec::new();
    for (objects, slots) in Candidates::new(draw).of_objects() {
        for (at, one) in slots.iter().enumerate() {
            for other in &slots[at + 1..] {
                let both = one.iter().filter(|n| other.binary_search(n).is_ok()).count();
                let ways = (one.len() * other.len() - both) as f64;
                shares.push(Share { one: one.clone(), other: other.clone(), each: objects / ways });
            }
        }
    }
    shares
}

/// Number of pairs that stood on a list together, or met: a row of bits for each inspector.
fn together(draws: &[&DrawRecord], met: &BTreeMap<Pair<'_>, u32>) -> usize {
    let mut numbers: BTreeMap<&InspectorId, usize> = BTreeMap::new();
    for id in draws.iter().flat_map(|draw| draw.inspectors.iter()).map(|row| &row.id) {
        numbers.insert(id, 0);
    }
    met.keys().for_each(|(one, other)| numbers.extend([(*one, 0), (*other, 0)]));
    (0..).zip(numbers.values_mut()).for_each(|(n, number)| *number = n);
    let words = numbers.len().div_ceil(64);
    let mut rows = vec![vec![0_u64; words]; numbers.len()];
    for draw in draws {
        let listed: Vec<usize> = draw.inspectors.iter().map(|row| numbers[&row.id]).collect();
        let mut mask = vec![0_u64; words];
        listed.iter().for_each(|n| mask[n / 64] |= 1 << (n % 64));
        for n in listed {
            rows[n].iter_mut().zip(&mask).for_each(|(own, more)| *own |= more);
        }
    }
    for (one, other) in met.keys() {
        let (one, other) = (numbers[one], numbers[other]);
        rows[one][other / 64] |= 1 << (other % 64);
        rows[other][one / 64] |= 1 << (one % 64);
    }
    let others = |(n, row): (usize, &Vec<u64>)| {
        let all: u32 = row.iter().map(|bits| bits.count_ones()).sum();
        all as usize - usize::from(row[n / 64] >> (n % 64) & 1 == 1)
    };
    rows.iter().enumerate().map(others).sum::<usize>() / 2
}
