//! What several test files need: where the vectors are, a folder as values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `tests/vectors/`.
pub(crate) fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// All files of a folder by path inside it, with `/`.
pub(crate) fn read_folder(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The program under test, with no language of its own: the one that `MINGCHOU` names, as for the tests of `outside/`, or cargo's.
pub(crate) fn mingchou() -> std::process::Command {
    let program = std::env::var_os("MINGCHOU").unwrap_or_else(|| env!("CARGO_BIN_EXE_mingchou").into());
    let mut command = std::process::Command::new(program);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command
}
