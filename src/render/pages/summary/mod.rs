//! summary/: 随机抽查情况统计表 of each year (R43), with charts and their tables. In: counts of public rows. Out:
//! `summary/index.html` for the latest year and `summary/YYYY.html`. Results of draws that are not revealed are not counted.

mod charts;

use crate::model::*;
use crate::output::OutputTree;
use crate::render::counts::Counts;
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind, percent};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use std::collections::BTreeSet;

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
    years: Vec<Link>,
    drawn: Vec<DrawnRow>,
    drawn_total: DrawnNumbers,
    visits: Vec<VisitRow>,
    phrases: Vec<String>,
    visits_total: VisitNumbers,
    results: Vec<ResultRow>,
    results_total: ResultNumbers,
    checks: Vec<Check>,
    charts: Vec<charts::ChartView>,
    /// Draws of the year whose list is not revealed.
    closed: usize,
}

#[derive(Serialize)]
struct DrawnRow {
    draw: Link,
    badge: Badge,
    task: String,
    kind: String,
    partner: String,
    rate: String,
    numbers: DrawnNumbers,
}

#[derive(Serialize)]
struct DrawnNumbers {
    class_size: u64,
    due: u64,
    drawn: u64,
    superior: u64,
}

#[derive(Serialize)]
struct VisitRow {
    draw: Link,
    numbers: VisitNumbers,
}

#[derive(Serialize)]
struct VisitNumbers {
    visited: u64,
    on_site: u64,
    on_paper: u64,
    /// None in the line of totals: the same person works on many draws.
    inspectors: Option<u64>,
    person_visits: u64,
    phrases: Vec<u64>,
}

#[derive(Serialize)]
struct ResultRow {
    draw: Link,
    numbers: ResultNumbers,
}

#[derive(Serialize)]
struct ResultNumbers {
    published: u64,
    pending: u64,
    withheld: u64,
    in_time: String,
    problems: u64,
    discovery: String,
    mended: u64,
    transferred: u64,
    penalties: u64,
    fines: u64,
}

/// An identity the table must keep (domain.md 3.6).
#[derive(Serialize)]
struct Check {
    text: String,
    kept: bool,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let years: BTreeSet<i32> = context.site.draws.values().map(|draw| draw.period.year).collect();
    let latest = years.last().copied();
    tree.add("summary/index.html", move || make(context, "summary/index.html", latest));
    for year in years {
        let path = format!("summary/{year}.html");
        let file = path.clone();
        tree.add(&path, move || make(context, &file, Some(year)));
    }
}

fn make(context: &Context<'_>, path: &str, year: Option<i32>) -> Result<Vec<u8>, String> {
    let words = context.words;
    let title = match year {
        Some(year) => words.fill("summary.title-year", [("year", year.to_string().as_str())]),
        None => words.get("summary.title"),
    };
    let frame = Frame {
        title,
        kind: PageKind::List,
        column: "summary",
        description: words.get("summary.description"),
        published_at: None,
        trail: if path.ends_with("index.html") { Vec::new() } else { vec![context.column_step("summary")] },
    };
    context.page(path, "summary.html", &frame, &view(context, year))
}

fn view(context: &Context<'_>, year: Option<i32>) -> View {
    let draws = Draws::new(context.site);
    let of_year = draws.latest_first().into_iter().filter(|facts| Some(facts.draw.period.year) == year);
    let mut all: Vec<Counted<'_>> = of_year
        .map(|facts| Counted { draw: facts.draw, counts: Counts::of(context.site, &draws, facts.draw) })
        .collect();
    all.sort_by(|a, b| (a.draw.period, a.draw.class, &a.draw.id).cmp(&(b.draw.period, b.draw.class, &b.draw.id)));
    let standing = |one: &&Counted<'_>| !matches!(one.draw.state, DrawState::Void | DrawState::VoidUnopened);
    let stands: Vec<&Counted<'_>> = all.iter().filter(standing).collect();
    let open: Vec<&Counted<'_>> = stands.iter().copied().filter(|one| one.is_open()).collect();
    let phrases = phrases(context);
    let total = Counts::sum(open.iter().map(|one| &one.counts));
    let years: BTreeSet<i32> = context.site.draws.values().map(|draw| draw.period.year).collect();
    View {
        bureau: context.site.config.bureau.name.clone(),
        year: year.map(|year| year.to_string()).unwrap_or_default(),
        as_of: view::day(Some(context.site.as_of), context.words),
        years: years
            .into_iter()
            .rev()
            .map(|year| Link {
                href: format!("summary/{year}.html"),
                text: context.say("period.year", [("year", year.to_string().as_str())]),
            })
            .collect(),
        drawn: stands.iter().map(|one| drawn_row(context, one)).collect(),
        drawn_total: drawn_numbers(&Counts::sum(stands.iter().map(|one| &one.counts))),
        visits: open
            .iter()
            .map(|one| VisitRow {
                draw: view::draw_link(context, one.draw),
                numbers: visit_numbers(&one.counts, &phrases, Some(one.counts.inspectors)),
            })
            .collect(),
        visits_total: visit_numbers(&total, &phrases, None),
        phrases: phrases.iter().map(|phrase| context.phrase(phrase)).collect(),
        results: open
            .iter()
            .map(|one| ResultRow {
                draw: view::draw_link(context, one.draw),
                numbers: result_numbers(&one.counts, one.counts.in_time),
            })
            .collect(),
        results_total: result_numbers(&total, in_time(&open)),
        checks: checks(context, &stands, &open),
        charts: charts::all(context, &draws, &stands, &total, year),
        closed: stands.len() - open.len(),
    }
}

