//! objects/: the lists by class, town and number, and a page for everybody who ever stood on a list. In: the checked county.
//! Out: `objects/index.html`, `objects/class-*.html`, `objects/town-N.html`, `objects/code.html`, `objects/ID.html`, and
//! `badges/ID.svg`. Never scans a roster while a page is made: what a page needs is gathered once per build.

mod about;
mod badge;
mod class;
mod history;
mod lists;
mod page;
mod past;
mod rounds;
mod seen;
mod standing;
mod visit;

use crate::model::ObjectId;
use crate::output::OutputTree;
use crate::render::{Context, object_page};
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    let book = Arc::new(history::Book::new(context));
    lists::add(context, &book, tree);
    page::add(context, &book, tree);
}

/// Where the site tells of an object, from the root.
pub(super) fn address(_: &Context<'_>, id: &ObjectId) -> String {
    object_page(id)
}
