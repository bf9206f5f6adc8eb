//! Makes every file of the tree, and the new site only when all of them are good. In: an [`OutputTree`], a folder, the
//! privacy gate. Out: a [`Written`], or every fault at once. Never empties a folder, never touches a file that its manifest
//! did not name, never rewrites bytes that are already there.

use super::gate::is_secret_name;
use super::journal::{IoFault, Probe, Staging, at, steady};
use super::stamp::Facts;
use super::{Fact, Gate, Keys, Known, MANIFEST, Made, Make, Manifest, OutPath, OutputTree, Recovered};
use crate::diag::{Diagnostic, Place, Report};
use crate::model::sha256_hex;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Mutex;

/// What a build did to the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Files of the site, the manifest included.
    pub files: usize,
    /// Bytes of the site.
    pub bytes: u64,
    /// New or changed.
    pub written: usize,
    /// Left as they were.
    pub unchanged: usize,
    /// Removed: named by the old manifest, not by the new.
    pub removed: usize,
    /// What an earlier, interrupted build had left.
    pub recovered: Recovered,
    /// Remarks: files in the folder that are not ours.
    pub warnings: Report,
    /// What is known of the files now, for the next build.
    pub known: Known,
    /// What the disk said of files, the manifest among them, when this build saw in them what they are to hold.
    pub(super) seen: Vec<(String, u128)>,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Failure {
    /// Faults of the site or its folder; the old site stands.
    Faults(Report),
    /// The disk.
    Io(IoFault),
}

impl From<IoFault> for Failure {
    fn from(fault: IoFault) -> Self {
        Self::Io(fault)
    }
}

/// One file, made and compared.
struct Done {
    path: OutPath,
    fact: Fact,
    changed: bool,
    /// What the disk said of the file when it was written, or read and found equal.
    trace: Option<u128>,
}

/// Writes the site to `out`. All files are made, pass the gate and are staged beside the folder before anything in it
/// changes. Errors: every fault of every file, or the disk.
pub fn write(tree: &OutputTree<'_>, out: &Path, gate: &Gate) -> Result<Written, Failure> {
    write_knowing(tree, out, gate, &Known::default())
}

/// [`write()`] with what is `known` of the files in `out`: one that was kept stays, and what passed this gate before does not
/// pass it again.
pub fn write_knowing(tree: &OutputTree<'_>, out: &Path, gate: &Gate, known: &Known) -> Result<Written, Failure> {
    write_probed(tree, out, &Rules::new(gate, known), &steady)
}

/// What the files are held against.
pub(super) struct Rules<'a> {
    gate: &'a Gate,
    /// Fingerprint of the gate.
    print: String,
    known: &'a Known,
}

impl<'a> Rules<'a> {
    pub(super) fn new(gate: &'a Gate, known: &'a Known) -> Self {
        Self { gate, print: gate.fingerprint(), known }
    }

    /// What is known of a file that stands in the folder.
    fn fact(&self, path: &OutPath) -> Option<&'a Fact> {
        self.known.files.get(path)
    }

    /// Whether all known files passed this gate.
    fn passed(&self) -> bool {
        self.print == self.known.gate
    }

    /// Whether another build wrote the folder after its files were looked at: then nothing known of them holds.
    fn outdated(&self, old: &Old) -> bool {
        let found = old.text.as_ref().map(|text| sha256_hex(text.as_bytes()));
        !self.known.files.is_empty() && self.known.manifest != found
    }
}

/// [`write_knowing`] with a probe that may stand for a crash at any step.
pub(super) fn write_probed(
    tree: &OutputTree<'_>,
    out: &Path,
    rules: &Rules<'_>,
    probe: Probe<'_>,
) -> Result<Written, Failure> {
    let staging = Staging::of(out)?;
    let Some(lock) = staging.lock()? else { return Err(busy(out)) };
    let done = locked(tree, &staging, rules, probe);
    if !matches!(done, Err(Failure::Io(_))) {
        staging.discard()?;
    }
    drop(lock);
    done
}

/// Another build is at work.
fn busy(out: &Path) -> Failure {
    Failure::Faults(one(Diagnostic::error("MC0907", Place::file(&out.display().to_string()))))
}

