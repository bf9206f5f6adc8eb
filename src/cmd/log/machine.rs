//! What this machine remembers of the log it signs, in three places that are seldom restored together: `secrets/log/last.txt`,
//! a folder of the user outside the bureau's folder, and the site built last. A log that does not extend all of them is an
//! older state; signing it would fork the log.

use super::memory;
use crate::cmd::desk::{Desk, Stop};
use crate::log::{Book, Checkpoint, Note, VerifierKey};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where another place than the user's own may be named.
const VARIABLE: &str = "MINGCHOU_STATE";

/// A folder of the user outside every bureau's folder; none where the system names no home.
fn state() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    named(VARIABLE)
        .or_else(|| named("LOCALAPPDATA").map(|folder| folder.join("mingchou")))
        .or_else(|| named("XDG_STATE_HOME").map(|folder| folder.join("mingchou")))
        .or_else(|| named("HOME").map(|folder| folder.join(".local/state/mingchou")))
}

/// A head somebody remembers.
struct Head {
    place: String,
    head: Checkpoint,
}

/// Stops unless the log is what this machine signed last, or came after it. `demo`: a demonstration shares its origin with every
/// other, so the user's own folder is left alone.
pub(super) fn compare(desk: &Desk<'_>, book: &Book, published: Option<&Book>, demo: bool) -> Result<(), Stop> {
    let mut heads = Vec::new();
    for path in [desk.root.join("secrets/log/last.txt"), desk.root.join("public/log/checkpoint.txt")] {
        if let Some(head) = signed(desk, &path, &book.key)? {
            heads.push(Head { place: path.display().to_string(), head });
        }
    }
    let mut is_known = demo || published.is_some() || book.entries.is_empty();
    if let Some(folder) = state().filter(|_| !demo) {
        let seen = memory::read(&folder, &book.key.name).map_err(|fault| unreadable(desk, &folder, &fault))?;
        if let Some(seen) = seen {
            is_known = true;
            heads.push(Head { place: folder.display().to_string(), head: seen.head });
        }
    }
    if let Some(published) = published {
        heads.push(Head { place: "--published".to_owned(), head: published.head_now() });
    }
    let (size, mut text) = (book.entries.len().to_string(), String::new());
    for Head { place, head } in &heads {
        if head.size > 0 && !book.extends(head) {
            let theirs = head.size.to_string();
            let key = if head.size > book.entries.len() { "cli.log.behind" } else { "cli.log.forked" };
            text.push_str(&desk.tell(key, &[("place", place), ("theirs", &theirs), ("ours", &size)]));
        }
    }
    if !text.is_empty() {
        return Err(Stop { text: text + &desk.tell("cli.log.way-out", &[]), exit: crate::cmd::Exit::Findings });
    }
    if is_known { Ok(()) } else { Err(desk.finding("cli.log.stranger", &[("ours", &size)])) }
}

/// Remembers what was signed.
pub(super) fn remember(desk: &Desk<'_>, book: &Book, demo: bool) -> Result<(), Stop> {
    match state().filter(|_| !demo) {
        Some(folder) => memory::write(&folder, book).map_err(|fault| unreadable(desk, &folder, &fault)),
        None => Ok(()),
    }
}

fn signed(desk: &Desk<'_>, path: &Path, key: &VerifierKey) -> Result<Option<Checkpoint>, Stop> {
    let bytes = match fs::read(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|fault| unreadable(desk, path, &fault))?,
    };
    let note = Note::parse(&bytes).filter(|note| note.is_signed_by(key));
    let head = note.and_then(|note| Checkpoint::parse(&note.text));
    let shown = path.display().to_string();
    head.map(Some).ok_or_else(|| desk.finding("cli.log.other-log", &[("path", &shown)]))
}

fn unreadable(desk: &Desk<'_>, path: &Path, fault: &io::Error) -> Stop {
    desk.io(path, fault)
}
