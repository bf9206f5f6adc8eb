//! The clerk's handbook, run: every command of its fenced blocks, in its order, in counties that fit each section, with the exit code that the
//! handbook says. A command that cannot be run here says why, and its arguments must at least be taken.

use crate::alone::{TERMS, lay};
use crate::day::{EVENING, LATER, MORNING};
use crate::draw_commands::{COMMIT, bureau, seal_args};
use crate::draws::BALLS;
use crate::host::{Host, Reply};
use crate::support::{mingchou, read_folder};
use clap::Parser;
use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const PASSPHRASE: &str = "correct horse battery staple";
const NOVEMBER: &str = "2026-11-20T10:00:00+08:00";
const MAY: &str = "2026-05-12T10:00:00+08:00";

fn text() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/handbook.zh-CN.md")).unwrap()
}

/// A command of the handbook as it stands there, and the exit code that the remark behind it names.
#[derive(Debug)]
struct Line {
    text: String,
    code: i32,
}

/// The commands of a section by its number, such as `三`; none: of the whole handbook.
fn commands(number: Option<&str>) -> VecDeque<Line> {
    let text = text();
    let fits = |section: &&str| number.is_none_or(|number| section.starts_with(&format!("{number}、")));
    let mut lines = VecDeque::new();
    for section in text.split("\n## ").filter(fits) {
        for block in section.split("```sh\n").skip(1) {
            let block = block.split("```").next().unwrap().replace("\\\n", " ");
            lines.extend(block.lines().filter(|line| line.starts_with("mingchou ")).map(|line| {
                let (command, remark) = line.split_once(" # ").unwrap_or((line, ""));
                let code = remark.split_once("退出码是 ").map_or(0, |(_, code)| code.trim().parse().unwrap());
                Line { text: command.trim().to_owned(), code }
            }));
        }
    }
    assert!(!lines.is_empty(), "no section {number:?}");
    lines
}

/// Words of a command line; what stands in double quotes is one word.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A way through a section: its commands that are still to come, what stands in place of its placeholders, where it runs.
struct Walk {
    lines: VecDeque<Line>,
    fill: Vec<(String, String)>,
    root: PathBuf,
    /// What this machine remembers of logs.
    state: PathBuf,
}

impl Walk {
    fn new(number: &str, root: &Path) -> Self {
        let state = root.join(".machine");
        Self { lines: commands(Some(number)), fill: vec![], root: root.to_owned(), state }
    }

    /// What is written in place of a placeholder from here on.
    fn fill(&mut self, from: &str, to: impl AsRef<str>) {
        self.fill.insert(0, (from.to_owned(), to.as_ref().to_owned()));
    }

    #[track_caller]
    fn next(&mut self, begins: &str) -> (Vec<String>, Line) {
        let line = self.lines.pop_front().unwrap_or_else(|| panic!("the section ends before {begins}"));
        let wanted = format!("mingchou {begins}");
        assert!(
            line.text == wanted || line.text.starts_with(&format!("{wanted} ")),
            "{line:?} where {wanted} was expected"
        );
        let filled = self.fill.iter().fold(line.text.clone(), |line, (from, to)| line.replace(from, to));
        (words(&filled), line)
    }

    /// Runs the next command with more words behind and something typed. Out: all it said.
    #[track_caller]
    fn run(&mut self, begins: &str, more: &[&str], typed: &str) -> String {
        let (words, line) = self.next(begins);
        let (code, said) =
            self.mingchou(&[&words.iter().skip(1).map(String::as_str).collect::<Vec<_>>(), more].concat(), typed);
        assert_eq!(code, line.code, "{}\n{said}", line.text);
        said
    }

    /// A command that cannot be run here, for a reason; its arguments are taken.
    #[track_caller]
    fn accepted(&mut self, begins: &str, reason: &str) {
        assert!(!reason.is_empty());
        let (words, line) = self.next(begins);
        if let Err(fault) = mingchou::cli::Cli::try_parse_from(words) {
            panic!("{}: {fault}", line.text);
        }
    }

