//! One file a page kind.

use super::Context;
use crate::output::OutputTree;

mod asset;
mod board;
mod chance;
mod check;
mod compliance;
pub(crate) mod data;
mod design;
mod draws;
mod exceptions;
mod exempt;
mod feed;
mod figure;
mod home;
mod inspectors;
mod items;
mod ledger;
mod log;
mod objects;
mod plans;
mod results;
mod search;
mod summary;
mod text;

pub(super) use log::Past;

/// Adds the pages of one kind.
pub type Add = for<'a> fn(&'a Context<'a>, &mut OutputTree<'a>);

/// The page kinds that look at nothing but the county, in the order of the menu.
pub const ALL: [Add; 20] = [
    home::add,
    items::add,
    plans::add,
    objects::add,
    inspectors::add,
    draws::add,
    chance::add,
    results::add,
    exempt::add,
    compliance::add,
    summary::add,
    ledger::add,
    exceptions::add,
    log::add,
    data::add,
    check::add,
    text::add,
    search::add,
    design::add,
    asset::add,
];

/// The page kinds that stand in every language of the site.
pub const IN_ALL: [Add; 2] = [home::add, check::add];

/// The pages of these kinds, by the path they have in the site's own language.
pub(super) const IN_EVERY_LANGUAGE: [&str; 4] =
    ["index.html", "check/index.html", "check/slip.html", "check/nonce.html"];

/// The kind that lists the files of all others, so it comes after them.
pub const LISTS: Add = feed::add;
