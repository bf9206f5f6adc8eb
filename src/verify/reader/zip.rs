//! A zip. In: a file, and what is looked for in it. Out: paths and bytes of the files below the folder that holds it, or the rule
//! that the zip breaks. A zip is input of a stranger: names, sizes and numbers are judged before anything is unpacked, and every
//! file again while it is.

use super::seek::Cursor;
use super::{Limits, OpenFault, Reader, Wanted};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

/// The site in a zip. Each read unpacks with a reader of its own, so that all cores can; the zip itself stays on the disk.
pub(super) struct ZipReader {
    archive: ZipArchive<Cursor>,
    files: BTreeMap<String, usize>,
}

impl ZipReader {
    /// Reads the list of files and judges it.
    pub(super) fn open(path: &Path, shown: &str, wanted: Wanted, limits: &Limits) -> Result<Self, OpenFault> {
        let archive = ZipArchive::new(cursor(path, shown, limits)?).map_err(|error| match error {
            ZipError::Io(error) => OpenFault::new("no-zip", shown, error.to_string()),
            error => OpenFault::new("no-zip", shown, error.to_string()),
        })?;
        if archive.has_duplicate_names() {
            return Err(OpenFault::new("zip-twice", shown, ""));
        }
        if archive.len() > limits.files {
            return Err(OpenFault::new("zip-many", shown, limits.files.to_string()));
        }
        let all = listed(&archive, shown, limits)?;
        let top = top(all.keys().map(String::as_str), wanted, shown)?;
        let below = all.into_iter().filter_map(|(name, at)| Some((name.strip_prefix(&top)?.to_owned(), at)));
        Ok(Self { archive, files: below.collect() })
    }
}

fn cursor(path: &Path, shown: &str, limits: &Limits) -> Result<Cursor, OpenFault> {
    let cursor = File::open(path).and_then(Cursor::new);
    let cursor = cursor.map_err(|error| OpenFault::new("io", shown, error.to_string()))?;
    if cursor.length() > limits.total {
        return Err(OpenFault::new("zip-large", shown, mebibytes(limits.total)));
    }
    Ok(cursor)
}

fn mebibytes(bytes: u64) -> String {
    (bytes >> 20).to_string()
}

/// Every file by name with its index; folders and symbolic links are none.
fn listed(archive: &ZipArchive<Cursor>, shown: &str, limits: &Limits) -> Result<BTreeMap<String, usize>, OpenFault> {
    let mut files = BTreeMap::new();
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| OpenFault::new("no-zip", shown, error.to_string()))?;
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let name = std::str::from_utf8(entry.name_raw()).ok().filter(|name| is_inside(name));
        let name = name.ok_or_else(|| OpenFault::new("zip-name", shown, printable(&raw)))?;
        if entry.is_dir() || entry.is_symlink() {
            continue;
        }
        if entry.encrypted() {
            return Err(OpenFault::new("zip-encrypted", shown, name));
        }
        if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(OpenFault::new("zip-method", shown, name));
        }
        if entry.size() > limits.file {
            return Err(OpenFault::new("zip-file-large", format!("{shown}!{name}"), mebibytes(limits.file)));
        }
        total = total.saturating_add(entry.size());
        if total > limits.total {
            return Err(OpenFault::new("zip-large", shown, mebibytes(limits.total)));
        }
        files.insert(name.to_owned(), index);
    }
    Ok(files)
}

/// Whether a name stays below the folder in which a zip is unpacked, on every system.
fn is_inside(name: &str) -> bool {
    let parts = name.strip_suffix('/').unwrap_or(name);
    !parts.contains(['\\', ':'])
        && !parts.contains(char::is_control)
        && parts.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// A foreign name as it may be shown.
fn printable(name: &str) -> String {
    name.chars().take(120).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The folder that holds what is looked for: none, or one with its `/`.
fn top<'a>(names: impl Iterator<Item = &'a str> + Clone, wanted: Wanted, shown: &str) -> Result<String, OpenFault> {
    if names.clone().any(|name| wanted.shows(name)) {
        return Ok(String::new());
    }
    let below = |name: &'a str| name.split_once('/').filter(|(_, rest)| wanted.shows(rest)).map(|(top, _)| top);
    let tops: BTreeSet<&str> = names.filter_map(below).collect();
    match (tops.first(), tops.len()) {
        (Some(top), 1) => Ok(format!("{top}/")),
        (Some(_), _) => Err(OpenFault::new("zip-several", shown, tops.into_iter().collect::<Vec<_>>().join(", "))),
        (None, _) if wanted == Wanted::Draw => Err(OpenFault::new("zip-no-draw", shown, "")),
        (None, _) => Err(OpenFault::new("zip-no-site", shown, "")),
    }
}

impl Reader for ZipReader {
    fn paths(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let index = *self.files.get(path).ok_or(io::ErrorKind::NotFound)?;
        let damaged = |error: &dyn ToString| io::Error::from(OpenFault::new("zip-damaged", path, error.to_string()));
        let mut archive = self.archive.clone();
        let file = archive.by_index(index).map_err(|error| damaged(&error))?;
        let size = file.size();
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        // One byte more than the list says is already another file than the one that was judged.
        file.take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
        if bytes.len() as u64 == size {
            Ok(bytes)
        } else {
            Err(OpenFault::new("zip-size", path, size.to_string()).into())
        }
    }
}
