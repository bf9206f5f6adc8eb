//! The log as clerk, witness and watcher use it: key, publish, withdraw, release, witness, cosign, monitor, restore; exact
//! sentences, and that nothing is written where something is refused.

use crate::draw_commands::{COMMIT, bureau};
use crate::support::{mingchou, read_folder};
use mingchou::log::{Action, Book, Entry, KeyKind, LogFiles, SigningKey, VerifierKey, cosign};
use mingchou::model::parse_time;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const PASSPHRASE: &str = "correct horse battery staple";
const DAY: &str = "2026-02-01T10:00:00+08:00";

/// A bureau with a log of its own, and a place for what machines remember.
pub(crate) struct Office {
    dir: tempfile::TempDir,
    state: tempfile::TempDir,
}

impl Office {
    /// A demonstration bureau with a key, nothing logged.
    pub(crate) fn new() -> Self {
        let office = Self { dir: bureau(), state: tempfile::tempdir().unwrap() };
        let (code, out, _) = office.log(&["key"]);
        assert_eq!(code, 0, "{out}");
        office
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn content(&self, path: &str) -> PathBuf {
        self.root().join("content").join(path)
    }

    pub(crate) fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = mingchou();
        command.arg("--root").arg(self.root()).args(["--lang", "en"]).args(args);
        command.env("MINGCHOU_PASSPHRASE", PASSPHRASE).env("MINGCHOU_STATE", self.state.path());
        let output = command.output().unwrap();
        let text =
            |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&self.root().display().to_string(), "ROOT");
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    pub(crate) fn log(&self, args: &[&str]) -> (i32, String, String) {
        self.run(&[&["log"], args].concat())
    }

    #[track_caller]
    pub(crate) fn good(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!(code, 0, "{args:?}\n{out}{err}");
        out
    }

    #[track_caller]
    pub(crate) fn publish(&self, at: &str) -> String {
        self.good(&["log", "publish", "--at", at])
    }

    /// Builds, and returns the folder.
    #[track_caller]
    pub(crate) fn build(&self) -> PathBuf {
        self.good(&["build"]);
        self.root().join("public")
    }

    fn files(&self) -> LogFiles {
        read_folder(&self.content("log"))
    }

    fn book(&self) -> Book {
        Book::read(&self.files(), None).unwrap()
    }

