//! The short way when nothing changed. In: everything a build depends on, as one fingerprint. Out: what the last build
//! said, if its input was the same and every file of the site still is what it wrote. Kept in `.mingchou/last-build.toml`
//! of the bureau's folder, never in the site. Beside it, in `last-files.txt`, stands a print of the site as it was when it was last
//! held against its manifest, and one of its stamps: as long as the site has the one, its SHA-256 need not be reckoned again; as long as it
//! has the other, its files need not even be read.

use super::journal::{IoFault, at};
use super::stamp::Clock;
use super::write::has_foreign;
use super::{compare, sha256_hex};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fs;
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
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
    /// Verdicts by word, as told after the build.
    pub verdicts: Vec<(String, usize)>,
}

/// SHA-256 over names and contents: `values` as they are, then every file below `folders` (a missing folder has none), by
/// path. Errors: a file that cannot be read.
pub fn fingerprint(values: &[&[u8]], folders: &[&Path]) -> Result<String, IoFault> {
    let mut text = String::new();
    for value in values {
        text.push_str(&format!("value {}\n", sha256_hex(value)));
    }
    for folder in folders {
        let mut files = below(folder)?;
        files.retain(|entry| entry.kind != Kind::Folder);
        files.sort_unstable_by(Entry::order);
        let hash = |entry: &Entry| match entry.kind {
            Kind::File => at(&entry.path, fs::read(&entry.path)).map(|bytes| sha256_hex(&bytes)),
            Kind::Folder | Kind::Link => Ok("link".to_owned()),
        };
        let hashes: Result<Vec<String>, IoFault> = files.par_iter().map(hash).collect();
        for (entry, hash) in files.iter().zip(hashes?) {
            text.push_str(&format!("file {} {hash}\n", entry.name(folder)));
        }
        text.push_str("folder\n");
    }
    Ok(sha256_hex(text.as_bytes()))
}

/// XXH3 over names and stamps of everything in a built folder, as [`print_of`] counts it: as long as it stays nobody touched a file. None
/// where one of them has no stamp.
fn stamps_of(out: &Path, entries: &[Entry], clock: Clock) -> Option<String> {
    let stamp = |entry: &Entry| match entry.kind {
        Kind::Folder => Some("folder".to_owned()),
        Kind::Link => Some("link".to_owned()),
        Kind::File => Some(format!("{:032x}", clock.stamp(&fs::symlink_metadata(&entry.path).ok()?)?)),
    };
    let stamps: Option<Vec<String>> = entries.par_iter().with_min_len(256).map(stamp).collect();
    stamps.map(|stamps| print_lines(out, entries, &stamps))
}

/// One line of text an entry, as a fingerprint.
fn print_lines(out: &Path, entries: &[Entry], facts: &[String]) -> String {
    let mut text = String::with_capacity(entries.len() * 96);
    for (entry, fact) in entries.iter().zip(facts) {
        text.extend([entry.name(out).as_str(), " ", fact, "\n"]);
    }
    sha256_hex(text.as_bytes())
}

/// Everything in a built folder but a README.md that may stand beside the site, by path.
fn site_of(out: &Path) -> Result<Vec<Entry>, IoFault> {
    let mut entries = below(out)?;
    let beside = out.join("README.md");
    entries.retain(|entry| entry.kind == Kind::Folder || entry.path.as_os_str() != beside.as_os_str());
    entries.sort_unstable_by(Entry::order);
    Ok(entries)
}

/// XXH3 over names and contents of everything in a built folder, but for a README.md that may stand beside the site. It tells
/// whether anything changed since the same was found to be what the manifest names; it proves nothing to anybody. Errors: a file
/// that cannot be read.
fn print_of(out: &Path, entries: &[Entry]) -> Result<String, IoFault> {
    let print = |buffer: &mut Vec<u8>, entry: &Entry| match entry.kind {
        Kind::Folder => Ok("folder".to_owned()),
        Kind::Link => Ok("link".to_owned()),
        Kind::File => {
            let size = at(&entry.path, read_into(&entry.path, buffer))?;
            Ok(format!("{size} {:032x}", XxHash3_128::oneshot(&buffer[..size])))
        }
    };
    let buffer = || vec![0; 1 << 16];
    let prints: Result<Vec<String>, IoFault> =
        entries.par_iter().with_min_len(256).map_init(buffer, |buffer, entry| print(buffer, entry)).collect();
    Ok(print_lines(out, entries, &prints?))
}

