//! feed.xml, feeds/, sitemap.html, sitemap.xml and 404.html. In: times of publication from the data, and the tree as it stands;
//! so this page kind comes after all that make pages. No time is ever that of the build.

mod entry;
mod maps;
mod source;
pub(in crate::render) mod towns;

use crate::output::OutputTree;
use crate::render::Context;

pub(super) fn add<'a>(context: &'a Context<'a>, tree: &mut OutputTree<'a>) {
    source::add(context, tree);
    maps::add(context, tree);
}
