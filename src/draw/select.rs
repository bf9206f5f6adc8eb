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
    let mut strata: Vec<(&str, usize)> = sizes.into_iter().collect();
    strata.sort_by_key(|(stratum, _)| (stratum_order(stratum), (*stratum).to_owned()));
    let mut left = total(roster.len(), excluded, rate);
    strata
        .into_iter()
        .map(|(stratum, size)| {
            let k = size.min(left);
            left -= k;
            (stratum.to_owned(), u32::try_from(k).unwrap_or(u32::MAX))
        })
        .collect()
}

/// For each quota line in order, the K objects of that stratum with the smallest (ticket, id).
pub fn select(commit: &Commit, roster: &[RosterRow], seed_digest: &str) -> Vec<Selected> {
    let tickets = Tickets::new(seed_digest);
    let mut drawn = Vec::new();
    for (stratum, k) in &commit.quotas {
        let k = usize::try_from(*k).unwrap_or(usize::MAX);
        let mut rows: Vec<(Ticket, &RosterRow)> =
            roster.iter().filter(|row| row.stratum == *stratum).map(|row| (tickets.of(row.id.as_str()), row)).collect();
        if k < rows.len() {
            rows.select_nth_unstable_by(k, |a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
            rows.truncate(k);
        }
        rows.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        drawn.extend(rows.into_iter().zip(1..).map(|((ticket, row), rank)| Selected {
            id: row.id.clone(),
            name: row.name.clone(),
            stratum: stratum.clone(),
            rank,
            ticket,
            tag: row.tag.clone(),
        }));
    }
    drawn
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
