//! The list before packing in words: for a terminal, on paper, for a program. In: lines. Out: texts.

use crate::cmd::desk::Desk;
use crate::embedded;
use crate::release::{Line, State, Told, sheet};
use crate::words::Words;

/// Cases of a line that are shown.
const SHOWN: usize = 10;

/// A line with its words.
fn told<'a>(line: &'a Line, words: &Words) -> Told<'a> {
    let n = line.n.to_string();
    let mut cases: Vec<String> = line.cases.iter().filter(|case| !case.is_empty()).take(SHOWN).cloned().collect();
    if line.cases.len() > SHOWN {
        let more = (line.cases.len() - SHOWN).to_string();
        cases.push(words.fill("preflight.more", [("n", more.as_str())]));
    }
    Told {
        line,
        mark: words.get(&format!("preflight.mark-{}", line.state.as_str())),
        name: words.get(&format!("preflight.name.{}", line.key)),
        sentence: words.fill(&format!("preflight.say.{}-{}", line.key, line.state.as_str()), [("n", n.as_str())]),
        cases,
    }
}

fn summary(lines: &[Line], words: &Words) -> String {
    let count = |state| lines.iter().filter(|line| line.state == state).count().to_string();
    let (must, remind, good) = (count(State::Must), count(State::Remind), count(State::Good));
    let key = if must == "0" { "preflight.ready" } else { "preflight.not-ready" };
    words.fill(key, [("must", must.as_str()), ("remind", &remind), ("good", &good)])
}

fn line_text(line: &Line, words: &Words) -> String {
    let told = told(line, words);
    let args = [("mark", told.mark.as_str()), ("name", &told.name), ("sentence", &told.sentence)];
    let cases: String = told.cases.iter().map(|case| format!("      {}\n", case.replace('\n', "\n      "))).collect();
    words.fill("preflight.line", args) + "\n" + &cases
}

/// All lines and the sum.
pub(super) fn text(desk: &Desk<'_>, lines: &[Line]) -> String {
    let all: String = lines.iter().map(|line| line_text(line, desk.words())).collect();
    all + &summary(lines, desk.words()) + "\n"
}

/// Only what is not in order; empty where everything is.
pub(super) fn open(desk: &Desk<'_>, lines: &[Line]) -> String {
    let open = lines.iter().filter(|line| line.state != State::Good);
    open.map(|line| line_text(line, desk.words())).collect()
}

/// For a program.
pub(super) fn json(desk: &Desk<'_>, lines: &[Line]) -> String {
    let words = desk.words();
    let entry = |line: &Line| {
        let told = told(line, words);
        serde_json::json!({
            "key": line.key, "state": line.state, "n": line.n, "name": told.name, "sentence": told.sentence, "cases": line.cases,
            "stops": line.stops,
        })
    };
    let entries: Vec<serde_json::Value> = lines.iter().map(entry).collect();
    serde_json::to_string_pretty(&entries).expect("lines are plain data") + "\n"
}

/// To print.
pub(super) fn page(desk: &Desk<'_>, lines: &[Line]) -> String {
    let words = desk.words();
    let all: Vec<Told<'_>> = lines.iter().map(|line| told(line, words)).collect();
    let style = embedded::theme("gov").remove("assets/preflight.css").unwrap_or_default();
    let style = String::from_utf8(style).expect("the built-in style is UTF-8");
    let (title, sign) = (words.get("preflight.title"), words.get("preflight.sign"));
    sheet(&words.lang, &title, &summary(lines, words), &all, &sign, &style)
}