    fn rename(&self, from: &str, to: &str) {
        let path = self.content("registry/objects.csv");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    for (path, bytes) in read_folder(from) {
        fs::create_dir_all(to.join(&path).parent().unwrap()).unwrap();
        fs::write(to.join(&path), bytes).unwrap();
    }
}

#[test]
fn a_key_is_made_once_encrypted_and_for_its_owner_only() {
    let office = Office { dir: bureau(), state: tempfile::tempdir().unwrap() };
    let (code, out, err) = office.log(&["key"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let (key, said) = out.split_once('\n').unwrap();
    let key = VerifierKey::parse(key).unwrap();
    assert_eq!((key.kind, key.name.as_str()), (KeyKind::Log, "lots.example.gov.cn/140826"));
    assert_eq!(
        said,
        "The key is kept in ROOT/secrets/log/key.age, encrypted with the passphrase. The line above is what others check \
         with: print it, hand it to the witnesses, keep the passphrase and a copy of the file apart.\n"
    );
    let path = office.root().join("secrets/log/key.age");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----\n") && !text.contains("PRIVATE"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (code, _, err) = office.log(&["key"]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "ROOT/secrets/log/key.age exists and is not overwritten: who loses the key of a log cannot go on with the log.\n"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let short = office.root().join("short");
    fs::write(&short, "abc\n").unwrap();
    let other = office.root().join("elsewhere/key.age");
    let (file, to) = (short.to_str().unwrap(), other.to_str().unwrap());
    let (code, _, err) = office.log(&["key", "--witness", "w", "--to", to, "--passphrase-file", file]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "A passphrase has at least 10 characters; a sentence is easier to keep in mind than a word. Nothing was written.\n"
    );
    assert!(!other.exists());
    let (code, _, err) = office.log(&["key", "--witness", "a b", "--to", to]);
    assert_eq!(
        (code, err.as_str()),
        (2, "a b cannot be the name of a key: printable ASCII characters, neither space nor +.\n")
    );
    let inside = office.content("key.age");
    let (code, _, err) = office.log(&["key", "--witness", "w", "--to", inside.to_str().unwrap()]);
    assert_eq!(code, 3, "{err}");
    assert!(!inside.exists());
}

#[test]
fn publishing_needs_the_key_and_its_passphrase() {
    let office = Office { dir: bureau(), state: tempfile::tempdir().unwrap() };
    let (code, _, err) = office.log(&["publish", "--at", DAY]);
    assert_eq!(code, 2);
    assert_eq!(err, "This log has no key yet (ROOT/secrets/log/key.age is missing). Make one with: mingchou log key\n");
    office.good(&["log", "key"]);
    let wrong = office.root().join("wrong");
    fs::write(&wrong, "something else entirely\n").unwrap();
    let (code, _, err) = office.log(&["publish", "--at", DAY, "--passphrase-file", wrong.to_str().unwrap()]);
    assert_eq!(code, 2);
    assert_eq!(err, "ROOT/secrets/log/key.age cannot be opened: the passphrase is wrong, or the file was changed.\n");
    assert!(!office.content("log").exists());
}

#[test]
fn a_log_grows_with_the_site_and_keeps_older_versions_readable() {
    let office = Office::new();
    let (code, out, _) = office.log(&["publish", "--at", DAY, "--dry-run"]);
    assert_eq!(code, 0);
    assert!(out.ends_with("This was a trial; nothing was written.\n"), "{out}");
    assert!(!office.content("log").exists());
    // Nothing is signed, so nobody is asked for a passphrase: none is given here, and there is no terminal.
    let mut bare = mingchou();
    bare.env_remove("MINGCHOU_PASSPHRASE").env("MINGCHOU_STATE", office.state.path());
    bare.arg("--root").arg(office.root()).args(["--lang", "en", "log", "publish", "--at", DAY, "--dry-run"]);
    let done = bare.stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8(done.stdout).unwrap()), (Some(0), out));
    office.publish(DAY);
    let first = office.book();
    assert_eq!(
        office.publish(DAY),
        format!("Nothing new: the log with its {} entries is complete.\n", first.entries.len())
    );
    let old = first.entries.iter().find(|entry| entry.path == "data/objects.csv").unwrap().clone();
    office.rename("示例厂1", "示例厂一");
    let said = office.publish("2026-02-01T11:00:00+08:00");
    let second = office.book();
    let root: String = second.head_now().root[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        said,
        format!(
            "changed    data/objects.csv\nEntries added: 1; the log has {} now, root {root}…. Build and upload.\n",
            second.entries.len()
        )
    );
    assert!(second.extends(&first.head_now()));
    let site = office.build();
    let kept = format!("log/records/{}.csv", old.sha256);
    assert!(fs::read_to_string(site.join(&kept)).unwrap().contains("示例厂1"));
    assert!(site.join(format!("log/checkpoints/{}.txt", first.entries.len())).exists());
    let page = fs::read_to_string(site.join("log/tables/objects.html")).unwrap();
    assert!(page.contains("<del>示例厂1</del> → <ins>示例厂一</ins>"), "{page}");
    assert!(page.contains("与上一版相比：新增 0 行，减少 0 行，改动 1 行。"), "{page}");
    let (code, out, err) = office.run(&["verify", site.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{err}");
    // The clock of the machine may not go back.
    office.rename("示例厂一", "示例厂壹");
    let (code, _, err) = office.log(&["publish", "--at", DAY]);
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "error[MC0814]: It is 2026-02-01 10:00:00, but the last entry of the log is of 2026-02-01 11:00:00.\n--> \
         content/log/entries.txt\n = do: Set the clock of this machine.\n\nNothing was written.\n"
    );
}

/// Pages of the log are kept where the log and its versions are the same, and are those of a build from nothing after each of its steps.
#[test]
fn the_pages_of_the_log_follow_every_step_of_it() {
    let office = Office::new();
    let same = |step: &str| {
        let site = read_folder(&office.build());
        let other = office.root().join("other");
        let _ = fs::remove_dir_all(&other);
        office.good(&["build", "--full", "--out", other.to_str().unwrap()]);
        let wanted = read_folder(&other);
        assert_eq!(site.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>(), "{step}");
        for (path, bytes) in &wanted {
            assert!(site[path] == *bytes, "{step}: {path} is not as made from nothing");
        }
        // The notes are those of the last folder built.
        office.build();
        site
    };
    let shows = |site: &BTreeMap<String, Vec<u8>>, path: &str, text: &str| {
        assert!(String::from_utf8_lossy(&site[path]).contains(text), "{path} without {text}");
    };
    same("before the log");
    office.publish(DAY);
    let first = same("the first head");
    office.rename("示例厂1", "示例厂一");
    let unlogged = same("a table that is not in the log");
    assert!(first["log/changes.csv"] == unlogged["log/changes.csv"]);
    office.publish("2026-02-01T11:00:00+08:00");
    let second = same("the second head");
    let old = office.book().entries.iter().find(|entry| entry.path == "data/objects.csv").unwrap().sha256.clone();
    shows(&second, "log/changes.csv", ",changed,0,0,1,");
    shows(&second, "log/tables/objects.html", "<del>示例厂1</del>");
    shows(&second, "data/snapshots.html", "改动 1 行");
    let at = "2026-02-01T12:00:00+08:00";
    office.good(&["log", "withdraw", "data/objects.csv", "--sha256", &old, "--reason", "error", "--at", at]);
    let third = same("a version is withdrawn");
    shows(&third, "log/changes.csv", ",withdrawn,");
    assert!(!String::from_utf8_lossy(&third["log/tables/objects.html"]).contains("示例厂1</del>"));
}

#[test]
fn a_withdrawn_version_leaves_its_entry_and_reason() {
    let office = Office::new();
    office.publish(DAY);
    let old = office.book().entries.iter().find(|entry| entry.path == "data/objects.csv").unwrap().sha256.clone();
    let withdraw = |hash: &str, reason: &str| {
        office.log(&[
            "withdraw",
            "data/objects.csv",
            "--sha256",
            hash,
            "--reason",
            reason,
            "--at",
            "2026-02-01T12:00:00+08:00",
        ])
    };
    let (code, _, err) = withdraw(&old, "personal-data");
    assert_eq!(code, 1);
    assert!(
        err.starts_with(&format!(
            "error[MC0815]: {}… is no version of data/objects.csv that can be withdrawn",
            &old[..12]
        )),
        "{err}"
    );
    let (code, _, err) = withdraw(&old, "because");
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "because is no reason to withdraw. There are: personal-data, state-secret, trade-secret, court-order, error.\n"
    );
    let (code, _, err) = withdraw("ABC", "error");
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "ABC is not a SHA-256: 64 lower-case hex digits are wanted. The page of the record lists its versions.\n"
    );
    office.rename("示例厂1", "示例厂一");
    office.publish("2026-02-01T11:00:00+08:00");
    let kept = office.content(&format!("log/records/{old}.csv"));
    assert!(kept.exists());
    let (code, out, err) = withdraw(&old, "personal-data");
    assert_eq!(code, 0, "{err}");
    assert!(
        out.ends_with("was deleted; the entry stays. Build, and delete the old file on the server too.\n"),
        "{out}"
    );
    assert!(!kept.exists());
    let site = office.build();
    assert!(!site.join(format!("log/records/{old}.csv")).exists());
    let page = fs::read_to_string(site.join("log/tables/objects.html")).unwrap();
    assert!(page.contains("2026-02-01 12:00 撤回，理由：含有个人信息。条目保留，内容不再提供。"), "{page}");
    assert!(!page.contains("示例厂1<"));
    let (code, out, err) = office.run(&["verify", site.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}{err}");
    // Neither the file nor the content may come back.
    fs::write(&kept, "anything").unwrap();
    let (code, _, err) = office.run(&["build"]);
    assert_eq!(code, 1);
    assert!(err.contains("error[MC0804]"), "{err}");
    fs::remove_file(&kept).unwrap();
    office.rename("示例厂一", "示例厂1");
    let (code, _, err) = office.log(&["publish", "--at", "2026-02-01T13:00:00+08:00"]);
    assert_eq!(code, 1);
    assert!(err.contains("error[MC0813]: data/objects.csv would again be the version that was withdrawn."), "{err}");
}

#[test]
fn files_of_a_draw_never_change_and_tables_do_not_vanish() {
    let office = Office::new();
    office.publish("2026-02-02T09:00:00+08:00");
    office.good(&[&["draw"][..], &COMMIT].concat());
    office.publish("2026-02-02T10:05:00+08:00");
    let before = office.files();
    fs::remove_dir_all(office.content("draws/2026q1-key")).unwrap();
    let (code, _, err) = office.log(&["publish", "--at", "2026-02-02T11:00:00+08:00"]);
    assert_eq!(code, 1);
    let codes: Vec<&str> = err.lines().filter_map(|line| line.strip_prefix("error[")).map(|line| &line[..6]).collect();
    assert_eq!(codes, ["MC0811"; 4], "{err}");
    assert!(err.contains("draws/2026q1-key/commit.txt is in the log with other bytes, or was removed"), "{err}");
    assert_eq!(office.files(), before);
}

/// The same bureau as no demonstration, fit for release but for its log.
pub(crate) fn serious(office: &Office) {
    let path = office.content("site.toml");
    let text = fs::read_to_string(&path).unwrap().replace("demo = true\n", "");
    fs::write(path, text).unwrap();
}

#[test]
fn a_release_needs_a_complete_log() {
    let office = Office::new();
    serious(&office);
    let release = || office.run(&["build", "--release"]);
    let (code, _, err) = release();
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("error[MC0816]") && err.contains("are not in the log as they stand"), "{err}");
    assert!(!office.root().join("public").exists());
    office.good(&["log", "publish"]);
    let (code, out, err) = release();
    assert_eq!(code, 0, "{out}{err}");
    office.rename("示例厂1", "示例厂一");
    let (code, _, err) = release();
    assert_eq!(code, 1);
    assert!(
        err.contains("error[MC0816]: 1 records are not in the log as they stand, data/objects.csv among them"),
        "{err}"
    );
    let (code, _, err) = office.run(&["build"]);
    // An ordinary build is a preview: it says what is not logged yet, and goes on.
    assert_eq!(code, 0, "{err}");
    assert!(
        err.contains("warning[MC0817]: 1 records are not in the log as they stand, data/objects.csv among them."),
        "{err}"
    );
    let site = office.root().join("public");
    let (code, out, _) = office.run(&["verify", site.to_str().unwrap()]);
    assert_eq!(code, 1, "to a stranger it is not the logged site");
    assert!(out.contains("data/objects.csv: has other bytes than the log says"), "{out}");
}

