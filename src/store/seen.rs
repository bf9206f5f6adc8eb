//! What a command has looked at. In: the two folders of a step. Out: a stamp of every file below them, and the first that is another one
//! later: who read a table that somebody else has written since would take that back by writing.

use super::{Side, StoreFault, at};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Length, time of the last change, and the number that a file has on its disk, where there is one: what is renamed into a place has another.
type Stamp = (u64, Option<SystemTime>, u64);

/// The files of two folders as they stood. A file that is looked at first and read afterwards is the one that was read, if its stamp is
/// still the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<(Side, PathBuf), Stamp>);

impl Seen {
    /// Looks at a bureau's `content/` and `secrets/`. Errors: the system refuses.
    pub fn of(root: &Path) -> Result<Self, StoreFault> {
        Self::between(&root.join(super::place::CONTENT), &root.join(super::place::SECRETS))
    }

    /// Looks at two folders; one that is missing holds nothing. Errors: the system refuses.
    pub fn between(public: &Path, secrets: &Path) -> Result<Self, StoreFault> {
        let mut seen = BTreeMap::new();
        for (side, folder) in [(Side::Public, public), (Side::Secret, secrets)] {
            // Programs keep notes of their own beside what they have open; ours lie in `.step`.
            let is_hidden = |name: &str| name.starts_with('.') || name.starts_with("~$");
            let entries = walkdir::WalkDir::new(folder).min_depth(1).into_iter();
            for entry in entries.filter_entry(|entry| !entry.file_name().to_str().is_some_and(is_hidden)) {
                let read = entry.map_err(io::Error::from).and_then(|entry| {
                    let about = if entry.file_type().is_dir() { None } else { Some(entry.metadata()?) };
                    let path = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
                    Ok(about.map(|about| ((side, path), stamp(&about))))
                });
                match read {
                    Ok(found) => seen.extend(found),
                    // Gone since its name was read, or no folder yet: either way it is not there.
                    Err(fault) if fault.kind() == io::ErrorKind::NotFound => {}
                    Err(fault) => at(folder, Err(fault))?,
                }
            }
        }
        Ok(Self(seen))
    }

    /// The first file that is another one now, or is only here or only there.
    pub(super) fn differs<'a>(&'a self, now: &'a Self) -> Option<&'a (Side, PathBuf)> {
        let other = |one: &'a Self, two: &Self| one.0.iter().find(|(path, stamp)| two.0.get(*path) != Some(*stamp));
        other(self, now).or_else(|| other(now, self)).map(|(path, _)| path)
    }
}

#[cfg(unix)]
fn number(about: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn number(_about: &Metadata) -> u64 {
    0
}

fn stamp(about: &Metadata) -> Stamp {
    (about.len(), about.modified().ok(), number(about))
}
