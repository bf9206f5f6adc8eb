//! A page of the site taken out of the site. In: the page's HTML, made by our own templates, so that every text in it is escaped.
//! Out: its `<main>`, with links that do not need the site: within the page, absolute where the site has an address, otherwise
//! plain text. Nothing in it asks for another file.

use std::collections::BTreeMap;

/// Elements that ask for another file or run something; they go, with what is in them.
const GONE: [&str; 5] = ["script", "iframe", "object", "embed", "link"];
/// Attributes that name another file.
const FOREIGN: [&str; 9] =
    ["action", "background", "data", "data-worker", "formaction", "poster", "src", "srcset", "xlink:href"];

/// What is inside `<main>`. None where a page has none.
pub(super) fn main_of(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("<main")?;
    let (_, inside) = rest.split_once('>')?;
    inside.rsplit_once("</main>").map(|(inside, _)| inside.trim())
}

/// Paths of the scripts of a page, from the root of the site, in order.
pub(super) fn scripts_of(path: &str, page: &str) -> Vec<String> {
    let sources = page.split("<script src=\"").skip(1).filter_map(|rest| rest.split('"').next());
    sources.filter_map(|source| resolved(path, source)).collect()
}

/// Where `href` on the page `path` leads, from the root of the site. None if it leaves the site.
fn resolved(path: &str, href: &str) -> Option<String> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in href.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// How links of one page are told.
pub(super) struct Links<'p> {
    /// The page's path from the root of the site.
    pub(super) path: &'p str,
    /// Address of the site, with `/` at its end; empty if it has none.
    pub(super) base: &'p str,
    /// Files that stand in the same handout: path in the site to the id there.
    pub(super) here: BTreeMap<String, String>,
}

/// One attribute: its name, and its value as written.
type Attribute<'h> = (&'h str, Option<&'h str>);

impl Links<'_> {
    /// The HTML with every link told anew.
    pub(super) fn told(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        let mut dropped = false;
        while let Some(at) = rest.find('<') {
            out.push_str(&rest[..at]);
            let (tag, after) = tag(&rest[at..]);
            rest = after;
            let name = name_of(tag);
            if GONE.contains(&name) {
                rest = rest.split_once(&format!("</{name}>")).map_or(rest, |(_, after)| after);
            } else if name == "a" {
                let link = self.link(tag);
                dropped = link.is_none();
                out.push_str(&link.unwrap_or_default());
            } else if tag == "</a>" {
                if !dropped {
                    out.push_str(tag);
                }
                dropped = false;
            } else if name == "img" {
                out.push_str(value(&attributes(tag), "alt").unwrap_or_default());
            } else {
                out.push_str(&own(tag));
            }
        }
        out.push_str(rest);
        out
    }

    /// The opening tag of a link. None where it can lead nowhere.
    fn link(&self, tag: &str) -> Option<String> {
        let attributes = attributes(tag);
        let href = value(&attributes, "href")?;
        let outside = ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| href.starts_with(scheme));
        let to = if outside || href.starts_with('#') { href.to_owned() } else { self.address(href)? };
        let kept = attributes.iter().filter(|(name, _)| !FOREIGN.contains(name) && *name != "href");
        let others: String = kept.map(written).collect();
        Some(format!("<a href=\"{to}\"{others}>"))
    }

    /// Where a link within the site leads from a handout.
    fn address(&self, href: &str) -> Option<String> {
        let (file, fragment) = href.split_once('#').map_or((href, None), |(file, id)| (file, Some(id)));
        let to = resolved(self.path, file)?;
        if let Some(id) = self.here.get(&to) {
            return Some(format!("#{id}"));
        }
        match fragment {
            Some(id) if to == self.path => Some(format!("#{id}")),
            _ if self.base.is_empty() => None,
            Some(id) => Some(format!("{}{to}#{id}", self.base)),
            None => Some(format!("{}{to}", self.base)),
        }
    }
}

/// The tag at the beginning, and what comes after it. A `>` within quotes does not end it.
fn tag(html: &str) -> (&str, &str) {
    let mut quoted = false;
    let end = html.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    html.split_at(end.map_or(html.len(), |end| end + 1))
}

fn name_of(tag: &str) -> &str {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

fn attributes(tag: &str) -> Vec<Attribute<'_>> {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let mut rest = inside.find(char::is_whitespace).map_or("", |at| inside[at..].trim_start());
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"").and_then(|after| after.split_once('"')) {
            Some((value, after)) => (Some(value), after),
            None => (None, after),
        };
        found.push((name, value));
        // A lone `=` is no attribute and would stay for ever.
        rest = after.trim_start_matches(|c: char| c == '=' || c.is_whitespace());
    }
    found
}

fn value<'h>(attributes: &[Attribute<'h>], name: &str) -> Option<&'h str> {
    attributes.iter().find(|(key, _)| *key == name).and_then(|(_, value)| *value)
}

fn written((name, value): &Attribute<'_>) -> String {
    value.map_or_else(|| format!(" {name}"), |value| format!(" {name}=\"{value}\""))
}

/// Any other tag, without what names another file.
fn own(tag: &str) -> String {
    if tag.starts_with("</") || tag.starts_with("<!") {
        return tag.to_owned();
    }
    let attributes = attributes(tag);
    if !attributes.iter().any(|(name, _)| FOREIGN.contains(name)) {
        return tag.to_owned();
    }
    let kept: String = attributes.iter().filter(|(name, _)| !FOREIGN.contains(name)).map(written).collect();
    let end = if tag.ends_with("/>") { "/>" } else { ">" };
    format!("<{}{kept}{end}", name_of(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(base: &str) -> Links<'_> {
        let here = BTreeMap::from([("draws/a/roster.csv".to_owned(), "file-1".to_owned())]);
        Links { path: "draws/a/index.html", base, here }
    }

    #[test]
    fn links_lead_into_the_file_or_to_the_site_or_become_text() {
        let html = "<p>见<a class=\"x\" href=\"../../log/index.html#w\">日志</a>、<a href=\"roster.csv\">名单</a>、<a href=\"#drawn\">表</a>、<a href=\"index.html#drawn\">表</a></p>";
        assert_eq!(
            links("").told(html),
            "<p>见日志、<a href=\"#file-1\">名单</a>、<a href=\"#drawn\">表</a>、<a href=\"#drawn\">表</a></p>"
        );
        assert!(
            links("https://a.cn/b/")
                .told(html)
                .starts_with("<p>见<a href=\"https://a.cn/b/log/index.html#w\" class=\"x\">日志</a>")
        );
    }

    #[test]
    fn nothing_asks_for_another_file() {
        let html = "<section id=\"c\" data-worker=\"../w.js\"><img alt=\"图\" src=\"a.png\"><script src=\"b.js\"></script><iframe src=\"c\">x</iframe><form action=\"d\"><input hidden></form></section>";
        assert_eq!(links("").told(html), "<section id=\"c\">图<form><input hidden></form></section>");
    }

    #[test]
    fn what_is_inside_main_and_which_scripts_follow() {
        let page = "<body><main id=\"main\">\n<h1>a</h1>\n</main><script src=\"../../assets/a.js\"></script><script src=\"files.js\"></script>";
        assert_eq!(main_of(page), Some("<h1>a</h1>"));
        assert_eq!(main_of("<body>"), None);
        assert_eq!(scripts_of("draws/a/index.html", page), ["assets/a.js", "draws/a/files.js"]);
        assert_eq!(resolved("a/b.html", "../../c"), None);
    }
}
