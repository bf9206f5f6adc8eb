//! The page of one draw.

use super::super::check::scripts;
use super::escrow;
use super::numbers::{Quota, facts, quotas};
use super::sql::{Query, queries};
use super::steps::{Beacon, Step, beacons, steps};
use super::verify::{Line, lines};
use crate::draw::InspectorRow;
use crate::model::{InspectorId, ObjectId, write_minute};
use crate::render::pages::log::{Attested, attested};
use crate::render::{Context, Download, Fact, Frame, PageKind, sha256};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A roster above this size is not printed row by row: `roster.csv` is (brief of the page: a phone has to open it).
const ROSTER_ROWS: usize = 500;

#[derive(Serialize)]
struct View {
    id: String,
    files_script: bool,
    today: Option<String>,
    state: &'static str,
    state_word: String,
    late: bool,
    summary: String,
    explain: Vec<String>,
    ended_because: Option<String>,
    steps: Vec<Step>,
    attested: Option<Attested>,
    facts: Vec<Fact>,
    quotas: Vec<Quota>,
    beacons: Vec<Beacon>,
    digests: Vec<Fact>,
    envelopes: Vec<escrow::Row>,
    seed_text: Option<String>,
    drawn_title: Option<String>,
    has_tickets: bool,
    drawn: Vec<DrawnRow>,
    opened: Vec<DrawnRow>,
    excluded: Vec<ExcludedRow>,
    substitutions: Vec<SubstitutionRow>,
    roster_rows: usize,
    roster: Vec<RosterRow>,
    verify: Vec<Line>,
    sql: Vec<Query>,
    files: Vec<Download>,
}

#[derive(Serialize)]
struct DrawnRow {
    rank: u32,
    stratum: String,
    name: String,
    href: Option<String>,
    id: String,
    ticket: String,
    team: String,
    result: String,
}

#[derive(Serialize)]
struct ExcludedRow {
    name: String,
    href: Option<String>,
    id: String,
    rule: String,
    evidence: String,
}

#[derive(Serialize)]
struct SubstitutionRow {
    name: String,
    href: Option<String>,
    slot: u32,
    from: String,
    to: String,
    ground: String,
    evidence: String,
}

#[derive(Serialize)]
struct RosterRow {
    name: String,
    href: Option<String>,
    id: String,
    stratum: String,
    ticket: String,
    drawn: bool,
}

pub(super) fn make(context: &Context<'_>, path: &str, record: &DrawRecord) -> Result<Vec<u8>, String> {
    let title = super::title(context, record);
    let summary = summary(context, record);
    let frame = Frame {
        title,
        kind: PageKind::Article,
        column: "draws",
        description: summary.clone(),
        published_at: record.times.ended.or(record.times.sealed).or(record.times.committed),
        trail: vec![context.column_step("draws")],
    };
    context.page(path, "draw.html", &frame, &view(context, record, summary))
}

fn view(context: &Context<'_>, record: &DrawRecord, summary: String) -> View {
    let page = PageOf { context, record, names: names(&record.inspectors) };
    let would = matches!(record.state, DrawState::Void) && !record.drawn.is_empty();
    let drawn_title = match record.state {
        DrawState::Revealed | DrawState::Lost => Some(context.words.get("draw.drawn")),
        _ if would => Some(context.words.get("draw.would-be-drawn")),
        _ => None,
    };
    View {
        id: record.id.to_string(),
        files_script: scripts::fits(record),
        today: scripts::today(context),
        state: record.state.as_str(),
        state_word: context.draw_state(record.state),
        late: super::overdue(context, record),
        summary,
        explain: explain(context, record),
        ended_because: ended_because(context, record),
        steps: steps(context, record),
        attested: attested(context, record),
        facts: facts(context, record),
        quotas: quotas(context, record),
        beacons: beacons(context, record),
        digests: digests(context, record),
        envelopes: escrow::rows(context, record),
        seed_text: record.files.get("seed.txt").map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        drawn_title,
        has_tickets: record.state != DrawState::Lost,
        drawn: page.drawn(),
        opened: page.opened(),
        excluded: page.excluded(),
        substitutions: page.substitutions(),
        roster_rows: record.roster.len(),
        roster: page.roster(),
        verify: lines(context, record),
        sql: queries(context, record),
        files: files(context, record),
    }
}

fn names(rows: &[InspectorRow]) -> BTreeMap<&InspectorId, &str> {
    rows.iter().map(|row| (&row.id, row.name.as_str())).collect()
}

/// Rows of the page's tables.
struct PageOf<'a> {
    context: &'a Context<'a>,
    record: &'a DrawRecord,
    names: BTreeMap<&'a InspectorId, &'a str>,
}

