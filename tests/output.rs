//! The output folder and the published tables.

use crate::county::{OBJECTS, county, draw_id, files, object_id, with_tree};
use mingchou::diag::Report;
use mingchou::output::{
    Difference, Fact, Failure, Found, Gate, Input, Keys, Known, Last, OutPath, OutputTree, PackFault, Recovered,
    Source, Written, pack, write,
};
use mingchou::site::Site;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn tree(files: &[(&str, &str)]) -> OutputTree<'static> {
    let mut tree = OutputTree::default();
    for (path, text) in files {
        tree.add_bytes(path, text.as_bytes().to_vec());
    }
    tree
}

fn build(files: &[(&str, &str)], out: &Path) -> Written {
    write(&tree(files), out, &Gate::default()).unwrap()
}

fn refused(result: Result<Written, Failure>) -> Vec<(&'static str, String)> {
    let Err(Failure::Faults(Report { diagnostics })) = result else { panic!("built") };
    diagnostics.into_iter().map(|d| (d.code, d.place.file)).collect()
}

fn folder(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(dir)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(dir).unwrap().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn the_manifest_is_what_sha256sum_checks() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    let done = build(&[("a/b.txt", "abc"), ("index.html", "x")], &out);
    assert_eq!((done.files, done.written, done.unchanged, done.removed), (3, 3, 0, 0));
    assert_eq!(
        fs::read_to_string(out.join("SHA256SUMS.txt")).unwrap(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a/b.txt\n\
         2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881  index.html\n"
    );
    assert_eq!(done.bytes, fs::read(out.join("SHA256SUMS.txt")).unwrap().len() as u64 + 4);
    assert!(fs::read_dir(temp.path()).unwrap().count() == 1, "nothing is left beside the folder");
}

#[test]
fn unchanged_files_are_not_rewritten_and_only_our_files_are_removed() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("README.md"), "ours by hand").unwrap();
    build(&[("same.txt", "1"), ("changes.txt", "1"), ("old/gone.txt", "1")], &out);
    fs::create_dir_all(out.join("notes/deep")).unwrap();
    fs::write(out.join("notes/deep/mine.txt"), "mine").unwrap();
    fs::write(out.join("stranger.html"), "mine").unwrap();
    let before = fs::metadata(out.join("same.txt")).unwrap().modified().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(20));
    let done = build(&[("same.txt", "1"), ("changes.txt", "2")], &out);
    assert_eq!((done.written, done.unchanged, done.removed), (2, 1, 1));
    assert_eq!(fs::metadata(out.join("same.txt")).unwrap().modified().unwrap(), before);
    let names: Vec<String> = folder(&out).into_keys().collect();
    let wanted = ["README.md", "SHA256SUMS.txt", "changes.txt", "notes/deep/mine.txt", "same.txt", "stranger.html"];
    assert_eq!(names, wanted);
    assert!(!out.join("old").exists());
    let warning = &done.warnings.diagnostics[0];
    assert_eq!(warning.code, "MC0910");
    assert_eq!(warning.args, [("count", "2".to_owned()), ("names", "notes/, stranger.html".to_owned())]);
    let again = build(&[("same.txt", "1"), ("changes.txt", "2")], &out);
    assert_eq!((again.written, again.unchanged, again.removed), (0, 3, 0));
}

#[test]
fn secrets_beside_the_site_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    build(&[("a.txt", "1")], &out);
    fs::create_dir_all(out.join("secrets/draws")).unwrap();
    fs::write(out.join("nonce-bureau.txt"), "1").unwrap();
    let told = refused(write(&tree(&[("a.txt", "2")]), &out, &Gate::default()));
    assert_eq!(told, [("MC0929", "nonce-bureau.txt".to_owned()), ("MC0929", "secrets/".to_owned())]);
    assert_eq!(fs::read(out.join("a.txt")).unwrap(), b"1");
}

