//! What was packed before. In and out: `.mingchou/packed/NNNN.txt` of the bureau's folder, a manifest each, numbered in order. They are
//! copies of a published file, so nothing there is secret; without them `--since last` and the proof that deleted files are gone have
//! nothing to go by.

use crate::cmd::desk::{Desk, Stop};
use crate::output::Manifest;
use std::fs;
use std::io;
use std::path::PathBuf;

/// A pack of before.
#[derive(Debug)]
pub(in crate::cmd) struct Kept {
    /// Its number, from 1.
    number: u32,
    /// What it held.
    pub(in crate::cmd) manifest: Manifest,
}

fn folder(desk: &Desk<'_>) -> PathBuf {
    desk.root.join(".mingchou").join("packed")
}

/// All packs of before, the oldest first. Errors: the disk's, a file that is no manifest.
pub(in crate::cmd) fn kept(desk: &Desk<'_>) -> Result<Vec<Kept>, Stop> {
    let folder = folder(desk);
    let entries = match fs::read_dir(&folder) {
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|fault| desk.io(&folder, &fault))?,
    };
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.map_err(|fault| desk.io(&folder, &fault))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some(number) = name.strip_suffix(".txt").and_then(|stem| stem.parse().ok()) else { continue };
        let text = fs::read_to_string(&path).map_err(|fault| desk.io(&path, &fault))?;
        let manifest = Manifest::parse(&text).map_err(|line| {
            let (path, line) = (path.display().to_string(), line.to_string());
            desk.finding("release.bad-manifest", &[("place", &path), ("line", &line)])
        })?;
        all.push(Kept { number, manifest });
    }
    all.sort_by_key(|kept| kept.number);
    Ok(all)
}

/// Remembers a pack, unless it is the last one again.
pub(super) fn remember(desk: &Desk<'_>, earlier: &[Kept], manifest: &Manifest) -> Result<(), Stop> {
    if earlier.last().is_some_and(|last| last.manifest == *manifest) {
        return Ok(());
    }
    let folder = folder(desk);
    fs::create_dir_all(&folder).map_err(|fault| desk.io(&folder, &fault))?;
    let number = earlier.last().map_or(0, |last| last.number) + 1;
    let (draft, path) = (folder.join("new"), folder.join(format!("{number:04}.txt")));
    fs::write(&draft, manifest.to_text()).map_err(|fault| desk.io(&draft, &fault))?;
    fs::rename(&draft, &path).map_err(|fault| desk.io(&path, &fault))
}
