//! What the county had published at each moment of its story, for its log. In: the county as it stands at the end. Out: the
//! publications in the order of time: files of draws at the moments of their steps, tables at a few days of each year.

use super::registry::day;
use super::world::at;
use crate::check;
use crate::draw::text::unhex;
use crate::log::{KeyKind, Record, SigningKey};
use crate::model::{Status, Time};
use crate::site::{DrawRecord, DrawTimes, Site};
use chrono::TimeDelta;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Days on which all tables are published, besides the last day.
const TABLES: [&str; 3] = ["2025-06-30", "2025-12-31", "2026-06-30"];
/// The office that sees every head within the hour, and the one that sees those of the tables two days later.
const WITNESSES: [&str; 2] = ["discipline.example.gov.cn/140826", "bureau.example.gov.cn/1408"];
/// The first version of this table held what it should not have held, and was taken back.
const WITHDRAWN: (&str, &str, &str) = ("2026-01-05", "data/results/2025.csv", "personal-data");
/// On this day the first of them had nobody at the desk: the commitments of that day are seen too late.
const ABSENT: &str = "2025-04-22";

/// One publication: its moment, the files of draws and plans that are new, the county whose tables go with it.
#[derive(Debug)]
pub struct Publication<'a> {
    /// When.
    pub time: Time,
    /// Records by path that are new.
    pub records: BTreeMap<String, Record>,
    /// The county as it was known then, where its tables are published.
    pub county: Option<Cow<'a, Site>>,
    /// The table whose first version is taken back then, and why.
    pub withdrawn: Option<(&'static str, &'static str)>,
    /// Who saw the head when.
    pub witnesses: Vec<(SigningKey, Time)>,
}

/// A key of the demonstration. Anybody can compute it, which a real one must never allow.
fn key(name: &str, kind: KeyKind) -> SigningKey {
    let seed = super::chance::secret(0, &format!("key {name}"));
    let seed = unhex(&seed).and_then(|bytes| bytes.try_into().ok()).expect("64 hex digits are 32 bytes");
    SigningKey::from_seed(name, kind, &seed).expect("a name without spaces and plus signs")
}

/// The key of the demonstration's log.
pub fn log_key(origin: &str) -> SigningKey {
    key(origin, KeyKind::Log)
}

/// The keys of its witnesses.
pub fn witness_keys() -> [SigningKey; 2] {
    WITNESSES.map(|name| key(name, KeyKind::Witness))
}

/// The whole past, one publication after the other: a large county is not held as often as it published its tables.
pub fn publications(site: &Site) -> impl Iterator<Item = Publication<'_>> {
    let mut new: BTreeMap<Time, BTreeMap<String, Record>> = BTreeMap::new();
    for plan in &site.plans {
        if let (Some(time), Some(bytes)) = (plan.published_at, site.plan_records.get(&plan.record_path())) {
            new.entry(time).or_default().insert(plan.record_path(), Record::kept_if(bytes.clone(), |_| true));
        }
    }
    let end = at(site.as_of, 17, 0);
    for draw in site.draws.values() {
        for (name, bytes) in draw.files.iter() {
            let time = first_public(draw, name).unwrap_or(end);
            new.entry(time).or_default().insert(format!("draws/{}/{name}", draw.id), Record::of(bytes));
        }
    }
    let days = TABLES.iter().map(|text| at(day(text), 17, 0)).filter(|time| *time < end).chain([end]);
    let tables: Vec<Time> = days.collect();
    for time in &tables {
        new.entry(*time).or_default();
    }
    let withdrawal = at(day(WITHDRAWN.0), 9, 0);
    new.entry(withdrawal).or_default();
    let publication = move |(time, records): (Time, BTreeMap<String, Record>)| {
        let has_tables = tables.contains(&time);
        let county =
            has_tables.then(|| if time == end { Cow::Borrowed(site) } else { Cow::Owned(known_at(site, time)) });
        let withdrawn = (time == withdrawal).then_some((WITHDRAWN.1, WITHDRAWN.2));
        Publication { time, records, county, withdrawn, witnesses: seen(time, has_tables, end) }
    };
    new.into_iter().map(publication)
}