#[test]
fn a_folder_that_is_not_ours_is_refused_and_left_alone() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("home");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("letter.doc"), "dear").unwrap();
    let before = folder(temp.path());
    let result = write(&tree(&[("index.html", "x")]), &out, &Gate::default());
    assert_eq!(refused(result), [("MC0904", out.display().to_string())]);
    assert_eq!(folder(temp.path()), before);

    fs::write(out.join("SHA256SUMS.txt"), "not a manifest\n").unwrap();
    let result = write(&tree(&[("index.html", "x")]), &out, &Gate::default());
    assert_eq!(refused(result)[0].0, "MC0906");
    assert_eq!(fs::read_to_string(out.join("letter.doc")).unwrap(), "dear");
}

#[test]
fn a_file_of_others_in_the_way_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    build(&[("index.html", "1")], &out);
    fs::write(out.join("new.txt"), "mine").unwrap();
    fs::write(out.join("a"), "mine").unwrap();
    let result = write(&tree(&[("index.html", "2"), ("new.txt", "x"), ("a/b.txt", "x")]), &out, &Gate::default());
    assert_eq!(refused(result), [("MC0905", "a".into()), ("MC0905", "new.txt".into())]);
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "1");
}

#[test]
fn all_faults_are_told_and_nothing_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    build(&[("index.html", "old")], &out);
    let before = folder(&out);
    let mut tree = tree(&[("index.html", "new"), ("Index.html", "x"), ("_x.html", ""), ("d.txt", "")]);
    tree.add("b.html", || Err::<Vec<u8>, _>("no such variable".into()));
    tree.add("c.html", || Err::<Vec<u8>, _>("no such filter".into()));
    tree.add_bytes("d.txt/e.txt", Vec::new());
    let faults = refused(write(&tree, &out, &Gate::default()));
    let codes: Vec<&str> = faults.iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["MC0901", "MC0901", "MC0901", "MC0902", "MC0902"]);
    assert_eq!(faults[3].1, "b.html");
    assert_eq!(folder(temp.path()).len(), before.len());
    assert_eq!(folder(&out), before);
}

/// What is remembered of a build that made a folder what it is now.
fn last_of(out: &Path, input: &str) -> Last {
    Last {
        input: input.into(),
        out: mingchou::output::absolute(out),
        files: 2,
        pages: 1,
        bytes: 1,
        manifest: mingchou::output::sha256_hex(&fs::read(out.join("SHA256SUMS.txt")).unwrap()),
        verdicts: Vec::new(),
        remarks: String::new(),
    }
}

#[test]
fn an_unchanged_build_is_known_by_input_and_by_every_file() {
    let temp = tempfile::tempdir().unwrap();
    let (out, content) = (temp.path().join("public"), temp.path().join("content"));
    fs::create_dir(&content).unwrap();
    fs::write(content.join("a.csv"), "1").unwrap();
    build(&[("index.html", "x")], &out);
    let input = |day: &str| {
        let sources = [Source { path: &content, meant: |name| !name.starts_with('.') }];
        let input = Input::of(temp.path(), &[day.into()], &sources).unwrap();
        assert!(input.is_still(&[day.into()], &sources).unwrap() && !input.is_still(&[], &sources).unwrap());
        input.print
    };
    let first = input("2026-01-01");
    let last = Last { verdicts: vec![("verified".into(), 1)], remarks: "told\n".into(), ..last_of(&out, &first) };
    last.save(temp.path()).unwrap();
    let found = |out: &Path| Found::of(temp.path(), out).unwrap();
    assert_eq!(Last::unchanged(&found(&out), &first), Some(last));
    assert_eq!(Last::unchanged(&found(&temp.path().join("other")), &first), None);
    assert_ne!(input("2026-01-02"), first);
    fs::write(content.join(".a.csv.swp"), "left behind").unwrap();
    assert_eq!(input("2026-01-01"), first);
    fs::create_dir(content.join("b")).unwrap();
    assert_ne!(input("2026-01-01"), first, "an empty folder");
    fs::remove_dir(content.join("b")).unwrap();
    fs::rename(content.join("a.csv"), content.join("b.csv")).unwrap();
    assert_ne!(input("2026-01-01"), first, "another name");
    fs::remove_file(content.join("b.csv")).unwrap();
    let empty = input("2026-01-01");
    fs::remove_dir_all(&content).unwrap();
    assert_ne!(input("2026-01-01"), empty, "no folder is no empty one");
    fs::write(out.join("index.html"), "y").unwrap();
    assert_eq!(Last::unchanged(&found(&out), &first), None);
}

