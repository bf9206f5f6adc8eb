//! Two states of a site. In: their manifests. Out: which files are new, changed and gone.

use crate::output::{MANIFEST, Manifest};
use std::collections::BTreeSet;

/// What an upload has to do so that the old state becomes the new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Paths of new files.
    pub new: BTreeSet<String>,
    /// Paths of files with other bytes.
    pub changed: BTreeSet<String>,
    /// Paths of files to delete.
    pub gone: BTreeSet<String>,
}

impl Changes {
    /// Compares. The manifest itself counts as changed where anything else did.
    pub fn between(old: &Manifest, new: &Manifest) -> Self {
        let mut changes = Self::default();
        for (path, hash) in &new.files {
            match old.files.get(path) {
                None => changes.new.insert(path.to_string()),
                Some(before) if before != hash => changes.changed.insert(path.to_string()),
                Some(_) => false,
            };
        }
        let gone = old.files.keys().filter(|path| !new.files.contains_key(*path));
        changes.gone = gone.map(ToString::to_string).collect();
        if !changes.is_nothing() {
            changes.changed.insert(MANIFEST.to_owned());
        }
        changes
    }

    /// Whether both states are the same.
    pub fn is_nothing(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }

    /// Paths of the files to send.
    pub fn sent(&self) -> BTreeSet<String> {
        self.new.union(&self.changed).cloned().collect()
    }
}

/// Every path that an earlier state had and the present one has not.
pub fn gone<'a>(earlier: impl IntoIterator<Item = &'a Manifest>, now: &Manifest) -> BTreeSet<String> {
    let paths = earlier.into_iter().flat_map(|manifest| manifest.files.keys());
    paths.filter(|path| !now.files.contains_key(*path)).map(ToString::to_string).collect()
}
