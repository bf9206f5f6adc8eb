//! The program's own part of `tickets.py`: reads `commit.txt` and `roster.csv` of a folder, then tells the seconds of computing
//! every ticket and selecting, and the drawn ids. `tickets FOLDER S`.

use mingchou::draw::{Commit, lists, select};
use std::path::PathBuf;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, seed] = args.as_slice() else {
        eprintln!("tickets FOLDER S");
        std::process::exit(2);
    };
    let read = |name: &str| std::fs::read(PathBuf::from(folder).join(name)).expect("the folder holds the file");
    let commit = Commit::parse(&read("commit.txt")).expect("the commitment is well formed");
    let roster = lists::parse_roster(&read("roster.csv")).expect("the list is well formed");
    let clock = Instant::now();
    let drawn = select::select(&commit, &roster, seed);
    println!("{:.6}", clock.elapsed().as_secs_f64());
    for row in drawn {
        println!("{}", row.id);
    }
}