#[test]
fn a_restored_backup_is_refused_and_the_published_site_is_the_way_out() {
    let office = Office::new();
    serious(&office);
    office.good(&["log", "publish"]);
    let backup = tempfile::tempdir().unwrap();
    copy(office.root(), backup.path());
    office.rename("示例厂1", "示例厂一");
    office.good(&["log", "publish"]);
    office.good(&["build", "--release"]);
    let published = tempfile::tempdir().unwrap();
    copy(&office.root().join("public"), published.path());
    // The whole folder, secrets and public included, goes back to yesterday; the user's own folder remembers.
    fs::remove_dir_all(office.root()).unwrap();
    copy(backup.path(), office.root());
    office.rename("示例厂2", "示例厂二");
    let before = read_folder(office.root());
    let (code, _, err) = office.log(&["publish"]);
    assert_eq!(code, 1, "{err}");
    let size = office.book().entries.len();
    assert_eq!(
        err,
        format!(
            "{} remembers {} entries, but content/log/ has only {size}: an older state was restored here. Signing it would make \
             a second history.\nNothing was written. The way out: fetch the published site and run: mingchou log restore SITE. \
             It puts back what is public; then go on as usual.\n",
            office.state.path().display(),
            size + 1
        )
    );
    assert_eq!(read_folder(office.root()).len(), before.len());
    let site = published.path().to_str().unwrap();
    let said = office.good(&["log", "restore", site]);
    assert!(said.starts_with(&format!("content/log/ is that of the published site: {} entries;", size + 1)), "{said}");
    let said = office.good(&["log", "publish"]);
    assert!(said.contains("changed    data/objects.csv"), "{said}");
    let (code, out, _) = office.log(&["monitor", site, "--memory", office.state.path().to_str().unwrap()]);
    assert_eq!(code, 1, "what was signed later is remembered, so the older site is behind: {out}");
}

