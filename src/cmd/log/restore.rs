//! `log restore`: the way out after a backup was restored. What the published site holds of the log and the draws is put back
//! below `content/`, so that the next entry follows the last one everybody has seen.

use super::publish::published;
use crate::cli::RestoreArgs;
use crate::cmd::desk::{Desk, Done, Stop};
use crate::draw::text::sha;
use crate::log::{Book, KeyKind, Note, VerifierKey};
use crate::steps::Step;
use crate::verify::{Reader, Source};
use std::collections::BTreeSet;
use std::fs;
use std::io;

pub(super) fn restore(desk: &Desk<'_>, args: &RestoreArgs) -> Done {
    let key = key(desk, args)?;
    let (reader, book) = published(desk, &args.site, &args.source, &Book::new(key))?;
    let mut step = Step::default();
    for (name, bytes) in book.to_files() {
        step.public.insert(format!("log/{name}"), bytes);
    }
    let standing = book.standing();
    let tables = standing.iter().filter(|(path, _)| path.starts_with("data/"));
    let present = tables
        .filter(|(_, (_, entry))| entry.is_record())
        .map(|(path, (_, e))| ((*path).to_owned(), e.sha256.as_str()));
    let older = book.older().into_keys().map(|hash| (format!("log/records/{hash}.csv"), hash));
    let versions: Vec<(String, &str)> = present.chain(older).collect();
    let draws: Vec<(String, &str)> = standing
        .iter()
        .filter(|(path, _)| path.starts_with("draws/") && !desk.root.join("content").join(path).exists())
        .map(|(path, (_, entry))| ((*path).to_owned(), entry.sha256.as_str()))
        .collect();
    let wanted: Vec<String> = versions.iter().chain(&draws).map(|(path, _)| path.clone()).collect();
    reader.expect(&wanted).map_err(|fault| desk.unreadable(&fault))?;
    for (path, hash) in versions {
        step.public.insert(format!("log/records/{hash}.csv"), as_logged(desk, &reader, &path, hash)?);
    }
    let count = draws.len();
    for (path, hash) in draws {
        let bytes = as_logged(desk, &reader, &path, hash)?;
        step.public.insert(path, bytes);
    }
    desk.apply(&step)?;
    forget_withdrawn(desk, &book)?;
    let (size, draws) = (book.entries.len().to_string(), count.to_string());
    Ok(desk.tell("cli.log.restored", &[("size", &size), ("draws", &draws)]))
}

/// The log's key: the one given, else that of `content/log/`, else the site's own, if this machine signed with it before.
fn key(desk: &Desk<'_>, args: &RestoreArgs) -> Result<VerifierKey, Stop> {
    let parsed = |text: &str| VerifierKey::parse(text.trim()).filter(|key| key.kind == KeyKind::Log);
    if let Some(text) = &args.log_key {
        return parsed(text).ok_or_else(|| desk.wrong("verify.bad-log-key", &[("value", text)]));
    }
    let kept = fs::read_to_string(desk.root.join("content/log/key.txt")).ok();
    if let Some(key) = kept.as_deref().and_then(parsed) {
        return Ok(key);
    }
    let reader = desk.source(&args.site, &args.source)?;
    let own = match reader.read("log/key.txt") {
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(desk.unreadable(&fault)),
        own => own.ok().and_then(|bytes| parsed(&String::from_utf8_lossy(&bytes))),
    };
    let own = own.ok_or_else(|| desk.wrong("cli.log.site", &[("site", &args.site), ("fault", "log/key.txt")]))?;
    let last = fs::read(desk.root.join("secrets/log/last.txt")).ok();
    let last = last.and_then(|bytes| Note::parse(&bytes));
    if last.is_some_and(|note| note.is_signed_by(&own)) {
        return Ok(own);
    }
    Err(desk.wrong("cli.log.no-head-known", &[("key", &own.to_string())]))
}

/// Takes away what was withdrawn since the backup was made: it must not come back, and no command goes on while it is here.
fn forget_withdrawn(desk: &Desk<'_>, book: &Book) -> Result<(), Stop> {
    let hashes: BTreeSet<&str> = book.entries.iter().map(|entry| entry.sha256.as_str()).collect();
    for hash in hashes.into_iter().filter(|hash| book.is_taken_back(hash)) {
        let path = desk.root.join(format!("content/log/records/{hash}.csv"));
        match fs::remove_file(&path) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => return Err(desk.io(&path, &fault)),
            _ => {}
        }
    }
    Ok(())
}

/// A file of the site that is what the log says.
fn as_logged(desk: &Desk<'_>, reader: &Source, path: &str, hash: &str) -> Result<Vec<u8>, Stop> {
    match reader.read(path) {
        Ok(bytes) if sha(&bytes) == hash => Ok(bytes),
        Err(fault) if fault.kind() != io::ErrorKind::NotFound => Err(desk.unreadable(&fault)),
        _ => Err(desk.finding("cli.log.site-differs", &[("path", path)])),
    }
}
