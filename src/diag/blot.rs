//! Personal numbers and secrets out of what is shown. In: a cell or a line. Out: the same text with identity and mobile
//! numbers and what may be a nonce blotted out to their first three and last two characters. Never lengthens a text by a character.

/// Whether a character shows nothing where it stands: control, zero-width, direction marks, fillers, tags, and what is no
/// character. Variant selectors show nothing either, but choose the form of the character before them.
pub fn is_invisible(c: char) -> bool {
    let zero_width = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    );
    let filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    let no_character = matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || zero_width || filler || no_character
}

/// What stands for a hidden character.
const BLOT: char = '•';

/// Blots out every run of 18 characters that is shaped as an identity number and every run of 11 digits that is shaped as
/// a mobile number, and every run of 64 hex digits. The text keeps its number of characters.
pub fn blot(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            run.push(c);
        } else {
            end_run(&mut out, &mut run);
            out.push(c);
        }
    }
    end_run(&mut out, &mut run);
    out
}

fn end_run(out: &mut String, run: &mut String) {
    if is_identity(run) || is_mobile(run) || is_secret(run) {
        let last = run.len() - 2;
        for (at, c) in run.chars().enumerate() {
            out.push(if (3..last).contains(&at) { BLOT } else { c });
        }
    } else {
        out.push_str(run);
    }
    run.clear();
}

/// 17 digits and a digit or X, with a month and a day where the birth date stands.
pub(crate) fn is_identity(run: &str) -> bool {
    let bytes = run.as_bytes();
    bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && (bytes[17].is_ascii_digit() || matches!(bytes[17], b'X' | b'x'))
        && matches!(&run[6..8], "18" | "19" | "20")
        && ("01"..="12").contains(&&run[10..12])
        && ("01"..="31").contains(&&run[12..14])
}

/// As long as a nonce or a salt. A hash is blotted out with them: which of the two it is, its letters do not tell.
fn is_secret(run: &str) -> bool {
    run.len() == 64 && run.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_mobile(run: &str) -> bool {
    let bytes = run.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]) && bytes.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_keep_three_and_two() {
        assert_eq!(blot("11010519491231002X"), "110•••••••••••••2X");
        assert_eq!(blot("电话13800138000，"), "电话138••••••00，");
        assert_eq!(blot("91140826MA0JXC0153"), "91140826MA0JXC0153");
        assert_eq!(blot("04110900123"), "04110900123");
        assert_eq!(blot(&"a1".repeat(32)), format!("a1a{}a1", "•".repeat(59)));
        assert_eq!(blot(&"a1".repeat(31)), "a1".repeat(31));
    }
}
