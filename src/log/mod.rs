//! Merkle trees of RFC 6962 (protocol sections 8 and 10). Pure.

mod merkle;

pub use merkle::{Node, inclusion_path, root, root_of_path};
