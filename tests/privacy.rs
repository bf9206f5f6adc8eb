//! The privacy gate over whole files: texts, tables, workbooks and archives. What each rule takes for a number is tested
//! beside the scanner; here: every container, every code, places, roles, and that no message tells the value.

use crate::county::{OBJECTS, county, files, with_tree};
use mingchou::diag::Report;
use mingchou::output::{Failure, Gate, OutputTree, sha256_hex, write};
use mingchou::render::gate;
use mingchou::words::Words;
use std::io::{Cursor, Write};

/// A text that breaks each rule, and one that looks alike and does not.
const CASES: [(&str, &str, &str); 8] = [
    ("MC0921", "11010519491231002X", "11010519491331002X"),
    ("MC0922", "110105194912310021", "990105194912310021"),
    ("MC0923", "110105491231002", "110105491331002"),
    ("MC0924", "13800138000", "12800138000"),
    ("MC0925", "0359-6521234", "0159-6521234"),
    ("MC0926", "4111111111111111", "4111111111111112"),
    ("MC0927", "zhang@example.cn", "zhang@example"),
    ("MC0928", "9.11E+17", "9.11E+01"),
];

fn found(report: &Report) -> Vec<(&'static str, String, Option<String>, String)> {
    let places = report.diagnostics.iter();
    places.map(|d| (d.code, d.place.file.clone(), d.place.sheet.clone(), d.place.cell())).collect()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn workbook(cell: &str) -> Vec<u8> {
    use mingchou::render::table::{Column, Cover, Kind, Sheet, workbook};
    let columns = [Column::new("甲", "a", Kind::Text), Column::new("乙", "b", Kind::Text)];
    let rows = vec![vec!["x".into(), "y".into()], vec!["z".into(), cell.into()]];
    let sheet = Sheet { name: "数据", columns: &columns, rows: &rows };
    workbook(&Cover { name: "说明", title: "表", notes: &[("表".into(), "甲".into())] }, &[sheet]).unwrap()
}

#[test]
fn every_rule_in_every_container() {
    let gate = Gate::default();
    for (code, bad, good) in CASES {
        let page = |value: &str| format!("<p>一\n二 {value}。</p>").into_bytes();
        let table = |value: &str| format!("\u{feff}a,b\n\"x,\ny\",{value}\n").into_bytes();
        let html = gate.check("objects/a.html", &page(bad));
        assert_eq!(html.diagnostics.len(), 1, "{code}");
        assert_eq!((html.diagnostics[0].code, html.diagnostics[0].place.row), (code, 2));
        assert_eq!(found(&gate.check("data/a.csv", &table(bad))), [(code, "data/a.csv".into(), None, "B2".into())]);
        let inside = zip_of(&[("b/x.csv", &table(bad)), ("ok.txt", b"1")]);
        assert_eq!(found(&gate.check("data/d.zip", &inside)), [(code, "data/d.zip!b/x.csv".into(), None, "B2".into())]);
        let book = [(code, "data/w.xlsx".into(), Some("数据".into()), "B3".into())];
        assert_eq!(found(&gate.check("data/w.xlsx", &workbook(bad))), book);
        let nested = zip_of(&[("w.xlsx", &workbook(bad))]);
        assert_eq!(found(&gate.check("d.zip", &nested))[0].1, "d.zip!w.xlsx");

        let fine = [
            gate.check("objects/a.html", &page(good)),
            gate.check("data/a.csv", &table(good)),
            gate.check("data/w.xlsx", &workbook(good)),
            gate.check("data/d.zip", &zip_of(&[("b/x.csv", &table(good))])),
        ];
        assert!(fine.iter().all(|report| report.diagnostics.is_empty()), "{code} {fine:?}");
    }
}

#[test]
fn no_message_tells_the_value() {
    let gate = Gate::default();
    for lang in ["zh-CN", "en"] {
        let theme = crate::county::theme();
        let words: &Words = theme.words(lang).unwrap();
        for (code, bad, _) in CASES {
            let report = gate.check("a.html", bad.as_bytes());
            let text = format!("{report:?}");
            assert!(!text.contains(bad) && report.diagnostics[0].value.is_empty(), "{code}");
            assert!(words.has(&format!("{code}.what")) && words.has(&format!("{code}.do")), "{code} {lang}");
            assert!(!words.get(&format!("{code}.what")).contains('{'));
        }
    }
}

#[test]
fn names_of_secret_files_and_broken_archives_are_refused() {
    let gate = Gate::default();
    assert_eq!(gate.check("draws/2026q1-key/nonce-bureau.txt", b"x").diagnostics[0].code, "MC0929");
    assert_eq!(gate.check("d.zip", &zip_of(&[("secrets/a.txt", b"x")])).diagnostics[0].code, "MC0929");
    assert!(gate.check("draws/2026q1-key/seed.txt", b"nonce bureau").diagnostics.is_empty());
    assert_eq!(gate.check("d.zip", b"not a zip").diagnostics[0].code, "MC0930");
    assert_eq!(gate.check("d.xlsx", b"not a zip").diagnostics[0].code, "MC0930");
}

#[test]
fn values_of_the_site_pass_by_exact_match_only() {
    let site = county();
    let gate = gate(&site);
    let passes = |text: &str| gate.check("a.html", text.as_bytes()).diagnostics.is_empty();
    // A credit code of digits only, which has the arithmetic of an identity number.
    assert!(passes(OBJECTS[2]) && passes("<a href=\"../objects/121408194001011422.html\">"));
    assert!(!passes("313101194001010039"), "the same kind of number that nobody registered");
    assert!(!passes(&format!("{}x", &OBJECTS[2][..17])), "one character away");
    assert!(passes("12369") && passes(&site.config.bureau.phone));
}

#[test]
fn phones_of_the_bureau_and_allowed_values_pass() {
    let mut site = county();
    site.config.bureau.phone = "0359-6521234".into();
    site.config.privacy.allowed_phones = vec!["13800138000".into()];
    site.config.privacy.allowed =
        vec![mingchou::model::Allowed { sha256: sha256_hex(b"4111111111111111"), reason: "标准示例".into() }];
    let gate = gate(&site);
    let codes = |text: &str| -> Vec<&str> {
        gate.check("a.html", text.as_bytes()).diagnostics.iter().map(|d| d.code).collect()
    };
    assert_eq!(codes("0359-6521234 , 03596521234"), [""; 0]);
    assert_eq!(codes("0359-6521235"), ["MC0925"]);
    assert_eq!(codes("138-0013-8000"), [""; 0]);
    assert_eq!(codes("13800138001"), ["MC0924"]);
    assert_eq!(codes("4111 1111 1111 1111"), [""; 0]);
    assert_eq!(codes("5500000000000004"), ["MC0926"]);
}

#[test]
fn a_leak_stops_the_build_and_the_old_site_stands() {
    let temp = tempfile::tempdir().unwrap();
    let out = temp.path().join("public");
    let mut tree = OutputTree::default();
    tree.add_bytes("index.html", b"fine".to_vec());
    write(&tree, &out, &Gate::default()).unwrap();
    tree.add_bytes("two.html", b"13800138000".to_vec());
    tree.add_bytes("three.csv", b"x\n13800138001\n".to_vec());
    let Err(Failure::Faults(report)) = write(&tree, &out, &Gate::default()) else { panic!("built") };
    let places: Vec<(String, u32)> = report.diagnostics.iter().map(|d| (d.place.file.clone(), d.place.row)).collect();
    assert_eq!(places, [("three.csv".into(), 2), ("two.html".into(), 1)]);
    assert!(!out.join("two.html").exists() && !out.join("three.csv").exists());
}

#[test]
fn the_small_county_passes() {
    let site = county();
    with_tree(&site, |tree, gate| {
        for (path, make) in tree.files() {
            let report = gate.check(path.as_str(), &make().unwrap().bytes().unwrap());
            assert_eq!(found(&report), [], "{path}");
        }
    });
}

#[test]
fn a_phone_in_a_name_is_found_in_the_page_the_table_and_the_workbook() {
    let mut site = county();
    let object = site.objects.values_mut().next().unwrap();
    object.name = "示例养殖场 138-0013-8000".into();
    let gate = gate(&site);
    let files = files(&site);
    for path in ["data/objects.csv", "data/objects.xlsx", "data/data.zip"] {
        let report = gate.check(path, &files[path]);
        assert!(report.diagnostics.iter().all(|d| d.code == "MC0924") && report.has_errors(), "{path}");
    }
}
