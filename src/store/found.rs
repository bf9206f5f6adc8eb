//! A new folder of a bureau, all or nothing. In: an empty or missing folder, the files of `content/` and those beside it. Out: the folder
//! with `secrets/` (0700), or what was there before. `content/` appears last and by one renaming, so that a folder which has it is whole;
//! what an interruption leaves is known by `.mingchou-init` and thrown away by the next try.

use super::{Probe, StoreFault, at, place, steady};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the new files wait.
const STAGED: &str = ".mingchou-init";
const CONTENT: &str = "content";

/// Makes the folder. `program`: the running program, which may lie in it. Errors: it holds something, or the disk refuses; then nothing
/// that was made is left.
pub fn found(
    root: &Path,
    content: &BTreeMap<String, Vec<u8>>,
    beside: &BTreeMap<String, Vec<u8>>,
    program: Option<&Path>,
) -> Result<(), StoreFault> {
    found_with(root, content, beside, program, &steady)
}

/// Whether a folder could be made there. `beside`: names of the files beside `content/`, which a killed try may have left. Errors: it holds something.
pub fn is_free(root: &Path, beside: &[&str], program: Option<&Path>) -> Result<(), StoreFault> {
    let occupied = |name: &str| StoreFault::Occupied { folder: root.display().to_string(), name: name.to_owned() };
    if root.is_file() {
        return Err(occupied(""));
    }
    if !root.exists() {
        return Ok(());
    }
    let program = program.and_then(|path| path.canonicalize().ok());
    let left = root.join(STAGED).is_dir() && !root.join(CONTENT).exists();
    let mut names = Vec::new();
    for entry in at(root, fs::read_dir(root))? {
        let path = at(root, entry)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let own = name == STAGED || name == place::SECRETS && is_empty(&path) || beside.contains(&name.as_str());
        let is_program = program.is_some() && path.canonicalize().ok() == program;
        if !(is_program || left && own) {
            names.push(name);
        }
    }
    names.sort();
    names.first().map_or(Ok(()), |name| Err(occupied(name)))
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

pub(super) fn found_with(
    root: &Path,
    content: &BTreeMap<String, Vec<u8>>,
    beside: &BTreeMap<String, Vec<u8>>,
    program: Option<&Path>,
    probe: Probe<'_>,
) -> Result<(), StoreFault> {
    is_free(root, &beside.keys().map(String::as_str).collect::<Vec<_>>(), program)?;
    let made = missing(root);
    let result = write(root, content, beside, probe);
    if result.is_err() && !root.join(CONTENT).exists() {
        undo(root, beside, &made);
    }
    result
}

/// The folders that must be made, the outermost first.
fn missing(root: &Path) -> Vec<PathBuf> {
    let mut made: Vec<PathBuf> = root
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        .map(Path::to_path_buf)
        .collect();
    made.reverse();
    made
}

fn write(
    root: &Path,
    content: &BTreeMap<String, Vec<u8>>,
    beside: &BTreeMap<String, Vec<u8>>,
    probe: Probe<'_>,
) -> Result<(), StoreFault> {
    let staged = root.join(STAGED);
    at(root, fs::create_dir_all(root))?;
    at(&staged, fs::create_dir_all(&staged))?;
    let inside = staged.join(CONTENT);
    if inside.exists() {
        at(&inside, fs::remove_dir_all(&inside))?;
    }
    for (path, bytes) in content {
        let target = inside.join(path);
        let folder = target.parent().unwrap_or(&inside);
        at(&target, probe("stage"))?;
        at(folder, fs::create_dir_all(folder))?;
        place::write_synced(&target, bytes, false)?;
    }
    let secrets = root.join(place::SECRETS);
    at(&secrets, probe("secrets"))?;
    place::make_private_folder(&secrets)?;
    for (name, bytes) in beside {
        let (waiting, target) = (staged.join(name), root.join(name));
        at(&target, probe("beside"))?;
        place::write_synced(&waiting, bytes, false)?;
        at(&target, fs::rename(&waiting, &target))?;
    }
    let target = root.join(CONTENT);
    at(&target, probe("content"))?;
    at(&target, fs::rename(&inside, &target))?;
    place::sync_folder(root)?;
    at(&staged, probe("clear"))?;
    at(&staged, fs::remove_dir(&staged))
}

/// Takes away what this try has made. What cannot be taken away now is known to the next try.
fn undo(root: &Path, beside: &BTreeMap<String, Vec<u8>>, made: &[PathBuf]) {
    for name in beside.keys() {
        let _ = fs::remove_file(root.join(name));
    }
    let _ = fs::remove_dir(root.join(place::SECRETS));
    let _ = fs::remove_dir_all(root.join(STAGED));
    for folder in made.iter().rev() {
        let _ = fs::remove_dir(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::io;

    fn files(names: &[&str]) -> BTreeMap<String, Vec<u8>> {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    }

    fn all(root: &Path) -> Vec<String> {
        let entries = walkdir::WalkDir::new(root).min_depth(1).sort_by_file_name().into_iter().map(Result::unwrap);
        entries.map(|entry| entry.path().strip_prefix(root).unwrap().display().to_string()).collect()
    }

    const WHOLE: [&str; 7] =
        [".gitignore", "content", "content/a", "content/a/b.csv", "content/site.toml", "secrets", "使用说明.txt"];

    #[test]
    fn a_fault_at_any_act_leaves_nothing_and_the_next_try_succeeds() {
        let (content, beside) = (files(&["site.toml", "a/b.csv"]), files(&[".gitignore", "使用说明.txt"]));
        for failing in 0..6 {
            let dir = tempfile::tempdir().unwrap();
            let root = dir.path().join("x/county");
            let acts = Cell::new(0);
            let probe = |_: &str| {
                acts.set(acts.get() + 1);
                if acts.get() == failing + 1 { Err(io::Error::other("full")) } else { Ok(()) }
            };
            assert!(found_with(&root, &content, &beside, None, &probe).is_err(), "{failing}");
            assert_eq!(all(dir.path()), Vec::<String>::new(), "{failing}");
            found(&root, &content, &beside, None).unwrap();
            assert_eq!(all(&root), WHOLE, "{failing}");
        }
    }

    #[test]
    fn what_a_killed_try_left_is_taken_over_and_nothing_else_is() {
        let (content, beside) = (files(&["site.toml", "a/b.csv"]), files(&[".gitignore", "使用说明.txt"]));
        let dir = tempfile::tempdir().unwrap();
        for name in [".mingchou-init/content", "secrets"] {
            fs::create_dir_all(dir.path().join(name)).unwrap();
        }
        fs::write(dir.path().join(".mingchou-init/content/site.toml"), "half").unwrap();
        fs::write(dir.path().join(".gitignore"), "old").unwrap();
        found(dir.path(), &content, &beside, None).unwrap();
        assert_eq!(all(dir.path()), WHOLE);
        let again = found(dir.path(), &content, &beside, None).unwrap_err();
        assert_eq!(again.to_string(), format!("{} holds .gitignore", dir.path().display()));
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        found(dir.path(), &files(&["site.toml"]), &files(&[]), None).unwrap();
        let mode = fs::metadata(dir.path().join("secrets")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}
