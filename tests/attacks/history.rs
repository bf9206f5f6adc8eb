//! The log: history rewritten, shortened, shown in two versions; records that are not what it says.

use super::draft::Draft;
use super::forge::{REVEALED, Reader, SEALED, Site, empty_folder, entry, time, verify};
use crate::support::mingchou;
use mingchou::demo::past::{log_key, witness_keys};
use mingchou::draw::text::sha;
use mingchou::log::{Action, Book, Entry, KeyKind, SigningKey};
use std::fs;
use std::path::Path;

/// Exit code and what was said.
fn command(args: &[&str]) -> (i32, String) {
    let output =
        mingchou().args(["--lang", "en"]).args(args).env("MINGCHOU_PASSPHRASE", "mingchou-demo").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
}

/// A site that somebody watches: the folder it is published in, and what the watcher remembers.
struct Watched {
    dir: tempfile::TempDir,
}

impl Watched {
    fn new() -> Self {
        Self { dir: empty_folder() }
    }

    fn publish(&self, site: &Site) -> String {
        let folder = self.dir.path().join("site");
        drop(fs::remove_dir_all(&folder));
        site.write(&folder);
        folder.to_str().unwrap().to_owned()
    }

    /// `log monitor`.
    fn monitor(&self, site: &Site) -> (i32, String) {
        let (folder, memory) = (self.publish(site), self.dir.path().join("memory"));
        command(&["log", "monitor", &folder, "--memory", memory.to_str().unwrap(), "--as-of", "2026-11-20"])
    }

    /// `log witness`, with a key of one's own.
    fn witness(&self, site: &Site) -> (i32, String) {
        let (folder, key, memory) = (self.publish(site), self.dir.path().join("key.age"), self.dir.path().join("seen"));
        let key = key.to_str().unwrap();
        if !Path::new(key).exists() {
            let (code, said) = command(&["log", "key", "--witness", "w.example", "--to", key]);
            assert_eq!(code, 0, "{said}");
        }
        let log_key = Reader::of(&Site::honest()).log_key;
        command(&["log", "witness", &folder, "--key", key, "--memory", memory.to_str().unwrap(), "--log-key", &log_key])
    }
}

/// A result made harmless, in the newest version and in the log, as if it had always been so.
fn whitewashed() -> Site {
    let mut site = Site::honest();
    let text = site.text("data/results/2026.csv");
    let line = text.lines().find(|line| line.contains("发现问题") && !line.contains("未发现问题")).unwrap();
    let cells: Vec<&str> = line.split(',').collect();
    let clean = line.replacen(cells[5], "未发现问题", 1);
    site.edit("data/results/2026.csv", line, &clean);
    site.rewrite(&|_| unreachable!());
    site
}

#[test]
fn history_rewritten() {
    let (honest, site) = (Site::honest(), whitewashed());
    let reader = Reader::of(&honest);
    // Nobody remembers anything: nothing is left of the other past, not even for a witness's key alone.
    site.verify(&["--log-key", &reader.log_key]).passes();
    site.verify(&reader.witnesses()).passes();
    // A line of paper, a watcher's memory, a witness's memory.
    site.verify(&["--head", &reader.head]).fails(&[": log-head-differs"]);
    let watcher = Watched::new();
    assert_eq!(watcher.monitor(&honest).0, 0);
    let (code, said) = watcher.monitor(&site);
    assert_eq!(code, 1);
    let before = honest.book().entries.len();
    assert!(said.starts_with(&format!("THE LOG WAS REWRITTEN. Seen here before: {before} entries.")), "{said}");
    let (code, said) = watcher.witness(&honest);
    assert_eq!(code, 0, "{said}");
    let (code, said) = watcher.witness(&site);
    assert_eq!(code, 1);
    assert!(said.contains("THE LOG WAS REWRITTEN"), "{said}");
}

#[test]
fn history_rewritten_without_the_heads() {
    // The entries alone are changed: every head that was ever signed stands against them.
    let mut site = Site::honest();
    let entries = whitewashed().book().entries;
    site.put("data/results/2026.csv", whitewashed().text("data/results/2026.csv"));
    site.put_entries(&entries);
    site.verify(&[]).fails(&[": checkpoint-root"]);
}

