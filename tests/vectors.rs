//! Every folder of `tests/vectors/` gets its verdict, and the good ones are rebuilt to the byte.

use crate::support::{read_folder, vectors};
use mingchou::draw::text::{hex, sha};
use mingchou::draw::ticket::Tickets;
use mingchou::draw::{Commit, Seal, Stage, assign, examine, lists, reveal, seal, seed, select, substitute};
use std::collections::BTreeMap;

/// Folder of `refuse/` and the rule that refuses it, as every checker must find it: a mere difference of hashes would not do.
fn refused() -> Vec<(&'static str, &'static str)> {
    include_str!("refused.csv").lines().skip(1).map(|line| line.split_once(',').unwrap()).collect()
}

#[test]
fn every_refused_folder_is_refused_by_its_rule() {
    let folders: Vec<String> = std::fs::read_dir(vectors().join("refuse"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let refused = refused();
    assert_eq!(folders.len(), refused.len());
    let mut wrong = Vec::new();
    for (folder, code) in refused {
        let files = read_folder(&vectors().join("refuse").join(folder));
        let codes: Vec<&str> = match examine(&files, None) {
            Ok(found) => {
                wrong.push(format!("{folder}: accepted as {:?}", found.stage));
                continue;
            }
            Err(faults) => faults.iter().map(|fault| fault.code).collect(),
        };
        if codes != [code] {
            wrong.push(format!("{folder}: {codes:?} instead of {code}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_good_folder_has_its_stage() {
    for (folder, stage) in [
        ("small", Stage::Revealed),
        ("small-drand", Stage::Revealed),
        ("substituted", Stage::Revealed),
        ("committed", Stage::Committed),
        ("sealed", Stage::Sealed),
        ("void", Stage::Void),
        ("void-unopened", Stage::Void),
        ("lost", Stage::Lost),
        ("shortfall", Stage::Shortfall),
    ] {
        let found = examine(&read_folder(&vectors().join(folder)), None).unwrap_or_else(|f| panic!("{folder}: {f:?}"));
        assert_eq!(found.stage, stage, "{folder}");
    }
}

/// `small` and `small-drand` written anew from their decisions alone (lists as values, nonces, beacon values, salts) have the
/// same bytes.
#[test]
fn good_folders_are_rebuilt_to_the_byte() {
    for folder in ["small", "small-drand", "substituted"] {
        let files = read_folder(&vectors().join(folder));
        let rebuilt = rebuild(&files);
        for (name, bytes) in &rebuilt {
            assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&files[name]), "{folder}/{name}");
        }
        let rest: Vec<&String> = files.keys().filter(|name| !rebuilt.contains_key(*name)).collect();
        assert!(rest.is_empty(), "{folder}: not rebuilt {rest:?}");
    }
}

pub(crate) fn rebuild(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let roster = lists::parse_roster(&files["roster.csv"]).unwrap();
    let excluded = lists::parse_excluded(&files["excluded.csv"]).unwrap();
    let inspectors = lists::parse_inspectors(&files["inspectors.csv"]).unwrap();
    let recusals = lists::parse_recusals(&files["recusals.csv"]).unwrap();
    let mut commit = Commit::parse(&files["commit.txt"]).unwrap();
    let (_, nonces, _) = seed::parse(&files["seed.txt"]).unwrap();
    let mut out = BTreeMap::new();
    let mut put = |name: &str, bytes: Vec<u8>| {
        let hash = sha(&bytes);
        out.insert(name.to_owned(), bytes);
        hash
    };
    let rows = |n: usize| u32::try_from(n).unwrap();
    commit.roster = (put("roster.csv", lists::write_roster(&roster)), rows(roster.len()));
    commit.excluded = (put("excluded.csv", lists::write_excluded(&excluded)), rows(excluded.len()));
    commit.inspectors = put("inspectors.csv", lists::write_inspectors(&inspectors));
    commit.recusals = put("recusals.csv", lists::write_recusals(&recusals));
    commit.quotas = select::quotas(&roster, excluded.len(), commit.rate);
    for (at, (party, nonce)) in nonces.iter().enumerate() {
        commit.nonce_commits[at].1 =
            mingchou::draw::commit::nonce_commit(&commit.log, commit.draw.as_str(), party, nonce);
    }
    put("commit.txt", commit.to_bytes());
    let published = Seal::parse(&files["seal.txt"]).unwrap();
    let seed_bytes = seed::build(&commit.digest(), &nonces, &published.beacons);
    let s = seed::digest(&seed_bytes);
    put("seed.txt", seed_bytes);
    let drawn = select::select(&commit, &roster, &s);
    put("result.csv", select::write_result(&drawn));
    let places = assign::places(&drawn);
    let teams = assign::assign(&places, &inspectors, &recusals, &commit.slots, commit.slack, &s).unwrap().teams;
    put("assign.csv", assign::write_assign(drawn.iter().map(|row| &row.id).zip(&teams)));
    let salts: Vec<String> =
        seal::parse_leaves(&files["leaves.txt"]).unwrap().into_iter().map(|leaf| leaf.salt).collect();
    let leaves = reveal::leaves(&commit, &drawn, &teams, &salts);
    put("leaves.txt", seal::write_leaves(&leaves));
    let tree_root = seal::tree_root(&leaves);
    put(
        "seal.txt",
        Seal { draw: commit.draw.clone(), commit: commit.digest(), drawn: rows(drawn.len()), tree_root, ..published }
            .to_bytes(),
    );
    for name in files.keys().filter(|name| name.starts_with("substitutions")) {
        let rows = substitute::parse(name, &files[name], 0).unwrap();
        put(name, substitute::write(&rows));
    }
    out
}

/// S, A, T* and every ticket against the printed values, and the midstate against the plain hash.
#[test]
fn intermediate_values_are_those_printed() {
    let text = std::fs::read_to_string(vectors().join("small-intermediate.txt")).unwrap();
    let files = read_folder(&vectors().join("small"));
    let found = examine(&files, None).unwrap();
    let s = found.seed_digest.unwrap();
    let a = assign::assign_head(&s);
    let inspectors = found.inspectors;
    let recusals = lists::parse_recusals(&files["recusals.csv"]).unwrap();
    let commit = found.commit.unwrap();
    let level = assign::level(&assign::places(&found.drawn), &inspectors, &recusals, &commit.slots).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..3], [format!("S {s}"), format!("A {a}"), format!("T {level}")]);
    let (objects, pairs) = (Tickets::new(&s), Tickets::new(&a));
    let mut seen = 0;
    for line in &lines[3..] {
        if let Some(order) = line.strip_prefix("draw order: ") {
            assert_eq!(found.drawn.iter().map(|row| row.id.as_str()).collect::<Vec<_>>().join(" "), order);
        }
        let Some((name, printed)) = line.split_once(' ').filter(|(_, hash)| hash.len() == 64) else { continue };
        let (ticket, plain) = match name.split_once('/') {
            Some((object, inspector)) => (pairs.of_pair(object, inspector), sha(format!("{a}{name}").as_bytes())),
            None => (objects.of(name), sha(format!("{s}{name}").as_bytes())),
        };
        assert_eq!(hex(&ticket), printed, "{name}");
        assert_eq!(plain, printed, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 6 + 20, "tickets in the file");
}

proptest::proptest! {
    /// One compression from the midstate gives what the whole hash gives, whatever the id.
    #[test]
    fn a_midstate_ticket_is_the_plain_hash(head in "[0-9a-f]{64}", id in "[0-9A-Za-z-]{1,40}") {
        proptest::prop_assert_eq!(hex(&Tickets::new(&head).of(&id)), sha(format!("{head}{id}").as_bytes()));
    }

    /// No bytes make the reader panic, and what it accepts it writes the same.
    #[test]
    fn a_changed_byte_is_refused_or_read_as_written(at in 0usize..1200, byte in 0u8..=255) {
        let mut bytes = std::fs::read(vectors().join("small/commit.txt")).unwrap();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(commit) = Commit::parse(&bytes) {
            proptest::prop_assert_eq!(commit.to_bytes(), bytes);
        }
    }
}

/// The grammar of a line holds for the words of a note too.
#[test]
fn a_note_does_not_end_in_a_space() {
    let mut files = read_folder(&vectors().join("void"));
    let text = String::from_utf8(files["void.txt"].clone()).unwrap();
    let at = text.lines().position(|line| line.starts_with("note ")).unwrap();
    let lines: Vec<String> =
        text.lines().enumerate().map(|(n, line)| format!("{line}{}\n", if n == at { " " } else { "" })).collect();
    files.insert("void.txt".into(), lines.concat().into_bytes());
    let faults = examine(&files, None).unwrap_err();
    assert_eq!(faults.iter().map(|f| (f.line, f.code)).collect::<Vec<_>>(), [(at + 1, "trailing-space")]);
}
