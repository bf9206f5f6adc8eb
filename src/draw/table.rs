//! The grammar of a long list (protocol section 2), piece by piece. In: a piece. Out: its rows, or the first rule that it breaks.
//!
//! A piece is read twice only where something is wrong with it: the quick look accepts or refuses it as a whole, and what it
//! refuses is read again slowly for the words of the fault.

use super::Fault;
use super::select::Identified;
use super::stream::Piece;
use super::text::{BOM, fields_of, is_forbidden, is_web_page};
use crate::model::{IdShape, leading_object_id};

/// Kinds of rules in the order in which they are told: a fault of an earlier kind hides all of the later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    WebPage,
    Bom,
    NotUtf8,
    Empty,
    Cr,
    NoFinalLf,
    Header,
    Line,
    Row,
    Order,
}

/// A broken rule of a list.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    kind: Kind,
    fault: Fault,
}

/// What a list is called and what stands in its rows.
pub(super) trait Table: Sized + Send {
    const FILE: &'static str;
    const HEADER: &'static str;
    /// Reads the fields of a row.
    fn row(line: usize, fields: &[&str]) -> Result<Self, Fault>;
}

/// The fields of a row of four columns. They are UTF-8.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) id: &'a [u8],
    pub(super) shape: IdShape,
    pub(super) rest: [&'a [u8]; 3],
}

impl Identified for Fields<'_> {
    fn id(&self) -> &[u8] {
        self.id
    }
}

impl Fields<'_> {
    /// The row as it is kept.
    pub(super) fn row<T: Table>(&self) -> Option<T> {
        let [second, third, fourth] = self.rest;
        let text = |bytes| std::str::from_utf8(bytes).ok();
        T::row(0, &[text(self.id)?, text(second)?, text(third)?, text(fourth)?]).ok()
    }
}

/// What came of the lines of a list so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    lines: usize,
    trouble: Option<Trouble>,
}

impl Progress {
    /// Takes the lines of a piece, and what is wrong with it.
    pub(super) fn add(&mut self, lines: usize, trouble: Option<Trouble>) {
        if let Some(mut new) = trouble
            && self.trouble.as_ref().is_none_or(|old| new.kind < old.kind)
        {
            if new.fault.line > 0 {
                new.fault.line += self.lines;
            }
            self.trouble = Some(new);
        }
        self.lines += lines;
    }

    /// Rows of a list that was read to its end.
    pub(super) fn rows(&self) -> usize {
        self.lines.saturating_sub(1)
    }

    pub(super) fn is_good(&self) -> bool {
        self.trouble.is_none()
    }

    /// The first broken rule of a list that was read to its end.
    pub(super) fn end(self) -> Option<Fault> {
        self.trouble.map(|trouble| trouble.fault)
    }
}

/// Calls `row` with the fields of each row. Out: how many lines there are. Errors: the piece breaks a rule, or `row` refused one;
/// [`trouble`] tells which.
pub(super) fn each<'a, T: Table>(
    piece: &Piece<'a>,
    mut row: impl FnMut(Fields<'a>) -> Option<()>,
) -> Result<usize, usize> {
    let refused = || memchr::memchr_iter(b'\n', piece.bytes).count();
    let mut quick = || -> Option<usize> {
        simdutf8::basic::from_utf8(piece.bytes).ok()?;
        if !is_clean(piece.bytes) {
            return None;
        }
        let mut rest = piece.bytes;
        if piece.is_first() {
            rest = rest.strip_prefix(T::HEADER.as_bytes())?.strip_prefix(b"\n")?;
        }
        let (mut before, mut count) = (piece.before, usize::from(piece.is_first()));
        while !rest.is_empty() {
            let (len, shape) = leading_object_id(rest)?;
            let (id, more) = rest.split_at(len);
            if before >= id {
                return None;
            }
            // The comma, or what makes this line no row.
            let (second, more) = field(more.strip_prefix(b",")?, memchr::memchr2(b',', b'\n', &more[1..])?, b',')?;
            let (third, more) = field(more, short(more)?, b',')?;
            let (fourth, more) = field(more, short(more)?, b'\n')?;
            row(Fields { id, shape, rest: [second, third, fourth] })?;
            (before, rest) = (id, more);
            count += 1;
        }
        Some(count)
    };
    quick().ok_or_else(refused)
}

