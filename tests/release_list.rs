//! The list before packing: every line as it reads when it is in order and when it is not, in both languages, as text, page and JSON; the
//! text for the reviewer; the settings of web servers.

use crate::log_commands::{Office, serious};
use crate::release::{built, run};
use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The lines of a list by name, each with its cases, the last line, and the exit code.
fn list(root: &Path, lang: &str, args: &[&str]) -> (i32, BTreeMap<String, String>, String) {
    let (code, said, faults) = run(root, lang, &[&["pack", "--preflight"], args].concat());
    assert_eq!(faults, "", "{said}");
    let (lines, sum) = said.trim_end().rsplit_once('\n').unwrap();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in lines.lines() {
        if let Some(case) = line.strip_prefix("      ") {
            all.get_mut(&last).unwrap().push_str(&format!("\n{case}"));
            continue;
        }
        let (mark, rest) = line.split_once("  ").unwrap();
        let (name, sentence) = rest.split_once(if lang == "zh" { "：" } else { ": " }).unwrap();
        last = name.to_owned();
        all.insert(last.clone(), format!("{mark} {sentence}"));
    }
    (code, all, sum.to_owned())
}

/// A bureau that may release: no demonstration, every duty filled in, a log, a site built for release.
fn office() -> Office {
    let office = Office::new();
    serious(&office);
    office.good(&["log", "publish"]);
    office.good(&["build", "--release"]);
    office
}

/// What changed since the office was in order is put back.
struct Kept(BTreeMap<String, Vec<u8>>);

impl Kept {
    fn of(office: &Office) -> Self {
        Self(read_folder(office.root()))
    }

