//! A crash at every step of a build, by fault injection: the folder holds the old site or, after the next start, the new one.

use super::*;
use crate::output::recover;
use crate::output::{Found, Key};
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

/// A key over all that a file is made from.
fn keys(parts: &[&[u8]]) -> Keys {
    Keys { whole: Some(Key::of(parts)), early: None }
}

/// A tree whose files have a key each over their text, and are kept where `known` knows that key.
fn keyed<'a>(files: &[(&'a str, &'a str)], known: &'a Known) -> OutputTree<'a> {
    let mut tree = OutputTree::default();
    for (path, text) in files.iter().copied() {
        tree.add(path, move || {
            let keys = keys(&[path.as_bytes(), text.as_bytes()]);
            Ok(known.kept(path, keys).map_or_else(|| Made::Bytes(text.into(), keys), Made::Kept))
        });
    }
    tree
}

/// One build that dies at its step `crash`, with the notes of the last one; notes are written after everything else.
fn build_until(files: &[(&str, &str)], root: &Path, crash: usize) -> Result<Written, Failure> {
    let (gate, out) = (Gate::default(), root.join("site"));
    let step = AtomicUsize::new(0);
    let probe = |_: &str| {
        if step.fetch_add(1, Ordering::SeqCst) >= crash { Err(io::Error::other("crash")) } else { Ok(()) }
    };
    recover(&out).expect("a recovery");
    let known = Known::read(&Found::of(root, &out).expect("a folder"), "program");
    let written = write_probed(&keyed(files, &known), &out, &Rules::new(&gate, &known), &probe)?;
    probe("notes").map_err(|source| IoFault { path: "notes".to_owned(), source })?;
    written.known.save(root)?;
    Ok(written)
}

#[test]
fn notes_of_any_age_make_no_stale_file_after_a_crash_at_any_step() {
    let temp = tempfile::tempdir().expect("a folder");
    let mut ends = 0;
    for crash in 0.. {
        let root = temp.path().join(crash.to_string());
        fs::create_dir(&root).expect("a folder");
        build_until(OLD, &root, usize::MAX).expect("a build");
        let first = build_until(NEW, &root, crash).is_ok();
        // Back to the old texts, on whatever the crash left: an old note never speaks for a new file.
        let back = build_until(OLD, &root, usize::MAX).expect("a build");
        let wanted: BTreeMap<String, Vec<u8>> =
            OLD.iter().map(|(path, text)| ((*path).into(), (*text).into())).collect();
        let mut stands = read(&root.join("site"));
        stands.remove(MANIFEST).expect("a manifest");
        assert_eq!(stands, wanted, "crash at step {crash}");
        let all = back.written + back.unchanged;
        assert_eq!((back.files, all), (7, 7), "crash at step {crash}");
        let again = build_until(OLD, &root, 0);
        ends += usize::from(first);
        match again {
            Err(_) => assert_eq!(read(&root.join("site")).len(), 7, "only the notes were left to write"),
            Ok(_) => panic!("the probe never asks"),
        }
        if first {
            break;
        }
    }
    assert_eq!(ends, 1);
}

#[test]
fn a_kept_file_passes_a_gate_it_never_passed() {
    let temp = tempfile::tempdir().expect("a folder");
    let (root, out) = (temp.path(), temp.path().join("site"));
    let number = "13800138000";
    let files = [("a.txt", number)];
    let mut gate = Gate { phones: [number.to_owned()].into(), ..Gate::default() };
    let none = Known::nothing("program");
    let written = write_knowing(&keyed(&files, &none), &out, &gate, &none).expect("a build");
    written.known.save(root).expect("notes");
    let known = Known::read(&Found::of(root, &out).expect("a folder"), "program");
    let same = write_knowing(&keyed(&files, &known), &out, &gate, &known).expect("a build");
    assert_eq!((same.written, same.unchanged), (0, 2));
    // The bureau takes back that the number may be published; the page did not change.
    gate.phones.clear();
    let Err(Failure::Faults(report)) = write_knowing(&keyed(&files, &known), &out, &gate, &known) else {
        panic!("published")
    };
    let found: Vec<(&str, &str)> =
        report.diagnostics.iter().map(|fault| (fault.code, fault.place.file.as_str())).collect();
    assert_eq!(found, [("MC0924", "a.txt")]);
}

#[test]
fn a_kept_file_nobody_knows_is_a_fault() {
    let temp = tempfile::tempdir().expect("a folder");
    let out = temp.path().join("site");
    let mut tree = OutputTree::default();
    tree.add("a.txt", || Ok(Made::Kept(Fact::of(b"a", keys(&[b"a"])))));
    let Err(Failure::Faults(report)) = write(&tree, &out, &Gate::default()) else { panic!("written") };
    assert_eq!(report.diagnostics[0].code, "MC0902");
    assert!(!out.exists());
}

#[test]
fn what_was_known_before_another_build_wrote_is_not_believed() {
    let temp = tempfile::tempdir().expect("a folder");
    let (root, gate) = (temp.path(), Gate::default());
    let out = root.join("site");
    build_until(OLD, root, usize::MAX).expect("a build");
    // Looked at before another build, read after it.
    let found = Found::of(root, &out).expect("a folder");
    build_until(NEW, root, usize::MAX).expect("another build");
    let known = Known::read(&found, "program");
    let new = read(&out);
    // The files of the first build were all looked at and found good, and do not stand any more.
    let Err(Failure::Faults(report)) = write_knowing(&keyed(OLD, &known), &out, &gate, &known) else {
        panic!("kept what does not stand")
    };
    assert_eq!(report.diagnostics[0].code, "MC0907");
    assert_eq!(read(&out), new);
}
