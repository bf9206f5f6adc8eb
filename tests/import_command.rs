//! `mingchou import` as a clerk meets it: whole conversations, everything that is refused, what becomes of a registry from one list to the
//! next. The files of other programs are in `import_corpus`.

use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

const AT: &str = "2026-11-20T10:00:00+08:00";

/// A county that has nothing but its `site.toml`, and the clerk's own files beside it.
struct Office {
    dir: tempfile::TempDir,
}

/// How a run ended and what it said.
#[derive(Debug)]
struct Said {
    code: i32,
    text: String,
}

impl Office {
    fn new() -> Self {
        let office = Self { dir: tempfile::tempdir().unwrap() };
        let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/site.toml");
        std::fs::create_dir_all(office.path("content")).unwrap();
        std::fs::copy(site, office.path("content/site.toml")).unwrap();
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Runs `import` in the office with these words, and answers with these lines.
    fn import(&self, lang: &str, words: &[&str], answers: &str) -> Said {
        let mut command = mingchou();
        command
            .current_dir(self.dir.path())
            .env("NO_COLOR", "1")
            .args(["--lang", lang, "import", "--at", AT])
            .args(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that ends before it is asked closes its input.
        child.stdin.take().unwrap().write_all(answers.as_bytes()).ok();
        let out = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { code: out.status.code().unwrap(), text: text(out.stdout) + &text(out.stderr) }
    }

    /// The same with consent to everything and no questions.
    fn take(&self, words: &[&str]) -> Said {
        self.import("zh", &[words, &["--accept", "all", "--no-questions"]].concat(), "")
    }

    fn content(&self) -> BTreeMap<String, Vec<u8>> {
        read_folder(&self.path("content"))
    }
}

/// Compares a conversation with the one on record.
fn told(name: &str, parts: &[(&str, &str)]) {
    let text: String = parts.iter().map(|(title, text)| format!("==== {title}\n{text}")).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/snapshots/import-command/{name}.txt"));
    snapbox::assert_data_eq!(text, snapbox::Data::read_from(&path, None).raw());
}

const LIST: &str = "绛县2026年检查对象名录,,,,,,\n\
    序号,单位名称,信用代码,排污许可证号,所属乡镇,单位地址,监管类别,联系电话\n\
    1,示例甲化工有限公司,91140826ma0jxc0153,91140826MA0JXC0153001P,古绛镇,古绛镇示例路1号,重点,13800138000\n\
    2,示例甲化工有限公司,91140826MA0JXC0153,91140826MA0JXC0153002P,古绛镇,古绛镇示例路2号,重点,\n\
    3,示例乙水泥厂,91140826MA0K000138,,卫庄镇,卫庄镇示例路3号,一般,\n\
    4,示例丙小吃店,11010519491231002X,,同上,卫庄镇示例路4号,一般,\n\
    合计,4,,,,,,\n";

#[test]
fn a_first_list_is_shown_asked_about_and_written() {
    let office = Office::new();
    office.file("名录.csv", LIST);
    // Case, ditto, words, columns to fill, a number of its own: each accepted after it was shown; then written.
    let said = office.import("zh", &["objects", "名录.csv"], "1\n1\n3\n1\n1\n1\ny\n");
    assert_eq!(said.code, 0, "{}", said.text);
    told("first", &[("说", &said.text), ("objects.csv", &office.read("content/registry/objects.csv"))]);
    assert!(!office.path("content/registry/changes.csv").exists(), "a first list is no change");
}

#[test]
fn refusing_a_repair_names_its_cells_and_writes_nothing() {
    let office = Office::new();
    office.file("名录.csv", LIST);
    let said = office.import("zh", &["objects", "名录.csv"], "2\n1\n1\n1\n1\n");
    assert_eq!(said.code, 1);
    told("declined", &[("说", &said.text)]);
    assert_eq!(office.content().len(), 1);
}

#[test]
fn input_that_ends_too_early_writes_nothing() {
    let office = Office::new();
    office.file("名录.csv", LIST);
    let said = office.import("zh", &["objects", "名录.csv"], "1\n");
    assert_eq!(said.code, 2);
    assert!(
        said.text.ends_with("输入在最后一个问题之前就结束了：什么都没有写入。请重新运行，把问题答完。\n"),
        "{}",
        said.text
    );
    assert_eq!(office.content().len(), 1);
}

#[test]
fn a_preview_shows_everything_in_english_too() {
    let office = Office::new();
    office.file("list.csv", LIST);
    let said = office.import("en", &["objects", "list.csv", "--dry-run"], "");
    assert_eq!(said.code, 1);
    let all = office.import("en", &["objects", "list.csv", "--dry-run", "--accept", "all"], "");
    assert_eq!(all.code, 0);
    told("preview.en", &[("open", &said.text), ("accepted", &all.text)]);
    assert_eq!(office.content().len(), 1);
}

#[test]
fn what_import_writes_is_read_without_fault_and_imported_again_changes_nothing() {
    let office = Office::new();
    office.file("名录.csv", LIST);
    assert_eq!(office.take(&["objects", "名录.csv"]).code, 0);
    let before = office.content();
    let said = office.take(&["objects", "名录.csv", "--whole"]);
    assert!(said.text.ends_with("没有变化，没有写入任何文件。\n"), "{}", said.text);
    assert_eq!((said.code, office.content()), (0, before));
}

#[test]
fn the_next_list_brings_dated_changes_with_reasons() {
    let office = Office::new();
    office.file("一.csv", LIST);
    assert_eq!(office.take(&["objects", "一.csv"]).code, 0);
    let next = LIST.replace("古绛镇示例路2号,重点", "古绛镇示例路22号,一般").replace(
        "3,示例乙水泥厂,91140826MA0K000138,,卫庄镇,卫庄镇示例路3号,一般,\n",
        "3,示例丁砖瓦厂,91140826MA0TE5T16P,,卫庄镇,卫庄镇示例路5号,一般,\n",
    );
    office.file("二.csv", next);
    let open = office.import("zh", &["objects", "二.csv", "--accept", "all", "--dry-run"], "");
    assert_eq!(open.code, 1);
    // The file is the whole list, the one it lacks is closed; then reason, document and day for each kind of change.
    let first = [
        ["搬迁", "现场核实记录", "2026-11-01"],
        ["降为一般", "绛环发〔2026〕3号", "1月"],
        ["新取得许可证", "许可〔2026〕1号", ""],
    ];
    // A day that is none is asked for again, before what the answers bring up.
    let then = ["2026-11-02", "已注销", "登记机关通知", "2026-10-31"];
    let reasons = first.concat().join("\n") + "\n" + &then.join("\n") + "\n";
    let said = office.import("zh", &["objects", "二.csv", "--accept", "all"], &format!("1\n2\n{reasons}y\n"));
    assert_eq!(said.code, 0, "{}", said.text);
    let (objects, changes) = (office.read("content/registry/objects.csv"), office.read("content/registry/changes.csv"));
    told("next", &[("预览", &open.text), ("说", &said.text), ("objects.csv", &objects), ("changes.csv", &changes)]);
}

#[test]
fn reasons_come_from_a_file_or_the_command_line() {
    let office = Office::new();
    office.file("一.csv", LIST);
    assert_eq!(office.take(&["objects", "一.csv"]).code, 0);
    let short: String = LIST
        .lines()
        .filter(|line| !line.contains("水泥厂"))
        .map(|line| line.replace("示例路1号", "示例路11号").replace("同上", "卫庄镇") + "\n")
        .collect();
    office.file("二.csv", short);
    office.file(
        "理由.csv",
        "编号,字段,日期,理由,依据\n91140826MA0K000138,,2026-11-02,停产半年,停产报告\n,单位地址,,搬迁,核实记录\n",
    );
    let words =
        ["objects", "二.csv", "--whole", "--answer", "gone:91140826MA0K000138=suspended", "--reasons", "理由.csv"];
    let said = office.take(&words);
    assert_eq!(said.code, 0, "{}", said.text);
    assert_eq!(
        office.read("content/registry/changes.csv"),
        "日期,录入日期,编号,字段,原值,新值,理由,依据\n\
         2026-11-20,2026-11-20,91140826MA0JXC0153001P,address,古绛镇示例路1号,古绛镇示例路11号,搬迁,核实记录\n\
         2026-11-02,2026-11-20,91140826MA0K000138,status,正常,停产,停产半年,停产报告\n"
    );
    let office = Office::new();
    office.file("一.csv", LIST);
    assert_eq!(office.take(&["objects", "一.csv"]).code, 0);
    office.file("二.csv", LIST.replace("示例路1号", "示例路11号"));
    let said = office.take(&[
        "objects",
        "二.csv",
        "--add",
        "--reason",
        "搬迁",
        "--evidence",
        "核实记录",
        "--date",
        "2026-11-03",
    ]);
    assert_eq!(said.code, 0, "{}", said.text);
    assert!(
        office.read("content/registry/changes.csv").contains("\n2026-11-03,2026-11-20,91140826MA0JXC0153001P,address,")
    );
    office.file("错.csv", "编号,理由,依据\nA,,x\n");
    let wrong = office.take(&["objects", "二.csv", "--reasons", "错.csv"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.text.starts_with("错.csv 第 2 行不对："), "{}", wrong.text);
}

/// The codes a run names, in order.
fn codes(text: &str) -> Vec<&str> {
    text.split(['[', ']']).filter(|word| word.len() == 6 && word.starts_with("MC")).collect()
}

#[test]
fn everything_wrong_in_a_list_is_said_at_once() {
    let office = Office::new();
    let list = "单位名称,信用代码,乡镇,单位地址,类别,入库日期,专业要求\n\
        示例甲厂,9.11408E+17,古绛镇,示例路1号,一般,2026-01-05,\n\
        ,91140826MA0K000138,古绛镇,示例路2号,一般,2026-01-05,\n\
        13800138000,91140826MA0TE5T16P,古绛镇,示例路3号,一般,2026-01-05,\n\
        示例丁厂,91140826MA0JXC0154,古绛镇,示例路4号,一般,2026-01-05,\n\
        示例戊厂,,古绛镇,示例路5号,一般,5/20/2021,#N/A\n\
        示例己厂,,,某村东头,一般,2026-01-05,\n\
        -示例庚厂,,古绛镇,示例路7号,其他,2026-01-05,\n";
    office.file("错.csv", list);
    let (zh, en) = (office.import("zh", &["objects", "错.csv"], ""), office.import("en", &["objects", "错.csv"], ""));
    assert_eq!((zh.code, en.code), (1, 1));
    let all = ["MC0937", "MC0939", "MC0938", "MC0206", "MC0208", "MC0936", "MC0943", "MC0945", "MC0212"];
    assert_eq!(codes(&zh.text), all);
    assert!(!zh.text.contains("13800138000"));
    told("refused", &[("说", &zh.text), ("says", &en.text)]);
    assert_eq!(office.content().len(), 1);
}

#[test]
fn ditto_needs_something_above_it() {
    let office = Office::new();
    office.file("表.csv", "单位名称,单位地址,乡镇\n示例甲厂,示例路1号,同上\n示例乙厂,示例路2号,同上\n");
    let said = office.import("zh", &["objects", "表.csv", "--dry-run"], "");
    // The second one lacks a town only because the first does.
    assert_eq!(codes(&said.text), ["MC0940"], "{}", said.text);
}

/// A zip with these files, small on the disk however large.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn files_that_are_no_list_get_a_sentence_each() {
    let office = Office::new();
    let bomb = vec![0u8; 1 << 20];
    let parts: Vec<String> = (0..257).map(|at| format!("xl/media/{at}")).collect();
    let parts: Vec<(&str, &[u8])> = [("xl/workbook.xml", &b"<workbook/>"[..])]
        .into_iter()
        .chain(parts.iter().map(|name| (name.as_str(), bomb.as_slice())))
        .collect();
    let good = "单位名称,单位地址,乡镇,类别\n示例甲厂,示例路1号,古绛镇,一般\n";
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(good.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (gb, _, _) = encoding_rs::GB18030.encode(good);
    office
        .file("空.xlsx", b"")
        .file("~$名录.xlsx", b"x")
        .file(".~名录.xlsx", b"x")
        .file("文字.xlsx", zip(&[("word/document.xml", b"<w/>")]))
        .file("二进制.xlsx", zip(&[("xl/workbook.bin", b"")]))
        .file("压缩.xlsx", zip(&[("a.txt", b"")]))
        .file("图片.xls", b"\x89PNG\r\n\x1a\n")
        .file("网页.xls", "\u{feff} <html><table></table></html>")
        .file("断.xlsx", b"PK\x03\x04 and nothing else")
        .file("断.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing else")
        .file("大.xlsx", zip(&parts))
        .file("分列.csv", "a\tb;c\nd\te;f\n")
        .file("乱码.csv", b"\xe5\x8d\x95\xe4\xbd\x8d,\xff\n")
        .file("引号.csv", "单位名称,单位地址\n\"示例甲厂,示例路\n")
        .file("别的.csv", "甲,乙\n1,2\n")
        .file("缺列.csv", "单位名称,乡镇\n示例甲厂,古绛镇\n")
        .file("没有行.csv", "单位名称,单位地址\n合计,\n")
        .file("好.csv", good)
        .file("好gb.csv", gb)
        .file("好wide.csv", wide)
        .file("好semi.csv", good.replace(',', ";"));
    let mut parts = Vec::new();
    for (name, code) in [
        ("空.xlsx", "MC0911"),
        ("~$名录.xlsx", "MC0912"),
        (".~名录.xlsx", "MC0912"),
        ("文字.xlsx", "MC0914"),
        ("二进制.xlsx", "MC0914"),
        ("压缩.xlsx", "MC0914"),
        ("图片.xls", "MC0914"),
        ("网页.xls", "MC0914"),
        ("断.xlsx", "MC0915"),
        ("断.xls", "MC0915"),
        ("大.xlsx", "MC0916"),
        ("分列.csv", "MC0917"),
        ("乱码.csv", "MC0918"),
        ("引号.csv", "MC0920"),
        ("别的.csv", "MC0932"),
        ("缺列.csv", "MC0934"),
        ("没有行.csv", "MC0935"),
        ("没有.csv", "MC0946"),
    ] {
        let (zh, en) = (office.import("zh", &["objects", name], ""), office.import("en", &["objects", name], ""));
        assert_eq!((codes(&zh.text), zh.code, en.code), (vec![code], 1, 1), "{name}: {}", zh.text);
        parts.push((name, zh.text + &en.text));
    }
    let sheet = office.import("zh", &["objects", "好.csv", "--sheet", "二"], "");
    assert_eq!(codes(&sheet.text), ["MC0933"]);
    parts.push(("--sheet 二", sheet.text));
    told("files", &parts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
    for name in ["好.csv", "好gb.csv", "好wide.csv", "好semi.csv"] {
        assert_eq!(office.import("zh", &["objects", name, "--accept", "all", "--dry-run"], "").code, 0, "{name}");
    }
    assert_eq!(office.content().len(), 1);
}

#[test]
fn a_fault_of_the_county_is_told_at_the_cell_it_comes_from() {
    let office = Office::new();
    office.file("表.csv", "单位名称,单位地址,乡镇,类别,检查时限\n示例甲厂,示例路1号,古绛镇,特殊,\n示例乙项目,示例路2号,古绛镇,在建,\n示例丙厂,示例路3号,古绛镇,一般,\n");
    let said = office.take(&["objects", "表.csv"]);
    assert_eq!((said.code, codes(&said.text)), (1, vec!["MC0509", "MC0531"]), "{}", said.text);
    assert!(said.text.contains("表.csv D2 类别"), "{}", said.text);
    assert_eq!(office.content().len(), 1);
    // What is wrong elsewhere, and that there is no plan yet, does not stop a good list.
    office
        .file("表.csv", "单位名称,单位地址,乡镇,类别\n示例甲厂,示例路1号,古绛镇,一般\n")
        .file("content/laws.csv", "甲,乙\n");
    let said = office.take(&["objects", "表.csv"]);
    assert_eq!(said.code, 0, "{}", said.text);
}

#[test]
fn two_spellings_and_two_sites_are_asked_about_and_never_merged() {
    let office = Office::new();
    office.file(
        "表.csv",
        "单位名称,信用代码,单位地址,乡镇,类别\n\
         示例甲（绛县）有限公司,91140826MA0JXC0153,示例路1号,古绛镇,一般\n\
         示例甲(绛县)有限责任公司,91140826MA0K000138,示例路1号,古绛镇,一般\n\
         示例乙厂,91140826MA0TE5T16P,示例路2号,古绛镇,一般\n\
         示例乙厂北区,91140826MA0TE5T16P,示例路3号,古绛镇,一般\n",
    );
    let open = office.import("zh", &["objects", "表.csv", "--accept", "all", "--no-questions"], "");
    assert_eq!(open.code, 1);
    let first = "twice:表.csv!A2:表.csv!A3=first";
    let sites = ["site:表.csv!B4=1", "site:表.csv!B5=bei"];
    let words: Vec<&str> = ["objects", "表.csv", "--answer", first, "--answer", sites[0], "--answer", sites[1]].into();
    let said = office.take(&words);
    assert_eq!(said.code, 0, "{}", said.text);
    let ids: Vec<String> = office
        .read("content/registry/objects.csv")
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["91140826MA0JXC0153", "91140826MA0TE5T16P-1", "91140826MA0TE5T16P-bei"]);
    told("twice", &[("说", &open.text)]);
    let wrong = office.take(&[&words[..7], &["site:表.csv!B5=北"]].concat());
    // The address tells the sites apart once they are there; in an empty office the mark must do.
    assert_eq!(wrong.code, 1, "{}", wrong.text);
    let fresh = Office::new();
    fresh.file("表.csv", std::fs::read(office.path("表.csv")).unwrap());
    let wrong = fresh.take(&[&words[..7], &["site:表.csv!B5=北"]].concat());
    assert_eq!(codes(&wrong.text), ["MC0941"], "{}", wrong.text);
}

#[test]
fn the_same_id_twice_is_refused_and_an_object_keeps_the_id_it_has() {
    let office = Office::new();
    let head = "对象编号,单位名称,信用代码,单位地址,乡镇,类别\n";
    office.file("表.csv", format!("{head}A-1,示例甲厂,,示例路1号,古绛镇,一般\na-1,示例乙厂,,示例路2号,古绛镇,一般\n"));
    assert_eq!(codes(&office.take(&["objects", "表.csv"]).text), ["MC0942"]);
    office.file("表.csv", format!("{head},示例甲厂,91140826MA0JXC0153,示例路1号,古绛镇,一般\n"));
    assert_eq!(office.take(&["objects", "表.csv"]).code, 0);
    // A permit comes: the id stays, for draws and results name it.
    office.file("新.csv", "单位名称,信用代码,排污许可证号,单位地址,乡镇,类别\n示例甲厂,91140826MA0JXC0153,91140826MA0JXC0153001P,示例路1号,古绛镇,一般\n");
    let said =
        office.take(&["objects", "新.csv", "--whole", "--reason", "取得许可证", "--evidence", "许可〔2026〕1号"]);
    assert_eq!(said.code, 0, "{}", said.text);
    assert!(
        office
            .read("content/registry/objects.csv")
            .contains("\n91140826MA0JXC0153,示例甲厂,91140826MA0JXC0153,91140826MA0JXC0153001P,")
    );
    // Another code under the same name is asked about.
    office.file("新.csv", "单位名称,信用代码,单位地址,乡镇,类别\n示例甲厂,91140826MA0K000138,示例路1号,古绛镇,一般\n");
    let said = office.import("zh", &["objects", "新.csv", "--whole", "--accept", "all", "--no-questions"], "");
    assert!(said.text.contains("--answer \"same:新.csv!A2=same\""), "{}", said.text);
}

#[test]
fn columns_sheets_and_heading_rows_can_be_named() {
    let office = Office::new();
    office.file("表.csv", "单位名称,单位名称,所在的乡镇名,单位地址,类别\n示例甲厂,示例乙厂,古绛镇,示例路1号,一般\n");
    let open = office.import("zh", &["objects", "表.csv", "--dry-run"], "");
    let said = office.take(&["objects", "表.csv", "--column", "主体名称=b", "--column", "乡镇=C"]);
    assert_eq!(said.code, 0, "{}", said.text);
    assert!(office.read("content/registry/objects.csv").contains("示例乙厂"));
    office.file("怪.csv", "说明,,\n户名,门牌,片区\n示例丙厂,示例路3号,古绛镇\n");
    let wrong = office.take(&["objects", "怪.csv", "--add"]);
    assert_eq!(codes(&wrong.text), ["MC0932"]);
    let words = [
        "objects",
        "怪.csv",
        "--add",
        "--heading",
        "2",
        "--column",
        "主体名称=A",
        "--column",
        "单位地址=B",
        "--column",
        "乡镇=C",
    ];
    let more = ["--answer", "class:怪.csv=key", "--reason", "新建", "--evidence", "批复"];
    let said = office.take(&[&words[..], &more[..]].concat());
    assert_eq!(said.code, 0, "{}", said.text);
    let mut parts = vec![("列", open.text)];
    for words in
        [["--accept", "cases"], ["--answer", "x"], ["--column", "颜色=D"], ["--heading", "第三行"], ["--date", "1月"]]
    {
        let said = office.import("zh", &[&["objects", "表.csv"][..], &words[..]].concat(), "");
        assert_eq!(said.code, 2);
        parts.push((words[1], said.text));
    }
    told("columns", &parts.iter().map(|(name, text)| (*name, text.as_str())).collect::<Vec<_>>());
}

#[test]
fn inspectors_come_without_their_identity_numbers() {
    let office = Office::new();
    office.file(
        "人员.csv",
        "序号,姓名,身份证号,执法证编号,部门,职务,业务类别,证件有效期,手机\n\
         1,示例一,11010519491231002X,04110900121,示例分局,队员,辐射、危废,2024.1.1至2028.12.31,13800138000\n\
         2,示例一,440524188001010014,04110900122,示例分局,队员,大气,2028-12-31,\n\
         3,示例二,,4110900123,示例分局,队员,,2028年12月31日,\n",
    );
    let said = office.import("zh", &["inspectors", "人员.csv"], "1\n1\n1\n1\ny\n");
    assert_eq!(said.code, 0, "{}", said.text);
    told("inspectors", &[("说", &said.text), ("inspectors.csv", &office.read("content/registry/inspectors.csv"))]);
    let everything: String =
        office.content().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for number in ["11010519491231002X", "440524188001010014", "13800138000"] {
        assert!(!everything.contains(number) && !said.text.contains(number), "{number}");
    }
    office.file("缺.csv", "姓名,执法证编号,职务,证件有效期\n示例一,11010519491231002X,队员,2028-12-31\n");
    assert_eq!(codes(&office.take(&["inspectors", "缺.csv", "--add"]).text), ["MC0938"]);
}

#[test]
fn a_telephone_number_is_never_an_id_a_tag_or_part_of_a_message() {
    let office = Office::new();
    office.file(
        "对象.csv",
        "对象编号,主体名称,乡镇,单位地址,类别,专业要求,要素标签,状态,入库日期\n\
         13800138000,示例甲厂,古绛镇,示例路1号,一般,13800138000,138 0013 8000,正常,2026-01-02\n\
         K2,示例乙厂,古绛镇,１３８００１３８０００,一般,,138 0013 8000,正常,2026-01-02\n",
    );
    let said = office.take(&["objects", "对象.csv", "--add", "--dry-run"]);
    let taken = office.take(&["objects", "对象.csv", "--add"]);
    let everything: String =
        office.content().values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
    for number in ["13800138000", "138 0013 8000", "138␣0013␣8000", "１３８００１３８０００", "138;0013;8000"]
    {
        for text in [&said.text, &taken.text, &everything] {
            assert!(!text.contains(number), "{number}\n{text}");
        }
    }
}

mod property {
    use super::*;
    use proptest::prelude::*;

    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// A code of region 140826 with its check character.
    fn code(number: u32) -> String {
        let head = format!("91140826MA0{number:06}");
        let (mut sum, mut weight) = (0, 1);
        for byte in head.bytes() {
            sum += ALPHABET.iter().position(|known| *known == byte).unwrap() * weight;
            weight = weight * 3 % 31;
        }
        format!("{head}{}", char::from(ALPHABET[(31 - sum % 31) % 31]))
    }

    fn row() -> impl Strategy<Value = (u32, String, String, usize, usize, bool)> {
        (
            "[示例甲乙丙丁戊水泥化工砖瓦]{3,8}(厂|有限公司|（绛县）)",
            "[古绛卫庄]{0,2}示例路[0-9]{1,3}号",
            0usize..4,
            0usize..3,
            any::<bool>(),
        )
            .prop_map(|(name, address, class, state, lower)| (0, name, address, class, state, lower))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

        #[test]
        fn whatever_list_is_taken_is_read_again_and_imports_to_nothing(rows in prop::collection::vec(row(), 1..30)) {
            let office = Office::new();
            let mut list = "序号,单位名称,信用代码,乡镇,单位地址,类别,状态\n".to_owned();
            for (at, (_, name, address, class, state, lower)) in rows.iter().enumerate() {
                let code = code(u32::try_from(at).unwrap());
                let code = if *lower { code.to_lowercase() } else { code };
                let class = ["重点", "一般排污单位", "联合", "重点；联合"][*class];
                let state = ["正常", "停产", "在业"][*state];
                list += &format!("{},{name}{at},{code},古绛镇,{address},{class},{state}\n", at + 1);
            }
            office.file("表.csv", list);
            let said = office.take(&["objects", "表.csv"]);
            prop_assert_eq!(said.code, 0, "{}", said.text);
            let raw = mingchou::load::load(office.dir.path());
            let own = raw.report.diagnostics.iter().filter(|fault| fault.place.file.ends_with("objects.csv"));
            prop_assert_eq!(own.count(), 0);
            prop_assert_eq!(raw.objects.len(), rows.len());
            let before = office.content();
            let again = office.take(&["objects", "表.csv", "--whole"]);
            prop_assert!(again.text.ends_with("没有变化，没有写入任何文件。\n"), "{}", again.text);
            prop_assert_eq!(office.content(), before);
        }
    }
}
