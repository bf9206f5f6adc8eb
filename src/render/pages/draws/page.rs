//! The page of one draw.

use super::super::check::scripts;
use super::beacons::{self, Beacon, beacons};
use super::changes::{self, Short};
use super::drawn;
use super::escrow;
use super::numbers::{Quota, facts, quotas, record_facts};
use super::own::{Own, Rosters};
use super::rows::{DrawnRow, ExcludedRow, PageOf, RosterRow, SubstitutionRow, shown};
use super::sql::{Query, queries};
use super::steps::{Step, steps};
use super::verify::{Line, lines};
use crate::model::write_minute;
use crate::output::Made;
use crate::render::pages::log::Attested;
use crate::render::view::{Link, draw_file};
use crate::render::{Download, Fact, Frame, PageKind, Pager, Still, draw_page};
use crate::site::{DrawRecord, DrawState, Packed};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct View<'b> {
    id: String,
    files_script: bool,
    today: Option<String>,
    state: &'static str,
    state_word: String,
    late: bool,
    summary: String,
    explain: Vec<Explain>,
    note_down: Option<String>,
    linked: Vec<Sentence>,
    ended_because: Option<String>,
    steps: Vec<Step>,
    attested: Option<&'b Attested>,
    checks: Vec<String>,
    sums: Vec<String>,
    facts: Vec<Fact>,
    record: Vec<Fact>,
    quotas: Vec<Quota>,
    beacons: Vec<Beacon>,
    digests: Vec<Fact>,
    envelopes: Vec<escrow::Row>,
    seed_text: Option<String>,
    drawn_title: Option<String>,
    drawn_about: Option<String>,
    has_tickets: bool,
    many_strata: bool,
    drawn: Vec<DrawnRow>,
    drawn_pager: Option<Pager>,
    opened: Vec<DrawnRow>,
    changes: Short,
    excluded: Vec<ExcludedRow>,
    excluded_all: usize,
    /// How many are not listed on the page, in words.
    excluded_rest: Option<String>,
    excluded_counts: String,
    substitutions: Vec<SubstitutionRow>,
    roster_rows: usize,
    has_roster: bool,
    roster: Vec<RosterRow>,
    verify: Vec<Line>,
    sql: Vec<Query>,
    files: Vec<Download>,
    sums_file: String,
    cite: String,
}

/// What the state means, under a heading of its own.
#[derive(Serialize)]
struct Explain {
    head: String,
    text: String,
}

/// A sentence that leads to another draw.
#[derive(Serialize)]
struct Sentence {
    text: String,
    link: Link,
}

pub(super) fn make(context: &Still<'_>, rosters: &Rosters<'_>, own: &Own<'_>) -> Result<Made, String> {
    let record = super::draw(context, own.id)?;
    let changes = rosters.tell(own.id, &own.special, |found| changes::short(context, record, found))?;
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
    context.page(own.path, "draw.html", &frame, &view(context, record, own, (summary, changes)))
}