fn locked(tree: &OutputTree<'_>, staging: &Staging, rules: &Rules<'_>, probe: Probe<'_>) -> Result<Written, Failure> {
    let recovered = staging.recover()?;
    let (old, faults) = rayon::join(|| Old::read(&staging.out), || tree.clashes());
    let old = old?;
    if rules.outdated(&old) {
        return Err(busy(&staging.out));
    }
    let mut report = clashes(tree, &faults, &old);
    report.append(old.secrets());
    // With a clash two files would fight for one place of the staging folder: then faults are only collected.
    let to = (!report.has_errors()).then_some(staging);
    let (made, faults) = make_all(tree, to, rules, probe)?;
    report.append(faults);
    if report.has_errors() {
        return Err(Failure::Faults(report.sorted()));
    }
    let removed: Vec<OutPath> =
        old.manifest.files.keys().filter(|path| !tree.files().contains_key(*path)).cloned().collect();
    let mut written = Written {
        files: made.len() + 1,
        bytes: made.iter().map(|file| file.fact.bytes).sum(),
        written: made.iter().filter(|file| file.changed).count(),
        unchanged: made.iter().filter(|file| !file.changed).count(),
        removed: removed.len(),
        recovered,
        warnings: old.foreign_warning(),
        known: Known { gate: rules.print.clone(), ..Known::nothing(&rules.known.program) },
        seen: made.iter().filter_map(|file| Some((file.path.as_str().to_owned(), file.trace?))).collect(),
    };
    written.known.files = made.into_iter().map(|file| (file.path, file.fact)).collect();
    let line = |(path, fact): (&OutPath, &Fact)| (path.clone(), fact.sha256.clone());
    let manifest = Manifest { files: written.known.files.iter().map(line).collect() }.to_text();
    written.bytes += manifest.len() as u64;
    let trace = if old.text.as_deref() == Some(&manifest) {
        written.unchanged += 1;
        old.trace
    } else {
        written.written += 1;
        let path = staging.files().join(MANIFEST);
        at(&path, fs::create_dir_all(staging.files()))?;
        at(&path, write_traced(&path, manifest.as_bytes()))?
    };
    written.seen.extend(trace.map(|trace| (MANIFEST.to_owned(), trace)));
    if written.written + written.removed > 0 {
        staging.commit(&removed, probe)?;
        staging.apply(probe)?;
    }
    Ok(written)
}

/// Makes, gates, hashes and compares every file on all cores; changed ones go to the staging folder. Faults are
/// collected over all files.
fn make_all(
    tree: &OutputTree<'_>,
    staging: Option<&Staging>,
    rules: &Rules<'_>,
    probe: Probe<'_>,
) -> Result<(Vec<Done>, Report), IoFault> {
    let files: Vec<(&OutPath, &Make<'_>)> = tree.by_weight();
    if let Some(staging) = staging {
        at(&staging.dir, fs::create_dir_all(staging.files()))?;
    }
    let place = Target { fresh: staging.is_none_or(|to| !to.out.exists()), staging, dirs: Mutex::default(), probe };
    let results: Vec<Result<Result<Done, Report>, IoFault>> = files
        .into_par_iter()
        .with_max_len(16)
        .map(|(path, make)| match make() {
            Ok(Made::Bytes(bytes, keys)) => made(path, &bytes, keys, rules, &place),
            Ok(Made::Kept(fact)) => Ok(kept(path, fact, rules, &place)),
            Err(fault) => Ok(Err(unmade(path, &fault))),
        })
        .collect();
    let (mut done, mut report) = (Vec::with_capacity(results.len()), Report::default());
    for result in results {
        match result? {
            Ok(file) => done.push(file),
            Err(faults) => report.append(faults),
        }
    }
    Ok((done, report))
}

fn unmade(path: &OutPath, fault: &str) -> Report {
    one(Diagnostic::error("MC0902", Place::file(path.as_str())).arg("fault", fault.trim()))
}

/// Where changed files go.
struct Target<'a> {
    /// None: faults are only collected.
    staging: Option<&'a Staging>,
    /// Whether there is no folder yet to compare with.
    fresh: bool,
    /// Folders that were made.
    dirs: Mutex<FxHashSet<String>>,
    probe: Probe<'a>,
}

