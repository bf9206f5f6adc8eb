//! What people download: workbooks, dictionary, schema, package, earlier states, the feed of changes. The county is the
//! demonstration, because it has a log; the small county where a value has to be planted.

use crate::county::{OBJECTS, county, files, object_id};
use mingchou::log::Action;
use mingchou::output::sha256_hex;
use mingchou::site::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;

type Files = BTreeMap<String, Vec<u8>>;
type Rows = Vec<Vec<String>>;

/// The county of the repository.
static SITE: LazyLock<Site> = LazyLock::new(|| {
    let raw = mingchou::load::load(Path::new(env!("CARGO_MANIFEST_DIR")));
    let as_of = raw.config.as_ref().unwrap().value.as_of.unwrap();
    mingchou::check::check(raw, as_of).value.unwrap()
});

/// Its data, its log and its manifest of versions, in one language.
fn data(site: &Site, lang: &str) -> Files {
    let theme = crate::county::theme();
    let words = theme.words(lang).unwrap();
    let context = mingchou::render::Context::new(site, &theme, words).unwrap();
    let tree = mingchou::render::render(&context);
    mingchou::render::made(&tree, |path| path.starts_with("data/") || path.starts_with("log/")).unwrap()
}

static DATA: LazyLock<Files> = LazyLock::new(|| data(&SITE, "zh-CN"));

fn text(files: &Files, path: &str) -> String {
    String::from_utf8(files[path].clone()).unwrap()
}

/// Headings and rows of a CSV.
fn table(bytes: &[u8]) -> (Vec<String>, Rows) {
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    let head = reader.headers().unwrap().iter().map(str::to_owned).collect();
    (head, reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect())
}

/// A row by the English names of the columns.
fn named(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let (head, rows) = table(bytes);
    let name = |heading: &String| heading.rsplit(' ').next().unwrap().to_owned();
    rows.into_iter().map(|row| head.iter().map(name).zip(row).collect()).collect()
}

/// The members of an archive.
fn members(bytes: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut member = archive.by_index(at).unwrap();
            let mut inside = Vec::new();
            member.read_to_end(&mut inside).unwrap();
            (member.name().unwrap().into_owned(), inside)
        })
        .collect()
}

fn plain(xml: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("_x0009_", "\t"), ("&amp;", "&")];
    marks.iter().fold(xml.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// A sheet of a workbook, read from the XML itself: its rows and the XML.
fn sheets(bytes: &[u8]) -> Vec<(String, Rows, String)> {
    let inside = members(bytes);
    let xml = |name: &str| String::from_utf8(inside[name].clone()).unwrap();
    let shared: Vec<String> = xml("xl/sharedStrings.xml")
        .split("<si>")
        .skip(1)
        .map(|part| plain(part.split_once('>').unwrap().1.split_once("</t>").unwrap().0))
        .collect();
    let names: Vec<String> = xml("xl/workbook.xml")
        .split("<sheet name=\"")
        .skip(1)
        .map(|part| plain(part.split_once('"').unwrap().0))
        .collect();
    let sheet = |(at, name): (usize, String)| {
        let xml = xml(&format!("xl/worksheets/sheet{}.xml", at + 1));
        let rows = xml.split("<row ").skip(1).map(|row| cells(row, &shared)).collect();
        (name, rows, xml)
    };
    names.into_iter().enumerate().map(sheet).collect()
}

fn cells(row: &str, shared: &[String]) -> Vec<String> {
    let mut cells = Vec::new();
    for cell in row.split("<c r=\"").skip(1) {
        let letters: Vec<u8> = cell.bytes().take_while(u8::is_ascii_uppercase).collect();
        let at = letters.iter().fold(0, |at, letter| at * 26 + usize::from(letter - b'A') + 1) - 1;
        cells.resize(cells.len().max(at + 1), String::new());
        let open = cell.split_once('>').unwrap().0;
        if let Some((number, _)) = cell.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>")) {
            assert!(open.contains(" t=\"s\""), "a cell that is no text: {cell}");
            cells[at] = shared[number.parse::<usize>().unwrap()].clone();
        }
    }
    cells
}

