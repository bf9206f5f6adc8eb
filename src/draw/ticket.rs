//! Tickets (protocol sections 6 and 7): SHA-256 of a 64-character head and an id. The head is one SHA-256 block, so its state
//! is computed once and every ticket costs one more compression.

use sha2::block_api::compress256;

/// 32 bytes, compared as bytes (the same order as their hex).
pub type Ticket = [u8; 32];

/// Where SHA-256 begins (FIPS 180-4, section 5.3.3).
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// Bytes that fill a block with their padding.
const LAST: usize = 55;

/// The state after the 64 characters of S or A. Kept as words: a hasher that is cloned for each ticket costs twice as much.
#[derive(Clone)]
pub struct Tickets {
    state: [u32; 8],
}

impl Tickets {
    /// `head`: 64 hex digits.
    pub fn new(head: &str) -> Self {
        let block: [u8; 64] = head.as_bytes().try_into().expect("S and A are 64 hex digits");
        let mut state = START;
        compress256(&mut state, &[block]);
        Self { state }
    }

    /// `ticket(id) = SHA-256(head ‖ id)`.
    pub fn of(&self, id: &str) -> Ticket {
        self.of_bytes(id.as_bytes())
    }

    /// The same of the bytes of an id.
    pub fn of_bytes(&self, id: &[u8]) -> Ticket {
        if id.len() > LAST {
            return self.finish(&[id]);
        }
        // An object id and its padding fill one block: long lists are made of these.
        let mut block = [0; 64];
        block[..id.len()].copy_from_slice(id);
        self.closed(block, id.len())
    }

    /// Pads a block of which `end` bytes, at most [`LAST`], follow the head (FIPS 180-4, section 5.1.1), and hashes it.
    fn closed(&self, mut block: [u8; 64], end: usize) -> Ticket {
        let mut state = self.state;
        block[end] = 0x80;
        block[56..].copy_from_slice(&((64 + end as u64) * 8).to_be_bytes());
        compress256(&mut state, &[block]);
        bytes_of(state)
    }

    /// `e(o,i) = SHA-256(head ‖ o ‖ "/" ‖ i)`.
    pub fn of_pair(&self, object: &str, inspector: &str) -> Ticket {
        self.finish(&[object.as_bytes(), b"/", inspector.as_bytes()])
    }

    /// The pairs of an object, for many inspectors.
    pub fn pairs<'a>(&'a self, object: &'a str) -> Pairs<'a> {
        let mut block = [0; 64];
        let length = object.len() + 1;
        if length <= LAST {
            block[..object.len()].copy_from_slice(object.as_bytes());
            block[object.len()] = b'/';
        }
        Pairs { tickets: self, object, block, length }
    }

    /// Hashes what follows the head, and pads (FIPS 180-4, section 5.1.1).
    fn finish(&self, parts: &[&[u8]]) -> Ticket {
        let (mut state, mut block, mut at, mut bytes) = (self.state, [0; 64], 0, 64_u64);
        for part in parts {
            bytes += part.len() as u64;
            let mut rest = *part;
            while !rest.is_empty() {
                let (now, later) = rest.split_at(rest.len().min(64 - at));
                block[at..at + now.len()].copy_from_slice(now);
                (at, rest) = (at + now.len(), later);
                if at == 64 {
                    compress256(&mut state, &[block]);
                    (block, at) = ([0; 64], 0);
                }
            }
        }
        block[at] = 0x80;
        if at >= 56 {
            compress256(&mut state, &[block]);
            block = [0; 64];
        }
        block[56..].copy_from_slice(&(bytes * 8).to_be_bytes());
        compress256(&mut state, &[block]);
        bytes_of(state)
    }
}

/// `e(o,i)` of one object.
pub struct Pairs<'a> {
    tickets: &'a Tickets,
    object: &'a str,
    /// The object and its `/`, where they fit.
    block: [u8; 64],
    length: usize,
}

impl Pairs<'_> {
    /// `e(o,i)`, as [`Tickets::of_pair`].
    pub fn with(&self, inspector: &str) -> Ticket {
        let end = self.length + inspector.len();
        if end > LAST {
            return self.tickets.of_pair(self.object, inspector);
        }
        // A number of up to 24 characters behind that of an object fills one block: this is what an assignment consists of.
        let mut block = self.block;
        block[self.length..end].copy_from_slice(inspector.as_bytes());
        self.tickets.closed(block, end)
    }
}

fn bytes_of(state: [u32; 8]) -> Ticket {
    let mut ticket = [0; 32];
    for (out, word) in ticket.chunks_exact_mut(4).zip(state) {
        out.copy_from_slice(&word.to_be_bytes());
    }
    ticket
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_shared_state_gives_the_plain_hash() {
        let head = "c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4";
        let plain = |text: String| -> Ticket { Sha256::digest(text.as_bytes()).into() };
        // Every length around the ends of a block and of its padding, whole and in two parts.
        for length in 0..200 {
            let id: String = ('0'..='z').cycle().take(length).collect();
            assert_eq!(Tickets::new(head).of(&id), plain(format!("{head}{id}")), "{length}");
            for cut in [0, length / 3, length] {
                let (object, inspector) = id.split_at(cut);
                let wanted = plain(format!("{head}{object}/{inspector}"));
                assert_eq!(Tickets::new(head).of_pair(object, inspector), wanted);
                assert_eq!(Tickets::new(head).pairs(object).with(inspector), wanted);
            }
        }
    }
}
