//! `mingchou` without a command: the menu, what is printed where nobody can choose, and a folder that is no bureau's.

use crate::draw_commands::bureau;
use crate::support::mingchou;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

/// Runs with fed lines. Out: exit code, standard output, standard error.
fn run(root: &Path, lang: &str, words: &[&str], answers: &[&str]) -> (i32, String, String) {
    let mut command = mingchou();
    command.arg("--root").arg(root).args(["--lang", lang]).args(words);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for answer in answers {
        if writeln!(stdin, "{answer}").is_err() {
            break;
        }
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&root.display().to_string(), "ROOT");
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A bureau whose day is pinned.
fn pinned() -> tempfile::TempDir {
    let dir = bureau();
    let path = dir.path().join("content/site.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("as_of = \"2026-11-20\""));
    std::fs::write(path, text.replace("as_of = \"2026-11-20\"", "as_of = \"2026-02-02\"")).unwrap();
    dir
}

#[test]
fn without_a_terminal_it_says_what_is_due_and_ends() {
    let dir = pinned();
    let mut said = String::new();
    for lang in ["zh", "en"] {
        let (code, out, err) = run(dir.path(), lang, &[], &["1"]);
        assert_eq!(code, 2);
        said.push_str(&format!("{out}{err}\n"));
    }
    snapbox::assert_data_eq!(said, snapbox::file!["snapshots/menu-piped.txt"].raw());
}

#[test]
fn a_choice_runs_and_the_menu_comes_again() {
    let dir = pinned();
    let (code, out, err) = run(dir.path(), "zh", &["menu"], &["99", "3", "11", ""]);
    assert_eq!(code, 0, "{err}");
    snapbox::assert_data_eq!(out + &err, snapbox::file!["snapshots/menu.zh-CN.txt"].raw());
}

#[test]
fn no_bureau_no_errand() {
    let dir = tempfile::tempdir().unwrap();
    let (code, out, err) = run(dir.path(), "zh", &["menu"], &[""]);
    assert_eq!((code, err.as_str()), (0, ""));
    let first = "\nROOT 里没有 content/，这不是一个分局的文件夹。请先进入分局的文件夹再运行，或者：\n";
    assert!(
        out.starts_with(first) && out.contains("写一个演示县看看（demo）") && out.contains("看全部命令（--help）"),
        "{out}"
    );
    let (code, out, err) = run(dir.path(), "zh", &["menu"], &[]);
    assert_eq!((code, err.as_str()), (2, "输入到这里就结束了，什么都没有选。\n"), "{out}");
    let (code, out, err) = run(dir.path(), "zh", &[], &[]);
    let hint =
        "没有写命令，也没有人可以选。写明要做什么，例如 mingchou todo、mingchou draw；mingchou --help 有全部命令。\n";
    assert_eq!((code, out.as_str(), err.as_str()), (2, "", hint));
}

#[test]
fn tables_with_faults_still_have_a_menu() {
    let dir = pinned();
    std::fs::write(dir.path().join("content/items.csv"), "x\n").unwrap();
    let (code, out, _) = run(dir.path(), "zh", &["menu"], &[""]);
    assert_eq!(code, 0);
    assert!(out.contains("表格里有错，还说不出要办什么") && out.contains("检查表格（check）"), "{out}");
}
