//! summary/: 随机抽查情况统计表 of each year (R43) in the columns of the form, whether its numbers agree, and pictures with the
//! same numbers. In: counts of public rows. Out: `summary/YYYY.html`, `summary/index.html` for the latest year, the form as
//! `summary/YYYY.csv`, every chart as `summary/YYYY-NAME.svg`. Results of draws that are not revealed are not counted.

mod charts;
mod days;
mod sheet;
mod towns;

use super::chance;
use super::figure::{self, Figure, FigureView};
use crate::model::*;
use crate::output::OutputTree;
use crate::render::counts::{Counts, IDENTITIES};
use crate::render::view::{self, Draws, Link};
use crate::render::{Context, Frame, PageKind};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

/// Charts of a year, in their order.
const CHARTS: [&str; 6] = ["plan", "results", "days", "visits", "towns", "loads"];

/// A draw with its counts.
struct Counted<'a> {
    draw: &'a DrawRecord,
    counts: Counts,
}

impl Counted<'_> {
    /// Whether all results of the draw may be counted.
    fn is_open(&self) -> bool {
        matches!(self.draw.state, DrawState::Revealed | DrawState::Lost)
    }
}

#[derive(Serialize)]
struct View {
    bureau: String,
    year: String,
    as_of: String,
    /// The other years.
    years: Vec<Link>,
    /// Where this year stands for good.
    permalink: String,
    /// The form as a file.
    csv: String,
    lead: String,
    sheet: Option<sheet::Sheet>,
    checks: Vec<Check>,
    charts: Vec<FigureView>,
    /// Draws of the year whose list is not revealed.
    closed: usize,
}

/// An identity the table must keep (domain.md 3.6).
#[derive(Serialize)]
struct Check {
    text: String,
    kept: bool,
}

/// Everything of a year, made once for its page and the files of its charts.
struct Year {
    view: View,
    figures: Vec<Figure>,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let years: BTreeSet<i32> = context.site.draws.values().map(|draw| draw.period.year).collect();
    let latest = years.last().copied();
    for year in years {
        let whole = Arc::new(OnceLock::new());
        let path = format!("summary/{year}.html");
        if Some(year) == latest {
            add_page(context, tree, "summary/index.html", Some(year), Arc::clone(&whole));
        }
        add_page(context, tree, &path, Some(year), Arc::clone(&whole));
        let form = Arc::clone(&whole);
        tree.add(&format!("summary/{year}.csv"), move || {
            let sheet = form.get_or_init(|| make(context, Some(year))).view.sheet.as_ref();
            Ok(sheet.map_or_else(Vec::new, |sheet| sheet.csv(context)))
        });
        for (at, key) in CHARTS.into_iter().enumerate() {
            let whole = Arc::clone(&whole);
            let make = move || whole.get_or_init(|| make(context, Some(year))).figures[at].clone();
            figure::add(context, tree, &figure::path(year, key), path.clone(), Arc::new(make));
        }
    }
    if latest.is_none() {
        add_page(context, tree, "summary/index.html", None, Arc::new(OnceLock::new()));
    }
}

fn add_page<'a>(
    context: &'a Context<'a>,
    tree: &mut OutputTree<'a>,
    path: &str,
    year: Option<i32>,
    whole: Arc<OnceLock<Year>>,
) {
    let file = path.to_owned();
    tree.add(path, move || {
        let words = context.words;
        let title = match year {
            Some(year) => words.fill("summary.title-year", [("year", year.to_string().as_str())]),
            None => words.get("summary.title"),
        };
        let is_index = file.ends_with("index.html");
        let frame = Frame {
            title,
            kind: PageKind::List,
            column: "summary",
            description: words.get("summary.description"),
            published_at: None,
            trail: if is_index { Vec::new() } else { vec![context.column_step("summary")] },
        };
        context.page(&file, "summary.html", &frame, &whole.get_or_init(|| make(context, year)).view)
    });
}