fn phrases(context: &Context<'_>) -> Vec<Phrase> {
    let extra = context.site.config.rules.extra_phrases.iter().map(|text| Phrase::Other(text.clone()));
    Phrase::FIVE.into_iter().chain(extra).collect()
}

fn drawn_row(context: &Context<'_>, one: &Counted<'_>) -> DrawnRow {
    let words = context.words;
    let plans = context.site.plans.iter().filter(|plan| plan.record_path() == one.draw.plan.0);
    let task = plans.flat_map(|plan| &plan.tasks).find(|task| task.id == one.draw.task);
    let kind = task.map(|task| match task.kind {
        TaskKind::Directed => words.get("summary.directed"),
        TaskKind::Undirected => words.get("summary.undirected"),
    });
    DrawnRow {
        draw: view::draw_link(context, one.draw),
        badge: view::draw_badge(one.draw.state, words),
        task: task.map_or_else(|| one.draw.task.to_string(), |task| task.name.clone()),
        kind: kind.unwrap_or_else(|| words.get("show.none")),
        partner: task.and_then(|task| task.partner.clone()).unwrap_or_else(|| words.get("show.none")),
        rate: percent(one.draw.rate),
        numbers: drawn_numbers(&one.counts),
    }
}

fn drawn_numbers(counts: &Counts) -> DrawnNumbers {
    DrawnNumbers { class_size: counts.class_size, due: counts.due, drawn: counts.drawn, superior: counts.superior }
}

fn visit_numbers(counts: &Counts, phrases: &[Phrase], inspectors: Option<u64>) -> VisitNumbers {
    VisitNumbers {
        visited: counts.visited,
        on_site: counts.on_site,
        on_paper: counts.on_paper,
        inspectors,
        person_visits: counts.person_visits,
        phrases: phrases.iter().map(|phrase| counts.phrases.get(phrase).copied().unwrap_or(0)).collect(),
    }
}

fn result_numbers(counts: &Counts, in_time: Option<(u64, u64)>) -> ResultNumbers {
    ResultNumbers {
        published: counts.published,
        pending: counts.pending,
        withheld: counts.withheld,
        in_time: in_time.map_or_else(|| "—".to_owned(), |(met, all)| view::share(met, all)),
        problems: counts.problems,
        discovery: view::share(counts.problems, counts.published),
        mended: counts.mended,
        transferred: counts.transferred,
        penalties: counts.penalties,
        fines: counts.fines,
    }
}

fn in_time(open: &[&Counted<'_>]) -> Option<(u64, u64)> {
    open.iter().filter_map(|one| one.counts.in_time).reduce(|a, b| (a.0 + b.0, a.1 + b.1))
}

fn checks(context: &Context<'_>, stands: &[&Counted<'_>], open: &[&Counted<'_>]) -> Vec<Check> {
    let check = |key: &str, kept: bool| Check { text: context.words.get(&format!("summary.identity.{key}")), kept };
    let enough = |one: &&Counted<'_>| match one.draw.state {
        DrawState::Committed | DrawState::Shortfall => true,
        // Where fewer can be drawn than the rate asks for, all of them are (R31).
        _ => one.counts.due.min(one.draw.roster.len() as u64) <= one.counts.drawn,
    };
    vec![
        check("phrases", open.iter().all(|one| one.counts.visits_add_up())),
        check("enough", stands.iter().all(enough)),
        check("published", open.iter().all(|one| one.counts.published <= one.counts.visited)),
        check("ledger", stands.iter().all(|one| one.counts.adds_up())),
    ]
}
