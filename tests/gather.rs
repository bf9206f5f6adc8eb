//! `gather`: an overview of sound and broken counties from folders, zips and addresses, what it remembers, what it must never copy.

use crate::host::{Files, Host, Reply, Site};
use crate::support::{mingchou, read_folder};
use mingchou::log::{KeyKind, Note, Signature, SigningKey, VerifierKey, cosigned_at};
use mingchou::verify::{Access, Limits, open};
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

const DAY: &str = "2023-11-20";
const HEADINGS: &str = "地址 site,名称 name,行政区划代码 region";

/// A province's desk: sites in it, the list, the overview, the state.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    fn list(&self, rows: &[&str]) {
        self.put("sites.csv", format!("{HEADINGS}\n{}\n", rows.join("\n")));
    }

    fn lang(&self, lang: &str, args: &[&str]) -> (i32, String) {
        let mut command = mingchou();
        command.current_dir(self.0.path()).env("MINGCHOU_PASSPHRASE", "correct horse battery staple");
        let out = command.args(["--lang", lang, "gather", "--as-of", DAY]).args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout) + &text(out.stderr))
    }

    /// Gathers the list in English.
    fn gather(&self, more: &[&str]) -> (i32, String) {
        self.lang("en", &[&["--list", "sites.csv"], more].concat())
    }

    fn out(&self) -> Files {
        read_folder(&self.path("overview"))
    }

    fn page(&self, path: &str) -> String {
        std::fs::read_to_string(self.path("overview").join(path)).unwrap()
    }

    /// Column of a county in the table of counties.
    fn cell(&self, region: &str, column: &str) -> String {
        let table = self.page("data/counties.csv");
        let mut rows = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let headings = rows.headers().unwrap().clone();
        let at = headings.iter().position(|heading| heading.ends_with(&format!(" {column}"))).unwrap();
        let row = rows.records().map(Result::unwrap).find(|row| &row[0] == region).unwrap();
        row[at].to_owned()
    }
}

/// A site with a log and a plan and no draw.
fn plain(region: &str, seed: u8) -> Site {
    let mut site = Site::new(&format!("lots.example.gov.cn/{region}"), seed);
    site.publish("2023-03-01T09:00:00+08:00", [("data/plans/2023-v1.csv".to_owned(), plan("500"))]);
    site
}

fn plan(rate: &str) -> Vec<u8> {
    format!("\u{feff}任务编号 task,类别 class,周期 cycle,比例 rate\ngeneral-2023,general,year,{rate}\n").into_bytes()
}

