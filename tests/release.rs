//! From the built site to the host: what is packed, in which parts and order, what is deleted, and that old site plus changes is the new one.

use crate::host::Site;
use crate::support::{mingchou, read_folder};
use mingchou::output::{Gate, OutputTree, write};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

type Files = BTreeMap<String, Vec<u8>>;

/// Exit code, standard output, standard error.
pub(crate) fn run(root: &Path, lang: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = mingchou();
    let done = command.current_dir(root).args(["--lang", lang]).args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[track_caller]
fn good(root: &Path, args: &[&str]) -> String {
    let (code, said, faults) = run(root, "en", args);
    assert_eq!(code, 0, "{args:?}\n{said}{faults}");
    said
}

/// Writes a site with its manifest.
pub(crate) fn built(out: &Path, files: &Files) {
    let mut tree = OutputTree::default();
    for (path, bytes) in files {
        tree.add_bytes(path, bytes.clone());
    }
    write(&tree, out, &Gate::default()).unwrap();
}

#[test]
fn nothing_is_written_over_what_the_program_keeps() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    built(&root.join("public"), &small());
    let kept =
        ["content/site.toml", "secrets/draws/2026q1-key/nonce-bureau.txt", "themes/own/theme.toml", "public/more.zip"];
    for path in kept {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), "kept").unwrap();
        let commands: [&[&str]; 6] = [
            &["pack", "--to", path],
            &["pack", "--text", path],
            &["pack", "--preflight", "--html", path],
            &["pack", "--snippets", path],
            &["todo", "--ics", path],
            &["todo", "--html", path],
        ];
        for args in commands {
            let (code, said, faults) = run(root, "zh", args);
            // todo reads the county first, and there is none here.
            let own = format!(
                "不能写到 {path}：这个文件夹里是程序自己管理的内容，会被盖掉，或者被公开。请换一个地方，例如桌面或 U 盘。\n"
            );
            assert!(code != 0 && (faults == own || args[0] == "todo"), "{args:?}\n{said}{faults}");
            assert_eq!(fs::read_to_string(root.join(path)).unwrap(), "kept", "{args:?}");
        }
    }
}

/// Files of a zip in their order.
pub(crate) fn zipped(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let count = archive.len();
    let entry = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(entry).collect()
}

/// What an administrator does with a zip.
pub(crate) fn unpack(zip: &Path, host: &Path) {
    for (path, bytes) in zipped(zip) {
        let path = host.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// The next state of a site: some files change, some go, some come; a folder may become a file's neighbour or vanish.
fn next(files: &Files, numbers: &mut Numbers) -> Files {
    let folders = ["", "assets/", "objects/", "items/", "items/a/", "pages/", "search/", "a/b/c/"];
    let endings = ["html", "css", "txt", "csv", "js"];
    let mut next: Files = files.iter().filter(|_| numbers.below(5) > 0).map(|(p, b)| (p.clone(), b.clone())).collect();
    for bytes in next.values_mut() {
        if numbers.below(3) == 0 {
            bytes.extend(format!("{}\n", numbers.below(1000)).bytes());
        }
    }
    for _ in 0..numbers.below(9) {
        let folder = folders[usize::try_from(numbers.below(8)).unwrap()];
        let ending = endings[usize::try_from(numbers.below(5)).unwrap()];
        let bytes: Vec<u8> =
            (0..numbers.below(3000)).map(|_| b"abcdefghij\n"[usize::try_from(numbers.below(11)).unwrap()]).collect();
        next.insert(format!("{folder}x{}.{ending}", numbers.below(6)), bytes);
    }
    next
}

#[test]
fn old_site_plus_changes_less_deletions_is_the_new_site_over_many_rebuilds() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let (host, mut files, mut numbers) = (root.join("host"), Files::new(), Numbers(11));
    let (mut deletions, mut cut) = (0, 0);
    for state in 0..14 {
        files = next(&files, &mut numbers);
        files.insert("index.html".into(), format!("<p>{state}").into_bytes());
        built(&root.join("public"), &files);
        let packed = good(root, if state == 0 { &["pack"] } else { &["pack", "--since", "last", "--limit", "5KB"] });
        let stem = if state == 0 { "site" } else { "site-changes" };
        let mut zips: Vec<_> = fs::read_dir(root)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                let name = path.file_name().unwrap().to_str().unwrap();
                name.ends_with(".zip") && name.strip_prefix(stem).is_some_and(|rest| !rest.contains("changes"))
            })
            .collect();
        zips.sort();
        assert!(!zips.is_empty(), "{packed}");
        cut = cut.max(zips.len());
        for zip in &zips {
            unpack(zip, &host);
        }
        let script = root.join(format!("{stem}-delete.sh"));
        if script.exists() {
            deletions += 1;
            let done = std::process::Command::new("sh").arg(&script).arg(&host).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        }
        assert_eq!(read_folder(&host), read_folder(&root.join("public")), "state {state}");
        let folders = |dir: &Path| {
            walkdir::WalkDir::new(dir).into_iter().filter(|e| e.as_ref().unwrap().file_type().is_dir()).count()
        };
        assert_eq!(folders(&host), folders(&root.join("public")), "no empty folder stays: state {state}");
        for zip in zips {
            fs::remove_file(zip).unwrap();
        }
    }
    assert!(deletions > 5 && cut > 1, "{deletions} {cut}");
}

