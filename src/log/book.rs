//! The log as a whole (protocol section 10): entries, the signed head, every earlier head. In: the files below `log/`. Out: a
//! [`Book`] in which all of them agree, or every broken rule.

use super::checkpoint::{Checkpoint, cosigned_at};
use super::entry::{Entry, read_entries};
use super::keys::{KeyKind, SigningKey, VerifierKey};
use super::merkle::{Node, consistency_proof, leaf_hash, root_of_leaves};
use super::note::Note;
use super::{LogFault, entries_text};
use crate::model::Time;
use std::collections::BTreeMap;

/// Files by their path below `log/`: `entries.txt`, `checkpoint.txt`, `key.txt`, `checkpoints/SIZE.txt`; others are ignored.
pub type LogFiles = BTreeMap<String, Vec<u8>>;

/// When a witness saw an entry for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// Name of the witness.
    pub witness: String,
    /// Its own clock.
    pub time: Time,
    /// Size of the checkpoint it saw.
    pub size: usize,
}

/// What witnesses saw, by size of the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sightings(Vec<Sighting>);

impl Sightings {
    /// Who saw a head, each witness with its earliest time.
    pub fn of_head(&self, size: usize) -> Vec<&Sighting> {
        Self::earliest(self.0.iter().filter(|sighting| sighting.size == size))
    }

    /// Who saw entry `index`, each witness with its earliest time.
    pub fn of_entry(&self, index: usize) -> Vec<&Sighting> {
        Self::earliest(self.0.iter().filter(|sighting| sighting.size > index))
    }

    /// All heads a witness saw, in order.
    pub fn by<'a>(&'a self, witness: &'a str) -> impl Iterator<Item = &'a Sighting> {
        self.0.iter().filter(move |sighting| sighting.witness == witness)
    }

    fn earliest<'a>(sightings: impl Iterator<Item = &'a Sighting>) -> Vec<&'a Sighting> {
        let mut first: BTreeMap<&str, &Sighting> = BTreeMap::new();
        for sighting in sightings {
            let known = first.entry(&sighting.witness).or_insert(sighting);
            if sighting.time < known.time {
                *known = sighting;
            }
        }
        first.into_values().collect()
    }
}

/// A log whose parts agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// Entries in order.
    pub entries: Vec<Entry>,
    /// Notes of all checkpoints by size; the last is the present one.
    pub notes: BTreeMap<usize, Note>,
    /// The key the checkpoints are signed with.
    pub key: VerifierKey,
    leaves: Vec<Node>,
}

impl Book {
    /// A log without entries, to begin with.
    pub fn new(key: VerifierKey) -> Self {
        Self { entries: Vec::new(), notes: BTreeMap::new(), key, leaves: Vec::new() }
    }

    /// Reads and compares everything. `key`: the one the reader trusts; without it the site's own is taken. Errors: every
    /// fault that was found.
    pub fn read(files: &LogFiles, key: Option<&VerifierKey>) -> Result<Self, Vec<LogFault>> {
        let mut faults = Vec::new();
        let missing = |file: &str| LogFault::new(file, 0, "file-missing", "");
        let own = match files.get("key.txt") {
            None => Err(missing("key.txt")),
            Some(bytes) => std::str::from_utf8(bytes)
                .ok()
                .and_then(|text| VerifierKey::parse(text.strip_suffix('\n')?))
                .filter(|key| key.kind == KeyKind::Log)
                .ok_or_else(|| LogFault::new("key.txt", 1, "log-key", "")),
        };
        let own = own.map_err(|fault| faults.push(fault)).ok();
        if let (Some(own), Some(key)) = (&own, key)
            && own != key
        {
            faults.push(LogFault::new("key.txt", 1, "log-other-key", own.to_string()));
        }
        let entries = match files.get("entries.txt") {
            None => Err(vec![missing("entries.txt")]),
            Some(bytes) => read_entries("entries.txt", bytes),
        };
        let entries = entries.map_err(|found| faults.extend(found)).ok();
        let (Some(entries), Some(key)) = (entries, key.cloned().or(own)) else { return Err(faults) };
        let leaves: Vec<Node> = entries.iter().map(|entry| leaf_hash(entry.to_text().as_bytes())).collect();
        let mut book = Self { entries, notes: BTreeMap::new(), key, leaves };
        faults.extend(book.heads(files));
        if faults.is_empty() { Ok(book) } else { Err(faults) }
    }

    /// Takes the notes; each must be signed and be the head of a prefix of the entries.
    fn heads(&mut self, files: &LogFiles) -> Vec<LogFault> {
        let mut faults = Vec::new();
        let earlier = files.keys().filter(|name| name.starts_with("checkpoints/") && name.ends_with(".txt"));
        for file in earlier.map(String::as_str).chain(["checkpoint.txt"]) {
            let Some(bytes) = files.get(file) else {
                faults.push(LogFault::new(file, 0, "file-missing", ""));
                continue;
            };
            match self.head(bytes) {
                Ok((checkpoint, note)) => {
                    let named = file.strip_prefix("checkpoints/").and_then(|rest| rest.strip_suffix(".txt"));
                    if named.is_some_and(|size| size != checkpoint.size.to_string()) {
                        faults.push(LogFault::new(file, 2, "checkpoint-name", checkpoint.size.to_string()));
                    } else if named.is_none() && checkpoint.size != self.entries.len() {
                        faults.push(LogFault::new(file, 2, "checkpoint-size", checkpoint.size.to_string()));
                    }
                    self.notes.insert(checkpoint.size, note);
                }
                Err((line, code, detail)) => faults.push(LogFault::new(file, line, code, detail)),
            }
        }
        faults
    }

