//! The forger's bench: the demonstration county as it is published, with its secrets, the key of its log, and the tools of somebody
//! who controls the bureau's machine and the host. And the reader's bench: what a careful reader brings along.

use crate::support::{mingchou, read_folder};
use mingchou::demo::past::{log_key, witness_keys};
use mingchou::draw::text::sha;
use mingchou::draw::{Commit, Files};
use mingchou::log::{Action, Book, Entry, LogFiles, entries_text};
use mingchou::model::{Time, parse_time};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The day the demonstration is told as of.
pub(crate) const TODAY: &str = "2026-11-20";
/// A revealed draw without substitutions; the adversary's favourite.
pub(crate) const REVEALED: &str = "2026q3-general";
/// A sealed one.
pub(crate) const SEALED: &str = "2026q4-general";
/// A committed one.
pub(crate) const COMMITTED: &str = "2026q4-special";

/// What was built once: published records, and the bureau's secrets.
static BUILT: LazyLock<(Files, Files)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("county");
    for args in [&["demo"][..], &["--root"]] {
        let mut command = mingchou();
        command.args(args).arg(&root);
        if args[0] == "--root" {
            command.arg("build");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Pages say nothing that a checker believes; without them a copy is quick.
    let mut files = read_folder(&root.join("public"));
    files.retain(|path, _| path.ends_with(".txt") || path.ends_with(".csv"));
    (files, read_folder(&root.join("secrets")))
});

/// Sums of the honest files, each of which lies below [`pool`] under this name.
static SUMS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    fs::create_dir_all(pool()).unwrap();
    let lay = |(path, bytes): (&String, &Vec<u8>)| {
        let sum = sha(bytes);
        let target = pool().join(&sum);
        if fs::read(&target).ok().as_ref() != Some(bytes) {
            // Another run may read it at the same time, so it is put there whole.
            let new = pool().join(format!("{sum}.{}", std::process::id()));
            fs::write(&new, bytes).unwrap();
            fs::rename(new, target).unwrap();
        }
        (path.clone(), sum)
    };
    BUILT.0.iter().map(lay).collect()
});

fn pool() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("attacks")
}

