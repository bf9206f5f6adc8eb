//! What is due as one sheet of A4 for the wall. In: lines in words, a style sheet. Out: a page that needs no other file and no script.

use std::fmt::Write;

/// A line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The last day; empty where there is none.
    pub due: String,
    /// The rule; empty where none asks for it.
    pub rule: String,
    /// What to do.
    pub text: String,
}

/// The sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Language of the words, for the browser.
    pub lang: String,
    /// Title.
    pub title: String,
    /// How many there are, and as of when.
    pub head: String,
    /// Headings of the columns: the day, the rule, what to do, done.
    pub columns: [String; 4],
    /// Groups with their lines, what is overdue first.
    pub groups: Vec<(String, Vec<Line>)>,
    /// What stands below.
    pub foot: String,
}

/// The page. `style`: the text of its sheet, which is our own.
pub fn html(page: &Page, style: &str) -> String {
    let mut out = String::new();
    let (lang, title) = (escaped(&page.lang), escaped(&page.title));
    let policy = "default-src 'none'; style-src 'unsafe-inline'";
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p class=\"head\">{}</p>\n",
        escaped(&page.head)
    );
    if !page.groups.is_empty() {
        out.push_str("<table>\n<thead><tr>");
        for heading in &page.columns {
            let _ = write!(out, "<th scope=\"col\">{}</th>", escaped(heading));
        }
        out.push_str("</tr></thead>\n");
    }
    for (heading, lines) in &page.groups {
        let _ = writeln!(out, "<tbody>\n<tr><th colspan=\"4\" scope=\"rowgroup\">{}</th></tr>", escaped(heading));
        for line in lines {
            let (due, rule, text) = (escaped(&line.due), escaped(&line.rule), escaped(&line.text));
            let _ = writeln!(out, "<tr><td>{due}</td><td>{rule}</td><td>{text}</td><td class=\"box\">□</td></tr>");
        }
        out.push_str("</tbody>\n");
    }
    if !page.groups.is_empty() {
        out.push_str("</table>\n");
    }
    let _ = writeln!(out, "<p class=\"foot\">{}</p>\n</main>\n</body>\n</html>", escaped(&page.foot));
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
