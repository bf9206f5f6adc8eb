//! What each kind of personal number looks like (domain.md 10.3 to 10.5). Pure: digits in, yes or no out.

use crate::model::Day;

/// A rule of the gate; each has a code in the word files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    /// 公民身份号码 with the right check digit.
    Identity,
    /// The shape of one with a wrong check digit: a suspected slip of the pen.
    IdentityTypo,
    /// The old one of 15 digits.
    OldIdentity,
    /// Mobile phone.
    Mobile,
    /// Landline phone that is not the bureau's.
    Landline,
    /// Bank card.
    Card,
    /// E-mail address.
    Email,
    /// A long number that a spreadsheet turned into `9.11E+17`.
    Scientific,
}

impl Rule {
    /// Code of the diagnostic.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Identity => "MC0921",
            Self::IdentityTypo => "MC0922",
            Self::OldIdentity => "MC0923",
            Self::Mobile => "MC0924",
            Self::Landline => "MC0925",
            Self::Card => "MC0926",
            Self::Email => "MC0927",
            Self::Scientific => "MC0928",
        }
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

fn is_province(digits: &[u8]) -> bool {
    matches!(number(&digits[..2]), 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 91)
}

fn is_birth(year: u32, month: &[u8], day: &[u8]) -> bool {
    let year = i32::try_from(year).expect("four digits fit");
    (1850..=2099).contains(&year) && Day::from_ymd_opt(year, number(month), number(day)).is_some()
}

/// GB 11643—1999: 17 digits and a digit or X. Out: whether the check character is right, or none if it is no such number.
pub(super) fn identity(text: &[u8]) -> Option<bool> {
    let (body, check) = (&text[..17], text[17].to_ascii_uppercase());
    if !is_province(body) || !is_birth(number(&body[6..10]), &body[10..12], &body[12..14]) {
        return None;
    }
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    Some(b"10X98765432"[sum as usize % 11] == check)
}

/// The old number of 15 digits, whose year has two.
pub(super) fn old_identity(text: &[u8]) -> bool {
    is_province(text) && is_birth(1900 + number(&text[6..8]), &text[8..10], &text[10..12])
}

/// 11 digits of a mobile phone.
pub(super) fn mobile(text: &[u8]) -> bool {
    text.len() == 11 && text[0] == b'1' && (b'3'..=b'9').contains(&text[1])
}

/// An area code: 010, 02x, or four digits 03xx to 09xx.
pub(super) fn area_code(text: &[u8]) -> bool {
    match text.len() {
        3 => text == b"010" || text.starts_with(b"02"),
        4 => text[0] == b'0' && (b'3'..=b'9').contains(&text[1]),
        _ => false,
    }
}

/// The number behind an area code: 7 or 8 digits, not beginning with 0 or 1.
pub(super) fn local_number(text: &[u8]) -> bool {
    matches!(text.len(), 7 | 8) && text[0] >= b'2'
}

/// Luhn's check over 16 to 19 digits that are not all the same.
pub(super) fn card(text: &[u8]) -> bool {
    let sum: u32 = text
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') << (place % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    (16..=19).contains(&text.len()) && sum.is_multiple_of(10) && text.iter().any(|digit| *digit != text[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specimen_numbers_of_the_standard() {
        assert_eq!(identity(b"11010519491231002X"), Some(true));
        assert_eq!(identity(b"440524188001010014"), Some(true));
        assert_eq!(identity(b"110105194912310021"), Some(false));
        assert_eq!(identity(b"110105194902310021"), None, "31 February");
        assert_eq!(identity(b"990105194912310021"), None, "no such province");
        assert!(old_identity(b"110105491231002"));
        assert!(!old_identity(b"110105491331002"));
    }

    #[test]
    fn phones_and_cards() {
        assert!(mobile(b"13800138000") && !mobile(b"12800138000"));
        assert!(area_code(b"010") && area_code(b"0359") && !area_code(b"0159") && !area_code(b"011"));
        assert!(local_number(b"6521234") && !local_number(b"0521234"));
        assert!(card(b"6222021234567894") == luhn(b"6222021234567894"));
        assert!(card(b"4111111111111111") && !card(b"4111111111111112") && !card(b"0000000000000000"));
    }

    /// Luhn's check once more, as the textbook has it.
    fn luhn(text: &[u8]) -> bool {
        let mut sum = 0;
        for (place, digit) in text.iter().rev().enumerate() {
            let digit = i32::from(digit - b'0');
            sum += if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
        }
        sum % 10 == 0
    }
}
