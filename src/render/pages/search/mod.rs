//! search.html and search/names.js: find an object by a part of its name, its number, its town or the first letters of its
//! name. In: how each object stands. Out: the page, and the list for `search.js`, in one file or, in a large county, several.
//! The page works without script too: it then shows the ways to browse.

mod list;

use crate::output::{Made, OutputTree};
use crate::render::{Context, Frame, PageKind};
use serde::Serialize;
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    tree.add("search.html", move || make(context));
    let list = Arc::new(list::List::new(context));
    for (number, path) in list.files().enumerate() {
        let list = Arc::clone(&list);
        tree.add(&path, move || Ok(list.write(number)));
    }
}

#[derive(Serialize)]
struct View {
    ways: Vec<Way>,
}

/// A way of browsing the objects.
#[derive(Serialize)]
struct Way {
    key: &'static str,
    title: String,
    about: String,
}

fn make(context: &Context<'_>) -> Result<Made, String> {
    let standings = context.standings();
    let there = |key: &&str| match *key {
        "town" => standings.all().iter().any(|row| row.object.is_some()),
        "letter" => !standings.is_large() && standings.all().iter().any(|row| row.object.is_some()),
        "visited" => standings.all().iter().any(|row| row.visited.is_some()),
        _ => true,
    };
    let keys = ["town", "class", "letter", "visited"].into_iter().filter(there);
    let way = |key: &'static str| Way {
        key,
        title: context.words.get(&format!("find.by.{key}")),
        about: context.words.get(&format!("find.about.{key}")),
    };
    let frame = Frame {
        title: context.column_name("search"),
        kind: PageKind::List,
        column: "search",
        description: context.words.get("columns.search.about"),
        published_at: None,
        trail: Vec::new(),
    };
    context.page("search.html", "search.html", &frame, &View { ways: keys.map(way).collect() })
}
