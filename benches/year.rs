//! Prints the tables of `docs/statistics.md`: loads and predictability of a simulated year for every slack, and what trying
//! nonces is worth against small and large beacons. `cargo run --example year`.

#[path = "simulation.rs"]
mod simulation;

use simulation::{Friend, Way, predictability, year};

const YEARS: [&str; 5] = ["a", "b", "c", "d", "e"];
const FRIEND: Friend = Friend { objects: 200, drawn: 10 };

fn main() {
    println!("way           least and most of five years       likeliest inspector of a small draw");
    for (name, way) in [
        ("tickets only", Way::TicketsOnly),
        ("least loaded", Way::LeastLoaded),
        ("slack 0", Way::LookAhead(0)),
        ("slack 1", Way::LookAhead(1)),
        ("slack 2", Way::LookAhead(2)),
        ("slack 3", Way::LookAhead(3)),
    ] {
        let loads = YEARS.map(|run| {
            let found = year(run, 50, 20, way);
            assert_eq!(found.wrong, 0, "a team breaks a rule");
            format!("{}-{}", found.least, found.most)
        });
        let likeliest = YEARS.map(|run| per_cent(predictability(run, 500, way), 1000));
        println!("{name:12}  {:33}  {}", loads.join("  "), likeliest.join("  "));
    }
    println!("\nnonces  values tried  friend drawn by the best nonce  over values not tried");
    for (nonces, values) in [(1000, 10), (1000, 100), (1000, 1000)] {
        let (nonce, count) = FRIEND.grind("grind", nonces, values);
        println!("{nonces:6}  {values:12}  {:>29}  {:>21}", per_cent(count, values), after(nonce, values));
    }
}

fn after(nonce: usize, tried: usize) -> String {
    per_cent(FRIEND.afterwards("grind", nonce, tried, 100_000), 100_000)
}

fn per_cent(part: usize, whole: usize) -> String {
    let tenths = (part * 2000 + whole) / (whole * 2);
    format!("{}.{}%", tenths / 10, tenths % 10)
}