/// What a CSV holds where a workbook holds this: a formula has an apostrophe before it.
fn guarded(cell: &str) -> String {
    let mark = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{mark}{cell}")
}

/// Files of a group: `data/results.xlsx` has the sheets 2025 and 2026.
fn csv_of(files: &Files, group: &str, sheet: &str) -> String {
    let whole = format!("data/{group}.csv");
    if files.contains_key(&whole) { whole } else { format!("data/{group}/{sheet}.csv") }
}

fn groups(files: &Files) -> Vec<String> {
    let books = files.keys().filter_map(|path| path.strip_prefix("data/")?.strip_suffix(".xlsx"));
    books.filter(|group| *group != "dictionary").map(str::to_owned).collect()
}

#[test]
fn every_sheet_holds_the_rows_of_its_csv() {
    let mut csvs = BTreeSet::from(["data/dictionary.csv".to_owned()]);
    for group in groups(&DATA) {
        for (name, mut rows, _) in sheets(&DATA[&format!("data/{group}.xlsx")]).into_iter().skip(1) {
            let path = csv_of(&DATA, &group, &name);
            let (head, wanted) = table(&DATA[&path]);
            rows.iter_mut().for_each(|row| row.resize(head.len(), String::new()));
            assert_eq!(rows.remove(0), head, "{path}");
            let guarded: Rows = rows.iter().map(|row| row.iter().map(|cell| guarded(cell)).collect()).collect();
            assert_eq!(guarded, wanted, "{path}");
            csvs.insert(path);
        }
    }
    let all: BTreeSet<String> =
        DATA.keys().filter(|p| p.starts_with("data/") && p.ends_with(".csv")).cloned().collect();
    assert_eq!(csvs, all);
    assert!(all.len() > 35, "{}", all.len());
}

#[test]
fn a_formula_is_a_text_in_both_forms() {
    let mut site = county();
    let name = "=HYPERLINK(\"x\")&1".to_owned();
    site.objects.get_mut(&object_id(OBJECTS[0])).unwrap().name.clone_from(&name);
    site.objects.get_mut(&object_id(OBJECTS[1])).unwrap().name = "@SUM(A1)".into();
    let files = files(&site);
    let (_, rows) = table(&files["data/objects.csv"]);
    assert_eq!([&rows[1][1], &rows[2][1]], [&format!("'{name}"), &"'@SUM(A1)".to_owned()]);
    let sheets = sheets(&files["data/objects.xlsx"]);
    assert_eq!([&sheets[1].1[2][1], &sheets[1].1[3][1]], [&name, &"@SUM(A1)".to_owned()]);
    assert!(!sheets.iter().any(|(_, _, xml)| xml.contains("<f>") || xml.contains("<hyperlink")));
}

