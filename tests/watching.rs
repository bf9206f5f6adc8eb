//! `log monitor` over the life of a site: what changed, what it remembers, and what it must never let pass.

use crate::host::{Files, Host, Reply, Site};
use crate::support::{mingchou, read_folder};
use mingchou::log::{Action, Entry};
use mingchou::model::parse_time;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A site on a host and the memory of somebody who watches it.
struct Watch {
    files: Arc<Mutex<Files>>,
    host: Host,
    place: tempfile::TempDir,
}

impl Watch {
    fn new(site: &Site) -> Self {
        let files = Arc::new(Mutex::new(site.files.clone()));
        let served = Arc::clone(&files);
        let host = Host::start(move |request| Reply::file(&served.lock().unwrap(), request));
        Self { files, host, place: tempfile::tempdir().unwrap() }
    }

    fn serve(&self, site: &Site) {
        *self.files.lock().unwrap() = site.files.clone();
    }

    fn folder(&self) -> PathBuf {
        self.place.path().join("memory")
    }

    fn memory(&self) -> Files {
        let mut files = if self.folder().is_dir() { read_folder(&self.folder()) } else { Files::new() };
        // Who holds it is nothing that is remembered.
        assert_eq!(files.remove("lock").unwrap_or_default(), b"");
        files
    }

    /// Exit code and lines on both outputs.
    fn visit(&self, day: &str, more: &[&str]) -> (i32, String) {
        let memory = self.folder();
        let args = ["--lang", "en", "log", "monitor", &self.host.url(), "--as-of", day, "--memory"];
        let out = mingchou().args(args).arg(memory).args(more).output().unwrap();
        let text = String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap();
        (out.status.code().unwrap(), text)
    }

    /// A visit that must fail with these words, show the head that was signed, and leave the memory as it was.
    fn alarms(&self, wanted: &str, seen: &Site) {
        let before = self.memory();
        let (code, text) = self.visit("2023-11-20", &[]);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains(wanted), "{text}\n{wanted}");
        let note = String::from_utf8(seen.files["log/checkpoint.txt"].clone()).unwrap();
        assert!(text.ends_with(&note), "{text}");
        assert_eq!(self.memory(), before);
    }
}

/// A sentence of any word file.
fn said(key: &str, args: &[(&str, &str)]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/gov/words/en");
    let texts: Vec<String> =
        read_folder(&folder).into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    let words = mingchou::words::Words::from_toml("en", texts.iter().map(String::as_str)).unwrap();
    words.fill(key, args.iter().copied())
}

const COUNTS: &str = "Draws: 1; void: 0; void, unopened: 0; nonce lost: 0; ";

#[test]
fn each_visit_tells_what_became_of_the_draws() {
    let committed = Site::committed();
    let watch = Watch::new(&committed);
    let (code, text) = watch.visit("2023-08-20", &[]);
    let key = committed.book.key.to_string();
    let first = format!(
        "This site was not seen before. From now on it must keep this key: {key}. Compare it with the printed one.\n"
    );
    assert_eq!(code, 0, "{text}");
    // At the first visit everything is new: no list of it.
    assert!(text.ends_with(&format!("{first}{COUNTS}sealed: 0; overdue: 0; failed: 0.\n")), "{text}");
    watch.serve(&Site::sealed());
    let (code, text) = watch.visit("2023-09-03", &[]);
    let wanted = format!(
        "2023q3-key: committed → sealed\n2023q3-key: sealed for 10 days\n{COUNTS}sealed: 1; overdue: 0; failed: 0.\n"
    );
    assert!(code == 0 && text.ends_with(&wanted) && !text.contains("not seen before"), "{text}");
    // Nothing new: the age goes on, and a date that has passed is told each time.
    let (code, text) = watch.visit("2023-11-03", &[]);
    assert_eq!(code, 0);
    assert!(!text.contains('→'), "{text}");
    assert!(text.contains("2023q3-key: sealed for 71 days\n"), "{text}");
    assert!(text.ends_with(&format!("{COUNTS}sealed: 1; overdue: 1; failed: 0.\n")), "{text}");
    watch.serve(&Site::revealed());
    let (code, text) = watch.visit("2023-11-20", &[]);
    let wanted = format!("2023q3-key: sealed → recomputed\n{COUNTS}sealed: 0; overdue: 0; failed: 0.\n");
    assert!(code == 0 && text.ends_with(&wanted), "{text}");
    assert_eq!(watch.memory().len(), 3);
}

