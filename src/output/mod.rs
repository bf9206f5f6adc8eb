//! The only writer of the site: skips equal files, removes only what the old manifest named, manifest last. In: an
//! [`OutputTree`]. Out: files below `public/`.

mod entries;
mod gate;
mod input;
mod journal;
mod keys;
mod last;
mod manifest;
mod pack;
mod stamp;
mod tree;
mod write;

pub use crate::model::sha256_hex;
pub use entries::Found;
pub use gate::{Gate, is_secret_name};
pub use input::{Input, Source};
pub use journal::{IoFault, Recovered, recover};
pub use keys::{Fact, Key, Keys, Known};
pub use last::{Last, absolute};
pub use manifest::{MANIFEST, Manifest};
pub use pack::{Difference, PackFault, Packed, compare, pack, pack_files, zipped, zipped_sizes};
pub use stamp::program_print;
pub use tree::{KINDS, Made, Make, OutPath, OutputTree};
pub use write::{Failure, Written, write, write_knowing};
