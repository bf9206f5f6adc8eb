//! Every file of `tests/import` through the command, in the demonstration county: exactly what is said when nothing is asked, and what is said
//! and written once everything is consented to and answered. `docs/import.md` is held to the same runs.

use crate::support::{mingchou, read_folder};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The moment of every import.
const AT: &str = "2026-11-20T10:00:00+08:00";

/// A file, what it is imported as, and the answers that the clerk gives.
struct Case {
    file: &'static str,
    kind: &'static str,
    more: &'static [&'static str],
    answers: &'static [&'static str],
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The demonstration county with its secrets, made once.
fn demo() -> &'static Path {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    let dir = DEMO.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        assert!(mingchou().arg("demo").arg(dir.path()).output().unwrap().status.success());
        dir
    });
    dir.path()
}

/// What a run says and how it ends.
struct Said {
    code: i32,
    text: String,
}

fn run(root_of: &Path, case: &Case, lang: &str, more: &[&str], answers: &[&str]) -> Said {
    let mut command = mingchou();
    command.current_dir(root().join("tests/import")).env("NO_COLOR", "1").args(["--lang", lang, "--root"]).arg(root_of);
    command.args(["import", case.kind, case.file, "--at", AT]).args(case.more).args(more);
    for answer in answers {
        command.args(["--answer", answer]);
    }
    let out = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (said, wrong) = (text(out.stdout), text(out.stderr));
    Said { code: out.status.code().unwrap(), text: said + &wrong }
}

/// A case once it has run: nothing answered; all answered but nothing consented to, in English; everything consented to; what was written.
struct Ran {
    case: &'static Case,
    asked: Said,
    english: Said,
    done: Said,
    written: BTreeMap<String, String>,
}

impl Ran {
    fn snapshot(&self) -> String {
        let mut out = String::new();
        for (title, said) in
            [("什么也没答", &self.asked), ("Answered, nothing consented to", &self.english), ("全部同意", &self.done)]
        {
            out += &format!("==== {title} ({})\n{}", said.code, said.text);
        }
        for (path, change) in &self.written {
            out += &format!("==== {path}\n{change}");
        }
        out
    }
}

fn ran() -> &'static [Ran] {
    static RAN: OnceLock<Vec<Ran>> = OnceLock::new();
    before();
    RAN.get_or_init(|| CASES.par_iter().map(one).collect())
}

fn one(case: &'static Case) -> Ran {
    // The first question of a plan is its year; what else it lacks is asked after that.
    let first: &[&str] = if case.kind == "tasks" { &["year=2027"] } else { &[] };
    let asked = run(demo(), case, "zh", &["--dry-run"], first);
    let common: &[&str] = if case.kind == "tasks" { TASKS } else { &[] };
    let answers: Vec<&str> = common.iter().chain(case.answers).copied().collect();
    let english = run(demo(), case, "en", &["--dry-run"], &answers);
    let consent = |root: &Path, how: &'static str| run(root, case, "zh", &[how, "--accept", "all"], &answers);
    let done = consent(demo(), "--dry-run");
    if done.code != 0 {
        return Ran { case, asked, english, done, written: BTreeMap::new() };
    }
    let own = tempfile::tempdir().unwrap();
    for (path, bytes) in before() {
        let path = own.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let done = consent(own.path(), "--no-questions");
    let after = read_folder(own.path());
    let written = after
        .iter()
        .filter(|(path, bytes)| before().get(*path) != Some(bytes))
        .map(|(path, bytes)| (path.clone(), change(before().get(path), bytes)))
        .collect();
    assert!(before().keys().all(|path| after.contains_key(path)), "{}: a file went away", case.file);
    Ran { case, asked, english, done, written }
}

/// The demonstration as it was made; no run with `--dry-run` may change it.
fn before() -> &'static BTreeMap<String, Vec<u8>> {
    static BEFORE: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    BEFORE.get_or_init(|| read_folder(demo()))
}

/// Lines that went and lines that came.
fn change(old: Option<&Vec<u8>>, new: &[u8]) -> String {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap().to_owned();
    let (old, new) = (old.map(|bytes| text(bytes)).unwrap_or_default(), text(new));
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) = (old.lines().collect(), new.lines().collect());
    let gone = old.lines().filter(|line| !after.contains(line)).map(|line| format!("-{line}\n"));
    let come = new.lines().filter(|line| !before.contains(line)).map(|line| format!("+{line}\n"));
    gone.chain(come).collect()
}

