//! The only writer of the site: skips equal files, removes only what the old manifest named, manifest last. In: an
//! [`OutputTree`]. Out: files below `public/`.

mod gate;
mod journal;
mod keys;
mod last;
mod manifest;
mod pack;
mod stamp;
mod tree;
mod write;

pub use gate::{Gate, is_secret_name};
pub use journal::{IoFault, Recovered, recover};
pub use keys::{Fact, Key, Keys, Known, program_print};
pub use last::{Last, absolute, fingerprint};
pub use manifest::{MANIFEST, Manifest, sha256_hex};
pub use pack::{Difference, PackFault, Packed, compare, pack, pack_files, zipped, zipped_sizes};
pub use tree::{KINDS, Made, Make, OutPath, OutputTree};
pub use write::{Failure, Written, write, write_knowing};
