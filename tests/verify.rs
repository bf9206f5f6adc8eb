//! `verify` as a journalist uses it: through the command for folders, through the library for what draws, plans and results
//! say of each other.

use crate::support::{mingchou, read_folder, vectors};
use mingchou::verify::{Options, Reader, Verdict, verify_site};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// The command's exit code and output for one draw's folder.
fn verify(folder: &Path, more: &[&str]) -> (i32, String) {
    let mut args = vec!["verify", "--lang", "en", "--as-of", "2026-11-20", "--draw", folder.to_str().unwrap()];
    args.extend(more);
    let out = mingchou().args(args).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap())
}

#[test]
fn each_vector_has_its_verdict() {
    for (folder, word, overdue) in [
        ("small", "recomputed", false),
        ("small-drand", "verified", false),
        ("substituted", "recomputed", false),
        ("committed", "committed", true),
        ("sealed", "sealed", true),
        ("void", "void", false),
        ("void-unopened", "void, unopened", false),
        ("lost", "fixed, not recomputable", false),
        ("shortfall", "shortfall", false),
    ] {
        let (code, out) = verify(&vectors().join(folder), &["--json"]);
        let verdicts: serde_json::Value = serde_json::from_str(&out).unwrap();
        let verdict = &verdicts[0];
        assert_eq!((code, verdict["verdict"].as_str(), verdict["overdue"].as_bool()), (0, Some(word), Some(overdue)));
        assert!(verdict["unchecked"][0].as_str().unwrap().starts_with("not checked: when the files were published"));
    }
}

#[test]
fn a_value_of_ones_own_confirms_or_refutes() {
    let small = vectors().join("small");
    let (code, out) = verify(&small, &["--beacon", "ssq:2023097=02-07-11-19-23-30+08"]);
    assert_eq!(code, 0);
    assert_eq!(
        out,
        format!("Read: the folder {}, 10 files.\n", small.display())
            + "2023q3-key  verified\n  objects drawn, with tickets and teams recomputed: 5\n\
         \x20 ? not checked: when the files were published and whether a draw is missing here, for there is no log\n\
         \x20 ? not checked: that the issue of ssq:2023097 2023-08-22 was drawn on this day and not before; look it up and write the day \
         behind the issue, as in --beacon kl8:2026001@2026-01-01=…\n\
         \x20 ? not checked: the plan record data/plans/2023-v1.csv, which does not stand in this folder\n\
         \x20 ? not checked: the results, which do not stand in this folder\nDraws: 1, failed: 0.\n"
    );
    let (code, out) = verify(&small, &["--beacon", "ssq:2023097@2023-08-22=02-07-11-19-23-30+08"]);
    assert!(code == 0 && out.contains("2023q3-key  verified\n") && !out.contains("issue"), "{out}");
    let (code, out) = verify(&small, &["--beacon", "ssq:2023097@2023-08-20=02-07-11-19-23-30+08"]);
    assert_eq!(code, 1);
    assert!(
        out.contains(
            "✗ commit.txt: the commitment says another day for this issue than you gave (ssq:2023097 2023-08-22)"
        ),
        "{out}"
    );
    let (code, _) = verify(&small, &["--beacon", "ssq:2023097@2023-08-32=02-07-11-19-23-30+08"]);
    assert_eq!(code, 2);
    let (code, out) = verify(&small, &["--beacon", "ssq:2023097=02-07-11-19-23-31+08"]);
    assert_eq!(code, 1);
    assert!(out.contains("✗ the beacon value is not the one you gave (ssq:2023097 02-07-11-19-23-30+08)"), "{out}");
    let (code, out) = verify(&small, &["--beacon", "ssq:2023097=30-07-11-19-23-02+08"]);
    assert_eq!(code, 2);
    assert_eq!(
        out,
        "ssq:2023097=30-07-11-19-23-02+08 is not a beacon value. Write KIND:ROUND=VALUE, for example \
         ssq:2023097=02-07-11-19-23-30+08.\n"
    );
}

#[test]
fn what_the_host_did_is_named() {
    for (folder, what) in [("seed-bom", "BOM"), ("seed-crlf", "CR LF"), ("seed-no-final-lf", "no last LF")] {
        let (code, out) = verify(&vectors().join("refuse").join(folder), &[]);
        assert_eq!(code, 1);
        assert!(out.contains("✗ seed.txt: changed by the host") && out.contains(what), "{folder}: {out}");
    }
    let folder = vectors().join("refuse/seed-crlf");
    let chinese = mingchou().args(["--lang", "zh", "verify", "--draw", folder.to_str().unwrap()]).output().unwrap();
    let out = String::from_utf8(chinese.stdout).unwrap();
    assert!(
        out.contains("2023q3-key  不合格（failed）\n  ✗ seed.txt: 被网站主机改动过（changed by the host）"),
        "{out}"
    );
}