    fn head(&self, bytes: &[u8]) -> Result<(Checkpoint, Note), (usize, &'static str, String)> {
        let note = Note::parse(bytes).ok_or((0, "note-form", String::new()))?;
        let checkpoint = Checkpoint::parse(&note.text).ok_or((0, "checkpoint-form", String::new()))?;
        if checkpoint.origin != self.key.name {
            return Err((1, "checkpoint-origin", checkpoint.origin));
        }
        if !note.is_signed_by(&self.key) {
            return Err((0, "checkpoint-signature", self.key.name.clone()));
        }
        if self.root_at(checkpoint.size) != Some(checkpoint.root) {
            return Err((3, "checkpoint-root", checkpoint.size.to_string()));
        }
        Ok((checkpoint, note))
    }

    /// The root over the first `size` entries; none if there are fewer.
    pub fn root_at(&self, size: usize) -> Option<Node> {
        self.leaves.get(..size).map(root_of_leaves)
    }

    /// Whether this log is that head, or what came after it.
    pub fn extends(&self, head: &Checkpoint) -> bool {
        head.origin == self.key.name && self.root_at(head.size) == Some(head.root)
    }

    /// The head over all entries.
    pub fn head_now(&self) -> Checkpoint {
        Checkpoint { origin: self.key.name.clone(), size: self.entries.len(), root: root_of_leaves(&self.leaves) }
    }

    /// Proof that the present head extends that of `old` entries.
    pub fn proof_since(&self, old: usize) -> Option<Vec<Node>> {
        consistency_proof(&self.leaves, old)
    }

    /// For every path the newest entry that speaks of the file there, with its index: its version of now, or that this was
    /// taken back.
    pub fn standing(&self) -> BTreeMap<&str, (usize, &Entry)> {
        let mut standing: BTreeMap<&str, (usize, &Entry)> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let is_older = |last: &&(usize, &Entry)| !entry.is_record() && last.1.sha256 != entry.sha256;
            if standing.get(entry.path.as_str()).filter(is_older).is_none() {
                standing.insert(&entry.path, (at, entry));
            }
        }
        standing
    }

    /// Whether the version an entry records was taken back later.
    pub fn is_withdrawn(&self, version: &Entry) -> bool {
        self.entries.iter().any(|e| !e.is_record() && e.path == version.path && e.sha256 == version.sha256)
    }

    /// Whether bytes of this hash were recorded, and every path that had them took them back: they must stand nowhere any more.
    pub fn is_taken_back(&self, sha256: &str) -> bool {
        let mut versions = self.entries.iter().filter(|entry| entry.is_record() && entry.sha256 == sha256).peekable();
        versions.peek().is_some() && versions.all(|version| self.is_withdrawn(version))
    }

    /// Versions that are no longer the file but must stay readable at `log/records/SHA256.csv`, by hash, with their index.
    pub fn older(&self) -> BTreeMap<&str, usize> {
        let standing = self.standing();
        let is_old = |at: usize, entry: &Entry| {
            entry.is_record()
                && standing.get(entry.path.as_str()).is_none_or(|(now, last)| *now != at && last.sha256 != entry.sha256)
        };
        let all = self.entries.iter().enumerate();
        all.filter(|(at, entry)| is_old(*at, entry) && !self.is_withdrawn(entry))
            .map(|(at, entry)| (entry.sha256.as_str(), at))
            .collect()
    }

    /// Everything the trusted witnesses saw, each line checked once.
    pub fn sightings(&self, witnesses: &[VerifierKey]) -> Sightings {
        let mut all = Vec::new();
        for (size, note) in &self.notes {
            for line in &note.signatures {
                let Some(key) = witnesses.iter().find(|key| line.is_by(key)) else { continue };
                let Some(time) = cosigned_at(note, line, key) else { continue };
                all.push(Sighting { witness: key.name.clone(), time, size: *size });
            }
        }
        Sightings(all)
    }

    /// Appends entries and signs the new head. The old head stays among the notes. None without entries.
    #[must_use]
    pub fn appended(&self, entries: Vec<Entry>, key: &SigningKey) -> Option<Self> {
        if entries.is_empty() || key.verifier() != self.key {
            return None;
        }
        let mut book = self.clone();
        book.leaves.extend(entries.iter().map(|entry| leaf_hash(entry.to_text().as_bytes())));
        book.entries.extend(entries);
        let head = book.head_now();
        book.notes.insert(head.size, head.sign(key));
        Some(book)
    }

    /// The files below `log/`, old versions apart.
    pub fn to_files(&self) -> LogFiles {
        let mut files = LogFiles::from([
            ("key.txt".to_owned(), format!("{}\n", self.key).into_bytes()),
            ("entries.txt".to_owned(), entries_text(&self.entries).into_bytes()),
        ]);
        for (size, note) in &self.notes {
            let is_now = *size == self.entries.len();
            let name = if is_now { "checkpoint.txt".to_owned() } else { format!("checkpoints/{size}.txt") };
            files.insert(name, note.to_bytes());
        }
        files
    }
}
