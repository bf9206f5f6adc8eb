//! The theme of a bureau. In: its name and the bureau's folder. Out: the built-in theme with what stands in `themes/NAME/`
//! laid over it. A name other than the built-in one must have a folder; what the folder leaves out is the built-in theme's.

use crate::embedded;
use crate::model::ThemeConfig;
use crate::render::{Files, Theme, ThemeFault, lay_over};
use std::path::Path;

/// Language of the site itself; messages may be in another.
pub(super) const SITE_LANG: &str = "zh-CN";
/// The theme that every other one is laid over.
const BUILT_IN: &str = "gov";

/// Reads and compiles a theme. Errors: what is wrong with it.
pub(super) fn theme(root: &Path, config: &ThemeConfig) -> Result<Theme, ThemeFault> {
    let folder = root.join("themes").join(&config.name);
    let base = embedded::theme(&config.name);
    if base.is_empty() && !folder.is_dir() {
        return Err(ThemeFault::Absent);
    }
    let base = if base.is_empty() { embedded::theme(BUILT_IN) } else { base };
    let langs: Vec<&str> = [SITE_LANG].into_iter().chain(config.languages.iter().map(String::as_str)).collect();
    let files = lay_over(base, own(&folder)?)?;
    Theme::from_files(&files, &langs).map_err(ThemeFault::Engine)
}

/// The files of a bureau's theme that differ from the built-in ones or are not among them.
fn own(folder: &Path) -> Result<Files, ThemeFault> {
    let mut files = Files::new();
    let unread =
        |path: &Path, fault: &dyn std::fmt::Display| ThemeFault::Unread(format!("{}: {fault}", path.display()));
    if !folder.is_dir() {
        return Ok(files);
    }
    // A link could lead out of the folder, to a secret or to what the next build no longer finds.
    for entry in walkdir::WalkDir::new(folder).follow_root_links(false) {
        let entry = entry.map_err(|fault| unread(folder, &fault))?;
        if entry.file_type().is_dir() {
            continue;
        }
        if !entry.file_type().is_file() {
            return Err(ThemeFault::Link(entry.path().display().to_string()));
        }
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let bytes = std::fs::read(entry.path()).map_err(|fault| unread(entry.path(), &fault))?;
        files.insert(inside.to_string_lossy().replace('\\', "/"), bytes);
    }
    Ok(files)
}