/// What stands before `at`, where `end` must stand, and what stands behind it.
fn field(bytes: &[u8], at: usize, end: u8) -> Option<(&[u8], &[u8])> {
    let (field, more) = bytes.split_at(at);
    more.split_first().filter(|(found, _)| **found == end).map(|(_, more)| (field, more))
}

/// Where a field ends that is mostly short.
fn short(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| *byte == b',' || *byte == b'\n')
}

/// Whether none of the characters stands there that no table may hold.
fn is_clean(text: &[u8]) -> bool {
    let is_bad = |byte: u8| (byte < b' ') & (byte != b'\n') | (byte == 0x7f) | (byte == b'"');
    // The others are three bytes long; the first two tell them from nearly all that may stand there.
    let may_be = |a: u8, b: u8| (a == 0xe2) & (b & 0xfe == 0x80) | (a == 0xef) & (b == 0xbb);
    let pairs = text.iter().zip(text.get(1..).unwrap_or(&[]));
    let (bad, doubtful) =
        pairs.fold((0, 0), |(bad, doubtful), (a, b)| (bad | u8::from(is_bad(*a)), doubtful | u8::from(may_be(*a, *b))));
    if bad != 0 || text.last().is_some_and(|byte| is_bad(*byte)) {
        return false;
    }
    doubtful == 0
        || memchr::memchr2_iter(0xe2, 0xef, text).all(|at| {
            let more = text.get(at..at + 3).and_then(|bytes| std::str::from_utf8(bytes).ok());
            more.and_then(|text| text.chars().next()).is_some_and(|c| !is_forbidden(c))
        })
}

/// The first rule that a piece breaks which [`each`] refused, its line counted from the start of the piece.
pub(super) fn trouble<T: Table>(piece: &Piece<'_>) -> Trouble {
    slowly::<T>(piece).expect("the quick look refuses nothing that breaks no rule")
}

fn slowly<T: Table>(piece: &Piece<'_>) -> Option<Trouble> {
    let found =
        |kind, line, code, detail: String| Some(Trouble { kind, fault: Fault::at(T::FILE, line, code, detail) });
    if piece.is_first() && is_web_page(piece.bytes) {
        return found(Kind::WebPage, 0, "host-page", String::new());
    }
    if piece.is_first() && piece.bytes.starts_with(BOM) {
        return found(Kind::Bom, 0, "bom", String::new());
    }
    let text = match std::str::from_utf8(piece.bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = piece.offset + error.valid_up_to() as u64;
            return found(Kind::NotUtf8, 0, "not-utf8", format!("byte {at}"));
        }
    };
    if piece.is_first() && text.is_empty() {
        return found(Kind::Empty, 0, "empty-file", String::new());
    }
    let lines: Vec<&str> = text.strip_suffix('\n').unwrap_or(text).split('\n').collect();
    if let Some(at) = lines.iter().position(|line| line.contains('\r')) {
        return found(Kind::Cr, at + 1, "cr", String::new());
    }
    if !text.ends_with('\n') {
        return found(Kind::NoFinalLf, 0, "no-final-lf", String::new());
    }
    let header = usize::from(piece.is_first());
    if piece.is_first() && lines[0] != T::HEADER {
        return found(Kind::Header, 1, "header", lines[0].chars().take(80).collect());
    }
    let rows = || (1..).zip(&lines).skip(header);
    let width = T::HEADER.split(',').count();
    for (line, text) in rows() {
        if let Err((code, detail)) = fields_of(text, width) {
            return found(Kind::Line, line, code, detail);
        }
    }
    for (line, text) in rows() {
        let fields: Vec<&str> = text.split(',').collect();
        if let Err(fault) = T::row(line, &fields) {
            return Some(Trouble { kind: Kind::Row, fault });
        }
    }
    let mut before = piece.before;
    for (line, text) in rows() {
        let id = text.split(',').next().unwrap_or("");
        match before.cmp(id.as_bytes()) {
            std::cmp::Ordering::Less => before = id.as_bytes(),
            std::cmp::Ordering::Equal => return found(Kind::Order, line, "duplicate-id", id.to_owned()),
            std::cmp::Ordering::Greater => return found(Kind::Order, line, "unsorted", id.to_owned()),
        }
    }
    None
}
