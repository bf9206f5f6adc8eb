//! Finds personal numbers in a text in one pass. In: bytes. Out: hits with their place in the bytes. A *chain* is a row of
//! digit groups with one blank or hyphen between them; zero-width characters inside a group and full-width digits do not
//! hide anything. Chains glued to letters (hashes, credit codes, permit numbers) are no numbers.

use super::rules::{self, Rule};
use crate::diag::is_invisible;
use std::ops::Range;

/// A find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    /// Which rule.
    pub(super) rule: Rule,
    /// Where in the bytes.
    pub(super) span: Range<usize>,
    /// Digits without what stood between them (an e-mail: as it is).
    pub(super) value: String,
}

/// A group of digits.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// First digit in [`Chain::digits`].
    from: usize,
    /// Number of digits.
    len: usize,
    /// Where it begins and ends in the bytes.
    start: usize,
    end: usize,
}

/// Groups with one separator between them.
#[derive(Default)]
struct Chain {
    digits: Vec<u8>,
    groups: Vec<Group>,
    /// The chain is followed by X, the last character of some identity numbers: where the X ends.
    x_end: Option<usize>,
}

/// What stands at a place of the bytes.
enum Mark {
    Digit(u8, usize),
    Invisible(usize),
    Separator(usize),
    Other,
}

/// Classifies the character at `at`.
fn mark(bytes: &[u8], at: usize) -> Mark {
    match bytes.get(at) {
        Some(digit @ b'0'..=b'9') => Mark::Digit(*digit, 1),
        Some(b' ' | b'-') => Mark::Separator(1),
        // The ideographs of everyday text.
        Some(0xE4..=0xE9) => Mark::Other,
        Some(0x80..) => character(bytes, at).map_or(Mark::Other, wide),
        _ => Mark::Other,
    }
}

/// The character of more than one byte that begins at `at`; none in the middle of one.
fn character(bytes: &[u8], at: usize) -> Option<char> {
    let len = match bytes.get(at)? {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    std::str::from_utf8(bytes.get(at..at + len)?).ok()?.chars().next()
}

/// Classifies a character of more than one byte. What shows nothing hides nothing: neither what tables refuse, nor the selectors
/// of variants, which stay allowed behind a character.
fn wide(c: char) -> Mark {
    let len = c.len_utf8();
    match c {
        '０'..='９' => Mark::Digit(b'0' + (u32::from(c) - u32::from('０')) as u8, len),
        '\u{a0}' | '·' | '\u{2000}'..='\u{200a}' | '\u{2010}'..='\u{2015}' | '\u{202f}' | '−' | '\u{3000}' | '－' => {
            Mark::Separator(len)
        }
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Mark::Invisible(len),
        c if is_invisible(c) => Mark::Invisible(len),
        _ => Mark::Other,
    }
}

/// All finds of a text, in order.
pub(super) fn scan(bytes: &[u8]) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut chain = Chain::default();
    let mut at = 0;
    while at < bytes.len() {
        let Some(next) = notable(bytes, at) else { break };
        at = next;
        match bytes[at] {
            b'@' => {
                hits.extend(email(bytes, at, 1));
                at += 1;
            }
            0xEF if bytes[at..].starts_with("＠".as_bytes()) => {
                hits.extend(email(bytes, at, 3));
                at += 3;
            }
            _ if matches!(mark(bytes, at), Mark::Digit(..)) => at = digits(bytes, at, &mut chain, &mut hits),
            _ => at += 1,
        }
    }
    hits
}

/// The next place from `at` where a number or an address may begin: a digit, `@`, or what may be the first byte of a
/// full-width one. Sixteen bytes at a time without a branch, because most of a page is neither.
fn notable(bytes: &[u8], mut at: usize) -> Option<usize> {
    let is_notable = |byte: u8| byte.wrapping_sub(b'0') < 10 || byte == b'@' || byte == 0xEF;
    loop {
        while let Some(block) = bytes.get(at..at + 16) {
            if block.iter().fold(false, |any, byte| any | is_notable(*byte)) {
                break;
            }
            at += 16;
        }
        at += bytes[at..].iter().position(|byte| is_notable(*byte))?;
        // Full-width commas and brackets begin with the same byte.
        if bytes[at] != 0xEF || matches!(bytes[at..], [_, 0xBC, 0x90..=0x99 | 0xA0, ..]) {
            return Some(at);
        }
        at += 1;
    }
}

