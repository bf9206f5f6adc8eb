//! What the pages on which people check draws rest on: the scripts made by the build, the slip in an address, the notice.

use crate::county::county;
use crate::support::{mingchou, read_folder, vectors};
use crate::vector_sites::{pages_in, pages_of, vector, with};
use mingchou::draw::seal::parse_leaves;
use mingchou::draw::text::sha;
use mingchou::draw::{Leaf, SENTENCES, Slip};
use mingchou::model::{DrawId, InspectorId, InspectorNaming, ObjectId};
use mingchou::site::Site;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const HEAD: &str = "window.mingchou = window.mingchou || {};\nwindow.mingchou.";

/// The object a generated script assigns.
#[track_caller]
fn assigned(script: &str, name: &str) -> serde_json::Value {
    let value = script.strip_prefix(HEAD).and_then(|rest| rest.strip_prefix(name)).expect("the script's head");
    let value = value.strip_prefix(" = ").and_then(|rest| rest.strip_suffix(";\n")).expect("one assignment");
    serde_json::from_str(&value.replace("].join(\"\\n\")", "]")).expect("an object of plain values")
}

fn site_of(folder: &str) -> Site {
    let mut site = county();
    let record = vector(folder);
    site.draws.clear();
    site.visits.clear();
    site.draws.insert(record.id.clone(), record);
    site
}

#[test]
fn a_draw_has_its_published_files_in_a_script() {
    for folder in
        ["small", "small-drand", "substituted", "committed", "sealed", "void", "void-unopened", "lost", "shortfall"]
    {
        let record = vector(folder);
        let script = &pages_of(&site_of(folder))[&format!("draws/{}/files.js", record.id)];
        let files = assigned(script, "files");
        let files: BTreeMap<String, Vec<u8>> = files
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, lines)| {
                let lines: Vec<&str> = lines.as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
                (name.clone(), lines.join("\n").into_bytes())
            })
            .collect();
        assert_eq!(files, record.unpacked(), "{folder}");
    }
}

#[test]
fn nothing_in_a_file_ends_its_script() {
    let mut site = site_of("small");
    let record = site.draws.values_mut().next().unwrap();
    let id = record.id.clone();
    std::sync::Arc::make_mut(&mut record.files)
        .insert("excluded.csv".into(), "</script>\u{2028}\u{2029}\"\\<!--\n".into());
    let script = &pages_of(&site)[&format!("draws/{id}/files.js")];
    assert!(!script.contains(['<', '>', '\u{2028}', '\u{2029}']));
    assert_eq!(assigned(script, "files")["excluded.csv"][0], "</script>\u{2028}\u{2029}\"\\<!--");
}

#[test]
fn a_draw_too_large_for_a_page_asks_for_its_files() {
    let mut site = site_of("small");
    let record = site.draws.values_mut().next().unwrap();
    let id = record.id.clone();
    std::sync::Arc::make_mut(&mut record.files).insert("roster.csv".into(), vec![b'a'; 3_000_001].into());
    let pages = pages_of(&site);
    let page = &pages[&format!("draws/{id}/index.html")];
    assert!(!pages.contains_key(&format!("draws/{id}/files.js")));
    assert!(!page.contains("files.js") && !page.contains("id=\"check-go\"") && page.contains("id=\"pick-folder\""));
    let page = &pages_of(&site_of("small"))[&format!("draws/{id}/index.html")];
    assert!(page.contains("src=\"files.js\"") && page.contains("id=\"check-go\"") && !page.contains("pick-folder"));
}

