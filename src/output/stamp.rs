//! Tells without reading a file whether anybody touched it. In: what the disk says of a file. Out: a stamp over number, length and times,
//! or none where the times prove nothing. The time of the last change of a file's data or of what the disk says of it (ctime) is set by
//! the system alone: no program can write a file and put it back. (Who keeps a file mapped into memory may write more than once under one time;
//! and there are disks, of cameras and in networks, that set it otherwise: docs/formats.md.)
//!
//! Two writes within one tick of the disk's clock have the same time. So a stamp is given only to a file that was last changed before the
//! tick in which the disk's own clock is asked: whatever is written to it from now on has a later time, however coarse the clock. Where
//! times are clamped, or the clock stands on another disk, no file ever is old enough, and all are read.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// What a disk's clock says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    device: u64,
    now: i128,
}

impl Clock {
    /// Asks the disk of the bureau's folder, by a small file below `.mingchou/`. None where that cannot be written.
    pub(super) fn of(root: &Path) -> Option<Self> {
        let path = root.join(".mingchou").join("clock");
        // What else stands in its place is not written to, and a pipe not waited for.
        if fs::symlink_metadata(&path).is_ok_and(|found| !found.is_file()) {
            return None;
        }
        fs::write(&path, ".").ok()?;
        let Times { device, changed, .. } = Times::of(&fs::symlink_metadata(&path).ok()?)?;
        Some(Self { device, now: changed })
    }

    /// The stamp of a file; none of one that was changed in this very tick, or stands on another disk. The clock was asked before the
    /// disk was asked of the file.
    pub(super) fn stamp(self, facts: &Facts) -> Option<u128> {
        let times = facts.times.as_ref()?;
        (times.device == self.device && times.changed < self.now).then(|| facts.stamp()).flatten()
    }
}

/// What the disk says of a file: as long as it stays hardly anybody touched it.
#[derive(PartialEq, Eq)]
pub(super) struct Facts {
    /// Its bytes.
    pub(super) length: u64,
    modified: Option<SystemTime>,
    /// None where no time of the last change is known.
    times: Option<Times>,
}

/// Which file it is, and when it was touched, in nanoseconds.
#[derive(PartialEq, Eq)]
struct Times {
    device: u64,
    number: u64,
    /// The last change of its data.
    written: i128,
    /// The last change of its data, or of what the disk says of it.
    changed: i128,
}

impl Facts {
    pub(super) fn of(meta: &Metadata) -> Self {
        Self { length: meta.len(), modified: meta.modified().ok(), times: Times::of(meta) }
    }

    /// Which file of which disk it is; none where that is unknown.
    pub(super) fn number(&self) -> Option<(u64, u64)> {
        self.times.as_ref().map(|times| (times.device, times.number))
    }

    /// A print of all that tells one state of a file from another.
    pub(super) fn stamp(&self) -> Option<u128> {
        let Times { device, number, written, changed } = self.times.as_ref()?;
        Some(print(&[(*device).into(), (*number).into(), self.length.into(), *written, *changed]))
    }
}

impl Times {
    #[cfg(unix)]
    fn of(meta: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
        let (written, changed) = (nanos(meta.mtime(), meta.mtime_nsec()), nanos(meta.ctime(), meta.ctime_nsec()));
        Some(Self { device: meta.dev(), number: meta.ino(), written, changed })
    }

    #[cfg(not(unix))]
    fn of(_meta: &Metadata) -> Option<Self> {
        None
    }
}

/// A stamp, or a print of bytes, as it is written down.
pub(super) fn told(print: u128) -> String {
    format!("{print:032x}")
}

/// XXH3 over numbers.
fn print(numbers: &[i128]) -> u128 {
    let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    twox_hash::XxHash3_128::oneshot(&bytes)
}

/// By what a program is known again: what it was compiled from, and what the disk says of its file, where that can be found. A copy is
/// another program: it makes everything once.
pub fn program_print(path: Option<&Path>) -> String {
    let file = path.and_then(|path| fs::metadata(path).ok()).map(|meta| match Facts::of(&meta).stamp() {
        Some(stamp) => told(stamp),
        None => format!("{} {:?}", meta.len(), meta.modified().ok()),
    });
    format!("{} {}", env!("MINGCHOU_SOURCES"), file.as_deref().unwrap_or("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_file_is_known_again_when_it_is_old_and_never_once_it_was_touched() {
        let temp = tempfile::tempdir().expect("a folder");
        fs::create_dir(temp.path().join(".mingchou")).expect("a folder");
        let file = temp.path().join("a.txt");
        fs::write(&file, "one").expect("a file");
        let meta = || fs::symlink_metadata(&file).expect("a file");
        let facts = || Facts::of(&meta());
        let now = Clock::of(temp.path()).expect("a clock");
        let at = |now| Clock { now, ..now_of(&meta()) };
        let changed = now_of(&meta()).now;
        assert!(changed <= now.now);
        assert_eq!(at(changed).stamp(&facts()), None, "in this very tick");
        assert_eq!(at(changed - 1).stamp(&facts()), None, "before it, as a clock that was put back says");
        let (before, written) = (at(changed + 1).stamp(&facts()), meta().modified().expect("a time"));
        assert!(before.is_some());
        // As long, and with the time put back; as often as it takes until the clock has ticked.
        while now_of(&meta()).now == changed {
            fs::write(&file, "two").expect("a file");
            fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(written)).expect("a time");
        }
        assert_eq!(meta().modified().expect("a time"), written);
        let later = Clock { now: i128::MAX, ..now };
        assert!(later.stamp(&facts()).is_some_and(|stamp| Some(stamp) != before));
        assert_eq!(Clock { device: now.device + 1, ..later }.stamp(&facts()), None, "another disk");
    }

    /// The clock as it stood when the file was changed.
    #[cfg(unix)]
    fn now_of(meta: &Metadata) -> Clock {
        let times = Times::of(meta).expect("times");
        Clock { device: times.device, now: times.changed }
    }
}
