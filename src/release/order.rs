//! In which order files go up, and how they are cut into parts. A site of which only the first files arrived must never be worse than the
//! old one: styles and scripts first, since new ones know old pages; then the log, which is signed and by which everything else can be
//! judged; then draws and tables, then pages, the first page, and the manifest at the very end. In: paths and sizes. Out: paths in order.

use crate::output::MANIFEST;
use std::collections::BTreeMap;

/// Bytes of an empty zip: the record at its end.
const EMPTY: u64 = 22;

/// A file that alone is larger than a part may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    /// Its path.
    pub path: String,
    /// Bytes of a zip that holds it alone.
    pub bytes: u64,
}

/// Where a file stands in the order; files that are of no use without each other share a name.
fn rank(path: &str) -> (u8, String) {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    let own = || path.to_owned();
    let is_record = ends(&[".txt", ".csv"]);
    match path {
        MANIFEST => (7, own()),
        "index.html" => (6, own()),
        "feed.xml" | "sitemap.xml" => (5, own()),
        _ if path.starts_with("assets/") || ends(&[".css", ".js", ".svg", ".png"]) => (0, own()),
        _ if path.starts_with("log/records/") => (1, own()),
        _ if path.starts_with("log/") && ends(&[".txt"]) => (2, "log/".to_owned()),
        _ if path.starts_with("draws/") && is_record => {
            (3, path.rsplit_once('/').map_or_else(own, |(folder, _)| folder.to_owned()))
        }
        _ if ends(&[".html"]) => (4, own()),
        _ => (3, own()),
    }
}

/// Paths in the order of the upload.
pub fn in_order<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut keyed: Vec<((u8, String), &str)> = paths.into_iter().map(|path| (rank(path), path)).collect();
    keyed.sort();
    keyed.into_iter().map(|(_, path)| path).collect()
}

/// Cuts files into parts none of which is larger than `limit` bytes as a zip. Files that belong together stay in one part where they fit
/// into one. `sizes`: bytes of a zip that holds the file alone, by path. Errors: files larger than a part.
pub fn parts(sizes: &BTreeMap<String, u64>, limit: u64) -> Result<Vec<Vec<String>>, Vec<TooLarge>> {
    let large = sizes.iter().filter(|(_, bytes)| **bytes > limit);
    let large: Vec<TooLarge> = large.map(|(path, bytes)| TooLarge { path: path.clone(), bytes: *bytes }).collect();
    if !large.is_empty() {
        return Err(large);
    }
    let mut units: BTreeMap<(u8, String), Vec<&str>> = BTreeMap::new();
    for path in sizes.keys() {
        units.entry(rank(path)).or_default().push(path);
    }
    let weight = |path: &str| sizes[path].saturating_sub(EMPTY);
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut room = 0;
    for unit in units.into_values() {
        let all: u64 = unit.iter().map(|path| weight(path)).sum();
        let pieces: Vec<Vec<&str>> = match all + EMPTY > limit {
            true => unit.into_iter().map(|path| vec![path]).collect(),
            false => vec![unit],
        };
        for piece in pieces {
            let needed: u64 = piece.iter().map(|path| weight(path)).sum();
            if parts.is_empty() || needed > room {
                parts.push(Vec::new());
                room = limit - EMPTY;
            }
            room -= needed;
            let part = parts.last_mut().expect("a part was begun");
            part.extend(piece.into_iter().map(str::to_owned));
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 11] = [
        "SHA256SUMS.txt",
        "assets/site.css",
        "data/objects.csv",
        "draws/2026q1-key/commit.txt",
        "draws/2026q1-key/index.html",
        "draws/2026q1-key/roster.csv",
        "feed.xml",
        "index.html",
        "log/checkpoint.txt",
        "log/entries.txt",
        "log/records/0.csv",
    ];

    #[test]
    fn assets_come_first_and_the_manifest_last() {
        let order = [
            "assets/site.css",
            "log/records/0.csv",
            "log/checkpoint.txt",
            "log/entries.txt",
            "data/objects.csv",
            "draws/2026q1-key/commit.txt",
            "draws/2026q1-key/roster.csv",
            "draws/2026q1-key/index.html",
            "feed.xml",
            "index.html",
            "SHA256SUMS.txt",
        ];
        assert_eq!(in_order(PATHS), order);
    }

    #[test]
    fn parts_hold_every_file_once_in_order_and_no_draw_is_torn() {
        let sizes: BTreeMap<String, u64> = PATHS.iter().map(|path| ((*path).to_owned(), 122)).collect();
        for limit in [122, 250, 322, 522, 5000] {
            let cut = parts(&sizes, limit).expect("every file fits");
            let all: Vec<&str> = cut.iter().flatten().map(String::as_str).collect();
            assert_eq!(all, in_order(PATHS), "{limit}");
            assert!(cut.iter().all(|part| 22 + 100 * part.len() as u64 <= limit), "{limit}");
            let holds = |path: &str| cut.iter().position(|part| part.iter().any(|own| own == path));
            if limit >= 222 {
                assert_eq!(holds("log/checkpoint.txt"), holds("log/entries.txt"), "{limit}");
                assert_eq!(holds("draws/2026q1-key/commit.txt"), holds("draws/2026q1-key/roster.csv"), "{limit}");
            }
        }
        let found = parts(&sizes, 121).expect_err("no file fits");
        assert_eq!((found.len(), found[0].bytes), (PATHS.len(), 122));
    }
}