    fn restore(&self, office: &Office) {
        for path in read_folder(office.root()).into_keys().filter(|path| !self.0.contains_key(path)) {
            fs::remove_file(office.root().join(path)).unwrap();
        }
        for (path, bytes) in &self.0 {
            let path = office.root().join(path);
            if fs::read(&path).ok().as_ref() != Some(bytes) {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
    }
}

fn write(office: &Office, path: &str, text: &str) {
    let path = office.root().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn replace(office: &Office, path: &str, from: &str, to: &str) {
    let path = office.root().join(path);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from} does not stand in {}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn every_line_reads_as_it_should_when_in_order() {
    let office = office();
    let (code, lines, sum) = list(office.root(), "zh", &[]);
    assert_eq!(code, 0, "remarks alone do not make it fail");
    for (name, sentence) in [
        ("网站文件", "✓ 与生成时一致。"),
        ("是否最新", "✓ 是用现在的 content/ 和 themes/ 生成的。"),
        ("正式版", "✓ 是按正式发布的要求生成的。"),
        ("填报内容", "✓ 没有错误。"),
        ("演示标志", "✓ 没有演示标志。"),
        ("网站标识码", "✓ 10 位，与行政区划相符。"),
        ("页脚必备", "✓ 主办单位、地址、电话、备案号都已填写。"),
        ("网站地址", "✓ 写法正确。"),
        ("个人信息", "✓ 逐个文件检查过，没有身份号码、手机号码等。"),
        ("公开日志", "✓ 全部登记在日志里。"),
        ("抽取核验", "✓ 全部通过，0 次。"),
        ("页数大小", "✓ 93 页，没有超过上限的文件。"),
        ("文件名", "✓ 各种系统都能用。"),
        ("核验程序", "✓ 都是本程序自带的。"),
        ("多余文件", "✓ 没有。"),
    ] {
        assert_eq!(lines.get(name).map(String::as_str), Some(sentence), "{name}: {lines:#?}");
    }
    let open: Vec<&str> =
        lines.iter().filter(|(_, line)| !line.starts_with('✓')).map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        sum,
        format!("没有必须改的，可以打包上传。提醒 {} 项，没有问题的 {} 项。", open.len(), lines.len() - open.len())
    );
    assert_eq!(lines.len(), 20);
    // The same in English, as JSON, and on paper.
    let (_, english, _) = list(office.root(), "en", &[]);
    assert_eq!(english["privacy"], "✓ every file was searched: no identity or mobile numbers and the like.");
    let (code, json, _) = run(office.root(), "zh", &["pack", "--preflight", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json.as_array().unwrap().len()), (0, 20));
    assert_eq!((json[0]["key"].as_str(), json[0]["state"].as_str()), (Some("built"), Some("good")));
    run(office.root(), "zh", &["pack", "--preflight", "--html", "list.html"]);
    let page = fs::read_to_string(office.root().join("list.html")).unwrap();
    assert!(page.contains("<html lang=\"zh-CN\">") && page.contains("@page { size: A4;"), "{page}");
    assert!(page.contains("<td class=\"mark\">✓</td><th scope=\"row\">个人信息</th><td>逐个文件检查过"), "{page}");
    assert!(!read_folder(&office.root().join("public")).contains_key("assets/preflight.css"));
}

/// One way to spoil the office, the line that tells it, and how.
type Case = (fn(&Office), &'static [&'static str], &'static str, &'static str);

const CASES: [Case; 19] = [
    (
        |o| write(o, "public/index.html", "<main>cracked, and nobody knows by whom</main>"),
        &[],
        "网站文件",
        "必须改 有 1 处与生成时不一致。请重新生成：mingchou build\nindex.html 被改过",
    ),
    (
        |o| replace(o, "content/registry/objects.csv", "示例厂1", "示例厂一"),
        &[],
        "是否最新",
        "必须改 生成以后 content/ 或 themes/ 又改过，或者过了一天、换了程序。请重新生成：mingchou build --release",
    ),
    (
        |o| drop(o.good(&["build"])),
        &[],
        "正式版",
        "提醒 这是预览版，没有按正式发布的要求检查。请用 mingchou build --release 重新生成。",
    ),
    (
        |o| replace(o, "content/registry/objects.csv", "2024-01-02", "2024-13-02"),
        &[],
        "填报内容",
        "必须改 有 5 处错误。请逐条改正，用 mingchou check 复查。",
    ),
    (
        |o| replace(o, "content/site.toml", "[bureau]", "demo = true\n[bureau]"),
        &[],
        "演示标志",
        "必须改 这是演示县的内容，不能当作本局的公开。请在 content/site.toml 里去掉 demo = true。\n\
      content/site.toml demo: 这是演示数据（demo = true），不能正式发布。 正式使用请改为 demo = false。",
    ),
    (
        |o| replace(o, "content/site.toml", "site_id_code = \"1408260000\"", "site_id_code = \"1408270000\""),
        &[],
        "网站标识码",
        "必须改 标识码不对。请在 content/site.toml 里改正。\n",
    ),
    (
        |o| replace(o, "content/site.toml", "icp = \"", "icp = \"\" # \""),
        &[],
        "页脚必备",
        "必须改 缺 1 项。请在 content/site.toml 里补上。\ncontent/site.toml government.icp: ",
    ),
    (
        |o| replace(o, "content/site.toml", "site_domain = \"www", "site_domain = \"http://www"),
        &[],
        "网站地址",
        "必须改 有 1 处写法不对。请在 content/site.toml 里改正。\ncontent/site.toml government.site_domain: ",
    ),
    (
        |_| {},
        &["--as-of", "2027-02-01"],
        "放假安排",
        "必须改 放假安排没有录入，期限算不出来。\ncontent/calendar/2027.csv: ",
    ),
    (
        |o| write(o, "public/index.html", "<main>Please ring 138-0013-8000, whoever you are.</main>"),
        &[],
        "个人信息",
        "必须改 有 1 处疑似个人信息（只说位置，不显示号码）。请在 content/ 里改正，用 mingchou check 查看是哪一格，再重新生成。\n\
      MC0924  index.html",
    ),
    (
        |o| write(o, "public/index.html", "<main><a href=\"none.html\">words enough for a page</a></main>"),
        &[],
        "站内链接",
        "必须改 有 ",
    ),
    (
        |o| {
            for name in ["items", "plans", "results"] {
                write(o, &format!("public/{name}/index.html"), "<main></main>");
            }
        },
        &[],
        "空白栏目",
        "必须改 有 5 个页面没有内容，检查政府网站时空白栏目满 5 个就一票否决。没有内容的可选表请整个删去，再重新生成。\n",
    ),
    (
        |o| replace(o, "content/registry/objects.csv", "示例厂1", "示例厂一"),
        &[],
        "公开日志",
        "必须改 有 1 个记录没有登记。请先运行 mingchou log publish，再重新生成。\ndata/objects.csv",
    ),
    (
        |o| fs::remove_dir_all(o.content("log")).unwrap(),
        &[],
        "公开日志",
        "提醒 还没有建立公开日志，别人无法证明什么时候公开了什么。建立：mingchou log key",
    ),
    (
        |o| replace(o, "public/log/entries.txt", "data/objects.csv", "data/subject.csv"),
        &[],
        "抽取核验",
        "必须改 有 1 项没有通过，绝不能上传。请从备份或用 mingchou log restore 恢复 content/draws/ 和 content/log/，再重新生成。\n",
    ),
    (|_| {}, &["--limit", "5KB"], "页数大小", "必须改 有 "),
    (
        |o| {
            write(o, "public/aux.txt", "device\n");
            let sum = mingchou::output::sha256_hex(b"device\n");
            let path = o.root().join("public/SHA256SUMS.txt");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(path, format!("{sum}  aux.txt\n{text}")).unwrap();
        },
        &[],
        "文件名",
        "提醒 有 1 个文件名太长、只差大小写，或者是 Windows 不让用的名字，有的主机收不下。\naux.txt",
    ),
    (
        |o| write(o, "themes/gov/assets/check-draw.js", "var verdict = 'good';\n"),
        &[],
        "核验程序",
        "提醒 主题换掉了 1 个核验用的程序，公众核验时用的就不是本程序的核验方法。如果不是有意的，请把这些文件删去，再重新生成。\n\
      themes/gov/assets/check-draw.js",
    ),
    (
        |o| write(o, "public/notes.doc", "mine"),
        &[],
        "多余文件",
        "提醒 有 1 个文件不是本程序写的，不会打进压缩包。\nnotes.doc",
    ),
];

#[test]
fn every_line_says_what_is_wrong_and_what_to_do() {
    let office = office();
    let kept = Kept::of(&office);
    for (spoil, args, name, begin) in CASES {
        spoil(&office);
        let (code, lines, sum) = list(office.root(), "zh", args);
        assert!(lines[name].starts_with(begin), "{name}: {}\nwanted: {begin}", lines[name]);
        let must = lines.values().filter(|line| line.starts_with("必须改")).count();
        assert_eq!(code, i32::from(must > 0), "{name}: {lines:#?}");
        assert_eq!(sum.starts_with(&format!("必须改的有 {must} 项，改好再上传。")), must > 0, "{sum}");
        assert!(!format!("{lines:?}").contains("138-0013-8000"));
        kept.restore(&office);
    }
    // What is due and what has no reason stands in the tables as they are.
    let (_, lines, _) = list(office.root(), "zh", &[]);
    assert_eq!(
        lines["逾期事项"],
        "提醒 有 3 项逾期，网站上会如实显示。能办的先办，用 mingchou todo 查看。\n2026-03-31  R23  2026q1：2026q1没有抽取。\n\
         2026-06-30  R23  2026q2：2026q2没有抽取。\n2026-09-30  R23  2026q3：2026q3没有抽取。"
    );
    assert!(
        lines["迟延理由"].starts_with("提醒 有 7 项没有按时做到，也没有公开理由。请在 content/reasons.csv 里写上理由"),
        "{lines:#?}"
    );
    assert!(lines["空白栏目"].starts_with("提醒 有 2 个页面没有内容。"), "{lines:#?}");
}

#[test]
fn what_may_not_be_uploaded_is_not_packed() {
    let office = office();
    let root = office.root();
    let (_, _, remarks) = run(root, "zh", &["pack"]);
    assert!(remarks.starts_with("提醒  放假安排："), "{remarks}");
    let whole = fs::read(root.join("site.zip")).unwrap();
    let text = "<main>Please ring 138-0013-8000, whoever you are.</main>";
    let sum = mingchou::output::sha256_hex(&fs::read(root.join("public/index.html")).unwrap());
    write(&office, "public/index.html", text);
    replace(&office, "public/SHA256SUMS.txt", &sum, &mingchou::output::sha256_hex(text.as_bytes()));
    let (code, said, faults) = run(root, "zh", &["pack"]);
    assert_eq!((code, said.as_str()), (1, ""));
    let end = "没有打包：上面“必须改”的里面有不能上传的。改好后重新生成（mingchou build），再打包。\n";
    assert!(faults.ends_with(end) && faults.contains("MC0924  index.html") && !faults.contains("8000"), "{faults}");
    assert_eq!(fs::read(root.join("site.zip")).unwrap(), whole, "the zip of before stays");
}

#[test]
fn the_reviewer_gets_every_visible_text_in_either_encoding_and_only_of_changed_pages_on_demand() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let page = |text: &str| {
        format!("<title>题</title><p>页眉</p><main><h1>{text}</h1><img alt=\"图说\" src=\"x.png\"></main>").into_bytes()
    };
    let mut files = BTreeMap::from([
        ("a.html".to_owned(), page("甲")),
        ("b.html".to_owned(), page("乙")),
        ("x.png".to_owned(), vec![]),
    ]);
    built(&root.join("public"), &files);
    let (code, said, faults) = run(root, "zh", &["pack", "--text", "t.txt"]);
    assert_eq!((code, faults.as_str()), (0, ""));
    assert!(said.starts_with("已把 2 个页面的全部可见文字写到 t.txt，共 "), "{said}");
    let text = "======== 页面：a.html\r\n〔页面信息〕题\r\n页眉\r\n甲\r\n〔图片文字、提示〕图说\r\n\r\n======== 页面：b.html\r\n乙\r\n\
                〔图片文字、提示〕图说\r\n\r\n";
    assert_eq!(fs::read_to_string(root.join("t.txt")).unwrap(), format!("\u{feff}{text}"));
    run(root, "zh", &["pack", "--text", "g.txt", "--gb18030"]);
    assert_eq!(from_gb18030(&root.join("g.txt")), text);
    assert!(!root.join(".mingchou/packed").exists(), "reading is not packing");
    run(root, "zh", &["pack"]);
    files.insert("b.html".into(), page("丙"));
    built(&root.join("public"), &files);
    run(root, "zh", &["pack", "--text", "t.txt", "--since", "last"]);
    let text = fs::read_to_string(root.join("t.txt")).unwrap();
    assert_eq!(text, "\u{feff}======== 页面：b.html\r\n〔页面信息〕题\r\n页眉\r\n丙\r\n〔图片文字、提示〕图说\r\n\r\n");
}

