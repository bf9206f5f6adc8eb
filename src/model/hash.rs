//! Hashes as they are written everywhere: SHA-256 and bytes as lower-case hex, and back (protocol section 2).

use sha2::{Digest, Sha256};

/// Lower-case hex of SHA-256.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    push_hex(&mut text, bytes);
    text
}

/// Writes lower-case hex behind a text.
pub fn push_hex(text: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.extend(bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from));
}

/// Bytes of lower-case hex of even length.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.as_bytes().chunks(2).map(byte).collect()
}

/// The 32 bytes of 64 lower-case hex digits.
pub fn unhex32(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (to, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *to = byte(pair)?;
    }
    Some(bytes)
}

/// The byte of two digits.
fn byte(pair: &[u8]) -> Option<u8> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    Some(digit(pair[0])? << 4 | digit(pair[1])?)
}

/// Whether a text is 64 lower-case hex digits.
pub fn is_hex64(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_nothing_else_is_hex() {
        let all: Vec<u8> = (0..=255).collect();
        let text = hex(&all);
        assert!(text.starts_with("000102") && text.ends_with("fdfeff"));
        assert_eq!(unhex(&text), Some(all.clone()));
        assert_eq!(unhex32(&text[..64]).map(Vec::from), Some(all[..32].to_vec()));
        assert_eq!(unhex32(&text[..62]), None);
        let hash = sha256_hex(b"");
        assert_eq!(hash, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(is_hex64(&hash) && unhex32(&hash).is_some());
        assert_eq!(unhex("a"), None);
        for wrong in ["0g", "0G", "AA", "+1", "é"] {
            assert_eq!(unhex(wrong), None, "{wrong}");
            let wrong = format!("{}{wrong}", &hash[wrong.len()..]);
            assert!(wrong.len() == 64 && !is_hex64(&wrong) && unhex32(&wrong).is_none(), "{wrong}");
        }
    }
}
