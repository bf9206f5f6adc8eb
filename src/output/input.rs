//! Everything a build depends on, as one fingerprint. In: values, and folders on the disk. Out: [`Input`]. Kept in
//! `.mingchou/last-input.txt` of the bureau's folder: stamps of files with the SHA-256 of each, so that a file which nobody touched since is
//! not read again.

use super::entries::{Entry, below, print_lines, told};
use super::journal::{IoFault, at};
use super::sha256_hex;
use super::stamp::{Clock, Facts};
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// SHA-256 over values, names and contents.
    pub print: String,
    /// The same over values, names and what the disk says of each file.
    state: String,
}

impl Input {
    /// Looks at `values` as they are and at every file of `sources`. What was found out of files is remembered in the bureau's folder `root`.
    /// Errors: a file that cannot be read. One that goes away meanwhile makes another input than it was.
    pub fn of(root: &Path, values: &[Vec<u8>], sources: &[Source<'_>]) -> Result<Self, IoFault> {
        // Asked before anything is looked at: what is written meanwhile has another stamp the next time.
        let clock = Clock::of(root);
        let path = root.join(".mingchou").join("last-input.txt");
        let noted = fs::read_to_string(&path).unwrap_or_default();
        let known: FxHashMap<&str, &str> = noted.lines().filter_map(|line| line.split_once(' ')).collect();
        let all = entries(sources)?;
        let hash = |(source, entry): &(Source<'_>, Entry)| hash_of(source.path, entry, clock, &known);
        let hashes: Vec<Hashed> = all.par_iter().map(hash).collect::<Result<_, IoFault>>()?;
        let notes: String = hashes.iter().filter_map(Hashed::line).collect();
        if notes != noted {
            // Kept only to be quicker the next time: where it cannot be written, everything is read again.
            let _ = fs::write(&path, notes);
        }
        let lines = all.iter().zip(hashes).map(|((_, entry), hashed)| (entry.name.clone(), hashed.hash));
        let print = print_lines(told_values(values, sources).into_iter().chain(lines));
        Ok(Self { print, state: state(values, sources, &all) })
    }

    /// Whether it still is this: the same values, and nothing touched of what is read, by what the disk says.
    pub fn is_still(&self, values: &[Vec<u8>], sources: &[Source<'_>]) -> Result<bool, IoFault> {
        Ok(self.state == state(values, sources, &entries(sources)?))
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

/// Values, and which of the folders are there, as lines of a print.
fn told_values(values: &[Vec<u8>], sources: &[Source<'_>]) -> Vec<(String, String)> {
    let values = values.iter().map(|value| ("value".to_owned(), sha256_hex(value)));
    values.chain(sources.iter().map(|source| ("folder".to_owned(), source.path.is_dir().to_string()))).collect()
}

fn state(values: &[Vec<u8>], sources: &[Source<'_>], all: &[(Source<'_>, Entry)]) -> String {
    let line = |(_, entry): &(Source<'_>, Entry)| {
        let facts = entry.facts.as_ref().map(Facts::state).unwrap_or_default();
        (entry.name.clone(), format!("{} {facts}", entry.mark().unwrap_or_default()))
    };
    print_lines(told_values(values, sources).into_iter().chain(all.iter().map(line)))
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