/// GB18030 by a decoder that is not the program's encoder.
fn from_gb18030(path: &Path) -> String {
    let done = std::process::Command::new("iconv").args(["-f", "GB18030", "-t", "UTF-8"]).arg(path).output().unwrap();
    assert!(done.status.success());
    String::from_utf8(done.stdout).unwrap()
}

/// The blocks of the hosting page are run on real servers by the tests outside; here: that what is handed out is those, word for word.
#[test]
fn settings_are_the_blocks_that_real_servers_were_run_with() {
    let temp = tempfile::tempdir().unwrap();
    let done =
        mingchou().current_dir(temp.path()).args(["--lang", "zh", "pack", "--snippets", "conf"]).output().unwrap();
    assert!(done.status.success());
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(said, "nginx、Apache、IIS 的配置已写到 conf，用法见其中的 README.txt，请交给网站管理员。\n");
    let files = read_folder(&temp.path().join("conf"));
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hosting.md")).unwrap();
    let blocks: Vec<&str> = page
        .split("\n```")
        .filter(|part| part.contains('\n') && part.split('\n').next().unwrap().contains(' '))
        .collect();
    for (name, block) in [
        ("nginx-mingchou.rules", "nginx mingchou.rules\n"),
        ("nginx-mingchou.conf", "nginx mingchou.conf\n"),
        ("nginx-location.conf", "nginx location\n"),
        ("apache-htaccess.txt", "apache .htaccess\n"),
        ("iis-web.config", "xml web.config\n"),
    ] {
        let wanted = blocks.iter().find_map(|part| part.strip_prefix(block)).unwrap();
        assert_eq!(String::from_utf8(files[name].clone()).unwrap(), format!("{wanted}\n"), "{name}");
    }
    let about = String::from_utf8(files["README.txt"].clone()).unwrap();
    assert!(
        about.starts_with('\u{feff}') && about.contains("IIS 的只检查过写法，没有在 IIS 上运行过。\r\n"),
        "{about}"
    );
}
