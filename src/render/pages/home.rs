//! index.html: the year at a glance. In: the county and its day. Out: one page that leads everywhere.

use super::board::{self, Board};
use crate::model::{Cycle, Phrase, RuleState, Visit, write_minute};
use crate::output::{Made, OutputTree};
use crate::render::view::{self, Draws};
use crate::render::{Context, Frame, PageKind};
use crate::site::{DrawRecord, DrawState};
use chrono::Datelike;
use serde::Serialize;
use std::cmp::Reverse;

/// Rows of "latest" lists.
const LATEST: usize = 6;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add(&context.here("index.html"), move || make(context));
}

/// A big number with the page behind it.
#[derive(Serialize)]
struct Figure {
    key: &'static str,
    shape: &'static str,
    label: String,
    number: usize,
    note: String,
    href: &'static str,
}

#[derive(Serialize)]
struct ResultRow {
    name: String,
    href: Option<String>,
    state: &'static str,
    phrase: String,
    published_at: String,
}

#[derive(Serialize)]
struct Way {
    name: String,
    about: String,
    href: String,
}

#[derive(Serialize)]
struct View {
    year: String,
    as_of: String,
    figures: Vec<Figure>,
    board: Board,
    results: Vec<ResultRow>,
    ways: Vec<Way>,
}

fn make(context: &Context<'_>) -> Result<Made, String> {
    let site = context.site;
    let year = site.as_of.year();
    let open = Draws::new(site);
    let view = View {
        year: year.to_string(),
        as_of: site.as_of.to_string(),
        figures: figures(context, &open, year),
        board: board::make(context, year),
        results: latest_results(context, &open),
        ways: ["draws", "results", "objects", "plans", "items", "compliance", "exceptions", "data", "check"]
            .into_iter()
            .map(|key| Way {
                name: context.column_name(key),
                about: context.words.get(&format!("columns.{key}.about")),
                href: context.here(&format!("{key}/index.html")),
            })
            .collect(),
    };
    let county = site.config.bureau.county.as_str();
    let frame = Frame {
        title: context.say("home.title", [("county", county)]),
        kind: PageKind::Home,
        column: "home",
        description: context.say("home.description", [("county", county)]),
        published_at: None,
        trail: Vec::new(),
    };
    context.page(&context.here("index.html"), "home.html", &frame, &view)
}

/// Draws the newest published plan of a year asks for: four for a quarterly task, one for a yearly one.
fn planned(context: &Context<'_>, year: i32) -> usize {
    let tasks = board::plan(context, year).into_iter().flat_map(|plan| &plan.tasks);
    tasks.map(|task| if task.cycle == Cycle::Quarter { 4 } else { 1 }).sum()
}

fn figures(context: &Context<'_>, open: &Draws<'_>, year: i32) -> Vec<Figure> {
    let site = context.site;
    let of_year: Vec<&DrawRecord> = site.draws.values().filter(|record| record.period.year == year).collect();
    let stands = |record: &&&DrawRecord| !record.state.is_void();
    let sealed: Vec<_> = of_year.iter().filter(|record| record.state == DrawState::Sealed).collect();
    let drawn: u32 = of_year.iter().map(|record| record.drawn_count()).sum();
    let opened: usize = sealed.iter().map(|record| record.slips.len()).sum();
    let secret = sealed.iter().map(|record| record.drawn_count() as usize).sum::<usize>().saturating_sub(opened);
    let is_of_year = |visit: &&Visit| site.draws.get(&visit.draw).is_some_and(|record| record.period.year == year);
    let published = open.visits(site).filter(is_of_year).filter(|visit| view::is_published(visit)).count();
    let late = site
        .findings
        .iter()
        .filter(|finding| matches!(finding.state, RuleState::Late | RuleState::Overdue))
        .filter(|finding| finding.due.is_some_and(|due| due.year() == year) && open.shows_subject(&finding.subject))
        .count();
    let done = of_year.iter().filter(stands).filter(|record| record.state != DrawState::Committed).count();
    let figure = |key: &'static str, number: usize, unit: usize, href| {
        let unit = unit.to_string();
        Figure {
            key,
            shape: if key == "late" { "overdue" } else { key },
            label: context.words.get(&format!("home.figure.{key}")),
            number,
            note: context.say(&format!("home.figure.{key}-note"), [("n", unit.as_str())]),
            href,
        }
    };
    vec![
        figure("planned", planned(context, year), done, "plans/index.html"),
        figure("drawn", drawn as usize, done, "draws/index.html"),
        figure("sealed", secret, sealed.len(), "draws/index.html"),
        figure("published", published, drawn as usize, "results/index.html"),
        figure("late", late, late, "compliance/index.html"),
    ]
}

/// Word of a result for its badge.
pub(super) fn phrase_state(visit: &Visit) -> &'static str {
    match &visit.result {
        _ if visit.withheld.is_some() => "withheld",
        Some(phrase) if phrase.is_problem() => "problem",
        Some(Phrase::Clean) => "clean",
        Some(_) => "note",
        None => "pending",
    }
}

fn latest_results(context: &Context<'_>, open: &Draws<'_>) -> Vec<ResultRow> {
    let public = open.visits(context.site).filter(|visit| visit.published_at.is_some());
    let mut visits: Vec<&Visit> = public.collect();
    visits.sort_by_key(|visit| (Reverse(visit.published_at), &visit.object));
    visits.truncate(LATEST);
    let row = |visit: &Visit| ResultRow {
        name: context.object_name(&visit.object),
        href: context.object_href(&visit.object),
        state: phrase_state(visit),
        phrase: match (&visit.withheld, &visit.result) {
            (Some(ground), _) => {
                let ground = context.withheld(*ground);
                context.say("draw.result.withheld", [("ground", ground.as_str())])
            }
            (None, Some(phrase)) => context.phrase(phrase),
            (None, None) => context.words.get("draw.result.pending"),
        },
        published_at: visit.published_at.map(write_minute).unwrap_or_default(),
    };
    visits.into_iter().map(row).collect()
}