/// Gates, compares and stages a file that was made.
fn made(
    path: &OutPath,
    bytes: &[u8],
    keys: Keys,
    rules: &Rules<'_>,
    place: &Target<'_>,
) -> Result<Result<Done, Report>, IoFault> {
    let mut fact = Fact::of(bytes, keys);
    let known = rules.fact(path).filter(|known| known.sha256 == fact.sha256);
    fact.stamp = known.and_then(|known| known.stamp);
    let stands = known.is_some();
    if !(stands && rules.passed()) {
        let leaks = rules.gate.check(path.as_str(), bytes);
        if leaks.has_errors() {
            return Ok(Err(leaks));
        }
    }
    let mut done = Done { path: path.clone(), fact, changed: !stands, trace: None };
    if let Some(staging) = place.staging.filter(|_| !stands) {
        let old = (!place.fresh).then(|| same(&staging.out.join(path.as_str()), bytes)).flatten();
        done.changed = old.is_none();
        done.trace = match old {
            Some(meta) => trace(&meta),
            None => stage(staging, path, bytes, &place.dirs, place.probe)?,
        };
    }
    Ok(Ok(done))
}

/// A file that was not made again: it stands, and if it never passed this gate it does so now.
fn kept(path: &OutPath, fact: Fact, rules: &Rules<'_>, place: &Target<'_>) -> Result<Done, Report> {
    let lost = || unmade(path, "kept, and gone meanwhile");
    let known = rules.fact(path).is_some_and(|known| known.keys.meet(fact.keys) && known.sha256 == fact.sha256);
    if !known {
        return Err(lost());
    }
    if let Some(staging) = place.staging.filter(|_| !rules.passed()) {
        let file = staging.out.join(path.as_str());
        let bytes = fs::read(&file).map_err(|_| lost())?;
        if sha256_hex(&bytes) != fact.sha256 {
            return Err(lost());
        }
        let leaks = rules.gate.check(path.as_str(), &bytes);
        if leaks.has_errors() {
            return Err(leaks);
        }
    }
    Ok(Done { path: path.clone(), fact, changed: false, trace: None })
}

/// What the disk says of a file that holds exactly these bytes; none of another.
fn same(path: &Path, bytes: &[u8]) -> Option<Metadata> {
    let meta = fs::symlink_metadata(path).ok().filter(|meta| meta.is_file() && meta.len() == bytes.len() as u64)?;
    fs::read(path).is_ok_and(|old| old == bytes).then_some(meta)
}

/// By what a file is known again that was written, or read, when the disk said this of it.
fn trace(meta: &Metadata) -> Option<u128> {
    Facts::of(meta).trace()
}

/// Writes a file. Out: what the disk says of it then.
fn write_traced(path: &Path, bytes: &[u8]) -> io::Result<Option<u128>> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    Ok(trace(&file.metadata()?))
}

/// Writes a changed file below the staging folder, making each folder once. Out: what the disk says of it then.
fn stage(
    staging: &Staging,
    path: &OutPath,
    bytes: &[u8],
    dirs: &Mutex<FxHashSet<String>>,
    probe: Probe<'_>,
) -> Result<Option<u128>, IoFault> {
    let target = staging.files().join(path.as_str());
    at(&target, probe("stage"))?;
    let dir = path.as_str().rsplit_once('/').map_or("", |(dir, _)| dir);
    {
        let mut dirs = dirs.lock().expect("no thread panics while holding the list of folders");
        if !dirs.contains(dir) {
            let folder = staging.files().join(dir);
            at(&folder, fs::create_dir_all(&folder))?;
            dirs.insert(dir.to_owned());
        }
    }
    at(&target, write_traced(&target, bytes))
}

/// Whether a folder holds files of others; also if it cannot be read.
pub(super) fn has_foreign(out: &Path) -> bool {
    Old::read(out).map_or(true, |old| !old.foreign.is_empty())
}

/// The folder as it was.
struct Old {
    manifest: Manifest,
    text: Option<String>,
    /// What the disk said of the manifest before it was read.
    trace: Option<u128>,
    /// Paths that the manifest does not name; folders end in `/`.
    foreign: BTreeSet<String>,
}

