//! From the built site to the host: what changed since an earlier upload, in which order files go up, how they are cut into parts, what is
//! to be deleted there, and what was packed before. In: manifests, bytes and numbers. Out: values and texts. Pure: disk, clock and host
//! are the commands' matter.

mod changes;
//dump
//links
mod order;
//pages
//preflight
mod removal;
mod withdrawn;
//sheet
//snippets

pub use changes::{Changes, gone};
//use dump::{Dump, dump, page_text};
//use links::{Dead, dead_links};
pub use order::{TooLarge, in_order, parts};
//use pages::{bad_names, empty_pages};
//use preflight::{Line, State, worst};
pub use removal::Removal;
pub use withdrawn::withdrawn;
//use sheet::sheet;
//use snippets::snippets;
