//! exempt/: visits that did not come from a draw, by ground, and how large a share of all visits the draws made (R2, R3).
//! In: exempt visits, and visits of draws that are public. Out: `exempt/index.html` and its parts.

use super::figure::{self, Figure, FigureView};
use crate::model::*;
use crate::output::OutputTree;
use crate::render::svg::{Ink, Part, Plot, Share, Shares};
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind, Pager};
use chrono::Datelike;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where the chart of all years stands as a file.
const YEARS: &str = "summary/random-by-year.svg";

/// Counts, the same on every part.
#[derive(Serialize)]
struct Counts {
    years: Vec<i32>,
    grounds: Vec<GroundRow>,
    /// Visits on ground 9, the one to watch.
    ninth: u64,
    chart: FigureView,
}

#[derive(Serialize)]
struct GroundRow {
    number: u8,
    text: String,
    /// One count for each of the years.
    counts: Vec<u64>,
}

#[derive(Serialize)]
struct View<'b> {
    /// Only the first part shows them.
    counts: Option<&'b Counts>,
    years: Vec<Year>,
    pager: Option<Pager>,
}

/// The visits of a year; those of the latest stand open.
#[derive(Serialize)]
struct Year {
    year: i32,
    count: usize,
    open: bool,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    visited: String,
    object: Link,
    ground: String,
    reason: Option<String>,
    result: Option<Badge>,
    withheld: Option<String>,
    published: String,
}

/// Visits by year: those that public draws brought, and the others by ground.
pub(super) struct Tally {
    random: BTreeMap<i32, u64>,
    grounds: BTreeMap<(u8, i32), u64>,
}

impl Tally {
    pub(super) fn new(context: &Context<'_>) -> Self {
        let site = context.site;
        let mut tally = Self { random: BTreeMap::new(), grounds: BTreeMap::new() };
        for visit in &site.exempt {
            *tally.grounds.entry((visit.ground, visit.visited.year())).or_default() += 1;
        }
        for day in Draws::new(site).visits(site).filter_map(|visit| visit.visited) {
            *tally.random.entry(day.year()).or_default() += 1;
        }
        tally
    }

    pub(super) fn random(&self, year: i32) -> u64 {
        self.random.get(&year).copied().unwrap_or(0)
    }

    pub(super) fn ground(&self, ground: u8, year: i32) -> u64 {
        self.grounds.get(&(ground, year)).copied().unwrap_or(0)
    }

    pub(super) fn exempt(&self, year: i32) -> u64 {
        (1..=9).map(|ground| self.ground(ground, year)).sum()
    }

    /// Years with a visit, the latest first.
    fn years(&self) -> Vec<i32> {
        let years: BTreeSet<i32> = self.random.keys().copied().chain(self.grounds.keys().map(|key| key.1)).collect();
        years.into_iter().rev().collect()
    }
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let mut visits: Vec<&'a ExemptVisit> = context.site.exempt.iter().collect();
    visits.sort_by(|a, b| b.visited.cmp(&a.visited).then_with(|| a.id.cmp(&b.id)));
    let counts = Arc::new(counts(context));
    let total = visits.len().to_string();
    let pages = view::split("exempt/index", &visits);
    let number = pages.len();
    figure::add(
        context,
        tree,
        YEARS,
        "exempt/index.html".into(),
        Arc::new(move || years(context, &Tally::new(context))),
    );
    for (n, (path, rows)) in pages.into_iter().enumerate() {
        let (counts, rows, file) = (Arc::clone(&counts), rows.to_vec(), path.clone());
        let pager = view::pager("exempt/index", n + 1, number);
        let title = view::part_title(context, &context.words.get("exempt.title"), n, number);
        let description = context.say("exempt.description", [("total", total.as_str())]);
        tree.add(&path, move || {
            let frame = Frame {
                title: title.clone(),
                kind: PageKind::List,
                column: "exempt",
                description: description.clone(),
                published_at: None,
                trail: Vec::new(),
            };
            let view =
                View { counts: (n == 0).then_some(&*counts), years: by_year(context, &rows), pager: pager.clone() };
            context.page(&file, "exempt.html", &frame, &view)
        });
    }
}

