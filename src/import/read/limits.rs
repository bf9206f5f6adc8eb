//! How much is read at most. In: sizes, an archive. Out: MC0916 where it is more, so that a small file that unfolds to a huge one is
//! refused before it fills the memory.

use crate::diag::{Diagnostic, Place};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes of a file: 64 MiB.
pub(crate) const LARGEST_FILE: usize = 64 << 20;
/// Most bytes of all parts of an archive once unpacked: 256 MiB.
pub(crate) const MOST_UNZIPPED: u64 = 256 << 20;
/// Most rows of a sheet.
pub(crate) const MOST_ROWS: u32 = 100_000;
/// Most filled cells of a sheet.
pub(crate) const MOST_CELLS: usize = 3_000_000;

/// Too much of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooMuch {
    what: &'static str,
    most: u64,
}

impl TooMuch {
    /// The sentence about it.
    pub(super) fn at(self, place: Place) -> Box<Diagnostic> {
        let fault = Diagnostic::error("MC0916", place).arg("what", format!("@import.limit.{}", self.what));
        Box::new(fault.arg("most", self.most))
    }
}

/// A file's size in bytes.
pub(super) fn file(bytes: usize) -> Result<(), TooMuch> {
    if bytes > LARGEST_FILE { Err(TooMuch { what: "file", most: (LARGEST_FILE >> 20) as u64 }) } else { Ok(()) }
}

/// The sum of what an archive holds, by unpacking it into nothing: what its list of contents says may be a lie.
pub(super) fn unzipped(bytes: &[u8]) -> Result<(), TooMuch> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let mut left = MOST_UNZIPPED;
    for at in 0..archive.len() {
        // A part that cannot be read is the reader's to complain about.
        let Ok(part) = archive.by_index(at) else { continue };
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).unwrap_or(0);
        left = left.checked_sub(read).ok_or(TooMuch { what: "unzipped", most: MOST_UNZIPPED >> 20 })?;
    }
    Ok(())
}

/// The next filled cell of a sheet.
pub(super) fn cell(row: u32, cells: usize) -> Result<(), TooMuch> {
    match () {
        () if row > MOST_ROWS => Err(TooMuch { what: "rows", most: MOST_ROWS.into() }),
        () if cells > MOST_CELLS => Err(TooMuch { what: "cells", most: MOST_CELLS as u64 }),
        () => Ok(()),
    }
}

/// Names of an archive's parts. Errors: what is wrong with it.
pub(super) fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|fault| fault.to_string())?;
    archive.file_names().map(|name| name.map(|name| name.into_owned()).map_err(|fault| fault.to_string())).collect()
}
