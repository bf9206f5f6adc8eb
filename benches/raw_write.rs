//! The bound of a build: reads a finished site into memory, then only writes the same files again, on all cores, and tells
//! the seconds of writing. `raw-write FROM TO`.

use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [from, to] = args.as_slice() else {
        eprintln!("raw-write FROM TO");
        std::process::exit(2);
    };
    let files = read(from)?;
    let start = Instant::now();
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    for folder in folders {
        std::fs::create_dir_all(to.join(folder))?;
    }
    files.par_iter().try_for_each(|(path, bytes)| std::fs::write(to.join(path), bytes))?;
    println!("{:.3}", start.elapsed().as_secs_f64());
    Ok(())
}

fn read(from: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(from).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(from).expect("a file stands below its folder").to_path_buf();
            files.push((inside, std::fs::read(entry.path())?));
        }
    }
    Ok(files)
}
