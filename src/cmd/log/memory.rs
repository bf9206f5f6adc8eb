//! What somebody who watches a log remembers of it: one file a log in a folder of one's own, the key and the newest head seen.
//! In: a folder. Out: files `SHA256-OF-ORIGIN.txt`, replaced as a whole; `head-SHA256-OF-ORIGIN.txt`, the newest head whose log was
//! sound even if its site failed otherwise, so that a site that goes on failing cannot rewrite its log meanwhile; and `site-SHA256-OF-LOCATION.txt`, which name the log that
//! was seen at a place, so that a place cannot change its log unnoticed. `lock` is held
//! from the first look to the last word, lest two commands remember at once and the older head stays.

use crate::draw::text::sha;
use crate::log::{Book, Checkpoint, Note, VerifierKey};
use std::io;
use std::path::{Path, PathBuf};

/// The log as it was seen last.
#[derive(Debug, Clone)]
pub(in crate::cmd) struct Seen {
    /// Its key.
    pub(in crate::cmd) key: VerifierKey,
    /// Its head.
    pub(in crate::cmd) head: Checkpoint,
    /// The note, as it was.
    pub(in crate::cmd) note: Note,
}

/// Takes the memory until the file is dropped; none where another command holds it. Systems without file locks go on without.
/// Errors: the folder or its `lock` cannot be made.
pub(in crate::cmd) fn lock(folder: &Path) -> io::Result<Option<std::fs::File>> {
    std::fs::create_dir_all(folder)?;
    let file = std::fs::File::options().write(true).create(true).truncate(false).open(folder.join("lock"))?;
    Ok(match file.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => None,
        _ => Some(file),
    })
}

fn path(folder: &Path, kind: &str, name: &str) -> PathBuf {
    folder.join(format!("{kind}{}.txt", &sha(name.as_bytes())[..32]))
}

/// What is remembered of a log; none if it was never seen. Errors: the file is there and cannot be read or is no such file:
/// a memory that lies is worse than none.
pub(in crate::cmd) fn read(folder: &Path, origin: &str) -> io::Result<Option<Seen>> {
    load(&path(folder, "", origin))
}

/// The newest sound head that was seen of a log, whatever became of its site. Errors: as for [`read`].
pub(in crate::cmd) fn newest(folder: &Path, origin: &str) -> io::Result<Option<Seen>> {
    load(&path(folder, "head-", origin))
}

fn load(path: &Path) -> io::Result<Option<Seen>> {
    let broken = || io::Error::new(io::ErrorKind::InvalidData, path.display().to_string());
    let text = match std::fs::read_to_string(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) if fault.kind() == io::ErrorKind::InvalidData => return Err(broken()),
        other => other?,
    };
    let (key, rest) = text.split_once('\n').ok_or_else(broken)?;
    let key = VerifierKey::parse(key).ok_or_else(broken)?;
    let note = Note::parse(rest.as_bytes()).filter(|note| note.is_signed_by(&key)).ok_or_else(broken)?;
    let head = Checkpoint::parse(&note.text).ok_or_else(broken)?;
    Ok(Some(Seen { key, head, note }))
}

fn site_path(folder: &Path, location: &str) -> PathBuf {
    path(folder, "site-", location.trim_end_matches('/'))
}

/// The log that was seen at a location before. Errors: as for [`read`]; also where its log is no longer remembered.
pub(in crate::cmd) fn at(folder: &Path, location: &str) -> io::Result<Option<Seen>> {
    let path = site_path(folder, location);
    let broken = || io::Error::new(io::ErrorKind::InvalidData, path.display().to_string());
    let text = match std::fs::read_to_string(&path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) if fault.kind() == io::ErrorKind::InvalidData => return Err(broken()),
        other => other?,
    };
    let origin = text.trim_end_matches('\n');
    let seen = newest(folder, origin)?.or(read(folder, origin)?);
    seen.map(Some).ok_or_else(broken)
}

/// Remembers a sound head, and which log stands at a location.
pub(in crate::cmd) fn write_newest(folder: &Path, location: &str, book: &Book) -> io::Result<()> {
    save(folder, "head-", book)?;
    place(folder, location, &book.key)
}

/// [`write_newest`] for somebody who has the head and no longer the log.
#[cfg(feature = "site")]
pub(in crate::cmd) fn write_newest_head(
    folder: &Path,
    location: &str,
    key: &VerifierKey,
    note: &Note,
) -> io::Result<()> {
    save_head(folder, "head-", key, note)?;
    place(folder, location, key)
}

fn place(folder: &Path, location: &str, key: &VerifierKey) -> io::Result<()> {
    replace(&site_path(folder, location), format!("{}\n", key.name).as_bytes())
}

/// Remembers the head of a log.
pub(in crate::cmd) fn write(folder: &Path, book: &Book) -> io::Result<()> {
    save(folder, "", book)
}

/// Remembers a head that was shown without its log.
#[cfg(feature = "site")]
pub(in crate::cmd) fn write_head(folder: &Path, key: &VerifierKey, note: &Note) -> io::Result<()> {
    save_head(folder, "", key, note)
}

fn save(folder: &Path, kind: &str, book: &Book) -> io::Result<()> {
    match book.notes.get(&book.entries.len()) {
        Some(note) => save_head(folder, kind, &book.key, note),
        None => Ok(()),
    }
}

fn save_head(folder: &Path, kind: &str, key: &VerifierKey, note: &Note) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let path = path(folder, kind, &key.name);
    let mut bytes = format!("{key}\n").into_bytes();
    bytes.extend(note.to_bytes());
    replace(&path, &bytes)
}

/// Puts a file in place as a whole: after a crash it is the old one or the new one.
pub(in crate::cmd) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension("new");
    let mut file = std::fs::File::create(&new)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()?;
    std::fs::rename(new, path)
}
