//! `build`, `pack` and `serve` as a clerk runs them: the program on a bureau's folder, what it says and what it leaves.

use crate::folder::Folder;
use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A folder that builds: the good tables without what needs a draw.
fn bureau() -> Folder {
    let folder = Folder::good();
    for name in ["", "-items", "-documents", "-followups", "-corrections"] {
        folder.remove(&format!("results/2026{name}.csv"));
    }
    fs::remove_dir_all(folder.path().join("content/draws")).unwrap();
    folder.change("plans/2026/v1/plan.toml", "\n[[removed_items]]\nid = \"9\"\nreason = \"并入\"\n", "");
    folder
}

/// The program on a folder, in English.
fn command(root: &Path, args: &[&str]) -> Command {
    let mut command = mingchou();
    command.args(["--lang", "en", "--root"]).arg(root).args(args);
    command
}

/// Exit code, standard output, standard error.
fn run(root: &Path, args: &[&str]) -> (i32, String, String) {
    let done = command(root, args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

/// Builds a folder that has no fault.
fn build(root: &Path, args: &[&str]) -> String {
    let (code, said, faults) = run(root, &[&["build"], args].concat());
    assert_eq!(code, 0, "{said}{faults}");
    said
}

/// The second line of what a build says: what it did to the folder.
fn changes(said: &str) -> &str {
    said.lines().nth(1).unwrap()
}

#[test]
fn two_processes_in_two_folders_make_the_same_bytes_whatever_the_order_of_rows() {
    let (one, two) = (bureau(), bureau());
    for (path, text) in Folder::tables().filter(|(path, _)| !path.starts_with("results/")) {
        let (heading, rows) = text.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        two.write(path, format!("{heading}\n{}\n", rows.join("\n")));
    }
    for folder in [&one, &two] {
        let objects = fs::read(folder.path().join("content/registry/objects.csv")).unwrap();
        assert_eq!(objects.iter().filter(|byte| **byte == b'\n').count(), 4);
    }
    assert_ne!(read_folder(&one.path().join("content")), read_folder(&two.path().join("content")));
    build(one.path(), &[]);
    build(two.path(), &[]);
    let (one, two) = (read_folder(&one.path().join("public")), read_folder(&two.path().join("public")));
    assert!(one.len() > 60, "{}", one.len());
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(two[path] == *bytes, "{path} differs");
    }
}

/// What a build has just written is known by its stamps, and found again when it is touched, however soon and whatever its time says.
#[test]
#[cfg(unix)]
fn what_was_written_just_now_is_not_read_and_not_lost_sight_of() {
    let folder = bureau();
    let root = folder.path();
    let noted = || fs::read_to_string(root.join(".mingchou/last-files.txt")).unwrap_or_default();
    // Nobody reads the site where the disk's clock has ticked between the writing and the end of the build, as nearly always.
    let unread = || {
        let _ = fs::remove_dir_all(root.join("public"));
        build(root, &[]);
        noted().split(' ').nth(1) == Some("-")
    };
    assert!((0..10).any(|_| unread()), "{}", noted());
    let first = noted();
    assert!(build(root, &[]).starts_with("Nothing changed; "));
    assert_eq!(noted(), first, "and nobody had to");
    let page = root.join("public/items/index.html");
    let (text, time) = (fs::read(&page).unwrap(), fs::metadata(&page).unwrap().modified().unwrap());
    let mut other = text.clone();
    other[0] ^= 1;
    fs::write(&page, other).unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(time).unwrap();
    assert_eq!(changes(&build(root, &[])).split(',').next(), Some("1 written"));
    assert_eq!(fs::read(&page).unwrap(), text);
    assert!(build(root, &[]).starts_with("Nothing changed; "));

    // A table of the same length and time is another input.
    let table = root.join("content/registry/objects.csv");
    let (text, time) = (fs::read_to_string(&table).unwrap(), fs::metadata(&table).unwrap().modified().unwrap());
    fs::write(&table, text.replacen("绛县乙厂", "绛县丁厂", 1)).unwrap();
    fs::File::options().write(true).open(&table).unwrap().set_modified(time).unwrap();
    assert!(!build(root, &[]).starts_with("Nothing changed; "));
    let shown = read_folder(&root.join("public"))
        .into_values()
        .any(|bytes| bytes.windows(12).any(|part| part == "绛县丁厂".as_bytes()));
    assert!(shown);
    // Who deletes the notes loses nothing but time.
    fs::remove_dir_all(root.join(".mingchou")).unwrap();
    assert_eq!(changes(&build(root, &[])).split(',').next(), Some("0 written"));
}

/// Another command was interrupted half way: its tables may not fit each other, so they are completed before they are published.
#[test]
fn a_step_that_was_interrupted_is_completed_first() {
    let folder = bureau();
    let root = folder.path();
    let step = root.join("secrets/.step");
    fs::create_dir_all(step.join("files")).unwrap();
    let table = Folder::text("registry/objects.csv").replacen("绛县乙厂", "绛县丁厂", 1);
    fs::write(step.join("files/0"), &table).unwrap();
    let hash = mingchou::draw::text::sha(table.as_bytes());
    fs::write(step.join("journal.txt"), format!("mingchou/step/1\npublic {hash} registry/objects.csv\n")).unwrap();
    let (code, _, remarks) = run(root, &["build"]);
    assert_eq!((code, remarks.as_str()), (0, "The last step was interrupted half way; it has been completed.\n"));
    assert_eq!(fs::read_to_string(root.join("content/registry/objects.csv")).unwrap(), table);
    fs::write(step.join("journal.txt"), "of another program\n").unwrap();
    let (code, said, faults) = run(root, &["build"]);
    assert_eq!((code, said.as_str()), (3, ""));
    assert!(faults.contains("secrets/.step/journal.txt"), "{faults}");
}

/// A site is made of what stood in the folder at one moment. A pipe in the place of a table tells everybody who reads it something else.
#[test]
#[cfg(unix)]
fn tables_that_are_being_written_make_no_site() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = bureau();
    let root = folder.path();
    let table = root.join("content/registry/objects.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::remove_file(&table).unwrap();
    assert!(Command::new("mkfifo").arg(&table).status().unwrap().success());
    let done = AtomicBool::new(false);
    let tell = || {
        for number in 0.. {
            let mut pipe = fs::File::options().write(true).open(&table).unwrap();
            if done.load(Ordering::Relaxed) {
                return number;
            }
            pipe.write_all(text.replacen("绛县乙厂", &format!("绛县{number}厂"), 1).as_bytes()).unwrap();
            drop(pipe);
            // Whoever reads sees the end before the next one is told.
            std::thread::sleep(Duration::from_millis(20));
        }
        unreachable!("numbers do not end")
    };
    let tried = std::thread::scope(|scope| {
        let telling = scope.spawn(tell);
        let tried = ["en", "zh"].map(|lang| {
            let done = mingchou().args(["--lang", lang, "--root"]).arg(root).arg("build").output().unwrap();
            (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
        });
        done.store(true, Ordering::Relaxed);
        drop(fs::File::open(&table).unwrap());
        // Five times in each language.
        assert!(telling.join().unwrap() >= 10);
        tried
    });
    let wanted = [
        "The tables below content/ went on being changed while they were read, so nothing was built. Build again when no other command is at \
         work and nothing is being saved.\n",
        "读取 content 里的表格时，表格一直在变，没有生成网站。等别的命令做完、文件都保存好，再生成一次。\n",
    ];
    assert_eq!(tried, wanted.map(|text| (3, text.to_owned())));
    assert!(!root.join("public").exists());
    fs::remove_file(&table).unwrap();
    fs::write(&table, text).unwrap();
    build(root, &[]);
}

/// The day of the build is one thing, a day that was asked for or pinned another; what a build refuses it refuses again.
#[test]
fn whatever_decides_on_a_build_makes_another_one() {
    let folder = bureau();
    let root = folder.path();
    let is_new = || !build(root, &[]).starts_with("Nothing changed; ");
    let today = mingchou_day();
    assert!(is_new() && !is_new());
    build(root, &["--as-of", &today]);
    assert!(is_new(), "told as of today, with a day that was asked for");
    for (place, what) in [("themes", "a folder of themes"), ("themes/gov", "an empty theme")] {
        fs::create_dir(root.join(place)).unwrap();
        assert!(is_new() && !is_new(), "{what}");
    }
    fs::write(root.join("archives.csv"), "nonsense\n").unwrap();
    for _ in 0..2 {
        let (code, _, faults) = run(root, &["build"]);
        assert_eq!(code, 1);
        assert!(faults.contains("archives.csv"), "{faults}");
    }
    fs::remove_file(root.join("archives.csv")).unwrap();
    fs::create_dir_all(root.join("secrets/log")).unwrap();
    assert!(!is_new());
    fs::write(root.join("secrets/log/last.txt"), "").unwrap();
    let (code, _, faults) = run(root, &["build"]);
    assert_eq!(code, 1);
    assert!(faults.starts_with("error[MC1080]"), "{faults}");
}

/// Today where the program says it is.
fn mingchou_day() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() + 8 * 3600;
    let day = chrono::DateTime::from_timestamp(i64::try_from(now).unwrap(), 0).unwrap();
    day.format("%Y-%m-%d").to_string()
}

/// A remark holds as long as nothing changes, and a reader of the second build has not read the first.
#[test]
fn remarks_are_made_again_where_nothing_changed() {
    let folder = bureau();
    folder.write("notes.docx", "what nobody reads");
    let (code, first, remarks) = run(folder.path(), &["build"]);
    assert_eq!(code, 0);
    assert!(remarks.starts_with("warning[MC0119]: ") && remarks.contains("content/notes.docx"), "{remarks}");
    let (_, second, again) = run(folder.path(), &["build"]);
    assert!(first.starts_with("The site stands") && second.starts_with("Nothing changed; "), "{second}");
    assert_eq!(again, remarks);
}

/// What the program notes for itself is not what the clerk has asked for.
#[test]
#[cfg(unix)]
fn a_build_that_can_note_nothing_stands_all_the_same() {
    use std::os::unix::fs::symlink;
    let folder = bureau();
    let root = folder.path();
    fs::write(root.join(".mingchou"), "a file where a folder should be").unwrap();
    for turn in 0..2 {
        let (code, said, remarks) = run(root, &["build"]);
        assert_eq!(code, 0, "{remarks}");
        assert!(said.starts_with("The site stands in "), "{turn}: {said}");
        let wanted = "The site stands. What this build found out could not be noted below .mingchou, so the next one takes longer: ";
        assert!(remarks.starts_with(wanted), "{remarks}");
    }
    fs::remove_file(root.join(".mingchou")).unwrap();
    build(root, &[]);
    // A link in the place of the clock is not followed.
    let (clock, table) = (root.join(".mingchou/clock"), root.join("content/items.csv"));
    let before = fs::read(&table).unwrap();
    let _ = fs::remove_file(&clock);
    symlink(&table, &clock).unwrap();
    build(root, &[]);
    assert_eq!(fs::read(&table).unwrap(), before);
}

/// A pipe is neither read nor waited for; a build puts a file in the place of one of its own.
#[test]
#[cfg(unix)]
fn pipes_in_the_folder_of_the_site_hold_up_nobody() {
    let folder = bureau();
    let root = folder.path();
    build(root, &[]);
    let public = root.join("public");
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let page = public.join("items/index.html");
    let text = fs::read(&page).unwrap();
    fs::remove_file(&page).unwrap();
    pipe(&page);
    assert_eq!(changes(&build(root, &[])).split(',').next(), Some("1 written"));
    assert_eq!(fs::read(&page).unwrap(), text);
    pipe(&public.join("pipe"));
    let (code, _, remarks) = run(root, &["build"]);
    assert_eq!(code, 0);
    assert!(remarks.starts_with("warning[MC0910]"), "{remarks}");
}

#[test]
fn a_second_build_does_nothing_and_a_full_one_rewrites_nothing() {
    let folder = bureau();
    let root = folder.path();
    let times = || -> BTreeMap<String, std::time::SystemTime> {
        let public = root.join("public");
        read_folder(&public)
            .into_keys()
            .map(|name| (name.clone(), fs::metadata(public.join(name)).unwrap().modified().unwrap()))
            .collect()
    };
    let first = build(root, &[]);
    let files = read_folder(&root.join("public")).len();
    assert!(first.starts_with("The site stands in "), "{first}");
    assert_eq!(changes(&first), format!("{files} written, 0 unchanged, 0 removed."));
    let before = times();
    let second = build(root, &[]);
    assert!(second.starts_with("Nothing changed; the site in "), "{second}");
    let full = build(root, &["--full"]);
    assert_eq!(changes(&full), format!("0 written, {files} unchanged, 0 removed."));
    assert_eq!(times(), before);
}

/// A folder that is named without a path lies where one stands, and is known again there.
#[test]
fn a_site_in_a_folder_named_without_a_path_is_known_again() {
    let folder = bureau();
    let build = || {
        let done = command(Path::new("."), &["build", "--out", "site"]).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    assert!(build().starts_with("The site stands in site"));
    let again = build();
    assert!(again.starts_with("Nothing changed; the site in site is up to date"), "{again}");
}

#[test]
fn a_changed_table_changes_the_pages_that_show_it_and_a_gone_object_its_page() {
    let folder = bureau();
    let root = folder.path();
    build(root, &[]);
    let before = read_folder(&root.join("public"));
    let page = "objects/91140826ma0k000138.html";
    assert!(before.contains_key(page), "{:?}", before.keys());
    let table = "registry/objects.csv";
    let kept: Vec<&str> = Folder::text(table).lines().filter(|line| !line.starts_with("91140826MA0K")).collect();
    folder.write(table, kept.join("\n") + "\n");
    let said = build(root, &[]);
    assert!(changes(&said).ends_with(", 1 removed."), "{said}");
    let after = read_folder(&root.join("public"));
    assert!(!after.contains_key(page) && after["check/index.html"] == before["check/index.html"]);
    assert!(after["data/objects.csv"] != before["data/objects.csv"]);
}

#[test]
fn a_damaged_site_is_mended_although_no_input_changed() {
    let folder = bureau();
    let public = folder.path().join("public");
    build(folder.path(), &[]);
    let before = read_folder(&public);
    fs::write(public.join("index.html"), "cracked").unwrap();
    fs::remove_file(public.join("search.html")).unwrap();
    let said = build(folder.path(), &[]);
    assert!(changes(&said).starts_with("2 written, "), "{said}");
    assert_eq!(read_folder(&public), before);
}

#[test]
fn faults_are_told_with_their_place_and_the_old_site_stands() {
    let folder = bureau();
    let root = folder.path();
    folder.change("registry/objects.csv", "示例路10号", "");
    let (code, said, faults) = run(root, &["build"]);
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(faults.contains("--> content/registry/objects.csv:3:"), "{faults}");
    assert!(faults.ends_with("\nNothing was written.\n"), "{faults}");
    assert!(!root.join("public").exists());

    folder.write("registry/objects.csv", Folder::text("registry/objects.csv"));
    build(root, &[]);
    let before = read_folder(&root.join("public"));
    folder.change("registry/objects.csv", "示例路10号", "");
    let (code, _, faults) = run(root, &["build"]);
    assert_eq!(code, 1);
    assert!(faults.ends_with("\nNothing was written; the old site stands as it was.\n"), "{faults}");
    assert_eq!(read_folder(&root.join("public")), before);
}

#[test]
fn a_folder_of_others_is_refused_and_left_alone() {
    let folder = bureau();
    let out = folder.path().join("desk");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("letter.doc"), "dear").unwrap();
    let (code, said, faults) = run(folder.path(), &["build", "--out", out.to_str().unwrap()]);
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(faults.starts_with("error[MC0904]: "), "{faults}");
    assert_eq!(read_folder(&out), BTreeMap::from([("letter.doc".into(), b"dear".to_vec())]));
}

#[test]
fn a_wrong_folder_and_a_wrong_day_are_told() {
    let folder = bureau();
    let empty = tempfile::tempdir().unwrap();
    let (code, _, faults) = run(empty.path(), &["build"]);
    assert_eq!(code, 3);
    assert!(faults.contains(empty.path().to_str().unwrap()), "{faults}");
    let (code, _, faults) = run(folder.path(), &["build", "--as-of", "2026-02-30"]);
    assert_eq!(code, 2);
    assert!(faults.contains("2026-02-30"), "{faults}");
    assert!(!folder.path().join("public").exists());
}

#[test]
fn a_release_without_the_duties_of_a_government_site_is_refused() {
    let folder = bureau();
    let (code, _, faults) = run(folder.path(), &["build", "--release"]);
    assert_eq!(code, 1);
    assert!(faults.contains("error[MC0601]") && faults.contains("content/site.toml"), "{faults}");
    assert!(!folder.path().join("public").exists());
}

#[test]
fn an_interrupted_build_is_undone_or_completed_and_that_is_said() {
    let folder = bureau();
    let (root, public) = (folder.path(), folder.path().join("public"));
    build(root, &[]);
    let before = read_folder(&public);
    let staging = root.join(".public.mingchou");
    fs::create_dir_all(staging.join("files")).unwrap();
    fs::write(staging.join("files/index.html"), "half").unwrap();
    let (code, _, remarks) = run(root, &["build"]);
    assert_eq!((code, remarks.as_str()), (0, "The last build was interrupted; the old site stands as it was.\n"));
    assert_eq!(read_folder(&public), before);

    fs::create_dir_all(staging.join("files")).unwrap();
    fs::write(staging.join("files/index.html"), "new").unwrap();
    fs::write(staging.join("journal.txt"), "move index.html\n").unwrap();
    let (code, said, remarks) = run(root, &["build"]);
    let completed = "The last build was interrupted; it has been completed to the new site.\n";
    assert_eq!((code, remarks.as_str()), (0, completed));
    assert!(changes(&said).starts_with("1 written, "), "{said}");
    assert_eq!(read_folder(&public), before);
    assert!(!staging.exists());
}

#[test]
fn a_phone_in_a_table_stops_the_build_without_being_told() {
    for (lang, end) in [("en", "Nothing was written.\n"), ("zh", "没有写入任何文件。\n")] {
        let folder = bureau();
        folder.change("registry/objects.csv", "绛县乙厂", "绛县乙厂 138-0013-8000");
        let done = mingchou().args(["--lang", lang, "--root"]).arg(folder.path()).arg("build").output().unwrap();
        let faults = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1));
        let first = faults.lines().take(2).collect::<Vec<_>>().join("\n");
        assert!(first.contains("[MC0924]: ") && first.ends_with("--> content/registry/objects.csv B3"), "{faults}");
        assert!(faults.contains("data/data.zip!objects.csv, data/objects.csv, data/objects.xlsx"), "{faults}");
        assert!(!faults.contains("13800138000") && !faults.contains("138-0013-8000"), "{faults}");
        assert!(faults.ends_with(end), "{faults}");
    }
}

