//! mc1, the draw of `docs/protocol.md` sections 2 to 9. Pure: bytes and values in, bytes and values out. No IO, no clock,
//! no randomness: nonces, salts and times come in as arguments.
//!
//! Start at [`examine()`], which recomputes a whole folder; the steps of a draw are [`Commit`], [`select`](select::select),
//! [`assign`](assign::assign), [`Seal`], [`reveal::leaves`].

pub mod assign;
pub mod beacon;
pub mod commit;
pub mod ends;
pub mod escrow;
mod examine;
mod fault;
mod fragment;
mod frozen;
mod group;
mod host;
pub mod lists;
mod matching;
pub mod reveal;
pub mod seal;
pub mod seed;
pub mod select;
mod small;
mod stream;
pub mod substitute;
pub mod survey;
mod table;
pub mod terms;
pub mod text;
pub mod ticket;
mod types;
mod unique;
mod walk;

pub use ends::{Lost, Shortfall, Void};
pub use examine::{
    Elsewhere, Examined, Files, Stage, check_seal, examine, examine_frozen, examine_lists, substitutions,
};
pub use fault::{Fault, SENTENCES};
pub use frozen::Frozen;
pub use group::{fault_cure, fault_group};
pub use seal::{Leaf, Slip};
pub use select::Selected;
pub use stream::Stream;
pub use terms::Terms;
pub use types::*;
