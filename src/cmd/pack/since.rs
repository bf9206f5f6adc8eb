//! An earlier state of the site, as a person names it. In: `last`, a zip, a folder, an address, or a manifest by itself. Out: its manifest.

use super::Kept;
use crate::cli::SourceArgs;
use crate::cmd::desk::{Desk, Stop};
use crate::draw::text::host_marks;
use crate::output::{MANIFEST, Manifest};
use crate::verify::Reader;
use std::fs;
use std::io;
use std::path::Path;

/// Finds the manifest. Errors: there is none, or it is damaged.
pub(in crate::cmd) fn state(
    desk: &Desk<'_>,
    old: &str,
    source: &SourceArgs,
    earlier: &[Kept],
) -> Result<Manifest, Stop> {
    if old == "last" {
        let last = earlier.last().map(|kept| kept.manifest.clone());
        return last.ok_or_else(|| desk.finding("release.no-last", &[]));
    }
    let bytes = match alone(old) {
        Some(bytes) => bytes,
        None => match desk.source(old, source)?.read(MANIFEST) {
            Ok(bytes) => bytes,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                return Err(desk.finding("release.no-manifest", &[("place", old)]));
            }
            Err(fault) => return Err(desk.unreadable(&fault)),
        },
    };
    // What a host did to line ends does not change what the list says.
    let (repaired, _) = host_marks(&bytes);
    let bad = |line: usize| desk.finding("release.bad-manifest", &[("place", old), ("line", &line.to_string())]);
    let text = std::str::from_utf8(&repaired).map_err(|_| bad(1))?;
    Manifest::parse(text).map_err(bad)
}

/// The bytes of a file that is no zip.
fn alone(old: &str) -> Option<Vec<u8>> {
    if !Path::new(old).is_file() {
        return None;
    }
    fs::read(old).ok().filter(|bytes| !bytes.starts_with(b"PK"))
}
