//! How a checker reads: paths and bytes, nothing else. In: a location as a person types it, a folder, a zip or an address. Out: a
//! [`Reader`], or why there is none.

mod address;
mod client;
mod folder;
mod seek;
mod web;
mod zip;

pub use address::is_address;
pub use folder::{FileStream, FolderReader};

use crate::draw::Stream;
use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A published tree.
pub trait Reader: Sync {
    /// Every file's path below the top, with `/`, sorted. Errors: the folder cannot be read.
    fn paths(&self) -> io::Result<Vec<String>>;

    /// The bytes of a file. Errors: `NotFound` where there is no such file; anything else says nothing about the file.
    fn read(&self, path: &str) -> io::Result<Vec<u8>>;

    /// A file that need not be held in memory; none where it must be, or is not there.
    fn stream(&self, _path: &str) -> Option<Box<dyn Stream + '_>> {
        None
    }

    /// These will be read: a reader that is far from its files brings them together. Errors: they cannot be brought.
    fn expect(&self, _paths: &[String]) -> io::Result<()> {
        Ok(())
    }

    /// Whether files of this name are read at all. From the web only what a draw is recomputed from is fetched.
    fn reaches(&self, _path: &str) -> bool {
        true
    }
}

/// Where a tree was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder,
    /// A zip.
    Zip,
    /// An http or https address.
    Web,
}

/// How much is read, and how long somebody waits for it. The bounds lie far above any site; they keep a broken or hostile source
/// from filling memory.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Files in a zip, or named by a manifest.
    pub files: usize,
    /// Bytes of one file, unpacked.
    pub file: u64,
    /// Bytes of all files that are fetched; of a folder or a zip of those that draws are recomputed from, which may stand in memory together.
    pub total: u64,
    /// Bytes of a zip, and of all its files unpacked: pages are unpacked one by one.
    pub unpacked: u64,
    /// Until a connection stands.
    pub connect: Duration,
    /// Until an answer begins.
    pub answer: Duration,
    /// Until the answer is complete.
    pub body: Duration,
    /// How often a request is made whose connection fails.
    pub tries: u32,
    /// Before the second try; before each later one twice as long.
    pub pause: Duration,
    /// Connections to a host at a time.
    pub connections: usize,
    /// From the first request on: later than this none is begun. None: reading takes as long as it takes.
    pub whole: Option<Duration>,
}

/// Whether a draw is recomputed from a file of this name: what is kept of a site.
fn is_kept(path: &str) -> bool {
    [".txt", ".csv"].iter().any(|ending| path.ends_with(ending))
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: 500_000,
            file: 256 << 20,
            total: 2 << 30,
            unpacked: 8 << 30,
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            body: Duration::from_secs(180),
            tries: 3,
            pause: Duration::from_millis(500),
            connections: 4,
            whole: None,
        }
    }
}

/// Told after every file that was fetched: how many, of how many, bytes so far.
pub type Progress = Arc<dyn Fn(usize, usize, u64) + Send + Sync>;

/// What a reader brings along besides the location.
#[derive(Clone, Default)]
pub struct Access {
    /// PEM certificates to trust in place of the built-in ones.
    pub ca: Option<Vec<u8>>,
    /// Bounds.
    pub limits: Limits,
    /// Who is told of the progress.
    pub progress: Option<Progress>,
    /// From the web, every file of the site and not only what draws are recomputed from.
    pub whole: bool,
    /// The site is one of many that nobody here vouches for: the bounds hold for folders too, and no other host answers in its place.
    pub stranger: bool,
}

/// Why nothing could be read: a key below `source.fault.` of the word files, the place or file concerned, and a detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFault {
    /// Key.
    pub code: &'static str,
    /// Location, address or file.
    pub name: String,
    /// A number, a status or a message of the system; may be empty.
    pub detail: String,
}

impl OpenFault {
    fn new(code: &'static str, name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { code, name: name.into(), detail: detail.into() }
    }

    /// What a reader said, or the system.
    fn of(location: &str, fault: io::Error) -> Self {
        match fault.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            Some(own) => own.clone(),
            None => Self::new("io", location, fault.to_string()),
        }
    }
}

impl fmt::Display for OpenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.code)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl std::error::Error for OpenFault {}

impl From<OpenFault> for io::Error {
    fn from(fault: OpenFault) -> Self {
        Self::other(fault)
    }
}

/// A published tree that was opened.
pub struct Source {
    /// Where it lies.
    pub place: Place,
    /// The location as it was understood: the address that answered in the end.
    pub shown: String,
    /// Files the site names; for folder and zip those that are there.
    pub named: usize,
    reader: Box<dyn Reader>,
    client: Option<Arc<client::Client>>,
}

impl Source {
    /// Hosts that answered in place of the one that was asked.
    pub fn elsewhere(&self) -> BTreeSet<String> {
        self.client.as_ref().map(|client| client.elsewhere()).unwrap_or_default()
    }

    fn on_disk(place: Place, location: &str, reader: Box<dyn Reader>) -> Result<Self, OpenFault> {
        let paths = reader.paths().map_err(|fault| OpenFault::of(location, fault))?;
        Ok(Self { place, shown: location.to_owned(), named: paths.len(), reader, client: None })
    }
}

impl Reader for Source {
    fn paths(&self) -> io::Result<Vec<String>> {
        self.reader.paths()
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        self.reader.read(path)
    }

    fn stream(&self, path: &str) -> Option<Box<dyn Stream + '_>> {
        self.reader.stream(path)
    }

    fn expect(&self, paths: &[String]) -> io::Result<()> {
        self.reader.expect(paths)
    }

    fn reaches(&self, path: &str) -> bool {
        self.reader.reaches(path)
    }
}

/// What is looked for at a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Site,
    Draw,
}

impl Wanted {
    /// Whether a path below the top shows that this is the top.
    fn shows(self, path: &str) -> bool {
        match self {
            Self::Site => path.starts_with("draws/") || path.starts_with("log/") || path == "SHA256SUMS.txt",
            Self::Draw => path == "commit.txt" || path == "shortfall.txt",
        }
    }
}

/// Opens a published site: an address that begins with `http://` or `https://`, a zip, or a folder.
pub fn open(location: &str, access: &Access) -> Result<Source, OpenFault> {
    find(location, Wanted::Site, access)
}

/// Opens the folder of one draw in the same three ways.
pub fn open_draw(location: &str, access: &Access) -> Result<Source, OpenFault> {
    find(location, Wanted::Draw, access)
}

fn find(location: &str, wanted: Wanted, access: &Access) -> Result<Source, OpenFault> {
    if address::is_address(location) {
        return web::open(location, wanted, access);
    }
    let path = Path::new(location);
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            let reader = FolderReader::new(path);
            let reader = if access.stranger { reader.within(&access.limits) } else { reader };
            Source::on_disk(Place::Folder, location, Box::new(reader))
        }
        // A pipe would be waited for without end, a device read without end.
        Ok(found) if !found.is_file() => Err(OpenFault::new("nowhere", location, "")),
        Ok(_) => {
            let reader = zip::ZipReader::open(path, location, wanted, &access.limits)?;
            Source::on_disk(Place::Zip, location, Box::new(reader))
        }
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Err(OpenFault::new("missing", location, "")),
        Err(fault) => Err(OpenFault::new("io", location, fault.to_string())),
    }
}
