//! A new county through the command: what is asked, what is written, what is refused, and what `check`, `build` and `todo` say of it.

use crate::support::{mingchou, read_folder};
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

/// Answers of a file: the bureau alone.
pub(crate) const ANSWERS: &str = "[bureau]\nname = \"绛县生态环境分局\"\ncounty = \"绛县\"\nregion = \"140826\"\n\
    address = \"绛县示例街1号\"\nphone = \"0359-0000000\"\ncomplaint_phone = \"0359-0000001\"\noffice = \"综合办\"\n";

fn run(dir: &Path, args: &[&str], typed: &str) -> Output {
    let mut command = mingchou();
    command.current_dir(dir).args(args).env("NO_COLOR", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses before it asks closes its end.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

/// Exit code, standard output, standard error.
fn said(out: &Output) -> (Option<i32>, &str, &str) {
    (out.status.code(), std::str::from_utf8(&out.stdout).unwrap(), std::str::from_utf8(&out.stderr).unwrap())
}

/// A county in `DIR/county`, from a file of answers.
pub(crate) fn fresh() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.toml"), ANSWERS).unwrap();
    let out = run(dir.path(), &["--lang", "zh", "init", "county", "--answers", "a.toml"], "");
    let wanted = "已建立 county。里面的“使用说明.txt”写着下一步怎么办。\n\
                  接着运行 mingchou --root county check，它会按办事的顺序说还差什么。\n";
    assert_eq!(said(&out), (Some(0), wanted, ""));
    dir
}

const TYPED: &str = "绛县生态环境分局\n绛县\n14082\n140826\n绛县示例街1号\n0359-0000000\n0359-0000001\n综合办\n古绛镇；横水镇\n\n\
    www.example.gov.cn\n1508260001\n1408260001\n\n\n4\n3\ntag:water；any\n12\n2\n\n\n2\n";

#[test]
fn what_is_typed_becomes_the_settings_and_wrong_answers_are_asked_again() {
    for (lang, wanted) in
        [("zh", include_str!("snapshots/init.zh-CN.txt")), ("en", include_str!("snapshots/init.en.txt"))]
    {
        let dir = tempfile::tempdir().unwrap();
        let out = run(dir.path(), &["--lang", lang, "init", "county"], TYPED);
        assert_eq!(said(&out), (Some(0), wanted, ""));
        let site = std::fs::read_to_string(dir.path().join("county/content/site.toml")).unwrap();
        assert_eq!(site, include_str!("snapshots/init-site.toml"));
    }
}

#[test]
fn every_key_of_the_settings_is_there_and_explained() {
    let site = include_str!("snapshots/init-site.toml");
    let mut lines = site.lines().peekable();
    let mut keys = 0;
    while let Some(line) = lines.next() {
        if lines.peek().is_some_and(|next| next.contains(" = ")) {
            assert!(line.starts_with("# "), "{line}");
            keys += 1;
        }
    }
    let model = include_str!("../src/model/config.rs");
    let sections = ["Bureau", "Government", "LogConfig", "DrawConfig", "PrivacyConfig", "RuleConfig", "ThemeConfig"];
    let fields = |name: &&str| {
        let (_, rest) = model.split_once(&format!("pub struct {name} {{")).unwrap();
        rest.split_once("\n}").unwrap().0.lines().filter(|line| line.trim_start().starts_with("pub ")).count()
    };
    assert_eq!(keys, sections.iter().map(fields).sum::<usize>());
}

#[test]
fn the_folder_holds_every_table_with_its_headings_and_nothing_made_up() {
    let dir = fresh();
    let files = read_folder(&dir.path().join("county"));
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let wanted = [
        ".gitignore",
        "content/calendar/2024.csv",
        "content/calendar/2025.csv",
        "content/calendar/2026.csv",
        "content/events/exempt.csv",
        "content/events/special.csv",
        "content/events/superior.csv",
        "content/items.csv",
        "content/laws.csv",
        "content/pages/about.md",
        "content/pages/complaints.md",
        "content/pages/limits.md",
        "content/pages/privacy.md",
        "content/pushes.csv",
        "content/reasons.csv",
        "content/registry/auxiliary.csv",
        "content/registry/changes.csv",
        "content/registry/inspectors.csv",
        "content/registry/objects.csv",
        "content/registry/recusals.csv",
        "content/replies.csv",
        "content/site.toml",
        "使用说明.txt",
    ];
    assert_eq!(names, wanted);
    let text = |name: &str| String::from_utf8(files[name].clone()).unwrap();
    let registry = "\u{feff}对象编号,主体名称,统一社会信用代码,排污许可证编号,乡镇,单位地址,类别,要素标签,专业要求,状态,入库日期\n";
    assert_eq!(text("content/registry/objects.csv"), registry);
    let laws = include_str!("../content/laws.csv").trim_start_matches('\u{feff}');
    assert_eq!(text("content/laws.csv"), format!("\u{feff}{laws}"));
    assert!(text("使用说明.txt").starts_with("\u{feff}绛县生态环境分局“双随机、一公开”文件夹\r\n"));
    assert!(text("content/pages/complaints.md").contains("举报投诉电话：0359-0000001。"));
}

#[test]
fn a_new_county_is_told_what_to_do_next_in_order() {
    let dir = fresh();
    for (lang, wanted) in
        [("zh", include_str!("snapshots/start.zh-CN.txt")), ("en", include_str!("snapshots/start.en.txt"))]
    {
        let check = run(dir.path(), &["--lang", lang, "--root", "county", "check", "--as-of", "2026-11-26"], "");
        assert_eq!(said(&check), (Some(1), wanted, ""));
        let build = run(dir.path(), &["--lang", lang, "--root", "county", "build", "--as-of", "2026-11-26"], "");
        let nothing = if lang == "zh" { "没有写入任何文件。\n" } else { "Nothing was written.\n" };
        assert_eq!(said(&build), (Some(1), "", format!("{wanted}{nothing}").as_str()));
    }
    assert!(!dir.path().join("county/public").exists());
}

#[test]
fn what_is_filled_is_told_as_done_and_real_faults_stay() {
    let dir = fresh();
    let table = dir.path().join("county/content/registry/inspectors.csv");
    let head = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, format!("{head}04110900123,李一,分局,执法员,,2028-12-31,是,2024-01-02\n")).unwrap();
    let items = dir.path().join("county/content/items.csv");
    let head = std::fs::read_to_string(&items).unwrap();
    std::fs::write(&items, head.replacen("列入日期", "列入日期,奇怪的一列", 1)).unwrap();
    let check = run(dir.path(), &["--lang", "zh", "--root", "county", "check", "--as-of", "2026-11-26"], "");
    let (code, out, err) = said(&check);
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = out.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).collect();
    assert!(lines[0].starts_with("  1. 还差：检查对象。"), "{out}");
    assert_eq!(lines[1], "  2. 已有：检查人员 1 行。");
    // The items are not called missing: their fault is told instead.
    assert!(!out.contains("抽查事项。content"), "{out}");
    assert!(err.starts_with("错误[MC0107]: 不认识表头“奇怪的一列”。\n"), "{err}");
    assert!(out.ends_with("1 处错误，0 处提醒。\n有错误没有改正，规则没有检查，网站不能生成。\n"), "{out}");
}

