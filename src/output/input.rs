//! Everything a build depends on, as one fingerprint. In: values, and folders on the disk. Out: [`Input`]. Kept in
//! `.mingchou/last-input.txt` of the bureau's folder: stamps of files with the SHA-256 of each, so that a file which nobody touched since is
//! not read again.

use super::entries::{Entry, below, print_lines};
use super::journal::{IoFault, at};
use super::sha256_hex;
use super::stamp::{Clock, told};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fs;
use std::io;
use std::path::Path;

/// A folder that is read.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Where it is; one that is missing is not the same as one that is empty.
    pub path: &'a Path,
    /// Whether what has this name is read at all, with everything below.
    pub meant: fn(&str) -> bool,
}

/// What a build is made from.
pub struct Input {
    /// SHA-256 over values, names and contents.
    pub print: String,
    values: Values,
    entries: Vec<Entry>,
}

/// Values, and which of the folders are there, as lines of a print.
type Values = Vec<(&'static str, String)>;

impl Input {
    /// Looks at `values` as they are and at every file of `sources`. What was found out of files is remembered in the bureau's folder `root`.
    /// Errors: a file that cannot be read. One that goes away meanwhile makes another input than it was.
    pub fn of(root: &Path, values: &[Vec<u8>], sources: &[Source<'_>]) -> Result<Self, IoFault> {
        // Asked before anything is looked at: what is written meanwhile has another stamp the next time.
        let clock = Clock::of(root);
        let path = root.join(".mingchou").join("last-input.txt");
        let noted = fs::read_to_string(&path).unwrap_or_default();
        let known: FxHashMap<&str, &str> = noted.lines().filter_map(|line| line.split_once(' ')).collect();
        let (values, all) = (told_values(values, sources), entries(sources)?);
        let hash = |(source, entry): &(Source<'_>, Entry)| hash_of(source.path, entry, clock, &known);
        let hashes: Vec<Hashed> = all.par_iter().map(hash).collect::<Result<_, IoFault>>()?;
        let notes: String = hashes.iter().filter_map(Hashed::line).collect();
        if notes != noted {
            // Kept only to be quicker the next time: where it cannot be written, everything is read again.
            let _ = fs::write(&path, notes);
        }
        let files = all.iter().zip(&hashes).map(|((_, entry), hashed)| (entry.name.as_str(), &hashed.hash));
        let print = print_lines(values.iter().map(|(name, value)| (*name, value)).chain(files));
        Ok(Self { print, values, entries: all.into_iter().map(|(_, entry)| entry).collect() })
    }

    /// Whether it still is this: the same values, and nothing touched of what is read, by what the disk says. Errors: a folder that cannot be
    /// read.
    pub fn is_still(&self, values: &[Vec<u8>], sources: &[Source<'_>]) -> Result<bool, IoFault> {
        let (values, all) = (told_values(values, sources), entries(sources)?);
        Ok(self.values == values && self.entries.iter().eq(all.iter().map(|(_, entry)| entry)))
    }
}

/// Everything in the folders.
fn entries<'s>(sources: &[Source<'s>]) -> Result<Vec<(Source<'s>, Entry)>, IoFault> {
    let mut all = Vec::new();
    for source in sources {
        all.extend(below(source.path, source.meant)?.into_iter().map(|entry| (*source, entry)));
    }
    Ok(all)
}

fn told_values(values: &[Vec<u8>], sources: &[Source<'_>]) -> Values {
    let values = values.iter().map(|value| ("value", sha256_hex(value)));
    values.chain(sources.iter().map(|source| ("folder", source.path.is_dir().to_string()))).collect()
}

/// A file's SHA-256, and the stamp that it has, if any.
struct Hashed {
    stamp: Option<String>,
    hash: String,
}

impl Hashed {
    /// As it is noted.
    fn line(&self) -> Option<String> {
        Some(format!("{} {}\n", self.stamp.as_ref()?, self.hash))
    }
}

/// Reads a file, unless it has a stamp whose hash is known: a stamp says also which file of the disk it is.
fn hash_of(
    folder: &Path,
    entry: &Entry,
    clock: Option<Clock>,
    known: &FxHashMap<&str, &str>,
) -> Result<Hashed, IoFault> {
    let unread = |mark: &str| Ok(Hashed { stamp: None, hash: mark.to_owned() });
    if let Some(mark) = entry.mark() {
        return unread(mark);
    }
    let stamp = entry.facts.as_ref().and_then(|facts| clock?.stamp(facts)).map(told);
    if let Some(hash) = stamp.as_deref().and_then(|stamp| known.get(stamp)) {
        return Ok(Hashed { hash: (*hash).to_owned(), stamp });
    }
    let path = folder.join(&entry.name);
    match fs::read(&path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => unread("gone"),
        bytes => Ok(Hashed { hash: sha256_hex(&at(&path, bytes)?), stamp }),
    }
}
