//! feed.xml, sitemap.html, sitemap.xml and 404.html. In: times of publication from the data, and the tree as it stands; so
//! this page kind comes after all that make pages. No time is ever that of the build.

use super::draws;
use crate::model::{DrawId, Time, Visit, write_time};
use crate::output::OutputTree;
use crate::render::view::Draws;
use crate::render::{Context, Frame, PageKind, draw_page, item_page};
use crate::site::DrawState;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Entries of the feed: the newest ones.
const ENTRIES: usize = 60;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("feed.xml", move || feed(context));
    tree.add("404.html", move || not_found(context));
    tree.add("sitemap.html", move || site_map(context));
    if !context.site.config.government.base_url.is_empty() {
        let pages: Vec<String> = tree.files().keys().map(ToString::to_string).filter(|path| is_page(path)).collect();
        address_lists(context, tree, &pages);
    }
}

/// Addresses in one file; sitemaps.org allows 50,000.
const ADDRESSES: usize = 40_000;

/// `sitemap.xml`, or for more addresses than one file may hold, a list of files of addresses.
fn address_lists<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>, pages: &[String]) {
    let files = address_files(pages, ADDRESSES);
    let names: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    for (path, pages) in files {
        let file = path.clone();
        tree.add(&path, move || context.bare(&file, "sitemap.xml", &Pages { pages: &pages }));
    }
    if names.len() > 1 {
        tree.add("sitemap.xml", move || context.bare("sitemap.xml", "sitemaps.xml", &Pages { pages: &names }));
    }
}

/// Which addresses stand in which file.
fn address_files(pages: &[String], most: usize) -> Vec<(String, Vec<String>)> {
    if pages.len() <= most {
        return vec![("sitemap.xml".to_owned(), pages.to_vec())];
    }
    let numbered = pages.chunks(most).enumerate();
    numbered.map(|(number, chunk)| (format!("sitemap-{}.xml", number + 1), chunk.to_vec())).collect()
}

fn is_page(path: &str) -> bool {
    path.ends_with(".html") && path != "404.html"
}

#[derive(Serialize)]
struct Pages<'a> {
    pages: &'a [String],
}

#[derive(Serialize)]
struct Entry {
    id: String,
    title: String,
    href: String,
    updated: String,
    summary: String,
    #[serde(skip)]
    at: Time,
}

#[derive(Serialize)]
struct Feed {
    id: String,
    updated: String,
    entries: Vec<Entry>,
}

/// `tag:DOMAIN,YEAR:PATH`: an id that stays when the site moves.
fn tag(context: &Context<'_>, year: &str, path: &str) -> String {
    let domain = match context.site.config.government.site_domain.as_str() {
        "" => context.site.config.log.origin.split('/').next().unwrap_or_default(),
        domain => domain,
    };
    format!("tag:{domain},{year}:{path}")
}

fn entry(context: &Context<'_>, at: Time, path: String, part: &str, title: String, summary: String) -> Entry {
    let year = at.format("%Y").to_string();
    let id = tag(context, &year, &format!("{path}#{part}"));
    Entry { id, title, href: path, updated: write_time(at), summary, at }
}

/// What happened to a draw, a step an entry; the words are those of the state it led to.
fn draw_entries(context: &Context<'_>, entries: &mut Vec<Entry>) {
    for record in context.site.draws.values() {
        let title = draws::title(context, record);
        let times = record.times;
        let first = if record.commit.is_some() { DrawState::Committed } else { DrawState::Shortfall };
        let steps = [(times.committed, first), (times.sealed, DrawState::Sealed), (times.ended, record.state)];
        for (at, state) in steps {
            let Some(at) = at else { continue };
            let word = context.draw_state(state);
            let title = context.say("feed.draw", [("title", title.as_str()), ("state", word.as_str())]);
            entries.push(entry(context, at, draw_page(record.id.as_str()), state.as_str(), title, word));
        }
    }
}

fn result_entries(context: &Context<'_>, entries: &mut Vec<Entry>) {
    let mut batches: BTreeMap<(&DrawId, Time), Vec<&Visit>> = BTreeMap::new();
    for visit in Draws::new(context.site).visits(context.site) {
        if let Some(at) = visit.published_at {
            batches.entry((&visit.draw, at)).or_default().push(visit);
        }
    }
    for ((draw, at), visits) in batches {
        let Some(record) = context.site.draws.get(draw) else { continue };
        let (title, count) = (draws::title(context, record), visits.len().to_string());
        let title = context.say("feed.results", [("title", title.as_str()), ("n", count.as_str())]);
        let names: Vec<String> = visits.iter().map(|visit| context.object_name(&visit.object)).collect();
        let part = format!("results-{}", at.format("%Y%m%d%H%M"));
        entries.push(entry(
            context,
            at,
            draw_page(draw.as_str()),
            &part,
            title,
            names.join(&context.words.get("show.comma")),
        ));
    }
}

