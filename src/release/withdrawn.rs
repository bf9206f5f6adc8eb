//! What the log says must not be there. In: entries. Out: paths.

use crate::log::Entry;
use std::collections::BTreeSet;

/// Where versions that were taken back stood: below `log/records/`, and at their own path where nothing else was recorded since.
pub fn withdrawn(entries: &[Entry]) -> BTreeSet<String> {
    let is_back = |version: &Entry| {
        entries.iter().any(|e| !e.is_record() && e.path == version.path && e.sha256 == version.sha256)
    };
    let mut paths = BTreeSet::new();
    for taken in entries.iter().filter(|entry| !entry.is_record()) {
        let mut same = entries.iter().filter(|entry| entry.is_record() && entry.sha256 == taken.sha256);
        if same.all(is_back) {
            paths.insert(format!("log/records/{}.csv", taken.sha256));
        }
        let mut versions = entries.iter().filter(|entry| entry.is_record() && entry.path == taken.path);
        if versions.all(is_back) {
            paths.insert(taken.path.clone());
        }
    }
    paths
}
