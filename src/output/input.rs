//! Everything a build depends on, as one fingerprint. In: values, and folders on the disk. Out: SHA-256 over them. Kept in
//! `.mingchou/last-input.txt` of the bureau's folder: stamps of files with the SHA-256 of each, so that a file which nobody touched since is
//! not read again.

use super::entries::{Entry, Kind, LINK, below, print_lines, told};
use super::journal::{IoFault, at};
use super::sha256_hex;
use super::stamp::Clock;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::fs;
use std::path::Path;

/// SHA-256 over names and contents: `values` as they are, then every file below `folders` (a missing folder has none), by
/// path. What was found out of the folders is remembered in the bureau's folder `root`. Errors: a file that cannot be read.
pub fn fingerprint(root: &Path, values: &[&[u8]], folders: &[&Path]) -> Result<String, IoFault> {
    let values = values.iter().map(|value| ("value", sha256_hex(value)));
    Ok(print_lines(values.chain([("folders", contents(root, folders)?)])))
}

/// SHA-256 over names and contents of the files below `folders`.
fn contents(root: &Path, folders: &[&Path]) -> Result<String, IoFault> {
    // Asked before anything is looked at: what is written meanwhile has another stamp the next time.
    let clock = Clock::of(root);
    let path = root.join(".mingchou").join("last-input.txt");
    let noted = fs::read_to_string(&path).unwrap_or_default();
    let known: FxHashMap<&str, &str> = noted.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut text = String::new();
    let mut notes = String::new();
    for folder in folders {
        let entries = below(folder)?;
        let files: Vec<&Entry> = entries.iter().filter(|entry| entry.kind != Kind::Folder).collect();
        let hash = |entry: &&Entry| hash_of(folder, entry, clock, &known);
        let hashes: Vec<Hashed> = files.par_iter().map(hash).collect::<Result<_, IoFault>>()?;
        for (entry, Hashed { stamp, hash }) in files.iter().zip(hashes) {
            text.extend([&entry.name, " ", &hash, "\n"]);
            if let Some(stamp) = stamp {
                notes.extend([&stamp, " ", &hash, "\n"]);
            }
        }
        text.push_str("folder\n");
    }
    if notes != noted {
        // Kept only to be quicker the next time: where it cannot be written, everything is read again.
        let _ = fs::write(&path, notes);
    }
    Ok(sha256_hex(text.as_bytes()))
}

/// A file's SHA-256, and the stamp that it has, if any.
struct Hashed {
    stamp: Option<String>,
    hash: String,
}

/// Reads a file, unless it has a stamp whose hash is known: a stamp says also which file of the disk it is.
fn hash_of(
    folder: &Path,
    entry: &Entry,
    clock: Option<Clock>,
    known: &FxHashMap<&str, &str>,
) -> Result<Hashed, IoFault> {
    if entry.kind != Kind::File {
        return Ok(Hashed { stamp: None, hash: LINK.to_owned() });
    }
    let stamp = entry.facts.as_ref().and_then(|facts| clock?.stamp(facts)).map(told);
    let hash = match stamp.as_deref().and_then(|stamp| known.get(stamp)) {
        Some(hash) => (*hash).to_owned(),
        None => {
            let path = folder.join(&entry.name);
            at(&path, fs::read(&path)).map(|bytes| sha256_hex(&bytes))?
        }
    };
    Ok(Hashed { stamp, hash })
}
