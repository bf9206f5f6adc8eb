//! Total, quotas and selection (protocol sections 4 and 6). In: roster, rate, S. Out: the drawn objects in draw order.

use super::commit::stratum_order;
use super::text::hex;
use super::ticket::{Ticket, Tickets};
use super::{Commit, RosterRow};
use crate::model::{ObjectId, Tag};
use std::collections::BTreeMap;

/// A drawn object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// The object.
    pub id: ObjectId,
    /// Its name.
    pub name: String,
    /// Its stratum.
    pub stratum: String,
    /// From 1 within the stratum.
    pub rank: u32,
    /// Its ticket.
    pub ticket: Ticket,
    /// Its tag.
    pub tag: Option<Tag>,
}

/// `k = min(roster-rows, ceil((roster-rows + excluded-rows) * rate / 10000))`.
pub fn total(roster: usize, excluded: usize, rate: u32) -> usize {
    let wanted = ((roster + excluded) as u64 * u64::from(rate)).div_ceil(10_000);
    roster.min(usize::try_from(wanted).unwrap_or(usize::MAX))
}

/// Quotas of the roster's strata in order of service: `K = min(size of the stratum, what is left of k)`.
pub fn quotas(roster: &[RosterRow], excluded: usize, rate: u32) -> Vec<(String, u32)> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for row in roster {
        *sizes.entry(&row.stratum).or_default() += 1;
    }
    quotas_of(sizes, roster.len(), excluded, rate)
}

/// The same from the sizes of the strata.
pub fn quotas_of<'a>(
    sizes: impl IntoIterator<Item = (&'a str, usize)>,
    roster: usize,
    excluded: usize,
    rate: u32,
) -> Vec<(String, u32)> {
    let mut strata: Vec<(&str, usize)> = sizes.into_iter().collect();
    strata.sort_by_key(|(stratum, _)| (stratum_order(stratum), (*stratum).to_owned()));
    let mut left = total(roster, excluded, rate);
    strata
        .into_iter()
        .map(|(stratum, size)| {
            let k = size.min(left);
            left -= k;
            (stratum.to_owned(), u32::try_from(k).unwrap_or(u32::MAX))
        })
        .collect()
}

/// What has an id.
pub(super) trait Identified {
    fn id(&self) -> &[u8];
}

impl Identified for RosterRow {
    fn id(&self) -> &[u8] {
        self.id.as_str().as_bytes()
    }
}

impl Identified for &RosterRow {
    fn id(&self) -> &[u8] {
        self.id.as_str().as_bytes()
    }
}

/// The K rows of a stratum with the smallest (ticket, id), among those that were offered. Holds at most twice as many.
#[derive(Debug, Clone)]
pub(super) struct Smallest<T> {
    k: usize,
    limit: Option<Ticket>,
    held: Vec<(Ticket, T)>,
}

impl<T: Identified> Smallest<T> {
    pub(super) fn new(k: u32) -> Self {
        Self { k: usize::try_from(k).unwrap_or(usize::MAX), limit: None, held: Vec::new() }
    }

    /// An empty one that refuses what this one would refuse.
    pub(super) fn beside<U>(&self) -> Smallest<U> {
        Smallest { k: self.k, limit: self.limit, held: Vec::new() }
    }

    /// Whether any row of the stratum is drawn.
    pub(super) fn is_served(&self) -> bool {
        self.k > 0
    }

    /// Offers a row.
    pub(super) fn offer(&mut self, ticket: Ticket, row: T) {
        if self.k == 0 || self.limit.is_some_and(|limit| ticket > limit) {
            return;
        }
        self.held.push((ticket, row));
        if self.held.len() >= self.k.saturating_mul(2).max(1024) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.held.len() > self.k {
            let order = |a: &(Ticket, T), b: &(Ticket, T)| (a.0, a.1.id()).cmp(&(b.0, b.1.id()));
            let (_, last, _) = self.held.select_nth_unstable_by(self.k - 1, order);
            self.limit = Some(last.0);
            self.held.truncate(self.k);
        }
    }

    /// Those that are left, in no order.
    pub(super) fn left(mut self) -> Vec<(Ticket, T)> {
        self.cut();
        self.held
    }

    /// Those that are left, the smallest first.
    pub(super) fn drawn(self) -> Vec<(Ticket, T)> {
        let mut rows = self.left();
        rows.sort_unstable_by(|a, b| (a.0, a.1.id()).cmp(&(b.0, b.1.id())));
        rows
    }
}

/// For each quota line in order, the K objects of that stratum with the smallest (ticket, id).
pub fn select(commit: &Commit, roster: &[RosterRow], seed_digest: &str) -> Vec<Selected> {
    let tickets = Tickets::new(seed_digest);
    let of = |(stratum, k): &(String, u32)| {
        let mut smallest = Smallest::new(*k);
        for row in roster.iter().filter(|row| *k > 0 && row.stratum == *stratum) {
            smallest.offer(tickets.of(row.id.as_str()), row);
        }
        ranked(smallest.drawn().into_iter().map(|(ticket, row)| (ticket, row.clone())))
    };
    commit.quotas.iter().flat_map(of).collect()
}

/// The drawn of one stratum in the order of their ranks.
pub(super) fn ranked(rows: impl Iterator<Item = (Ticket, RosterRow)>) -> Vec<Selected> {
    let rank = |((ticket, row), rank): ((Ticket, RosterRow), u32)| {
        let RosterRow { id, name, stratum, tag } = row;
        let name = name.to_string();
        Selected { id, name, stratum, rank, ticket, tag }
    };
    rows.zip(1..).map(rank).collect()
}

/// The bytes of `result.csv`.
pub fn write_result(drawn: &[Selected]) -> Vec<u8> {
    let mut rows: Vec<&Selected> = drawn.iter().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = String::from("id,name,stratum,rank,ticket\n");
    for row in rows {
        out.push_str(&format!("{},{},{},{},{}\n", row.id, row.name, row.stratum, row.rank, hex(&row.ticket)));
    }
    out.into_bytes()
}