/// When a file of a draw became public; none: with the last publication.
fn first_public(draw: &DrawRecord, name: &str) -> Option<Time> {
    let times = draw.times;
    match name {
        "commit.txt" | "roster.csv" | "excluded.csv" | "inspectors.csv" | "shortfall.txt" => times.committed,
        "seal.txt" => times.sealed.or(times.ended),
        _ => times.ended,
    }
}

fn seen(time: Time, has_tables: bool, end: Time) -> Vec<(SigningKey, Time)> {
    let [first, second] = witness_keys();
    let mut seen = Vec::new();
    if time.date() != day(ABSENT) {
        seen.push((first, time + TimeDelta::minutes(30)));
    } else {
        seen.push((first, time + TimeDelta::days(3)));
    }
    if has_tables {
        seen.push((second, time + TimeDelta::days(2)));
    }
    // Nobody has seen anything tomorrow.
    seen.retain(|(_, seen)| seen.date() <= end.date());
    seen
}

/// The county as it was known at a moment: nothing that was entered, drawn or published later.
fn known_at(site: &Site, time: Time) -> Site {
    let mut then = site.clone();
    then.as_of = time.date();
    let today = then.as_of;
    then.plans.retain(|plan| plan.published_at.is_some_and(|published| published <= time));
    let records: Vec<String> = then.plans.iter().map(|plan| plan.record_path()).collect();
    then.plan_records.retain(|path, _| records.contains(path));
    for change in site.changes.iter().rev().filter(|change| change.recorded > today) {
        let object = then.objects.get_mut(change.subject.as_str());
        match (change.field.as_str(), object) {
            ("status", Some(object)) => object.status = Status::Active,
            ("added", Some(object)) => {
                let id = object.id.clone();
                then.objects.remove(&id);
            }
            _ => {}
        }
    }
    then.objects.retain(|_, object| object.registered <= today);
    then.inspectors.retain(|_, inspector| inspector.registered <= today);
    then.changes.retain(|change| change.recorded <= today);
    then.superior.retain(|check| check.recorded <= time);
    then.special_events.retain(|event| event.recorded <= time);
    then.exempt.retain(|visit| visit.published_at.is_some_and(|published| published <= time));
    then.corrections.retain(|correction| correction.published_at <= time);
    then.replies.retain(|reply| reply.published_at <= time);
    then.reasons.retain(|reason| reason.published_at <= time);
    then.pushes.retain(|push| push.date <= today);
    then.draws =
        site.draws.values().filter_map(|draw| draw_at(draw, time)).map(|draw| (draw.id.clone(), draw)).collect();
    let drawn: BTreeSet<_> = then.draws.keys().cloned().collect();
    let is_public = |published: Option<Time>| published.is_some_and(|published| published <= time);
    then.visits.retain(|(draw, _), visit| {
        if !is_public(visit.published_at) {
            visit.visited = visit.visited.filter(|visited| *visited <= today);
            visit.published_at = None;
            visit.determined = None;
            visit.result = None;
            visit.withheld = None;
        }
        drawn.contains(draw)
    });
    let keys: BTreeSet<_> =
        then.visits.iter().filter(|(_, visit)| visit.published_at.is_some()).map(|(key, _)| key.clone()).collect();
    then.answers.retain(|key, _| keys.contains(key));
    then.documents.retain(|key, _| keys.contains(key));
    then.followups.retain(|key, steps| {
        steps.retain(|step| step.published_at <= time);
        keys.contains(key) && !steps.is_empty()
    });
    then.findings = check::findings(&then);
    then
}

/// A draw with the files it had at a moment.
fn draw_at(draw: &DrawRecord, time: Time) -> Option<DrawRecord> {
    let reached = |step: Option<Time>| step.filter(|step| *step <= time);
    let times = DrawTimes {
        committed: reached(draw.times.committed),
        sealed: reached(draw.times.sealed),
        ended: reached(draw.times.ended),
    };
    times.committed?;
    if times == draw.times {
        return Some(draw.clone());
    }
    let files = draw.files.iter().filter(|(name, _)| first_public(draw, name).is_some_and(|public| public <= time));
    let files = files.map(|(name, bytes)| (name.clone(), bytes.clone())).collect();
    DrawRecord::from_files(&draw.id, files, times).ok()
}
