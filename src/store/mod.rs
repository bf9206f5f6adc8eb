//! Writes the files of a step below `content/` and `secrets/`, all or none. In: the bureau's folder and a
//! [`Step`]. Out: the new files, or the old ones untouched. What is secret is 0600 in folders of 0700, and is refused where
//! it would lie inside `content/` or `public/`.
//!
//! While a step runs, `secrets/.step/` holds `files/` (the new bytes), `journal.txt` (where they go; renamed into place, so
//! that it is there as a whole or not at all) and `lock`. Before the journal stands nothing has changed; once it stands
//! the next start completes the step.

mod found;
mod place;
mod seen;
#[cfg(test)]
mod tests;

pub use found::{found, is_free};
pub use seen::Seen;

use crate::model::sha256_hex;
use crate::steps::Step;
use place::Places;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a step was not written.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// The path.
        path: String,
        /// What it said.
        source: io::Error,
    },
    /// What is secret would lie where it is published.
    #[error("{0} would be published")]
    Published(String),
    /// A path that leaves its folder.
    #[error("{0} leaves its folder")]
    Outside(String),
    /// A new folder was asked for where something is.
    #[error("{folder} holds {name}")]
    Occupied {
        /// The folder.
        folder: String,
        /// What it holds; empty where it is no folder.
        name: String,
    },
    /// Another command is writing.
    #[error("another command is writing")]
    Busy,
    /// A message of a draw that another command wrote after this one had looked.
    #[error("{0} was written meanwhile")]
    Meanwhile(String),
    /// A file that is another one than this command had looked at.
    #[error("{0} was changed since it was looked at")]
    Changed(String),
    /// The journal of an interrupted step cannot be followed.
    #[error("{0} cannot be followed")]
    Journal(String),
}

/// Adds the path to an IO result.
fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, StoreFault> {
    result.map_err(|source| StoreFault::Io { path: path.display().to_string(), source })
}

/// Asked before each act that changes the disk; an error there stands for a crash. Only tests use another than [`steady`].
type Probe<'a> = &'a dyn Fn(&str) -> io::Result<()>;

fn steady(_act: &str) -> io::Result<()> {
    Ok(())
}

/// Which side a file belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Public,
    Secret,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Act {
    Put { side: Side, sha256: String, path: String },
    Remove { path: String },
}

const FORMAT: &str = "mingchou/step/1";

/// Messages of a draw that are written once: who looked before another command wrote one may not put his own in its place.
const ONCE: [&str; 6] = ["commit.txt", "seal.txt", "seed.txt", "void.txt", "lost.txt", "shortfall.txt"];

/// Writes a step as a whole. Completes an interrupted one first. Once the journal stands an error leaves the step to be
/// completed by the next [`recover`].
pub fn apply(root: &Path, step: &Step) -> Result<(), StoreFault> {
    apply_at(&Places::open(root)?, step, None, &steady)
}

/// The same for a step that was made out of what the command had `seen`: nothing is written where something of it is another by now.
/// Afterwards it has seen what it wrote.
pub fn apply_over(root: &Path, step: &Step, seen: &mut Seen) -> Result<(), StoreFault> {
    apply_at(&Places::open(root)?, step, Some(seen), &steady)
}

/// The same between two folders that are no bureau's: paths of the step are below them. Errors: one lies in the other.
pub fn apply_between(public: &Path, secrets: &Path, step: &Step, seen: &mut Seen) -> Result<(), StoreFault> {
    apply_at(&Places::between(public, secrets)?, step, Some(seen), &steady)
}

fn apply_at(places: &Places, step: &Step, seen: Option<&mut Seen>, probe: Probe<'_>) -> Result<(), StoreFault> {
    let _lock = places.lock()?;
    roll_forward(places, &steady)?;
    for (path, bytes) in &step.public {
        let target = places.target(Side::Public, path)?;
        let is_message = path.rsplit('/').next().is_some_and(|name| ONCE.contains(&name));
        if is_message && fs::read(&target).is_ok_and(|found| found != *bytes) {
            return Err(StoreFault::Meanwhile(target.display().to_string()));
        }
    }
    for path in step.secret.keys().chain(&step.remove_secret) {
        places.target(Side::Secret, path)?;
    }
    if let Some(seen) = &seen {
        let now = places.seen()?;
        if let Some((side, path)) = seen.differs(&now) {
            return Err(StoreFault::Changed(places.side(*side).join(path).display().to_string()));
        }
    }
    clear(places)?;
    let acts = stage(places, step, probe)?;
    write_journal(places, &acts, probe)?;
    roll_forward(places, probe)?;
    // Before the lock is free: what others write after that was not seen.
    if let Some(seen) = seen {
        *seen = places.seen()?;
    }
    Ok(())
}

