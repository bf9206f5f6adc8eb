//! `template`: what a clerk gets to fill in, what it says, where the list of a sealed draw may go.

use crate::support::mingchou;
use calamine::{Reader, SheetVisible, Xlsx, open_workbook_from_rs};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::OnceLock;

/// Kinds, the tables of each in the order of its sheets, and where their headings stand.
const TABLES: [(&str, &[&str]); 6] = [
    ("objects", &["registry/objects.csv"]),
    ("inspectors", &["registry/inspectors.csv"]),
    ("tasks", &["plans/YYYY/vN/tasks.csv"]),
    ("results", &["results/YYYY.csv", "results/YYYY-items.csv", "results/YYYY-documents.csv"]),
    ("events", &["events/superior.csv", "events/special.csv", "events/exempt.csv"]),
    ("corrections", &["results/YYYY-corrections.csv"]),
];

/// The fictional county, made once; its draw 2026q4-general is sealed. Tests write beside it, never into it.
fn county() -> &'static Path {
    static MADE: OnceLock<tempfile::TempDir> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let made = mingchou().args(["demo"]).arg(folder.path()).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        folder
    })
    .path()
}

/// A copy of it that a test may change.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(county()).min_depth(1) {
        let entry = entry.unwrap();
        let to = folder.path().join(entry.path().strip_prefix(county()).unwrap());
        if entry.file_type().is_dir() {
            std::fs::create_dir(to).unwrap();
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
    folder
}

fn template(root: &Path, args: &[&str], stdin: &str) -> Output {
    let mut run = mingchou()
        .args(["--lang", "zh", "--root"])
        .arg(root)
        .arg("template")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    run.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
    run.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Rows of the visible sheets by name, in order.
fn sheets(bytes: &[u8]) -> Vec<(String, Vec<Vec<String>>)> {
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let visible = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names: Vec<String> = book.sheets_metadata().iter().filter(visible).map(|sheet| sheet.name.clone()).collect();
    let rows = |name: String| {
        let range = book.worksheet_range(&name).unwrap();
        let rows = range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        (name, rows)
    };
    names.into_iter().map(rows).collect()
}

/// The Chinese headings that `docs/formats.md` gives a table.
fn documented(path: &str) -> Vec<String> {
    let formats = include_str!("../docs/formats.md");
    let line =
        formats.lines().find(|line| line.starts_with(&format!("| `{path}` |"))).unwrap_or_else(|| panic!("{path}"));
    let cells = line.split('|').nth(2).unwrap();
    let heading = |part: &str| part.rsplit([',', ')']).next().unwrap().trim().to_owned();
    let parts: Vec<&str> = cells.split('`').collect();
    // Text and code take turns; a list of words in brackets holds no column.
    let columns = parts.chunks(2).filter(|pair| pair.len() == 2 && !pair[1].contains('%') && pair[1] != "2026q2");
    columns.map(|pair| heading(pair[0])).filter(|heading| !heading.is_empty()).collect()
}

#[test]
fn headings_are_those_of_the_tables_and_the_example_comes_next() {
    let out = tempfile::tempdir().unwrap();
    for (kind, tables) in TABLES {
        let to = out.path().join(format!("{kind}.xlsx"));
        let done = template(county(), &[kind, "--to", to.to_str().unwrap()], "");
        assert!(done.status.success(), "{}", text(&done.stderr));
        let read = sheets(&std::fs::read(&to).unwrap());
        assert_eq!(read.len(), tables.len() + 1, "{kind}: a sheet a table, then the guide");
        assert_eq!(read.last().unwrap().0, "填写说明");
        for (path, (name, rows)) in tables.iter().zip(&read) {
            assert_eq!(rows[3], documented(path), "{kind} {name}");
            assert!(rows[4][0].starts_with("示例"), "{kind} {name}");
        }
    }
}

#[test]
fn a_kind_nobody_knows_is_told_all_there_are() {
    let done = template(county(), &["objekts"], "");
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(
        text(&done.stderr),
        "没有“objekts”这种表。可以写：objects inspectors auxiliary recusals changes items laws tasks results answers documents \
         followups corrections events superior special exempt replies reasons pushes calendar。\n"
    );
    let done = template(county(), &["objects", "2026q1-key"], "");
    assert_eq!(
        (done.status.code(), text(&done.stderr)),
        (Some(2), "只有 results 后面可以写抽取编号；“objects”不要写。\n".into())
    );
}

#[test]
fn what_stands_there_is_not_overwritten() {
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("o.xlsx");
    std::fs::write(&to, "filled in").unwrap();
    let done = template(county(), &["objects", "--to", to.to_str().unwrap()], "");
    assert_eq!(done.status.code(), Some(1));
    let path = to.display();
    assert_eq!(
        text(&done.stderr),
        format!(
            "错误[MC0980]: {path} 已经有了，不覆盖：里面可能有已经填好的内容\n--> {path}\n = 怎么办: 用 --to 换一个文件名，或先把它移走\n\n\
             没有写入任何文件。\n"
        )
    );
    assert_eq!(std::fs::read(&to).unwrap(), b"filled in");
}

#[test]
fn drop_downs_hold_the_phrases_of_the_site_and_the_words_of_the_tables() {
    let folder = copied();
    let toml = folder.path().join("content/site.toml");
    let before = std::fs::read_to_string(&toml).unwrap();
    assert!(before.contains("extra_phrases = []"), "{before}");
    std::fs::write(&toml, before.replace("extra_phrases = []", "extra_phrases = [\"已转产\"]")).unwrap();
    let to = folder.path().join("r.xlsx");
    let done = template(folder.path(), &["results", "--to", to.to_str().unwrap()], "");
    assert!(done.status.success(), "{}", text(&done.stderr));
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&to).unwrap()).unwrap();
    let mut sheet = String::new();
    zip.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    for list in [
        "\"现场检查,书面检查\"",
        "\"国家秘密,商业秘密,个人隐私\"",
        "\"未发现问题,发现问题已责令整改,发现问题已立案调查,不配合检查情节严重,未发现开展本次抽查涉及的经营活动,已转产\"",
        "\"是,否\"",
    ] {
        assert!(sheet.contains(&format!("<formula1>{list}</formula1>")), "{list} in {sheet}");
    }
}

