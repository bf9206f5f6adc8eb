//! The lists of a draw before they are frozen, on the screen. In: the county, a task, a period, a moment. Out: numbers by stratum, what changed
//! since the lists before, every exclusion with its evidence, inspectors with loads, expired certificates, why the special list is what it is.
//! Recusals are a number only: who may not meet whom stays secret until the reveal, and others may look on.

use super::clerk::{Clerk, Heard};
use super::object_name;
use crate::check::rosters::{Changes, Comparison, Place, Row, compare};
use crate::check::special::{SpecialGround, special_list};
use crate::cmd::desk::County;
use crate::day::occasion::drand_round;
use crate::diag::Report;
use crate::draw::{Beacon, BeaconKind, beacon};
use crate::model::{Class, DrawId};
use crate::site::{DrawRecord, Site};
use crate::steps::{self, CommitRequest, Draft, Escrows};
use chrono::Duration;

/// Rows that a screen shows of one kind before it asks.
const ROWS: usize = 20;
/// Any number will do for looking: nothing of this draft is written.
const LOOK: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The lists as a commitment would freeze them at this moment, with every refusal that does not depend on the public number.
pub(super) fn draft(county: &County, request: &CommitRequest) -> Result<Draft, Report> {
    let soon = county.moment + Duration::hours(2);
    let round = drand_round(soon).unwrap_or(1);
    let probe = Beacon { kind: BeaconKind::DrandQuicknet, round, time: beacon::drand_time(round) };
    let request = CommitRequest { beacons: vec![probe], ..request.clone() };
    steps::draft(&county.site, &request, LOOK, county.moment)
}

/// Shows everything.
pub(super) fn show(clerk: &Clerk<'_>, county: &County, draft: &Draft) -> Heard<()> {
    let (lists, commit) = (&draft.lists, &draft.commit);
    let drawn: u32 = commit.quotas.iter().map(|(_, k)| k).sum();
    let n = |number: usize| number.to_string();
    let rate = format!("{}.{:02}", commit.rate / 100, commit.rate % 100);
    let rate = rate.trim_end_matches('0').trim_end_matches('.');
    let all = n(lists.roster.len() + lists.excluded.len());
    clerk.tell(
        "day.lists.head",
        &[("all", &all), ("roster", &n(lists.roster.len())), ("rate", rate), ("k", &drawn.to_string())],
    );
    for (stratum, k) in &commit.quotas {
        let size = lists.roster.iter().filter(|row| row.stratum == *stratum).count();
        let name = stratum_name(clerk, stratum);
        clerk.tell("day.lists.stratum", &[("stratum", &name), ("size", &n(size)), ("k", &k.to_string())]);
    }
    excluded(clerk, draft)?;
    changes(clerk, county, draft)?;
    if commit.class == Class::Special {
        special(clerk, county, draft)?;
    }
    people(clerk, county, draft);
    clerk.tell("day.lists.recusals", &[("n", &n(lists.recusals.len()))]);
    clerk.tell("day.lists.feasible", &[("slots", &slots(clerk, draft))]);
    Ok(())
}

/// The requirements of the team in words.
pub(super) fn slots(clerk: &Clerk<'_>, draft: &Draft) -> String {
    let one = |slot: &crate::draw::Slot| match slot.write() {
        word if word == "any" || word == "object" => clerk.word(&format!("day.slot.{word}")),
        word => clerk.fill("day.slot.tag", &[("tag", word.trim_start_matches("tag:"))]),
    };
    draft.commit.slots.iter().map(one).collect::<Vec<_>>().join(" + ")
}

/// A stratum as people say it.
pub(super) fn stratum_name(clerk: &Clerk<'_>, stratum: &str) -> String {
    match stratum {
        "fresh" | "seen" | "all" => clerk.word(&format!("day.stratum.{stratum}")),
        quarter => clerk.fill("day.stratum.quarter", &[("quarter", quarter)]),
    }
}

