//! References between tables. In: raw records and parsed draws. Out: faults. A row about a draw that is sealed is refused
//! with the same words whether or not its object was drawn: a fault must not tell who was (protocol section 8).

use crate::diag::{Diagnostic, Place, Report};
use crate::load::{Located, Raw};
use crate::model::*;
use crate::site::{DrawRecord, DrawState};
use std::collections::{BTreeMap, BTreeSet};

/// What may be referred to.
pub(super) struct Refer<'a> {
    raw: &'a Raw,
    draws: &'a BTreeMap<DrawId, DrawRecord>,
    objects: BTreeSet<&'a ObjectId>,
    inspectors: BTreeSet<&'a str>,
    items: BTreeSet<&'a str>,
    results: BTreeSet<(&'a DrawId, &'a ObjectId)>,
    /// Whose being drawn is public.
    public: BTreeMap<&'a DrawId, BTreeSet<&'a ObjectId>>,
}

/// Rules of the plan, as `reasons.csv` may name them.
fn is_rule(text: &str) -> bool {
    text == "R29a" || text.strip_prefix('R').and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| (1..=49).contains(&n))
}

impl<'a> Refer<'a> {
    pub(super) fn new(raw: &'a Raw, draws: &'a BTreeMap<DrawId, DrawRecord>) -> Self {
        Self {
            raw,
            draws,
            objects: raw.objects.iter().map(|o| &o.value.id).collect(),
            inspectors: raw.inspectors.iter().map(|i| i.value.id.as_str()).collect(),
            items: raw.items.iter().map(|i| i.value.id.as_str()).collect(),
            results: raw.visits.iter().map(|v| (&v.value.draw, &v.value.object)).collect(),
            public: draws.iter().map(|(id, draw)| (id, public(draw))).collect(),
        }
    }

    /// Every reference of every table.
    pub(super) fn all(&self, found: &mut Report) {
        let raw = self.raw;
        for row in &raw.recusals {
            self.object(&row.value.object, row.at("object"), found);
            if !self.inspectors.contains(row.value.inspector.as_str()) {
                let fault = Diagnostic::error("MC0511", row.at("inspector")).value(row.value.inspector.as_str());
                found.push(fault.arg("inspector", &row.value.inspector));
            }
        }
        raw.superior.iter().for_each(|row| self.object(&row.value.object, row.at("object"), found));
        raw.special_events.iter().for_each(|row| self.object(&row.value.object, row.at("object"), found));
        for row in &raw.exempt {
            self.object(&row.value.object, row.at("object"), found);
            let v = &row.value;
            outcome(row, v.result.is_some(), v.withheld.is_some(), v.published_at, found);
            order(row, Some(v.visited), v.determined, v.published_at, found);
        }
        raw.visits.iter().for_each(|row| self.visit(row, found));
        for row in &raw.answers {
            self.follows(row, &row.value.draw, &row.value.object, found);
            self.item(&row.value.item, row.at("item"), found);
        }
        raw.documents.iter().for_each(|row| self.follows(row, &row.value.draw, &row.value.object, found));
        raw.followups.iter().for_each(|row| self.follows(row, &row.value.draw, &row.value.object, found));
        raw.corrections.iter().for_each(|row| self.follows(row, &row.value.draw, &row.value.object, found));
        for row in &raw.replies {
            self.object(&row.value.object, row.at("object"), found);
            if let Some(draw) = &row.value.draw {
                self.open(draw, &row.value.object, row, found);
            }
        }
        for row in raw.reasons.iter().filter(|row| !is_rule(&row.value.rule)) {
            found.push(Diagnostic::error("MC0524", row.at("rule")).value(&row.value.rule));
        }
        for plan in &raw.plans {
            for (item, _) in &plan.plan.value.removed_items {
                self.item(item, plan.plan.at("removed_items"), found);
            }
        }
    }

