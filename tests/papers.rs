//! What is printed around a draw, through the command: what stands on the papers at each stage, where they lie, who may read them,
//! what is refused. Merged visits are in `papers_merged`.

use crate::draw_commands::{COMMIT, bureau, draw, good, seal_args};
use crate::draws::BALLS;
use crate::support::read_folder;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Address of the site in these tests.
pub(crate) const BASE: &str = "https://lots.example.gov.cn/x/";

/// `draw papers …`, good and without remarks, in Chinese. Out: what was said.
#[track_caller]
pub(crate) fn papers(root: &Path, args: &[&str]) -> String {
    let (code, out, err) = draw(root, "zh", &[&["papers"], args].concat());
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

/// Files of a draw's papers by name.
pub(crate) fn made(root: &Path, draw: &str) -> BTreeMap<String, Vec<u8>> {
    read_folder(&root.join("secrets/draws").join(draw).join("papers"))
}

/// One of them as text.
pub(crate) fn page(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files.get(name).unwrap_or_else(|| panic!("{name} of {:?}", files.keys())).clone()).unwrap()
}

/// A bureau whose draw is committed.
fn committed() -> tempfile::TempDir {
    let dir = bureau();
    good(dir.path(), &COMMIT);
    dir
}

/// A bureau whose draw is sealed.
fn sealed() -> tempfile::TempDir {
    let dir = committed();
    seal(dir.path());
    dir
}

fn seal(root: &Path) {
    let value = format!("kl8:2026033={BALLS}");
    good(root, &seal_args(&value));
}

/// Object and inspector of each place, in draw order.
pub(crate) fn assigned(root: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(root.join("secrets/draws/2026q1-key/leaves.txt")).unwrap();
    let leaves = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    leaves
        .flat_map(|leaf| leaf[5].split(',').map(|id| (leaf[4].to_owned(), id.to_owned())).collect::<Vec<_>>())
        .collect()
}

/// What a reader of QR codes sees in the n-th code of a page.
pub(crate) fn code(page: &str, nth: usize) -> String {
    let svg = page.split("<svg class=\"qr\"").nth(nth + 1).expect("a code");
    let between = |start: &str, end: &str| svg.split_once(start).and_then(|(_, rest)| rest.split_once(end)).unwrap().0;
    let side: usize = between("viewBox=\"0 0 ", " ").parse().unwrap();
    let mut dark = vec![false; side * side];
    for run in between(" d=\"", "\"").split('z').filter(|run| !run.is_empty()) {
        let (at, rest) = run.strip_prefix('M').and_then(|run| run.split_once('h')).unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
        let length: usize = rest.split('v').next().unwrap().parse().unwrap();
        dark[y * side + x..y * side + x + length].fill(true);
    }
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 4, side * 4, |x, y| {
        if dark[(y / 4) * side + x / 4] { 0 } else { 255 }
    });
    image.detect_grids()[0].decode().unwrap().1
}

fn digest_of(root: &Path, name: &str) -> String {
    mingchou::output::sha256_hex(&fs::read(root.join("content/draws/2026q1-key").join(name)).unwrap())
}

