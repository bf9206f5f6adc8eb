//! Notices changed files by asking again and again. In: folders. Out: whether anything below them changed since the last
//! question. Needs no service of the system and works on every disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files with their size and time of change.
type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// What is watched.
#[derive(Debug)]
pub struct Watch {
    folders: Vec<PathBuf>,
    seen: Seen,
}

impl Watch {
    /// Watches folders from now on; a missing one may come later.
    pub fn new(folders: &[&Path]) -> Self {
        let folders: Vec<PathBuf> = folders.iter().map(|folder| folder.to_path_buf()).collect();
        let seen = look(&folders);
        Self { folders, seen }
    }

    /// Whether anything changed since the last question.
    pub fn changed(&mut self) -> bool {
        let now = look(&self.folders);
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

fn look(folders: &[PathBuf]) -> Seen {
    let mut seen = Seen::new();
    for folder in folders {
        for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
            let facts = entry.metadata().map(|meta| (meta.len(), meta.modified().ok())).unwrap_or_default();
            seen.insert(entry.into_path(), facts);
        }
    }
    seen
}
