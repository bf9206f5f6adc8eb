//! The short way when nothing changed. In: everything a build depends on, as one fingerprint. Out: what the last build
//! said, if its input was the same and every file of the site still is what it wrote. Kept in `.mingchou/last-build.toml`
//! of the bureau's folder, never in the site. Beside it, in `last-files.txt`, stands a print of the site as it was when it was last
//! held against its manifest, and one of its stamps: as long as the site has the one, its SHA-256 need not be reckoned again; as long as it
//! has the other, its files need not even be read.

use super::entries::{Entry, FOLDER, Found, print_lines, read_into, stamps_of};
use super::journal::{IoFault, at};
use super::stamp::{Clock, Facts, told};
use super::write::{Written, has_foreign};
use super::{MANIFEST, compare, sha256_hex};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use twox_hash::XxHash3_128;

/// What is remembered of a build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Last {
    /// Fingerprint of the input.
    pub input: String,
    /// The folder written, absolute.
    pub out: String,
    /// Files of the site.
    pub files: usize,
    /// Pages among them.
    pub pages: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// SHA-256 of the manifest.
    pub manifest: String,
    /// What the build remarked, as plain text: it still holds where nothing changed.
    pub remarks: String,
    /// Verdicts by word, as told after the build.
    pub verdicts: Vec<(String, usize)>,
}

/// XXH3 over names and contents of everything in a built folder, but for a README.md that may stand beside the site. It tells
/// whether anything changed since the same was found to be what the manifest names; it proves nothing to anybody. Errors: a file
/// that cannot be read.
fn print_of(out: &Path, entries: &[Entry]) -> Result<String, IoFault> {
    let print = |buffer: &mut Vec<u8>, entry: &Entry| match entry.mark() {
        Some(mark) => Ok(mark.to_owned()),
        None => {
            let path = out.join(&entry.name);
            let size = at(&path, read_into(&path, buffer))?;
            Ok(format!("{size} {}", told(XxHash3_128::oneshot(&buffer[..size]))))
        }
    };
    let buffer = || vec![0; 1 << 16];
    let prints: Result<Vec<String>, IoFault> =
        entries.par_iter().with_min_len(256).map_init(buffer, |buffer, entry| print(buffer, entry)).collect();
    Ok(print_lines(entries.iter().map(|entry| &entry.name).zip(prints?)))
}

impl Last {
    fn path(root: &Path) -> PathBuf {
        root.join(".mingchou").join("last-build.toml")
    }

    /// The last build; none: nobody remembers one.
    pub fn read(root: &Path) -> Option<Self> {
        toml::from_str(&fs::read_to_string(Self::path(root)).ok()?).ok()
    }

    /// The last build, if it had this input, wrote this folder, and the folder still is what it wrote.
    pub fn unchanged(found: &Found, input: &str) -> Option<Self> {
        let Found { root, out, clock, entries, .. } = found;
        let last = Self::read(root)?;
        // A link to the right bytes is replaced by them, what else is no file of the site is said or refused by every build.
        if last.input != input || last.out != absolute(out) || found.has_strangers() {
            return None;
        }
        let path = files_path(root);
        let known = fs::read_to_string(&path).unwrap_or_default();
        let known: Vec<&str> = known.split_whitespace().collect();
        let stamps = clock.and_then(|clock| stamps_of(entries, clock));
        if stamps.as_deref().is_some_and(|stamps| known.len() == 3 && known[0] == last.manifest && known[2] == stamps) {
            return Some(last);
        }
        let print = print_of(out, entries).ok()?;
        let noted = format!("{} {print} {}\n", last.manifest, stamps.as_deref().unwrap_or("-"));
        if known.starts_with(&[&last.manifest, &print]) {
            let _ = fs::write(&path, noted);
            return Some(last);
        }
        // Files of others are said, or refused, by every build.
        let manifest = compare(out).ok().filter(|_| !has_foreign(out))?;
        let same = sha256_hex(manifest.to_text().as_bytes()) == last.manifest;
        if same {
            // Kept only to be quicker the next time: where it cannot be written, the manifest is asked again.
            let _ = fs::write(&path, noted);
        }
        same.then_some(last)
    }

    /// Gives stamps to the files that this build wrote, or read and found equal, where they have not been touched since. If then all files
    /// of the site have one, they are noted, so that the next build need read none. A folder that holds files of others, or is another one
    /// by now, only makes the next build read.
    pub fn settle(&self, root: &Path, out: &Path, written: &mut Written) {
        let Some(clock) = Clock::of(root) else { return };
        let stamp = |(path, seen): (String, u128)| {
            let facts = Facts::of(&fs::symlink_metadata(out.join(&path)).ok()?);
            Some((path, clock.stamp(&facts).filter(|stamp| *stamp == seen)?))
        };
        let seen = std::mem::take(&mut written.seen);
        let stamps: Vec<(String, u128)> = seen.into_par_iter().filter_map(stamp).collect();
        let mut manifest = None;
        for (path, stamp) in stamps {
            match written.known.files.get_mut(path.as_str()) {
                Some(fact) => fact.stamp = Some(stamp),
                None => manifest = Some(stamp),
            }
        }
        let files = written.known.files.iter().map(|(path, fact)| (path.as_str(), fact.stamp));
        let stamps: Option<Vec<(&str, String)>> =
            files.chain([(MANIFEST, manifest)]).map(|(path, stamp)| Some((path, told(stamp?)))).collect();
        if let Some(stamps) = stamps {
            let _ = fs::write(files_path(root), format!("{} - {}\n", self.manifest, with_folders(stamps)));
        }
    }

    /// Remembers a build. Errors: the disk's.
    pub fn save(&self, root: &Path) -> Result<(), IoFault> {
        let path = Self::path(root);
        let dir = root.join(".mingchou");
        at(&dir, fs::create_dir_all(&dir))?;
        let text = toml::to_string(self).expect("a build's summary is plain data");
        at(&path, fs::write(&path, text))
    }
}

/// Where prints and stamps of the site are noted.
fn files_path(root: &Path) -> PathBuf {
    root.join(".mingchou").join("last-files.txt")
}

/// Stamps of files, and the folders that hold them, as [`stamps_of`] prints them.
fn with_folders(mut stamps: Vec<(&str, String)>) -> String {
    let mut folders = FxHashSet::default();
    for (path, _) in &stamps {
        let mut path: &str = path;
        while let Some((folder, _)) = path.rsplit_once('/')
            && folders.insert(folder)
        {
            path = folder;
        }
    }
    stamps.extend(folders.into_iter().map(|folder| (folder, FOLDER.to_owned())));
    stamps.sort_unstable();
    print_lines(stamps.into_iter())
}

/// A path as remembered.
pub fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).display().to_string()
}
