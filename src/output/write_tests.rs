//! A crash at every step of a build, by fault injection: the folder holds the old site or, after the next start, the new one.

use super::*;
use crate::output::recover;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

fn tree(files: &[(&str, &str)]) -> OutputTree<'static> {
    let mut tree = OutputTree::default();
    for (path, text) in files {
        tree.add_bytes(path, text.as_bytes().to_vec());
    }
    tree
}

fn read(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(dir).into_iter().map(|entry| entry.expect("a readable folder"));
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(dir).expect("below").to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("a readable file"))
        })
        .collect()
}

const OLD: &[(&str, &str)] = &[
    ("index.html", "old"),
    ("a/one.html", "1"),
    ("a/two.html", "2"),
    ("gone/x.txt", "x"),
    ("swap.txt/y.txt", "y"),
    ("turn.txt", "t"),
];
const NEW: &[(&str, &str)] = &[
    ("index.html", "new"),
    ("a/one.html", "1"),
    ("a/two.html", "zwei"),
    ("b/c/three.html", "3"),
    ("swap.txt", "file"),
    ("turn.txt/t.txt", "t"),
];

#[test]
fn a_crash_at_any_step_leaves_the_old_site_or_the_new_one() {
    let gate = Gate::default();
    let temp = tempfile::tempdir().expect("a folder");
    let wanted = temp.path().join("wanted");
    write(&tree(NEW), &wanted, &gate).expect("a build");
    let new = read(&wanted);
    let (mut kept, mut completed) = (0, 0);
    for crash in 0.. {
        let out = temp.path().join(format!("site-{crash}"));
        write(&tree(OLD), &out, &gate).expect("a build");
        let old = read(&out);
        let step = AtomicUsize::new(0);
        let probe = |_: &str| {
            if step.fetch_add(1, Ordering::SeqCst) >= crash { Err(io::Error::other("crash")) } else { Ok(()) }
        };
        let done = write_probed(&tree(NEW), &out, &Rules::new(&gate, &Known::default()), &probe);
        match (done, recover(&out).expect("a recovery")) {
            (Err(Failure::Io(_)), Recovered::KeptOld) => {
                assert_eq!(read(&out), old, "crash at step {crash}");
                kept += 1;
            }
            (Err(Failure::Io(_)), Recovered::CompletedNew) => {
                assert_eq!(read(&out), new, "crash at step {crash}");
                completed += 1;
            }
            (Ok(written), Recovered::Nothing) => {
                assert_eq!((written.written, written.unchanged, written.removed), (6, 1, 3));
                assert_eq!(read(&out), new);
                break;
            }
            (done, recovered) => panic!("crash at step {crash}: {done:?}, {recovered:?}"),
        }
    }
    assert!(kept >= 3 && completed >= 5, "kept {kept}, completed {completed}");
}

#[test]
fn a_second_build_waits_for_nobody_and_changes_nothing() {
    let temp = tempfile::tempdir().expect("a folder");
    let out = temp.path().join("public");
    let staging = Staging::of(&out).expect("a folder");
    let lock = staging.lock().expect("a lock").expect("nobody else");
    let Err(Failure::Faults(report)) = write(&tree(OLD), &out, &Gate::default()) else { panic!("built") };
    assert_eq!(report.diagnostics[0].code, "MC0907");
    assert!(!out.exists());
    drop(lock);
    write(&tree(OLD), &out, &Gate::default()).expect("a build");
}
