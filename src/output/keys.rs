//! What is known of the files of a site from earlier builds, so that a file whose makings did not change is not made again. In:
//! `.mingchou/keys.txt` of the bureau's folder (never in the site) and the folder of the site. Out: [`Known`], with those files
//! only that stand there byte for byte.
//!
//! A line says: what has this key becomes the bytes with this SHA-256, and these passed the gate. That stays true whatever
//! happens to the folder, so no line can belong to another build than the site does; a torn or edited file of lines is
//! noticed by its own SHA-256 and says nothing at all.

use super::OutPath;
use super::entries::{Entry, Found, Kind, read_into};
use super::journal::{IoFault, at};
use super::stamp::told;
use crate::model::{push_hex, sha256_hex, unhex32};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use twox_hash::XxHash3_128;

/// First words of the file of keys.
const FORMAT: &str = "mingchou/keys/2";

/// Fingerprint of everything that a file is made from: SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// Of several byte strings. Each goes in with its length, so that no two rows of strings are the same to it.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// As bytes, to go into another key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Two fingerprints of what a file is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keys {
    /// Over all that its template or function is given; none of a file that is made anew by every build.
    pub whole: Option<Key>,
    /// Over that from which what is given is gathered: known sooner, and another one where the same is gathered from other tables. None
    /// of a file that is gathered from all of the county.
    pub early: Option<Key>,
}

impl Keys {
    /// Whether a file with these keys is the one with `others`.
    pub(super) fn meet(self, others: Self) -> bool {
        let same = |one: Option<Key>, other: Option<Key>| one.is_some() && one == other;
        same(self.whole, others.whole) || same(self.early, others.early)
    }
}

/// What is known of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it was made from.
    pub keys: Keys,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// XXH3 of its bytes: tells, sooner than the SHA-256, whether the file still holds them.
    pub print: u128,
    /// Number of its bytes.
    pub bytes: u64,
    /// Stamp of the file that was last found to hold them; none where times prove nothing.
    pub stamp: Option<u128>,
}

impl Fact {
    /// Of bytes that were made.
    pub fn of(bytes: &[u8], keys: Keys) -> Self {
        let (sha256, print) = (sha256_hex(bytes), XxHash3_128::oneshot(bytes));
        Self { keys, sha256, print, bytes: bytes.len() as u64, stamp: None }
    }

    /// Writes what is known of the file `path` behind a text.
    fn push_line(&self, path: &OutPath, text: &mut String) {
        for key in [self.keys.whole, self.keys.early] {
            match key {
                Some(key) => push_hex(text, &key.0),
                None => text.push('-'),
            }
            text.push(' ');
        }
        let stamp = self.stamp.map_or_else(|| "-".to_owned(), told);
        text.push_str(&format!("{} {} {} {stamp} {path}\n", self.sha256, told(self.print), self.bytes));
    }

    /// The same with the stamp of a file that holds the bytes; none of one that does not. A file that has the stamp already is not read.
    fn standing(self, found: &Found, entry: &Entry, buffer: &mut Vec<u8>) -> Option<Self> {
        let facts = entry.facts.as_ref().filter(|facts| facts.length == self.bytes)?;
        let stamp = found.clock.and_then(|clock| clock.stamp(facts));
        if stamp.is_some() && stamp == self.stamp {
            return Some(self);
        }
        let size = read_into(&found.out.join(&entry.name), buffer).ok()?;
        (XxHash3_128::oneshot(&buffer[..size]) == self.print).then_some(Self { stamp, ..self })
    }
}

/// What is known of the files of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Print of the program that found it out ([`super::program_print`]); of another program nothing is believed.
    pub program: String,
    /// Fingerprint of the gate that every file passed.
    pub gate: String,
    /// Facts by path.
    pub files: BTreeMap<OutPath, Fact>,
    /// SHA-256 of the manifest that stood there before the files were looked at; not noted. With another one somebody built meanwhile.
    pub manifest: Option<String>,
}

impl Known {
    /// Knows nothing yet.
    pub fn nothing(program: &str) -> Self {
        Self { program: program.to_owned(), ..Self::default() }
    }

    /// What this program noted at the last build, of those files of the folder that still are what they were. A file of keys that is
    /// missing, damaged or another program's says nothing.
    pub fn read(found: &Found, program: &str) -> Self {
        let noted = fs::read_to_string(path(&found.root)).ok().and_then(|text| Self::parse(&text));
        let Some(noted) = noted.filter(|noted| noted.program == program) else { return Self::nothing(program) };
        let manifest = found.manifest.as_deref().map(sha256_hex);
        let Self { program, gate, files, .. } = noted;
        let pairs = there(files, &found.entries);
        let standing = |buffer: &mut Vec<u8>, (path, fact, entry): (OutPath, Fact, &Entry)| {
            Some((path, fact.standing(found, entry, buffer)?))
        };
        let buffer = || vec![0; 1 << 16];
        let stand: Vec<_> = pairs.into_par_iter().with_min_len(64).map_init(buffer, standing).flatten_iter().collect();
        Self { program, gate, files: stand.into_iter().collect(), manifest }
    }

    /// What is known of a file that stands in the folder and has one of these keys.
    pub fn kept(&self, path: &str, keys: Keys) -> Option<Fact> {
        self.files.get(path).filter(|fact| fact.keys.meet(keys)).cloned()
    }

