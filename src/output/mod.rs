//! The only writer of the site: skips equal files, removes only what the old manifest named, manifest last. In: an
//! [`OutputTree`]. Out: files below `public/`.

mod tree;

pub use tree::{KINDS, Make, OutPath, OutputTree};
