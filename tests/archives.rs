//! `archive` and `archive restore`: everything is in, nothing secret is, what comes out builds the same site; every zip that is not sound
//! is refused; what `todo` and `check` say of what must be kept.

use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;

/// The fictional county with the archive of a quarter. Nobody writes into it.
fn county() -> &'static (tempfile::TempDir, Vec<u8>) {
    static MADE: OnceLock<(tempfile::TempDir, Vec<u8>)> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        assert!(mingchou().arg("demo").arg(folder.path()).output().unwrap().status.success());
        let done = run(folder.path(), &["archive", "2026q1"]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let zip = std::fs::read(folder.path().join("archives/archive-2026q1.zip")).unwrap();
        (folder, zip)
    })
}

fn run(root: &Path, args: &[&str]) -> Output {
    mingchou().args(["--lang", "zh", "--root"]).arg(root).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What an archive holds, by path.
type Files = BTreeMap<String, Vec<u8>>;

/// What a restore ended with, what it said, whether it wrote anything.
type Restored = (Option<i32>, String, bool);

fn unzipped(bytes: &[u8]) -> Files {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut file = |name: &String| {
        let mut bytes = Vec::new();
        zip.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    names.iter().map(|name| (name.clone(), file(name))).collect()
}

fn zipped(files: &Files) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Writes a zip and tries to restore it: the code of the first line, the text, and whether anything was made.
fn restore(bytes: &[u8]) -> Restored {
    let folder = tempfile::tempdir().unwrap();
    let (zip, new) = (folder.path().join("a.zip"), folder.path().join("new"));
    std::fs::write(&zip, bytes).unwrap();
    let done = run(&new, &["archive", "restore", zip.to_str().unwrap()]);
    let left: Vec<PathBuf> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    (done.status.code(), text(&done.stderr), left != [zip])
}

#[test]
fn an_archive_has_everything_public_and_nothing_secret() {
    let (folder, zip) = county();
    let files = unzipped(zip);
    for (path, bytes) in read_folder(&folder.path().join("content")) {
        assert!(files[&format!("content/{path}")] == bytes, "{path}");
    }
    for (path, bytes) in read_folder(&folder.path().join("secrets")) {
        if bytes.len() < 32 {
            continue;
        }
        for (name, held) in &files {
            let found = held.windows(32).any(|window| window == &bytes[..32]);
            assert!(!found || !is_secret(&path), "the beginning of secrets/{path} stands in {name}");
        }
    }
    let sums = text(&files["SHA256SUMS.txt"]);
    assert_eq!(sums.lines().count(), files.len() - 1);
    let index = text(&files["index.txt"]);
    for (name, bytes) in files.iter().filter(|(name, _)| !name.starts_with("index") && *name != "SHA256SUMS.txt") {
        let line = format!("{}  {name}\r\n", mingchou::output::sha256_hex(bytes));
        assert!(index.contains(&line), "{line}");
    }
    for part in ["certutil -hashfile", "sha256sum -c", "2029-12-31", "mingchou archive restore"] {
        assert!(index.contains(part) && text(&files["index.html"]).contains(part), "{part}");
    }
    assert!(files["site/SHA256SUMS.txt"] == std::fs::read(folder.path().join("public/SHA256SUMS.txt")).unwrap());
    assert!(files["report/summary-2026q1.xlsx"].starts_with(b"PK"));
}

/// Lists of a sealed draw begin like those of the public ones; only what no other file may begin with counts.
fn is_secret(path: &str) -> bool {
    path.contains("nonce") || path.contains("salts") || path.contains("key.age")
}

#[test]
fn the_same_folder_gives_the_same_archive_and_an_older_one_stays() {
    let (folder, zip) = county();
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("again.zip");
    let other = out.path().join("root");
    copy(folder.path(), &other);
    assert!(run(&other, &["archive", "2026q1", "--to", to.to_str().unwrap()]).status.success());
    assert!(std::fs::read(&to).unwrap() == *zip);
    std::fs::write(other.join("content/replies.csv"), "对象编号,抽取编号,内容,公开时间\n").unwrap();
    let done = run(&other, &["archive", "2026q1", "--to", to.to_str().unwrap()]);
    assert!(text(&done.stderr).contains("错误[MC1044]: "), "{}", text(&done.stderr));
    assert!(std::fs::read(&to).unwrap() == *zip);
    assert!(run(&other, &["archive", "2026q1"]).status.success());
    assert!(std::fs::read(other.join("archives/archive-2026q1.zip")).unwrap() == *zip);
    assert!(other.join("archives/archive-2026q1-2.zip").exists());
    let list = std::fs::read_to_string(other.join("archives.csv")).unwrap();
    assert_eq!(list.lines().count(), 4, "{list}");
    for inside in ["content/a.zip", "public/a.zip"] {
        let done = run(&other, &["archive", "2026q1", "--to", other.join(inside).to_str().unwrap()]);
        assert_eq!(done.status.code(), Some(3), "{inside}: {}", text(&done.stdout));
    }
}

#[test]
fn what_is_secret_gets_into_no_archive_by_way_of_a_theme() {
    let (folder, _) = county();
    let out = tempfile::tempdir().unwrap();
    let root = out.path().join("root");
    copy(folder.path(), &root);
    std::fs::remove_dir_all(root.join("archives")).unwrap();
    let refused = |code: &str| {
        let done = run(&root, &["archive", "2026q1"]);
        assert!(text(&done.stderr).starts_with(&format!("错误[{code}]: ")), "{}", text(&done.stderr));
        assert!(!root.join("archives/archive-2026q1.zip").exists());
    };
    let secret = read_folder(&root.join("secrets")).into_keys().find(|path| !path.starts_with(".step")).unwrap();
    std::fs::create_dir_all(root.join("themes/own")).unwrap();
    std::fs::copy(root.join("secrets").join(&secret), root.join("themes/own/notes.txt")).unwrap();
    refused("MC0986");
    std::fs::rename(root.join("themes/own/notes.txt"), out.path().join("notes.txt")).unwrap();
    std::fs::write(root.join("themes/own/nonce-bureau.txt"), "a name is enough").unwrap();
    refused("MC0986");
    std::fs::remove_dir_all(root.join("themes")).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(root.join("secrets"), root.join("themes")).unwrap();
        refused("MC1042");
        std::fs::remove_file(root.join("themes")).unwrap();
    }
    assert!(run(&root, &["archive", "2026q1"]).status.success());
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in read_folder(from) {
        if path.starts_with("public/") {
            continue;
        }
        let to = to.join(path);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::write(to, bytes).unwrap();
    }
}

#[test]
fn a_successor_goes_on_from_the_zip_alone() {
    let (folder, zip) = county();
    let out = tempfile::tempdir().unwrap();
    let (file, new) = (out.path().join("a.zip"), out.path().join("new"));
    std::fs::write(&file, zip).unwrap();
    let done = run(&new, &["archive", "restore", file.to_str().unwrap()]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(read_folder(&new.join("content")) == read_folder(&folder.path().join("content")));
    let said = |root: &Path| {
        let done = run(root, &["check", "--as-of", "2026-11-20"]);
        (done.status.code(), text(&done.stdout), text(&done.stderr))
    };
    assert_eq!(said(&new), said(folder.path()));
    assert!(run(&new, &["build", "--as-of", "2026-11-20"]).status.success());
    assert!(read_folder(&new.join("public")) == read_folder(&folder.path().join("public")));
    // A folder that holds something is not written into.
    let done = run(&new, &["archive", "restore", file.to_str().unwrap()]);
    assert!(text(&done.stderr).starts_with("错误[MC1045]: "), "{}", text(&done.stderr));
}

#[test]
fn a_zip_that_is_not_sound_is_refused_and_nothing_is_written() {
    let (_, zip) = county();
    let good = unzipped(zip);
    assert_eq!(restore(&zipped(&good)).0, Some(0));
    let with = |change: &dyn Fn(&mut Files)| {
        let mut files = good.clone();
        change(&mut files);
        restore(&zipped(&files))
    };
    let name = || "content/items.csv".to_owned();
    let cases: [(&str, Restored); 9] = [
        ("MC1046", restore(b"no zip")),
        ("MC1046", restore(&zip[..zip.len() / 2])),
        ("MC1047", restore(&zipped(&[("index.txt".to_owned(), b"something else".to_vec())].into()))),
        ("MC1047", with(&|files| drop(files.remove("archive.txt")))),
        ("MC1048", with(&|files| drop(files.insert("content/../../evil.txt".to_owned(), vec![])))),
        ("MC1048", with(&|files| drop(files.insert("content/Items.csv".to_owned(), vec![])))),
        ("MC1049", with(&|files| files.get_mut(&name()).unwrap().push(b'\n'))),
        ("MC1049", with(&|files| drop(files.remove(&name())))),
        ("MC1049", with(&|files| drop(files.insert("content/extra.csv".to_owned(), vec![])))),
    ];
    for (code, (exit, said, wrote)) in cases {
        assert!(said.starts_with(&format!("错误[{code}]: ")), "{code}: {said}");
        assert_eq!((exit, wrote), (Some(1), false), "{code}");
    }
    for path in ["/etc/evil", "content\\..\\evil", "secrets/key.age", "content/a:b", "content/..", "C:/evil"] {
        let (exit, said, wrote) = with(&|files| drop(files.insert(path.to_owned(), vec![])));
        assert!(said.starts_with("错误[MC1048]: "), "{path}: {said}");
        assert_eq!((exit, wrote), (Some(1), false), "{path}");
    }
}

#[test]
fn todo_tells_what_is_gone_or_changed_and_until_when_it_must_stay() {
    let (folder, _) = county();
    let out = tempfile::tempdir().unwrap();
    copy(folder.path(), out.path());
    let kept = |root: &Path| {
        let all = text(&run(root, &["todo"]).stdout);
        all.lines().filter(|line| line.contains("归档")).map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let open = "R44  2025 的抽查已经结束，结果都公开了，还没有归档：运行 mingchou archive 2025（同样的情形另有 4 项）";
    let keep = "R44  在保管期内的归档包 1 个，到期最早的是 2026q1，2029-12-31 以前不得销毁";
    assert_eq!(kept(out.path()), [open, keep]);
    let zip = out.path().join("archives/archive-2026q1.zip");
    std::fs::write(&zip, "changed").unwrap();
    let changed = "R44  2026q1 的归档包 archives/archive-2026q1.zip 和登记的摘要不一样，被改过或坏了：换上好的副本；没有就重新归档\
                   （mingchou archive 2026q1）。2029-12-31 以前不得销毁";
    assert_eq!(kept(out.path()), [open, changed, keep]);
    std::fs::remove_file(&zip).unwrap();
    let gone = "R44  2026q1 的归档包不在 archives/archive-2026q1.zip：找回来，或者插上存放它的 U 盘再看；找不到就重新归档\
                （mingchou archive 2026q1）。2029-12-31 以前不得销毁";
    assert_eq!(kept(out.path()), [open, gone, keep]);
    // The year as a whole holds every round that was over when it was made.
    let row = "2025,archives/y.zip,1,0000000000000000000000000000000000000000000000000000000000000000,2026-02-01,2028-12-31\n";
    let list = out.path().join("archives.csv");
    let before = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, before + row).unwrap();
    let now = kept(out.path());
    assert!(now[0].starts_with("R44  2026q2 的抽查已经结束") || !now[0].contains("已经结束"), "{now:?}");
}

#[test]
fn a_list_of_archives_with_a_wrong_round_or_digest_is_refused() {
    let (folder, _) = county();
    let out = tempfile::tempdir().unwrap();
    copy(folder.path(), out.path());
    let list = out.path().join("archives.csv");
    let good = std::fs::read_to_string(&list).unwrap();
    assert_eq!(run(out.path(), &["check"]).status.code(), run(folder.path(), &["check"]).status.code());
    for (from, to) in [("2026q1,".to_owned(), "2026-1,"), (digest(&good), "ABC")] {
        std::fs::write(&list, good.replacen(&from, to, 1)).unwrap();
        let done = run(out.path(), &["check"]);
        let said = text(&done.stdout) + &text(&done.stderr);
        let wrong = to.trim_end_matches(',');
        assert!(
            said.contains(&format!("错误[MC1040]: 归档清单里“{wrong}”不对")) && said.contains("archives.csv"),
            "{said}"
        );
    }
}

fn digest(list: &str) -> String {
    list.lines().nth(1).unwrap().split(',').nth(3).unwrap().to_owned()
}

#[test]
fn a_year_that_must_be_kept_cannot_be_lost() {
    let (folder, _) = county();
    let out = tempfile::tempdir().unwrap();
    copy(folder.path(), out.path());
    let row = "2024,archives/old.zip,1,0000000000000000000000000000000000000000000000000000000000000000,2025-01-05,2027-12-31\n";
    let list = out.path().join("archives.csv");
    let before = std::fs::read_to_string(&list).unwrap();
    std::fs::write(&list, before + row).unwrap();
    let done = run(out.path(), &["check", "--as-of", "2026-11-20"]);
    let said = text(&done.stdout) + &text(&done.stderr);
    assert!(
        said.contains(
            "错误[MC1041]: 2024 年的数据不见了（依据：archives.csv: archives/old.zip）。保存期不少于三年，2027-12-31 以前不得删去\n\
             --> content/plans\n = 怎么办: 从归档包恢复：mingchou archive restore 归档包.zip --root 新文件夹，再把这一年的文件放回来\n"
        ),
        "{said}"
    );
}