fn excluded(clerk: &Clerk<'_>, draft: &Draft) -> Heard<()> {
    let rows = &draft.lists.excluded;
    if rows.is_empty() {
        clerk.tell("day.lists.no-excluded", &[]);
        return Ok(());
    }
    clerk.tell("day.lists.excluded", &[("n", &rows.len().to_string())]);
    let line = |row: &crate::draw::ExcludedRow| {
        let rule = clerk.word(&format!("cli.draw.rule.{}", row.rule));
        clerk.fill(
            "day.lists.excluded-row",
            &[("name", &row.name), ("id", row.id.as_str()), ("rule", &rule), ("evidence", &row.evidence)],
        )
    };
    in_parts(clerk, rows.iter().map(line).collect())
}

/// Shows lines, twenty at a time where there are many.
fn in_parts(clerk: &Clerk<'_>, lines: Vec<String>) -> Heard<()> {
    for (at, part) in lines.chunks(ROWS).enumerate() {
        part.iter().for_each(|line| clerk.show(&format!("{line}\n")));
        let left = lines.len().saturating_sub((at + 1) * ROWS);
        if left > 0 && !clerk.yes("day.more", &[("n", &left.to_string())])? {
            break;
        }
    }
    Ok(())
}

/// What is different from the lists before, with what is on record for it. The county is read as it would be with this draft.
fn changes(clerk: &Clerk<'_>, county: &County, draft: &Draft) -> Heard<()> {
    let (step, _) = draft.finish(&Escrows::default()).map_err(|report| clerk.desk.refused(report, county))?;
    let would = clerk.desk.county_with(&step.public, county.moment)?;
    let Some(record) = would.site.draws.get(&draft.commit.draw) else { return Ok(()) };
    let found = compare(&would.site, &Changes::of(&would.site), record);
    let Some(previous) = found.previous else {
        clerk.tell("day.lists.first", &[]);
        return missing(clerk, &found);
    };
    let n = |number: usize| number.to_string();
    let args = [
        ("draw", previous.id.as_str()),
        ("added", &n(found.added.len())),
        ("left", &n(found.left.len())),
        ("moved", &n(found.moved.len())),
        ("excluded", &n(found.excluded.len())),
        ("returned", &n(found.returned.len())),
    ];
    clerk.tell("day.lists.changes", &args);
    let kinds = [
        ("added", &found.added),
        ("left", &found.left),
        ("moved", &found.moved),
        ("newly", &found.excluded),
        ("returned", &found.returned),
    ];
    let mut lines = Vec::new();
    for (key, rows) in kinds {
        lines.extend(rows.iter().map(|row| changed(clerk, key, row)));
    }
    in_parts(clerk, lines)?;
    let silent = found.unexplained().len();
    if silent > 0 {
        clerk.tell("day.lists.unexplained", &[("n", &n(silent))]);
    }
    inspectors(clerk, &found, previous);
    missing(clerk, &found)
}

fn changed(clerk: &Clerk<'_>, key: &str, row: &Row<'_>) -> String {
    let place = |place: &Place<'_>| match place {
        Place::Nowhere => clerk.word("day.lists.nowhere"),
        Place::Stratum(stratum) => stratum_name(clerk, stratum),
        Place::Excluded(rule, _) => clerk.word(&format!("cli.draw.rule.{rule}")),
    };
    let args = [("name", row.name), ("id", row.id.as_str()), ("from", &place(&row.from)), ("to", &place(&row.to))];
    let silent = row.because.is_none() && matches!(key, "added" | "left" | "moved" | "newly");
    let mark = if silent { clerk.word("day.lists.no-reason") } else { String::new() };
    clerk.fill(&format!("day.lists.{key}"), &args) + &mark
}

