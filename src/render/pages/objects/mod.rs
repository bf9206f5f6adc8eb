//! objects/: the lists by class, town and number, and a page for everybody who ever stood on a list. In: the checked county.
//! Out: `objects/index.html`, `objects/class-*.html`, `objects/town-N.html`, `objects/code.html`, `objects/ID.html`.
//! Never scans a roster while a page is made: what a page needs is gathered once per build.

mod history;
mod lists;
mod lot;
mod page;

use crate::output::OutputTree;
use crate::render::Context;
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let book = Arc::new(history::Book::new(context));
    lists::add(context, &book, tree);
    page::add(context, &book, tree);
}
