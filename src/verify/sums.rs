//! `SHA256SUMS.txt`: every file the site says it has is there, with these bytes. Which files must be listed is the log's matter.

use super::Reader;
use crate::draw::Fault;
use crate::draw::text::{host_marks, is_hex64, is_web_page, sha, undo_host};
use rayon::prelude::*;
use std::io;

/// The manifest's name.
pub(super) const SUMS: &str = "SHA256SUMS.txt";

/// Faults of files against the manifest. None: there is no manifest. Errors: a file cannot be read, which says nothing about it.
pub(super) fn check(reader: &dyn Reader, paths: &[String]) -> io::Result<Option<Vec<Fault>>> {
    if paths.binary_search_by(|path| path.as_str().cmp(SUMS)).is_err() {
        return Ok(None);
    }
    let bytes = reader.read(SUMS)?;
    if is_web_page(&bytes) {
        return Ok(Some(vec![Fault::new(SUMS, "host-page", "")]));
    }
    // What a host did to the list itself is told, and the list read all the same: each file has its own sum.
    let (repaired, marks) = host_marks(&bytes);
    let Ok(text) = std::str::from_utf8(&repaired) else { return Ok(Some(vec![Fault::new(SUMS, "not-utf8", "")])) };
    let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
    let line = |(at, line): &(usize, &str)| match line.split_once("  ") {
        Some((_, path)) if !reader.reaches(path) => Ok(None),
        Some((hash, path)) if is_hex64(hash) => file(reader, path, hash),
        _ => Ok(Some(Fault::at(SUMS, at + 1, "sums-line", ""))),
    };
    let found: Vec<Option<Fault>> = lines.par_iter().map(line).collect::<io::Result<_>>()?;
    let marked = (!marks.is_empty()).then(|| Fault::new(SUMS, "host-changed", marks));
    Ok(Some(marked.into_iter().chain(found.into_iter().flatten()).collect()))
}

fn file(reader: &dyn Reader, path: &str, hash: &str) -> io::Result<Option<Fault>> {
    // A path that leaves the folder names nothing that was published.
    if path.starts_with('/') || path.split(['/', '\\']).any(|part| part == "..") {
        return Ok(Some(Fault::new(path, "sums-line", "")));
    }
    let Some(bytes) = there(reader, path)? else { return Ok(Some(Fault::new(path, "file-missing", ""))) };
    Ok(differs(path, &bytes, hash, "sum-differs"))
}

/// The bytes of a file; none where there is no such file. Errors: nobody knows.
pub(super) fn there(reader: &dyn Reader, path: &str) -> io::Result<Option<Vec<u8>>> {
    match reader.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Why bytes are not those with this hash: what the host did, by name, or `code`.
pub(super) fn differs(path: &str, bytes: &[u8], hash: &str, code: &'static str) -> Option<Fault> {
    if sha(bytes) == hash {
        None
    } else if is_web_page(bytes) && !path.ends_with(".html") {
        Some(Fault::new(path, "host-page", ""))
    } else if let Some(what) = undo_host(bytes, |repaired| sha(repaired) == hash) {
        Some(Fault::new(path, "host-changed", what))
    } else {
        Some(Fault::new(path, code, ""))
    }
}
