//! The ways in to ten thousand objects without a script: by class, by town, by first letter, by the year of the last visit,
//! by number. In: how each object stands. Out: the index and, by `list_page`, pages of at most 200 rows, 500 in a long list.
//! A list without rows is no page. In a county where objects share pages, whole lists exist by town only, and the list of
//! general objects names those that have a history: a dozen lists of 300,000 rows would be a dozen copies of the county.

use super::list_page::{self, Group, List};
use crate::model::*;
use crate::output::OutputTree;
use crate::render::letters;
use crate::render::pages::results;
use crate::render::standing::{Latest, Standing, Standings};
use crate::render::view::{self, Link};
use crate::render::{Context, Frame, PageKind};
use chrono::Datelike;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct IndexView {
    shared: bool,
    summary: String,
    groups: Vec<Ways>,
    special_note: String,
}

/// One way of browsing: its heading and its lists.
#[derive(Serialize)]
struct Ways {
    key: &'static str,
    title: String,
    /// Many short links in a line, not one a row.
    short: bool,
    ways: Vec<Way>,
}

/// A pre-made list and how many it holds; without an address if it holds nobody.
#[derive(Serialize, Clone)]
struct Way {
    link: Link,
    count: usize,
}

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let names = Names::new(context.standings());
    let groups = [
        ("class", false, classes(context, &names)),
        ("town", false, towns(context, &names)),
        ("letter", true, by_letter(context, &names)),
        ("visited", true, by_visit(context)),
        ("code", false, by_code(context)),
        ("gone", false, gone(context)),
    ];
    let mut ways: Vec<Ways> = groups.iter().map(|(key, short, lists)| ways(context, key, *short, lists)).collect();
    ways.insert(4, by_result(context));
    ways.retain(|group| !group.ways.is_empty());
    index(context, tree, ways);
    for list in groups.into_iter().flat_map(|(_, _, lists)| lists).filter(|list| !list.rows.is_empty()) {
        list_page::add(context, tree, list);
    }
}

fn index<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>, groups: Vec<Ways>) {
    let now = context.period(Period::quarter_of(context.site.as_of));
    let rows: Vec<_> = context.standings().all().iter().filter(|row| row.object.is_some()).collect();
    let view = IndexView {
        shared: context.standings().is_large(),
        summary: list_page::count(context, "find.index-summary", &[], &rows),
        groups,
        special_note: context.words.fill("objects.special-note", [("period", now.as_str())]),
    };
    tree.add("objects/index.html", move || {
        let frame = Frame {
            title: context.words.get("objects.title"),
            kind: PageKind::List,
            column: "objects",
            description: view.summary.clone(),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("objects/index.html", "objects.html", &frame, &view)
    });
}

fn ways(context: &Context<'_>, key: &'static str, short: bool, lists: &[List<'_>]) -> Ways {
    let way = |list: &List<'_>| {
        let href = if list.rows.is_empty() { String::new() } else { format!("{}.html", list.stem) };
        Way { link: Link { href, text: list.short.clone() }, count: list.total }
    };
    let ways = match key {
        "code" => lists.iter().flat_map(ranges).collect(),
        _ => lists.iter().map(way).collect(),
    };
    Ways { key, title: context.words.get(&format!("find.by.{key}")), short, ways }
}

/// How names sort: by the letters of their characters after what many names share.
struct Names<'a> {
    common: Vec<&'a str>,
}

impl<'a> Names<'a> {
    fn new(standings: &Standings<'a>) -> Self {
        let names: Vec<&str> = standings.all().iter().map(Standing::name).collect();
        Self { common: letters::common_beginnings(&names) }
    }

    fn letter(&self, row: &Standing<'_>) -> Option<char> {
        letters::filed_under(row.name(), &self.common)
    }

    /// Sorts by letters, those without one last.
    fn sort<'s>(&self, rows: &mut [&'s Standing<'a>]) {
        rows.sort_by_cached_key(|row| {
            let name = row.name();
            let rest = self.common.iter().find_map(|beginning| name.strip_prefix(beginning)).unwrap_or(name);
            let sound: String = rest.chars().map(|character| letters::first(character).unwrap_or('~')).collect();
            (self.letter(row).unwrap_or('~'), sound, name, row.id)
        });
    }
}

fn registered<'s, 'a>(context: &'s Context<'a>) -> impl Iterator<Item = &'s Standing<'a>> {
    context.standings().all().iter().filter(|row| row.object.is_some())
}

fn classes<'a>(context: &'a Context<'a>, names: &Names<'a>) -> Vec<List<'a>> {
    let standings = context.standings();
    let lists = Class::ALL.into_iter().map(|class| {
        let of_class = |row: &&Standing<'a>| match class {
            Class::Special => row.special,
            _ => row.object.is_some_and(|object| object.classes.contains(&class)),
        };
        let mut rows: Vec<_> = standings.all().iter().filter(of_class).collect();
        names.sort(&mut rows);
        let lead = context.words.get(&format!("objects.class-lead.{}", class.as_str()));
        let stem = format!("objects/class-{}", class.as_str());
        let mut list = List::new(context, stem, context.class(class), lead, rows);
        if standings.is_large() && class == Class::General {
            list.rows.retain(|row| row.has_history());
            list.lead.push_str(&context.words.get("find.partial"));
        }
        list
    });
    lists.collect()
}