#[test]
fn pack_says_which_of_its_two_places_is_meant() {
    let folder = bureau();
    build(folder.path(), &[]);
    for (lang, wanted) in [
        (
            "en",
            "There is no folder z.zip. --out names the folder of the built site (without it: public/); where the zip goes is said with --to. \
             Nothing was packed.\n",
        ),
        (
            "zh",
            "没有文件夹 z.zip。--out 写的是生成好的网站所在的文件夹（不写就是 public）；压缩包放到哪里，用 --to 指定。没有打包。\n",
        ),
    ] {
        let done = mingchou()
            .args(["--lang", lang, "--root"])
            .arg(folder.path())
            .args(["pack", "--out", "z.zip"])
            .output()
            .unwrap();
        assert_eq!((done.status.code(), String::from_utf8(done.stderr).unwrap().as_str()), (Some(2), wanted));
    }
}

#[test]
fn pack_refuses_what_was_changed_after_the_build() {
    let folder = bureau();
    let root = folder.path();
    let zip = root.join("site.zip");
    let args = ["pack", "--to", zip.to_str().unwrap()];
    let (code, _, faults) = run(root, &args);
    assert_eq!(code, 1);
    assert!(faults.starts_with("There is no SHA256SUMS.txt; no site was built here.\n"), "{faults}");
    build(root, &[]);
    let (code, said, faults) = run(root, &args);
    assert_eq!(code, 0);
    // What is not in order is said, and packed all the same: only what may not be uploaded at all stops it.
    let keys: Vec<&str> =
        faults.lines().filter(|line| !line.starts_with(' ')).map(|line| line.split(':').next().unwrap()).collect();
    let remarks = ["LOOK  release", "CHANGE  demonstration", "CHANGE  site code", "CHANGE  foot", "LOOK  holidays"];
    assert_eq!(keys[..5], remarks, "{faults}");
    let files = read_folder(&root.join("public")).len();
    let hash = mingchou::output::sha256_hex(&fs::read(&zip).unwrap());
    assert!(said.contains(&format!(": {files} files, ")) && said.contains(&format!("SHA-256 {hash}.")), "{said}");
    fs::write(root.join("public/index.html"), "cracked").unwrap();
    let (code, _, faults) = run(root, &args);
    assert_eq!(code, 1);
    assert!(faults.starts_with("index.html was changed\nNothing was packed: "), "{faults}");
}