fn make(context: &Context<'_>, year: Option<i32>) -> Year {
    let draws = Draws::new(context.site);
    let of_year = draws.latest_first().into_iter().filter(|facts| Some(facts.draw.period.year) == year);
    let mut all: Vec<Counted<'_>> = of_year
        .map(|facts| Counted { draw: facts.draw, counts: Counts::of(context.site, &draws, facts.draw) })
        .collect();
    all.sort_by(|a, b| (a.draw.period, a.draw.class, &a.draw.id).cmp(&(b.draw.period, b.draw.class, &b.draw.id)));
    let standing = |one: &&Counted<'_>| !one.draw.state.is_void();
    let stands: Vec<&Counted<'_>> = all.iter().filter(standing).collect();
    let open: Vec<&Counted<'_>> = stands.iter().copied().filter(|one| one.is_open()).collect();
    let phrases = phrases(context);
    let figures = year.map_or_else(Vec::new, |year| figures(context, &draws, &stands, &open, &phrases, year));
    let chart = |year: i32, chart: &Figure| chart.view(&figure::path(year, chart.key));
    let view = View {
        bureau: context.site.config.bureau.name.clone(),
        year: year.map(|year| year.to_string()).unwrap_or_default(),
        as_of: view::day(Some(context.site.as_of), context.words),
        years: other_years(context, year),
        csv: year.map(|year| format!("summary/{year}.csv")).unwrap_or_default(),
        permalink: year.map(|year| format!("summary/{year}.html")).unwrap_or_default(),
        lead: lead(context, &stands, &open),
        sheet: (!stands.is_empty()).then(|| sheet::sheet(context, &stands, &phrases)),
        checks: checks(context, &stands),
        charts: year.map_or_else(Vec::new, |year| figures.iter().map(|one| chart(year, one)).collect()),
        closed: stands.len() - open.len(),
    };
    Year { view, figures }
}

/// In the order of [`CHARTS`].
fn figures(
    context: &Context<'_>,
    draws: &Draws<'_>,
    stands: &[&Counted<'_>],
    open: &[&Counted<'_>],
    phrases: &[Phrase],
    year: i32,
) -> Vec<Figure> {
    vec![
        charts::plan(context, stands, year),
        charts::results(context, open, phrases, year),
        days::figure(context, draws, year),
        charts::visits(context, year),
        towns::figure(context, draws, year),
        chance::loads_chart(context, year),
    ]
}

fn other_years(context: &Context<'_>, year: Option<i32>) -> Vec<Link> {
    let years: BTreeSet<i32> = context.site.draws.values().map(|draw| draw.period.year).collect();
    let others = years.into_iter().rev().filter(|other| Some(*other) != year);
    others
        .map(|other| Link {
            href: format!("summary/{other}.html"),
            text: context.say("period.year", [("year", other.to_string().as_str())]),
        })
        .collect()
}

/// The year in one sentence.
fn lead(context: &Context<'_>, stands: &[&Counted<'_>], open: &[&Counted<'_>]) -> String {
    let all = Counts::sum(stands.iter().map(|one| &one.counts));
    let known = Counts::sum(open.iter().map(|one| &one.counts));
    let numbers = [
        ("draws", stands.len().to_string()),
        ("drawn", all.drawn.to_string()),
        ("visited", known.visited.to_string()),
        ("published", known.published.to_string()),
        ("problems", known.problems.to_string()),
        ("share", view::share(known.problems, known.published)),
    ];
    context.say("charts.sheet.lead", numbers.iter().map(|(name, value)| (*name, value.as_str())))
}

fn phrases(context: &Context<'_>) -> Vec<Phrase> {
    let extra = context.site.config.rules.extra_phrases.iter().map(|text| Phrase::Other(text.clone()));
    Phrase::FIVE.into_iter().chain(extra).collect()
}

fn checks(context: &Context<'_>, stands: &[&Counted<'_>]) -> Vec<Check> {
    let check = |key: &&str| Check {
        text: context.words.get(&format!("summary.identity.{key}")),
        kept: stands.iter().all(|one| one.counts.keeps(key, one.draw)),
    };
    IDENTITIES.iter().map(check).collect()
}
