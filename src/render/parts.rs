//! View structs of the components in `components.html`, so that every page fills them alike.

use crate::model::sha256_hex;
use serde::Serialize;

/// A row of a facts list (`<dl>`).
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// What.
    pub label: String,
    /// The value; an empty one is shown as 无, never left out.
    pub value: String,
    /// Address from the root, if the value leads somewhere.
    pub href: Option<String>,
    /// A small explanation below the value.
    pub note: Option<String>,
    /// Whether the value is code or a digest, to be set in fixed width.
    pub code: bool,
}

impl Fact {
    /// A plain fact.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), href: None, note: None, code: false }
    }

    /// That leads somewhere.
    #[must_use]
    pub fn to(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// With an explanation.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// A digest or a file's own value.
    pub fn code(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { code: true, ..Self::new(label, value) }
    }
}

/// A file to download, with what a reader needs to check it.
#[derive(Debug, Clone, Serialize)]
pub struct Download {
    /// File name as shown.
    pub name: String,
    /// What it is, in words.
    pub about: String,
    /// Address from the page.
    pub href: String,
    /// Ending in capitals: `CSV`, `TXT`.
    pub kind: String,
    /// Size in words.
    pub size: String,
    /// SHA-256, 64 hex digits.
    pub sha256: String,
}

impl Download {
    /// Of bytes that stand at `href`.
    pub fn of(name: &str, about: impl Into<String>, href: impl Into<String>, bytes: &[u8]) -> Self {
        let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind).to_ascii_uppercase();
        Self {
            name: name.to_owned(),
            about: about.into(),
            href: href.into(),
            kind,
            size: size(bytes.len()),
            sha256: sha256_hex(bytes),
        }
    }
}

/// `812 B`, `23.4 KB`, `1.2 MB` (thousands, as file managers of hosts write it).
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{}.{} KB", bytes / 1000, bytes % 1000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Pages of a long list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// This page, from 1.
    pub current: usize,
    /// Number of pages.
    pub total: usize,
    /// First, last and the neighbours, by number, with the address from the root; a gap is a link without an address.
    pub links: Vec<PagerLink>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A number in a pager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagerLink {
    /// Number of the page; 0 for a gap.
    pub number: usize,
    /// Address from the root.
    pub href: Option<String>,
}

/// Rows on a page of a long list (ecosystem.md 4).
pub const ROWS: usize = 200;

/// Where page `number` (from 1) of the list `dir/index.html` stands.
pub fn list_page(dir: &str, number: usize) -> String {
    match number {
        1 => format!("{dir}/index.html"),
        _ => format!("{dir}/page-{number}.html"),
    }
}

/// Rows of the longest table that is one part of a page.
const WHOLE: usize = 600;
/// Rows on each page of a table that is longer than that.
const PART: usize = 300;

/// How many rows of a table of so many stand on a page that shows other things, too.
pub(super) fn part_of(rows: usize) -> usize {
    if rows > WHOLE { PART } else { WHOLE }
}

/// On how many pages a table of so many rows stands; an empty one still has its page.
pub(super) fn parts_of(rows: usize) -> usize {
    rows.div_ceil(part_of(rows)).max(1)
}

impl Pager {
    /// The pager of page `current` of `total`; none if one page holds everything.
    pub fn of(dir: &str, current: usize, total: usize) -> Option<Self> {
        if total < 2 {
            return None;
        }
        let mut links = Vec::new();
        let mut last = 0;
        for number in 1..=total {
            if number != 1 && number != total && number.abs_diff(current) > 2 {
                continue;
            }
            if number > last + 1 {
                links.push(PagerLink { number: 0, href: None });
            }
            links.push(PagerLink { number, href: Some(list_page(dir, number)) });
            last = number;
        }
        let previous = (current > 1).then(|| list_page(dir, current - 1));
        let next = (current < total).then(|| list_page(dir, current + 1));
        Some(Self { current, total, links, previous, next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pager_has_gaps_and_a_short_list_has_none() {
        let pager = Pager::of("objects/general", 6, 12).expect("twelve pages");
        let numbers: Vec<usize> = pager.links.iter().map(|link| link.number).collect();
        assert_eq!(numbers, [1, 0, 4, 5, 6, 7, 8, 0, 12]);
        assert_eq!(pager.previous.as_deref(), Some("objects/general/page-5.html"));
        assert_eq!(Pager::of("objects", 2, 2).expect("two pages").previous.as_deref(), Some("objects/index.html"));
        assert_eq!(Pager::of("objects", 1, 1), None);
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!([0, 999, 1000, 23_456, 1_234_567].map(size), ["0 B", "999 B", "1.0 KB", "23.4 KB", "1.2 MB"]);
    }

    #[test]
    fn a_download_names_its_digest() {
        let file = Download::of("seed.txt", "种子", "seed.txt", b"abc");
        assert_eq!(file.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((file.kind.as_str(), file.size.as_str()), ("TXT", "3 B"));
    }
}