#[test]
fn every_file_is_a_case() {
    let files: BTreeSet<String> = std::fs::read_dir(root().join("tests/import"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let cases: BTreeSet<String> = CASES.iter().map(|case| case.file.to_owned()).collect();
    assert_eq!(files, cases);
    assert!(files.len() >= 30);
}

#[test]
fn every_file_says_and_writes_exactly_this() {
    for ran in ran() {
        let path = root().join(format!("tests/snapshots/import/{}.txt", ran.case.file));
        snapbox::assert_data_eq!(ran.snapshot(), snapbox::Data::read_from(&path, None).raw());
    }
}

#[test]
fn nothing_is_written_where_something_is_refused_and_no_personal_number_is_said() {
    ran();
    assert!(before() == &read_folder(demo()), "--dry-run wrote");
    for ran in ran() {
        assert_ne!(ran.asked.code, 101, "{}", ran.asked.text);
        assert_eq!(ran.done.code == 0, !ran.written.is_empty(), "{}", ran.case.file);
        let all = ran.snapshot();
        for number in ["11010519491231002X", "440524188001010014", "13800000", "0359-0000000"] {
            assert!(!all.contains(number), "{} tells {number}", ran.case.file);
        }
    }
}

#[test]
fn the_same_file_says_the_same_again() {
    for file in ["objects-typed.csv", "tasks-guangzhou.xlsx", "results-variants.xls"] {
        let ran = ran().iter().find(|ran| ran.case.file == file).unwrap();
        assert_eq!(one(ran.case).snapshot(), ran.snapshot());
    }
}

#[test]
fn results_of_a_sealed_draw_never_reach_content() {
    let ran = ran().iter().find(|ran| ran.case.file == "results-sealed.csv").unwrap();
    let paths: Vec<&str> = ran.written.keys().map(String::as_str).collect();
    assert_eq!(paths, ["secrets/draws/2026q4-key/visits.csv"]);
}

#[test]
fn a_blank_sheet_that_the_program_wrote_is_read_and_says_nothing_yet() {
    let dir = tempfile::tempdir().unwrap();
    let at = |args: &[&str]| {
        let mut command = mingchou();
        command.current_dir(dir.path()).args(["--lang", "zh", "--root"]).arg(demo()).args(args).output().unwrap()
    };
    assert!(at(&["template", "results", "2026q2-general-b"]).status.success());
    let out = at(&["import", "results", "results-2026q2-general-b.xlsx", "--dry-run", "--at", AT]);
    let text = String::from_utf8(out.stdout).unwrap();
    assert_eq!((out.status.code(), String::from_utf8(out.stderr).unwrap().as_str()), (Some(0), ""), "{text}");
    assert!(text.ends_with("没有变化，没有写入任何文件。\n"), "{text}");
    for sheet in ["检查结果", "逐项结论", "检查文书"] {
        assert!(text.contains(&format!("results-2026q2-general-b.xlsx，工作表“{sheet}”")), "{text}");
    }
    assert_eq!(text.matches("第 5 行：示例行，不取").count(), 3, "{text}");
}

/// The words that a transcript names by a mark before and a sign after.
fn named<'a>(text: &'a str, mark: &str, end: impl Fn(char) -> bool + Copy) -> BTreeSet<&'a str> {
    text.split(mark).skip(1).map(|rest| rest.split(end).next().unwrap()).collect()
}

/// A row of `docs/import.md`.
fn row(ran: &Ran) -> String {
    let codes = |said: &Said| -> BTreeSet<String> {
        let words = said.text.split(|c: char| !c.is_ascii_alphanumeric());
        words.filter(|word| word.len() == 6 && word.starts_with("MC")).map(str::to_owned).collect()
    };
    let list = |words: Vec<String>| if words.is_empty() { "—".to_owned() } else { words.join(" ") };
    let repairs: BTreeSet<&str> =
        named(&ran.english.text, "(--accept ", |c| c == ')').into_iter().flat_map(|words| words.split(',')).collect();
    let repairs = repairs.into_iter().map(|word| format!("`{word}`")).collect();
    let asked: BTreeSet<&str> = named(&ran.asked.text, "--answer \"", |c| c == '=')
        .into_iter()
        .map(|key| key.split([':', '-']).next().unwrap())
        .collect();
    let asked = asked.into_iter().map(|word| format!("`{word}`")).collect();
    let refused = if ran.done.code == 0 { Vec::new() } else { codes(&ran.done).into_iter().collect() };
    let written = ran.written.keys().map(|path| format!("`{path}`")).collect();
    format!(
        "| `{}` | {} | {} | {} | {} | {} |",
        ran.case.file,
        ran.case.kind,
        list(repairs),
        list(asked),
        list(refused),
        list(written)
    )
}