#[test]
fn a_second_machine_needs_the_published_site() {
    let office = Office::new();
    serious(&office);
    office.good(&["log", "publish"]);
    office.good(&["build", "--release"]);
    let other = Office { dir: tempfile::tempdir().unwrap(), state: tempfile::tempdir().unwrap() };
    copy(&office.root().join("content"), &other.content(""));
    copy(&office.root().join("secrets"), &other.root().join("secrets"));
    fs::remove_file(other.root().join("secrets/log/last.txt")).unwrap();
    other.rename("示例厂1", "示例厂一");
    let (code, _, err) = other.log(&["publish"]);
    assert_eq!(code, 1);
    let size = office.book().entries.len();
    assert_eq!(
        err,
        format!(
            "This machine has not signed this log before ({size} entries), so it cannot know whether the log is complete. Name \
             the published site: mingchou log publish --published SITE. Nothing was written.\n"
        )
    );
    let site = office.root().join("public");
    let said = other.good(&["log", "publish", "--published", site.to_str().unwrap()]);
    assert!(said.contains("Entries added: 1;"), "{said}");
}

#[test]
fn a_witness_compares_remembers_and_signs_and_the_bureau_adds_its_line() {
    let office = Office::new();
    office.publish(DAY);
    let site = office.build();
    let site = site.to_str().unwrap().to_owned();
    let desk = tempfile::tempdir().unwrap();
    let path = |name: &str| desk.path().join(name).display().to_string();
    let key = path("witness.age");
    let made = office.good(&["log", "key", "--witness", "discipline.example/1", "--to", &key]);
    let verifier = made.lines().next().unwrap().to_owned();
    let log_key = fs::read_to_string(office.content("log/key.txt")).unwrap().trim_end().to_owned();
    let memory = path("memory");
    let witness = |more: &[&str]| office.log(&[&["witness", &site, "--key", &key, "--memory", &memory], more].concat());
    let (code, _, err) = witness(&[]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        format!(
            "This log is seen here for the first time. Compare its key with a printed one, then name it: --log-key {log_key}\n"
        )
    );
    let (code, line, err) = witness(&["--log-key", &log_key]);
    assert_eq!(code, 0, "{err}");
    assert!(line.starts_with("— discipline.example/1 ") && line.ends_with('\n'));
    let size = office.book().entries.len();
    assert!(err.starts_with(&format!("This log is seen for the first time; it has {size} entries.")), "{err}");
    let file = path("line.txt");
    fs::write(&file, &line).unwrap();
    let (code, _, err) = office.log(&["cosign", &file]);
    assert_eq!(code, 1);
    assert_eq!(err, "site.toml names no witness discipline.example/1 with this key. Add its key to log.witnesses.\n");
    let config = fs::read_to_string(office.content("site.toml")).unwrap();
    let at = config.find("witnesses = [").unwrap() + "witnesses = [".len();
    let config = format!("{}\n  \"{verifier}\",{}", &config[..at], &config[at..]);
    fs::write(office.content("site.toml"), config).unwrap();
    let said = office.good(&["log", "cosign", &file]);
    assert!(said.starts_with(&format!("discipline.example/1 saw {size} entries at ")), "{said}");
    assert_eq!(office.good(&["log", "cosign", &file]), said, "the same line twice changes nothing");
    assert!(fs::read_to_string(office.content("log/checkpoint.txt")).unwrap().ends_with(&line));
    let damaged = line.replace(&line[line.len() - 12..line.len() - 4], "AAAAAAAA");
    fs::write(&file, damaged).unwrap();
    let (code, _, err) = office.log(&["cosign", &file]);
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "The line of discipline.example/1 belongs to no checkpoint of this log, or it is damaged. Copy it whole.\n"
    );
    // The log grows: seen again without naming the key.
    office.rename("示例厂1", "示例厂一");
    office.publish("2026-02-01T11:00:00+08:00");
    office.build();
    let (code, _, err) = witness(&[]);
    assert_eq!(code, 0, "{err}");
    assert!(
        err.starts_with(&format!("Seen before: {size} entries; now {}, which begin with those.", size + 1)),
        "{err}"
    );
}