    /// What the handbook leaves to the reader. Out: exit code and all that was said.
    fn mingchou(&self, args: &[&str], typed: &str) -> (i32, String) {
        let mut command = mingchou();
        command.current_dir(&self.root).env("MINGCHOU_PASSPHRASE", PASSPHRASE).env("MINGCHOU_STATE", &self.state);
        command.env("LANG", "zh_CN.UTF-8").args(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that ends before it asks closes its end.
        let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
    }

    #[track_caller]
    fn good(&self, args: &[&str]) -> String {
        let (code, said) = self.mingchou(args, "");
        assert_eq!(code, 0, "{args:?}\n{said}");
        said
    }

    #[track_caller]
    fn end(self) {
        assert!(self.lines.is_empty(), "nothing runs these: {:?}", self.lines);
    }

    /// The quarter, issue and numbers of the handbook in those of the small county.
    fn quarter(&mut self) {
        self.fill("2026q3", "2026q1");
        self.fill("ssq:2026078:2026-07-09T21:15:00+08:00", "kl8:2026033:2026-02-02T21:30:00+08:00");
        self.fill("ssq:2026078=02-07-11-19-23-30+08", format!("kl8:2026033={BALLS}"));
        self.fill("ssq=https", "kl8=https");
    }
}

fn edit(root: &Path, path: &str, from: &str, to: &str) {
    let path = root.join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} does not stand in {}", path.display());
    fs::write(&path, text.replacen(from, to, 1)).unwrap();
}

fn copy(from: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, bytes) in read_folder(from) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    dir
}

/// A bureau of five key objects with a permit, so that two items apply to each.
fn small() -> tempfile::TempDir {
    let dir = bureau();
    let path = dir.path().join("content/registry/objects.csv");
    let text = fs::read_to_string(&path).unwrap().replace("重点排污单位,,", "重点排污单位,排污许可,");
    fs::write(&path, text).unwrap();
    dir
}

/// The same with a sealed draw. Out: the folder, an object that was drawn, the names of its team.
fn sealed() -> (tempfile::TempDir, String, Vec<String>) {
    let dir = small();
    let walk = Walk::new("三", dir.path());
    walk.good(&["log", "key"]);
    walk.good(&[&["draw"], &COMMIT[..]].concat());
    walk.good(&["log", "publish", "--at", "2026-02-02T10:05:00+08:00"]);
    walk.good(&[&["draw"], &seal_args(&format!("kl8:2026033={BALLS}"))[..]].concat());
    let (object, team) = drawn(dir.path());
    (dir, object, team)
}

/// An object that was drawn, and the names of its team.
fn drawn(root: &Path) -> (String, Vec<String>) {
    let leaves = fs::read_to_string(root.join("secrets/draws/2026q1-key/leaves.txt")).unwrap();
    let leaf: Vec<&str> = leaves.lines().next().unwrap().split(' ').collect();
    (leaf[4].to_owned(), leaf[5].split(',').map(|id| id.replace('I', "检")).collect())
}

/// The demonstration county.
fn demo() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    assert!(mingchou().arg("demo").arg(dir.path()).output().unwrap().status.success());
    dir
}

fn corpus(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name).display().to_string()
}

