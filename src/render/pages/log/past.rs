//! What the log holds, for pages that tell of nothing else. In: the log and the versions of tables that it keeps. Out: [`Past`], with a key
//! over all of it, and what versions differ in, compared once for all pages.

use super::diff::{Diff, Diffs};
use crate::log::{Book, Entry};
use crate::output::Key;
use crate::render::pages::data::{Head, heads};
use crate::site::{Packed, Site};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The log with its versions. No way leads from here to a table as it stands now.
pub(in crate::render) struct Past<'a> {
    pub(in crate::render::pages) book: &'a Book,
    versions: &'a BTreeMap<String, Packed>,
    print: Key,
    diffs: Diffs,
    heads: OnceLock<Vec<Head>>,
}

impl<'a> Past<'a> {
    /// Of a county that has a log.
    pub(in crate::render) fn of(site: &'a Site) -> Option<Self> {
        let (book, versions) = (site.log.as_ref()?, &site.versions);
        // A version is known by the hash that is its name, and its bytes have it.
        let hashes: Vec<&str> = versions.keys().map(String::as_str).collect();
        let files = book.to_files();
        let files: Vec<&[u8]> = files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]).collect();
        let print = Key::of(&[&files[..], &[hashes.join(" ").as_bytes()]].concat());
        Some(Self { book, versions, print, diffs: Diffs::default(), heads: OnceLock::new() })
    }

    /// Over everything that can be seen from here.
    pub(in crate::render) fn print(&self) -> Key {
        self.print
    }

    /// Whether the bytes of a version are kept and may be shown.
    pub(in crate::render::pages) fn keeps(&self, entry: &Entry) -> bool {
        self.kept(entry).is_some()
    }

    fn kept<'e>(&self, entry: &'e Entry) -> Option<(&'e str, &'a Packed)> {
        let bytes = self.versions.get(&entry.sha256).filter(|_| !self.book.is_withdrawn(entry))?;
        Some((&entry.sha256, bytes))
    }

    /// What came, went and changed between two versions, handed to `tell`; the one before the first is empty. None where one of them is
    /// not kept.
    pub(in crate::render::pages) fn between<T>(
        &self,
        before: Option<&Entry>,
        now: &Entry,
        tell: impl FnOnce(&Diff) -> T,
    ) -> Option<T> {
        let before = match before {
            Some(entry) => Some(self.kept(entry)?),
            None => None,
        };
        Some(self.diffs.between(before, self.kept(now)?, tell))
    }

    /// Every head of the log, oldest first.
    pub(in crate::render::pages) fn heads(&self) -> &[Head] {
        self.heads.get_or_init(|| heads(self))
    }
}
