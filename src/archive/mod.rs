//! The archive of a round (R44): one zip from which a successor goes on alone. In: the public part of the bureau's folder as bytes, what it
//! is about. Out: the files of the zip with an index that people read and one that programs check; and back from a zip, every checksum
//! compared first. Pure: never reads a folder or the clock, never sees `secrets/`.

mod index;
mod open;

pub use open::{Fault, Opened, open};

use crate::model::{Day, Period};
use crate::output::sha256_hex;
use crate::words::Words;
use std::collections::BTreeMap;
use std::fmt::Write;

/// First line of [`HEAD`].
const FORMAT: &str = "mingchou/archive/1";
/// What the archive is about, for programs.
const HEAD: &str = "archive.txt";
/// The checksums of all other files, as `sha256sum -c` reads them.
const SUMS: &str = "SHA256SUMS.txt";
/// Folders that become the bureau's folder again.
const RESTORED: [&str; 2] = ["content/", "themes/"];
/// The list of archives beside `content/`; its rows of other rounds go along.
pub const LIST: &str = "archives.csv";

/// What an archive is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The round or year.
    pub round: Period,
    /// Name of the bureau.
    pub bureau: String,
    /// The day the site was told as of.
    pub as_of: Day,
}

impl About {
    /// The last day on which the archive must still be there: three full years after the end of the year (R44).
    pub fn keep_until(&self) -> Day {
        keep_until(self.round.year)
    }

    fn to_text(&self) -> String {
        let mut text = format!("{FORMAT}\n");
        let lines = [
            ("round", self.round.to_string()),
            ("bureau", self.bureau.clone()),
            ("as-of", self.as_of.to_string()),
            ("keep-until", self.keep_until().to_string()),
        ];
        for (key, value) in lines {
            writeln!(text, "{key} {value}").expect("writing to a string cannot fail");
        }
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.strip_prefix(FORMAT)?.strip_prefix('\n')?.lines();
        let mut value = |key: &str| lines.next()?.strip_prefix(key)?.strip_prefix(' ').map(str::to_owned);
        let round = Period::parse(&value("round")?)?;
        let bureau = value("bureau")?;
        let as_of = crate::model::parse_day(&value("as-of")?)?;
        Some(Self { round, bureau, as_of })
    }
}

/// The last day on which what was done in a year must be kept (R44).
pub fn keep_until(year: i32) -> Day {
    Day::from_ymd_opt(year + 3, 12, 31).unwrap_or(Day::MAX)
}

/// Adds head, index and checksums to the files of an archive.
pub fn complete(mut files: BTreeMap<String, Vec<u8>>, about: &About, words: &Words) -> BTreeMap<String, Vec<u8>> {
    files.insert(HEAD.to_owned(), about.to_text().into_bytes());
    let listed: Vec<index::Line> = files
        .iter()
        .map(|(path, bytes)| index::Line {
            path: path.clone(),
            sha256: sha256_hex(bytes),
            about: index::about(path, words),
        })
        .collect();
    files.insert("index.txt".to_owned(), index::text(&listed, about, words).into_bytes());
    files.insert("index.html".to_owned(), index::html(&listed, about, words).into_bytes());
    let sums: String = files.iter().map(|(path, bytes)| format!("{}  {path}\n", sha256_hex(bytes))).collect();
    files.insert(SUMS.to_owned(), sums.into_bytes());
    files
}

/// Whether a path can stand in an archive: known folders and names, nothing that leaves them, nothing a Windows disk would take for
/// something else.
pub fn can_hold(path: &str) -> bool {
    let known = RESTORED.iter().chain(&["site/", "report/"]).any(|folder| path.starts_with(folder));
    let plain = |part: &str| {
        !part.is_empty()
            && part != "."
            && part != ".."
            && !part.ends_with([' ', '.'])
            && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
            && !part.chars().any(char::is_control)
    };
    (known || [HEAD, SUMS, LIST, "index.txt", "index.html"].contains(&path)) && path.split('/').all(plain)
}
