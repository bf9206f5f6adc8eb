//! What inspections of government sites look for. In: pages and paths. Out: columns without content, names that a host may not take.

use super::html::{Piece, pieces};
use std::collections::{BTreeMap, BTreeSet};

/// Letters that a page must have in its main part.
const LEAST: usize = 20;
/// The longest name of a file that every system takes without trouble.
const LONGEST: usize = 60;

/// Whether a page is without content: nothing in its main part, or only the sentence that says so. The page for what is not there is not.
pub fn is_empty_page(path: &str, html: &str) -> bool {
    if path.ends_with("404.html") {
        return false;
    }
    let (mut inside, mut letters, mut cells, mut says_so) = (false, 0, 0, false);
    for piece in pieces(html) {
        match piece {
            Piece::Open(name, _) if name == "main" => inside = true,
            Piece::Close(name) if name == "main" => inside = false,
            Piece::Open(name, attributes) if inside => {
                cells += usize::from(matches!(name.as_str(), "td" | "dd" | "li" | "svg" | "form"));
                says_so |= attributes.iter().any(|(key, value)| key == "class" && value == "empty");
            }
            Piece::Text(text) if inside => letters += text.chars().filter(|c| !c.is_whitespace()).count(),
            _ => {}
        }
    }
    letters < LEAST || (says_so && cells == 0)
}

/// Names that some hosts or systems do not take: long ones, device names of Windows, two that differ by case only, and folders as pages of
/// other systems name them.
pub fn bad_names(paths: &BTreeSet<String>) -> Vec<String> {
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    let mut bad = BTreeSet::new();
    for path in paths {
        if let Some(other) = seen.insert(path.to_ascii_lowercase(), path) {
            bad.insert(other.clone());
            bad.insert(path.clone());
        }
        let is_bad = |part: &str| part.len() > LONGEST || is_device(part) || !part.is_ascii();
        // Versions are named by their hash; nobody types or renames them.
        let part = path.split('/').find(|part| is_bad(part));
        if part.is_some() && !path.starts_with("log/records/") {
            bad.insert(path.clone());
        }
    }
    bad.into_iter().collect()
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or("").to_ascii_lowercase();
    let numbered =
        |head: &str| stem.strip_prefix(head).is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_devices_long_names_and_twins_are_bad() {
        let paths = ["a/Con.html", "a/aux.csv", "b/com1.txt", "b/comma.txt", "C.txt", "c.txt", "d/index.html"]
            .map(str::to_owned);
        let long = format!("{}.csv", "x".repeat(60));
        let all = paths.into_iter().chain([long.clone(), format!("log/records/{}.csv", "0".repeat(64))]).collect();
        let mut wanted = vec!["C.txt", "a/Con.html", "a/aux.csv", "b/com1.txt", "c.txt", &long];
        wanted.sort_unstable();
        assert_eq!(bad_names(&all), wanted);
    }

    #[test]
    fn a_page_that_only_says_that_there_is_nothing_is_empty() {
        let page = |main: &str| format!("<header>many words of a frame here</header><main>{main}</main>");
        let long = "a sentence that is long enough to be read as content";
        let pages = [
            ("a.html".to_owned(), page("<h1>A</h1>")),
            ("b.html".to_owned(), page(&format!("<h1>B</h1><p class=\"empty\">{long}</p>"))),
            ("c.html".to_owned(), page(&format!("<p class=\"empty\">{long}</p><table><tr><td>1</td></tr></table>"))),
            ("d.html".to_owned(), page(&format!("<p>{long}</p>"))),
            ("404.html".to_owned(), page("")),
        ];
        let empty = pages.iter().filter(|(path, html)| is_empty_page(path, html)).map(|(path, _)| path.as_str());
        assert_eq!(empty.collect::<Vec<_>>(), ["a.html", "b.html"]);
    }
}