#[test]
fn two_histories_for_two_readers() {
    let (one, other) = (Site::honest(), whitewashed());
    let heads = [&one, &other].map(Site::head);
    for (site, own, theirs) in [(&one, &heads[0], &heads[1]), (&other, &heads[1], &heads[0])] {
        site.verify(&["--head", own]).passes();
        site.verify(&["--head", theirs]).fails(&[": log-head-differs"]);
    }
    // The witness signs only the first of the two that it sees.
    let witness = Watched::new();
    assert_eq!(witness.witness(&other).0, 0);
    assert_eq!(witness.witness(&one).0, 1);
}

#[test]
fn the_log_cut_short() {
    // The commitment of the last draw never happened.
    let honest = Site::honest();
    let mut site = honest.clone();
    site.drop_draw("2026q4-special");
    let book = honest.book();
    let first = book.entries.iter().position(|e| e.path.starts_with("draws/2026q4-special/")).unwrap();
    let cut: Vec<Entry> = book.entries.into_iter().filter(|e| !e.path.starts_with("draws/2026q4-special/")).collect();
    assert!(first < cut.len());
    site.sign(cut, &[]);
    site.verify(&[]).passes();
    site.verify(&["--head", &honest.head()]).fails(&[": log-head-differs"]);
    // An older state, whole and signed in its time, put back in place of the newer one.
    let watcher = Watched::new();
    let mut longer = honest.clone();
    longer.edit("data/calendar.csv", "\n", "\n2027-01-01,休\n");
    let grown = {
        longer.append("2026-11-20T18:00");
        longer
    };
    assert_eq!(watcher.witness(&grown).0, 0);
    let (code, said) = watcher.witness(&honest);
    assert_eq!(code, 1);
    let now = honest.book().entries.len();
    assert!(said.contains(&format!("Seen here before: {} entries. Now there are {now}", now + 1)), "{said}");
    honest.verify(&["--head", &grown.head()]).fails(&[": log-head-differs"]);
    grown.verify(&["--head", &honest.head()]).passes();
}

#[test]
fn checkpoints_dropped() {
    let reader = Reader::of(&Site::honest());
    let mut site = Site::honest();
    let book = site.book();
    let at = book.entries.iter().position(|e| e.path == format!("draws/{REVEALED}/commit.txt")).unwrap();
    site.verify(&reader.witnesses()).passes().silent("2026q3-general: date-late");
    // The heads that the witness signed before the beacon vanish, and with them the proof of the date.
    let beacon = time("2026-07-07T21:15");
    let keys = witness_keys().map(|key| key.verifier());
    let sightings = book.sightings(&keys);
    let early: Vec<usize> = keys
        .iter()
        .flat_map(|key| sightings.by(&key.name))
        .filter(|s| s.size > at && s.time < beacon)
        .map(|s| s.size)
        .collect();
    assert!(!early.is_empty());
    let entries = book.entries.clone();
    site.sign(entries, &early);
    site.verify(&reader.witnesses()).passes().says(REVEALED, "recomputed").names("2026q3-general: date-late");
    // Whoever kept the line of such a head on paper still sees that the log begins with it.
    let kept = mingchou::log::Checkpoint {
        origin: book.key.name.clone(),
        size: early[0],
        root: book.root_at(early[0]).unwrap(),
    };
    site.verify(&["--head", &kept.to_line()]).passes();
    // The present head cannot vanish.
    site.0.remove("log/checkpoint.txt");
    site.verify(&[]).fails(&[": file-missing"]);
}

#[test]
fn entries_reordered() {
    let mut site = Site::honest();
    let book = site.book();
    let commit = book.entries.iter().position(|e| e.path == format!("draws/{SEALED}/commit.txt")).unwrap();
    let mut entries = book.entries.clone();
    entries.swap(commit, commit - 1);
    assert_eq!(entries[commit].time, entries[commit - 1].time, "two of one publication");
    let mut quiet = site.clone();
    quiet.put_entries(&entries);
    quiet.verify(&[]).fails(&[": checkpoint-root"]);
    // Heads signed anew, all of them: only a memory tells.
    quiet = Site::honest();
    quiet.sign(entries, &[]);
    quiet.verify(&[]).passes();
    quiet.carefully().fails(&[": log-head-differs"]);
    // Times out of order are refused as they stand.
    let mut entries = book.entries;
    let last = entries.len() - 1;
    entries.swap(0, last);
    site.put_entries(&entries);
    let faults = site.verify(&[]).faults;
    assert!(faults.contains(": entry-time"), "{faults:?}");
}

