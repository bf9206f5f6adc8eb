//! Rules of the protocol that a checker written by others kept and this one did not: for each a case that stands and one that is
//! refused.

use crate::draw_commands::{COMMIT, bureau, draw, good, stage};
use crate::escrow::{DRAW, Office};
use crate::support::{mingchou, read_folder, vectors};
use crate::vectors::rebuild;
use crate::verify::{RESULTS, Tree};
use mingchou::draw::{Commit, Lost, Stage, seed, text::sha};
use mingchou::log::{Action, Book, Entry, KeyKind, SigningKey};
use mingchou::model::parse_time;
use mingchou::verify::{Options, Verdict, verify_draw, verify_site};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

type Files = BTreeMap<String, Vec<u8>>;

const Q3: &str = "draws/2023q3-key";
const PLAN: &str = "data/plans/2023-v1.csv";

fn edit(files: &mut Files, name: &str, from: &str, to: &str) {
    let text = String::from_utf8(files[name].clone()).unwrap();
    assert!(text.contains(from), "{name} does not hold {from}");
    files.insert(name.to_owned(), text.replace(from, to).into_bytes());
}

fn codes(verdict: &Verdict) -> Vec<&str> {
    verdict.faults.iter().map(|fault| fault.code).collect()
}

/// The vector `small` rebuilt after a change, all hashes right.
fn small(change: impl Fn(&mut Files)) -> Files {
    let mut files = read_folder(&vectors().join("small"));
    change(&mut files);
    rebuild(&files)
}

/// What is left of a revealed draw whose second nonce is lost.
fn lost(mut files: Files) -> Files {
    let commit = Commit::parse(&files["commit.txt"]).unwrap();
    let (digest, mut nonces, _) = seed::parse(&files["seed.txt"]).unwrap();
    let missing = vec![nonces.pop().unwrap().0];
    let lost = Lost { draw: commit.draw, commit: digest, nonces, missing, note: "硬盘损坏".into() };
    files.insert("lost.txt".into(), lost.to_bytes());
    files.retain(|name, _| name != "seed.txt" && name != "result.csv");
    files
}

/// A draw with these recusals, and a second nonce with which 91140826MA0TEX006G is not drawn.
fn recused(rows: &[(&str, &str)]) -> Files {
    small(|files| {
        let rows: String = rows.iter().map(|(object, who)| format!("{object},{who}\n")).collect();
        files.insert("recusals.csv".into(), format!("object,inspector\n{rows}").into_bytes());
        edit(files, "seed.txt", &"f".repeat(64), &"6".repeat(64));
    })
}

#[test]
fn recusals_that_leave_nobody_for_an_undrawn_object_are_refused_once_they_are_public() {
    let (water, other) = ("91140826MA0TEX006G", "91140826MA0TEX0024");
    let one = recused(&[(other, "04110800003"), (water, "04110800001")]);
    let both = recused(&[(other, "04110800003"), (water, "04110800001"), (water, "04110800004")]);
    for (files, wanted) in [(one, vec![]), (both, vec!["infeasible"])] {
        assert!(!String::from_utf8(files["result.csv"].clone()).unwrap().contains(water), "another nonce is needed");
        for files in [files.clone(), lost(files)] {
            let verdict = verify_draw(&files, &Options::default());
            assert_eq!(codes(&verdict), wanted, "{:?}", verdict.faults);
            if let Some(fault) = verdict.faults.first() {
                assert_eq!(
                    fault.to_string(),
                    format!("commit.txt: nobody can fill a slot of this object ({water} slot 0 water)")
                );
            }
        }
    }
}