fn zipped(files: &Files) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (path, bytes) in files {
        archive.start_file(path, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn folders_zips_and_addresses_stand_side_by_side_in_the_order_of_their_codes() {
    let desk = Desk::new();
    Site::revealed().write(&desk.path("a"));
    desk.put("b.zip", zipped(&plain("140827", 8).files));
    let files = plain("140828", 9).files;
    let host = Host::start(move |request| Reply::file(&files, request));
    let url = host.url();
    desk.list(&["b.zip,乙县,140827", &format!("{url},丙县,140828"), "a,甲县,140826"]);
    let (code, said) = desk.gather(&["--title", "某省总览"]);
    assert_eq!(
        (code, said.as_str()),
        (
            0,
            "The overview stands in overview: 3 counties, 0 with a problem, 2 things to look at, 18 files. Open index.html in a browser.\n"
        )
    );
    let index = desk.page("index.html");
    let places = ["甲县", "乙县", "丙县"].map(|name| index.find(&format!(">{name}</a>")).unwrap());
    assert!(places.is_sorted(), "{places:?}");
    assert!(index.contains("<title>某省总览</title>"));
    assert!(
        index.contains(
            "按 <span class=\"moment\">2023-11-20</span> 的情况，核验了 3 个县级公示网站公布的全部抽取和日志。"
        ),
        "{index}"
    );
    let cells = ["state", "origin", "recomputed", "drawn", "published", "pending", "withheld", "sealed_objects"];
    let found = cells.map(|column| desk.cell("140826", column));
    assert_eq!(found, ["behind", "lots.example.gov.cn/140826", "1", "5", "0", "5", "0", "0"]);
    let draw = desk.page("data/draws.csv").lines().nth(1).unwrap().to_owned();
    assert_eq!(draw, "140826,甲县,2023q3-key,key,2023q3,recomputed,否,,7,5,2,met,0,5,0,0,0,0,");
    let page = desk.page("en/counties/140826.html");
    for part in [
        "5 drawn = 0 published + 5 pending + 0 withheld + 0 sealed",
        "5/7 = 71.42%",
        "the key comes from the site itself",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(desk.page("counties/140828.html").contains(&format!("<a href=\"{url}\" class=\"out\"")));

    // The same again, from a fresh state and into the old one.
    let first = desk.out();
    assert_eq!(desk.gather(&["--title", "某省总览", "--out", "again", "--state", "fresh", "--jobs", "1"]).0, 0);
    assert_eq!(read_folder(&desk.path("again")), first);
    assert_eq!(desk.gather(&["--title", "某省总览"]).0, 0);
    let (mut before, mut now) = (first, desk.out());
    for files in [&mut before, &mut now] {
        files.retain(|path, _| !path.contains("counties") && path != "SHA256SUMS.txt");
    }
    assert_eq!(before, now);
    assert!(desk.page("en/counties/140826.html").contains("the key is the one that was seen before"));
}

#[test]
fn a_site_is_named_by_its_place_if_it_was_typed() {
    let desk = Desk::new();
    plain("140827", 8).write(&desk.path("b"));
    assert_eq!(desk.lang("zh", &["b"]).0, 0);
    assert!(desk.page("counties/s001.html").contains("<h1>b</h1>"));
    let (code, said) = desk.lang("zh", &[]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "没有网站可读。请写出网站，例如 mingchou gather https://www.example.gov.cn/lots/，或者用 --list 给出名单。\n"
        )
    );
}

/// Reason of a county that is broken.
#[track_caller]
fn broken(desk: &Desk, region: &str, state: &str, reason: &str) {
    assert_eq!(desk.cell(region, "state"), state, "{region}");
    assert_eq!(desk.cell(region, "reason"), reason, "{region}");
}

#[test]
fn broken_sites_are_shown_with_the_reason_and_the_rest_is_built() {
    let desk = Desk::new();
    plain("140801", 1).write(&desk.path("good"));
    let mut gone = Site::revealed();
    gone.files.remove("draws/2023q3-key/result.csv");
    gone.write(&desk.path("gone"));
    let mut forged = plain("140803", 3);
    forged.files.insert("data/plans/2023-v1.csv".to_owned(), plan("600"));
    forged.write(&desk.path("forged"));
    std::fs::create_dir(desk.path("empty")).unwrap();
    desk.put("letter.zip", "not a zip");
    let bomb = Files::from([("draws/x/commit.txt".to_owned(), vec![0; 130 << 20])]);
    desk.put("bomb.zip", zipped(&bomb));
    let moved = Host::start(|_| Reply::moved("http://elsewhere.example.gov.cn/lots/"));
    let page = Host::start(|_| Reply::Send(200, vec![], b"<!doctype html><title>x</title>".to_vec()));
    desk.list(&[
        "good,好县,140801",
        "gone,缺件县,140802",
        "forged,改表县,140803",
        "empty,空县,140804",
        "letter.zip,信县,140805",
        "bomb.zip,炸弹县,140806",
        &format!("{}lots/,搬家县,140807", moved.url()),
        &format!("{},网页县,140808", page.url()),
        "http://127.0.0.1:1/,断网县,140809",
        "nowhere/at/all,没有县,140810",
    ]);
    let (code, said) = desk.gather(&[]);
    assert_eq!(code, 1);
    assert!(
        said.starts_with(
            "缺件县: does not verify\n改表县: does not verify\n空县: does not verify\n信县: not read. letter.zip is"
        ),
        "{said}"
    );
    assert!(said.contains("10 counties, 9 with a problem"), "{said}");
    assert_eq!(desk.cell("140801", "state"), "good");
    broken(&desk, "140802", "failed", "draws/2023q3-key/result.csv: 缺少一个文件；另有 1 处");
    broken(&desk, "140803", "failed", "data/plans/2023-v1.csv: 内容与 SHA256SUMS.txt 所列不同；另有 1 处");
    broken(&desk, "140804", "failed", "网站上没有 log/entries.txt。");
    let letter = desk.cell("140805", "reason");
    assert!(letter.starts_with("letter.zip 是一个文件，但不是能打开的 zip 压缩包："), "{letter}");
    broken(
        &desk,
        "140806",
        "unread",
        "bomb.zip!draws/x/commit.txt 解开后超过 128 MiB。网站里没有这么大的文件，没有打开压缩包。",
    );
    let asked = format!("{}lots/SHA256SUMS.txt", moved.url());
    broken(
        &desk,
        "140807",
        "unread",
        &format!(
            "{asked} 转到了另一台主机：http://elsewhere.example.gov.cn/lots/。没有跟过去。网站确实搬了家的，请打电话向该单位核实，再把新地址写进名单。"
        ),
    );
    let web = desk.cell("140808", "reason");
    assert!(web.starts_with(&format!("{}SHA256SUMS.txt 是一个网页，不是网站的清单。", page.url())), "{web}");
    assert_eq!(desk.cell("140809", "state"), "unread");
    // Where the clerk keeps copies is nobody's business.
    broken(&desk, "140810", "unread", "这里没有 all。请写文件夹、压缩包，或以 http:// 或 https:// 开头的网址。");
    assert!(!desk.out().values().any(|bytes| String::from_utf8_lossy(bytes).contains("nowhere/at")));
}

#[test]
fn two_runs_never_remember_at_once() {
    let desk = Desk::new();
    plain("140827", 8).write(&desk.path("a"));
    desk.list(&["a,甲县,140827"]);
    std::fs::create_dir(desk.path("overview-state")).unwrap();
    let lock = std::fs::File::create(desk.path("overview-state/lock")).unwrap();
    lock.lock().unwrap();
    let busy =
        "Another command is at work with overview-state. Wait until it ends, then try again; nothing was written.\n";
    assert_eq!(desk.gather(&[]), (3, busy.to_owned()));
    assert_eq!(
        desk.lang("zh", &["a"]).1,
        "另一条命令正在用 overview-state。等它运行完，再运行一次；这一次什么都没有写。\n"
    );
    let monitor = |command: &mut std::process::Command| {
        let out = command
            .current_dir(desk.0.path())
            .args(["--lang", "en", "log", "monitor", "a"])
            .args(["--memory", "overview-state"])
            .output();
        (out.as_ref().unwrap().status.code(), String::from_utf8(out.unwrap().stderr).unwrap())
    };
    assert_eq!(monitor(&mut mingchou()), (Some(3), busy.to_owned()));
    assert!(!desk.path("overview").exists());
    assert_eq!(std::fs::read_dir(desk.path("overview-state")).unwrap().count(), 1);
    drop(lock);
    assert_eq!(desk.gather(&[]).0, 0);
}

#[test]
fn a_copy_of_a_site_does_not_take_the_county_out_of_the_overview() {
    let desk = Desk::new();
    let own = plain("140827", 8);
    own.write(&desk.path("a"));
    own.write(&desk.path("b"));
    desk.list(&["a,甲县,140827"]);
    assert_eq!(desk.gather(&[]).0, 0);
    desk.list(&["a,甲县,140827", "b,乙县,140828"]);
    let (code, said) = desk.gather(&[]);
    assert_eq!(code, 1);
    let told = "乙县: not read. The log lots.example.gov.cn/140827 here is the same as that of 甲县.";
    assert!(said.starts_with(told), "{said}");
    let states = ["140827", "140828"].map(|region| desk.cell(region, "state"));
    assert_eq!(states, ["good", "unread"]);
    // The key of the list counts more than what stood there.
    let key = &own.book.key;
    desk.put("sites.csv", format!("{HEADINGS},日志公钥 key\na,甲县,140827,\nb,乙县,140828,{key}\n"));
    assert_eq!(desk.gather(&[]).0, 1);
    assert_eq!(["140827", "140828"].map(|region| desk.cell(region, "state")), ["unread", "good"]);
}

#[test]
fn an_address_with_a_password_is_refused_and_told_without_it() {
    let desk = Desk::new();
    let address = "http://clerk:secret9/x@127.0.0.1:1/lots/";
    let (code, said) = desk.lang("en", &[address]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "http://…@127.0.0.1:1/lots/ names a user. What is published needs neither user nor password, and this address would be shown in the overview. Give the address without them.\n"
        )
    );
    assert_eq!(
        desk.lang("zh", &[address]).1,
        "http://…@127.0.0.1:1/lots/ 里写了用户名。已经公布的内容不需要用户名和密码，而且这个网址会显示在总览里。请去掉用户名和密码再写。\n"
    );
    desk.list(&["a,甲县,14082x", &format!("{address},乙县,140828")]);
    let (code, said) = desk.gather(&[]);
    assert_eq!(code, 1);
    assert!(
        said.contains("MC1147") && said.contains("MC1144") && said.contains("http://…@127.0.0.1:1/lots/"),
        "{said}"
    );
    assert!(said.contains("A3 地址") && !said.contains("secret9"), "{said}");
    assert!(!desk.path("overview").exists() && !desk.path("overview-state").exists());
}

#[test]
fn what_is_no_text_and_no_place_is_refused() {
    let desk = Desk::new();
    plain("140827", 8).write(&desk.path("a"));
    assert_eq!(
        desk.lang("en", &["a", "--title", "x\u{1b}[2J\u{200b}"]),
        (
            2,
            "--title holds a control or invisible character: x\\u{1b}[2J\\u{200b}. Type it anew, on one line.\n"
                .to_owned()
        )
    );
    assert!(!desk.path("overview").exists());
    // A device gives bytes without end.
    #[cfg(unix)]
    {
        let (code, said) = desk.lang("zh", &["/dev/zero", "a"]);
        let told = "zero：没有读到。zero 不是文件夹，不是压缩包，也不是以 http:// 或 https:// 开头的网址。";
        assert!(code == 1 && said.starts_with(told), "{said}");
    }
}

#[test]
fn a_host_that_sends_on_to_a_file_is_told_and_not_followed() {
    let desk = Desk::new();
    let host = Host::start(|_| Reply::moved("file:///etc/passwd"));
    let (code, said) = desk.lang("en", &[&host.url()]);
    let reason = "SHA256SUMS.txt sends the reader on, but not to an address that begins with http:// or https://. It was not followed.";
    assert_eq!(code, 1);
    assert!(said.contains(reason), "{said}");
}

#[test]
fn a_log_that_broke_its_promise_is_red_for_ever() {
    let desk = Desk::new();
    let first = plain("140827", 8);
    let mut longer = first.clone();
    longer.publish("2023-04-01T09:00:00+08:00", [("data/plans/2023-v2.csv".to_owned(), plan("600"))]);
    let mut forked = plain("140827", 8);
    forked.publish("2023-04-02T09:00:00+08:00", [("data/plans/2023-v2.csv".to_owned(), plan("700"))]);
    let other_key = plain("140827", 9);
    let other_log = plain("140829", 8);
    desk.list(&["a,甲县,140827"]);
    let mut days = 0;
    let mut visit = |site: &Site, state: &str, kinds: &[&str]| {
        site.write(&desk.path("a"));
        days += 1;
        let day = format!("2023-12-{days:02}");
        let mut command = mingchou();
        command.current_dir(desk.0.path()).args(["--lang", "en", "gather", "--list", "sites.csv", "--as-of", &day]);
        command.output().unwrap();
        assert_eq!(desk.cell("140827", "state"), state, "{day}");
        let page = desk.page("en/counties/140827.html");
        let found: Vec<&str> = page.split("<h3>").skip(1).map(|part| part.split(" <small>").next().unwrap()).collect();
        assert_eq!(found, kinds, "{day}");
        page
    };
    const SMALLER: &str = "The log became shorter than it was when it was seen. Found on 2023-12-03.";
    const FORKED: &str = "The log was rewritten: it no longer begins with what was seen before. Found on 2023-12-04.";
    const KEY: &str = "The log is signed with another key. Found on 2023-12-05.";
    const REPLACED: &str = "Another log stands in place of the one that was there. Found on 2023-12-06.";
    visit(&first, "good", &[]);
    visit(&longer, "good", &[]);
    visit(&first, "breach", &[SMALLER]);
    let page = visit(&forked, "breach", &[SMALLER, FORKED]);
    for site in [&longer, &forked] {
        let note = String::from_utf8(site.files["log/checkpoint.txt"].clone()).unwrap();
        let root = note.lines().nth(2).unwrap();
        assert!(page.contains(root), "{root}\n{page}");
    }
    visit(&other_key, "breach", &[SMALLER, FORKED, KEY]);
    visit(&other_log, "breach", &[SMALLER, FORKED, KEY, REPLACED]);
    // The log comes back; what was seen stays.
    let page = visit(&longer, "breach", &[SMALLER, FORKED, KEY, REPLACED]);
    assert_eq!(page.matches("<small>seen before</small>").count(), 4);
    let mut bare = longer.clone();
    bare.files.retain(|path, _| !path.starts_with("log/"));
    bare.sum();
    // A log that is gone is no proof of anything, and is told while it is gone.
    visit(&bare, "breach", &[SMALLER, FORKED, KEY, REPLACED, "The log is gone. Found on 2023-12-08."]);
    visit(&bare, "breach", &[SMALLER, FORKED, KEY, REPLACED, "The log is gone. Found on 2023-12-09."]);
    // A second look at the same breach is the same breach.
    visit(&first, "breach", &[SMALLER, FORKED, KEY, REPLACED]);
    visit(&bare, "breach", &[SMALLER, FORKED, KEY, REPLACED, "The log is gone. Found on 2023-12-11."]);
    assert_eq!(desk.page("en/exceptions.html").matches("class=\"finding\"").count(), 5 + 1 + 1);
    std::fs::remove_dir_all(desk.path("a")).unwrap();
    assert_eq!(desk.gather(&[]).0, 1);
    assert_eq!(desk.cell("140827", "breaches"), "4");
}

#[test]
fn a_key_of_the_list_counts_and_two_places_cannot_show_one_log() {
    let desk = Desk::new();
    let (own, other) = (plain("140827", 8), plain("140827", 9));
    own.write(&desk.path("a"));
    let list = |key: &VerifierKey| {
        desk.put(
            "sites.csv",
            format!("{HEADINGS},日志公钥 key,日志名称 origin\na,甲县,140827,{key},\nb,乙县,140828,,\n"),
        );
    };
    plain("140828", 1).write(&desk.path("b"));
    list(&other.book.key);
    assert_eq!(desk.gather(&[]).0, 1);
    assert_eq!(desk.cell("140827", "state"), "failed");
    list(&own.book.key);
    assert_eq!(desk.gather(&["--state", "two"]).0, 0);
    assert_eq!(desk.cell("140827", "key_from"), "given");
    // The second county shows a copy of the first one's log.
    own.write(&desk.path("b"));
    assert_eq!(desk.gather(&["--state", "three"]).0, 1);
    assert_eq!(desk.cell("140827", "state"), "good");
    broken(
        &desk,
        "140828",
        "unread",
        "这里的日志 lots.example.gov.cn/140827 和“甲县”的是同一个。一个日志只属于一个县；请核对名单里的地址，并把各县的日志公钥写进名单。",
    );
    // With the name of its log alone, another log is noticed at the first visit.
    desk.put("sites.csv", format!("{HEADINGS},日志名称 origin\na,甲县,140827,lots.example.gov.cn/1\n"));
    assert_eq!(desk.gather(&["--state", "four"]).0, 1);
    assert_eq!(desk.cell("140827", "state"), "breach");
}

#[test]
fn names_are_escaped_formulas_are_marked_and_personal_numbers_are_not_copied() {
    let desk = Desk::new();
    let mut html = plain("140801", 1);
    let wild = "data/<script>alert(1)</script>\u{202e}.csv";
    let line = format!("{}  {wild}\n", "0".repeat(64)).into_bytes();
    html.files.get_mut("SHA256SUMS.txt").unwrap().extend(line);
    html.write(&desk.path("html"));
    let mut phone = plain("140802", 2);
    let line = format!("{}  data/张三 13800138000.csv\n", "0".repeat(64)).into_bytes();
    phone.files.get_mut("SHA256SUMS.txt").unwrap().extend(line);
    phone.write(&desk.path("phone"));
    plain("140803", 3).write(&desk.path("c"));
    desk.list(&["html,<b>甲县</b>,140801", "phone,乙县,140802", "c,=1+1,140803"]);
    let (code, said) = desk.gather(&[]);
    assert_eq!(code, 1);
    assert!(said.starts_with("<b>甲县</b>: does not verify\n乙县: personal data\n"), "{said}");
    let page = desk.page("counties/140801.html");
    assert!(page.contains("data/&lt;script&gt;alert(1)&lt;/script&gt;\u{fffd}.csv: "), "{page}");
    assert!(page.contains("<h1>&lt;b&gt;甲县&lt;/b&gt;</h1>"));
    broken(&desk, "140802", "personal", "读到的内容里有：手机号码。本总览没有转载该县的任何内容。");
    assert_eq!(desk.cell("140802", "origin"), "");
    assert_eq!(desk.cell("140803", "name"), "'=1+1");
    for (path, bytes) in desk.out() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("13800138000") && !text.contains("张三"), "{path}");
        assert!(!path.ends_with(".html") || (!text.contains("<b>") && !text.contains("<script>")), "{path}");
    }
    for (path, bytes) in read_folder(&desk.path("overview-state")) {
        assert!(!String::from_utf8_lossy(&bytes).contains("13800138000"), "{path}");
    }
}

