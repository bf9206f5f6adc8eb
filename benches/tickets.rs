//! The program's own part of `tickets.py`: reads `commit.txt` and `roster.csv` of a folder, then tells the seconds of computing
//! every ticket and selecting, and the drawn ids. `tickets FOLDER S`.

#[path = "clock.rs"]
mod clock;

use clock::Clock;
use mingchou::draw::{Commit, lists, select};
use std::hint::black_box;
use std::path::PathBuf;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, seed] = args.as_slice() else {
        eprintln!("tickets FOLDER S");
        std::process::exit(2);
    };
    let read = |name: &str| std::fs::read(PathBuf::from(folder).join(name)).expect("the folder holds the file");
    let commit = Commit::parse(&read("commit.txt")).expect("the commitment is well formed");
    let roster = lists::parse_roster(&read("roster.csv")).expect("the list is well formed");
    let clock = Clock::start();
    // As often as it takes to be timed.
    let rounds = (2_000_000 / roster.len().max(1)).max(1);
    let mut drawn = Vec::new();
    for _ in 0..rounds {
        drawn = black_box(select::select(&commit, black_box(&roster), seed));
    }
    println!("{:.9}", clock.seconds() / rounds as f64);
    for row in drawn {
        println!("{}", row.id);
    }
}
