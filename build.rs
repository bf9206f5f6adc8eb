//! Compiles the built-in words: the word files of each language as keys and sentences in one text, so that no command spends its
//! first milliseconds on TOML. Makes the crate follow changes of the embedded themes and of the demonstration's fixed tables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/words/tables.rs"]
mod tables;

/// Word files that a checker needs, which carries no theme.
const CHECKER: [&str; 6] = ["fault.toml", "help.toml", "log.toml", "release.toml", "source.toml", "verify.toml"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/words/tables.rs");
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=content");
    let source = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo names a folder for what is made"));
    for lang in ["zh-CN", "en"] {
        let text = compiled(&source.join("themes/gov/words").join(lang));
        fs::write(out.join(format!("{lang}.words")), text).expect("the folder for what is made can be written");
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