#[test]
fn a_witness_signs_what_extends_all_it_saw() {
    let desk = Desk::new();
    let key = |args: &[&str]| {
        let mut command = mingchou();
        command.current_dir(desk.0.path()).env("MINGCHOU_PASSPHRASE", "correct horse battery staple");
        String::from_utf8(command.args(args).output().unwrap().stdout).unwrap()
    };
    let said = key(&["log", "key", "--witness", "province.example.gov.cn", "--to", "w.age"]);
    let own = VerifierKey::parse(said.lines().next().unwrap()).unwrap();
    let mut site = plain("140827", 8);
    site.write(&desk.path("a"));
    desk.list(&["a,甲县,140827"]);
    // A key that is only the site's own is not enough at the first visit.
    let (code, said) = desk.gather(&["--witness", "w.age"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.ends_with("0 heads cosigned, in witness/.\n"), "{said}");
    let line = |site: &Site| {
        let (code, said) = desk.gather(&["--witness", "w.age"]);
        assert_eq!(code, 0, "{said}");
        let line = desk.page("witness/140827.txt");
        let signed = Signature::parse(line.trim_end()).unwrap();
        let note = Note::parse(&site.files["log/checkpoint.txt"]).unwrap();
        assert!(cosigned_at(&note, &signed, &own).is_some(), "{line}");
        line
    };
    let first = line(&site);
    assert_eq!(line(&site), first);
    site.publish("2023-04-01T09:00:00+08:00", [("data/plans/2023-v2.csv".to_owned(), plan("600"))]);
    site.write(&desk.path("a"));
    assert_ne!(line(&site), first);
    // What does not extend it is not signed.
    let mut forked = plain("140827", 8);
    forked.publish("2023-04-02T09:00:00+08:00", [("data/plans/2023-v2.csv".to_owned(), plan("700"))]);
    forked.write(&desk.path("a"));
    let (code, said) = desk.gather(&["--witness", "w.age"]);
    assert_eq!(code, 1);
    assert!(said.ends_with("0 heads cosigned, in witness/.\n"), "{said}");
    assert!(!desk.path("overview/witness/140827.txt").exists());
    let wrong = SigningKey::from_seed("province.example.gov.cn", KeyKind::Log, &[1; 32]).unwrap();
    let (code, said) = desk.gather(&["--trust", &wrong.verifier().to_string()]);
    assert_eq!(code, 2, "{said}");
}

#[test]
fn every_fault_of_the_list_is_told_with_its_cell_and_nothing_is_written() {
    let desk = Desk::new();
    let faults = |text: &[u8], lang: &str| {
        desk.put("sites.csv", text);
        let (code, said) = desk.lang(lang, &["--list", "sites.csv"]);
        assert_eq!(code, 1, "{said}");
        assert!(!desk.path("overview").exists() && !desk.path("overview-state").exists());
        said
    };
    let rows = "a,甲县,14082\na/,乙县,140827\nc,,140827\nd,丁县 13800138000,140829\n";
    let text = format!("{HEADINGS},日志公钥 key,网址 web\n{}", rows.replace('\n', ",x,ftp://a\n"));
    for lang in ["zh", "en"] {
        let said = faults(text.as_bytes(), lang);
        let expected = snapbox::Data::read_from(
            std::path::Path::new(&format!("tests/snapshots/gather-list-{lang}.txt")),
            Some(snapbox::data::DataFormat::Text),
        );
        snapbox::assert_data_eq!(said, expected);
    }
    let code = |text: &[u8]| {
        let said = faults(text, "en");
        let codes: Vec<&str> = said.split("[MC").skip(1).map(|part| &part[..4]).collect();
        codes.join(" ")
    };
    assert_eq!(code(b""), "1140");
    assert_eq!(code(HEADINGS.as_bytes()), "1140");
    assert_eq!(code(b"PK\x03\x04"), "1140");
    assert_eq!(code("地址,电话,地址\na,b,c\n".as_bytes()), "1142 1142 1141 1141");
}

#[test]
fn the_overview_takes_the_place_of_nothing_else() {
    let desk = Desk::new();
    let site = plain("140827", 8);
    site.write(&desk.path("a"));
    site.write(&desk.path("overview"));
    desk.list(&["a,甲县,140827"]);
    let before = desk.out();
    let (code, said) = desk.gather(&[]);
    assert_eq!(code, 1);
    assert!(said.contains("MC1149"), "{said}");
    assert_eq!(desk.out(), before);
    let (code, said) = desk.gather(&["--out", "o", "--state", "o/state"]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "The overview (o) and the state (o/state) must not stand one inside the other: the state is not published. Choose another folder with --out or --state.\n"
        )
    );
    assert!(!desk.path("o").exists());
    // Neither lies in a county's copy, nor a copy in it, by whatever way it is named.
    let copy = read_folder(&desk.path("a"));
    std::fs::create_dir(desk.path("zips")).unwrap();
    desk.put("zips/b.zip", zipped(&copy));
    #[cfg(unix)]
    std::os::unix::fs::symlink("a", desk.path("link")).unwrap();
    #[cfg(not(unix))]
    std::fs::create_dir(desk.path("link")).unwrap();
    let inside = if cfg!(unix) { "link/deep/../o" } else { "a/o" };
    let (code, said) = desk.gather(&["zips/b.zip", "--out", inside, "--state", "zips"]);
    assert_eq!(
        (code, said),
        (
            2,
            format!(
                "--out {inside} and the county's copy a must not lie one inside the other: a copy stays as it came. Choose another folder with --out.\n\
                 --state zips and the county's copy zips/b.zip must not lie one inside the other: a copy stays as it came. Choose another folder with --state.\n"
            )
        )
    );
    let (code, said) = desk.lang("zh", &["a", "--out", "o", "--state", "."]);
    assert!(code == 2 && said.starts_with("总览（o）和状态（.）不能"), "{said}");
    let (code, said) = desk.lang("zh", &["a", "--out", "o", "--state", "a/state"]);
    assert_eq!(
        (code, said.as_str()),
        (
            2,
            "--state a/state 和一个县的网站副本 a 不能一个放在另一个里面：副本要保持原样。请用 --state 换一个文件夹。\n"
        )
    );
    assert_eq!(read_folder(&desk.path("a")), copy);
    assert_eq!(std::fs::read_dir(desk.path("zips")).unwrap().count(), 1);
    assert!(!desk.path("o").exists());
    // A state that cannot be read is told, not begun anew.
    assert_eq!(desk.gather(&["--out", "o"]).0, 0);
    let heads = read_folder(&desk.path("overview-state"));
    let head = heads.keys().find(|path| path.starts_with("head-")).unwrap();
    desk.put(&format!("overview-state/{head}"), "spoilt");
    assert_eq!(desk.gather(&["--out", "o"]).0, 1);
    let page = std::fs::read_to_string(desk.path("o/en/counties/140827.html")).unwrap();
    assert!(page.contains(&format!("What this machine remembers cannot be read: {head}.")), "{page}");
}

