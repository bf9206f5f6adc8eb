//! log/: the log of protocol section 10 as files, byte for byte, and as pages. In: the log and the versions kept. Out: the
//! present head, the entries of each year, every table with its versions and what changed between them, a notice for paper.

mod diff;
mod entries;
mod index;
mod notice;
mod past;
mod tables;

use crate::log::{Entry, Sighting};
use crate::model::write_minute;
use crate::output::OutputTree;
use crate::render::{Context, Frame, PageKind, Still, draw_page};
use serde::Serialize;

pub(super) use index::{Attested, attested};
pub(in crate::render) use past::Past;
pub(super) use tables::{name as table_name, page as table_page};

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let Some(book) = &context.site.log else { return };
    for (name, bytes) in book.to_files() {
        tree.add(&format!("log/{name}"), move || Ok(bytes.clone()));
    }
    for hash in book.older().into_keys() {
        if let Some(version) = context.site.versions.get(hash) {
            tree.add(&format!("log/records/{hash}.csv"), move || Ok(version.bytes().into_owned()));
        }
    }
    tree.add("log/index.html", move || index::make(context, book));
    tree.add("log/notice.html", move || notice::make(context, book));
    for year in entries::years(book) {
        let path = format!("log/{year}.html");
        tree.add(&path.clone(), move || entries::make(context, book, year, &path));
    }
    let Some(past) = context.past() else { return };
    for path in tables::paths(book) {
        let page = tables::page(path);
        tree.add(&page.clone(), move || context.still().file_of_log(past, &page, &path, tables::make));
    }
}

/// The frame of a page below `log/`.
fn frame(context: &Still<'_>, title: String, description: String) -> Frame {
    let trail = vec![context.column_step("log")];
    Frame { title, kind: PageKind::List, column: "log", description, published_at: None, trail }
}

/// A witness that saw something.
#[derive(Debug, Clone, Serialize)]
struct Seen {
    name: String,
    time: String,
}

/// Who saw a head.
fn seen(context: &Context<'_>, size: usize) -> Vec<Seen> {
    let seen = |sighting: &Sighting| Seen { name: sighting.witness.clone(), time: write_minute(sighting.time) };
    context.sightings().of_head(size).into_iter().map(seen).collect()
}

/// Where a record stands for people: the page of its draw, the page of its table.
fn shown_at(entry: &Entry) -> String {
    match entry.path.strip_prefix("draws/").and_then(|rest| rest.split_once('/')) {
        Some((draw, _)) => draw_page(draw),
        None => tables::page(&entry.path),
    }
}
