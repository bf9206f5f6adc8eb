//! objects/: the lists by class, town, first letter, last visit and number, and a page for everybody who ever stood on a list.
//! In: the checked county. Out: `objects/index.html`, the lists, `objects/ID.html`, in a large county `objects/rest-NNN.html`.
//! Never scans a roster while a page is made: what a page needs is gathered once per build.

mod history;
mod list_page;
mod lists;
mod lot;
mod page;
mod rest;

use crate::output::OutputTree;
use crate::render::Context;
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let book = Arc::new(history::Book::new(context));
    lists::add(context, tree);
    rest::add(context, tree);
    page::add(context, &book, tree);
}