/// Seen twice within moments: a file that is written and put back meanwhile was touched.
#[test]
#[cfg(unix)]
fn a_file_that_is_written_and_put_back_is_not_still_the_same() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("a.csv");
    fs::write(&file, "1").unwrap();
    let sources = [Source { path: temp.path(), meant: |_| true }];
    let input = Input::of(temp.path(), &[], &sources).unwrap();
    // The disk's clock has to tick.
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert!(input.is_still(&[], &sources).unwrap());
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    for text in ["2", "1"] {
        fs::write(&file, text).unwrap();
        fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    }
    assert!(!input.is_still(&[], &sources).unwrap());
    assert_eq!(Input::of(temp.path(), &[], &sources).unwrap().print, input.print);
}

#[test]
fn a_print_of_the_site_stands_for_its_hashes_until_anything_in_the_folder_changes() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    build(&[("index.html", "x"), ("a/index.html", &"y".repeat(200_000))], &out);
    last_of(&out, "i").save(temp.path()).unwrap();
    let print = temp.path().join(".mingchou/last-files.txt");
    let unchanged = || Last::unchanged(&Found::of(temp.path(), &out).unwrap(), "i").is_some();
    assert!(unchanged() && print.exists());
    fs::write(out.join("README.md"), "beside the site").unwrap();
    assert!(unchanged());
    // Behind manifest and print stand stamps, once the files are old enough.
    let noted = || fs::read_to_string(&print).unwrap().split(' ').take(2).collect::<Vec<_>>().join(" ");
    let known = noted();
    fs::write(&print, "of another site\n").unwrap();
    assert!(unchanged(), "the manifest is asked where the print does not fit");
    assert_eq!(noted(), known);

    fs::create_dir(out.join("b")).unwrap();
    assert!(!unchanged(), "an empty folder");
    fs::remove_dir(out.join("b")).unwrap();
    fs::write(out.join("a/mine.txt"), "").unwrap();
    assert!(!unchanged(), "a file of others");
    fs::remove_file(out.join("a/mine.txt")).unwrap();
    fs::write(out.join("a/index.html"), "y".repeat(199_999) + "z").unwrap();
    assert!(!unchanged(), "a byte");
    fs::remove_file(out.join("a/index.html")).unwrap();
    assert!(!unchanged(), "a file that is gone");
    assert_eq!(noted(), known);
}

#[test]
#[cfg(unix)]
fn files_that_are_old_have_stamps_and_none_keeps_it_when_it_is_written() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path(), temp.path().join("public"));
    build(&[("a.txt", "one"), ("b.txt", "1")], &out);
    last_of(&out, "i").save(root).unwrap();
    let fact = |text: &str| Fact::of(text.as_bytes(), Keys::default());
    let path = |path: &str| OutPath::new(path).unwrap();
    let files = BTreeMap::from([(path("a.txt"), fact("one")), (path("b.txt"), fact("1"))]);
    Known { files, ..Known::nothing("p") }.save(root).unwrap();
    let stamp = || {
        let known = Known::read(&Found::of(root, &out).unwrap(), "p");
        known.save(root).unwrap();
        known.files.get("a.txt").map(|fact| fact.stamp)
    };
    let unchanged = || Last::unchanged(&Found::of(root, &out).unwrap(), "i").is_some();
    let noted = || fs::read_to_string(root.join(".mingchou/last-files.txt")).unwrap();
    // The disk's clock has to tick before a stamp is given.
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert!(unchanged() && !noted().ends_with(" -\n"), "{}", noted());
    let first = stamp();
    assert!(matches!(first, Some(Some(_))), "{first:?}");
    assert!(unchanged());
    assert_eq!(stamp(), first);
    // As long as before, and the time of writing put back.
    let file = out.join("a.txt");
    let written = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, "two").unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(written).unwrap();
    assert!(!unchanged());
    assert_eq!(stamp(), None, "other bytes");
    fs::write(&file, "one").unwrap();
    assert!(unchanged(), "the same bytes again are the same site");
}