#[test]
fn a_workbook_reads_well_and_tells_nobody_who_made_it() {
    let attribute = |xml: &str, name: &str| -> Vec<f64> {
        let open = format!(" {name}=\"");
        xml.split(open.as_str()).skip(1).map(|rest| rest.split_once('"').unwrap().0.parse().unwrap()).collect()
    };
    for group in groups(&DATA).into_iter().chain(["dictionary".to_owned()]) {
        let bytes = &DATA[&format!("data/{group}.xlsx")];
        let inside = members(bytes);
        let core = String::from_utf8(inside["docProps/core.xml"].clone()).unwrap();
        assert!(core.contains("<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"), "{core}");
        assert_eq!(core.matches("2000-01-01T00:00:00Z").count(), 2, "{core}");
        assert!(core.contains("<dc:title>") && !core.contains("<dc:title></dc:title>"), "{core}");
        let styles = String::from_utf8(inside["xl/styles.xml"].clone()).unwrap();
        assert!(styles.matches("numFmtId=\"49\"").count() >= 4 && !styles.contains("<numFmt "), "{styles}");
        for (name, rows, xml) in sheets(bytes).into_iter().skip(1) {
            assert!(xml.contains("<pane ySplit=\"1\" topLeftCell=\"A2\""), "{group} {name}");
            assert!(!xml.contains("mergeCell") && !xml.contains("<drawing"), "{group} {name}");
            assert_eq!(xml.contains("<autoFilter ref=\"A1:"), rows.len() > 1, "{group} {name}");
            let cols = xml.split_once("<cols>").unwrap().1.split_once("</cols>").unwrap().0;
            // Neighbours of one width share an element.
            let ends = attribute(cols, "min").into_iter().zip(attribute(cols, "max"));
            let each = |((min, max), width): ((f64, f64), f64)| vec![width; (max - min) as usize + 1];
            let widths: Vec<f64> = ends.zip(attribute(cols, "width")).flat_map(each).collect();
            assert_eq!(widths.len(), rows[0].len(), "{group} {name}");
            assert!(widths.iter().all(|width| (8.0..46.0).contains(width)), "{group} {name}: {widths:?}");
            // An id has to be whole on the screen.
            if let Some(at) = rows[0].iter().position(|heading| heading == "统一社会信用代码 code") {
                assert!(widths[at] > 18.0, "{group} {name}: {widths:?}");
            }
        }
    }
}

#[test]
fn the_cover_says_what_a_reader_needs_when_the_file_has_left_the_site() {
    let book = SITE.log.as_ref().unwrap();
    for group in groups(&DATA) {
        let sheets = sheets(&DATA[&format!("data/{group}.xlsx")]);
        let (name, cover, _) = &sheets[0];
        assert_eq!(name, "说明");
        assert!(cover[0][0].ends_with("（运城市生态环境局绛县分局）"), "{:?}", cover[0]);
        let notes: BTreeMap<&str, &str> =
            cover[1..].iter().map(|row| (row[0].as_str(), row.get(1).map_or("", String::as_str))).collect();
        for label in
            ["内容", "发布机关", "联系", "使用许可", "引用", "空单元格", "个人信息", "由哪些文件生成", "演示数据"]
        {
            assert!(notes[label].len() > 5, "{group}: {label}");
        }
        for (sheet, rows, _) in &sheets[1..] {
            let path = csv_of(&DATA, &group, sheet);
            let digest = sha256_hex(&DATA[&path]);
            let (_, entry) = book.standing()[path.as_str()];
            let since = entry.time.format("%Y-%m-%d %H:%M");
            let wanted =
                format!("{} 行。对应文件 {path}，SHA-256 {digest}。数据截至：{since} 登记入公开日志", rows.len() - 1);
            assert!(notes[sheet.as_str()].starts_with(&wanted), "{}\n{wanted}", notes[sheet.as_str()]);
            for heading in &rows[0] {
                assert!(notes[heading.as_str()].chars().count() > 3, "{group}: {heading}");
            }
        }
    }
}

/// The long dictionary, as the archive holds it.
fn dictionary(files: &Files) -> BTreeMap<(String, String), BTreeMap<String, String>> {
    let rows = named(&members(&files["data/data.zip"])["columns.csv"]);
    rows.into_iter().map(|row| ((row["table"].clone(), row["heading"].clone()), row)).collect()
}

