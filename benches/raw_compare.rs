//! The bound of a build that changes nothing: reads a finished site into memory, then reads every file again, on all cores, compares it
//! with what is expected, and tells the seconds of the second reading. `raw-compare SITE`.

#[path = "tree.rs"]
mod tree;

use rayon::prelude::*;
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [site] = args.as_slice() else {
        eprintln!("raw-compare SITE");
        std::process::exit(2);
    };
    let files = tree::read(site)?;
    let differs = |(path, bytes): &(PathBuf, Vec<u8>)| Ok(usize::from(std::fs::read(site.join(path))? != *bytes));
    let other = tree::time(|| files.par_iter().map(differs).sum::<std::io::Result<usize>>())?;
    if other != 0 {
        eprintln!("{other} files changed while they were read");
        std::process::exit(1);
    }
    Ok(())
}
