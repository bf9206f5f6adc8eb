//! After the upload: half a site in every order, what a host changes, and what should be gone, against a real http host.

use crate::host::{Files, Host, Reply, Site};
use crate::release::run;
use mingchou::draw::text::sha;
use mingchou::log::{Action, Entry, is_record};
use mingchou::model::parse_time;
use mingchou::output::Manifest;
use mingchou::release::{Changes, parts};
use std::path::Path;
use std::sync::{Arc, Mutex};

const OBJECTS: &str = "\u{feff}对象编号 object,主体名称 name\n";

/// A sealed draw with a table and pages, and the same site after the reveal: a page is gone, a table has a new version.
fn states() -> (Site, Site) {
    let table = |name: &str| (String::from("data/objects.csv"), format!("{OBJECTS}A,{name}\n").into_bytes());
    let mut old = Site::sealed();
    old.publish("2023-08-25T09:00:00+08:00", [table("甲厂")]);
    let mut new = old.clone();
    let revealed = Site::revealed();
    let more = revealed.files.into_iter().filter(|(path, _)| is_record(path) && !old.files.contains_key(path));
    new.publish("2023-10-20T09:00:00+08:00", more);
    new.publish("2023-10-20T10:00:00+08:00", [table("乙厂")]);
    for (site, word) in [(&mut old, "old"), (&mut new, "new")] {
        for path in [
            "index.html",
            "assets/site.css",
            "assets/site.js",
            "items/index.html",
            "data/objects.xlsx",
            "log/index.html",
        ] {
            site.files.insert(path.into(), format!("{word} {path}\n").into_bytes());
        }
        site.files.insert("same.html".into(), b"<!doctype html><p>same</p>\n".to_vec());
    }
    old.files.insert("gone/page.html".into(), b"<p>gone\n".to_vec());
    old.sum();
    new.sum();
    (old, new)
}

/// A bureau's folder in which the old and then the new site were packed.
fn packed(old: &Site, new: &Site) -> tempfile::TempDir {
    let temp = tempfile::tempdir().unwrap();
    for site in [old, new] {
        site.write(&temp.path().join("public"));
        let (code, said, faults) = run(temp.path(), "en", &["pack"]);
        assert_eq!(code, 0, "{said}{faults}");
    }
    temp
}

/// A host whose files the test changes.
fn host(files: &Files) -> (Host, Arc<Mutex<Files>>) {
    let shared = Arc::new(Mutex::new(files.clone()));
    let served = Arc::clone(&shared);
    (Host::start(move |request| Reply::file(&served.lock().unwrap(), request)), shared)
}

fn plain(root: &Path, url: &str) -> (i32, String) {
    let (code, said, faults) = run(root, "en", &["verify", "--as-of", "2023-11-20", url]);
    (code, said + &faults)
}

fn against_last(root: &Path, lang: &str, url: &str) -> (i32, String) {
    let (code, said, faults) = run(root, lang, &["verify", "--as-of", "2023-11-20", url, "--packed", "last"]);
    assert_eq!(faults, "");
    (code, said)
}

/// Paths to send, in parts as small as can be.
fn sent(old: &Site, new: &Site) -> (Vec<Vec<String>>, Vec<String>) {
    let manifest = |site: &Site| Manifest::parse(std::str::from_utf8(&site.files["SHA256SUMS.txt"]).unwrap()).unwrap();
    let changes = Changes::between(&manifest(old), &manifest(new));
    let sizes = changes.sent().into_iter().map(|path| (path, 122)).collect();
    let gone = changes.gone.iter().cloned().collect();
    // Nine files of the revealed draw belong together.
    let cut = (1..).find_map(|files| parts(&sizes, 22 + 100 * files).ok().filter(|cut| is_whole(cut))).unwrap();
    (cut, gone)
}

/// Whether no draw and no log is torn.
fn is_whole(cut: &[Vec<String>]) -> bool {
    let of = |is: fn(&str) -> bool| cut.iter().filter(|part| part.iter().any(|path| is(path))).count();
    of(|p| p.starts_with("draws/")) == 1 && of(|p| p.starts_with("log/") && p.ends_with(".txt")) == 1
}

