//! What the binary carries: the themes, so that `build` works in any folder without anything else.

use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

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