#[test]
fn new_changed_and_withdrawn_records_are_told_apart() {
    let mut site = Site::revealed();
    let watch = Watch::new(&site);
    assert_eq!(watch.visit("2023-11-20", &[]).0, 0);
    let path = "data/results/2023.csv";
    let old = site.files[path].clone();
    let changed = String::from_utf8(old.clone()).unwrap() + "\n";
    site.publish("2023-11-01T09:00:00+08:00", [(path.to_owned(), changed.into_bytes())]);
    site.publish("2023-11-01T09:00:00+08:00", [("data/extra.csv".to_owned(), b"a\n".to_vec())]);
    let hash = mingchou::draw::text::sha(&old);
    let action = Action::Withdraw { reason: "error".into() };
    let time = parse_time("2023-11-02T09:00:00+08:00").unwrap();
    site.files.remove(&format!("log/records/{hash}.csv"));
    site.append(vec![Entry { path: path.into(), sha256: hash, action, time }]);
    watch.serve(&site);
    let (code, text) = watch.visit("2023-11-20", &[]);
    assert_eq!(code, 0, "{text}");
    let line = |kind: &str, path: &str, time: &str| {
        said(&format!("cli.log.monitor.{kind}"), &[("path", path), ("time", time)])
    };
    let wanted = [
        line("changed", path, "2023-11-01T09:00:00+08:00"),
        line("new", "data/extra.csv", "2023-11-01T09:00:00+08:00"),
        line("withdrawn", path, "2023-11-02T09:00:00+08:00"),
    ];
    assert_eq!(text.lines().skip(2).take(3).collect::<Vec<_>>(), wanted, "{text}");
    let again = watch.visit("2023-11-20", &[]).1;
    assert_eq!(again.lines().count(), 3, "{again}");
}

#[test]
fn a_rewritten_shrunken_replaced_or_vanished_log_is_loud_and_not_remembered() {
    let seen = Site::sealed();
    let watch = Watch::new(&seen);
    assert_eq!(watch.visit("2023-09-03", &[]).0, 0);
    let size = seen.book.entries.len();
    watch.serve(&Site::committed());
    let shrunk = format!("The log is smaller than before: {} entries, {size} had been seen.", size - 1);
    watch.alarms(&shrunk, &seen);
    // The same number of entries and more, but other ones.
    let mut forked = Site::committed();
    let seal = seen.files["draws/2023q3-key/seal.txt"].clone();
    forked.publish("2023-08-24T10:00:00+08:00", [("draws/2023q3-key/seal.txt".to_owned(), seal)]);
    watch.serve(&forked);
    let rewritten =
        |theirs: usize| said("cli.log.rewritten", &[("ours", &size.to_string()), ("theirs", &theirs.to_string())]);
    watch.alarms(&rewritten(size), &seen);
    forked.publish("2023-08-25T10:00:00+08:00", [("data/extra.csv".to_owned(), b"a\n".to_vec())]);
    watch.serve(&forked);
    watch.alarms(&rewritten(size + 1), &seen);
    // Another log under another name would be a first visit, if the place were not remembered.
    let mut other = Site::new("lots.example.gov.cn/other", 9);
    other.publish("2023-08-25T10:00:00+08:00", [("data/extra.csv".to_owned(), b"a\n".to_vec())]);
    watch.serve(&other);
    let url = watch.host.url();
    watch.alarms(
        &format!(
            "Another log stands at {url}. Before it was lots.example.gov.cn/140826 with {size} entries, now it is \
             lots.example.gov.cn/other."
        ),
        &seen,
    );
    let gone = format!(
        "The log is gone. At {url} stood the log lots.example.gov.cn/140826 with {size} entries when it was last seen;"
    );
    let mut without = seen.clone();
    without.files.retain(|path, _| !path.starts_with("log/"));
    without.sum();
    watch.serve(&without);
    watch.alarms(&gone, &seen);
    watch.files.lock().unwrap().clear();
    watch.alarms(&gone, &seen);
    // Back again, as it was.
    watch.serve(&seen);
    assert_eq!(watch.visit("2023-09-03", &[]).0, 0);
}

#[test]
fn the_key_of_the_first_visit_is_kept() {
    let seen = Site::sealed();
    let watch = Watch::new(&seen);
    assert_eq!(watch.visit("2023-09-03", &[]).0, 0);
    let before = watch.memory();
    // The same entries under the same name, signed with another key.
    let mut other = Site::new("lots.example.gov.cn/140826", 8);
    other.files = seen.files.clone();
    other.append(seen.book.entries.clone());
    watch.serve(&other);
    let (code, text) = watch.visit("2023-09-03", &[]);
    assert_eq!(code, 1, "{text}");
    assert_eq!(watch.memory(), before);
    // Whoever brings the printed key is not taken in even at the first visit.
    let fresh = Watch::new(&other);
    let (code, text) = fresh.visit("2023-09-03", &["--log-key", &seen.book.key.to_string()]);
    assert_eq!((code, fresh.memory()), (1, Files::new()), "{text}");
}

