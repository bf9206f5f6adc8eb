//! sitemap.html, sitemap.xml and 404.html. In: the county and the files of the tree as it stands. Out: three pages.

use crate::output::{Made, OutputTree};
use crate::render::pages::draws;
use crate::render::{Context, Frame, PageKind, draw_page, item_page};
use serde::Serialize;
use std::cmp::Reverse;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let columns = columns(context, tree);
    tree.add("404.html", move || not_found(context));
    tree.add("sitemap.html", move || site_map(context, &columns));
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
        tree.add(&path, move || context.plain(&file, "sitemap.xml", &Pages { pages: &pages }));
    }
    if names.len() > 1 {
        tree.add("sitemap.xml", move || context.plain("sitemap.xml", "sitemaps.xml", &Pages { pages: &names }));
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

#[derive(Serialize, Clone)]
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
const COLUMNS: [&str; 15] = [
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
    "chance",
    "ledger",
    "exceptions",
    "log",
];

/// Every folder of the tree that has a first page: those of the menu in its order, any other one after them.
fn columns(context: &Context<'_>, tree: &OutputTree<'_>) -> Vec<Link> {
    let firsts = tree.files().keys().filter_map(|path| path.as_str().strip_suffix("/index.html"));
    let folders: Vec<&str> = firsts.filter(|folder| !folder.contains('/')).collect();
    let known = COLUMNS.iter().copied().filter(|key| folders.contains(key));
    let others = folders.iter().copied().filter(|folder| !COLUMNS.contains(folder));
    let named = known.chain(others).filter_map(|key| {
        let names = [format!("columns.{key}.name"), format!("{key}.title")];
        let name = names.iter().find(|name| context.words.has(name))?;
        Some(Link { title: context.words.get(name), href: format!("{key}/index.html") })
    });
    let search = Link { title: context.column_name("search"), href: "search.html".into() };
    named.chain([search]).collect()
}

fn site_map(context: &Context<'_>, columns: &[Link]) -> Result<Made, String> {
    let site = context.site;
    let link = |title: String, href: String| Link { title, href };
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
        (context.words.get("frame.columns"), columns.to_vec()),
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

fn not_found(context: &Context<'_>) -> Result<Made, String> {
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
