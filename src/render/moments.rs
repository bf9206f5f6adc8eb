//! Days and minutes inside a sentence, kept on one line: engines break a line after the hyphen of `2026-11-09`. In: a
//! sentence. Out: the same sentence as HTML, escaped, each day or minute in a `<span class="moment">`.

use super::theme::escape;

/// Length of `2026-11-09`.
const DAY: usize = 10;
/// Length of `2026-11-09 15:18`.
const MINUTE: usize = 16;

/// The sentence with its days and minutes marked.
pub(super) fn mark(sentence: &str) -> String {
    let bytes = sentence.as_bytes();
    let mut out = String::with_capacity(sentence.len() + 32);
    let (mut done, mut at) = (0, 0);
    while at + DAY <= bytes.len() {
        let has_hyphens = bytes[at + 4] == b'-' && bytes[at + 7] == b'-';
        let Some(length) = has_hyphens.then(|| moment(bytes, at)).flatten() else {
            at += 1;
            continue;
        };
        escape(&sentence[done..at], &mut out);
        out.push_str("<span class=\"moment\">");
        out.push_str(&sentence[at..at + length]);
        out.push_str("</span>");
        at += length;
        done = at;
    }
    escape(&sentence[done..], &mut out);
    out
}

/// The length of the moment that begins at a byte; none inside a longer word or number.
fn moment(bytes: &[u8], at: usize) -> Option<usize> {
    let joined = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-');
    if at > 0 && joined(bytes.get(at - 1)) {
        return None;
    }
    let length = [(MINUTE, "0000-00-00 00:00"), (DAY, "0000-00-00")].into_iter().find_map(|(length, shape)| {
        let text = bytes.get(at..at + length)?;
        let fits = |(byte, shape): (&u8, u8)| if shape == b'0' { byte.is_ascii_digit() } else { *byte == shape };
        text.iter().zip(shape.bytes()).all(fits).then_some(length)
    })?;
    (!joined(bytes.get(at + length))).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn days_and_minutes_are_marked_and_the_rest_is_escaped() {
        let day = |text: &str| format!("<span class=\"moment\">{text}</span>");
        assert_eq!(mark("期限2026-11-09，<甲>"), format!("期限{}，&lt;甲&gt;", day("2026-11-09")));
        let two = format!("{} & {}", day("2026-11-09 15:18"), day("2025-01-02")).replace(" & ", " &amp; ");
        assert_eq!(mark("2026-11-09 15:18 & 2025-01-02"), two);
    }

    #[test]
    fn numbers_that_only_look_like_days_are_left_alone() {
        for text in ["12026-11-09", "2026-11-091", "a2026-11-09", "2026-11-09-v1", "2026-1-09", "", "示例"] {
            assert_eq!(mark(text), text);
        }
    }
}
