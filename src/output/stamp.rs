//! Tells without reading a file whether anybody touched it. In: what the disk says of a file. Out: a stamp over number, length and times,
//! or none where the times prove nothing. The time of the last change of a file's data or of what the disk says of it (ctime) is set by
//! the system alone: no program can write a file and put it back.
//!
//! Two writes within one tick of the disk's clock have the same time. So a stamp is given only to a file that was last changed some
//! seconds before the disk's own clock as it is now: whatever is written to it from now on has another time. Where times are clamped, or
//! the clock stands on another disk, no file ever is old enough, and all are read.

use std::fs::{self, Metadata};
use std::path::Path;

/// How old a file has to be, in nanoseconds: more than the ticks of any disk.
const OLD: i128 = 3_000_000_000;

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
        fs::write(&path, ".").ok()?;
        let (device, now, _) = facts(&fs::symlink_metadata(&path).ok()?)?;
        Some(Self { device, now })
    }

    /// The stamp of a file; none of one that is too young, or stands on another disk.
    pub(super) fn stamp(self, meta: &Metadata) -> Option<u128> {
        let (device, changed, stamp) = facts(meta)?;
        (device == self.device && changed + OLD < self.now).then_some(stamp)
    }
}

/// Device, time of the last change, and a print of all that tells one state of a file from another.
#[cfg(unix)]
fn facts(meta: &Metadata) -> Option<(u64, i128, u128)> {
    use std::os::unix::fs::MetadataExt;
    use twox_hash::XxHash3_128;
    let nanos = |seconds: i64, nanos: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanos);
    let (changed, written) = (nanos(meta.ctime(), meta.ctime_nsec()), nanos(meta.mtime(), meta.mtime_nsec()));
    let mut bytes = Vec::with_capacity(56);
    [meta.dev(), meta.ino(), meta.len()].iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    [changed, written].iter().for_each(|time| bytes.extend(time.to_le_bytes()));
    Some((meta.dev(), changed, XxHash3_128::oneshot(&bytes)))
}

/// No such time is known here.
#[cfg(not(unix))]
fn facts(_meta: &Metadata) -> Option<(u64, i128, u128)> {
    None
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
        let now = Clock::of(temp.path()).expect("a clock");
        assert_eq!(now.stamp(&meta()), None, "too young");
        let later = Clock { now: now.now + 2 * OLD, ..now };
        let (before, written) = (later.stamp(&meta()), meta().modified().expect("a time"));
        assert!(before.is_some());
        assert_eq!(later.stamp(&meta()), before);
        // As long, and with the time put back.
        fs::write(&file, "two").expect("a file");
        fs::File::options().write(true).open(&file).and_then(|file| file.set_modified(written)).expect("a time");
        assert_eq!(meta().modified().expect("a time"), written);
        assert_ne!(later.stamp(&meta()), before);
        assert_eq!(Clock { device: now.device + 1, ..later }.stamp(&meta()), None, "another disk");
    }
}
