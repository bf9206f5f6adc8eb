//! The embargo as non-interference: two counties that differ only in a sealed outcome build the same bytes, except `seal.txt` and
//! what follows from its hash.

use crate::support::{mingchou, read_folder};
use mingchou::draw::seal::{parse_leaves, tree_root, write_leaves};
use mingchou::draw::text::sha;
use mingchou::draw::{Seal, lists};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

pub(crate) const DRAWS: [&str; 2] = ["2026q4-general", "2026q4-key"];

/// The fictional county without opened slips: everything of the two sealed draws is secret.
pub(crate) fn county() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    mingchou::demo::write(dir.path(), 60, 11).unwrap();
    for draw in DRAWS {
        fs::remove_dir_all(dir.path().join("content/draws").join(draw).join("slips")).unwrap();
    }
    for name in ["", "-items", "-documents", "-followups", "-corrections"] {
        let path = dir.path().join(format!("content/results/2026{name}.csv"));
        let text = fs::read_to_string(&path).unwrap();
        let kept = text.split_inclusive('\n').filter(|row| !DRAWS.iter().any(|draw| row.starts_with(draw)));
        fs::write(&path, kept.collect::<String>()).unwrap();
    }
    dir
}

/// Lets a sealed draw have drawn others. Out: the old and the new root.
pub(crate) fn redraw(root: &Path, draw: &str) -> (String, String) {
    let public = root.join("content/draws").join(draw);
    let secret = root.join("secrets/draws").join(draw);
    let mut leaves = parse_leaves(&fs::read(secret.join("leaves.txt")).unwrap()).unwrap();
    let roster = lists::parse_roster(&fs::read(public.join("roster.csv")).unwrap()).unwrap();
    let drawn: Vec<_> = leaves.iter().map(|leaf| leaf.id.clone()).collect();
    let mut others = roster.iter().filter(|row| !drawn.contains(&row.id));
    for leaf in &mut leaves {
        leaf.id = others.next().unwrap().id.clone();
        leaf.team.reverse();
    }
    let before = Seal::parse(&fs::read(public.join("seal.txt")).unwrap()).unwrap();
    let after = Seal { tree_root: tree_root(&leaves), ..before.clone() };
    fs::write(public.join("seal.txt"), after.to_bytes()).unwrap();
    fs::write(secret.join("leaves.txt"), write_leaves(&leaves)).unwrap();
    let ids: String =
        leaves.iter().map(|leaf| format!("{draw},{},2026-11-02,,,,发现问题已立案调查\n", leaf.id)).collect();
    fs::write(secret.join("visits.csv"), ids).unwrap();
    (before.tree_root, after.tree_root)
}

fn build(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = mingchou().args(["--lang", "en", "--root"]).arg(root).arg("build").output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut files = BTreeMap::new();
    for (path, bytes) in read_folder(&root.join("public")) {
        if path.ends_with(".zip") || path.ends_with(".xlsx") {
            unpack(&path, &bytes, &mut files);
        } else {
            files.insert(path, bytes);
        }
    }
    files
}

/// Archives by their content: what stands inside must not differ either.
fn unpack(path: &str, bytes: &[u8], files: &mut BTreeMap<String, Vec<u8>>) {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let mut inside = Vec::new();
        entry.read_to_end(&mut inside).unwrap();
        let name = format!("{path}!{}", entry.name().unwrap());
        if name.ends_with(".xlsx") { unpack(&name, &inside, files) } else { drop(files.insert(name, inside)) }
    }
    // Its own hash stands in the manifest; its compressed length may differ with the hashes inside.
    files.insert(format!("{path}!"), sha(bytes).into_bytes());
}

pub(crate) fn replaced(bytes: &[u8], hashes: &BTreeMap<String, String>) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.as_bytes().windows(64).position(|part| part.iter().all(u8::is_ascii_hexdigit)) {
        let (before, tail) = rest.split_at(at);
        let (hash, after) = tail.split_at(64);
        out.push_str(before);
        out.push_str(hashes.get(hash).map_or(hash, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    out.into_bytes()
}

#[test]
fn a_sealed_outcome_changes_no_byte_but_its_hash() {
    holds(|_| {});
}

/// Above `theme.own_pages` objects share pages, and who does must not depend on a secret either.
#[test]
fn a_sealed_outcome_changes_no_byte_of_a_county_that_shares_pages() {
    let files = holds(|root| {
        let path = root.join("content/site.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches("name = \"gov\"\n").count(), 1);
        fs::write(&path, text.replace("name = \"gov\"\n", "name = \"gov\"\nown_pages = 3\n")).unwrap();
    });
    assert!(files.keys().any(|path| path.starts_with("objects/rest-")), "nobody shares a page");
}

/// Builds two counties that differ only in sealed outcomes. Out: the files of one.
fn holds(configure: impl Fn(&Path)) -> BTreeMap<String, Vec<u8>> {
    let (one, other) = (county(), county());
    configure(one.path());
    configure(other.path());
    let mut hashes: BTreeMap<String, String> = BTreeMap::new();
    for draw in DRAWS {
        let (before, after) = redraw(other.path(), draw);
        assert_ne!(before, after);
        hashes.insert(after, before);
    }
    let (one, other) = (build(one.path()), build(other.path()));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    let changed = one.iter().filter(|(path, bytes)| other[*path] != **bytes).count();
    assert!(changed > 4, "the roots are shown somewhere");
    // The hash of a file that differs only by known hashes is known in turn.
    for _ in 0..8 {
        for (path, bytes) in &other {
            if one[path] != *bytes {
                if path.ends_with('!') {
                    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
                    hashes.insert(text(bytes), text(&one[path]));
                } else if replaced(bytes, &hashes) == one[path] {
                    hashes.insert(sha(bytes), sha(&one[path]));
                }
            }
        }
    }
    let left: Vec<&String> =
        other.iter().filter(|(path, bytes)| replaced(bytes, &hashes) != one[*path]).map(|(path, _)| path).collect();
    assert!(left.is_empty(), "these depend on a sealed outcome: {left:?}");
    one
}