#[test]
fn a_witness_without_the_log_is_shown_a_head_and_a_proof() {
    let office = Office::new();
    office.publish(DAY);
    let size = office.book().entries.len();
    let desk = tempfile::tempdir().unwrap();
    let path = |name: &str| desk.path().join(name).display().to_string();
    let (key, memory, first, second) = (path("witness.age"), path("memory"), path("first.txt"), path("second.txt"));
    office.good(&["log", "key", "--witness", "discipline.example/1", "--to", &key]);
    let log_key = fs::read_to_string(office.content("log/key.txt")).unwrap().trim_end().to_owned();
    let witness = |file: &str, more: &[&str]| {
        office.log(&[&["witness", file, "--key", &key, "--memory", &memory], more].concat())
    };
    let said = office.good(&["log", "proof", "--old", "0", "--to", &first]);
    assert_eq!(
        said,
        format!("{first} shows that the head of {size} entries extends that of 0. Give it to the witness.\n")
    );
    let (code, _, err) = witness(&first, &[]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        "The log lots.example.gov.cn/140826 is seen here for the first time. Name its key from a printed notice: --log-key \
         NAME+ID+BASE64\n"
    );
    let (code, line, err) = witness(&first, &["--log-key", &log_key]);
    assert_eq!(code, 0, "{err}");
    assert!(line.starts_with("— discipline.example/1 "));
    office.rename("示例厂1", "示例厂一");
    office.publish("2026-02-01T11:00:00+08:00");
    office.good(&["log", "proof", "--old", "1", "--to", &second]);
    let (code, _, err) = witness(&second, &[]);
    assert_eq!(code, 2);
    assert_eq!(
        err,
        format!(
            "This proof begins at 1 entries, but {size} were seen here. Ask for: mingchou log proof --old {size}\n"
        )
    );
    office.good(&["log", "proof", "--old", &size.to_string(), "--to", &second]);
    let good = fs::read_to_string(&second).unwrap();
    assert!(good.len() < 1500, "{} bytes", good.len());
    // A proof that does not fit is a rewrite; a head that is not signed is none.
    let node = good.lines().nth(1).unwrap();
    let other = if node.starts_with('A') { 'B' } else { 'A' };
    fs::write(&second, good.replacen(node, &format!("{other}{}", &node[1..]), 1)).unwrap();
    let (code, _, err) = witness(&second, &[]);
    assert_eq!(code, 1);
    assert!(err.starts_with(&format!("THE LOG WAS REWRITTEN. Seen here before: {size} entries.")), "{err}");
    fs::write(&second, good.replacen(&format!("\n{}\n", size + 1), &format!("\n{}\n", size + 2), 1)).unwrap();
    let (code, _, err) = witness(&second, &[]);
    assert_eq!((code, err), (1, format!("The head in {second} is not signed by {log_key}.\n")));
    fs::write(&second, &good[..good.len() - 5]).unwrap();
    let (code, _, err) = witness(&second, &[]);
    assert_eq!((code, err), (1, format!("{second} is not a whole file of log proof. Fetch it again.\n")));
    fs::write(&second, &good).unwrap();
    let (code, _, err) = witness(&second, &[]);
    assert_eq!(code, 0, "{err}");
    assert!(
        err.starts_with(&format!("Seen before: {size} entries; now {}, which begin with those.", size + 1)),
        "{err}"
    );
    let (code, _, err) = office.log(&["proof", "--old", "999"]);
    assert_eq!((code, err), (2, format!("The log has {} entries; nobody can have seen 999.\n", size + 1)));
}

/// A key of a log that a forger has.
fn signing_key(office: &Office) -> SigningKey {
    let path = office.root().join("secrets/log/key.age");
    let text = fs::read(path).unwrap();
    let mut identity = age::scrypt::Identity::new(age::secrecy::SecretString::from(PASSPHRASE));
    identity.set_max_work_factor(20);
    let decryptor = age::Decryptor::new(age::armor::ArmoredReader::new(&text[..])).unwrap();
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).unwrap();
    let mut key = String::new();
    std::io::Read::read_to_string(&mut reader, &mut key).unwrap();
    SigningKey::parse(&key).unwrap()
}