#[test]
fn a_file_that_was_never_logged() {
    let mut site = Site::honest();
    site.put("data/results/2027.csv", site.text("data/results/2026.csv").lines().next().unwrap().to_owned() + "\n");
    site.verify(&[]).fails(&[": log-unlogged"]);
    let mut site = Site::honest();
    site.put(&format!("draws/{REVEALED}/notes.txt"), "trust us\n");
    site.verify(&[]).fails(&[": log-unlogged", "2026q3-general: unexpected-file"]);
    // A draw that was held, revealed and not logged.
    let mut site = Site::honest();
    let mut draft = Draft::of(&site, REVEALED);
    draft.commit.draw = mingchou::model::DrawId::parse("2026q3-general-b").unwrap();
    draft.nonces[0].1 = sha(b"own");
    draft.bind();
    site.put_draw("2026q3-general-b", draft.committed());
    let faults = site.verify(&[]).faults;
    assert!(faults.contains(": log-unlogged") && faults.contains("2026q3-general-b: task-period-twice"), "{faults:?}");
}

#[test]
fn a_record_changed_without_an_entry() {
    let changed = whitewashed().text("data/results/2026.csv");
    let mut site = Site::honest();
    site.put("data/results/2026.csv", changed.clone());
    site.verify(&[]).fails(&[": log-record-differs"]);
    // With an entry it is allowed, and the older version stays readable beside it.
    site.append("2026-11-20T18:00");
    site.verify(&[]).passes();
    let old = sha(&Site::honest().0["data/results/2026.csv"]);
    let kept = format!("log/records/{old}.csv");
    assert_eq!(site.0[&kept], Site::honest().0["data/results/2026.csv"]);
    let mut without = site.clone();
    without.0.remove(&kept);
    without.verify(&[]).fails(&[": log-record-gone"]);
    site.put(&kept, changed);
    site.verify(&[]).fails(&[": log-older"]);
    // An entry may not lie about the length either.
    let mut site = Site::honest();
    site.change_entries(|entries| entries.last_mut().unwrap().action = Action::Record { bytes: 1 });
    site.verify(&[]).fails(&[": log-record-differs"]);
}

#[test]
fn a_record_taken_away() {
    let mut site = Site::honest();
    site.drop_draw("2026q2-general");
    let faults = site.verify(&[]).faults;
    assert!(faults.contains(": log-record-gone"), "{faults:?}");
    assert!(faults.contains("2026q2-general-b: replaces"), "a void draw cannot be forgotten: {faults:?}");
    let mut site = Site::honest();
    site.0.remove("data/objects.csv");
    site.verify(&[]).fails(&[": log-record-gone"]);
}

#[cfg(unix)]
#[test]
fn a_draw_hidden_behind_a_link() {
    // In a zip or on a server a folder may be a link. Its files can be read, but no list of files names them.
    let dir = empty_folder();
    let (folder, elsewhere) = (dir.path().join("site"), dir.path().join("elsewhere"));
    Site::honest().write(&folder);
    fs::rename(folder.join("draws/2026q2-general"), &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, folder.join("draws/2026q2-general")).unwrap();
    let faults = verify(&folder, &[]).faults;
    assert!(faults.contains(": log-record-gone"), "{faults:?}");
}

#[test]
fn a_withdrawn_version_that_still_stands() {
    let mut site = Site::honest();
    let book = site.book();
    let taken = book.entries.iter().find(|e| !e.is_record()).unwrap();
    site.put(&format!("log/records/{}.csv", taken.sha256), "anything\n");
    site.verify(&[]).fails(&[": log-withdrawn-there"]);
    // The version of now withdrawn, and still there.
    let mut site = Site::honest();
    let hash = sha(&site.0["data/objects.csv"]);
    let withdraw = |path: &str, sha256: &str| Entry {
        path: path.to_owned(),
        sha256: sha256.to_owned(),
        action: Action::Withdraw { reason: "error".to_owned() },
        time: time("2026-11-20T18:00"),
    };
    site.change_entries(|entries| entries.push(withdraw("data/objects.csv", &hash)));
    site.verify(&[]).fails(&[": log-record-withdrawn"]);
    // Taken away with it: the entry stays and says why.
    site.0.remove("data/objects.csv");
    site.verify(&[]).passes();
    // What was withdrawn may not come back.
    let bytes = Site::honest().0["data/objects.csv"].clone();
    site.put("data/objects.csv", bytes.clone());
    let mut entries = site.book().entries;
    entries.push(entry("data/objects.csv", &bytes, time("2026-11-20T19:00")));
    resigned(&mut site, entries).fails(&[": entry-again"]);
}

