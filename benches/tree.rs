//! What the bounds of a build share: a finished site in memory, paths below its folder and bytes; and a clock.

use std::path::{Path, PathBuf};
use std::time::Instant;

/// Every file below a folder.
pub(crate) fn read(from: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(from).expect("a file stands below its folder").to_path_buf();
            files.push((inside, std::fs::read(entry.path())?));
        }
    }
    Ok(files)
}

/// Does work and prints the seconds that passed and those that all threads spent on processors, in the kernel too.
pub(crate) fn time<T>(work: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
    let (start, before) = (Instant::now(), spent());
    let done = work()?;
    println!("{:.6} {:.6}", start.elapsed().as_secs_f64(), spent() - before);
    Ok(done)
}

/// Seconds on processors of all threads so far; 0 where the system does not tell.
fn spent() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().filter_map(Result::ok);
    let nanoseconds = |text: String| text.split(' ').next().and_then(|first| first.parse::<f64>().ok());
    let each = threads.filter_map(|one| std::fs::read_to_string(one.path().join("schedstat")).ok()).filter_map(nanoseconds);
    each.sum::<f64>() / 1e9
}
