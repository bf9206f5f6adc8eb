//! A slip as the part of an address behind `#`, which browsers never send (`docs/formats.md`). In: a slip, or a fragment.
//! Out: the other.

use super::seal::{Leaf, Slip};
use super::text::{hex, integer, unhex};

/// First field: the version of this form.
const VERSION: &str = "1";
/// RFC 4648 base 32. Its characters are five and a half bits each in a QR code; those of base 64 would be eight.
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

impl Slip {
    /// `1/DRAW/STRATUM/RANK/ID/INSPECTORS/INDEX/SIZE/BASE32`, the last being the salt and the audit path.
    pub fn to_fragment(&self) -> String {
        let leaf = &self.leaf;
        let team: Vec<&str> = leaf.team.iter().map(|id| id.as_str()).collect();
        let mut bytes = unhex(&leaf.salt).unwrap_or_default();
        self.path.iter().for_each(|node| bytes.extend_from_slice(node));
        format!(
            "{VERSION}/{}/{}/{}/{}/{}/{}/{}/{}",
            leaf.draw,
            leaf.stratum,
            leaf.rank,
            leaf.id,
            team.join(","),
            self.index,
            self.size,
            base32(&bytes)
        )
    }

    /// Reads a fragment, with or without its `#`. None if it is not the fragment of a slip.
    pub fn from_fragment(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.strip_prefix('#').unwrap_or(text).split('/').collect();
        let [VERSION, draw, stratum, rank, id, team, index, size, packed] = fields[..] else { return None };
        let bytes = unbase32(packed)?;
        let (salt, path) = bytes.split_first_chunk::<32>()?;
        let (nodes, rest) = path.as_chunks::<32>();
        if !rest.is_empty() {
            return None;
        }
        let line = format!("mingchou/leaf/1 {draw} {stratum} {rank} {id} {team} {}", hex(salt));
        Some(Self { leaf: Leaf::parse(&line)?, index: integer(index)?, size: integer(size)?, path: nodes.to_vec() })
    }
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(ALPHABET[(held >> bits & 31) as usize]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(ALPHABET[(held << (5 - bits) & 31) as usize]));
    }
    out
}

/// Without regard to case, because some readers of codes change it. None where bits are left over that are not zero.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() * 5 / 8);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let digit = ALPHABET.iter().position(|known| *known == byte.to_ascii_uppercase())?;
        held = (held << 5) | u32::try_from(digit).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    (bits < 5 && held == 0).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_32_is_that_of_rfc_4648() {
        let known =
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")];
        for (plain, packed) in known {
            assert_eq!(base32(plain.as_bytes()), packed);
            assert_eq!(unbase32(&packed.to_lowercase()).as_deref(), Some(plain.as_bytes()));
        }
        assert_eq!([unbase32("MZ"), unbase32("M"), unbase32("M1")], [None, None, None]);
    }
}
