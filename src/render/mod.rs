//! Site → OutputTree; the only user of Tera. In: the checked county, theme and words as values. Out: closures that make
//! each page. Never reads a file, a clock or anything below `secrets/`.
//!
//! Each file of `pages/` adds the pages of one kind. A page is a serialisable view struct plus a template of the theme.

mod alone;
mod context;
pub(crate) mod counts;
pub(crate) mod glance;
mod handout;
mod known;
pub(crate) mod letters;
mod moments;
pub mod pages;
mod parts;
mod press;
mod site_view;
pub(crate) mod standing;
pub(crate) mod svg;
pub mod table;
mod theme;
pub(crate) mod view;

pub use alone::alone;
pub use context::{Context, Frame, Hear, PageKind, Still, draw_page, inspector_page, item_page, percent};
pub use counts::{Mark, members};
pub use handout::{MARKER, handout};
pub use known::gate;
pub use parts::{Download, Fact, Pager, PagerLink, ROWS, list_page, size};
pub use theme::{Files, Theme, ThemeFault, lay_over};

use crate::log::{Record, is_record};
use crate::output::{Made, OutputTree};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// All files of the site except the manifest, which `output` writes.
pub fn render<'a>(context: &'a Context<'a>) -> OutputTree<'a> {
    let kinds: Vec<OutputTree<'a>> = pages::ALL
        .par_iter()
        .map(|add| {
            let mut tree = OutputTree::default();
            add(context, &mut tree);
            tree
        })
        .collect();
    let mut tree = OutputTree::of(kinds);
    for other in &context.others {
        pages::IN_ALL.iter().for_each(|add| add(other, &mut tree));
    }
    pages::LISTS(context, &mut tree);
    tree
}

/// Every record of the tree (protocol section 10) whose path `wanted` picks, made one after the other on each core; with its bytes
/// where `kept` says so of path and hash. Errors: the first that could not be made.
pub fn records(
    tree: &OutputTree<'_>,
    wanted: impl Fn(&str) -> bool + Sync,
    kept: impl Fn(&str, &str) -> bool + Sync,
) -> Result<BTreeMap<String, Record>, String> {
    let files: Vec<_> =
        tree.files().iter().filter(|(path, _)| is_record(path.as_str()) && wanted(path.as_str())).collect();
    let made: Vec<_> = files
        .into_par_iter()
        .with_max_len(1)
        .map(|(path, make)| {
            let kept = |sha256: &str| kept(path.as_str(), sha256);
            let record = match make()? {
                Made::Kept(fact) if !kept(&fact.sha256) => Record::known(fact.sha256, fact.bytes),
                made => Record::kept_if(made.bytes()?, kept),
            };
            Ok((path.to_string(), record))
        })
        .collect::<Result<_, String>>()?;
    Ok(made.into_iter().collect())
}

/// The bytes of every file of the tree whose path `wanted` picks. Errors: the first that could not be made.
pub fn made(tree: &OutputTree<'_>, wanted: impl Fn(&str) -> bool + Sync) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let files: Vec<_> = tree.files().iter().filter(|(path, _)| wanted(path.as_str())).collect();
    let made: Vec<_> = files
        .into_par_iter()
        .map(|(path, make)| Ok((path.to_string(), make()?.bytes()?)))
        .collect::<Result<_, String>>()?;
    Ok(made.into_iter().collect())
}
