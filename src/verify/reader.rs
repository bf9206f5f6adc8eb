//! How a checker reads: paths and bytes, nothing else.

use std::io;
use std::path::{Path, PathBuf};

/// A published tree.
pub trait Reader: Sync {
    /// Every file's path below the top, with `/`, sorted. Errors: the folder cannot be read.
    fn paths(&self) -> io::Result<Vec<String>>;
    /// The bytes of a file. Errors: it cannot be read.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;
}

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

impl Reader for FolderReader {
    fn paths(&self) -> io::Result<Vec<String>> {
        let mut paths = Vec::new();
        for entry in walkdir::WalkDir::new(&self.folder) {
            let entry = entry.map_err(io::Error::from)?;
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
                paths.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
        paths.sort();
        Ok(paths)
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.folder.join(path))
    }
}
