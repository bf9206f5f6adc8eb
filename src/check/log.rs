//! `content/log/` as a [`Book`]. In: its files. Out: the log with the versions it keeps, or every fault: a broken rule of the
//! log (MC0801), another origin than `site.toml` names (MC0802), a version that is missing, changed or withdrawn (MC0803–MC0805).

use crate::diag::{Diagnostic, Place, Report};
use crate::log::{Book, LogFiles};
use crate::site::Packed;
use std::collections::BTreeMap;

/// Versions by hash.
type Versions = BTreeMap<String, Packed>;
/// The same as they were read: hash and bytes by path below `log/`.
type Kept = BTreeMap<String, (String, Packed)>;

/// Reads the log; none of a county that never logged anything, or after a fault.
pub(super) fn log(files: Option<LogFiles>, kept: Kept, origin: &str, found: &mut Report) -> (Option<Book>, Versions) {
    let Some(files) = files else { return (None, Versions::new()) };
    let book = match Book::read(&files, None) {
        Ok(book) => book,
        Err(faults) => {
            for fault in faults {
                let mut place = Place::file(&format!("content/log/{}", fault.file));
                place.row = u32::try_from(fault.line).unwrap_or(0);
                let diagnostic = Diagnostic::error("MC0801", place).value(&fault.detail);
                found.push(diagnostic.arg("fault_key", format!("fault.{}", fault.code)));
            }
            return (None, Versions::new());
        }
    };
    if book.key.name != origin {
        let diagnostic = Diagnostic::error("MC0802", Place::file("content/log/key.txt")).value(&book.key.name);
        found.push(diagnostic.arg("origin", origin));
    }
    let versions = versions(kept, &book, found);
    (Some(book), versions)
}

fn versions(kept: Kept, book: &Book, found: &mut Report) -> Versions {
    let mut versions = Versions::new();
    for (path, (hash, bytes)) in kept {
        let Some(name) = path.strip_prefix("records/") else { continue };
        let place = Place::file(&format!("content/log/{path}"));
        if name.strip_suffix(".csv") != Some(&hash) {
            found.push(Diagnostic::error("MC0804", place).value(&hash));
        } else if book.is_taken_back(&hash) {
            found.push(Diagnostic::error("MC0805", place));
        } else {
            versions.insert(hash, bytes);
        }
    }
    for (hash, index) in book.older() {
        if !versions.contains_key(hash) {
            let place = Place::file(&format!("content/log/records/{hash}.csv"));
            found.push(Diagnostic::error("MC0803", place).arg("path", &book.entries[index].path));
        }
    }
    versions
}
