//! Papers of visits that are not as they were drawn: two draws of one period that chose the same objects, inspectors who changed,
//! objects that left the registry.

use crate::draw_commands::{bureau, draw, good};
use crate::draws::BALLS;
use crate::papers::{BASE, assigned, made, page, papers};
use std::fs;
use std::path::Path;

/// Everything is drawn in both classes: 100 % of five objects that belong to either.
pub(crate) fn both() -> tempfile::TempDir {
    let dir = bureau();
    let content = dir.path().join("content");
    let change = |path: &str, from: &str, to: &str| {
        let path = content.join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replace(from, to)).unwrap();
    };
    change("registry/objects.csv", ",重点排污单位,,,正常", ",重点排污单位;一般排污单位,,,正常");
    change("plans/2026/v1/tasks.csv", ",25%,", ",100%,");
    let tasks = content.join("plans/2026/v1/tasks.csv");
    let text = fs::read_to_string(&tasks).unwrap();
    let key = text.lines().last().unwrap().to_owned();
    let general =
        key.replace("key-2026", "general-2026").replace("重点排污单位", "一般排污单位").replace(",1,一般", ",2,一般");
    fs::write(&tasks, format!("{text}{general}\n")).unwrap();
    dir
}

/// Commits and seals a draw of the first quarter at a minute of 2 February.
fn run(root: &Path, class: &str, minute: u32) {
    commit(root, class, minute);
    seal(root, class, minute);
}

pub(crate) fn commit(root: &Path, class: &str, minute: u32) {
    let (name, task) = (format!("2026q1-{class}"), format!("{class}-2026"));
    let at = format!("2026-02-02T10:{minute:02}:00+08:00");
    let beacon = "kl8:2026033:2026-02-02T21:30:00+08:00";
    good(root, &["commit", &name, "--task", &task, "--period", "2026q1", "--beacon", beacon, "--at", &at]);
}

pub(crate) fn seal(root: &Path, class: &str, minute: u32) {
    let at = format!("2026-02-02T22:{minute:02}:00+08:00");
    let value = format!("kl8:2026033={BALLS}");
    let name = format!("2026q1-{class}");
    good(root, &["seal", &name, "--beacon", &value, "--evidence", "kl8=paper-p2", "--at", &at]);
}

#[test]
fn an_object_drawn_twice_is_visited_once_with_all_items_of_both() {
    let dir = both();
    let root = dir.path();
    run(root, "key", 1);
    run(root, "general", 2);
    let (code, _, err) = draw(root, "zh", &["papers", "2026q1-key", "--base", BASE]);
    assert_eq!(code, 0);
    let remarks: Vec<&str> = err.lines().filter(|line| line.starts_with("提醒")).collect();
    assert_eq!(remarks.len(), 5, "{err}");
    assert!(remarks[0].starts_with("提醒[MC1025]: 示例厂"), "{err}");
    assert!(
        remarks[0].ends_with("在 2026q1-key 和 2026q1-general 里都被抽中，合为一次检查，但还没有登记合并。"),
        "{err}"
    );
    for n in 1..=5 {
        let command = format!(
            "mingchou draw substitute 2026q1-general --object K{n} --ground merged-visit --evidence 2026q1-key"
        );
        assert!(err.contains(&command), "{command}");
        let object = format!("K{n}");
        good(
            root,
            &[
                "substitute",
                "2026q1-general",
                "--object",
                &object,
                "--ground",
                "merged-visit",
                "--evidence",
                "2026q1-key",
            ],
        );
    }
    papers(root, &["2026q1-key", "--base", BASE]);
    papers(root, &["2026q1-general", "--base", BASE]);
    let first = made(root, "2026q1-key");
    let forms = page(&first, "forms.html");
    assert_eq!(forms.matches("<article").count(), 5);
    for n in 1..=5 {
        assert_eq!(forms.matches(&format!("<td colspan=\"3\">示例厂{n}</td>")).count(), 1);
    }
    let form = page(&first, "form-01.html");
    // Item 1 of the key class and item 2 of the general one, and both tasks.
    for fact in [
        "重点排污单位监督检查",
        "一般排污单位监督检查",
        "（任务编号 key-2026，抽取编号 2026q1-key）",
        "（任务编号 general-2026，抽取编号 2026q1-general）",
        "<td>重点排污单位、一般排污单位</td>",
        "共2项，一次查完",
    ] {
        assert_eq!(form.matches(fact).count(), 1, "{fact} in {form}");
    }
    assert_eq!(page(&first, "tasks.html").matches("一并检查 2026q1-general 的事项，只进一次门").count(), 5);
    assert!(page(&first, "index.html").contains("也被 2026q1-general 抽中"));

    let later = made(root, "2026q1-general");
    assert!(!later.keys().any(|name| name.starts_with("form")), "{:?}", later.keys());
    let tasks = page(&later, "tasks.html");
    assert_eq!((tasks.matches("<article").count(), tasks.matches("由 2026q1-key 的检查组一并检查").count()), (1, 5));
    assert!(page(&later, "index.html").contains("请运行 mingchou draw papers 2026q1-key，重新打印"));
}

