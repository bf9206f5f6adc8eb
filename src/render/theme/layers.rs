//! A theme laid over the built-in one. In: the files of both, by path below the theme's folder. Out: the files of the theme
//! that is used. A template or an asset of the upper theme stands in place of the lower one's; of a word file, each sentence
//! does; `assets/own.css` is added to the end of the sheet, so that a colour is one line. What could only be a slip of the
//! hand is refused: a file where the theme has no place for it, a sentence that nothing shows.

use crate::embedded;
use crate::output::OutPath;
use crate::words::{Words, placeholders};
use std::collections::BTreeMap;

/// Files of a theme by path: `templates/base.html`, `assets/site.css`, `words/zh-CN/frame.toml`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The sheet of the site, and what a bureau adds to it.
const SHEET: &str = "assets/site.css";
const OWN_SHEET: &str = "assets/own.css";
/// Keys that a bureau's own templates may add to the words.
const OWN_KEYS: &str = "own.";

/// What is wrong with a theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ThemeFault {
    /// There is no theme of this name.
    Absent,
    /// A file could not be read: the system's own words.
    Unread(String),
    /// A link instead of a file: its path.
    Link(String),
    /// A file stands where a theme has none: its path.
    Stray(String),
    /// A file is not UTF-8, or no TOML: its path and what the reader says.
    Broken(String, String),
    /// A word file names a sentence that the built-in theme does not have: path and key.
    Key(String, String),
    /// A sentence has a place `{name}` that nothing fills: path, key and name.
    Name(String, String, String),
    /// A template or the words as a whole: the engine's own words.
    Engine(String),
}

impl ThemeFault {
    /// The fault as a sentence of the program's words.
    pub fn say(&self, words: &Words) -> String {
        let fill = |key: &str, args: &[(&str, &str)]| words.fill(&format!("theme.{key}"), args.iter().copied());
        match self {
            Self::Absent => fill("absent", &[]),
            Self::Unread(fault) | Self::Engine(fault) => fault.clone(),
            Self::Link(path) => fill("link", &[("path", path)]),
            Self::Stray(path) => fill("stray", &[("path", path)]),
            Self::Broken(path, fault) => fill("broken", &[("path", path), ("fault", fault)]),
            Self::Key(path, key) => fill("key", &[("path", path), ("key", key)]),
            Self::Name(path, key, name) => fill("name", &[("path", path), ("key", key), ("name", name)]),
        }
    }
}

/// Lays `own` over `base`. Errors: the first file of `own`, in the order of paths, that has no place there.
pub fn lay_over(mut base: Files, own: Files) -> Result<Files, ThemeFault> {
    let mut sheet = None;
    for (path, bytes) in own {
        match place(&path) {
            Place::Beside => {}
            Place::Nowhere => return Err(ThemeFault::Stray(path)),
            Place::Asset if path == OWN_SHEET => sheet = Some(text(&path, &bytes)?.to_owned()),
            Place::Template | Place::Asset => drop(base.insert(path, bytes)),
            Place::Words(lang) => {
                // A copy of a built-in file may be newer or older than this program: what is missing stays as it was.
                if !base.contains_key(&path) {
                    check_words(&path, &bytes, words(&base, &lang)?.as_ref())?;
                }
                // `~` stands behind every letter, and a later word file wins.
                let name = path.rsplit('/').next().unwrap_or_default();
                base.insert(format!("words/{lang}/~{name}"), bytes);
            }
        }
    }
    if let Some(own) = sheet {
        let all = base.entry(SHEET.to_owned()).or_default();
        all.extend_from_slice(b"\n");
        all.extend_from_slice(own.as_bytes());
    }
    Ok(base)
}

/// Where a file of a theme belongs.
enum Place {
    Template,
    Asset,
    Words(String),
    /// A text for people who read the folder.
    Beside,
    Nowhere,
}

fn place(path: &str) -> Place {
    let parts: Vec<&str> = path.split('/').collect();
    match parts.as_slice() {
        [name] if name.ends_with(".md") || *name == "theme.toml" => Place::Beside,
        ["templates", .., name] if name.ends_with(".html") || name.ends_with(".xml") => Place::Template,
        ["assets", _] if OutPath::new(path).is_ok() => Place::Asset,
        ["words", lang, name] if name.ends_with(".toml") => Place::Words((*lang).to_owned()),
        _ => Place::Nowhere,
    }
}

fn text<'a>(path: &str, bytes: &'a [u8]) -> Result<&'a str, ThemeFault> {
    std::str::from_utf8(bytes).map_err(|_| ThemeFault::Broken(path.to_owned(), "UTF-8".to_owned()))
}

/// The words of a language, if the theme has it.
fn words(files: &Files, lang: &str) -> Result<Option<Words>, ThemeFault> {
    let prefix = format!("words/{lang}/");
    let of_language = files.iter().filter(|(path, _)| path.starts_with(&prefix));
    let texts = of_language.map(|(path, bytes)| text(path, bytes)).collect::<Result<Vec<_>, _>>()?;
    if texts.is_empty() {
        return Ok(None);
    }
    embedded::words(lang, &texts).map(Some).map_err(|fault| ThemeFault::Broken(prefix, one_line(&fault)))
}

/// Whether every sentence of an upper word file has its counterpart below. A new language has none, and is complete or not
/// when its pages are made.
fn check_words(path: &str, bytes: &[u8], lower: Option<&Words>) -> Result<(), ThemeFault> {
    let broken = |fault: String| ThemeFault::Broken(path.to_owned(), one_line(&fault));
    let upper = Words::from_toml("", [text(path, bytes)?]).map_err(broken)?;
    let Some(lower) = lower else { return Ok(()) };
    for key in upper.keys().filter(|key| !key.starts_with(OWN_KEYS)) {
        if !lower.has(key) {
            return Err(ThemeFault::Key(path.to_owned(), key.to_owned()));
        }
        let (below, above) = (lower.get(key), upper.get(key));
        let known: Vec<&str> = placeholders(&below).collect();
        if let Some(name) = placeholders(&above).find(|name| !known.contains(name)) {
            return Err(ThemeFault::Name(path.to_owned(), key.to_owned(), name.to_owned()));
        }
    }
    Ok(())
}

/// Where and what of a message that draws the place in between.
fn one_line(fault: &str) -> String {
    let mut lines = fault.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    lines.next_back().map_or_else(|| first.to_owned(), |last| format!("{first}: {last}"))
}