#[test]
fn the_rows_of_a_draw_are_its_visits_their_items_and_their_papers() {
    let out = tempfile::tempdir().unwrap();
    let to = out.path().join("r.xlsx");
    let done = template(county(), &["results", "2026q4-general", "--to", to.to_str().unwrap()], "是\n");
    assert!(done.status.success(), "{}", text(&done.stderr));
    let said = text(&done.stdout);
    assert!(said.contains("2026q4-general 还没有揭示，表里有抽中名单。") && said.contains("不要发到微信群"), "{said}");
    let leaves = std::fs::read_to_string(county().join("secrets/draws/2026q4-general/leaves.txt")).unwrap();
    let drawn = leaves.lines().count();
    let read = sheets(&std::fs::read(&to).unwrap());
    let rows: BTreeMap<&str, usize> = read.iter().map(|(name, rows)| (name.as_str(), rows.len() - 5)).collect();
    let entered = |name: &str| {
        let text = std::fs::read_to_string(county().join("content/results").join(name)).unwrap();
        text.lines().filter(|line| line.starts_with("2026q4-general,")).count()
    };
    assert!(drawn > entered("2026.csv") && rows["检查结果"] == drawn - entered("2026.csv"), "{rows:?}");
    assert_eq!(rows["检查文书"], drawn - entered("2026-documents.csv"));
    assert!(rows["逐项结论"] >= rows["检查结果"], "every object has an item that applies");
    let (_, visits) = &read[0];
    assert_eq!(visits[3][..4], ["抽取编号", "对象编号", "主体名称", "检查日期"]);
    assert!(visits[5..].iter().all(|row| row[0] == "2026q4-general" && leaves.contains(&row[1]) && !row[2].is_empty()));
}