#[test]
fn before_the_beacon_only_the_record_and_the_list_of_what_to_print_are_made() {
    let dir = committed();
    let root = dir.path();
    let said = papers(root, &["2026q1-key", "--base", BASE, "--place", "三楼会议室", "--present", "张三 派驻组"]);
    let folder = root.join("secrets/draws/2026q1-key/papers");
    let path = folder.display();
    assert_eq!(said, format!("2026q1-key：2 个文件已写入 {path}。请先打开里面的 index.html（打印清单），照着打印。\n"));
    let files = made(root, "2026q1-key");
    assert_eq!(files.keys().collect::<Vec<_>>(), ["index.html", "papers.txt", "record-committed.html"]);
    let record = page(&files, "record-committed.html");
    for name in ["commit.txt", "roster.csv", "excluded.csv", "inspectors.csv"] {
        assert!(record.contains(&digest_of(root, name)), "{name}");
        assert!(record.contains(&format!("certutil -hashfile {name} SHA256")), "{name}");
        assert!(record.contains(&format!("sha256sum {name}")), "{name}");
    }
    let recusals = mingchou::output::sha256_hex(&fs::read(root.join("secrets/draws/2026q1-key/recusals.csv")).unwrap());
    let whole = [
        "<h1>随机抽取记录（承诺）</h1>",
        "<td colspan=\"3\">三楼会议室</td>",
        "<td>1</td><td>张三</td><td>派驻组</td><td></td><td>9</td>",
        "<td>8</td><td></td><td></td><td></td><td>16</td><td></td><td></td><td></td>",
        "《2026年度计划》，绛环发〔2026〕1号，2026-01-20印发",
        "重点排污单位抽查，key-2026",
        "本年未查过：5家中抽2家",
        "每家1人具备该家所需专长、1人不限专长；每人本年累计次数不超过可行的最小值加1",
        "<td>快乐8</td><td>2026033</td><td>2026-02-02 21:30</td><td>（尚未开出）</td>",
        "本次应抽2家。名单尚未产生",
        "本局（bureau）",
        "\"第 \" counter(page) \" 页 共 \" counter(pages) \" 页\"",
        concat!("本记录由 mingchou ", env!("CARGO_PKG_VERSION"), " 生成。"),
        recusals.as_str(),
    ];
    for sentence in whole {
        assert!(record.contains(sentence), "{sentence} in {record}");
    }
    assert_eq!(code(&record, 0), digest_of(root, "commit.txt"));
    assert_eq!(code(&record, 1), format!("{BASE}draws/2026q1-key/index.html"));
    for file in ["index.html", "record-committed.html"] {
        let text = page(&files, file);
        assert!(!text.contains("示例厂") && !text.contains("检1"), "{file} names somebody");
        assert!(!text.contains("<script") && !text.contains("须保密】"), "{file}");
    }
}