#[test]
fn the_page_tells_what_became_of_every_file() {
    let path = root().join("docs/import.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<String> = ran().iter().map(row).collect();
    if std::env::var_os("SNAPSHOTS").is_some_and(|how| how == "overwrite") {
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("| `")).collect();
        let at = kept.iter().position(|line| line.starts_with("|---")).unwrap() + 1;
        let lines = kept[..at].iter().copied().chain(rows.iter().map(String::as_str)).chain(kept[at..].iter().copied());
        std::fs::write(&path, lines.map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        return;
    }
    let told: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
    assert_eq!(told, rows, "run again with SNAPSHOTS=overwrite and read the difference");
}

const fn case(file: &'static str, kind: &'static str, answers: &'static [&'static str]) -> Case {
    Case { file, kind, more: &[], answers }
}

/// Lists of the registry add to it.
const fn registry(file: &'static str, kind: &'static str, answers: &'static [&'static str]) -> Case {
    Case {
        file,
        kind,
        more: &["--add", "--reason", "新建名录", "--evidence", "示例〔2026〕1号", "--date", "2026-11-20"],
        answers,
    }
}

/// Plans, with all that a layout may lack; what is not asked is not looked at.
const fn plan(file: &'static str, own: &'static [&'static str]) -> Case {
    Case { file, kind: "tasks", more: &[], answers: own }
}

const OBJECTS_G: &[&str] = &["column:classes=G"];
const OBJECTS_H: &[&str] = &["column:classes=H", "hidden-rows=take"];
const OBJECTS_I: &[&str] = &["column:classes=I"];
const XIAOGAN: &[&str] = &[
    "valid_from=2026-11-20",
    "applies-6=排污许可",
    "applies-7=project",
    "applies-8=排污许可",
    "missing-1=keep",
    "missing-2=keep",
    "missing-3=keep",
    "missing-4=keep",
    "missing-5a=keep",
    "missing-5b=remove",
    "reason-5b=并入市局统一的危险废物检查",
    "valid_to=2026-11-19",
];
const TASKS: &[&str] = &[
    "year=2027",
    "title=示例分局2027年度随机抽查工作计划",
    "document=示例环发〔2027〕1号",
    "issued=2027-01-15",
    "superior=exclude",
    "dropped-1=-",
    "dropped-2=-",
    "dropped-3=-",
    "dropped-4=本年由市局统一安排",
    "dropped-e1=-",
    "visit_time=当季",
    "methods=现场检查",
    "initiator=示例分局",
    "guide=示例市生态环境局",
    "basis=《环境保护法》第二十四条",
    "credit=未应用：上级尚未下发分类结果",
    "kind=不定向",
    "draw_time=每季度第一个月",
];

static CASES: &[Case] = &[
    registry("empty.csv", "objects", &[]),
    registry("not-a-table.docx", "objects", &[]),
    registry("not-a-table.pdf", "objects", &[]),
    registry("not-a-table.xls", "objects", &[]),
    registry("not-open.xlsx", "objects", &[]),
    registry("not-whole.xlsx", "objects", &[]),
    registry("objects-1904.xls", "objects", OBJECTS_H),
    registry("objects-1904.xlsx", "objects", OBJECTS_H),
    registry("objects-biff5.xls", "objects", OBJECTS_H),
    registry("objects-biff8.xls", "objects", OBJECTS_H),
    registry("objects-bom.csv", "objects", OBJECTS_H),
    registry("objects-days.csv", "objects", OBJECTS_H),
    registry("objects-days.ods", "objects", OBJECTS_H),
    registry("objects-formulas.xlsx", "objects", OBJECTS_H),
    registry("objects-gb18030.csv", "objects", OBJECTS_H),
    registry("objects-hidden.xlsx", "objects", OBJECTS_H),
    registry("objects-label.et", "objects", OBJECTS_G),
    registry("objects-numbers.xls", "objects", OBJECTS_H),
    registry("objects-numbers.xlsx", "objects", OBJECTS_H),
    registry("objects-office.ods", "objects", OBJECTS_H),
    registry("objects-office.xls", "objects", OBJECTS_H),
    registry("objects-office.xlsx", "objects", OBJECTS_G),
    registry("objects-persons.csv", "objects", OBJECTS_I),
    registry("objects-plain.csv", "objects", OBJECTS_H),
    registry("objects-renamed.csv", "objects", OBJECTS_H),
    registry("objects-rich.xlsx", "objects", OBJECTS_H),
    registry("objects-tabs.csv", "objects", OBJECTS_H),
    registry("objects-two-heads.xlsx", "objects", OBJECTS_G),
    registry("objects-typed.csv", "objects", OBJECTS_H),
    registry("objects-utf16.csv", "objects", OBJECTS_H),
    registry("objects-wps.xlsx", "objects", OBJECTS_H),
    registry("inspectors-gb18030.csv", "inspectors", &[]),
    registry("inspectors-identity.xlsx", "inspectors", &[]),
    case("items-annex.xlsx", "items", &["valid_from=2026-11-20"]),
    case("items-annex.et", "items", &["valid_from=2026-11-20"]),
    case("items-annex.ods", "items", &["valid_from=2026-11-20"]),
    case("items-xiaogan.xlsx", "items", XIAOGAN),
    case("items-xiaogan.xls", "items", XIAOGAN),
    case(
        "items-declared.csv",
        "items",
        &["missing-1=keep", "missing-2=keep", "missing-3=keep", "missing-4=keep", "missing-5a=keep", "missing-5b=keep"],
    ),
    plan("tasks-seed.xlsx", &[]),
    plan("tasks-guangzhou.xlsx", &["rate-污染源日常监管随机抽查-general=10%", "cycle-污染源日常监管随机抽查=quarter"]),
    plan("tasks-education.csv", &["cycle-一般排污单位随机抽查=quarter"]),
    plan(
        "tasks-jianghan.csv",
        &[
            "cycle-污染源随机抽查=year",
            "rate-污染源随机抽查-general=20%",
            "class-机动车排放检验机构随机抽查=general",
            "items-机动车排放检验机构随机抽查=e2",
        ],
    ),
    plan("tasks-shizhu.xlsx", &["class-纳入碳市场的单位=key", "cycle-一般排污单位=quarter"]),
    plan("tasks-changzhi.xlsx", &[]),
    plan("tasks-changzhi.ods", &[]),
    plan(
        "tasks-shanxi-2021.csv",
        &[
            "rate-排污单位联合抽查=5%",
            "rate-重点排污单位抽查=25%",
            "cycle-排污单位联合抽查=quarter",
            "cycle-重点排污单位抽查=quarter",
        ],
    ),
    plan("tasks-forestry-2019.csv", &["cycle-一般排污单位抽查=quarter"]),
    plan("tasks-rushan.xls", &["random-信访投诉检查=leave"]),
    plan(
        "tasks-spellings.csv",
        &["rate-示例任务5=100%", "cycle-示例任务6=year", "rate-示例任务6-key=100%", "rate-示例任务7-key=100%"],
    ),
    case("results-own.csv", "results", &["visited=2026-10-30", "determined=2026-11-03", "method=现场检查"]),
    case("results-variants.xlsx", "results", &["papers=no"]),
    case("results-variants.xls", "results", &["papers=no"]),
    case("results-unknown.csv", "results", &["visited=2026-10-30", "determined=2026-11-03", "method=现场检查"]),
    case("results-sealed.csv", "results", &["visited=2026-10-30", "determined=2026-11-03", "method=现场检查"]),
    case("events-exempt.csv", "events", &["reason-91140826MA0E000MXG-2026-11-05=专项行动期间群众集中反映"]),
    case("events-special.csv", "events", &[]),
    case("events-superior.xlsx", "events", &[]),
    case("events-unclear.csv", "events", &["table=special"]),
];
