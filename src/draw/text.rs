//! The strict grammar of protocol section 2. In: bytes of a `.txt` or `.csv`. Out: lines and fields, or the first rule that
//! the bytes break. Nothing is trimmed, folded or repaired.

use super::Fault;
pub use super::host::undo_host;
use crate::model::{Day, Time, is_word, parse_day, parse_time};
pub use crate::model::{hex, is_hex64, sha256_hex as sha, unhex};

/// Integers: `0|[1-9][0-9]{0,8}`.
pub fn integer(text: &str) -> Option<u32> {
    let bytes = text.as_bytes();
    let shape = (1..=9).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_digit)
        && (bytes[0] != b'0' || bytes.len() == 1);
    if shape { text.parse().ok() } else { None }
}

/// ORIGIN and evidence: `[!-~]{1,200}`.
pub fn is_printable(text: &str) -> bool {
    (1..=200).contains(&text.len()) && text.bytes().all(|b| (b'!'..=b'~').contains(&b))
}

/// PATH of a record (protocol section 10).
pub fn is_path(text: &str) -> bool {
    let segment = |s: &str| {
        s.as_bytes().first().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    text.len() <= 200 && !text.contains("..") && text.split('/').all(segment)
}

/// Characters that stand nowhere in a table or note, comma and quote apart.
pub fn is_forbidden(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) const BOM: &[u8] = b"\xef\xbb\xbf";

/// CR LF made LF; a CR that stands alone is no host's doing.
fn without_cr(text: &[u8]) -> Vec<u8> {
    let after = text.iter().skip(1).chain([&0]);
    text.iter().zip(after).filter(|(a, b)| (**a, **b) != (b'\r', b'\n')).map(|(a, _)| *a).collect()
}

/// A message without the marks that a host leaves on any text, and which these were; empty where it has none.
pub fn host_marks(bytes: &[u8]) -> (Vec<u8>, String) {
    let mut names = Vec::new();
    let mut text = bytes.strip_prefix(BOM).unwrap_or(bytes).to_vec();
    if text.len() != bytes.len() {
        names.push("BOM");
    }
    let lines = without_cr(&text);
    if lines != text {
        names.push("CR LF");
        text = lines;
    }
    if !text.is_empty() && !text.ends_with(b"\n") {
        names.push("no last LF");
        text.push(b'\n');
    }
    (text, names.join(" + "))
}

/// Whether a host or a proxy on the way gave a page of its own, such as an error or a login, in place of a file.
pub fn is_web_page(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(BOM).unwrap_or(bytes).trim_ascii_start();
    let starts = |word: &[u8]| text.get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    starts(b"<!doctype") || starts(b"<html")
}

/// The lines of a file, each without its LF; the marks of hosts are refused by name.
pub fn lines<'a>(file: &str, bytes: &'a [u8]) -> Result<Vec<&'a str>, Fault> {
    if is_web_page(bytes) {
        return Err(Fault::new(file, "host-page", ""));
    }
    if bytes.starts_with(BOM) {
        return Err(Fault::new(file, "bom", ""));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| Fault::new(file, "not-utf8", format!("byte {}", error.valid_up_to())))?;
    if text.is_empty() {
        return Err(Fault::new(file, "empty-file", ""));
    }
    if let Some(at) = text.split('\n').position(|line| line.contains('\r')) {
        return Err(Fault::at(file, at + 1, "cr", ""));
    }
    let body = text.strip_suffix('\n').ok_or_else(|| Fault::new(file, "no-final-lf", ""))?;
    Ok(body.split('\n').collect())
}

/// A `.txt` being read key by key.
pub struct Message<'a> {
    file: &'a str,
    keys: &'a [&'a str],
    lines: Vec<&'a str>,
    next: usize,
}