#[test]
fn half_an_upload_in_the_order_of_the_parts_is_stale_or_said_to_be_half() {
    let (old, new) = states();
    let root = packed(&old, &new);
    let (cut, gone) = sent(&old, &new);
    assert!(cut.len() >= 3 && gone == ["gone/page.html"], "{cut:?} {gone:?}");
    let (host, files) = host(&old.files);
    assert_eq!(plain(root.path(), &host.url()).0, 0);
    let (mut stale, mut half) = (0, 0);
    // Every file of a part is a state too, but for those that make sense only together.
    let mut steps: Vec<Vec<String>> = Vec::new();
    for part in &cut {
        let (together, alone): (Vec<String>, Vec<String>) = part.iter().cloned().partition(|p| {
            (p.starts_with("log/") || p.starts_with("draws/")) && p.ends_with(".txt") || p.starts_with("draws/")
        });
        let first_alone = alone.iter().take_while(|path| path.starts_with("assets/")).count();
        steps.extend(alone[..first_alone].iter().map(|path| vec![path.clone()]));
        if !together.is_empty() {
            steps.push(together);
        }
        steps.extend(alone[first_alone..].iter().map(|path| vec![path.clone()]));
    }
    let all = steps.len();
    for (number, step) in steps.into_iter().enumerate() {
        let (code, said) = against_last(root.path(), "en", &host.url());
        assert_eq!(code, 1);
        assert!(said.starts_with("The upload is not complete: of "), "{number}: {said}");
        assert!(!said.contains("Other bytes"), "{said}");
        for path in &step {
            files.lock().unwrap().insert(path.clone(), new.files[path].clone());
        }
        if number + 1 == all {
            break;
        }
        let (code, said) = plain(root.path(), &host.url());
        if step.iter().all(|path| path.starts_with("assets/")) {
            assert_eq!(code, 0, "styles do no harm: {said}");
            stale += 1;
        } else if files.lock().unwrap().get("log/entries.txt") == new.files.get("log/entries.txt") {
            assert_eq!(code, 1, "{step:?}");
            assert!(said.contains("the upload is not complete\n"), "{step:?} {said}");
            assert!(
                said.contains("the signed log shows that the records among them are versions of the bureau's own"),
                "{said}"
            );
            half += 1;
        }
    }
    assert!(stale >= 2 && half >= 5, "{stale} {half}");
    assert_eq!(plain(root.path(), &host.url()).0, 0);
    let (code, said) = against_last(root.path(), "en", &host.url());
    let all = new.files.len();
    assert_eq!(code, 1);
    assert_eq!(
        said,
        format!(
            "All {all} files are there, but not all of the 1 files that were to be deleted are gone. Delete them by the -delete.txt written \
             when packing, then verify again.\nTo be deleted, and still handed out: 1 (have them deleted at once; they may hold what was \
             withdrawn):\n  gone/page.html\n"
        )
    );
    files.lock().unwrap().remove("gone/page.html");
    let (code, said) = against_last(root.path(), "en", &host.url());
    assert_eq!(code, 0);
    let first = format!(
        "The site is exactly what was packed: all {all} files are there, byte for byte, and the 1 files that were to be deleted are gone.\n\
         2023q3-key  recomputed\n"
    );
    assert!(said.starts_with(&first), "{said}");
}

/// Against what was packed every mixture of old and new is told, in whatever order somebody sent the files.
#[test]
fn any_order_is_told_against_what_was_packed_and_a_forged_record_never_passes_for_half_an_upload() {
    let (old, new) = states();
    let root = packed(&old, &new);
    let (cut, _) = sent(&old, &new);
    let paths: Vec<String> = cut.into_iter().flatten().collect();
    let (host, files) = host(&old.files);
    for step in [1, 3, 5, 7] {
        *files.lock().unwrap() = old.files.clone();
        // A step without a common divisor visits every path once, each time in another order; 1 is the reverse.
        let count = if step > 1 && paths.len().is_multiple_of(step) { paths.len() - 1 } else { paths.len() };
        let order = (0..count).map(|index| &paths[paths.len() - 1 - (index * step) % paths.len()]);
        for path in order.take(paths.len() - 1) {
            files.lock().unwrap().insert(path.clone(), new.files[path].clone());
            let (code, said) = against_last(root.path(), "en", &host.url());
            assert_eq!(code, 1);
            assert!(said.starts_with("The upload is not complete: of "), "{step} {path}: {said}");
        }
    }
    // Everything new but the manifest and one table, which somebody wrote.
    *files.lock().unwrap() = new.files.clone();
    let forged = format!("{OBJECTS}A,丙厂\n").into_bytes();
    files.lock().unwrap().insert("SHA256SUMS.txt".into(), old.files["SHA256SUMS.txt"].clone());
    assert!(plain(root.path(), &host.url()).1.contains("the upload is not complete\n"));
    files.lock().unwrap().insert("data/objects.csv".into(), forged);
    let (code, said) = plain(root.path(), &host.url());
    assert!(code == 1 && said.contains("failed\n") && !said.contains("not complete"), "{said}");
    let (code, said) = against_last(root.path(), "en", &host.url());
    assert_eq!(code, 1);
    assert!(
        said.starts_with("The site is not what was packed: of ") && said.contains("of no earlier pack: 1 "),
        "{said}"
    );
}