#[test]
fn scripts_have_a_sentence_for_every_rule_and_everything_they_ask_for() {
    let scripts = read_folder(Path::new("themes/gov/assets"));
    let mut asked = BTreeSet::new();
    for (_, bytes) in scripts.iter().filter(|(name, _)| name.ends_with(".js")) {
        let text = String::from_utf8_lossy(bytes);
        for call in text.split("page.word(").skip(1) {
            let key = call.split([')', ',']).next().unwrap();
            // What is put together with a value of the checker's is looked at below.
            if !key.contains('+') {
                asked.extend(key.split('"').skip(1).step_by(2).map(|key| format!("check-script.{key}")));
            }
        }
    }
    assert!(asked.len() > 50, "{asked:?}");
    asked.extend(SENTENCES.iter().map(|(code, _)| format!("fault.{code}")));
    let verdicts = "verified recomputed committed sealed fixed void void-early void-unopened shortfall failed overdue";
    asked.extend(verdicts.split(' ').map(|word| format!("check-script.verdict.{word}")));
    asked.extend("hash lists tickets sort assign compare".split(' ').map(|word| format!("check-script.phase.{word}")));
    let open =
        "log beacon drand plan replaced replaces-unopened merged results recusals outcome lost void-missing void-early";
    asked.extend(open.split(' ').map(|word| format!("check-script.not.{word}")));
    let nonce = "no-random bad-origin bad-draw bad-party not-line not-commit";
    asked.extend(nonce.split(' ').map(|word| format!("check-script.nonce.{word}")));
    for lang in ["zh-CN", "en"] {
        let words = assigned(&pages_in(&site_of("small"), lang)["check/words.js"], "words");
        let missing: Vec<&String> = asked.iter().filter(|key| !words[key.as_str()].is_string()).collect();
        assert!(missing.is_empty(), "{lang}: {missing:?}");
        let shown = |key: &&String| key.starts_with("check-script.") && !key.contains(".compared.");
        let made = ["phase.", "verdict.", "not."].map(|part| format!("check-script.{part}"));
        let idle: Vec<&String> = words
            .as_object()
            .unwrap()
            .keys()
            .filter(shown)
            .filter(|key| !asked.contains(*key) && !made.iter().any(|part| key.starts_with(part)))
            .collect();
        assert!(idle.is_empty(), "{lang}: nobody shows {idle:?}");
    }
}

#[test]
fn the_page_of_slips_knows_what_is_published_of_a_draw_and_no_more() {
    let seal = |folder: &str| {
        let site = site_of(folder);
        let id = site.draws.keys().next().unwrap().to_string();
        let script = pages_of(&site)["check/seals.js"].clone();
        (assigned(&script, "seals")[&id].clone(), script)
    };
    let (sealed, script) = seal("sealed");
    let record = vector("sealed");
    let published = record.seal.unwrap();
    assert_eq!(sealed["root"], published.tree_root);
    assert_eq!(sealed["drawn"], published.drawn);
    assert_eq!(sealed["stage"], "sealed");
    assert_eq!(sealed["revealBy"], record.commit.unwrap().reveal_by.to_string());
    assert_eq!(sealed["committed"], "2023-07-20 10:00");
    assert!(record.roster.iter().all(|row| !script.contains(row.id.as_str())), "no object is named");
    let (committed, _) = seal("committed");
    assert!(committed["root"].is_null() && committed["drawn"].is_null() && committed["sealed"].is_null());
    assert_eq!(seal("small").0["root"], vector("small").seal.unwrap().tree_root);
}

#[test]
fn inspectors_of_a_slip_are_named_as_privacy_allows() {
    let named = |naming: InspectorNaming| {
        let mut site = site_of("sealed");
        site.config.privacy.inspectors = naming;
        let id = site.draws.keys().next().unwrap().to_string();
        let row = site.draws.values().next().unwrap().inspectors[0].clone();
        let seals = assigned(&pages_of(&site)["check/seals.js"], "seals");
        (seals[&id]["inspectors"][row.id.as_str()].as_str().unwrap().to_owned(), row)
    };
    let (number, row) = named(InspectorNaming::Number);
    assert_eq!(number, row.id.as_str());
    let (surname, row) = named(InspectorNaming::Surname);
    assert_eq!(surname, format!("{}某（{}）", row.name.chars().next().unwrap(), row.id));
    let (full, row) = named(InspectorNaming::Full);
    assert_eq!(full, format!("{}（{}）", row.name, row.id));
}

#[test]
fn pages_without_script_say_how_to_check_by_hand() {
    let pages = pages_of(&with("sealed"));
    let record = vector("sealed");
    let slip = &pages["check/slip.html"];
    assert!(slip.contains(&record.seal.unwrap().tree_root) && slip.contains("href=\"../check/slip-by-hand.txt\""));
    assert!(slip.contains("cut -c1-64") && slip.contains("<noscript>"), "{slip}");
    assert!(!pages.contains_key("assets/slip-by-hand.txt") && pages.contains_key("check/slip-by-hand.txt"));
    let nonce = &pages["check/nonce.html"];
    assert!(nonce.contains("mingchou/nonce/1\\n%s\\n%s\\n%s\\n%s\\n") && nonce.contains("<noscript>"), "{nonce}");
    let check = &pages["check/index.html"];
    for way in ["href=\"slip.html\"", "href=\"nonce.html\"", "href=\"#python\"", "href=\"#program\"", "id=\"program\""]
    {
        assert!(check.contains(way), "{way}");
    }
}