#[test]
fn what_fails_is_told_again_and_what_cannot_be_reached_is_not_remembered() {
    let site = Site::revealed();
    let mut broken = site.clone();
    let roster = "draws/2023q3-key/roster.csv";
    broken.files.get_mut(roster).unwrap().extend(b"x,y,fresh,\n");
    let watch = Watch::new(&broken);
    for _ in 0..2 {
        let (code, text) = watch.visit("2023-11-20", &[]);
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("This site was not seen before."), "{text}");
        assert!(text.ends_with(&format!("{COUNTS}sealed: 0; overdue: 0; failed: 1.\n")), "{text}");
    }
    // Its log was sound, and may not be rewritten because of that.
    watch.serve(&Site::sealed());
    watch.alarms("The log is smaller than before: ", &site);
    watch.serve(&site);
    assert_eq!(watch.visit("2023-11-20", &[]).0, 0);
    let before = watch.memory();
    // A page of a proxy in place of everything is no rewrite.
    for path in site.files.keys() {
        watch.files.lock().unwrap().insert(path.clone(), b"<!doctype html>busy".to_vec());
    }
    let (code, text) = watch.visit("2023-11-20", &[]);
    assert_eq!((code, watch.memory() == before), (3, true), "{text}");
    assert!(text.contains("SHA256SUMS.txt is a web page, not the manifest of a site."), "{text}");
    // A memory that was damaged is not overwritten as if this were the first visit.
    watch.serve(&site);
    for name in before.keys().filter(|name| !name.starts_with("site-")) {
        std::fs::write(watch.folder().join(name), "nothing").unwrap();
        let (code, text) = watch.visit("2023-11-20", &[]);
        assert_eq!(code, 3, "{text}");
        assert_eq!(std::fs::read(watch.folder().join(name)).unwrap(), b"nothing");
        std::fs::remove_file(watch.folder().join(name)).unwrap();
    }
    // The place is known, and nothing of its log any more.
    assert_eq!(watch.visit("2023-11-20", &[]).0, 3);
}

#[test]
fn a_witness_and_a_bureau_read_addresses_and_zips_too() {
    let site = Site::revealed();
    let watch = Watch::new(&site);
    let place = watch.place.path();
    std::fs::write(place.join("word"), "a long passphrase\n").unwrap();
    let run = |args: &[&str]| {
        let out = mingchou().current_dir(place).args(["--lang", "en", "log"]).args(args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
    };
    let (url, key) = (watch.host.url(), site.book.key.to_string());
    let made = run(&["key", "--witness", "w.example.gov.cn", "--to", "w.age", "--passphrase-file", "word"]);
    assert_eq!(made.0, 0, "{}", made.2);
    let witness = |site: &str| {
        run(&["witness", site, "--key", "w.age", "--memory", "seen", "--log-key", &key, "--passphrase-file", "word"])
    };
    let (code, line, fault) = witness(&url);
    assert_eq!(code, 0, "{fault}");
    assert!(mingchou::log::Signature::parse(line.trim_end()).is_some_and(|line| line.name == "w.example.gov.cn"));
    // After a backup: the key is there, the log and the draws come back from the site.
    std::fs::create_dir_all(place.join("content/log")).unwrap();
    std::fs::write(place.join("content/log/key.txt"), format!("{key}\n")).unwrap();
    let (code, _, fault) = run(&["restore", &url]);
    assert_eq!(code, 0, "{fault}");
    let back = read_folder(&place.join("content"));
    for (path, bytes) in &site.files {
        let kept = path.starts_with("draws/") || (path.starts_with("log/") && path.ends_with(".txt"));
        assert!(!kept || back.get(path) == Some(bytes), "{path}");
    }
    // What is not as logged is not put back; who is not reached is no finding.
    std::fs::remove_dir_all(place.join("content/draws")).unwrap();
    watch.files.lock().unwrap().insert("draws/2023q3-key/seed.txt".into(), b"other\n".to_vec());
    assert_eq!(run(&["restore", &url]).0, 1);
    assert!(!place.join("content/draws").exists());
    for args in [&["restore", "http://127.0.0.1:1/"][..], &["restore", "missing.zip"]] {
        assert_eq!(run(args).0, 3);
    }
    assert_eq!(witness("http://127.0.0.1:1/").0, 3);
}