fn view<'b>(
    context: &Still<'_>,
    record: &DrawRecord,
    own: &'b Own<'b>,
    (summary, changes): (String, Short),
) -> View<'b> {
    let page = PageOf::new(context, record, own.visits);
    let drawn_title = drawn_title(context, record);
    let files = files(context, record);
    View {
        id: record.id.to_string(),
        files_script: scripts::fits(record),
        today: scripts::today(context),
        state: record.state.as_str(),
        state_word: context.draw_state(record.state),
        late: super::overdue(context, record),
        summary,
        explain: explain(context, record),
        note_down: record.commit_digest.clone().filter(|_| record.state == DrawState::Committed),
        linked: linked(context, record),
        ended_because: ended_because(context, record),
        steps: steps(context, record, own),
        attested: own.attested.as_ref(),
        checks: checks(context, record),
        sums: super::numbers::sums(context, record),
        facts: facts(context, record),
        record: record_facts(context, record),
        quotas: quotas(context, record),
        beacons: beacons(context, record),
        digests: digests(context, record),
        envelopes: escrow::rows(context, record),
        seed_text: record.files.get("seed.txt").map(|file| String::from_utf8_lossy(&file.bytes()).into_owned()),
        drawn_about: drawn_title.as_ref().map(|_| drawn_about(context, record)),
        has_tickets: record.state != DrawState::Lost,
        many_strata: has_many_strata(record),
        drawn: page.drawn(1),
        drawn_pager: drawn_title.as_ref().and_then(|_| drawn::pager(record, 1)),
        drawn_title,
        opened: page.opened(),
        changes,
        excluded_rest: excluded_rest(context, record),
        excluded_all: record.excluded.len(),
        excluded: page.excluded(),
        excluded_counts: excluded_counts(context, record),
        substitutions: page.substitutions(),
        roster_rows: record.roster.len(),
        has_roster: record.files.contains_key("roster.csv"),
        roster: page.roster(),
        verify: lines(context, record),
        sql: queries(context, record),
        sums_file: files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect(),
        files,
        cite: cite(context, record),
    }
}

/// Heading of the table of the drawn; none where nobody was, or where that is still secret.
pub(super) fn drawn_title(context: &Still<'_>, record: &DrawRecord) -> Option<String> {
    match record.state {
        DrawState::Revealed | DrawState::Lost => Some(context.words.get("draw.drawn")),
        DrawState::Void if !record.drawn.is_empty() => Some(context.words.get("draw.would-be-drawn")),
        _ => None,
    }
}

/// Whether more than one stratum was drawn from.
pub(super) fn has_many_strata(record: &DrawRecord) -> bool {
    record.commit.as_ref().is_some_and(|commit| commit.quotas.iter().filter(|(_, quota)| *quota > 0).count() > 1)
}

fn excluded_rest(context: &Still<'_>, record: &DrawRecord) -> Option<String> {
    let shown = shown(record.excluded.len());
    let rest = record.excluded.len().checked_sub(shown).filter(|rest| *rest > 0)?;
    let (shown, rest) = (shown.to_string(), rest.to_string());
    Some(context.say("county.excluded-rest", [("shown", shown.as_str()), ("rest", rest.as_str())]))
}

fn summary(context: &Still<'_>, record: &DrawRecord) -> String {
    let (period, class) = (context.period(record.period), context.class(record.class));
    let (size, total) = (record.class_size().to_string(), record.quota_total().to_string());
    let args =
        [("period", period.as_str()), ("class", class.as_str()), ("size", size.as_str()), ("total", total.as_str())];
    context.say(&format!("draw.summary.{}", record.state.as_str()), args)
}

/// What the state means: what is fixed, what is secret, until when and why, and what can be checked already.
fn explain(context: &Still<'_>, record: &DrawRecord) -> Vec<Explain> {
    let commit = record.commit.as_ref();
    let last = commit.and_then(|commit| commit.beacons.iter().map(|beacon| beacon.time).max());
    let seal_by = commit.map(|commit| write_minute(commit.seal_by)).unwrap_or_default();
    let reveal_by = commit.map(|commit| commit.reveal_by.to_string()).unwrap_or_default();
    let (opened, total) = (record.slips.len().to_string(), record.quota_total().to_string());
    let (beacons, time) = (beacons::names(context, record), last.map(write_minute).unwrap_or_default());
    let args = [
        ("seal_by", seal_by.as_str()),
        ("reveal_by", reveal_by.as_str()),
        ("opened", opened.as_str()),
        ("total", total.as_str()),
        ("beacons", beacons.as_str()),
        ("time", time.as_str()),
    ];
    let parts = ["what", "fixed", "number", "secret", "until", "why", "better", "can"];
    let rows = parts.into_iter().filter_map(|part| {
        let key = format!("draw.explain.{}.{part}", record.state.as_str());
        let said = context.words.has(&key).then(|| context.say(&key, args))?;
        Some(Explain { head: context.words.get(&format!("draw.explain-head.{part}")), text: said })
    });
    rows.collect()
}

