//! chance/index.html: how often objects and inspectors were drawn against what chance leads one to expect, over all revealed
//! draws, and how many draws and exclusions there were. In: the checked county. Out: one page. Outcomes come from revealed
//! draws alone; of others only what was public from their commitment on (number, state, excluded list). Where there are many inspectors,
//! their rows go on on `chance/page-N.html`.
//!
//! Numbers are integers, or floats made by + − × ÷ alone in a fixed order, so that every machine writes the same page.

mod number;
mod pairs;
mod people;
mod place;
mod table;
mod tally;
mod times;

use super::figure::{self, Figure};
use crate::output::{Made, OutputTree};
use crate::render::parts::list_page;
use crate::render::{Context, Frame, PageKind, Still};
use crate::site::{DrawRecord, DrawState};
use serde::Serialize;
use table::Section;

pub(super) use people::{chart as loads_chart, pairs_in};
pub(super) use table::Table;

/// Where its pages stand.
const DIR: &str = "chance";
/// Where the page stands.
pub(super) const PATH: &str = "chance/index.html";

#[derive(Serialize)]
struct View {
    lead: String,
    revealed: usize,
    sections: Vec<Section>,
}

/// A further page of inspectors.
#[derive(Serialize)]
struct More {
    summary: String,
    section: Section,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add(PATH, move || context.still().file(PATH, &(), make));
    for number in 2..=people::pages(&revealed(context)) {
        let path = list_page(DIR, number);
        tree.add(&path.clone(), move || context.still().file(&path, &number, more));
    }
    // The page shows the chart of the latest year; a picture that no page shows would be published for nobody.
    if let Some(year) = revealed(context).iter().map(|draw| draw.period.year).max() {
        let path = figure::path(year, "often");
        tree.add(&path.clone(), move || {
            context.still().file(&path, &year, |still, year| Ok(times_chart(still, *year).file(still, PATH).into()))
        });
    }
}

/// How often objects were drawn in a year against what was to be expected.
fn times_chart(context: &Still<'_>, year: i32) -> Figure {
    times::chart(context, &revealed(context), year)
}

/// The draws whose outcome enters, the latest period first.
fn revealed<'a>(context: &Still<'a>) -> Vec<&'a DrawRecord> {
    let mut draws: Vec<&DrawRecord> =
        context.site.draws.values().filter(|draw| draw.state == DrawState::Revealed).collect();
    draws.sort_by(|a, b| b.period.cmp(&a.period).then(a.class.cmp(&b.class)).then(a.id.cmp(&b.id)));
    draws
}

fn more(context: &Still<'_>, number: &usize) -> Result<Made, String> {
    let page = number.to_string();
    let summary = context.words.get("long.chance-summary");
    let frame = Frame {
        title: context.say("long.chance-title", [("page", page.as_str())]),
        kind: PageKind::List,
        column: "draws",
        description: summary.clone(),
        published_at: None,
        trail: vec![context.column_step("draws"), (context.words.get("chance.title"), PATH.to_owned())],
    };
    let section = people::loads(context, &revealed(context), *number);
    context.page(&list_page(DIR, *number), "chance-more.html", &frame, &More { summary, section })
}

fn make(context: &Still<'_>, _own: &()) -> Result<Made, String> {
    let draws = revealed(context);
    let number = draws.len().to_string();
    let view = View {
        lead: context.say("chance.lead", [("n", number.as_str())]),
        revealed: draws.len(),
        sections: [
            times::section(context, &draws),
            tally::strata(context, &draws),
            place::section(context, &draws),
            people::loads(context, &draws, 1),
            people::pairs(context, &draws),
            tally::states(context),
            tally::excluded(context),
        ]
        .into_iter()
        .filter(|section| !section.tables.is_empty())
        .collect(),
    };
    let frame = Frame {
        title: context.words.get("chance.title"),
        kind: PageKind::List,
        column: "draws",
        description: context.words.get("chance.description"),
        published_at: None,
        trail: vec![context.column_step("draws")],
    };
    context.page(PATH, "chance.html", &frame, &view)
}