#[test]
fn what_a_host_changes_is_named_and_what_should_be_gone_is_asked_for() {
    let (old, mut new) = states();
    new.publish(
        "2023-10-21T09:00:00+08:00",
        [("data/objects.csv".to_owned(), format!("{OBJECTS}A,丁厂\n").into_bytes())],
    );
    let taken = sha(format!("{OBJECTS}A,甲厂\n").as_bytes());
    let action = Action::Withdraw { reason: "personal-data".into() };
    let time = parse_time("2023-10-22T09:00:00+08:00").unwrap();
    new.append(vec![Entry { path: "data/objects.csv".into(), sha256: taken.clone(), action, time }]);
    new.files.remove(&format!("log/records/{taken}.csv"));
    new.files.insert("assets/mark.svg".into(), b"<svg/>\n".to_vec());
    new.sum();
    let root = packed(&old, &new);
    let (good, served) = host(&new.files);
    let (code, said) = against_last(root.path(), "zh", &good.url());
    let all = new.files.len();
    assert_eq!(code, 0, "{said}");
    let first = format!("网站与打包的完全一致：{all} 个文件都在，一个字节不差；应当删除的 2 个文件都已不在。\n");
    assert!(said.starts_with(&first), "{said}");
    let asked = good.asked();
    for path in ["/gone/page.html", &format!("/log/records/{taken}.csv"), "/data/objects.xlsx", "/same.html"] {
        assert!(asked.iter().any(|own| own == path), "{path} was not asked for");
    }

    let mut bad = new.files.clone();
    let change = |path: &str, bytes: Vec<u8>, files: &mut Files| drop(files.insert(path.into(), bytes));
    let text = |path: &str| String::from_utf8(new.files[path].clone()).unwrap();
    change(
        "draws/2023q3-key/roster.csv",
        text("draws/2023q3-key/roster.csv").replace('\n', "\r\n").into_bytes(),
        &mut bad,
    );
    change("log/index.html", [b"\xef\xbb\xbf".to_vec(), new.files["log/index.html"].clone()].concat(), &mut bad);
    let injected = text("same.html").replace("</p>", "</p><script src=\"//count.example/x.js\"></script>");
    change("same.html", injected.into_bytes(), &mut bad);
    change("assets/site.css", b"<!DOCTYPE html><p>login".to_vec(), &mut bad);
    change("assets/site.js", b"other\n".to_vec(), &mut bad);
    change("items/index.html", old.files["items/index.html"].clone(), &mut bad);
    bad.remove("assets/mark.svg");
    change(&format!("log/records/{taken}.csv"), old.files["data/objects.csv"].clone(), &mut bad);
    *served.lock().unwrap() = bad.clone();
    let refusing = {
        let bad = bad.clone();
        Host::start(move |request| match request.path.as_str() {
            "/data/objects.xlsx" => Reply::Send(403, vec![], vec![]),
            _ => match Reply::file(&bad, request) {
                Reply::Send(404, ..) if request.path.ends_with(".html") => {
                    Reply::Send(200, vec![], b"<!DOCTYPE html><p>nothing here".to_vec())
                }
                other => other,
            },
        })
    };
    let (code, said) = against_last(root.path(), "zh", &refusing.url());
    assert_eq!(code, 1);
    let wanted = format!(
        "网站与打包的不一致：{all} 个文件里有 {} 个相同。下面逐个说明。\n\
         应当已经删除、但网站上还能打开的 1 个（请网站管理员立即删除；里面可能有已撤回的内容）：\n  log/records/{taken}.csv\n\
         应当已经删除、但主机的答复证明不了的 1 个（主机对不存在的文件应当答复 404；后面是实际的状态码，没有写的是答复了 200）：\n  gone/page.html\n\
         被主机插入了内容的 1 个（后面是插入内容的开头；请网站管理员对这个文件夹关掉统计脚本、广告和自动改写）：\n  \
         same.html  <script src=\"//count.example/x.js\"></script>\n\
         内容不同、也不是以前打包过的 1 个（可能被人改过，请重新上传；再次出现请报告）：\n  assets/site.js\n\
         被主机改了换行、文件头或编码的 2 个（后面是改动的名称；请用二进制方式上传，不要转换文本）：\n  \
         draws/2023q3-key/roster.csv  CR LF\n  log/index.html  BOM\n\
         位置上是主机自己的网页的 1 个（多半是登录页或拦截页）：\n  assets/site.css\n\
         主机不肯给出的 1 个（后面是状态码；多半是没有登记这种文件类型，见 mingchou pack --snippets）：\n  data/objects.xlsx  403\n\
         还没有的 1 个：\n  assets/mark.svg\n\
         还是以前版本的 1 个（如果已经传过，可能是缓存，过一会儿再核对）：\n  items/index.html\n",
        all - 8
    );
    assert_eq!(said, wanted);
    let (code, json, _) = run(root.path(), "en", &["verify", &refusing.url(), "--packed", "last", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["state"].as_str(), json["wrong"].as_array().unwrap().len()), (1, Some("differs"), 10));
    // The zip and the folder say the same as what is remembered.
    for packed in ["site.zip", "public"] {
        let (_, said, _) = run(root.path(), "zh", &["verify", &refusing.url(), "--packed", packed]);
        assert_eq!(said, wanted, "{packed}");
    }
    // A folder in place of a host.
    let folder = root.path().join("host");
    new.write(&folder);
    let (code, said) = against_last(root.path(), "en", folder.to_str().unwrap());
    assert!(code == 0 && said.starts_with("The site is exactly what was packed"), "{said}");
}
