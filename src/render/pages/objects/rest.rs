//! `objects/rest-NNN.html`: in a large county, the pages that objects share of which a line a draw says all. In: how each stands, and
//! the draws of general objects. Out: pages on which every object of the registry has a place under its id; one with a page of
//! its own is named with a link there, so that an address somebody wrote down before still leads to it. Where everybody shares,
//! a place also tells what a page of one's own would: the visits with all that came of them, changes, words of the object.

use super::visit::VisitView;
use super::{Gathered, page, past, seen};
use crate::model::*;
use crate::output::{Made, OutputTree};
use crate::render::standing::{Latest, Standing, shared_page};
use crate::render::view::{self, Badge, Draws, Link};
use crate::render::{Context, Fact, Frame, PageKind, glance};
use crate::site::DrawRecord;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct View<'v> {
    summary: String,
    told: &'v Told,
    /// Those whose place this is.
    here: Vec<Row<'v>>,
    /// Those that have a page of their own.
    own: Vec<Row<'v>>,
}

/// What is true of all of them, made once.
#[derive(Serialize)]
struct Told {
    draws: Vec<Draw>,
    complain: String,
}

/// A draw of general objects.
#[derive(Serialize)]
struct Draw {
    link: Link,
    badge: Badge,
    /// The chance of each stratum in words.
    chance: String,
}

#[derive(Serialize)]
struct Row<'v> {
    anchor: String,
    /// Its own page; empty if this is its place.
    href: String,
    name: &'v str,
    id: &'v str,
    town: &'v str,
    kind: String,
    lists: String,
    registered: String,
    past: Vec<Past>,
    /// What is told where nobody has a page of its own.
    more: Option<More<'v>>,
}

/// What a page of its own would tell.
#[derive(Serialize)]
struct More<'v> {
    visits: Vec<VisitView<'v>>,
    past: Vec<Fact>,
    replies: Vec<Fact>,
}

/// A draw that drew the object, and what came of the visit.
#[derive(Serialize)]
struct Past {
    link: Link,
    badge: Badge,
    day: String,
}

pub(super) fn add<'a>(context: &'a Context<'a>, gathered: &Arc<Gathered<'a>>, tree: &mut OutputTree<'a>) {
    let standings = context.standings();
    let mut pages: Vec<Vec<&'a Standing<'a>>> = vec![Vec::new(); standings.shared_pages() as usize];
    // Whoever has left the registry keeps the page of its own, where there are such pages.
    for row in standings.all().iter().filter(|row| row.object.is_some() || standings.is_crowded()) {
        if let Some(page) = pages.get_mut(standings.place(row.id) as usize) {
            page.push(row);
        }
    }
    let told = Arc::new(told(context));
    for (number, rows) in pages.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
        let (told, gathered) = (Arc::clone(&told), Arc::clone(gathered));
        let path = shared_page(number as u32);
        let file = path.clone();
        tree.add(&path, move || make(context, (&told, &gathered), &rows, number, &file));
    }
}

fn make<'a>(
    context: &Context<'_>,
    (told, gathered): (&Told, &Gathered<'_>),
    rows: &[&'a Standing<'a>],
    number: usize,
    file: &str,
) -> Result<Made, String> {
    let (own, here): (Vec<_>, Vec<_>) = rows.iter().partition(|row| context.standings().owns(row.id));
    let count = here.len().to_string();
    let key = if context.standings().is_crowded() { "county.rest-summary" } else { "find.rest-summary" };
    let summary = context.say(key, [("n", count.as_str())]);
    let number = number.to_string();
    let frame = Frame {
        title: context.say("find.rest-title", [("n", number.as_str())]),
        kind: PageKind::List,
        column: "objects",
        description: summary.clone(),
        published_at: None,
        trail: vec![context.column_step("objects")],
    };
    let tell = |rows: Vec<&&'a Standing<'a>>| rows.into_iter().map(|row| tell(context, gathered, row)).collect();
    let view = View { summary, told, here: tell(here), own: tell(own) };
    context.page(file, "objects-rest.html", &frame, &view)
}

