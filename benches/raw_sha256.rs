//! The bound of tickets: one SHA-256 compression a row and nothing else, from the state after S, over blocks that stand ready in
//! memory. `raw-sha256 ROWS` tells the seconds.

#[path = "clock.rs"]
mod clock;

use clock::Clock;
use sha2::block_api::compress256;
use std::hint::black_box;

fn main() {
    let Some(rows) = std::env::args().nth(1).and_then(|text| text.parse::<usize>().ok()) else {
        eprintln!("raw-sha256 ROWS");
        std::process::exit(2);
    };
    let block = |row: usize| {
        let mut block = [0; 64];
        block[..18].copy_from_slice(format!("91{row:016}").as_bytes());
        block[18] = 0x80;
        block[56..].copy_from_slice(&(82_u64 * 8).to_be_bytes());
        block
    };
    let blocks: Vec<[u8; 64]> = (0..rows).map(block).collect();
    let start = black_box([1_u32, 2, 3, 4, 5, 6, 7, 8]);
    let clock = Clock::start();
    let mut sum = 0_u32;
    // As often as it takes to be timed.
    let rounds = (20_000_000 / rows.max(1)).max(1);
    for _ in 0..rounds {
        for block in black_box(&blocks) {
            let mut state = start;
            compress256(&mut state, std::slice::from_ref(block));
            sum ^= state[0];
        }
    }
    let seconds = clock.seconds() / rounds as f64;
    black_box(sum);
    println!("{seconds:.9}");
}
