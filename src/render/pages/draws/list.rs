//! draws/index.html: every draw and every one the plan still asks for, by year and period. In: draws and plans. Out: one
//! line a draw, with its state as shape and word, and one sentence for each state.

use super::{newest_first, overdue, replacing};
use crate::check::{Planned, planned};
use crate::model::{Class, Period, write_minute};
use crate::output::Made;
use crate::render::view::Badge;
use crate::render::{Context, Frame, PageKind, draw_page};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A state with its number and its meaning.
#[derive(Serialize)]
struct Legend {
    badge: Badge,
    number: usize,
    about: String,
}

/// A draw, or one that is still to come.
#[derive(Serialize)]
struct Row {
    id: String,
    /// None where nothing was committed yet.
    href: Option<String>,
    class: String,
    badge: Badge,
    late: bool,
    line: String,
}

#[derive(Serialize)]
struct Group {
    id: String,
    period: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Year {
    year: i32,
    title: String,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct View {
    total: usize,
    summary: String,
    legend: Vec<Legend>,
    years: Vec<Year>,
}

/// Newest period first, a whole year after its quarters; classes in the order of the plan.
type Key = (Reverse<i32>, Reverse<Option<u32>>, Class, String);

fn key(period: Period, class: Class, id: &str) -> Key {
    (Reverse(period.year), Reverse(period.quarter), class, id.to_owned())
}

pub(super) fn make(context: &Context<'_>) -> Result<Made, String> {
    let records = newest_first(context);
    let waiting = planned(context.site);
    let mut rows: BTreeMap<Key, (Period, Row)> = BTreeMap::new();
    for record in &records {
        rows.insert(key(record.period, record.class, record.id.as_str()), (record.period, of_draw(context, record)));
    }
    for one in &waiting {
        rows.insert(key(one.period, one.class, one.task.as_str()), (one.period, of_plan(context, one)));
    }
    let view = View {
        total: records.len(),
        summary: summary(context, &records, &waiting),
        legend: legend(context, &records, &waiting),
        years: years(context, rows),
    };
    let frame = Frame {
        title: context.column_name("draws"),
        kind: PageKind::List,
        column: "draws",
        description: context.words.get("columns.draws.about"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("draws/index.html", "draws.html", &frame, &view)
}

fn summary(context: &Context<'_>, records: &[&DrawRecord], waiting: &[Planned]) -> String {
    let (total, late) = (records.len().to_string(), waiting.iter().filter(|one| one.late).count().to_string());
    let args = [("total", total.as_str()), ("late", late.as_str())];
    context.say(if late == "0" { "draws.summary" } else { "draws.summary-late" }, args)
}

fn badge(context: &Context<'_>, kind: &'static str) -> Badge {
    Badge { kind, text: context.words.get(&format!("draw-state.{kind}")) }
}

/// The five states of an ordinary draw; the rarer ends and lateness where there is one.
fn legend(context: &Context<'_>, records: &[&DrawRecord], waiting: &[Planned]) -> Vec<Legend> {
    use DrawState::{Committed, Lost, Revealed, Sealed, Shortfall, Void, VoidUnopened};
    let about = |key: &str| context.words.get(&format!("draws.legend.{key}"));
    let mut legend = vec![Legend { badge: badge(context, "planned"), number: waiting.len(), about: about("planned") }];
    for state in [Committed, Sealed, Revealed, Void, VoidUnopened, Lost, Shortfall] {
        let number = records.iter().filter(|record| record.state == state).count();
        if number > 0 || matches!(state, Committed | Sealed | Revealed | Void) {
            let kind = state.as_str();
            legend.push(Legend { badge: badge(context, kind), number, about: about(kind) });
        }
    }
    let late = records.iter().filter(|record| overdue(context, record)).count();
    let number = late + waiting.iter().filter(|one| one.late).count();
    let badge = Badge { kind: "overdue", text: context.words.get("draws.late") };
    legend.push(Legend { badge, number, about: about("late") });
    legend
}

fn years(context: &Context<'_>, rows: BTreeMap<Key, (Period, Row)>) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for (period, row) in rows.into_values() {
        if years.last().is_none_or(|year| year.year != period.year) {
            let number = period.year.to_string();
            let title = context.say("period.year", [("year", number.as_str())]);
            years.push(Year { year: period.year, title, groups: Vec::new() });
        }
        let Some(year) = years.last_mut() else { continue };
        let id = period.to_string();
        if year.groups.last().is_none_or(|group| group.id != id) {
            let key = period.quarter.map_or_else(|| "year".to_owned(), |quarter| format!("q{quarter}"));
            let word = context.words.get(&format!("draws.period.{key}"));
            year.groups.push(Group { id, period: word, rows: Vec::new() });
        }
        if let Some(group) = year.groups.last_mut() {
            group.rows.push(row);
        }
    }
    years
}

fn of_draw(context: &Context<'_>, record: &DrawRecord) -> Row {
    Row {
        id: record.id.to_string(),
        href: Some(draw_page(record.id.as_str())),
        class: context.class(record.class),
        badge: badge(context, record.state.as_str()),
        late: overdue(context, record),
        line: line(context, record),
    }
}

/// What there is to say of a draw in one line.
fn line(context: &Context<'_>, record: &DrawRecord) -> String {
    let (size, total) = (record.class_size().to_string(), record.quota_total().to_string());
    let commit = record.commit.as_ref();
    let last = commit.and_then(|commit| commit.beacons.iter().map(|beacon| beacon.time).max());
    let time = last.map(write_minute).unwrap_or_default();
    let reveal_by = commit.map(|commit| commit.reveal_by.to_string()).unwrap_or_default();
    let ended = record.times.ended.map(|time| time.date().to_string()).unwrap_or_default();
    let args = [
        ("size", size.as_str()),
        ("total", total.as_str()),
        ("time", time.as_str()),
        ("reveal_by", reveal_by.as_str()),
        ("ended", ended.as_str()),
    ];
    let mut key = format!("draws.line.{}", record.state.as_str());
    if ended.is_empty() && context.words.has(&format!("{key}-undated")) {
        key.push_str("-undated");
    }
    let said = context.say(&key, args);
    match replacing(context, record) {
        Some(other) => {
            let args = [("line", said.as_str()), ("draw", other.id.as_str())];
            context.say("draws.line.replaced", args)
        }
        None => said,
    }
}

fn of_plan(context: &Context<'_>, one: &Planned) -> Row {
    let due = one.due.to_string();
    let args = [("due", due.as_str()), ("when", one.when.as_str())];
    let key = match (one.late, one.again, one.when.is_empty()) {
        (true, ..) => "draws.line.missing",
        (_, true, _) => "draws.line.again",
        (_, _, true) => "draws.line.planned",
        _ => "draws.line.planned-when",
    };
    Row {
        id: one.task.to_string(),
        href: None,
        class: context.class(one.class),
        badge: badge(context, "planned"),
        late: one.late,
        line: context.say(key, args),
    }
}