/// An empty folder beside the pool, so that its files can have names there too.
pub(crate) fn empty_folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Puts other bytes in place of a file that [`Site::write`] wrote.
pub(crate) fn overwrite(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The bureau's secrets of a draw that is still sealed.
pub(crate) fn secret(draw: &str, name: &str) -> Vec<u8> {
    BUILT.1[&format!("draws/{draw}/{name}")].clone()
}

pub(crate) fn time(text: &str) -> Time {
    parse_time(&format!("{text}:00+08:00")).unwrap()
}

/// A published site in the forger's hands.
#[derive(Clone)]
pub(crate) struct Site(pub(crate) Files);

impl Site {
    /// As the bureau published it.
    pub(crate) fn honest() -> Self {
        Self(BUILT.0.clone())
    }

    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.0[path].clone()).unwrap()
    }

    pub(crate) fn put(&mut self, path: &str, bytes: impl Into<Vec<u8>>) {
        self.0.insert(path.to_owned(), bytes.into());
    }

    #[track_caller]
    pub(crate) fn edit(&mut self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "{path} does not hold {from}");
        self.put(path, text.replacen(from, to, 1));
    }

    /// The files of a draw's folder.
    pub(crate) fn folder(&self, draw: &str) -> Files {
        let prefix = format!("draws/{draw}/");
        let own =
            self.0.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes.clone())));
        own.collect()
    }

    pub(crate) fn drop_draw(&mut self, draw: &str) {
        self.0.retain(|path, _| !path.starts_with(&format!("draws/{draw}/")));
    }

    pub(crate) fn put_draw(&mut self, draw: &str, files: Files) {
        self.drop_draw(draw);
        self.0.extend(files.into_iter().map(|(name, bytes)| (format!("draws/{draw}/{name}"), bytes)));
    }

    /// Lets the rows of results follow a draw whose outcome was changed.
    pub(crate) fn follow(&mut self, draw: &str, before: &[String], now: &[String]) {
        let path = format!("data/results/{}.csv", &draw[..4]);
        let moved: BTreeMap<String, String> =
            before.iter().zip(now).map(|(old, new)| (format!("{draw},{old},"), format!("{draw},{new},"))).collect();
        let row = |line: &str| match moved.iter().find(|(old, _)| line.starts_with(old.as_str())) {
            Some((old, new)) => line.replacen(old.as_str(), new, 1),
            None => line.to_owned(),
        };
        let text: String = self.text(&path).split_inclusive('\n').map(row).collect();
        self.put(&path, text);
    }

    pub(crate) fn book(&self) -> Book {
        let own =
            self.0.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("log/")?.to_owned(), bytes.clone())));
        Book::read(&own.collect::<LogFiles>(), None).unwrap()
    }

    fn records(&self) -> BTreeMap<&String, &Vec<u8>> {
        let is_record = |path: &str| {
            (path.starts_with("data/") && path.ends_with(".csv"))
                || (path.starts_with("draws/") && (path.ends_with(".txt") || path.ends_with(".csv")))
        };
        self.0.iter().filter(|(path, _)| is_record(path)).collect()
    }

    /// Goes on with the log as the program would: an entry for each new or changed record, an older version kept.
    pub(crate) fn append(&mut self, at: &str) {
        let book = self.book();
        let standing = book.standing();
        let changed =
            |path: &str, bytes: &[u8]| standing.get(path).is_none_or(|(_, e)| !e.is_record() || e.sha256 != sha(bytes));
        let new: Vec<Entry> = self
            .records()
            .into_iter()
            .filter(|(path, bytes)| changed(path, bytes))
            .map(|(path, bytes)| entry(path, bytes, time(at)))
            .collect();
        for entry in &new {
            if let Some((_, old)) = standing.get(entry.path.as_str()) {
                let kept = BUILT.0.get(&entry.path).filter(|bytes| sha(bytes) == old.sha256).unwrap();
                self.0.insert(format!("log/records/{}.csv", old.sha256), kept.clone());
            }
        }
        let entries = book.entries.into_iter().chain(new).collect();
        self.sign(entries, &[]);
    }

    /// Rewrites the past: every entry tells of the files as they stand now, as if it had always been so; what is gone was never
    /// there; a file without entry gets one at the time that `when` names, behind everything of that time.
    pub(crate) fn rewrite(&mut self, when: &dyn Fn(&str) -> Time) {
        let book = self.book();
        let records = self.records();
        let standing = book.standing();
        let mut entries: Vec<Entry> = Vec::new();
        for (at, old) in book.entries.iter().enumerate() {
            let now = standing.get(old.path.as_str()).is_some_and(|(now, _)| *now == at);
            match records.get(&old.path) {
                Some(bytes) if now && old.is_record() => entries.push(entry(&old.path, bytes, old.time)),
                None if now && old.is_record() => {}
                _ => entries.push(old.clone()),
            }
        }
        for (path, bytes) in records.iter().filter(|(path, _)| !standing.contains_key(path.as_str())) {
            let at = entries.partition_point(|old| old.time <= when(path));
            entries.insert(at, entry(path, bytes, when(path)));
        }
        self.sign(entries, &[]);
    }

    /// Writes a log of these entries and signs all its heads with the real key; the heads of `without` are left out. Cosignatures
    /// stay where what they sign has not changed.
    pub(crate) fn sign(&mut self, entries: Vec<Entry>, without: &[usize]) {
        let old = self.book();
        let key = log_key(&old.key.name);
        let last = entries.len();
        let sizes: BTreeSet<usize> = old.notes.keys().copied().filter(|size| *size < last).chain([last]).collect();
        let mut book = Book::new(key.verifier());
        let mut from = 0;
        for size in sizes {
            book = book.appended(entries[from..size].to_vec(), &key).unwrap();
            from = size;
        }
        for (size, note) in &mut book.notes {
            if let Some(same) = old.notes.get(size).filter(|same| same.text == note.text) {
                *note = same.clone();
            }
        }
        book.notes.retain(|size, _| !without.contains(size));
        self.0.retain(|path, _| !path.starts_with("log/") || path.starts_with("log/records/"));
        self.0.extend(book.to_files().into_iter().map(|(name, bytes)| (format!("log/{name}"), bytes)));
    }

    /// Entries in another order or with other contents, under heads signed anew.
    pub(crate) fn change_entries(&mut self, change: impl FnOnce(&mut Vec<Entry>)) {
        let mut entries = self.book().entries;
        change(&mut entries);
        self.sign(entries, &[]);
    }

    /// `entries.txt` alone, whatever the heads say.
    pub(crate) fn put_entries(&mut self, entries: &[Entry]) {
        self.put("log/entries.txt", entries_text(entries));
    }

    /// The present head as a line of paper.
    pub(crate) fn head(&self) -> String {
        self.book().head_now().to_line()
    }

    /// Writes the site, with a manifest that fits. What is as in the honest site is a second name of the same file, so nothing below
    /// may be written in place afterwards; see [`overwrite`].
    pub(crate) fn write(&self, to: &Path) {
        let mut sums = String::new();
        for (path, bytes) in self.0.iter().filter(|(path, _)| *path != "SHA256SUMS.txt") {
            let target = to.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            match SUMS.get(path).filter(|_| BUILT.0[path] == *bytes) {
                Some(sum) => {
                    fs::hard_link(pool().join(sum), target).unwrap();
                    sums.push_str(&format!("{sum}  {path}\n"));
                }
                None => {
                    fs::write(target, bytes).unwrap();
                    sums.push_str(&format!("{}  {path}\n", sha(bytes)));
                }
            }
        }
        fs::write(to.join("SHA256SUMS.txt"), sums).unwrap();
    }

    /// What `mingchou verify` says of it.
    pub(crate) fn verify(&self, options: &[&str]) -> Seen {
        let dir = empty_folder();
        self.write(dir.path());
        verify(dir.path(), options)
    }

    /// What it says to a reader who has kept the log's key, the witnesses' keys, the honest head of the log, and newspapers.
    pub(crate) fn carefully(&self) -> Seen {
        let reader = Reader::of(&Self::honest());
        self.verify(&reader.everything())
    }
}

