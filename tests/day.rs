//! The guided day of a draw through the command, by fed answers: whole transcripts, refusals that lead back, and that a kill at any moment
//! loses nothing.

use crate::draw_commands::{bureau, stage};
use crate::draws::BALLS;
use crate::support::{mingchou, read_folder};
use mingchou::draw::Stage;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

pub(crate) const MORNING: &str = "2026-02-02T10:00:00+08:00";
pub(crate) const EVENING: &str = "2026-02-02T22:30:00+08:00";
pub(crate) const LATER: &str = "2026-03-20T09:00:00+08:00";
const DRAW: &str = "2026q1-key";
const PASSPHRASE: &str = "correct horse battery staple";

/// A day at the keyboard: the program, what it said so far, with the answers where they were given.
pub(crate) struct Sitting {
    child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    /// Questions that were answered.
    pub(crate) answered: usize,
    transcript: String,
    tail: Vec<u8>,
}

impl Sitting {
    /// Starts `draw --at TIME`, or another command.
    pub(crate) fn start(root: &Path, words: &[&str]) -> Self {
        let mut command = mingchou();
        command.arg("--root").arg(root).args(["--lang", "zh"]).args(words);
        command.env("MINGCHOU_PASSPHRASE", PASSPHRASE).env("MINGCHOU_STATE", root.join("state"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, stdin, stdout, answered: 0, transcript: String::new(), tail: Vec::new() }
    }

    /// Reads until the program asks. Out: the question; none: it ended.
    fn question(&mut self) -> Option<String> {
        let mut buffer = [0u8; 65536];
        loop {
            let from = self.tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let last = String::from_utf8_lossy(&self.tail[from..]).into_owned();
            // Questions end so, with the blank before the answer; nothing else that is said does.
            if ["： ", "？ ", "] ", "） "].iter().any(|end| last.ends_with(end)) {
                return Some(last);
            }
            match self.stdout.read(&mut buffer).unwrap() {
                0 => return None,
                read => self.tail.extend(&buffer[..read]),
            }
        }
    }

    fn answer(&mut self, text: &str) {
        let said = String::from_utf8(std::mem::take(&mut self.tail)).unwrap();
        self.transcript.push_str(&format!("{said}«{text}»\n"));
        writeln!(self.stdin, "{text}").unwrap();
        self.answered += 1;
    }

    /// Answers every question by the first pattern that it contains, until the program ends. Out: the exit code and the transcript.
    fn by(mut self, answers: &mut dyn FnMut(&str) -> String) -> (i32, String) {
        while let Some(question) = self.question() {
            if question.contains("再读一遍") {
                panic!("{}{}", self.transcript, String::from_utf8_lossy(&self.tail));
            }
            let text = answers(&question);
            self.answer(&text);
        }
        self.end()
    }

    fn end(mut self) -> (i32, String) {
        drop(self.stdin);
        self.stdout.read_to_end(&mut self.tail).unwrap();
        let mut errors = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        let code = self.child.wait().unwrap().code().unwrap();
        self.transcript.push_str(&String::from_utf8(self.tail).unwrap());
        self.transcript.push_str(&errors);
        (code, self.transcript)
    }

    /// Kills it as a power cut does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Feeds lines whatever is asked; then the input ends. Out: exit code and transcript.
fn fed(root: &Path, words: &[&str], answers: &[&str]) -> (i32, String) {
    let mut sitting = Sitting::start(root, words);
    for answer in answers {
        if sitting.question().is_none() {
            break;
        }
        sitting.answer(answer);
    }
    let (code, said) = sitting.end();
    (code, said.replace(&root.display().to_string(), "ROOT"))
}

/// The answers of an undisturbed day, by what is asked; `done` says whether this sitting has nothing more to do.
fn usual(question: &str, act: &str, done: bool) -> String {
    let answers = [
        ("这次抽取的编号", ""),
        ("名单都对吗", "y"),
        ("承诺吗？ [y", "n"),
        ("用哪一期", "2"),
        ("期号", "2026033"),
        ("再加一个公开号码", "n"),
        ("地点", "三楼会议室"),
        ("时间", ""),
        ("主持人", "王主持"),
        ("记录人", "赵记录"),
        ("在场的人", "县纪委 李监督；综合办 钱一"),
        ("现在提交", "y"),
        ("第一个人的姓名", "张三"),
        ("第二个人的姓名", "李四"),
        ("输入号码", BALLS),
        ("从哪里看来", "paper-2026-02-03-p2"),
        ("现在封存", "y"),
        ("现在做一把吗", "n"),
        ("现在登记日志吗", "n"),
        ("现在生成网站吗", "n"),
        ("揭示 2026q1-key 吗", "y"),
    ];
    if question.contains("办哪一件") {
        return if done { String::new() } else { "1".to_owned() };
    }
    if question.contains("做什么") {
        return act.to_owned();
    }
    if question.contains("现在提交") {
        return "y".to_owned();
    }
    let found = answers.iter().find(|(asked, _)| question.contains(asked));
    found.unwrap_or_else(|| panic!("nobody expected: {question}")).1.to_owned()
}

/// The three sittings of a day: moment, what to do with the draw, the stage it leads to.
const SITTINGS: [(&str, &str, Stage); 3] =
    [(MORNING, "1", Stage::Committed), (EVENING, "1", Stage::Sealed), (LATER, "4", Stage::Revealed)];

fn at_stage(root: &Path, wanted: Stage) -> bool {
    root.join("content/draws").join(DRAW).join("commit.txt").exists() && stage(root, DRAW) == wanted
}

/// One sitting to its end.
fn sit(root: &Path, (at, act, wanted): (&str, &str, Stage)) {
    let sitting = Sitting::start(root, &["draw", "--at", at]);
    let (code, said) = sitting.by(&mut |question| usual(question, act, at_stage(root, wanted)));
    assert_eq!(code, 0, "{said}");
    assert!(at_stage(root, wanted), "{said}");
}

/// Results of both visits wait for the reveal, without a time of publication.
fn visit(root: &Path) {
    let assign = fs::read_to_string(root.join("secrets/draws").join(DRAW).join("assign.csv")).unwrap();
    let mut objects: Vec<&str> = assign.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    objects.dedup();
    let mut visits = "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关\n".to_owned();
    let mut items = "抽取编号,对象编号,事项编号,结论\n".to_owned();
    for object in objects {
        visits.push_str(&format!("{DRAW},{object},2026-03-02,现场检查,2026-03-05,,未发现问题,,绛县分局\n"));
        items.push_str(&format!("{DRAW},{object},1,未发现问题\n"));
    }
    let folder = root.join("secrets/draws").join(DRAW);
    fs::write(folder.join("visits.csv"), visits).unwrap();
    fs::write(folder.join("visits-items.csv"), items).unwrap();
}

/// What must be the same after a disturbed day: every file of the bureau by name, and the bytes of those that do not depend on a nonce.
fn published(root: &Path) -> BTreeMap<String, String> {
    let depends = ["seal.txt", "seed.txt", "result.csv", "assign.csv", "leaves.txt"];
    let files = read_folder(root).into_iter().filter(|(path, _)| !path.starts_with("secrets/.step"));
    files
        .map(|(path, bytes)| {
            let name = path.rsplit('/').next().unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let text = match name {
                _ if path.starts_with("content/results/") => text.lines().count().to_string(),
                name if depends.contains(&name) => String::new(),
                _ => text.lines().filter(|line| !line.starts_with("nonce-commit ")).collect::<Vec<_>>().join("\n"),
            };
            (path, text)
        })
        .collect()
}

fn whole_day(root: &Path) {
    for sitting in SITTINGS {
        sit(root, sitting);
        if sitting.2 == Stage::Sealed {
            visit(root);
        }
    }
}

/// An undisturbed day, once.
fn undisturbed() -> BTreeMap<String, String> {
    let dir = bureau();
    whole_day(dir.path());
    published(dir.path())
}

/// The bureau as it stands before each sitting.
fn mornings() -> Vec<tempfile::TempDir> {
    let mut all = vec![bureau()];
    for sitting in &SITTINGS[..2] {
        let next = copy(all[all.len() - 1].path());
        sit(next.path(), *sitting);
        if sitting.2 == Stage::Sealed {
            visit(next.path());
        }
        all.push(next);
    }
    all
}

/// A folder as it stands, permissions and all.
fn copy(root: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let status = std::process::Command::new("cp").arg("-a").arg(root.join(".")).arg(dir.path()).status().unwrap();
    assert!(status.success());
    dir
}

#[test]
fn a_kill_after_any_answer_loses_nothing() {
    let wanted = undisturbed();
    assert!(
        wanted.contains_key("content/results/2026.csv") && !wanted.contains_key("secrets/draws/2026q1-key/visits.csv")
    );
    assert!(wanted.contains_key("secrets/draws/2026q1-key/day.toml"));
    let mut kills = 0;
    let before = mornings();
    for (disturbed, (at, act, stage)) in SITTINGS.into_iter().enumerate() {
        for after in 1.. {
            let dir = copy(before[disturbed].path());
            let root = dir.path();
            let mut sitting = Sitting::start(root, &["draw", "--at", at]);
            let mut ended = false;
            while sitting.answered < after && !ended {
                match sitting.question() {
                    Some(question) => sitting.answer(&usual(&question, act, at_stage(root, stage))),
                    None => ended = true,
                }
            }
            // Half of them when the next question stands there, half while the answer is being worked on.
            if after % 2 == 0 {
                sitting.question();
            }
            sitting.kill();
            if ended {
                break;
            }
            kills += 1;
            for (number, sitting) in SITTINGS.into_iter().enumerate().skip(disturbed) {
                if number == disturbed && at_stage(root, sitting.2) {
                    // The cut came after the step: what is due now begins with the next sitting.
                } else {
                    sit(root, sitting);
                }
                if sitting.2 == Stage::Sealed {
                    visit(root);
                }
            }
            assert_eq!(published(root), wanted, "sitting {disturbed}, after answer {after}");
        }
    }
    assert!(kills > 25, "{kills}");
}

/// A pipe that nobody reads: whoever opens it to write waits for ever. Made where the store writes a file beside its place, it stops the
/// program between two acts of a step, without a switch in the product.
#[cfg(unix)]
fn barrier(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Waits until a process waits (for the pipe), with the journal of its step written or, for a pipe in its place, about to be.
#[cfg(unix)]
fn wait_until_stopped(child: &Child, is_there: impl Fn() -> bool) {
    let sleeps = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        stat.rsplit(')').next().unwrap().trim_start().starts_with('S')
    };
    let mut quiet = 0;
    while quiet < 5 {
        std::thread::sleep(std::time::Duration::from_millis(10));
        quiet = if is_there() && sleeps() { quiet + 1 } else { 0 };
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_kill_between_two_acts_of_the_store_loses_nothing() {
    let wanted = undisturbed();
    let before = mornings();
    let last = [("现在提交", 0), ("现在封存", 1), ("揭示 2026q1-key 吗", 2)];
    let pipes: [&[&str]; 3] = [
        &[
            "content/draws/2026q1-key/.commit.txt.new",
            "content/draws/2026q1-key/.times.toml.new",
            "content/plans/2026/v1/.record.csv.new",
            "secrets/draws/2026q1-key/.nonce-bureau.txt.new",
        ],
        &[
            "content/draws/2026q1-key/.seal.txt.new",
            "content/draws/2026q1-key/.times.toml.new",
            "secrets/draws/2026q1-key/.seed.txt.new",
            "secrets/draws/2026q1-key/.assign.csv.new",
        ],
        &[
            "content/draws/2026q1-key/.assign.csv.new",
            "content/draws/2026q1-key/.times.toml.new",
            "content/results/.2026.csv.new",
            "content/results/.2026-items.csv.new",
        ],
    ];
    for ((question_before, disturbed), pipes) in last.into_iter().zip(pipes) {
        let (at, act, wanted_stage) = SITTINGS[disturbed];
        for pipe in pipes.iter().chain(&["secrets/.step/journal.new"]) {
            let dir = copy(before[disturbed].path());
            let root = dir.path();
            let mut sitting = Sitting::start(root, &["draw", "--at", at]);
            loop {
                let question = sitting.question().unwrap();
                let text = usual(&question, act, false);
                if question.contains(question_before) {
                    barrier(&root.join(pipe));
                    sitting.answer(&text);
                    break;
                }
                sitting.answer(&text);
            }
            let journal = root.join("secrets/.step/journal.txt");
            let staged = root.join("secrets/.step/files");
            let in_journal = pipe.ends_with("journal.new");
            wait_until_stopped(&sitting.child, || if in_journal { staged.exists() } else { journal.exists() });
            sitting.kill();
            fs::remove_file(root.join(pipe)).unwrap();
            for sitting in SITTINGS.into_iter().skip(disturbed) {
                // What the journal holds is completed by the first command that comes; any will do.
                let (code, said) = fed(root, &["draw", "status"], &[]);
                assert_eq!(code, 0, "{said}");
                if !at_stage(root, sitting.2) {
                    sit(root, sitting);
                }
                if sitting.2 == Stage::Sealed {
                    visit(root);
                }
            }
            let mut found = published(root);
            found.retain(|path, _| !path.starts_with("secrets/.step"));
            assert_eq!(found, wanted, "sitting {disturbed}, stopped at {pipe}, wanted {wanted_stage:?}");
        }
    }
}

/// What differs from run to run, as a mark: hashes, sizes, who was drawn.
fn settled(text: &str) -> String {
    let mut out = String::new();
    let mut hex = String::new();
    let flush = |hex: &mut String, out: &mut String| {
        let is_hash = hex.len() >= 16 && hex.chars().all(|c| c.is_ascii_hexdigit());
        out.push_str(if is_hash { "HASH" } else { hex });
        hex.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            hex.push(c);
        } else {
            flush(&mut hex, &mut out);
            out.push(c);
        }
    }
    flush(&mut hex, &mut out);
    // The build tells its size and time.
    let lines = out.lines().map(|line| match line {
        line if line.contains("秒") => "（生成网站的小结）",
        line if line.starts_with("lots.example.gov.cn/140826+") => "（公钥）",
        line => line,
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// The whole day with log and site, then the same day's other ways, in exact words.
#[test]
fn a_whole_day_in_chinese() {
    let dir = bureau();
    let root = dir.path();
    let mut transcript = String::new();
    for (at, act, wanted) in SITTINGS {
        let sitting = Sitting::start(root, &["draw", "--at", at]);
        let (code, said) = sitting.by(&mut |question| match question {
            question if question.contains("现在做一把吗") || question.contains("现在登记日志吗") => {
                "y".to_owned()
            }
            question if question.contains("现在生成网站吗") => "y".to_owned(),
            question => usual(question, act, at_stage(root, wanted)),
        });
        assert_eq!(code, 0, "{said}");
        transcript.push_str(&format!("$ mingchou draw --at {at}\n{said}\n"));
        if wanted == Stage::Sealed {
            visit(root);
        }
    }
    let transcript = settled(&transcript.replace(&root.display().to_string(), "ROOT"));
    snapbox::assert_data_eq!(transcript, snapbox::file!["snapshots/day.zh-CN.txt"].raw());
    assert!(root.join("public/draws/2026q1-key/result.csv").exists());
}

const DISCIPLINE: &str = "1111111111111111111111111111111111111111111111111111111111111111";

/// What each refusal says, and that the same question comes again.
#[test]
fn refusals_lead_back_to_the_question() {
    let dir = bureau();
    let root = dir.path();
    let hash = mingchou::draw::commit::nonce_commit("lots.example.gov.cn/140826", DRAW, "discipline", DISCIPLINE);
    let line = format!("nonce-commit discipline {hash}");
    let morning = [
        "9",
        "1",
        "大写",
        "",
        "是",
        "y",
        "nonce-commit bureau 12",
        &line,
        "没有的文件",
        "",
        "",
        "y",
        &line,
        "n",
        "2",
        "33",
        "2025033",
        "2026099",
        "n",
        "２０２６０３３",
        "y",
        "2",
        "2026033",
        "y",
        "7",
        "明天",
        "2026-02-02 10:30",
        "2026-02-02 21:00",
        "n",
        "一楼",
        "十点",
        "2026-02-02 10:00",
        "",
        "",
        "",
        "n",
        // Nothing was written; the same again, shorter.
        "1",
        "",
        "y",
        "y",
        &line,
        "",
        "",
        "n",
        "2",
        "2026033",
        "n",
        "一楼",
        "",
        "",
        "",
        "",
        "y",
        "n",
        "n",
        "",
    ];
    let (code, said) = fed(root, &["draw", "--at", MORNING], &morning);
    let mut transcript = format!("$ mingchou draw --at {MORNING}\n{said}\n（{code}）\n");
    assert!(at_stage(root, Stage::Committed), "{said}");
    let wrong = BALLS.replace("-", " ");
    let other = BALLS.chars().rev().collect::<String>();
    let evening = [
        "1",
        "1",
        "张三",
        "张三",
        "李四",
        "一二三",
        "1 2 3",
        &wrong,
        "y",
        &other,
        "y",
        "",
        "1",
        "1",
        "张三",
        "李四",
        BALLS,
        BALLS,
        "晚报第2版",
        "paper-p2",
        "abc",
        &"2".repeat(64),
        DISCIPLINE,
        "n",
        "",
        "1",
        "1",
        "张三",
        "李四",
        BALLS,
        BALLS,
        "paper-p2",
        "",
    ];
    let (code, said) = fed(root, &["draw", "--at", EVENING], &evening);
    transcript.push_str(&format!("$ mingchou draw --at {EVENING}\n{said}\n（{code}）\n"));
    assert!(at_stage(root, Stage::Committed), "{said}");
    // The party withholds: void, shown first.
    let void =
        ["1", "3", "3", "对方没有交来", "张三", "李四", BALLS, BALLS, "paper-p2", "", "n", "", "y", "y", "n", "n", ""];
    let (code, said) = fed(root, &["draw", "--at", EVENING], &void);
    transcript.push_str(&format!("$ mingchou draw --at {EVENING}\n{said}\n（{code}）\n"));
    assert!(at_stage(root, Stage::Void), "{said}");
    snapbox::assert_data_eq!(
        settled(&transcript.replace(&other, "BALLS")),
        snapbox::file!["snapshots/day-refusals.zh-CN.txt"].raw()
    );
}

/// Brings a bureau to its sealed draw.
fn sealed() -> tempfile::TempDir {
    let dir = bureau();
    sit(dir.path(), SITTINGS[0]);
    sit(dir.path(), SITTINGS[1]);
    dir
}

#[test]
fn results_that_waited_go_public_with_the_reveal_or_nothing_does() {
    let dir = sealed();
    let root = dir.path();
    visit(root);
    let secret = root.join("secrets/draws").join(DRAW);
    let good = fs::read_to_string(secret.join("visits.csv")).unwrap();
    let object = good.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    let before = read_folder(&root.join("content"));
    let words = ["draw", "reveal", DRAW, "--at", LATER];
    // A time of publication before the reveal, and a row of another draw.
    let early = good.replacen("2026-03-05,,", "2026-03-05,2026-03-06 09:00,", 1) + "2026q4-key,K1,,,,,,,绛县分局\n";
    fs::write(secret.join("visits.csv"), &early).unwrap();
    let (code, said) = fed(root, &words, &[]);
    assert_eq!(code, 1, "{said}");
    snapbox::assert_data_eq!(said.replace(&object, "OBJECT"), snapbox::file!["snapshots/day-visits.zh-CN.txt"].raw());
    assert_eq!(read_folder(&root.join("content")), before);
    assert!(secret.join("leaves.txt").exists());
    // A row that the tables refuse: all or nothing as well.
    fs::write(secret.join("visits.csv"), good.replacen("未发现问题", "好", 1)).unwrap();
    let (code, said) = fed(root, &words, &[]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("上面说的 content/results/2026.csv 里，最后 2 行来自 secrets/draws/2026q1-key/visits.csv"),
        "{said}"
    );
    assert_eq!(read_folder(&root.join("content")), before);
    // As it should be, beside a row that an opened slip made public before.
    fs::write(secret.join("visits.csv"), &good).unwrap();
    let (code, said) = fed(root, &words, &[]);
    assert_eq!(code, 0, "{said}");
    let table = fs::read_to_string(root.join("content/results/2026.csv")).unwrap();
    assert!(table.starts_with("\u{feff}抽取编号,对象编号,"), "{table}");
    assert_eq!(table.lines().filter(|line| line.contains("2026-03-20 09:00")).count(), 2, "{table}");
    assert!(!secret.join("visits.csv").exists() && !secret.join("visits-items.csv").exists());
    let (code, said) = fed(root, &["check", "--as-of", "2026-03-20"], &[]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn notes_that_cannot_be_read_are_said_and_nothing_is_written() {
    let dir = sealed();
    let root = dir.path();
    let path = root.join("secrets/draws").join(DRAW).join("day.toml");
    let good = fs::read_to_string(&path).unwrap();
    assert!(good.contains("first = \"张三\"\nsecond = \"李四\""), "{good}");
    fs::write(&path, "place = 一楼\n").unwrap();
    let (code, said) = fed(root, &["draw", "--at", LATER], &["1", "1", ""]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("错误[MC1000]: 读不了 secrets/draws/2026q1-key/day.toml：不是程序写的样子。"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "place = 一楼\n");
}

#[test]
fn a_void_of_a_sealed_draw_can_be_looked_at_first() {
    let dir = sealed();
    let root = dir.path();
    let before = read_folder(root);
    let words = ["draw", "void", DRAW, "--reason", "roster-error", "--note", "名单有误", "--dry-run", "--at", LATER];
    let (code, said) = fed(root, &words, &[]);
    let wanted = "\
2026q1-key 将作废，理由：名单有错。
  时间：在公开号码开出以后，号码一起公布。
  说明：名单有误
  公开随机数的：bureau；缺的：无。
  已经封存：随机数公开以后，谁都可以算出本来抽中了谁。
这是试算，没有写入任何文件。
";
    assert_eq!((code, said.as_str()), (0, wanted));
    assert_eq!(read_folder(root), before);
    let nonce = fs::read_to_string(root.join("secrets/draws").join(DRAW).join("nonce-bureau.txt")).unwrap();
    assert!(!said.contains(nonce.trim()), "a nonce is secret until the void is published");
}

#[test]
fn a_visited_firm_is_opened_and_somebody_replaced() {
    let dir = sealed();
    let root = dir.path();
    let assign = fs::read_to_string(root.join("secrets/draws").join(DRAW).join("assign.csv")).unwrap();
    let object = assign.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let answers = ["1", "2", "不是这家", &object, "y", "n", "n", "1", "3", &object, "2", "1", "假条1号", "y", ""];
    let (code, said) = fed(root, &["draw", "--at", LATER], &answers);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("抽中的里面没有“不是这家”。"), "{said}");
    assert!(said.contains(&format!("2026q1-key 中 {object} 的通知单已放入公开文件。")), "{said}");
    assert_eq!(fs::read_dir(root.join("content/draws").join(DRAW).join("slips")).unwrap().count(), 1);
    let rows = fs::read_to_string(root.join("secrets/draws").join(DRAW).join("substitutions.csv")).unwrap();
    assert!(
        rows.lines().nth(1).unwrap().starts_with(&format!("0,{object},0,I")) && rows.contains(",leave,假条1号"),
        "{rows}"
    );
    // Nobody else of the drawn was named.
    let others = assign.lines().skip(1).map(|line| line.split(',').next().unwrap()).filter(|other| *other != object);
    for other in others {
        assert!(!said.contains(&format!("（{other}）")), "{said}");
    }
}

#[test]
fn an_input_that_ends_or_a_wrong_moment_stops_without_writing() {
    let dir = bureau();
    let root = dir.path();
    let before = read_folder(root);
    let (code, said) = fed(root, &["draw", "--at", MORNING], &["1", "", "y"]);
    assert_eq!(code, 2);
    let last = "\n输入到这里就结束了。已经写下的都在，没写的一个字也没有写；重新运行 mingchou draw 接着做。\n";
    assert!(said.ends_with(last), "{said}");
    assert_eq!(fed(root, &["draw", "--at", "今天"], &[]).0, 2);
    let (code, said) = fed(root, &["draw", "--at", MORNING, "reveal", DRAW], &[]);
    let wanted = format!(
        "--at {MORNING} 要写在步骤的后面，例如 mingchou draw commit …… --at {MORNING}；不写步骤时才写在 draw 后面。\n"
    );
    assert_eq!((code, said), (2, wanted));
    let mut after = read_folder(root);
    after.retain(|path, _| before.contains_key(path) || !path.starts_with("secrets/.step"));
    assert_eq!(after, before);
}