fn by_year(context: &Context<'_>, visits: &[&ExemptVisit]) -> Vec<Year> {
    let years = visits.chunk_by(|a, b| a.visited.year() == b.visited.year()).enumerate();
    years
        .map(|(at, visits)| Year {
            year: visits[0].visited.year(),
            count: visits.len(),
            open: at == 0,
            rows: visits.iter().map(|visit| row(context, visit)).collect(),
        })
        .collect()
}

fn counts(context: &Context<'_>) -> Counts {
    let tally = Tally::new(context);
    let years = tally.years();
    Counts {
        grounds: (1..=9)
            .map(|number| GroundRow {
                number,
                text: context.words.get(&format!("show.exempt.{number}")),
                counts: years.iter().map(|year| tally.ground(number, *year)).collect(),
            })
            .collect(),
        ninth: years.iter().map(|year| tally.ground(9, *year)).sum(),
        chart: self::years(context, &tally).view(YEARS),
        years,
    }
}

/// Random visits and others, year by year.
fn years(context: &Context<'_>, tally: &Tally) -> Figure {
    let years = tally.years();
    let Some(latest) = years.first().copied() else {
        return Figure::empty(context, "years", "");
    };
    let word = |key: &str| context.words.get(&format!("charts.years.{key}"));
    let share = |year: &i32| {
        let (random, others) = (tally.random(*year), tally.exempt(*year));
        let n = (random + others).to_string();
        Share {
            label: context.say("period.year", [("year", year.to_string().as_str())]),
            whole: context.say("charts.years.whole", [("n", n.as_str())]),
            parts: vec![
                Part { label: word("random"), value: random, ink: Ink::Solid },
                Part { label: word("others"), value: others, ink: Ink::Hatch },
            ],
        }
    };
    let rows: Vec<Share> = years.iter().map(share).collect();
    let percent = view::share(tally.random(latest), tally.random(latest) + tally.exempt(latest));
    let numbers = [latest.to_string(), (tally.random(latest) + tally.exempt(latest)).to_string()];
    let args = [("year", numbers[0].as_str()), ("n", numbers[1].as_str()), ("share", percent.as_str())];
    Figure {
        key: "years",
        title: word("title"),
        about: context.say("charts.years.about", args),
        notes: vec![word("note")],
        head: vec![word("year"), word("random"), word("others"), word("share")],
        rows: rows.iter().map(year_row).collect(),
        plot: Some(Plot::Shares(Shares { rows })),
    }
}

fn year_row(row: &Share) -> Vec<String> {
    let values: Vec<u64> = row.parts.iter().map(|part| part.value).collect();
    let share = view::share(values[0], values.iter().sum());
    [row.label.clone()].into_iter().chain(values.iter().map(ToString::to_string)).chain([share]).collect()
}

/// What a finding or reason is about: as everywhere, and an exempt visit, which has no page, by its object and this list.
pub(super) fn subject(context: &Context<'_>, subject: &str) -> Vec<Link> {
    match context.site.exempt.iter().find(|visit| visit.id == subject) {
        Some(visit) => vec![
            view::object_link(context.site, &visit.object, None),
            Link {
                href: "exempt/index.html".into(),
                text: context.say("charts.exempt.visit", [("id", visit.id.as_str())]),
            },
        ],
        None => view::subject(context, subject),
    }
}

fn row(context: &Context<'_>, visit: &ExemptVisit) -> Row {
    let words = context.words;
    let told = visit.withheld.is_none() && visit.published_at.is_some();
    let number = visit.ground.to_string();
    let text = words.get(&format!("show.exempt.{}", visit.ground));
    Row {
        visited: view::day(Some(visit.visited), words),
        object: view::object_link(context.site, &visit.object, None),
        ground: words.fill("exempt.ground", [("n", number.as_str()), ("text", text.as_str())]),
        reason: match (&visit.reason, visit.ground) {
            (None, 9) => Some(words.get("show.no-reason")),
            (reason, _) => reason.clone(),
        },
        result: visit.result.as_ref().filter(|_| told).map(|phrase| view::phrase_badge(context, phrase)),
        withheld: visit.withheld.map(|ground| context.withheld(ground)),
        published: view::minute(visit.published_at, words),
    }
}