/// Words behind an import: everything consented to, nothing asked, these answers, a moment.
fn answers<'a>(at: &'a str, answers: &[&'a str]) -> Vec<&'a str> {
    let mut words = vec!["--accept", "all", "--no-questions", "--at", at];
    words.extend(answers.iter().flat_map(|answer| ["--answer", answer]));
    words
}

const TASKS: &str = "任务编号,任务名称,抽查类型,抽查事项,类别,抽查对象范围,抽查比例,频次,抽取时间,检查时间,检查方式,发起主体,指导单位,配合部门,检查依据,信用风险要求\n\
    key,重点排污单位抽查,不定向,n1,重点排污单位,全县,25%,每季度,每季度第一个月,当季,现场检查,绛县分局,市局,,《噪声污染防治法》,未应用\n";

#[test]
fn the_first_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut walk = Walk::new("一", dir.path());
    let typed = "绛县分局\n绛县\n140826\n绛县示例街1号\n0359-0000000\n0359-0000001\n综合办\n古绛镇；横水镇\n\n\n\n\n\n\n\n\n\n\n\n";
    walk.run("init", &[], typed);
    walk.root = dir.path().join("绛县");
    walk.run("check", &[], "");
    // Only a demonstration may be at another moment, and only then does this test say the same on every day.
    edit(&walk.root, "content/site.toml", "[bureau]", "demo = true\nas_of = \"2026-11-20\"\n\n[bureau]");
    walk.fill("事项清单.xlsx", corpus("items-declared.csv"));
    walk.fill("名录.xlsx", corpus("objects-wps.xlsx"));
    walk.fill("人员.xlsx", corpus("inspectors-gb18030.csv"));
    let tasks = dir.path().join("tasks.csv").display().to_string();
    fs::write(&tasks, TASKS).unwrap();
    walk.fill("年度计划.xlsx", &tasks);
    walk.run("import items", &["--at", NOVEMBER], "y\n");
    walk.run("import objects", &answers(NOVEMBER, &["class:名录=key"]), "");
    walk.run("import inspectors", &answers(NOVEMBER, &[]), "");
    let plan = ["year=2026", "title=2026年计划", "document=绛环发〔2026〕1号", "issued=2026-01-20", "superior=exclude"];
    walk.run("import tasks", &answers(NOVEMBER, &plan), "");
    walk.run("import objects", &answers(NOVEMBER, &["class:名录=key", "list=add"]), "");
    walk.run("log key", &[], "");
    walk.run("log publish", &["--at", NOVEMBER], "");
    walk.run("build", &[], "");
    walk.run("pack", &[], "");
    assert!(walk.root.join("site.zip").exists());
    walk.accepted("serve", "it runs until Ctrl-C; the module serve has tests of its own");
    walk.run("demo", &[], "");
    walk.end();
}

#[test]
fn the_year_by_months() {
    let dir = demo();
    let mut walk = Walk::new("二", dir.path());
    walk.run("todo", &[], "");
    walk.run("todo", &[], "");
    assert!(walk.root.join("待办.html").exists() && walk.root.join("待办.ics").exists());
    walk.fill("2027年计划.xlsx", walk.root.join("content/plans/2026/v2/tasks.csv").display().to_string());
    let plan = ["year=2027", "title=2027年计划", "document=绛环发〔2027〕1号", "issued=2026-11-19", "superior=exclude"];
    walk.run("import tasks", &answers(NOVEMBER, &plan), "");
    let objects = walk.root.join("objects-new.csv").display().to_string();
    let known = fs::read_to_string(walk.root.join("content/registry/objects.csv")).unwrap();
    fs::write(&objects, known.replace("示例晨光一水泥厂", "示例晨光水泥厂")).unwrap();
    walk.fill("新名录.xlsx", &objects);
    walk.run("import objects", &answers(NOVEMBER, &[]), "");
    walk.fill("新人员.xlsx", corpus("inspectors-gb18030.csv"));
    walk.run("import inspectors", &answers(NOVEMBER, &[]), "");
    walk.run("template recusals", &[], "");
    assert!(walk.root.join("回避登记.xlsx").exists());
    walk.fill("2026年调整计划.xlsx", walk.root.join("content/plans/2026/v2/tasks.csv").display().to_string());
    let plan = [
        "year=2026",
        "title=2026年调整计划",
        "document=绛环发〔2026〕9号",
        "issued=2026-07-15",
        "superior=exclude",
        "plan-note=调整",
    ];
    walk.run("import tasks", &answers(NOVEMBER, &plan), "");
    walk.run("check", &[], "");
    walk.run("check", &[], "");
    walk.run("explain", &[], "");
    walk.run("explain", &[], "");
    walk.end();
}