#[test]
fn a_published_slip_survives_the_address() {
    let mut seen = 0;
    for (name, bytes) in read_folder(&vectors().join("sealed")) {
        if name.starts_with("slips/") {
            let slip = Slip::parse(&name, &bytes).unwrap();
            let fragment = slip.to_fragment();
            assert_eq!(Slip::from_fragment(&fragment).unwrap().to_bytes(), bytes);
            let (form, packed) = fragment.rsplit_once('/').unwrap();
            let lower = format!("#{form}/{}", packed.to_lowercase());
            assert_eq!(Slip::from_fragment(&lower).as_ref(), Some(&slip), "read without regard to case, with its #");
            seen += 1;
        }
    }
    assert!(seen > 0);
}

/// A slip with that many nodes in its path.
fn slip_with(nodes: usize) -> Slip {
    let leaf = Leaf {
        draw: DrawId::parse("2026q4-general-with-a-long-name").unwrap(),
        stratum: "fresh".into(),
        rank: 4095,
        id: ObjectId::parse("91140826MA0TEX0024-91140826MA0TEX0024001V.SITE-2").unwrap(),
        team: ["04110900123", "04110900124"].map(|id| InspectorId::parse(id).unwrap()).to_vec(),
        salt: sha(b"salt"),
    };
    let node = |n: usize| <[u8; 32]>::try_from(mingchou::draw::text::unhex(&sha(&[n as u8])).unwrap()).unwrap();
    Slip { leaf, index: 4094, size: 4096, path: (0..nodes).map(node).collect() }
}

#[test]
fn a_slip_of_twelve_nodes_fits_a_code() {
    let slip = slip_with(12);
    let fragment = slip.to_fragment();
    assert_eq!(fragment.rsplit('/').next().unwrap().len(), 666);
    assert_eq!(Slip::from_fragment(&fragment), Some(slip));
    let address = format!("https://a-long-name-of-a-host.example.gov.cn/and/a/path/check/slip.html#{fragment}");
    let label = mingchou::qr::Label { id: "slip", title: "", description: "" };
    assert!(mingchou::qr::svg(&address, &label).is_ok());
}

proptest! {
    #[test]
    fn any_slip_survives_the_address(nodes in 0_usize..20, index in 0_u32..900, rank in 1_u32..900) {
        let mut slip = slip_with(nodes);
        slip.index = index;
        slip.leaf.rank = rank;
        prop_assert_eq!(Slip::from_fragment(&slip.to_fragment()), Some(slip));
    }

    #[test]
    fn any_text_is_a_slip_or_none(text in "[ -~]{0,80}") {
        if let Some(slip) = Slip::from_fragment(&text) {
            prop_assert_eq!(slip.to_fragment(), text.trim_start_matches('#'));
        }
    }
}

#[test]
fn a_fragment_that_was_changed_is_none_or_another_slip() {
    let slip = slip_with(2);
    let fragment = slip.to_fragment();
    for at in 0..fragment.len() {
        let cut = &fragment[..at];
        assert_eq!(Slip::from_fragment(cut), None, "{cut}");
    }
    for wrong in ["", "#", "1", "2/a/b/1/c/d/0/1/AA", "1/a/b/0/c/d/0/1/AA"] {
        assert_eq!(Slip::from_fragment(wrong), None, "{wrong}");
    }
}

/// A fictional county with sealed draws, and one that is drawn in one of them.
fn sealed_county() -> (tempfile::TempDir, String, Slip) {
    let dir = tempfile::tempdir().unwrap();
    mingchou::demo::write(dir.path(), 60, 11).unwrap();
    let leaves = fs::read(dir.path().join("secrets/draws/2026q4-general/leaves.txt")).unwrap();
    let leaves = parse_leaves(&leaves).unwrap();
    let slip = Slip::of(&leaves, 1).unwrap();
    (dir, leaves[1].id.to_string(), slip)
}

/// `draw slip 2026q4-general --object ID …`. Out: exit code, standard output, standard error.
fn draw_slip(root: &Path, object: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = mingchou();
    command.args(["--lang", "en", "--root"]).arg(root).args(["draw", "slip", "2026q4-general", "--object", object]);
    let out = command.args(args).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (out.status.code().unwrap(), text(&out.stdout), text(&out.stderr))
}

