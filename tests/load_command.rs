//! `check` through the binary: what goes to which stream, and how it ends.

use crate::folder::Folder;
use crate::support::mingchou;
use std::process::Output;

fn check(folder: &Folder, args: &[&str]) -> Output {
    let mut command = mingchou();
    command.arg("--root").arg(folder.path()).arg("check").args(args).env("NO_COLOR", "1").env("LC_ALL", "zh_CN.UTF-8");
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A folder whose tables also agree with each other: no draw, so no result.
fn sound() -> Folder {
    let folder = Folder::good();
    std::fs::remove_dir_all(folder.path().join("content/draws")).unwrap();
    std::fs::remove_dir_all(folder.path().join("content/results")).unwrap();
    folder.change("plans/2026/v1/plan.toml", "\n[[removed_items]]\nid = \"9\"\nreason = \"并入\"\n", "");
    folder
}

#[test]
fn a_sound_folder_ends_well() {
    let out = check(&sound(), &[]);
    assert_eq!((out.status.code(), text(&out.stderr)), (Some(0), ""));
    let first = text(&out.stdout).lines().next().unwrap();
    let wanted = "内容没有错误（数据截至 2026-11-20）：检查对象 3 个，检查人员 2 名，抽取 0 次，检查结果 0 条。";
    assert_eq!(first, wanted);
}

#[test]
fn faults_go_to_standard_error_and_end_with_one() {
    let folder = sound();
    folder.change("pushes.csv", "2026-02-01", "2026-02-30");
    let out = check(&folder, &["--lang", "en"]);
    assert_eq!(out.status.code(), Some(1));
    let wanted = "error[MC0209]: “2026-02-30” does not exist.\n --> content/pushes.csv:2:14\n  |\n\
                  2 | plan,2026-v1,2026-02-30\n  |              ^^^^^^^^^^ C2 日期\n  |\n  \
                  = do: Check year, month, day and time.\n\n";
    assert_eq!(text(&out.stderr), wanted);
    let wanted = "Errors: 1, warnings: 0.\nWith errors left the rules were not looked at, and no site can be built.\n";
    assert_eq!(text(&out.stdout), wanted);
}

#[test]
fn a_row_that_could_not_be_read_is_not_called_unknown_elsewhere() {
    let folder = sound();
    folder.change("registry/objects.csv", "绛县丙厂", "");
    let out = check(&folder, &["--json"]);
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let codes: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
    // The recusals and events name the object of the row; they are right.
    assert_eq!(codes, ["MC0201"]);
}

#[test]
fn json_holds_faults_and_findings() {
    let out = check(&sound(), &["--json", "--as-of", "2026-06-30"]);
    assert_eq!((out.status.code(), text(&out.stderr)), (Some(0), ""));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((&json["as_of"], &json["errors"]), (&"2026-06-30".into(), &0.into()));
    assert!(json["findings"].is_array() && json["diagnostics"].is_array());
}

#[test]
fn a_release_asks_for_more() {
    let out = check(&sound(), &["--json", "--release"]);
    assert_eq!(out.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let codes: Vec<&str> =
        json["diagnostics"].as_array().unwrap().iter().map(|d| d["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"MC0601") && codes.contains(&"MC0605"), "{codes:?}");
    assert!(codes.iter().all(|code| code.starts_with("MC06")), "{codes:?}");
}

#[test]
fn wrong_usage_and_a_wrong_place_end_differently() {
    let out = check(&sound(), &["--as-of", "26-1-1"]);
    assert_eq!(out.status.code(), Some(2));
    assert_eq!(text(&out.stderr), "--as-of 要写成 2026-01-31 这样的日期，不能是 26-1-1。\n");
    let empty = Folder::empty();
    assert_eq!(check(&empty, &[]).status.code(), Some(3));
}

#[test]
fn a_number_that_would_stop_the_build_is_foreseen_without_being_told() {
    let folder = sound();
    folder.change("registry/objects.csv", "绛县甲厂", "绛县甲厂13800138000");
    let out = check(&folder, &[]);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{said}");
    assert!(said.starts_with("提醒[MC0924]: ") && said.contains("content/registry/objects.csv B2"), "{said}");
    assert!(!said.contains("13800138000") && !text(&out.stdout).contains("13800138000"), "{said}");
    assert!(text(&out.stdout).starts_with("0 处错误，1 处提醒。\n"), "{}", text(&out.stdout));
    let json = check(&folder, &["--json"]);
    assert!(text(&json.stdout).contains("\"MC0924\"") && !text(&json.stdout).contains("13800138000"));
}

#[test]
fn strict_ends_with_one_where_a_rule_is_open_and_the_tables_are_sound() {
    let folder = sound();
    let plain = check(&folder, &[]);
    assert!(text(&plain.stdout).contains("\nR23  逾期未做  2026q1  "), "{}", text(&plain.stdout));
    let strict = check(&folder, &["--strict"]);
    assert_eq!((plain.status.code(), strict.status.code()), (Some(0), Some(1)));
    assert_eq!(plain.stdout, strict.stdout);
    let json = check(&folder, &["--strict", "--json"]);
    assert_eq!(json.status.code(), Some(1));
}
