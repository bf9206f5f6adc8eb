//! The bounds of a build into nothing: reads a finished site into memory, then only writes the same files again, on all cores, or writes
//! them and hashes their bytes as SHA256SUMS must, and tells the seconds of that (`tree::time`). `raw-write [--hash] FROM TO`.

#[path = "tree.rs"]
mod tree;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let mut args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let hashing = args.first().is_some_and(|first| first == Path::new("--hash"));
    args.drain(..usize::from(hashing));
    let [from, to] = args.as_slice() else {
        eprintln!("raw-write [--hash] FROM TO");
        std::process::exit(2);
    };
    let files = tree::read(from)?;
    tree::time(|| {
        let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
        for folder in folders {
            std::fs::create_dir_all(to.join(folder))?;
        }
        files.par_iter().try_for_each(|(path, bytes)| {
            if hashing {
                black_box(Sha256::digest(bytes));
            }
            std::fs::write(to.join(path), bytes)
        })
    })
}
