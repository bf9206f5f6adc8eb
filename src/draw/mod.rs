//! mc1, the draw of `docs/protocol.md` sections 2 to 9. Pure: bytes and values in, bytes and values out. No IO, no clock,
//! no randomness: nonces, salts and times come in as arguments.

mod types;

pub use types::*;