#[test]
fn the_dictionary_tells_every_column_in_both_languages() {
    let known = dictionary(&DATA);
    let mut columns = 0;
    for group in groups(&DATA) {
        let path = DATA.keys().find(|p| **p == format!("data/{group}.csv") || p.starts_with(&format!("data/{group}/")));
        for heading in table(&DATA[path.unwrap()]).0 {
            let row = &known[&(group.clone(), heading.clone())];
            columns += 1;
            for key in ["meaning_zh", "meaning_en", "type", "source", "person_zh", "person_en"] {
                assert!(!row[key].is_empty(), "{group} {heading}: {key}");
            }
            let may_be_empty = row["may_be_empty"] == "是";
            for key in ["empty_zh", "empty_en"] {
                assert_eq!(!row[key].is_empty(), may_be_empty, "{group} {heading}: {key}");
            }
            for (zh, en) in [("meaning_zh", "meaning_en"), ("empty_zh", "empty_en"), ("person_zh", "person_en")] {
                let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert!(row[zh].is_empty() || is_chinese(&row[zh]), "{group} {heading}: {}", row[zh]);
                assert!(row[en].is_empty() || row[en].is_ascii() || row[en].contains('('), "{heading}: {}", row[en]);
            }
        }
    }
    assert_eq!(columns, known.len());
    for lang in ["zh-CN", "en"] {
        let files = if lang == "en" { data(&SITE, "en") } else { DATA.clone() };
        for path in ["data/dictionary.html", "data/index.html", "data/snapshots.html", "data/schema.txt"] {
            assert!(!text(&files, path).contains('⟦'), "{lang} {path}");
        }
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".xlsx")) {
            let cells = sheets(bytes).into_iter().flat_map(|(_, rows, _)| rows).flatten();
            assert!(cells.clone().count() > 20, "{path}");
            assert_eq!(cells.filter(|cell| cell.contains('⟦')).collect::<Vec<_>>(), Vec::<String>::new(), "{path}");
        }
        assert_eq!(text(&files, "data/dictionary.html").matches("<dt id=\"").count(), known.len());
    }
}

#[test]
fn what_the_dictionary_promises_holds_of_every_cell() {
    let known = dictionary(&DATA);
    let mut filled: BTreeMap<(String, String), usize> = BTreeMap::new();
    for group in groups(&DATA) {
        for (sheet, _, _) in sheets(&DATA[&format!("data/{group}.xlsx")]).into_iter().skip(1) {
            let (head, rows) = table(&DATA[&csv_of(&DATA, &group, &sheet)]);
            for (row, (cell, heading)) in rows.iter().flat_map(|row| row.iter().zip(&head)).enumerate() {
                let key = (group.clone(), heading.clone());
                let promised = &known[&key];
                if cell.is_empty() {
                    assert_eq!(promised["may_be_empty"], "是", "{group} {sheet}, cell {row}: {heading}");
                    continue;
                }
                *filled.entry(key).or_default() += 1;
                let values: Vec<&str> = promised["values"].split(';').filter(|word| !word.is_empty()).collect();
                assert!(values.is_empty() || values.contains(&cell.as_str()), "{group} {heading}: {cell}");
                if promised["type"] == "integer" {
                    assert!(cell.parse::<u64>().is_ok(), "{group} {heading}: {cell}");
                }
            }
        }
    }
    assert!(filled.len() * 10 > known.len() * 8, "{} of {} columns were looked at", filled.len(), known.len());
}

