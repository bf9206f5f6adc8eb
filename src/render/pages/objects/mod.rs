//! objects/: the lists by class, town, first letter, last visit and number, and a page for everybody who ever stood on a list. In:
//! the checked county. Out: `objects/index.html`, the lists, `objects/ID.html` and `badges/ID.svg`, in a large county
//! `objects/rest-NNN.html`. Never scans a roster while a page is made: what a page needs is gathered once per build.

mod about;
mod answer;
mod badge;
mod class;
mod history;
mod list_page;
mod lists;
mod own;
mod page;
mod past;
mod rest;
mod rounds;
mod seen;
mod visit;

use crate::model::ObjectId;
use crate::output::OutputTree;
use crate::render::{Context, context};
use std::sync::Arc;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    // The longest of all kinds of pages: the others are done long before, and their cores wait for this one.
    let gather = || rayon::join(|| context.still().gather(history::Book::new), || own::Owns::new(context));
    let lists = || {
        let mut tree = OutputTree::default();
        lists::add(context, &mut tree);
        tree
    };
    let ((book, owns), lists) = rayon::join(gather, lists);
    let gathered = Arc::new(Gathered { book, owns });
    *tree = OutputTree::of(vec![std::mem::take(tree), lists]);
    rest::add(context, &gathered, tree);
    if !context.standings().is_crowded() {
        page::add(context, &gathered, tree);
    }
}

/// What the pages of all objects are made from.
struct Gathered<'a> {
    book: context::Gathered<'a, history::Book<'a>>,
    owns: own::Owns<'a>,
}

/// Where the site tells of an object, from the root.
pub(super) fn address(context: &Context<'_>, id: &ObjectId) -> String {
    context.object_page(id)
}