/// Writes another history into a published folder: the same entries with the last one changed, signed by the right key.
fn rewritten(office: &Office, site: &Path) {
    let (book, key) = (office.book(), signing_key(office));
    let mut entries = book.entries.clone();
    let last = entries.last_mut().unwrap();
    last.time += chrono::TimeDelta::minutes(1);
    let forged = Book::new(key.verifier()).appended(entries, &key).unwrap();
    fs::remove_dir_all(site.join("log/checkpoints")).ok();
    for (name, bytes) in forged.to_files() {
        fs::write(site.join("log").join(name), bytes).unwrap();
    }
}

#[test]
fn a_monitor_tells_news_and_fails_loudly_on_a_rewrite() {
    let office = Office::new();
    office.publish("2026-02-02T09:00:00+08:00");
    let site = office.build();
    let memory = tempfile::tempdir().unwrap();
    let monitor = || {
        let (site, memory) = (site.to_str().unwrap(), memory.path().to_str().unwrap());
        office.log(&["monitor", site, "--memory", memory, "--as-of", "2026-02-10"])
    };
    let (code, out, err) = monitor();
    assert_eq!(code, 0, "{err}");
    let size = office.book().entries.len();
    assert!(out.contains(&format!("lots.example.gov.cn/140826: 0 entries were known, {size} are there.\n")), "{out}");
    office.good(&[&["draw"][..], &COMMIT].concat());
    office.rename("示例厂1", "示例厂一");
    office.publish("2026-02-02T10:05:00+08:00");
    office.build();
    let (code, out, err) = monitor();
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("changed    2026-02-02T10:05:00+08:00  data/objects.csv\n"), "{out}");
    assert!(out.contains("new        2026-02-02T10:05:00+08:00  draws/2026q1-key/commit.txt\n"), "{out}");
    assert!(out.contains("overdue    2026q1-key\n"), "{out}");
    let remembered = read_folder(memory.path());
    let seen = String::from_utf8(fs::read(office.content("log/checkpoint.txt")).unwrap()).unwrap();
    rewritten(&office, &site);
    let (code, out, err) = monitor();
    assert_eq!(code, 1, "{out}");
    let size = office.book().entries.len();
    assert!(
        err.starts_with(&format!(
            "THE LOG WAS REWRITTEN. Seen here before: {size} entries. Now there are {size}, and they do not begin with those."
        )),
        "{err}"
    );
    assert!(err.ends_with(&seen), "what was signed before is the proof: {err}");
    assert_eq!(read_folder(memory.path()), remembered);
    // A witness refuses likewise, and so does a reader with a printed state.
    let line = office.book().head_now().to_line();
    let (code, out, _) = office.run(&["verify", site.to_str().unwrap(), "--head", &line]);
    assert_eq!(code, 1);
    assert!(
        out.contains(
            "✗ log/checkpoint.txt: the log does not begin with the state you remember: it was rewritten, or is another log"
        ),
        "{out}"
    );
}

#[test]
fn a_witness_before_the_beacon_proves_the_date_and_one_after_it_does_not() {
    for (minute, proven) in [("2026-02-02T21:29:59+08:00", true), ("2026-02-02T21:30:00+08:00", false)] {
        let office = Office::new();
        office.publish("2026-02-02T09:00:00+08:00");
        office.good(&[&["draw"][..], &COMMIT].concat());
        office.publish("2026-02-02T10:05:00+08:00");
        let witness = SigningKey::from_seed("w.example", KeyKind::Witness, &[9; 32]).unwrap();
        let book = office.book();
        let note = &book.notes[&book.entries.len()];
        let line = cosign(note, &witness, parse_time(minute).unwrap()).unwrap().to_line() + "\n";
        let mut text = fs::read_to_string(office.content("log/checkpoint.txt")).unwrap();
        text.push_str(&line);
        fs::write(office.content("log/checkpoint.txt"), text).unwrap();
        let site = office.build();
        let key = witness.verifier().to_string();
        let (code, out, _) = office.run(&["verify", site.to_str().unwrap(), "--witness", &key]);
        assert_eq!(code, 0, "{out}");
        let said = format!("✓ w.example saw the commitment at {minute}, before the public value");
        assert_eq!(out.contains(&said), proven, "{out}");
        assert_eq!(out.contains("none of your witnesses saw it before"), !proven, "{out}");
    }
}

#[test]
fn keys_and_states_in_a_wrong_spelling_are_refused() {
    for (args, said) in [
        (["--log-key", "abc"], "abc is not the key of a log. It is written NAME+ID+BASE64, as in log/key.txt.\n"),
        (["--witness", "abc"], "abc is not the key of a witness. It is written NAME+ID+BASE64.\n"),
        (
            ["--head", "a 1"],
            "a 1 is not a state of a log. Write it as on paper: name, number, root, one space between.\n",
        ),
    ] {
        let output = mingchou().args(["--lang", "en", "verify", "."]).args(args).output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(2), said.to_owned()));
    }
}

