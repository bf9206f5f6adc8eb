//! What stands on a host against what was packed for it: every file there with these bytes, and everything that was taken away really
//! gone. In: a [`Reader`] that reaches every file, and the packed state. Out: one [`Outcome`] for each path that is not as it should be.

use super::{OpenFault, Reader};
use crate::draw::text::{is_web_page, sha, undo_host};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Paths that no site has: what a host answers there is its answer for a file that is not there.
const NOWHERE: [&str; 2] = ["mingchou-no-such-file.html", "mingchou-no-such-file.txt"];
/// Bytes of an inserted piece that are shown.
const SHOWN: usize = 60;

/// Bytes of a packed file, where somebody still has them.
pub type Original<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// What was packed.
pub struct Packed<'a> {
    /// SHA-256 by path, the manifest among them.
    pub files: BTreeMap<String, String>,
    /// What earlier packs had at a path.
    pub earlier: BTreeMap<String, BTreeSet<String>>,
    /// Paths that must not be there any more.
    pub gone: BTreeSet<String>,
    /// Bytes by path.
    pub original: &'a Original<'a>,
}

/// What is wrong at a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// The bytes of an earlier pack.
    Old,
    /// Not there.
    Missing,
    /// A page of the host in its place.
    Page,
    /// Changed by the host in a way that has a name: line ends, a byte order mark.
    Host(String),
    /// The host put something in; the piece as far as it can be shown.
    Inserted(String),
    /// Other bytes.
    Other,
    /// The host does not hand it out; the status.
    Refused(String),
    /// Should be gone, and is there.
    There,
    /// Should be gone; the host answers in a way that proves nothing: the status, or empty for an answer as if it were there.
    Unproven(String),
}

impl Wrong {
    /// Word of it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::Missing => "missing",
            Self::Page => "page",
            Self::Host(_) => "host",
            Self::Inserted(_) => "inserted",
            Self::Other => "other",
            Self::Refused(_) => "refused",
            Self::There => "there",
            Self::Unproven(_) => "unproven",
        }
    }

    /// What there is to say besides.
    pub fn detail(&self) -> &str {
        match self {
            Self::Host(text) | Self::Inserted(text) | Self::Refused(text) | Self::Unproven(text) => text,
            _ => "",
        }
    }
}

/// A path with what is wrong there.
pub type Outcome = (String, Wrong);

/// Compares. Out: what is wrong, by path. Errors: the host cannot be asked.
pub fn compare_live(reader: &dyn Reader, packed: &Packed<'_>) -> io::Result<Vec<Outcome>> {
    let paths: Vec<String> = packed.files.keys().cloned().collect();
    // A file that is refused is told by its name below; what else ends a fetch ends it here.
    if let Err(fault) = reader.expect(&paths)
        && refusal(&fault).is_none()
    {
        return Err(fault);
    }
    let file = |(path, hash): (&String, &String)| Ok(present(reader, packed, path, hash)?.map(|w| (path.clone(), w)));
    let found: Vec<Option<Outcome>> = packed.files.par_iter().map(file).collect::<io::Result<_>>()?;
    let mut wrong: Vec<Outcome> = found.into_iter().flatten().collect();
    let mut nowhere = BTreeSet::new();
    if !packed.gone.is_empty() {
        for path in NOWHERE {
            nowhere.extend(reader.read(path).ok().map(|bytes| sha(&bytes)));
        }
    }
    for path in &packed.gone {
        wrong.extend(absent(reader, &nowhere, path)?.map(|found| (path.clone(), found)));
    }
    wrong.sort();
    Ok(wrong)
}

/// The status of a file that a host does not hand out; none: something else failed.
fn refusal(fault: &io::Error) -> Option<String> {
    let own = fault.get_ref()?.downcast_ref::<OpenFault>()?;
    matches!(own.code, "denied" | "status").then(|| own.detail.clone())
}

fn present(reader: &dyn Reader, packed: &Packed<'_>, path: &str, hash: &str) -> io::Result<Option<Wrong>> {
    let bytes = match reader.read(path) {
        Ok(bytes) => bytes,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Some(Wrong::Missing)),
        Err(fault) => return refusal(&fault).map(|status| Some(Wrong::Refused(status))).ok_or(fault),
    };
    let own = sha(&bytes);
    if own == hash {
        return Ok(None);
    }
    if packed.earlier.get(path).is_some_and(|hashes| hashes.contains(&own)) {
        return Ok(Some(Wrong::Old));
    }
    if is_web_page(&bytes) && !path.ends_with(".html") {
        return Ok(Some(Wrong::Page));
    }
    if let Some(what) = undo_host(&bytes, |repaired| sha(repaired) == hash) {
        return Ok(Some(Wrong::Host(what.to_string())));
    }
    let original = (packed.original)(path).filter(|bytes| sha(bytes) == hash);
    Ok(Some(original.and_then(|original| inserted(&original, &bytes)).map_or(Wrong::Other, Wrong::Inserted)))
}

/// What was put into a file that is otherwise as it was.
fn inserted(original: &[u8], now: &[u8]) -> Option<String> {
    let more = now.len().checked_sub(original.len()).filter(|more| *more > 0)?;
    let same = original.iter().zip(now).take_while(|(a, b)| a == b).count();
    if original[same..] != now[same + more..] {
        return None;
    }
    // The place of an insertion is not unique where it begins as what follows it; the one that begins with a tag is told.
    let back = (0..=more.min(same))
        .find(|back| now[same - back] == b'<' && now[same - back..same] == now[same + more - back..same + more]);
    let start = same - back.unwrap_or(0);
    let piece = String::from_utf8_lossy(&now[start..start + more]).into_owned();
    let shown: String = piece.chars().take(SHOWN).collect();
    Some(if shown.len() < piece.len() { shown + "…" } else { shown })
}

fn absent(reader: &dyn Reader, nowhere: &BTreeSet<String>, path: &str) -> io::Result<Option<Wrong>> {
    match reader.read(path) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(fault) => refusal(&fault).map(|status| Some(Wrong::Unproven(status))).ok_or(fault),
        Ok(bytes) if nowhere.contains(&sha(&bytes)) => Ok(Some(Wrong::Unproven(String::new()))),
        Ok(bytes) if is_web_page(&bytes) && !path.ends_with(".html") => Ok(Some(Wrong::Unproven(String::new()))),
        Ok(_) => Ok(Some(Wrong::There)),
    }
}
