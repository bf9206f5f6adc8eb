//! (being built)

pub mod special;
