//! What makes a build all or nothing. In: a finished staging folder and a list of removals. Out: the new site. Before the
//! journal stands, the old site is untouched; once it stands, the next start of any command that opens the folder
//! completes the new one. Never removes a file that no manifest of ours named.
//!
//! Beside `public/` stands, while a build runs, `.public.mingchou/` with `files/` (what changed), `journal.txt` (what is
//! to be moved and removed; written under another name and renamed, so that it is there as a whole or not at all) and
//! `lock`.

use super::stamp::Facts;
use super::{MANIFEST, OutPath};
use rustc_hash::FxHashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder beside the output.
#[derive(Debug, Clone)]
pub(super) struct Staging {
    /// The output folder.
    pub(super) out: PathBuf,
    /// `.NAME.mingchou` beside it.
    pub(super) dir: PathBuf,
}

/// An IO error with the path it is about.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct IoFault {
    /// The path.
    pub path: String,
    /// What the system said.
    pub source: io::Error,
}

/// Adds the path to an IO result.
pub(super) fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, IoFault> {
    result.map_err(|source| IoFault { path: path.display().to_string(), source })
}

/// What an earlier, interrupted build left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// Nothing: no build was interrupted.
    Nothing,
    /// Its leavings were thrown away; the old site stands.
    KeptOld,
    /// Its journal was complete; the new site stands now.
    CompletedNew,
}

/// Files by path below the site, with all that the disk said of each when it was known what is in it.
pub(super) type Seen = FxHashMap<String, u128>;

/// Asked before each step that changes the disk; an error there stands for a crash. Only tests use another than [`steady`].
pub(super) type Probe<'a> = &'a (dyn Fn(&str) -> io::Result<()> + Sync);

/// Never crashes.
pub(super) fn steady(_step: &str) -> io::Result<()> {
    Ok(())
}

impl Staging {
    /// The staging folder of an output folder.
    pub(super) fn of(out: &Path) -> Result<Self, IoFault> {
        let absolute = at(out, std::path::absolute(out))?;
        let name = absolute.file_name().map_or_else(|| "site".into(), |name| name.to_string_lossy().into_owned());
        let dir = absolute.with_file_name(format!(".{name}.mingchou"));
        Ok(Self { out: absolute, dir })
    }

    /// Where changed files wait.
    pub(super) fn files(&self) -> PathBuf {
        self.dir.join("files")
    }

    fn journal(&self) -> PathBuf {
        self.dir.join("journal.txt")
    }