/// Towns in the order of `site.toml`; towns it does not name come after them.
fn towns<'a>(context: &'a Context<'a>, names: &Names<'a>) -> Vec<List<'a>> {
    let mut by_town: BTreeMap<&str, Vec<&'a Standing<'a>>> = BTreeMap::new();
    for row in registered(context) {
        by_town.entry(row.town()).or_default().push(row);
    }
    let named = context.site.config.bureau.towns.iter().map(String::as_str);
    let mut order: Vec<&str> = named.filter(|town| by_town.contains_key(town)).collect();
    let others: Vec<&str> = by_town.keys().copied().filter(|town| !order.contains(town)).collect();
    order.extend(others);
    let lists = order.into_iter().enumerate().map(|(n, town)| {
        let mut rows = by_town.remove(town).unwrap_or_default();
        names.sort(&mut rows);
        let lead = context.words.fill("objects.town-lead", [("town", town)]);
        let group = Group::Letters(rows.iter().map(|row| names.letter(row)).collect());
        let list = List::new(context, format!("objects/town-{}", n + 1), town.to_owned(), lead, rows);
        List { group, ..list }
    });
    lists.collect()
}

fn by_letter<'a>(context: &'a Context<'a>, names: &Names<'a>) -> Vec<List<'a>> {
    if context.standings().is_large() {
        return Vec::new();
    }
    let mut by_letter: BTreeMap<char, Vec<&'a Standing<'a>>> = BTreeMap::new();
    for row in registered(context) {
        by_letter.entry(names.letter(row).unwrap_or('~')).or_default().push(row);
    }
    let shared = names.common.join(&context.words.get("show.comma"));
    let lists = by_letter.into_iter().map(|(letter, mut rows)| {
        names.sort(&mut rows);
        let (file, short) = list_page::letter_name(context, letter);
        let lead = match shared.as_str() {
            "" => context.words.get("find.letter-lead"),
            shared => context.say("find.letter-lead-after", [("beginnings", shared)]),
        };
        let title = context.say("find.letter-title", [("letter", short.as_str())]);
        List::new(context, format!("objects/letter-{file}"), title, lead, rows).short(short)
    });
    lists.collect()
}

/// By the year of the last visit the public knows of, the latest first; then those never drawn and never visited.
fn by_visit<'a>(context: &'a Context<'a>) -> Vec<List<'a>> {
    let mut years: BTreeMap<Reverse<i32>, Vec<&'a Standing<'a>>> = BTreeMap::new();
    for row in registered(context) {
        if let Some(day) = row.visited {
            years.entry(Reverse(day.year())).or_default().push(row);
        }
    }
    let mut lists: Vec<List<'a>> = Vec::new();
    for (Reverse(year), mut rows) in years {
        rows.sort_by(|a, b| b.visited.cmp(&a.visited).then_with(|| a.id.cmp(b.id)));
        let year = year.to_string();
        let words = |key: &str| context.say(key, [("year", year.as_str())]);
        let (title, lead) = (words("find.visited-title"), words("find.visited-lead"));
        let list = List::new(context, format!("objects/visited-{year}"), title, lead, rows);
        lists.push(part(context, list).short(words("find.year")));
    }
    let never: Vec<_> = registered(context).filter(|row| row.latest == Latest::Never).collect();
    let words = |key: &str| context.words.get(key);
    let (title, lead) = (words("find.never-title"), words("find.never-lead"));
    let list = List::new(context, "objects/never", title, lead, never);
    let mut list = part(context, list).short(words("find.never"));
    if context.standings().is_large() {
        list.rows.clear();
    }
    lists.push(list);
    lists.retain(|list| list.total > 0);
    lists
}

/// A list of objects that stand alike says what part of the registry they are.
fn part<'a>(context: &Context<'_>, list: List<'a>) -> List<'a> {
    let all = context.site.objects.len();
    let (n, share) = (list.total.to_string(), view::share(list.total as u64, all as u64));
    let all = all.to_string();
    let args = [("title", list.title.as_str()), ("n", n.as_str()), ("all", all.as_str()), ("share", share.as_str())];
    List { summary: context.say("find.part-summary", args), ..list }
}

/// Results stand in their own column; the index leads there, phrase by phrase.
fn by_result(context: &Context<'_>) -> Ways {
    let mut counts: BTreeMap<&Phrase, usize> = BTreeMap::new();
    let draws = view::Draws::new(context.site);
    for visit in draws.visits(context.site).filter(|visit| view::is_published(visit)) {
        if let Some(phrase) = &visit.result {
            *counts.entry(phrase).or_default() += 1;
        }
    }
    let way = |(phrase, count): (&Phrase, usize)| {
        let href = format!("{}.html", results::phrase_stem(context, phrase)?);
        Some(Way { link: Link { href, text: context.phrase(phrase) }, count })
    };
    let ways = counts.into_iter().filter_map(way).collect();
    Ways { key: "result", title: context.words.get("find.by.result"), short: false, ways }
}

fn by_code<'a>(context: &'a Context<'a>) -> Vec<List<'a>> {
    if context.standings().is_large() {
        return Vec::new();
    }
    let rows: Vec<_> = registered(context).collect();
    let title = context.words.get("objects.by-code");
    let lead = context.words.get("objects.by-code-lead");
    vec![List::new(context, "objects/code", title, lead, rows)]
}

/// The parts of the list by number, each named by its first and last number.
fn ranges(list: &List<'_>) -> Vec<Way> {
    let pages = view::split(&list.stem, &list.rows);
    let ranges = pages.into_iter().filter_map(|(href, rows)| {
        let (first, last) = (rows.first()?.id, rows.last()?.id);
        let text = if first == last { first.to_string() } else { format!("{first} – {last}") };
        Some(Way { link: Link { href, text }, count: rows.len() })
    });
    ranges.collect()
}

fn gone<'a>(context: &'a Context<'a>) -> Vec<List<'a>> {
    let rows: Vec<_> = context.standings().all().iter().filter(|row| row.object.is_none()).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let title = context.words.get("objects.gone");
    let lead = context.words.get("objects.gone-lead");
    vec![List::new(context, "objects/removed", title, lead, rows)]
}
