//! The ways in to ten thousand objects without a script: by class, by town, by number. In: the [`Book`]. Out: list pages of
//! at most 200 rows, 500 in a large county, so that their number stays in the tens.

use super::history::Book;
use super::page;
use crate::model::*;
use crate::output::OutputTree;
use crate::render::view::{self, Badge, Link};
use crate::render::{Context, Frame, PageKind, Pager};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Serialize)]
struct IndexView {
    total: usize,
    classes: Vec<Way>,
    towns: Vec<Way>,
    codes: Vec<Way>,
    /// Objects that left the registry but stood on a list.
    gone: Option<Way>,
    special_note: String,
}

/// A pre-made list and how many it holds.
#[derive(Serialize, Clone)]
struct Way {
    link: Link,
    count: usize,
}

#[derive(Serialize)]
struct ListView<'b> {
    lead: String,
    rows: Vec<Row<'b>>,
    pager: Option<Pager>,
}

#[derive(Serialize)]
struct Row<'b> {
    link: Link,
    id: &'b str,
    classes: String,
    town: &'b str,
    visits: usize,
    result: Option<Badge>,
    result_day: String,
}

/// A list to be made: where, under which title, which objects.
struct List<'a> {
    stem: String,
    title: String,
    lead: String,
    ids: Vec<&'a ObjectId>,
}

pub(super) fn add<'a>(context: &'a Context<'a>, book: &Arc<Book<'a>>, tree: &mut OutputTree<'a>) {
    let by_class = classes(context, book);
    let by_town = towns(context);
    let gone = gone(context, book);
    let codes = List {
        stem: "objects/code".to_owned(),
        title: context.words.get("objects.by-code"),
        lead: context.words.get("objects.by-code-lead"),
        ids: context.site.objects.keys().collect(),
    };
    let way = |list: &List<'a>| Way {
        link: Link { href: format!("{}.html", list.stem), text: list.title.clone() },
        count: list.ids.len(),
    };
    let index = Arc::new(IndexView {
        total: context.site.objects.len(),
        classes: by_class.iter().map(way).collect(),
        towns: by_town.iter().map(way).collect(),
        codes: ranges(&codes),
        gone: gone.as_ref().map(way),
        special_note: {
            let now = context.period(Period::quarter_of(context.site.as_of));
            context.words.fill("objects.special-note", [("period", now.as_str())])
        },
    });
    tree.add("objects/index.html", move || {
        let total = index.total.to_string();
        let frame = Frame {
            title: context.words.get("objects.title"),
            kind: PageKind::List,
            column: "objects",
            description: context.words.fill("objects.description", [("total", total.as_str())]),
            published_at: None,
            trail: Vec::new(),
        };
        context.page("objects/index.html", "objects.html", &frame, &*index)
    });
    for list in by_class.into_iter().chain(by_town).chain([codes]).chain(gone) {
        add_list(context, book, tree, list);
    }
}

fn classes<'a>(context: &'a Context<'a>, book: &Book<'a>) -> Vec<List<'a>> {
    let lists = Class::ALL.into_iter().map(|class| {
        let ids = match class {
            Class::Special => book.special_now.clone(),
            _ => {
                let of_class = context.site.objects.iter().filter(|(_, object)| object.classes.contains(&class));
                of_class.map(|(id, _)| id).collect()
            }
        };
        let title = context.words.get(&format!("class.{}", class.as_str()));
        let lead = context.words.get(&format!("objects.class-lead.{}", class.as_str()));
        List { stem: format!("objects/class-{}", class.as_str()), title, lead, ids }
    });
    lists.collect()
}

/// Towns in the order of `site.toml`; towns it does not name come after them.
fn towns<'a>(context: &'a Context<'a>) -> Vec<List<'a>> {
    let mut by_town: BTreeMap<&str, Vec<&'a ObjectId>> = BTreeMap::new();
    for (id, object) in &context.site.objects {
        by_town.entry(object.town.as_str()).or_default().push(id);
    }
    let named = context.site.config.bureau.towns.iter().map(String::as_str);
    let mut order: Vec<&str> = named.filter(|town| by_town.contains_key(town)).collect();
    let others: Vec<&str> = by_town.keys().copied().filter(|town| !order.contains(town)).collect();
    order.extend(others);
    let numbered = order.into_iter().enumerate();
    let lists = numbered.map(|(n, town)| List {
        stem: format!("objects/town-{}", n + 1),
        title: town.to_owned(),
        lead: context.words.fill("objects.town-lead", [("town", town)]),
        ids: by_town.remove(town).unwrap_or_default(),
    });
    lists.collect()
}

fn gone<'a>(context: &'a Context<'a>, book: &Book<'a>) -> Option<List<'a>> {
    let ids: Vec<&'a ObjectId> =
        book.histories.iter().filter(|(_, history)| history.object.is_none()).map(|(id, _)| *id).collect();
    let list = List {
        stem: "objects/removed".to_owned(),
        title: context.words.get("objects.gone"),
        lead: context.words.get("objects.gone-lead"),
        ids,
    };
    (!list.ids.is_empty()).then_some(list)
}

/// The parts of the list by number, each named by its first and last number.
fn ranges(codes: &List<'_>) -> Vec<Way> {
    let pages = view::split(&codes.stem, &codes.ids);
    let ranges = pages.into_iter().filter_map(|(href, ids)| {
        let (first, last) = (ids.first()?, ids.last()?);
        let text = if first == last { first.to_string() } else { format!("{first} – {last}") };
        Some(Way { link: Link { href, text }, count: ids.len() })
    });
    ranges.collect()
}

fn add_list<'a>(context: &'a Context<'a>, book: &Arc<Book<'a>>, tree: &mut OutputTree<'a>, list: List<'a>) {
    let pages = view::split(&list.stem, &list.ids);
    let count = pages.len();
    let total = list.ids.len().to_string();
    for (n, (path, ids)) in pages.iter().enumerate() {
        let (book, ids, file) = (Arc::clone(book), ids.to_vec(), path.clone());
        let pager = view::pager(&list.stem, n + 1, count);
        let title = view::part_title(context, &list.title, n, count);
        let args = [("title", list.title.as_str()), ("total", total.as_str())];
        let description = context.words.fill("objects.list-description", args);
        let lead = list.lead.clone();
        tree.add(path, move || {
            let frame = Frame {
                title: title.clone(),
                kind: PageKind::List,
                column: "objects",
                description: description.clone(),
                published_at: None,
                trail: vec![context.column_step("objects")],
            };
            let view = ListView {
                lead: lead.clone(),
                rows: ids.iter().filter_map(|id| row(context, &book, id)).collect(),
                pager: pager.clone(),
            };
            context.page(&file, "objects-list.html", &frame, &view)
        });
    }
}

fn row<'b>(context: &'b Context<'_>, book: &'b Book<'_>, id: &'b ObjectId) -> Option<Row<'b>> {
    let words = context.words;
    let (id, history) = book.histories.get_key_value(id)?;
    let (random, exempt) = Book::visited(history);
    let latest = Book::latest_result(history);
    Some(Row {
        link: view::object_link(context.site, id, history.listed_as),
        id: id.as_str(),
        classes: match history.object {
            Some(object) => page::classes(words, object, book.special_now.contains(id)),
            None => words.get("show.status.removed"),
        },
        town: history.object.map_or("", |object| object.town.as_str()),
        visits: random + exempt,
        result: latest.and_then(|visit| visit.result.as_ref()).map(|phrase| view::phrase_badge(context, phrase)),
        result_day: view::day(latest.and_then(|visit| visit.determined), words),
    })
}
