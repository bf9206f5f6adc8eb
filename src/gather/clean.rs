//! Text of a stranger as it may be shown. In: any text. Out: one line of bounded length without characters that hide or turn text.

use crate::diag::is_invisible;

/// Longest text of a stranger that is shown.
const MOST: usize = 160;

/// The text on one line; what would act on a page or a terminal becomes `�`, what is too long ends in `…`.
pub(super) fn plain(text: &str) -> String {
    let odd = |c: char| {
        c.is_control()
            || is_invisible(c)
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut out: String = text.chars().take(MOST).map(|c| if odd(c) { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_hides_or_turns_text_is_seen() {
        assert_eq!(plain("a\u{202e}b\nc\u{200b}"), "a\u{fffd}b\u{fffd}c\u{fffd}");
        assert_eq!(plain(&"甲".repeat(200)), format!("{}…", "甲".repeat(160)));
    }
}