/// A preview that ends with the value.
struct Serving(Child, u16);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Serving {
    /// Starts `serve` on a free port and waits until it says where.
    fn start(root: &Path) -> Self {
        let mut child =
            command(root, &["serve", "--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut said = std::io::BufReader::new(child.stdout.take().unwrap());
        let address = loop {
            let mut line = String::new();
            assert!(std::io::BufRead::read_line(&mut said, &mut line).unwrap() > 0, "serve ended");
            if let Some(rest) = line.split("http://127.0.0.1:").nth(1) {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
        };
        // Goes on reading, so that the program never waits for a full pipe.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self(child, address)
    }

    /// The body of a page.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// Asks until the page is as wanted.
    fn until(&self, path: &str, wanted: impl Fn(&str) -> bool) -> String {
        let began = Instant::now();
        loop {
            let page = self.get(path);
            if wanted(&page) {
                return page;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "never as wanted\n{page}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

#[test]
fn serve_rebuilds_and_keeps_the_old_site_when_the_content_has_faults() {
    let folder = bureau();
    let serving = Serving::start(folder.path());
    let page = "/objects/91140826ma0k000138.html";
    assert!(serving.get(page).contains("绛县乙厂"));
    folder.change("registry/objects.csv", "绛县乙厂", "绛县新厂");
    serving.until(page, |text| text.contains("绛县新厂"));
    folder.change("registry/objects.csv", "示例路10号", "");
    let faulty = serving.until(page, |text| text.contains("role=\"alert\""));
    assert!(faulty.contains("绛县新厂") && faulty.contains("content/registry/objects.csv:3:"), "{faulty}");
    folder.write("registry/objects.csv", Folder::text("registry/objects.csv"));
    serving.until(page, |text| text.contains("绛县乙厂") && !text.contains("role=\"alert\""));
}

#[test]
fn serve_says_when_its_port_is_taken() {
    let folder = bureau();
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let (code, _, faults) = run(folder.path(), &["serve", "--port", &port]);
    assert_eq!(code, 3);
    assert!(faults.starts_with(&format!("Port {port} cannot be used: ")), "{faults}");
    assert!(faults.ends_with("Choose another with --port.\n"), "{faults}");
}
