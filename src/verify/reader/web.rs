//! A site on the web. In: an address. Out: paths and bytes of the files that draws are recomputed from. A host gives no list of
//! its files: what there is, the site's own `SHA256SUMS.txt` and log say. Only `.txt` and `.csv` below `draws/`, `data/` and
//! `log/` are fetched, each once.

use super::address::Address;
use super::client::Client;
use super::{Access, OpenFault, Place, Progress, Reader, Source, Wanted};
use crate::draw::text::{host_marks, is_hex64, is_web_page};
use crate::log::{Entry, read_entries};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const SUMS: &str = "SHA256SUMS.txt";
const ENTRIES: &str = "log/entries.txt";

/// Bytes by path; none: the host says there is no such file.
type Kept = BTreeMap<String, Option<Arc<[u8]>>>;

/// A site behind an address.
struct WebReader {
    client: Arc<Client>,
    base: Address,
    paths: BTreeSet<String>,
    kept: Mutex<Kept>,
    connections: usize,
    progress: Option<Progress>,
    /// Every file, not only what draws are recomputed from.
    whole: bool,
}

/// Opens the site at an address, or one draw of it.
pub(super) fn open(location: &str, wanted: Wanted, access: &Access) -> Result<Source, OpenFault> {
    let asked = Address::parse(location)?.folder();
    let (site, below) = match wanted {
        Wanted::Site => (asked.clone(), String::new()),
        Wanted::Draw => asked.of_draw().ok_or_else(|| OpenFault::new("no-draw-address", location, ""))?,
    };
    let client = Arc::new(Client::new(access, &site)?);
    let sums = client.get(&site.join(SUMS))?;
    // One redirect of the whole site is followed once, not again for each file.
    let base = sums.from.without(SUMS).unwrap_or(site);
    if sums.bytes.as_deref().is_some_and(is_web_page) {
        return Err(OpenFault::new("page", base.join(SUMS).to_string(), ""));
    }
    let (named, mut paths) = listed(sums.bytes.as_deref(), access.whole);
    if named > access.limits.files {
        return Err(OpenFault::new("manifest-many", base.join(SUMS).to_string(), access.limits.files.to_string()));
    }
    // Many hosts answer with a page, or with a refusal, where there is no file: only of a file that the manifest names does that
    // say something.
    let entries = match client.get(&base.join(ENTRIES)) {
        Err(fault) if fault.code == "denied" && sums.bytes.is_some() && !paths.contains(ENTRIES) => None,
        answer => answer?.bytes.filter(|bytes| paths.contains(ENTRIES) || !is_web_page(bytes)),
    };
    if sums.bytes.is_none() && entries.is_none() {
        return Err(OpenFault::new("no-manifest", base.to_string(), ""));
    }
    let mut kept = Kept::new();
    if let Some(bytes) = entries {
        paths.extend(of_log(&bytes));
        kept.insert(ENTRIES.to_owned(), Some(bytes.into()));
    }
    if let Some(bytes) = sums.bytes {
        paths.insert(SUMS.to_owned());
        kept.insert(SUMS.to_owned(), Some(bytes.into()));
    }
    let named = (named + 1).max(paths.len());
    let shown = base.join(&below).to_string();
    let (connections, progress) = (access.limits.connections, access.progress.clone());
    let (kept, whole) = (Mutex::new(kept), access.whole);
    let reader = WebReader { client: Arc::clone(&client), base, paths, kept, connections, progress, whole };
    let reader: Box<dyn Reader> = match wanted {
        Wanted::Site => Box::new(reader),
        Wanted::Draw => Box::new(Below { reader, folder: below }),
    };
    Ok(Source { place: Place::Web, shown, named, reader, client: Some(client) })
}

/// Whether a path stays in the site; one that leaves it names nothing of it.
fn is_inside(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains('\\')
}

/// Whether a draw is recomputed from a file.
fn is_needed(path: &str) -> bool {
    let inside = is_inside(path);
    let place = ["draws/", "data/", "log/"].iter().any(|folder| path.starts_with(folder));
    path == SUMS || (inside && place && [".txt", ".csv"].iter().any(|ending| path.ends_with(ending)))
}

