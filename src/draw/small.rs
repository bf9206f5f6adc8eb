//! Ids with small letters against all others, without a walk along the list: each is looked up in the piece where its capital form would
//! stand. In: a piece and capital forms. Out: whether any breaks a rule; which, is told by a walk.
//!
//! What breaks a rule has a neighbour that breaks it with it, in the order of capital forms: of two that begin with the same code all
//! between them do, too.

use super::stream::{Piece, first_field, has_small};
use super::unique::Held;
use crate::model::object_id_shape;

/// Whether an id and its neighbours break a rule; all in capital form.
pub(super) fn clashes(before: Option<&[u8]>, id: &[u8], after: Option<&[u8]>) -> bool {
    let is_bare = |id: &[u8]| id.len() == 18 && object_id_shape(id).is_some_and(|shape| shape.is_bare);
    before.is_some_and(|before| before == id || is_bare(before) && id.starts_with(before))
        || after.is_some_and(|after| after == id || is_bare(id) && after.starts_with(id))
}

/// Looks capital forms up in a piece, in any order.
pub(super) struct Lookup<'a> {
    piece: Piece<'a>,
    /// Where the rows begin.
    start: usize,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(piece: &Piece<'a>) -> Self {
        let header = memchr::memchr(b'\n', piece.bytes).map_or(0, |at| at + 1);
        Self { piece: *piece, start: if piece.is_first() { header } else { 0 } }
    }

    /// Whether its place is here or behind: what stands before it can be seen.
    pub(super) fn reaches(&self, key: &[u8]) -> bool {
        self.piece.plain.is_empty() || key > self.piece.plain
    }

    /// Whether it breaks a rule with an id that has no small letter.
    pub(super) fn clashes(&self, key: &[u8]) -> bool {
        let bytes = self.piece.bytes;
        let (mut low, mut high) = (self.start, bytes.len());
        while low < high {
            let middle = line_start(bytes, low, low + (high - low) / 2);
            if id_at(bytes, middle) < key { low = line_end(bytes, middle) } else { high = middle }
        }
        let mut back = low;
        let before = loop {
            if back <= self.start {
                break Some(self.piece.plain).filter(|id| !id.is_empty());
            }
            back = line_start(bytes, self.start, back - 1);
            let id = id_at(bytes, back);
            if !has_small(id) {
                break Some(id);
            }
        };
        let mut forth = low;
        let after = loop {
            if forth >= bytes.len() {
                break None;
            }
            let id = id_at(bytes, forth);
            if !has_small(id) {
                break Some(id);
            }
            forth = line_end(bytes, forth);
        };
        clashes(before, key, after)
    }
}

fn line_start(bytes: &[u8], from: usize, at: usize) -> usize {
    memchr::memrchr(b'\n', &bytes[from..at]).map_or(from, |found| from + found + 1)
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |found| at + found + 1)
}

fn id_at(bytes: &[u8], at: usize) -> &[u8] {
    first_field(&bytes[at..line_end(bytes, at)])
}

/// Small letters of a piece: whether one breaks a rule with an id of the piece or of `held`, and those whose place lies before it.
pub(super) fn look(piece: &Piece<'_>, small: &Held, held: &Held) -> (bool, Held) {
    let (lookup, mut far, mut clash) = (Lookup::new(piece), Held::default(), false);
    for (key, id) in small.all() {
        clash |= held.clashes(key);
        if lookup.reaches(key) {
            clash |= lookup.clashes(key);
        } else {
            far.push(id, false);
        }
    }
    (clash, far)
}