/// Three sentences: what is checked, and why it cannot be faked.
fn checks(context: &Still<'_>, record: &DrawRecord) -> Vec<String> {
    let (beacons, total) = (beacons::names(context, record), record.quota_total().to_string());
    let args = [("beacons", beacons.as_str()), ("total", total.as_str())];
    let parts = ["one", "two", "three"].map(|part| format!("draw.check.{}.{part}", record.state.as_str()));
    parts.iter().map(|key| context.say(key, args)).collect()
}

/// The draw that this one replaces, and the one that replaces it.
fn linked(context: &Still<'_>, record: &DrawRecord) -> Vec<Sentence> {
    let sentence = |key: &str, other: &crate::model::DrawId| Sentence {
        text: context.words.get(key),
        link: Link { href: draw_page(other.as_str()), text: other.to_string() },
    };
    let replaces = record.commit.as_ref().and_then(|commit| commit.replaces.as_ref());
    let replaced_by = super::replacing(context, record).map(|other| &other.id);
    let before = replaces.map(|other| sentence("draw.replaces", other));
    before.into_iter().chain(replaced_by.map(|other| sentence("draw.replaced-by", other))).collect()
}

/// How the table of the drawn is to be read, and where those are who were not drawn.
pub(super) fn drawn_about(context: &Still<'_>, record: &DrawRecord) -> String {
    let (total, rest) = (record.drawn.len(), record.roster.len().saturating_sub(record.drawn.len()));
    let (total, rest) = (total.to_string(), rest.to_string());
    let key = match record.state {
        DrawState::Void => "draw.drawn-about-void",
        DrawState::Lost => "draw.drawn-about-lost",
        _ => "draw.drawn-about",
    };
    context.say(key, [("total", total.as_str()), ("rest", rest.as_str())])
}

/// How many were excluded by each rule.
fn excluded_counts(context: &Still<'_>, record: &DrawRecord) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    record.excluded.iter().for_each(|row| *counts.entry(row.rule.as_str()).or_default() += 1);
    let one = |(rule, number): (&str, usize)| {
        let (rule, number) = (context.words.get(&format!("excluded.{rule}")), number.to_string());
        context.say("draw.excluded-count", [("rule", rule.as_str()), ("number", number.as_str())])
    };
    counts.into_iter().map(one).collect::<Vec<_>>().join(&context.words.get("show.comma"))
}

/// How to name this draw so that others find it and nobody can exchange it.
fn cite(context: &Still<'_>, record: &DrawRecord) -> String {
    let title = super::title(context, record);
    let digest = record.commit_digest.clone().unwrap_or_default();
    let args = [
        ("bureau", context.site.config.bureau.name.as_str()),
        ("title", title.as_str()),
        ("id", record.id.as_str()),
        ("digest", digest.as_str()),
    ];
    let key = if digest.is_empty() { "draw.cite.short" } else { "draw.cite.text" };
    context.say(key, args)
}

fn ended_because(context: &Still<'_>, record: &DrawRecord) -> Option<String> {
    let (code, note) = record.ended_because.as_ref()?;
    let key = format!("draw.void-reason.{code}");
    let reason = if context.words.has(&key) { context.words.get(&key) } else { code.clone() };
    Some(context.say("draw.ended-because", [("reason", reason.as_str()), ("note", note.as_str())]))
}

fn digests(context: &Still<'_>, record: &DrawRecord) -> Vec<Fact> {
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

fn files(context: &Still<'_>, record: &DrawRecord) -> Vec<Download> {
    let file =
        |(name, file): (&String, &Packed)| Download::of(name, draw_file(context, name), name.clone(), &file.bytes());
    record.files.iter().map(file).collect()
}
