//! The draw commands as a clerk runs them: exit codes, sentences in both languages, what is written and who may read it.

use crate::draws::BALLS;
use crate::support::{mingchou, read_folder};
use mingchou::draw::{Stage, examine};
use mingchou::model::parse_day;
use mingchou::site::{DrawRecord, DrawTimes};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PLAN: &str = "title = \"2026年度计划\"\ndocument = \"绛环发〔2026〕1号\"\nissued = \"2026-01-20\"\n\
                    published_at = \"2026-01-22 10:00\"\nsuperior_checked = \"exclude\"\n";
const TASKS: &str = "任务编号,任务名称,抽查类型,抽查事项,类别,抽查对象范围,抽查比例,频次,抽取时间,检查时间,检查方式,发起主体,指导单位,配合部门,\
     检查依据,信用风险要求\n\
     key-2026,重点排污单位抽查,不定向,1,重点排污单位,全县,25%,每季度,每季度第一个月,当季,现场检查,绛县分局,市局,,《水污染防治法》,未应用\n";

/// A bureau's folder with five key objects, three inspectors and the plan of 2026.
pub(crate) fn bureau() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let content = dir.path().join("content");
    for folder in ["plans/2026/v1", "registry", "calendar"] {
        fs::create_dir_all(content.join(folder)).unwrap();
    }
    for file in ["site.toml", "items.csv", "laws.csv", "calendar/2026.csv"] {
        fs::copy(Path::new("content").join(file), content.join(file)).unwrap();
    }
    // The demonstration asks for a speciality in its teams; these inspectors have none.
    let config = fs::read_to_string(content.join("site.toml")).unwrap();
    let plain = config.replace("slots = [\"object\", \"tag:ecology\"]", "slots = [\"object\", \"any\"]");
    fs::write(content.join("site.toml"), plain).unwrap();
    fs::write(content.join("plans/2026/v1/plan.toml"), PLAN).unwrap();
    fs::write(content.join("plans/2026/v1/tasks.csv"), TASKS).unwrap();
    let mut objects = String::from(
        "对象编号,主体名称,统一社会信用代码,排污许可证编号,乡镇,单位地址,类别,要素标签,专业要求,状态,入库日期\n",
    );
    let mut inspectors = String::from("执法证号,姓名,所属部门,岗位,业务专长,执法证有效期至,在岗,入库日期\n");
    for n in 1..=5 {
        objects.push_str(&format!("K{n},示例厂{n},,,古绛镇,示例路{n}号,重点排污单位,,,正常,2024-01-02\n"));
    }
    for n in 1..=3 {
        inspectors.push_str(&format!("I{n},检{n},绛县分局,执法员,,2028-12-31,是,2024-01-02\n"));
    }
    fs::write(content.join("registry/objects.csv"), objects).unwrap();
    fs::write(content.join("registry/inspectors.csv"), inspectors).unwrap();
    dir
}

