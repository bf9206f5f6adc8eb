//! `docs/rules.md` against the program: every rule once, its title, its verbs, its function, files and codes that exist.

use crate::rules::{verbs, words};
use mingchou::check::RULES;
use std::collections::BTreeMap;
use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Rows of the table of rules: the rule, then clause, verb, function, also kept by, seen.
fn rows(text: &str) -> Vec<(&str, Vec<&str>)> {
    text.lines()
        .filter(|line| line.starts_with("| R"))
        .map(|line| {
            let mut cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            (cells.remove(0), cells)
        })
        .collect()
}

#[test]
fn every_rule_stands_once_in_order() {
    let text = read("docs/rules.md");
    let found: Vec<String> = rows(&text).into_iter().map(|(rule, _)| rule.to_owned()).collect();
    let mut wanted: Vec<String> = (1..=49).map(|n| format!("R{n}")).collect();
    wanted.insert(29, "R29a".into());
    assert_eq!(found, wanted);
}

#[test]
fn title_verbs_and_function_are_those_of_the_program() {
    let text = read("docs/rules.md");
    let rows: BTreeMap<&str, Vec<&str>> = rows(&text).into_iter().collect();
    for (rule, _) in RULES {
        let row = &rows[rule];
        let title = |lang| words(lang).get(&format!("rules.{rule}.title"));
        assert_eq!(row[0], format!("{} / {}", title("zh-CN"), title("en")), "{rule}");
        for verb in verbs(rule) {
            assert!(row[1].split(", ").any(|said| said == verb), "{rule} also says {verb}");
        }
        let (module, function) = row[2].trim_matches('`').split_once("::").unwrap_or_else(|| panic!("{rule}"));
        assert_eq!(function, rule.to_lowercase(), "{rule}");
        let source = read(&format!("src/check/rules/{module}.rs"));
        assert!(source.contains(&format!("pub(super) fn {function}(")), "{rule}: {}", row[2]);
        assert!(row[4].starts_with("`compliance/`"), "{rule}");
    }
    for (rule, row) in rows {
        if !RULES.iter().any(|(name, _)| *name == rule) {
            assert_eq!(row[2], "", "{rule} has no function");
            assert!(row[3].len() > 20, "{rule} must say what keeps it");
        }
    }
}

#[test]
fn named_files_and_codes_exist() {
    let text = read("docs/rules.md");
    let errors = read("docs/errors.md");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in text.split('`').skip(1).step_by(2).filter(|name| name.starts_with("src/")) {
        assert!(root.join(name).exists(), "{name}");
    }
    for code in text.split("MC").skip(1).map(|rest| format!("| MC{} |", &rest[..4])) {
        assert!(errors.contains(&code), "{code}");
    }
}

#[test]
fn the_nine_grounds_are_those_of_the_pages() {
    let text = read("docs/rules.md");
    for ground in 1..=9 {
        let said = |lang| words(lang).get(&format!("show.exempt.{ground}"));
        let row = format!("| {ground} | {} | {} |", said("zh-CN"), said("en"));
        assert!(text.lines().any(|line| line == row), "{row}");
    }
}
