//! Facts of one table against facts of another, and what a release lacks: every code from MC0501 to MC0606 by one bad case,
//! at its place and in exact words of both languages.

use crate::county::day;
use crate::folder::Folder;
use crate::rules::{good, words};
use mingchou::check::{check, release};
use mingchou::diag::{Report, Style, print};
use mingchou::load::{Raw, load};
use mingchou::site::Site;

/// A draw of the vectors: drawn and open in every state, drawn and sealed, not drawn.
const DRAW: &str = "2023q3-key";
const DRAWN: &str = "91140826MA0TEX0024";
const HIDDEN: &str = "91140826MA0TEX0011";
const LEFT: &str = "91140826MA0TEX006G";

const RESULT: &str = "2023-08-01,现场检查,2023-08-02,2023-08-03 09:00,发现问题已责令整改,,分局,";

/// Tables of results, good with a draw that is revealed.
fn tables() -> [(&'static str, String); 5] {
    [
        (
            "results/2023.csv",
            format!(
                "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关,罚款额\n{DRAW},{DRAWN},{RESULT}\n"
            ),
        ),
        ("results/2023-items.csv", format!("抽取编号,对象编号,事项编号,结论\n{DRAW},{DRAWN},1,发现问题\n")),
        (
            "results/2023-documents.csv",
            format!("抽取编号,对象编号,现场检查表,企业签字,现场检查笔录,询问笔录\n{DRAW},{DRAWN},是,是,是,是\n"),
        ),
        (
            "results/2023-followups.csv",
            format!("抽取编号,对象编号,日期,状态,说明,公开时间\n{DRAW},{DRAWN},2023-09-01,已整改,,2023-09-01 09:00\n"),
        ),
        (
            "results/2023-corrections.csv",
            format!(
                "抽取编号,对象编号,字段,原值,新值,理由,公开时间\n{DRAW},{DRAWN},visited,,2023-08-01,漏填,2023-09-01 09:00\n"
            ),
        ),
    ]
}

/// A folder whose tables fit each other, with the revealed draw of the vectors.
fn fitting() -> Folder {
    let folder = Folder::good();
    std::fs::remove_dir_all(folder.path().join("content/draws")).unwrap();
    std::fs::remove_dir_all(folder.path().join("content/results")).unwrap();
    folder.change("plans/2026/v1/plan.toml", "\"9\"", "\"1\"");
    folder.change("items.csv", "2025-02-13", "2020-01-01");
    edit(
        &folder,
        "registry/objects.csv",
        "A-3,",
        &format!("{DRAWN},示例乙焦化厂,{DRAWN},,横水镇,示例路12号,,key,,,正常,2020-01-02\nA-3,"),
    );
    for (path, text) in tables() {
        folder.write(path, text);
    }
    draw(&folder, "small");
    folder
}

/// Puts a draw of the vectors in place of the one that is there.
fn draw(folder: &Folder, vector: &str) {
    let _ = std::fs::remove_dir_all(folder.path().join("content/draws"));
    let id = if vector == "shortfall" { "2023q4-key" } else { DRAW };
    for (name, bytes) in crate::support::read_folder(&crate::support::vectors().join(vector)) {
        folder.write(&format!("draws/{id}/{name}"), bytes);
    }
}

/// Replaces a stretch of a file as it stands.
fn edit(folder: &Folder, path: &str, from: &str, to: &str) {
    let text = std::fs::read_to_string(folder.path().join("content").join(path)).unwrap();
    assert!(text.contains(from), "{from} does not stand in {path}");
    folder.write(path, text.replacen(from, to, 1));
}

/// Says a row twice.
fn twice(folder: &Folder, path: &str) {
    let text = std::fs::read_to_string(folder.path().join("content").join(path)).unwrap();
    let last = text.lines().last().unwrap().to_owned();
    folder.write(path, format!("{text}{last}\n"));
}

/// Another draw, and no table but that of results.
fn only_results(folder: &Folder, vector: &str) {
    draw(folder, vector);
    for (path, _) in &tables()[1..] {
        folder.remove(path);
    }
}

/// A later version of the plan.
fn version(folder: &Folder, version: u32, note: &str) {
    let text = Folder::text("plans/2026/v1/plan.toml").replace("\"9\"", "\"1\"");
    folder.write(&format!("plans/2026/v{version}/plan.toml"), format!("{note}{text}"));
    folder.write(&format!("plans/2026/v{version}/tasks.csv"), Folder::text("plans/2026/v1/tasks.csv"));
}

const TASKS: &str = "plans/2026/v1/tasks.csv";
const RESULTS: &str = "results/2023.csv";

/// A code, the cell or row it names, and what brings it about in a fitting folder.
type Case = (&'static str, &'static str, fn(&Folder));

/// One bad case a code. What reading refuses before stands in [`unreadable`].
const CASES: &[Case] = &[
    ("MC0503", "A2", |f| {
        let row = "91140826MA0JXC0153-01,绛县甲厂二分厂,91140826MA0JXC0153,,横水镇,示例路13号,,key,,,正常,2024-01-02\nA-3,绛县丙厂";
        edit(f, "registry/objects.csv", "A-3,绛县丙厂", row);
    }),
    ("MC0508", "D2", |f| edit(f, TASKS, "不定向,1,", "不定向,1;2,")),
    ("MC0509", "H2", |f| edit(f, "registry/objects.csv", "重点排污单位;一般排污单位", "special")),
    ("MC0510", "A2", |f| edit(f, "events/superior.csv", "A-3", "A-4")),
    ("MC0511", "B2", |f| edit(f, "registry/recusals.csv", "04110900123", "04110900125")),
    ("MC0512", "C2", |f| {
        edit(f, "results/2023-items.csv", ",1,", ",2,");
    }),
    ("MC0513", "B2", |f| edit(f, "replies.csv", "A-3,,", "A-3,2023q2-key,")),
    ("MC0514", "B2", |f| {
        only_results(f, "sealed");
        edit(f, RESULTS, DRAWN, HIDDEN);
    }),
    ("MC0515", "B2", |f| {
        only_results(f, "small");
        edit(f, RESULTS, DRAWN, LEFT);
    }),
    ("MC0516", "A2", |f| only_results(f, "committed")),
    ("MC0517", "B3", |f| twice(f, RESULTS)),
    ("MC0518", "C3", |f| twice(f, "results/2023-items.csv")),
    ("MC0519", "B3", |f| twice(f, "results/2023-documents.csv")),
    ("MC0520", "B2", |f| {
        twice(f, "results/2023-followups.csv");
        edit(f, "results/2023-followups.csv", DRAWN, HIDDEN);
    }),
    ("MC0524", "A2", |f| edit(f, "reasons.csv", "R13", "R50")),
    ("MC0525", "", |f| f.write("draws/2023Q4/void.txt", "mingchou/void/1\n")),
    ("MC0526", "A2", |f| only_results(f, "void")),
    ("MC0527", "A2", |f| {
        only_results(f, "shortfall");
        edit(f, RESULTS, DRAW, "2023q4-key");
    }),
    ("MC0528", "E2", |f| edit(f, RESULTS, "2023-08-01", "2023-08-03")),
    ("MC0529", "G2", |f| edit(f, RESULTS, "发现问题已责令整改", "")),
    ("MC0530", "H2", |f| edit(f, RESULTS, "整改,,", "整改,商业秘密,")),
    ("MC0531", "", |f| edit(f, "registry/objects.csv", "key,,,停产", "project,,,停产")),
    ("MC0532", "", |f| version(f, 2, "")),
    ("MC0533", "", |f| version(f, 3, "note = \"调整\"\n")),
    ("MC0534", "F2", |f| edit(f, RESULTS, "2023-08-03 09:00", "2023-08-01 09:00")),
    ("MC0535", "", |f| edit(f, "draws/2023q3-key/result.csv", "fresh,1,", "fresh,2,")),
    ("MC0536", "", |f| f.write("results/2023-items.csv", "抽取编号,对象编号,事项编号,结论\n")),
    ("MC0537", "", |f| f.write("plans/2026/v1/record.csv", "其他\n")),
    ("MC0538", "", |f| {
        only_results(f, "committed");
        f.remove(RESULTS);
        let page = "+++\ntitle = \"记事\"\norder = 9\npublished_at = \"2026-01-05 09:00\"\n+++\n\n随机数：";
        f.write("pages/note.md", format!("{page}{}\n", "F".repeat(64)));
    }),
];

/// A code and what brings it about in a county that may be released.
type ReleaseCase = (&'static str, fn(&mut Site));

/// One bad case a code of a release.
const RELEASE: &[ReleaseCase] = &[
    ("MC0601", |site| site.config.government.icp = " 无 ".into()),
    ("MC0602", |site| site.config.government.site_id_code = "1408250000".into()),
    ("MC0603", |site| site.config.government.site_domain = "https://www.example.gov.cn".into()),
    ("MC0604", |site| site.config.government.base_url = "https://www.example.gov.cn/lots".into()),
    ("MC0605", |site| site.config.demo = true),
    ("MC0606", |site| site.as_of = day("2027-01-04")),
];

fn faults(raw: Raw) -> Report {
    let checked = check(raw, day("2026-11-20"));
    assert_eq!(checked.value.is_none(), checked.report.has_errors(), "a county with faults is none");
    checked.report.sorted()
}

fn found(report: &Report) -> Vec<(&'static str, String)> {
    report.diagnostics.iter().map(|d| (d.code, d.place.cell())).collect()
}

/// Those that reading refuses before (a row twice in one table, a missing file), made in what was read.
fn unreadable() -> [(&'static str, Raw); 8] {
    let read = || load(fitting().path());
    let with = |change: fn(&mut Raw, Raw)| {
        let mut raw = read();
        change(&mut raw, read());
        raw
    };
    [
        ("MC0501", with(|raw, _| raw.config = None)),
        ("MC0502", with(|raw, mut other| raw.objects.push(other.objects.remove(0)))),
        ("MC0504", with(|raw, mut other| raw.inspectors.push(other.inspectors.remove(0)))),
        ("MC0505", with(|raw, mut other| raw.items.push(other.items.remove(0)))),
        ("MC0506", with(|raw, mut other| raw.plans[0].tasks.push(other.plans[0].tasks.remove(0)))),
        ("MC0507", with(|raw, mut other| raw.plans.push(other.plans.remove(0)))),
        ("MC0521", with(|raw, mut other| raw.exempt.push(other.exempt.remove(0)))),
        ("MC0522", with(|raw, _| raw.exempt[0].value.ground = 0)),
    ]
}

fn releasable() -> Site {
    let mut site = good();
    site.config.demo = false;
    site
}

#[test]
fn a_fitting_folder_and_a_releasable_county_have_no_fault() {
    assert_eq!(faults(load(fitting().path())).diagnostics, []);
    assert_eq!(release(&releasable()).diagnostics, []);
}

#[test]
fn every_case_has_exactly_its_fault_at_its_place() {
    let mut wrong = Vec::new();
    for (code, cell, change) in CASES {
        let folder = fitting();
        change(&folder);
        let found = found(&faults(load(folder.path())));
        if found != [(*code, (*cell).to_owned())] {
            wrong.push(format!("{code} {cell}: {found:?}"));
        }
    }
    for (code, raw) in unreadable() {
        let found: Vec<&str> = faults(raw).diagnostics.iter().map(|d| d.code).collect();
        if found != [code] {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    for (code, change) in RELEASE {
        let mut site = releasable();
        change(&mut site);
        let found: Vec<&str> = release(&site).diagnostics.iter().map(|d| d.code).collect();
        if found != [*code] {
            wrong.push(format!("{code}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_between_tables_and_of_a_release_has_a_case() {
    let cases = CASES.iter().map(|case| case.0).chain(RELEASE.iter().map(|case| case.0));
    let mut tested: Vec<&str> = cases.chain(unreadable().into_iter().map(|(code, _)| code)).collect();
    tested.sort_unstable();
    for lang in ["zh-CN", "en"] {
        let known = words(lang).keys().filter(|key| key.ends_with(".what") && ("MC05".."MC07").contains(key));
        let known: Vec<&str> = known.map(|key| key.trim_end_matches(".what")).collect();
        assert_eq!(known, tested, "{lang}");
    }
}

#[test]
fn only_a_published_result_of_a_working_object_needs_answers() {
    // Nothing was going on there, the result is withheld, or it is not published yet: no answer is asked for (R8).
    for (from, to) in [
        ("发现问题已责令整改", "未发现开展本次抽查涉及的经营活动"),
        ("发现问题已责令整改,,", ",商业秘密,"),
        ("2023-08-03 09:00", ""),
    ] {
        let folder = fitting();
        folder.write("results/2023-items.csv", "抽取编号,对象编号,事项编号,结论\n");
        edit(&folder, RESULTS, from, to);
        assert_eq!(faults(load(folder.path())).diagnostics, [], "{to}");
    }
}

#[test]
fn faults_of_several_tables_come_all_at_once() {
    let folder = fitting();
    edit(&folder, "reasons.csv", "R13", "R50");
    edit(&folder, "registry/recusals.csv", "04110900123", "04110900125");
    edit(&folder, RESULTS, "2023-08-01", "2023-08-03");
    edit(&folder, "replies.csv", "A-3,,", "A-9,2023q2-key,");
    let report = faults(load(folder.path()));
    let codes: std::collections::BTreeSet<&str> = report.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(codes, ["MC0510", "MC0511", "MC0513", "MC0524", "MC0528"].into());
}

#[test]
fn a_row_that_could_not_be_read_makes_no_second_fault() {
    let folder = fitting();
    edit(&folder, "registry/inspectors.csv", "2028-12-31", "28/12/31");
    assert_eq!(found(&faults(load(folder.path()))), [("MC0210", "F2".to_owned())], "its recusal is no fault");
}

#[test]
fn a_sealed_draw_says_the_same_of_the_drawn_and_of_the_others() {
    let say = |object: &str| {
        let folder = fitting();
        only_results(&folder, "sealed");
        edit(&folder, RESULTS, DRAWN, object);
        let raw = load(folder.path());
        let texts = raw.texts.clone();
        print(&faults(raw), words("zh-CN"), &texts, Style::Plain).replace(object, "OBJECT")
    };
    assert_eq!(say(HIDDEN), say(LEFT));
}

/// Everything said about every case.
fn said(lang: &'static str) -> String {
    let mut out = String::new();
    let mut say = |raw: Raw| {
        let texts = raw.texts.clone();
        out.push_str(&print(&faults(raw), words(lang), &texts, Style::Plain));
    };
    for (_, _, change) in CASES {
        let folder = fitting();
        change(&folder);
        say(load(folder.path()));
    }
    unreadable().into_iter().for_each(|(_, raw)| say(raw));
    for (_, change) in RELEASE {
        let mut site = releasable();
        change(&mut site);
        out.push_str(&print(&release(&site), words(lang), &std::collections::BTreeMap::new(), Style::Plain));
    }
    out
}

#[test]
fn faults_are_said_in_exactly_these_words_in_chinese() {
    snapbox::assert_data_eq!(said("zh-CN"), snapbox::file!["snapshots/check.zh-CN.txt"].raw());
}

#[test]
fn faults_are_said_in_exactly_these_words_in_english() {
    snapbox::assert_data_eq!(said("en"), snapbox::file!["snapshots/check.en.txt"].raw());
}
