//! The short way when nothing changed. In: everything a build depends on, as one fingerprint. Out: what the last build
//! said, if its input was the same and every file of the site still is what it wrote. Kept in `.mingchou/last-build.toml`
//! of the bureau's folder, never in the site.

use super::journal::{IoFault, at};
use super::write::has_foreign;
use super::{compare, sha256_hex};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

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
        files.sort();
        let hash = |file: &PathBuf| match file.is_symlink() {
            true => Ok("link".to_owned()),
            false => at(file, fs::read(file)).map(|bytes| sha256_hex(&bytes)),
        };
        let hashes: Result<Vec<String>, IoFault> = files.par_iter().map(hash).collect();
        for (file, hash) in files.iter().zip(hashes?) {
            let name = file.strip_prefix(folder).unwrap_or(file).to_string_lossy();
            text.push_str(&format!("file {} {hash}\n", name.replace('\\', "/")));
        }
        text.push_str("folder\n");
    }
    Ok(sha256_hex(text.as_bytes()))
}

/// Every file and link below a folder. Whoever reads the folder refuses links, so what is behind them is not looked at. Errors: a folder
/// that cannot be read.
fn below(folder: &Path) -> Result<Vec<PathBuf>, IoFault> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in walkdir::WalkDir::new(folder) {
        let entry =
            at(folder, entry.map_err(|fault| fault.into_io_error().unwrap_or_else(|| io::Error::other("links"))))?;
        if !entry.file_type().is_dir() && entry.depth() > 0 {
            files.push(entry.into_path());
        }
    }
    Ok(files)
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
        // Files of others are said, or refused, by every build.
        let same = last.input == input && last.out == absolute(out) && !has_foreign(out);
        let manifest = compare(out).ok().filter(|_| same)?;
        (sha256_hex(manifest.to_text().as_bytes()) == last.manifest).then_some(last)
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
