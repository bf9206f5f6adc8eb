//! The checker: a published folder, or one draw's folder, in; a verdict a draw out (protocol section 11). It reads only
//! what is published, through one small [`Reader`], and never looks at `content/`.

mod across;
mod draw;
mod live;
mod log;
mod reader;
mod results;
mod site;
mod sums;
mod tables;
mod upload;
mod verdict;

pub use draw::{verify_draw, verify_draw_lists};
pub use live::{Original, Outcome, Packed, Wrong, compare_live};
pub use log::{Read, read_log};
pub use reader::{
    Access, FileStream, FolderReader, Limits, OpenFault, Place, Progress, Reader, Source, is_address, open, open_draw,
};
pub use site::{Known, verify_known, verify_site};
pub use verdict::{Unchecked, Verdict, Word};

use crate::draw::{BeaconKind, BeaconValue};
use crate::log::{Checkpoint, VerifierKey};
use crate::model::Day;

/// What the reader of a verdict brings along.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Beacon values from one's own newspaper, canonical.
    pub beacons: Vec<BeaconValue>,
    /// Days on which the reader knows those issues to have been drawn.
    pub beacon_days: Vec<(BeaconKind, u32, Day)>,
    /// The day overdue is told as of; none: it is not told.
    pub as_of: Option<Day>,
    /// The log's key, from elsewhere than the site; none: the site's own is taken, and said so.
    pub log_key: Option<VerifierKey>,
    /// Keys of the witnesses whose dates count.
    pub witnesses: Vec<VerifierKey>,
    /// Heads of the log that the reader remembers, from paper or elsewhere.
    pub heads: Vec<Checkpoint>,
    /// Leave the manifest's sums out (the writer has just made them).
    pub skip_sums: bool,
}