    /// Takes the lock, so that two builds never work on one folder; none if another build holds it. Systems without
    /// file locks go on without.
    pub(super) fn lock(&self) -> Result<Option<fs::File>, IoFault> {
        at(&self.dir, fs::create_dir_all(&self.dir))?;
        let path = self.dir.join("lock");
        let file = match fs::File::create(&path) {
            // Another build has just ended, and taken its folder away.
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => at(&path, file)?,
        };
        if matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock)) {
            return Ok(None);
        }
        // A lock on a file that another build has taken away meanwhile keeps nobody out.
        let number = |meta: io::Result<fs::Metadata>| meta.ok().map(|meta| Facts::of(&meta).number());
        let is_there = number(file.metadata()) == number(fs::symlink_metadata(&path));
        Ok(is_there.then_some(file))
    }

    /// Completes or throws away what an interrupted build left. Call it with the lock in hand.
    pub(super) fn recover(&self) -> Result<Recovered, IoFault> {
        let journal = self.journal();
        if journal.exists() {
            self.apply(&steady)?;
            at(&journal, fs::remove_file(&journal))?;
            self.clear()?;
            return Ok(Recovered::CompletedNew);
        }
        let left = self.files().exists();
        self.clear()?;
        Ok(if left { Recovered::KeptOld } else { Recovered::Nothing })
    }

    /// Empties the staging area but for the lock.
    fn clear(&self) -> Result<(), IoFault> {
        match fs::remove_dir_all(self.files()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => at(&self.files(), Err(error)),
            _ => Ok(()),
        }
    }

    /// Throws the staging folder away.
    pub(super) fn discard(&self) -> Result<(), IoFault> {
        match fs::remove_dir_all(&self.dir) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => at(&self.dir, Err(error)),
            _ => Ok(()),
        }
    }

    /// Writes the journal; from its rename on the new site is the truth.
    pub(super) fn commit(&self, removed: &[OutPath], probe: Probe<'_>) -> Result<(), IoFault> {
        let mut text = String::from("mingchou/journal/1\n");
        for path in removed {
            text.push_str(&format!("remove {path}\n"));
        }
        for name in self.staged()? {
            text.push_str(&format!("move {name}\n"));
        }
        let draft = self.dir.join("journal.new");
        at(&draft, probe("journal"))?;
        at(&draft, fs::write(&draft, text))?;
        at(&draft, fs::File::open(&draft).and_then(|file| file.sync_all()))?;
        at(&draft, probe("journal-rename"))?;
        at(&draft, fs::rename(&draft, self.journal()))
    }

    /// Does what the journal says, as often as it takes: a step already done is passed over.
    pub(super) fn apply(&self, probe: Probe<'_>) -> Result<(), IoFault> {
        self.apply_seen(probe, &mut FxHashMap::default())
    }

    /// The same where it is known in what state the staged files were written, by path below the site: a file that was not touched since is
    /// known after its move in the state that it has then; of one that was, nothing is known.
    pub(super) fn apply_seen(&self, probe: Probe<'_>, seen: &mut Seen) -> Result<(), IoFault> {
        let journal = self.journal();
        let text = at(&journal, fs::read_to_string(&journal))?;
        at(&self.out, fs::create_dir_all(&self.out))?;
        let (mut moves, mut manifest) = (Vec::new(), false);
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("remove", path)) => self.remove(path, probe)?,
                Some(("move", MANIFEST)) => manifest = true,
                Some(("move", name)) => moves.push(name),
                _ => {}
            }
        }
        for name in moves {
            self.move_in(name, probe, seen)?;
        }
        if manifest {
            at(&journal, probe("manifest"))?;
            self.move_in(MANIFEST, &steady, seen)?;
        }
        at(&journal, probe("journal-end"))
    }

    /// Moves a staged file or folder to its place. A folder that has no counterpart yet moves as a whole: one rename instead
    /// of thousands.
    fn move_in(&self, name: &str, probe: Probe<'_>, seen: &mut Seen) -> Result<(), IoFault> {
        let (from, to) = (self.files().join(name), self.out.join(name));
        let Ok(before) = fs::symlink_metadata(&from) else { return Ok(()) };
        if before.is_dir() && to.is_dir() {
            for entry in at(&from, fs::read_dir(&from))? {
                let inside = at(&from, entry)?.file_name();
                self.move_in(&format!("{name}/{}", inside.to_string_lossy()), probe, seen)?;
            }
            return Ok(());
        }
        at(&to, probe("move"))?;
        at(&to, fs::rename(&from, &to))?;
        // The files of a folder that moves stay as they are; a file that moves by itself is another one to the disk.
        if !before.is_dir()
            && let Some(written) = seen.remove(name)
            && Facts::of(&before).stamp() == Some(written)
            && let Some(after) = fs::symlink_metadata(&to).ok().and_then(|meta| Facts::of(&meta).stamp())
        {
            seen.insert(name.to_owned(), after);
        }
        Ok(())
    }

    /// Removes one file and the folders that became empty by it.
    fn remove(&self, path: &str, probe: Probe<'_>) -> Result<(), IoFault> {
        let Ok(path) = OutPath::new(path) else { return Ok(()) };
        let target = self.out.join(path.as_str());
        at(&target, probe("remove"))?;
        // A folder of the new site may stand here already, or a file where its folder was: then the step is done.
        if fs::symlink_metadata(&target).is_ok_and(|meta| !meta.is_dir()) {
            at(&target, fs::remove_file(&target))?;
        }
        let mut parent = target.parent();
        while let Some(dir) = parent.filter(|dir| *dir != self.out) {
            if fs::remove_dir(dir).is_err() {
                break;
            }
            parent = dir.parent();
        }
        Ok(())
    }

    /// Names standing directly in `files/`, sorted.
    fn staged(&self) -> Result<Vec<String>, IoFault> {
        let files = self.files();
        if !files.exists() {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for entry in at(&files, fs::read_dir(&files))? {
            names.push(at(&files, entry)?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }
}

/// Completes or throws away what an interrupted build of `out` left beside it. Every command that opens a built folder
/// calls this first. Errors: the disk's.
pub fn recover(out: &Path) -> Result<Recovered, IoFault> {
    let staging = Staging::of(out)?;
    if !staging.dir.exists() {
        return Ok(Recovered::Nothing);
    }
    let Some(lock) = staging.lock()? else { return Ok(Recovered::Nothing) };
    let found = staging.recover()?;
    staging.discard()?;
    drop(lock);
    Ok(found)
}
