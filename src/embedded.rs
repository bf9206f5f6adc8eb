//! What the binary carries: the themes, so that `build` works in any folder without anything else.

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// Files that stand in a folder of the embedded themes (`gov/words/en`), by name.
pub(crate) fn folder(path: &str) -> BTreeMap<String, &'static [u8]> {
    let files = THEMES.get_dir(path).into_iter().flat_map(Dir::files);
    let name = |path: &std::path::Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.map(|file| (name(file.path()), file.contents())).collect()
}

/// Files of an embedded theme by path below the theme's folder (`templates/base.html`, `words/zh-CN/common.toml`, …).
pub fn theme(name: &str) -> BTreeMap<String, Vec<u8>> {
    fn walk(dir: &Dir<'_>, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
        for file in dir.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            let inside = path.strip_prefix(prefix).expect("a file stands below its folder");
            files.insert(inside.to_owned(), file.contents().to_vec());
        }
        for inner in dir.dirs() {
            walk(inner, prefix, files);
        }
    }
    let mut files = BTreeMap::new();
    if let Some(dir) = THEMES.get_dir(name) {
        walk(dir, &format!("{name}/"), &mut files);
    }
    files
}