#[test]
fn an_occupied_folder_a_file_and_a_key_nobody_knows_are_refused() {
    let dir = fresh();
    let before = read_folder(dir.path());
    let out = run(dir.path(), &["--lang", "zh", "init", "county", "--answers", "a.toml"], "");
    let wanted = "county 不是空文件夹，里面有 .gitignore。什么都没有写入。请换一个空的或者还没有的文件夹：mingchou init 文件夹名\n";
    assert_eq!(said(&out), (Some(2), "", wanted));
    let out = run(dir.path(), &["--lang", "en", "init", "a.toml", "--answers", "a.toml"], "");
    let wanted =
        "a.toml is a file, not a folder. Nothing was written. Name an empty or new folder: mingchou init FOLDER\n";
    assert_eq!(said(&out), (Some(2), "", wanted));
    let out =
        run(dir.path(), &["--lang", "en", "init", "other", "--set", "bureau.regoin=1", "--set", "bureau.region=1"], "");
    let wanted = "--set does not know “bureau.regoin”. It takes: bureau.name bureau.county bureau.region bureau.address bureau.phone \
                  bureau.complaint_phone bureau.office bureau.towns government.site_name government.site_domain \
                  government.site_id_code government.base_url log.origin privacy.inspectors draw.slots draw.slack draw.seal_days \
                  draw.reveal_days rules.superior_checked. Write it as --set bureau.region=140826\n\
                  The value \"1\" of “bureau.region” is wrong. Write the administrative code of six digits, such as \"140826\".\n";
    assert_eq!(said(&out), (Some(2), "", wanted));
    assert_eq!(read_folder(dir.path()), before);
}