/// A build gives stamps to what it wrote, at its end: not to what somebody touched meanwhile, with length and time as they were.
#[test]
#[cfg(unix)]
fn what_was_touched_before_a_build_ended_has_no_stamp() {
    let temp = tempfile::tempdir().unwrap();
    let (root, out) = (temp.path(), temp.path().join("public"));
    fs::create_dir(root.join(".mingchou")).unwrap();
    // Moved with its folder, alone beside others, and found as it is to be.
    for (file, text) in [("a/one.txt", "1"), ("a/one.txt", "2"), ("a/one.txt", "2")] {
        let mut written = build(&[(file, text), ("a/two.txt", text), ("b.txt", "b")], &out);
        // The disk's clock has to tick.
        std::thread::sleep(std::time::Duration::from_millis(50));
        let touched = out.join(file);
        let time = fs::metadata(&touched).unwrap().modified().unwrap();
        fs::write(&touched, "x").unwrap();
        fs::File::options().write(true).open(&touched).unwrap().set_modified(time).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(50));
        last_of(&out, "i").settle(root, &out, &mut written);
        let stamped: Vec<(&str, bool)> =
            written.known.files.iter().map(|(path, fact)| (path.as_str(), fact.stamp.is_some())).collect();
        assert_eq!(stamped, [("a/one.txt", false), ("a/two.txt", true), ("b.txt", true)], "{text}");
        assert!(!root.join(".mingchou/last-files.txt").exists());
        fs::write(&touched, text).unwrap();
    }
    let mut written = build(&[("b.txt", "b")], &out);
    std::thread::sleep(std::time::Duration::from_millis(50));
    last_of(&out, "i").settle(root, &out, &mut written);
    assert!(root.join(".mingchou/last-files.txt").exists(), "nobody touched anything");
}

#[test]
fn packing_twice_makes_the_same_bytes_and_a_changed_site_is_refused() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    build(&[("b/index.html", "x"), ("a.txt", "1")], &out);
    fs::write(out.join("mine.txt"), "not packed").unwrap();
    let (one, two) = (temp.path().join("one.zip"), temp.path().join("two.zip"));
    assert_eq!(pack(&out, &one).unwrap().files, 3);
    std::thread::sleep(std::time::Duration::from_millis(20));
    pack(&out, &two).unwrap();
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    let mut archive = zip::ZipArchive::new(fs::File::open(&one).unwrap()).unwrap();
    let names: Vec<String> =
        (0..archive.len()).map(|index| archive.by_index(index).unwrap().name().unwrap().into_owned()).collect();
    assert_eq!(names, ["SHA256SUMS.txt", "a.txt", "b/index.html"]);

    fs::write(out.join("a.txt"), "2").unwrap();
    fs::remove_file(out.join("b/index.html")).unwrap();
    let Err(PackFault::Differs(differences)) = pack(&out, &temp.path().join("three.zip")) else { panic!("packed") };
    let paths: Vec<String> = differences
        .iter()
        .map(|difference| match difference {
            Difference::Changed(path) => format!("changed {path}"),
            Difference::Missing(path) => format!("missing {path}"),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(paths, ["changed a.txt", "missing b/index.html"]);
    assert!(!temp.path().join("three.zip").exists());
    let Err(PackFault::Differs(none)) = pack(temp.path(), &temp.path().join("x.zip")) else { panic!("packed") };
    assert_eq!(none, [Difference::NoManifest]);
}

#[test]
fn the_small_county_builds_twice_to_the_same_bytes() {
    let site = county();
    let temp = tempfile::tempdir().unwrap();
    let build = |name: &str| {
        let out = temp.path().join(name);
        with_tree(&site, |tree, gate| write(tree, &out, gate)).unwrap_or_else(|fault| panic!("{fault:?}"));
        folder(&out)
    };
    let (one, two) = (build("one"), build("two"));
    assert!(one.contains_key("data/data.zip") && one.contains_key("data/results.xlsx"));
    assert_eq!(one, two);
    assert_eq!(mingchou::output::recover(&temp.path().join("one")).unwrap(), Recovered::Nothing);
}

fn csv(files: &BTreeMap<String, Vec<u8>>, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

#[test]
fn tables_begin_as_checkers_read_them_and_withhold_what_is_withheld() {
    let site = county();
    let files = files(&site);
    assert_eq!(files["data/plans/2026-v1.csv"], site.plan_records["data/plans/2026-v1.csv"]);
    let results = csv(&files, "data/results/2026.csv");
    let heading = "\u{feff}抽取编号 draw,对象编号 object,检查日期 visited,认定日期 determined,公开时间 published,\
                   检查结果 result,不公开理由 withheld,";
    assert!(results.starts_with(heading), "{results}");
    let rows: Vec<&str> = results.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "2026q1-key,121408194001011422,,,,,,示例医院,,,,,,",
            "2026q1-key,91140826MA0JXC0153,2026-02-03,2026-02-10,2026-02-12 09:30,发现问题已责令整改,,示例水泥厂,现场检查,绛县分局,,,,否",
            "2026q1-key,91140826MA0K000138,2026-02-03,2026-02-10,2026-02-12 09:30,,商业秘密,示例化工厂,现场检查,绛县分局,,,,否",
            "2026q2-key,91140826MA0K000138,,,,,,示例化工厂,,,,,,",
        ]
    );
    let inspectors = csv(&files, "data/inspectors.csv");
    assert!(inspectors.contains("04110900123,张,绛县分局") && !inspectors.contains("张示例"));
    for (path, bytes) in &files {
        if path.starts_with("data/") && path.ends_with(".csv") {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(text.starts_with('\u{feff}') && text.ends_with('\n') && !text.contains('\r'), "{path}");
            assert!(!text.contains("示例路") && !text.contains('⟦'), "{path}");
        }
    }
}

