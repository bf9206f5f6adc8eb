//! From the built site to the host: what changed since an earlier upload, in which order files go up, how they are cut into parts, what is
//! to be deleted there, the list before packing, the visible text. In: manifests, pages and facts. Out: values and texts. Pure: disk, clock
//! and host are the commands' matter.

mod changes;
mod dump;
mod html;
mod links;
mod order;
mod pages;
mod preflight;
mod removal;
mod sheet;
mod snippets;
mod withdrawn;

pub use changes::{Changes, gone};
pub use dump::{Dump, dump};
pub use links::{Dead, Outline, dead_links};
pub use order::{TooLarge, in_order, parts};
pub use pages::{bad_names, is_empty_page};
pub use preflight::{Facts, Line, State, lines, worst};
pub use removal::Removal;
pub use sheet::{Told, sheet};
pub use snippets::snippets;
pub use withdrawn::withdrawn;
