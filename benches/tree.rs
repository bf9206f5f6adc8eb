//! A finished site in memory: paths below its folder, and bytes. Used by the bounds of a build.

use std::path::{Path, PathBuf};

/// Every file below a folder.
pub(crate) fn read(from: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(from).expect("a file stands below its folder").to_path_buf();
            files.push((inside, std::fs::read(entry.path())?));
        }
    }
    Ok(files)
}