impl PageOf<'_> {
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
        match self.context.site.visits.get(&(self.record.id.clone(), id.clone())) {
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

    fn drawn(&self) -> Vec<DrawnRow> {
        let void = matches!(self.record.state, DrawState::Void | DrawState::VoidUnopened);
        let row = |drawn: &crate::site::Drawn| DrawnRow {
            rank: drawn.rank,
            stratum: self.context.stratum(&drawn.stratum),
            name: drawn.name.clone(),
            href: self.href(&drawn.object),
            id: drawn.object.to_string(),
            ticket: drawn.ticket.clone(),
            team: self.team(&drawn.final_team),
            result: if void { String::new() } else { self.result(&drawn.object) },
        };
        self.record.drawn.iter().map(row).collect()
    }

    fn opened(&self) -> Vec<DrawnRow> {
        let row = |slip: &crate::site::OpenedSlip| DrawnRow {
            rank: slip.rank,
            stratum: self.context.stratum(&slip.stratum),
            name: self.name(&slip.object),
            href: self.href(&slip.object),
            id: slip.object.to_string(),
            ticket: String::new(),
            team: self.team(&slip.team),
            result: self.result(&slip.object),
        };
        self.record.slips.iter().map(row).collect()
    }

    fn excluded(&self) -> Vec<ExcludedRow> {
        let row = |row: &crate::draw::ExcludedRow| ExcludedRow {
            name: row.name.clone(),
            href: self.href(&row.id),
            id: row.id.to_string(),
            rule: self.context.words.get(&format!("excluded.{}", row.rule)),
            evidence: row.evidence.clone(),
        };
        self.record.excluded.iter().map(row).collect()
    }

    fn substitutions(&self) -> Vec<SubstitutionRow> {
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
    fn roster(&self) -> Vec<RosterRow> {
        if self.record.roster.len() > ROSTER_ROWS {
            return Vec::new();
        }
        let drawn: BTreeSet<&ObjectId> = self.record.drawn.iter().map(|drawn| &drawn.object).collect();
        let quotas = self.record.commit.iter().flat_map(|commit| &commit.quotas);
        let order: BTreeMap<&str, usize> = quotas.enumerate().map(|(i, (name, _))| (name.as_str(), i)).collect();
        let ticket = |id: &ObjectId| match &self.record.seed_digest {
            Some(seed) => sha256(format!("{seed}{id}").as_bytes()),
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
                name: row.name.clone(),
                href: self.href(&row.id),
                id: row.id.to_string(),
                stratum: self.context.stratum(&row.stratum),
                ticket,
                drawn: drawn.contains(&row.id),
            })
            .collect()
    }
}

fn summary(context: &Context<'_>, record: &DrawRecord) -> String {
    let (period, class) = (context.period(record.period), context.class(record.class));
    let (size, total) = (record.class_size().to_string(), record.quota_total().to_string());
    let args =
        [("period", period.as_str()), ("class", class.as_str()), ("size", size.as_str()), ("total", total.as_str())];
    context.say(&format!("draw.summary.{}", record.state.as_str()), args)
}

/// What the state means: what is fixed, what is secret, until when and why.
fn explain(context: &Context<'_>, record: &DrawRecord) -> Vec<String> {
    let seal_by = record.commit.as_ref().map(|commit| write_minute(commit.seal_by)).unwrap_or_default();
    let reveal_by = record.commit.as_ref().map(|commit| commit.reveal_by.to_string()).unwrap_or_default();
    let opened = record.slips.len().to_string();
    let total = record.quota_total().to_string();
    let args = [
        ("seal_by", seal_by.as_str()),
        ("reveal_by", reveal_by.as_str()),
        ("opened", opened.as_str()),
        ("total", total.as_str()),
    ];
    let key = |part: &str| format!("draw.explain.{}.{part}", record.state.as_str());
    let parts = ["fixed", "secret", "until", "why"].map(key);
    parts.iter().filter(|key| context.words.has(key)).map(|key| context.say(key, args)).collect()
}

fn ended_because(context: &Context<'_>, record: &DrawRecord) -> Option<String> {
    let (code, note) = record.ended_because.as_ref()?;
    let key = format!("draw.void-reason.{code}");
    let reason = if context.words.has(&key) { context.words.get(&key) } else { code.clone() };
    Some(context.say("draw.ended-because", [("reason", reason.as_str()), ("note", note.as_str())]))
}

fn digests(context: &Context<'_>, record: &DrawRecord) -> Vec<Fact> {
    let word = |key: &str| context.words.get(&format!("draw.fact.{key}"));
    let mut facts = Vec::new();
    if let Some(digest) = &record.commit_digest {
        facts.push(Fact::code(word("commit-digest"), digest));
    }
    if let Some(digest) = &record.seed_digest {
        facts.push(Fact::code(word("seed-digest"), digest));
    }
    if let Some(seal) = &record.seal {
        facts.push(Fact::code(word("tree-root"), &seal.tree_root));
    }
    facts
}

fn files(context: &Context<'_>, record: &DrawRecord) -> Vec<Download> {
    let about = |name: &str| {
        let stem = match name {
            name if name.starts_with("slips/") => "slip",
            name if name.starts_with("escrow-") => "escrow",
            name if name.starts_with("substitutions") => "substitutions",
            name => name.split('.').next().unwrap_or(name),
        };
        let key = format!("draw.file.{stem}");
        if context.words.has(&key) { context.words.get(&key) } else { String::new() }
    };
    record.files.iter().map(|(name, bytes)| Download::of(name, about(name), name.clone(), bytes)).collect()
}
