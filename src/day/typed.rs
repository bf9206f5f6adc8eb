//! Numbers as people type them from a newspaper or a screen. In: a text with digits of either width, any separator, any order of the balls.
//! Out: the spelling of the protocol, which is proposed and never taken without being asked for; or what is wrong.

use crate::draw::{BeaconKind, beacon};

/// Why a typed text is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedFault {
    /// Other characters than digits and separators.
    Letters,
    /// Not so many numbers as this lottery draws.
    Count(usize, usize),
    /// A number that this lottery does not have.
    Range(u32, u32),
    /// A number twice among balls that are all different.
    Twice(u32),
    /// Not the hexadecimal digits of a signature.
    Signature,
}

/// How many balls of which numbers, in groups.
fn groups(kind: BeaconKind) -> &'static [(usize, u32)] {
    match kind {
        BeaconKind::DrandQuicknet => &[],
        BeaconKind::Kl8 => &[(20, 80)],
        BeaconKind::Ssq => &[(6, 33), (1, 16)],
        BeaconKind::Dlt => &[(5, 35), (2, 12)],
    }
}

/// The canonical value of a lottery from a typed text. The groups stand in the order in which the numbers are announced: the last one
/// of 双色球 and the last two of 大乐透 are those of the second drum.
pub fn lottery(kind: BeaconKind, text: &str) -> Result<String, TypedFault> {
    let text: String = text.chars().map(narrow).collect();
    if text.chars().any(char::is_alphabetic) {
        return Err(TypedFault::Letters);
    }
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let wanted: usize = groups(kind).iter().map(|(count, _)| count).sum();
    let glued = parts.len() <= groups(kind).len() && parts.iter().map(|part| part.len()).sum::<usize>() == 2 * wanted;
    let numbers: Vec<u32> = if glued {
        let digits = parts.concat();
        (0..wanted).map(|at| digits[2 * at..2 * at + 2].parse().unwrap_or(0)).collect()
    } else {
        parts.iter().map(|part| part.parse().unwrap_or(u32::MAX)).collect()
    };
    if numbers.len() != wanted {
        return Err(TypedFault::Count(numbers.len(), wanted));
    }
    let (mut written, mut rest) = (Vec::new(), numbers.as_slice());
    for (count, most) in groups(kind) {
        let (group, after) = rest.split_at(*count);
        rest = after;
        let mut balls = group.to_vec();
        balls.sort_unstable();
        if let Some(ball) = balls.iter().find(|ball| !(1..=*most).contains(*ball)) {
            return Err(TypedFault::Range(*ball, *most));
        }
        if let Some(pair) = balls.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(TypedFault::Twice(pair[0]));
        }
        written.push(balls.iter().map(|ball| format!("{ball:02}")).collect::<Vec<_>>().join("-"));
    }
    Ok(written.join("+"))
}

/// The signature of a drand round from a typed or pasted text, and its value. Whether it is that round's the caller checks.
pub fn signature(text: &str) -> Result<(String, String), TypedFault> {
    let hex: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    match beacon::drand_value(&hex).filter(|_| hex.len() == 96) {
        Some(value) => Ok((hex, value)),
        None => Err(TypedFault::Signature),
    }
}

/// 64 hexadecimal digits, or none: what a nonce and its commitment look like. Blanks and width do not count.
pub fn hex64(text: &str) -> Option<String> {
    let hex: String = text.chars().map(narrow).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    crate::draw::text::is_hex64(&hex).then_some(hex)
}

/// A full-width character in its usual width.
fn narrow(c: char) -> char {
    match u32::from(c) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(c),
        0x3000 => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_spelling_of_the_same_balls_is_one_value() {
        let value = "02-07-11-19-23-30+08";
        for text in [
            value,
            "02 07 11 19 23 30 08",
            "30、23、19、11、7、2 ＋ 8",
            "０２，０７，１１，１９，２３，３０｜０８",
            "02071119233008",
            "020711192330+08",
        ] {
            assert_eq!(lottery(BeaconKind::Ssq, text).as_deref(), Ok(value), "{text}");
        }
        assert_eq!(lottery(BeaconKind::Dlt, "5 4 3 2 1 12 11").as_deref(), Ok("01-02-03-04-05+11-12"));
    }

    #[test]
    fn what_is_no_value_is_told_by_its_kind() {
        assert_eq!(lottery(BeaconKind::Ssq, "1 2 3 4 5 6"), Err(TypedFault::Count(6, 7)));
        assert_eq!(lottery(BeaconKind::Ssq, "1 2 3 4 5 34 8"), Err(TypedFault::Range(34, 33)));
        assert_eq!(lottery(BeaconKind::Ssq, "1 2 3 4 5 6 17"), Err(TypedFault::Range(17, 16)));
        assert_eq!(lottery(BeaconKind::Ssq, "1 2 3 4 5 5 8"), Err(TypedFault::Twice(5)));
        assert_eq!(lottery(BeaconKind::Ssq, "one 2 3"), Err(TypedFault::Letters));
        assert_eq!(lottery(BeaconKind::Kl8, ""), Err(TypedFault::Count(0, 20)));
        assert_eq!(lottery(BeaconKind::Kl8, "99999999999999999999 1"), Err(TypedFault::Count(2, 20)));
        assert_eq!(signature("abc"), Err(TypedFault::Signature));
        assert_eq!(hex64(&"A".repeat(64)), Some("a".repeat(64)));
        assert_eq!(hex64(&"g".repeat(64)), None);
    }
}