    fn parse(text: &str) -> Option<Self> {
        let (head, body) = text.split_once('\n')?;
        if head.strip_prefix(FORMAT)?.strip_prefix(' ')? != sha256_hex(body.as_bytes()) {
            return None;
        }
        let mut lines = body.lines();
        let program = lines.next()?.strip_prefix("program ")?.to_owned();
        let gate = lines.next()?.strip_prefix("gate ")?.to_owned();
        let files = lines.map(line).collect::<Option<_>>()?;
        Some(Self { program, gate, files, manifest: None })
    }

    fn to_text(&self) -> String {
        let line = |mut text: String, (path, fact): (&OutPath, &Fact)| {
            fact.push_line(path, &mut text);
            text
        };
        let lines: Vec<String> = self.files.par_iter().fold(String::new, line).collect();
        let body = format!("program {}\ngate {}\n{}", self.program, self.gate, lines.concat());
        format!("{FORMAT} {}\n{body}", sha256_hex(body.as_bytes()))
    }

    /// Notes it for the next build. Errors: the disk's.
    pub fn save(&self, root: &Path) -> Result<(), IoFault> {
        let (path, draft) = (path(root), root.join(".mingchou").join("keys.new"));
        let dir = root.join(".mingchou");
        at(&dir, fs::create_dir_all(&dir))?;
        at(&draft, fs::write(&draft, self.to_text()))?;
        at(&path, fs::rename(&draft, &path))
    }
}

/// The files that stand in a folder, with their entries; both rows are sorted by name.
fn there(files: BTreeMap<OutPath, Fact>, entries: &[Entry]) -> Vec<(OutPath, Fact, &Entry)> {
    let mut entries = entries.iter().peekable();
    let pair = |(path, fact): (OutPath, Fact)| {
        while entries.next_if(|entry| entry.name.as_str() < path.as_str()).is_some() {}
        let entry = entries.next_if(|entry| entry.name == path.as_str() && entry.kind == Kind::File)?;
        Some((path, fact, entry))
    };
    files.into_iter().filter_map(pair).collect()
}

fn path(root: &Path) -> PathBuf {
    root.join(".mingchou").join("keys.txt")
}

fn line(line: &str) -> Option<(OutPath, Fact)> {
    let mut words = line.splitn(7, ' ');
    let mut key = || match words.next()? {
        "-" => Some(None),
        text => Some(Some(Key(unhex32(text)?))),
    };
    let keys = Keys { whole: key()?, early: key()? };
    let sha256 = words.next()?.to_owned();
    let print = u128::from_str_radix(words.next()?, 16).ok()?;
    let bytes = words.next()?.parse().ok()?;
    let stamp = match words.next()? {
        "-" => None,
        text => Some(u128::from_str_radix(text, 16).ok()?),
    };
    Some((OutPath::new(words.next()?).ok()?, Fact { keys, sha256, print, bytes, stamp }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let path = |path: &str| OutPath::new(path).expect("a path");
        let fact = |text: &str, whole| Fact::of(text.as_bytes(), Keys { whole, early: Some(Key::of(&[b"e"])) });
        let files = BTreeMap::from([
            (path("a.txt"), fact("a", None)),
            (path("b/index.html"), fact("bb", Some(Key::of(&[b"b"])))),
        ]);
        Known { program: "p".into(), gate: "g".into(), files, manifest: None }
    }

    #[test]
    fn reads_what_it_writes_and_nothing_that_was_touched() {
        let text = known().to_text();
        assert_eq!(Known::parse(&text), Some(known()));
        for at in 0..text.len() {
            assert_eq!(Known::parse(&text[..at]), None, "cut at {at}");
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            assert_eq!(Known::parse(&String::from_utf8_lossy(&bytes)), None, "flipped at {at}");
        }
    }

    #[test]
    fn believes_only_this_program_and_files_that_stand() {
        let temp = tempfile::tempdir().expect("a folder");
        let (root, out) = (temp.path(), temp.path().join("public"));
        fs::create_dir_all(out.join("b")).expect("a folder");
        fs::write(out.join("a.txt"), "a").expect("a file");
        fs::write(out.join("b/index.html"), "bb").expect("a file");
        // Stamps are given as soon as the disk's clock has ticked.
        let read = |program: &str| {
            let mut known = Known::read(&Found::of(root, &out).expect("a folder"), program);
            known.files.values_mut().for_each(|fact| fact.stamp = None);
            known
        };
        assert_eq!(read("p"), Known::nothing("p"));
        known().save(root).expect("a file of keys");
        assert_eq!(read("p"), known());
        assert_eq!(read("q"), Known::nothing("q"));
        fs::write(out.join("b/index.html"), "bc").expect("a file");
        let left = read("p");
        assert_eq!((left.files.get("b/index.html"), left.files.len()), (None, 1));
        fs::remove_file(out.join("a.txt")).expect("a file");
        assert_eq!(read("p").files.len(), 0);
    }

    #[test]
    fn a_key_tells_where_one_part_ends() {
        assert_ne!(Key::of(&[b"ab", b"c"]), Key::of(&[b"a", b"bc"]));
        assert_ne!(Key::of(&[b"a"]), Key::of(&[b"a", b""]));
    }
}