#[test]
fn faults_of_the_answers_are_told_at_their_lines_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let answers = ANSWERS.replace("\"140826\"", "\"14082\"")
        + "\n[draw]\nslcak = 1\n\n[government]\nsite_id_code = \"1508260001\"\n";
    std::fs::write(dir.path().join("a.toml"), &answers).unwrap();
    let out = run(dir.path(), &["--lang", "zh", "init", "county", "--answers", "a.toml"], "");
    let wanted = "错误[MC0304]: “bureau.region”的值 \"14082\" 不对。\n--> a.toml:4\n = 怎么办: 请写六位行政区划代码，如 \"140826\"。\n\n\
                  错误[MC0302]: 不认识“draw.slcak”，是不是“slack”？\n--> a.toml:11\n = 怎么办: 请改正；程序不会忽略不认识的设置。\n\n\
                  没有写入任何文件。\n";
    assert_eq!(said(&out), (Some(1), "", wanted));
    std::fs::write(dir.path().join("a.toml"), ANSWERS.to_owned() + "\n[government]\nsite_id_code = \"1508260001\"\n")
        .unwrap();
    let out = run(dir.path(), &["--lang", "zh", "init", "county", "--answers", "a.toml"], "");
    let wanted = "错误[MC0602]: 网站标识码应为10位，前6位是行政区划代码 140826。\n--> a.toml:11\n \
                  = 怎么办: 请照网站登记的标识码填写，不要留用模板中的。\n\n没有写入任何文件。\n";
    assert_eq!(said(&out), (Some(1), "", wanted));
    let out = run(dir.path(), &["--lang", "zh", "init", "county"], "绛县分局\n绛县\n");
    assert_eq!(said(&out).0, Some(2));
    assert_eq!(said(&out).2, "输入在最后一个问题之前就结束了：什么都没有写入。请重新运行，把问题答完。\n");
    assert_eq!(read_folder(dir.path()).keys().collect::<Vec<_>>(), ["a.toml"]);
}

#[cfg(unix)]
#[test]
fn a_link_below_content_is_refused_and_what_is_behind_it_is_not_called_missing() {
    let dir = fresh();
    let county = dir.path().join("county/content");
    std::fs::rename(county.join("registry"), dir.path().join("elsewhere")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("elsewhere"), county.join("registry")).unwrap();
    let check = run(dir.path(), &["--lang", "zh", "--root", "county", "check"], "");
    let (code, out, err) = said(&check);
    let wanted = "错误[MC1100]: 这是一个链接（快捷方式、联接），不是文件或文件夹本身。\n--> content/registry\n \
                  = 怎么办: 请删去链接，把它指向的文件或文件夹本身放到这里。链接可能指到保密的内容，拷贝时也会丢失。\n\n";
    assert_eq!((code, err), (Some(1), wanted));
    assert!(!out.contains("还差：检查") && out.contains("抽查事项"), "{out}");
    // The folder itself in the place of the link.
    std::fs::remove_file(county.join("registry")).unwrap();
    std::fs::rename(dir.path().join("elsewhere"), county.join("registry")).unwrap();
    let check = run(dir.path(), &["--lang", "zh", "--root", "county", "check"], "");
    assert_eq!(said(&check).2, "");
}

