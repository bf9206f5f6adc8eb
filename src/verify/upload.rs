//! A site of which only a part was uploaded. The manifest goes up last, the log early and signed: so whether files that do not fit the
//! manifest are those of an upload under way is told by the log. In: the files that do not fit, and the log. Out: whether it looks like
//! an upload that is not complete. It stays a failure, for what does not fit may also have been changed; but it is said as what it most
//! likely is.

use super::sums::{SUMS, there};
use super::{Options, Reader, read_log};
use crate::draw::Fault;
use crate::draw::text::{host_marks, is_hex64, sha};
use crate::log::{Book, entries_text, is_record};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

const ENTRIES: &str = "log/entries.txt";

/// The number of files that do not fit the manifest, if the log shows that an upload is under way; none: it does not. Errors: a file
/// cannot be read.
pub(super) fn unfinished(
    reader: &dyn Reader,
    paths: &[String],
    faults: &[Fault],
    options: &Options,
) -> io::Result<Option<usize>> {
    let broken: BTreeSet<&str> = faults
        .iter()
        .filter(|fault| matches!(fault.code, "sum-differs" | "file-missing" | "log-record-gone" | "log-record-differs"))
        .map(|fault| fault.file.as_str())
        .collect();
    if broken.is_empty() {
        return Ok(None);
    }
    let Some(Ok(book)) = read_log(reader, paths, options)? else { return Ok(None) };
    let Some(manifest) = there(reader, SUMS)? else { return Ok(None) };
    let manifest = listed(&manifest);
    let mut is_shown = is_of_older_log(&book, &manifest);
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for entry in book.entries.iter().filter(|entry| entry.is_record() && !book.is_withdrawn(entry)) {
        versions.entry(entry.path.as_str()).or_default().insert(entry.sha256.as_str());
    }
    for path in broken.iter().filter(|path| is_record(path)) {
        let Some(bytes) = there(reader, path)? else { continue };
        // A record in a version that was never signed is not of any upload.
        if !versions.get(path).is_some_and(|known| known.contains(sha(&bytes).as_str())) {
            return Ok(None);
        }
        is_shown = true;
    }
    Ok(is_shown.then_some(broken.len()))
}

/// Hash by path as a manifest says.
fn listed(manifest: &[u8]) -> BTreeMap<String, String> {
    let (repaired, _) = host_marks(manifest);
    let text = String::from_utf8_lossy(&repaired);
    let lines = text.lines().filter_map(|line| line.split_once("  ").filter(|(hash, _)| is_hex64(hash)));
    lines.map(|(hash, path)| (path.to_owned(), hash.to_owned())).collect()
}

/// Whether the manifest was written when the same log was shorter.
fn is_of_older_log(book: &Book, manifest: &BTreeMap<String, String>) -> bool {
    let Some(hash) = manifest.get(ENTRIES) else { return false };
    let older = book.notes.keys().filter(|size| **size < book.entries.len());
    older.into_iter().any(|size| sha(entries_text(&book.entries[..*size]).as_bytes()) == *hash)
}
