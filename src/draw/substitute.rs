//! Substitutions after the draw (protocol section 7): the next inspector in the same order, never a new draw. In: the team as
//! drawn, the candidates in (e, i) order, the rows. Out: the team afterwards, or the rule a row breaks.

use super::assign::{Place, assign_head, is_candidate, recused};
use super::text::{integer, rows};
use super::ticket::Tickets;
use super::{Fault, InspectorRow, RecusalRow, Slot, Substitution};
use crate::model::{InspectorId, ObjectId, Tag};
use std::collections::BTreeMap;

const HEADER: &str = "seq,object,slot,from,to,ground,evidence";
/// Grounds of a substitution.
pub const GROUNDS: [&str; 4] = ["recusal", "leave", "left", "merged-visit"];

/// Name of the first, second, … file of substitutions of a draw (protocol section 7).
pub fn file_name(number: usize) -> String {
    if number == 1 { "substitutions.csv".to_owned() } else { format!("substitutions-{number}.csv") }
}

/// Reads one substitutions file; `first`: the `seq` it goes on from.
pub fn parse(file: &str, bytes: &[u8], first: u32) -> Result<Vec<Substitution>, Fault> {
    let rows = rows(file, bytes, HEADER)?;
    if rows.is_empty() {
        return Err(Fault::new(file, "no-rows", ""));
    }
    rows.into_iter()
        .zip(first..)
        .map(|((line, f), wanted)| {
            let fault = |code, text: &str| Fault::at(file, line, code, text);
            let inspector = |text: &str| InspectorId::parse(text).map_err(|_| fault("inspector-id", text));
            let seq = integer(f[0]).filter(|seq| *seq == wanted).ok_or_else(|| fault("seq", f[0]))?;
            if !GROUNDS.contains(&f[5]) {
                return Err(fault("ground", f[5]));
            }
            if f[6].is_empty() {
                return Err(fault("empty-evidence", f[1]));
            }
            Ok(Substitution {
                seq,
                object: ObjectId::parse(f[1]).map_err(|_| fault("object-id", f[1]))?,
                slot: integer(f[2]).ok_or_else(|| fault("integer", f[2]))?,
                from: inspector(f[3])?,
                to: if f[4].is_empty() { None } else { Some(inspector(f[4])?) },
                ground: f[5].to_owned(),
                evidence: f[6].to_owned(),
            })
        })
        .collect()
}

/// The bytes of a substitutions file.
pub fn write(rows: &[Substitution]) -> Vec<u8> {
    let mut out = format!("{HEADER}\n");
    for r in rows {
        let to = r.to.as_ref().map_or("", InspectorId::as_str);
        out.push_str(&format!("{},{},{},{},{to},{},{}\n", r.seq, r.object, r.slot, r.from, r.ground, r.evidence));
    }
    out.into_bytes()
}

/// Teams while substitutions are replayed.
#[derive(Debug, Clone)]
pub struct Teams<'a> {
    inspectors: &'a [InspectorRow],
    recusals: &'a [RecusalRow],
    slots: &'a [Slot],
    head: String,
    /// Tag and present team of each object; an empty slot is none.
    teams: BTreeMap<ObjectId, (Option<Tag>, Vec<Option<InspectorId>>)>,
    replaced: BTreeMap<ObjectId, Vec<InspectorId>>,
}

impl<'a> Teams<'a> {
    /// Starts from the teams as drawn.
    pub fn new(
        inspectors: &'a [InspectorRow],
        recusals: &'a [RecusalRow],
        slots: &'a [Slot],
        seed_digest: &str,
        drawn: impl IntoIterator<Item = (ObjectId, Option<Tag>, Vec<InspectorId>)>,
    ) -> Self {
        let teams =
            drawn.into_iter().map(|(id, tag, team)| (id, (tag, team.into_iter().map(Some).collect()))).collect();
        Self { inspectors, recusals, slots, head: assign_head(seed_digest), teams, replaced: BTreeMap::new() }
    }

    /// The present team of an object, slot by slot; an empty slot is none. Empty for an object that was not drawn.
    pub fn team(&self, object: &ObjectId) -> Vec<Option<InspectorId>> {
        self.teams.get(object).map(|(_, team)| team.clone()).unwrap_or_default()
    }

    /// The inspector who holds a slot.
    pub fn holder(&self, object: &ObjectId, slot: u32) -> Option<&InspectorId> {
        let (_, team) = self.teams.get(object)?;
        team.get(usize::try_from(slot).ok()?)?.as_ref()
    }

    /// Who comes next in a slot; none if there is nobody.
    pub fn next(&self, object: &ObjectId, slot: u32) -> Option<InspectorId> {
        let (tag, team) = self.teams.get(object)?;
        let from = self.holder(object, slot)?;
        let slot = self.slots.get(usize::try_from(slot).ok()?)?;
        let place = Place { id: object, tag: tag.as_ref() };
        let recused = recused(self.recusals);
        let tickets = Tickets::new(&self.head);
        let key = |id: &InspectorId| (tickets.of_pair(object.as_str(), id.as_str()), id.clone());
        let mut order: Vec<_> =
            self.inspectors.iter().filter(|i| is_candidate(i, place, slot, &recused)).map(|i| key(&i.id)).collect();
        order.sort();
        let at = order.partition_point(|entry| *entry <= key(from));
        let gone = self.replaced.get(object);
        order[at..]
            .iter()
            .chain(&order[..at])
            .map(|(_, id)| id)
            .find(|id| !team.iter().flatten().any(|t| t == *id) && !gone.is_some_and(|gone| gone.contains(id)))
            .cloned()
    }

    /// Replays one row of a file. Whom a merged visit takes over is compared with the draw that it names, not here.
    pub fn replay(&mut self, file: &str, row: &Substitution) -> Result<(), Fault> {
        let fault = |code, detail: &str| Fault::new(file, code, format!("seq {} {detail}", row.seq));
        if !self.teams.contains_key(&row.object) {
            return Err(fault("substitution-object", row.object.as_str()));
        }
        let slot = usize::try_from(row.slot).unwrap_or(usize::MAX);
        if slot >= self.slots.len() {
            return Err(fault("substitution-slot", &row.slot.to_string()));
        }
        if self.holder(&row.object, row.slot) != Some(&row.from) {
            return Err(fault("substitution-from", row.from.as_str()));
        }
        if row.ground != "merged-visit" && self.next(&row.object, row.slot) != row.to {
            return Err(fault("substitution-not-next", row.to.as_ref().map_or("", InspectorId::as_str)));
        }
        self.replaced.entry(row.object.clone()).or_default().push(row.from.clone());
        if let Some((_, team)) = self.teams.get_mut(&row.object) {
            team[slot] = row.to.clone();
        }
        Ok(())
    }
}

/// A merged visit changes all slots of its object in consecutive rows, in slot order, on the same evidence.
pub fn check_merged(file: &str, rows: &[Substitution], slots: usize) -> Result<(), Fault> {
    let mut at = 0;
    while at < rows.len() {
        if rows[at].ground != "merged-visit" {
            at += 1;
            continue;
        }
        let first = &rows[at];
        let group = rows.get(at..at + slots).unwrap_or(&[]);
        let whole = !group.is_empty()
            && (0u32..).zip(group).all(|(slot, r)| {
                r.ground == first.ground && r.object == first.object && r.evidence == first.evidence && r.slot == slot
            });
        if !whole {
            return Err(Fault::new(file, "merged-rows", first.object.as_str()));
        }
        at += slots;
    }
    Ok(())
}
