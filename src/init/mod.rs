//! A fresh county's folder. In: answers (keys of `site.toml`) and a moment. Out: the files of the folder as bytes, or every fault of the
//! answers. Pure; never asks, never writes, never makes up a name, a number or a row of a register.

mod answers;

pub use answers::{Answers, QUESTIONS, Question, Shape};

use crate::diag::{Report, Severity};
use crate::load;
use crate::model::{InspectorNaming, Time};
use std::collections::BTreeMap;
use std::path::Path;

const SITE: &str = include_str!("text/site.toml");
const NEXT: &str = include_str!("text/next.txt");
const IGNORED: &str = include_str!("text/gitignore");

/// Drafts of the pages, each with a paragraph that says what is left to do.
const PAGES: [(&str, &str); 4] = [
    ("about", include_str!("text/about.md")),
    ("complaints", include_str!("text/complaints.md")),
    ("limits", include_str!("text/limits.md")),
    ("privacy", include_str!("text/privacy.md")),
];

/// What is the same in every county: the laws the items rest on, and the holidays that the State Council has announced.
const KNOWN: [(&str, &str); 4] = [
    ("laws.csv", include_str!("../../content/laws.csv")),
    ("calendar/2024.csv", include_str!("../../content/calendar/2024.csv")),
    ("calendar/2025.csv", include_str!("../../content/calendar/2025.csv")),
    ("calendar/2026.csv", include_str!("../../content/calendar/2026.csv")),
];

/// Tables that begin with their headings alone.
const TABLES: [&str; 12] = [
    "events/exempt.csv",
    "events/special.csv",
    "events/superior.csv",
    "items.csv",
    "pushes.csv",
    "reasons.csv",
    "registry/auxiliary.csv",
    "registry/changes.csv",
    "registry/inspectors.csv",
    "registry/objects.csv",
    "registry/recusals.csv",
    "replies.csv",
];

/// The bytes a spreadsheet program knows UTF-8 by.
const MARK: &str = "\u{feff}";

/// Names of the files beside `content/`.
pub const BESIDE: [&str; 2] = [".gitignore", "使用说明.txt"];

/// The files of a new folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// By path below `content/`.
    pub content: BTreeMap<String, Vec<u8>>,
    /// By name in the folder itself.
    pub beside: BTreeMap<String, Vec<u8>>,
}

/// The files for these answers. `root`: the folder they are for, which holds nothing yet; `moment` stands as the time of the page drafts, which the clerk corrects when she publishes them.
/// Errors: the answers are not yet those of a county, as `site.toml` would be refused.
pub fn folder(answers: &Answers, moment: Time, root: &Path) -> Result<Folder, Report> {
    let mut values = answers.texts();
    values.insert("moment".into(), moment.format("%Y-%m-%d %H:%M").to_string());
    values.insert("years".into(), years());
    values.insert("privacy.sentence".into(), naming(answers.naming()).to_owned());
    let mut content = BTreeMap::new();
    content.insert("site.toml".to_owned(), fill(SITE, &answers.literals()).into_bytes());
    for (path, text) in KNOWN {
        content.insert(path.to_owned(), marked(text));
    }
    for path in TABLES {
        let columns = load::columns(path).expect("a table of the list is declared");
        let text = load::with_rows(path, columns, None, &[])?;
        content.insert(path.to_owned(), marked(&text));
    }
    for (slug, text) in PAGES {
        content.insert(format!("pages/{slug}.md"), fill(text, &values).into_bytes());
    }
    // Notepad shows the lines of a text as such only with CR LF in some of its versions.
    let next = fill(NEXT, &values).replace('\n', "\r\n");
    let beside =
        BTreeMap::from([(BESIDE[0].to_owned(), IGNORED.as_bytes().to_vec()), (BESIDE[1].to_owned(), marked(&next))]);
    let mut read = load::load_over(root, &content).report;
    // The plan is the clerk's next work, not a fault of the new folder.
    read.diagnostics.retain(|fault| fault.severity == Severity::Error && fault.code != "MC0116");
    if read.has_errors() {
        return Err(read);
    }
    Ok(Folder { content, beside })
}

fn marked(text: &str) -> Vec<u8> {
    format!("{MARK}{}", text.trim_start_matches(MARK)).into_bytes()
}

/// Years whose holidays are known, as a sentence has them.
fn years() -> String {
    let all: Vec<&str> =
        KNOWN.iter().filter_map(|(path, _)| path.strip_prefix("calendar/")?.strip_suffix(".csv")).collect();
    all.join("、")
}

fn naming(naming: InspectorNaming) -> &'static str {
    match naming {
        InspectorNaming::Full => "检查人员公布姓名和执法证号。",
        InspectorNaming::Surname => "检查人员公布执法证号和姓氏。",
        InspectorNaming::Number => "检查人员只公布执法证号。",
    }
}

/// `{key}` replaced in one pass: a value is never searched for keys. Braces around anything else stay.
fn fill(text: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}').and_then(|(key, tail)| Some((values.get(key)?, tail))) {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out + rest
}
