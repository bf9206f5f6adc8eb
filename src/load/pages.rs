//! `pages/*.md`. In: front matter between `+++` lines, then Markdown. Out: pages whose HTML holds no tag, attribute or address
//! the Markdown itself could not make. Never lets raw HTML through: it becomes text.

use super::folder::Folder;
use super::keys::{Form, Key, keys, may, need, text};
use super::raw::Raw;
use super::sheet::shown;
use crate::diag::{Diagnostic, Place, Report};
use crate::model::{is_word, parse_minute};
use crate::site::Page;
use crate::source::Source;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, html};
use std::ops::Range;

/// What a page says that is not finished.
pub(crate) const DRAFT: &str = "待完善";

const FRONT: &[Key] = &[
    need("title", Form::Filled),
    may("order", Form::Number(-1_000_000, 1_000_000)),
    need("published_at", Form::Minute),
];

/// Reads every page, by order and file name.
pub(super) fn pages(folder: &mut Folder, raw: &mut Raw) {
    for name in folder.below("content/pages/") {
        let Some(slug) = name.strip_suffix(".md") else { continue };
        let path = format!("content/pages/{name}");
        let Some(source) = folder.source(&path, true, &mut raw.report) else { continue };
        if !is_word(slug) {
            raw.report.push(Diagnostic::error("MC0405", Place::file(&path)).value(slug));
            continue;
        }
        raw.pages.extend(page(&source, slug, &mut raw.report));
    }
    raw.pages.sort_by(|a, b| (a.order, &a.slug).cmp(&(b.order, &b.slug)));
}

fn page(source: &Source, slug: &str, report: &mut Report) -> Option<Page> {
    let (front, body) = split(source, report)?;
    let table = keys(source, front, FRONT, report)?;
    let html = html_of(source, body, report);
    if let Some(at) = source.text.find(DRAFT) {
        report.push(Diagnostic::warning("MC1101", source.place(at..at + DRAFT.len())));
    }
    Some(Page {
        slug: slug.to_owned(),
        title: text(&table, "title")?,
        order: table.get("order").and_then(toml::Value::as_integer).unwrap_or_default(),
        published_at: parse_minute(&text(&table, "published_at")?)?,
        html,
    })
}

/// Where the front matter and the body stand.
fn split(source: &Source, report: &mut Report) -> Option<(Range<usize>, usize)> {
    if source.line(1) != "+++" {
        report.push(Diagnostic::error("MC0401", Place { row: 1, ..Place::file(&source.path) }));
        return None;
    }
    let mut offset = 0;
    let mut start = 0;
    for (number, line) in source.text.split_inclusive('\n').enumerate() {
        let end = offset + line.len();
        if number == 0 {
            start = end;
        } else if line.trim_end_matches(['\r', '\n']) == "+++" {
            return Some((start..offset, end));
        }
        offset = end;
    }
    report.push(Diagnostic::error("MC0402", source.place(0..3)));
    None
}

/// Markdown as HTML. Raw HTML becomes text with a warning, an unsafe address and an image a fault.
fn html_of(source: &Source, body: usize, report: &mut Report) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let parser = Parser::new_ext(&source.text[body..], options).into_offset_iter();
    let mut say = |code: &'static str, range: &Range<usize>, value: &str| {
        let place = source.place(body + range.start..body + range.end);
        let made = if code == "MC0404" { Diagnostic::warning(code, place) } else { Diagnostic::error(code, place) };
        report.push(made.value(&shown(value.trim())));
    };
    let events = parser.map(|(event, range)| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => {
            say("MC0404", &range, &raw);
            Event::Text(raw)
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let safe = is_safe(&dest_url);
            if !safe {
                say("MC0403", &range, &dest_url);
            }
            let dest_url = if safe { dest_url } else { CowStr::Borrowed("") };
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            say("MC0406", &range, &dest_url);
            let _ = dest_url;
            Event::Start(Tag::Image { link_type, dest_url: CowStr::Borrowed(""), title, id })
        }
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    marked(&out)
}

/// The page with every link to another site marked for readers and programs. Text of the page cannot look like a link: its angle
/// brackets are escaped by now.
fn marked(html: &str) -> String {
    const LINK: &str = "<a href=\"";
    let mut parts = html.split(LINK);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let scheme = part.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let outward = scheme == "http" || scheme == "https";
        out.push_str(if outward { "<a class=\"out\" rel=\"external noopener\" href=\"" } else { LINK });
        out.push_str(part);
    }
    out
}

/// An address of the web, a telephone or mail address, or a place within the site.
fn is_safe(address: &str) -> bool {
    if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') || address.starts_with("//") {
        return false;
    }
    match address.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            ["https", "http", "tel", "mailto"].contains(&scheme.to_ascii_lowercase().as_str())
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(body: &str) -> (String, Vec<&'static str>) {
        let mut report = Report::default();
        let html = html_of(&Source::new("content/pages/a.md", body.to_owned()), 0, &mut report);
        (html, report.diagnostics.iter().map(|d| d.code).collect())
    }

    #[test]
    fn raw_html_becomes_text() {
        let (html, codes) = made("a <b onclick=x>b</b>\n\n<script>alert(1)</script>\n");
        assert!(!html.contains("<script") && !html.contains("<b "), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
        assert!(codes.iter().all(|code| *code == "MC0404") && codes.len() >= 3);
    }

    #[test]
    fn links_that_leave_the_site_are_marked_and_no_others() {
        let (html, codes) = made(
            "[a](HTTPS://a.example/?b=http:c) <http://b.example> [c](index.html) [d](tel:12345) `<a href=\"https:`\n",
        );
        let out = "<a class=\"out\" rel=\"external noopener\" href=";
        assert_eq!(
            html,
            format!(
                "<p>{out}\"HTTPS://a.example/?b=http:c\">a</a> {out}\"http://b.example\">http://b.example</a> \
                 <a href=\"index.html\">c</a> <a href=\"tel:12345\">d</a> <code>&lt;a href=\"https:</code></p>\n"
            )
        );
        assert!(codes.is_empty(), "{codes:?}");
    }

    #[test]
    fn unsafe_addresses_never_come_out() {
        for bad in
            ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "vbscript:x", "//evil.example", "file:///x"]
        {
            let (html, codes) = made(&format!("[a]({bad})\n"));
            assert_eq!(codes, ["MC0403"], "{bad}");
            assert!(!html.contains(bad), "{html}");
        }
        for good in ["https://www.gov.cn/a", "../draws/index.html", "#a", "a.html?x=1:2", "tel:12369"] {
            assert_eq!(made(&format!("[a]({good})\n")).1, [""; 0], "{good}");
        }
        assert_eq!(made("![a](https://x.example/a.png)\n").1, ["MC0406"]);
    }
}
