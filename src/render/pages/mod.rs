//! One file a page kind.

use super::Context;
use crate::output::OutputTree;

mod asset;
mod chance;
mod check;
mod compliance;
mod data;
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

/// Adds the pages of one kind.
pub type Add = for<'a> fn(&'a Context<'a>, &mut OutputTree<'a>);

/// The page kinds that look at nothing but the county, in the order of the menu.
pub const ALL: [Add; 19] = [
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
    asset::add,
];

/// The kind that lists the files of all others, so it comes after them.
pub const LISTS: Add = feed::add;
