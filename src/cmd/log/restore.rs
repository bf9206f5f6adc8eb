//! `log restore`: the way out after a backup was restored. What the published site holds of the log and the draws is put back
//! below `content/`, so that the next entry follows the last one everybody has seen.

use super::publish::published;
use crate::cli::RestoreArgs;
use crate::cmd::desk::{Desk, Done};
use crate::draw::text::sha;
use crate::log::{Book, VerifierKey};
use crate::steps::Step;
use crate::verify::{FolderReader, Reader};
use std::fs;
use std::path::Path;

pub(super) fn restore(desk: &Desk<'_>, args: &RestoreArgs) -> Done {
    let key = fs::read_to_string(desk.root.join("content/log/key.txt")).ok();
    let key = key.and_then(|text| VerifierKey::parse(text.trim_end()));
    let key = key.ok_or_else(|| desk.wrong("cli.log.no-log", &[]))?;
    let book = published(desk, &args.site, &Book::new(key))?;
    let reader = FolderReader::new(Path::new(&args.site));
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
    for (path, hash) in present.chain(older) {
        let bytes = reader.read(&path).ok().filter(|bytes| sha(bytes) == hash);
        let bytes = bytes.ok_or_else(|| desk.finding("cli.log.site-differs", &[("path", &path)]))?;
        step.public.insert(format!("log/records/{hash}.csv"), bytes);
    }
    let mut draws = 0;
    for (path, (_, entry)) in standing.iter().filter(|(path, _)| path.starts_with("draws/")) {
        if desk.root.join("content").join(path).exists() {
            continue;
        }
        let bytes = reader.read(path).ok().filter(|bytes| sha(bytes) == entry.sha256);
        let bytes = bytes.ok_or_else(|| desk.finding("cli.log.site-differs", &[("path", path)]))?;
        step.public.insert((*path).to_owned(), bytes);
        draws += 1;
    }
    desk.apply(&step)?;
    let (size, draws) = (book.entries.len().to_string(), draws.to_string());
    Ok(desk.tell("cli.log.restored", &[("size", &size), ("draws", &draws)]))
}
