//! A merged visit whose team changes afterwards (protocol section 7), through the commands: what follows the change, what is refused before
//! anything is written, and that the site verifies each time.

use crate::draw_commands::{draw, good};
use crate::papers_merged::{both, commit, seal};
use crate::support::{mingchou, read_folder};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A command outside `draw`. Out: exit code and all it said.
fn command(root: &Path, args: &[&str]) -> (i32, String) {
    let mut mingchou = mingchou();
    let mingchou =
        mingchou.env("MINGCHOU_PASSPHRASE", "a phrase of this test alone").env("MINGCHOU_STATE", root.join("state"));
    let output = mingchou.arg("--root").arg(root).args(["--lang", "en"]).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout) + &text(output.stderr))
}

#[track_caller]
fn done(root: &Path, args: &[&str]) {
    let (code, said) = command(root, args);
    assert_eq!(code, 0, "{said}");
}

fn publish(root: &Path, at: &str) {
    done(root, &["log", "publish", "--at", at]);
}

/// Two draws sealed one after the other over the same five objects, K1 merged into the first.
fn merged() -> tempfile::TempDir {
    let dir = both();
    let root = dir.path();
    done(root, &["log", "key"]);
    commit(root, "key", 1);
    commit(root, "general", 2);
    publish(root, "2026-02-02T11:00:00+08:00");
    seal(root, "key", 1);
    seal(root, "general", 2);
    publish(root, "2026-02-02T23:00:00+08:00");
    good(root, &merge("2026q1-general", "2026q1-key"));
    dir
}

fn merge<'a>(later: &'a str, first: &'a str) -> [&'a str; 7] {
    ["substitute", later, "--object", "K1", "--ground=merged-visit", "--evidence", first]
}

fn leave(draw: &str) -> [&str; 9] {
    ["substitute", draw, "--object", "K1", "--slot", "0", "--ground=leave", "--evidence", "假条3号"]
}

fn reveal(root: &Path, draw: &str, minute: u32) {
    good(root, &["reveal", draw, "--at", &format!("2026-03-30T09:{minute:02}:00+08:00")]);
}

/// The lines of the draws in what the checker says of the site.
fn verdicts(root: &Path) -> String {
    publish(root, "2026-03-31T09:00:00+08:00");
    done(root, &["build", "--as-of", "2026-03-31"]);
    let public = root.join("public");
    let (code, said) = command(root, &["verify", public.to_str().unwrap()]);
    assert_eq!(code, 0, "{said}");
    said
}

/// Rows of a draw that concern K1, wherever they lie: slot, from, to.
fn rows(root: &Path, draw: &str) -> Vec<[String; 3]> {
    let below = |place: &str| root.join(place).join("draws").join(draw).join("substitutions.csv");
    let text = fs::read_to_string(below("secrets")).or_else(|_| fs::read_to_string(below("content"))).unwrap();
    let fields = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows = text.lines().map(fields).filter(|row| row[1] == "K1");
    rows.map(|row| [row[2].clone(), row[3].clone(), row[4].clone()]).collect()
}

fn everything(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = read_folder(root);
    files.remove("secrets/.step/lock");
    files
}

/// Refused in both languages, and nothing written.
#[track_caller]
fn refused(root: &Path, args: &[&str], zh: &str, en: &str) {
    let before = everything(root);
    for (lang, message) in [("zh", zh), ("en", en)] {
        let (code, out, err) = draw(root, lang, args);
        assert_eq!((code, out.as_str(), err.as_str()), (1, "", message));
    }
    assert_eq!(everything(root), before);
}

const ZH: &str = "\
错误[MC0743]: K1 的检查是合并的：2026q1-general 写明由 2026q1-key 的检查组去，那边的记录已经公开，或者后面还接着别的记录，不能跟着改。2026q1-key 再换人，两边就对不上，核验会失败。
--> content/draws/2026q1-key
 = 怎么办: 2026q1-key 里的检查组不要动，改在 2026q1-general 里登记：mingchou draw substitute 2026q1-general --object K1 --slot 0 --ground leave --evidence 假条3号

没有写入任何文件。
";
const EN: &str = "\
error[MC0743]: The visit of K1 is a merged one: 2026q1-general says that the team of 2026q1-key goes, in rows that are published or that other rows stand on, and cannot follow. Another change in 2026q1-key would make the two disagree, and the verification fail.
--> content/draws/2026q1-key
 = do: Leave the team in 2026q1-key as it is and register the change in 2026q1-general: mingchou draw substitute 2026q1-general --object K1 --slot 0 --ground leave --evidence 假条3号

Nothing was written.
";

#[test]
fn a_merged_visit_that_is_not_published_follows_its_team() {
    let dir = merged();
    let root = dir.path();
    let said = good(root, &leave("2026q1-key"));
    let carried = "In 2026q1-general the visit of K1 goes to the team of 2026q1-key, so its list was changed with it. Print the papers of both again.\n";
    assert!(said.starts_with("K1, place 0: ") && said.ends_with(carried), "{said}");
    let first = rows(root, "2026q1-key");
    let later = rows(root, "2026q1-general");
    assert_eq!((first.len(), later.len()), (1, 2));
    assert_eq!(later[0][2], first[0][2]);
    // By name it is the same, and the other objects' lists stay.
    let team = &later[1][2];
    let (code, said) = command(
        root,
        &["result", "absent", "2026q1-key", "K1", "--who", team, "--ground", "leave", "--evidence", "4号", "--yes"],
    );
    assert_eq!((code, said.ends_with(carried)), (0, true), "{said}");
    let (first, later) = (rows(root, "2026q1-key"), rows(root, "2026q1-general"));
    assert_eq!((first.len(), &later[1][2]), (2, &first[1][2]));
    reveal(root, "2026q1-key", 1);
    // The first draw is public, the later one not yet: the change is a published row here and follows there still.
    good(root, &leave("2026q1-key"));
    reveal(root, "2026q1-general", 2);
    verdicts(root);
}

#[test]
fn a_published_merged_visit_lets_nobody_be_replaced_in_the_draw_it_names() {
    let dir = merged();
    let root = dir.path();
    reveal(root, "2026q1-general", 1);
    refused(root, &leave("2026q1-key"), ZH, EN);
    // What the message says to do instead is done, and the site verifies.
    good(root, &leave("2026q1-general"));
    reveal(root, "2026q1-key", 2);
    refused(root, &leave("2026q1-key"), ZH, EN);
    verdicts(root);
}

#[test]
fn a_merged_visit_with_rows_of_its_own_does_not_follow() {
    let dir = merged();
    let root = dir.path();
    good(root, &leave("2026q1-general"));
    refused(root, &leave("2026q1-key"), ZH, EN);
    reveal(root, "2026q1-key", 1);
    reveal(root, "2026q1-general", 2);
    verdicts(root);
}

#[test]
fn objects_that_are_not_merged_are_replaced_in_either_draw() {
    let dir = merged();
    let root = dir.path();
    for draw in ["2026q1-key", "2026q1-general"] {
        let said = good(
            root,
            &["substitute", draw, "--object", "K2", "--slot", "0", "--ground=leave", "--evidence", "假条3号"],
        );
        assert_eq!(said.lines().count(), 1, "{said}");
        reveal(root, draw, 1);
    }
    verdicts(root);
}
