//! Whether the place in the list matters, and whether ticket numbers spread evenly. In: revealed draws. Out: two tables of
//! quarters. The first would show a list drawn from its top; the second only that nobody hands out other numbers than SHA-256.

use super::number::{Count, write};
use super::table::{Cell, Section, Table};
use crate::draw::ticket::Tickets;
use crate::model::ObjectId;
use crate::render::Still;
use crate::site::DrawRecord;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn section(context: &Still<'_>, draws: &[&DrawRecord]) -> Section {
    let tables = [("list", list(draws)), ("tickets", tickets(draws))]
        .into_iter()
        .filter(|(_, counts)| counts.iter().any(|count| count.expected > 0.0))
        .map(|(id, counts)| table(context, id, &counts))
        .collect();
    Section::new(context, "place", &["about", "limits"], tables)
}

/// Drawn objects by quarter of their stratum's list. Strata drawn whole or not at all leave nothing to chance.
fn list(draws: &[&DrawRecord]) -> [Count; 4] {
    let mut counts = [Count::default(); 4];
    for draw in draws {
        let drawn: BTreeSet<&ObjectId> = draw.drawn.iter().map(|drawn| &drawn.object).collect();
        let mut strata: BTreeMap<&str, Vec<&ObjectId>> = BTreeMap::new();
        for row in draw.roster.iter() {
            strata.entry(&row.stratum).or_default().push(&row.id);
        }
        for ids in strata.values() {
            let k = ids.iter().filter(|id| drawn.contains(*id)).count();
            if k > 0 && k < ids.len() {
                add(&mut counts, ids, k, &drawn);
            }
        }
    }
    counts
}

/// Adds a stratum: k of n without putting back, so the number in a quarter of m has mean k·m/n and variance
/// k·m/n·(1−m/n)·(n−k)/(n−1).
fn add(counts: &mut [Count; 4], ids: &[&ObjectId], k: usize, drawn: &BTreeSet<&ObjectId>) {
    let mut sizes = [0u32; 4];
    for (at, id) in ids.iter().enumerate() {
        let quarter = at * 4 / ids.len();
        sizes[quarter] += 1;
        counts[quarter].observed += u32::from(drawn.contains(id));
    }
    let (n, k) = (ids.len() as f64, k as f64);
    for (count, size) in counts.iter_mut().zip(sizes) {
        let share = f64::from(size) / n;
        count.expected += k * share;
        count.variance += k * share * (1.0 - share) * (n - k) / (n - 1.0);
    }
}

/// Tickets of everybody on the lists by quarter of the range.
fn tickets(draws: &[&DrawRecord]) -> [Count; 4] {
    let mut counts = [Count::default(); 4];
    let mut all = 0.0;
    for draw in draws {
        let Some(seed) = &draw.seed_digest else { continue };
        let tickets = Tickets::new(seed);
        for row in draw.roster.iter() {
            counts[usize::from(tickets.of(row.id.as_str())[0] >> 6)].observed += 1;
            all += 1.0;
        }
    }
    counts.map(|count| Count { expected: all / 4.0, variance: all * 3.0 / 16.0, ..count })
}

fn table(context: &Still<'_>, id: &'static str, counts: &[Count; 4]) -> Table {
    let word = |name: &str| context.words.get(&format!("chance.place.{name}"));
    let rows = counts
        .iter()
        .zip(1..)
        .map(|(count, quarter)| {
            vec![
                Cell::text(word(&format!("{id}-{quarter}"))),
                Cell::number(write(count.expected)),
                Cell::number(count.observed),
                Cell::text(count.sentence(context)),
            ]
        })
        .collect();
    let head = vec![word(id), word("expected"), word("observed"), context.words.get("chance.remark.head")];
    Table::new(format!("place-{id}"), word(&format!("{id}-caption")), head, rows)
}