/// Reads the chain that begins at `at` and looks at it. Out: where to go on.
fn digits(bytes: &[u8], at: usize, chain: &mut Chain, hits: &mut Vec<Hit>) -> usize {
    let end = match short(bytes, at) {
        Some(end) => end,
        None => {
            let end = chain.read(bytes, at);
            if chain.digits.len() >= 10 && !glued_before(bytes, at) {
                chain.look(hits);
            }
            end
        }
    };
    if let Some(hit) = scientific(bytes, at) {
        hits.push(hit);
    }
    end
}

/// Where a chain of plain digits ends that are too few to be looked at. Most numbers of a page are dates and counts: this sees it
/// without filling a chain.
fn short(bytes: &[u8], at: usize) -> Option<usize> {
    let (mut end, mut count) = (at, 0);
    loop {
        let start = end;
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        count += end - start;
        match bytes.get(end..) {
            Some([b' ' | b'-', b'0'..=b'9', ..]) if count < 10 => end += 1,
            _ => return (count < 10 && ends_short(bytes, end)).then_some(end),
        }
    }
}

/// Whether a chain whose digits have come to `end` surely ends there.
fn ends_short(bytes: &[u8], end: usize) -> bool {
    match bytes.get(end) {
        Some(b' ' | b'-') => bytes.get(end + 1).is_none_or(|next| next.is_ascii() && !next.is_ascii_digit()),
        Some(0x80..) => matches!(mark(bytes, end), Mark::Other),
        _ => true,
    }
}

/// Whether a long word of letters and digits goes on before this place: a hash or a code. A short prefix such as `Tel`
/// does not protect a number.
fn glued_before(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    if before.ends_with(b".") && before.len() > 1 && before[before.len() - 2].is_ascii_digit() {
        return true; // the fraction of a decimal number
    }
    let word = before.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    word > 0 && !(word <= 6 && before[before.len() - word..].iter().all(u8::is_ascii_alphabetic))
}

impl Chain {
    /// Fills the chain from `at`. Out: where it ends.
    fn read(&mut self, bytes: &[u8], at: usize) -> usize {
        self.digits.clear();
        self.groups.clear();
        self.x_end = None;
        let mut place = at;
        loop {
            let (from, start) = (self.digits.len(), place);
            let (mut end, mut next) = (place, place);
            loop {
                match mark(bytes, next) {
                    Mark::Digit(digit, width) => {
                        self.digits.push(digit);
                        next += width;
                        end = next;
                    }
                    Mark::Invisible(width) => next += width,
                    _ => break,
                }
            }
            let len = self.digits.len() - from;
            self.groups.push(Group { from, len, start, end });
            if matches!(bytes.get(next..next + 3), Some([0xEF, 0xBC, 0xB8] | [0xEF, 0xBD, 0x98])) {
                // A full-width X or x, as an input method leaves it behind full-width digits.
                self.x_end = Some(next + 3);
            }
            if bytes.get(next).is_some_and(u8::is_ascii_alphabetic) {
                let is_x =
                    matches!(bytes[next], b'X' | b'x') && !bytes.get(next + 1).is_some_and(u8::is_ascii_alphanumeric);
                if is_x {
                    self.x_end = Some(next + 1);
                } else {
                    // Digits glued to letters behind them belong to a word.
                    self.groups.pop();
                    self.digits.truncate(from);
                }
                return end;
            }
            let Mark::Separator(width) = mark(bytes, next) else { return end };
            let mut after = next + width;
            while let Mark::Invisible(width) = mark(bytes, after) {
                after += width;
            }
            if !matches!(mark(bytes, after), Mark::Digit(..)) {
                return end;
            }
            place = after;
        }
    }

    /// Tries every row of neighbouring groups against every rule; groups used by a find are not used again.
    fn look(&self, hits: &mut Vec<Hit>) {
        let mut first = 0;
        while first < self.groups.len() {
            let found = (first..self.groups.len().min(first + 6)).rev().find_map(|last| {
                let span = self.groups[first].from..self.groups[last].from + self.groups[last].len;
                if span.len() > 19 {
                    return None;
                }
                self.rule(&self.groups[first..=last], &self.digits[span.clone()], last + 1 == self.groups.len())
                    .map(|(rule, with_x)| (last, rule, with_x, span))
            });
            if let Some((last, rule, with_x, span)) = found {
                let mut value = String::from_utf8_lossy(&self.digits[span]).into_owned();
                let mut end = self.groups[last].end;
                if with_x {
                    value.push('X');
                    end = self.x_end.unwrap_or(end);
                }
                hits.push(Hit { rule, span: self.groups[first].start..end, value });
                first = last + 1;
            } else {
                first += 1;
            }
        }
    }