#[test]
fn a_notice_carries_the_slip_and_everything_it_needs() {
    let (county, object, slip) = sealed_county();
    let path = county.path().join("notices/one.html");
    let html = path.to_str().unwrap();
    let args = ["--html", html, "--base", "https://www.example.gov.cn/lots/"];
    let (code, out, err) = draw_slip(county.path(), &object, &args);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains(&object) && out.contains("one.html"), "{out}");
    let page = fs::read_to_string(&path).unwrap();
    let address = format!("https://www.example.gov.cn/lots/check/slip.html#{}", slip.to_fragment());
    assert!(page.contains(&format!("<desc id=\"slip-desc\">{address}</desc>")), "{page}");
    assert!(page.contains(&String::from_utf8(slip.to_bytes()).unwrap()), "{page}");
    for id in &slip.leaf.team {
        assert!(page.contains(id.as_str()), "{id}\n{page}");
    }
    assert!(page.contains(&format!("number {} of the {} drawn", slip.index + 1, slip.size)), "{page}");
    let outside = ["src=", "href=", "@import", "url(", "<script"];
    assert!(outside.iter().all(|word| !page.contains(word)), "nothing is loaded from elsewhere");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (code, _, err) = draw_slip(county.path(), &object, &args);
    assert!(code != 0 && err.contains("one.html"), "an existing file stays: {err}");
    assert_eq!(fs::read_to_string(&path).unwrap(), page);
}

#[test]
fn a_notice_needs_an_address_and_never_lies_in_a_published_folder() {
    let (county, object, _) = sealed_county();
    let path = county.path().join("one.html");
    let html = path.to_str().unwrap();
    let (code, _, err) = draw_slip(county.path(), &object, &["--html", html]);
    assert_eq!(
        (code, err.as_str()),
        (
            2,
            "The code on a slip needs the address of the site. Give it in government.base_url of site.toml, or with --base.\n"
        )
    );
    for wrong in ["www.example.gov.cn", "https://", "https://a b/", "https://a/#b", "javascript:x"] {
        let (code, _, err) = draw_slip(county.path(), &object, &["--html", html, "--base", wrong]);
        assert_eq!((code, err), (2, format!("{wrong} is not an address. Write it like https://…/.\n")));
    }
    for folder in ["public", "content/draws"] {
        let inside = county.path().join(folder).join("one.html");
        let args = ["--html", inside.to_str().unwrap(), "--base", "https://a.example/"];
        let (code, _, err) = draw_slip(county.path(), &object, &args);
        assert!(code != 0 && !inside.exists(), "{folder}: {err}");
    }
    let (code, _, err) = draw_slip(county.path(), &object, &["--html", html, "--open"]);
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
    assert!(!path.exists());
    let config = county.path().join("content/site.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("base_url = \"\"", "base_url = \"https://lots.example.gov.cn\"")).unwrap();
    let (code, ..) = draw_slip(county.path(), &object, &["--html", html]);
    assert_eq!(code, 0);
    assert!(fs::read_to_string(&path).unwrap().contains("https://lots.example.gov.cn/check/slip.html#1/"));
}

/// After a substitution somebody else stands at the door than the code says; the notice names both.
#[test]
fn a_notice_names_who_comes_in_whose_place() {
    let (county, object, slip) = sealed_county();
    let mut command = mingchou();
    command.args(["--lang", "en", "--root"]).arg(county.path()).args(["draw", "substitute", "2026q4-general"]);
    command.args(["--object", &object, "--slot", "0", "--ground", "leave", "--evidence", "1号"]);
    let done = command.args(["--at", "2026-10-20T09:00:00+08:00"]).output().unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let to = said.split(" is replaced by ").nth(1).and_then(|rest| rest.split(['.', '\n', ' ']).next()).unwrap();
    let path = county.path().join("one.html");
    let args = ["--html", path.to_str().unwrap(), "--base", "https://www.example.gov.cn/lots/"];
    assert_eq!(draw_slip(county.path(), &object, &args).0, 0);
    let page = fs::read_to_string(&path).unwrap();
    let line = page.split("<br>").find(|part| part.contains("is replaced by")).unwrap();
    let from = slip.leaf.team[0].as_str();
    assert!(line.find(from).unwrap() < line.find(to).unwrap() && line.contains("leave"), "{line}");
}