/// Paths with the moment of their entry, in order.
type Order = Vec<(String, &'static str)>;

const EARLY: &str = "2023-08-20T09:00:00+08:00";
const SEALED: &str = "2023-08-24T09:00:00+08:00";
const LATE: &str = "2023-09-30T09:00:00+08:00";

/// When the files of [`Tree::small`] were logged: plan, commitment with its lists, seal, the rest.
fn order(tree: &Tree) -> Order {
    let rank = |path: &str| match path.rsplit('/').next().unwrap() {
        _ if path == PLAN => 0,
        "commit.txt" | "roster.csv" | "excluded.csv" | "inspectors.csv" => 1,
        "seal.txt" => 2,
        _ => 3,
    };
    let mut order: Order = tree.0.keys().map(|path| (path.clone(), [EARLY, EARLY, SEALED, LATE][rank(path)])).collect();
    order.sort_by_key(|(path, _)| rank(path));
    order
}

fn entries(tree: &Tree, order: &Order) -> Vec<Entry> {
    let entry = |(path, time): &(String, &str)| Entry {
        path: path.clone(),
        sha256: sha(&tree.0[path]),
        action: Action::Record { bytes: tree.0[path].len() as u64 },
        time: parse_time(time).unwrap(),
    };
    order.iter().map(entry).collect()
}

/// `draw file: code` of every fault of a tree with a log of these entries.
fn logged(tree: &Tree, entries: Vec<Entry>) -> BTreeSet<String> {
    let key = SigningKey::from_seed("lots.example.gov.cn/140826", KeyKind::Log, &[7; 32]).unwrap();
    let book = Book::new(key.verifier()).appended(entries, &key).unwrap();
    let mut tree = tree.clone();
    for (name, bytes) in book.to_files() {
        tree.put(&format!("log/{name}"), bytes);
    }
    let verdicts = verify_site(&tree, &Options { skip_sums: true, ..Options::default() }).unwrap();
    let faults = verdicts.iter().flat_map(|v| v.faults.iter().map(|f| format!("{} {}: {}", v.draw, f.file, f.code)));
    faults.collect()
}

fn set(faults: &[&str]) -> BTreeSet<String> {
    faults.iter().map(|fault| (*fault).to_owned()).collect()
}

#[test]
fn a_seal_is_logged_by_its_time_limit() {
    let tree = Tree::small();
    let sealed_at = |time: &'static str| {
        let mut order = order(&tree);
        order.iter_mut().find(|(path, _)| path.ends_with("seal.txt")).unwrap().1 = time;
        logged(&tree, entries(&tree, &order))
    };
    assert_eq!(sealed_at("2023-08-23T23:59:24+08:00"), set(&[]));
    assert_eq!(sealed_at("2023-08-28T23:59:24+08:00"), set(&[]));
    assert_eq!(sealed_at("2023-08-28T23:59:25+08:00"), set(&["2023q3-key seal.txt: log-seal-late"]));
    assert_eq!(sealed_at("2023-08-23T23:59:23+08:00"), set(&["2023q3-key seal.txt: log-seal-early"]));
}

#[test]
fn an_entry_says_how_many_bytes_its_file_has() {
    let longer = |entry: &mut Entry| {
        let Action::Record { bytes } = &mut entry.action else { panic!("a record") };
        *bytes += 1;
    };
    let tree = Tree::small();
    let mut list = entries(&tree, &order(&tree));
    assert_eq!(logged(&tree, list.clone()), set(&[]));
    longer(list.iter_mut().find(|entry| entry.path.ends_with("roster.csv")).unwrap());
    assert_eq!(logged(&tree, list), set(&[&format!(" {Q3}/roster.csv: log-record-differs")]));

    // The same of a version that is no longer the file.
    let (mut old, mut tree) = (tree.clone(), tree);
    old.edit("data/results/2023.csv", RESULTS, &RESULTS.replace("note", "remark"));
    let mut list = entries(&old, &order(&old));
    let now = entries(&tree, &vec![("data/results/2023.csv".to_owned(), LATE)]);
    let kept = format!("log/records/{}.csv", sha(&old.0["data/results/2023.csv"]));
    tree.put(&kept, old.0["data/results/2023.csv"].clone());
    assert_eq!(logged(&tree, [list.clone(), now.clone()].concat()), set(&[]));
    longer(list.iter_mut().find(|entry| entry.path == "data/results/2023.csv").unwrap());
    assert_eq!(logged(&tree, [list, now].concat()), set(&[&format!(" {kept}: log-older")]));
}

