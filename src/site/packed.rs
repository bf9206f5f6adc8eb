//! Bytes that are held for long and looked at seldom: earlier versions of tables, the lists of draws. In: bytes. Out: the same bytes again. Long ones
//! are held compressed, because the versions of a large county are more than all else it is made of.

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::borrow::Cow;
use std::io::{Read, Write};

/// Below this many bytes nothing is gained that anybody would notice.
const PLAIN: usize = 4_000_000;

/// Bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    bytes: Vec<u8>,
    /// Length of the file where `bytes` are compressed.
    length: Option<usize>,
}

impl From<Vec<u8>> for Packed {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

impl From<&str> for Packed {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes().to_vec())
    }
}

impl Packed {
    /// Length of the file.
    pub fn len(&self) -> usize {
        self.length.unwrap_or(self.bytes.len())
    }

    /// Whether the file is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Holds these bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        if bytes.len() < PLAIN {
            return Self { bytes, length: None };
        }
        let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
        match encoder.write_all(&bytes).and_then(|()| encoder.finish()) {
            Ok(mut packed) => {
                packed.shrink_to_fit();
                Self { bytes: packed, length: Some(bytes.len()) }
            }
            Err(_) => Self { bytes, length: None },
        }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Cow<'_, [u8]> {
        let Some(length) = self.length else { return Cow::Borrowed(&self.bytes) };
        let mut bytes = Vec::with_capacity(length);
        DeflateDecoder::new(self.bytes.as_slice())
            .read_to_end(&mut bytes)
            .expect("what was compressed here is read here");
        Cow::Owned(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_were_and_long_ones_take_less() {
        let short = b"a,b\n".to_vec();
        assert_eq!(Packed::new(short.clone()).bytes(), short);
        let long: Vec<u8> = (0..500_000_u32).flat_map(|n| format!("{n},row\n").into_bytes()).collect();
        let packed = Packed::new(long.clone());
        assert!(packed.bytes.len() < long.len() / 2);
        assert_eq!((packed.bytes().as_ref(), packed.len(), packed.is_empty()), (long.as_slice(), long.len(), false));
    }
}
