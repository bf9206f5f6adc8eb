//! Kills a step at every act and looks at what the next start makes of it.

use super::*;
use std::cell::Cell;

fn apply_with(root: &Path, step: &Step, probe: Probe<'_>) -> Result<(), StoreFault> {
    apply_at(&Places::open(root)?, step, None, probe)
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in ["content/draws", "public"] {
        fs::create_dir_all(dir.path().join(name)).unwrap();
    }
    dir
}

fn first() -> Step {
    let mut step = Step::default();
    step.public.insert("draws/d/commit.txt".into(), b"old\n".to_vec());
    step.public.insert("draws/d/times.toml".into(), b"t1\n".to_vec());
    step.secret.insert("draws/d/nonce.txt".into(), b"n\n".to_vec());
    step.secret.insert("draws/d/recusals.csv".into(), b"r\n".to_vec());
    step
}

fn second() -> Step {
    let mut step = Step::default();
    step.public.insert("draws/d/seed.txt".into(), b"new\n".to_vec());
    step.public.insert("draws/d/times.toml".into(), b"t2\n".to_vec());
    step.secret.insert("draws/d/visits.csv".into(), b"v\n".to_vec());
    step.remove_secret = vec!["draws/d/nonce.txt".into(), "draws/d/recusals.csv".into()];
    step
}

