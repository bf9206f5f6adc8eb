//! The attacks of `docs/attacks.md`, one test each, on the demonstration county. The adversary controls the bureau's machine, the key
//! of the log and the host; the tools stand in `attacks/forge.rs`. Every attack is carried out as well as it can be: what follows
//! from a change is changed too, the log is signed anew with the real key, the manifest fits.

mod draft;
mod ends;
mod forge;
mod history;
mod lists;
mod results;
mod seeds;

use forge::{COMMITTED, REVEALED, Reader, SEALED, Site};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn the_honest_county_stands_before_the_careful_reader() {
    let site = Site::honest();
    let reader = Reader::of(&site);
    let seen = site.verify(&reader.everything());
    seen.passes().says(REVEALED, "verified").says(SEALED, "sealed").says(COMMITTED, "committed");
    assert!(seen.words.values().all(|word| word != "recomputed"), "{:?}", seen.words);
    // On one day nobody was at the witness's desk.
    assert_eq!(seen.noted("date-late"), ["2025q2-general", "2025q2-key"]);
    let left: BTreeSet<&str> =
        seen.notes.iter().filter_map(|note| note.split_once(": ")).map(|(_, code)| code).collect();
    assert_eq!(left, BTreeSet::from(["date-late", "outcome", "recusals"]));
    // The one who brings nothing is told of each draw what he did not check.
    let seen = site.verify(&[]);
    seen.passes().says(REVEALED, "recomputed").names(&format!("{REVEALED}: date"));
    seen.names(&format!("{REVEALED}: log-key lots.example.gov.cn/140826"))
        .names(&format!("{REVEALED}: beacon ssq:2026081"));
}

/// Tests of the roster comparison that the document names.
const SHOWN: usize = 2;

/// Names of the functions marked as tests.
fn tests_in(text: &str) -> BTreeSet<String> {
    let bodies = text.split("#[test]\n").skip(1);
    let name = |body: &str| {
        body.lines().find_map(|line| line.strip_prefix("fn ")?.split_once('(').map(|(name, _)| name.to_owned()))
    };
    bodies.filter_map(name).collect()
}

#[test]
fn the_document_names_every_attack_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = tests_in(include_str!("attacks.rs"));
    tests.remove("the_document_names_every_attack_and_no_other");
    for text in [
        include_str!("attacks/ends.rs"),
        include_str!("attacks/history.rs"),
        include_str!("attacks/lists.rs"),
        include_str!("attacks/results.rs"),
        include_str!("attacks/seeds.rs"),
    ] {
        tests.extend(tests_in(text));
    }
    // What every checker passes and the comparison of rosters shows.
    let shown = [include_str!("draw_pages.rs"), include_str!("rosters.rs")].map(tests_in);
    assert!(tests.len() > 50, "{}", tests.len());
    let document = std::fs::read_to_string(root.join("docs/attacks.md")).unwrap();
    let is_name = |word: &&str| {
        word.contains('_') && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let named: BTreeSet<String> = document.split('`').skip(1).step_by(2).filter(is_name).map(str::to_owned).collect();
    let elsewhere: BTreeSet<String> = shown.into_iter().flatten().filter(|name| named.contains(name)).collect();
    assert_eq!(elsewhere.len(), SHOWN, "{elsewhere:?}");
    tests.extend(elsewhere);
    assert_eq!(named, tests);
}