#[test]
fn the_day_of_a_draw() {
    let guided = small();
    let mut walk = Walk::new("三", guided.path());
    walk.quarter();
    let typed = "1\n\ny\nn\n2\n2026033\nn\n三楼会议室\n\n王主持\n赵记录\n县纪委 李监督\ny\nn\nn\n\n";
    let said = walk.run("draw", &["--at", MORNING], typed);
    assert!(guided.path().join("content/draws/2026q1-key/commit.txt").exists(), "{said}");
    walk.run("draw status", &[], "");
    walk.run("menu", &[], "\n");
    let (printed, ..) = sealed();
    walk.root = printed.path().to_owned();
    walk.run("draw papers", &["--at", EVENING], "");
    assert!(walk.root.join("secrets/draws/2026q1-key/papers/index.html").exists());

    let (away, own) = (tempfile::tempdir().unwrap(), small());
    walk.fill("您的记录来源", "lots.example.gov.cn/140826");
    walk.root = away.path().to_owned();
    let said = walk.run("draw nonce", &[], "");
    walk.fill("那一行里的64位数", said.split_whitespace().nth(2).unwrap());
    walk.fill("他们给的文件", away.path().join("secrets/draws/2026q1-key/nonce-discipline.txt").display().to_string());
    walk.root = own.path().to_owned();
    walk.good(&["log", "key"]);
    walk.run("draw commit", &["--at", MORNING], "");
    assert!(!own.path().join("content/draws").exists(), "a trial writes nothing");
    walk.run("draw commit", &["--at", MORNING], "");
    walk.run("log publish", &["--at", "2026-02-02T10:05:00+08:00"], "");
    walk.run("build", &[], "");
    walk.run("pack", &[], "");
    walk.run("draw seal", &["--at", EVENING], "");
    let (object, team) = drawn(own.path());
    walk.fill("对象编号", &object);
    walk.fill("检查人员姓名", &team[0]);
    edit(own.path(), "content/site.toml", "base_url = \"\"", "base_url = \"https://www.example.gov.cn/x/\"");
    walk.run("draw slip", &[], "");
    assert!(own.path().join("secrets/通知单.html").exists());
    // Both do the same; three inspectors leave room for one of them.
    let before = copy(own.path());
    walk.run("draw substitute", &["--at", EVENING], "");
    walk.root = before.path().to_owned();
    walk.run("result absent", &["--at", EVENING], "");
    walk.root = own.path().to_owned();
    walk.run("draw reveal", &["--at", LATER], "");

    let short = small();
    let objects = short.path().join("content/registry/objects.csv");
    fs::write(&objects, fs::read_to_string(&objects).unwrap().replace(",正常,", ",停产,")).unwrap();
    let mut changes = String::from("日期,录入日期,编号,字段,原值,新值,理由,依据\n");
    for n in 1..=5 {
        changes.push_str(&format!("2026-01-05,2026-01-06,K{n},status,正常,停产,检修,停产报告{n}号\n"));
    }
    fs::write(short.path().join("content/registry/changes.csv"), changes).unwrap();
    walk.root = short.path().to_owned();
    walk.run("draw shortfall", &["--at", MORNING], "");

    let province = tempfile::tempdir().unwrap();
    lay(province.path(), "全省抽取");
    let terms = TERMS.replace("2026q4", "2026q1").replace("2027-01-31", "2026-04-30");
    let terms = terms.replace("ssq 2026129 2026-11-10T21:15", "kl8 2026033 2026-02-02T21:30");
    fs::write(province.path().join("条款.txt"), terms.replace("2026-11-12T21:15", "2026-02-05T21:30")).unwrap();
    walk.root = province.path().to_owned();
    walk.run("draw alone commit", &["--at", MORNING], "");
    walk.run("draw alone seal", &["--at", EVENING], "");
    walk.run("draw alone reveal", &["--at", LATER], "");
    let said = walk.run("verify", &[], "");
    assert!(said.contains("2026q1-key"), "{said}");
    walk.end();
}

#[test]
fn results() {
    let (dir, object, _) = sealed();
    let mut walk = Walk::new("四", dir.path());
    walk.quarter();
    // Days of the third quarter in those of the first.
    walk.fill("2026-07-2", "2026-02-1");
    walk.fill("对象编号", &object);
    let at = ["--at", "2026-03-02T10:00:00+08:00"];
    walk.run("result list", &at, "");
    walk.run("result why", &at, "");
    let typed = walk.run("result add", &[&at[..], &VISIT].concat(), "");
    assert!(typed.contains("已录入"), "{typed}");
    walk.run("result add", &at, "");
    let batch = sealed().0;
    walk.root = batch.path().to_owned();
    walk.run("template results", &[], "");
    walk.run("import results", &answers(at[1], &[]), "");
    walk.root = dir.path().to_owned();
    walk.good(&["draw", "reveal", "2026q1-key", "--at", LATER]);
    let may = ["--at", MAY];
    walk.run("result publish", &may, "");
    walk.run("result follow", &may, "");
    walk.run("result withhold", &may, "");
    walk.run("result withhold", &may, "");
    walk.run("result exempt", &may, "");
    walk.run("result publish", &may, "");
    walk.run("result event special", &may, "");
    walk.run("result event superior", &may, "");
    let events = dir.path().join("events.csv").display().to_string();
    fs::write(&events, format!("对象编号,情形,决定日期,文号\n{object},行政处罚,2026-03-01,绛环罚〔2026〕9号\n"))
        .unwrap();
    walk.fill("事件.xlsx", &events);
    walk.run("import events", &answers(MAY, &[]), "");
    walk.end();
}

