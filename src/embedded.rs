//! What the binary carries: the themes with their words, so that `build` works in any folder without anything else.

use crate::words::Words;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;

static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// The words of a language of a theme. In: its word files in the order in which they override each other. Where they begin with the
/// built-in ones, as they do in every theme that is laid over these, only the rest is read. Errors: the text of the TOML error.
pub(crate) fn words(lang: &str, texts: &[&str]) -> Result<Words, String> {
    let files = THEMES.get_dir(format!("gov/words/{lang}")).into_iter().flat_map(Dir::files);
    let mut files: Vec<_> = files.map(|file| (file.path(), file.contents())).collect();
    files.sort_unstable();
    let is_built_in =
        texts.len() >= files.len() && files.iter().zip(texts).all(|((_, own), text)| *own == text.as_bytes());
    match Words::built_in(lang).filter(|_| is_built_in) {
        Some(words) => words.overridden(texts[files.len()..].iter().copied()),
        None => Words::from_toml(lang, texts.iter().copied()),
    }
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