/// An entry that records a file.
pub(crate) fn entry(path: &str, bytes: &[u8], time: Time) -> Entry {
    Entry { path: path.to_owned(), sha256: sha(bytes), action: Action::Record { bytes: bytes.len() as u64 }, time }
}

/// Runs the checker on a folder.
pub(crate) fn verify(folder: &Path, options: &[&str]) -> Seen {
    let mut args = vec!["--lang", "en", "verify", folder.to_str().unwrap(), "--json"];
    if !options.contains(&"--as-of") {
        args.extend(["--as-of", TODAY]);
    }
    args.extend(options);
    let seen = run(&args);
    keep(folder, &args[4..]);
    seen
}

/// Where `MINGCHOU_ATTACKS` names a folder, every forged site is kept there with the options of its reader, for another checker.
fn keep(folder: &Path, options: &[&str]) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let Some(to) = std::env::var_os("MINGCHOU_ATTACKS") else { return };
    let to = Path::new(&to).join(COUNT.fetch_add(1, Ordering::Relaxed).to_string());
    for path in read_folder(folder).into_keys() {
        let target = to.join("site").join(&path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(folder.join(path), target).unwrap();
    }
    fs::write(to.join("options.txt"), options.join("\n")).unwrap();
}

/// Runs the checker on the folder of one draw.
pub(crate) fn verify_draw(files: &Files, options: &[&str]) -> Seen {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let args = ["--lang", "en", "verify", "--json", "--as-of", TODAY, "--draw", dir.path().to_str().unwrap()];
    let seen = run(&[&args[..], options].concat());
    keep(dir.path(), &[&args[4..6], options].concat());
    seen
}

fn run(args: &[&str]) -> Seen {
    let output = mingchou().args(args).output().unwrap();
    let verdicts: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let mut seen = Seen { exit: output.status.code().unwrap(), ..Seen::default() };
    for verdict in verdicts {
        let draw = verdict["draw"].as_str().unwrap().to_owned();
        for fault in verdict["faults"].as_array().unwrap() {
            seen.faults.insert(format!("{draw}: {}", fault["code"].as_str().unwrap()));
        }
        for note in verdict["not_checked"].as_array().unwrap() {
            let text = format!("{draw}: {} {}", note[0].as_str().unwrap(), note[1].as_str().unwrap());
            seen.notes.insert(text.trim_end().to_owned());
        }
        if verdict["overdue"].as_bool().unwrap() {
            seen.overdue.insert(draw.clone());
        }
        seen.words.insert(draw, verdict["verdict"].as_str().unwrap().to_owned());
    }
    let failed = seen.words.values().any(|word| word == "failed");
    assert_eq!(failed, !seen.faults.is_empty());
    assert_eq!(seen.exit, i32::from(failed), "only a failure makes the exit status 1");
    seen
}

