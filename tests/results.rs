//! Results as a clerk enters them: whole chains through the binary, exact transcripts, refusals with every fault, the embargo.

use crate::draw_commands::{COMMIT, bureau, seal_args};
use crate::draws::BALLS;
use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

const DRAW: &str = "2026q1-key";
const MAY: &str = "2026-05-12T10:00:00+08:00";
const HEAD: &str = "抽取编号,对象编号,检查日期,检查方式,认定日期,公开时间,检查结果,不公开理由,检查机关\n";
const AGENCY: &str = "运城市生态环境局绛县分局、绛县市场监督管理局";

/// Runs the program with answers on its standard input. Out: exit code, standard output, standard error.
fn run(root: &Path, lang: &str, args: &[&str], answers: &str) -> (i32, String, String) {
    let mut command = mingchou();
    command.arg("--root").arg(root).args(["--lang", lang]).args(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Runs it in Chinese; it must be good. Out: standard output.
#[track_caller]
fn good(root: &Path, args: &[&str]) -> String {
    let (code, out, err) = run(root, "zh", args, "");
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}: {out}");
    out
}

/// Runs `result …` in Chinese at a moment; it must be good.
#[track_caller]
fn result(root: &Path, at: &str, args: &[&str]) -> String {
    good(root, &[&["result"], args, &["--at", at]].concat())
}

/// Runs `result …`, which must refuse and write nothing. Out: standard error.
#[track_caller]
fn refused(root: &Path, at: &str, args: &[&str]) -> String {
    let before = everything(root);
    let (code, out, err) = run(root, "zh", &[&["result"], args, &["--at", at]].concat(), "");
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.ends_with("没有写入任何文件。\n"), "{err}");
    assert_eq!(everything(root), before, "a refusal wrote something");
    err
}

/// The codes of a refusal, in its order.
fn codes(said: &str) -> Vec<&str> {
    said.lines().filter_map(|line| line.strip_prefix("错误[")?.split(']').next()).collect()
}

fn everything(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = read_folder(root);
    files.retain(|path, _| !path.starts_with("secrets/.step/") && !path.starts_with(".mingchou/"));
    files
}

fn text(root: &Path, path: &str) -> String {
    let text = fs::read_to_string(root.join(path)).unwrap();
    text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)
}

/// A drawn object: its id, its name and the names of its team.
struct Drawn {
    id: String,
    name: String,
    team: Vec<String>,
}

impl Drawn {
    fn said(&self) -> String {
        format!("{}（{}）", self.name, self.id)
    }
}

/// A county with a sealed draw of two of five key objects, in a task with a partner; two items apply to each.
fn sealed() -> (tempfile::TempDir, [Drawn; 2]) {
    let dir = bureau();
    let root = dir.path();
    let objects = text(root, "content/registry/objects.csv").replace("重点排污单位,,", "重点排污单位,排污许可,");
    fs::write(root.join("content/registry/objects.csv"), objects).unwrap();
    let tasks = text(root, "content/plans/2026/v1/tasks.csv").replace("市局,,", "市局,绛县市场监督管理局,");
    fs::write(root.join("content/plans/2026/v1/tasks.csv"), tasks).unwrap();
    good(root, &[&["draw"], &COMMIT[..]].concat());
    let value = format!("kl8:2026033={BALLS}");
    good(root, &[&["draw"], &seal_args(&value)[..]].concat());
    let leaves = text(root, "secrets/draws/2026q1-key/leaves.txt");
    let drawn = leaves.lines().map(|leaf| {
        let parts: Vec<&str> = leaf.split(' ').collect();
        let team = parts[5].split(',').map(|id| id.replace('I', "检")).collect();
        Drawn { id: parts[4].to_owned(), name: parts[4].replace('K', "示例厂"), team }
    });
    let drawn: Vec<Drawn> = drawn.collect();
    (dir, drawn.try_into().unwrap_or_else(|_| panic!("two are drawn")))
}

