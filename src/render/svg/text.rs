//! Words inside a drawing: escaping, how wide they come out, and where they may break. In: text and a size. Out: lines.

use crate::render::theme::escape;

pub(super) fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    escape(words, &mut out);
    out
}

/// Width in units. Fonts differ, so it is on the wide side: a Chinese character fills the size, a Latin one 0.58 of it.
pub(super) fn width(words: &str, size: f64) -> f64 {
    words.chars().map(|c| if is_wide(c) { size } else { size * 0.58 }).sum()
}

fn is_wide(c: char) -> bool {
    u32::from(c) >= 0x2e80 || matches!(c, '“' | '”' | '‘' | '’' | '—' | '…')
}

/// No line begins with one of these.
fn hangs(c: char) -> bool {
    "，。、；：！？）》”’%,.;:!?)".contains(c)
}

/// Lines that fit `room`. Latin words stay whole; a word longer than the room stays one line.
pub(super) fn wrap(words: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(words) {
        let starts_badly = piece.starts_with(hangs);
        if !line.is_empty() && !starts_badly && width(line.trim_end(), size) + width(piece.trim_end(), size) > room {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(&piece);
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// What must not be broken: a wide character, or a run of others up to and including a blank.
fn pieces(words: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut open = false;
    for c in words.chars() {
        if is_wide(c) {
            pieces.push(c.to_string());
            open = false;
        } else if open {
            if let Some(last) = pieces.last_mut() {
                last.push(c);
            }
            open = c != ' ';
        } else {
            pieces.push(c.to_string());
            open = c != ' ';
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_words_stay_whole_and_no_line_begins_with_a_full_stop() {
        let room = 60.0;
        for text in ["一二三四五六七八九十。一二三", "plan and done by class", "共12家，其中3家逾期"]
        {
            let lines = wrap(text, 12.0, room);
            assert!(lines.len() > 1, "{lines:?}");
            for line in &lines {
                assert!(width(line, 12.0) <= room + 12.0, "{line}");
                assert!(!line.starts_with(hangs), "{line}");
            }
            let joined = lines.concat().replace(' ', "");
            assert_eq!(joined, text.replace(' ', ""));
        }
        assert_eq!(wrap("plan and done", 12.0, 60.0), ["plan and", "done"]);
        assert_eq!(wrap("", 12.0, 60.0), [""]);
    }
}
