//! A folder on disk. In: its path. Out: paths and bytes of the files in it.

use super::{Limits, OpenFault, Reader, is_kept};
use crate::draw::Stream;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A folder on disk. Symbolic links are not followed: what they name is not what was published.
#[derive(Debug, Clone)]
pub struct FolderReader {
    folder: PathBuf,
    limits: Option<Limits>,
}

impl FolderReader {
    /// Reads below `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), limits: None }
    }

    /// The same for a folder of a stranger: bounds on files, their number and what is kept of them, and nothing but plain files.
    #[must_use]
    pub(super) fn within(self, limits: &Limits) -> Self {
        Self { limits: Some(limits.clone()), ..self }
    }

    /// Judges the folder as a whole. Errors: it is larger than any site.
    fn judge(&self, paths: &[String]) -> Result<(), OpenFault> {
        let Some(limits) = &self.limits else { return Ok(()) };
        let shown = self.folder.display().to_string();
        if paths.len() > limits.files {
            return Err(OpenFault::new("folder-many", shown, limits.files.to_string()));
        }
        // Only what draws are recomputed from stands in memory together.
        let sizes = paths.iter().filter(|path| is_kept(path)).map(|path| std::fs::metadata(self.folder.join(path)));
        let total = sizes.map(|found| found.map_or(0, |found| found.len())).fold(0, u64::saturating_add);
        if total > limits.total {
            return Err(OpenFault::new("total-large", shown, (limits.total >> 20).to_string()));
        }
        Ok(())
    }
}

/// The bytes of a plain file of at most `limits.file`. A pipe or a device, which may never end, is no file of a site.
fn bounded(path: &Path, limits: &Limits) -> io::Result<Vec<u8>> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(limits.file + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limits.file {
        return Err(OpenFault::new("file-large", path.display().to_string(), (limits.file >> 20).to_string()).into());
    }
    Ok(bytes)
}

/// A file on disk, read from its start as often as needed.
#[derive(Debug, Clone)]
pub struct FileStream(pub PathBuf);

impl Stream for FileStream {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(File::open(&self.0)?))
    }
}

impl Reader for FolderReader {
    fn paths(&self) -> io::Result<Vec<String>> {
        let mut paths = Vec::new();
        for entry in walkdir::WalkDir::new(&self.folder) {
            let entry = entry.map_err(io::Error::from)?;
            // A link to a file is a file of the site to whoever opens it; unseen, it would be in no rule.
            if entry.file_type().is_file() || (entry.path_is_symlink() && entry.path().is_file()) {
                let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
                paths.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
        paths.sort();
        self.judge(&paths)?;
        Ok(paths)
    }

    fn stream(&self, path: &str) -> Option<Box<dyn Stream + '_>> {
        let path = self.folder.join(path);
        // What a stranger's folder holds is bounded as a whole, so it is read as a whole.
        (self.limits.is_none() && path.is_file()).then(|| Box::new(FileStream(path)) as Box<dyn Stream>)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let path = self.folder.join(path);
        let bytes = match &self.limits {
            Some(limits) => bounded(&path, limits),
            None => std::fs::read(&path),
        };
        // A name that no file can have, or that of a folder, comes from a manifest that is wrong, not from a disk that fails.
        bytes.map_err(|fault| match fault.kind() {
            io::ErrorKind::PermissionDenied if !path.is_dir() => fault,
            io::ErrorKind::Other => fault,
            _ if !path.is_file() => io::ErrorKind::NotFound.into(),
            _ => fault,
        })
    }
}