#[test]
fn sealed_papers_carry_every_item_phrase_and_inspector_and_lie_below_secrets_alone() {
    let dir = committed();
    let root = dir.path();
    let config = root.join("content/site.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("extra_phrases = []", "extra_phrases = [\"已停产\"]")).unwrap();
    seal(root);
    let outside = |root: &Path| {
        let mut files = read_folder(root);
        files.retain(|name, _| !name.starts_with("secrets/"));
        files
    };
    let before = outside(root);
    papers(root, &["2026q1-key", "--base", BASE]);
    assert_eq!(outside(root), before, "nothing outside secrets/ has changed");
    let files = made(root, "2026q1-key");
    let forms = ["form-01.html", "form-01.xlsx", "form-02.html", "form-02.xlsx", "forms.html"];
    let others = ["index.html", "list.html", "papers.txt", "record-sealed.html", "slips.html"];
    let names: Vec<&String> = files.keys().filter(|name| !name.starts_with("tasks")).collect();
    assert_eq!(names, [&forms[..], &others[..]].concat());

    let assigned = assigned(root);
    assert_eq!(assigned.len(), 4);
    for (at, pair) in assigned.chunks(2).enumerate() {
        let form = page(&files, &format!("form-0{}.html", at + 1));
        let object = &pair[0].0;
        let number = &object[1..];
        for fact in [
            format!("表号：2026q1-key-0{}", at + 1),
            format!("<td colspan=\"3\">示例厂{number}</td>"),
            format!("<td colspan=\"3\">古绛镇示例路{number}号</td>"),
            "重点排污单位抽查（任务编号 key-2026，抽取编号 2026q1-key）".into(),
            "2026年已录入0次：双随机0次，其他0次（不含本次）".into(),
            "共1项，一次查完".into(),
            "《环境影响评价法》第二十八条".into(),
            "未发现问题：只填本表，由企业签字；不做现场检查笔录。".into(),
            "发现问题：本表，另做现场检查笔录、询问笔录，共三件。".into(),
            "【须保密】".into(),
        ] {
            assert_eq!(form.matches(&fact).count(), 1, "{fact} in {form}");
        }
        for (_, inspector) in pair {
            let name = inspector.replace('I', "检");
            assert_eq!(form.matches(&format!("{name}　执法证号 {inspector}　绛县分局")).count(), 1, "{inspector}");
            assert_eq!(form.matches(&format!("（{name}）：")).count(), 1, "{inspector} signs");
        }
        for other in assigned.iter().filter(|(other, _)| other != object) {
            assert!(!form.contains(&format!("示例厂{}<", &other.0[1..])), "a form names another object");
        }
        assert_eq!(form.matches("主要法定环境制度及污染防治措施落实情况").count(), 1, "each item once");
        let ticks = |words: &str| form.matches(&format!("□&#8288;{words}</span>")).count();
        // The first two are also answers to an item.
        assert_eq!(ticks("未发现问题"), 2);
        for phrase in [
            "发现问题已责令整改",
            "发现问题已立案调查",
            "不配合检查情节严重",
            "未发现开展本次抽查涉及的经营活动",
            "已停产",
            "不涉及",
            "发现问题",
            "已出示执法证件",
            "已告知权利义务",
            "已告知可以申请回避",
            "不申请回避",
        ] {
            assert_eq!(ticks(phrase), 1, "{phrase}");
        }
    }
    workbooks_say_the_same(&files, &assigned);
    let all = page(&files, "forms.html");
    assert_eq!(all.matches("<article class=\"form\"").count(), 2);
    assert!(all.contains("#form-02{page:form-02}@page form-02{@bottom-left{content:\"2026q1-key-02\"}}"), "{all}");

    let record = page(&files, "record-sealed.html");
    let root_hash = fs::read_to_string(root.join("content/draws/2026q1-key/seal.txt")).unwrap();
    let root_hash = root_hash.lines().last().unwrap().strip_prefix("tree-root ").unwrap().to_owned();
    assert!(record.contains(&root_hash) && record.contains(BALLS) && record.contains("paper-p2"), "{record}");
    let seed = mingchou::output::sha256_hex(&fs::read(root.join("secrets/draws/2026q1-key/seed.txt")).unwrap());
    assert!(
        !record.contains(&seed) && !record.contains("示例厂") && !record.contains("检1"),
        "the record tells the outcome"
    );

    let list = page(&files, "list.html");
    let tasks = page(&files, "tasks.html");
    for (object, inspector) in &assigned {
        assert!(list.contains(&format!("<span class=\"file\">{object}</span>")) && list.contains(inspector.as_str()));
        assert_eq!(tasks.matches(&format!("<span class=\"file\">{object}</span>")).count(), 1);
    }
    let slips = page(&files, "slips.html");
    assert_eq!(slips.matches("<section>").count(), 2);
    assert!(code(&slips, 1).starts_with(&format!("{BASE}check/slip.html#1/2026q1-key/fresh/2/{}/", assigned[2].0)));
}

/// Cells of the only sheet of a workbook.
fn cells(bytes: &[u8]) -> Vec<String> {
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let (_, sheet) = calamine::Reader::worksheets(&mut book).remove(0);
    let cells = sheet.rows().flatten().map(ToString::to_string);
    cells.filter(|cell| !cell.is_empty()).collect()
}

