//! Tickets (protocol sections 6 and 7): SHA-256 of a 64-character head and an id. The head is one SHA-256 block, so its state
//! is computed once and every ticket costs one more compression.

use sha2::{Digest, Sha256};

/// 32 bytes, compared as bytes (the same order as their hex).
pub type Ticket = [u8; 32];

/// The state after the 64 characters of S or A.
#[derive(Clone)]
pub struct Tickets {
    state: Sha256,
}

impl Tickets {
    /// `head`: 64 hex digits.
    pub fn new(head: &str) -> Self {
        let mut state = Sha256::new();
        state.update(head.as_bytes());
        Self { state }
    }

    /// `ticket(id) = SHA-256(head ‖ id)`.
    pub fn of(&self, id: &str) -> Ticket {
        let mut state = self.state.clone();
        state.update(id.as_bytes());
        state.finalize().into()
    }

    /// `e(o,i) = SHA-256(head ‖ o ‖ "/" ‖ i)`.
    pub fn of_pair(&self, object: &str, inspector: &str) -> Ticket {
        let mut state = self.state.clone();
        state.update(object.as_bytes());
        state.update(b"/");
        state.update(inspector.as_bytes());
        state.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_state_gives_the_plain_hash() {
        let head = "c1e79ede1207737be20bb95430f21c6f642233bf3647c0727ff05ca0805584d4";
        for id in ["", "9", "91140826MA0TEX0011", "x".repeat(130).as_str()] {
            let plain: Ticket = Sha256::digest(format!("{head}{id}").as_bytes()).into();
            assert_eq!(Tickets::new(head).of(id), plain);
        }
        let pair: Ticket = Sha256::digest(format!("{head}a/b").as_bytes()).into();
        assert_eq!(Tickets::new(head).of_pair("a", "b"), pair);
    }
}