/// Reads a file to the beginning of a buffer, which grows as needed and is used again. Out: the file's size.
pub(super) fn read_into(path: &Path, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let mut file = fs::File::open(path)?;
    let mut size = 0;
    loop {
        if size == buffer.len() {
            buffer.resize(size * 4, 0);
        }
        match file.read(&mut buffer[size..]) {
            Ok(0) => return Ok(size),
            Ok(more) => size += more,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
}

/// Something in a folder.
struct Entry {
    path: PathBuf,
    kind: Kind,
}

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    /// Whoever reads the folder refuses links, so what is behind them is not looked at.
    Link,
}

impl Entry {
    /// By the letters of the path: any order will do that is always the same, and a path taken apart costs ten times as much.
    fn order(&self, other: &Self) -> Ordering {
        self.path.as_os_str().cmp(other.path.as_os_str())
    }

    /// Its path inside `folder`, below which it was found.
    fn name(&self, folder: &Path) -> String {
        let (whole, folder) = (self.path.to_string_lossy(), folder.to_string_lossy());
        let inside = whole.strip_prefix(&*folder).unwrap_or(&whole).trim_start_matches(MAIN_SEPARATOR);
        if MAIN_SEPARATOR == '/' { inside.to_owned() } else { inside.replace(MAIN_SEPARATOR, "/") }
    }
}

/// Everything below a folder; nothing, if there is none. Errors: a folder that cannot be read.
fn below(folder: &Path) -> Result<Vec<Entry>, IoFault> {
    let mut entries = Vec::new();
    if !folder.exists() {
        return Ok(entries);
    }
    for entry in walkdir::WalkDir::new(folder).min_depth(1) {
        let entry =
            at(folder, entry.map_err(|fault| fault.into_io_error().unwrap_or_else(|| io::Error::other("links"))))?;
        let kind = match entry.file_type() {
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::File,
        };
        entries.push(Entry { path: entry.into_path(), kind });
    }
    Ok(entries)
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
    pub fn unchanged(root: &Path, out: &Path, input: &str) -> Option<Self> {
        let last = Self::read(root)?;
        if last.input != input || last.out != absolute(out) {
            return None;
        }
        let path = root.join(".mingchou").join("last-files.txt");
        let known = fs::read_to_string(&path).unwrap_or_default();
        let known: Vec<&str> = known.split_whitespace().collect();
        let entries = site_of(out).ok()?;
        // Taken before anything is read: what is written meanwhile has another stamp, and what comes meanwhile has none.
        let stamps = Clock::of(root).and_then(|clock| stamps_of(out, &entries, clock));
        if stamps.as_deref().is_some_and(|stamps| known.len() == 3 && known[0] == last.manifest && known[2] == stamps) {
            return Some(last);
        }
        let print = print_of(out, &entries).ok()?;
        let found = format!("{} {print} {}\n", last.manifest, stamps.as_deref().unwrap_or("-"));
        if known.starts_with(&[&last.manifest, &print]) {
            let _ = fs::write(&path, found);
            return Some(last);
        }
        // Files of others are said, or refused, by every build; a link to the right bytes is replaced by them.
        let has_link = entries.iter().any(|entry| entry.kind == Kind::Link);
        let manifest = compare(out).ok().filter(|_| !has_link && !has_foreign(out))?;
        let same = sha256_hex(manifest.to_text().as_bytes()) == last.manifest;
        if same {
            // Kept only to be quicker the next time: where it cannot be written, the manifest is asked again.
            let _ = fs::write(&path, found);
        }
        same.then_some(last)
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

/// A path as remembered.
pub fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).display().to_string()
}