#[test]
fn no_table_depends_on_the_day_of_the_build() {
    let mut site = county();
    let data = |site: &Site| -> BTreeMap<String, Vec<u8>> {
        files(site).into_iter().filter(|(path, _)| path.starts_with("data/")).collect()
    };
    let before = data(&site);
    site.as_of = crate::county::day("2031-12-31");
    assert!(before.len() > 40);
    assert_eq!(data(&site), before);
}

#[test]
fn a_result_of_a_sealed_draw_reaches_no_table() {
    let site = county();
    let before = files(&site);
    let mut told = site.clone();
    let key = (draw_id("2026q2-key"), object_id(OBJECTS[0]));
    told.visits.insert(key.clone(), crate::county::visit("2026q2-key", OBJECTS[0]));
    let data = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        files.iter().filter(|(path, _)| path.starts_with("data/")).map(|(p, b)| (p.clone(), b.clone())).collect()
    };
    assert_eq!(data(&files(&told)), data(&before));
    told.draws.get_mut("2026q2-key").unwrap().slips[0].object = object_id(OBJECTS[0]);
    assert_ne!(data(&files(&told)), data(&before), "an opened slip does reach them");
}

#[test]
fn the_package_names_every_table_and_its_hash() {
    let files = files(&county());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&files["data/data.zip"])).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("datapackage.json").unwrap(), &mut text).unwrap();
    assert_eq!(text.as_bytes(), files["data/datapackage.txt"]);
    let package: serde_json::Value = serde_json::from_str(&text).unwrap();
    for resource in package["resources"].as_array().unwrap() {
        let path = resource["path"].as_str().unwrap();
        let bytes = &files[&format!("data/{path}")];
        assert_eq!(resource["hash"], format!("sha256:{}", mingchou::output::sha256_hex(bytes)), "{path}");
        assert_eq!(resource["bytes"], bytes.len(), "{path}");
        let mut inside = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name(path).unwrap(), &mut inside).unwrap();
        assert_eq!(&inside, bytes, "{path}");
        let mut reader = csv::ReaderBuilder::new().from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let fields: Vec<&str> =
            resource["schema"]["fields"].as_array().unwrap().iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(headings, fields, "{path}");
    }
    let csvs = files.keys().filter(|path| path.starts_with("data/") && path.ends_with(".csv")).count();
    assert_eq!(package["resources"].as_array().unwrap().len() + 1, csvs, "all but the dictionary");
}
