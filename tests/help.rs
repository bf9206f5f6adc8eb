//! Help and wrong arguments: every command and argument has its sentence in both languages, and a wrong argument is told in Chinese.

use crate::support::mingchou;
use clap::{Command, CommandFactory};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Arguments whose sentence stands once, below `help`.
const EVERYWHERE: [&str; 4] = ["lang", "root", "help", "version"];

/// Key → the sentence of the code, for every command and argument.
fn wanted(command: &Command, path: &str, out: &mut BTreeMap<String, String>) {
    let text = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
    out.insert(format!("{path}.about"), text(command.get_about()));
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        let key = if EVERYWHERE.contains(&id) { format!("help.{id}") } else { format!("{path}.{id}") };
        out.insert(key, text(arg.get_help()));
    }
    for inside in command.get_subcommands().filter(|inside| inside.get_name() != "help") {
        wanted(inside, &format!("{path}.{}", inside.get_name()), out);
    }
}

/// Keys below `help` of all word files of a language, without those of the page itself and of errors.
fn known(lang: &str) -> BTreeMap<String, String> {
    fn walk(prefix: &str, table: &toml::Table, out: &mut BTreeMap<String, String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => walk(&format!("{prefix}{key}."), inner, out),
                value => drop(out.insert(format!("{prefix}{key}"), value.as_str().unwrap().to_owned())),
            }
        }
    }
    let mut out = BTreeMap::new();
    for entry in std::fs::read_dir(format!("themes/gov/words/{lang}")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        walk("", &text.parse().unwrap(), &mut out);
    }
    out.retain(|key, _| key.starts_with("help.") && !key.starts_with("help.ui.") && !key.starts_with("help.error."));
    out
}

#[test]
fn every_command_and_argument_has_its_sentence_in_both_languages() {
    let mut command = mingchou::cli::Cli::command();
    command.build();
    let mut wanted_keys = BTreeMap::new();
    wanted(&command, "help", &mut wanted_keys);
    assert!(wanted_keys.len() > 100, "{}", wanted_keys.len());
    for lang in ["zh-CN", "en"] {
        let known = known(lang);
        let mut missing = String::new();
        for (key, sentence) in wanted_keys.iter().filter(|(key, _)| !known.contains_key(*key)) {
            let (table, name) = key.rsplit_once('.').unwrap();
            writeln!(missing, "[{table}] {name} = {sentence:?}").unwrap();
        }
        let idle: Vec<&String> = known.keys().filter(|key| !wanted_keys.contains_key(*key)).collect();
        assert!(missing.is_empty(), "words/{lang}/help.toml lacks, for help in that language:\n{missing}");
        assert_eq!(idle, Vec::<&String>::new(), "words/{lang}/help.toml");
    }
}

/// Runs in Chinese. Out: exit code and everything said.
fn said(words: &[&str]) -> (i32, String) {
    let output = mingchou().args(["--lang", "zh"]).args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
}

#[test]
fn wrong_arguments_are_told_in_chinese() {
    let cases: [&[&str]; 14] = [
        &["chek"],
        &["xyz"],
        &["draw", "comit"],
        &["draw", "commit", "x", "--tsk", "3"],
        &["draw", "commit", "x"],
        &["draw", "commit", "x", "--at"],
        &["build", "--as-of"],
        &["serve", "--port", "abc"],
        &["verify", "a", "--draw", "b"],
        &["check", "--json", "--json"],
        &["draw", "slip", "x", "--object", "y", "--open", "--html", "z"],
        &["demo"],
        &["demo", "a", "b"],
        &["check", "--json=1"],
    ];
    let mut all = String::new();
    for words in cases {
        let (code, text) = said(words);
        assert_eq!(code, 2, "{words:?}: {text}");
        all.push_str(&format!("$ mingchou {}\n{text}\n", words.join(" ")));
    }
    let output = mingchou().args(["--lang", "fr"]).env("LANG", "zh_CN.UTF-8").output().unwrap();
    all.push_str(&format!("$ mingchou --lang fr\n{}", String::from_utf8(output.stderr).unwrap()));
    snapbox::assert_data_eq!(all, snapbox::file!["snapshots/help-errors.zh-CN.txt"].raw());
}

#[test]
fn help_is_chinese_in_chinese_and_english_in_english() {
    let (code, top) = said(&["--help"]);
    assert_eq!(code, 0);
    let (_, commit) = said(&["draw", "commit", "--help"]);
    let (_, of_help) = said(&["help", "pack"]);
    for text in [&top, &commit, &of_help] {
        for word in ["Usage", "Options", "Commands", "Arguments", "Print", "default", "possible", "[OPTIONS]", "⟦"] {
            assert!(!text.contains(word), "{word} stands in\n{text}");
        }
        assert!(text.contains("用法：mingchou"), "{text}");
    }
    let (_, import) = said(&["import", "--help"]);
    let places = ["\n  <WHAT>\n", "\n  <FILES>...\n", "--sheet", "--lang", "--root"].map(|word| import.find(word));
    assert!(places.is_sorted() && !places.contains(&None), "{import}");
    snapbox::assert_data_eq!(commit, snapbox::file!["snapshots/help-commit.zh-CN.txt"].raw());
    let english = mingchou().args(["--lang", "en", "pack", "--help"]).output().unwrap();
    let english = String::from_utf8(english.stdout).unwrap();
    assert!(english.contains("Usage: mingchou pack [OPTIONS]") && english.contains("The zip to write"), "{english}");
}
