//! feed.xml, one feed a town, a class, one of all draws, one of all results, and the page that names them. In: the entries.
//! Out: Atom files and `feeds/index.html`.

use super::entry::{self, Entries, Entry, Kind, Told};
use super::towns;
use crate::model::{Class, Time, write_time};
use crate::output::{Made, OutputTree};
use crate::render::{Context, Frame, PageKind};
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// Entries of a feed: the newest ones.
const ENTRIES: usize = 60;
/// Where the page stands that names the feeds.
const PAGE: &str = "feeds/index.html";

/// A feed.
#[derive(Clone)]
struct Source {
    path: String,
    /// Its part of the index: `all`, `class`, `town`.
    part: &'static str,
    name: String,
    about: String,
    /// The page it belongs to, from the root.
    page: String,
    wants: Wants,
}

/// Which entries a feed takes.
#[derive(Clone)]
enum Wants {
    All,
    Draws,
    Results,
    Class(Class),
    Town(String),
}

impl Wants {
    fn takes(&self, entry: &Entry<'_>) -> bool {
        match self {
            Self::All => entry.kind != Kind::Object,
            Self::Draws => entry.kind == Kind::Draw,
            Self::Results => entry.kind == Kind::Object,
            Self::Class(class) => entry.kind != Kind::Batch && entry.class == Some(*class),
            Self::Town(town) => entry.town == Some(town),
        }
    }
}

#[derive(Serialize)]
struct Feed<'f> {
    id: String,
    title: String,
    about: &'f str,
    page: &'f str,
    updated: String,
    entries: Vec<Told>,
}

#[derive(Serialize)]
struct Index {
    parts: Vec<Part>,
    keeps: String,
    absolute: bool,
}

#[derive(Serialize)]
struct Part {
    id: &'static str,
    title: String,
    /// What its feeds hold, where all hold the same.
    about: Option<String>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    about: Option<String>,
    href: String,
    address: String,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let entries: Arc<OnceLock<Entries<'a>>> = Arc::new(OnceLock::new());
    let sources = sources(context);
    for source in sources.clone() {
        let entries = Arc::clone(&entries);
        let path = source.path.clone();
        tree.add(&path, move || feed(context, &source, entries.get_or_init(|| Entries::of(context))));
    }
    tree.add(PAGE, move || index(context, &sources));
}

fn sources(context: &Context<'_>) -> Vec<Source> {
    let words = context.words;
    let one = |key: &str, path: &str, page: &str, wants: Wants| Source {
        path: path.to_owned(),
        part: "all",
        name: words.get(&format!("feeds.{key}-title")),
        about: words.get(&format!("feeds.{key}-about")),
        page: page.to_owned(),
        wants,
    };
    let mut sources = vec![
        one("all", "feed.xml", "index.html", Wants::All),
        one("draws", "feeds/draws.xml", "draws/index.html", Wants::Draws),
        one("results", "feeds/results.xml", "results/index.html", Wants::Results),
    ];
    sources.extend(Class::ALL.map(|class| Source {
        path: format!("feeds/class-{}.xml", class.as_str()),
        part: "class",
        name: words.fill("feeds.class-title", [("class", context.class(class).as_str())]),
        about: words.get("feeds.class-about"),
        page: format!("objects/class-{}.html", class.as_str()),
        wants: Wants::Class(class),
    }));
    let mut numbered: Vec<(usize, &str)> =
        towns::numbers(context.site).into_iter().map(|(town, number)| (number, town)).collect();
    numbered.sort_unstable();
    sources.extend(numbered.into_iter().map(|(number, town)| Source {
        path: towns::feed(number),
        part: "town",
        name: words.fill("feeds.town-title", [("town", town)]),
        about: words.get("feeds.town-about"),
        page: "objects/index.html".to_owned(),
        wants: Wants::Town(town.to_owned()),
    }));
    sources
}

fn feed(context: &Context<'_>, source: &Source, all: &Entries<'_>) -> Result<Made, String> {
    let entries: Vec<&Entry<'_>> = all.all().iter().filter(|entry| source.wants.takes(entry)).take(ENTRIES).collect();
    // A feed must have a time. One without entries takes that of the newest entry of all; without any, the day everything is
    // told as of is the only honest one.
    let newest = entries.first().copied().or(all.all().first());
    let newest: Time = newest.map_or_else(|| context.site.as_of.and_time(chrono::NaiveTime::MIN), |entry| entry.at);
    let site = match context.site.config.government.site_name.as_str() {
        "" => context.site.config.bureau.name.as_str(),
        name => name,
    };
    let title = match source.wants {
        Wants::All => site.to_owned(),
        _ => context.words.fill("feeds.feed-title", [("name", source.name.as_str()), ("site", site)]),
    };
    let id = match &source.wants {
        Wants::Town(town) => entry::tag(context, "2025", &format!("feeds/town/{town}")),
        _ => entry::tag(context, "2025", &source.path),
    };
    let view = Feed {
        id,
        title,
        about: &source.about,
        page: &source.page,
        updated: write_time(newest),
        entries: entries.into_iter().map(|entry| all.told(entry)).collect(),
    };
    context.plain(&source.path, "feed.xml", &view)
}

fn index(context: &Context<'_>, sources: &[Source]) -> Result<Made, String> {
    let words = context.words;
    let base = context.base();
    let row = |source: &Source| Row {
        name: source.name.clone(),
        about: (source.part == "all").then(|| source.about.clone()),
        href: source.path.clone(),
        address: format!("{base}{}", source.path),
    };
    let part = |(id, key): (&'static str, &str)| Part {
        id,
        title: words.get(key),
        about: (id != "all").then(|| words.get(&format!("{key}-about"))),
        rows: sources.iter().filter(|source| source.part == id).map(row).collect(),
    };
    let parts = [("all", "feeds.all"), ("town", "feeds.by-town"), ("class", "feeds.by-class")].map(part);
    let view = Index {
        parts: parts.into_iter().filter(|part| !part.rows.is_empty()).collect(),
        keeps: words.fill("feeds.keeps", [("n", ENTRIES.to_string().as_str())]),
        absolute: !base.is_empty(),
    };
    let frame = Frame {
        title: context.column_name("feeds"),
        kind: PageKind::List,
        column: "feeds",
        description: words.get("feeds.description"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page(PAGE, "feeds.html", &frame, &view)
}
