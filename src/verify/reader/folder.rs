//! A folder on disk. In: its path. Out: paths and bytes of the files in it.

use super::Reader;
use crate::draw::Stream;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A folder on disk. Symbolic links are not followed: what they name is not what was published.
#[derive(Debug, Clone)]
pub struct FolderReader {
    folder: PathBuf,
}

impl FolderReader {
    /// Reads below `folder`.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
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
        Ok(paths)
    }

    fn stream(&self, path: &str) -> Option<Box<dyn Stream + '_>> {
        let path = self.folder.join(path);
        path.is_file().then(|| Box::new(FileStream(path)) as Box<dyn Stream>)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let path = self.folder.join(path);
        // A name that no file can have, or that of a folder, comes from a manifest that is wrong, not from a disk that fails.
        std::fs::read(&path).map_err(|fault| match fault.kind() {
            io::ErrorKind::PermissionDenied if !path.is_dir() => fault,
            io::ErrorKind::Other => fault,
            _ if !path.is_file() => io::ErrorKind::NotFound.into(),
            _ => fault,
        })
    }
}
