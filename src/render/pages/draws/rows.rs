//! The rows of a draw's tables. In: a draw. Out: who was drawn, opened, excluded, substituted, and the list where it is short.

use super::own::Visits;
use crate::draw::InspectorRow;
use crate::model::{InspectorId, ObjectId, sha256_hex};
use crate::render::Still;
use crate::render::parts::{part_of, parts_of};
use crate::site::DrawRecord;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A roster above this size is not printed row by row: `roster.csv` is. A phone has to open the page.
const ROSTER_ROWS: usize = 60;

/// Rows that a page shows of a longer table which is published as a file: a phone has to open the page of a draw that excluded thousands.
const BEGINNING: usize = 200;

/// How many of so many rows a page shows, where the rest is in a file.
pub(super) fn shown(rows: usize) -> usize {
    if parts_of(rows) > 1 { BEGINNING } else { rows }
}

#[derive(Serialize)]
pub(super) struct DrawnRow {
    rank: u32,
    stratum: String,
    name: String,
    href: Option<String>,
    id: String,
    ticket: String,
    head: String,
    team: String,
    result: String,
}

#[derive(Serialize)]
pub(super) struct ExcludedRow {
    name: String,
    href: Option<String>,
    id: String,
    rule: String,
    evidence: String,
}

#[derive(Serialize)]
pub(super) struct SubstitutionRow {
    name: String,
    href: Option<String>,
    slot: u32,
    from: String,
    to: String,
    ground: String,
    evidence: String,
}

#[derive(Serialize)]
pub(super) struct RosterRow {
    name: String,
    href: Option<String>,
    id: String,
    stratum: String,
    ticket: String,
    head: String,
    drawn: bool,
}

fn names(rows: &[InspectorRow]) -> BTreeMap<&InspectorId, &str> {
    rows.iter().map(|row| (&row.id, row.name.as_str())).collect()
}

/// The beginning of a fingerprint: twelve digits, and on to the next letter. Cut behind a figure it might look like a
/// telephone number, to the privacy gate as to a reader.
pub(super) fn beginning(hex: &str) -> String {
    let tail = hex.char_indices().skip(11).find(|(_, c)| c.is_ascii_lowercase());
    hex[..tail.map_or(hex.len(), |(at, _)| at + 1)].to_owned()
}

/// Rows of the page's tables.
pub(super) struct PageOf<'a> {
    context: &'a Still<'a>,
    record: &'a DrawRecord,
    names: BTreeMap<&'a InspectorId, &'a str>,
    visits: &'a Visits<'a>,
}

impl<'a> PageOf<'a> {
    pub(super) fn new(context: &'a Still<'a>, record: &'a DrawRecord, visits: &'a Visits<'a>) -> Self {
        Self { context, record, names: names(&record.inspectors), visits }
    }

    fn inspector(&self, id: &InspectorId) -> String {
        self.context.inspector(id, self.names.get(id).copied())
    }

    fn team(&self, ids: &[InspectorId]) -> String {
        let names: Vec<String> = ids.iter().map(|id| self.inspector(id)).collect();
        names.join(&self.context.words.get("show.comma"))
    }

    fn href(&self, id: &ObjectId) -> Option<String> {
        self.context.object_href(id)
    }

    fn name(&self, id: &ObjectId) -> String {
        crate::render::view::listed_name(self.record, id).map_or_else(|| self.context.object_name(id), str::to_owned)
    }

    /// What became of the visit, as far as it is published.
    fn result(&self, id: &ObjectId) -> String {
        let word = |key: &str| self.context.words.get(&format!("draw.result.{key}"));
        match self.visits.get(id) {
            Some(visit) if visit.published_at.is_some() => match (&visit.withheld, &visit.result) {
                (Some(ground), _) => {
                    let ground = self.context.withheld(*ground);
                    self.context.say("draw.result.withheld", [("ground", ground.as_str())])
                }
                (None, Some(phrase)) => self.context.phrase(phrase),
                (None, None) => word("pending"),
            },
            Some(visit) if visit.visited.is_some() => word("visited"),
            _ => word("pending"),
        }
    }