fn small() -> Files {
    let mut site = Site::sealed();
    site.files.remove("SHA256SUMS.txt");
    for path in ["assets/site.css", "index.html", "items/index.html"] {
        site.files.insert(path.into(), format!("<main>{path}: some words that make a page</main>").into_bytes());
    }
    site.files
}

#[test]
fn only_what_changed_goes_into_the_zip_and_what_went_onto_the_lists() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let (code, said, faults) = run(root, "en", &["pack", "--since", "last"]);
    assert_eq!((code, said.as_str()), (1, ""), "{faults}");
    let mut files = small();
    built(&root.join("public"), &files);
    let (code, _, faults) = run(root, "en", &["pack", "--since", "last"]);
    assert_eq!(code, 1);
    assert_eq!(
        faults,
        "Nothing was packed on this machine yet, so nobody knows what was uploaded last. Name an address, an old zip or a folder with \
         --since, or pack the whole site first: mingchou pack\n"
    );
    good(root, &["pack", "--to", "old.zip"]);
    fs::copy(root.join("public/SHA256SUMS.txt"), root.join("old.txt")).unwrap();
    unpack(&root.join("old.zip"), &root.join("old"));
    assert!(!root.join("old-delete.txt").exists());
    let order: Vec<String> = zipped(&root.join("old.zip")).into_iter().map(|(path, _)| path).collect();
    assert_eq!(
        order,
        [
            "assets/site.css",
            "log/checkpoint.txt",
            "log/checkpoints/1.txt",
            "log/checkpoints/5.txt",
            "log/entries.txt",
            "log/key.txt",
            "data/plans/2023-v1.csv",
            "draws/2023q3-key/commit.txt",
            "draws/2023q3-key/excluded.csv",
            "draws/2023q3-key/inspectors.csv",
            "draws/2023q3-key/roster.csv",
            "draws/2023q3-key/seal.txt",
            "items/index.html",
            "index.html",
            "SHA256SUMS.txt"
        ]
    );
    assert_eq!(
        good(root, &["pack", "--since", "last"]),
        "Nothing has changed since last: there is nothing to upload, and no zip was written.\n"
    );
    assert!(!root.join("site-changes.zip").exists());

    files.remove("items/index.html");
    files.insert("index.html".into(), b"<p>2".to_vec());
    files.insert("data/note.png".into(), b"s".to_vec());
    built(&root.join("public"), &files);
    let mut seen = Vec::new();
    for old in ["last", "old.zip", "old", "old.txt", "old/SHA256SUMS.txt"] {
        // The pack before made this state the last one; it is taken back for the test.
        let _ = fs::remove_file(root.join(".mingchou/packed/0002.txt"));
        let said = good(root, &["pack", "--since", old]);
        assert!(said.starts_with("1 files are new, 2 changed, 1 are to be deleted.\n"), "{said}");
        let ending = "1 files are to be deleted on the host; the list: site-changes-delete.txt (the .bat of the same name is for Windows, \
                      the .sh for Linux). Upload first, then delete.\n";
        assert!(said.ends_with(ending), "{said}");
        let paths: Vec<String> = zipped(&root.join("site-changes.zip")).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["data/note.png", "index.html", "SHA256SUMS.txt"], "{old}");
        seen.push(fs::read(root.join("site-changes.zip")).unwrap());
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "the same changes are the same bytes");
    assert_eq!(
        run(root, "zh", &["pack", "--since", "old.zip"]).1.lines().next().unwrap(),
        "新增 1 个文件，改动 2 个，要删除 1 个。"
    );
    assert_eq!(
        fs::read_to_string(root.join("site-changes-delete.txt")).unwrap(),
        "\u{feff}# 网站上要删除的文件，共 1 个，一行一个，路径从网站的文件夹算起。\r\n\
         # 先把压缩包传完、解压完，再删除这些文件；其他文件一个也不要动。\r\n\
         # Windows：把网站的文件夹拖到同名的 .bat 文件上。Linux：sh 同名的.sh 网站的文件夹。\r\n\
         # 删完以后运行：mingchou verify 网址 --packed last\r\n\
         items/index.html\r\n"
    );
    assert_eq!(
        fs::read_to_string(root.join("site-changes-delete.bat")).unwrap(),
        "@echo off\r\nrem Drop the folder of the site on this file, or name it as the argument.\r\n\
         if not exist \"%~1\\SHA256SUMS.txt\" (\r\n  echo No site in \"%~1\".\r\n  pause\r\n  exit /b 1\r\n)\r\n\
         cd /d \"%~1\"\r\nif exist \"items\\index.html\" del /f /q \"items\\index.html\"\r\nrd \"items\" 2>nul\r\nexit /b 0\r\n"
    );
    // A whole pack knows too what stands on the host since earlier packs.
    let said = good(root, &["pack"]);
    assert!(said.contains("the list: site-delete.txt"), "{said}");
    // Once nothing is to be deleted, the lists of before are gone: nobody may follow them.
    files.insert("items/index.html".into(), b"<p>again".to_vec());
    built(&root.join("public"), &files);
    good(root, &["pack", "--since", "last"]);
    good(root, &["pack"]);
    for name in ["site-changes-delete.txt", "site-changes-delete.bat", "site-changes-delete.sh", "site-delete.txt"] {
        assert!(!root.join(name).exists(), "{name}");
    }
}

