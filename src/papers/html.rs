//! HTML of the papers: one page that holds its own style, tables of text, boxes to tick. In: text. Out: escaped HTML.

use super::say::Say;
use std::fmt::Write;

/// Text as HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What a page of paper is called in its foot: the part of the page by its id, none for the whole of it, and the words.
pub(super) type Foot = (Option<String>, String);

/// A whole page. It needs no script and nothing beside it; its style stands in it, because it is no part of the site.
pub(super) fn page(say: &Say<'_>, title: &str, css: &str, feet: &[Foot], body: &str) -> String {
    let number = say.raw("page-number", &[]);
    // `{page}` and `{pages}` are counters of the printed page; the words around them are the sentence's own.
    let quoted = |text: &str| format!("\"{}\"", text.replace(['"', '\\', '\n', '<'], ""));
    let content = match number.split_once("{page}").and_then(|(a, rest)| Some((a, rest.split_once("{pages}")?))) {
        Some((before, (between, after))) => {
            format!("{} counter(page) {} counter(pages) {}", quoted(before), quoted(between), quoted(after))
        }
        None => "counter(page) \" / \" counter(pages)".to_owned(),
    };
    let mut named = String::new();
    for (part, words) in feet {
        let content = quoted(words);
        let _ = match part {
            Some(id) => writeln!(named, "#{id}{{page:{id}}}@page {id}{{@bottom-left{{content:{content}}}}}"),
            None => writeln!(named, "@page{{@bottom-left{{content:{content}}}}}"),
        };
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"renderer\" content=\"webkit\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{title}</title>\n<style>\n{css}@page{{@bottom-right{{content:{content}}}}}\n{named}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        lang = say.words.lang,
        title = escaped(title),
        css = css.replace("</", "<\\/"),
    )
}

/// A table of two columns of facts, two facts a row; a fact that is wide takes the row. Values are HTML.
pub(super) fn facts(rows: &[(String, String, bool)]) -> String {
    let mut out = String::from("<table class=\"facts\"><tbody>\n");
    let mut half: Option<&(String, String, bool)> = None;
    let wide = |out: &mut String, (label, value, _): &(String, String, bool)| {
        let _ = writeln!(out, "<tr><th scope=\"row\">{}</th><td colspan=\"3\">{value}</td></tr>", escaped(label));
    };
    for row in rows {
        match half.take() {
            Some(first) if row.2 => {
                wide(&mut out, first);
                wide(&mut out, row);
            }
            Some(first) => {
                let cell = |(label, value, _): &(String, String, bool)| {
                    format!("<th scope=\"row\">{}</th><td>{value}</td>", escaped(label))
                };
                let _ = writeln!(out, "<tr>{}{}</tr>", cell(first), cell(row));
            }
            None if row.2 => wide(&mut out, row),
            None => half = Some(row),
        }
    }
    if let Some(first) = half {
        wide(&mut out, first);
    }
    out.push_str("</tbody></table>\n");
    out
}

/// A table with headings. Headings are text, cells are HTML.
pub(super) fn table(class: &str, heads: &[String], rows: &[Vec<String>]) -> String {
    let mut out = format!("<table class=\"{class}\"><thead><tr>");
    heads.iter().for_each(|head| out.push_str(&format!("<th scope=\"col\">{}</th>", escaped(head))));
    out.push_str("</tr></thead><tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        row.iter().for_each(|cell| out.push_str(&format!("<td>{cell}</td>")));
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
    out
}

/// A box to tick, with its words.
pub(super) fn tick(words: &str) -> String {
    format!("<span class=\"tick\">□&#8288;{}</span>", escaped(words))
}

/// A digest, whole, so that a search of the page finds it.
pub(super) fn digest(hex: &str) -> String {
    format!("<span class=\"digest\">{}</span>", escaped(hex))
}

/// A line to write on.
pub(super) fn blank(class: &str) -> String {
    format!("<span class=\"blank {class}\"></span>")
}
