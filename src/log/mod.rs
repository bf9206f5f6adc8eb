//! The public log (protocol section 10) in the forms of C2SP: Merkle trees of RFC 6962, signed notes, checkpoints, cosignatures,
//! entries, and the log as a whole. Pure: keys, moments and random bytes come in.

mod book;
mod checkpoint;
mod entry;
mod growth;
mod keys;
mod merkle;
mod note;
mod record;

pub use book::{Book, LogFiles, Sighting, Sightings};
pub use checkpoint::{Checkpoint, cosign, cosigned_at};
pub use entry::{Action, Entry, WITHDRAWALS, entries_text, is_record, read_entries};
pub use growth::Growth;
pub use keys::{KeyKind, SigningKey, VerifierKey};
pub use merkle::{
    Node, consistency_proof, inclusion_path, is_consistent, leaf_hash, root, root_of_leaves, root_of_path,
};
pub use note::{Note, Signature};
pub use record::Record;

/// One broken rule of the log: the file below `log/`, the line from 1 (0: the whole file), the rule, the value concerned.
/// Codes are those of `fault.CODE` in the word files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogFault {
    /// `entries.txt`, `checkpoint.txt`, `checkpoints/7.txt`, `key.txt`.
    pub file: String,
    /// Line.
    pub line: usize,
    /// Rule.
    pub code: &'static str,
    /// Value or name; may be empty.
    pub detail: String,
}

impl LogFault {
    fn new(file: &str, line: usize, code: &'static str, detail: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, code, detail: detail.into() }
    }
}
