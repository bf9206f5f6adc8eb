//! What hosts do to a file on its way, undone. In: bytes, whole or piece by piece, and how the right ones are known. Out: what was done.

use super::stream::Stream;
use super::text::{BOM, hex};
use encoding_rs::{Decoder, DecoderResult, GB18030};
use sha2::{Digest, Sha256};
use std::io::{self, Read};

const FLIP_BOM: u8 = 1;
const CR_LF: u8 = 2;
const LAST_LF: u8 = 4;
const GBK: u8 = 8;
/// All that may have been done together, in the order in which it is tried.
const MASKS: std::ops::Range<u8> = 1..16;

/// Names of what a mask undoes.
fn names(mask: u8) -> String {
    let all = [(GBK, "GBK"), (FLIP_BOM, "BOM"), (CR_LF, "CR LF"), (LAST_LF, "no last LF")];
    let names: Vec<&str> = all.iter().filter(|(bit, _)| mask & bit != 0).map(|(_, name)| *name).collect();
    names.join(" + ")
}

/// What a host did to a file, if undoing it makes the bytes `right` again: GBK in place of UTF-8, a BOM (added, or taken from a
/// table that has one), CR LF, a missing last LF, or several of these, joined by ` + `. None: the bytes differ in something else.
pub fn undo_host(bytes: &[u8], right: impl Fn(&[u8]) -> bool) -> Option<String> {
    let undone = |mask: &u8| {
        let (mut undo, mut text) = (Undo::new(*mask), Vec::with_capacity(bytes.len() + 4));
        undo.feed(bytes, &mut text)?;
        undo.end(&mut text)?;
        Some(text)
    };
    MASKS.clone().find(|mask| undone(mask).is_some_and(|text| right(&text))).map(names)
}

/// The same for a list that is known by its hash and not held in memory. Errors: it cannot be read.
pub(super) fn undo_stream(stream: &(impl Stream + ?Sized), hash: &str) -> io::Result<Option<String>> {
    let mut tries: Vec<(Undo, Option<Sha256>)> = MASKS.map(|mask| (Undo::new(mask), Some(Sha256::new()))).collect();
    let (mut reader, mut buffer, mut text) = (stream.open()?, vec![0; 1 << 20], Vec::new());
    loop {
        let read = reader.read(&mut buffer)?;
        for (undo, hasher) in &mut tries {
            text.clear();
            let fed = if read == 0 { undo.end(&mut text) } else { undo.feed(&buffer[..read], &mut text) };
            match hasher {
                Some(hasher) if fed.is_some() => hasher.update(&text),
                hasher => *hasher = None,
            }
        }
        if read == 0 {
            break;
        }
    }
    let right = |hasher: Option<Sha256>| hasher.is_some_and(|hasher| hex(&hasher.finalize()) == hash);
    Ok(tries.into_iter().find_map(|(undo, hasher)| right(hasher).then(|| names(undo.mask))))
}

/// One attempt.
struct Undo {
    mask: u8,
    decoder: Option<Decoder>,
    /// The first bytes, until it is known whether they are a BOM.
    head: Option<Vec<u8>>,
    is_cr: bool,
    last: u8,
}

impl Undo {
    fn new(mask: u8) -> Self {
        let decoder = (mask & GBK != 0).then(|| GB18030.new_decoder_without_bom_handling());
        Self { mask, decoder, head: (mask & FLIP_BOM != 0).then(Vec::new), is_cr: false, last: 0 }
    }

    /// None: these are not bytes of GB18030, of which GBK and GB2312 are parts.
    fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Option<()> {
        // The encoding is undone first: the others look for bytes that it may have changed.
        let decoded = self.decode(bytes, false)?;
        self.after_encoding(decoded.as_deref().unwrap_or(bytes), out);
        Some(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Option<()> {
        if let Some(rest) = self.decode(&[], true)? {
            self.after_encoding(&rest, out);
        }
        if let Some(head) = self.head.take() {
            self.lines(BOM, out);
            self.lines(&head, out);
        }
        if self.is_cr {
            self.push(b'\r', out);
        }
        if self.mask & LAST_LF != 0 && self.last != b'\n' {
            out.push(b'\n');
        }
        Some(())
    }

    fn decode(&mut self, bytes: &[u8], is_last: bool) -> Option<Option<Vec<u8>>> {
        let Some(decoder) = &mut self.decoder else { return Some(None) };
        let mut text = vec![0; decoder.max_utf8_buffer_length_without_replacement(bytes.len())?];
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, is_last);
        if result != DecoderResult::InputEmpty || read != bytes.len() {
            return None;
        }
        text.truncate(written);
        Some(Some(text))
    }

    fn after_encoding(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let Some(mut head) = self.head.take() else { return self.lines(bytes, out) };
        head.extend_from_slice(bytes);
        if head.len() < BOM.len() {
            self.head = Some(head);
            return;
        }
        match head.strip_prefix(BOM) {
            Some(rest) => self.lines(rest, out),
            None => {
                self.lines(BOM, out);
                self.lines(&head, out);
            }
        }
    }

    /// CR LF made LF; a CR that stands alone is no host's doing.
    fn lines(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        if self.mask & CR_LF == 0 {
            out.extend_from_slice(bytes);
            self.last = bytes.last().copied().unwrap_or(self.last);
            return;
        }
        for byte in bytes {
            if std::mem::take(&mut self.is_cr) && *byte != b'\n' {
                self.push(b'\r', out);
            }
            if *byte == b'\r' {
                self.is_cr = true;
            } else {
                self.push(*byte, out);
            }
        }
    }

    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        out.push(byte);
        self.last = byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::text::sha;

    /// Comes byte by byte.
    struct Slow(Vec<u8>);

    impl Stream for Slow {
        fn open(&self) -> io::Result<Box<dyn Read + Send + '_>> {
            Ok(Box::new(io::BufReader::with_capacity(1, self.0.as_slice())))
        }
    }

    #[test]
    fn pieces_are_undone_as_the_whole() {
        let text = "id,name\n1,晋岭县\r水泥厂\n2,甲\n";
        let gbk = GB18030.encode(text).0.into_owned();
        let crlf =
            |bytes: &[u8]| bytes.iter().flat_map(|b| if *b == b'\n' { vec![b'\r', b'\n'] } else { vec![*b] }).collect();
        let bom = |bytes: &[u8]| [BOM, bytes].concat();
        let cases: [(Vec<u8>, &str); 6] = [
            (bom(text.as_bytes()), "BOM"),
            (crlf(text.as_bytes()), "CR LF"),
            (text.trim_end().into(), "no last LF"),
            (gbk.clone(), "GBK"),
            (crlf(&gbk), "GBK + CR LF"),
            (bom(&crlf(text.trim_end().as_bytes())), "BOM + CR LF + no last LF"),
        ];
        for (damaged, name) in cases {
            assert_eq!(undo_host(&damaged, |right| right == text.as_bytes()).as_deref(), Some(name));
            assert_eq!(undo_stream(&Slow(damaged), &sha(text.as_bytes())).unwrap().as_deref(), Some(name));
        }
        assert_eq!(undo_stream(&Slow(gbk), &sha(b"other")).unwrap(), None);
    }
}