#[test]
fn reports_and_archives() {
    let dir = demo();
    let mut walk = Walk::new("五", dir.path());
    for kind in ["summary", "plan", "results", "platform"] {
        walk.run(&format!("report {kind}"), &[], "");
    }
    walk.good(&["build"]);
    walk.run("explain", &[], "");
    // The demonstration stands in the year that it tells of.
    walk.fill("2026-07-10", "2026-11-19");
    walk.run("report platform", &[], "");
    walk.run("archive", &[], "");
    walk.run("archive", &[], "");
    walk.run("--root 恢复的县 archive restore", &[], "");
    assert!(walk.root.join("恢复的县/content/site.toml").exists());
    walk.end();
}

#[test]
fn upload_and_checks() {
    let dir = small();
    let root = dir.path();
    let mut walk = Walk::new("六", root);
    let key = walk.good(&["log", "key"]);
    let key = key.lines().next().unwrap();
    walk.good(&[&["draw"], &COMMIT[..]].concat());
    walk.good(&["log", "publish", "--at", "2026-02-02T10:05:00+08:00"]);
    let void = ["draw", "void", "2026q1-key", "--reason", "roster-error", "--note", "名单有误", "--at"];
    walk.good(&[&void[..], &["2026-02-02T12:00:00+08:00"]].concat());
    walk.good(&["log", "publish", "--at", "2026-02-02T12:05:00+08:00"]);
    walk.good(&["build"]);
    let (code, said) = walk.mingchou(&["pack", "--preflight"], "");
    assert!(code == 1 && said.contains("必须改的有"), "{said}");
    // Not a demonstration: a release, at the moment of this test. What was signed at simulated moments no machine remembers.
    edit(root, "content/site.toml", "demo = true", "demo = false");
    walk.good(&["log", "publish", "--published", "public"]);
    walk.run("log publish", &[], "");
    walk.run("log publish", &[], "");
    walk.run("check", &[], "");
    walk.run("build", &[], "");
    walk.run("pack", &[], "");
    walk.run("pack", &[], "");
    walk.run("pack", &[], "");
    walk.run("pack", &[], "");
    walk.run("pack", &[], "");
    walk.run("pack", &[], "");
    walk.run("pack", &[], "");
    let files = read_folder(&root.join("public"));
    let host = Host::start(move |request| Reply::file(&files, request));
    walk.fill("https://网站的地址/目录/", host.url());
    walk.run("verify", &[], "");
    walk.run("verify", &[], "");
    walk.run("handout", &[], "");
    walk.run("handout", &[], "");
    walk.fill("您印出的公钥", key);
    let witness = walk.run("log key", &[], "");
    let witness = format!("witnesses = [\n  \"{}\",", witness.lines().next().unwrap());
    edit(root, "content/site.toml", "witnesses = [", &witness);
    walk.run("log proof", &[], "");
    let line = walk.run("log witness", &[], "");
    fs::write(root.join("line.txt"), line).unwrap();
    walk.fill("那一行的文件", "line.txt");
    walk.run("log cosign", &[], "");
    let head = fs::read_to_string(root.join("content/log/checkpoint.txt")).unwrap();
    walk.fill("纸上那一行", head.lines().take(3).collect::<Vec<_>>().join(" "));
    walk.run("verify", &[], "");
    walk.run("log monitor", &[], "");
    walk.end();
}