/// The same after the reveal.
fn revealed() -> (tempfile::TempDir, [Drawn; 2]) {
    let (dir, drawn) = sealed();
    good(dir.path(), &["draw", "reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
    (dir, drawn)
}

/// Arguments of a visit that found nothing.
fn clean(object: &str) -> Vec<&str> {
    let day = ["--visited", "2026-02-10", "--determined", "2026-02-20"];
    [&["add", DRAW, object][..], &day, &["--phrase", "未发现问题", "--rest", "--papers", "规定"]].concat()
}

/// Builds the site and verifies it. Out: its files.
#[track_caller]
fn site(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let (code, _, err) = run(root, "zh", &["build", "--as-of", "2026-05-20"], "");
    assert_eq!(code, 0, "{err}");
    let public = root.join("public");
    let (code, out, err) = run(root, "zh", &["verify", public.to_str().unwrap()], "");
    assert_eq!(code, 0, "{out}{err}");
    read_folder(&public)
}

#[test]
fn a_visit_is_entered_by_questions_in_the_order_of_the_form() {
    let (dir, [first, _]) = revealed();
    let root = dir.path();
    // A part of the name; today is refused for being a wrong day once; the phrase contradicts the items at first.
    let answers =
        format!("示例\n{}\n2026-2-10\n2026-02-10\n1\n2\n\ny\n2\n2\n\ny\ny\n2026-02-20\n\n\n\ny\n", first.name);
    let (code, out, err) = run(root, "zh", &["result", "add", DRAW, "--at", "2026-02-24T10:00:00+08:00"], &answers);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let said = out.replace(&first.said(), "甲");
    let which = said.find("  → 甲\n").unwrap();
    assert_eq!(
        &said[which..],
        "  → 甲\n检查日期（年-月-日，直接回车表示今天 2026-02-24）： “2026-2-10”不是规定写法的日期。请写成 2026-03-05 的样子，月和日都写两位。\n\
         检查日期（年-月-日，直接回车表示今天 2026-02-24）：    1  未发现问题\n   2  发现问题已责令整改\n   3  发现问题已立案调查\n\
         \x20  4  不配合检查情节严重\n   5  未发现开展本次抽查涉及的经营活动\n   6  依法不公开（下一步选理由）\n\
         检查结果，输入序号： 这次检查涉及 2 个事项，每项都要有结论：\n   1  1 主要法定环境制度及污染防治措施落实情况\n\
         \x20  2  e2 排污许可制度落实及证后执行情况\n哪几项发现问题？输入序号，用逗号隔开（没有就直接回车）： \
         哪几项不涉及？输入序号，用逗号隔开（没有就直接回车）： 其余 1 项都“未发现问题”吗？ [y 是 / n 否] \
         结果写“未发现问题”，事项 e2 的结论却是“发现问题”。请改正结果用语，或改正这些事项的结论。\n\
         \x20  1  未发现问题\n   2  发现问题已责令整改\n   3  发现问题已立案调查\n   4  不配合检查情节严重\n\
         \x20  5  未发现开展本次抽查涉及的经营活动\n   6  依法不公开（下一步选理由）\n检查结果，输入序号： \
         这次检查涉及 2 个事项，每项都要有结论：\n   1  1 主要法定环境制度及污染防治措施落实情况\n\
         \x20  2  e2 排污许可制度落实及证后执行情况\n哪几项发现问题？输入序号，用逗号隔开（没有就直接回车）： \
         哪几项不涉及？输入序号，用逗号隔开（没有就直接回车）： 其余 1 项都“未发现问题”吗？ [y 是 / n 否] \
         发现了问题：要有现场检查表、企业签字、现场检查笔录、询问笔录。现场做的正好是这些吗？ [y 是 / n 否] \
         认定日期（年-月-日，还没有认定就直接回车）： 处罚决定书文号（没有就直接回车）： \
         移送给谁（如 司法机关；没有就直接回车，只公开件数）： 检查机关（直接回车表示 运城市生态环境局绛县分局、绛县市场监督管理局）： \
         将要写入 甲：\n  检查日期  2026-02-10\n  检查方式  现场检查\n  认定日期  2026-02-20\n  检查结果  发现问题已责令整改\n\
         \x20 检查机关  运城市生态环境局绛县分局、绛县市场监督管理局\n  事项 1  未发现问题\n  事项 e2  发现问题\n\
         \x20 文书  现场检查表、企业签字、现场检查笔录、询问笔录\n写入吗？ [y 是 / n 否] \
         已录入 content/results/2026.csv：甲，2026-02-10 现场检查，发现问题已责令整改，2 个事项都有结论。\n\
         2026-02-20 认定，最迟 2026-03-20 公开：mingchou result publish 2026q1-key K\n"
            .replace(" K\n", &format!(" {}\n", first.id))
    );
    let row = format!("{DRAW},{},2026-02-10,现场检查,2026-02-20,,发现问题已责令整改,,{AGENCY}\n", first.id);
    assert_eq!(text(root, "content/results/2026.csv"), format!("{HEAD}{row}"));
    let items = format!("抽取编号,对象编号,事项编号,结论\n{DRAW},{0},1,未发现问题\n{DRAW},{0},e2,发现问题\n", first.id);
    assert_eq!(text(root, "content/results/2026-items.csv"), items);
    let papers =
        format!("抽取编号,对象编号,现场检查表,企业签字,现场检查笔录,询问笔录\n{DRAW},{},是,是,是,是\n", first.id);
    assert_eq!(text(root, "content/results/2026-documents.csv"), papers);
}

#[test]
fn whoever_stops_answering_has_written_nothing() {
    let (dir, [first, _]) = revealed();
    let before = everything(dir.path());
    let answers = format!("{}\n2026-02-10\n1\n", first.id);
    let args = ["result", "add", DRAW, "--at", MAY];
    let (code, _, err) = run(dir.path(), "zh", &args, &answers);
    let ended = "输入在最后一个问题之前就结束了：什么都没有写入。请重新运行，把问题答完。\n";
    assert_eq!((code, err.as_str()), (2, ended));
    let all = format!("{}\n2026-02-10\n1\n\n\ny\ny\n2026-02-20\n\nn\n", first.id);
    let (code, _, err) = run(dir.path(), "zh", &args, &all);
    assert_eq!((code, err.as_str()), (1, "没有写入任何文件。\n"));
    assert_eq!(everything(dir.path()), before);
}

#[test]
fn a_result_goes_from_the_visit_to_a_closed_case_and_the_site_verifies() {
    let (dir, [first, second]) = revealed();
    let root = dir.path();
    let at = "2026-03-02T10:00:00+08:00";
    result(root, at, &clean(&first.id));
    let told = result(
        root,
        at,
        &[
            "add",
            DRAW,
            &second.name,
            "--visited",
            "2026-02-11",
            "--phrase",
            "发现问题已立案调查",
            "--answer",
            "1=发现问题",
            "--rest",
            "--papers",
            "现场检查表,企业签字,现场检查笔录",
            "--determined",
            "2026-02-12",
            "--penalty",
            "绛环罚〔2026〕9号",
            "--penalty-date",
            "2026-02-25",
            "--fine",
            "20000",
        ],
    );
    let (draw, id, said) = (DRAW, &second.id, second.said());
    assert_eq!(
        told,
        format!(
            "已录入 content/results/2026.csv：{said}，2026-02-11 现场检查，发现问题已立案调查，2 个事项都有结论。\n\
             提醒 R35：发现问题，但三份文书不全。\n  有正当理由的，可写进 content/reasons.csv（规则写上面的编号，事由对象写 {draw}/{id}），\
             理由会和提醒一起公开。\n2026-02-12 认定，最迟 2026-03-18 公开：mingchou result publish {draw} {id}\n\
             受到行政处罚的对象下一季度进入特殊监管对象名单，请登记事件：mingchou result event special {id} --kind 行政处罚 --decided 2026-02-25 --document 绛环罚〔2026〕9号\n"
        )
    );
    let told = result(root, "2026-03-20T09:30:00+08:00", &["publish", DRAW]);
    let by_place = |lines: [String; 2]| lines.concat();
    assert_eq!(
        told,
        format!("抽取 {draw} 公开了 2 个结果，公开时间 2026-03-20 09:30：\n")
            + &by_place([
                format!("  {}：2026-02-20 认定，最迟 2026-03-20，按时。\n", first.said()),
                format!(
                    "  {said}：2026-02-12 认定，最迟 2026-03-18，逾期。请把原因写进 content/reasons.csv（规则 R37，事由对象 {draw}/{id}）。\n\
                     提醒 R35：发现问题，但三份文书不全。\n提醒 R37：2026-02-12认定，公布晚了。\n\
                     \x20 有正当理由的，可写进 content/reasons.csv（规则写上面的编号，事由对象写 {draw}/{id}），理由会和提醒一起公开。\n"
                ),
            ])
            + "接着登记日志（mingchou log publish）、生成网站（mingchou build）并上传。\n"
    );
    assert_eq!(result(root, MAY, &["publish", DRAW]), format!("抽取 {draw} 没有可以公开的结果。\n"));
    assert_eq!(
        result(root, "2026-03-21T10:00:00+08:00", &["follow", DRAW, id, "整改中", "--note", "已下达决定"]),
        format!("已登记：{said} 2026-03-21 整改中。\n整改完成后：mingchou result follow {draw} {id} 已整改\n")
    );
    assert_eq!(
        result(root, "2026-04-21T10:00:00+08:00", &["follow", DRAW, id, "已结案"]),
        format!("已登记：{said} 2026-04-21 已结案。\n")
    );
    let reason = ["--reason", "录入时看错一行"];
    let changes =
        ["correct", DRAW, id, "检查结果", "发现问题已责令整改", "visited", "2026-02-10", "事项e2", "发现问题"];
    assert_eq!(
        result(root, MAY, &[&changes[..], &reason].concat()),
        format!(
            "{said}：检查结果 由“发现问题已立案调查”改为“发现问题已责令整改”。\n{said}：检查日期 由“2026-02-11”改为“2026-02-10”。\n\
             {said}：事项e2 由“未发现问题”改为“发现问题”。\n其中 3 处公众已经看到原值：原值、新值和理由写进 content/results/2026-corrections.csv，会留在网站上。\n"
        )
    );
    let row = |field: &str, old: &str, new: &str| {
        format!("{draw},{id},{field},{old},{new},录入时看错一行,2026-05-12 10:00\n")
    };
    assert_eq!(
        text(root, "content/results/2026-corrections.csv"),
        "抽取编号,对象编号,字段,原值,新值,理由,公开时间\n".to_owned()
            + &row("检查结果", "发现问题已立案调查", "发现问题已责令整改")
            + &row("检查日期", "2026-02-11", "2026-02-10")
            + &row("事项e2", "未发现问题", "发现问题")
    );
    let files = site(root);
    let table = String::from_utf8(files["data/results/2026.csv"].clone()).unwrap();
    assert!(
        table.contains(&format!("{draw},{id},2026-02-10,2026-02-12,2026-03-20 09:30,发现问题已责令整改,")),
        "{table}"
    );
    let steps = String::from_utf8(files["data/followups.csv"].clone()).unwrap();
    assert!(steps.contains(&format!("{draw},{id},2026-04-21,已结案,,2026-04-21 10:00\n")), "{steps}");
    let corrected = String::from_utf8(files["data/corrections.csv"].clone()).unwrap();
    assert!(corrected.contains(",检查结果,发现问题已立案调查,发现问题已责令整改,"), "{corrected}");
    let listed = result(root, MAY, &["list"]);
    assert_eq!(listed, "没有要做的：抽中的对象都有结果，都已公开。\n");
}

#[test]
fn nothing_of_a_sealed_draw_leaves_the_secrets_before_the_reveal() {
    let (dir, [first, second]) = sealed();
    let root = dir.path();
    let at = "2026-03-02T10:00:00+08:00";
    let before = everything(root);
    let public = site(root);
    let told = result(root, at, &clean(&first.id));
    assert!(
        told.contains("抽取 2026q1-key 尚在封存：结果只放在 secrets/ 里，不会出现在网站上；揭示时移到公开的结果表"),
        "{told}"
    );
    let problem = ["--phrase", "未发现开展本次抽查涉及的经营活动", "--papers", "现场检查表"];
    result(root, at, &[&["add", DRAW, &second.id, "--visited", "2026-02-11"][..], &problem].concat());
    let after = everything(root);
    let outside = |files: &BTreeMap<String, Vec<u8>>| {
        let mut files = files.clone();
        files.retain(|path, _| path.starts_with("content/"));
        files
    };
    assert_eq!(outside(&after), outside(&before), "content/ tells of a sealed result");
    assert_eq!(site(root), public, "the site tells of a sealed result");
    let waiting: Vec<&String> =
        after.keys().filter(|path| !before.contains_key(*path) && !path.starts_with("public/")).collect();
    let folder = "secrets/draws/2026q1-key";
    assert_eq!(
        waiting,
        ["visits-documents.csv", "visits-items.csv", "visits.csv"]
            .map(|name| format!("{folder}/{name}"))
            .iter()
            .collect::<Vec<_>>()
    );
    #[cfg(unix)]
    for path in waiting {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(root.join(path)).unwrap().permissions().mode() & 0o777, 0o600, "{path}");
    }
    let err = refused(root, at, &["publish", DRAW, &first.id, &second.id]);
    assert_eq!(codes(&err), ["MC1075", "MC1075"]);
    // What has no object named in it stays silent about who is drawn.
    assert!(result(root, at, &["publish", DRAW]).starts_with("抽取 2026q1-key 没有可以公开的结果。\n"));
    let follow = refused(root, at, &["follow", DRAW, &second.id, "整改中"]);
    assert!(follow.contains("结果还没有公开，不能登记后续处理。"), "{follow}");

    // A value of a waiting row changes where it waits, and no correction tells of it.
    let told = result(root, at, &["correct", DRAW, &first.id, "检查日期", "2026-02-12"]);
    assert!(told.ends_with("公众没有看到过原值，不留更正记录。\n"), "{told}");
    assert!(!root.join("content/results").exists());

    good(root, &["draw", "reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
    // The reveal moves what waited, or the publication does.
    result(root, "2026-03-30T09:00:00+08:00", &["publish", DRAW]);
    result(root, at.replace("03-02", "04-02").as_str(), &["correct", DRAW, &second.id, "认定日期", "2026-03-31"]);
    result(root, MAY, &["publish", DRAW]);
    assert!(!root.join(folder).exists(), "something still waits");
    let table = text(root, "content/results/2026.csv");
    assert!(
        table.contains(&format!("{DRAW},{},2026-02-12,现场检查,2026-02-20,2026-03-30 09:00,未发现问题,,", first.id)),
        "{table}"
    );
    let items = format!("{DRAW},{0},1,不涉及\n{DRAW},{0},e2,不涉及\n", second.id);
    assert!(text(root, "content/results/2026-items.csv").contains(&items));
    site(root);
}

#[test]
fn a_result_whose_slip_is_opened_moves_alone() {
    let (dir, [first, second]) = sealed();
    let root = dir.path();
    let at = "2026-03-02T10:00:00+08:00";
    result(root, at, &clean(&first.id));
    result(root, at, &clean(&second.id));
    good(root, &["draw", "slip", DRAW, "--object", &first.id, "--open"]);
    result(root, at, &["publish", DRAW]);
    assert_eq!(text(root, "content/results/2026.csv").lines().count(), 2);
    let waits = text(root, "secrets/draws/2026q1-key/visits.csv");
    assert!(waits.contains(&second.id) && !waits.contains(&first.id), "{waits}");
    site(root);
}

#[test]
fn a_refusal_says_every_fault_and_what_to_type() {
    let (dir, [first, _]) = revealed();
    let root = dir.path();
    let wrong = [
        "add",
        DRAW,
        &first.id,
        "--visited",
        "2026-02-01",
        "--phrase",
        "发现问题已责令改正",
        "--answer",
        "1=好",
        "--answer",
        "4=不涉及",
        "--papers",
        "检查表",
        "--penalty",
        "绛环罚〔2026〕9号",
        "--determined",
        "2026-05-13",
        "--status",
        "搬走",
        "--evidence",
        "1号",
    ];
    let err = refused(root, MAY, &wrong);
    snapbox::assert_data_eq!(&err, snapbox::file!["snapshots/results-refused.zh-CN.txt"].raw());
    let (code, _, err) = run(root, "en", &[&["result"], &wrong[..], &["--at", MAY]].concat(), "");
    assert_eq!(code, 1);
    snapbox::assert_data_eq!(&err, snapbox::file!["snapshots/results-refused.en.txt"].raw());
}

#[test]
fn each_refusal_has_its_case() {
    let (dir, [first, second]) = revealed();
    let root = dir.path();
    let (a, b) = (first.id.as_str(), second.id.as_str());
    let problem = |rest: &[&'static str]| -> Vec<String> {
        let head = ["add", DRAW, b, "--visited", "2026-02-11", "--determined", "2026-02-12", "--papers", "规定"];
        head.iter().chain(rest).map(|text| (*text).to_owned()).collect()
    };
    let said = |args: &[String]| refused(root, MAY, &args.iter().map(String::as_str).collect::<Vec<_>>());
    let code = |args: &[&str]| codes(&refused(root, MAY, args)).join(" ");
    assert_eq!(code(&["add", DRAW, "甲厂", "--rest"]), "MC1051");
    assert_eq!(code(&["add", DRAW, "示例厂", "--rest"]), "MC1052");
    assert_eq!(codes(&said(&problem(&["--phrase", "发现问题已责令整改", "--rest"]))), ["MC1064"]);
    assert_eq!(codes(&said(&problem(&["--phrase", "未发现问题", "--answer", "1=发现问题", "--rest"]))), ["MC1056"]);
    assert_eq!(
        codes(&said(&problem(&["--phrase", "未发现问题", "--answer", "1=不涉及", "--answer", "1=不涉及", "--rest"]))),
        ["MC1062"]
    );
    assert_eq!(codes(&said(&problem(&["--rest"]))), ["MC1057"]);
    let close = ["--phrase", "未发现问题", "--rest", "--status", "停产", "--evidence", "1号"];
    assert_eq!(codes(&said(&problem(&close))), ["MC1069"]);
    assert_eq!(code(&["publish", DRAW, a]), "MC1072");
    assert_eq!(code(&["correct", DRAW, a, "检查日期", "2026-02-11", "--reason", "误"]), "MC1072");
    result(root, MAY, &[&clean(a)[..7], &["--phrase", "未发现问题", "--rest", "--papers", "规定"]].concat());
    assert_eq!(code(&clean(a)), "MC1065");
    result(root, MAY, &[&clean(a)[..], &["--replace"]].concat());
    assert_eq!(text(root, "content/results/2026.csv").lines().count(), 2);
    result(root, MAY, &["correct", DRAW, a, "认定日期", "", "--reason", "尚未认定"]);
    assert_eq!(code(&["publish", DRAW, a]), "MC1073");
    result(root, MAY, &["correct", DRAW, a, "认定日期", "2026-02-20"]);
    result(root, MAY, &["publish", DRAW, a]);
    assert_eq!(code(&["publish", DRAW, a]), "MC1074");
    assert_eq!(code(&[&clean(a)[..], &["--replace"]].concat()), "MC1066");
    assert_eq!(
        code(&["correct", DRAW, a, "公开时间", "2026-02-20 10:00", "检查机关", AGENCY, "检查日期", "2026-02-11"]),
        "MC1078 MC1076 MC1077"
    );
    assert_eq!(code(&["correct", DRAW, a, "检查结果", "正常", "--reason", "误"]), "MC1055");
    assert_eq!(code(&["follow", DRAW, a, "整改中"]), "MC1079");
    assert_eq!(code(&["withhold", DRAW, a, "--ground", "商业秘密"]), "MC1078");
    assert_eq!(code(&["exempt", "甲厂", "--ground", "1"]), "MC1071");
    assert_eq!(code(&["exempt", a, "--ground", "9"]), "MC1057 MC1078 MC1057");
    assert_eq!(code(&["event", "special", a, "--kind", "处罚", "--decided", "2026-06-01"]), "MC1059 MC1057 MC0212");
    let err = run(root, "zh", &["result", "correct", DRAW, a, "检查日期", "2026-02-11", "检查方式", "--at", MAY], "");
    assert_eq!((err.0, err.2.as_str()), (2, "栏目和新值要成对出现：“检查方式”后面缺少新值。什么都没有写入。\n"));
}

#[test]
fn check_refuses_by_hand_what_the_command_refuses() {
    let (dir, [first, _]) = revealed();
    let root = dir.path();
    result(root, MAY, &clean(&first.id));
    result(root, MAY, &["publish", DRAW]);
    let check = || {
        let (code, out, err) = run(root, "zh", &["check", "--as-of", "2026-05-20"], "");
        (code, codes(&format!("{out}{err}")).iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(check(), (0, vec![]));
    let items = root.join("content/results/2026-items.csv");
    let good_items = fs::read_to_string(&items).unwrap();
    fs::write(&items, good_items.replacen("未发现问题", "发现问题", 1)).unwrap();
    assert_eq!(check(), (1, vec!["MC1056".to_owned()]));
    fs::write(&items, &good_items).unwrap();
    let table = root.join("content/results/2026.csv");
    let good_table = fs::read_to_string(&table).unwrap();
    fs::write(&table, good_table.replace("未发现问题", "发现问题已责令整改")).unwrap();
    assert_eq!(check(), (1, vec!["MC1064".to_owned()]));
    let corrections = root.join("content/results/2026-corrections.csv");
    let row = |field: &str| {
        let row = format!("{DRAW},{},{field},甲,乙,误,2026-05-13 10:00\n", first.id);
        fs::write(&corrections, "抽取编号,对象编号,字段,原值,新值,理由,公开时间\n".to_owned() + &row).unwrap();
    };
    fs::write(&table, good_table.replace("未发现问题,", ",商业秘密")).unwrap();
    for (field, wanted) in
        [("检查结果", 1), ("result", 1), ("事项1", 1), ("移送", 1), ("检查日期", 0), ("不公开理由", 0)]
    {
        row(field);
        assert_eq!(check(), (wanted, vec!["MC1070".to_owned(); wanted as usize]), "{field}");
    }
    fs::write(&table, &good_table).unwrap();
    row("检查结果");
    assert_eq!(check(), (0, vec![]));
}

#[test]
fn a_published_result_is_withheld_and_published_again_without_being_repeated() {
    let (dir, [first, _]) = revealed();
    let root = dir.path();
    let (id, said) = (first.id.as_str(), first.said());
    result(root, MAY, &clean(id));
    result(root, MAY, &["publish", DRAW]);
    let told = result(root, MAY, &["withhold", DRAW, id, "--ground", "商业秘密", "--reason", "企业提出，经审查属实"]);
    assert_eq!(
        told,
        format!(
            "{said}：不公开理由 由“（空）”改为“商业秘密”。\n其中 1 处公众已经看到原值：原值、新值和理由写进 content/results/2026-corrections.csv，会留在网站上。\n\
             以前公开过的版本还在日志的留存里。需要撤下旧版本的，运行 mingchou log withdraw。\n"
        )
    );
    let row = format!("{DRAW},{id},2026-02-10,现场检查,2026-02-20,2026-05-12 10:00,,商业秘密,{AGENCY}\n");
    assert_eq!(text(root, "content/results/2026.csv"), format!("{HEAD}{row}"));
    let files = site(root);
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("未发现问题，商业秘密"), "{path}");
        assert!(!path.starts_with("data/results/") || !text.contains("未发现问题"), "{path}");
    }
    assert_eq!(
        codes(&refused(root, MAY, &["withhold", DRAW, id, "--ground", "商业秘密", "--reason", "误"])),
        ["MC1077"]
    );
    assert_eq!(codes(&refused(root, MAY, &["withhold", DRAW, id, "--ground", "内部", "--reason", "误"])), ["MC0212"]);
    assert_eq!(
        codes(&refused(root, MAY, &["withhold", DRAW, id, "--lift", "--phrase", "正常", "--reason", "误"])),
        ["MC1055"]
    );
    let lift = ["withhold", DRAW, id, "--lift", "--phrase", "未发现问题", "--reason", "不再属于商业秘密"];
    let told = result(root, "2026-05-15T09:00:00+08:00", &lift);
    assert!(
        told.starts_with(&format!("{said}：检查结果 由“依法不公开（商业秘密）”改为“未发现问题”。\n其中 1 处")),
        "{told}"
    );
    let row = format!("{DRAW},{id},检查结果,依法不公开（商业秘密）,未发现问题,不再属于商业秘密,2026-05-15 09:00\n");
    assert!(text(root, "content/results/2026-corrections.csv").ends_with(&row));
    site(root);
}

#[test]
fn an_object_closed_at_the_gate_changes_the_registry_in_the_same_step() {
    let (dir, [first, _]) = revealed();
    let root = dir.path();
    let id = first.id.as_str();
    let visit = [
        "add",
        DRAW,
        id,
        "--visited",
        "2026-02-11",
        "--phrase",
        "未发现开展本次抽查涉及的经营活动",
        "--papers",
        "现场检查表",
    ];
    let told = result(root, MAY, &[&visit[..], &["--status", "关闭", "--evidence", "绛环检〔2026〕3号"]].concat());
    assert!(
        told.contains(&format!(
            "名录库已登记：{} 关闭（content/registry/objects.csv 和 changes.csv）。\n",
            first.said()
        )),
        "{told}"
    );
    let change =
        format!("2026-02-11,2026-05-12,{id},status,正常,关闭,未发现开展本次抽查涉及的经营活动,绛环检〔2026〕3号\n");
    assert_eq!(
        text(root, "content/registry/changes.csv"),
        format!("日期,录入日期,编号,字段,原值,新值,理由,依据\n{change}")
    );
    let objects = text(root, "content/registry/objects.csv");
    assert!(objects.lines().any(|line| line.starts_with(&format!("{id},")) && line.contains(",关闭,")), "{objects}");
    assert_eq!(objects.matches(",正常,").count(), 4);
    // While the draw is sealed this would tell where somebody has been.
    let (dir, [first, _]) = sealed();
    let mut visit = visit.map(str::to_owned);
    visit[2].clone_from(&first.id);
    let visit: Vec<&str> = visit.iter().map(String::as_str).collect();
    let err = refused(dir.path(), MAY, &[&visit[..], &["--status", "关闭", "--evidence", "1号"]].concat());
    assert_eq!(codes(&err), ["MC1067"]);
    let err = refused(dir.path(), MAY, &[&visit[..], &["--status", "搬走", "--evidence", "1号"]].concat());
    assert_eq!(codes(&err), ["MC1067", "MC1068"]);
}

#[test]
fn visits_outside_the_draws_and_events_say_what_follows_from_them() {
    let (dir, _) = revealed();
    let root = dir.path();
    let answers = "示例厂1\n2026-05-11\n9\n走航监测\n1\n\n\n";
    let (code, out, err) = run(root, "zh", &["result", "exempt", "--at", MAY], answers);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let items =
        "现场也要查全涉及的 2 个事项：1 主要法定环境制度及污染防治措施落实情况；e2 排污许可制度落实及证后执行情况\n";
    assert!(
        out.ends_with(&format!(
            "已录入非随机检查 F2026-001：示例厂1（K1），2026-05-11，情形：其他不适宜随机抽查的情形。\n{items}\
             还没有结果和认定日期。认定以后：mingchou result correct exempt F2026-001 检查结果 用语 认定日期 年-月-日，再公开。\n"
        )),
        "{out}"
    );
    let told = result(
        root,
        MAY,
        &["correct", "exempt", "F2026-001", "检查结果", "发现问题已责令整改", "认定日期", "2026-05-12"],
    );
    assert!(told.contains("F2026-001：认定日期 由“（空）”改为“2026-05-12”。还没有公开过，不留更正记录。\n"), "{told}");
    let told = result(root, MAY, &["publish", "exempt"]);
    assert!(told.contains("  F2026-001 示例厂1（K1）：2026-05-12 认定，最迟 2026-06-09，按时。\n"), "{told}");
    let told = result(root, MAY, &["exempt", "K2", "--visited", "2026-05-11", "--ground", "4", "--method", "现场检查"]);
    assert!(told.starts_with("已录入非随机检查 F2026-002："), "{told}");

    let special =
        ["event", "special", "K1", "--kind", "行政处罚", "--decided", "2026-05-11", "--document", "绛环罚〔2026〕7号"];
    assert_eq!(
        result(root, MAY, &special),
        "已登记事件：示例厂1（K1），行政处罚，2026-05-11，绛环罚〔2026〕7号。\n\
         由此 示例厂1（K1） 进入 2026q3 的特殊监管对象名单；到时没有发现新的违法问题，下一季度自动退出。\n"
    );
    let late =
        ["event", "special", "K2", "--kind", "举报查实", "--decided", "2025-12-11", "--document", "绛环信〔2025〕2号"];
    assert!(
        result(root, MAY, &late)
            .ends_with("登记晚了：本该进入的名单已经冻结，示例厂2（K2） 改为进入 2026q2 的特殊监管对象名单。\n")
    );
    let superior = [
        "event",
        "superior",
        "K3",
        "--body",
        "运城市生态环境局",
        "--date",
        "2026-05-06",
        "--document",
        "运环〔2026〕5号",
    ];
    let told = result(root, MAY, &[&superior[..], &["--result", "未发现问题"]].concat());
    assert!(
        told.ends_with("2026 年的计划写明剔除上级已查的对象：此后冻结的名单都会剔除它，网站上逐个列出。\n"),
        "{told}"
    );
    assert_eq!(
        text(root, "content/events/special.csv"),
        "对象编号,情形,决定日期,文号,录入时间\nK1,行政处罚,2026-05-11,绛环罚〔2026〕7号,2026-05-12 10:00\n\
         K2,举报查实,2025-12-11,绛环信〔2025〕2号,2026-05-12 10:00\n"
    );
    let told = result(root, MAY, &["why", "K1"]);
    assert!(
        told.contains(
            "  2026q3（下一季度，按现在已知的）会在名单上：\n    受到行政处罚，绛环罚〔2026〕7号，2026-05-11 决定\n"
        ),
        "{told}"
    );
    assert!(told.contains("  另有非随机检查 F2026-001（2026-05-11，第 9 种情形），不计入这两次。\n"), "{told}");
    let told = result(root, MAY, &["why", "示例厂3"]);
    assert!(
        told.contains("  重点排污单位抽查 2026q2：不参加，上级已查且未发现问题，依据：运城市生态环境局 2026-05-06 运环〔2026〕5号\n"),
        "{told}"
    );
}

#[test]
fn why_says_what_follows_and_from_what() {
    let (dir, [first, _]) = revealed();
    let root = dir.path();
    let (id, name) = (first.id.as_str(), first.name.as_str());
    assert_eq!(
        result(root, MAY, &["why", id]),
        format!(
            "{name}（{id}）：重点排污单位\n特殊监管对象（由事件得出，不能手工填写）：\n  2026q1 不在名单上\n  2026q2 不在名单上\n\
             \x20 2026q3（下一季度，按现在已知的）不在名单上\n  退出：在名单的那一季度没有发现违法问题，下一季度自动退出。\n\
             2026 年随机抽查 1 次（2026q1-key）；一年不超过两次，特殊监管对象除外。\n今年各次抽取的名单：\n\
             \x20 2026q1-key：参加（今年还没查过的单位），抽中\n如果 2026-05-12 10:00 冻结名单：\n\
             \x20 重点排污单位抽查 2026q2：参加（今年查过一次的单位）\n\
             今天去查，要有结论的事项 2 个（要素标签：排污许可）：1 主要法定环境制度及污染防治措施落实情况；e2 排污许可制度落实及证后执行情况\n"
        )
    );
    let who = first.team[0].as_str();
    let told = result(root, MAY, &["why", "--inspector", who]);
    assert!(
        told.starts_with(&format!(
            "{who}（{}）：执法证有效期至 2028-12-31，在岗：是；2026 年已派 ",
            who.replace('检', "I")
        )),
        "{told}"
    );
    assert!(told.contains("  2026q1-key ") && told.contains(name), "{told}");
    assert_eq!(codes(&refused(root, MAY, &["why", "--inspector", "王五"])), ["MC1071"]);
    assert_eq!(codes(&refused(root, MAY, &["why", "厂"])), ["MC1052"]);
}

#[test]
fn whoever_cannot_go_is_followed_by_the_next_in_the_fixed_order() {
    let (dir, [first, _]) = sealed();
    let root = dir.path();
    let (who, id) = (first.team[0].as_str(), first.id.as_str());
    let third = ["检1", "检2", "检3"].into_iter().find(|name| !first.team.iter().any(|held| held == name)).unwrap();
    let said = |name: &str| format!("{name}（{}）", name.replace('检', "I"));
    let answers = format!("{who}\n2\n请假单1号\ny\n");
    let (code, out, err) = run(root, "zh", &["result", "absent", DRAW, id, "--at", MAY], &answers);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains(&format!("{} 的顺延次序（由种子值算出，承诺以后谁也改不了）：\n", first.said())), "{out}");
    assert_eq!(out.matches("  ← 去不了\n").count(), 1);
    assert!(out.contains(&format!("  {}  ← 接替\n", said(third))), "{out}");
    assert!(
        out.ends_with(&format!(
            "已登记：{} 由 {} 接替 {}。抽取还在封存，记录放在 secrets/ 里，揭示时一起公开。\n",
            first.said(),
            said(third),
            said(who)
        )),
        "{out}"
    );
    let rows = text(root, "secrets/draws/2026q1-key/substitutions.csv");
    let ids = (who.replace('检', "I"), third.replace('检', "I"));
    assert_eq!(
        rows,
        format!("seq,object,slot,from,to,ground,evidence\n0,{id},0,{},{},leave,请假单1号\n", ids.0, ids.1)
    );
    let args = [
        "result",
        "absent",
        DRAW,
        id,
        "--who",
        who,
        "--ground",
        "请假或出差",
        "--evidence",
        "1号",
        "--yes",
        "--at",
        MAY,
    ];
    let (code, _, err) = run(root, "zh", &args, "");
    assert_eq!((code, err), (2, format!("{} 不在 {} 的检查组里。什么都没有写入。\n", said(who), first.said())));
    good(root, &["draw", "reveal", DRAW, "--at", "2026-03-30T09:00:00+08:00"]);
    site(root);
}

#[test]
fn the_list_says_what_each_result_waits_for() {
    let (dir, [first, second]) = sealed();
    let root = dir.path();
    let at = "2026-03-02T10:00:00+08:00";
    result(root, at, &clean(&first.id));
    assert_eq!(
        result(root, at, &["list", DRAW]),
        format!(
            "2026q1-key：抽中 2 个，1 个还有事要做\n  （尚在封存，只供本局使用，不要外传）\n  还没有录入  {}\n  等待揭示    {}：2026-02-10 检查，2026-02-20 认定\n",
            second.said(),
            first.said()
        )
    );
    let (dir, [first, second]) = revealed();
    let root = dir.path();
    result(root, MAY, &clean(&first.id));
    assert_eq!(
        result(root, MAY, &["list"]),
        format!(
            "2026q1-key：抽中 2 个，2 个还有事要做\n  逾期未公开  {}：2026-02-20 认定，应在 2026-03-20 前公开\n  还没有录入  {}\n",
            first.said(),
            second.said()
        )
    );
}
