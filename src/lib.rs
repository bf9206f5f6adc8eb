//! 明抽 (mingchou, "drawn in the open"): from a county bureau's files to a disclosure site whose draws anybody can
//! recompute.
//!
//! ```text
//! content/ ──load──► Raw ──check──► Site ──┬─ freeze, draw ──► content/draws/, secrets/
//!  (files, places)      (all faults at once) └─ render ──► OutputTree ──output──► public/
//! public/ (or one draw's folder) ──verify──► verdicts          never looks at content/
//! ```
//!
//! Start reading at `cmd/build.rs` (site) or `verify/mod.rs` (checker); the words used are in `docs/glossary.md`, the draw
//! to the byte in `docs/protocol.md`.

pub mod diag;
pub mod draw;
pub mod log;
pub mod model;
pub mod verify;

#[cfg(feature = "site")]
pub mod archive;
#[cfg(feature = "site")]
pub mod check;
#[cfg(feature = "site")]
pub mod day;
#[cfg(feature = "site")]
pub mod demo;
#[cfg(feature = "site")]
pub mod embedded;
#[cfg(feature = "site")]
pub mod engines;
#[cfg(feature = "site")]
pub mod explain;
#[cfg(feature = "site")]
pub mod freeze;
#[cfg(feature = "site")]
pub mod gather;
#[cfg(feature = "site")]
mod import;
#[cfg(feature = "site")]
pub mod init;
#[cfg(feature = "site")]
pub mod load;
#[cfg(feature = "site")]
pub mod office;
#[cfg(feature = "site")]
pub mod output;
#[cfg(feature = "site")]
pub mod papers;
#[cfg(feature = "site")]
pub mod qr;
#[cfg(feature = "site")]
pub mod release;
#[cfg(feature = "site")]
pub mod render;
#[cfg(feature = "site")]
pub mod results;
#[cfg(feature = "site")]
pub mod serve;
#[cfg(feature = "site")]
pub mod site;
#[cfg(feature = "site")]
pub mod source;
#[cfg(feature = "site")]
pub mod steps;
#[cfg(feature = "site")]
pub mod store;
#[cfg(feature = "site")]
pub mod todo;
pub mod words;

pub mod cli;
pub mod cmd;
