//! exempt/: visits that did not come from a draw, by ground, and how large a share of all visits the draws made (R2, R3).
//! In: exempt visits, and visits of draws that are public. Out: `exempt/index.html` and its parts.

use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Frame, PageKind, Pager};
use chrono::Datelike;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Counts, the same on every part.
#[derive(Serialize)]
struct Counts {
    years: Vec<i32>,
    grounds: Vec<GroundRow>,
    shares: Vec<ShareRow>,
    /// Visits on ground 9, the one to watch.
    ninth: usize,
}

#[derive(Serialize)]
struct GroundRow {
    number: u8,
    text: String,
    /// One count for each of the years.
    counts: Vec<usize>,
}

#[derive(Serialize)]
struct ShareRow {
    year: i32,
    random: u64,
    exempt: u64,
    share: String,
}

#[derive(Serialize)]
struct View<'b> {
    /// Only the first part shows them.
    counts: Option<&'b Counts>,
    rows: Vec<Row>,
    pager: Option<Pager>,
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

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let mut visits: Vec<&'a ExemptVisit> = context.site.exempt.iter().collect();
    visits.sort_by(|a, b| b.visited.cmp(&a.visited).then_with(|| a.id.cmp(&b.id)));
    let counts = Arc::new(counts(context));
    let total = visits.len().to_string();
    let pages = view::split("exempt/index", &visits);
    let number = pages.len();
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
            let view = View {
                counts: (n == 0).then_some(&*counts),
                rows: rows.iter().map(|visit| row(context, visit)).collect(),
                pager: pager.clone(),
            };
            context.page(&file, "exempt.html", &frame, &view)
        });
    }
}

fn counts(context: &Context<'_>) -> Counts {
    let site = context.site;
    let mut exempt: BTreeMap<i32, u64> = BTreeMap::new();
    let mut random: BTreeMap<i32, u64> = BTreeMap::new();
    let mut grounds: BTreeMap<(u8, i32), usize> = BTreeMap::new();
    for visit in &site.exempt {
        *exempt.entry(visit.visited.year()).or_default() += 1;
        *grounds.entry((visit.ground, visit.visited.year())).or_default() += 1;
    }
    for day in Draws::new(site).visits(site).filter_map(|visit| visit.visited) {
        *random.entry(day.year()).or_default() += 1;
    }
    let mut years: Vec<i32> = exempt.keys().chain(random.keys()).copied().collect();
    years.sort_unstable();
    years.dedup();
    years.reverse();
    let shares = years.iter().map(|year| {
        let (random, exempt) = (random.get(year).copied().unwrap_or(0), exempt.get(year).copied().unwrap_or(0));
        ShareRow { year: *year, random, exempt, share: view::share(random, random + exempt) }
    });
    Counts {
        shares: shares.collect(),
        grounds: (1..=9)
            .map(|number| GroundRow {
                number,
                text: context.words.get(&format!("show.exempt.{number}")),
                counts: years.iter().map(|year| grounds.get(&(number, *year)).copied().unwrap_or(0)).collect(),
            })
            .collect(),
        ninth: site.exempt.iter().filter(|visit| visit.ground == 9).count(),
        years,
    }
}

fn row(context: &Context<'_>, visit: &ExemptVisit) -> Row {
    let words = context.words;
    let told = visit.withheld.is_none() && visit.published_at.is_some();
    let number = visit.ground.to_string();
    let text = words.get(&format!("show.exempt.{}", visit.ground));
    Row {
        visited: view::day(Some(visit.visited), words),
        object: view::object_link(context, &visit.object, None),
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
