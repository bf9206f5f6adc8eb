//! Links inside the site. In: its pages, one after the other, and paths. Out: links that lead nowhere, to the file and to the place in it.

use super::html::{Piece, pieces};
use std::collections::{BTreeMap, BTreeSet};

/// A link that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dead {
    /// The page.
    pub page: String,
    /// What its link says.
    pub target: String,
    /// The file is there; only the place in it is not.
    pub is_place: bool,
}

/// Attributes that name a file.
const LINKS: [&str; 5] = ["href", "src", "action", "data", "poster"];

/// What is kept of a page until all have been read: those of a large county together do not fit into memory beside each other.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// Places in it.
    places: BTreeSet<Box<str>>,
    /// Links to files that are not there.
    dead: BTreeSet<Box<str>>,
    /// Links to places.
    open: BTreeSet<Box<str>>,
}

impl Outline {
    /// Looks at every link of a page. `paths`: every file of the site. `base`: the site's own address, or empty.
    pub fn of(page: &str, html: &str, paths: &BTreeSet<String>, base: &str) -> Self {
        let mut outline = Self::default();
        for piece in pieces(html) {
            let Piece::Open(_, attributes) = piece else { continue };
            for (name, value) in attributes {
                match name.as_str() {
                    "id" | "name" => drop(outline.places.insert(value.into())),
                    name if LINKS.contains(&name) => outline.link(page, value, paths, base),
                    _ => {}
                }
            }
        }
        outline
    }

    fn link(&mut self, page: &str, target: String, paths: &BTreeSet<String>, base: &str) {
        let Some((file, place)) = inside(page, &target, base) else { return };
        if !paths.contains(&file) {
            self.dead.insert(target.into());
        } else if !place.is_empty() {
            self.open.insert(target.into());
        }
    }
}

/// Links that lead nowhere, by page and target. `pages`: all pages of the site, looked at with the same `base`.
pub fn dead_links(pages: &BTreeMap<String, Outline>, base: &str) -> Vec<Dead> {
    let leads_nowhere = |page: &str, target: &str| {
        let (file, place) = inside(page, target, base)?;
        pages.get(&file).filter(|known| !known.places.contains(place.as_str()))
    };
    let mut found = Vec::new();
    for (page, outline) in pages {
        let dead = |target: &str, is_place| Dead { page: page.clone(), target: target.to_owned(), is_place };
        found.extend(outline.dead.iter().map(|target| dead(target, false)));
        let open = outline.open.iter().filter(|target| leads_nowhere(page, target).is_some());
        found.extend(open.map(|target| dead(target, true)));
    }
    found.sort();
    found
}

/// File and place of a link; none where it leaves the site.
fn inside(page: &str, target: &str, base: &str) -> Option<(String, String)> {
    let own = (!base.is_empty()).then(|| target.strip_prefix(base)).flatten();
    let (folder, target) = match own {
        Some(rest) => ("", rest),
        None => (page.rsplit_once('/').map_or("", |(folder, _)| folder), target),
    };
    let scheme = target.split(['/', '?', '#']).next().unwrap_or("");
    if scheme.contains(':') || target.starts_with("//") {
        return None;
    }
    let (path, place) = target.split_once('#').unwrap_or((target, ""));
    let path = path.split('?').next().unwrap_or("");
    if path.is_empty() && own.is_none() {
        return Some((page.to_owned(), place.to_owned()));
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let mut file = parts.join("/");
    if file.is_empty() || path.ends_with('/') {
        file = format!("{file}{}index.html", if file.is_empty() { "" } else { "/" });
    }
    Some((file, place.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dead_files_and_dead_places_are_found_and_living_ones_are_not() {
        let page = |text: &str| text.to_owned();
        let pages = BTreeMap::from([
            (
                "index.html".to_owned(),
                page(
                    "<a href=\"a/b.html#here\"></a><a href=\"a/b.html#none\"></a><a href=\"a/\"></a><a href=\"https://x.cn/\"></a>\
                     <a href=\"https://own.cn/s/a/b.html\"></a><a href=\"https://own.cn/s/none.html\"></a><a href=\"#\"></a><a href=\"#me\" id=\"me\"></a>\
                     <img src=\"none.png\"><a href=\"tel:12345\"></a><a href=\"a/b.html?q=1\"></a>",
                ),
            ),
            (
                "a/b.html".to_owned(),
                page(
                    "<p id=\"here\"></p><a href=\"../index.html\"></a><a href=\"../../x.html\"></a><a href=\"c.csv\"></a>",
                ),
            ),
        ]);
        let paths: BTreeSet<String> = ["index.html", "a/b.html", "a/c.csv"].map(str::to_owned).into();
        let base = "https://own.cn/s/";
        let outline = |(page, html): (String, String)| (page.clone(), Outline::of(&page, &html, &paths, base));
        let pages = pages.into_iter().map(outline).collect();
        let found: Vec<(String, String, bool)> =
            dead_links(&pages, base).into_iter().map(|dead| (dead.page, dead.target, dead.is_place)).collect();
        let wanted = [
            ("index.html", "a/", false),
            ("index.html", "a/b.html#none", true),
            ("index.html", "https://own.cn/s/none.html", false),
            ("index.html", "none.png", false),
        ];
        assert_eq!(found, wanted.map(|(page, target, place)| (page.to_owned(), target.to_owned(), place)));
    }
}