/// Bounds of a stranger's folder and host.
#[test]
fn every_bound_of_a_stranger_has_its_sentence() {
    let desk = Desk::new();
    plain("140827", 8).write(&desk.path("a"));
    let folder = desk.path("a").to_str().unwrap().to_owned();
    let refused = |place: &str, limits: Limits| {
        let access = Access { limits, stranger: true, ..Access::default() };
        let fault = match open(place, &access) {
            Err(fault) => fault,
            Ok(site) => {
                let error = mingchou::verify::verify_site(&site, &mingchou::verify::Options::default()).unwrap_err();
                *error.into_inner().unwrap().downcast().unwrap()
            }
        };
        crate::sources::sentence(&fault)
    };
    assert_eq!(
        refused(&folder, Limits { files: 2, ..Limits::default() }),
        format!("{folder} holds more than 2 files. No site is that large; it was not read.")
    );
    assert_eq!(
        refused(&folder, Limits { total: 100, ..Limits::default() }),
        format!("At {folder} more than 0 MiB had been fetched. No site is that large; reading was stopped.")
    );
    let large = refused(&folder, Limits { file: 10, ..Limits::default() });
    assert!(large.ends_with("is larger than 0 MiB. No file of a site is that large; reading was stopped."), "{large}");
    let files = Arc::new(Mutex::new(plain("140827", 8).files));
    let host = Host::start(move |request| Reply::file(&files.lock().unwrap(), request));
    let slow = refused(&host.url(), Limits { whole: Some(std::time::Duration::ZERO), ..Limits::default() });
    assert_eq!(
        slow,
        format!(
            "{}SHA256SUMS.txt was not asked for any more: the site took longer than 0 minutes as a whole.",
            host.url()
        )
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_or_a_link_in_a_folder_is_no_file_of_the_site() {
    let desk = Desk::new();
    let mut site = plain("140827", 8);
    let line = format!("{}  data/pipe.csv\n{}  data/link.csv\n", "0".repeat(64), "0".repeat(64));
    site.files.get_mut("SHA256SUMS.txt").unwrap().extend(line.into_bytes());
    site.write(&desk.path("a"));
    assert!(std::process::Command::new("mkfifo").arg(desk.path("a/data/pipe.csv")).status().unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", desk.path("a/data/link.csv")).unwrap();
    desk.list(&["a,甲县,140827"]);
    assert_eq!(desk.gather(&[]).0, 1);
    let page = desk.page("en/counties/140827.html");
    for name in ["pipe", "link"] {
        assert!(page.contains(&format!("<li>data/{name}.csv: a file is missing</li>")), "{page}");
    }
}