#[test]
fn the_plan_of_a_shortfall_is_logged_before_it() {
    let mut tree = Tree::small();
    tree.0.retain(|path, _| path == PLAN);
    tree.draw("2023q4-key", "shortfall");
    let mut order = order(&tree);
    assert_eq!(logged(&tree, entries(&tree, &order)), set(&[]));
    for (_, time) in &mut order {
        *time = LATE;
    }
    order.rotate_left(1);
    assert_eq!(order.last().unwrap().0, PLAN);
    assert_eq!(logged(&tree, entries(&tree, &order)), set(&["2023q4-key shortfall.txt: log-plan-later"]));
}

/// A void draw, and behind it a commitment of the same task and period with these lines in place of its `period`.
fn after_a_void(lines: &str) -> Tree {
    let mut tree = Tree::small();
    tree.0.retain(|path, _| path == PLAN);
    tree.draw("2023q3-key", "void");
    tree.draw("2023q3-new", "committed");
    let commit = "draws/2023q3-new/commit.txt";
    tree.edit(commit, "draw 2023q3-key\n", "draw 2023q3-new\n");
    tree.edit(commit, "period 2023q3\n", lines);
    other_nonces(&mut tree, commit);
    tree
}

/// Nonce commitments of its own.
fn other_nonces(tree: &mut Tree, path: &str) {
    let mut commit = Commit::parse(&tree.0[path]).unwrap();
    for (party, hash) in &mut commit.nonce_commits {
        *hash = sha(format!("{path} {party}").as_bytes());
    }
    tree.put(path, commit.to_bytes());
}

#[test]
fn a_draw_after_a_void_one_says_that_it_replaces_it() {
    let run = |lines: &str| {
        let tree = after_a_void(lines);
        let first = |path: &String| path.starts_with(Q3);
        let times = |(path, _): (String, &str)| {
            let time = if first(&path) && !path.ends_with("commit.txt") { EARLY } else { "2023-08-20T08:00:00+08:00" };
            let time = if path.starts_with("draws/2023q3-new") { "2023-08-20T10:00:00+08:00" } else { time };
            (path, time)
        };
        let mut order: Order = order(&tree).into_iter().map(times).collect();
        order.sort_by_key(|(path, time)| (*time, path.clone()));
        let without: BTreeSet<String> = tree.faults().into_iter().collect();
        (without, logged(&tree, entries(&tree, &order)))
    };
    assert_eq!(run("period 2023q3\nreplaces 2023q3-key\n"), (set(&[]), set(&[])));
    let refused = ["2023q3-new commit.txt: log-replaces", "2023q3-new commit.txt: replaces-not"];
    assert_eq!(run("period 2023q3\n"), (set(&["2023q3-new: replaces-not"]), set(&refused)));
}

#[test]
fn the_table_of_visits_outside_the_draws_is_read() {
    let heading = "\u{feff}对象编号 object,检查日期 visited,不适用情形 ground,编号 id\n";
    let faults = |heading: &str, row: &str| {
        let mut tree = Tree::small();
        tree.put("data/exempt/2023.csv", format!("{heading}{row}\n").into_bytes());
        tree.faults()
    };
    let good = "91140826MA0TEX0011,2023-02-28,9,F1";
    assert_eq!(faults(heading, good), [""; 0]);
    assert_eq!(faults(&heading.replace("ground", "grounds"), good), [": table-column"]);
    assert_eq!(faults(heading, "91140826MA0TEX0011,2023-02-28"), [": table"]);
    for ground in ["", "0", "10", "一"] {
        assert_eq!(faults(heading, &good.replace(",9,", &format!(",{ground},"))), [": exempt-ground"], "{ground}");
    }
    for day in ["", "2023-02-29", "2023-2-28", "2023-02-28 09:00"] {
        assert_eq!(faults(heading, &good.replace("2023-02-28", day)), [": no-such-day"], "{day}");
    }
}

