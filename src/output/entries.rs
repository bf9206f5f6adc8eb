//! What lies in a folder, without reading it. In: a folder. Out: its entries by name, with what the disk says of each.

use super::journal::{IoFault, at};
use super::sha256_hex;
use super::stamp::{Clock, Facts};
use rayon::prelude::*;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Something in a folder.
pub(super) struct Entry {
    /// Its path inside the folder below which it was found.
    pub(super) name: String,
    pub(super) kind: Kind,
    /// What the disk says of a file.
    pub(super) facts: Option<Facts>,
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
    /// Everything in the folder but a README.md that may stand beside the site, by name.
    pub(super) entries: Vec<Entry>,
}

impl Found {
    /// Looks at a folder; one that is not there is empty. Errors: one that cannot be read.
    pub fn of(root: &Path, out: &Path) -> Result<Self, IoFault> {
        let clock = Clock::of(root);
        let mut entries = below(out)?;
        entries.retain(|entry| entry.kind == Kind::Folder || entry.name != "README.md");
        Ok(Self { root: root.to_owned(), out: out.to_owned(), clock, entries })
    }
}

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// Whoever reads the folder refuses links, so what is behind them is not looked at.
    Link,
}

impl Entry {
    /// Asks the disk of a file in the folder that is open already, which is a third of the time that its whole path takes.
    fn of(found: &fs::DirEntry, inside: &str) -> io::Result<Self> {
        let kind = match found.file_type()? {
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_symlink() => Kind::Link,
            _ => Kind::File,
        };
        // A file that is gone again has no facts, and is found missing when it is read.
        let meta = (kind == Kind::File).then(|| found.metadata().ok()).flatten();
        Ok(Self {
            name: format!("{inside}{}", found.file_name().to_string_lossy()),
            kind,
            facts: meta.as_ref().map(Facts::of),
        })
    }
}

/// Everything below a folder, by name; nothing, if there is none. Errors: a folder that cannot be read.
pub(super) fn below(folder: &Path) -> Result<Vec<Entry>, IoFault> {
    let mut entries = Vec::new();
    let mut folders = if folder.exists() { vec![String::new()] } else { Vec::new() };
    while let Some(inside) = folders.pop() {
        let path = folder.join(&inside);
        let found: Vec<fs::DirEntry> = at(&path, fs::read_dir(&path).and_then(Iterator::collect))?;
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
    let stamp = |entry: &Entry| match entry.kind {
        Kind::Folder => Some(FOLDER.to_owned()),
        Kind::Link => Some(LINK.to_owned()),
        Kind::File => Some(told(clock.stamp(entry.facts.as_ref()?)?)),
    };
    let stamps: Option<Vec<String>> = entries.iter().map(stamp).collect();
    stamps.map(|stamps| print_lines(entries.iter().map(|entry| &entry.name).zip(stamps)))
}

/// A stamp as it goes into a print.
pub(super) fn told(stamp: u128) -> String {
    format!("{stamp:032x}")
}

/// What stands for the stamp of a folder.
pub(super) const FOLDER: &str = "folder";
/// What stands for the stamp, or the bytes, of a link.
pub(super) const LINK: &str = "link";

/// SHA-256 over lines of a name and a fact.
pub(super) fn print_lines(lines: impl Iterator<Item = (impl AsRef<str>, impl AsRef<str>)>) -> String {
    let mut text = String::with_capacity(1 << 16);
    for (name, fact) in lines {
        text.extend([name.as_ref(), " ", fact.as_ref(), "\n"]);
    }
    sha256_hex(text.as_bytes())
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
