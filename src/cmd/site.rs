//! What several commands need before they can work: the theme with the bureau's overrides, the county loaded and checked,
//! numbers in words.

use crate::embedded;
use crate::render::Theme;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files of a theme: the built-in one, overridden file by file from `themes/NAME/` of the bureau's folder. Errors: the
/// file that could not be read.
pub(super) fn theme_files(root: &Path, name: &str) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut files = embedded::theme(name);
    let folder = root.join("themes").join(name);
    for entry in walkdir::WalkDir::new(&folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
            let bytes = fs::read(entry.path()).map_err(|error| format!("{}: {error}", entry.path().display()))?;
            files.insert(inside.to_string_lossy().replace('\\', "/"), bytes);
        }
    }
    Ok(files)
}

/// The theme as values. Errors: what is wrong with it.
pub(super) fn theme(root: &Path, name: &str) -> Result<Theme, String> {
    Theme::from_files(&theme_files(root, name)?)
}
