//! Bytes → text. In: a table's or page's bytes. Out: text without byte order mark, or where the first byte stands that is
//! neither UTF-8 nor GB18030. Never puts a replacement character in place of what it cannot read.

use encoding_rs::{DecoderResult, GB18030};

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DecodeFault {
    /// A workbook or archive: begins as a zip or an old Excel file does.
    Workbook,
    /// UTF-16, which `Unicode 文本` of a spreadsheet is.
    Utf16,
    /// An undecodable byte.
    Byte {
        /// Line, from 1.
        line: u32,
        /// Byte within the line, from 1.
        byte: usize,
        /// The byte.
        value: u8,
    },
}

/// Decodes UTF-8 with or without BOM, else GB18030.
pub(crate) fn decode(bytes: &[u8]) -> Result<String, DecodeFault> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(DecodeFault::Workbook);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(DecodeFault::Utf16);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        // The mark says UTF-8, so nothing else is tried.
        return match std::str::from_utf8(rest) {
            Ok(text) => Ok(text.to_owned()),
            Err(fault) => Err(bad_byte(rest, fault.valid_up_to())),
        };
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(utf8) => gb18030(bytes).map_err(|gb| bad_byte(bytes, likelier(bytes, utf8.valid_up_to(), gb))),
    }
}

/// The place to name where both readings fail. Text that holds a whole UTF-8 character beyond ASCII before the fault is
/// taken for UTF-8 gone bad, other text for GB18030 gone bad.
fn likelier(bytes: &[u8], utf8: usize, gb: usize) -> usize {
    if bytes[..utf8].is_ascii() { gb } else { utf8 }
}

fn gb18030(bytes: &[u8]) -> Result<String, usize> {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3);
    let mut text = String::with_capacity(room);
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => Ok(text),
        (DecoderResult::Malformed(bad, after), read) => {
            Err(read.saturating_sub(usize::from(bad) + usize::from(after)).min(bytes.len().saturating_sub(1)))
        }
        (DecoderResult::OutputFull, read) => Err(read.min(bytes.len().saturating_sub(1))),
    }
}

fn bad_byte(bytes: &[u8], at: usize) -> DecodeFault {
    let before = &bytes[..at.min(bytes.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    DecodeFault::Byte {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        byte: at - start + 1,
        value: bytes.get(at).copied().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_give_the_same_text() {
        let text = "对象编号,主体名称\n1,绛县镕𠮷厂\n";
        let (gb, _, lossy) = GB18030.encode(text);
        assert!(!lossy);
        assert_eq!(decode(&gb).as_deref(), Ok(text));
        assert_eq!(decode(text.as_bytes()).as_deref(), Ok(text));
        assert_eq!(decode(format!("\u{feff}{text}").as_bytes()).as_deref(), Ok(text));
    }

    #[test]
    fn a_bad_byte_is_named() {
        assert_eq!(decode(b"a\nbc\xff\n"), Err(DecodeFault::Byte { line: 2, byte: 3, value: 0xff }));
        assert_eq!(decode("好\n啊\u{3000}".as_bytes()).as_deref(), Ok("好\n啊\u{3000}"));
        let mut torn = "好\n啊a".as_bytes().to_vec();
        torn.truncate(6);
        torn.extend(b"\xff");
        assert_eq!(decode(&torn), Err(DecodeFault::Byte { line: 2, byte: 1, value: 0xe5 }));
    }

    #[test]
    fn other_kinds_of_file_are_told_apart() {
        assert_eq!(decode(b"PK\x03\x04rest"), Err(DecodeFault::Workbook));
        assert_eq!(decode(b"\xff\xfea\0"), Err(DecodeFault::Utf16));
    }
}
