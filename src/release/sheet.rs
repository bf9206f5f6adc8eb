//! The list before packing on paper. In: lines with their sentences, a heading, a style sheet. Out: one HTML file that needs nothing else,
//! to print on A4.

use super::{Line, State};

/// A line with its words.
#[derive(Debug)]
pub struct Told<'a> {
    /// The line.
    pub line: &'a Line,
    /// The word of its state, with its mark.
    pub mark: String,
    /// What it is about.
    pub name: String,
    /// What to say and do.
    pub sentence: String,
    /// The cases that are shown.
    pub cases: Vec<String>,
}

/// The page. `sign`: the words of the line to sign.
pub fn sheet(lang: &str, title: &str, summary: &str, lines: &[Told<'_>], sign: &str, style: &str) -> String {
    let mut rows = String::new();
    for told in lines {
        let class = match told.line.state {
            State::Good => "good",
            State::Remind => "remind",
            State::Must => "must",
        };
        let mut cases: String = told.cases.iter().map(|case| format!("<li>{}</li>", escaped(case))).collect();
        if !cases.is_empty() {
            cases = format!("<ul>{cases}</ul>");
        }
        rows.push_str(&format!(
            "<tr class=\"{class}\"><td class=\"mark\">{}</td><th scope=\"row\">{}</th><td>{}{cases}</td></tr>\n",
            escaped(&told.mark),
            escaped(&told.name),
            escaped(&told.sentence)
        ));
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <h1>{title}</h1>\n<p>{}</p>\n<table>\n{rows}</table>\n<p class=\"sign\">{}</p>\n</body>\n</html>\n",
        escaped(summary),
        escaped(sign),
        title = escaped(title),
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
