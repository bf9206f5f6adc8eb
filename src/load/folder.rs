//! The only place of `load` that touches the disk. In: the bureau's folder. Out: sources by path, names of folders, and a
//! fault for every file that cannot be read or that nobody would read.

use super::decode::{DecodeFault, decode};
use super::headings::nearest;
use crate::diag::{Diagnostic, Place, Report};
use crate::source::Source;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files below `content/`, by path relative to the bureau's folder.
pub(super) struct Folder {
    root: PathBuf,
    /// Every file, hidden and office lock files left out.
    pub(super) files: BTreeSet<String>,
    /// Links, which are refused; what would stand behind one is not called missing.
    links: BTreeSet<String>,
    asked: BTreeSet<String>,
    /// Files that are read as if they stood there, by the same path.
    over: BTreeMap<String, Vec<u8>>,
    pub(super) texts: BTreeMap<String, Arc<str>>,
    /// SHA-256 of what was read for the ground.
    pub(super) prints: BTreeMap<String, [u8; 32]>,
}

/// Files that programs leave behind and nobody means.
pub(crate) fn is_litter(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || matches!(name, "Thumbs.db" | "desktop.ini")
}

impl Folder {
    /// Lists `ROOT/content/`. `over`: bytes by path below `content/`, read in place of what stands on the disk.
    pub(super) fn open(root: &Path, over: &BTreeMap<String, Vec<u8>>, report: &mut Report) -> Self {
        let over: BTreeMap<_, _> =
            over.iter().map(|(path, bytes)| (format!("content/{path}"), bytes.clone())).collect();
        let mut files: BTreeSet<String> = over.keys().cloned().collect();
        let mut links = BTreeSet::new();
        let content = root.join("content");
        let walk = content.is_dir().then(|| walkdir::WalkDir::new(&content).min_depth(1).into_iter());
        let walk = walk.map(|walk| walk.filter_entry(|entry| !is_litter(&entry.file_name().to_string_lossy())));
        for entry in walk.into_iter().flatten() {
            match entry {
                // A link could lead to a secret, and a copy of the folder would not have what it leads to.
                Ok(entry) if entry.path_is_symlink() => {
                    let path = relative(root, entry.path());
                    report.push(Diagnostic::error("MC1100", Place::file(&path)));
                    links.insert(path);
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => {
                    files.insert(relative(root, entry.path()));
                }
                Err(fault) => {
                    let path = fault.path().map_or_else(|| "content".to_owned(), |path| relative(root, path));
                    let text = fault.io_error().map_or_else(|| fault.to_string(), ToString::to_string);
                    report.push(Diagnostic::error("MC0102", Place::file(&path)).arg("fault", text));
                }
            }
        }
        // What the bureau's own list says of its archives stands beside `content/`.
        if root.join(super::ARCHIVES).is_file() {
            files.insert(super::ARCHIVES.to_owned());
        }
        Self {
            root: root.to_owned(),
            files,
            links,
            asked: BTreeSet::new(),
            over,
            texts: BTreeMap::new(),
            prints: BTreeMap::new(),
        }
    }

    /// Whether a file is there.
    pub(super) fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// Whether a path is a refused link or stands behind one.
    pub(super) fn is_linked(&self, path: &str) -> bool {
        let behind = |link: &String| {
            path.strip_prefix(link.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.links.iter().any(behind)
    }

    /// The bytes of a file that is there; none after a fault.
    pub(super) fn bytes(&mut self, path: &str, report: &mut Report) -> Option<Vec<u8>> {
        self.asked.insert(path.to_owned());
        let read = self.over.get(path).map_or_else(|| std::fs::read(self.root.join(path)), |bytes| Ok(bytes.clone()));
        match read {
            Ok(bytes) => {
                if !super::is_of_visits(path) {
                    self.prints.insert(path.to_owned(), Sha256::digest(&bytes).into());
                }
                Some(bytes)
            }
            Err(fault) => {
                report.push(Diagnostic::error("MC0102", Place::file(path)).arg("fault", fault));
                None
            }
        }
    }

    /// The text of a file; none if it is missing (a fault if `needed`) or unreadable.
    pub(super) fn source(&mut self, path: &str, needed: bool, report: &mut Report) -> Option<Arc<Source>> {
        self.asked.insert(path.to_owned());
        if !self.has(path) {
            if needed && !self.is_linked(path) {
                report.push(Diagnostic::error("MC0101", Place::file(path)));
            }
            return None;
        }
        let bytes = self.bytes(path, report)?;
        match decode(&bytes) {
            Ok(text) => {
                let source = Arc::new(Source::new(path, text));
                self.texts.insert(path.to_owned(), Arc::clone(&source.text));
                Some(source)
            }
            Err(fault) => {
                report.push(decode_fault(path, &fault));
                None
            }
        }
    }

    /// Paths below a folder (with its `/`), without the folder.
    pub(super) fn below(&self, folder: &str) -> Vec<String> {
        let range = self.files.range(folder.to_owned()..);
        range.map_while(|path| path.strip_prefix(folder)).map(str::to_owned).collect()
    }

    /// Says every file nobody asked for: a misspelt name must not pass for a missing table.
    pub(super) fn strangers(&self, report: &mut Report) {
        for path in self.files.difference(&self.asked) {
            let known = super::FILES.iter().map(|known| (*known, *known));
            let fault = match nearest_file(path, known) {
                Some(near) => Diagnostic::error("MC0117", Place::file(path)).arg("near", near),
                None if is_data(path) => Diagnostic::error("MC0118", Place::file(path)),
                None => Diagnostic::warning("MC0119", Place::file(path)),
            };
            report.push(fault);
        }
    }
}

fn is_data(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".csv", ".toml", ".md", ".xlsx", ".xls", ".et", ".txt"].iter().any(|ending| path.ends_with(ending))
}

fn nearest_file<'a>(path: &str, known: impl Iterator<Item = (&'a str, &'a str)>) -> Option<&'a str> {
    let near = nearest(path.strip_prefix("content/")?, known)?;
    // Names of one folder share much; only a near miss of the file's own name is worth naming.
    let stem = |path: &str| path.rsplit('/').next().unwrap_or(path).trim_end_matches(".csv").to_owned();
    let (own, other) = (stem(path), stem(near));
    nearest(&own, [(other.as_str(), other.as_str())].into_iter()).map(|_| near)
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

pub(super) fn decode_fault(path: &str, fault: &DecodeFault) -> Diagnostic {
    match fault {
        DecodeFault::Workbook => Diagnostic::error("MC0104", Place::file(path)),
        DecodeFault::Utf16 => Diagnostic::error("MC0120", Place::file(path)),
        DecodeFault::Byte { line, byte, value } => {
            let place = Place { row: *line, ..Place::file(path) };
            let fault = Diagnostic::error("MC0103", place).value(&format!("0x{value:02X}"));
            fault.arg("line", line).arg("byte", byte).arg("hex", format!("0x{value:02X}"))
        }
    }
}