    fn object(&self, id: &ObjectId, place: Place, found: &mut Report) {
        // An object that left the registry stays known through the lists of its draws, which are sorted.
        let listed = |draw: &DrawRecord| {
            draw.roster.binary_search_by(|row| row.id.cmp(id)).is_ok()
                || draw.excluded.binary_search_by(|row| row.id.cmp(id)).is_ok()
        };
        if !self.objects.contains(id) && !self.draws.values().any(listed) {
            found.push(Diagnostic::error("MC0510", place).value(id.as_str()).arg("object", id));
        }
    }

    fn item(&self, id: &ItemId, place: Place, found: &mut Report) {
        if !self.items.contains(id.as_str()) {
            found.push(Diagnostic::error("MC0512", place).value(id.as_str()).arg("item", id));
        }
    }

    fn visit(&self, row: &Located<Visit>, found: &mut Report) {
        let v = &row.value;
        self.open(&v.draw, &v.object, row, found);
        outcome(row, v.result.is_some(), v.withheld.is_some(), v.published_at, found);
        order(row, v.visited, v.determined, v.published_at, found);
    }

    /// A row that hangs on a result.
    fn follows<T>(&self, row: &Located<T>, draw: &DrawId, object: &ObjectId, found: &mut Report) {
        if !self.open(draw, object, row, found) {
            return;
        }
        if !self.results.contains(&(draw, object)) {
            found.push(Diagnostic::error("MC0520", row.at("object")).arg("draw", draw).arg("object", object));
        }
    }

    /// Whether a draw's outcome for an object is public.
    fn open<T>(&self, id: &DrawId, object: &ObjectId, row: &Located<T>, found: &mut Report) -> bool {
        let Some(draw) = self.draws.get(id) else {
            found.push(Diagnostic::error("MC0513", row.at("draw")).value(id.as_str()).arg("draw", id));
            return false;
        };
        let code = match draw.state {
            _ if self.public.get(id).is_some_and(|open| open.contains(object)) => return true,
            DrawState::Revealed | DrawState::Lost => "MC0515",
            DrawState::Sealed => "MC0514",
            DrawState::Committed => "MC0516",
            DrawState::Void | DrawState::VoidUnopened => "MC0526",
            DrawState::Shortfall => "MC0527",
        };
        // What is wrong with the draw itself stands in its column, what is wrong with this object in the object's.
        let column = if matches!(code, "MC0514" | "MC0515") { "object" } else { "draw" };
        found.push(Diagnostic::error(code, row.at(column)).arg("draw", id).arg("object", object));
        false
    }
}

/// Objects of a draw whose being drawn is public.
fn public(draw: &DrawRecord) -> BTreeSet<&ObjectId> {
    match draw.state {
        DrawState::Revealed | DrawState::Lost => draw.drawn.iter().map(|drawn| &drawn.object).collect(),
        DrawState::Sealed => draw.slips.iter().map(|slip| &slip.object).collect(),
        _ => BTreeSet::new(),
    }
}

/// A published row says a result or a ground for withholding it, and never both (R38).
fn outcome<T>(row: &Located<T>, result: bool, withheld: bool, published: Option<Time>, found: &mut Report) {
    if result && withheld {
        found.push(Diagnostic::error("MC0530", row.at("withheld")));
    }
    if published.is_some() && !result && !withheld {
        found.push(Diagnostic::error("MC0529", row.at("result")));
    }
}

/// Visit, determination, publication: in this order.
fn order<T>(
    row: &Located<T>,
    visited: Option<Day>,
    determined: Option<Day>,
    published: Option<Time>,
    found: &mut Report,
) {
    let published = published.map(|time| time.date());
    if determined.is_some_and(|day| visited.is_none_or(|visit| visit > day)) {
        found.push(Diagnostic::error("MC0528", row.at("determined")));
    }
    if published.is_some_and(|day| determined.is_none_or(|determined| determined > day)) {
        found.push(Diagnostic::error("MC0534", row.at("published_at")));
    }
}
