//! The index of an archive for people who have nothing but the zip and a computer: what each file is, its checksum, how to compare it without
//! this program, until when it must be kept. In: paths and checksums. Out: a text and a page, in Chinese.

use super::About;
use crate::words::Words;

/// A file of the archive.
pub(super) struct Line {
    pub(super) path: String,
    pub(super) sha256: String,
    /// What it is.
    pub(super) about: String,
}

/// What a file is, by its place.
pub(super) fn about(path: &str, words: &Words) -> String {
    let parts: Vec<&str> = path.split('/').collect();
    let key = match parts.as_slice() {
        ["archive.txt"] => "head",
        ["archives.csv"] => "list",
        ["report", _] => "report",
        ["site", _] => "site",
        ["themes", ..] => "theme",
        ["content", "site.toml"] => "settings",
        ["content", "items.csv" | "laws.csv"] => "items",
        ["content", "plans", ..] => "plan",
        ["content", "registry", "recusals.csv"] => "recusals",
        ["content", "registry", ..] => "registry",
        ["content", "events", ..] => "events",
        ["content", "results", ..] => "results",
        ["content", "draws", ..] => "draw",
        ["content", "log", ..] => "log",
        ["content", "calendar", ..] => "calendar",
        ["content", "pages", ..] => "page",
        _ => "other",
    };
    words.get(&format!("archive.file.{key}"))
}

fn head(about: &About, words: &Words) -> Vec<String> {
    let args = [
        ("bureau", about.bureau.clone()),
        ("round", about.round.to_string()),
        ("day", about.as_of.to_string()),
        ("keep", about.keep_until().to_string()),
    ];
    let line = |number: usize| {
        words.fill(&format!("archive.index.line{number}"), args.iter().map(|(name, value)| (*name, value.as_str())))
    };
    (1..=8).map(line).collect()
}

/// `index.txt`: with a mark and CRLF, for the Notepad of any Windows.
pub(super) fn text(lines: &[Line], about: &About, words: &Words) -> String {
    let mut out = format!("\u{feff}{}\r\n\r\n", words.get("archive.index.title"));
    head(about, words).iter().for_each(|line| out.push_str(&format!("{line}\r\n")));
    out.push_str("\r\n");
    for line in lines {
        out.push_str(&format!("{}  {}\r\n    {}\r\n", line.sha256, line.path, line.about));
    }
    out
}

/// `index.html`: the same as a page that needs nothing else.
pub(super) fn html(lines: &[Line], about: &About, words: &Words) -> String {
    let title = escaped(&words.get("archive.index.title"));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n"
    );
    head(about, words).iter().for_each(|line| out.push_str(&format!("<p>{}</p>\n", escaped(line))));
    out.push_str("<table border=\"1\">\n<tr>");
    for key in ["file", "about", "sha256"] {
        out.push_str(&format!("<th>{}</th>", escaped(&words.get(&format!("archive.index.{key}")))));
    }
    out.push_str("</tr>\n");
    for line in lines {
        let cells = [&line.path, &line.about, &line.sha256].map(|text| format!("<td>{}</td>", escaped(text)));
        out.push_str(&format!("<tr>{}</tr>\n", cells.concat()));
    }
    out.push_str("</table>\n</body>\n</html>\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