#[test]
fn parts_are_whole_zips_in_order_and_a_file_too_large_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let mut numbers = Numbers(5);
    let mut files = small();
    for name in ["assets/a.js", "assets/b.js", "assets/c.js"] {
        let noise = (0..4000).map(|_| b'!' + u8::try_from(numbers.below(90)).unwrap()).collect();
        files.insert(name.into(), noise);
    }
    built(&root.join("public"), &files);
    fs::write(root.join("site-9of9.zip"), "of an earlier pack").unwrap();
    let said = good(root, &["pack", "--limit", "5 KB"]);
    assert!(said.contains("Cut into 4 zips. Upload and unpack them in the order of their numbers"), "{said}");
    let mut all = Vec::new();
    for number in 1..=4 {
        let path = root.join(format!("site-{number}of4.zip"));
        assert!(fs::metadata(&path).unwrap().len() <= 5000);
        all.extend(zipped(&path));
    }
    assert!(!root.join("site-9of9.zip").exists() && !root.join("site.zip").exists());
    assert_eq!(all.last().unwrap().0, "SHA256SUMS.txt");
    assert_eq!(all.into_iter().collect::<Files>(), read_folder(&root.join("public")));
    let bytes = |name: &str| fs::read(root.join(name)).unwrap();
    let first = bytes("site-1of4.zip");
    good(root, &["pack", "--limit", "5KB"]);
    assert_eq!(bytes("site-1of4.zip"), first);

    let (code, said, faults) = run(root, "zh", &["pack", "--limit", "2KB"]);
    assert_eq!((code, said.as_str()), (1, ""));
    let lines: Vec<&str> = faults.lines().filter(|line| line.starts_with("assets/")).collect();
    assert_eq!(lines.len(), 3, "{faults}");
    assert!(lines[0].starts_with("assets/a.js 一个文件压缩后就有 "), "{faults}");
    assert!(root.join("site-1of4.zip").exists(), "what was packed before stays");
    let (code, _, faults) = run(root, "en", &["pack", "--limit", "20 apples"]);
    assert_eq!((code, faults.as_str()), (2, "--limit is a size like 20MB or 500KB (at least 1KB), not 20 apples.\n"));
}

#[test]
fn an_old_state_that_cannot_be_read_is_refused_by_name() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    built(&root.join("public"), &small());
    fs::write(root.join("bad.txt"), "no manifest\n").unwrap();
    let (code, _, faults) = run(root, "en", &["pack", "--since", "bad.txt"]);
    assert_eq!(
        (code, faults.as_str()),
        (
            1,
            "Line 1 of the manifest in bad.txt cannot be read, so nothing can be compared with it. Name a good one, or pack the whole site: \
             mingchou pack\n"
        )
    );
    fs::create_dir_all(root.join("empty")).unwrap();
    let (code, _, faults) = run(root, "en", &["pack", "--since", "empty"]);
    assert_eq!(code, 1);
    assert!(faults.starts_with("There is no SHA256SUMS.txt in empty."), "{faults}");
    fs::write(root.join("bad.zip"), "PK nothing").unwrap();
    let (code, _, faults) = run(root, "zh", &["pack", "--since", "bad.zip"]);
    assert_eq!((code, faults.as_str()), (3, "bad.zip 是一个文件，但不是能打开的 zip 压缩包：不是完好的 zip 压缩包\n"));
}