/// Runs `draw …`. Out: exit code, standard output, standard error.
pub(crate) fn draw(root: &Path, lang: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = mingchou();
    command.arg("--root").arg(root).args(["--lang", lang, "draw"]).args(args);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Runs `draw …`, which must be good. Out: standard output.
#[track_caller]
pub(crate) fn good(root: &Path, args: &[&str]) -> String {
    let (code, out, err) = draw(root, "en", args);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

pub(crate) const COMMIT: [&str; 10] = [
    "commit",
    "2026q1-key",
    "--task",
    "key-2026",
    "--period",
    "2026q1",
    "--beacon",
    "kl8:2026033:2026-02-02T21:30:00+08:00",
    "--at",
    "2026-02-02T10:00:00+08:00",
];

pub(crate) fn seal_args(value: &str) -> Vec<&str> {
    let at = "2026-02-02T22:30:00+08:00";
    vec!["seal", "2026q1-key", "--beacon", value, "--evidence", "kl8=paper-p2", "--at", at]
}

/// The stage the checker sees.
pub(crate) fn stage(root: &Path, draw: &str) -> Stage {
    let mut files = read_folder(&root.join("content/draws").join(draw));
    files.remove("times.toml");
    files.remove("escrow.toml");
    examine(&files, Some(draw)).unwrap().stage
}

fn everything(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = read_folder(root);
    files.remove("secrets/.step/lock");
    files
}

#[test]
fn a_draw_goes_from_commitment_to_reveal_at_the_terminal() {
    let dir = bureau();
    let root = dir.path();
    let said = good(root, &COMMIT);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[..5],
        [
            "Draw 2026q1-key: task key-2026, period 2026q1; 2 of 5 objects will be drawn, 0 more cannot be drawn this time, 3 inspectors.",
            "  stratum fresh: 2 of 5",
            "  team: object + any",
            "  public value: kl8 2026033, known at 2026-02-02 21:30:00",
            "  seal by 2026-02-07 21:30:00, reveal by 2026-05-01",
        ]
    );
    assert!(
        lines[5].ends_with(
            "Log it (log publish), build and upload now: the public must see it before 2026-02-02 21:30:00."
        )
    );
    assert_eq!(stage(root, "2026q1-key"), Stage::Committed);
    assert!(root.join("content/plans/2026/v1/record.csv").exists());

    let value = format!("kl8:2026033={BALLS}");
    assert!(good(root, &seal_args(&value)).starts_with("2026q1-key is sealed; objects drawn: 2; root "));
    assert_eq!(stage(root, "2026q1-key"), Stage::Sealed);

    let leaves = fs::read_to_string(root.join("secrets/draws/2026q1-key/leaves.txt")).unwrap();
    let leaf = leaves.lines().next().unwrap();
    let object = leaf.split(' ').nth(4).unwrap();
    let slip = good(root, &["slip", "2026q1-key", "--object", object]);
    assert!(slip.starts_with(&format!("mingchou/slip/1\nleaf {leaf}\nindex 0\nsize 2\npath ")));
    assert!(!root.join("content/draws/2026q1-key/slips").exists());
    good(root, &["slip", "2026q1-key", "--object", object, "--open"]);
    assert_eq!(fs::read_to_string(root.join("content/draws/2026q1-key/slips/0.txt")).unwrap(), slip);

    let leave =
        ["substitute", "2026q1-key", "--object", object, "--slot", "0", "--ground", "leave", "--evidence", "1号"];
    let said = good(root, &leave);
    assert!(said.starts_with(&format!("{object}, place 0: 检")) && said.contains(" is replaced by 检"), "{said}");
    assert!(!root.join("content/draws/2026q1-key/substitutions.csv").exists());

    good(root, &["reveal", "2026q1-key", "--at", "2026-03-30T09:00:00+08:00"]);
    assert_eq!(stage(root, "2026q1-key"), Stage::Revealed);
    assert!(root.join("content/draws/2026q1-key/substitutions.csv").exists());
    assert!(!root.join("secrets/draws/2026q1-key").exists());
    let times: DrawTimes =
        toml::from_str(&fs::read_to_string(root.join("content/draws/2026q1-key/times.toml")).unwrap()).unwrap();
    assert_eq!(times.ended.unwrap().date(), parse_day("2026-03-30").unwrap());
    let status = draw(root, "zh", &["status"]);
    assert_eq!(status, (0, "2026q1-key  已揭示  已完成\n".into(), String::new()));
}

#[test]
fn another_partys_nonce_stays_with_the_party_until_the_seal() {
    let (dir, away) = (bureau(), tempfile::tempdir().unwrap());
    let root = dir.path();
    let to = away.path().join("party");
    let to = to.to_str().unwrap();
    let said = good(root, &["nonce", "2026q1-key", "--party", "discipline", "--to", to]);
    let hash = said.lines().next().unwrap().strip_prefix("nonce-commit discipline ").unwrap().to_owned();
    let file = format!("{to}/nonce-discipline.txt");
    assert_eq!(fs::read_to_string(&file).unwrap().len(), 65);
    let (code, ..) = draw(root, "en", &["nonce", "2026q1-key", "--party", "discipline", "--to", to]);
    assert_eq!(code, 2, "a nonce is never overwritten");
    let alone = tempfile::tempdir().unwrap();
    good(alone.path(), &["nonce", "2026q1-key", "--party", "discipline", "--origin", "lots.example.gov.cn/140826"]);
    assert!(alone.path().join("secrets/draws/2026q1-key/nonce-discipline.txt").exists());
    let party = format!("discipline:{hash}");
    good(root, &[&COMMIT[..], &["--party", &party]].concat());
    let value = format!("kl8:2026033={BALLS}");
    let (code, _, err) = draw(root, "en", &seal_args(&value));
    assert_eq!(code, 1);
    assert!(err.contains("The nonce of party discipline is missing."), "{err}");
    let given = format!("discipline=@{file}");
    let mut args = seal_args(&value);
    args.extend(["--nonce", &given]);
    good(root, &args);
    good(root, &["reveal", "2026q1-key", "--at", "2026-03-30T09:00:00+08:00"]);
    let seed = fs::read_to_string(root.join("content/draws/2026q1-key/seed.txt")).unwrap();
    assert_eq!(seed.lines().filter(|line| line.starts_with("nonce ")).count(), 2);
}

#[test]
fn a_draw_ends_as_void_lost_or_short() {
    let dir = bureau();
    let root = dir.path();
    good(root, &COMMIT);
    let note = ["--reason", "roster-error", "--note", "对象库有误"];
    good(root, &[&["void", "2026q1-key", "--at", "2026-02-02T12:00:00+08:00"][..], &note].concat());
    assert_eq!(stage(root, "2026q1-key"), Stage::Void);
    let status = good(root, &["status"]);
    assert_eq!(status, "2026q1-key  void  draw again (draw commit --replaces), or say why not\n");
    let mut again = COMMIT.to_vec();
    again[1] = "2026q1-key-2";
    again.extend(["--replaces", "2026q1-key"]);
    good(root, &again);
    let value = format!("kl8:2026033={BALLS}");
    let mut seal = seal_args(&value);
    seal[1] = "2026q1-key-2";
    good(root, &seal);
    for name in ["seed.txt", "nonce-bureau.txt"] {
        fs::remove_file(root.join("secrets/draws/2026q1-key-2").join(name)).unwrap();
    }
    let at = "2026-03-30T09:00:00+08:00";
    // With a published result a void would leave a county that cannot be read.
    let drawn = fs::read_to_string(root.join("secrets/draws/2026q1-key-2/result.csv")).unwrap();
    let object = drawn.lines().nth(1).and_then(|row| row.split(',').next()).unwrap();
    good(root, &["slip", "2026q1-key-2", "--object", object, "--open"]);
    fs::create_dir_all(root.join("content/results")).unwrap();
    let result = format!(
        "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关,处罚决定书文号,处罚决定日期,罚款额,移送,直接委派\n\
         2026q1-key-2,{object},2026-02-10,现场检查,2026-02-20,2026-02-25 10:00,未发现问题,,绛县分局,,,,,否\n"
    );
    fs::write(root.join("content/results/2026.csv"), result).unwrap();
    let answer = format!("抽取编号,对象编号,事项编号,结论\n2026q1-key-2,{object},1,未发现问题\n");
    fs::write(root.join("content/results/2026-items.csv"), answer).unwrap();
    let void =
        ["void", "2026q1-key-2", "--reason", "nonce-lost", "--missing", "bureau", "--note", "硬盘损坏", "--at", at];
    let (code, _, err) = draw(root, "zh", &void);
    assert!(code == 1 && err.contains("错误[MC0741]: 抽取 2026q1-key-2 已公开 1 条检查结果，不能作废。"), "{err}");
    assert_eq!(stage(root, "2026q1-key-2"), Stage::Sealed);
    good(root, &["lost", "2026q1-key-2", "--missing", "bureau", "--note", "硬盘损坏", "--at", at]);
    assert_eq!(stage(root, "2026q1-key-2"), Stage::Lost);

    let dir = bureau();
    let root = dir.path();
    let objects = root.join("content/registry/objects.csv");
    let text = fs::read_to_string(&objects).unwrap().replace(",正常,", ",停产,");
    fs::write(objects, text).unwrap();
    let mut changes = String::from("日期,录入日期,编号,字段,原值,新值,理由,依据\n");
    for n in 1..=5 {
        changes.push_str(&format!("2026-01-05,2026-01-06,K{n},status,正常,停产,检修,停产报告{n}号\n"));
    }
    fs::write(root.join("content/registry/changes.csv"), changes).unwrap();
    let mut short = COMMIT.to_vec();
    short[0] = "shortfall";
    short.drain(6..8);
    let said = good(root, &short);
    assert_eq!(
        said,
        "2026q1-key is recorded as a shortfall: nobody can be drawn in this period. Log it (log publish), build and upload.\n"
    );
    assert_eq!(stage(root, "2026q1-key"), Stage::Shortfall);
    assert!(!root.join("secrets/draws/2026q1-key").exists());
}

#[test]
fn a_nonce_is_not_written_where_it_would_be_published() {
    let dir = bureau();
    fs::create_dir(dir.path().join("public")).unwrap();
    for folder in ["content/x", "public", "public/a/b"] {
        let to = dir.path().join(folder);
        let (code, _, err) = draw(dir.path(), "en", &["nonce", "d", "--party", "p", "--to", to.to_str().unwrap()]);
        assert_eq!(code, 3, "{folder}");
        assert!(err.contains("secret") && !to.join("nonce-p.txt").exists(), "{err}");
    }
}

#[test]
fn evidence_that_the_protocol_does_not_take_is_wrong_usage() {
    let dir = bureau();
    good(dir.path(), &COMMIT);
    let value = format!("kl8:2026033={BALLS}");
    let mut seal = seal_args(&value);
    seal[5] = "kl8=报纸";
    let (code, _, err) = draw(dir.path(), "en", &seal);
    assert_eq!(code, 2);
    assert!(err.starts_with("--evidence wants KIND=TEXT, the text being 1 to 200 ASCII characters"), "{err}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let dir = bureau();
    let before = everything(dir.path());
    let said = good(dir.path(), &[&COMMIT[..], &["--dry-run"]].concat());
    assert!(said.ends_with("This was a trial; nothing was written.\n"));
    assert_eq!(everything(dir.path()), before);
}

#[test]
fn a_refusal_writes_nothing_and_says_what_to_do_in_both_languages() {
    let dir = bureau();
    let mut args = COMMIT.to_vec();
    args[9] = "2026-02-02T21:00:00+08:00";
    let before = everything(dir.path());
    let (code, out, err) = draw(dir.path(), "zh", &args);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.contains("MC0714") && err.contains("kl8 2026033 在 2026-02-02 21:30:00 就要产生，离现在不足一小时。"),
        "{err}"
    );
    assert!(err.contains("选更晚的一期；承诺必须在随机值可知之前公开。"), "{err}");
    assert!(err.ends_with("没有写入任何文件。\n"), "{err}");
    let (code, _, err) = draw(dir.path(), "en", &args);
    assert_eq!(code, 1);
    assert!(err.contains("kl8 2026033 becomes known at 2026-02-02 21:30:00, less than one hour from now."), "{err}");
    assert!(err.ends_with("Nothing was written.\n"), "{err}");
    assert_eq!(everything(dir.path()), before);
}

#[test]
fn a_broken_rule_of_the_protocol_is_said_in_words() {
    let dir = bureau();
    let mut args = COMMIT.to_vec();
    args[7] = "ssq:2026013:2026-02-02T21:15:00+08:00";
    let (code, _, err) = draw(dir.path(), "en", &args);
    assert_eq!(code, 1);
    assert!(err.contains("Against the protocol: not a day of that lottery (ssq 2026013)."), "{err}");
}

#[test]
fn another_moment_is_for_demonstrations_only() {
    let dir = bureau();
    let config = dir.path().join("content/site.toml");
    let text = fs::read_to_string(&config).unwrap().replace("demo = true", "demo = false");
    fs::write(config, text).unwrap();
    let (code, _, err) = draw(dir.path(), "en", &COMMIT);
    let wanted = "--at 2026-02-02T10:00:00+08:00 is for demonstrations only: site.toml does not say demo = true.\n";
    assert_eq!((code, err.as_str()), (2, wanted));
    let (code, _, err) = draw(dir.path(), "zh", &COMMIT);
    let wanted = "--at 2026-02-02T10:00:00+08:00 只能用于演示：site.toml 里没有 demo = true。\n";
    assert_eq!((code, err.as_str()), (2, wanted));
}

#[test]
fn wrong_words_on_the_command_line_are_named() {
    let dir = bureau();
    let root = dir.path();
    good(root, &COMMIT);
    let secret = "f".repeat(63);
    let nonce = format!("discipline={secret}");
    let mut seal = seal_args("kl8:2026033=01-02");
    let cases: [(Vec<&str>, &str); 8] = [
        (
            vec!["reveal", "2026Q1"],
            "A draw is named with lower-case letters, digits and hyphens, such as 2026q2-key; 2026Q1 is not.",
        ),
        (vec!["reveal", "2026q2-key"], "There is no draw 2026q2-key."),
        (
            seal.clone(),
            "--beacon wants KIND:ROUND=VALUE with the value in its one spelling, such as ssq:2026013=01-05-09-17-22-33+08, not kl8:2026033=01-02.",
        ),
        (vec!["slip", "2026q1-key", "--object", "a b"], "a b is not the id of an object."),
        (
            vec!["nonce", "2026q1-key", "--party", "bureau"],
            "bureau cannot be a party here: lower-case letters, digits and hyphens only; draw commit makes the bureau's own nonce.",
        ),
        (vec!["status", "--as-of", "today"], "--as-of wants a day such as 2026-01-31, not today."),
        (
            vec!["reveal", "2026q1-key", "--at", "2026-03-30"],
            "--at wants a moment such as 2026-01-31T09:00:00+08:00, not 2026-03-30.",
        ),
        (
            {
                let value = Box::leak(format!("kl8:2026033={BALLS}").into_boxed_str());
                seal[3] = value;
                seal.extend(["--nonce", &nonce]);
                seal
            },
            "The nonce of party discipline is written PARTY=64 lower-case hex digits, or PARTY=@FILE.",
        ),
    ];
    for (args, wanted) in cases {
        let (code, _, err) = draw(root, "en", &args);
        assert_eq!((code, err.as_str()), (2, format!("{wanted}\n").as_str()), "{args:?}");
        assert!(!err.contains(&secret));
    }
    let empty = tempfile::tempdir().unwrap();
    let (code, _, err) = draw(empty.path(), "en", &["status"]);
    let root = empty.path().display();
    let wanted = format!(
        "There is no folder content in {root}, so this is not a bureau's folder. Make one with mingchou init FOLDER, or name the one you have with --root.\n"
    );
    assert_eq!((code, err), (3, wanted));
}

#[test]
fn status_tells_a_program_the_same() {
    let dir = bureau();
    assert_eq!(good(dir.path(), &["status"]), "There is no draw yet.\n");
    good(dir.path(), &COMMIT);
    let json: serde_json::Value =
        serde_json::from_str(&good(dir.path(), &["status", "--json", "--as-of", "2026-02-01"])).unwrap();
    let wanted = serde_json::json!([{
        "draw": "2026q1-key", "state": "committed", "next": "wait", "from": "2026-02-02T21:30:00+08:00",
        "due": "2026-02-07T21:30:00+08:00", "overdue": false
    }]);
    assert_eq!(json, wanted);
    let late = good(dir.path(), &["status", "2026q1-key", "--as-of", "2026-02-08"]);
    let wanted = "2026q1-key  committed (overdue)  the time of the seal, 2026-02-07 21:30:00, has passed; \
                  end it (draw void) and draw again\n";
    assert_eq!(late, wanted);
}

#[test]
fn an_interrupted_step_is_completed_by_the_next_command() {
    let dir = bureau();
    let root = dir.path();
    good(root, &COMMIT);
    let times = b"committed = \"2026-02-02T09:00:00\"\n";
    let step = root.join("secrets/.step");
    fs::create_dir_all(step.join("files")).unwrap();
    fs::write(step.join("files/0"), times).unwrap();
    let hash = mingchou::draw::text::sha(times);
    let journal = format!("mingchou/step/1\npublic {hash} draws/2026q1-key/times.toml\n");
    fs::write(step.join("journal.txt"), journal).unwrap();
    let (code, _, err) = draw(root, "en", &["status"]);
    assert_eq!((code, err.as_str()), (0, "The last step was interrupted half way; it has been completed.\n"));
    assert_eq!(fs::read(root.join("content/draws/2026q1-key/times.toml")).unwrap(), times);
    assert_eq!(draw(root, "en", &["status"]).2, "");
    fs::create_dir_all(step.join("files")).unwrap();
    fs::write(step.join("files/0"), "half").unwrap();
    let (code, _, err) = draw(root, "zh", &["status"]);
    assert_eq!((code, err.as_str()), (0, "上一步还没写就中断了，文件保持原样。\n"));
    assert!(!step.join("files").exists());
}

#[cfg(unix)]
#[test]
fn secrets_are_private_and_never_where_they_are_published() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = bureau();
    good(dir.path(), &COMMIT);
    for entry in walkdir::WalkDir::new(dir.path().join("secrets")).into_iter().map(Result::unwrap) {
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        let wanted = if entry.file_type().is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, wanted, "{}", entry.path().display());
    }
    let dir = bureau();
    fs::create_dir(dir.path().join("content/hidden")).unwrap();
    symlink(dir.path().join("content/hidden"), dir.path().join("secrets")).unwrap();
    let (code, _, err) = draw(dir.path(), "en", &COMMIT);
    assert_eq!(code, 3);
    assert!(err.ends_with("what is there is published. Put secrets/ outside content/ and public/.\n"), "{err}");
    assert!(fs::read_dir(dir.path().join("content/hidden")).unwrap().next().is_none());
}

