//! What the log asks of a file: its hash and its length. In: the bytes of a record. Out: a [`Record`], with the bytes only where
//! somebody needs them, because the tables of a large county together do not fit comfortably in memory.

use crate::model::sha256_hex;

/// A record of the site as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// SHA-256, hex.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
    /// The bytes, where they were asked for.
    pub kept: Option<Vec<u8>>,
}

impl Record {
    /// Of these bytes, which are let go.
    pub fn of(bytes: &[u8]) -> Self {
        Self { sha256: sha256_hex(bytes), bytes: bytes.len() as u64, kept: None }
    }

    /// Of bytes that are known by this hash and length.
    pub fn known(sha256: String, bytes: u64) -> Self {
        Self { sha256, bytes, kept: None }
    }

    /// Of these bytes, kept where `wanted` says so of the hash.
    pub fn kept_if(bytes: Vec<u8>, wanted: impl FnOnce(&str) -> bool) -> Self {
        let record = Self::of(&bytes);
        let kept = wanted(&record.sha256).then_some(bytes);
        Self { kept, ..record }
    }
}
