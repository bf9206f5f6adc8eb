//! The protocol's files inside a page, byte for byte: the text of a `<pre>`. In: bytes. Out: HTML from which any HTML parser gives
//! the same bytes back, or nothing where a page cannot hold them.

use std::fmt::Write;

/// The bytes as the inside of a `<pre>`, after the one line end that parsers drop there. None if they are no text: other bytes
/// would need a code that nobody can read and the privacy gate cannot look into.
pub(super) fn embedded(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = String::with_capacity(text.len() + 1);
    out.push('\n');
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A parser turns a bare CR into LF, and a host may cut a mark of byte order off.
            '\r' | '\u{FEFF}' => drop(write!(out, "&#{};", u32::from(c))),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || is_noncharacter(c) => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

fn is_noncharacter(c: char) -> bool {
    let code = u32::from(c);
    code & 0xFFFE == 0xFFFE || (0xFDD0..=0xFDEF).contains(&code)
}

#[cfg(test)]
mod tests {
    use super::embedded;

    #[test]
    fn every_text_keeps_its_bytes_and_anything_else_stays_out() {
        assert_eq!(embedded(b"a<b>&\n").as_deref(), Some("\na&lt;b&gt;&amp;\n"));
        assert_eq!(embedded("\u{FEFF}a\r\nb\r".as_bytes()).as_deref(), Some("\n&#65279;a&#13;\nb&#13;"));
        assert_eq!(embedded(b"\n\na").as_deref(), Some("\n\n\na"));
        assert_eq!(embedded(b"a\0"), None);
        assert_eq!(embedded(&[0xFF]), None);
        assert_eq!(embedded("\u{FFFF}".as_bytes()), None);
        assert_eq!(embedded("\u{85}".as_bytes()), None);
    }
}