#[test]
fn a_lost_nonce() {
    let mut walk = Walk::new("七", Path::new("."));
    let elsewhere =
        "escrow::every_command_of_the_handbooks_section_works runs it with two holders' keys and sees what is put back";
    for step in ["nonce", "commit", "recover", "recover", "recover", "void", "lost"] {
        walk.accepted(&format!("draw {step}"), elsewhere);
    }
    walk.end();
}

#[test]
fn what_goes_wrong() {
    let committed = small();
    let mut walk = Walk::new("八", committed.path());
    walk.quarter();
    walk.run("explain", &[], "");
    walk.good(&[&["draw"], &COMMIT[..]].concat());
    let fresh = copy(committed.path());
    let noon = ["--at", "2026-02-02T12:00:00+08:00"];
    walk.run("draw void", &noon, "");
    assert!(!committed.path().join("content/draws/2026q1-key/void.txt").exists(), "a trial writes nothing");
    walk.run("draw void", &noon, "");
    walk.run("draw commit", &["--at", "2026-02-02T13:00:00+08:00"], "");
    for _ in 0..2 {
        let own = copy(fresh.path());
        walk.root = own.path().to_owned();
        walk.run("draw void", &noon, "");
    }

    let (dir, object, _) = sealed();
    (walk.root, walk.state) = (dir.path().to_owned(), dir.path().join(".machine"));
    walk.fill("对象编号", &object);
    walk.fill("2026-07-21", "2026-02-11");
    walk.good(&["log", "publish", "--at", "2026-02-02T22:40:00+08:00"]);
    walk.good(&[&["result", "add", "2026q1-key", &object, "--at", "2026-03-02T10:00:00+08:00"][..], &VISIT].concat());
    walk.good(&["draw", "reveal", "2026q1-key", "--at", LATER]);
    walk.run("result correct", &["--at", MAY], "");

    let replies = dir.path().join("content/replies.csv");
    let reply = |words: &str| {
        let text = format!("对象编号,抽取编号,内容,公开时间\n{object},,{words},2026-05-11 09:00\n");
        fs::write(&replies, text).unwrap();
    };
    reply("王某某已住院");
    walk.good(&["log", "publish", "--at", MAY]);
    walk.good(&["build"]);
    walk.good(&["pack"]);
    let shown = fs::read(dir.path().join("public/data/replies.csv")).unwrap();
    reply("已知悉");
    walk.run("log publish", &["--at", "2026-05-12T11:00:00+08:00"], "");
    walk.fill("那个版本的哈希", mingchou::draw::text::sha(&shown));
    walk.run("log withdraw", &["--at", "2026-05-12T11:05:00+08:00"], "");
    walk.run("build", &[], "");
    walk.run("pack", &[], "");

    let site = copy(&dir.path().join("public"));
    walk.fill("网站", site.path().display().to_string());
    fs::remove_dir_all(dir.path().join("content/log")).unwrap();
    let (code, said) = walk.mingchou(&["build"], "");
    assert!(code == 1 && said.contains("MC1080"), "{said}");
    walk.run("log restore", &[], "");
    reply("已知悉，谢谢");
    // A new machine remembers nothing.
    walk.state = dir.path().join(".new-machine");
    walk.run("log publish", &["--at", "2026-05-12T12:00:00+08:00"], "");
    walk.good(&["build"]);
    walk.good(&["pack"]);
    // Half of it arrived.
    let mut files = read_folder(site.path());
    let new = read_folder(&dir.path().join("public"));
    files.extend(
        new.iter().filter(|(path, _)| path.starts_with("assets/")).map(|(path, bytes)| (path.clone(), bytes.clone())),
    );
    let half = Host::start(move |request| Reply::file(&files, request));
    walk.fill("https://网站的地址/目录/", half.url());
    walk.run("verify", &[], "");
    walk.run("check", &[], "");
    walk.end();
}

#[test]
fn windows_and_passphrases() {
    let dir = small();
    let mut walk = Walk::new("九", dir.path());
    walk.run("--lang en draw status", &[], "");
    walk.end();
    let mut walk = Walk::new("十", dir.path());
    walk.good(&["log", "key"]);
    fs::write(dir.path().join("secrets/口令.txt"), format!("{PASSPHRASE}\n")).unwrap();
    walk.run("log publish", &["--at", MORNING], "");
    walk.end();
}

