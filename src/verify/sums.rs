//! `SHA256SUMS.txt`: every file the site says it has is there, with these bytes. Which files must be listed is the log's matter.

use super::Reader;
use crate::draw::Fault;
use crate::draw::text::{is_hex64, sha, undo_host};
use rayon::prelude::*;

/// The manifest's name.
pub(super) const SUMS: &str = "SHA256SUMS.txt";

/// Faults of files against the manifest. None: there is no manifest.
pub(super) fn check(reader: &dyn Reader, paths: &[String]) -> Option<Vec<Fault>> {
    if paths.binary_search_by(|path| path.as_str().cmp(SUMS)).is_err() {
        return None;
    }
    let Ok(bytes) = reader.read(SUMS) else { return Some(vec![Fault::new(SUMS, "unreadable", "")]) };
    let Ok(text) = std::str::from_utf8(&bytes) else { return Some(vec![Fault::new(SUMS, "not-utf8", "")]) };
    if text.contains('\r') || text.starts_with('\u{feff}') || !text.ends_with('\n') {
        return Some(vec![Fault::new(SUMS, "host-changed", "")]);
    }
    let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
    let faults = lines.par_iter().filter_map(|(at, line)| match line.split_once("  ") {
        Some((hash, path)) if is_hex64(hash) => file(reader, path, hash),
        _ => Some(Fault::at(SUMS, at + 1, "sums-line", "")),
    });
    Some(faults.collect())
}

fn file(reader: &dyn Reader, path: &str, hash: &str) -> Option<Fault> {
    // A path that leaves the folder names nothing that was published.
    if path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..") {
        return Some(Fault::new(path, "sums-line", ""));
    }
    let Ok(bytes) = reader.read(path) else { return Some(Fault::new(path, "file-missing", "")) };
    if sha(&bytes) == hash {
        return None;
    }
    match undo_host(&bytes, |repaired| sha(repaired) == hash) {
        Some(what) => Some(Fault::new(path, "host-changed", what)),
        None => Some(Fault::new(path, "sum-differs", "")),
    }
}