/// What is said of a log with entries that the program would never write, under heads that fit them.
fn resigned(site: &mut Site, entries: Vec<Entry>) -> super::forge::Seen {
    site.sign(entries, &[]);
    site.verify(&[])
}

#[test]
fn a_file_of_a_draw_withdrawn_or_replaced() {
    let site = Site::honest();
    let path = format!("draws/{REVEALED}/result.csv");
    let bytes = site.0[&path].clone();
    let mut entries = site.book().entries;
    entries.push(Entry {
        path: path.clone(),
        sha256: sha(&bytes),
        action: Action::Withdraw { reason: "court-order".to_owned() },
        time: time("2026-11-20T18:00"),
    });
    let mut gone = site.clone();
    gone.0.remove(&path);
    let faults = resigned(&mut gone, entries).faults;
    assert!(faults.contains(": entry-draw-withdrawn"), "{faults:?}");
    let mut entries = site.book().entries;
    entries.push(entry(&path, b"another", time("2026-11-20T18:00")));
    let mut other = site;
    other.put(&path, "another");
    let faults = resigned(&mut other, entries).faults;
    assert!(faults.contains(": entry-draw-twice"), "{faults:?}");
}

/// The whole site under another log: its name or only its key is another.
fn another_log(site: &mut Site, key: &SigningKey) {
    let old = site.book();
    let mut book = Book::new(key.verifier());
    let mut from = 0;
    for size in old.notes.keys() {
        book = book.appended(old.entries[from..*size].to_vec(), key).unwrap();
        from = *size;
    }
    site.0.extend(book.to_files().into_iter().map(|(name, bytes)| (format!("log/{name}"), bytes)));
}

#[test]
fn another_key_or_another_log() {
    let reader = Reader::of(&Site::honest());
    let origin = "lots.example.gov.cn/140826";
    let mut site = Site::honest();
    another_log(&mut site, &SigningKey::from_seed(origin, KeyKind::Log, &[7; 32]).unwrap());
    site.verify(&[]).passes().names(&format!("{REVEALED}: log-key {origin}"));
    let faults = site.verify(&["--log-key", &reader.log_key]).faults;
    assert!(faults.contains(": log-other-key"), "{faults:?}");
    // The forger leaves the real key lying in the site: then nothing is signed by it.
    site.put("log/key.txt", format!("{}\n", log_key(origin).verifier()));
    site.verify(&["--log-key", &reader.log_key]).fails(&[": checkpoint-signature"]);
    // A second log under another name for the same draws.
    let mut site = Site::honest();
    another_log(&mut site, &log_key("lots.example.gov.cn/140827"));
    site.verify(&[]).fails(&[": origin-differs"]);
    // No log at all.
    let mut site = Site::honest();
    site.0.retain(|path, _| !path.starts_with("log/"));
    site.verify(&[]).passes().names("2026q3-general: log");
    site.verify(&["--log-key", &reader.log_key]).fails(&[": file-missing"]);
    site.verify(&["--head", &reader.head]).fails(&[": file-missing"]);
}

#[test]
fn a_plan_written_after_the_commitment() {
    let mut site = Site::honest();
    site.change_entries(|entries| {
        let at = entries.iter().position(|e| e.path == "data/plans/2026-v2.csv").unwrap();
        let mut plan = entries.remove(at);
        plan.time = time("2026-11-19T10:00");
        let at = entries.partition_point(|e| e.time <= plan.time);
        entries.insert(at, plan);
    });
    let faults = site.verify(&[]).faults;
    assert!(faults.contains("2026q3-general: log-plan-later"), "{faults:?}");
    // The shortfall names a plan as well.
    let mut site = Site::honest();
    site.change_entries(|entries| {
        let at = entries.iter().position(|e| e.path == "data/plans/2025-v1.csv").unwrap();
        let mut plan = entries.remove(at);
        plan.time = time("2026-11-19T10:00");
        let at = entries.partition_point(|e| e.time <= plan.time);
        entries.insert(at, plan);
    });
    let faults = site.verify(&[]).faults;
    assert!(faults.contains("2025q3-special: log-plan-later"), "{faults:?}");
}
