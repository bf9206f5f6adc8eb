//! The number a town has in names of files. In: the county. Out: numbers by name, from 1: towns of `site.toml` by their place
//! there, whether or not an object stands in them, so that a number never changes because an object comes or goes; towns it
//! does not name come after them.

use crate::site::Ground;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers by name.
pub(in crate::render) fn numbers(site: &Ground) -> BTreeMap<&str, usize> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let named = site.config.bureau.towns.iter().map(String::as_str);
    let others: BTreeSet<&str> = site.objects.values().map(|object| object.town.as_str()).collect();
    for town in named.chain(others).filter(|town| !town.is_empty()) {
        let next = numbers.len() + 1;
        numbers.entry(town).or_insert(next);
    }
    numbers
}

/// Where the feed of a town stands, from the root.
pub(in crate::render) fn feed(number: usize) -> String {
    format!("feeds/town-{number}.xml")
}