impl Old {
    /// Reads the manifest and looks for what is not ours. Errors: a folder that is not ours, a damaged manifest.
    fn read(out: &Path) -> Result<Self, Failure> {
        let mut old = Self { manifest: Manifest::default(), text: None, trace: None, foreign: BTreeSet::new() };
        if !out.exists() {
            return Ok(old);
        }
        let place = Place::file(&out.display().to_string());
        if other_disk(out) {
            return Err(Failure::Faults(one(Diagnostic::error("MC0908", place))));
        }
        let path = out.join(MANIFEST);
        if path.exists() {
            let meta = fs::symlink_metadata(&path).ok().filter(Metadata::is_file);
            old.trace = meta.and_then(|meta| trace(&meta));
            let text = at(&path, fs::read_to_string(&path))?;
            old.manifest = Manifest::parse(&text).map_err(|line| {
                Failure::Faults(one(
                    Diagnostic::error("MC0906", Place::file(&path.display().to_string())).arg("line", line)
                ))
            })?;
            old.text = Some(text);
        }
        old.look(out, "")?;
        if old.text.is_none() && !old.foreign.is_empty() {
            return Err(Failure::Faults(one(Diagnostic::error("MC0904", place))));
        }
        Ok(old)
    }

    /// Walks the folder; a folder without any file of ours is named once and not entered.
    fn look(&mut self, dir: &Path, prefix: &str) -> Result<(), IoFault> {
        for entry in at(dir, fs::read_dir(dir))? {
            let entry = at(dir, entry)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if at(dir, entry.file_type())?.is_dir() {
                let inside = format!("{name}/");
                if self
                    .manifest
                    .files
                    .range(first(&inside)..)
                    .next()
                    .is_some_and(|(p, _)| p.as_str().starts_with(&inside))
                {
                    self.look(&entry.path(), &inside)?;
                } else {
                    self.foreign.insert(inside);
                }
            } else if name != MANIFEST && name != "README.md" && !self.ours(&name) {
                self.foreign.insert(name);
            }
        }
        Ok(())
    }

    fn ours(&self, name: &str) -> bool {
        OutPath::new(name).is_ok_and(|path| self.manifest.files.contains_key(&path))
    }

    /// Files of others whose names only `secrets/` may hold: the whole folder is uploaded, so nothing is built beside them.
    fn secrets(&self) -> Report {
        let mut report = Report::default();
        for path in self.foreign.iter().filter(|path| is_secret_name(path)) {
            report.push(Diagnostic::error("MC0929", Place::file(path)));
        }
        report
    }

    fn foreign_warning(&self) -> Report {
        if self.foreign.is_empty() {
            return Report::default();
        }
        let names: Vec<&str> = self.foreign.iter().take(10).map(String::as_str).collect();
        one(Diagnostic::warning("MC0910", Place::default())
            .arg("count", self.foreign.len())
            .arg("names", names.join(", ")))
    }
}

/// The smallest path that could stand in a folder.
fn first(inside: &str) -> OutPath {
    OutPath::before(inside)
}

/// Whether the folder is the root of a mounted disk, so that nothing beside it can be moved into it.
#[cfg(unix)]
fn other_disk(out: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
    // The parent of a bare name is the folder where one stands.
    let parent = out.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    parent.is_some_and(|parent| device(out) != device(parent))
}

#[cfg(not(unix))]
fn other_disk(_out: &Path) -> bool {
    false
}

/// Faults of the tree itself, and files of others where files of ours are to stand.
fn clashes(tree: &OutputTree<'_>, faults: &[String], old: &Old) -> Report {
    let mut report = Report::default();
    for fault in faults {
        report.push(Diagnostic::error("MC0901", Place::default()).arg("fault", fault));
    }
    for name in &old.foreign {
        let folder = name.trim_end_matches('/');
        let in_the_way = OutPath::new(folder).is_ok_and(|path| tree.files().contains_key(&path))
            || (!name.ends_with('/') && tree.has_folder(folder));
        if in_the_way {
            report.push(Diagnostic::error("MC0905", Place::file(name)));
        }
    }
    report
}

/// A report of one.
fn one(diagnostic: Diagnostic) -> Report {
    let mut report = Report::default();
    report.push(diagnostic);
    report
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