#[test]
fn what_the_commands_write_is_what_the_site_reads() {
    let dir = bureau();
    good(dir.path(), &COMMIT);
    let mut files = read_folder(&dir.path().join("content/draws/2026q1-key"));
    files.remove("times.toml");
    let id = mingchou::model::DrawId::parse("2026q1-key").unwrap();
    let record = DrawRecord::from_files(&id, files.clone(), DrawTimes::default()).unwrap();
    assert_eq!((record.roster.len(), record.quota_total()), (5, 2));
}

#[test]
fn a_void_asks_for_the_nonce_of_a_party_by_name() {
    let dir = bureau();
    let (root, nonce) = (dir.path(), tempfile::tempdir().unwrap());
    let to = nonce.path().to_str().unwrap();
    let line = good(root, &["nonce", "2026q1-key", "--party", "discipline", "--to", to]);
    let hash = line.split_whitespace().nth(2).unwrap();
    let (code, _, err) = draw(root, "zh", &["nonce", "2026q1-key", "--party", "discipline", "--to", to]);
    let said = "nonce-discipline.txt 已经有了，不覆盖。交给分局的那一行是按它算的；要重做，请先把旧文件移走。\n";
    assert_eq!((code, err.as_str()), (2, said));
    good(root, &[&COMMIT[..], &["--party", &format!("discipline:{hash}")]].concat());
    let void =
        ["void", "2026q1-key", "--reason", "roster-error", "--note", "对象库有误", "--at", "2026-02-02T12:00:00+08:00"];
    let (code, _, err) = draw(root, "en", &void);
    assert_eq!(
        (code, err.as_str()),
        (
            1,
            "error[MC0734]: The nonce of party discipline is missing.\n--> content/draws/2026q1-key\n = do: Give it with \
             --nonce discipline=@FILE; if the party withholds it, use draw void --missing discipline.\n\nNothing was written.\n"
        )
    );
    // Before that void, the draw goes on: to leave out --replaces would be no way out.
    let mut again = COMMIT.to_vec();
    again[1] = "2026q1-key-2";
    again.extend(["--replaces", "2026q1-key"]);
    let (code, _, err) = draw(root, "en", &again);
    assert!(code == 1 && err.contains("[MC0709]") && !err.contains("[MC0713]"), "{err}");
    good(root, &[&void[..], &["--missing", "discipline"]].concat());
    assert_eq!(stage(root, "2026q1-key"), Stage::Void);
}