fn feed(context: &Context<'_>) -> Result<Vec<u8>, String> {
    let mut entries = Vec::new();
    draw_entries(context, &mut entries);
    result_entries(context, &mut entries);
    for plan in &context.site.plans {
        if let Some(at) = plan.published_at {
            let note = plan.note.clone().unwrap_or_default();
            let part = format!("v{}", plan.version);
            entries.push(entry(context, at, format!("plans/{}.html", plan.year), &part, plan.title.clone(), note));
        }
    }
    for page in &context.site.pages {
        let path = format!("pages/{}.html", page.slug);
        entries.push(entry(context, page.published_at, path, "page", page.title.clone(), String::new()));
    }
    entries.sort_by(|a, b| (Reverse(a.at), &a.id).cmp(&(Reverse(b.at), &b.id)));
    entries.truncate(ENTRIES);
    // A feed must have a time; without any entry the day everything is told as of is the only honest one.
    let newest = entries.first().map_or_else(|| context.site.as_of.and_time(chrono::NaiveTime::MIN), |entry| entry.at);
    let view = Feed { id: tag(context, "2025", "feed.xml"), updated: write_time(newest), entries };
    context.bare("feed.xml", "feed.xml", &view)
}

#[derive(Serialize)]
struct Link {
    title: String,
    href: String,
}

#[derive(Serialize)]
struct Section {
    title: String,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Map {
    sections: Vec<Section>,
}

/// Columns in the order of the menu, then those of the footer.
const COLUMNS: [&str; 13] = [
    "draws",
    "results",
    "objects",
    "plans",
    "items",
    "compliance",
    "data",
    "check",
    "inspectors",
    "exempt",
    "summary",
    "ledger",
    "exceptions",
];

fn site_map(context: &Context<'_>) -> Result<Vec<u8>, String> {
    let site = context.site;
    let link = |title: String, href: String| Link { title, href };
    let columns = COLUMNS.iter().map(|key| link(context.column_name(key), format!("{key}/index.html")));
    let search = link(context.column_name("search"), "search.html".into());
    let draws_of = draws::newest_first(context);
    let mut years: Vec<i32> =
        site.plans.iter().filter(|plan| plan.published_at.is_some()).map(|plan| plan.year).collect();
    years.sort_unstable_by_key(|year| Reverse(*year));
    years.dedup();
    let plan = |year: i32| {
        let word = year.to_string();
        link(context.say("frame.plan-of", [("year", word.as_str())]), format!("plans/{year}.html"))
    };
    let sections = [
        (context.words.get("frame.columns"), columns.chain([search]).collect::<Vec<_>>()),
        (
            context.words.get("columns.pages.name"),
            site.pages.iter().map(|page| link(page.title.clone(), format!("pages/{}.html", page.slug))).collect(),
        ),
        (context.column_name("objects"), lists_of_objects(context)),
        (context.column_name("plans"), years.into_iter().map(plan).collect()),
        (
            context.column_name("draws"),
            draws_of.iter().map(|record| link(draws::title(context, record), draw_page(record.id.as_str()))).collect(),
        ),
        (
            context.column_name("items"),
            site.items.iter().map(|item| link(format!("{} {}", item.id, item.name), item_page(&item.id))).collect(),
        ),
    ];
    let sections = sections.into_iter().filter(|(_, links)| !links.is_empty());
    let view = Map { sections: sections.map(|(title, links)| Section { title, links }).collect() };
    let frame = plain_frame(context, "frame.sitemap");
    context.page("sitemap.html", "sitemap.html", &frame, &view)
}

/// The ways to browse objects, each at its place in the index.
fn lists_of_objects(context: &Context<'_>) -> Vec<Link> {
    let standings = context.standings();
    let there = standings.all().iter().any(|row| row.object.is_some());
    let keys = ["class", "town", "letter"].into_iter();
    let keys = keys.filter(|key| *key == "class" || there && (*key == "town" || !standings.is_large()));
    let title = |key: &str| context.words.get(&format!("find.by.{key}"));
    keys.map(|key| Link { title: title(key), href: format!("objects/index.html#by-{key}") }).collect()
}

fn plain_frame(context: &Context<'_>, key: &str) -> Frame {
    Frame {
        title: context.words.get(key),
        kind: PageKind::List,
        column: "pages",
        description: String::new(),
        published_at: None,
        trail: Vec::new(),
    }
}

fn not_found(context: &Context<'_>) -> Result<Vec<u8>, String> {
    let view = Map { sections: Vec::new() };
    context.page("404.html", "404.html", &plain_frame(context, "frame.not-found"), &view)
}

#[cfg(test)]
mod tests {
    use super::address_files;

    #[test]
    fn more_addresses_than_a_file_may_hold_are_split() {
        let pages: Vec<String> = (0..7).map(|number| format!("objects/{number}.html")).collect();
        assert_eq!(address_files(&pages, 7), [("sitemap.xml".to_owned(), pages.clone())]);
        let names: Vec<(String, usize)> =
            address_files(&pages, 3).into_iter().map(|(path, pages)| (path, pages.len())).collect();
        let wanted = [("sitemap-1.xml", 3), ("sitemap-2.xml", 3), ("sitemap-3.xml", 1)];
        assert_eq!(names, wanted.map(|(path, count)| (path.to_owned(), count)));
    }
}
