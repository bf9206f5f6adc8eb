//! A zip → the files of an archive, or everything that is wrong with it. In: bytes of unknown origin. Out: only files whose names this
//! program writes and whose checksums fit; nothing is handed out where anything is wrong.

use super::{About, HEAD, LIST, RESTORED, SUMS, can_hold};
use crate::output::sha256_hex;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

/// Bytes an archive may unpack to; a county's folder is far smaller.
const LARGEST: u64 = 4 << 30;

/// What is wrong with a zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is no zip, or broken as one; the reader's own words.
    NoZip(String),
    /// It is a zip of something else.
    Foreign,
    /// A name that would leave the folder, or that this program does not write.
    Path(String),
    /// A file with other bytes than the checksums say.
    Changed(String),
    /// A file the checksums name is not there.
    Missing(String),
    /// A file the checksums do not name.
    Extra(String),
}

/// An archive whose every checksum fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// What it is about.
    pub about: About,
    /// Files of the bureau's folder, by path.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads an archive. Errors: every fault.
pub fn open(bytes: &[u8]) -> Result<Opened, Vec<Fault>> {
    let files = unpack(bytes)?;
    let about = files.get(HEAD).and_then(|head| About::parse(std::str::from_utf8(head).ok()?));
    let Some(about) = about else { return Err(vec![Fault::Foreign]) };
    let faults = compare(&files);
    if !faults.is_empty() {
        return Err(faults);
    }
    let belongs = |path: &str| path == LIST || RESTORED.iter().any(|folder| path.starts_with(folder));
    Ok(Opened { about, files: files.into_iter().filter(|(path, _)| belongs(path)).collect() })
}

fn unpack(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Vec<Fault>> {
    let broken = |fault: &dyn std::fmt::Display| vec![Fault::NoZip(fault.to_string())];
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|fault| broken(&fault))?;
    let mut files = BTreeMap::new();
    let mut lower = BTreeSet::new();
    let mut faults = Vec::new();
    let mut left = LARGEST;
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(|fault| broken(&fault))?;
        let name = entry.name().map_err(|fault| broken(&fault))?.into_owned();
        // Two names that a Windows disk takes for one would overwrite each other; a link could lead anywhere.
        if !can_hold(&name) || entry.is_symlink() || !lower.insert(name.to_lowercase()) {
            faults.push(Fault::Path(name));
            continue;
        }
        let mut content = Vec::new();
        entry.take(left + 1).read_to_end(&mut content).map_err(|fault| broken(&format!("{name}: {fault}")))?;
        left = left.checked_sub(content.len() as u64).ok_or_else(|| broken(&"too large"))?;
        files.insert(name, content);
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// Files against their checksums.
fn compare(files: &BTreeMap<String, Vec<u8>>) -> Vec<Fault> {
    let text = files.get(SUMS).map(|sums| String::from_utf8_lossy(sums)).unwrap_or_default();
    let mut named = BTreeMap::new();
    for line in text.lines() {
        match line.split_once("  ") {
            Some((hash, path)) => drop(named.insert(path, hash)),
            None => return vec![Fault::Changed(SUMS.to_owned())],
        }
    }
    let mut faults = Vec::new();
    for (path, hash) in &named {
        match files.get(*path) {
            None => faults.push(Fault::Missing((*path).to_owned())),
            Some(bytes) if sha256_hex(bytes) != **hash => faults.push(Fault::Changed((*path).to_owned())),
            Some(_) => {}
        }
    }
    let extra = files.keys().filter(|path| path.as_str() != SUMS && !named.contains_key(path.as_str()));
    faults.extend(extra.map(|path| Fault::Extra(path.clone())));
    faults
}
