//! Every visible text of the site, for whoever reviews the wording (错敏词审核). In: pages. Out: one text, page by page, a line a block, with
//! what does not stand in the flow: titles, descriptions, texts of pictures, hints. Same pages, same bytes.

use super::html::{Piece, pieces};
use std::collections::BTreeSet;

/// Elements that stand in a line.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "label", "mark", "q",
    "s", "samp", "small", "span", "strong", "sub", "sup", "time", "var",
];
/// Attributes that people read or hear.
const SPOKEN: [&str; 7] = ["alt", "title", "aria-label", "placeholder", "summary", "label", "aria-description"];

/// Words of the text itself.
#[derive(Debug, Clone)]
pub struct Dump {
    /// What stands before a page's path.
    pub page: String,
    /// Before a title, and before what a page tells machines about itself.
    pub meta: String,
    /// Before what does not stand in the flow.
    pub aside: String,
}

/// The text of some pages; lines end with LF. What stands around the main part of a page is told once, where it first stands.
pub fn dump<'a>(pages: impl IntoIterator<Item = (&'a str, &'a str)>, words: &Dump) -> String {
    let mut seen = BTreeSet::new();
    let mut out = String::new();
    for (path, html) in pages {
        out.push_str(&format!("{}{path}\n", words.page));
        for (line, is_main) in lines(html, words) {
            if is_main || seen.insert(line.clone()) {
                out.push_str(&line);
                out.push('\n');
            }
        }
        out.push('\n');
    }
    out
}

/// Lines that are being collected.
#[derive(Default)]
struct Lines {
    done: Vec<(String, bool)>,
    line: String,
    is_main: bool,
}

impl Lines {
    fn end(&mut self) {
        let text = self.line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.done.push((text, self.is_main));
        }
        self.line.clear();
    }

    /// Ends the line at a block; cells of a row stay on one line.
    fn at_tag(&mut self, name: &str) {
        match name {
            "br" => self.end(),
            "td" | "th" => self.line.push_str(" | "),
            name if INLINE.contains(&name) => {}
            _ => self.end(),
        }
    }
}

/// The lines of one page, and whether they stand in its main part.
fn lines(html: &str, words: &Dump) -> Vec<(String, bool)> {
    let mut lines = Lines::default();
    let mut in_title = false;
    for piece in pieces(html) {
        match piece {
            Piece::Text(text) => {
                if in_title && lines.line.is_empty() {
                    lines.line.push_str(&words.meta);
                }
                lines.line.push_str(&text);
            }
            Piece::Close(name) => {
                in_title = false;
                lines.at_tag(&name);
                lines.is_main &= name != "main";
            }
            Piece::Open(name, attributes) => {
                lines.at_tag(&name);
                in_title = name == "title";
                lines.is_main |= name == "main";
                let is_main = lines.is_main;
                lines.done.extend(aside(&name, &attributes, words).into_iter().map(|line| (line, is_main)));
            }
        }
    }
    lines.end();
    lines.done
}

/// What a tag says beside the flow.
fn aside(name: &str, attributes: &[(String, String)], words: &Dump) -> Vec<String> {
    let value = |key: &str| attributes.iter().find(|(own, _)| own == key).map(|(_, value)| value.trim());
    if name == "meta" {
        let technical = ["viewport", "renderer", "color-scheme", "format-detection"];
        if let (Some(key), Some(content)) = (value("name").filter(|key| !technical.contains(key)), value("content")) {
            return vec![format!("{}{key}: {content}", words.meta)];
        }
        return Vec::new();
    }
    let button = matches!((name, value("type")), ("input", Some("submit" | "button" | "reset")))
        .then(|| value("value"))
        .flatten();
    let spoken = SPOKEN.iter().filter_map(|key| value(key)).chain(button);
    let spoken = spoken.filter(|text| !text.is_empty());
    spoken.map(|text| format!("{}{}", words.aside, text.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_visible_text_stands_in_the_dump_and_scripts_do_not() {
        let words = Dump { page: "== ".into(), meta: "* ".into(), aside: "+ ".into() };
        let html = "<head><meta charset=utf-8><meta name=viewport content=no><title>题 目</title><meta name=\"Description\" content=\"摘要\">\
                    <style>p{}</style></head><body><h1>抽查 <em>结果</em></h1><p title=\"提示\">一<br>二</p><img alt=\"图\" src=x>\
                    <table><tr><th>企业</th><td>甲</td></tr><tr><td>乙</td></tr></table><input type=submit value=\"查\"><input type=hidden value=no>\
                    <script>var no=1</script></body>";
        assert_eq!(
            dump([("a.html", html)], &words),
            "== a.html\n* 题 目\n* Description: 摘要\n抽查 结果\n+ 提示\n一\n二\n+ 图\n| 企业 | | 甲 |\n| 乙 |\n+ 查\n\n"
        );
        let page = |main: &str| format!("<p>框</p><main><p>{main}</p><p>框</p></main><p>脚 {main}</p>");
        let (one, two) = (page("一"), page("二"));
        assert_eq!(
            dump([("a.html", one.as_str()), ("b.html", &two)], &words),
            "== a.html\n框\n一\n框\n脚 一\n\n== b.html\n二\n框\n脚 二\n\n"
        );
    }
}
