//! Errands as a calendar file (RFC 5545) for the office's calendar program. In: errands with their sentences. Out: ICS text with CR LF,
//! lines folded at 75 octets. Only errands with a date appear: each on its last day. No clock: the stamp is the moment told.

use super::Errand;
use crate::model::Time;

/// The calendar. `lines` are the errands with the sentence of each; `name` is the calendar's title, `host` makes the ids unique.
pub fn ics<'a>(name: &str, host: &str, moment: Time, lines: impl IntoIterator<Item = (&'a Errand, &'a str)>) -> String {
    let mut out = String::new();
    let stamp = (moment - chrono::Duration::hours(8)).format("%Y%m%dT%H%M%SZ").to_string();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mingchou//todo//ZH", "CALSCALE:GREGORIAN"] {
        fold(&mut out, line);
    }
    fold(&mut out, &format!("X-WR-CALNAME:{}", escaped(name)));
    for (errand, sentence) in lines {
        let Some(due) = errand.due else { continue };
        let next = due.date().succ_opt().unwrap_or(due.date());
        let subject: String =
            errand.subject.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '.' }).collect();
        let rule = errand.rule.unwrap_or("none");
        fold(&mut out, "BEGIN:VEVENT");
        fold(&mut out, &format!("UID:{}.{rule}.{subject}@{host}", errand.kind.as_str()));
        fold(&mut out, &format!("DTSTAMP:{stamp}"));
        fold(&mut out, &format!("DTSTART;VALUE=DATE:{}", due.format("%Y%m%d")));
        fold(&mut out, &format!("DTEND;VALUE=DATE:{}", next.format("%Y%m%d")));
        fold(&mut out, &format!("SUMMARY:{}", escaped(sentence)));
        for line in ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P3D"] {
            fold(&mut out, line);
        }
        fold(&mut out, &format!("DESCRIPTION:{}", escaped(sentence)));
        fold(&mut out, "END:VALARM");
        fold(&mut out, "END:VEVENT");
    }
    fold(&mut out, "END:VCALENDAR");
    out
}

/// RFC 5545, 3.3.11.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// RFC 5545, 3.1: no line longer than 75 octets; a character is never cut.
fn fold(out: &mut String, line: &str) {
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = 74;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        fold(&mut out, &format!("SUMMARY:{}", "查".repeat(60)));
        let lines: Vec<&str> = out.trim_end().split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= 75), "{lines:?}");
        let whole: String = lines.iter().enumerate().map(|(n, line)| if n == 0 { line } else { &line[1..] }).collect();
        assert_eq!(whole, format!("SUMMARY:{}", "查".repeat(60)));
    }
}