/// What an interrupted command had left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing.
    Nothing,
    /// A step that had not been decided yet; it was thrown away.
    KeptOld,
    /// A step whose journal stood; it is whole now.
    CompletedNew,
}

/// Completes or throws away what an interrupted command left. A folder without secrets is left alone.
pub fn recover(root: &Path) -> Result<Recovered, StoreFault> {
    if !root.join(place::SECRETS).exists() {
        return Ok(Recovered::Nothing);
    }
    recover_at(&Places::open(root)?)
}

/// Whether a step is being written, or was interrupted, so that the files of the folder may not fit each other.
pub fn is_unfinished(root: &Path) -> bool {
    let step = root.join(place::SECRETS).join(place::STEP);
    [place::JOURNAL, place::STAGED].iter().any(|name| step.join(name).exists())
}

/// The same between two folders that are no bureau's.
pub fn recover_between(public: &Path, secrets: &Path) -> Result<Recovered, StoreFault> {
    recover_at(&Places::between(public, secrets)?)
}

fn recover_at(places: &Places) -> Result<Recovered, StoreFault> {
    let _lock = places.lock()?;
    if roll_forward(places, &steady)? {
        return Ok(Recovered::CompletedNew);
    }
    let left = places.staged().exists();
    clear(places)?;
    Ok(if left { Recovered::KeptOld } else { Recovered::Nothing })
}

/// Files of `secrets/draws/DRAW/` by name; none where the folder does not exist.
pub fn secrets_of(root: &Path, draw: &str) -> Result<BTreeMap<String, Vec<u8>>, StoreFault> {
    secrets_in(&root.join(place::SECRETS).join("draws").join(draw))
}

/// Files of a folder by name; none where it does not exist.
pub fn secrets_in(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, StoreFault> {
    let mut files = BTreeMap::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() {
            files.insert(name, at(&path, fs::read(&path))?);
        }
    }
    Ok(files)
}

/// Refuses a folder for a secret that lies inside `content/` or `public/` of the bureau's folder.
pub fn refuse_published(root: &Path, folder: &Path) -> Result<(), StoreFault> {
    place::refuse_in_published(root, folder)
}

/// Refuses a folder for a secret that lies inside the folder of a draw on its own.
pub fn refuse_inside(published: &Path, folder: &Path) -> Result<(), StoreFault> {
    place::refuse_inside(published, folder)
}

/// Whether a path is a folder or lies in it, links followed; neither need exist yet.
pub fn is_inside(path: &Path, folder: &Path) -> bool {
    place::is_inside(path, folder)
}

/// A path without links, of which the end need not exist yet.
pub fn real(path: &Path) -> PathBuf {
    place::real(path)
}

/// Writes a new private file (0600) outside the bureau's folder, for a party's own machine. An existing file is refused.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreFault> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        // A folder that exists is its owner's: its permissions are left alone.
        if !folder.exists() {
            place::make_private_folder(folder)?;
        }
    }
    let mut file = at(path, place::private_options().create_new(true).open(path))?;
    at(path, file.write_all(bytes))?;
    at(path, file.sync_all())
}

/// Writes private files (0600) into a folder outside the bureau's own, each whole or not at all, in the order of their names, the
/// one called `last` at the end; then removes what is named. An existing folder keeps its permissions.
pub fn write_private_folder(
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    last: &str,
    remove: &[String],
) -> Result<(), StoreFault> {
    if !folder.exists() {
        place::make_private_folder(folder)?;
    }
    let (end, others): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| *name == last);
    for (name, bytes) in others.into_iter().chain(end) {
        let new = folder.join(format!(".{name}.new"));
        place::write_synced(&new, bytes, true)?;
        at(&new, fs::rename(&new, folder.join(name)))?;
    }
    for name in remove {
        let path = folder.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => at(&path, Err(error))?,
            _ => {}
        }
    }
    place::sync_folder(folder)
}

/// Writes the new bytes beside everything, numbered in the order of the acts.
fn stage(places: &Places, step: &Step, probe: Probe<'_>) -> Result<Vec<Act>, StoreFault> {
    let folder = places.staged();
    place::make_private_folder(&folder)?;
    let public = step.public.iter().map(|(path, bytes)| (Side::Public, path, bytes));
    let secret = step.secret.iter().map(|(path, bytes)| (Side::Secret, path, bytes));
    let mut acts = Vec::new();
    for (number, (side, path, bytes)) in public.chain(secret).enumerate() {
        let staged = folder.join(number.to_string());
        at(&staged, probe("stage"))?;
        place::write_synced(&staged, bytes, true)?;
        acts.push(Act::Put { side, sha256: sha256_hex(bytes), path: path.clone() });
    }
    place::sync_folder(&folder)?;
    acts.extend(step.remove_secret.iter().map(|path| Act::Remove { path: path.clone() }));
    Ok(acts)
}

