//! Numbers with a shape and a check character. In: a cell. Out: whether it is a 统一社会信用代码 (GB 32100—2015) or a permit
//! number (HJ 608—2017). Never corrects one.

use super::value::{CellFault, Value};
use crate::diag::is_identity;

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The check character that belongs to the first 17 characters; none if one is outside the alphabet.
pub(crate) fn check_character(code: &str) -> Option<char> {
    let mut sum = 0;
    let mut weight = 1;
    for byte in code.bytes().take(17) {
        sum += ALPHABET.iter().position(|known| *known == byte)? * weight;
        weight = weight * 3 % 31;
    }
    Some(char::from(ALPHABET[(31 - sum % 31) % 31]))
}

fn fault(code: &'static str) -> CellFault {
    CellFault { code, args: Vec::new() }
}

/// 18 characters of the alphabet, six digits of the region from the third, the last one right.
pub(super) fn credit_code(text: &str) -> Result<Value, CellFault> {
    let bytes = text.as_bytes();
    if bytes.len() != 18
        || bytes.iter().any(|byte| !ALPHABET.contains(byte))
        || !bytes[2..8].iter().all(u8::is_ascii_digit)
    {
        return Err(fault("MC0207"));
    }
    // The right character is not offered: which of the 18 is wrong, nobody knows.
    if check_character(text) == text.chars().last() { Ok(Value::Text) } else { Err(fault("MC0206")) }
}

/// 18 characters of the holder, three digits, a letter or digit.
pub(super) fn permit(text: &str) -> Result<Value, CellFault> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 22
        && bytes[..18].iter().all(u8::is_ascii_alphanumeric)
        && bytes[18..21].iter().all(u8::is_ascii_digit)
        && (bytes[21].is_ascii_uppercase() || bytes[21].is_ascii_digit());
    if !shape {
        return Err(fault("MC0225"));
    }
    // A holder without a credit code begins with H9; every other prefix is one.
    if !text.starts_with("H9") && credit_code(&text[..18]).is_err() { Err(fault("MC0226")) } else { Ok(Value::Text) }
}

/// Whether a text holds a run of 18 characters that is an identity number by date and check digit (GB 11643—1999) and no
/// credit code at the same time: an all-digit code can pass both tests.
pub(super) fn has_identity_number(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 17
        && text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|run| is_identity(run) && identity_check(run) && credit_code(run).is_err())
}

fn identity_check(run: &str) -> bool {
    let mut sum = 0;
    for byte in run.bytes().take(17) {
        // Weights are the powers of two from 2^17 down, modulo 11.
        sum = (sum * 2 + usize::from(byte - b'0')) % 11;
    }
    run.as_bytes()[17].to_ascii_uppercase() == b"10X98765432"[sum * 2 % 11]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standards_are_right() {
        for good in ["91350100M000100Y43", "91130200699229617X", "91140826MA0JXC0153", "121408194001011422"] {
            assert_eq!(credit_code(good), Ok(Value::Text), "{good}");
        }
        for wrong in ["91310115MA1H8R7C6D", "91310115MA1G4L1WXK"] {
            assert_eq!(check_character(wrong), Some('7'));
            assert_eq!(credit_code(wrong), Err(fault("MC0206")));
        }
        for shape in ["91350100M000100Y4", "91350100m000100y43", "9135010OM000100Y43", "91350100M000100Y4I"] {
            assert_eq!(credit_code(shape), Err(fault("MC0207")), "{shape}");
        }
    }

    #[test]
    fn identity_numbers_are_told_from_codes() {
        assert!(has_identity_number("张三11010519491231002X"));
        assert!(has_identity_number("440524188001010014"));
        assert!(!has_identity_number("440524188001010015"));
        // Valid both as a credit code and by the arithmetic of an identity number.
        assert!(!has_identity_number("121408194001011422"));
    }

    #[test]
    fn permits_hold_a_code_or_begin_with_h9() {
        assert_eq!(permit("91130200699229617X001P"), Ok(Value::Text));
        assert_eq!(permit("H9140826000000001a001P"), Ok(Value::Text));
        assert_eq!(permit("91130200699229617X001"), Err(fault("MC0225")));
        assert_eq!(permit("91130200699229617Y001P"), Err(fault("MC0226")));
    }
}