#[test]
fn lists_in_engines() {
    let dir = small();
    let mut walk = Walk::new("十三", dir.path());
    walk.quarter();
    walk.run("draw sql", &[], "");
    walk.good(&[&["draw"], &COMMIT[..]].concat());
    walk.run("draw sql", &[], "");
    // What an engine returns is what this program would keep: it is sealed in a copy.
    let sealed = copy(dir.path());
    let other = Walk::new("十三", sealed.path());
    other.good(&[&["draw"], &seal_args(&format!("kl8:2026033={BALLS}"))[..]].concat());
    fs::copy(sealed.path().join("secrets/draws/2026q1-key/result.csv"), dir.path().join("result.csv")).unwrap();
    walk.run("draw import-selection", &[], "");
    assert!(dir.path().join("secrets/draws/2026q1-key/selection.csv").exists());
    walk.good(&[&["draw"], &seal_args(&format!("kl8:2026033={BALLS}"))[..]].concat());
    walk.run("draw sql", &[], "");
    walk.end();
}

/// Words of a visit that found nothing.
const VISIT: [&str; 9] =
    ["--visited", "2026-02-10", "--determined", "2026-02-17", "--phrase", "未发现问题", "--rest", "--papers", "规定"];

#[test]
fn a_province_gathers() {
    let dir = demo();
    let mut walk = Walk::new("十二", dir.path());
    walk.good(&["build"]);
    let key = fs::read_to_string(dir.path().join("public/log/key.txt")).unwrap();
    let list = format!(
        "地址,名称,行政区划代码,日志公钥,网址\npublic,青石县,140821,{},https://www.example.gov.cn/lots/\n\
         copies/140822.zip,白杨县,140822,,https://www.example.gov.cn/by/\n",
        key.trim()
    );
    fs::write(dir.path().join("sites.csv"), &list).unwrap();
    let more = ["--as-of", "2026-11-20"];
    // The copy of the second county is not there.
    let said = walk.run("gather", &more, "");
    assert_eq!(
        said,
        "白杨县：没有读到。这里没有 140822.zip。请写文件夹、压缩包，或以 http:// 或 https:// 开头的网址。\n总览在 overview：2 个县，1 个有问题，需要关注 4 处，16 个文件。用浏览器打开 index.html。\n"
    );
    walk.accepted("gather", "it asks a host that is not there");
    fs::write(dir.path().join("sites.csv"), list.lines().take(2).collect::<Vec<_>>().join("\n")).unwrap();
    walk.good(&["log", "key", "--witness", "province.example.gov.cn", "--to", "province.age"]);
    let said = walk.run("gather", &more, "");
    assert!(said.ends_with("见证签名 1 个，在 witness/ 里。\n"), "{said}");
    walk.good(&["log", "cosign", "--help"]);
    walk.end();
}

/// Every subcommand, down to the last.
fn leaves(command: &clap::Command, before: &str, all: &mut BTreeSet<String>) {
    let inner: Vec<_> = command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    for inner in &inner {
        let name = format!("{before} {}", inner.get_name());
        leaves(inner, &name, all);
        all.insert(name);
    }
}

#[test]
fn every_command_of_the_program_stands_in_the_handbook() {
    let mut all = BTreeSet::new();
    leaves(&mingchou::cmd::command_in("zh-CN"), "", &mut all);
    assert!(all.contains(" result event special") && all.len() > 40, "{all:?}");
    let lines: Vec<String> = commands(None).into_iter().map(|line| format!("{} ", line.text)).collect();
    for name in all {
        assert!(lines.iter().any(|line| line.contains(&format!("{name} "))), "mingchou{name} is not in the handbook");
    }
}

#[test]
fn every_command_stands_in_a_section_that_is_run() {
    let run = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十二", "十三"];
    let by_section: usize = run.iter().map(|number| commands(Some(number)).len()).sum();
    assert_eq!(by_section, commands(None).len());
}

#[test]
fn its_pictures_are_there_and_small() {
    let text = text();
    let pictures: Vec<&str> = text.split("](pictures/").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(!pictures.is_empty());
    for picture in pictures {
        let bytes =
            fs::metadata(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures").join(picture)).unwrap().len();
        assert!(bytes < 120_000, "{picture}: {bytes} bytes");
    }
}