#[test]
fn the_schemas_say_what_the_dictionary_says() {
    let known = dictionary(&DATA);
    let schema: serde_json::Value = serde_json::from_str(&text(&DATA, "data/schema.txt")).unwrap();
    let inside = members(&DATA["data/data.zip"]);
    assert_eq!(inside["schema.json"], DATA["data/schema.txt"]);
    for ((table, heading), row) in &known {
        let cell = &schema["$defs"][table]["properties"][heading];
        assert_eq!(cell["anyOf"].is_array(), row["may_be_empty"] == "是", "{table} {heading}");
        assert_eq!(cell["description"], row["meaning_zh"].as_str(), "{table} {heading}");
    }
    let package: serde_json::Value = serde_json::from_str(&text(&DATA, "data/datapackage.txt")).unwrap();
    let resources = package["resources"].as_array().unwrap();
    let answers = resources.iter().find(|resource| resource["name"] == "answers-2026").unwrap();
    let keys = answers["schema"]["foreignKeys"].to_string();
    assert_eq!(
        keys,
        "[{\"fields\":[\"抽取编号 draw\"],\"reference\":{\"fields\":[\"抽取编号 draw\"],\"resource\":\"draws\"}},\
         {\"fields\":[\"事项编号 item\"],\"reference\":{\"fields\":[\"编号 id\"],\"resource\":\"items\"}},\
         {\"fields\":[\"抽取编号 draw\",\"对象编号 object\"],\
         \"reference\":{\"fields\":[\"抽取编号 draw\",\"对象编号 object\"],\"resource\":\"results-2026\"}}]"
    );
    assert_eq!(answers["schema"]["primaryKey"].as_array().unwrap().len(), 3);
    for (table, heading, limits) in [
        ("results-2026", "不公开理由 withheld", "{\"enum\":[\"国家秘密\",\"商业秘密\",\"个人隐私\"]}"),
        ("exempt-2026", "不适用情形 ground", "{\"enum\":[1,2,3,4,5,6,7,8,9],\"required\":true}"),
        ("items", "编号 id", "{\"pattern\":\"[a-z0-9][a-z0-9-]*\",\"required\":true,\"unique\":true}"),
        ("ledger", "实抽数 drawn", "{\"minimum\":0,\"required\":true}"),
    ] {
        let resource = resources.iter().find(|resource| resource["name"] == table).unwrap();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let field = fields.iter().find(|field| field["name"] == heading).unwrap();
        assert_eq!(field["constraints"].to_string(), limits, "{table} {heading}");
    }
}

/// A table's version as the log has it, by path: what stood after so many entries.
fn in_force(size: usize) -> BTreeMap<String, String> {
    let mut standing = BTreeMap::new();
    for entry in &SITE.log.as_ref().unwrap().entries[..size] {
        if !entry.path.starts_with("data/") {
            continue;
        }
        match &entry.action {
            Action::Record { .. } => drop(standing.insert(entry.path.clone(), entry.sha256.clone())),
            Action::Withdraw { .. } if standing.get(&entry.path) == Some(&entry.sha256) => {
                standing.remove(&entry.path);
            }
            Action::Withdraw { .. } => {}
        }
    }
    standing
}

#[test]
fn every_head_of_the_log_can_be_put_together_from_the_table_of_versions() {
    let book = SITE.log.as_ref().unwrap();
    let rows = named(&DATA["log/snapshots.csv"]);
    let number = |row: &BTreeMap<String, String>, key: &str| row[key].parse::<usize>().ok();
    for size in book.notes.keys().copied() {
        let told: BTreeMap<String, String> = rows
            .iter()
            .filter(|row| number(row, "from_head").unwrap() <= size)
            .filter(|row| number(row, "until_head").is_none_or(|until| until > size))
            .map(|row| (row["table"].clone(), row["sha256"].clone()))
            .collect();
        assert_eq!(told, in_force(size), "{size}");
    }
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        *states.entry(&row["state"]).or_default() += 1;
        match row["place"].as_str() {
            "" => assert_eq!(row["state"], "withdrawn"),
            place => {
                assert_eq!(sha256_hex(&DATA[place]), row["sha256"], "{place}");
                assert_eq!(DATA[place].len().to_string(), row["bytes"], "{place}");
            }
        }
    }
    assert_eq!(states.keys().copied().collect::<Vec<_>>(), ["current", "replaced", "withdrawn"]);
    let now: BTreeSet<&str> =
        rows.iter().filter(|row| row["state"] == "current").map(|row| row["table"].as_str()).collect();
    let published: BTreeSet<&str> =
        DATA.keys().filter(|p| p.starts_with("data/") && p.ends_with(".csv")).map(String::as_str).collect();
    assert_eq!(now, published);
}

/// Rows of a version of a table, wherever its bytes stand.
fn rows_of(hash: &str) -> usize {
    table(&SITE.versions[hash].bytes()).1.len()
}