    /// The rows of page `number`, from 1.
    pub(super) fn drawn(&self, number: usize) -> Vec<DrawnRow> {
        let void = self.record.state.is_void();
        let row = |drawn: &crate::site::Drawn| DrawnRow {
            rank: drawn.rank,
            stratum: self.context.stratum(&drawn.stratum),
            name: drawn.name.clone(),
            href: self.href(&drawn.object),
            id: drawn.object.to_string(),
            ticket: drawn.ticket.clone(),
            head: beginning(&drawn.ticket),
            team: self.team(&drawn.final_team),
            result: if void { String::new() } else { self.result(&drawn.object) },
        };
        self.record
            .drawn
            .chunks(part_of(self.record.drawn.len()))
            .nth(number - 1)
            .unwrap_or_default()
            .iter()
            .map(row)
            .collect()
    }

    pub(super) fn opened(&self) -> Vec<DrawnRow> {
        let row = |slip: &crate::site::OpenedSlip| DrawnRow {
            rank: slip.rank,
            stratum: self.context.stratum(&slip.stratum),
            name: self.name(&slip.object),
            href: self.href(&slip.object),
            id: slip.object.to_string(),
            ticket: String::new(),
            head: String::new(),
            team: self.team(&slip.team),
            result: self.result(&slip.object),
        };
        self.record.slips.iter().map(row).collect()
    }

    pub(super) fn excluded(&self) -> Vec<ExcludedRow> {
        let row = |row: &crate::draw::ExcludedRow| ExcludedRow {
            name: row.name.to_string(),
            href: self.href(&row.id),
            id: row.id.to_string(),
            rule: self.context.words.get(&format!("excluded.{}", row.rule)),
            evidence: row.evidence.clone(),
        };
        self.record.excluded.iter().take(shown(self.record.excluded.len())).map(row).collect()
    }

    pub(super) fn substitutions(&self) -> Vec<SubstitutionRow> {
        let row = |row: &crate::draw::Substitution| SubstitutionRow {
            name: self.name(&row.object),
            href: self.href(&row.object),
            slot: row.slot + 1,
            from: self.inspector(&row.from),
            to: row.to.as_ref().map_or_else(|| self.context.words.get("draw.nobody"), |id| self.inspector(id)),
            ground: self.context.words.get(&format!("substitution.{}", row.ground)),
            evidence: row.evidence.clone(),
        };
        self.record.substitutions.iter().map(row).collect()
    }

    /// In the order of the tickets where they can be known, so that the cut is seen.
    pub(super) fn roster(&self) -> Vec<RosterRow> {
        if self.record.roster.len() > ROSTER_ROWS {
            return Vec::new();
        }
        let drawn: BTreeSet<&ObjectId> = self.record.drawn.iter().map(|drawn| &drawn.object).collect();
        let quotas = self.record.commit.iter().flat_map(|commit| &commit.quotas);
        let order: BTreeMap<&str, usize> = quotas.enumerate().map(|(i, (name, _))| (name.as_str(), i)).collect();
        let ticket = |id: &ObjectId| match &self.record.seed_digest {
            Some(seed) => sha256_hex(format!("{seed}{id}").as_bytes()),
            None => String::new(),
        };
        let mut rows: Vec<(usize, String, &crate::draw::RosterRow)> = self
            .record
            .roster
            .iter()
            .map(|row| (order.get(row.stratum.as_str()).copied().unwrap_or(usize::MAX), ticket(&row.id), row))
            .collect();
        rows.sort_by(|a, b| (a.0, &a.1, &a.2.id).cmp(&(b.0, &b.1, &b.2.id)));
        rows.into_iter()
            .map(|(_, ticket, row)| RosterRow {
                name: row.name.to_string(),
                href: self.href(&row.id),
                id: row.id.to_string(),
                stratum: self.context.stratum(&row.stratum),
                head: beginning(&ticket),
                ticket,
                drawn: drawn.contains(&row.id),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn a_cut_fingerprint_never_looks_like_a_number() {
        assert_eq!(beginning("00ffaff1e73e8973"), "00ffaff1e73e");
        assert_eq!(beginning("03591234567890a1"), "03591234567890a");
        assert_eq!(beginning("f039616490862f40"), "f039616490862f");
        assert_eq!(beginning(""), "");
    }
}