impl<'a> Message<'a> {
    /// Checks the grammar of every line and the format line. `keys`: all keys of the format, in order.
    pub fn open(file: &'a str, bytes: &'a [u8], format: &str, keys: &'a [&'a str]) -> Result<Self, Fault> {
        let lines = lines(file, bytes)?;
        for (at, line) in lines.iter().enumerate() {
            let fault = |code| Err(Fault::at(file, at + 1, code, ""));
            let key = line.split(' ').next().unwrap_or("");
            if line.contains('\t') {
                return fault("tab");
            } else if line.is_empty() {
                return fault("blank-line");
            } else if key == "note" {
                if line.chars().any(is_forbidden) || line.len() <= "note ".len() {
                    return fault("note");
                }
                if line.ends_with(' ') {
                    return fault("trailing-space");
                }
            } else if !line.is_ascii() {
                return fault("not-ascii");
            } else if line.ends_with(' ') {
                return fault("trailing-space");
            } else if line.starts_with(' ') || line.contains("  ") {
                return fault("double-space");
            } else if line.bytes().any(|b| b < b' ' || b == 0x7f) {
                return fault("forbidden-character");
            }
        }
        if lines[0] != format {
            return Err(Fault::at(file, 1, "format-line", lines[0].chars().take(60).collect::<String>()));
        }
        Ok(Self { file, keys, lines, next: 1 })
    }

    /// The file's name.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// A fault at the line read last.
    pub fn fault(&self, code: &'static str, detail: impl Into<String>) -> Fault {
        Fault::at(self.file, self.next, code, detail)
    }

    fn key_at(&self, at: usize) -> Option<&'a str> {
        self.lines.get(at).map(|line| line.split(' ').next().unwrap_or(""))
    }

    /// The fields of the next line if it has this key.
    pub fn optional(&mut self, key: &str, fields: usize) -> Result<Option<Vec<&'a str>>, Fault> {
        if self.key_at(self.next) != Some(key) {
            return Ok(None);
        }
        let line = self.lines[self.next];
        self.next += 1;
        let values: Vec<&str> =
            if key == "note" { vec![&line["note ".len()..]] } else { line.split(' ').skip(1).collect() };
        if values.len() == fields { Ok(Some(values)) } else { Err(self.fault("field-count", key)) }
    }

    /// The fields of the next line, which must have this key.
    pub fn one(&mut self, key: &str, fields: usize) -> Result<Vec<&'a str>, Fault> {
        match self.optional(key, fields)? {
            Some(values) => Ok(values),
            None => Err(self.misplaced(key)),
        }
    }

    /// All next lines with this key.
    pub fn many(&mut self, key: &str, fields: usize) -> Result<Vec<Vec<&'a str>>, Fault> {
        let mut found = Vec::new();
        while let Some(values) = self.optional(key, fields)? {
            found.push(values);
        }
        Ok(found)
    }

    /// At least one line with this key.
    pub fn some(&mut self, key: &str, fields: usize) -> Result<Vec<Vec<&'a str>>, Fault> {
        let found = self.many(key, fields)?;
        if found.is_empty() { Err(self.misplaced(key)) } else { Ok(found) }
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), Fault> {
        if self.next == self.lines.len() { Ok(()) } else { Err(self.misplaced("")) }
    }

    /// Why the next line is not the wanted one.
    fn misplaced(&self, wanted: &str) -> Fault {
        let Some(found) = self.key_at(self.next) else {
            return Fault::new(self.file, "key-missing", wanted);
        };
        let line = self.next + 1;
        if !self.keys.contains(&found) {
            Fault::at(self.file, line, "unknown-key", found)
        } else if self.key_at(self.next - 1) == Some(found) {
            Fault::at(self.file, line, "key-twice", found)
        } else if wanted.is_empty() || self.lines.iter().skip(self.next).any(|l| l.split(' ').next() == Some(wanted)) {
            Fault::at(self.file, line, "key-order", found)
        } else {
            Fault::at(self.file, line, "key-missing", wanted)
        }
    }

    /// A value of the line read last, through a check; `code` names what it is not.
    pub fn value<T>(&self, text: &str, code: &'static str, check: impl FnOnce(&str) -> Option<T>) -> Result<T, Fault> {
        check(text).ok_or_else(|| self.fault(code, text.chars().take(80).collect::<String>()))
    }

    /// An integer.
    pub fn integer(&self, text: &str) -> Result<u32, Fault> {
        self.value(text, "integer", integer)
    }

    /// 64 hex digits.
    pub fn hex(&self, text: &str) -> Result<String, Fault> {
        self.value(text, "hex", |t| is_hex64(t).then(|| t.to_owned()))
    }

    /// A word of `[a-z0-9][a-z0-9-]{0,31}`.
    pub fn word(&self, text: &str) -> Result<String, Fault> {
        self.value(text, "word", |t| is_word(t).then(|| t.to_owned()))
    }

    /// A time; a well-formed time on a day that does not exist is told apart.
    pub fn time(&self, text: &str) -> Result<Time, Fault> {
        self.value(text, "time", parse_time)
    }

    /// A day.
    pub fn day(&self, text: &str) -> Result<Day, Fault> {
        self.value(text, "no-such-day", parse_day)
    }
}

/// The rows of a `.csv`: grammar, header, field count. Out: line number and fields.
pub fn rows<'a>(file: &str, bytes: &'a [u8], header: &str) -> Result<Vec<(usize, Vec<&'a str>)>, Fault> {
    let lines = lines(file, bytes)?;
    if lines[0] != header {
        return Err(Fault::at(file, 1, "header", lines[0].chars().take(80).collect::<String>()));
    }
    let width = header.split(',').count();
    lines
        .into_iter()
        .enumerate()
        .skip(1)
        .map(|(at, line)| match fields_of(line, width) {
            Ok(fields) => Ok((at + 1, fields)),
            Err((code, detail)) => Err(Fault::at(file, at + 1, code, detail)),
        })
        .collect()
}

/// The fields of a line of a `.csv`. Errors: code and detail of the fault.
pub(super) fn fields_of(line: &str, width: usize) -> Result<Vec<&str>, (&'static str, String)> {
    if let Some(c) = line.chars().find(|c| *c == '"' || is_forbidden(*c)) {
        return Err(("forbidden-character", format!("U+{:04X}", u32::from(c))));
    }
    let fields: Vec<&str> = line.split(',').collect();
    if fields.len() == width { Ok(fields) } else { Err(("field-count", String::new())) }
}

/// Sorted by the bytes of the key, and unique.
pub fn ascending<'a, K>(file: &str, keys: impl IntoIterator<Item = (usize, &'a K)>) -> Result<(), Fault>
where
    K: Ord + std::fmt::Display + 'a,
{
    let mut last: Option<&K> = None;
    for (line, key) in keys {
        match last.map(|last| last.cmp(key)) {
            Some(std::cmp::Ordering::Equal) => return Err(Fault::at(file, line, "duplicate-id", key.to_string())),
            Some(std::cmp::Ordering::Greater) => return Err(Fault::at(file, line, "unsorted", key.to_string())),
            _ => last = Some(key),
        }
    }
    Ok(())
}
