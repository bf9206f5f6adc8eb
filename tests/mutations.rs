//! Every byte of every file of the good draws, and of a log, flipped, deleted and doubled: it is noticed, or it stands on a short
//! list with the reason why nobody can notice it from these files alone.

use crate::support::{read_folder, vectors};
use mingchou::draw::{Files, examine};
use mingchou::log::{Action, Book, Entry, KeyKind, LogFiles, SigningKey, cosign};
use mingchou::model::parse_time;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A byte flipped in one of its bits, deleted, doubled.
fn spoilt(bytes: &[u8], at: usize) -> [Vec<u8>; 3] {
    let mut flipped = bytes.to_vec();
    flipped[at] ^= 1 << (at % 8);
    let gone = [&bytes[..at], &bytes[at + 1..]].concat();
    let doubled = [&bytes[..=at], &bytes[at..]].concat();
    [flipped, gone, doubled]
}

/// First word of the line in which a byte stands; of a table the heading of the cell.
fn place(name: &str, bytes: &[u8], at: usize) -> String {
    let begin = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if name.ends_with(".csv") {
        let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let column = bytes[begin..at].iter().filter(|byte| **byte == b',').count();
        return String::from_utf8_lossy(head.split(|byte| *byte == b',').nth(column).unwrap_or_default()).into_owned();
    }
    String::from_utf8_lossy(bytes[begin..].split(|byte| matches!(byte, b' ' | b'\n')).next().unwrap_or_default())
        .into_owned()
}

/// What examining a folder does not notice, `FILE PLACE`; of tables every `step`-th byte is tried.
fn unnoticed(whole: &Files, files: &Files, step: usize) -> BTreeSet<String> {
    let all: Vec<(&String, usize)> = files
        .iter()
        .flat_map(|(name, bytes)| {
            (0..bytes.len()).step_by(if name.ends_with(".csv") { step } else { 1 }).map(move |at| (name, at))
        })
        .collect();
    all.into_par_iter()
        .flat_map_iter(|(name, at)| {
            let bytes = &files[name];
            spoilt(bytes, at).into_iter().filter(move |changed| changed != bytes).filter_map(move |changed| {
                let mut spoilt = whole.clone();
                spoilt.insert(name.clone(), changed);
                examine(&spoilt, None).is_ok().then(|| format!("{name} {}", place(name, bytes, at)))
            })
        })
        .collect()
}

/// What a folder alone cannot tell, and who can. The words of the bureau (notes, where a number was read) are free. A lottery's
/// value is confirmed by the reader from the news, and once there is a seed, by everything that follows from it. What a
/// commitment says of log, plan, dates and secrets is bound by its hash as soon as a seal, a void or a seed names it, and
/// before that, like a shortfall, by the log and the plan record.
const FREE: [(&str, &[&str]); 9] = [
    ("small", &["seal.txt evidence"]),
    ("small-drand", &[]),
    ("substituted", &["seal.txt evidence", "substitutions.csv evidence"]),
    (
        "committed",
        &[
            "commit.txt draw",
            "commit.txt log",
            "commit.txt nonce-commit",
            "commit.txt period",
            "commit.txt plan",
            "commit.txt rate",
            "commit.txt recusals-sha256",
            "commit.txt seal-by",
            "commit.txt task",
        ],
    ),
    ("sealed", &["seal.txt beacon", "seal.txt evidence"]),
    ("void", &["void.txt beacon", "void.txt evidence", "void.txt note"]),
    ("void-unopened", &["void.txt beacon", "void.txt evidence", "void.txt note"]),
    ("lost", &["lost.txt note", "seal.txt beacon", "seal.txt evidence"]),
    (
        "shortfall",
        &["shortfall.txt draw", "shortfall.txt log", "shortfall.txt plan", "shortfall.txt rate", "shortfall.txt task"],
    ),
];

#[test]
fn every_byte_of_a_draw_counts() {
    for (folder, free) in FREE {
        let whole = read_folder(&vectors().join(folder));
        let mut files = whole.clone();
        if folder == "small-drand" {
            // Like `small` but for the signed value; each look at it costs a pairing.
            files.retain(|name, _| matches!(name.as_str(), "seal.txt" | "seed.txt"));
        }
        // Tables are read alike at every stage, so they are tried byte by byte once.
        let step = if folder == "small" { 1 } else { 5 };
        let free: BTreeSet<String> = free.iter().map(ToString::to_string).collect();
        assert_eq!(unnoticed(&whole, &files, step), free, "{folder}");
    }
}

/// A log of five entries with two heads, the second seen by a witness.
fn log() -> LogFiles {
    let key = SigningKey::from_seed("log.example", KeyKind::Log, &[1; 32]).unwrap();
    let witness = SigningKey::from_seed("w.example", KeyKind::Witness, &[2; 32]).unwrap();
    let time = |minute: u32| parse_time(&format!("2026-05-06T09:{minute:02}:00+08:00")).unwrap();
    let entry = |path: &str, digit: &str, minute| Entry {
        path: path.into(),
        sha256: digit.repeat(64),
        action: Action::Record { bytes: 3 },
        time: time(minute),
    };
    let first = vec![entry("data/a.csv", "1", 1), entry("draws/2026q2-key/commit.txt", "2", 1)];
    let withdrawn = Entry { action: Action::Withdraw { reason: "error".into() }, ..entry("data/a.csv", "1", 5) };
    let second = vec![entry("data/a.csv", "3", 4), withdrawn, entry("data/b.csv", "4", 5)];
    let book = Book::new(key.verifier()).appended(first, &key).unwrap().appended(second, &key).unwrap();
    let mut book = book;
    let note = book.notes.get_mut(&5).unwrap();
    let line = cosign(note, &witness, time(9)).unwrap();
    note.signatures.push(line);
    book.to_files()
}

#[test]
fn every_byte_of_a_log_counts() {
    let files = log();
    let good = Book::read(&files, None).unwrap();
    let mut unnoticed = BTreeSet::new();
    for (name, bytes) in &files {
        for at in 0..bytes.len() {
            for changed in spoilt(bytes, at).into_iter().filter(|changed| changed != bytes) {
                let mut spoilt = files.clone();
                spoilt.insert(name.clone(), changed);
                if let Ok(book) = Book::read(&spoilt, None) {
                    assert_eq!(book.entries, good.entries, "{name}, byte {at}");
                    unnoticed.insert((name.clone(), bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1));
                }
            }
        }
    }
    // A witness's line that is damaged counts as none: the date is then unproven, and said so. Signed notes allow lines of
    // unknown keys, so this is no fault of the log.
    let line = String::from_utf8_lossy(&files["checkpoint.txt"]).lines().count();
    assert_eq!(unnoticed, BTreeSet::from([("checkpoint.txt".to_owned(), line)]));
}
