//! The grammar of a long list (protocol section 2), piece by piece. In: a piece. Out: its rows, or the first rule that it breaks.
//!
//! A piece is read twice only where something is wrong with it: the quick look accepts or refuses it as a whole, and what it
//! refuses is read again slowly for the words of the fault.

use super::Fault;
use super::select::Identified;
use super::stream::Piece;
use super::text::{BOM, fields_of, is_forbidden, is_web_page};
use crate::model::{IdShape, object_id_shape};

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

/// The fields of a row of four columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    pub(super) id: &'a str,
    pub(super) shape: IdShape,
    pub(super) rest: [&'a str; 3],
}

impl Identified for Fields<'_> {
    fn id(&self) -> &str {
        self.id
    }
}

impl Fields<'_> {
    pub(super) fn all(&self) -> [&str; 4] {
        [self.id, self.rest[0], self.rest[1], self.rest[2]]
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

/// Calls `row` with the place in the piece and the fields of each row. Out: how many lines there are. Errors: the piece breaks a rule,
/// or `row` refused one; [`trouble`] tells which.
pub(super) fn each<'a, T: Table>(
    piece: &Piece<'a>,
    mut row: impl FnMut(usize, Fields<'a>) -> Option<()>,
) -> Result<usize, usize> {
    let refused = || memchr::memchr_iter(b'\n', piece.bytes).count();
    let mut quick = || -> Option<usize> {
        let text = std::str::from_utf8(piece.bytes).ok().filter(|text| is_clean(text.as_bytes()))?;
        let header = if piece.is_first() { T::HEADER.len() + 1 } else { 0 };
        if piece.is_first() && !(text.starts_with(T::HEADER) && text.as_bytes().get(T::HEADER.len()) == Some(&b'\n')) {
            return None;
        }
        let (mut from, mut count, mut cuts, mut cut) = (header, 0, [0; 3], 0);
        let mut before = piece.before;
        for at in memchr::memchr2_iter(b',', b'\n', &piece.bytes[header..]).map(|at| at + header) {
            if piece.bytes[at] == b',' {
                *cuts.get_mut(cut)? = at;
                cut += 1;
                continue;
            }
            if cut != 3 {
                return None;
            }
            let id = &piece.bytes[from..cuts[0]];
            let shape = object_id_shape(id).filter(|_| before < id)?;
            let rest = [&text[cuts[0] + 1..cuts[1]], &text[cuts[1] + 1..cuts[2]], &text[cuts[2] + 1..at]];
            row(count, Fields { id: &text[from..cuts[0]], shape, rest })?;
            (before, from, cut) = (id, at + 1, 0);
            count += 1;
        }
        (from == piece.bytes.len()).then_some(count + usize::from(piece.is_first()))
    };
    quick().ok_or_else(refused)
}

/// Whether none of the characters stands there that no table may hold.
fn is_clean(text: &[u8]) -> bool {
    let is_bad = |byte: u8| (byte < b' ' && byte != b'\n') || byte == 0x7f || byte == b'"';
    if text.iter().fold(false, |bad, byte| bad | is_bad(*byte)) {
        return false;
    }
    // The others begin with one of two bytes.
    memchr::memchr2_iter(0xe2, 0xef, text).all(|at| {
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
