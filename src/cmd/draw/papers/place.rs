//! Where papers lie. In: the draw, perhaps a folder. Out: the files there, with `papers.txt` that says which are ours: a later run
//! replaces those, keeps what the clerk wrote into them, and touches nothing else.

use super::stop;
use crate::cmd::desk::{County, Desk, Stop};
use crate::diag::{Diagnostic, Place, Report};
use crate::draw::text::sha;
use crate::output::MANIFEST;
use crate::papers::Papers;
use crate::site::DrawRecord;
use crate::steps::Step;
use crate::store;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which files are ours: `SHA256  NAME` a line.
const OURS: &str = "papers.txt";

/// A folder for papers.
pub(super) struct Target {
    /// As the clerk would type it.
    folder: PathBuf,
    /// Path below `secrets/` of the usual folder; none for one that the clerk named.
    inside: Option<String>,
}

/// The folder. Errors: one that is published or that belongs to the program (MC1023).
pub(super) fn find(desk: &Desk<'_>, county: &County, record: &DrawRecord, to: Option<&Path>) -> Result<Target, Stop> {
    let Some(folder) = to else {
        let inside = format!("draws/{}/papers", record.id);
        return Ok(Target { folder: desk.root.join("secrets").join(&inside), inside: Some(inside) });
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let own = ["content", "public", "handout", "themes", "secrets"];
    let is_ours = own.iter().any(|name| store::is_inside(folder, &desk.root.join(name)));
    let is_packed = store::real(folder).ancestors().any(|above| above.join(MANIFEST).is_file());
    if is_ours || is_packed {
        let shown = folder.display().to_string();
        let mut report = Report::default();
        report.push(Diagnostic::error("MC1023", Place::file(&shown)).arg("path", &shown).arg("draw", &record.id));
        return Err(stop(desk, county, report));
    }
    Ok(Target { folder: folder.to_path_buf(), inside: None })
}

impl Target {
    /// The folder as the clerk would type it.
    pub(super) fn shown(&self) -> String {
        self.folder.display().to_string()
    }

    /// Writes the papers. Errors: a file that was changed since it was made (MC1021), one that is not ours (MC1022); then nothing is
    /// written.
    pub(super) fn write(&self, desk: &Desk<'_>, county: &County, papers: Papers) -> Result<(), Stop> {
        let mut files: BTreeMap<String, Vec<u8>> =
            papers.into_iter().map(|(name, paper)| (name, paper.bytes)).collect();
        let old = self.ours(desk)?;
        let mut report = Report::default();
        for (name, bytes) in &files {
            let path = self.folder.join(name);
            let Some(there) = self.there(desk, name)? else { continue };
            let code = match old.get(name) {
                _ if there == *bytes => continue,
                Some(digest) if sha(&there) == *digest => continue,
                Some(_) => "MC1021",
                None => "MC1022",
            };
            report.push(Diagnostic::error(code, Place::file(&path.display().to_string())).arg("name", name));
        }
        if report.has_errors() {
            return Err(stop(desk, county, report));
        }
        let (kept, stale) = self.others(desk, &old, &files)?;
        let mut ours: BTreeMap<&str, String> = files.iter().map(|(name, bytes)| (name.as_str(), sha(bytes))).collect();
        ours.extend(kept.iter().map(|(name, digest)| (name.as_str(), digest.clone())));
        let ours: String = ours.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
        files.insert(OURS.into(), ours.into_bytes());
        match &self.inside {
            Some(inside) => {
                let secret = files.into_iter().map(|(name, bytes)| (format!("{inside}/{name}"), bytes)).collect();
                let remove_secret = stale.iter().map(|name| format!("{inside}/{name}")).collect();
                desk.apply(&Step { secret, remove_secret, ..Step::default() })
            }
            None => store::write_private_folder(&self.folder, &files, OURS, &stale)
                .map_err(|fault| desk.store_fault(&fault)),
        }
    }

    /// Bytes of a file; none where it is missing.
    fn there(&self, desk: &Desk<'_>, name: &str) -> Result<Option<Vec<u8>>, Stop> {
        let path = self.folder.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(desk.io(&path, &fault)),
        }
    }

    /// Files that an earlier run wrote, with their digests. A line nobody wrote here says nothing.
    fn ours(&self, desk: &Desk<'_>) -> Result<BTreeMap<String, String>, Stop> {
        let bytes = self.there(desk, OURS)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.lines().filter_map(|line| line.split_once("  "));
        let plain = |name: &str| {
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
                && name.contains('.')
                && !name.starts_with('.')
        };
        Ok(lines.filter(|(_, name)| plain(name)).map(|(digest, name)| (name.to_owned(), digest.to_owned())).collect())
    }

    /// Of our files that this run does not make: the records of earlier stages, which stay; and what no visit needs any more, which
    /// goes unless somebody wrote into it.
    fn others(
        &self,
        desk: &Desk<'_>,
        old: &BTreeMap<String, String>,
        files: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(BTreeMap<String, String>, Vec<String>), Stop> {
        let (mut kept, mut stale) = (BTreeMap::new(), Vec::new());
        for (name, digest) in old.iter().filter(|(name, _)| !files.contains_key(*name)) {
            let Some(there) = self.there(desk, name)? else { continue };
            if name.starts_with("record-") {
                kept.insert(name.clone(), digest.clone());
            } else if sha(&there) == *digest {
                stale.push(name.clone());
            }
        }
        Ok((kept, stale))
    }
}
