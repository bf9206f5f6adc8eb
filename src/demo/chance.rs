//! Everything of a fictional county that looks random. In: the seed of the demonstration. Out: the same numbers for the same
//! seed. Never used for a real draw.

use crate::draw::text::sha;
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

/// A stream of its own for each purpose, so that more objects in one table do not shift another. The algorithm is named, not
/// left to what the library thinks best: `content/` must come out the same after an update.
pub(super) struct Chance(ChaCha12Rng);

impl Chance {
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        let hex = sha(format!("mingchou/demo/1 {seed} {purpose}").as_bytes());
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            let text = std::str::from_utf8(pair).expect("hex digits are ASCII");
            *byte = u8::from_str_radix(text, 16).expect("pairs of hex digits");
        }
        Self(ChaCha12Rng::from_seed(bytes))
    }

    /// A number below `end`, which is 1 or more.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// `true` in `n` of 1000 cases.
    pub(super) fn permille(&mut self, n: usize) -> bool {
        self.below(1000) < n
    }

    /// One of a list that is not empty.
    pub(super) fn one<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A secret of the demonstration: nonce or salt, 64 hex digits. Anybody can compute it, which a real one must never allow.
pub(super) fn secret(seed: u64, what: &str) -> String {
    sha(format!("mingchou/demo/1 {seed} secret {what}").as_bytes())
}
