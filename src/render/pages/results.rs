//! results/: what visits of draws found, latest first, by year and by phrase, with the five phrases explained. In: visits
//! whose outcome is public. Out: `results/index.html`, `results/YYYY.html`, `results/phrase-*.html`, `results/withheld.html`.
//! A withheld result keeps its row.

use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind, Pager};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows on the first page.
const LATEST: usize = 20;

#[derive(Serialize)]
struct IndexView {
    phrases: Vec<PhraseRow>,
    years: Vec<Way>,
    withheld: Option<Way>,
    latest: Vec<Row>,
}

#[derive(Serialize)]
struct PhraseRow {
    badge: Badge,
    meaning: String,
    href: String,
    count: usize,
}

/// A pre-made list and how many it holds.
#[derive(Serialize)]
struct Way {
    link: Link,
    count: usize,
}

#[derive(Serialize)]
struct ListView {
    lead: String,
    summary: String,
    rows: Vec<Row>,
    pager: Option<Pager>,
}

#[derive(Serialize)]
struct Row {
    object: Link,
    draw: Link,
    result: Badge,
    /// The ground, of a withheld one.
    ground: Option<String>,
    open: bool,
    visited: String,
    determined: String,
    published: String,
}

/// A list to be made.
struct List<'a> {
    stem: String,
    title: String,
    lead: String,
    /// The list in one sentence, with what its number is a part of.
    summary: String,
    visits: Vec<&'a Visit>,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let draws = Arc::new(Draws::new(context.site));
    let shown = shown(context, &draws);
    let years = by_year(context, &shown);
    let phrases = by_phrase(context, &shown);
    let withheld = withheld(context, &shown);
    let way = |list: &List<'a>| Way {
        link: Link { href: format!("{}.html", list.stem), text: list.title.clone() },
        count: list.visits.len(),
    };
    let index = Arc::new(IndexView {
        phrases: phrases.iter().map(|(phrase, list)| phrase_row(context, phrase, list)).collect(),
        years: years.iter().map(way).collect(),
        withheld: (!withheld.visits.is_empty()).then(|| way(&withheld)),
        latest: shown.iter().take(LATEST).filter_map(|visit| row(context, &draws, visit)).collect(),
    });
    let total = shown.len().to_string();
    tree.add("results/index.html", move || {
        let frame = Frame {
            title: context.words.get("results.title"),
            kind: PageKind::List,
            column: "results",
            description: context.say("results.description", [("total", total.as_str())]),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("results/index.html", "results.html", &frame, &*index)
    });
    let phrase_lists = phrases.into_iter().map(|(_, list)| list);
    for list in years.into_iter().chain(phrase_lists).chain([withheld]).filter(|list| !list.visits.is_empty()) {
        add_list(context, &draws, tree, list);
    }
}

/// Published and withheld results, the latest publication first.
fn shown<'a>(context: &'a Context<'a>, draws: &Draws<'a>) -> Vec<&'a Visit> {
    let mut visits: Vec<&'a Visit> =
        draws.visits(context.site).filter(|visit| view::is_published(visit) || visit.withheld.is_some()).collect();
    visits.sort_by(|a, b| {
        let key = |visit: &Visit| (visit.published_at, visit.determined, visit.visited);
        key(b).cmp(&key(a)).then_with(|| (&a.draw, &a.object).cmp(&(&b.draw, &b.object)))
    });
    visits
}

