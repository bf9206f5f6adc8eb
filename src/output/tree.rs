//! The site as a list of files that are yet to be made: paths and the closures that make their bytes, so that ten
//! thousand pages never stand in memory at once.

use super::{Fact, Key, Keys};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

/// A path inside the site: relative, ASCII `[a-z0-9A-Z._-]` segments joined by `/`, no leading dot or underscore, ending in
/// one of the kinds that hosts serve (design section 5).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(String);

/// Endings a file of the site may have.
pub const KINDS: [&str; 11] = ["html", "css", "js", "txt", "csv", "xlsx", "xml", "zip", "svg", "png", "ics"];

impl OutPath {
    /// Checks a path. Errors: the path, in words.
    pub fn new(path: &str) -> Result<Self, String> {
        let plain = |segment: &str| {
            !segment.is_empty()
                && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
                && segment.as_bytes()[0].is_ascii_alphanumeric()
                && !segment.contains("..")
                && segment.len() <= 80
        };
        let kind = path.rsplit_once('.').map(|(_, kind)| kind);
        if path.len() <= 200 && path.split('/').all(plain) && kind.is_some_and(|kind| KINDS.contains(&kind)) {
            Ok(Self(path.to_owned()))
        } else {
            Err(format!("not a path of the site: {path:?}"))
        }
    }

    /// Sorts before every path of a folder (`objects/`), for looking up ranges; not a path itself.
    pub(super) fn before(folder: &str) -> Self {
        Self(folder.to_owned())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `../` as often as needed to reach the root of the site from this file.
    pub fn to_root(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A file that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// Its bytes, and the keys of what they were made from.
    Bytes(Vec<u8>, Keys),
    /// What it is made from has one of the keys of the file that stands in the folder, so it was not made again; what is known of that
    /// file, with its keys as they are now.
    Kept(Fact),
}

impl From<Vec<u8>> for Made {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes, Keys::default())
    }
}

impl Made {
    /// The bytes. Errors: of a file that was not made again; whoever needs the bytes asks a tree that knows of no earlier build.
    pub fn bytes(self) -> Result<Vec<u8>, String> {
        match self {
            Self::Bytes(bytes, _) => Ok(bytes),
            Self::Kept(_) => Err("not made again".to_owned()),
        }
    }

    /// The same, of a file that has an early key too.
    #[must_use]
    pub fn with_early(self, key: Key) -> Self {
        match self {
            Self::Bytes(bytes, keys) => Self::Bytes(bytes, Keys { early: Some(key), ..keys }),
            Self::Kept(fact) => Self::Kept(Fact { keys: Keys { early: Some(key), ..fact.keys }, ..fact }),
        }
    }
}

/// Makes one file. Errors: what could not be made, in words for the developer of a theme.
pub type Make<'a> = Box<dyn Fn() -> Result<Made, String> + Send + Sync + 'a>;

/// All files of the site, by path.
#[derive(Default)]
pub struct OutputTree<'a> {
    files: BTreeMap<OutPath, Make<'a>>,
    clashes: Vec<String>,
}

impl<'a> OutputTree<'a> {
    /// Adds a file. A wrong path, or one that differs from an earlier one by case only, is kept for
    /// [`OutputTree::clashes`] and fails the build.
    pub fn add<M: Into<Made>>(&mut self, path: &str, make: impl Fn() -> Result<M, String> + Send + Sync + 'a) {
        match OutPath::new(path) {
            Ok(path) => {
                if self.files.contains_key(&path) {
                    self.clashes.push(format!("two files for {path}"));
                }
                self.files.insert(path, Box::new(move || make().map(Into::into)));
            }
            Err(fault) => self.clashes.push(fault),
        }
    }

    /// The files of several trees.
    pub fn of(trees: Vec<Self>) -> Self {
        let (mut files, mut clashes) = (Vec::new(), Vec::new());
        for mut tree in trees {
            files.extend(tree.files);
            clashes.append(&mut tree.clashes);
        }
        // Sorted and collected at once: tens of thousands of paths are not put in their places one tree after the other.
        files.sort_by(|(one, _): &(OutPath, _), (other, _)| one.cmp(other));
        let twice = files.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        clashes.extend(twice.map(|pair| format!("two files for {}", pair[0].0)));
        Self { files: files.into_iter().collect(), clashes }
    }

    /// Adds bytes that exist already.
    pub fn add_bytes(&mut self, path: &str, bytes: Vec<u8>) {
        self.add(path, move || Ok(bytes.clone()));
    }

    /// The files in the order of their paths.
    pub fn files(&self) -> &BTreeMap<OutPath, Make<'a>> {
        &self.files
    }

    /// The files, those that take longest to make first (workbooks, archives, tables), so that no core waits for them at
    /// the end.
    pub(super) fn by_weight(&self) -> Vec<(&OutPath, &Make<'a>)> {
        let weight = |path: &OutPath| match path.as_str().rsplit_once('.').map(|(_, kind)| kind) {
            Some("zip" | "xlsx") => 0,
            Some("csv") => 1,
            _ => 2,
        };
        let mut files: Vec<_> = self.files.iter().collect();
        files.sort_by_key(|(path, _)| weight(path));
        files
    }

    /// Whether files of the tree stand in this folder.
    pub(super) fn has_folder(&self, folder: &str) -> bool {
        let inside = format!("{folder}/");
        self.files.range(OutPath::before(&inside)..).next().is_some_and(|(path, _)| path.0.starts_with(&inside))
    }

    /// Faults of the tree itself.
    pub fn clashes(&self) -> Vec<String> {
        let mut faults = self.clashes.clone();
        for path in self.files.keys() {
            if path.as_str().eq_ignore_ascii_case(super::MANIFEST) {
                faults.push(format!("{path} is the manifest's name"));
            }
            if self.has_folder(path.as_str()) {
                faults.push(format!("{path} is a file and a folder"));
            }
        }
        let mut seen = BTreeMap::new();
        for path in self.files.keys() {
            if let Some(other) = seen.insert(path.as_str().to_ascii_lowercase(), path) {
                faults.push(format!("{other} and {path} differ by case only"));
            }
        }
        faults
    }
}