#[test]
fn ones_own_values_show_who_a_draw_void_before_the_beacon_would_have_drawn() {
    let whole = read_folder(&vectors().join("void"));
    let text = String::from_utf8(whole["void.txt"].clone()).unwrap().replace("stage after-", "stage before-");
    let lines = text.split_inclusive('\n').filter(|l| !l.starts_with("beacon ") && !l.starts_with("evidence "));
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &whole {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    fs::write(folder.path().join("void.txt"), lines.collect::<String>()).unwrap();
    let run = |values: &[&str]| {
        let mut command = mingchou();
        command.args(["verify", "--json", "--draw"]).arg(folder.path());
        command.args(values.iter().flat_map(|value| ["--beacon", value]));
        let out = command.output().unwrap();
        let verdict = serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap()[0].clone();
        assert_eq!((out.status.code(), &verdict["verdict"]), (Some(0), &serde_json::json!("void")));
        let open = verdict["not_checked"].as_array().unwrap().iter().any(|one| one[0] == "void-early");
        let drawn: Vec<String> = serde_json::from_value(verdict["drawn"].clone()).unwrap();
        (drawn, open)
    };
    let drand = "drand-quicknet:1000=fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd";
    let wanted: Vec<String> = verify_draw(&whole, &Options::default()).drawn.iter().map(ToString::to_string).collect();
    assert_eq!(wanted.len(), 5);
    assert_eq!(run(&["ssq:2023097=02-07-11-19-23-30+08", drand]), (wanted.clone(), false));
    assert_eq!(run(&["ssq:2023097=02-07-11-19-23-30+08"]), (vec![], true));
    assert_ne!(run(&["ssq:2023097=02-07-11-19-23-30+09", drand]).0, wanted);
}

/// A second draw of the quarter, of another class, that draws 91140826MA0TEX0037 too, and in the first that object's only inspector
/// for radiation on leave, with nobody to follow. `to`: whom the second names for the empty slot.
fn merged(to: &str) -> Tree {
    let mut tree = Tree::small();
    let plan = "\u{feff}任务编号 task,类别 class,周期 cycle,比例 rate\ngeneral-2023,general,quarter,2500\n";
    tree.put("data/plans/2023-v2.csv", plan.as_bytes().to_vec());
    let substitutions = |rows: &str| format!("seq,object,slot,from,to,ground,evidence\n{rows}").into_bytes();
    let leave = "0,91140826MA0TEX0037,0,04110800002,,leave,请假单〔2023〕9号\n";
    tree.put(&format!("{Q3}/substitutions.csv"), substitutions(leave));
    let second = small(|files| {
        for (from, to) in [
            ("draw 2023q3-key", "draw 2023q3-general"),
            ("task key-2023", "task general-2023"),
            ("class key", "class general"),
            ("2023-v1.csv", "2023-v2.csv"),
            ("250a02c44b2e986bcdd13618cb791a89a8da764546cc2ea6e62310a27203c636", &sha(plan.as_bytes())),
        ] {
            edit(files, "commit.txt", from, to);
        }
    });
    let team = String::from_utf8(second["assign.csv"].clone()).unwrap();
    let holder = |slot: &str| {
        let row = team.lines().find_map(|line| line.strip_prefix(&format!("91140826MA0TEX0037,{slot},")));
        row.unwrap().to_owned()
    };
    let rows = [(0, holder("0"), to), (1, holder("1"), "04110800004")]
        .map(|(slot, from, to)| format!("{slot},91140826MA0TEX0037,{slot},{from},{to},merged-visit,2023q3-key\n"));
    for (name, bytes) in second {
        tree.put(&format!("draws/2023q3-general/{name}"), bytes);
    }
    tree.put("draws/2023q3-general/substitutions.csv", substitutions(&rows.concat()));
    let ids: Vec<String> = ["0011", "0024", "0037", "004A"].map(|end| format!("91140826MA0TEX{end}")).to_vec();
    let result = String::from_utf8(tree.0["draws/2023q3-general/result.csv"].clone()).unwrap();
    let drawn: Vec<&str> = result.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert!(ids.iter().all(|id| drawn.contains(&id.as_str())), "{drawn:?}");
    let visits: String = drawn.iter().map(|id| format!("2023q3-general,{id},,,,,,\n")).collect();
    tree.put("data/results/2023-general.csv", format!("{RESULTS}{visits}").into_bytes());
    tree
}

#[test]
fn an_empty_slot_keeps_its_place_in_a_merged_visit() {
    assert_eq!(merged("").faults(), [""; 0]);
    // The inspector of slot 1 is not that of slot 0, although slot 0 is empty.
    assert_eq!(merged("04110800004").faults(), ["2023q3-general: substitution-not-next"]);
}

#[test]
fn a_nonce_commitment_is_never_used_twice() {
    let replacing = after_a_void("period 2023q3\nreplaces 2023q3-key\n");
    assert_eq!(replacing.faults(), [""; 0]);
    let mut again = replacing.clone();
    let path = "draws/2023q3-new/commit.txt";
    let first = Commit::parse(&again.0[&format!("{Q3}/commit.txt")]).unwrap();
    let mut commit = Commit::parse(&again.0[path]).unwrap();
    commit.nonce_commits[1].1.clone_from(&first.nonce_commits[0].1);
    again.put(path, commit.to_bytes());
    let verdicts = again.verdicts();
    let found: Vec<String> = verdicts.iter().flat_map(|v| v.faults.iter().map(ToString::to_string)).collect();
    assert_eq!(found, ["commit.txt: a nonce commitment that was used before (discipline, 2023q3-key bureau)"]);
    assert_eq!(again.faults(), ["2023q3-new: nonce-commit-reused"]);
}

#[test]
fn whoever_names_a_nonce_as_missing_is_told_of_its_envelope() {
    let at = ["--at", "2026-02-01T12:00:00+08:00"];
    let void = ["void", DRAW, "--reason", "nonce-lost", "--missing", "bureau", "--note", "硬盘损坏"];
    let told = "The missing nonce of bureau lies in a published envelope";
    let plain = bureau();
    good(plain.path(), &COMMIT);
    assert!(!good(plain.path(), &[&void[..], &at].concat()).contains("envelope"));

    let office = Office::new();
    good(office.root(), &COMMIT);
    let said = good(office.root(), &[&void[..], &at].concat());
    assert!(
        said.ends_with(&format!(
            "{told}: before you publish this end, delete void.txt from content/draws/{DRAW}/ and let a holder of the envelope \
             try mingchou draw recover {DRAW}; if it opens, the draw goes on.\n"
        )),
        "{said}"
    );
    // The advice holds: the draw goes on, to the seal and, lost again, from there.
    fs::remove_file(office.public("void.txt")).unwrap();
    let (code, out, err) = office.recover(&office.city, &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    office.seal();
    fs::remove_file(office.secrets().join("seed.txt")).unwrap();
    let lost = ["lost", DRAW, "--missing", "bureau", "--note", "硬盘损坏", "--at", "2026-03-30T09:00:00+08:00"];
    let (code, said, err) = draw(office.root(), "zh", &lost);
    assert_eq!((code, err.as_str()), (0, ""), "{said}");
    assert!(
        said.contains("请先从 content/draws/2026q1-key/ 删去 lost.txt、leaves.txt、assign.csv、recusals.csv"),
        "{said}"
    );
    for name in ["lost.txt", "leaves.txt", "assign.csv", "recusals.csv"] {
        fs::remove_file(office.public(name)).unwrap();
    }
    let (code, out, err) = office.recover(&office.city, &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert_eq!(stage(office.root(), DRAW), Stage::Sealed);
    assert!(office.secrets().join("seed.txt").exists());
}