fn inspectors(clerk: &Clerk<'_>, found: &Comparison<'_>, previous: &DrawRecord) {
    let names = |rows: &[crate::check::rosters::PersonRow<'_>]| {
        let names: Vec<String> = rows.iter().map(|row| format!("{} {}", row.name, row.id)).collect();
        names.join(&clerk.word("cli.draw.comma"))
    };
    if previous.commit.is_some() && !(found.joined.is_empty() && found.gone.is_empty()) {
        let (joined, gone) = (names(&found.joined), names(&found.gone));
        let none = clerk.word("day.none");
        let or = |text: String| if text.is_empty() { none.clone() } else { text };
        clerk.tell("day.lists.people-changed", &[("joined", &or(joined)), ("gone", &or(gone))]);
    }
}

/// Objects that the registry has in the class and no list names: the one fault that no hash shows.
fn missing(clerk: &Clerk<'_>, found: &Comparison<'_>) -> Heard<()> {
    if found.missing.is_empty() {
        return Ok(());
    }
    clerk.tell("day.lists.missing", &[("n", &found.missing.len().to_string())]);
    let lines = found.missing.iter().map(|row| format!("    {}（{}）", row.name, row.id)).collect();
    in_parts(clerk, lines)
}

/// Who is on the special list and why.
fn special(clerk: &Clerk<'_>, county: &County, draft: &Draft) -> Heard<()> {
    let list = special_list(&county.site, draft.commit.period, county.moment);
    clerk.tell("day.lists.special", &[("n", &list.len().to_string())]);
    let one = |ground: &SpecialGround| match ground {
        SpecialGround::Event { kind, document, decided, late } => {
            let kind = clerk.word(&format!("day.special.{kind}"));
            let late = if *late { clerk.word("day.special.late") } else { String::new() };
            let args =
                [("kind", kind.as_str()), ("document", document), ("decided", &decided.to_string()), ("late", &late)];
            clerk.fill("day.special.event", &args)
        }
        SpecialGround::Violation { visit, visited } => {
            clerk.fill("day.special.violation", &[("visit", visit), ("visited", &visited.to_string())])
        }
        SpecialGround::NotInspected => clerk.word("day.special.not-inspected"),
    };
    let line = |(id, grounds): (&crate::model::ObjectId, &std::collections::BTreeSet<SpecialGround>)| {
        let grounds: Vec<String> = grounds.iter().map(one).collect();
        format!("    {}：{}", object_name(&county.site, id.as_str()), grounds.join("；"))
    };
    in_parts(clerk, list.iter().map(line).collect())
}

/// Who can be sent with which load, and who cannot because the certificate has run out.
fn people(clerk: &Clerk<'_>, county: &County, draft: &Draft) {
    let rows = &draft.lists.inspectors;
    let none = clerk.word("day.none");
    clerk.tell("day.lists.people", &[("n", &rows.len().to_string())]);
    for row in rows {
        let tags: Vec<&str> = row.tags.iter().map(|tag| tag.as_str()).collect();
        let tags = if tags.is_empty() { none.clone() } else { tags.join(&clerk.word("cli.draw.comma")) };
        let args =
            [("name", row.name.as_str()), ("id", row.id.as_str()), ("load", &row.load.to_string()), ("tags", &tags)];
        clerk.tell("day.lists.person", &args);
    }
    let today = county.moment.date();
    for one in county.site.inspectors.values().filter(|one| one.available && one.valid_to < today) {
        let args = [("name", one.name.as_str()), ("id", one.id.as_str()), ("day", &one.valid_to.to_string())];
        clerk.tell("day.lists.expired", &args);
    }
    let away = county.site.inspectors.values().filter(|one| !one.available).count();
    if away > 0 {
        clerk.tell("day.lists.away", &[("n", &away.to_string())]);
    }
}

/// The void draw that a new one of the task and period replaces.
pub(super) fn replaced(site: &Site, request: &CommitRequest) -> Option<DrawId> {
    crate::freeze::last_ended(site, &request.task, request.period).map(|draw| draw.id.clone())
}