/// Verdicts of a site.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) exit: i32,
    /// `DRAW: CODE`; of the folder as a whole `: CODE`.
    pub(crate) faults: BTreeSet<String>,
    /// What was not checked, `DRAW: CODE NAME`.
    pub(crate) notes: BTreeSet<String>,
    /// Word of each draw.
    pub(crate) words: BTreeMap<String, String>,
    /// Overdue draws.
    pub(crate) overdue: BTreeSet<String>,
}

impl Seen {
    /// Exactly these faults, and exit status 1.
    #[track_caller]
    pub(crate) fn fails(&self, wanted: &[&str]) {
        let wanted: BTreeSet<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!((&self.faults, self.exit), (&wanted, 1));
    }

    /// No fault anywhere.
    #[track_caller]
    pub(crate) fn passes(&self) -> &Self {
        assert_eq!((self.exit, &self.faults), (0, &BTreeSet::new()));
        self
    }

    /// The word of a draw.
    #[track_caller]
    pub(crate) fn says(&self, draw: &str, word: &str) -> &Self {
        assert_eq!(self.words[draw], word, "{draw}");
        self
    }

    /// That this was said not to be checked.
    #[track_caller]
    pub(crate) fn names(&self, note: &str) -> &Self {
        assert!(self.notes.contains(note), "{note} is not in {:#?}", self.notes);
        self
    }

    /// That it was not said.
    #[track_caller]
    pub(crate) fn silent(&self, note: &str) -> &Self {
        assert!(!self.notes.contains(note), "{note}");
        self
    }

    /// Draws with a note of this code.
    pub(crate) fn noted(&self, code: &str) -> Vec<&str> {
        let parts = self.notes.iter().filter_map(|note| note.split_once(": "));
        parts.filter(|(_, rest)| rest.split(' ').next() == Some(code)).map(|(draw, _)| draw).collect()
    }
}

/// What a careful reader has kept of the honest site.
pub(crate) struct Reader {
    pub(crate) log_key: String,
    pub(crate) witnesses: Vec<String>,
    pub(crate) head: String,
    /// `KIND:ROUND@DAY=VALUE`.
    pub(crate) beacons: Vec<String>,
}

impl Reader {
    pub(crate) fn of(site: &Site) -> Self {
        let mut beacons = BTreeSet::new();
        for (path, bytes) in site.0.iter().filter(|(path, _)| path.ends_with("/commit.txt")) {
            let commit = Commit::parse(bytes).unwrap();
            let open = ["seal.txt", "void.txt"].iter().find_map(|name| site.0.get(&path.replace("commit.txt", name)));
            let text = open.map(|bytes| String::from_utf8(bytes.clone()).unwrap()).unwrap_or_default();
            for beacon in &commit.beacons {
                let head = format!("beacon {} {} ", beacon.kind.as_str(), beacon.round);
                if let Some(value) = text.lines().find_map(|line| line.strip_prefix(&head)) {
                    beacons.insert(format!("{}:{}@{}={value}", beacon.kind.as_str(), beacon.round, beacon.time.date()));
                }
            }
        }
        let book = site.book();
        Self {
            log_key: book.key.to_string(),
            witnesses: witness_keys().iter().map(|key| key.verifier().to_string()).collect(),
            head: book.head_now().to_line(),
            beacons: beacons.into_iter().collect(),
        }
    }

    /// `--witness` for each.
    pub(crate) fn witnesses(&self) -> Vec<&str> {
        self.witnesses.iter().flat_map(|key| ["--witness", key]).collect()
    }

    /// `--beacon` for each.
    pub(crate) fn newspapers(&self) -> Vec<&str> {
        self.beacons.iter().flat_map(|beacon| ["--beacon", beacon]).collect()
    }

    /// All of it.
    pub(crate) fn everything(&self) -> Vec<&str> {
        let mut all = vec!["--log-key", &self.log_key, "--head", &self.head];
        all.extend(self.witnesses());
        all.extend(self.newspapers());
        all
    }
}