fn workbooks_say_the_same(files: &BTreeMap<String, Vec<u8>>, assigned: &[(String, String)]) {
    for (at, pair) in assigned.chunks(2).enumerate() {
        let form = cells(&files[&format!("form-0{}.xlsx", at + 1)]);
        let number = &pair[0].0[1..];
        let once = [
            "【须保密】实施现场检查以前，不得让检查组以外的人看到，不得拍照外传；按涉密文件的办法领取、保管、交回。".to_owned(),
            format!("表号：2026q1-key-0{}", at + 1),
            format!("示例厂{number}"),
            "□未发现问题　□发现问题已责令整改　□发现问题已立案调查　□不配合检查情节严重　□未发现开展本次抽查涉及的经营活动　□已停产".into(),
            "□未发现问题\n□发现问题\n□不涉及".into(),
        ];
        for text in once {
            assert_eq!(form.iter().filter(|cell| **cell == text).count(), 1, "{text} in {form:?}");
        }
        assert_eq!(form.iter().filter(|cell| cell.contains("主要法定环境制度及污染防治措施落实情况")).count(), 1);
        for (_, inspector) in pair {
            let text = format!("{}　执法证号 {inspector}　绛县分局", inspector.replace('I', "检"));
            assert_eq!(form.iter().filter(|cell| **cell == text).count(), 1, "{text} in {form:?}");
        }
    }
    let tasks = files.iter().filter(|(name, _)| name.starts_with("tasks-"));
    let tasks: Vec<String> = tasks.flat_map(|(_, bytes)| cells(bytes)).collect();
    for at in 1..=assigned.len() / 2 {
        assert_eq!(tasks.iter().filter(|cell| **cell == format!("2026q1-key-0{at}")).count(), 1, "{tasks:?}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_secret_papers() {
    use std::os::unix::fs::PermissionsExt;
    let dir = sealed();
    let root = dir.path();
    papers(root, &["2026q1-key", "--base", BASE]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = root.join("secrets/draws/2026q1-key/papers");
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("new");
    let (code, ..) = draw(root, "zh", &["papers", "2026q1-key", "--base", BASE, "--to", to.to_str().unwrap()]);
    assert_eq!((code, mode(&to), mode(&to.join("list.html"))), (0, 0o700, 0o600));
}

#[test]
fn the_same_input_gives_the_same_bytes_wherever_they_are_written() {
    let dir = sealed();
    let root = dir.path();
    let args = ["2026q1-key", "--base", BASE, "--present", "张三"];
    papers(root, &args);
    let first = made(root, "2026q1-key");
    papers(root, &args);
    assert_eq!(made(root, "2026q1-key"), first);
    let elsewhere = tempfile::tempdir().unwrap();
    let to = elsewhere.path().join("stick");
    let to = to.to_str().unwrap();
    let (code, _, err) = draw(root, "en", &[&["papers"], &args[..], &["--to", to]].concat());
    assert_eq!(code, 0);
    assert_eq!(
        err.trim_end(),
        format!(
            "warning[MC1026]: Drawn names that are not public yet were written outside secrets/: {to}.\n--> {to}\n = do: Make sure that only \
             those in charge see that folder, that it is not synchronised and not packed with the site; delete it once printed."
        )
    );
    let (_, _, err) = draw(root, "zh", &[&["papers"], &args[..], &["--to", to]].concat());
    assert!(err.starts_with(&format!("提醒[MC1026]: 还没有公开的抽中名单写到了 secrets/ 以外：{to}。\n")), "{err}");
    // Written last in Chinese, like the first ones.
    assert_eq!(read_folder(Path::new(to)), first);
}

#[test]
fn papers_are_not_written_where_they_would_be_published() {
    let dir = sealed();
    let root = dir.path();
    let packed = tempfile::tempdir().unwrap();
    fs::write(packed.path().join("SHA256SUMS.txt"), "").unwrap();
    let mut folders = vec![packed.path().join("a/b")];
    folders.extend(
        ["content", "content/draws/2026q1-key", "public/x", "handout", "themes/gov", "secrets/draws"]
            .map(|name| root.join(name)),
    );
    #[cfg(unix)]
    {
        let link = packed.path().with_file_name("papers-link");
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(root.join("content"), &link).unwrap();
        folders.push(link);
    }
    let before = read_folder(root);
    for folder in &folders {
        let to = folder.to_str().unwrap();
        let (code, out, err) = draw(root, "zh", &["papers", "2026q1-key", "--base", BASE, "--to", to]);
        assert_eq!((code, out.as_str()), (2, ""));
        assert_eq!(
            err,
            format!(
                "错误[MC1023]: 材料不能写到 {to}：这个文件夹里的内容会被公开，或者由程序自己管理。\n--> {to}\n = 怎么办: 不写 --to，材料就放在 \
                 secrets/draws/2026q1-key/papers/；要放到别处，请用 --to 指定网站以外的文件夹，例如 U 盘。\n\n没有写入任何文件。\n"
            )
        );
    }
    assert_eq!(read_folder(root), before);
    #[cfg(unix)]
    fs::remove_file(folders.last().unwrap()).unwrap();
}

#[test]
fn what_the_clerk_changed_or_put_there_is_never_lost() {
    let dir = sealed();
    let root = dir.path();
    papers(root, &["2026q1-key", "--base", BASE]);
    let folder = root.join("secrets/draws/2026q1-key/papers");
    fs::write(folder.join("form-01.xlsx"), "edited").unwrap();
    fs::remove_file(folder.join("list.html")).unwrap();
    fs::write(folder.join("notes.docx"), "hers").unwrap();
    let ours = fs::read_to_string(folder.join("papers.txt")).unwrap();
    let without: String =
        ours.lines().filter(|line| !line.ends_with("  tasks.html")).map(|line| format!("{line}\n")).collect();
    fs::write(folder.join("papers.txt"), without).unwrap();
    fs::write(folder.join("tasks.html"), "not ours").unwrap();
    let before = made(root, "2026q1-key");
    let (code, out, err) = draw(root, "en", &["papers", "2026q1-key", "--base", BASE, "--place", "other"]);
    assert_eq!((code, out.as_str()), (2, ""));
    let said: Vec<&str> = err.lines().filter(|line| line.starts_with("error")).collect();
    assert_eq!(
        said,
        [
            "error[MC1021]: form-01.xlsx was changed after it was made; making it again would lose the changes.",
            "error[MC1022]: A tasks.html that this program did not make stands here; it is left alone.",
        ]
    );
    assert_eq!(made(root, "2026q1-key"), before);
    fs::rename(folder.join("form-01.xlsx"), folder.join("my-form-01.xlsx")).unwrap();
    fs::remove_file(folder.join("tasks.html")).unwrap();
    papers(root, &["2026q1-key", "--base", BASE, "--place", "别处"]);
    let after = made(root, "2026q1-key");
    assert_eq!((after["my-form-01.xlsx"].as_slice(), after["notes.docx"].as_slice()), (&b"edited"[..], &b"hers"[..]));
    assert!(after.contains_key("list.html") && page(&after, "record-sealed.html").contains("别处"));
}

#[test]
fn records_of_earlier_stages_stay_and_after_the_reveal_papers_come_from_public_facts() {
    let dir = committed();
    let root = dir.path();
    papers(root, &["2026q1-key", "--base", BASE]);
    let record = page(&made(root, "2026q1-key"), "record-committed.html");
    seal(root);
    papers(root, &["2026q1-key", "--base", BASE]);
    let secret = made(root, "2026q1-key");
    assert_eq!(page(&secret, "record-committed.html"), record);
    good(root, &["reveal", "2026q1-key", "--at", "2026-04-20T09:00:00+08:00"]);
    let to = root.join("print");
    let said = papers(root, &["2026q1-key", "--base", BASE, "--to", to.to_str().unwrap()]);
    assert!(!said.contains("还没有公开"), "{said}");
    let public = read_folder(&to);
    assert_eq!(public.len(), secret.len() - 1, "all but the record of the commitment");
    let seed = digest_of(root, "seed.txt");
    let record = page(&public, "record-revealed.html");
    assert!(
        record.contains(&format!("printf &#39;%s%s&#39; {seed}")) || record.contains(&format!("printf '%s%s' {seed}")),
        "{record}"
    );
    let text = page(&public, "form-01.html");
    assert!(!text.contains("须保密】"));
    let warning = page(&secret, "form-01.html").find("<p class=\"secret\">").unwrap();
    let mut before = page(&secret, "form-01.html");
    let end = before[warning..].find("</p>\n").unwrap() + warning + 5;
    before.replace_range(warning..end, "");
    assert_eq!(text, before, "the same form, without the mark of secrecy");
    assert_eq!(public["slips.html"], secret["slips.html"]);
}

#[test]
fn numbers_of_persons_are_refused_without_being_repeated() {
    let dir = committed();
    let args = [
        "papers",
        "2026q1-key",
        "--base",
        BASE,
        "--place",
        "13800138000",
        "--present",
        "张三",
        "--present",
        "李四 11010519491231002X",
    ];
    let (code, out, err) = draw(dir.path(), "zh", &args);
    assert_eq!((code, out.as_str()), (1, ""));
    assert_eq!(
        err,
        "错误[MC1024]: --place 里有像身份证号、手机号的数字，或者有换行等控制字符。记录上不写这些。\n--> --place\n = 怎么办: --place 只写地点、姓名和单位，例如 --present \
         \"张三 县纪委监委派驻组\"。\n\n错误[MC1024]: --present 里有像身份证号、手机号的数字，或者有换行等控制字符。记录上不写这些。\n--> --present (2)\n = 怎么办: --present \
         只写地点、姓名和单位，例如 --present \"张三 县纪委监委派驻组\"。\n\n没有写入任何文件。\n"
    );
    assert!(!dir.path().join("secrets/draws/2026q1-key/papers").exists());
}

#[test]
fn a_void_draw_has_nothing_to_print() {
    let dir = committed();
    let root = dir.path();
    good(
        root,
        &["void", "2026q1-key", "--reason", "roster-error", "--note", "名录有误", "--at", "2026-02-02T11:00:00+08:00"],
    );
    let (code, out, err) = draw(root, "en", &["papers", "2026q1-key"]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.starts_with(
            "error[MC1020]: Draw 2026q1-key is void: nobody is to be visited, and there is nothing to print.\n"
        ),
        "{err}"
    );
    let (code, _, err) = draw(root, "zh", &["papers", "2026q1-key"]);
    assert_eq!(code, 1);
    assert!(
        err.starts_with("错误[MC1020]: 抽取 2026q1-key 现在是“作废”，没有要检查的对象，没有可打印的材料。\n"),
        "{err}"
    );
}

#[test]
fn without_an_address_the_codes_of_the_site_are_left_out_and_that_is_said() {
    let dir = sealed();
    let (code, _, err) = draw(dir.path(), "zh", &["papers", "2026q1-key"]);
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "提醒[MC1027]: 没有网站网址：2026q1-key 的通知单和网页二维码没有印。\n--> content/site.toml\n = 怎么办: 在 content/site.toml 的 [government] 里写明 base_url，\
         或者加上 --base https://…/，再运行一次。\n\n"
    );
    let files = made(dir.path(), "2026q1-key");
    assert!(!files.contains_key("slips.html"));
    let record = page(&files, "record-sealed.html");
    assert_eq!(record.matches("<svg class=\"qr\"").count(), 1);
    assert_eq!(code_of_commitment(&record), digest_of(dir.path(), "commit.txt"));
}

fn code_of_commitment(record: &str) -> String {
    code(record, 0)
}

#[test]
fn names_are_escaped_and_the_style_sheet_is_no_part_of_the_site() {
    let dir = bureau();
    let root = dir.path();
    let path = root.join("content/registry/objects.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("示例厂", "示例<b>厂&")).unwrap();
    good(root, &COMMIT);
    seal(root);
    papers(root, &["2026q1-key", "--base", BASE, "--place", "<i>室"]);
    let files = made(root, "2026q1-key");
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("示例<b>") && !text.contains("<i>"), "{name}");
    }
    assert!(page(&files, "form-01.html").contains("示例&lt;b&gt;厂&amp;"));
    let site = crate::county::files(&crate::county::county());
    assert!(site.keys().all(|name| !name.ends_with("papers.css")), "the style of the papers is published");
}
