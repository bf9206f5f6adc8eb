//! The bound of a build into nothing: reads a finished site into memory, then only writes the same files again, on all cores, and
//! tells the seconds of writing (`tree::time`). `raw-write FROM TO`.

#[path = "tree.rs"]
mod tree;

use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [from, to] = args.as_slice() else {
        eprintln!("raw-write FROM TO");
        std::process::exit(2);
    };
    let files = tree::read(from)?;
    tree::time(|| {
        let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
        for folder in folders {
            std::fs::create_dir_all(to.join(folder))?;
        }
        files.par_iter().try_for_each(|(path, bytes)| std::fs::write(to.join(path), bytes))
    })
}