fn by_year<'a>(context: &Context<'_>, shown: &[&'a Visit]) -> Vec<List<'a>> {
    let mut years: BTreeMap<i32, Vec<&'a Visit>> = BTreeMap::new();
    for visit in shown {
        if let Some(draw) = context.site.draws.get(&visit.draw) {
            years.entry(draw.period.year).or_default().push(visit);
        }
    }
    let lists = years.into_iter().rev().map(|(year, visits)| {
        let title = context.say("results.of-year", [("year", year.to_string().as_str())]);
        let lead = context.say("results.of-year-lead", [("year", year.to_string().as_str())]);
        let summary = year_summary(context, year, &visits);
        List { stem: format!("results/{year}"), title, lead, summary, visits }
    });
    lists.collect()
}

/// The five phrases whether used or not, then the phrases the configuration adds.
fn by_phrase<'a>(context: &Context<'_>, shown: &[&'a Visit]) -> Vec<(Phrase, List<'a>)> {
    let all = shown.iter().filter(|visit| visit.withheld.is_none()).count();
    let lists = phrases(context).map(|(phrase, stem)| {
        let of_phrase = |visit: &&Visit| visit.withheld.is_none() && visit.result.as_ref() == Some(&phrase);
        let visits: Vec<&Visit> = shown.iter().copied().filter(of_phrase).collect();
        let title = context.phrase(&phrase);
        let summary = part_summary(context, "find.phrase-summary", &title, visits.len(), all);
        let lead = context.words.get(&format!("phrase-meaning.{}", view::phrase_key(&phrase)));
        (phrase, List { stem, title, lead, summary, visits })
    });
    lists.collect()
}

/// All phrases, each with the path of its list without the ending.
fn phrases(context: &Context<'_>) -> impl Iterator<Item = (Phrase, String)> {
    let extra: Vec<Phrase> = context.site.config.rules.extra_phrases.iter().cloned().map(Phrase::Other).collect();
    Phrase::FIVE.into_iter().chain(extra).enumerate().map(|(n, phrase)| {
        let name = match phrase {
            Phrase::Other(_) => format!("other-{}", n + 1 - Phrase::FIVE.len()),
            _ => view::phrase_key(&phrase).to_owned(),
        };
        (phrase, format!("results/phrase-{name}"))
    })
}

/// Where the list of a phrase stands, without the ending.
pub(super) fn phrase_stem(context: &Context<'_>, phrase: &Phrase) -> Option<String> {
    phrases(context).find(|(known, _)| known == phrase).map(|(_, stem)| stem)
}

/// `n` of `all`, in words.
fn part_summary(context: &Context<'_>, key: &str, title: &str, n: usize, all: usize) -> String {
    let (share, n, all) = (view::share(n as u64, all as u64), n.to_string(), all.to_string());
    context.say(key, [("title", title), ("n", n.as_str()), ("all", all.as_str()), ("share", share.as_str())])
}

/// What became of all that were drawn for a year. Counts of drawn objects are public from the commitment on.
fn year_summary(context: &Context<'_>, year: i32, visits: &[&Visit]) -> String {
    let draws = context.site.draws.values().filter(|draw| draw.period.year == year);
    let drawn: u32 = draws.map(crate::site::DrawRecord::drawn_count).sum();
    let withheld = visits.iter().filter(|visit| visit.withheld.is_some()).count();
    let problems = visits.iter().filter(|visit| visit.withheld.is_none());
    let problems = problems.filter(|visit| visit.result.as_ref().is_some_and(Phrase::is_problem)).count();
    let published = visits.len() - withheld;
    let open = (drawn as usize).saturating_sub(visits.len());
    let share = view::share(problems as u64, published as u64);
    let numbers = [year as usize, drawn as usize, published, withheld, open, problems].map(|number| number.to_string());
    let names = ["year", "drawn", "published", "withheld", "open", "problems"];
    let args = names.into_iter().zip(numbers.iter().map(String::as_str));
    context.say("find.year-summary", args.chain([("share", share.as_str())]))
}

fn withheld<'a>(context: &Context<'_>, shown: &[&'a Visit]) -> List<'a> {
    let visits: Vec<&Visit> = shown.iter().copied().filter(|visit| visit.withheld.is_some()).collect();
    let title = context.words.get("show.withheld");
    let summary = part_summary(context, "find.withheld-summary", &title, visits.len(), shown.len());
    let lead = context.words.get("results.withheld-lead");
    List { stem: "results/withheld".to_owned(), title, lead, summary, visits }
}

fn phrase_row(context: &Context<'_>, phrase: &Phrase, list: &List<'_>) -> PhraseRow {
    PhraseRow {
        badge: view::phrase_badge(context, phrase),
        meaning: list.lead.clone(),
        href: if list.visits.is_empty() { String::new() } else { format!("{}.html", list.stem) },
        count: list.visits.len(),
    }
}

fn row(context: &Context<'_>, draws: &Draws<'_>, visit: &Visit) -> Option<Row> {
    let draw = draws.get(&visit.draw)?.draw;
    let words = context.words;
    let (result, ground) = match (visit.withheld, &visit.result) {
        (Some(ground), _) => (view::withheld_badge(words), Some(context.withheld(ground))),
        (None, Some(phrase)) => (view::phrase_badge(context, phrase), None),
        (None, None) => return None,
    };
    let steps = context.site.followups.get(&(visit.draw.clone(), visit.object.clone()));
    Some(Row {
        object: view::object_link(context, &visit.object, view::listed_name(draw, &visit.object)),
        draw: view::draw_link(context, draw),
        open: ground.is_none() && view::is_open(visit, steps.map(Vec::as_slice).unwrap_or_default()),
        result,
        ground,
        visited: view::day(visit.visited, words),
        determined: view::day(visit.determined, words),
        published: view::minute(visit.published_at, words),
    })
}

fn add_list<'a>(context: &'a Context<'a>, draws: &Arc<Draws<'a>>, tree: &mut OutputTree<'a>, list: List<'a>) {
    let pages = view::split(&list.stem, &list.visits);
    let count = pages.len();
    for (n, (path, visits)) in pages.iter().enumerate() {
        let (draws, visits, file) = (Arc::clone(draws), visits.to_vec(), path.clone());
        let pager = view::pager(&list.stem, n + 1, count);
        let title = view::part_title(context, &list.title, n, count);
        let (lead, summary) = (list.lead.clone(), list.summary.clone());
        tree.add(path, move || {
            let frame = Frame {
                title: title.clone(),
                kind: PageKind::List,
                column: "results",
                description: summary.clone(),
                published_at: None,
                trail: vec![context.column_step("results")],
            };
            let rows = visits.iter().filter_map(|visit| row(context, &draws, visit)).collect();
            let view = ListView { lead: lead.clone(), summary: summary.clone(), rows, pager: pager.clone() };
            context.page(&file, "results-list.html", &frame, &view)
        });
    }
}