/// What a step of the log wrote is all there or not at all: the files of a broken `content/log/` are refused one by one.
#[test]
fn a_broken_log_is_refused_with_its_file_and_line() {
    let office = Office::new();
    office.publish(DAY);
    office.rename("示例厂1", "示例厂一");
    office.publish("2026-02-01T11:00:00+08:00");
    let good = office.files();
    let size = office.book().entries.len();
    let older = office.book().older().into_keys().next().unwrap().to_owned();
    let entries = String::from_utf8(good["entries.txt"].clone()).unwrap();
    let mut cases: BTreeMap<&str, (String, Option<Vec<u8>>)> = BTreeMap::new();
    cases.insert("MC0801]: The log is broken: a file is missing", ("key.txt".into(), None));
    cases.insert("MC0803]", (format!("records/{older}.csv"), None));
    cases.insert("MC0804]", (format!("records/{older}.csv"), Some(b"x".to_vec())));
    let changed = entries.replacen("bytes ", "bytes 1", 1).into_bytes();
    cases.insert(
        "MC0801]: The log is broken: its root is not that of the entries",
        ("entries.txt".into(), Some(changed)),
    );
    let shifted = entries.replacen("record ", "Record ", 1).into_bytes();
    cases.insert(
        "MC0801]: The log is broken: not the line that stands here in an entry",
        ("entries.txt".into(), Some(shifted)),
    );
    let renamed = good[&format!("checkpoints/{}.txt", size - 1)].clone();
    cases
        .insert("MC0801]: The log is broken: is not named after its size", ("checkpoints/7.txt".into(), Some(renamed)));
    for (said, (file, bytes)) in cases {
        let path = office.content(&format!("log/{file}"));
        match bytes {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let (code, _, err) = office.run(&["check"]);
        assert_eq!(code, 1, "{said}: {err}");
        assert!(err.contains(said), "{said}: {err}");
        match good.get(&file) {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
    }
    let config = fs::read_to_string(office.content("site.toml")).unwrap();
    fs::write(office.content("site.toml"), config.replace("gov.cn/140826\"\nwitnesses", "gov.cn/140827\"\nwitnesses"))
        .unwrap();
    let (code, _, err) = office.run(&["check"]);
    assert_eq!(code, 1);
    assert!(
        err.contains("error[MC0802]: The log is that of lots.example.gov.cn/140826, but site.toml calls it lots.example.gov.cn/140827."),
        "{err}"
    );
}

#[test]
fn a_log_whose_folder_is_gone_is_restored_from_the_published_site() {
    let office = Office::new();
    office.publish(DAY);
    office.rename("示例厂1", "示例厂一");
    office.publish("2026-02-01T11:00:00+08:00");
    let (path, hash) = ("data/objects.csv", office.book().older().into_keys().next().unwrap().to_owned());
    let stale = fs::read(office.content(&format!("log/records/{hash}.csv"))).unwrap();
    office.good(&[
        "log",
        "withdraw",
        path,
        "--sha256",
        &hash,
        "--reason",
        "error",
        "--at",
        "2026-02-01T12:00:00+08:00",
    ]);
    let site = tempfile::tempdir().unwrap();
    copy(&office.build(), site.path());
    let site = site.path().to_str().unwrap();
    let (whole, key) = (office.files(), office.book().key.to_string());
    let said = "content/log/ is that of the published site: ";
    fs::remove_dir_all(office.content("log")).unwrap();
    let built = read_folder(&office.root().join("public"));
    let (code, out, err) = office.run(&["build"]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("error[MC1080]: The log below content/log/ is gone, but a log was signed here"), "{err}");
    assert!(err.ends_with("Nothing was written; the old site stands as it was.\n"), "{err}");
    assert_eq!(read_folder(&office.root().join("public")), built, "the site that was built keeps its log");
    assert!(office.good(&["log", "restore", site]).starts_with(said), "this machine signed with the site's key before");
    assert_eq!(office.files(), whole);
    // An older version that the backup still had was withdrawn since.
    fs::write(office.content(&format!("log/records/{hash}.csv")), stale).unwrap();
    assert!(office.good(&["log", "restore", site]).starts_with(said));
    assert_eq!(office.files(), whole);
    fs::remove_dir_all(office.content("log")).unwrap();
    fs::remove_file(office.root().join("secrets/log/last.txt")).unwrap();
    let (code, out, err) = office.log(&["restore", site]);
    assert_eq!(
        (code, out.as_str(), err),
        (
            2,
            "",
            format!(
                "There is no content/log/ here, so it is not known which key is the log's. Compare with the printed one, then \
                 name it: --log-key {key}\n"
            )
        )
    );
    let other = SigningKey::from_seed("lots.example.gov.cn/140826", KeyKind::Log, &[3; 32]).unwrap();
    let (code, _, _) = office.log(&["restore", site, "--log-key", &other.verifier().to_string()]);
    assert_eq!(code, 2, "the site is signed with another key");
    assert!(!office.content("log").exists());
    assert!(office.good(&["log", "restore", site, "--log-key", &key]).starts_with(said));
    assert_eq!(office.files(), whole);
}

#[test]
fn what_is_left_of_a_log_is_not_taken_for_no_log() {
    let office = Office::new();
    office.publish(DAY);
    let site = office.build();
    let sums = fs::read_to_string(site.join("SHA256SUMS.txt")).unwrap();
    let without = |gone: &dyn Fn(&str) -> bool| {
        let kept: String = sums.lines().filter(|line| !gone(&line[66..])).map(|line| format!("{line}\n")).collect();
        fs::write(site.join("SHA256SUMS.txt"), kept).unwrap();
        office.run(&["verify", site.to_str().unwrap()])
    };
    fs::remove_file(site.join("log/entries.txt")).unwrap();
    let (code, out, _) = without(&|path| path == "log/entries.txt");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("the folder as a whole  failed\n  ✗ log/entries.txt: a file is missing\n"), "{out}");
    fs::remove_dir_all(site.join("log")).unwrap();
    let (_, out, err) = without(&|path| path.starts_with("log/"));
    assert!(!format!("{out}{err}").contains("log/entries.txt"), "no log at all is no fault: {out}{err}");
}

#[test]
fn a_line_that_is_not_there_or_no_text_is_said_in_words() {
    let office = Office::new();
    let (code, _, err) = office.log(&["cosign", "ROOT-has-no-such-file"]);
    let said = "Reading or writing ROOT-has-no-such-file failed: there is no such file or folder.\n";
    assert_eq!((code, err.as_str()), (3, said));
    let junk = office.root().join("junk");
    fs::write(&junk, [0xff, 0xfe, 0x00]).unwrap();
    let (code, _, err) = office.log(&["cosign", junk.to_str().unwrap()]);
    assert_eq!((code, err.as_str()), (3, "Reading or writing ROOT/junk failed: it is not UTF-8 text, or damaged.\n"));
}

#[cfg(unix)]
#[test]
fn a_linked_file_is_a_file_of_the_site() {
    let office = Office::new();
    office.publish(DAY);
    let site = office.build();
    std::os::unix::fs::symlink(site.join("data/objects.csv"), site.join("data/more.csv")).unwrap();
    let (code, out, _) = office.run(&["verify", site.to_str().unwrap()]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("  ✗ data/more.csv: stands in no entry of the log\n"), "{out}");
}

/// A commitment that was not logged in time fails at every checker for ever, so the clerk is told before, and stopped after.
#[test]
fn a_commitment_is_logged_before_its_beacon_or_not_sealed() {
    let office = Office::new();
    office.publish("2026-02-02T09:00:00+08:00");
    office.good(&[&["draw"][..], &COMMIT].concat());
    let status = |day: &str| office.good(&["draw", "status", "--as-of", day]);
    assert_eq!(
        status("2026-02-01"),
        "2026q1-key  committed  log it (log publish), build and upload before 2026-02-02 21:30:00\n"
    );
    assert_eq!(
        status("2026-02-03"),
        "2026q1-key  committed (overdue)  it was not logged before its public value was known, 2026-02-02 21:30:00; no checker will \
         accept it: end it (draw void) and draw again\n"
    );
    let beacon = format!("kl8:2026033={}", crate::draws::BALLS);
    let at = "2026-02-02T22:30:00+08:00";
    let seal = ["draw", "seal", "2026q1-key", "--beacon", &beacon, "--evidence", "kl8=paper-p2", "--at", at];
    let before = read_folder(office.root());
    let (code, _, err) = office.run(&seal);
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "2026q1-key cannot be sealed: its commitment is not in the log with a time before its public value was known, so every \
         checker would fail the draw for ever. End it in public with draw void --reason other, then commit anew with --replaces \
         2026q1-key.\n"
    );
    assert_eq!(read_folder(office.root()).len(), before.len());
    office.publish("2026-02-02T10:05:00+08:00");
    assert!(status("2026-02-01").contains("wait for the public value"));
    office.good(&seal);
}

/// Bytes that two tables share are taken back only when both took them back: a restore must not delete what the other needs.
#[test]
fn bytes_that_another_table_has_are_not_taken_back() {
    let key = SigningKey::from_seed("o", KeyKind::Log, &[7; 32]).unwrap();
    let time = parse_time(DAY).unwrap();
    let entry = |path: &str, action: Action| Entry { path: path.into(), sha256: "1".repeat(64), action, time };
    let record = |path: &str| entry(path, Action::Record { bytes: 3 });
    let withdraw = |path: &str| entry(path, Action::Withdraw { reason: "error".into() });
    let mut book = Book::new(key.verifier());
    for (added, taken) in [
        (record("data/a.csv"), false),
        (record("data/b.csv"), false),
        (withdraw("data/a.csv"), false),
        (withdraw("data/b.csv"), true),
    ] {
        book = book.appended(vec![added], &key).unwrap();
        assert_eq!(book.is_taken_back(&"1".repeat(64)), taken, "{} entries", book.entries.len());
    }
    assert!(!book.is_taken_back(&"2".repeat(64)));
}