fn tell<'v>(context: &'v Context<'_>, gathered: &'v Gathered<'v>, row: &'v Standing<'v>) -> Row<'v> {
    let words = context.words;
    let own = context.standings().owns(row.id);
    let more = context.standings().is_crowded().then(|| more(context, gathered, row.id)).flatten();
    let lists = match row.since {
        Some(since) => {
            let (n, since, drawn) = (row.lists.to_string(), context.period(since), row.drawn_in.len().to_string());
            let key = if row.drawn_in.is_empty() { "find.rest-lists" } else { "find.rest-drawn" };
            context.say(key, [("n", n.as_str()), ("since", since.as_str()), ("drawn", drawn.as_str())])
        }
        None => words.get("find.rest-no-list"),
    };
    let registered = row.object.map(|object| view::day(Some(object.registered), words)).unwrap_or_default();
    Row {
        anchor: row.id.as_str().to_ascii_lowercase(),
        href: if own { context.object_page(row.id) } else { String::new() },
        name: row.name(),
        id: row.id.as_str(),
        town: row.town(),
        kind: glance::kind(context, row),
        lists,
        registered: context.say("find.rest-registered", [("day", registered.as_str())]),
        past: if own || more.is_some() {
            Vec::new()
        } else {
            row.drawn_in.iter().map(|draw| drawn(context, draw, row.id)).collect()
        },
        more,
    }
}

/// Of an object with a history, all that a page of its own would tell.
fn more<'v>(context: &'v Context<'_>, gathered: &'v Gathered<'v>, id: &'v ObjectId) -> Option<More<'v>> {
    if !context.addresses().tells_of(id) {
        return None;
    }
    let (book, own) = (&gathered.book, gathered.owns.own(id, ""));
    let seen = seen::of(book, &own);
    let anchor = id.as_str().to_ascii_lowercase();
    let visits = page::visits(context, book, &own, &seen);
    Some(More {
        visits: visits.into_iter().map(|visit| visit.within(&anchor)).collect(),
        past: past::tell(context, book, book.history(id)),
        replies: own.rows.words.iter().map(|row| page::reply(context.words, row)).collect(),
    })
}

/// A draw's line. `drawn_in` names public draws only, so what the tables say of the visit is public too.
fn drawn(context: &Context<'_>, draw: &DrawRecord, id: &ObjectId) -> Past {
    let visit = context.site.visits.get(&(draw.id.clone(), id.clone()));
    let result = visit.filter(|visit| view::is_published(visit)).and_then(|visit| visit.result.as_ref());
    let latest = match (result, visit.and_then(|visit| visit.visited)) {
        (Some(phrase), _) => Latest::Result(phrase),
        (None, Some(_)) => Latest::Visited,
        (None, None) => Latest::Pending,
    };
    Past {
        link: view::draw_link(context, draw),
        badge: glance::state(context, latest),
        day: visit.and_then(|visit| visit.visited).map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn told(context: &Context<'_>) -> Told {
    let draws = Draws::new(context.site);
    let general = draws.latest_first().into_iter().map(|facts| facts.draw).filter(|draw| draw.class == Class::General);
    let rows = general.map(|draw| Draw {
        link: view::draw_link(context, draw),
        badge: view::draw_badge(draw.state, context.words),
        chance: chance(context, &draws, draw),
    });
    let bureau = &context.site.config.bureau;
    let phones = [
        ("complaints", bureau.complaint_phone.as_str()),
        ("phone", bureau.phone.as_str()),
        ("office", bureau.office.as_str()),
    ];
    Told { draws: rows.collect(), complain: context.words.fill("object.complain", phones) }
}

fn chance(context: &Context<'_>, draws: &Draws<'_>, draw: &DrawRecord) -> String {
    let (Some(facts), Some(commit)) = (draws.get(&draw.id), &draw.commit) else {
        return context.words.get("show.none");
    };
    let strata = commit.quotas.iter().filter_map(|(stratum, _)| {
        let (quota, size) = facts.stratum(stratum)?;
        let share = view::share(u64::from(quota), u64::from(size));
        let (quota, size, name) = (quota.to_string(), size.to_string(), context.stratum(stratum));
        let args =
            [("stratum", name.as_str()), ("quota", quota.as_str()), ("size", size.as_str()), ("share", share.as_str())];
        Some(context.say("find.rest-chance", args))
    });
    strata.collect::<Vec<_>>().join(&context.words.get("find.semicolon"))
}
