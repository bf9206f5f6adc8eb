//! Compiles the built-in words: the word files of each language as keys and sentences in one text, so that no command spends its
//! first milliseconds on TOML. Makes the crate follow changes of the embedded themes and of the demonstration's fixed tables, and tells the
//! program what it is compiled from, so that it knows the notes of another one.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/words/tables.rs"]
mod tables;

/// Word files that a checker needs, which carries no theme.
const CHECKER: [&str; 6] = ["fault.toml", "help.toml", "log.toml", "release.toml", "source.toml", "verify.toml"];

/// What the program is compiled from. `content` is what the demonstration writes.
const SOURCES: [&str; 6] = ["build.rs", "Cargo.toml", "Cargo.lock", "src", "themes", "content"];

fn main() {
    let source = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"));
    let mut print = DefaultHasher::new();
    for name in SOURCES.iter().filter(|name| source.join(name).exists()) {
        println!("cargo::rerun-if-changed={name}");
        put(&mut print, &source.join(name));
    }
    println!("cargo::rustc-env=MINGCHOU_SOURCES={:016x}", print.finish());
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder for what is made"));
    for lang in ["zh-CN", "en"] {
        let text = compiled(&source.join("themes/gov/words").join(lang));
        fs::write(out.join(format!("{lang}.words")), text).expect("the folder for what is made can be written");
    }
}

/// Puts a file, or everything in a folder, into a print: names and bytes, by name.
fn put(print: &mut DefaultHasher, path: &Path) {
    // Editors leave hidden files and links to nowhere beside what they have open; none is compiled.
    let is_hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    if is_hidden || path.is_symlink() {
        return;
    }
    path.file_name().hash(print);
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        let mut entries: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder can be read").path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| put(print, entry));
        "the end of a folder".hash(print);
    } else {
        fs::read(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display())).hash(print);
    }
}

/// The sentences of a folder of word files: key, NUL, sentence, NUL.
fn compiled(folder: &Path) -> String {
    let has_site = env::var_os("CARGO_FEATURE_SITE").is_some();
    let files = fs::read_dir(folder).expect("the words of the language are there");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a folder can be read").path()).collect();
    files.retain(|file| has_site || CHECKER.iter().any(|name| file.ends_with(name)));
    files.sort();
    let mut all = BTreeMap::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));
        let sentences = tables::sentences(&text).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));
        all.extend(sentences);
    }
    let mut text = String::new();
    for (key, sentence) in all {
        assert!(!key.contains('\0') && !sentence.contains('\0'), "{key}: NUL stands between the sentences");
        text.extend([&key, "\0", &sentence, "\0"]);
    }
    text
}
