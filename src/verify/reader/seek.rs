//! A file that is read from many places at once. In: a file. Out: a cursor that can be copied; each copy has a place of its own, and
//! none holds more of the file than a piece.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

/// Bytes that are read at once where few are asked for.
const PIECE: usize = 8 << 10;

/// A place in a file.
#[derive(Debug)]
pub(super) struct Cursor {
    file: Arc<File>,
    length: u64,
    at: u64,
    /// Bytes of the file from `from` on.
    piece: Vec<u8>,
    from: u64,
}

impl Clone for Cursor {
    fn clone(&self) -> Self {
        Self { file: Arc::clone(&self.file), length: self.length, at: self.at, piece: Vec::new(), from: 0 }
    }
}

impl Cursor {
    /// At the beginning of a file, which ends where it ends now: what is written behind is never read.
    pub(super) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file: Arc::new(file), length, at: 0, piece: Vec::new(), from: 0 })
    }

    /// Length of the file.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// What of the piece stands at the place.
    fn held(&self) -> &[u8] {
        let skip = self.at.checked_sub(self.from).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| self.piece.get(skip..)).unwrap_or_default()
    }

    /// Reads at a place.
    fn fetch(&self, to: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX).min(to.len());
        read_at(&self.file, &mut to[..most], self.at)
    }
}

#[cfg(unix)]
fn read_at(file: &File, to: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, to, at)
}

#[cfg(windows)]
fn read_at(file: &File, to: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, to, at)
}

impl Read for Cursor {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.held().is_empty() {
            if to.len() >= PIECE {
                let read = self.fetch(to)?;
                self.at += read as u64;
                return Ok(read);
            }
            let mut piece = std::mem::take(&mut self.piece);
            piece.resize(PIECE, 0);
            let read = self.fetch(&mut piece)?;
            piece.truncate(read);
            (self.piece, self.from) = (piece, self.at);
        }
        let held = self.held();
        let read = held.len().min(to.len());
        to[..read].copy_from_slice(&held[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let (base, by) = match to {
            SeekFrom::Start(at) => (at, 0),
            SeekFrom::End(by) => (self.length, by),
            SeekFrom::Current(by) => (self.at, by),
        };
        self.at = base.checked_add_signed(by).ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn every_place_of_a_file_is_read_as_it_stands_there() {
        let bytes: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let first = Cursor::new(file).unwrap();
        for from in [0, 1, PIECE - 1, PIECE, PIECE + 1, bytes.len() - 1, bytes.len(), bytes.len() + 7] {
            for length in [0, 1, 30, PIECE - 1, PIECE, 3 * PIECE, bytes.len()] {
                let mut cursor = first.clone();
                // Something else first, so that a piece is held.
                cursor.read_exact(&mut [0; 5]).unwrap();
                cursor.seek(SeekFrom::Start(from as u64)).unwrap();
                let mut read = Vec::new();
                cursor.by_ref().take(length as u64).read_to_end(&mut read).unwrap();
                let rest = bytes.get(from..).unwrap_or_default();
                assert_eq!(read, rest[..rest.len().min(length)], "{length} from {from}");
                let back = -i64::try_from(read.len()).unwrap();
                assert_eq!(cursor.seek(SeekFrom::Current(back)).unwrap(), from as u64);
            }
        }
        let mut cursor = first;
        assert_eq!(cursor.seek(SeekFrom::End(-4)).unwrap(), 399_996);
        assert!(cursor.seek(SeekFrom::Current(-400_000)).is_err());
    }
}
