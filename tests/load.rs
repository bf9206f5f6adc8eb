//! Reading the bureau's folder: every table good, every fault by its code and exact words, in both languages.

use crate::folder::Folder;
use mingchou::diag::{Style, print, to_json};
use mingchou::load::load;
use mingchou::words::Words;
use std::path::Path;

/// What a case does to a good folder.
enum Change {
    /// Replaces a stretch of a file.
    Text(&'static str, &'static str, &'static str),
    /// Writes a file.
    Write(&'static str, &'static [u8]),
    /// Removes a file.
    Remove(&'static str),
}
use Change::{Remove, Text, Write};

/// One bad case per code: the code, the cell or row it names, what brings it about.
#[rustfmt::skip]
const CASES: &[(&str, &str, Change)] = &[
    ("MC0101", "", Remove("registry/objects.csv")),
    ("MC0103", "", Write("laws.csv", b"a\nbc\xff\n")),
    ("MC0104", "", Write("laws.csv", b"PK\x03\x04")),
    ("MC0105", "", Write("laws.csv", b"\n\n")),
    ("MC0106", "B1", Text("laws.csv", "条款", "条 款")),
    ("MC0107", "D1", Text("pushes.csv", "日期", "日期,完全不相干")),
    ("MC0108", "B1", Text("pushes.csv", "类别,内容", "类别,类别 kind,内容")),
    ("MC0109", "", Text("registry/auxiliary.csv", ",专长", "")),
    ("MC0110", "", Text("replies.csv", "已知悉", "\"已知悉")),
    ("MC0111", "C1", Text("registry/inspectors.csv", "所属部门", "身份证号,所属部门")),
    ("MC0112", "", Text("replies.csv", "已知悉", "已,知悉")),
    ("MC0113", "D2", Text("pushes.csv", "日期\nplan,2026-v1,2026-02-01", "日期,\nplan,2026-v1,2026-02-01,甲")),
    ("MC0114", "", Text("laws.csv", "环境保护法,,2015-01-01,,,2014年修订", "环境保护法,,2015-01-01,,,2014年修订\n合 计,1,,,,")),
    ("MC0117", "", Write("registry/object.csv", b"x")),
    ("MC0118", "", Write("plans/2026/v1/scratch.xlsx", b"x")),
    ("MC0119", "", Write("events/photo.jpg", b"x")),
    ("MC0120", "", Write("laws.csv", b"\xff\xfea\0")),
    ("MC0201", "B2", Text("registry/objects.csv", "绛县甲厂", "")),
    ("MC0202", "B3", Text("registry/objects.csv", "绛县乙厂", "绛县\u{200b}乙厂")),
    ("MC0203", "B4", Text("registry/objects.csv", "绛县丙厂", "绛县丙厂\u{3000}")),
    ("MC0204", "A2", Text("registry/inspectors.csv", "04110900123", "9.11408E+17")),
    ("MC0205", "A3", Text("registry/inspectors.csv", "04110900124", "4110900124.0")),
    ("MC0206", "C2", Text("registry/objects.csv", "甲厂,91140826MA0JXC0153", "甲厂,91140826MA0JXC0154")),
    ("MC0207", "C2", Text("registry/objects.csv", "甲厂,91140826MA0JXC0153", "甲厂,91140826MAOJXC0153")),
    ("MC0208", "D2", Text("registry/recusals.csv", "2026-01-01", "2026年1月1日")),
    ("MC0209", "D2", Text("registry/recusals.csv", "2026-01-01", "2026-02-29")),
    ("MC0210", "D2", Text("registry/recusals.csv", "2026-01-01", "26/1/1")),
    ("MC0211", "D2", Text("reasons.csv", "2026-04-01 09:00", "2026-04-01 9:00")),
    ("MC0212", "K3", Text("registry/objects.csv", "停产", "歇业")),
    ("MC0213", "A4", Text("registry/objects.csv", "A-3", "A_3_")),
    ("MC0214", "B2", Text("registry/recusals.csv", "04110900123", "晋0411")),
    ("MC0215", "A2", Text("results/2026-items.csv", "2026q1-key", "2026Q1")),
    ("MC0216", "D2", Text("events/exempt.csv", "2026-03-01,9", "2026-03-01,10")),
    ("MC0217", "G2", Text("plans/2026/v1/tasks.csv", "12.5%", "0.125")),
    ("MC0218", "A4", Text("registry/objects.csv", "A-3", "91140826ma0jxc0153")),
    ("MC0219", "H2", Text("items.csv", "《水法》", "《水法》二十四条")),
    ("MC0220", "M2", Text("registry/objects.csv", "入库日期\n91140826MA0JXC0153,绛县甲厂,91140826MA0JXC0153,91140826MA0JXC0153001P,古绛镇,示例路9号,张三,重点排污单位;一般排污单位,排污许可;核技术利用,radiation,正常,2024-01-02\n91140826MA0K000138,绛县乙厂,91140826MA0K000138,,古绛镇,示例路10号,,key,,,停产,2024-01-02\nA-3,绛县丙厂,,,横水镇,\"示例路11号,北楼\",,,,,关闭,2024-01-02",
        "入库日期,检查时限\nA-3,绛县丙厂,,,横水镇,示例路11号,,project,,,正常,2024-01-02,2026")),
    ("MC0221", "I2", Text("events/exempt.csv", "已停产", "正常")),
    ("MC0222", "A3", Text("calendar/2026.csv", "2026-01-04", "2025-01-04")),
    ("MC0223", "E2", Text("registry/inspectors.csv", "water;", "water;;")),
    ("MC0224", "E2", Text("registry/inspectors.csv", "water;", "radiation;")),
    ("MC0225", "D2", Text("registry/objects.csv", "0153001P", "0153001")),
    ("MC0226", "D2", Text("registry/objects.csv", "0153001P", "0154001P")),
    ("MC0227", "B2", Text("registry/inspectors.csv", "李一", "李一11010519491231002X")),
    ("MC0301", "", Text("site.toml", "demo = true", "demo = 真")),
    ("MC0302", "", Text("site.toml", "county =", "country =")),
    ("MC0303", "", Text("site.toml", "region = \"140826\"\n", "")),
    ("MC0304", "", Text("site.toml", "\"140826\"", "140826")),
    ("MC0306", "", Text("plans/2026/v1/plan.toml", "title", "zzzzzzzz = 1\ntitle")),
    ("MC0401", "", Write("pages/about.md", "# 一\n".as_bytes())),
    ("MC0402", "", Write("pages/about.md", "+++\ntitle = \"一\"\n".as_bytes())),
    ("MC0403", "", Text("pages/about.md", "## 一", "[一](javascript:alert(1))")),
    ("MC0404", "", Text("pages/about.md", "## 一", "一<b>二</b>")),
    ("MC0405", "", Write("pages/关于.md", b"")),
    ("MC0406", "", Text("pages/about.md", "## 一", "![图](a.png)")),
];

fn words(lang: &str) -> Words {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gov/words").join(lang);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts: Vec<String> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    Words::from_toml(lang, texts.iter().map(String::as_str)).unwrap()
}

fn changed(change: &Change) -> Folder {
    let folder = Folder::good();
    match change {
        Text(path, from, to) => folder.change(path, from, to),
        Write(path, bytes) => folder.write(path, bytes),
        Remove(path) => folder.remove(path),
    }
    folder
}

/// Everything said about every case.
fn said(lang: &str) -> String {
    let words = words(lang);
    let mut out = String::new();
    for (_, _, change) in CASES {
        let raw = load(changed(change).path());
        out.push_str(&print(&raw.report.clone().sorted(), &words, &raw.texts, Style::Plain));
    }
    out
}

#[test]
fn a_good_folder_has_no_fault_and_every_record() {
    let raw = load(Folder::good().path());
    assert_eq!(raw.report.diagnostics, []);
    assert_eq!((raw.laws.len(), raw.items.len(), raw.objects.len(), raw.inspectors.len()), (1, 1, 3, 2));
    assert_eq!((raw.auxiliary.len(), raw.recusals.len(), raw.changes.len()), (1, 1, 1));
    assert_eq!((raw.superior.len(), raw.special_events.len(), raw.exempt.len()), (1, 1, 1));
    assert_eq!((raw.visits.len(), raw.answers.len(), raw.documents.len()), (1, 1, 1));
    assert_eq!((raw.followups.len(), raw.corrections.len()), (1, 1));
    assert_eq!((raw.replies.len(), raw.reasons.len(), raw.pushes.len()), (1, 1, 1));
    assert_eq!((raw.plans.len(), raw.plans[0].tasks.len(), raw.draws.len(), raw.pages.len()), (1, 1, 1, 1));
}

#[test]
fn every_case_has_exactly_its_fault_at_its_place() {
    let mut wrong = Vec::new();
    for (code, cell, change) in CASES {
        let raw = load(changed(change).path());
        let found: Vec<(&str, String)> = raw.report.diagnostics.iter().map(|d| (d.code, d.place.cell())).collect();
        // Raw HTML has a fault for each tag; nothing else says two things of one slip.
        if found[..] != [(*code, (*cell).to_owned())] && !(*code == "MC0404" && found.len() == 2) {
            wrong.push(format!("{code} {cell}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_of_reading_has_a_case() {
    // Three need more than one changed file; they have tests of their own.
    let mut tested: Vec<&str> = CASES.iter().map(|(code, ..)| *code).chain(["MC0102", "MC0115", "MC0116"]).collect();
    tested.sort_unstable();
    for lang in ["zh-CN", "en"] {
        let words = words(lang);
        let known = words.keys().filter(|key| key.ends_with(".what") && ("MC01".."MC05").contains(key));
        let known: Vec<&str> = known.map(|key| key.trim_end_matches(".what")).collect();
        assert_eq!(known, tested, "{lang}");
        for code in known {
            assert!(words.has(&format!("{code}.do")), "{lang} {code}");
        }
    }
}

#[test]
fn a_folder_without_content_or_without_plans_says_so() {
    let empty = tempfile::tempdir().unwrap();
    let codes = |path: &Path| load(path).report.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>();
    assert_eq!(codes(empty.path()), ["MC0115"]);
    let folder = Folder::good();
    folder.remove("plans/2026/v1/plan.toml");
    assert_eq!(codes(folder.path()), ["MC0101"]);
    folder.remove("plans/2026/v1/tasks.csv");
    assert_eq!(codes(folder.path()), ["MC0116"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_named() {
    let folder = Folder::good();
    folder.remove("pushes.csv");
    // A socket is a file that nobody can read, not even root.
    let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("content/pushes.csv")).unwrap();
    let raw = load(folder.path());
    let found: Vec<_> = raw.report.diagnostics.iter().map(|d| (d.code, d.place.file.as_str())).collect();
    assert_eq!(found, [("MC0102", "content/pushes.csv")]);
}

#[test]
fn faults_of_one_table_come_all_at_once() {
    let folder = Folder::good();
    let text = Folder::text("registry/inspectors.csv")
        .replace("李一", "")
        .replace("是", "y")
        .replace("2028-12-31", "28-12-31");
    folder.write("registry/inspectors.csv", text);
    let found: Vec<String> =
        load(folder.path()).report.diagnostics.iter().map(|d| format!("{} {}", d.code, d.place.cell())).collect();
    assert_eq!(found, ["MC0201 B2", "MC0210 F2", "MC0212 G2", "MC0210 F3"]);
}

#[test]
fn empty_rows_are_passed_over_and_counted() {
    let folder = Folder::good();
    folder.write("pushes.csv", "类别,内容,日期\n\n,,\r\n  ,,\nplan,2026-v1,2026-02-01\nplan,2026-v1,x\n");
    let raw = load(folder.path());
    assert_eq!(raw.pushes[0].place().row, 5);
    assert_eq!(raw.report.diagnostics[0].place.cell(), "C6");
}

#[test]
fn places_are_found_when_somebody_asks() {
    let raw = load(Folder::good().path());
    let object = &raw.objects[2];
    assert_eq!(
        (object.place().cell(), object.place().row, object.at("address").cell()),
        (String::new(), 4, "F4".into())
    );
    let text = &raw.texts["content/registry/objects.csv"];
    let (start, length) = object.at("address").span;
    assert_eq!(&text[start..start + length], "示例路11号,北楼");
    // A column the table does not have gives the row.
    assert_eq!(object.at("deadline"), object.place());
    let plan = &raw.plans[0].plan;
    assert_eq!((plan.at("issued").row, plan.at("removed_items").row, plan.at("note").row), (3, 7, 0));
    assert_eq!(raw.config.unwrap().at("bureau.region").row, 7);
}

#[test]
fn headings_may_be_chinese_english_both_or_an_alias() {
    let folder = Folder::good();
    folder.change(
        "registry/recusals.csv",
        "对象编号,执法证号,回避事由,生效日期",
        "from,ground 回避事由,object,inspector",
    );
    assert_eq!(load(folder.path()).report.diagnostics[0].code, "MC0106");
    let text = "生效日期 from,回避事由 ground,object,行政执法证号\n2026-01-01,利害关系,A-3,04110900123\n";
    folder.write("registry/recusals.csv", text.replace("行政执法证号", "执法证号"));
    let raw = load(folder.path());
    assert_eq!(raw.report.diagnostics, []);
    assert_eq!(raw.recusals[0].value.ground, "interest");
    assert_eq!(raw.recusals[0].at("inspector").cell(), "D2");
}

#[test]
fn gb18030_says_the_same_as_utf8() {
    let (plain, twin) = (Folder::good(), Folder::good());
    for (path, text) in Folder::tables() {
        let (bytes, _, lossy) = encoding_rs::GB18030.encode(text);
        assert!(!lossy, "{path}");
        twin.write(path, &bytes);
    }
    plain.write("laws.csv", format!("\u{feff}{}", Folder::text("laws.csv")));
    // All but the fingerprint of the bytes it was read from.
    let said =
        |folder: &Folder| format!("{:#?}", mingchou::load::Raw { prints: Default::default(), ..load(folder.path()) });
    assert_eq!(said(&twin), said(&plain));
}

#[test]
fn line_ends_of_every_system_give_the_same_rows() {
    for end in ["\r\n", "\r"] {
        let folder = Folder::good();
        for (path, text) in Folder::tables() {
            folder.write(path, text.replace('\n', end));
        }
        folder.change("pushes.csv", "日期\nplan,2026-v1,2026-02-01\n", &format!("日期{end}{end}plan,2026-v1,x{end}"));
        let raw = load(folder.path());
        let found: Vec<(&str, String)> = raw.report.diagnostics.iter().map(|d| (d.code, d.place.cell())).collect();
        assert_eq!(found, [("MC0208", "C3".to_owned())], "{end:?}");
        assert_eq!((raw.objects.len(), raw.objects[2].at("address").cell().as_str()), (3, "F4"));
    }
}

/// Width of a text on a terminal: Chinese characters and their punctuation take two columns.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[test]
fn carets_stand_exactly_under_the_cell() {
    let words = words("zh-CN");
    let folder = Folder::good();
    folder.change("registry/recusals.csv", "relative,2026-01-01", "亲戚关系,2026-01-01");
    let raw = load(folder.path());
    let text = print(&raw.report, &words, &raw.texts, Style::Plain);
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.contains("A-3,")).unwrap();
    let cell = lines[at].find("亲戚关系").unwrap();
    let caret = lines[at + 1].find('^').unwrap();
    assert_eq!(width(&lines[at][..cell]), width(&lines[at + 1][..caret]));
    assert_eq!(lines[at + 1].matches('^').count(), width("亲戚关系"));
}

#[test]
fn personal_numbers_show_in_no_message() {
    let folder = Folder::good();
    folder.change("registry/inspectors.csv", "李一", "11010519491231002X");
    folder.change("registry/recusals.csv", "2026-01-01", "13800138000");
    let raw = load(folder.path());
    for lang in ["zh-CN", "en"] {
        let words = words(lang);
        let all = print(&raw.report, &words, &raw.texts, Style::Plain) + &to_json(&raw.report, &words);
        assert!(all.contains("110•••••••••••••2X") && all.contains("138••••••00"), "{all}");
        assert!(!all.contains("11010519491231002X") && !all.contains("13800138000"), "{all}");
    }
}

#[test]
fn json_has_every_part_of_a_fault() {
    let folder = Folder::good();
    folder.change("registry/recusals.csv", "2026-01-01", "26/1/1");
    let raw = load(folder.path());
    let json: serde_json::Value = serde_json::from_str(&to_json(&raw.report, &words("zh-CN"))).unwrap();
    let wanted = serde_json::json!([{
        "code": "MC0210", "severity": "error", "file": "content/registry/recusals.csv", "sheet": null, "row": 2,
        "column": 4, "cell": "D2", "heading": "生效日期", "value": "26/1/1",
        "message": "“26/1/1”的年份只有两位，不知道是哪一年。",
        "what_to_do": "请写成 2026-03-05 的样子，年份写四位。",
    }]);
    assert_eq!(json, wanted);
}

#[test]
fn a_fault_in_the_settings_brings_forth_no_other() {
    let folder = Folder::good();
    folder.change("site.toml", "demo = true", "demo = 1");
    let found: Vec<&str> = load(folder.path()).report.diagnostics.iter().map(|d| d.code).collect();
    // The phrase 已停产 of the exempt visit is configured in the settings that could not be read.
    assert_eq!(found, ["MC0304"]);
}

#[test]
fn draws_are_kept_byte_for_byte() {
    let folder = Folder::good();
    folder.write("draws/2026q1-key/roster.csv", b"\xef\xbb\xbf\xff\r\n");
    let raw = load(folder.path());
    assert_eq!(raw.report.diagnostics, []);
    let draw = &raw.draws["2026q1-key"];
    assert_eq!(draw.files.keys().collect::<Vec<_>>(), ["roster.csv", "slips/0.txt"]);
    assert_eq!(draw.files["roster.csv"], b"\xef\xbb\xbf\xff\r\n");
    assert_eq!(draw.times.committed.unwrap().to_string(), "2026-01-05 09:00:00");
}

#[test]
fn faults_are_said_in_exactly_these_words_in_chinese() {
    snapbox::assert_data_eq!(said("zh-CN"), snapbox::file!["snapshots/load.zh-CN.txt"].raw());
}

#[test]
fn faults_are_said_in_exactly_these_words_in_english() {
    snapbox::assert_data_eq!(said("en"), snapbox::file!["snapshots/load.en.txt"].raw());
}

#[test]
fn the_county_of_the_repository_is_good() {
    let raw = load(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert_eq!(raw.report.diagnostics, []);
    assert_eq!((raw.items.len(), raw.calendar.years.clone()), (10, vec![2024, 2025, 2026]));
    assert_eq!(raw.pages.len(), 4);
    assert_eq!(raw.config.expect("a configuration").value.bureau.county, "绛县");
}
