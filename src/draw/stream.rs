//! A list read once, in pieces of whole lines. In: a [`Stream`] and a [`Job`]. Out: the SHA-256 of its bytes; the job has seen
//! every piece, in parallel, and every result in the order of the file. Memory does not depend on how long the list is.

use super::text::hex;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Bytes that are read ahead and worked on together; two of these are held.
const BATCH: usize = 8 << 20;
/// Bytes of a piece, about: what stays in the nearest caches while it is looked at several times.
const PIECE: usize = 256 << 10;

/// A list that can be read from its start as often as needed, and gives the same bytes each time.
pub trait Stream: Sync {
    /// Its bytes from the start. Errors: those of the system.
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>>;

    /// All of it, where it stands in memory.
    fn whole(&self) -> Option<&[u8]> {
        None
    }
}

impl Stream for [u8] {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        Ok(Box::new(self))
    }

    fn whole(&self) -> Option<&[u8]> {
        Some(self)
    }
}

impl Stream for Vec<u8> {
    fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
        self.as_slice().open()
    }

    fn whole(&self) -> Option<&[u8]> {
        Some(self)
    }
}

/// Whole lines out of the middle of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// The lines, each with its LF; only the last line of a list may lack it.
    pub(super) bytes: &'a [u8],
    /// Where they begin in the list.
    pub(super) offset: u64,
    /// First field of the line before; empty in the first piece.
    pub(super) before: &'a [u8],
    /// First field of the nearest line before that holds no small letter; empty where there is none.
    pub(super) plain: &'a [u8],
}

impl Piece<'_> {
    pub(super) fn is_first(&self) -> bool {
        self.offset == 0
    }
}

/// What is done with a list.
pub(super) trait Job: Sync {
    /// What comes of a piece.
    type Part: Send;
    /// Looks at a piece; pieces are looked at side by side.
    fn part(&self, piece: &Piece<'_>) -> Self::Part;
    /// Takes what came of a piece, in the order of the list.
    fn merge(&mut self, part: Self::Part);
    /// Whether the bytes must be hashed.
    fn hashes(&self) -> bool {
        true
    }
}

/// What a list is as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Whole {
    /// Lower-case hex of its SHA-256; empty where the job did not ask.
    pub(super) sha256: String,
    /// First field of the last line without a small letter.
    pub(super) plain: Vec<u8>,
    /// How many pieces there were.
    pub(super) pieces: usize,
}

/// Reads a list once.
pub(super) fn run<J: Job>(stream: &(impl Stream + ?Sized), job: &mut J) -> io::Result<Whole> {
    let mut state = State { hasher: job.hashes().then(Sha256::new), ..State::default() };
    match stream.whole() {
        Some(bytes) => state.in_memory(bytes, job),
        None => state.from(stream.open()?, job)?,
    }
    Ok(Whole {
        sha256: state.hasher.map(|hasher| hex(&hasher.finalize())).unwrap_or_default(),
        plain: state.plain,
        pieces: state.pieces,
    })
}

#[derive(Default)]
struct State {
    hasher: Option<Sha256>,
    offset: u64,
    before: Vec<u8>,
    plain: Vec<u8>,
    pieces: usize,
}

impl State {
    fn in_memory<J: Job>(&mut self, bytes: &[u8], job: &mut J) {
        let mut rest = bytes;
        loop {
            let (now, later) = rest.split_at(whole_lines(rest, BATCH));
            self.batch(now, job, || ());
            if later.is_empty() {
                return;
            }
            rest = later;
        }
    }

    fn from<J: Job>(&mut self, mut reader: Box<dyn Read + Send + '_>, job: &mut J) -> io::Result<()> {
        let (mut now, mut next) = (Vec::new(), Vec::new());
        let mut is_last = fill(&mut reader, &mut now)?;
        loop {
            let end = if is_last { now.len() } else { memchr::memrchr(b'\n', &now).map_or(0, |at| at + 1) };
            next.clear();
            next.extend_from_slice(&now[end..]);
            let reading = || if is_last { Ok(true) } else { fill(&mut reader, &mut next) };
            let was_last = is_last;
            is_last = self.batch(&now[..end], job, reading)?;
            if was_last {
                return Ok(());
            }
            std::mem::swap(&mut now, &mut next);
        }
    }