#[test]
fn usual_faults_of_toml_are_told_in_both_languages() {
    let dir = fresh();
    let path = dir.path().join("county/content/site.toml");
    let good = std::fs::read_to_string(&path).unwrap();
    let said = |line: &str, lang: &str| {
        std::fs::write(&path, format!("{good}{line}\n")).unwrap();
        let check = run(dir.path(), &["--lang", lang, "--root", "county", "check"], "");
        let text = String::from_utf8(check.stderr).unwrap();
        let mut lines = text.lines().filter(|line| line.contains("[MC0301]"));
        lines.next().unwrap_or_else(|| panic!("{line}: {text}")).to_owned()
    };
    let cases = [
        ("x = “a”", "quoted"),
        ("x ＝ 1", "no-value"),
        ("x = \"a", "open-quote"),
        ("own_pages = 1", "twice"),
        ("[x", "heading"),
        ("x = [\"a\"", "list"),
        ("x = { a = 1", "brace"),
        ("x = [\"a\"，\"b\"]", "comma"),
        ("x = [1,,2]", "commas"),
        ("x = 0359", "zero"),
        ("x = 0359-22", "date"),
        ("x = 1, y = 2", "more"),
        ("x == 1", "equals"),
        ("名 = 1", "key"),
        ("x = True", "flag"),
        ("x = \"C:\\data\"", "backslash"),
    ];
    for (lang, file) in [
        ("zh", include_str!("../themes/gov/words/zh-CN/errors-desk.toml")),
        ("en", include_str!("../themes/gov/words/en/errors-desk.toml")),
    ] {
        let words: toml::Table = file.parse().unwrap();
        for (line, key) in cases {
            let sentence = words["load"]["toml"][key].as_str().unwrap();
            assert!(said(line, lang).contains(sentence), "{line} ({key}): {}", said(line, lang));
        }
    }
    // What is not known is shown as the reader says it.
    assert!(said("x = .5", "zh").contains("读到这里读不懂（invalid mantissa"), "{}", said("x = .5", "zh"));
}

#[test]
fn drafts_are_a_remark_of_check_and_stop_a_release() {
    let dir = fresh();
    let about = dir.path().join("county/content/pages/about.md");
    let drafts = || {
        let out = run(dir.path(), &["--lang", "en", "--root", "county", "check", "--json"], "");
        let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        let all = json["diagnostics"].as_array().unwrap().clone();
        let files = all.iter().filter(|fault| fault["code"] == "MC1101").map(|fault| fault["file"].to_string());
        files.collect::<Vec<_>>()
    };
    assert_eq!(drafts().len(), 4);
    let text = std::fs::read_to_string(&about).unwrap();
    std::fs::write(&about, text.lines().filter(|line| !line.contains("待完善")).collect::<Vec<_>>().join("\n"))
        .unwrap();
    assert_eq!((drafts().len(), drafts().contains(&"\"content/pages/about.md\"".to_owned())), (3, false));
    let mut site = crate::county::county();
    let refused = |site: &mingchou::site::Site| {
        let report = mingchou::check::release(site);
        report
            .diagnostics
            .into_iter()
            .filter(|fault| fault.code == "MC1102")
            .map(|fault| fault.place.file)
            .collect::<Vec<_>>()
    };
    let page = |html: &str| mingchou::site::Page {
        slug: "about".into(),
        title: "关于".into(),
        order: 1,
        published_at: crate::county::minute("2026-01-01 09:00"),
        html: html.into(),
    };
    site.pages = vec![page("<p>完善的一页</p>")];
    assert_eq!(refused(&site), Vec::<String>::new());
    site.pages = vec![page("<p>待完善：电话</p>")];
    assert_eq!(refused(&site), ["content/pages/about.md"]);
}