    /// The rule that these groups break, and whether the X behind them belongs to the number.
    fn rule(&self, groups: &[Group], digits: &[u8], at_end: bool) -> Option<(Rule, bool)> {
        let mut shape = [0; 6];
        for (place, group) in shape.iter_mut().zip(groups) {
            *place = group.len;
        }
        let shape = &shape[..groups.len()];
        let single = groups.len() == 1;
        let mut identity = [0; 18];
        let with_x = digits.len() == 17 && at_end && self.x_end.is_some();
        if digits.len() == 18 || with_x {
            identity[..digits.len()].copy_from_slice(digits);
            if with_x {
                identity[17] = b'X';
            }
            match rules::identity(&identity) {
                Some(true) => return Some((Rule::Identity, with_x)),
                Some(false) if single || matches!(shape, [6, 8, 3 | 4] | [6, 4, 4, 3 | 4]) => {
                    return Some((Rule::IdentityTypo, with_x));
                }
                _ => {}
            }
        }
        if self.x_end.is_some() && at_end {
            return None;
        }
        let plain = match shape {
            [15] | [6, 6, 3] if rules::old_identity(digits) => Rule::OldIdentity,
            [11] | [3, 4, 4] | [3, 8] | [7, 4] if rules::mobile(digits) => Rule::Mobile,
            [13] | [2, 11] | [2, 3, 4, 4] if digits.starts_with(b"86") && rules::mobile(&digits[2..]) => Rule::Mobile,
            [3 | 4, 7 | 8] if rules::area_code(&digits[..shape[0]]) && rules::local_number(&digits[shape[0]..]) => {
                Rule::Landline
            }
            [3 | 4, 3 | 4, 4] if rules::area_code(&digits[..shape[0]]) && rules::local_number(&digits[shape[0]..]) => {
                Rule::Landline
            }
            [10..=12] if landline_in_one(digits) => Rule::Landline,
            [16..=19] | [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3] | [6, 10..=13] if rules::card(digits) => Rule::Card,
            _ => return None,
        };
        Some((plain, false))
    }
}

/// Area code and number without anything between them.
fn landline_in_one(digits: &[u8]) -> bool {
    [3, 4].into_iter().any(|code| rules::area_code(&digits[..code]) && rules::local_number(&digits[code..]))
}

/// `9.11E+17`: what is left of a long number after a spreadsheet took it for a quantity.
fn scientific(bytes: &[u8], at: usize) -> Option<Hit> {
    // One or two digits and a point, or nothing of the kind.
    if !matches!(bytes[at..], [_, b'.', ..] | [_, _, b'.', ..]) {
        return None;
    }
    let run = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = run(at);
    let mut end = at + whole;
    if bytes.get(end) != Some(&b'.') || whole > 2 || (at > 0 && bytes[at - 1].is_ascii_alphanumeric()) {
        return None;
    }
    let fraction = run(end + 1);
    end += 1 + fraction;
    if fraction == 0 || !matches!(bytes.get(end), Some(b'E' | b'e')) || bytes.get(end + 1) != Some(&b'+') {
        return None;
    }
    let power = run(end + 2);
    let value = std::str::from_utf8(&bytes[end + 2..end + 2 + power]).ok()?.parse::<u32>().ok()?;
    end += 2 + power;
    (10..=30).contains(&value).then(|| Hit {
        rule: Rule::Scientific,
        span: at..end,
        value: String::from_utf8_lossy(&bytes[at..end]).into_owned(),
    })
}

/// An address around the `@` at `at`.
fn email(bytes: &[u8], at: usize, width: usize) -> Option<Hit> {
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-');
    let start = at - bytes[..at].iter().rev().take_while(|byte| local(byte)).count();
    let host = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let mut end = at + width + bytes[at + width..].iter().take_while(|byte| host(byte)).count();
    while end > at + width && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    let domain = std::str::from_utf8(&bytes[at + width..end]).ok()?;
    let (name, top) = domain.rsplit_once('.')?;
    let good = start < at && !name.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    good.then(|| Hit {
        rule: Rule::Email,
        span: start..end,
        value: String::from_utf8_lossy(&bytes[start..end]).into_owned(),
    })
}

#[cfg(test)]
#[path = "scan_tests.rs"]
mod tests;