fn write_journal(places: &Places, acts: &[Act], probe: Probe<'_>) -> Result<(), StoreFault> {
    let mut text = format!("{FORMAT}\n");
    for act in acts {
        match act {
            Act::Put { side: Side::Public, sha256, path } => text.push_str(&format!("public {sha256} {path}\n")),
            Act::Put { side: Side::Secret, sha256, path } => text.push_str(&format!("secret {sha256} {path}\n")),
            Act::Remove { path } => text.push_str(&format!("remove - {path}\n")),
        }
    }
    let (journal, new) = (places.journal(), places.journal().with_extension("new"));
    at(&new, probe("journal"))?;
    place::write_synced(&new, text.as_bytes(), true)?;
    at(&journal, probe("journal-rename"))?;
    at(&journal, fs::rename(&new, &journal))?;
    place::sync_folder(&places.step())
}

fn read_journal(journal: &Path) -> Result<Option<Vec<Act>>, StoreFault> {
    let text = match fs::read_to_string(journal) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => at(journal, other)?,
    };
    let broken = || StoreFault::Journal(journal.display().to_string());
    let mut lines = text.lines();
    if lines.next() != Some(FORMAT) {
        return Err(broken());
    }
    let act = |line: &str| {
        let (word, rest) = line.split_once(' ')?;
        let (sha256, path) = rest.split_once(' ')?;
        let (sha256, path) = (sha256.to_owned(), path.to_owned());
        match word {
            "public" => Some(Act::Put { side: Side::Public, sha256, path }),
            "secret" => Some(Act::Put { side: Side::Secret, sha256, path }),
            "remove" => Some(Act::Remove { path }),
            _ => None,
        }
    };
    lines.map(|line| act(line).ok_or_else(broken)).collect::<Result<Vec<_>, _>>().map(Some)
}

/// Does what the journal says, then forgets it. Doing it twice gives the same files. Out: whether there was a journal.
fn roll_forward(places: &Places, probe: Probe<'_>) -> Result<bool, StoreFault> {
    let journal = places.journal();
    let Some(acts) = read_journal(&journal)? else { return Ok(false) };
    let broken = || StoreFault::Journal(journal.display().to_string());
    // All are there as the journal says before the first is put; one at a time, because the tables of a large county are.
    let staged = |number: usize, sha256: &str| {
        let path = places.staged().join(number.to_string());
        let bytes = at(&path, fs::read(&path))?;
        if sha256_hex(&bytes) == sha256 { Ok(bytes) } else { Err(broken()) }
    };
    for (number, act) in acts.iter().enumerate() {
        if let Act::Put { sha256, .. } = act {
            staged(number, sha256)?;
        }
    }
    for (number, act) in acts.iter().enumerate() {
        match act {
            Act::Put { side, sha256, path } => {
                let target = places.target(*side, path)?;
                let bytes = staged(number, sha256)?;
                at(&target, probe("put"))?;
                put(&target, &bytes, *side, probe)?;
            }
            Act::Remove { path } => {
                let target = places.target(Side::Secret, path)?;
                at(&target, probe("remove"))?;
                remove(&target)?;
            }
        }
    }
    at(&journal, probe("forget"))?;
    at(&journal, fs::remove_file(&journal))?;
    place::sync_folder(&places.step())?;
    at(&journal, probe("clear"))?;
    clear(places)?;
    Ok(true)
}

/// Writes a file under another name beside its place and renames it, so that it is never seen half written.
fn put(target: &Path, bytes: &[u8], side: Side, probe: Probe<'_>) -> Result<(), StoreFault> {
    let folder = target.parent().map(Path::to_path_buf).unwrap_or_default();
    match side {
        Side::Public => at(&folder, fs::create_dir_all(&folder))?,
        Side::Secret => place::make_private_folder(&folder)?,
    }
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let new: PathBuf = folder.join(format!(".{name}.new"));
    place::write_synced(&new, bytes, side == Side::Secret)?;
    at(target, probe("rename"))?;
    at(target, fs::rename(&new, target))?;
    place::sync_folder(&folder)
}

fn remove(target: &Path) -> Result<(), StoreFault> {
    match fs::remove_file(target) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => at(target, Err(error)),
        _ => Ok(()),
    }?;
    // An emptied folder of a draw goes too; one that still holds something stays.
    if let Some(folder) = target.parent() {
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// Throws away what was staged.
fn clear(places: &Places) -> Result<(), StoreFault> {
    let staged = places.staged();
    match fs::remove_dir_all(&staged) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => at(&staged, Err(error)),
        _ => Ok(()),
    }
}
