//! `archive restore`: an archive → a bureau's folder. In: a zip. Out: a new folder, whole, or nothing. Every checksum is compared before
//! the first byte is written.

use super::super::desk::{Desk, Done, Stop};
use super::write_whole;
use crate::archive::{About, Fault, LIST, open};
use crate::diag::{Diagnostic, Place, Report};
use crate::load;
use crate::model::{Archive, Day};
use crate::output::sha256_hex;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn restore(desk: &Desk<'_>, zip: &Path) -> Done {
    let target = empty(desk)?;
    let bytes = fs::read(zip).map_err(|fault| desk.io(zip, &fault))?;
    let opened = open(&bytes).map_err(|faults| refused(desk, zip, &faults))?;
    let mut files = opened.files;
    let real = zip.canonicalize().map_err(|fault| desk.io(zip, &fault))?;
    let row = noted(&opened.about, &real.to_string_lossy(), (bytes.len(), &sha256_hex(&bytes)), opened.about.as_of);
    let list = files.get(LIST).map(|list| String::from_utf8_lossy(list).into_owned());
    let columns = load::columns(LIST).unwrap_or_default();
    let list = load::with_rows(LIST, columns, list.as_deref(), &[self::row(&row)]);
    files.insert(LIST.to_owned(), list.map_err(|report| desk.refused_alone(report))?.into_bytes());
    put(desk, &target, &files)?;
    let (root, n) = (target.display().to_string(), files.len().to_string());
    let (round, as_of) = (opened.about.round.to_string(), opened.about.as_of.to_string());
    Ok(desk.tell("archive.cmd.restored", &[("root", &root), ("n", &n), ("round", &round), ("day", &as_of)]))
}

/// The new folder: missing, or there and empty (MC1045).
fn empty(desk: &Desk<'_>) -> Result<PathBuf, Stop> {
    let root = std::path::absolute(desk.root).map_err(|fault| desk.io(desk.root, &fault))?;
    if root.exists() && fs::read_dir(&root).map_or(true, |mut entries| entries.next().is_some()) {
        let path = desk.root.display().to_string();
        return Err(super::refusal(desk, Diagnostic::error("MC1045", Place::file(&path)).arg("path", &path)));
    }
    Ok(root)
}

/// Writes all files into a folder beside the target and renames it.
fn put(desk: &Desk<'_>, target: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Stop> {
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = target.with_file_name(format!(".{name}.restore"));
    if draft.exists() {
        // An interrupted restoration left it; nothing else writes there.
        fs::remove_dir_all(&draft).map_err(|fault| desk.io(&draft, &fault))?;
    }
    for (path, bytes) in files {
        let to = draft.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(|fault| desk.io(folder, &fault))?;
        }
        write_whole(desk, &to, bytes)?;
    }
    if target.exists() {
        fs::remove_dir(target).map_err(|fault| desk.io(target, &fault))?;
    }
    fs::rename(&draft, target).map_err(|fault| desk.io(target, &fault))
}

/// Everything that is wrong with the zip.
fn refused(desk: &Desk<'_>, zip: &Path, faults: &[Fault]) -> Stop {
    let mut report = Report::default();
    let file = zip.display().to_string();
    for fault in faults {
        let (code, path) = match fault {
            Fault::NoZip(reason) => ("MC1046", reason),
            Fault::Foreign => ("MC1047", &file),
            Fault::Path(path) => ("MC1048", path),
            Fault::Changed(path) | Fault::Missing(path) | Fault::Extra(path) => ("MC1049", path),
        };
        let how = match fault {
            Fault::Missing(_) => "missing",
            Fault::Extra(_) => "extra",
            _ => "changed",
        };
        let how = desk.words().get(&format!("archive.fault.{how}"));
        report.push(Diagnostic::error(code, Place::file(&file)).arg("path", path).arg("how", how));
    }
    desk.refused_alone(report)
}

/// The row of `archives.csv` about an archive.
pub(super) fn noted(about: &About, file: &str, (bytes, sha256): (usize, &str), made: Day) -> Archive {
    Archive {
        round: about.round.to_string(),
        file: file.to_owned(),
        bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        sha256: sha256.to_owned(),
        made,
        keep_until: about.keep_until(),
    }
}

/// The same as cells.
pub(super) fn row(archive: &Archive) -> BTreeMap<&'static str, String> {
    [
        ("round", archive.round.clone()),
        ("file", archive.file.clone()),
        ("bytes", archive.bytes.to_string()),
        ("sha256", archive.sha256.clone()),
        ("made", archive.made.to_string()),
        ("keep_until", archive.keep_until.to_string()),
    ]
    .into()
}