#[test]
fn one_who_takes_over_stands_on_the_papers_and_a_vacant_place_is_said() {
    let dir = bureau();
    let root = dir.path();
    run(root, "key", 1);
    papers(root, &["2026q1-key", "--base", BASE]);
    let before = made(root, "2026q1-key");
    let (object, gone) = assigned(root).remove(0);
    let object = object.as_str();
    let substitute =
        ["substitute", "2026q1-key", "--object", object, "--slot", "0", "--ground", "leave", "--evidence", "假条3号"];
    let said = good(root, &substitute);
    papers(root, &["2026q1-key", "--base", BASE]);
    let after = made(root, "2026q1-key");
    let form = page(&after, "form-01.html");
    assert!(!form.contains(&format!("执法证号 {gone}　")), "{said}");
    let tasks = page(&after, "tasks.html");
    assert!(tasks.contains(&format!("检{} 由 检", &gone[1..])) && tasks.contains("接替（请假或出差）"), "{tasks}");
    assert_eq!(before["form-02.html"], after["form-02.html"]);
    // The sealed list is what the root stands for and stays as it was drawn.
    assert_eq!(before["list.html"], after["list.html"]);

    good(root, &substitute);
    let (code, _, err) = draw(root, "en", &["papers", "2026q1-key", "--base", BASE]);
    assert_eq!(code, 0);
    let number = &object[1..];
    assert!(
        err.starts_with(&format!("warning[MC1028]: The team of 示例厂{number} ({object}) has a vacant place: nobody is left in the drawn order.\n")),
        "{err}"
    );
    let (code, _, err) = draw(root, "zh", &["papers", "2026q1-key", "--base", BASE]);
    assert_eq!(code, 0);
    assert!(
        err.starts_with(&format!(
            "提醒[MC1028]: 示例厂{number}（{object}）的检查组有空缺：按次序已没有可以接替的人。\n"
        )),
        "{err}"
    );
    assert!(
        page(&made(root, "2026q1-key"), "form-01.html").contains("空缺：没有可以接替的人，须先按规定补足两名持证人员")
    );
}

#[test]
fn files_of_teams_that_are_no_more_go_away() {
    let dir = bureau();
    let root = dir.path();
    run(root, "key", 1);
    papers(root, &["2026q1-key", "--base", BASE]);
    let folder = root.join("secrets/draws/2026q1-key/papers");
    // A team more, as an earlier assignment would have left it.
    fs::copy(folder.join("tasks-01.xlsx"), folder.join("tasks-09.xlsx")).unwrap();
    fs::copy(folder.join("tasks-01.xlsx"), folder.join("tasks-08.xlsx")).unwrap();
    let mut ours = fs::read_to_string(folder.join("papers.txt")).unwrap();
    let digest = ours.lines().find_map(|line| line.strip_suffix("  tasks-01.xlsx")).unwrap().to_owned();
    ours.push_str(&format!("{digest}  tasks-08.xlsx\n{digest}  tasks-09.xlsx\n{digest}  ../leaves.txt\n"));
    fs::write(folder.join("papers.txt"), ours).unwrap();
    fs::write(folder.join("tasks-08.xlsx"), "written into").unwrap();
    papers(root, &["2026q1-key", "--base", BASE]);
    let after = made(root, "2026q1-key");
    assert!(!after.contains_key("tasks-09.xlsx"));
    assert_eq!(after["tasks-08.xlsx"], b"written into");
    assert!(root.join("secrets/draws/2026q1-key/leaves.txt").exists());
}

#[test]
fn an_object_that_left_the_registry_is_asked_back() {
    let dir = bureau();
    let root = dir.path();
    run(root, "key", 1);
    let object = assigned(root).remove(0).0;
    let path = root.join("content/registry/objects.csv");
    let text = fs::read_to_string(&path).unwrap();
    let without: String =
        text.lines().filter(|line| !line.starts_with(&format!("{object},"))).map(|line| format!("{line}\n")).collect();
    fs::write(&path, without).unwrap();
    for (lang, said) in [
        (
            "en",
            format!(
                "error[MC1029]: 示例厂{} ({object}) was drawn and stands no more in content/registry/objects.csv: its address and its items are unknown.\n",
                &object[1..]
            ),
        ),
        (
            "zh",
            format!(
                "错误[MC1029]: 抽中的 示例厂{}（{object}）已不在 content/registry/objects.csv 里，不知道它的地址和适用事项。\n",
                &object[1..]
            ),
        ),
    ] {
        let (code, out, err) = draw(root, lang, &["papers", "2026q1-key", "--base", BASE]);
        assert_eq!((code, out.as_str()), (1, ""), "{err}");
        assert!(err.starts_with(&said), "{err}");
    }
    assert!(!root.join("secrets/draws/2026q1-key/papers").exists());
}