/// Every file below content/ and secrets/ but the store's own.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for side in ["content", "secrets"] {
        for entry in walkdir::WalkDir::new(root.join(side)).into_iter().map(Result::unwrap) {
            let path = entry.path().strip_prefix(root).unwrap().display().to_string();
            if entry.file_type().is_file() && !path.starts_with("secrets/.step") {
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_step_killed_at_any_act_is_there_as_a_whole_or_not_at_all() {
    let whole = folder();
    apply(whole.path(), &first()).unwrap();
    let old = files(whole.path());
    let acts = Cell::new(0);
    apply_with(whole.path(), &second(), &|_| {
        acts.set(acts.get() + 1);
        Ok(())
    })
    .unwrap();
    let new = files(whole.path());
    assert_ne!(old, new);
    let mut seen = (0, 0);
    for killed in 0..acts.get() {
        let dir = folder();
        apply(dir.path(), &first()).unwrap();
        let left = Cell::new(killed);
        let result = apply_with(dir.path(), &second(), &|_| {
            if left.get() == 0 {
                return Err(io::Error::other("killed"));
            }
            left.set(left.get() - 1);
            Ok(())
        });
        assert!(result.is_err());
        let recovered = recover(dir.path()).unwrap();
        let found = files(dir.path());
        if found == new {
            seen.1 += 1;
        } else {
            assert_eq!(found, old, "killed at act {killed}");
            assert_ne!(recovered, Recovered::CompletedNew);
            seen.0 += 1;
        }
        assert_eq!(recover(dir.path()).unwrap(), Recovered::Nothing, "nothing is left to do");
        assert!(!dir.path().join("secrets/.step/files").exists());
    }
    assert!(seen.0 > 3 && seen.1 > 8, "{seen:?}");
}

#[test]
fn the_next_step_completes_an_interrupted_one_first() {
    let dir = folder();
    let result = apply_with(dir.path(), &first(), &|act| match act {
        "rename" => Err(io::Error::other("killed")),
        _ => Ok(()),
    });
    assert!(result.is_err());
    apply(dir.path(), &second()).unwrap();
    let names: Vec<String> = files(dir.path()).into_keys().collect();
    assert_eq!(
        names,
        [
            "content/draws/d/commit.txt",
            "content/draws/d/seed.txt",
            "content/draws/d/times.toml",
            "secrets/draws/d/visits.csv"
        ]
    );
}

#[test]
fn a_journal_whose_bytes_changed_is_not_followed() {
    let dir = folder();
    let _ = apply_with(dir.path(), &first(), &|act| match act {
        "put" => Err(io::Error::other("killed")),
        _ => Ok(()),
    });
    fs::write(dir.path().join("secrets/.step/files/0"), "other").unwrap();
    assert!(matches!(recover(dir.path()), Err(StoreFault::Journal(_))));
    assert!(!dir.path().join("content/draws/d").exists());
}

#[test]
fn two_commands_do_not_write_at_once() {
    let dir = folder();
    let places = Places::open(dir.path()).unwrap();
    let _lock = places.lock().unwrap();
    assert!(matches!(apply(dir.path(), &first()), Err(StoreFault::Busy)));
}

#[test]
fn a_message_of_a_draw_is_written_once() {
    let dir = folder();
    apply(dir.path(), &first()).unwrap();
    let before = files(dir.path());
    apply(dir.path(), &first()).unwrap();
    let mut other = first();
    other.secret.insert("draws/d/nonce-bureau.txt".into(), b"another".to_vec());
    for bytes in other.public.values_mut() {
        bytes.push(b'x');
    }
    assert!(matches!(apply(dir.path(), &other), Err(StoreFault::Meanwhile(path)) if path.ends_with("commit.txt")));
    assert_eq!(files(dir.path()), before);
}

/// A table of the same length, a file that is new, a file that is gone, on either side; notes of other programs are none.
#[test]
fn who_looked_before_another_wrote_does_not_write() {
    type Change = (&'static str, fn(&Path));
    let changes: [Change; 5] = [
        ("content/draws/d/times.toml", |root| fs::write(root.join("content/draws/d/times.toml"), "t0\n").unwrap()),
        ("content/draws/d/new.csv", |root| fs::write(root.join("content/draws/d/new.csv"), "").unwrap()),
        ("content/draws/d/commit.txt", |root| fs::remove_file(root.join("content/draws/d/commit.txt")).unwrap()),
        ("secrets/draws/d/visits.csv", |root| {
            let mut step = Step::default();
            step.secret.insert("draws/d/visits.csv".into(), b"v\n".to_vec());
            apply(root, &step).unwrap();
        }),
        ("secrets/draws/d/nonce.txt", |root| {
            let path = root.join("secrets/draws/d/nonce.txt");
            let bytes = fs::read(&path).unwrap();
            fs::write(path.with_extension("new"), bytes).unwrap();
            fs::rename(path.with_extension("new"), path).unwrap();
        }),
    ];
    for (name, change) in changes {
        let dir = folder();
        apply(dir.path(), &first()).unwrap();
        let mut seen = Seen::of(dir.path()).unwrap();
        change(dir.path());
        let before = files(dir.path());
        let path = dir.path().canonicalize().unwrap().join(name).display().to_string();
        let refused = apply_over(dir.path(), &second(), &mut seen);
        // Without numbers of files a file of the same bytes is the same file.
        let same = cfg!(not(unix)) && name.ends_with("nonce.txt");
        assert!(same || matches!(&refused, Err(StoreFault::Changed(told)) if *told == path), "{name}: {refused:?}");
        assert!(same || files(dir.path()) == before, "{name}");
    }
    let dir = folder();
    let mut seen = Seen::of(dir.path()).unwrap();
    fs::write(dir.path().join("content/.~lock.objects.csv#"), "").unwrap();
    fs::write(dir.path().join("content/~$objects.xlsx"), "").unwrap();
    apply_over(dir.path(), &first(), &mut seen).unwrap();
    apply_over(dir.path(), &second(), &mut seen).unwrap();
    assert_eq!(seen, Seen::of(dir.path()).unwrap());
}

#[test]
fn paths_that_leave_their_folder_are_refused() {
    let dir = folder();
    for path in ["../x", "/x", "draws/../../x", "", "a\\b"] {
        let mut step = Step::default();
        step.public.insert(path.into(), b"x".to_vec());
        assert!(matches!(apply(dir.path(), &step), Err(StoreFault::Outside(_))), "{path}");
    }
    assert_eq!(files(dir.path()), BTreeMap::new());
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn secrets_are_for_their_owner_alone() {
        let dir = folder();
        fs::create_dir(dir.path().join("secrets")).unwrap();
        fs::set_permissions(dir.path().join("secrets"), fs::Permissions::from_mode(0o755)).unwrap();
        apply(dir.path(), &first()).unwrap();
        for entry in walkdir::WalkDir::new(dir.path().join("secrets")).into_iter().map(Result::unwrap) {
            let wanted = if entry.file_type().is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(entry.path()), wanted, "{}", entry.path().display());
        }
    }

    #[test]
    fn secrets_that_would_be_published_are_refused() {
        for to in ["content", "public", "content/draws", "."] {
            let dir = folder();
            symlink(dir.path().join(to), dir.path().join("secrets")).unwrap();
            assert!(matches!(apply(dir.path(), &first()), Err(StoreFault::Published(_))), "{to}");
        }
        let dir = folder();
        fs::create_dir(dir.path().join("secrets")).unwrap();
        symlink(dir.path().join("public"), dir.path().join("secrets/draws")).unwrap();
        assert!(matches!(apply(dir.path(), &first()), Err(StoreFault::Published(_))));
        let dir = folder();
        symlink(std::env::temp_dir(), dir.path().join("content/draws/d")).unwrap();
        assert!(matches!(apply(dir.path(), &first()), Err(StoreFault::Outside(_))));
        assert!(!dir.path().join("secrets/draws").exists());
    }

    #[test]
    fn a_partys_own_nonce_is_private_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keep/nonce-discipline.txt");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        write_private(&path, b"a\n").unwrap();
        write_private(&dir.path().join("nonce.txt"), b"a\n").unwrap();
        assert_eq!(mode(dir.path()), 0o755, "an existing folder keeps its permissions");
        assert_eq!(mode(&path), 0o600);
        assert!(matches!(write_private(&path, b"b\n"), Err(StoreFault::Io { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"a\n");
    }
}

#[test]
fn a_step_between_two_folders_is_whole_too() {
    let both = |root: &Path| {
        fs::create_dir_all(root.join("content")).unwrap();
        (root.join("content"), root.join("secrets"))
    };
    let run = |killed: usize| {
        let dir = tempfile::tempdir().unwrap();
        let (public, secret) = both(dir.path());
        apply_between(&public, &secret, &first(), &mut Seen::between(&public, &secret).unwrap()).unwrap();
        let (old, left) = (files(dir.path()), Cell::new(killed));
        let places = Places::between(&public, &secret).unwrap();
        let result = apply_at(&places, &second(), None, &|_| match left.get() {
            0 => Err(io::Error::other("killed")),
            more => {
                left.set(more - 1);
                Ok(())
            }
        });
        recover_between(&public, &secret).unwrap();
        (result.is_ok(), old, files(dir.path()))
    };
    let (done, old, new) = run(usize::MAX);
    assert!(done && old != new);
    let mut seen = (0, 0);
    for killed in 0.. {
        let (done, _, found) = run(killed);
        assert!(found == old || found == new, "killed at {killed}");
        seen = (seen.0 + usize::from(found == old), seen.1 + usize::from(found == new));
        if done {
            break;
        }
    }
    assert!(seen.0 > 3 && seen.1 > 3, "{seen:?}");
    let dir = tempfile::tempdir().unwrap();
    let (public, _) = both(dir.path());
    let inside = public.join("secrets");
    assert!(matches!(apply_between(&public, &inside, &first(), &mut Seen::default()), Err(StoreFault::Published(_))));
    assert!(!inside.exists());
}