#[test]
fn a_folder_without_a_draw_is_no_success() {
    let empty = tempfile::tempdir().unwrap();
    let (code, out) = verify(empty.path(), &[]);
    assert_eq!(code, 3);
    assert!(out.starts_with("There is no draw in this folder."), "{out}");
    let missing = empty.path().join("missing");
    assert_eq!(
        verify(&missing, &[]),
        (
            3,
            format!(
                "There is no {} here. Name a folder, a zip, or an address that begins with http:// or https://.\n",
                missing.display()
            )
        )
    );
}

/// A published tree in memory.
#[derive(Clone)]
pub(crate) struct Tree(pub(crate) BTreeMap<String, Vec<u8>>);

impl Reader for Tree {
    fn paths(&self) -> io::Result<Vec<String>> {
        Ok(self.0.keys().cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.0.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

pub(crate) const RESULTS: &str = "\u{feff}抽取编号 draw,对象编号 object,检查日期 visited,认定日期 determined,公开时间 published,\
                       检查结果 result,不公开理由 withheld,备注 note\n";

impl Tree {
    /// The vectors `small` and its plan as a site, with a table of results.
    pub(crate) fn small() -> Self {
        let mut tree = Self(BTreeMap::new());
        tree.draw("2023q3-key", "small");
        tree.put("data/plans/2023-v1.csv", std::fs::read(vectors().join("small-plan/2023-v1.csv")).unwrap());
        let rows =
            ["0024", "0011", "0037", "004A", "005D"].map(|end| format!("2023q3-key,91140826MA0TEX{end},,,,,,\n"));
        tree.put("data/results/2023.csv", format!("{RESULTS}{}", rows.concat()).into_bytes());
        tree
    }

    pub(crate) fn put(&mut self, path: &str, bytes: Vec<u8>) {
        self.0.insert(path.to_owned(), bytes);
    }

    pub(crate) fn draw(&mut self, id: &str, vector: &str) {
        for (name, bytes) in read_folder(&vectors().join(vector)) {
            self.put(&format!("draws/{id}/{name}"), bytes);
        }
    }

    pub(crate) fn edit(&mut self, path: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.0[path].clone()).unwrap();
        assert!(text.contains(from), "{path} does not hold {from}");
        self.put(path, text.replacen(from, to, 1).into_bytes());
    }

    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        verify_site(self, &Options { skip_sums: true, ..Options::default() }).unwrap()
    }

    /// `draw: code` of every fault.
    pub(crate) fn faults(&self) -> Vec<String> {
        let verdicts = self.verdicts();
        verdicts.iter().flat_map(|v| v.faults.iter().map(|f| format!("{}: {}", v.draw, f.code))).collect()
    }
}

#[test]
fn a_site_with_plan_and_results_stands() {
    let verdicts = Tree::small().verdicts();
    assert_eq!(verdicts.len(), 1);
    assert_eq!((verdicts[0].word.as_str(), verdicts[0].faults.len()), ("recomputed", 0));
    let left: Vec<&str> = verdicts[0].unchecked.iter().map(|u| u.code).collect();
    assert_eq!(left, ["beacon", "log"]);
}

#[test]
fn every_rule_between_draws_plans_and_results_refuses_its_case() {
    let results = "data/results/2023.csv";
    let first = "2023q3-key,91140826MA0TEX0024,,,,,,";
    type Change = Box<dyn Fn(&mut Tree)>;
    let row = |to: &'static str| -> Change { Box::new(move |tree| tree.edit(results, first, to)) };
    let plan = |from: &'static str, to: &'static str| -> Change {
        Box::new(move |tree| {
            let before = mingchou::draw::text::sha(&tree.0["data/plans/2023-v1.csv"]);
            tree.edit("data/plans/2023-v1.csv", from, to);
            let after = mingchou::draw::text::sha(&tree.0["data/plans/2023-v1.csv"]);
            // A commitment alone, bound to the other plan, so that only the plan is at fault.
            tree.0.retain(|path, _| path.starts_with("data/plans"));
            tree.draw("2023q3-key", "committed");
            tree.edit("draws/2023q3-key/commit.txt", &before, &after);
        })
    };
    let cases: Vec<(&str, Change)> = vec![
        ("2023q3-key: result-missing", row("")),
        ("2023q3-key: result-twice", row("2023q3-key,91140826MA0TEX0011,,,,,,")),
        (": result-no-draw", row("2023q3-key,91140826MA0TEX0024,,,,,,\n2023q2-key,91140826MA0TEX0024,,,,,,")),
        (
            "2023q3-key: result-not-drawn",
            row("2023q3-key,91140826MA0TEX0024,,,,,,\n2023q3-key,91140826MA0TEX006G,,,,,,"),
        ),
        (
            "2023q3-key: result-and-withheld",
            row("2023q3-key,91140826MA0TEX0024,2023-09-01,2023-09-02,2023-09-03 10:00,未发现问题,商业秘密,"),
        ),
        ("2023q3-key: result-empty", row("2023q3-key,91140826MA0TEX0024,2023-09-01,2023-09-02,2023-09-03 10:00,,,")),
        ("2023q3-key: result-ground", row("2023q3-key,91140826MA0TEX0024,,,,,保密,")),
        (
            "2023q3-key: result-order",
            row("2023q3-key,91140826MA0TEX0024,2023-09-05,2023-09-02,2023-09-06 10:00,未发现问题,,"),
        ),
        ("2023q3-key: folder-name", Box::new(|tree| tree.draw("2023q9-key", "small"))),
        ("2023q3-key: file-missing", Box::new(|tree| drop(tree.0.remove("data/plans/2023-v1.csv")))),
        ("2023q3-key: hash-differs", Box::new(|tree| tree.put("data/plans/2023-v1.csv", b"x".to_vec()))),
        ("2023q3-key: plan-task", plan("key-2023", "key-2024")),
        ("2023q3-key: plan-class", plan("key-2023,key", "key-2023,general")),
        ("2023q3-key: plan-cycle", plan("quarter", "year")),
        ("2023q3-key: plan-rate", plan("2500", "7001")),
        ("2023q3-key: table-column", plan("比例 rate", "比例 share")),
        (": table", Box::new(|tree| tree.put(results, format!("{RESULTS}a,b\n").into_bytes()))),
        ("2023q3-key2: task-period-twice", Box::new(second)),
        ("2023q3-key2: replaces-not", Box::new(second)),
        (
            "2023q3-key2: replaces",
            Box::new(|tree| {
                second(tree);
                tree.edit("draws/2023q3-key2/commit.txt", "period 2023q3\n", "period 2023q3\nreplaces 2023q3-key\n");
            }),
        ),
        (
            "2023q3-key2: origin-differs",
            Box::new(|tree| {
                second(tree);
                tree.edit("draws/2023q3-key2/commit.txt", "log lots", "log lot");
            }),
        ),
        (
            "2023q3-key2: rosters-overlap",
            Box::new(|tree| {
                second(tree);
                tree.edit("draws/2023q3-key2/commit.txt", "task key-2023", "task key-late");
            }),
        ),
    ];
    for (wanted, change) in cases {
        let mut tree = Tree::small();
        change(&mut tree);
        let faults = tree.faults();
        let wanted = if wanted.ends_with("folder-name") { "2023q9-key: folder-name" } else { wanted };
        assert!(faults.iter().any(|fault| fault == wanted), "{wanted}: {faults:?}");
    }
}

/// A second commitment for the same task and period under another name.
fn second(tree: &mut Tree) {
    tree.draw("2023q3-key2", "committed");
    tree.edit("draws/2023q3-key2/commit.txt", "draw 2023q3-key\n", "draw 2023q3-key2\n");
}

#[test]
fn an_open_draw_of_an_earlier_period_is_refused() {
    let mut tree = Tree::small();
    tree.draw("2023q2-key", "committed");
    tree.edit("draws/2023q2-key/commit.txt", "draw 2023q3-key\n", "draw 2023q2-key\n");
    tree.edit("draws/2023q2-key/commit.txt", "period 2023q3\n", "period 2023q2\n");
    tree.edit("draws/2023q2-key/commit.txt", "reveal-by 2023-10-31", "reveal-by 2023-07-31");
    let faults = tree.faults();
    assert!(faults.contains(&"2023q3-key: earlier-open".to_owned()), "{faults:?}");
}

#[test]
fn sums_name_what_was_changed_and_what_is_gone() {
    let mut tree = Tree::small();
    let sums = |tree: &Tree| -> String {
        let line = |(path, bytes): (&String, &Vec<u8>)| format!("{}  {path}\n", mingchou::draw::text::sha(bytes));
        tree.0.iter().map(line).collect()
    };
    let manifest = sums(&tree);
    let faults = |tree: &Tree| -> Vec<String> {
        let verdicts = verify_site(tree, &Options::default()).unwrap();
        verdicts.iter().filter(|v| v.draw.is_empty()).flat_map(|v| v.faults.iter().map(ToString::to_string)).collect()
    };
    assert_eq!(faults(&tree), ["SHA256SUMS.txt: a file is missing"]);
    tree.put("SHA256SUMS.txt", manifest.clone().into_bytes());
    assert_eq!(faults(&tree), [""; 0]);
    let plan = tree.0.remove("data/plans/2023-v1.csv").unwrap();
    assert_eq!(faults(&tree), ["data/plans/2023-v1.csv: a file is missing"]);
    tree.put("data/plans/2023-v1.csv", String::from_utf8(plan).unwrap().replace('\n', "\r\n").into_bytes());
    assert_eq!(faults(&tree), ["data/plans/2023-v1.csv: changed by the host (CR LF)"]);
    tree.put("data/plans/2023-v1.csv", b"other".to_vec());
    assert_eq!(faults(&tree), ["data/plans/2023-v1.csv: has other bytes than SHA256SUMS.txt says"]);
    tree.put("SHA256SUMS.txt", format!("{}  ../secret.txt\n", "0".repeat(64)).into_bytes());
    assert_eq!(faults(&tree), ["../secret.txt: a line that is not a hash, two spaces and a path of this folder"]);
}