#[test]
fn the_changes_of_a_head_add_up() {
    let changes = named(&DATA["log/changes.csv"]);
    let mut counted = 0;
    for change in &changes {
        let number = |key: &str| change[key].parse::<usize>().ok();
        let Some((added, removed)) = number("added").zip(number("removed")) else {
            assert!(change["kind"] == "withdrawn" || !SITE.versions.contains_key(&change["before"]), "{change:?}");
            continue;
        };
        let before = if change["before"].is_empty() { 0 } else { rows_of(&change["before"]) };
        assert_eq!(before + added - removed, rows_of(&change["sha256"]), "{change:?}");
        assert!(change["kind"] != "new" || (added, removed) == (rows_of(&change["sha256"]), 0), "{change:?}");
        counted += 1;
    }
    let entries = SITE.log.as_ref().unwrap().entries.iter().filter(|entry| entry.path.starts_with("data/")).count();
    assert_eq!(changes.len(), entries);
    assert!(counted > 60 && counted < changes.len(), "{counted} of {}", changes.len());
}

#[test]
fn the_feed_has_an_entry_for_each_head_and_the_page_too() {
    let heads: Vec<usize> = SITE.log.as_ref().unwrap().notes.keys().rev().copied().collect();
    let feed = text(&DATA, "data/changes.xml");
    let told: Vec<usize> = feed
        .split("<entry>")
        .skip(1)
        .map(|entry| entry.split_once("140826#").unwrap().1.split_once('<').unwrap().0.parse().unwrap())
        .collect();
    assert_eq!(told, heads[..heads.len().min(60)]);
    let page = text(&DATA, "data/snapshots.html");
    for size in &heads {
        assert_eq!(page.matches(&format!("<li id=\"s{size}\">")).count(), 1, "{size}");
    }
    for href in feed.split("rel=\"related\"").skip(1) {
        let href = href.split_once("href=\"../").unwrap().1.split_once('"').unwrap().0;
        assert!(DATA.contains_key(href), "{href}");
    }
}

#[test]
fn the_page_links_every_file_of_every_table() {
    let page = text(&DATA, "data/index.html");
    let beside = DATA.keys().filter_map(|path| path.strip_prefix("data/")).filter(|path| *path != "index.html");
    for path in beside {
        assert!(page.contains(&format!("href=\"{path}\"")), "{path}");
    }
    assert!(page.len() < 24_000, "{}", page.len());
    let rows: usize = DATA
        .iter()
        .filter(|(path, _)| path.starts_with("data/") && path.ends_with(".csv") && *path != "data/dictionary.csv")
        .map(|(_, bytes)| table(bytes).1.len())
        .sum();
    assert!(page.contains(&format!("{rows} 行")), "{rows}");
}

#[test]
fn a_county_without_a_log_has_its_tables_all_the_same() {
    let files = files(&county());
    for path in ["log/snapshots.csv", "log/changes.csv", "data/snapshots.html", "data/changes.xml"] {
        assert!(!files.contains_key(path), "{path}");
    }
    let page = text(&files, "data/index.html");
    assert!(page.contains("href=\"results.xlsx\"") && !page.contains("snapshots"), "{page}");
    let cover = sheets(&files["data/results.xlsx"]).remove(0).1;
    assert!(cover.iter().flatten().any(|cell| cell.ends_with("这一版尚未登记入公开日志。")), "{cover:?}");
}

#[test]
fn the_same_county_makes_the_same_bytes() {
    assert_eq!(data(&SITE, "zh-CN"), *DATA);
}

#[test]
fn the_log_holds_the_tables_as_they_are() {
    let standing = in_force(SITE.log.as_ref().unwrap().entries.len());
    let now: BTreeMap<String, String> = DATA
        .iter()
        .filter(|(path, _)| mingchou::log::is_record(path))
        .map(|(path, bytes)| (path.clone(), sha256_hex(bytes)))
        .collect();
    assert_eq!(now, standing, "a table that describes the log, or a new column of an old one, would be unlogged");
}
