//! Commands that work at once in one folder: what each says is what it has done, and nothing that one has written is taken back by another.

use crate::draw_commands::bureau;
use crate::support::{mingchou, read_folder};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Stdio};

const TABLE: &str = "content/registry/objects.csv";

/// Begins to import a list with one firm more.
fn import(root: &Path, lang: &str, number: usize, more: &[&str]) -> Child {
    let list = root.join(format!("new{number}.csv"));
    let heading = "主体名称,统一社会信用代码,乡镇,单位地址,类别,状态,入库日期";
    fs::write(&list, format!("{heading}\n示例新{number}厂,,古绛镇,示例路6号,一般排污单位,正常,2026-01-25\n")).unwrap();
    let mut command = mingchou();
    command.arg("--root").arg(root).args(["--lang", lang, "import", "objects"]).arg(list);
    command.args(["--add", "--accept", "all", "--reason", "新建投产", "--evidence", "示例文〔2026〕1号"]);
    command.args(["--at", "2026-01-26T09:00:00+08:00"]).args(more);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(child: Child) -> (i32, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// A sentence of imports.
fn word(lang: &str, key: &str) -> String {
    let file = format!("themes/gov/words/{}/import.toml", if lang == "zh" { "zh-CN" } else { lang });
    let words: toml::Table = fs::read_to_string(file).unwrap().parse().unwrap();
    words["cli"]["import"][key].as_str().unwrap().to_owned()
}

/// Lets an import read everything, up to its last question.
fn asked(child: &mut Child, question: &str) {
    let (mut said, mut byte) = (Vec::new(), [0]);
    while !said.ends_with(question.as_bytes()) {
        child.stdout.as_mut().unwrap().read_exact(&mut byte).unwrap();
        said.push(byte[0]);
    }
}

#[test]
fn what_another_command_has_written_meanwhile_is_not_taken_back() {
    let dir = bureau();
    let root = dir.path();
    let place = root.canonicalize().unwrap();
    for (number, lang, answer, wanted) in [
        (
            1,
            "en",
            "yes\n",
            "DIR/content/registry/objects.csv was changed while this command was working, by another command or by hand, so nothing was \
             written. Run the command again: it then works with what stands there now.\n",
        ),
        (
            3,
            "zh",
            "是\n",
            "这个命令运行期间，DIR/content/registry/objects.csv 被另一个命令或者手工改过，所以什么都没有写。请再运行一次，它会按现在的内容来做。\n",
        ),
    ] {
        let mut slow = import(root, lang, number, &[]);
        asked(&mut slow, &word(lang, "write"));
        let table = fs::read_to_string(root.join(TABLE)).unwrap();
        if lang == "en" {
            assert_eq!(ended(import(root, "en", number + 1, &["--no-questions"])), (0, String::new()));
        } else {
            // A clerk saves the table in a spreadsheet program.
            fs::write(root.join(TABLE), table.replace("示例路1号", "示例路9号")).unwrap();
        }
        let before = read_folder(root);
        slow.stdin.take().unwrap().write_all(answer.as_bytes()).unwrap();
        let (code, said) = ended(slow);
        let said = said.replace(place.to_str().unwrap(), "DIR");
        // A step writes several files; the first of them is told.
        let said = said.replace("registry/changes.csv", "registry/objects.csv");
        assert_eq!((code, said.as_str()), (3, wanted));
        assert_eq!(read_folder(root), before);
    }
    assert_eq!(ended(import(root, "en", 1, &["--no-questions"])), (0, String::new()));
    let table = fs::read_to_string(root.join(TABLE)).unwrap();
    assert!(["示例新1厂", "示例新2厂", "示例路9号"].iter().all(|text| table.contains(text)), "{table}");
}

#[test]
fn of_many_imports_at_once_those_that_say_done_are_done() {
    let dir = bureau();
    let begun: Vec<Child> = (1..=6).map(|number| import(dir.path(), "en", number, &["--no-questions"])).collect();
    let ends: Vec<(i32, String)> = begun.into_iter().map(ended).collect();
    let table = fs::read_to_string(dir.path().join(TABLE)).unwrap();
    for ((code, said), number) in ends.iter().zip(1..) {
        let is_there = table.contains(&format!("示例新{number}厂"));
        assert_eq!(*code == 0, is_there, "{number}: {said}");
        let told = ["Another command is writing; wait until it ends", " was changed while this command was working"];
        assert!(*code == 0 || (*code == 3 && told.iter().any(|text| said.contains(text))), "{number}: {said}");
    }
    // All may have been in each other's way; then nothing is there, and the next is not in anybody's.
    assert_eq!(ended(import(dir.path(), "en", 7, &["--no-questions"])), (0, String::new()));
}
