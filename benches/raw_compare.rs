//! The bound of a build that changes nothing: reads a finished site into memory, then reads every file again, on all cores, compares it
//! with what is expected, and tells the seconds of the second reading. `raw-compare SITE`.

#[path = "tree.rs"]
mod tree;

use rayon::prelude::*;
use std::path::PathBuf;
use std::time::Instant;

fn main() -> std::io::Result<()> {
    let args: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [site] = args.as_slice() else {
        eprintln!("raw-compare SITE");
        std::process::exit(2);
    };
    let files = tree::read(site)?;
    let start = Instant::now();
    let other = files
        .par_iter()
        .map(|(path, bytes)| Ok(usize::from(std::fs::read(site.join(path))? != *bytes)))
        .sum::<std::io::Result<usize>>()?;
    let seconds = start.elapsed().as_secs_f64();
    if other != 0 {
        eprintln!("{other} files changed while they were read");
        std::process::exit(1);
    }
    println!("{seconds:.6}");
    Ok(())
}
