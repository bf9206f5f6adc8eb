//! What lies in a folder, without reading it. In: a folder. Out: its entries by name, with what the disk says of each.

use super::journal::{IoFault, at};
use super::stamp::{Clock, Facts, told};
use super::{MANIFEST, sha256_hex};
use rayon::prelude::*;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Something in a folder.
#[derive(PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path inside the folder below which it was found.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// What the disk says of it; none of a folder, and of what is gone again.
    pub(super) facts: Option<Facts>,
}

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// Whoever reads the folder refuses links, so what is behind them is not looked at.
    Link,
    /// A pipe would be waited for without end, a device read without end.
    Other,
}

/// What stands for the stamp, or the bytes, of a folder.
pub(super) const FOLDER: &str = "folder";

impl Entry {
    /// Asks the disk of a file in the folder that is open already, which is a third of the time that its whole path takes.
    fn of(found: &fs::DirEntry, inside: &str) -> io::Result<Self> {
        let kind = match found.file_type()? {
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            kind if kind.is_file() => Kind::File,
            _ => Kind::Other,
        };
        let meta = (kind != Kind::Folder).then(|| found.metadata().ok()).flatten();
        let name = format!("{inside}{}", found.file_name().to_string_lossy());
        Ok(Self { name, kind, facts: meta.as_ref().map(Facts::of) })
    }

    /// What stands for the stamp, or the bytes, of what is no file.
    pub(super) fn mark(&self) -> Option<&'static str> {
        match self.kind {
            Kind::File => None,
            Kind::Folder => Some(FOLDER),
            Kind::Link => Some("link"),
            Kind::Other => Some("other"),
        }
    }
}

/// The folder of a site as a build finds it.
pub struct Found {
    /// The bureau's folder, where is noted what is known of the site.
    pub(super) root: PathBuf,
    /// The folder of the site.
    pub(super) out: PathBuf,
    /// The disk's clock, asked before the folder was looked at: what is written meanwhile has another stamp, and what comes meanwhile
    /// has none.
    pub(super) clock: Option<Clock>,
    /// The manifest as it was before the files were looked at; none where there is none.
    pub(super) manifest: Option<Vec<u8>>,
    /// Everything in the folder but a file README.md that may stand beside the site, by name.
    pub(super) entries: Vec<Entry>,
}

impl Found {
    /// Looks at a folder; one that is not there is empty. Errors: one that cannot be read.
    pub fn of(root: &Path, out: &Path) -> Result<Self, IoFault> {
        let clock = Clock::of(root);
        let path = out.join(MANIFEST);
        let manifest = path.is_file().then(|| fs::read(&path).ok()).flatten();
        let mut entries = below(out, |_| true)?;
        entries.retain(|entry| entry.kind != Kind::File || entry.name != "README.md");
        Ok(Self { root: root.to_owned(), out: out.to_owned(), clock, manifest, entries })
    }

    /// Whether there is something that no site of ours holds: a build refuses it, or puts a file in its place.
    pub(super) fn has_strangers(&self) -> bool {
        self.entries.iter().any(|entry| matches!(entry.kind, Kind::Link | Kind::Other))
    }
}

/// Everything below a folder whose own name `meant` lets pass, by path; nothing, if there is none. What goes away meanwhile is not there.
/// Errors: a folder that cannot be read.
pub(super) fn below(folder: &Path, meant: fn(&str) -> bool) -> Result<Vec<Entry>, IoFault> {
    let mut entries = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(inside) = folders.pop() {
        let path = folder.join(&inside);
        let found = match fs::read_dir(&path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => continue,
            found => at(&path, found)?,
        };
        let is_meant = |found: &&fs::DirEntry| meant(&found.file_name().to_string_lossy());
        let found: Vec<&fs::DirEntry> = found.iter().filter(is_meant).collect();
        let here: io::Result<Vec<Entry>> =
            found.par_iter().with_min_len(256).map(|found| Entry::of(found, &inside)).collect();
        let here = at(&path, here)?;
        folders.extend(here.iter().filter(|entry| entry.kind == Kind::Folder).map(|entry| format!("{}/", entry.name)));
        entries.extend(here);
    }
    entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

/// A print of names and stamps of entries: as long as it stays nobody touched a file. None where one of them has no stamp. The clock was
/// asked before the entries were looked at.
pub(super) fn stamps_of(entries: &[Entry], clock: Clock) -> Option<String> {
    let stamp = |entry: &Entry| match entry.mark() {
        Some(mark) => Some(mark.to_owned()),
        None => Some(told(clock.stamp(entry.facts.as_ref()?)?)),
    };
    let stamps: Option<Vec<String>> = entries.iter().map(stamp).collect();
    stamps.map(|stamps| print_lines(entries.iter().map(|entry| &entry.name).zip(stamps)))
}

/// SHA-256 over lines of a name, with its length, and a fact.
pub(super) fn print_lines(lines: impl Iterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> String {
    let mut text = String::with_capacity(1 << 16);
    for (name, fact) in lines {
        let name = name.as_ref();
        text.extend([&name.len().to_string(), " ", name, " ", fact.as_ref(), "\n"]);
    }
    sha256_hex(text.as_bytes())
}

/// Reads a file to the beginning of a buffer, which grows as needed and is used again. Out: the file's size.
pub(super) fn read_into(path: &Path, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let mut file = fs::File::open(path)?;
    let mut size = 0;
    loop {
        if size == buffer.len() {
            buffer.resize(size * 2, 0);
        }
        match file.read(&mut buffer[size..]) {
            Ok(0) => return Ok(size),
            Ok(more) => size += more,
            Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
            Err(fault) => return Err(fault),
        }
    }
}
