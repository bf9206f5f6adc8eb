//! Sources of the commands that read what is published. In: a location, `--ca`. Out: an open source, or a sentence and an exit code;
//! the progress of a fetch on a terminal.

use super::language::printable;
use super::{Exit, reason};
use crate::cli::SourceArgs;
use crate::draw::text::sha;
use crate::verify::{Access, OpenFault, Place, Progress, Reader, Source, open as open_site, open_draw as open_one};
use crate::words::Words;
use std::io::{self, IsTerminal};
use std::sync::Arc;

/// Sentences with their line ends, and how the command ends.
pub(super) type Said = (String, Exit);

/// Opens a published site.
pub(super) fn open(words: &Words, location: &str, args: &SourceArgs) -> Result<Source, Said> {
    attempt(words, location, args)?.map_err(|fault| said(words, &fault))
}

/// Opens a published site so that every file of it can be read.
#[cfg(feature = "site")]
pub(super) fn open_whole(words: &Words, location: &str, args: &SourceArgs) -> Result<Source, Said> {
    let access = Access { whole: true, ..access(words, args)? };
    open_site(location, &access).map_err(|fault| said(words, &fault))
}

/// Opens a published site for somebody to whom the reason of a failure matters.
pub(super) fn attempt(words: &Words, location: &str, args: &SourceArgs) -> Result<Result<Source, OpenFault>, Said> {
    Ok(open_site(location, &access(words, args)?))
}

/// Opens the folder of one draw.
pub(super) fn open_draw(words: &Words, location: &str, args: &SourceArgs) -> Result<Source, Said> {
    open_one(location, &access(words, args)?).map_err(|fault| said(words, &fault))
}

fn access(words: &Words, args: &SourceArgs) -> Result<Access, Said> {
    let read = |path: &std::path::PathBuf| {
        let fault =
            |error: io::Error| OpenFault { code: "io", name: path.display().to_string(), detail: error.to_string() };
        std::fs::read(path).map_err(|error| (sentence(words, &fault(error)) + "\n", Exit::Usage))
    };
    let ca = args.ca.as_ref().map(read).transpose()?;
    Ok(Access { ca, progress: io::stderr().is_terminal().then(|| progress(words)), ..Access::default() })
}

/// One line that is written over again; the cursor rests at its start, so that whatever comes next replaces it.
fn progress(words: &Words) -> Progress {
    let words = words.clone();
    Arc::new(move |done, all, bytes| {
        let (done_text, all_text, size) = (done.to_string(), all.to_string(), (bytes >> 10).to_string());
        let text = words.fill("source.progress", [("done", &*done_text), ("all", &*all_text), ("size", &*size)]);
        if done == all { eprint!("\r\x1b[K") } else { eprint!("\r{text}\x1b[K\r") }
    })
}

pub(super) fn said(words: &Words, fault: &OpenFault) -> Said {
    let is_usage = matches!(fault.code, "address" | "no-draw-address" | "ca");
    (sentence(words, fault) + "\n", if is_usage { Exit::Usage } else { Exit::Environment })
}

fn sentence(words: &Words, fault: &OpenFault) -> String {
    let (name, detail) = (printable(&fault.name), printable(&reason::plain(words, &fault.detail)));
    words.fill(&format!("source.fault.{}", fault.code), [("name", name.as_str()), ("detail", detail.as_str())])
}

/// Why reading ended on the way.
pub(super) fn failed(words: &Words, fault: &io::Error) -> Said {
    let own = fault.get_ref().and_then(|inner| inner.downcast_ref::<OpenFault>());
    let text = match own {
        Some(own) => sentence(words, own),
        None => words.fill("verify.unreadable", [("fault", reason::of(words, fault).as_str())]),
    };
    (text + "\n", Exit::Environment)
}

/// What was read, in a line: `files` of it, and by which manifest.
pub(super) fn described(words: &Words, source: &Source, files: usize, site: bool) -> String {
    let key = match source.place {
        Place::Folder => "source.folder",
        Place::Zip => "source.zip",
        Place::Web => "source.web",
    };
    let (place, files, named) = (printable(&source.shown), files.to_string(), source.named.to_string());
    let mut text = words.fill(key, [("place", &*place), ("files", &*files), ("named", &*named)]);
    if let Some(bytes) = site.then(|| source.read("SHA256SUMS.txt").ok()).flatten() {
        text.push_str(&words.fill("source.manifest", [("hash", sha(&bytes).as_str())]));
    }
    text.push('\n');
    let hosts = source.elsewhere().into_iter().collect::<Vec<_>>().join(", ");
    if !hosts.is_empty() {
        text.push_str(&(words.fill("source.elsewhere", [("hosts", printable(&hosts).as_str())]) + "\n"));
    }
    text
}