#[test]
fn the_list_of_a_sealed_draw_goes_below_secrets_or_where_somebody_confirms() {
    let folder = copied();
    let root = folder.path();
    let done = template(root, &["results", "2026q4-general"], "");
    assert!(done.status.success(), "{}", text(&done.stderr));
    let kept = root.join("secrets/office/results-2026q4-general.xlsx");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(kept.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }
    // What was filled in there is not overwritten.
    assert!(text(&template(root, &["results", "2026q4-general"], "").stderr).starts_with("错误[MC0980]: "));
    for inside in ["r.xlsx", "content/r.xlsx", "public/r.xlsx", "secrets/../r.xlsx"] {
        let to = root.join(inside);
        let done = template(root, &["results", "2026q4-general", "--to", to.to_str().unwrap()], "是\n");
        assert_eq!(done.status.code(), Some(1), "{inside}");
        let path = to.display();
        assert_eq!(
            text(&done.stderr),
            format!(
                "错误[MC0981]: 抽中名单在揭示前保密，不能写到 {path}\n--> {path}\n = 怎么办: 不写 --to，名单就写到 secrets/ 下面；\
                 或用 --to 指到本局文件夹以外并确认\n\n没有写入任何文件。\n"
            )
        );
        assert!(!to.exists(), "{inside}");
    }
    let outside = tempfile::tempdir().unwrap();
    let to = outside.path().join("r.xlsx");
    for (answer, code) in [("否\n", 1), ("", 2)] {
        let done = template(root, &["results", "2026q4-general", "--to", to.to_str().unwrap()], answer);
        assert_eq!(done.status.code(), Some(code), "{}", text(&done.stderr));
        assert!(!to.exists());
    }
}

#[test]
fn a_draw_that_is_not_sealed_or_has_all_its_results_gives_no_rows() {
    let done = template(county(), &["results", "2026q4-special"], "");
    assert!(
        text(&done.stderr).starts_with("错误[MC0730]: 抽取 2026q4-special 现在是“已承诺”"),
        "{}",
        text(&done.stderr)
    );
    let done = template(county(), &["results", "2026q1-key"], "");
    assert_eq!(
        (done.status.code(), text(&done.stderr)),
        (
            Some(1),
            "2026q1-key 抽中的对象都已经录入检查结果、逐项结论和文书，没有要填的。要改已录入的，用 mingchou template corrections。\n".into()
        )
    );
}

/// Puts texts into cells of the first sheet that are empty as `template` writes them.
fn filled(book: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut sheet = text(&bytes);
            for (cell, value) in cells {
                let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("{cell} in {sheet}"));
                let end = start + sheet[start..].find("/>").unwrap();
                let typed = format!("{} t=\"inlineStr\"><is><t>{value}</t></is></c>", &sheet[start..end]);
                sheet.replace_range(start..end + 2, &typed);
            }
            bytes = sheet.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn what_was_filled_in_is_imported_and_the_example_is_not() {
    let folder = copied();
    let book = folder.path().join("o.xlsx");
    assert!(template(folder.path(), &["objects", "--to", book.to_str().unwrap()], "").status.success());
    let cells = [
        ("A6", "91140826MA0TE5T16P"),
        ("B6", "示例新来木器厂"),
        ("C6", "91140826MA0TE5T16P"),
        ("E6", "古绛镇"),
        ("F6", "示例路1号"),
        ("H6", "一般排污单位"),
        ("M6", "正常"),
        ("N6", "2026-11-20"),
    ];
    std::fs::write(&book, filled(&std::fs::read(&book).unwrap(), &cells)).unwrap();
    let args = ["--add", "--reason", "新建", "--evidence", "批复1号", "--date", "2026-11-20", "--no-questions"];
    let done = mingchou()
        .args(["--lang", "zh", "--root"])
        .arg(folder.path())
        .args(["import", "objects"])
        .arg(&book)
        .args(args)
        .output();
    let done = done.unwrap();
    let said = text(&done.stdout) + &text(&done.stderr);
    assert!(done.status.success() && said.contains("第 5 行：示例行，不取"), "{said}");
    let table = std::fs::read_to_string(folder.path().join("content/registry/objects.csv")).unwrap();
    assert!(table.lines().any(|line| line.starts_with("91140826MA0TE5T16P,示例新来木器厂,")), "{said}");
    assert!(!table.contains("示例甲建材厂"), "the example was read");
}