/// How many files a manifest names, and those that are needed. One that a host has marked is read all the same; that it was
/// marked is told where it is compared.
fn listed(sums: Option<&[u8]>, whole: bool) -> (usize, BTreeSet<String>) {
    let repaired = sums.map(|bytes| host_marks(bytes).0).unwrap_or_default();
    let text = String::from_utf8_lossy(&repaired);
    let lines = text.lines().filter_map(|line| line.split_once("  ").filter(|(hash, _)| is_hex64(hash)));
    let named: Vec<&str> = lines.map(|(_, path)| path).collect();
    let wanted = |path: &&str| if whole { is_inside(path) } else { is_needed(path) };
    (named.len(), named.into_iter().filter(wanted).map(str::to_owned).collect())
}

/// What the log says is there. A site that leaves a draw out of its manifest cannot hide it if it was logged.
fn of_log(entries: &[u8]) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> =
        [ENTRIES, "log/checkpoint.txt", "log/key.txt"].iter().map(|path| (*path).to_owned()).collect();
    let mut newest: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in read_entries(ENTRIES, &host_marks(entries).0).unwrap_or_default() {
        // A withdrawal of an older version says nothing about the file of now.
        if entry.is_record() || newest.get(&entry.path).is_some_and(|last| last.sha256 == entry.sha256) {
            newest.insert(entry.path.clone(), entry);
        }
    }
    paths.extend(newest.into_values().filter(Entry::is_record).map(|entry| entry.path).filter(|path| is_needed(path)));
    paths
}

impl WebReader {
    fn fetches(&self, path: &str) -> bool {
        if self.whole { is_inside(path) } else { is_needed(path) }
    }

    fn known(&self, path: &str) -> Option<Option<Arc<[u8]>>> {
        self.kept.lock().expect("no holder of the files panics").get(path).cloned()
    }

    fn fetch(&self, path: &str) -> Result<Option<Arc<[u8]>>, OpenFault> {
        if let Some(known) = self.known(path) {
            return Ok(known);
        }
        let bytes: Option<Arc<[u8]>> = self.client.get(&self.base.join(path))?.bytes.map(Into::into);
        self.kept.lock().expect("no holder of the files panics").insert(path.to_owned(), bytes.clone());
        Ok(bytes)
    }

    /// Fetches over a few connections at a time; the first failure ends it.
    fn together(&self, wanted: &[&String]) -> Result<(), OpenFault> {
        let (next, done, over) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        let work = || -> Result<(), OpenFault> {
            while !over.load(Ordering::Relaxed) {
                let Some(path) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                self.fetch(path).inspect_err(|_| over.store(true, Ordering::Relaxed))?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if let Some(progress) = &self.progress {
                    progress(done, wanted.len(), self.client.fetched());
                }
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.connections.min(wanted.len())).map(|_| scope.spawn(work)).collect();
            let ends: Vec<_> =
                workers.into_iter().map(|worker| worker.join().expect("a fetch does not panic")).collect();
            ends.into_iter().collect()
        })
    }

    /// A site that is being replaced while it is read is neither the old nor the new one.
    fn still_the_same(&self) -> Result<(), OpenFault> {
        let Some(Some(before)) = self.known(SUMS) else { return Ok(()) };
        match self.client.get(&self.base.join(SUMS))?.bytes {
            Some(now) if now[..] == before[..] => Ok(()),
            _ => Err(OpenFault::new("changing", self.base.to_string(), "")),
        }
    }
}

impl Reader for WebReader {
    fn paths(&self) -> io::Result<Vec<String>> {
        Ok(self.paths.iter().cloned().collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        if !self.fetches(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(self.fetch(path)?.ok_or(io::ErrorKind::NotFound)?.to_vec())
    }

    fn expect(&self, paths: &[String]) -> io::Result<()> {
        let wanted: Vec<&String> =
            paths.iter().filter(|path| self.fetches(path) && self.known(path).is_none()).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        self.together(&wanted)?;
        Ok(self.still_the_same()?)
    }

    fn reaches(&self, path: &str) -> bool {
        self.fetches(path)
    }
}

/// The folder of one draw in a site.
struct Below {
    reader: WebReader,
    folder: String,
}

impl Reader for Below {
    fn paths(&self) -> io::Result<Vec<String>> {
        let inside = self.reader.paths.iter().filter_map(|path| path.strip_prefix(&self.folder));
        Ok(inside.map(str::to_owned).collect())
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.reader.read(&format!("{}{path}", self.folder))
    }

    fn expect(&self, paths: &[String]) -> io::Result<()> {
        let paths: Vec<String> = paths.iter().map(|path| format!("{}{path}", self.folder)).collect();
        self.reader.expect(&paths)
    }
}