    /// Hashes and looks at whole lines while more are read.
    fn batch<J: Job, R: Send>(&mut self, bytes: &[u8], job: &mut J, reading: impl FnOnce() -> R + Send) -> R {
        let (before, plain) = (std::mem::take(&mut self.before), std::mem::take(&mut self.plain));
        let pieces = pieces(bytes, self.offset, &before, &plain);
        let hasher = &mut self.hasher;
        let mut hash = || {
            if let Some(hasher) = hasher {
                hasher.update(bytes);
            }
        };
        let looking: &J = job;
        let (read, parts) = if pieces.len() < 2 {
            hash();
            (reading(), pieces.iter().map(|piece| looking.part(piece)).collect())
        } else {
            let look = || pieces.par_iter().map(|piece| looking.part(piece)).collect::<Vec<_>>();
            let (read, ((), parts)) = rayon::join(reading, || rayon::join(hash, look));
            (read, parts)
        };
        let (last, last_plain) = pieces.last().map_or((&before[..], &plain[..]), fields_at_end);
        (self.before, self.plain) = (last.to_vec(), last_plain.to_vec());
        self.pieces += pieces.len();
        self.offset += bytes.len() as u64;
        for part in parts {
            job.merge(part);
        }
        read
    }
}

/// Cuts whole lines into pieces. An empty list has one piece, which is empty.
fn pieces<'a>(bytes: &'a [u8], mut offset: u64, mut before: &'a [u8], mut plain: &'a [u8]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() || (offset == 0 && pieces.is_empty()) {
        let (now, later) = rest.split_at(whole_lines(rest, PIECE));
        let piece = Piece { bytes: now, offset, before, plain };
        (before, plain) = fields_at_end(&piece);
        pieces.push(piece);
        (rest, offset) = (later, offset + now.len() as u64);
    }
    pieces
}

/// First field of the last line, and that of the last line without a small letter; those of the lines before where there is none.
pub(super) fn fields_at_end<'a>(piece: &Piece<'a>) -> (&'a [u8], &'a [u8]) {
    let mut rest = piece.bytes.strip_suffix(b"\n").unwrap_or(piece.bytes);
    let mut last = None;
    loop {
        let from = memchr::memrchr(b'\n', rest).map_or(0, |at| at + 1);
        // The header is no row.
        if rest.is_empty() || (piece.is_first() && from == 0) {
            return (last.unwrap_or(piece.before), piece.plain);
        }
        let field = first_field(&rest[from..]);
        let before = *last.get_or_insert(field);
        if !has_small(field) {
            return (before, field);
        }
        rest = &rest[..from.saturating_sub(1)];
    }
}

/// What stands before the first comma of a line.
pub(super) fn first_field(line: &[u8]) -> &[u8] {
    memchr::memchr(b',', line).map_or(line, |at| &line[..at])
}

/// Whether there is a letter `a` to `z`.
pub(super) fn has_small(id: &[u8]) -> bool {
    id.iter().any(u8::is_ascii_lowercase)
}

/// Length of whole lines of about `wanted` bytes at the start; all of it where no line ends.
fn whole_lines(bytes: &[u8], wanted: usize) -> usize {
    if bytes.len() <= wanted {
        return bytes.len();
    }
    memchr::memrchr(b'\n', &bytes[..wanted])
        .or_else(|| memchr::memchr(b'\n', &bytes[wanted..]).map(|at| at + wanted))
        .map_or(bytes.len(), |at| at + 1)
}

/// Reads until a batch is full and holds a line end. Out: whether nothing is left.
fn fill(reader: &mut Box<dyn Read + Send + '_>, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let mut wanted = BATCH;
    loop {
        let more = wanted.saturating_sub(buffer.len());
        buffer.reserve_exact(more);
        let read = reader.by_ref().take(more as u64).read_to_end(buffer)?;
        if read < more {
            return Ok(true);
        }
        if memchr::memchr(b'\n', buffer).is_some() {
            return Ok(false);
        }
        wanted = buffer.len() * 2;
    }
}
