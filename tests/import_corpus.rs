//! Every file of `tests/import` through the command, in the demonstration county: exactly what is said when nothing is asked, and what is said
//! and written once everything is consented to and answered. `docs/import.md` is held to the same runs.

use crate::support::{mingchou, read_folder};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The moment of every import.
const AT: &str = "2026-11-20 10:00:00";

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
    answers.iter().for_each(|answer| drop(command.args(["--answer", answer])));
    let out = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (said, wrong) = (text(out.stdout), text(out.stderr));
    Said { code: out.status.code().unwrap(), text: said + &wrong }
}

/// A case once it has run: nothing consented to, in both languages; everything consented to; what was written.
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
        for (title, said) in [("什么也没同意", &self.asked), ("Nothing consented to", &self.english), ("全部同意", &self.done)] {
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
    RAN.get_or_init(|| CASES.par_iter().map(one).collect())
}

fn one(case: &'static Case) -> Ran {
    let asked = run(demo(), case, "zh", &["--dry-run"], &[]);
    let english = run(demo(), case, "en", &["--dry-run"], &[]);
    let own = tempfile::tempdir().unwrap();
    for (path, bytes) in read_folder(demo()) {
        let path = own.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let done = run(own.path(), case, "zh", &["--no-questions", "--accept", "all"], case.answers);
    let (before, after) = (read_folder(demo()), read_folder(own.path()));
    let written = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(bytes) && !path.starts_with("secrets/.step/"))
        .map(|(path, bytes)| (path.clone(), change(before.get(path), bytes)))
        .collect();
    assert!(before.keys().all(|path| after.contains_key(path)), "{}: a file went away", case.file);
    Ran { case, asked, english, done, written }
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
    for ran in ran() {
        assert_ne!(ran.asked.code, 101, "{}", ran.asked.text);
        if ran.done.code != 0 {
            assert!(ran.written.is_empty(), "{}: {:?}", ran.case.file, ran.written.keys());
        }
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
        named(&ran.asked.text, "--accept ", |c| c == '）' || c == ' ').into_iter().flat_map(|words| words.split(',')).collect();
    let repairs = repairs.into_iter().map(|word| format!("`{word}`")).collect();
    let asked: BTreeSet<&str> = named(&ran.asked.text, "--answer \"", |c| c == '=').into_iter().map(|key| key.split([':', '-']).next().unwrap()).collect();
    let asked = asked.into_iter().map(|word| format!("`{word}`")).collect();
    let refused = if ran.done.code == 0 { Vec::new() } else { codes(&ran.done).into_iter().collect() };
    let written = ran.written.keys().map(|path| format!("`{path}`")).collect();
    format!("| `{}` | {} | {} | {} | {} | {} |", ran.case.file, ran.case.kind, list(repairs), list(asked), list(refused), list(written))
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
    Case { file, kind, more: &["--add", "--reason", "新建名录", "--evidence", "示例〔2026〕1号", "--date", "2026-11-20"], answers }
}

static CASES: &[Case] = &[
    registry("empty.csv", "objects", &[]),
    case("events-exempt.csv", "events", &[]),
    case("events-special.csv", "events", &[]),
    case("events-superior.xlsx", "events", &[]),
    case("events-unclear.csv", "events", &["table=special"]),
    registry("inspectors-gb18030.csv", "inspectors", &[]),
    registry("inspectors-identity.xlsx", "inspectors", &[]),
];
